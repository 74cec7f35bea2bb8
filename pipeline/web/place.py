"""Where a measure stands in its document: boxes on pages, or the passage around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.models import Block, BlockKind, Box, Measure, Page, Plan, Role, Span
from pipeline.view.reading import Part, Piece, box_of

_AROUND = 2  # blocks of context before and after, where a document has no pages
_MOST_PAGES = 4
_LETTERS = 40  # that a further page must hold of a measure to be shown
_MARGIN = 2.0  # points around a box


@dataclass(frozen=True, slots=True)
class Outline:
    """A box on a page; `part` is "statement" or "details"."""

    part: str
    box: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that a measure stands on, with its boxes there."""

    page: Page
    outlines: Sequence[Outline]


@dataclass(frozen=True, slots=True)
class Line:
    """A block of text; `part` is "before", "statement", "details" or "after"."""

    text: str
    part: str
    heading: bool = False
    item: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The pages that a measure stands on, and the same as text with what is around."""

    sheets: Sequence[Sheet]
    lines: Sequence[Line]


def place_of(plan: Plan, measure: Measure) -> Place:
    """Where a measure stands; nothing for one whose place nobody told."""
    if measure.span.start >= measure.span.end:
        numbered = [page for page in plan.pages if page.number == measure.page]
        return Place([Sheet(page, []) for page in numbered], [])
    statement = statement_span(plan, measure)
    sheets: list[Sheet] = []
    for page in plan.pages:
        outlines = list(_outlines(plan, page.number, statement, measure.span))
        if outlines and (not sheets or _held(plan, page, measure.span) >= _LETTERS):
            sheets.append(Sheet(page, outlines))
    return Place(sheets[:_MOST_PAGES], list(_lines(plan, statement, measure.span)))


def _held(plan: Plan, page: Page, span: Span) -> int:
    """How many characters of a measure stand on a page."""
    return sum(
        min(block.span.end, span.end) - max(block.span.start, span.start)
        for block in _content(plan, span)
        if block.page == page.number
    )


def statement_span(plan: Plan, measure: Measure) -> Span:
    """The characters of a measure that are its statement, from its label on.

    What was printed is looked for regardless of spaces and line ends; where it is not found, the
    first block of the measure is taken for it.
    """
    start, end = measure.span.start, measure.span.end
    places = [i for i in range(start, min(end, len(plan.text))) if not plan.text[i].isspace()]
    letters = "".join(plan.text[i] for i in places)
    printed = "".join(measure.printed.split())
    at = letters.find(printed)
    if at >= 0 and printed:
        first = places[at]
        label = plan.text[start:first].strip()
        near = len(label) <= 40 and "\n" not in label
        return Span(start if near else first, places[at + len(printed) - 1] + 1)
    first_block = next((b for b in _content(plan, measure.span)), None)
    return Span(start, min(end, first_block.span.end) if first_block else end)


def _content(plan: Plan, span: Span) -> Iterator[Block]:
    for block in plan.blocks:
        meets = block.span.start < span.end and span.start < block.span.end
        if meets and block.role is Role.CONTENT:
            yield block


def _outlines(plan: Plan, page: int, statement: Span, whole: Span) -> Iterator[Outline]:
    for index, block in enumerate(plan.blocks):
        if block.page != page or block.role is not Role.CONTENT:
            continue
        rest = Span(max(statement.end, whole.start), whole.end)
        for part, span in (("statement", statement), ("details", rest)):
            shared = Span(max(block.span.start, span.start), min(block.span.end, span.end))
            if shared.start >= shared.end or not plan.text[shared.start : shared.end].strip():
                continue
            box = box_of(plan, Piece(index, shared, Part.MEASURE))
            if box:
                yield Outline(part, _wider(box))


def _wider(box: Box) -> Box:
    return Box(box.x0 - _MARGIN, box.top - _MARGIN, box.x1 + _MARGIN, box.bottom + _MARGIN)


def _lines(plan: Plan, statement: Span, whole: Span) -> Iterator[Line]:
    content = [block for block in plan.blocks if block.role is Role.CONTENT]
    inside = [i for i, block in enumerate(content) if _meets(block.span, whole)]
    if not inside:
        return
    first, last = max(0, inside[0] - _AROUND), min(len(content), inside[-1] + 1 + _AROUND)
    for block in content[first:last]:
        yield from _cut(plan, block, statement, whole)


def _meets(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _cut(plan: Plan, block: Block, statement: Span, whole: Span) -> Iterator[Line]:
    """A block as lines, cut where the measure and its statement begin and end."""
    edges = {statement.start, statement.end, whole.start, whole.end}
    inner = sorted(edge for edge in edges if block.span.start < edge < block.span.end)
    ends = [block.span.start, *inner, block.span.end]
    heading, item = block.kind is BlockKind.HEADING, block.kind is BlockKind.ITEM
    for start, end in pairwise(ends):
        text = plan.text[start:end].strip()
        if not text:
            continue
        if statement.start <= start < statement.end:
            part = "statement"
        elif whole.start <= start < whole.end:
            part = "details"
        else:
            part = "before" if start < whole.start else "after"
        yield Line(text, part, heading, item)
