"""Themes as pages show them: found once for a state of the index, a page of plans at a time."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.models import Facts, Filters, UnitKind
from pipeline.store.filters import passes, years_of
from pipeline.store.lock import holder
from pipeline.web.asked import Asked
from pipeline.web.collection import BusyError, Collection, Opened
from pipeline.web.found import MissingError
from pipeline.web.heatmap import PLANS, HeatMap, heat_map

if TYPE_CHECKING:
    from pipeline.themes import Table, Theme, Themes

_PATIENCE = 5.0  # seconds to wait for the first themes
_TABLES = 8  # of chosen kinds that are remembered


@dataclass(frozen=True, slots=True)
class MapPage:
    """A page of the map: plans `first` to `last` of `total` that pass the filters.

    `choices` are the values that each filter may take, of all plans of the collection.
    """

    map: HeatMap
    number: int
    pages: int
    first: int
    last: int
    total: int
    choices: dict[str, Sequence[str]]


class Themed:
    """The themes of the collection, found anew when the index changed."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._lock = threading.Lock()
        self._found: tuple[str, str, Themes] | None = None  # state, snapshot, themes
        self._tables: tuple[Themes | None, dict[tuple[UnitKind, ...], Table]] = (None, {})

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

    def known(self) -> Themes | None:
        """The themes that were found last, if any were; nobody waits for them."""
        return self._found[2] if self._found else None

    def page(self, themes: Themes, asked: Asked, number: int) -> MapPage:
        """A page, from 1, of the map of the plans that pass the filters; the last if it is beyond.

        Raises IndexUnavailableError.
        """
        with self._collection.opened() as opened, opened.reader.snapshot():
            facts = {row.document: row.facts for row in self._collection.documents(opened)}
            table = self._table(opened, themes, tuple(UnitKind(kind) for kind in asked.kind))
            choices = self._choices(opened, themes, facts)
        filters = asked.filters(facts)
        shown = [plan for plan in _filled(table) if passes(plan, facts.get(plan, Facts()), filters)]
        pages = max(1, -(-len(shown) // PLANS))
        number = min(number, pages)
        start = (number - 1) * PLANS
        here = shown[start : start + PLANS]
        drawn = heat_map(themes, table, here)
        return MapPage(drawn, number, pages, start + 1, start + len(here), len(shown), choices)

    def _choices(
        self, opened: Opened, themes: Themes, facts: Mapping[str, Facts]
    ) -> dict[str, Sequence[str]]:
        from pipeline.themes import KINDS

        known = [facts[plan] for plan in _filled(self._table(opened, themes, ())) if plan in facts]
        return {
            "issuer": sorted({one.issuer for one in known if one.issuer}),
            "year": sorted({str(year) for one in known for year in years_of(one.period)}),
            "kind": [
                kind.value for kind in KINDS if self._table(opened, themes, (kind,)).counts.any()
            ],
        }

    def _table(self, opened: Opened, themes: Themes, kinds: tuple[UnitKind, ...]) -> Table:
        """How many measures of some kinds (none named: all) each plan has of each theme."""
        from pipeline.themes import theme_table

        of, tables = self._tables
        if of is not themes or len(tables) > _TABLES:
            tables = {}
            self._tables = (themes, tables)
        if kinds not in tables:
            chosen = themes
            if kinds:
                narrowed = tuple(of_kinds(opened, theme, kinds) for theme in themes.themes)
                rest = _counted(opened, themes.without, kinds)
                chosen = replace(themes, themes=narrowed, rest=rest)
            tables[kinds] = theme_table(chosen)
        return tables[kinds]

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


def _filled(table: Table) -> list[str]:
    """The plans of a table that have any measure."""
    return [plan for plan, n in zip(table.plans, table.counts.sum(axis=0), strict=True) if n]


def rows_of(
    opened: Opened, ids: Sequence[str], kinds: Sequence[UnitKind], plan: str = ""
) -> list[int]:
    """The rows of measures, in the order of their ids: those of some kinds, of one plan, if named.

    Within a snapshot.
    """
    rows = opened.reader.catalogue.rows_of(ids, plan)
    if not kinds:
        return rows
    wanted = set(opened.reader.admitted(Filters(kinds=tuple(kinds))) or ())
    return [row for row in rows if row in wanted]


def of_kinds(opened: Opened, theme: Theme, kinds: Sequence[UnitKind]) -> Theme:
    """The same theme, of which plans are counted by their measures of some kinds only.

    Within a snapshot.
    """
    return replace(theme, plans=_counted(opened, theme.members, kinds)) if kinds else theme


def _counted(opened: Opened, ids: Sequence[str], kinds: Sequence[UnitKind]) -> Mapping[str, int]:
    return opened.reader.catalogue.tally(rows_of(opened, ids, kinds)).documents


def theme_of(themes: Themes, id_: str) -> Theme:
    """The theme of an id. Raises MissingError."""
    for theme in themes.themes:
        if theme.id == id_:
            return theme
    raise MissingError("no theme has this name; themes follow what the collection holds")
