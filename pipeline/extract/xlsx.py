"""XLSX: what Excel shows of each visible sheet, as tables of blocks.

Formulas count by the results that the file stores. Rows that a filter or a closed group hides are
read all the same, as they are only out of sight; what was hidden by hand is left out.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import DamagedError, LimitError, NoTextError
from pipeline.extract.archive import FAULTS, check_archive
from pipeline.extract.cells import Row, Sheet, Shown, is_amount
from pipeline.extract.displayed import displayed
from pipeline.extract.draft import assemble
from pipeline.extract.spreadsheet import drafts
from pipeline.models import Facts, Plan, Role
from pipeline.text import fold

_CODES = re.compile(
    r"^(?:n[°ºo.]?|numeros?|num\.?|#|codes?|ref(?:erences?)?\.?|id|identifiants?)"
    r"(?:\s?(?:de |d'|d’)?(?:la |l'|l’|les )?\w+)?$"
)
_REFERENCE = re.compile(r"(?:^|[(,;=])\s*(?:'((?:[^']|'')+)'|([\w.]+))!")
# Lists on other sheets, as Excel 2010 stores them, where openpyxl does not look.
_FAR_LIST = re.compile(rb"<x14:formula1>\s*<xm:f>([^<]{1,500})</xm:f>")
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"
)
_MOST_MERGED = 1_000_000  # cells, of which each takes some hundred bytes
_LONG = 8  # words that no entry of a drop-down list has
_STEP = re.compile(r"^(\d+)\.(\d+)$")

Place = tuple[int, int]


def read_xlsx(path: Path, document: str) -> Plan:
    """Read a workbook. Pages are none: sheets have no pages until they are printed.

    Raises EncryptedError, DamagedError, LimitError or NoTextError, each naming the document.
    """
    check_archive(path, document, "xl/workbook.xml")
    _check_merged(path, document)
    import openpyxl

    with warnings.catch_warnings(), path.open("rb") as stream:
        warnings.simplefilter("ignore")  # of styles and extensions that openpyxl passes over
        try:
            book = openpyxl.load_workbook(stream, data_only=True, keep_links=False)
            listed = _listed(book) | _far_lists(path)
            sheets = [
                _sheet(sheet, listed) for sheet in book.worksheets if sheet.sheet_state == "visible"
            ]
        except MemoryError:
            raise  # the limit of the worker, not a fault of the file
        except Exception as error:  # openpyxl lets through whatever a faulty part makes it raise
            raise DamagedError(
                "{document}: damaged XLSX file; open it and save it again", document=document
            ) from error
    title = book.properties.title
    facts = Facts(title=title.strip() if isinstance(title, str) and title.strip() else None)
    plan = assemble(document, drafts(sheets), facts=facts)
    if not any(block.role is Role.CONTENT for block in plan.blocks):
        raise NoTextError(
            "{document}: a workbook without text on its visible sheets", document=document
        )
    return plan


def _listed(book: Any) -> set[str]:
    """The folded names of the sheets that drop-down lists take their entries from."""
    formulas = [
        rule.formula1 or ""
        for sheet in book.worksheets
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    ]
    named = {fold(name): str(found.attr_text) for name, found in book.defined_names.items()}
    formulas += [named[fold(text)] for text in formulas if fold(text) in named]
    return {name for formula in formulas for name in _names(formula)}


def _check_merged(path: Path, document: str) -> None:
    """Raise LimitError for merged areas beyond reason: openpyxl makes an object of each cell."""
    cells = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/"):
                    cells += sum(map(_area, _MERGED.findall(archive.read(name))))
    except FAULTS:
        return  # what is wrong with it is told where it is read
    if cells > _MOST_MERGED:
        raise LimitError(
            "{document}: merges {cells} cells, over the limit of {most_merged}; undo the merging",
            document=document,
            cells=cells,
            most_merged=_MOST_MERGED,
        )


def _area(ends: tuple[bytes, bytes, bytes, bytes]) -> int:
    """How many cells lie between the letters and digits of one and of another."""
    left, top, right, bottom = ends
    return (_column(right) - _column(left) + 1) * (int(bottom) - int(top) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _far_lists(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        found = [text for part in parts for text in _FAR_LIST.findall(archive.read(part))]
    return {name for text in found for name in _names(text.decode("utf-8", errors="replace"))}


def _names(formula: str) -> Iterator[str]:
    """The folded names of the sheets that a formula refers to."""
    for quoted, plain in _REFERENCE.findall(formula):
        yield fold(quoted.replace("''", "'") or plain)


def _sheet(sheet: Any, listed: set[str]) -> Sheet:
    """A sheet as it is shown, hidden rows and columns left out."""
    hidden_rows, hidden_columns = _hidden_rows(sheet), _hidden_columns(sheet)
    places, widths = _merged(sheet, hidden_rows, hidden_columns)
    chosen = _chosen(sheet)
    rows: dict[int, dict[int, Shown]] = defaultdict(dict)
    numbers: dict[int, list[tuple[Place, Any]]] = defaultdict(list)
    # Not iter_rows: a stray format at the foot of a sheet would make a million empty cells.
    for cell in sorted(sheet._cells.values(), key=lambda cell: (cell.row, cell.column)):
        if cell.value is None:
            continue
        row, column = places.get((cell.row, cell.column), (cell.row, cell.column))
        if row in hidden_rows or column in hidden_columns:
            continue
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
            numbers[column].append(((row, column), cell))
        shown = _shown(cell, widths.get((row, column), 1), chosen)
        if shown.text:
            rows[row][column] = shown
    for column, found in numbers.items():
        _relabel(rows, column, found)
    kept: list[Row] = [rows[row] for row in sorted(rows)]
    return Sheet(sheet.title, kept, fold(sheet.title) in listed and _is_list(kept))


def _shown(cell: Any, width: int, chosen: frozenset[tuple[int, int, int]]) -> Shown:
    text = displayed(cell.value, cell.number_format or "General").strip()
    listed = any(c == cell.column and first <= cell.row <= last for c, first, last in chosen)
    font = cell.font
    return Shown(
        text,
        width,
        size=float(font.sz or 0.0) if font else 0.0,
        bold=bool(font and font.b),
        typed=isinstance(cell.value, str) and not listed and not is_amount(text),
    )


def _hidden_rows(sheet: Any) -> frozenset[int]:
    """Rows hidden by hand; not those out of sight by a filter that is set or a closed group."""
    chosen = sheet.auto_filter
    filtered: range = range(0)
    if chosen is not None and chosen.ref and chosen.filterColumn:
        first, last = (int(n) for n in re.findall(r"\d+", chosen.ref)[:2])
        filtered = range(first, last + 1)
    return frozenset(
        number
        for number, row in sheet.row_dimensions.items()
        if row.hidden and not row.outlineLevel and number not in filtered
    )


def _hidden_columns(sheet: Any) -> frozenset[int]:
    return frozenset(
        number
        for column in sheet.column_dimensions.values()
        if column.hidden and not column.outlineLevel
        for number in range(column.min or 1, min(column.max or 1, 16384) + 1)
    )


def _merged(
    sheet: Any, rows: frozenset[int], columns: frozenset[int]
) -> tuple[dict[Place, Place], dict[Place, int]]:
    """Where the text of merged cells shows when their first row or column is hidden; widths."""
    places: dict[Place, Place] = {}
    widths: dict[Place, int] = {}
    for area in sheet.merged_cells.ranges:
        anchor = (area.min_row, area.min_col)
        seen = [c for c in range(area.min_col, area.max_col + 1) if c not in columns]
        first = next((r for r in range(area.min_row, area.max_row + 1) if r not in rows), None)
        if seen and first is not None:
            places[anchor] = (first, seen[0])
            widths[first, seen[0]] = len(seen)
    return places, widths


def _chosen(sheet: Any) -> frozenset[tuple[int, int, int]]:
    """The columns, each with a first and a last row, whose cells are chosen from lists."""
    return frozenset(
        (column, area.min_row, area.max_row)
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
        for area in rule.sqref.ranges
        for column in range(area.min_col, min(area.max_col, area.min_col + 100) + 1)
    )


def _is_list(rows: list[Row]) -> bool:
    texts = [cell.text for row in rows for cell in row.values()]
    return sum(len(text.split()) > _LONG for text in texts) <= 0.05 * len(texts)


def _relabel(
    rows: dict[int, dict[int, Shown]], column: int, found: list[tuple[Place, Any]]
) -> None:
    """Numbers under a header such as « N° » as codes: with a point, 1.10 after 1.9."""
    first = found[0][0][0]
    above = [row[column].text for place, row in rows.items() if place < first and column in row]
    if not any(_CODES.match(fold(text).strip(" .:*")) for text in above):
        return
    before = ""
    for (row, _), cell in found:
        if cell.is_date or column not in rows[row]:
            continue
        code = displayed(cell.value, cell.number_format or "General", code=True)
        step, last = _STEP.match(code), _STEP.match(before)
        if step and last and step[1] == last[1] and int(last[2]) + 1 == 10 * int(step[2]):
            code += "0"  # 1.10 and 1.20 stored as numbers lose their last digit
        before = code
        shown = rows[row][column]
        rows[row][column] = Shown(code, shown.width, shown.size, shown.bold, typed=False)
