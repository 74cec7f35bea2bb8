"""SQLite: documents, blocks, measures, terms, vectors and runs. The only writer of an index folder.

The database runs with a rollback journal rather than a write-ahead log, which no reader could open
on a read-only disk. Its `meta` row that names the generation of the vector file is the one commit
point: the vector file is written beside first, and only then the transaction is committed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.store.catalogue import Catalogue, Origin, Tally
from pipeline.store.folder import Folder, located
from pipeline.store.protocols import IndexWriter, MeasureIndex, Ranged, Vectors, Vocabulary, Where
from pipeline.store.reader import DocumentRow, Reader, RunRow, has_index
from pipeline.store.rows import Entry, Known
from pipeline.store.schema import SCHEMA, EncoderIdentity
from pipeline.store.words import Words

if TYPE_CHECKING:
    from pipeline.store.writer import Run, Writer

__all__ = [
    "SCHEMA",
    "Catalogue",
    "DocumentRow",
    "EncoderIdentity",
    "Entry",
    "Folder",
    "IndexWriter",
    "Known",
    "MeasureIndex",
    "Origin",
    "Ranged",
    "Reader",
    "Run",
    "RunRow",
    "Tally",
    "Vectors",
    "Vocabulary",
    "Where",
    "Words",
    "Writer",
    "has_index",
    "located",
]


def __getattr__(name: str) -> Any:
    """What writes is imported when it is asked for: a question does not wait for it."""
    if name in ("Run", "Writer"):
        from pipeline.store import writer

        return getattr(writer, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
