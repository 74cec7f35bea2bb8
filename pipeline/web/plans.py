"""A plan as its page shows it: the outline with its measures, and how the document was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.models import Measure, Plan, Role
from pipeline.view.markup import ranges

_MOST_SHOWN = 12  # lines of furniture, the most frequent


@dataclass(slots=True)
class Node:
    """A heading with what stands below it, or a unit, which has nothing below."""

    text: str
    unit: Measure | None = None
    nodes: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class HowRead:
    """How a document was read: pages as runs (first, last), counts of blocks by what they are.

    `furniture` holds the lines set aside as running heads and the like, with how often they stand
    there; `recognised` the confidence (0 to 1) of pages whose text was recognised in a picture.
    """

    pages: int
    bare: Sequence[tuple[int, int]]
    blocks: int
    furniture: Sequence[tuple[str, int]]
    aside: int
    contents: int
    recognised: Sequence[tuple[int, float]]
    passages: int


def outline(units: Iterable[Measure]) -> list[Node]:
    """The headings of units, each once as long as it goes on, with the units below them."""
    root = Node("")
    open_nodes = [root]
    for unit in units:
        depth = 0
        while depth < min(len(open_nodes) - 1, len(unit.path)) and (
            open_nodes[depth + 1].text == unit.path[depth]
        ):
            depth += 1
        del open_nodes[depth + 1 :]
        for heading in unit.path[depth:]:
            node = Node(heading)
            open_nodes[-1].nodes.append(node)
            open_nodes.append(node)
        open_nodes[-1].nodes.append(Node(unit.statement, unit))
    return root.nodes


def how_read(plan: Plan, units: Sequence[Measure], passages: int) -> HowRead:
    """How a document was read; `units` without its passages."""
    furniture = Counter(
        " ".join(plan.text_of(block).split())
        for block in plan.blocks
        if block.role is Role.FURNITURE
    )
    with_units = {unit.page for unit in units}
    return HowRead(
        pages=len(plan.pages),
        bare=ranges(page.number for page in plan.pages if page.number not in with_units),
        blocks=len(plan.blocks),
        furniture=furniture.most_common(_MOST_SHOWN),
        aside=furniture.total(),
        contents=sum(block.role is Role.CONTENTS for block in plan.blocks),
        recognised=[(page.number, page.confidence) for page in plan.pages if page.confidence],
        passages=passages,
    )
