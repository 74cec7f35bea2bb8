"""Tables as plans use them: columns that are axes, and rows that are measures.

In a grid of lists each column is a branch of the outline, headed by its header cell. In a table of
records each row states one measure in one column and facts about it in the others. Any other table
is read cell by cell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.models import BlockKind
from pipeline.nlp import cue
from pipeline.segment.entries import Entry
from pipeline.text import fold

_MEASURES = re.compile(
    r"^(?:(?:les|nos)\s)?(?:sous-)?(?:mesures?|actions?|propositions?|engagements?|activites?"
    r"|moyens?|projets?|initiatives?|interventions?|recommandations?|intitules?|libelles?)\b"
)
_CODES = re.compile(r"^(?:n[°ºo.]?|numeros?|#|codes?|ref(?:erences?)?\.?)$")
_FIELDS = re.compile(
    r"^(?:responsables?|pilotes?|porteurs?|partenaires?|echeanc\w+|calendrier|delais?|dates?|periode"
    r"|annees?|budgets?|couts?|financement|montants?|ressources|indicateurs?|cibles?|resultats?"
    r"|livrables?|statut|etat|avancement|objectifs?|axes?|orientations?|clienteles?|publics?)\b"
)

Cells = dict[tuple[int, int], list[Entry]]


def arrange(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with those of each table in the order, and with the fields, that it means."""
    out: list[Entry] = []
    headers: dict[int, str] = {}
    for table, group in groupby(entries, key=lambda e: e.cell.table if e.cell else None):
        found = list(group)
        if table is None:
            out += found
            continue
        cells: Cells = defaultdict(list)
        for entry in found:
            if entry.cell:
                cells[entry.cell.row, entry.cell.column].append(entry)
        own = _record_headers(cells)
        if own:
            headers = own
        if own or (headers and _fits(cells, headers)):
            out += _records(cells, headers)
        elif _is_grid_of_lists(cells):
            out += _columns(cells, table)
        else:
            out += found
    return out


def _record_headers(cells: Cells) -> dict[int, str]:
    """The headers of a table of records, by column: one names the measures, another a fact."""
    first = min(row for row, _ in cells)
    headers = {
        column: " ".join(entry.printed for entry in entries)
        for (row, column), entries in cells.items()
        if row == first
    }
    folded = [fold(text) for text in headers.values()]
    named = sum(bool(_MEASURES.match(t)) for t in folded)
    facts = sum(bool(_FIELDS.match(t) or _CODES.match(t)) for t in folded)
    rows = {row for row, _ in cells}
    return headers if named and facts and len(rows) >= 2 and len(headers) >= 2 else {}


def _fits(cells: Cells, headers: dict[int, str]) -> bool:
    """Whether a table without headers goes on with the one before it, on the next page."""
    columns = {column for _, column in cells}
    return columns <= set(headers) and len(columns) >= 2


def _records(cells: Cells, headers: dict[int, str]) -> Iterator[Entry]:
    """One entry a row, with the other cells as its fields; rows of one cell are headings."""
    column = _measure_column(cells, headers)
    for row in sorted({row for row, _ in cells}):
        line = {c: entries for (r, c), entries in cells.items() if r == row}
        texts = {c: " ".join(e.printed for e in entries) for c, entries in line.items()}
        if texts.items() <= headers.items():
            continue
        if len(line) == 1:
            yield from (replace(e, kind=BlockKind.HEADING) for e in next(iter(line.values())))
            continue
        stated = tuple((headers[c], text) for c, text in texts.items() if c != column)
        code = next((t for c, t in texts.items() if _CODES.match(fold(headers[c]))), None)
        for entry in _row_entries(line.get(column, []), code):
            yield replace(entry, column=column, fields=stated)


def _measure_column(cells: Cells, headers: dict[int, str]) -> int:
    """The column that states the measures: named so, and read most often as a commitment."""

    def weight(column: int) -> tuple[bool, float]:
        texts = [e.text for (_, c), found in cells.items() if c == column for e in found]
        commits = sum(cue(text).commits for text in texts) / max(len(texts), 1)
        return bool(_MEASURES.match(fold(headers[column]))), commits

    return max(headers, key=weight)


def _row_entries(found: Sequence[Entry], code: str | None) -> list[Entry]:
    """The measures of one row: its items, or its paragraphs taken together."""
    if not found:
        return []
    items = [entry for entry in found if entry.kind is BlockKind.ITEM or entry.label]
    if len(items) == len(found) and len(items) > 1:
        return list(found)
    first = found[0]
    if code and not first.label:
        from pipeline.labels import Label

        label = Label(None, code.strip(" .:"), first.text, "column", 1)
        first = replace(first, label=label)
    return [first, *(replace(e, kind=BlockKind.PARAGRAPH) for e in found[1:])]


def _is_grid_of_lists(cells: Cells) -> bool:
    """Whether cells hold lists of their own: three lines or more in two columns or more."""
    first = min(row for row, _ in cells)
    listed = {
        column
        for (row, column), found in cells.items()
        if row > first and sum(bool(e.label) or e.kind is BlockKind.ITEM for e in found) >= 3
    }
    return len(listed) >= 2


def _columns(cells: Cells, table: int) -> Iterator[Entry]:
    """The columns one after the other, each under its header cell."""
    first = min(row for row, _ in cells)
    rows = sorted({row for row, _ in cells if row > first})
    for column in sorted({column for _, column in cells}):
        body = [entry for row in rows for entry in cells.get((row, column), [])]
        if not any(entry.label or entry.kind is BlockKind.ITEM for entry in body):
            continue  # the names of the rows
        for entry in cells.get((first, column), []):
            yield replace(entry, header=f"{table}:{first}")
        yield from body
