"""Action sheets: a title, then the fields of one measure (« Pilote », « Budget », « Échéance » …).

Where a document is made of sheets, their titles are the measures whatever else is listed on them:
linked actions, steps, indicators and the plans they belong to are details.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipeline.fields import opens_field
from pipeline.segment.outline import Node
from pipeline.text import fold

_LEAST_FIELDS = 4
_SINGLE_SHEET = 60  # lines of the outline that one sheet may have around it for each field


def sheet_nodes(root: Node) -> list[Node]:
    """The titles of the sheets of a document; empty for one that is not made of sheets."""
    nodes = list(root.walk())
    kinds = [opens_field(node.text) for node in nodes]
    anchors = [i for i, kind in enumerate(kinds) if kind == "lead"]
    regions = list(zip([0, *(anchor + 1 for anchor in anchors)], anchors, strict=False))
    sizes = Counter(_size(nodes[i]) for region in regions if (i := _largest(nodes, *region)) >= 0)
    usual = max(sizes, key=lambda size: (sizes[size], size), default=0.0)
    titles = [i for region in regions if (i := _first(nodes, *region, usual)) >= 0]
    if not titles:
        return []
    titles[0] = _uncovered(nodes, titles, anchors[0])
    ends = [*titles[1:], len(nodes)]
    whole = [
        title
        for title, end in zip(titles, ends, strict=True)
        if len({kind for kind in kinds[title:end] if kind}) >= _LEAST_FIELDS
    ]
    # A sheet may name several leads, one below the other.
    runs = 1 + sum(after - before > 2 for before, after in pairwise(anchors))
    if not whole or len(whole) < max(0.7 * len(titles), 0.5 * runs):
        return []
    names = [(kind, fold(n.text.partition(":")[0])) for n, kind in zip(nodes, kinds, strict=True)]
    if any(_holds_several(names[title:end]) for title, end in zip(titles, ends, strict=True)):
        return []
    large = len(nodes) > _SINGLE_SHEET * len([k for k in kinds if k])
    if len(whole) == 1 and (large or any(map(_groups, nodes))):
        return []
    return [nodes[title] for title in whole]


def _holds_several(names: Sequence[tuple[str | None, str]]) -> bool:
    """Whether the lead and another field under one title come back by name: several measures."""
    counted = Counter(name for name in names if name[0])
    again = {kind for (kind, _), count in counted.items() if count >= 2}
    return "lead" in again and len(again) >= 2


def _largest(nodes: Sequence[Node], start: int, end: int) -> int:
    """The first of the largest titles between two leads; -1 where there is none."""
    found = [i for i in range(start, end) if _may_title(nodes[i])]
    return max(found, key=lambda i: (_size(nodes[i]), -i), default=-1)


def _first(nodes: Sequence[Node], start: int, end: int, size: float) -> int:
    """The first title of a size between two leads; -1 where there is none.

    Sheets are titled alike; what is larger once is the title of a chapter or of the document.
    """
    for i in range(start, end):
        if _may_title(nodes[i]) and abs(_size(nodes[i]) - size) < 0.6:
            return i
    return -1


def _uncovered(nodes: Sequence[Node], titles: Sequence[int], end: int) -> int:
    """The title of the first sheet: of the class that most titles have, as no cover is."""
    usual = Counter(nodes[title].key for title in titles).most_common(1)[0][0]
    alike = (i for i in range(titles[0], end) if nodes[i].key == usual)
    return next(alike, titles[0])


def _may_title(node: Node) -> bool:
    titled = node.heading and len(node.text.split()) >= 3 and not _groups(node)
    return titled and opens_field(node.text) is None


def _groups(node: Node) -> bool:
    label = node.entry.label if node.entry else None
    return label is not None and label.groups


def _size(node: Node) -> float:
    if node.entry is None:
        return 0.0
    return node.entry.style.size or 10.0 - (node.entry.level or 9)
