"""Themes by plans as a drawing: a page of plans at a time, each cell with its place and shade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.view.shades import shade

if TYPE_CHECKING:
    from pipeline.themes import Table, Themes

PLANS = 8  # columns of one page: what a screen has room for; forty themes stay under 150 kB
_ROW, _LABELS, _HEADS = 34, 410, 190  # sizes of the map, in its own units
_NARROWEST, _WIDEST, _ALL = 46, 96, 520  # of cells, and of as many as a page has room for
_LETTERS, _HEAD_LETTERS = 56, 32


@dataclass(frozen=True, slots=True)
class Cell:
    """A theme in a plan, by the numbers of row and column: how many measures, shade (0: none)."""

    row: int
    column: int
    count: int
    shade: int
    x: int


@dataclass(frozen=True, slots=True)
class Head:
    """The name of a row or column: whole, as the map has room for it, and its place.

    What is `short` is the beginning of the name, or its `end`.
    """

    id: str
    name: str
    short: str
    x: int
    y: int
    end: bool = False


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Themes by plans, with sizes in units of the drawing; `cells` has one sequence a row."""

    width: int
    height: int
    cell: int
    row: int
    rows: Sequence[Head]
    columns: Sequence[Head]
    cells: Sequence[Sequence[Cell]]

    @property
    def counts(self) -> list[int]:
        """The numbers that cells hold, each once."""
        return sorted({cell.count for row in self.cells for cell in row})


def heat_map(themes: Themes, table: Table, plans: Sequence[str]) -> HeatMap:
    """The map of all themes by some of the plans of a table, in the order given."""
    totals = table.counts.sum(axis=0)
    places = {plan: number for number, plan in enumerate(table.plans)}
    cell = max(_NARROWEST, min(_WIDEST, _ALL // max(1, len(plans))))
    rows = [
        Head(theme.id, theme.label, _short(theme.label, _LETTERS), 0, _HEADS + n * _ROW)
        for n, theme in enumerate(themes.themes)
    ]
    columns = list(_columns(plans, [themes.titles[plan] for plan in plans], cell))
    cells = [
        [
            Cell(
                number,
                n,
                count := int(table.counts[number, places[column.id]]),
                shade(count, int(totals[places[column.id]])),
                column.x,
            )
            for n, column in enumerate(columns)
        ]
        for number in range(len(rows))
    ]
    # The names of columns lean out to the right of the last one.
    width = _LABELS + len(columns) * cell + _HEADS - cell // 2
    return HeatMap(width, _HEADS + len(rows) * _ROW, cell, _ROW, rows, columns, cells)


def _columns(plans: Sequence[str], titles: Sequence[str], cell: int) -> Iterator[Head]:
    begun = Counter(_short(title, _HEAD_LETTERS) for title in titles)
    for n, (plan, title) in enumerate(zip(plans, titles, strict=True)):
        x, short = _LABELS + n * cell, _short(title, _HEAD_LETTERS)
        # « Plan d'action de la communauté… », each of them: what tells them apart comes last.
        end = begun[short] > 1 and short != title
        if end:
            short = title[-_HEAD_LETTERS:].partition(" ")[2] or title[-_HEAD_LETTERS:]
        yield Head(plan, title, short, x, _HEADS, end)


def _short(text: str, letters: int) -> str:
    """`text`, or its first words; what is seen of a link must be a part of its name."""
    if len(text) <= letters:
        return text
    return text[:letters].rpartition(" ")[0].rstrip(" ,:") or text[:letters]
