"""Writing an index: batches of documents, each batch one commit that readers see whole or not."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pipeline.errors import IndexUnavailableError, UsageError
from pipeline.messages import as_json
from pipeline.models import Measure
from pipeline.store import files
from pipeline.store.contents import collection_hash, fingerprints
from pipeline.store.encoded import encode_missing, forget_vectors, write_vectors
from pipeline.store.files import (
    drop_other_vectors,
    last_generation,
    put_in_place,
    refusal,
)
from pipeline.store.lock import Lock
from pipeline.store.postings import renew, watch
from pipeline.store.rows import (
    Entry,
    Known,
    forget_words,
    known_documents,
    make_tables,
    move,
    previous_units,
    remove,
    store,
)
from pipeline.store.schema import (
    DATABASE,
    SCHEMA,
    EncoderIdentity,
    blank,
    check_versions,
    check_whole,
    damaged,
    read_meta,
    vectors_path,
)
from pipeline.store.seals import rows_hash
from pipeline.store.words import Words
from pipeline.text import VERSION as TEXT_VERSION
from pipeline.vectors import Stamp, intact

if TYPE_CHECKING:
    from pipeline.store.words import Encode


@dataclass(frozen=True, slots=True)
class Run:
    """One run of ingest, recorded with its commits; `begun` is by `perf_counter`.

    One that is not `finished` has committed a part; the record of its next commit replaces it.
    """

    started: str
    begun: float
    counts: Mapping[str, int]
    failed: Mapping[str, str] = field(default_factory=dict)
    finished: bool = True


class Writer:
    """The one writer of an index folder, from `with` to its end.

    Raises IndexUnavailableError when another writer is at work, or when the database is of another
    version or damaged and `rebuild` is not asked for.
    """

    def __init__(self, index: Path, encoder: EncoderIdentity, rebuild: bool = False) -> None:
        self.index = index
        self._path = index / DATABASE
        self._beside = index / f"{DATABASE}.new"
        self._encoder = encoder
        self._pending: list[Callable[[sqlite3.Connection], None]] = []
        self._run_row: int | None = None
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
        if self._fresh:
            with suppress(OSError):
                self._drop_unfinished()
        self._lock.close()

    def _take_lock(self) -> Lock:
        try:
            self.index.mkdir(parents=True, exist_ok=True)
            return Lock(self.index)
        except (FileExistsError, NotADirectoryError) as error:
            raise UsageError(
                "{index} is no folder; name another with --index", index=self.index
            ) from error
        except (sqlite3.Error, OSError) as error:
            raise refusal(self.index, error) from error

    @contextmanager
    def _usable(self) -> Iterator[None]:
        """Tell of what keeps the database from being read or written."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise refusal(self.index, error) from error

    def _open(self, rebuild: bool) -> sqlite3.Connection:
        with self._usable():
            self._rebuilding = rebuild and self._path.exists()
            if self._rebuilding:
                # The old index serves its readers until the new one is whole; it may be damaged
                # anywhere, so nothing of it is used but the number that its vectors have.
                self._generation = last_generation(self.index)
                self._fresh = not self._resumable()
                if self._fresh:
                    self._drop_unfinished()
                return self._connect(self._beside)
            self._drop_unfinished()
            connection = self._connect(self._path)
            try:
                self._fresh = blank(connection)
                meta = read_meta(connection)
                if not self._fresh:
                    check_whole(connection, meta, self._path)
                self._generation = int(meta.get("generation", last_generation(self.index)))
                drop_other_vectors(self.index, self._generation)
            except BaseException:
                connection.close()
                raise
            return connection

    def _resumable(self) -> bool:
        """Whether a rebuild that was interrupted can go on from its last commit."""
        if not self._beside.exists():
            return False
        with (
            suppress(sqlite3.Error, IndexUnavailableError),
            closing(self._connect(self._beside)) as left,
        ):
            meta = read_meta(left)
            check_versions(meta, self._beside)
            sound = left.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
            return sound and meta.get("encoder") == self._encoder.to_json()
        return False

    def _connect(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, timeout=files.BUSY_SECONDS)
        connection.execute("PRAGMA foreign_keys = ON")
        # A transaction that outgrows the page cache would lock readers out until its end.
        connection.execute("PRAGMA cache_spill = OFF")
        return connection

    def _drop_unfinished(self) -> None:
        """Remove what a rebuild left that did not come to its end."""
        for path in (self._beside, self._beside.with_name(f"{self._beside.name}-journal")):
            path.unlink(missing_ok=True)

    def _swap(self) -> None:
        """Put the rebuilt database in the place of the old one."""
        self._connection.close()
        put_in_place(self._beside, self._path)
        self._connection = self._connect(self._path)
        self._rebuilding = False

    def known(self) -> dict[str, Known]:
        """What is indexed, by document; in a rebuild, by what an interrupted one had done."""
        if self._fresh:
            return {}
        with self._usable():
            try:
                return known_documents(self._connection)
            except (ValueError, TypeError) as error:
                raise damaged(self._path, error) from error

    def units(self, document: str) -> list[Measure]:
        """The committed units of a document, in reading order."""
        if self._fresh:
            return []
        with self._usable():
            return previous_units(self._connection, document)

    @property
    def pending(self) -> int:
        """How many changes wait for the next commit."""
        return len(self._pending)

    @property
    def unfinished(self) -> bool:
        """Whether a rebuild has commits that are not in the place of the old index yet."""
        return self._rebuilding and not self._fresh

    @property
    def whole(self) -> bool:
        """Whether the index has the vectors of this writer's encoder, in an undamaged file."""
        with self._usable():
            meta = {} if self._fresh or self._rebuilding else read_meta(self._connection)
        if meta.get("encoder") != self._encoder.to_json():
            return False
        stamp = Stamp(int(meta["vectors_size"]), meta["vectors_hash"])
        return intact(vectors_path(self.index, self._generation), stamp)

    def put(self, entry: Entry) -> None:
        """Store a document with the next commit, in place of the one of the same id."""
        self.then(partial(store, entry=entry))

    def move(self, old: str, new: str, origin: str) -> None:
        """With the next commit, call a document by a new name, with its file at `origin`."""
        self.then(partial(move, old=old, new=new, origin=origin))

    def remove(self, document: str) -> None:
        """With the next commit, take a document out."""
        self.then(partial(remove, document=document))

    def then(self, change: Callable[[sqlite3.Connection], None]) -> None:
        """Make a change with the next commit, after those before it."""
        self._pending.append(change)

    def commit(
        self,
        encode: Encode,
        run: Run | None = None,
        last: bool = True,
        words: Words | None = None,
    ) -> None:
        """Make everything put so far the index, in one step.

        `encode` is called with the texts that have no vector yet, in batches; `words` with single
        words: without it only equal stems meet. A rebuilt index takes the place of the old one with
        the `last` commit only; the others keep what was done.
        """
        swapping = self._rebuilding and last
        try:
            self._commit(encode, run, words, whole=last or not self._rebuilding)
            if swapping:
                self._swap()
        except (sqlite3.Error, OSError) as error:
            raise refusal(self.index, error) from error
        self._pending.clear()
        self._fresh = False
        if not self._rebuilding:
            self._generation += 1
            drop_other_vectors(self.index, self._generation)

    def _commit(self, encode: Encode, run: Run | None, words: Words | None, whole: bool) -> None:
        """One transaction; with `whole` it makes a new generation with its vector file."""
        connection = self._connection
        generation = self._generation + 1
        connection.execute("BEGIN IMMEDIATE")
        try:
            if self._fresh:
                make_tables(connection)
                if self._rebuilding:
                    self._keep_runs()
            watch(connection)
            if read_meta(connection).get("encoder") != self._encoder.to_json():
                forget_vectors(connection)
            for change in self._pending:
                change(connection)
            forget_words(connection)
            encode_missing(connection, encode)
            if words:
                self._encode_words(words)
            stamp = self._write_vectors(generation) if whole else Stamp(0, "")
            renew(connection)
            if run:
                self._record(run)
            self._set_meta(generation, stamp, rows_hash(connection) if whole else "")
            connection.execute("COMMIT")
        except BaseException:
            # An interrupt may come when the commit is made already: then its vectors must stay.
            if connection.in_transaction:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                with suppress(OSError):
                    vectors_path(self.index, generation).unlink(missing_ok=True)
            raise

    def record(self, run: Run, moved: Mapping[str, str] | None = None) -> None:
        """Record a run that changed nothing but, by document, where some files lie."""
        with self._usable():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                for document, origin in (moved or {}).items():
                    move(self._connection, document, document, origin)
                self._record(run)
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    def _keep_runs(self) -> None:
        """Take over what the index to be replaced tells of its runs, if that can be read."""
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._path)) as old:
            found = old.execute("SELECT * FROM runs ORDER BY rowid")
            names = [column[0] for column in found.description]
            for row in found:
                run = {"finished": 1} | dict(zip(names, row, strict=True))
                self._connection.execute(
                    "INSERT INTO runs (started, seconds, counts, failed, finished) "
                    "VALUES (:started, :seconds, :counts, :failed, :finished)",
                    run,
                )

    def _encode_words(self, words: Words) -> None:
        """Give the words of the collection their vectors, in half precision: to compare only."""
        connection = self._connection
        if read_meta(connection).get("words") != words.name:
            connection.execute("UPDATE words SET vector = NULL")
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('words', ?)", (words.name,))
        missing = connection.execute("SELECT term, form FROM words WHERE vector IS NULL").fetchall()
        for start in range(0, len(missing), 1024):
            batch = missing[start : start + 1024]
            rows = words.encode([form for _, form in batch]).astype("<f2")
            connection.executemany(
                "UPDATE words SET vector = ? WHERE term = ? AND form = ?",
                [(row.tobytes(), *key) for key, row in zip(batch, rows, strict=True)],
            )

    def _write_vectors(self, generation: int) -> Stamp:
        """Write the vector file of a generation."""
        meta, last = read_meta(self._connection), None
        if not self._rebuilding and "vectors_hash" in meta:
            stamp = Stamp(int(meta["vectors_size"]), meta["vectors_hash"])
            last = (vectors_path(self.index, self._generation), stamp)
        path = vectors_path(self.index, generation)
        return write_vectors(self._connection, path, self._encoder.dimension, last)

    def _record(self, run: Run) -> None:
        values = (
            run.started,
            round(time.perf_counter() - run.begun, 3),
            json.dumps(dict(run.counts)),
            json.dumps(
                {document: as_json(why) for document, why in run.failed.items()},
                ensure_ascii=False,
            ),
            run.finished,
        )
        self._run_row = self._connection.execute(
            "INSERT OR REPLACE INTO runs (rowid, started, seconds, counts, failed, finished) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (self._run_row, *values),
        ).lastrowid

    def _collection(self) -> str:
        connection, encoder = self._connection, json.loads(self._encoder.to_json())
        words = read_meta(connection).get("words", "")
        return collection_hash(fingerprints(connection), encoder, words, SCHEMA, TEXT_VERSION)

    def _set_meta(self, generation: int, stamp: Stamp, rows: str) -> None:
        values = {
            "schema": SCHEMA,
            "text": TEXT_VERSION,
            "encoder": self._encoder.to_json(),
            "generation": str(generation),
            "vectors_size": str(stamp.size),
            "vectors_hash": stamp.hash,
            "rows_hash": rows,
            "collection": self._collection(),
        }
        self._connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())
