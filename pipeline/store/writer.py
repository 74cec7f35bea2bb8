"""Writing an index: batches of documents, each batch one commit that readers see whole or not."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pipeline.errors import IndexUnavailableError, UsageError
from pipeline.models import Facts, Measure
from pipeline.store.rows import Entry, make_tables, previous_units, store
from pipeline.store.schema import (
    DATABASE,
    SCHEMA,
    EncoderIdentity,
    blank,
    check_whole,
    damaged,
    facts_of,
    read_meta,
    vectors_path,
)
from pipeline.text import VERSION as TEXT_VERSION
from pipeline.vectors import Stamp, intact, sync_folder, write

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Encode = Callable[[list[str]], NDArray[np.float32]]

LOCK = "writer.lock"
_DISK_CODES = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
)
_BUSY_SECONDS = 60.0  # readers hold the database for milliseconds, but a disk may be slow


@dataclass(frozen=True, slots=True)
class Known:
    """What tells whether an indexed document changed; fields as in Entry, `facts` of its plan.

    A document known only from a file of measures has no `digest`.
    """

    digest: str
    versions: str
    declared: Facts
    origin: str
    mended: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Run:
    """One run of ingest, to be recorded with its last commit; `begun` is by `perf_counter`."""

    started: str
    begun: float
    counts: Mapping[str, int]
    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """What makes vectors of single words; `name` tells it from any other."""

    name: str
    encode: Encode


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
        self._pending: list[Entry] = []
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
        with suppress(OSError):
            self._drop_unfinished()
        self._lock.close()

    def _take_lock(self) -> sqlite3.Connection:
        """Lock the folder by a transaction on a file of its own.

        SQLite's locks work on every system and end with the process that holds them, and this one
        can be held for hours without any reader waiting.
        """
        lock = None
        try:
            self.index.mkdir(parents=True, exist_ok=True)
            lock = sqlite3.connect(self.index / LOCK, isolation_level=None, timeout=0)
            lock.execute("BEGIN EXCLUSIVE")
        except (FileExistsError, NotADirectoryError) as error:
            raise UsageError(f"{self.index} is no folder; name another with --index") from error
        except (sqlite3.Error, OSError) as error:
            if lock:
                lock.close()
            if "locked" in str(error):
                raise IndexUnavailableError(
                    f"{self.index} is being written by another `mesures ingest`; wait until it is "
                    "done"
                ) from error
            raise self._refusal(error) from error
        return lock

    def _refusal(self, error: Exception) -> IndexUnavailableError:
        """Why the index cannot be written, with the remedy that fits the cause."""
        made = next(
            folder for folder in (self.index, *self.index.absolute().parents) if _is(folder)
        )
        for path in (made, self._path, self.index / LOCK):
            if _is(path) and not os.access(path, os.W_OK):
                return IndexUnavailableError(
                    f"no permission to write {path}; use another folder with --index"
                )
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if isinstance(error, OSError) or code in _DISK_CODES:
            return IndexUnavailableError(
                f"{self.index} cannot be written ({error}); free its disk, or use another folder "
                "with --index"
            )
        return damaged(self._path, error)

    @contextmanager
    def _usable(self) -> Iterator[None]:
        """Tell of what keeps the database from being read or written."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise self._refusal(error) from error

    def _open(self, rebuild: bool) -> sqlite3.Connection:
        with self._usable():
            self._drop_unfinished()
            self._rebuilding = rebuild and self._path.exists()
            if self._rebuilding:
                # The old index serves its readers until the new one is whole; it may be damaged
                # anywhere, so nothing of it is used but the number that its vectors have.
                self._fresh, self._generation = True, self._last_generation()
                return self._connect(self._beside)
            connection = self._connect(self._path)
            try:
                self._fresh = blank(connection)
                meta = read_meta(connection)
                if not self._fresh:
                    check_whole(connection, meta, self._path)
                self._generation = int(meta.get("generation", self._last_generation()))
            except BaseException:
                connection.close()
                raise
            return connection

    def _connect(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)
        connection.execute("PRAGMA foreign_keys = ON")
        # A transaction that outgrows the page cache would lock readers out until its end.
        connection.execute("PRAGMA cache_spill = OFF")
        return connection

    def _last_generation(self) -> int:
        """The highest number of a vector file, so that no reader's file is written over."""
        names = (path.stem.partition("-")[2] for path in self.index.glob("vectors-*.faiss"))
        return max((int(name) for name in names if re.fullmatch("[0-9]{1,15}", name)), default=0)

    def _drop_unfinished(self) -> None:
        """Remove what a killed rebuild left."""
        for path in (self._beside, _journal(self._beside)):
            path.unlink(missing_ok=True)

    def _swap(self) -> None:
        """Put the rebuilt database in the place of the old one."""
        self._connection.close()
        # Wait for readers of the old index, whose vectors go next; a damaged file has no locks.
        with suppress(sqlite3.DatabaseError), closing(self._connect(self._path)) as old:
            old.execute("BEGIN EXCLUSIVE")
        # The journal of the old database, if any, would be rolled back into the new one.
        for suffix in ("-journal", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        self._beside.replace(self._path)
        sync_folder(self.index)
        self._connection = self._connect(self._path)
        self._rebuilding = False

    def known(self) -> dict[str, Known]:
        """What is indexed, by document."""
        if self._fresh:
            return {}
        with self._usable():
            rows = self._connection.execute(
                "SELECT document, digest, versions, declared, origin, mended, facts FROM documents"
            ).fetchall()
        try:
            return {
                row[0]: Known(row[1], row[2], facts_of(row[3]), row[4], row[5], facts_of(row[6]))
                for row in rows
            }
        except (ValueError, TypeError) as error:
            raise damaged(self._path, error) from error

    def units(self, document: str) -> list[Measure]:
        """The committed units of a document, in reading order."""
        if self._fresh:
            return []
        with self._usable():
            return previous_units(self._connection, document)

    @property
    def whole(self) -> bool:
        """Whether the index has the vectors of this writer's encoder, in an undamaged file."""
        with self._usable():
            meta = {} if self._fresh else read_meta(self._connection)
        if meta.get("encoder") != self._encoder.to_json():
            return False
        stamp = Stamp(int(meta["vectors_size"]), meta["vectors_hash"])
        return intact(vectors_path(self.index, self._generation), stamp)

    def put(self, entry: Entry) -> None:
        """Store a document with the next commit, in place of the one of the same id."""
        self._pending.append(entry)

    def commit(
        self,
        encode: Encode,
        run: Run | None = None,
        words: Words | None = None,
    ) -> None:
        """Make everything put so far the index, in one step.

        `encode` is called with the texts that have no vector yet, in batches; `words` with single
        words. Without it words have no vectors, and only equal stems meet.
        """
        try:
            generation = self._commit(encode, run, words)
            if self._rebuilding:
                self._swap()
        except (sqlite3.Error, OSError) as error:
            raise self._refusal(error) from error
        self._pending.clear()
        self._fresh, self._generation = False, generation
        for path in self.index.glob("vectors-*.faiss"):
            if path != vectors_path(self.index, generation):
                with suppress(OSError):
                    path.unlink()

    def _commit(self, encode: Encode, run: Run | None, words: Words | None) -> int:
        """One transaction; the generation that it made."""
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            if self._fresh:
                make_tables(connection)
            if read_meta(connection).get("encoder") != self._encoder.to_json():
                connection.execute("DELETE FROM vectors")
            for entry in self._pending:
                store(connection, entry)
            self._encode_missing(encode)
            if words:
                self._encode_words(words)
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
        with self._usable():
            self._connection.execute("BEGIN IMMEDIATE")
            self._record(run)
            self._connection.execute("COMMIT")

    def _encode_words(self, words: Words) -> None:
        """Give the words of the collection their vectors, half precision: they are compared only.

        Words that no document holds any more stay: they do no harm, and may come back.
        """
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

    def _encode_missing(self, encode: Encode) -> None:
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


def _is(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110 - Path.exists raises where a folder is closed


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")
