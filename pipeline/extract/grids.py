"""The ruled tables of a page, found where its rulings cross, as pdfplumber finds them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from pdfplumber.table import (
    cells_to_tables,
    edges_to_intersections,
    intersections_to_cells,
    merge_edges,
)
from pdfplumber.utils.geometry import filter_edges

from pipeline.extract.layout import Word, middle
from pipeline.extract.sheet import Ruling, Sheet
from pipeline.models import Box

_REACH = 3.0  # points within which rulings are one, or meet
_FEWEST = 4  # cells of a table
_MOST = 1500  # rulings of a page, above which it is a drawing

# Box, words, row, column, how many rows and columns it takes.
Cell = tuple[Box, list[Word], tuple[int, int, int, int]]


def grids_of(sheet: Sheet, words: Sequence[Word]) -> list[list[Cell]]:
    """The ruled tables of a page: for each, its cells with text, their words, row and column."""
    grids: list[list[Cell]] = []
    by_height = sorted(words, key=lambda word: middle(word.box))
    middles = [middle(word.box) for word in by_height]
    for boxes in _tables(sheet.rulings):
        lefts = _edges(box.x0 for box in boxes)
        tops = _edges(box.top for box in boxes)
        cells: list[Cell] = []
        for box in sorted(boxes, key=lambda b: (b.top, b.x0)):
            level = slice(bisect_left(middles, box.top), bisect_right(middles, box.bottom))
            held = [word for word in by_height[level] if _holds(box, word)]
            if held:
                row, column = _index(tops, box.top), _index(lefts, box.x0)
                rows = bisect_left(tops, box.bottom - _REACH) - row
                columns = bisect_left(lefts, box.x1 - _REACH) - column
                cells.append((box, held, (row, column, max(rows, 1), max(columns, 1))))
        # Boxes around a title or a paragraph are frames, not tables.
        if len({place[1] for _, _, place in cells}) >= 2 and len(cells) >= 3:
            grids.append(cells)
    return grids


def cells_of(rulings: Sequence[Ruling]) -> list[Box]:
    """The cells of the tables that rulings draw, those without text among them."""
    return [box for boxes in _tables(rulings) for box in boxes if len(boxes) >= _FEWEST]


def _edges(values: Iterable[float]) -> list[float]:
    """Distinct values, those within reach of each other taken as one."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _REACH:
            out.append(value)
    return out


def _index(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _holds(box: Box, word: Word) -> bool:
    return box.x0 <= (word.box.x0 + word.box.x1) / 2 <= box.x1


def _tables(rulings: Sequence[Ruling]) -> list[list[Box]]:
    """The cells of each table that rulings draw."""
    edges = [_edge(ruling) for ruling in rulings]
    if len({edge["orientation"] for edge in edges}) < 2:
        return []
    merged = filter_edges(merge_edges(edges, *[_REACH] * 4), min_length=_REACH)
    if len(merged) > _MOST:
        return []
    cells = intersections_to_cells(edges_to_intersections(merged, _REACH, _REACH))
    return [[Box(*map(float, cell)) for cell in table] for table in cells_to_tables(cells)]


def _edge(ruling: Ruling) -> dict[str, Any]:
    (xa, ya), (xb, yb) = ruling
    x0, x1, top, bottom = min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb)
    across = x1 - x0 >= bottom - top
    return {
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom if not across else top,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": "h" if across else "v",
    }
