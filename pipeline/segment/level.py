"""Which level of the outline holds the measures, read over whole classes rather than line by line.

Every class of the outline is weighed by what its members have in common: how often they read as a
commitment, whether a keyword or a code labels them, what heading announces them. Where one class
of candidates stands inside another, the pair is resolved by which of the two stands by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.nlp import Form, cue
from pipeline.segment.outline import BODY, INTRO, TITLE, Key, Node
from pipeline.segment.sheets import sheet_nodes
from pipeline.text import fold

THRESHOLD = 1.1
_ANNOUNCES = re.compile(
    r"\b(?:mesures?|(?<!plan d')(?<!plans d')actions?|propositions?|engagements?"
    r"|recommandations?|initiatives?|perspectives|chantiers)\b"
)
# Introductions to lists of the parts of a plan.
_PARTS = re.compile(
    r"\b(?:orientations|axes|volets|piliers|chapitres|thematiques|themes|parties)\b"
)
_NAMED = re.compile(
    r"^(?:(?:les|nos|des|vos|ses|voici|quelques|\d+|principales)\s)*"
    r"(?:mesures|actions|propositions|engagements|recommandations)\b"
)
# Headings over lists that say what is, was, is valued or is asked, not what will be done.
_ELSEWHERE = re.compile(
    r"\b(?:missions?|mandats?|valeurs?|principes?|contexte|preambule|introduction|conclusion"
    r"|mot d[eu]|message d[eu]|constats?|bilan|realisations?|historique|definitions?|criteres?"
    r"|glossaire|lexique|acronymes|sigles|bibliographie|references|annexes?|remerciements|membres"
    r"|composition|contact|coordonnees|questions?|debat|diagnostic|enjeux|etat des lieux|vision"
    r"|signataires|cadre legal|portrait|methodologie|exemples?|partenaires)\b"
)


@dataclass(frozen=True, slots=True)
class Traits:
    """What the members of a class have in common; shares are from 0 to 1."""

    count: int
    commits: float
    questions: float
    units: float
    labelled: float
    announced: float
    words: float
    standing: float  # share with running text of their own below them
    headings: float
    listing: float  # share with list items directly below them
    colons: float  # share that ends with a colon

    @property
    def introduces(self) -> bool:
        """Whether the class only announces lists: unlabelled headings that all have one."""
        return self.headings >= 0.5 and self.labelled < 0.5 and self.listing >= 0.7

    @property
    def cards(self) -> bool:
        """Whether the class only titles, in a word or two, texts that say what will be done."""
        return self.headings >= 0.5 and self.words < 3 and self.standing >= 0.8

    @property
    def strength(self) -> float:
        """How much the class looks like the one that holds the measures."""
        return (
            1.6 * self.commits
            + 1.5 * self.units
            + 0.5 * self.labelled
            + 0.5 * self.announced
            - 3.0 * self.questions
            - (0.8 if self.words > 60 else 0.0)
            - (0.6 if self.words < 2 and not self.cards else 0.0)
            - (0.9 if self.count < 2 else 0.3 if self.count < 3 else 0.0)
        )


def measure_nodes(root: Node) -> list[Node]:
    """The nodes that state measures, in reading order; empty for a document that has none."""
    sheets = sheet_nodes(root)
    if sheets:
        return sheets
    classes = _classes(root)
    traits = {key: _traits(nodes) for key, nodes in classes.items()}
    chosen = {key for key, found in traits.items() if found.strength >= THRESHOLD}
    chosen -= _losers(classes, traits, chosen)
    introduced = {key for key in chosen if traits[key].introduces}
    cards = {key for key in chosen if traits[key].cards} - introduced
    chosen -= introduced | cards
    kept = [node for key in chosen for node in _consistent(classes[key], traits[key])]
    kept += [item for key in introduced for node in classes[key] for item in _items(node)]
    kept += [text for key in cards for node in classes[key] for text in _texts(node)[:1]]
    kept += _left_over(root, classes, traits, chosen, kept)
    kept += _announced_lists(root, kept)
    if not kept:
        kept = _paragraphs(root)
    order = {id(node): place for place, node in enumerate(root.walk())}
    return sorted(_outermost(kept), key=lambda node: order[id(node)])


def _classes(root: Node) -> dict[Key, list[Node]]:
    classes: dict[Key, list[Node]] = defaultdict(list)
    for node in root.walk():
        if node.key not in (BODY, INTRO, TITLE) and node.key[0] != "header" and node.text:
            classes[node.key].append(node)
    return classes


def _traits(nodes: Sequence[Node]) -> Traits:
    count = len(nodes)
    questions = [cue(node.text).form is Form.QUESTION for node in nodes]
    labels = [node.entry.label if node.entry else None for node in nodes]

    def share(values: Iterable[object]) -> float:
        return sum(bool(value) for value in values) / count

    return Traits(
        count=count,
        commits=share(_commits(node) for node in nodes),
        questions=share(questions),
        units=share(label and label.unit for label in labels),
        labelled=share(label and not label.groups for label in labels),
        announced=share(_announced(node) for node in nodes),
        words=sum(len(node.text.split()) for node in nodes) / count,
        standing=share(any(c.key in (BODY, INTRO) for c in node.children) for node in nodes),
        headings=share(node.heading for node in nodes),
        listing=share(_items(node) for node in nodes),
        colons=share(node.text.rstrip().endswith(":") for node in nodes),
    )


def _commits(node: Node) -> bool:
    """Whether a node reads as a commitment, or is the title of a text that opens as one."""
    if cue(node.text).commits:
        return True
    below = _texts(node)
    # A card: a title and the one text that says what it is about.
    card = node.heading and 1 <= len(below) <= 2
    return card and cue(below[0].text).form in (Form.INFINITIVE, Form.ACTION_NOUN)


def _consistent(nodes: Sequence[Node], traits: Traits) -> list[Node]:
    """The members of a chosen class without the lists where, unlike elsewhere, none commits."""
    lists: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        if _belongs(node):
            lists[id(node.parent)].append(node)
    out: list[Node] = []
    for found in lists.values():
        plain = all(node.entry is not None and node.entry.label is None for node in found)
        commits = sum(cue(node.text).commits for node in found) / len(found)
        odd = plain and traits.commits >= 0.6 and commits < 0.25 and not _announced(found[0])
        out += [] if odd else found
    return out


def _items(node: Node) -> list[Node]:
    """The list items directly below a node that stand where measures stand."""
    return [child for child in node.children if child.key[0] == "item" and _belongs(child)]


def _texts(node: Node) -> list[Node]:
    """The running text directly below a node."""
    return [child for child in node.children if child.key == BODY]


def _announced(node: Node) -> bool:
    """Whether the heading over a node, or over its column, says that measures follow."""
    if node.key[0] == "column":
        return True
    above = next(node.ancestors(), None)
    return above is not None and bool(_ANNOUNCES.search(fold(above.text)))


def _losers(
    classes: dict[Key, list[Node]], traits: dict[Key, Traits], chosen: set[Key]
) -> set[Key]:
    """Of each pair of candidate classes where one nests in the other, the one to give up."""
    out: set[Key] = set()
    for inner in chosen:
        parents: dict[Key, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for node in classes[inner]:
            above = next((a for a in node.ancestors() if a.key in chosen), None)
            if above is not None and above.key != inner:
                parents[above.key][id(above)] += 1
        for outer, below in parents.items():
            if sum(below.values()) < 0.25 * len(classes[inner]):
                continue
            rare = len(below) < 0.2 * len(classes[outer])
            out.add(inner if rare or _stands(traits[outer], traits[inner]) else outer)
    return out


def _stands(outer: Traits, inner: Traits) -> bool:
    """Whether the outer class states the measures and the inner one only details them."""
    if outer.units >= 0.5:
        return True
    if inner.units >= 0.5:
        return False
    if outer.standing >= 0.5 and inner.standing < 0.2 and outer.labelled >= 0.5:
        return True
    if inner.labelled >= 0.5:
        return False
    by_itself = outer.labelled >= 0.5 or outer.commits >= 0.6
    return by_itself and outer.headings < 0.5 and outer.colons < 0.5


def _belongs(node: Node) -> bool:
    """Whether a member of a chosen class stands where measures stand, not in a list of values."""
    entry = node.entry
    if entry is None or cue(node.text).form is Form.QUESTION or len(node.text) < 4:
        return False
    if entry.words > 1 and len(set(fold(node.text).split())) < 2:
        return False  # the words of a drawing
    if entry.label and (entry.label.unit or entry.label.depth > 1):
        return True
    for above in node.ancestors():
        text = fold(above.text)
        if _ANNOUNCES.search(text):
            return True
        if (above.key == INTRO or _is_aside(above)) and _PARTS.search(text):
            return False
        if _is_aside(above) and _ELSEWHERE.search(text) and not cue(above.text).commits:
            return False
    return True


def _is_aside(heading: Node) -> bool:
    """Whether a heading is a short one outside the numbering, as those of asides are."""
    return heading.entry is not None and not heading.entry.label and heading.entry.words <= 8


def _left_over(
    root: Node,
    classes: dict[Key, list[Node]],
    traits: dict[Key, Traits],
    chosen: set[Key],
    kept: Sequence[Node],
) -> list[Node]:
    """Labelled commitments of a class given up, where nothing below them was taken instead."""
    taken = {id(above) for node in kept for above in node.ancestors()}
    inside = {id(node) for node in kept}
    out: list[Node] = []
    for key, nodes in classes.items():
        found = traits[key]
        if key in chosen or found.strength < THRESHOLD or found.labelled < 0.5:
            continue
        for node in nodes:
            covered = any(id(above) in inside for above in node.ancestors())
            if id(node) not in taken and not covered and cue(node.text).commits and _belongs(node):
                out.append(node)
    return out


def _announced_lists(root: Node, kept: Sequence[Node]) -> list[Node]:
    """Lists of three items or more whose own heading names them measures, whatever their words."""
    inside = {id(node) for node in kept}
    out: list[Node] = []
    for above in root.walk():
        items = _items(above)
        named = above.heading and _NAMED.match(fold(above.text))
        if named and len(items) >= 3 and not any(id(node) in inside for node in above.walk()):
            out += items
    return out


def _paragraphs(root: Node) -> list[Node]:
    """Paragraphs that open as commitments, two at least under one heading, or titles of actions."""
    groups: dict[int, list[Node]] = defaultdict(list)
    for node in root.walk():
        if node.key == BODY and _belongs(node):
            groups[id(node.parent)].append(node)
    forms = (Form.INFINITIVE, Form.SUBJUNCTIVE)
    opening = [[n for n in group if cue(n.text).form in forms] for group in groups.values()]
    found = [node for group in opening if len(group) >= 2 for node in group]
    return found or _titles_listed([group for group in groups.values() if _all_titles(group)])


def _all_titles(group: Sequence[Node]) -> bool:
    """Whether the texts under one heading are titles: short, and none of them a sentence."""
    under = group[0].parent is not None and group[0].parent.heading
    short = all(n.entry is not None and 2 <= n.entry.words <= 20 for n in group)
    return under and short and not any(n.text.rstrip().endswith((".", ":", ";")) for n in group)


def _titles_listed(groups: Sequence[Sequence[Node]]) -> list[Node]:
    """The titles of an index of actions: several headings, most of the titles action nouns."""
    titles = [node for group in groups for node in group]
    commits = sum(cue(node.text).commits for node in titles)
    many = len(groups) >= 2 and len(titles) >= 5
    return titles if many and commits >= 0.6 * len(titles) else []


def _outermost(nodes: Sequence[Node]) -> list[Node]:
    """Without nodes that stand below another one of the list."""
    inside = {id(node) for node in nodes}
    return [node for node in nodes if not any(id(above) in inside for above in node.ancestors())]
