"""A list as a file: CSV, JSON, JSONL or XLSX, with the columns and records of `mesures export`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any

from starlette.responses import StreamingResponse

from pipeline.export import export_record, hit_record
from pipeline.export.files import write_stream
from pipeline.export.listed import Listed
from pipeline.export.tables import MARK, write_csv
from pipeline.version import __version__
from pipeline.web.asked import MOST, Asked
from pipeline.web.collection import Collection
from pipeline.web.listing import admitted, listing
from pipeline.web.tags import tag_of

if TYPE_CHECKING:
    from pipeline.web.covering import Grid
    from pipeline.web.overlapping import Standing
    from pipeline.workspace import Judged

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_CHUNK = 1 << 16
_IN_MEMORY = 4 << 20
_ROWS = 500

Rows = Iterable[Mapping[str, Any]]


def file_tag(collection: Collection, asked: Asked, form: str) -> str:
    """What the file of a list hangs on: the state of the index, what is asked, and the format.

    Raises IndexUnavailableError.
    """
    with collection.opened() as opened, opened.reader.snapshot():
        return tag_of(opened.state, __version__, asked.string, form)


def downloaded(collection: Collection, asked: Asked, form: str, tag: str) -> StreamingResponse:
    """The file of a list, written before the first byte is sent: it is whole or an error.

    `tag` is the one from before; where the index changed meanwhile the file has none.
    """
    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when sent
    try:
        if form == "csv":
            file.write(MARK)
        if asked.text:
            # A page shows the first of all that answers; its file is for counting, and has all.
            wanted = replace(asked, shown=MOST) if asked.everything else asked
            hits = listing(collection, wanted).hits
            write_stream((hit_record(hit) for hit in hits), form, file)
        else:
            _write_all(collection, asked, form, file)
        file.seek(0)
        same = file_tag(collection, asked, form) == tag
    except BaseException:
        file.close()
        raise
    headers = {"Content-Disposition": f'attachment; filename="mesures.{form}"'}
    if same:
        headers["ETag"] = tag
    return StreamingResponse(_chunks(file), media_type=_TYPES[form], headers=headers)


def sent(name: str, form: str, tag: str, write: Callable[[IO[bytes]], object]) -> StreamingResponse:
    """The file that `write` fills, whole, under a name; it is whole or an error."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed when sent
    try:
        write(file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "ETag": tag}
    return StreamingResponse(_chunks(file), media_type=_TYPES[form], headers=headers)


def decided_tag(standing: Standing, *asked: str) -> str:
    """What a file hangs on: the index, the decisions, what is asked."""
    return tag_of(standing.found.state, f"{standing.version}", __version__, *asked)


def write_pairs(pairs: Sequence[Judged], standing: Standing, form: str, file: IO[bytes]) -> None:
    """A workbook of pairs to decide in, the same columns as CSV, or records."""
    from pipeline.export.decisions import decisions_csv, judged_record, write_decisions

    titles, snapshot = standing.found.titles, standing.found.snapshot
    if form == "xlsx":
        write_decisions(pairs, titles, snapshot, file)
    elif form == "csv":
        write_csv(decisions_csv(pairs, titles, snapshot), file)
    else:
        write_stream((judged_record(one, titles) for one in pairs), form, file)


def write_listed(listed: Listed, rows: Rows, records: Rows, form: str, file: IO[bytes]) -> None:
    """A list as rows of a table, or as records."""
    if form in ("csv", "xlsx"):
        listed.write(rows, form, file)
    else:
        write_stream(records, form, file)


def write_grid(grid: Grid, name: str, form: str, file: IO[bytes]) -> None:
    """A matrix, `plans` or `themes`: a workbook, or one row or record a cell."""
    from pipeline.export.matrices import matrices_csv, matrices_xlsx, matrix_records

    matrix = grid.matrix(name)
    if form == "xlsx":
        matrices_xlsx([matrix], file)
    elif form == "csv":
        matrices_csv([matrix], file)
    else:
        write_stream(matrix_records(matrix), form, file)


def _write_all(collection: Collection, asked: Asked, form: str, file: IO[bytes]) -> None:
    with collection.opened() as opened, opened.reader.snapshot():
        reader = opened.reader
        titles = {row.document: row.title for row in collection.documents(opened)}
        rows = admitted(reader, asked, titles)

        def records() -> Iterator[dict[str, Any]]:
            after = ("", -1)
            while placed := reader.catalogue.listed(rows, _ROWS, after):
                units = reader.measures([row for row, _ in placed])
                for row, _ in placed:
                    yield export_record(units[row], titles[units[row].document])
                after = placed[-1][1]

        write_stream(records(), form, file)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
