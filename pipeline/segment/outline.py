"""Outline induction: entries into classes of like label, level and look, classes into a tree.

A node nests under the last node of the stack that outranks it. Markup decides where there is any
(heading levels, list depths), then numbering (1 over 1.1), then keywords (an axis over a measure),
then look (larger over smaller, capitals over lower case). A class met again takes the place of its
last member, so that numbering may restart, skip or run on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.models import BlockKind
from pipeline.segment.entries import Entry
from pipeline.text import fold

Key = tuple[Hashable, ...]
BODY: Key = ("body",)
INTRO: Key = ("intro",)
ROOT: Key = ("root",)
TITLE: Key = ("title",)
_LONGEST_HEADING = 40  # words
_WIDEST_HEADING = 1000  # characters: words may be noise without spaces
_SHORT_HEADING = 4  # words
# Figures alone, without a year: « 27 400 », « 61 % », « 1 sur 5 ».
_FIGURES = re.compile(
    r"^(?!.*\b(?:19|20)\d\d\b)[^a-zA-ZÀ-ÿ]*\d[^a-zA-ZÀ-ÿ]*(?:\s?(?:sur|M|k|ans?|h)\b[^a-zA-ZÀ-ÿ]*)*$"
)
_CONTINUED = re.compile(r"\(?\bsuite(?: et fin)?\b\)?\s*$")


@dataclass(slots=True, eq=False)
class Node:
    """An entry in its place. `heading` tells lines that look like titles from running text."""

    entry: Entry | None
    key: Key
    heading: bool = False
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of the entry, without its label."""
        return self.entry.text if self.entry else ""

    def ancestors(self) -> Iterator[Node]:
        """The nodes above this one, innermost first, without the root."""
        node = self.parent
        while node is not None and node.entry is not None:
            yield node
            node = node.parent

    def walk(self) -> Iterator[Node]:
        """The nodes below this one, in reading order."""
        for child in self.children:
            yield child
            yield from child.walk()


def outline(entries: Sequence[Entry]) -> Node:
    """The tree of a document's entries, under a root without entry."""
    body = body_look(entries)
    following = [*entries[1:], None] if entries else []
    nodes = [_node(a, b, body) for a, b in zip(entries, following, strict=True)]
    _unite_colours(nodes)
    root = Node(None, ROOT)
    stack = [root]
    order = keyword_order(entries)
    front = _front(entries)
    later = {node.key for node in nodes[front:]}
    for index, node in enumerate(nodes):
        entry = entries[index]
        if index < front and node.heading and entry.level <= 1 and node.key not in later:
            node.key, node.parent = TITLE, root
            root.children.append(node)
            continue
        if any(_repeats(above, node) for above in stack):
            continue
        if not _heads(stack[-1], node):
            _climb(stack, node, order)
        node.parent = stack[-1]
        stack[-1].children.append(node)
        if node.key != BODY:
            stack.append(node)
    return root


def _unite_colours(nodes: Sequence[Node]) -> None:
    """Give headings one class that look alike but for a colour that each chapter has its own."""
    headings = [(node, node.entry.style.size) for node in nodes if node.heading and node.entry]
    looks = {node.key[:-1]: size for node, size in headings if node.key[0] == "look"}
    for look, size in looks.items():
        chapters: list[set[Key]] = [set()]
        for node, other in headings:
            if node.key[:-1] == look:
                chapters[-1].add(node.key)
            elif other > size + 0.6:
                chapters.append(set())
        coloured = [keys for keys in chapters if keys]
        if len(set().union(*coloured)) > 1 and all(len(keys) == 1 for keys in coloured):
            for node, _ in headings:
                if node.key[:-1] == look:
                    node.key = (*look, "any")


def _heads(above: Node, node: Node) -> bool:
    """Whether a heading stands right over one that looks the same: then it heads it."""
    if above.children or above.entry is None or above.entry.words > _SHORT_HEADING:
        return False
    if above.parent is not None and above.parent.key == node.key:
        return False
    return above.key[0] == "look" and above.key == node.key


def body_look(entries: Sequence[Entry]) -> tuple[float, bool]:
    """The size and weight that most characters are set in."""
    weights: Counter[tuple[float, bool]] = Counter()
    for entry in entries:
        weights[entry.style.size, entry.style.bold] += len(entry.printed)
    return weights.most_common(1)[0][0] if weights else (0.0, False)


def _front(entries: Sequence[Entry]) -> int:
    """How many entries the title of the document takes, with its subtitles and short lines."""
    for index, entry in enumerate(entries):
        running = entry.words >= 12 and entry.printed.rstrip().endswith((".", ":"))
        if entry.label or entry.cell or entry.kind is BlockKind.ITEM or running:
            return index
    return 0


def _node(entry: Entry, following: Entry | None, body: tuple[float, bool]) -> Node:
    label = entry.label
    heading = _is_heading(entry, body)
    if entry.branch:
        return Node(entry, ("branch", entry.branch), heading=True)
    if entry.header:
        return Node(entry, ("header", entry.header), heading=True)
    if entry.kind is BlockKind.HEADING and entry.level:
        return Node(entry, ("heading", entry.level, label.scheme if label else None), heading=True)
    if label and not label.scheme.startswith("other"):
        weak = label.keyword is None and label.depth == 1
        look = (entry.depth, *_look(entry)) if weak else ()
        return Node(entry, ("label", label.scheme, *look), heading=heading or label.groups)
    if entry.kind is BlockKind.ITEM:
        return Node(entry, ("item", entry.depth))
    if heading:
        return Node(entry, ("look", *_look(entry)), heading=True)
    if _introduces(entry, following):
        return Node(entry, INTRO, heading=True)
    if entry.column:
        return Node(entry, ("column", entry.column))
    return Node(entry, BODY)


def _look(entry: Entry) -> tuple[Hashable, ...]:
    return entry.style.size, entry.style.bold, entry.capitals, entry.style.colour


def _is_heading(entry: Entry, body: tuple[float, bool]) -> bool:
    """Whether an entry stands out from running text and is short enough for a title."""
    if entry.kind is BlockKind.ITEM or entry.words > _LONGEST_HEADING:
        return False
    if len(entry.printed) > _WIDEST_HEADING:
        return False
    if not entry.label and _FIGURES.match(entry.text):
        return False  # figures set large
    if entry.kind is BlockKind.HEADING:
        return True
    size, bold = body
    larger = entry.style.size > size + 0.8
    heavier = entry.style.bold and not bold and entry.style.size >= size - 0.6
    # Where the file tells no sizes, one word in capitals on its line is a heading too.
    shouted = entry.capitals and (entry.words >= 2 or entry.style.size == 0)
    if not (larger or heavier or shouted):
        return False
    much_larger = entry.style.size > 1.25 * size
    return bool(entry.label) or shouted or much_larger or _reads_as_title(entry)


def _reads_as_title(entry: Entry) -> bool:
    """Whether a line that stands out is no sentence: leads and quotes are set larger too."""
    text = entry.printed.strip()
    if text[:1].islower():
        return False
    return not text.endswith((".", ",", ";")) or (entry.style.bold and entry.words <= 15)


def _introduces(entry: Entry, following: Entry | None) -> bool:
    """Whether a paragraph announces the list that follows it."""
    if following is None or entry.kind is BlockKind.ITEM or entry.words > _LONGEST_HEADING:
        return False
    listed = following.kind is BlockKind.ITEM
    if entry.printed.rstrip().endswith(":"):
        return listed or following.label is not None
    return listed and entry.printed.rstrip()[-1:].isalpha()


def _repeats(above: Node, node: Node) -> bool:
    """Whether a heading only says again where the reader is: « Axe 2 (suite) », a running head."""
    if above.entry is None or node.entry is None or not node.heading or above.key != node.key:
        return False
    return _plain(above.entry.printed) == _plain(node.entry.printed)


def _plain(text: str) -> str:
    return _CONTINUED.sub("", fold(text)).strip(" .:")


def keyword_order(entries: Sequence[Entry]) -> dict[str, tuple[int, int]]:
    """For each grouping keyword how often and where it labels first: outer ones are rarer.

    Plans disagree on whether an axis holds orientations or an orientation axes.
    """
    order: dict[str, tuple[int, int]] = {}
    for index, entry in enumerate(entries):
        if entry.label and entry.label.keyword and entry.label.groups:
            count, first = order.get(entry.label.keyword, (0, index))
            order[entry.label.keyword] = (count + 1, first)
    return order


def _climb(stack: list[Node], node: Node, order: Mapping[str, tuple[int, int]]) -> None:
    """Pop the stack until its last node is the parent of `node`."""
    table = node.entry.cell.table if node.entry and node.entry.cell else None
    for place in range(len(stack) - 1, 0, -1):
        head = stack[place].entry
        left = head is not None and head.cell is not None and head.cell.table != table
        if stack[place].key[0] == "header" and left:
            del stack[place:]
    for place, other in enumerate(stack):
        if other.key == node.key and node.key != BODY:
            del stack[place:]
            return
    while len(stack) > 1 and not _outranks(stack[-1], node, order):
        stack.pop()


def _outranks(a: Node, b: Node, order: Mapping[str, tuple[int, int]]) -> bool:
    """Whether `b` belongs below `a`."""
    if a.entry is None or b.entry is None:
        return a.entry is None
    if a.key[0] == "header":
        return True
    if b.entry.branch:
        return a.heading and not 0 < b.entry.branch <= a.entry.branch
    if a.entry.branch:
        return b.entry.column > 0 or b.key == BODY
    if b.key == BODY or b.key[0] == "column":
        return a.key[0] != "item" and a.key != INTRO
    if b.entry.kind is BlockKind.ITEM:
        return a.entry.kind is not BlockKind.ITEM or a.entry.depth < b.entry.depth
    if a.entry.kind is BlockKind.ITEM:
        return False
    if a.key == INTRO:
        return b.entry.label is not None and not b.heading
    if b.key == INTRO:
        return True
    if a.key[0] == "heading" or b.key[0] == "heading":
        return _by_level(a, b)
    if a.entry.label and b.entry.label and a.key[0] == b.key[0] == "label":
        return _by_label(a, b, order)
    if b.key[0] == "label" and not b.heading:
        return True
    bare = a.entry.style.size == 0 and _prominence(a.entry) == _prominence(b.entry)
    if bare and b.key[0] == "look" and a.entry.label and a.entry.label.groups:
        return True  # text without looks
    if a.key[0] == "label" and a.entry.label and a.entry.label.unit:
        return _prominence(a.entry) >= _prominence(b.entry) or b.entry.style.size == 0
    return _prominence(a.entry) > _prominence(b.entry)


def _by_level(a: Node, b: Node) -> bool:
    """Markup headings: over all that is none, and over those of a higher number."""
    if a.key[0] != "heading" or a.entry is None:
        return False
    return b.key[0] != "heading" or b.entry is None or a.entry.level < b.entry.level


def _by_label(a: Node, b: Node, order: Mapping[str, tuple[int, int]]) -> bool:
    """Labelled entries: by code where one code extends the other, by keyword, else by look."""
    if a.entry is None or b.entry is None or not a.entry.label or not b.entry.label:
        return False
    first, second = a.entry.label, b.entry.label
    sizes = a.entry.style.size - b.entry.style.size
    if first.keyword is None and second.keyword is None:
        if second.code.startswith((f"{first.code}.", f"{first.code}-")):
            return True
        if first.scheme == second.scheme and _next(first.code, second.code) and abs(sizes) < 0.6:
            return False  # one numbering, in bold here and plain there
        families = {first.scheme.split()[0], second.scheme.split()[0]}
        if first.depth != second.depth and ("dotted" in families or families == {"prefixed"}):
            return first.depth < second.depth
        return a.heading and (not b.heading or _prominence(a.entry) > _prominence(b.entry))
    if first.groups and second.groups:
        if abs(sizes) > 0.8:
            return sizes > 0
        return order[str(first.keyword)] < order[str(second.keyword)]
    if first.unit or second.unit:
        if second.unit and first.keyword is None and not a.heading:
            return False  # a numbered line of the text before it
        return not first.unit or (second.keyword is None and sizes > -0.8)
    # A band over a sheet (« Axe 2 ») is often set smaller than the coded title below it.
    if first.groups and second.scheme.startswith(("prefixed", "dotted", "hyphened")):
        return True
    return a.heading and sizes > -0.8


def _next(code: str, following: str) -> bool:
    """Whether one plain number comes right after another."""
    return code.isdigit() and following.isdigit() and int(following) == int(code) + 1


def _prominence(entry: Entry) -> tuple[float, int]:
    style = entry.style
    return round(style.size), 2 * entry.capitals + style.bold + (style.colour is not None)
