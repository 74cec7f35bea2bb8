"""Seals: one hash a document over all that is stored of it, to see later that it is still that."""

from __future__ import annotations

import sqlite3
from hashlib import sha256

from pipeline.store.schema import CHUNK

_PARTS = (
    "SELECT * FROM documents WHERE rowid = ?",
    "SELECT * FROM blocks WHERE document = ? ORDER BY position",
    "SELECT * FROM measures WHERE document = ? ORDER BY position, rowid",
)
# The name of a document and the place of its file stay out: a move changes nothing else.
_UNSEALED = frozenset({"origin", "sealed"})


def seal(connection: sqlite3.Connection, document: int) -> str:
    """The SHA-256, in hexadecimal, of what the tables hold of the document of a row."""
    whole = sha256()
    for number, part in enumerate(_PARTS):
        found = connection.execute(part, (document,))
        unsealed = _UNSEALED | ({"document"} if number == 0 else set())
        sealed = [n for n, column in enumerate(found.description) if column[0] not in unsealed]
        for row in found:
            line = repr([row[n] for n in sealed])
            whole.update(line.encode("utf-8", "surrogatepass"))
        whole.update(b"\x1e")
    return whole.hexdigest()


def set_seal(connection: sqlite3.Connection, document: int) -> None:
    """Seal the document of a row as it is now."""
    connection.execute(
        "UPDATE documents SET sealed = ? WHERE rowid = ?", (seal(connection, document), document)
    )


def rows_hash(connection: sqlite3.Connection, anew: bool = False) -> str:
    """The SHA-256 of all vectors by row of their unit, however a file of them is laid out.

    It is made of the hashes of chunks of rows. Those of a large index are kept, and taken for
    granted here unless they are to be made `anew`.
    """
    kept = {} if anew else dict(connection.execute("SELECT chunk, hash FROM chunks"))
    (last,) = connection.execute("SELECT coalesce(max(rowid), 0) FROM measures").fetchone()
    parts = (kept.get(n) or chunk_hash(connection, n) for n in range(last // CHUNK + 1))
    return sha256("".join(parts).encode()).hexdigest()


def chunk_hash(connection: sqlite3.Connection, chunk: int) -> str:
    """The SHA-256 of the vectors of a chunk of rows, in hexadecimal."""
    whole = sha256()
    for row, vector in connection.execute(
        "SELECT measures.rowid, vectors.vector FROM measures "
        "JOIN vectors ON vectors.key = measures.vector "
        "WHERE measures.rowid BETWEEN ? AND ? ORDER BY measures.rowid",
        (chunk * CHUNK, (chunk + 1) * CHUNK - 1),
    ):
        whole.update(f"{row}:{len(vector)}:".encode())
        whole.update(vector)
    return whole.hexdigest()
