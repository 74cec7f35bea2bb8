"""What plans cover, as pages of a matrix: plans by themes and plans by plans, a part at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.models import Cell, Filters, Head, Matrix, Measure, Overlap
from pipeline.overlap.coverage import by_plan, by_theme
from pipeline.store.filters import passes
from pipeline.text import fold
from pipeline.view.matrices import shade_of
from pipeline.web.asked import Asked

if TYPE_CHECKING:
    from pipeline.themes import Themes
    from pipeline.web.overlapping import Found, Standing

ROWS, COLUMNS = 20, 8  # of a page: what a screen has room for


@dataclass(frozen=True, slots=True)
class Cut:
    """Which rows or columns: a page, the last if it is beyond, or `size` of them from `start`.

    A size of 0 takes them all.
    """

    page: int = 1
    size: int = 0
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Rows or columns `first` to `last` of `total`: page `number` of `pages`."""

    number: int
    pages: int
    first: int
    last: int
    total: int


@dataclass(frozen=True, slots=True)
class Shade:
    """A cell with the shade of its share, 0 for a blank one."""

    cell: Cell
    shade: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A part of a matrix; `cells` has one sequence a row."""

    rows: Sequence[Head]
    columns: Sequence[Head]
    cells: Sequence[Sequence[Shade]]
    down: Part
    across: Part

    def matrix(self, name: str) -> Matrix:
        """The part as a matrix of its own."""
        cells = tuple(tuple(one.cell for one in row) for row in self.cells)
        return Matrix(name, tuple(self.rows), tuple(self.columns), cells)

    @property
    def blanks(self) -> int:
        """How many open cells of this part hold nothing."""
        return sum(one.cell.open and not one.cell.count for row in self.cells for one in row)


def plans_by_plans(standing: Standing, asked: Asked, least: float, rows: Cut, columns: Cut) -> Grid:
    """A part of plans by plans: the pairs of that probability and more, but for rejected ones."""
    found = standing.found
    held = _held(found, asked)
    names = _in_order(found, held)
    # Filters choose rows; what these plans share is shown with every plan.
    all_ = _held(found, Asked(kind=asked.kind))
    others = _in_order(found, all_)
    down, across = _part(len(names), rows), _part(len(others), columns)
    shown, against = _of(names, down), _of(others, across)
    chosen = {name: all_[name] for name in {*shown, *against}}
    pairs = _pairs(standing, chosen, least)
    matrix = by_plan(chosen, pairs, found.titles, found.plans, alphabetical=True)
    return _grid(matrix, shown, against, down, across)


def plans_by_themes(found: Found, themes: Themes, asked: Asked, rows: Cut, columns: Cut) -> Grid:
    """A part of plans by themes; the last column counts what is of no theme."""
    from pipeline.themes import KINDS

    held = _held(found, asked, [kind.value for kind in KINDS])
    names = _in_order(found, held)
    down = _part(len(names), rows)
    shown = _of(names, down)
    labels = [(theme.id, theme.label) for theme in themes.themes]
    theme_of = {id_: theme.id for id_, theme in themes.by_measure().items()}
    chosen = {name: held[name] for name in shown}
    matrix = by_theme(chosen, labels, theme_of, found.titles, alphabetical=True)
    ids = [column.id for column in matrix.columns]
    across = _part(len(ids), columns)
    return _grid(matrix, shown, _of(ids, across), down, across)


def _held(found: Found, asked: Asked, kinds: Sequence[str] = ()) -> dict[str, list[Measure]]:
    """The measures of the plans that pass, of the kinds that are asked for."""
    filters = asked.filters(found.documents)
    wanted = replace(filters, kinds=(), leads=())
    passing = {
        name
        for name, row in found.documents.items()
        if wanted == Filters() or passes(name, row.facts, wanted)
    }
    chosen = set(asked.kind or kinds)
    held: dict[str, list[Measure]] = defaultdict(list)
    for one in found.measures.values():
        if one.document in passing and (not chosen or one.kind.value in chosen):
            held[one.document].append(one)
    return dict(held)


def _pairs(
    standing: Standing, held: Mapping[str, Sequence[Measure]], least: float
) -> list[Overlap]:
    known = {one.id for units in held.values() for one in units}
    return [
        one.overlap
        for one in standing.pairs
        if one.overlap.score >= least
        and not one.rejected
        and one.overlap.a.id in known
        and one.overlap.b.id in known
    ]


def _in_order(found: Found, held: Mapping[str, Sequence[Measure]]) -> list[str]:
    """Plans by their names, as the matrices have them."""
    titles = found.titles
    return sorted(held, key=lambda name: (fold(titles.get(name) or name), name))


def _part(total: int, cut: Cut) -> Part:
    size = cut.size or max(1, total)
    if cut.start is not None:
        return Part(1, 1, cut.start + 1, min(cut.start + size, total), total)
    pages = max(1, -(-total // size))
    number = min(cut.page, pages)
    start = (number - 1) * size
    return Part(number, pages, start + 1, min(start + size, total), total)


def _of(names: Sequence[str], part: Part) -> Sequence[str]:
    return names[part.first - 1 : part.last]


def _grid(
    matrix: Matrix, rows: Sequence[str], columns: Sequence[str], down: Part, across: Part
) -> Grid:
    row_of = {head.id: place for place, head in enumerate(matrix.rows)}
    column_of = {head.id: place for place, head in enumerate(matrix.columns)}
    cells = [
        [
            Shade(cell := matrix.cells[row_of[row]][column_of[column]], shade_of(cell))
            for column in columns
        ]
        for row in rows
    ]
    return Grid(
        [matrix.rows[row_of[row]] for row in rows],
        [matrix.columns[column_of[column]] for column in columns],
        cells,
        down,
        across,
    )
