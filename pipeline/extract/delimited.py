"""CSV: one table, its delimiter told by what the rows have in common."""

from __future__ import annotations

import csv
import io

from pipeline.errors import DamagedError, NoTextError
from pipeline.extract.cells import Row, Sheet, Shown, is_amount
from pipeline.extract.draft import assemble
from pipeline.extract.spreadsheet import drafts
from pipeline.models import Plan

_DELIMITERS = ";,\t|"
_SAMPLE = 30  # rows


def read_delimited(text: str, document: str) -> Plan:
    """Read a table of delimited text. Raises NoTextError or DamagedError, naming the document."""
    if "\x00" in text:
        raise DamagedError("{document}: not a text; its bytes fit no encoding", document=document)
    found = [_rows(text, delimiter) for delimiter in _DELIMITERS]
    rows = max(found, key=_regularity)
    sheet = Sheet("", [row for row in map(_shown, rows) if row])
    plan = assemble(document, drafts([sheet]))
    if not plan.blocks:
        raise NoTextError(
            "{document}: a table without text; check that it was saved whole", document=document
        )
    return plan


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:  # a cell longer than any
        return []


def _regularity(rows: list[list[str]]) -> tuple[int, int]:
    """How many of the first rows have as many cells as most, when these are two or more."""
    widths = [len(row) for row in rows[:_SAMPLE]]
    usual = max(set(widths), key=widths.count, default=0)
    return (widths.count(usual) if usual > 1 else 0, usual)


def _shown(row: list[str]) -> Row:
    return {
        column: Shown(cell.strip(), typed=not is_amount(cell))
        for column, cell in enumerate(row)
        if cell.strip()
    }
