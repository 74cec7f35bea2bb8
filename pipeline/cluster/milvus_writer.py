"""Writing an index in Milvus: the commits of pipeline/store/writer.py, upserted by document.

The documents of a commit are put into tables in memory as the folder puts them into its own, beside
what the index holds of them: so ids are kept, and words counted, by the same code. What came out
new goes to Milvus; what it replaces is dead from the next generation on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pipeline.cluster.milvus_claim import Claim
from pipeline.cluster.milvus_client import Client, batches, one_of
from pipeline.cluster.milvus_counts import put_counts, put_words
from pipeline.cluster.milvus_rows import (
    document_row,
    document_rows,
    measure_from,
    run_row,
    unit_rows,
    units_of,
)
from pipeline.cluster.milvus_staging import Change, Staging
from pipeline.cluster.milvus_state import State, found_build
from pipeline.cluster.milvus_target import Target, clean, drop_others, new_build
from pipeline.cluster.opening import Address
from pipeline.errors import EncoderError, IndexUnavailableError
from pipeline.messages import as_json
from pipeline.models import Measure
from pipeline.store import EncoderIdentity, Entry, Known, Run, Words
from pipeline.store.contents import Fingerprint, collection_hash
from pipeline.store.encoded import encode_missing
from pipeline.store.schema import SCHEMA
from pipeline.text import VERSION as TEXT_VERSION

if TYPE_CHECKING:
    from pipeline.store.words import Encode


class MilvusWriter:
    """The one writer of a collection, from `with` to its end; as pipeline.store.writer.Writer.

    Raises IndexUnavailableError when another writer is at work, or the collection is of another
    version and `rebuild` is not asked for; EncoderError when it has vectors of another encoder.
    """

    def __init__(self, address: Address, encoder: EncoderIdentity, rebuild: bool = False) -> None:
        self.index = address.base
        self._address = address
        self._encoder = encoder
        self._changes: list[Change] = []
        self._run: int | None = None
        self._client = Client(address, make=True)
        try:
            self._claim = Claim(self._client)
            try:
                self._open(rebuild)
            except BaseException:
                self._claim.close()
                raise
        except BaseException:
            self._client.close()
            raise

    def _open(self, rebuild: bool) -> None:
        self._state: State | None = None
        self._replaced: State | None = None
        self._known = self._client.target(self._address.collection) is not None
        self._rebuilding = rebuild and self._known
        build = found_build(self._client) if self._known else None
        drop_others(self._client, build)
        if build and not rebuild:
            self._state = self._cleaned(State.read(self._client, build))
            self._check_encoder(self._state)
        elif build:
            with suppress(IndexUnavailableError):
                self._replaced = State.read(self._client, build)
        self._build = build if self._state else None

    def _check_encoder(self, state: State) -> None:
        built = EncoderIdentity.from_json(state.meta["encoder"])
        if built.to_json() != self._encoder.to_json():
            raise EncoderError(
                "{index} was built with encoder {built} ({revision}), and a collection holds the "
                "vectors of one; run `mesures ingest --rebuild --encoder {encoder}`",
                index=self._address,
                built=built.name,
                revision=built.revision,
                encoder=self._encoder.name,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let others write; what was not committed is dropped by the next writer."""
        try:
            with suppress(IndexUnavailableError):
                self._claim.close()
        finally:
            self._client.close()

    def known(self) -> dict[str, Known]:
        """What is indexed, by document."""
        documents = self._state.documents if self._state else {}
        return {name: one.known for name, one in documents.items()}

    def units(self, document: str) -> list[Measure]:
        """The committed units of a document, in reading order."""
        stored = self._state.documents.get(document) if self._state else None
        if self._state is None or stored is None:
            return []
        found = list(units_of(self._state, f"document == {stored.row}", ("position", "stored")))
        found.sort(key=lambda unit: unit["position"])
        return [measure_from(unit["stored"], document) for unit in found]

    @property
    def pending(self) -> int:
        """How many changes wait for the next commit."""
        return len(self._changes)

    @property
    def unfinished(self) -> bool:
        """Whether a rebuild has commits that are not in the place of the old index yet."""
        return self._rebuilding and self._state is not None

    @property
    def whole(self) -> bool:
        """Whether the index has the vectors of this writer's encoder: one that is open has."""
        return self._state is not None and not self._rebuilding

    def put(self, entry: Entry) -> None:
        """Store a document with the next commit, in place of the one of the same id."""
        self._changes.append(Change(entry.plan.document, entry))

    def move(self, old: str, new: str, origin: str) -> None:
        """With the next commit, call a document by a new name, with its file at `origin`."""
        self._changes.append(Change(old, now=new, origin=origin))

    def remove(self, document: str) -> None:
        """With the next commit, take a document out."""
        self._changes.append(Change(document))

    def commit(
        self, encode: Encode, run: Run | None = None, last: bool = True, words: Words | None = None
    ) -> None:
        """Make everything put so far the index, in one step.

        A rebuilt index takes the place of the old one with the `last` commit only.
        """
        self._claim.renew()
        if self._state:
            self._state = self._cleaned(self._state)
        if self._build is None:
            self._build = new_build(self._client, self._encoder.dimension)
        before = self._state or self._replaced
        target = Target(self._client, self._build, before.generation + 1 if before else 1)
        with closing(self._staged()) as staging:
            encode_missing(staging.connection, encode)
            self._put(target, staging, run, words)
        self._state = State.read(self._client, self._build)
        self._changes.clear()
        if not self._known or (self._rebuilding and last):
            self._client.point(self._address.collection, self._build.units, self._known)
            self._known, self._rebuilding = True, False

    def _cleaned(self, state: State) -> State:
        clean(self._client, state)
        return State.read(self._client, state.build)

    def _staged(self) -> Staging:
        """The changes made in tables, with no id that a document beside them has."""
        taken: set[str] = set()
        asked: set[str] = set()
        while True:
            staging = Staging(self._state, self._changes, taken.__contains__)
            new = staging.given - asked
            found = self._elsewhere(new, [stored.row for stored in staging.before])
            if not found:
                return staging
            staging.close()
            asked |= new
            taken |= found

    def _elsewhere(self, ids: set[str], but: Sequence[int]) -> set[str]:
        """Those of `ids` that documents have beside the rows `but`."""
        if self._state is None:
            return set()
        found: set[str] = set()
        for part in batches(sorted(ids)):
            for unit in self._state.units(one_of("id", part), ("id", "document")):
                if unit["document"] not in but:
                    found.add(unit["id"])
        return found

    def _put(self, target: Target, staging: Staging, run: Run | None, words: Words | None) -> None:
        state, born = self._state, target.generation
        counted, units, tokens = staging.counted()
        if state:
            units, tokens = units + state.number("units"), tokens + state.number("tokens")
        average = float(state.meta["average"]) if state else max(1.0, tokens / max(1, units))
        for row in staging.new:
            target.put(unit_rows(staging.connection, row, born, average))
            target.keep(document_rows(staging.connection, row, born))
        doomed = []
        for row in staging.moved:
            name, origin = staging.connection.execute(
                "SELECT document, origin FROM documents WHERE rowid = ?", (row,)
            ).fetchone()
            assert state
            doomed.append(state.by_row[row].pk)
            said = dict(state.by_row[row].said) | {"document": name, "origin": origin}
            target.keep(document_row(row, said, born))
        doomed += put_counts(target, state, counted)
        doomed += put_words(target, state, staging.words(), words)
        following = self._record(target, run)
        target.doom(doomed)
        document, unit = staging.next
        meta = {
            "encoder": self._encoder.to_json(),
            "words": words.name if words else state.meta["words"] if state else "",
            "units": str(units),
            "tokens": str(tokens),
            "average": repr(average),
            "next_document": str(document),
            "next_unit": str(unit),
            "next_run": str(following),
        }
        meta["collection"] = self._collection(staging, meta["words"])
        target.commit(meta, staging.gone, state)

    def _collection(self, staging: Staging, words: str) -> str:
        """The hash of what is indexed after the commit, as a folder has it."""
        touched = {stored.row for stored in staging.before}
        documents = self._state.by_row.values() if self._state else ()
        kept = [one.fingerprint for one in documents if one.row not in touched]
        found = staging.connection.execute(
            "SELECT document, digest, content FROM documents WHERE document != char(0)"
        )
        prints = kept + [Fingerprint(*row) for row in found]
        encoder = json.loads(self._encoder.to_json())
        return collection_hash(prints, encoder, words, SCHEMA, TEXT_VERSION)

    def _record(self, target: Target, run: Run | None) -> int:
        """Put the record of a run; the number of the next one."""
        state = self._state
        following = state.number("next_run") if state else 1
        if self._replaced and not state:  # a rebuild forgets no run
            rows = list(self._replaced.kept('kind == "run"', ("number", "born", "value")))
            values = self._replaced.whole([row["value"] for row in rows])
            for row, value in zip(rows, values, strict=True):
                target.keep(run_row(row["number"], row["born"], value))
            following = self._replaced.number("next_run")
        if run is None:
            return following
        if self._run is None:
            self._run, following = following, following + 1
        target.keep(run_row(self._run, target.generation, _told(run)))
        return following

    def record(self, run: Run, moved: Mapping[str, str] | None = None) -> None:
        """Record a run that changed nothing but, by document, where some files lie."""
        state = self._state
        if state is None:
            return
        kept = state.build.kept
        for document, origin in (moved or {}).items():
            stored = state.documents[document]
            said = dict(stored.said) | {"origin": origin}
            self._client.insert(kept, document_row(stored.row, said, stored.born), replace=True)
        number = self._run or 1 + max(
            (row["number"] for row in state.kept('kind == "run"', ("number",))), default=0
        )
        self._run = number
        rows = run_row(number, state.generation, _told(run))
        self._client.insert(kept, rows, replace=True)
        self._state = State.read(self._client, state.build)


def _told(run: Run) -> str:
    seconds = round(time.perf_counter() - run.begun, 3)
    failed = {document: as_json(why) for document, why in run.failed.items()}
    told = [run.started, seconds, dict(run.counts), failed, run.finished]
    return json.dumps(told, ensure_ascii=False)
