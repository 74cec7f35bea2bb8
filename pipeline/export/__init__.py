"""Measures out of the index and back: JSON, JSONL, CSV and XLSX, in records that people can mend.

`records` holds the fields of JSON, `columns` the table of what a sheet shows, `tables` writes and
reads CSV, `sheets` writes XLSX and `workbooks` reads it, `files` chooses among the formats,
`mending` puts what was read over what the index holds.
"""

from pipeline.export.files import FORMATS, format_named, read_rows, write_file, write_stream
from pipeline.export.jsonfiles import json_lines
from pipeline.export.mending import Changes, mended
from pipeline.export.records import (
    Row,
    export_record,
    hit_record,
    measure_from_record,
    measure_record,
)

__all__ = [
    "FORMATS",
    "Changes",
    "Row",
    "export_record",
    "format_named",
    "hit_record",
    "json_lines",
    "measure_from_record",
    "measure_record",
    "mended",
    "read_rows",
    "write_file",
    "write_stream",
]
