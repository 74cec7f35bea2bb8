"""Workbooks read back, as Excel or LibreOffice saved them, and the escapes of OOXML."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from pipeline.errors import UsageError
from pipeline.export.columns import COLUMNS, REQUIRED, Column, named_columns
from pipeline.export.jsonfiles import read_bytes
from pipeline.export.records import Row
from pipeline.export.tables import table_rows
from pipeline.messages import Message
from pipeline.settings import said

SHEET = "Mesures"
_UNPACKED = 2_000_000_000  # bytes: more is no workbook that a person made
# What zipfile, the parser of XML and openpyxl raise for what is none.
_BROKEN = (
    BadZipFile, zlib.error, LookupError, ValueError, OSError, SyntaxError, EOFError, TypeError,
    AttributeError, RuntimeError,
)  # fmt: skip
# What XML 1.0 cannot hold, and what OOXML writes for it (ECMA-376 part 1, 22.9.2.19).
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_LIKE_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4})")


def escaped(text: str) -> str:
    """`text` as OOXML writes it: what XML cannot hold, as escapes."""
    plain = _LIKE_ESCAPE.sub("_x005F_", text)
    return _ILLEGAL.sub(lambda found: f"_x{ord(found[0]):04X}_", plain)


def unescaped(text: str) -> str:
    """The text that `escaped` was given."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def text_of(value: object, column: Column) -> str:
    """The text of a cell that people typed. Raises ValueError for what Excel made of it."""
    if isinstance(value, str):
        return unescaped(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        raise ValueError(Message("must be a text, not {value}", value=said(value)))
    if isinstance(value, int | float):
        return str(int(value)) if float(value).is_integer() else repr(value)
    if isinstance(value, datetime | date) and column.dates:
        return value.strftime("%d/%m/%Y")
    if isinstance(value, datetime | date):
        raise ValueError(
            Message(
                "must be a text, not the date {date}; format the cell as text",
                date=value.strftime("%d/%m/%Y"),
            )
        )
    raise ValueError(Message("must be a text, not {value}", value=said(value)))


def read_xlsx(file: Path) -> Iterator[Row]:
    """The measures of a workbook: of its sheet « Mesures », else of the first that has headings.

    Raises UsageError that names the file, sheet, row and column.
    """
    content = io.BytesIO(read_bytes(file))
    book = opened(file, content)
    try:
        sheet = _sheet_of(file, book)
        yield from table_rows(
            Message("{file}, sheet {sheet}", file=file, sheet=sheet.title),
            numbered(file, sheet),
            text_of,
        )
    finally:
        book.close()


def opened(file: Path, content: IO[bytes], formulas: bool = False) -> Any:
    """A workbook to read; of a formula its last value, or itself. Raises UsageError."""
    from openpyxl import load_workbook

    try:
        with ZipFile(content) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED:
                raise UsageError("{file} unpacks to more than 2 GB; split it", file=file)
        return load_workbook(content, read_only=True, data_only=not formulas)
    except _BROKEN as error:
        raise _broken(file) from error


def numbered(file: Path, sheet: Any) -> Iterator[tuple[int, list[object]]]:
    """The rows of a sheet with their numbers: texts, numbers, dates, or a Fault."""
    try:
        for number, row in enumerate(sheet.iter_rows(), start=1):
            yield number, [_value(cell) for cell in row]
    except _BROKEN as error:
        raise _broken(file) from error


def _broken(file: Path) -> UsageError:
    return UsageError("{file} is no XLSX workbook, or a damaged one; save it again", file=file)


def _sheet_of(file: Path, book: Any) -> Any:
    if SHEET in book.sheetnames:
        return book[SHEET]
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_row=20, values_only=True):
            try:
                named_columns(["" if value is None else str(value) for value in row])
            except ValueError:
                continue
            return sheet
    wanted = ", ".join(column.heading for column in COLUMNS if column.field in REQUIRED)
    raise UsageError(
        "{file}: no sheet is « {sheet} » or has the columns {wanted}",
        file=file,
        sheet=SHEET,
        wanted=wanted,
    )


class Fault:
    """A cell whose value is an error of the spreadsheet, or a formula that was asked for."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __repr__(self) -> str:
        return str(self.value)


def _value(cell: Any) -> object:
    return Fault(cell.value) if cell.data_type in ("e", "f") else cell.value
