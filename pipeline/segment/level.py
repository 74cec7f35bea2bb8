"""Which level of the outline holds the measures, read over whole classes rather than line by line.

Every class of the outline is weighed by what its members have in common: how often they read as a
commitment, whether a keyword or a code labels them, what heading announces them. Where one class
of candidates stands inside another, the pair is resolved by which of the two stands by itself.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.fields import opens_field
from pipeline.nlp import Form, cue
from pipeline.segment.entries import Entry
from pipeline.segment.evidence import (
    Traits,
    belongs,
    is_announced,
    items_of,
    texts_of,
    traits_of,
)
from pipeline.segment.genre import is_other
from pipeline.segment.outline import BODY, INTRO, TITLE, Key, Node
from pipeline.segment.sheets import sheet_nodes
from pipeline.text import fold

THRESHOLD = 1.1  # of the strength of a class (`evidence.Traits`) that may hold the measures
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze".split(), 3
    )
}
_COUNTED = re.compile(
    r"\b(\d{1,2}|[a-z]+)\s(?:[a-z]+\s)?(?:mesures|actions|propositions|engagements|initiatives)\b"
)
_SAYS = 6  # words from which on a text says something; charts leave shorter ones
_CARD = 45  # words of the longest text of a card
_COUNT = re.compile(r"\b(\d{1,3})\s+[^\W\d_]{4,}")
_OPENING = (Form.INFINITIVE, Form.SUBJUNCTIVE)
_NAMED = re.compile(
    r"^(?:(?:les|nos|des|vos|ses|voici|quelques|\d+|principales)\s)*"
    r"(?:mesures|actions|propositions|engagements|recommandations)\b"
)


def measure_nodes(root: Node, title: str | None = None) -> list[Node]:
    """The nodes that state measures, in reading order; empty for a document that has none.

    `title` is the title that the metadata of the document name.
    """
    sheets = sheet_nodes(root)
    if sheets:
        return sheets
    classes = _classes(root)
    if is_other(root, title):
        named = [nodes for nodes in classes.values() if traits_of(nodes).units >= 0.5]
        return [node for nodes in named for node in nodes if belongs(node)]
    traits = {key: traits_of(_standing(key, nodes)) for key, nodes in classes.items()}
    chosen = {key for key, found in traits.items() if found.strength >= THRESHOLD}
    chosen |= _continued(classes, chosen)
    chosen -= _losers(classes, traits, chosen)
    titled = {key: card for key in chosen if (card := _cards_in(classes, key))}
    placed = set(titled.values())  # they need not commit: their place says what they are
    chosen = chosen - titled.keys() | placed
    introduced = {
        key for key in chosen if traits[key].introduces and _lead(classes[key], traits[key])
    }
    cards = {key for key in chosen if traits[key].cards} - introduced
    chosen -= introduced | cards
    kept = [node for key in chosen - placed for node in _consistent(classes[key])]
    kept += [node for key in placed for node in classes[key] if belongs(node)]
    kept += [item for key in introduced for node in classes[key] for item in items_of(node)]
    texts = [text for key in cards for node in classes[key] for text in _card_texts(node)]
    kept += [text for text in texts if belongs(text) and text.entry and text.entry.words >= 4]
    kept += _announced_lists(root, kept)
    kept += _filled(root, kept)
    if not kept:
        kept = _paragraphs(root)
    kept = _acting(kept)
    order = {id(node): place for place, node in enumerate(root.walk())}
    return sorted(_outermost(kept), key=lambda node: order[id(node)])


def _lead(nodes: Sequence[Node], traits: Traits) -> bool:
    """Whether headings only lead to the lists below them, rather than say what the lists detail."""
    items = [item for node in nodes for item in items_of(node)]
    if not traits.introduces or traits_of(items).named >= 0.5:
        return False
    acting = sum(cue(item.text).leans for item in items) / len(items)
    titles = sum(cue(node.text).commits for node in nodes) / len(nodes)
    return titles < 0.6 or acting >= 0.4 or traits.colons >= 0.5


def _cards_in(classes: dict[Key, list[Node]], outer: Key) -> Key | None:
    """The class of cards that titles without a label group: each a title and a short text."""
    groups = classes[outer]
    if outer[0] not in ("look", "heading") or any(n.entry and n.entry.label for n in groups):
        return None
    for key, nodes in classes.items():
        below = [node for node in nodes if node.parent is not None and node.parent.key == outer]
        if key[0] not in ("look", "heading") or len(below) < max(6, 3 * len(groups)):
            continue
        over = {id(node.parent) for node in below}
        texts = {fold(node.text) for node in below}
        cards = [node for node in below if _is_card(node)]
        whole = len(cards) >= 0.8 * len(below) and len(texts) >= 0.9 * len(below)
        if whole and len(over) >= 0.7 * len(groups):
            return key
    return None


def _is_card(node: Node) -> bool:
    """Whether a heading has one short text below it, figures apart."""
    texts = [text for text in texts_of(node) if len(text.text.split()) >= _SAYS]
    short = len(texts) == 1 and len(texts[0].text.split()) <= _CARD
    return short and len(node.text.split()) >= 2 and opens_field(node.text) is None


def _card_texts(card: Node) -> list[Node]:
    """The texts of a card that say what will be done: the first, or all that do."""
    texts = texts_of(card)
    promising = [text for text in texts if _promises(text)]
    return promising if len(promising) >= 2 else texts[:1]


def _promises(node: Node) -> bool:
    """Whether a text says by its verb that something will be done or is asked for."""
    found = cue(node.text)
    return found.commits and found.form is not Form.ACTION_NOUN


def _classes(root: Node) -> dict[Key, list[Node]]:
    classes: dict[Key, list[Node]] = defaultdict(list)
    for node in root.walk():
        if node.key not in (BODY, INTRO, TITLE) and node.key[0] != "header" and node.text:
            classes[node.key].append(node)
    return classes


def _standing(key: Key, nodes: Sequence[Node]) -> Sequence[Node]:
    """The members of a class that tell what it is: without questions, findings and other asides.

    Bullets list findings, answers and measures alike: their lists speak one by one.
    """
    kept = [node for node in nodes if belongs(node)]
    if key[0] == "item":
        if 0 < len(kept) < 0.25 * len(nodes):
            return kept
        kept = [node for found in _lists(kept) if _most_commit(found) for node in found]
    return kept if len(kept) >= max(3, 0.4 * len(nodes)) else nodes


def _most_commit(nodes: Sequence[Node]) -> bool:
    return sum(cue(node.text).leans for node in nodes) >= 0.5 * len(nodes)


def _lists(nodes: Sequence[Node]) -> list[list[Node]]:
    """The members of a class by what stands right above them."""
    lists: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        lists[id(node.parent)].append(node)
    return list(lists.values())


def _consistent(nodes: Sequence[Node]) -> list[Node]:
    """The members of a chosen class without the lists where, unlike elsewhere, none commits.

    Among lists that commit less often, those are odd that stand under another kind of heading.
    """
    out: list[Node] = []
    lists = _lists([node for node in nodes if belongs(node)])
    heads = Counter(_over(found) for found in lists)
    acting = Counter(_over(found) for found in lists if _most_commit(found))
    over = {key for key, count in acting.items() if count >= 0.5 * heads[key]}
    for found in lists:
        plain = all(node.entry is not None and node.entry.label is None for node in found)
        silent = sum(cue(node.text).leans for node in found) < 0.25 * len(found)
        apart = _over(found) not in over
        odd = plain and silent and apart and not is_announced(found[0])
        odd |= not plain and _is_mute(found, nodes)
        out += [] if odd else found
    return out


def _is_mute(group: Sequence[Node], nodes: Sequence[Node]) -> bool:
    """Whether coded titles under one heading say nothing of deeds, where nearly all others do.

    A plan numbers its diagnosis and its governance like its measures.
    """
    others = [node for node in nodes if node.parent is not group[0].parent]
    if len(group) < 2 or len(others) < 6 or any(n.entry and _unit(n.entry) for n in group):
        return False
    leaning = sum(cue(node.text).leans for node in others)
    return not any(cue(n.text).leans for n in group) and leaning >= 0.6 * len(others)


def _unit(entry: Entry) -> bool:
    return entry.label is not None and entry.label.unit


def _over(nodes: Sequence[Node]) -> Key | None:
    """The class of the heading over a list."""
    above = next((above for above in nodes[0].ancestors() if above.key != INTRO), None)
    return above.key if above else None


def _acting(nodes: Sequence[Node]) -> list[Node]:
    """Of list items within list items: the outer one if it commits, else those within."""
    inside = {id(above) for node in nodes for above in node.ancestors() if node.key[0] == "item"}
    return [
        node
        for node in nodes
        if node.key[0] != "item" or id(node) not in inside or cue(node.text).leans
    ]


def _continued(classes: dict[Key, list[Node]], chosen: set[Key]) -> set[Key]:
    """Classes that go on with the numbers of a chosen one, or fill its gaps.

    « Mesure 9 » may be followed by cards 10 to 20, and a number in bold by one that is not.
    """
    out: set[Key] = set()
    known = [set(numbers) for key in chosen if len(numbers := _numbers(classes[key])) >= 3]
    for key, nodes in classes.items():
        own = _numbers(nodes)
        for taken in known if len(own) >= 2 and key not in chosen else ():
            whole = taken | set(own)
            counted = len(whole) == max(whole) - min(whole) + 1
            if counted and not taken & set(own) and len(set(own)) == len(own):
                out.add(key)
    return out


def _numbers(nodes: Sequence[Node]) -> list[int]:
    """The numbers that label the members of a class, if all are plain numbers."""
    labels = [node.entry.label for node in nodes if node.entry]
    codes = [label.code for label in labels if label and label.code.isdigit()]
    return [int(code) for code in codes] if len(codes) == len(nodes) else []


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
            if outer[0] == inner[0] == "item":
                continue  # resolved item by item
            if sum(below.values()) < 0.25 * len(classes[inner]):
                continue
            rare = len(below) < 0.2 * len(classes[outer])
            out.add(inner if rare or _stands(traits[outer], traits[inner]) else outer)
    return out


def _stands(outer: Traits, inner: Traits) -> bool:
    """Whether the outer class states the measures and the inner one only details them."""
    if outer.units >= 0.5:
        # « Engagement 1 : Mentorat » names what « Action 1 : Recruter … » commits to.
        named = inner.units >= 0.5 and inner.commits - outer.commits >= 0.5
        return not named
    if inner.units >= 0.5 or inner.resolves >= 0.5:
        return False
    if outer.standing >= 0.5 and inner.standing < 0.2 and outer.labelled >= 0.5:
        return True
    if inner.labelled >= 0.5:
        return False
    by_itself = outer.labelled >= 0.5 or outer.commits >= 0.6
    return by_itself and outer.headings < 0.5 and outer.colons < 0.5


def _announced_lists(root: Node, kept: Sequence[Node]) -> list[Node]:
    """Lists of three items or more whose own heading names them measures, whatever their words."""
    inside = {id(node) for node in kept}
    out: list[Node] = []
    for above in root.walk():
        items = items_of(above)
        named = above.heading and (_NAMED.match(fold(above.text)) or _counts_items(above, items))
        if named and len(items) >= 3 and not any(id(node) in inside for node in above.walk()):
            out += items
    return out


def _counts_items(heading: Node, items: Sequence[Node]) -> bool:
    """Whether the text before a list says how many measures it has (« Quatre engagements … »)."""
    texts = [fold(text.text) for text in texts_of(heading)]
    return any(
        _NUMBERS.get(number, number) == str(len(items))
        for text in texts
        for number in _COUNTED.findall(text)
    )


def _filled(root: Node, kept: Sequence[Node]) -> list[Node]:
    """Texts that commit under headings like those over the measures, where none is found below."""
    inside = {id(above) for node in kept for above in node.ancestors()} | {id(n) for n in kept}
    over = {key for node in kept if (key := _over([node])) is not None}
    out: list[Node] = []
    for heading in root.walk():
        if not heading.heading or heading.key not in over or id(heading) in inside:
            continue
        if any(id(above) in inside and above.key not in over for above in heading.ancestors()):
            continue
        texts = [node for node in heading.children if not node.children and node.key != INTRO]
        found = [node for node in texts if cue(node.text).form in _OPENING and belongs(node)]
        if len(found) >= 2 and len(found) >= 0.5 * len(texts):
            out += found
    return out


def _paragraphs(root: Node) -> list[Node]:
    """Paragraphs that open as commitments, two at least under one heading, or titles of actions."""
    groups: dict[int, list[Node]] = defaultdict(list)
    for node in root.walk():
        if node.key == BODY and belongs(node):
            groups[id(node.parent)].append(node)
    opening = [[n for n in group if cue(n.text).form in _OPENING] for group in groups.values()]
    found = [node for group in opening if len(group) >= 2 for node in group]
    promising = [[n for n in group if _promises(n)] for group in groups.values()]
    dense = [
        own
        for own, group in zip(promising, groups.values(), strict=True)
        if len(own) >= 2 and len(own) >= 0.4 * sum(len(n.text.split()) >= _SAYS for n in group)
    ]
    if len(dense) >= 2 and sum(map(len, dense)) > 2 * len(found):
        return [node for group in dense for node in group]
    titles = [group for group in groups.values() if _all_titles(group)]
    return found or _titles_listed(root, titles)


def _all_titles(group: Sequence[Node]) -> bool:
    """Whether the texts under one heading are titles: short, and none of them a sentence."""
    under = group[0].parent is not None and group[0].parent.heading
    short = all(n.entry is not None and 2 <= n.entry.words <= 20 for n in group)
    return under and short and not any(n.text.rstrip().endswith((".", ":", ";")) for n in group)


def _titles_listed(root: Node, groups: Sequence[Sequence[Node]]) -> list[Node]:
    """The titles of an index of actions: several headings, most of the titles action nouns.

    Fewer will do where a heading counts them (« 17 chantiers »).
    """
    titles = [node for group in groups for node in group]
    leaning = sum(cue(node.text).leans for node in titles)
    many = len(groups) >= 2 and len(titles) >= 5
    counted = any(
        int(number) in range(len(titles) - 1, len(titles) + 2)
        for node in root.walk()
        if node.heading and len(node.text.split()) <= 8
        for number in _COUNT.findall(node.text)
    )
    return titles if many and leaning >= (0.4 if counted else 0.6) * len(titles) else []


def _outermost(nodes: Sequence[Node]) -> list[Node]:
    """Without nodes that stand below another one of the list."""
    inside = {id(node) for node in nodes}
    return [node for node in nodes if not any(id(above) in inside for above in node.ancestors())]
