"""Reading an index in Milvus: one commit at a time, by the protocol of pipeline/store."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pipeline.cluster.milvus_admitted import admitted
from pipeline.cluster.milvus_catalogue import MilvusCatalogue
from pipeline.cluster.milvus_client import Client, one_of
from pipeline.cluster.milvus_lexicon import MilvusLexicon
from pipeline.cluster.milvus_near import COMPARED, near
from pipeline.cluster.milvus_rows import measure_from, units_of
from pipeline.cluster.milvus_seen import Seen
from pipeline.cluster.milvus_state import State, Stored, found_build
from pipeline.cluster.milvus_vectors import MilvusVectors
from pipeline.cluster.opening import Address
from pipeline.messages import from_json
from pipeline.models import Filters, Measure, UnitKind
from pipeline.store import DocumentRow, EncoderIdentity, Known, RunRow
from pipeline.store.contents import Fingerprint
from pipeline.store.filters import admits, passes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_STREAMED = 2_000  # units that are fetched together, but for those of one document


class MilvusReader:
    """An index opened for reading; as pipeline.store.reader.Reader."""

    def __init__(self, address: Address) -> None:
        self.index = Path(str(address.path))
        self._client = Client(address)
        self._within = False
        self._state: State | None = None
        try:
            self._look()
        except BaseException:
            self._client.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def _look(self) -> None:
        """See the last commit; what is known of the one before is forgotten if it is another."""
        build = found_build(self._client, self._state.build if self._state else None)
        state = State.read(self._client, build)
        if self._state and self._state.meta["rows_hash"] == state.meta["rows_hash"]:
            return
        self._state = state
        self._seen = Seen(self._client, state)
        self._lexicon = MilvusLexicon(self._seen)
        self._catalogue = MilvusCatalogue(self._seen)
        self._vectors = MilvusVectors(self._seen, self.encoder.dimension)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within the block every method sees one and the same commit.

        Raises IndexUnavailableError at its end where rows of the commit were taken out meanwhile:
        earliest 30 seconds after another one took its place.
        """
        self._look()
        assert self._state
        self._within = True
        try:
            yield
        except Exception as error:
            self._state.check_whole(error)
            raise
        else:
            self._state.check_whole()
        finally:
            self._within = False

    @property
    def _now(self) -> State:
        if not self._within:
            self._look()
        assert self._state
        return self._state

    @property
    def meta(self) -> Mapping[str, str]:
        """What the index says of itself."""
        assert self._state
        return self._state.meta

    @property
    def lexicon(self) -> MilvusLexicon:
        """Its words."""
        return self._lexicon

    @property
    def catalogue(self) -> MilvusCatalogue:
        """Its units and documents."""
        return self._catalogue

    @property
    def encoder(self) -> EncoderIdentity:
        """The encoder that its vectors were made with."""
        return EncoderIdentity.from_json(self.meta["encoder"])

    @property
    def generation(self) -> int:
        """The number of the last commit."""
        return int(self.meta["generation"])

    @property
    def collection(self) -> str:
        """The hash of what is indexed: equal where answers are."""
        return self.meta["collection"]

    def fingerprints(self) -> list[Fingerprint]:
        """What each document is and holds, by name."""
        return [one.fingerprint for one in self._now.documents.values()]

    def wordings(self) -> dict[str, list[str]]:
        """By document, the first 8 digits of the vector keys of its units that are no passages."""
        state = self._now
        found: dict[str, list[str]] = {}
        expression = f'kind != "{UnitKind.PASSAGE.value}"'
        for unit in units_of(state, expression, ("stored",)):
            document = state.by_row[unit["document"]].document
            found.setdefault(document, []).append(json.loads(unit["stored"])[-1][:8])
        return found

    def vectors(self) -> MilvusVectors:
        """The vectors of all units."""
        return self._vectors

    def lexical(
        self, terms: Sequence[str], limit: int, among: Sequence[int] | None = None
    ) -> dict[int, float]:
        """BM25 of the measures that hold at least one of `terms`, by row, best first."""
        self._now  # noqa: B018 - the lexicon is that of the commit now
        return self._lexicon.best(terms, limit, among) if terms else {}

    def frequencies(self, terms: Sequence[str]) -> tuple[dict[str, int], int]:
        """How many units hold each of `terms`, and how many there are."""
        self._now  # noqa: B018
        return self._lexicon.frequencies(terms)

    def admitted(self, filters: Filters) -> Sequence[int] | None:
        """The rows that pass `filters`, ascending; None when they admit all."""
        return admitted(self._now, filters)

    def titles(self, documents: Collection[str]) -> dict[str, str]:
        """The titles of these documents, as `DocumentRow.title`."""
        known = self._now.documents
        return {name: known[name].described.title for name in documents if name in known}

    def measures(self, rows: Sequence[int]) -> dict[int, Measure]:
        """The measures of these rows."""
        return {
            unit["row"]: measure
            for part in _parts(rows)
            for unit, measure in self._measured(one_of("row", part))
        }

    def _measured(self, expression: str) -> Iterator[tuple[dict[str, int], Measure]]:
        state = self._now
        for unit in units_of(state, expression, ("position", "stored")):
            yield unit, measure_from(unit["stored"], state.by_row[unit["document"]].document)

    def kinds(self, rows: Sequence[int]) -> dict[int, UnitKind]:
        """The kinds of the units in these rows, by document and place, whichever came first."""
        state = self._now
        heads = self._seen.heads(rows)

        def place(row: int) -> tuple[str, int]:
            return state.by_row[heads[row].document].document, heads[row].position

        return {row: UnitKind(heads[row].kind) for row in sorted(heads, key=place)}

    def with_id(self, prefix: str) -> list[Measure]:
        """The measures whose id begins with `prefix` (at least 8 hex digits), at most 10."""
        if not re.fullmatch("[0-9a-f]{8,}", prefix):
            return []
        found = self._measured(f'id >= "{prefix}" and id < "{prefix}g"')
        return sorted((measure for _, measure in found), key=lambda measure: measure.id)[:10]

    def units(self, document: str) -> list[Measure]:
        """All units of a document, in reading order."""
        stored = self._now.documents.get(document)
        if stored is None:
            return []
        found = list(self._measured(f"document == {stored.row}"))
        return [measure for _, measure in sorted(found, key=lambda pair: pair[0]["position"])]

    def streamed(self) -> Iterator[tuple[int, Measure]]:
        """All units but passages with their rows, by document and in reading order, in parts."""
        state = self._now
        waiting: list[Stored] = []
        size = 0
        for stored in state.documents.values():
            waiting.append(stored)
            size += sum(stored.described.counts.values())
            if size >= _STREAMED or len(waiting) >= _STREAMED:
                yield from self._in_order(waiting)
                waiting, size = [], 0
        yield from self._in_order(waiting)

    def _in_order(self, documents: Sequence[Stored]) -> Iterator[tuple[int, Measure]]:
        order = {stored.row: place for place, stored in enumerate(documents)}
        expression = f"{one_of('document', order)} and {COMPARED}"
        found = list(self._measured(expression))
        found.sort(key=lambda pair: (order[pair[0]["document"]], pair[0]["position"]))
        for unit, measure in found:
            yield unit["row"], measure

    def near(self, rows: Sequence[int], least: float) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """For each of `rows`, by its place there, all rows whose vectors have at least that inner
        product with its own; passages and itself left out. It may come in parts."""
        return near(self._client, self._now, rows, least)

    def rows_of(self, document: str) -> list[int]:
        """The rows of all units of a document, in reading order."""
        state = self._now
        stored = state.documents.get(document)
        if stored is None:
            return []
        found = state.units(f"document == {stored.row}", ("position",))
        return [unit["row"] for unit in sorted(found, key=lambda unit: unit["position"])]

    def documents(self) -> list[DocumentRow]:
        """The documents of the index, by id."""
        return [one.described for one in self._now.documents.values()]

    def selected(self, filters: Filters) -> Iterator[tuple[str, Measure]]:
        """The units that pass `filters`, each with the title of its plan, a document at a time."""
        for row in self.documents():
            if passes(row.document, row.facts, filters):
                for unit in self.units(row.document):
                    if admits(unit, filters):
                        yield row.title, unit

    def last_run(self) -> RunRow | None:
        """The last run of ingest that was committed."""
        return next(iter(self.runs(1)), None)

    def runs(self, limit: int) -> list[RunRow]:
        """The last runs of ingest, the latest first."""
        latest: dict[int, tuple[int, str]] = {}
        state = self._now
        for row in state.kept('kind == "run"', ("number", "born", "value")):
            told = (row["born"], row["value"])
            latest[row["number"]] = max(told, latest.get(row["number"], told))
        last = sorted(latest, reverse=True)[:limit]
        values = state.whole([latest[number][1] for number in last])
        return [_run(*json.loads(value)) for value in values]

    def known(self) -> dict[str, Known]:
        """What tells of each document whether it changed."""
        return {name: one.known for name, one in self._now.documents.items()}


def _run(
    started: str, seconds: float, counts: dict[str, int], failed: dict[str, object], finished: bool
) -> RunRow:
    reasons = {document: from_json(why) for document, why in failed.items()}
    return RunRow(started, seconds, counts, reasons, finished)


def _parts(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    named = [int(row) for row in rows]
    for start in range(0, len(named), 2_000):
        yield named[start : start + 2_000]
