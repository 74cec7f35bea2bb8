"""CSV, and what it shares with XLSX: rows of cells become measures, or a line that says why not.

The CSV is that of French spreadsheets: semicolons (Excel splits at commas only where a comma is no
decimal sign), decimal commas, CRLF and, in a file, a byte order mark, without which Excel takes é
for Ã©. Any of semicolon, comma and tab is read back, and so is what Excel saves in the code page of
Windows.
"""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO, Any

from pipeline.errors import UsageError, printable
from pipeline.export.columns import COLUMNS, REQUIRED, Column, cells, named_columns
from pipeline.export.jsonfiles import read_bytes
from pipeline.export.records import Row, measure_from_record
from pipeline.messages import Message, noted

# A spreadsheet runs what begins so (OWASP, CSV Injection); full-width and small forms included.
FORMULA = re.compile("[=+\\-@\t\r\n＝＋－＠﹦﹢﹣﹫]")
_GUARDED = re.compile(f"'+{FORMULA.pattern}")
_DELIMITER = ";"
MARK = b"\xef\xbb\xbf"  # without it, Excel takes é for Ã©
HEADING_WITHIN = 20  # rows: people put a title above the headings
_LONGEST = 2**31 - 1

log = logging.getLogger(__name__)


def guarded(text: str) -> str:
    """`text` that no spreadsheet takes for a formula: an apostrophe goes before what looks so.

    What begins with apostrophes and then looks so gets one more, so that `unguarded` is exact.
    """
    return f"'{text}" if FORMULA.match(text.lstrip("'")) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text


def csv_chunks(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The lines of a CSV of records, headings first, as they come."""
    return csv_lines([column.heading for column in COLUMNS], map(cells, records))


def write_csv(lines: Iterable[str], stream: IO[bytes]) -> None:
    """Write lines as a file that Excel reads as UTF-8."""
    stream.write(MARK)
    for line in lines:
        stream.write(line.encode())


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV of any table, headings first, as they come."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=_DELIMITER, lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        yield _taken(stream)
        writer.writerow([_cell(value) for value in row])
    yield _taken(stream)


def _cell(value: object) -> object:
    if isinstance(value, float):
        return format(Decimal(str(value)), "f").replace(".", ",")
    return guarded(value) if isinstance(value, str) else value


def _taken(stream: io.StringIO) -> str:
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text


def read_csv(file: Path) -> Iterator[Row]:
    """The measures of a CSV file. Raises UsageError that names the file, row and column."""
    text = _decoded(file)
    csv.field_size_limit(_LONGEST)
    best = max(";,\t", key=lambda delimiter: _headings_known(text, delimiter))
    yield from table_rows(
        str(file), _records(text, best, str(file)), lambda v, _: unguarded(str(v))
    )


def _decoded(file: Path) -> str:
    content = read_bytes(file)
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")  # « Texte Unicode » of Excel
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp1252":
            log.warning(
                Message("{file} is no UTF-8; read as Windows-1252, as Excel saves CSV", file=file)
            )
        return text
    raise UsageError("{file} is no text; save it as CSV UTF-8 or as XLSX", file=file)


def _records(text: str, delimiter: str, origin: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            yield number, row
    except csv.Error as error:
        raise UsageError(
            "{origin}, row {number}: no CSV ({error})",
            origin=origin,
            number=number + 1,
            error=error,
        ) from error


def _headings_known(text: str, delimiter: str) -> int:
    """How many columns a file has if cut at `delimiter`, 0 where no row is one of headings."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for row in islice(reader, HEADING_WITHIN):
        try:
            return len(named_columns(row)[0])
        except ValueError:
            continue
    return 0


def table_rows(
    origin: str,
    numbered: Iterable[tuple[int, list[Any]]],
    text_of: Callable[[object, Column], str],
) -> Iterator[Row]:
    """The measures of a table whose rows come with their numbers; empty rows are left aside.

    `text_of` gives the text of a cell, or raises ValueError with why there is none. Raises
    UsageError that begins with `origin` and names row and column.
    """
    rows = iter(numbered)
    columns = _headings(origin, rows)
    for number, row in rows:
        record: dict[str, Any] = {}
        place = Message("{origin}, row {number}", origin=origin, number=number)
        for index, column in columns.items():
            try:
                text = text_of(row[index], column) if index < len(row) else ""
                record[column.field] = column.form.read(text) if text.strip() else None
            except ValueError as error:
                raise UsageError(placed(place, column, error.args[0])) from error
        if any(value is not None for value in record.values()):
            yield _row(record, place, columns)


def _headings(origin: str, rows: Iterator[tuple[int, list[Any]]]) -> dict[int, Column]:
    fault: str = noted("it is empty")
    for number, row in islice(rows, HEADING_WITHIN):
        headings = ["" if value is None else str(value) for value in row]
        if not any(headings):
            continue
        try:
            columns, unknown = named_columns(headings)
        except ValueError as error:
            # The first row with two cells is what a person takes for the headings.
            if fault == "it is empty" or "is missing" not in str(error):
                fault = error.args[0]
            continue
        for heading in unknown:
            name = printable(heading)
            log.warning(
                Message(
                    "{origin}, row {number}: column « {name} » is unknown; left aside",
                    origin=origin,
                    number=number,
                    name=name,
                )
            )
        return columns
    raise UsageError("{origin}: no table of measures: {fault}", origin=origin, fault=fault)


def _row(record: dict[str, Any], place: str, columns: Mapping[int, Column]) -> Row:
    by_field = {column.field: column for column in columns.values()}
    for field in REQUIRED:
        if record[field] is None:
            raise UsageError(placed(place, by_field[field], noted("is empty")))
    plan = record.pop("plan", None)
    try:
        measure = measure_from_record(record, place)
    except UsageError as error:
        # It names the field; a person who reads a sheet knows the heading.
        told = error.message.values
        field = str(told.get("name"))
        if field not in by_field:
            raise
        raise UsageError(placed(place, by_field[field], told["reason"])) from error
    return Row(measure, frozenset(record), plan)


def placed(place: str, column: Column, reason: object) -> Message:
    """What is wrong in a column, after the file and row where it is."""
    return Message(
        "{place}, column « {heading} »: {reason}",
        place=place,
        heading=column.heading,
        reason=reason,
    )
