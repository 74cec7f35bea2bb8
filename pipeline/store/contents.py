"""What an index holds, whenever and wherever it was built: hashes that leave out times and places.

The hash of a document's content is over what answers show or hang on: its units in reading order,
without the ids that they were given, the facts of the plan and its acronyms. Two indexes of the
same collection hash answer alike.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

_PARTS = (
    "SELECT facts FROM documents WHERE rowid = ?",
    "SELECT * FROM measures WHERE document = ? ORDER BY position",
    "SELECT short, long FROM acronyms WHERE document = ? ORDER BY short, long",
)
# What hangs on the order in which documents came, or on what they said before.
_UNTOLD = frozenset({"rowid", "id", "document"})


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A document: the SHA-256 of its file, empty where it has none, and that of its content."""

    document: str
    digest: str
    content: str


def set_content(connection: sqlite3.Connection, document: int) -> None:
    """Store with the document of a row the SHA-256, in hexadecimal, of its content."""
    whole = sha256()
    for part in _PARTS:
        found = connection.execute(part, (document,))
        told = [n for n, column in enumerate(found.description) if column[0] not in _UNTOLD]
        for row in found:
            whole.update(repr([row[n] for n in told]).encode("utf-8", "surrogatepass"))
        whole.update(b"\x1e")
    connection.execute(
        "UPDATE documents SET content = ? WHERE rowid = ?", (whole.hexdigest(), document)
    )


def fingerprints(connection: sqlite3.Connection) -> list[Fingerprint]:
    """The documents, by name."""
    found = connection.execute("SELECT document, digest, content FROM documents ORDER BY document")
    return [Fingerprint(*row) for row in found]


def fingerprints_of(told: Sequence[Mapping[str, object]]) -> list[Fingerprint]:
    """The documents of a snapshot. Raises KeyError or TypeError for junk."""
    names = ("document", "digest", "content")
    if not all(isinstance(one[name], str) for one in told for name in names):
        raise TypeError("a fingerprint that is no text")
    return [Fingerprint(*(str(one[name]) for name in names)) for one in told]


def collection_hash(
    documents: Sequence[Fingerprint],
    encoder: Mapping[str, object],
    words: str,
    schema: str,
    text: str,
) -> str:
    """The SHA-256, in hexadecimal, of a collection as it is indexed.

    `encoder` has the fields of EncoderIdentity; its name and that in `words`, which end in a
    revision, stay out: they may be a path.
    """
    told = {
        "documents": sorted([one.document, one.digest, one.content] for one in documents),
        "encoder": {name: encoder[name] for name in ("revision", "dimension", "prompts")},
        "words": revision_of(words),
        "schema": schema,
        "text": text,
    }
    return canonical_hash(told)


def revision_of(words: str) -> str:
    """The revision of what made the vectors of words, of its name and revision; empty for none."""
    return words.rpartition(" ")[2]


def canonical_hash(told: object) -> str:
    """The SHA-256, in hexadecimal, of a value of JSON, however it is laid out."""
    line = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return sha256(line.encode()).hexdigest()
