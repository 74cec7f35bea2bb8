"""The columns of a table over a measure's row: what their headers say that the cells state."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from pipeline.fields import FIELDS, Name, column_of, name_of, names_in
from pipeline.models import Block, CellRef, Plan
from pipeline.segment.facts.lines import line_of
from pipeline.segment.facts.pairs import pairs
from pipeline.segment.facts.said import LISTS, Said, said
from pipeline.text import fold

_LONGEST = 8  # words of a header
# What else headers name: the measures, their codes, what groups them.
_OTHERS = re.compile(
    r"(?:les |nos )?(?:mesures?|actions?|propositions?|engagements?|activites?|projets?"
    r"|initiatives?"
    r"|interventions?|recommandations?|intitules?|libelles?|n[°o.]|numeros?|#|codes?|ref|axes?"
    r"|orientations?|volets?|objectifs?|resultats?|themes?|thematiques?|chantiers?|livrables?)\b"
)
_TOTALS = ("total", "sous-total", "sous total")

Held = Mapping[tuple[int, int], Sequence[Block]]


class Tables:
    """The tables of a plan, whose headers may stand in the table before."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    @cached_property
    def _cells(self) -> dict[int, dict[tuple[int, int], list[Block]]]:
        tables: dict[int, dict[tuple[int, int], list[Block]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for block in self._plan.blocks:
            if block.cell:
                tables[block.cell.table][block.cell.row, block.cell.column].append(block)
        return tables

    def row(self, measure: CellRef) -> list[Said]:
        """What the cells beside a measure say, by the headers of their columns."""
        headers = self._headers(measure)
        if not any(name.field in FIELDS for name, _ in headers.values()):
            return []
        cells = self._cells[measure.table]
        found: list[Said] = []
        for row in self._rows(cells, measure):
            for (top, column), held in sorted(cells.items()):
                ref = held[0].cell
                if column == measure.column or ref is None or not top <= row < top + ref.rows:
                    continue
                header = headers.get(column, (Name("", 0), ""))
                if top == row or row == measure.row:
                    shared = ref.rows > measure.rows
                    found += [replace(one, shared=shared) for one in self._cell(header, held)]
        return found

    def _cell(self, header: tuple[Name, str], held: Sequence[Block]) -> Iterator[Said]:
        """What one cell says: by names of its own, or by the header of its column."""
        name, label = header
        lines = [line_of(self._plan, b, b.span.start, b.span.end) for b in held]
        if any(next(names_in(line.text), None) for line in lines):
            own, _ = pairs(lines)
            if own:
                yield from own
                return
        if name.field in LISTS:
            for line in lines:
                yield from said(name, line, label)
            return
        whole = lines[0]
        for line in lines[1:]:
            whole = whole.joined(line)
        yield from said(name, whole, label)

    def _rows(self, cells: Held, measure: CellRef) -> list[int]:
        """The rows of a measure: those of its cell, and further ones without a measure."""
        last = measure.row + measure.rows - 1
        rows = list(range(measure.row, last + 1))
        for row in sorted({row for row, _ in cells if row > last}):
            line = {column: held for (r, column), held in cells.items() if r == row}
            texts = [fold(self._plan.text_of(b)) for held in line.values() for b in held]
            lone = len(line) == 1 and min(line) <= measure.column
            if min(line) <= measure.column or lone or any(t.startswith(_TOTALS) for t in texts):
                break
            rows.append(row)
        return rows

    def _headers(self, measure: CellRef) -> dict[int, tuple[Name, str]]:
        """The names of the columns: from the nearest row above that names facts."""
        columns = {column for _, column in self._cells[measure.table]}
        for table in range(measure.table, -1, -1):
            cells = self._cells[table]
            if table != measure.table and not columns <= {column for _, column in cells}:
                return {}
            above = {row for row, _ in cells if table != measure.table or row < measure.row}
            for row in sorted(above, reverse=True):
                over = self._named(cells, row - 1) if row - 1 in above else {}
                if headers := self._named(cells, row, over):
                    own = {column for r, column in cells if r == row}
                    # Of a header over several columns those have the names that stand below it.
                    return {c: name for c, name in over.items() if c not in own} | headers
        return {}

    def _named(
        self, cells: Held, row: int, over: Mapping[int, tuple[Name, str]] | None = None
    ) -> dict[int, tuple[Name, str]]:
        """The headers in a row of which one names a fact and half are names that headers have.

        Below headers (`over`) of more columns, names that are words of values too will do.
        """
        texts = {
            column: " ".join(self._plan.text_of(block) for block in held)
            for (r, column), held in cells.items()
            if r == row
        }
        if len(texts) < 2:
            return {}
        named = {
            c: (name, text)
            for c, text in texts.items()
            if len(text.split()) <= _LONGEST and (name := column_of(text))
        }
        exact = [name for text in texts.values() if (name := name_of(text))]
        parted = bool(over) and len(texts) <= len(over)
        facts = [n for n in exact if n.field in FIELDS and (parted or not n.weak)]
        others = sum(bool(_OTHERS.match(fold(text))) for c, text in texts.items() if c not in named)
        if not facts or len(named) + others < 0.5 * len(texts):
            return {}
        return self._spread(cells, row, named)

    def _spread(
        self, cells: Held, row: int, named: dict[int, tuple[Name, str]]
    ) -> dict[int, tuple[Name, str]]:
        """The headers for every column that they stand over."""
        out = dict(named)
        for column, header in named.items():
            ref = cells[row, column][0].cell
            for over in range(column + 1, column + (ref.columns if ref else 1)):
                out.setdefault(over, header)
        return out
