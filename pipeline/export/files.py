"""Which format, where to: files written whole or not at all, and read back."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, TypeVar

from pipeline.errors import UsageError
from pipeline.export.jsonfiles import json_items, json_lines
from pipeline.export.records import Row, measure_from_record
from pipeline.export.sheets import write_xlsx
from pipeline.export.tables import MARK, csv_chunks, read_csv
from pipeline.export.workbooks import read_xlsx
from pipeline.messages import cause

FORMATS = ("csv", "json", "jsonl", "xlsx")
_SUFFIXES = {".csv": "csv", ".tsv": "csv", ".json": "json", ".xlsx": "xlsx", ".xlsm": "xlsx"}
_OTHER_SHEETS = (".xls", ".ods", ".numbers")

Records = Iterable[Mapping[str, Any]]
Stream = IO[bytes] | io.RawIOBase
Written = TypeVar("Written")


def format_named(file: Path) -> str:
    """The format that the suffix of a file to write names. Raises UsageError for another."""
    suffix = file.suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise UsageError(
            "{file}: its ending names no format; end it in .{names}, or give --format",
            file=file,
            names=", .".join(FORMATS),
        )
    return suffix


def write_stream(records: Records, form: str, stream: Stream) -> int:
    """Write records as they come; how many there were."""
    counted = _Counted(records)
    if form == "xlsx":
        write_xlsx(counted, stream)
        return counted.count
    chunks = {"csv": csv_chunks, "json": _json_chunks, "jsonl": _jsonl_chunks}[form](counted)
    for chunk in chunks:
        stream.write(chunk.encode())
    return counted.count


def write_file(records: Records, form: str, file: Path, force: bool = False) -> int:
    """Write records into a file, as `write_whole` does; how many there were."""
    return write_whole(file, lambda stream: _write_marked(records, form, stream), force)


def write_whole(file: Path, write: Callable[[IO[bytes]], Written], force: bool = False) -> Written:
    """Let `write` fill a file that is there whole or not at all; what it gave.

    A file that is there stays, unless `force`: it may be one that a person corrected. Raises
    UsageError for that and for a place that cannot be written.
    """
    check_place(file, force)
    try:
        if file.exists() and not file.is_file():  # a device or pipe: nothing to put beside
            with file.open("wb") as stream:
                return write(stream)
        target = Path(os.path.realpath(file))  # a link stays a link
        beside = target.with_name(f".{target.stem[:100]}.{os.getpid()}.tmp")
        try:
            with beside.open("xb") as stream:
                written = write(stream)
                stream.flush()
                os.fsync(stream.fileno())
            if target.exists():
                beside.chmod(target.stat().st_mode & 0o777)
            beside.replace(target)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        return written
    except OSError as error:
        raise UsageError(
            "{file} cannot be written ({reason})", file=file, reason=cause(error)
        ) from error


def _write_marked(records: Records, form: str, stream: IO[bytes]) -> int:
    if form == "csv":
        stream.write(MARK)
    return write_stream(records, form, stream)


def check_place(file: Path, force: bool) -> None:
    """Raise UsageError before the work where the file could not be written in the end."""
    folder = file.parent
    if os.path.isdir(file):  # noqa: PTH112 - Path.is_dir raises where a folder is closed
        raise UsageError("{file} is a folder; give the name of a file", file=file)
    if not os.path.isdir(folder):  # noqa: PTH112
        raise UsageError(
            "{file} cannot be written: there is no folder {folder}; make it",
            file=file,
            folder=folder,
        )
    if os.path.isfile(file) and not force:  # noqa: PTH113
        raise UsageError("{file} is there already; name another file, or give --force", file=file)
    if os.path.islink(file) and not os.path.exists(file):  # noqa: PTH110, PTH114
        raise UsageError("{file} is a link that leads nowhere; name another file", file=file)
    if not os.path.lexists(file) and not os.access(folder, os.W_OK):
        raise UsageError(
            "{file} cannot be written: no permission in folder {folder}", file=file, folder=folder
        )


class _Counted:
    """Records, counted as they go by."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.count = 0

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for record in self._records:
            self.count += 1
            yield record


def _jsonl_chunks(records: Records) -> Iterator[str]:
    for record in records:
        yield json.dumps(record, ensure_ascii=False) + "\n"


def _json_chunks(records: Records) -> Iterator[str]:
    before = "["
    for record in records:
        yield f"{before}\n{json.dumps(record, ensure_ascii=False, indent=1)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def read_rows(file: Path) -> Iterator[Row]:
    """The measures of a file, in the format of its suffix; another than those known is JSONL.

    Raises UsageError that names the file and the line, or the sheet, row and column.
    """
    suffix = file.suffix.lower()
    if suffix in _OTHER_SHEETS:
        raise UsageError("{file}: {suffix} is not read; save it as .xlsx", file=file, suffix=suffix)
    form = _SUFFIXES.get(suffix, "jsonl")
    if form == "csv":
        yield from read_csv(file)
    elif form == "xlsx":
        yield from read_xlsx(file)
    else:
        for origin, record in (json_items if form == "json" else json_lines)(file):
            plan = record.get("plan")
            title = plan if isinstance(plan, str) and plan.strip() else None
            yield Row(measure_from_record(record, origin), frozenset(record), title)
