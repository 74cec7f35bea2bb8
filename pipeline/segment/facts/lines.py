"""The lines in which a measure states its facts: pieces of the plan's text with their places.

They are read from the blocks rather than from the outline: cleaning takes « Pilote » for furniture
where every measure of a page without pages has it, and a number alone labels nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.fields import name_of
from pipeline.models import Block, BlockKind, Plan, Role, Span


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a measure. `places` says where its pieces stand: (offset here, in Plan.text).

    `own` marks the line of the measure itself, over those below it.
    """

    text: str
    places: tuple[tuple[int, int], ...]
    block: Block
    own: bool = False
    breaks: tuple[int, ...] = ()  # where lines begin that were not merely wrapped

    def span(self, start: int, end: int) -> Span:
        """Where characters `start` to `end` of the line stand in the plan."""
        return Span(self._place(start), self._place(end - 1) + 1 if end > start else 0)

    def _place(self, offset: int) -> int:
        here, there = max(place for place in self.places if place[0] <= offset)
        return there + offset - here

    def joined(self, other: Line) -> Line:
        """This line with one that goes on with it."""
        shift = len(self.text) + 1
        places = (*self.places, *((shift + here, there) for here, there in other.places))
        breaks = (*self.breaks, *(shift + place for place in other.breaks))
        return replace(self, text=f"{self.text} {other.text}", places=places, breaks=breaks)

    def part(self, start: int, end: int) -> Line:
        """The characters `start` to `end` of the line as a line."""
        return replace(
            self,
            text=self.text[start:end],
            places=((0, self._place(start)),),
            breaks=tuple(place - start for place in self.breaks if start < place < end),
        )


def line_of(plan: Plan, block: Block, start: int, end: int, own: bool = False) -> Line:
    """The characters `start` to `end` of a plan, all of one block, as a line."""
    breaks = (block.span.start + place for place in block.breaks)
    kept = tuple(place - start for place in breaks if start < place < end)
    return Line(plan.text[start:end], ((0, start),), block, own, kept)


class Lines:
    """The lines of a plan by where they stand; `entries` are the spans that the outline took."""

    def __init__(self, plan: Plan, entries: Iterable[Span]) -> None:
        self.plan = plan
        self.blocks = sorted(plan.blocks, key=lambda block: block.span.start)
        self._starts = [block.span.start for block in self.blocks]
        self._taken = [False] * len(self.blocks)
        for span in entries:
            for place in self._within(span):
                self._taken[place] = True

    def of(self, own: Span, below: Sequence[Span]) -> list[Line]:
        """The lines of a measure and of what stands below it, in the order of the text."""
        held: dict[int, tuple[Span, bool]] = {}
        for span, is_own in (*((span, False) for span in below), (own, True)):
            for place in self._within(span):
                held[place] = span, is_own
        if not held:
            return []
        places = sorted({*held, *self._loose(min(held), max(held))})
        lines = [self._line(place, *held.get(place, (None, False))) for place in places]
        return list(_joined(line for line in lines if line.text.strip()))

    def _within(self, span: Span) -> range:
        """The blocks that share text with a span."""
        first = max(bisect_right(self._starts, span.start) - 1, 0)
        while first < len(self.blocks) and self.blocks[first].span.end <= span.start:
            first += 1
        return range(first, max(bisect_left(self._starts, span.end), first))

    def _loose(self, first: int, last: int) -> Iterator[int]:
        """Blocks from the first of a measure on that no entry of the outline took.

        Those beside a measure in a table are read by their columns.
        """
        beside = self.blocks[first].cell
        for place in range(first, len(self.blocks)):
            if self._taken[place]:
                if place > last:
                    return
                continue
            block = self.blocks[place]
            if beside and block.cell and block.cell.table == beside.table and place > last:
                return
            if block.role is Role.CONTENT or name_of(self.plan.text_of(block)):
                yield place
            elif place > last:
                return

    def _line(self, place: int, within: Span | None, own: bool) -> Line:
        block = self.blocks[place]
        start = max(block.span.start, within.start) if within else block.span.start
        end = min(block.span.end, within.end) if within else block.span.end
        return line_of(self.plan, block, start, end, own)


def _joined(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines with those that go on with the one before joined to it."""
    held: Line | None = None
    for line in lines:
        if held is None:
            held = line
        elif line.block.continues and line.own == held.own and not _apart(held, line):
            held = held.joined(line)
        else:
            yield held
            held = line
    if held:
        yield held


def _apart(before: Line, line: Line) -> bool:
    """Whether a line that seems to go on is the value of a name, or a name itself."""
    cells = before.block.cell != line.block.cell
    return cells or bool(name_of(before.text) or name_of(line.text))


def is_item(line: Line) -> bool:
    """Whether a line is an item of a list."""
    return line.block.kind is BlockKind.ITEM


def is_heading(line: Line) -> bool:
    """Whether a line is a heading of the document."""
    return line.block.kind is BlockKind.HEADING
