"""The vectors of units: made once for each text, kept in the database, written as a file."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.vectors import Before, Rows, Stamp, write_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.store.words import Encode


def forget_vectors(connection: sqlite3.Connection) -> None:
    """Drop all vectors, to be made anew with this commit."""
    connection.execute("DELETE FROM vectors")
    connection.execute("INSERT OR IGNORE INTO changed SELECT rowid FROM measures")


def encode_missing(connection: sqlite3.Connection, encode: Encode) -> None:
    """Make the vectors that changed units lack, and drop those of no unit."""
    missing = connection.execute(
        "SELECT vector, min(embedded) FROM measures "
        "WHERE measures.rowid IN (SELECT row FROM changed) "
        "AND NOT EXISTS (SELECT 1 FROM vectors WHERE key = measures.vector) "
        "GROUP BY vector ORDER BY min(measures.rowid)"
    ).fetchall()
    for start in range(0, len(missing), 1024):
        batch = missing[start : start + 1024]
        rows = encode([text for _, text in batch])
        connection.executemany(
            "INSERT INTO vectors VALUES (?, ?)",
            [(key, row.astype("<f4").tobytes()) for (key, _), row in zip(batch, rows, strict=True)],
        )
    connection.execute(
        "DELETE FROM vectors WHERE key IN (SELECT key FROM loose) "
        "AND NOT EXISTS (SELECT 1 FROM measures WHERE measures.vector = vectors.key)"
    )
    connection.execute("DELETE FROM loose")


def write_vectors(
    connection: sqlite3.Connection, path: Path, dimension: int, last: tuple[Path, Stamp] | None
) -> Stamp:
    """Write the vectors of all units into a file, with what did not change since the `last` one."""
    import numpy as np

    ids = _integers(connection.execute("SELECT rowid FROM measures ORDER BY rowid"))
    changed = _integers(connection.execute("SELECT row FROM changed"))

    def read(some: NDArray[np.int64]) -> NDArray[np.float32]:
        found = connection.execute(
            "SELECT vectors.vector FROM measures "
            "JOIN vectors ON vectors.key = measures.vector "
            "WHERE measures.rowid IN (SELECT value FROM json_each(?)) ORDER BY measures.rowid",
            (json.dumps(some.tolist()),),
        )
        blobs = [blob for (blob,) in found]
        if {4 * dimension} != set(map(len, blobs)) or len(blobs) != len(some):
            raise sqlite3.DatabaseError("vectors are missing or cut short")
        return np.frombuffer(b"".join(blobs), "<f4").reshape(len(some), dimension)

    return write_rows(path, Rows(ids, dimension, read), Before(*last, changed) if last else None)


def _integers(cursor: sqlite3.Cursor) -> NDArray[np.int64]:
    import numpy as np

    return np.fromiter((value for (value,) in cursor), np.int64)
