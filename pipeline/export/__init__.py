"""Measures out of the index and back: JSON, JSONL, CSV and XLSX, in records that people can mend.

`records` holds the fields of JSON, `columns` the table of what a sheet shows, `tables` writes and
reads CSV, `sheets` writes XLSX and `workbooks` reads it, `files` chooses among the formats,
`mending` puts what was read over what the index holds. Only `records` is imported with the package:
a search that prints JSON needs no more.
"""

from pipeline.export.records import (
    Row,
    export_record,
    hit_record,
    measure_from_record,
    measure_record,
)

__all__ = ["Row", "export_record", "hit_record", "measure_from_record", "measure_record"]
