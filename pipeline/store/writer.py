"""Writing an index: batches of documents, each batch one commit that readers see whole or not."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pipeline.errors import IndexUnavailableError, UsageError
from pipeline.models import Facts, Measure, Plan
from pipeline.store.identity import with_ids
from pipeline.store.schema import (
    DATABASE,
    MEASURE_COLUMNS,
    SCHEMA,
    TABLES,
    EncoderIdentity,
    check_versions,
    facts_json,
    listed,
    measure_of,
    read_meta,
    vectors_path,
)
from pipeline.text import VERSION as TEXT_VERSION
from pipeline.text import analyse
from pipeline.vectors import Stamp, intact, write

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LOCK = "writer.lock"
_BUSY_SECONDS = 60.0  # readers hold the database for milliseconds, but a disk may be slow


@dataclass(frozen=True, slots=True)
class Entry:
    """A document ready to be stored.

    `declared` is what plans.toml said of it, kept apart from `plan.facts` to see that it changed;
    `embedded` holds, for each measure, the text that its vector is made of.
    """

    plan: Plan
    measures: Sequence[Measure]
    embedded: Sequence[str]
    digest: str
    versions: str
    declared: Facts
    when: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run of ingest, to be recorded with its last commit; `begun` is by `perf_counter`."""

    started: str
    begun: float
    counts: Mapping[str, int]
    failed: Mapping[str, str] = field(default_factory=dict)


class Writer:
    """The one writer of an index folder, from `with` to its end.

    Raises IndexUnavailableError when another writer is at work, or when the database is of another
    version or damaged and `rebuild` is not asked for.
    """

    def __init__(self, index: Path, encoder: EncoderIdentity, rebuild: bool = False) -> None:
        self.index = index
        self._path = index / DATABASE
        self._encoder = encoder
        self._pending: list[Entry] = []
        try:
            index.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{index} cannot be made ({error.strerror})") from error
        self._lock = self._take_lock()
        try:
            self._connection = self._open(rebuild)
        except BaseException:
            self._lock.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the index free; what was not committed is dropped."""
        self._connection.close()
        self._lock.close()

    def _take_lock(self) -> sqlite3.Connection:
        """Lock the folder by a transaction on a file of its own.

        SQLite's locks work on every system and end with the process that holds them, and this one
        can be held for hours without any reader waiting.
        """
        lock = sqlite3.connect(self.index / LOCK, isolation_level=None, timeout=0)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            lock.close()
            if "locked" in str(error):
                message = "is being written by another `mesures ingest`; wait until it is done"
            else:
                message = f"cannot be written ({error})"
            raise IndexUnavailableError(f"{self.index} {message}") from error
        return lock

    def _open(self, rebuild: bool) -> sqlite3.Connection:
        try:
            return self._prepared(rebuild)
        except sqlite3.DatabaseError as error:
            if rebuild and not isinstance(error, sqlite3.OperationalError):
                self._path.unlink()  # no database at all, and asked to be built anew
                return self._prepared(rebuild)
            raise IndexUnavailableError(
                f"{self._path} cannot be used ({error}); run `mesures ingest --rebuild`"
            ) from error

    def _prepared(self, rebuild: bool) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=_BUSY_SECONDS)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # A transaction that outgrows the page cache would lock readers out until its end.
            connection.execute("PRAGMA cache_spill = OFF")
            meta = read_meta(connection)
            if meta and not rebuild:
                check_versions(meta, self._path)
            self._fresh = rebuild or not meta
            self._generation = int(meta.get("generation", 0))
        except BaseException:
            connection.close()
            raise
        return connection

    def known(self) -> dict[str, tuple[str, str, Facts]]:
        """What is indexed, by document: content digest, versions, and the facts declared of it."""
        if self._fresh:
            return {}
        rows = self._connection.execute(
            "SELECT document, digest, versions, declared FROM documents"
        )
        return {
            document: (digest, versions, Facts(**json.loads(declared)))
            for document, digest, versions, declared in rows
        }

    @property
    def whole(self) -> bool:
        """Whether the index has the vectors of this writer's encoder, in an undamaged file."""
        meta = {} if self._fresh else read_meta(self._connection)
        if meta.get("encoder") != self._encoder.to_json():
            return False
        stamp = Stamp(int(meta["vectors_size"]), meta["vectors_hash"])
        return intact(vectors_path(self.index, self._generation), stamp)

    def put(self, entry: Entry) -> None:
        """Store a document with the next commit, in place of the one of the same id."""
        self._pending.append(entry)

    def commit(
        self, encode: Callable[[list[str]], NDArray[np.float32]], run: Run | None = None
    ) -> None:
        """Make everything put so far the index, in one step.

        `encode` is called with the texts that have no vector yet, in batches.
        """
        try:
            generation = self._commit(encode, run)
        except (sqlite3.Error, OSError) as error:
            raise IndexUnavailableError(
                f"{self.index} cannot be written ({error}); if its disk is not full, delete the "
                "folder and run `mesures ingest` again"
            ) from error
        self._pending.clear()
        self._fresh, self._generation = False, generation
        for path in self.index.glob("vectors-*.faiss"):
            if path != vectors_path(self.index, generation):
                with suppress(OSError):
                    path.unlink()

    def _commit(self, encode: Callable[[list[str]], NDArray[np.float32]], run: Run | None) -> int:
        """One transaction; the generation that it made."""
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            if self._fresh:
                self._make_tables()
            if read_meta(connection).get("encoder") != self._encoder.to_json():
                connection.execute("DELETE FROM vectors")
            for entry in self._pending:
                self._store(entry)
            self._encode_missing(encode)
            generation = self._generation + 1
            stamp = self._write_vectors(generation)
            if run:
                self._record(run)
            self._set_meta(generation, stamp)
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        return generation

    def record(self, run: Run) -> None:
        """Record a run that changed nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._record(run)
        self._connection.execute("COMMIT")

    def _make_tables(self) -> None:
        connection = self._connection
        # Dropping a virtual table drops its shadow tables, so these are looked up one at a time.
        listing = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        virtual = f"{listing} AND sql LIKE 'CREATE VIRTUAL%'"
        connection.execute("PRAGMA defer_foreign_keys = ON")
        for select in (virtual, listing):
            for (name,) in connection.execute(select).fetchall():
                connection.execute(f'DROP TABLE IF EXISTS "{name}"')
        for statement in TABLES.split(";"):
            connection.execute(statement)

    def _store(self, entry: Entry) -> None:
        connection, plan = self._connection, entry.plan
        previous = self._previous(plan.document)
        connection.execute(
            "DELETE FROM terms WHERE rowid IN (SELECT measures.rowid FROM measures JOIN documents "
            "ON documents.rowid = measures.document WHERE documents.document = ?)",
            (plan.document,),
        )
        connection.execute("DELETE FROM documents WHERE document = ?", (plan.document,))
        pages = [[p.number, p.width, p.height, p.span.start, p.span.end] for p in plan.pages]
        row = connection.execute(
            "INSERT INTO documents (document, digest, versions, declared, facts, text, pages, "
            "indexed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                plan.document,
                entry.digest,
                entry.versions,
                facts_json(entry.declared),
                facts_json(plan.facts),
                plan.text,
                json.dumps(pages),
                entry.when,
            ),
        ).lastrowid
        assert row is not None
        connection.executemany(
            "INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _block_rows(plan, row)
        )
        title = _terms(plan.facts.title or "")
        measures = with_ids(entry.measures, previous, self._taken)
        for position, (measure, text) in enumerate(zip(measures, entry.embedded, strict=True)):
            self._store_measure(row, position, measure, text, title)

    def _store_measure(
        self, document: int, position: int, measure: Measure, embedded: str, title: str
    ) -> None:
        row = self._connection.execute(
            "INSERT INTO measures (id, document, position, kind, label, statement, printed, path, "
            "page, start, end, details, lead, partners, deadline, budget, indicators, cues, "
            "embedded, vector) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                measure.id,
                document,
                position,
                measure.kind.value,
                measure.label,
                measure.statement,
                measure.printed,
                listed(measure.path),
                measure.page,
                measure.span.start,
                measure.span.end,
                listed(measure.details),
                measure.lead,
                listed(measure.partners),
                measure.deadline,
                measure.budget,
                listed(measure.indicators),
                listed(measure.cues),
                embedded,
                _key(embedded),
            ),
        ).lastrowid
        facts = (measure.lead or "", *measure.partners, *measure.indicators)
        self._connection.execute(
            "INSERT INTO terms (rowid, statement, headings, details, title) VALUES (?, ?, ?, ?, ?)",
            (
                row,
                _terms(f"{measure.label or ''} {measure.statement}"),
                _terms("\n".join(measure.path)),
                _terms("\n".join((*measure.details, *facts))),
                title,
            ),
        )

    def _previous(self, document: str) -> list[Measure]:
        rows = self._connection.execute(
            f"SELECT {MEASURE_COLUMNS} FROM measures JOIN documents "
            "ON documents.rowid = measures.document WHERE documents.document = ? ORDER BY position",
            (document,),
        )
        return [measure_of(row) for row in rows]

    def _taken(self, id_: str) -> bool:
        found = self._connection.execute("SELECT 1 FROM measures WHERE id = ?", (id_,))
        return found.fetchone() is not None

    def _encode_missing(self, encode: Callable[[list[str]], NDArray[np.float32]]) -> None:
        missing = self._connection.execute(
            "SELECT vector, min(embedded) FROM measures "
            "WHERE vector NOT IN (SELECT key FROM vectors) GROUP BY vector ORDER BY min(rowid)"
        ).fetchall()
        for start in range(0, len(missing), 1024):
            batch = missing[start : start + 1024]
            rows = encode([text for _, text in batch])
            self._connection.executemany(
                "INSERT INTO vectors VALUES (?, ?)",
                [
                    (key, row.astype("<f4").tobytes())
                    for (key, _), row in zip(batch, rows, strict=True)
                ],
            )
        self._connection.execute(
            "DELETE FROM vectors WHERE key NOT IN (SELECT vector FROM measures)"
        )

    def _write_vectors(self, generation: int) -> Stamp:
        import numpy as np

        rows = self._connection.execute(
            "SELECT measures.rowid, vectors.vector FROM measures "
            "JOIN vectors ON vectors.key = measures.vector ORDER BY measures.rowid"
        ).fetchall()
        matrix = np.frombuffer(b"".join(blob for _, blob in rows), "<f4")
        shaped = matrix.reshape(len(rows), self._encoder.dimension)
        return write(vectors_path(self.index, generation), [row for row, _ in rows], shaped)

    def _record(self, run: Run) -> None:
        self._connection.execute(
            "INSERT INTO runs (started, seconds, counts, failed) VALUES (?, ?, ?, ?)",
            (
                run.started,
                round(time.perf_counter() - run.begun, 3),
                json.dumps(dict(run.counts)),
                json.dumps(dict(run.failed), ensure_ascii=False),
            ),
        )

    def _set_meta(self, generation: int, stamp: Stamp) -> None:
        values = {
            "schema": SCHEMA,
            "text": TEXT_VERSION,
            "encoder": self._encoder.to_json(),
            "generation": str(generation),
            "vectors_size": str(stamp.size),
            "vectors_hash": stamp.hash,
        }
        self._connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def _key(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _terms(text: str) -> str:
    return " ".join(term.term for term in analyse(text))


def _block_rows(plan: Plan, document: int) -> Iterable[tuple[object, ...]]:
    for position, block in enumerate(plan.blocks):
        box = block.box
        corners = (box.x0, box.top, box.x1, box.bottom) if box else (None,) * 4
        place = (*corners, block.span.start, block.span.end)
        yield (document, position, block.kind.value, block.role.value, block.page, *place)
