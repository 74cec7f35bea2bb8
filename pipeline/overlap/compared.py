"""Editions of a plan in an index, compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.models import Became, Fate, Measure, UnitKind
from pipeline.overlap.contrasts import contrasts
from pipeline.overlap.editions import editions
from pipeline.overlap.lineage import Change, lineage
from pipeline.overlap.wording import plain, said_by
from pipeline.store import DocumentRow, MeasureIndex

_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions, their measures, and what became of them; changes name measures by place."""

    old: DocumentRow
    new: DocumentRow
    before: Sequence[Measure]
    after: Sequence[Measure]
    changes: Sequence[Change]

    def totals(self) -> Counter[Fate]:
        """How many changes there are of each kind."""
        return Counter(change.fate for change in self.changes)

    def by_axis(self) -> dict[str, Counter[Fate]]:
        """The same under each outermost heading: the new edition's, the old one's if dropped."""
        found: dict[str, Counter[Fate]] = {}
        for change in self.changes:
            found.setdefault(self._axis(change), Counter())[change.fate] += 1
        return found

    def _axis(self, change: Change) -> str:
        there = [self.after[a] for a in change.after] or [self.before[b] for b in change.before]
        return there[0].path[0] if there[0].path else ""

    def became(self) -> Iterator[Became]:
        """The changes with their measures, in the same order."""
        for change in self.changes:
            before = tuple(self.before[place] for place in change.before)
            after = tuple(self.after[place] for place in change.after)
            single = len(before) == len(after) == 1 and change.fate is not Fate.KEPT
            differs = tuple(contrasts(before[0], after[0])) if single else ()
            axis, moved, likeness = self._axis(change), change.moved, change.likeness
            yield Became(change.fate, before, after, axis, moved, likeness, differs)


def compared(reader: MeasureIndex, old: DocumentRow, new: DocumentRow) -> Comparison:
    """What became of the measures of `old` in `new`; run it within a snapshot of the reader."""
    rows = {side.document: reader.rows_of(side.document) for side in (old, new)}
    units = reader.measures([row for side in rows.values() for row in side])
    kept = {
        document: [row for row in side if units[row].kind is not UnitKind.PASSAGE]
        for document, side in rows.items()
    }
    before, after = kept[old.document], kept[new.document]
    first, second = [units[row] for row in before], [units[row] for row in after]
    wording = plain(said_by([*first, *second]))
    return Comparison(old, new, first, second, lineage(first, second, wording))


def editions_of(reader: MeasureIndex, one: DocumentRow) -> list[DocumentRow]:
    """The editions of a plan in the index, by the years of their periods, itself among them."""
    documents = reader.documents()
    measures = {row.document: reader.units(row.document) for row in documents}
    kept = {
        document: [unit for unit in units if unit.kind is not UnitKind.PASSAGE]
        for document, units in measures.items()
    }
    group = editions(documents, kept)
    found = [row for row in documents if group[row.document] == group[one.document]]
    return sorted(found, key=lambda row: (_first_year(row), row.document))


def _first_year(row: DocumentRow) -> str:
    for text in (row.facts.period, row.facts.date, row.document):
        if found := _YEAR.findall(text or ""):
            return str(min(found))
    return "9999"
