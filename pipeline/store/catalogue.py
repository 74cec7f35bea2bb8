"""The index as a catalogue: lists of units, what they have in common, and documents as read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.models import Block, BlockKind, Box, Page, Plan, Role, Span, UnitKind
from pipeline.store.schema import facts_of

_OF = "SELECT value FROM json_each(?)"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many units of a list there are by document, kind and lead, the most frequent first."""

    documents: Mapping[str, int]
    kinds: Mapping[UnitKind, int]
    leads: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many units there are."""
        return sum(self.documents.values())


@dataclass(frozen=True, slots=True)
class Origin:
    """The file of a document: its SHA-256 when it was read, its place as seen from the index.

    Both are empty for a document that is known from a file of measures only.
    """

    digest: str
    place: str


class Catalogue:
    """The units and documents of the index, by `read`: a statement and its values to rows."""

    def __init__(self, read: Callable[..., list[tuple[Any, ...]]]) -> None:
        self._read = read

    def listed(
        self, rows: Sequence[int], limit: int, after: tuple[str, int] = ("", -1)
    ) -> list[tuple[int, tuple[str, int]]]:
        """The first of `rows` after a place, by document and position in it, each with its place.

        A place is a document's id and a position; the empty one comes before all.
        """
        found = self._read(
            "SELECT measures.rowid, documents.document, position FROM measures "
            "JOIN documents ON documents.rowid = measures.document "
            f"WHERE measures.rowid IN ({_OF}) AND (documents.document, position) > (?, ?) "
            "ORDER BY documents.document, position LIMIT ?",
            (json.dumps(list(rows)), *after, limit),
        )
        return [(row, (document, position)) for row, document, position in found]

    def tally(self, rows: Sequence[int]) -> Tally:
        """What these rows have in common."""
        wanted = (json.dumps(list(rows)),)
        documents = self._read(
            "SELECT documents.document, count(*) FROM measures "
            "JOIN documents ON documents.rowid = measures.document "
            f"WHERE measures.rowid IN ({_OF}) GROUP BY documents.rowid "
            "ORDER BY count(*) DESC, documents.document",
            wanted,
        )
        kinds = self._read(
            f"SELECT kind, count(*) FROM measures WHERE rowid IN ({_OF}) "
            "GROUP BY kind ORDER BY count(*) DESC, kind",
            wanted,
        )
        leads = self._read(
            f"SELECT lead, count(*) FROM measures WHERE rowid IN ({_OF}) AND lead IS NOT NULL "
            "GROUP BY lead ORDER BY count(*) DESC, lead",
            wanted,
        )
        return Tally(dict(documents), {UnitKind(k): n for k, n in kinds}, dict(leads))

    def row_of(self, id_: str) -> int | None:
        """The row of the unit of this whole id."""
        found = self._read("SELECT rowid FROM measures WHERE id = ?", (id_,))
        return int(found[0][0]) if found else None

    def rows_of(self, ids: Sequence[str], document: str = "") -> list[int]:
        """The rows of units by their ids, in the order of these; of one document, if named."""
        found = self._read(
            "SELECT measures.id, measures.rowid FROM measures "
            "JOIN documents ON documents.rowid = measures.document "
            f"WHERE measures.id IN ({_OF}) AND (? = '' OR documents.document = ?)",
            (json.dumps(list(ids)), document, document),
        )
        rows = dict(found)
        return [rows[id_] for id_ in ids if id_ in rows]

    def beside(self, row: int) -> tuple[int | None, int | None]:
        """The rows of the units before and after one in its document, passages left out."""
        around = (
            "SELECT other.rowid FROM measures AS one JOIN measures AS other "
            "ON other.document = one.document AND other.position {} one.position "
            "WHERE one.rowid = ? AND other.kind != 'passage' ORDER BY other.position {} LIMIT 1"
        )
        before = self._read(around.format("<", "DESC"), (row,))
        after = self._read(around.format(">", "ASC"), (row,))
        return (before[0][0] if before else None, after[0][0] if after else None)

    def origin(self, document: str) -> Origin | None:
        """Where a document was read from; None where there is no such document."""
        found = self._read("SELECT digest, origin FROM documents WHERE document = ?", (document,))
        return Origin(*found[0]) if found else None

    def plan(self, document: str) -> Plan | None:
        """A document as it was read: text, pages and blocks, without their looks and cells."""
        found = self._read(
            "SELECT rowid, text, pages, facts FROM documents WHERE document = ?", (document,)
        )
        if not found:
            return None
        row, text, pages, facts = found[0]
        blocks = self._read(
            "SELECT kind, role, page, x0, top, x1, bottom, start, end FROM blocks "
            "WHERE document = ? ORDER BY position",
            (row,),
        )
        return Plan(
            document,
            text,
            tuple(page_of(*values) for values in json.loads(pages)),
            tuple(block_of(*values) for values in blocks),
            facts_of(facts),
        )


def page_of(
    number: int, width: float, height: float, start: int, end: int, confidence: float | None
) -> Page:
    """A page of its row."""
    return Page(number, width, height, Span(start, end), confidence)


def block_of(
    kind: str,
    role: str,
    page: int | None,
    x0: float | None,
    top: float | None,
    x1: float | None,
    bottom: float | None,
    start: int,
    end: int,
) -> Block:
    """A block of its row."""
    box = None
    if x0 is not None and top is not None and x1 is not None and bottom is not None:
        box = Box(x0, top, x1, bottom)
    return Block(Span(start, end), BlockKind(kind), page, box, role=Role(role))
