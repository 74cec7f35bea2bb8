"""Themes as pages show them: found once for a state of the index, and the cells of a heat map."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.store.lock import holder
from pipeline.web.collection import BusyError, Collection
from pipeline.web.found import MissingError

if TYPE_CHECKING:
    from pipeline.themes import Theme, Themes

# Shares of a plan's measures from which a cell is of the next shade; the first is any at all.
SHADES = (0.0, 0.05, 0.1, 0.2, 0.35)
_ROW, _LABELS, _HEADS = 34, 410, 190  # sizes of the map, in its own units
_NARROWEST, _WIDEST, _ALL = 46, 96, 520  # of cells, and of as many as a page has room for
_LETTERS, _HEAD_LETTERS = 56, 32
_PATIENCE = 5.0  # seconds to wait for the first themes


@dataclass(frozen=True, slots=True)
class Cell:
    """A theme in a plan: how many measures, the shade (0: none), and its place on the map."""

    theme: str
    document: str
    count: int
    shade: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Head:
    """The name of a row or column: whole, as the map has room for it, and its place."""

    id: str
    name: str
    short: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Themes by plans, with sizes in units of the drawing."""

    width: int
    height: int
    cell: int
    row: int
    rows: Sequence[Head]
    columns: Sequence[Head]
    cells: Sequence[Cell]


class Themed:
    """The themes of the collection, found anew when the index changed."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._lock = threading.Lock()
        self._found: tuple[str, str, Themes] | None = None  # state, snapshot, themes

    def current(self) -> tuple[Themes, str]:
        """The themes and the snapshot that they are from; while ingest runs, the last ones.

        So are they while others wait for those of a new state: who waits takes a thread from all.
        Raises IndexUnavailableError, a BusyError while the very first are looked for.
        """
        if not self._lock.acquire(timeout=_PATIENCE if self._found is None else 0):
            if self._found is None:
                raise BusyError("themes are being looked for; ask again in a moment")
            return self._found[2], self._found[1]
        try:
            return self._looked_for()
        finally:
            self._lock.release()

    def _looked_for(self) -> tuple[Themes, str]:
        from pipeline.themes import find_themes

        with self._collection.opened() as opened:
            with opened.reader.snapshot():
                now = opened.state
            busy = holder(self._collection.index) is not None
            if self._found is None or (self._found[0] != now and not busy):
                found = find_themes(opened.reader)
                self._found = (opened.state, opened.snapshot, found)
            return self._found[2], self._found[1]


def theme_of(themes: Themes, id_: str) -> Theme:
    """The theme of an id. Raises MissingError."""
    for theme in themes.themes:
        if theme.id == id_:
            return theme
    raise MissingError("no theme has this name; themes follow what the collection holds")


def heat_map(themes: Themes) -> HeatMap:
    """The map of themes by plans; its last row is for what has no theme, where there is any."""
    from pipeline.themes import theme_table

    table = theme_table(themes)
    totals = table.counts.sum(axis=0)
    kept = [n for n, total in enumerate(totals) if total]
    cell = max(_NARROWEST, min(_WIDEST, _ALL // max(1, len(kept))))
    rows = [
        Head(theme.id, theme.label, _short(theme.label, _LETTERS), 0, _HEADS + n * _ROW)
        for n, theme in enumerate(themes.themes)
    ]
    columns = [
        Head(
            table.plans[place],
            themes.titles[table.plans[place]],
            _short(themes.titles[table.plans[place]], _HEAD_LETTERS),
            _LABELS + n * cell,
            _HEADS,
        )
        for n, place in enumerate(kept)
    ]
    cells = [
        Cell(
            row.id,
            column.id,
            count := int(table.counts[number, place]),
            sum(count / totals[place] > share for share in SHADES),
            column.x,
            row.y,
        )
        for number, row in enumerate(rows)
        for column, place in zip(columns, kept, strict=True)
    ]
    # The names of columns lean out to the right of the last one.
    width = _LABELS + len(columns) * cell + _HEADS - cell // 2
    return HeatMap(width, _HEADS + len(rows) * _ROW, cell, _ROW, rows, columns, cells)


def _short(text: str, letters: int) -> str:
    """`text`, or its first words; what is seen of a link must be a part of its name."""
    if len(text) <= letters:
        return text
    return text[:letters].rpartition(" ")[0].rstrip(" ,:") or text[:letters]
