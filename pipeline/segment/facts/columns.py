"""The columns of a table over a measure's row: what their headers say that the cells state."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
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

Line = Mapping[int, Sequence[Block]]  # the cells of a row by column
Headers = dict[int, tuple[Name, str]]


class _Table:
    """The cells of a table by row and column; what is asked for often is made once."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[Block]] = defaultdict(list)

    @cached_property
    def lines(self) -> dict[int, dict[int, list[Block]]]:
        """The rows that hold cells, from the top."""
        out: dict[int, dict[int, list[Block]]] = {}
        for (row, column), held in sorted(self.cells.items()):
            out.setdefault(row, {})[column] = held
        return out

    @cached_property
    def rows(self) -> list[int]:
        """The numbers of the rows that hold cells, from the top."""
        return list(self.lines)

    @cached_property
    def columns(self) -> frozenset[int]:
        """The columns that hold cells."""
        return frozenset(column for _, column in self.cells)

    @cached_property
    def _tall(self) -> list[tuple[int, int]]:
        return [
            place
            for place, held in sorted(self.cells.items())
            if held[0].cell and held[0].cell.rows > 1
        ]

    def across(self, row: int) -> list[tuple[int, int]]:
        """The cells that a row runs through, by the row that they begin in and by column."""
        found = {(row, column) for column in self.lines.get(row, ())}
        for top, column in self._tall:
            if top > row:
                break
            ref = self.cells[top, column][0].cell
            if ref and row < top + ref.rows:
                found.add((top, column))
        return sorted(found)


class Tables:
    """The tables of a plan, whose headers may stand in the table before."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._named_rows: dict[int, list[tuple[int, Headers]]] = {}

    @cached_property
    def _tables(self) -> dict[int, _Table]:
        tables: dict[int, _Table] = defaultdict(_Table)
        for block in self._plan.blocks:
            if block.cell:
                tables[block.cell.table].cells[block.cell.row, block.cell.column].append(block)
        return tables

    def row(self, measure: CellRef) -> list[Said]:
        """What the cells beside a measure say, by the headers of their columns."""
        headers = self._headers(measure)
        if not any(name.field in FIELDS for name, _ in headers.values()):
            return []
        table = self._tables[measure.table]
        found: list[Said] = []
        for row in self._rows(table, measure):
            for top, column in table.across(row):
                held = table.cells[top, column]
                ref = held[0].cell
                if column == measure.column or ref is None:
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

    def _rows(self, table: _Table, measure: CellRef) -> list[int]:
        """The rows of a measure: those of its cell, and further ones without a measure."""
        last = measure.row + measure.rows - 1
        rows = list(range(measure.row, last + 1))
        for row in table.rows[bisect_right(table.rows, last) :]:
            line = table.lines[row]
            texts = [fold(self._plan.text_of(b)) for held in line.values() for b in held]
            lone = len(line) == 1 and min(line) <= measure.column
            if min(line) <= measure.column or lone or any(t.startswith(_TOTALS) for t in texts):
                break
            rows.append(row)
        return rows

    def _headers(self, measure: CellRef) -> Headers:
        """The names of the columns: from the nearest row above that names facts."""
        columns = self._tables[measure.table].columns
        for number in range(measure.table, -1, -1):
            if number != measure.table and not columns <= self._tables[number].columns:
                return {}
            named = self._headed(number)
            if number == measure.table:
                named = named[: bisect_left(named, measure.row, key=lambda found: found[0])]
            if named:
                return named[-1][1]
        return {}

    def _headed(self, number: int) -> list[tuple[int, Headers]]:
        """The rows of a table that name facts, from the top, with the headers that hold below."""
        if number not in self._named_rows:
            out: list[tuple[int, Headers]] = []
            lines = self._tables[number].lines
            over: tuple[int, Headers] = (-1, {})
            for row, line in lines.items():
                above = over[1] if over[0] == row - 1 else {}
                over = row, self._named(line)
                if headers := self._named(line, above):
                    # Of a header over several columns those have the names that stand below it.
                    upper = {c: name for c, name in above.items() if c not in line}
                    out.append((row, upper | headers))
            self._named_rows[number] = out
        return self._named_rows[number]

    def _named(self, line: Line, over: Headers | None = None) -> Headers:
        """The headers in a row of which one names a fact and half are names that headers have.

        Below headers (`over`) of more columns, names that are words of values too will do.
        """
        if len(line) < 2:
            return {}
        texts = {
            column: " ".join(self._plan.text_of(block) for block in held)
            for column, held in line.items()
        }
        named = {
            c: (name, text)
            for c, text in texts.items()
            if len(text.split()) <= _LONGEST and (name := column_of(text))
        }
        exact = [name for text in texts.values() if (name := name_of(text))]
        parted = over is not None and len(texts) <= len(over)
        facts = [n for n in exact if n.field in FIELDS and (parted or not n.weak)]
        others = sum(bool(_OTHERS.match(fold(text))) for c, text in texts.items() if c not in named)
        if not facts or len(named) + others < 0.5 * len(texts):
            return {}
        return _spread(line, named)


def _spread(line: Line, named: Headers) -> Headers:
    """The headers for every column that they stand over."""
    out = dict(named)
    for column, header in named.items():
        ref = line[column][0].cell
        for over in range(column + 1, column + (ref.columns if ref else 1)):
            out.setdefault(over, header)
    return out
