"""Seals: one hash a document over all that is stored of it, to see later that it is still that."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from hashlib import sha256

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


def rows_hash(rows: Sequence[tuple[int, bytes]]) -> str:
    """The SHA-256 of vectors by row of their unit, however a file of them is laid out."""
    whole = sha256()
    for row, vector in rows:
        whole.update(f"{row}:{len(vector)}:".encode())
        whole.update(vector)
    return whole.hexdigest()
