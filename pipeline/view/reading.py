"""What segmentation made of each part of a document, and the outline that it was read from."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.models import Block, Box, Measure, Plan, Role, Span
from pipeline.segment import segment
from pipeline.segment.entries import entries
from pipeline.segment.level import measure_nodes
from pipeline.segment.outline import BODY, INTRO, Node, outline
from pipeline.segment.programmes import programme_nodes
from pipeline.segment.tables import arrange

_TAIL = re.compile(r"\s*:\s*$")


class Part(StrEnum):
    """What a part of a document is to its segmentation; the values are classes of CSS."""

    MEASURE = "mesure"
    REPEAT = "repetition"  # taken for a measure, but another one says the same
    HEADING = "titre"
    DETAIL = "precision"
    CONTENTS = "sommaire"
    FURNITURE = "habillage"
    OTHER = "reste"


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a block that are one part; `number` is that of a measure or a heading."""

    block: int
    span: Span
    part: Part
    number: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the outline; `number` counts the measures, or the headings, from 1."""

    text: str
    depth: int
    part: Part
    number: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A segmented document. `nodes` holds where in the outline each measure stands, in order."""

    plan: Plan
    measures: Sequence[Measure]
    root: Node
    nodes: Sequence[Node]
    pieces: Sequence[Piece]
    lines: Sequence[Line]


def read(plan: Plan) -> Reading:
    """Segment a cleaned plan and keep what each of its parts was taken for."""
    measures = segment(plan)
    root = outline(arrange(entries(plan)))
    taken = measure_nodes(root) or programme_nodes(root)
    starts: dict[int, list[Node]] = defaultdict(list)
    for node in reversed(taken):
        if node.entry:
            starts[node.entry.span.start].append(node)
    nodes = [starts[measure.span.start].pop() for measure in measures]
    numbers = {id(node): number for number, node in enumerate(nodes, start=1)}
    repeated = {id(node) for node in taken} - numbers.keys()
    lines, headings = _lines(root, nodes, numbers, repeated, measures)
    claims = _claims(plan, root, nodes, repeated, headings)
    pieces = [piece for i, block in enumerate(plan.blocks) for piece in _cut(i, block, claims[i])]
    return Reading(plan, measures, root, nodes, pieces, lines)


def _lines(
    root: Node,
    nodes: Sequence[Node],
    numbers: Mapping[int, int],
    repeated: set[int],
    measures: Sequence[Measure],
) -> tuple[list[Line], dict[int, int]]:
    """The outline to show, and the number of each heading in it by the identity of its node.

    Above measures stand the headings of their paths; other headings show where none was found.
    """
    over = {id(above) for node in nodes for above in node.ancestors()}
    said = {heading for measure in measures for heading in measure.path}
    loose: dict[int, list[Node]] = defaultdict(list)  # units of programmes are not in the tree
    inside = {id(node) for node in root.walk()}
    for node in nodes:
        if id(node) not in inside and node.parent is not None:
            loose[id(node.parent)].append(node)
    headings: dict[int, int] = {}
    lines: list[Line] = []

    def visit(node: Node, depth: int) -> None:
        for child in [*loose[id(node)], *node.children]:
            if child.entry is None:
                continue
            text, page = _TAIL.sub("", child.entry.printed), child.entry.page
            if id(child) in numbers:
                number = numbers[id(child)]
                lines.append(Line(text, depth, Part.MEASURE, number, page))
                continue
            if id(child) in repeated:
                lines.append(Line(text, depth, Part.REPEAT, 0, page))
                continue
            titles = text in said if id(child) in over else child.heading and child.key != INTRO
            if titles:
                headings[id(child)] = len(headings) + 1
                lines.append(Line(text, depth, Part.HEADING, headings[id(child)], page))
            visit(child, depth + titles)

    visit(root, 0)
    return lines, headings


def _claims(
    plan: Plan,
    root: Node,
    nodes: Sequence[Node],
    repeated: set[int],
    headings: Mapping[int, int],
) -> dict[int, list[Piece]]:
    """What each block was taken for, in whole or in part, what counts most first."""
    blocks = _Blocks(plan)
    for number, node in enumerate(nodes, start=1):
        blocks.claim(node, Part.MEASURE, number)
    for node in root.walk():
        if id(node) in repeated:
            blocks.claim(node, Part.REPEAT)
        elif id(node) in headings:
            blocks.claim(node, Part.HEADING, headings[id(node)])
    for number, node in enumerate(nodes, start=1):
        for below in node.walk():
            blocks.claim(below, Part.DETAIL, number)
        if node.entry and node.entry.column and node.entry.cell:
            place = node.entry.cell.table, node.entry.cell.row
            blocks.claim_row(place, number)
    for node in root.walk():
        if node.heading and node.key != BODY:
            blocks.claim(node, Part.HEADING)
    return blocks.claims


class _Blocks:
    """The content blocks of a plan and the claims laid to them."""

    def __init__(self, plan: Plan) -> None:
        self.claims: dict[int, list[Piece]] = defaultdict(list)
        self._blocks = plan.blocks
        self._starts = [block.span.start for block in plan.blocks]
        self._rows: dict[tuple[int, int], list[int]] = defaultdict(list)
        for index, block in enumerate(plan.blocks):
            if block.cell:
                self._rows[block.cell.table, block.cell.row].append(index)

    def claim(self, node: Node, part: Part, number: int = 0) -> None:
        """Take the characters of a node for a part of the document."""
        if node.entry is None:
            return
        start, end = node.entry.span.start, node.entry.span.end
        first = max(bisect_right(self._starts, start) - 1, 0)
        for index in range(first, bisect_left(self._starts, end)):
            span = self._blocks[index].span
            clipped = Span(max(start, span.start), min(end, span.end))
            if clipped.start < clipped.end:
                self.claims[index].append(Piece(index, clipped, part, number))

    def claim_row(self, place: tuple[int, int], number: int) -> None:
        """Take the other cells of a row for details."""
        for index in self._rows[place]:
            self.claims[index].append(Piece(index, self._blocks[index].span, Part.DETAIL, number))


def _cut(index: int, block: Block, claims: Sequence[Piece]) -> Iterator[Piece]:
    """A block as pieces that follow each other without gaps; of claims that meet, the first."""
    if block.role is not Role.CONTENT:
        part = Part.FURNITURE if block.role is Role.FURNITURE else Part.CONTENTS
        yield Piece(index, block.span, part)
        return
    kept: list[Piece] = []
    for claim in claims:
        if all(claim.span.end <= k.span.start or claim.span.start >= k.span.end for k in kept):
            kept.append(claim)
    kept.sort(key=lambda piece: piece.span.start)
    if not kept:
        yield Piece(index, block.span, Part.OTHER)
        return
    starts = [block.span.start, *(piece.span.start for piece in kept[1:]), block.span.end]
    for piece, start, end in zip(kept, starts, starts[1:], strict=False):
        yield replace(piece, span=Span(start, end))


def box_of(plan: Plan, piece: Piece) -> Box | None:
    """Where a piece stands on its page; a part of a block gets a band by its share of letters."""
    block = plan.blocks[piece.block]
    if block.box is None or piece.span == block.span:
        return block.box
    length = block.span.end - block.span.start
    height = block.box.bottom - block.box.top
    top = block.box.top + height * (piece.span.start - block.span.start) / length
    bottom = block.box.top + height * (piece.span.end - block.span.start) / length
    return replace(block.box, top=top, bottom=bottom)
