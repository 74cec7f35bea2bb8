"""The units and documents of an index in Milvus: lists, counts, documents as read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from pipeline.cluster.milvus_client import batches, one_of
from pipeline.cluster.milvus_rows import texts_of
from pipeline.cluster.milvus_seen import Seen
from pipeline.models import Plan, UnitKind
from pipeline.store import Origin, Tally
from pipeline.store.catalogue import block_of, page_of


class MilvusCatalogue:
    """The units and documents of one commit; as pipeline.store.catalogue.Catalogue."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._state = seen.state

    def listed(
        self, rows: Sequence[int], limit: int, after: tuple[str, int] = ("", -1)
    ) -> list[tuple[int, tuple[str, int]]]:
        """The first of `rows` after a place, by document and position, each with its place."""
        places = (
            (self._state.by_row[head.document].document, head.position, row)
            for row, head in self._seen.heads(rows).items()
        )
        ordered = sorted(place for place in places if place[:2] > after)
        return [(row, (document, position)) for document, position, row in ordered[:limit]]

    def tally(self, rows: Sequence[int]) -> Tally:
        """What these rows have in common."""
        heads = self._seen.heads(rows).values()
        documents = Counter(self._state.by_row[head.document].document for head in heads)
        kinds = Counter(head.kind for head in heads)
        leads = Counter(head.lead for head in heads if head.lead)
        return Tally(
            dict(_ordered(documents)),
            {UnitKind(kind): count for kind, count in _ordered(kinds)},
            dict(_ordered(leads)),
        )

    def row_of(self, id_: str) -> int | None:
        """The row of the unit of this whole id."""
        return next(iter(self.rows_of([id_])), None)

    def rows_of(self, ids: Sequence[str], document: str = "") -> list[int]:
        """The rows of units by their ids, in the order of these; of one document, if named."""
        stored = self._state.documents.get(document)
        rows: dict[str, int] = {}
        for part in batches(ids):
            for unit in self._state.units(one_of("id", part), ("id", "document")):
                if not document or (stored and stored.row == unit["document"]):
                    rows[unit["id"]] = unit["row"]
        return [rows[id_] for id_ in ids if id_ in rows]

    def beside(self, row: int) -> tuple[int | None, int | None]:
        """The rows of the units before and after one in its document, passages left out."""
        head = self._seen.heads([row]).get(row)
        if head is None:
            return None, None
        expression = f'document == {head.document} and kind != "{UnitKind.PASSAGE.value}"'
        found = self._state.units(expression, ("position",))
        places = sorted((unit["position"], unit["row"]) for unit in found)
        before = [other for position, other in places if position < head.position]
        after = [other for position, other in places if position > head.position]
        return (before[-1] if before else None, after[0] if after else None)

    def origin(self, document: str) -> Origin | None:
        """Where a document was read from; None where there is no such document."""
        stored = self._state.documents.get(document)
        return Origin(stored.said["digest"], stored.said["origin"]) if stored else None

    def plan(self, document: str) -> Plan | None:
        """A document as it was read: text, pages and blocks, without their looks and cells."""
        stored = self._state.documents.get(document)
        if stored is None:
            return None
        ((text, pages, blocks),) = texts_of(self._state, [stored])
        return Plan(
            document,
            text,
            tuple(page_of(*values) for values in json.loads(pages)),
            tuple(block_of(*values) for _, *values in blocks),
            stored.facts,
        )


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
