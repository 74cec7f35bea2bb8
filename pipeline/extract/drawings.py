"""What is drawn on a PDF page: lines, shapes, pictures, and pieces of text drawn twice.

Coordinates are those of the sheet: points, with the origin at the bottom left.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.extract.pdfium import Numbers, address, calls

_DEPTH = 8  # of drawings inside drawings
_SEGMENTS = 4000  # of one path; longer ones are pictures
_NEIGHBOURS = 8  # pieces of text among which a copy is looked for

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Piece = tuple[int, int, Matrix]  # an object of pdfium, its kind, and the way to the sheet

_AS_IT_IS: Matrix = (1, 0, 0, 1, 0, 0)


def pieces_of(page: pypdfium2.PdfPage) -> Iterator[Piece]:
    """What is drawn on a page, each with the matrix from its space to that of the sheet."""
    call, handle = calls(), address(page.raw)
    for index in range(call.count_objects(handle)):
        piece = call.object(handle, index)
        kind = call.kind(piece)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _inner(piece, _AS_IT_IS, 0)
        else:
            yield piece, kind, _AS_IT_IS


def _inner(piece: int, matrix: Matrix, depth: int) -> Iterator[Piece]:
    call = calls()
    kind = call.kind(piece)
    if kind != pdfium.FPDF_PAGEOBJ_FORM:
        yield piece, kind, matrix
    elif depth < _DEPTH:
        placed = _times(_matrix(piece), matrix)
        for index in range(call.count_inner(piece)):
            yield from _inner(call.inner(piece, index), placed, depth + 1)


def doubled(pieces: Sequence[Piece], read: Collection[int]) -> frozenset[int]:
    """The pieces of text that are printed twice, a hair's breadth apart, to look bold.

    pdfium reads such a piece once: `read` holds those whose letters it gives.
    """
    if all(kind != pdfium.FPDF_PAGEOBJ_TEXT or piece in read for piece, kind, _ in pieces):
        return frozenset()
    call, room = calls(), Numbers.floats(4)
    last: deque[tuple[float, float, float, float, int]] = deque(maxlen=_NEIGHBOURS)
    out: set[int] = set()
    for piece, kind, matrix in pieces:
        if kind != pdfium.FPDF_PAGEOBJ_TEXT or not call.bounds(piece, *room.at):
            continue
        left, bottom, right, top = room.values
        x0, y0, x1, y1 = left, bottom, right, top
        if matrix is not _AS_IT_IS:
            (x0, y0), (x1, y1) = _apply(matrix, (left, bottom)), _apply(matrix, (right, top))
        reach = 0.1 * abs(y1 - y0)
        for a0, b0, a1, b1, twin in last:
            near = abs(x0 - a0) < reach and abs(y0 - b0) < reach
            if near and abs(x1 - x0 - a1 + a0) < 0.1 and abs(y1 - y0 - b1 + b0) < 0.1:
                out |= {piece, twin}
        last.append((x0, y0, x1, y1, piece))
    return frozenset(out)


def outlines(drawn: Piece) -> Iterator[tuple[list[Point], bool]]:
    """The outlines that a piece draws, and whether their points are joined by straight lines."""
    piece, kind, outer = drawn
    if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        matrix = _times(_matrix(piece), outer)
        yield [_apply(matrix, corner) for corner in ((0, 0), (1, 0), (1, 1), (0, 1))], False
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        yield from _subpaths(piece, _times(_matrix(piece), outer))


def _subpaths(path: int, matrix: Matrix) -> Iterator[tuple[list[Point], bool]]:
    call, room = calls(), _room()
    count = call.count_segments(path)
    if count > _SEGMENTS:
        return
    points: list[Point] = []
    straight = True
    for index in range(count):
        segment = call.segment(path, index)
        kind = call.segment_kind(segment)
        call.segment_point(segment, *room.at)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points, straight
            points, straight = [], True
        straight &= kind != pdfium.FPDF_SEGMENT_BEZIERTO
        points.append(_apply(matrix, (room.values[0], room.values[1])))
        if call.segment_closes(segment):
            points.append(points[0])
    if points:
        yield points, straight


@lru_cache(maxsize=1)
def _room() -> Numbers:
    """Room that is used again: pdfium serves one thread at a time anyway."""
    return Numbers.floats(6)


def _matrix(piece: int) -> Matrix:
    room = _room()
    calls().matrix(piece, room.at[0])
    a, b, c, d, e, f = room.values
    return a, b, c, d, e, f


def _times(m: Matrix, n: Matrix) -> Matrix:
    """The matrix that applies `m`, then `n` (ISO 32000-1, 8.3.4)."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _apply(m: Matrix, point: Point) -> Point:
    x, y = point
    return x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]
