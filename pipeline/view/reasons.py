"""Why measures are measures, in French: the class of the outline that holds them, and the cues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.models import Measure, UnitKind
from pipeline.nlp import Form
from pipeline.segment.evidence import Traits, is_announced, traits_of
from pipeline.segment.level import THRESHOLD
from pipeline.segment.outline import BODY, INTRO, TITLE, Key, Node
from pipeline.segment.sheets import sheet_nodes
from pipeline.view.markup import counted, decimal, percent, quoted
from pipeline.view.reading import Reading

_FORMS = {
    Form.INFINITIVE: "infinitif",
    Form.SUBJUNCTIVE: "«\u00a0que\u00a0» et subjonctif",
    Form.ACTION_NOUN: "nom d’action",
    Form.PLEDGE: "engagement",
    Form.IMPERATIVE: "impératif",
    Form.QUESTION: "question",
    Form.NONE: "aucune forme d’engagement",
}
_LOOKED_AT = 8  # classes that were weighed and not taken, strongest first


@dataclass(frozen=True, slots=True)
class Class:
    """Lines of the outline that are alike: what they look like, how many, why taken or left.

    `measures` holds the numbers, from 1, of those that are measures.
    """

    name: str
    why: str
    measures: tuple[int, ...]


def classes(reading: Reading) -> list[Class]:
    """The classes that hold the measures, then the strongest of the others."""
    members: dict[Key, list[Node]] = defaultdict(list)
    for node in _all_nodes(reading):
        if node.text:
            members[node.key].append(node)
    numbers: dict[Key, list[int]] = defaultdict(list)
    for number, node in enumerate(reading.nodes, start=1):
        numbers[node.key].append(number)
    traits = {key: traits_of(nodes) for key, nodes in members.items()}
    givers = {
        key: above
        for key, found in numbers.items()
        if (above := _giver(reading.nodes[found[0] - 1], traits)) is not None
    }
    sheets = bool(sheet_nodes(reading.root))
    taken = []
    for key, found in sorted(numbers.items(), key=lambda item: -len(item[1])):
        given = _name(members[givers[key]]) if key in givers else None
        why = _why_taken(reading, key, traits[key], sheets, given)
        taken.append(Class(_name(members[key]), why, tuple(found)))
    others = [
        key
        for key in sorted(traits, key=lambda key: -traits[key].strength)
        if key not in numbers and key not in (BODY, INTRO, TITLE) and traits[key].strength > 0
    ]
    left = [
        Class(_name(members[key]), _why_left(traits[key], key in givers.values()), ())
        for key in others[:_LOOKED_AT]
    ]
    return taken + left


def _all_nodes(reading: Reading) -> list[Node]:
    """The nodes of the outline, and the units that were made of several of them."""
    nodes = list(reading.root.walk())
    inside = {id(node) for node in nodes}
    return nodes + [node for node in reading.nodes if id(node) not in inside]


def _giver(node: Node, traits: Mapping[Key, Traits]) -> Key | None:
    """The class of the heading that gave its place to what stands below it, if that was so."""
    above = next(node.ancestors(), None)
    found = traits.get(above.key) if above else None
    if above is None or found is None or found.strength < THRESHOLD:
        return None
    gives = found.introduces if node.key[0] == "item" else found.cards and node.key == BODY
    return above.key if gives else None


def _why_taken(reading: Reading, key: Key, traits: Traits, sheets: bool, given: str | None) -> str:
    if sheets:
        return "le document est fait de fiches\u00a0; le titre de chacune est la mesure"
    if reading.measures[0].kind is UnitKind.PROGRAMME:
        return "page d’offres\u00a0: une unité par programme ou organisme"
    if given:
        return f"ce que disent les {given}, qui ne font que l’annoncer\u00a0: {_shares(traits)}"
    if key == BODY:
        return f"pris faute de classe assez forte\u00a0: {_shares(traits)}"
    force = f"force {decimal(traits.strength)} pour un seuil de {decimal(THRESHOLD)}"
    if traits.strength < THRESHOLD:
        force += ", prise par ce qui l’annonce"
    return f"{force}\u00a0: {_shares(traits)}"


def _why_left(traits: Traits, gives: bool) -> str:
    force = f"force {decimal(traits.strength)}"
    if gives:
        force += ", mais elle annonce ce qui est pris"
    elif traits.strength >= THRESHOLD:
        force += ", mais une autre classe l’emporte"
    return f"{force}\u00a0: {_shares(traits)}"


def _shares(traits: Traits) -> str:
    said = [counted(traits.count, "ligne")]
    for share, text in (
        (traits.commits, "s’ouvrent comme un engagement"),
        (traits.units, "portent un mot-clé (mesure, action…)"),
        (traits.labelled, "portent un numéro ou un code"),
        (traits.announced, "sont annoncées par leur titre"),
        (traits.questions, "sont des questions"),
        (traits.named, "sont des «\u00a0nom\u00a0: valeur\u00a0»"),
    ):
        if round(100 * share):
            said.append(f"{percent(share)} {text}")
    return ", ".join(said)


def _name(nodes: Sequence[Node]) -> str:
    """What the lines of a class look like, with the first as an example."""
    key, entry = nodes[0].key, nodes[0].entry
    kind = key[0]
    if entry is None:
        return "lignes"
    if kind == "label":
        return f"lignes numérotées comme {quoted(_label_of(nodes[0]))}"
    if kind == "item":
        return "puces" if entry.depth < 2 else f"puces de rang {entry.depth}"
    if kind == "heading":
        return f"titres de rang {entry.level}"
    if kind == "column":
        return f"lignes d’un tableau, colonne {entry.column}"
    if kind == "body":
        return "paragraphes"
    style = entry.style
    look = [f"de {decimal(style.size)}\u00a0points"] if style.size else []
    look += ["en gras"] if style.bold else []
    look += ["en capitales"] if entry.capitals else []
    return " ".join(["titres", *look])


def _label_of(node: Node) -> str:
    """The label of a node as it is printed."""
    if node.entry is None or node.entry.label is None:
        return ""
    printed, rest = node.entry.printed, node.entry.label.rest
    cut = printed.find(rest[:20]) if rest else -1
    label = printed[:cut] if cut > 0 else node.entry.label.code
    return label.strip(" .:–—-\u00a0") or node.entry.label.code


def cues(measure: Measure, node: Node) -> list[str]:
    """What shows that a measure is one, in a few words each."""
    said: list[str] = []
    if measure.cues:
        words = f" {quoted(measure.cues[1])}" if len(measure.cues) > 1 else ""
        form = measure.cues[0]
        known = form in [str(value) for value in Form]
        said.append((_FORMS[Form(form)] if known else form) + words)
    label = node.entry.label if node.entry else None
    if label:
        kind = "mot-clé" if label.unit else "repère"
        said.append(f"{kind} {quoted(_label_of(node))}")
    if is_announced(node):
        above = next(node.ancestors(), None)
        over = quoted(_short(above.text)) if above and node.key[0] != "column" else "sa colonne"
        said.append(f"annoncée par {over}")
    return said


def _short(text: str, words: int = 8) -> str:
    found = text.split()
    return text if len(found) <= words else " ".join(found[:words]) + "…"
