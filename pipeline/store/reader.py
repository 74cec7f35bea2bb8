"""Reading an index: whole snapshots, never the half of a commit."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from pipeline.errors import IndexUnavailableError
from pipeline.messages import from_json
from pipeline.models import Facts, Filters, Measure, UnitKind
from pipeline.store.catalogue import Catalogue
from pipeline.store.contents import Fingerprint, fingerprints
from pipeline.store.filters import Filed, admits, passes
from pipeline.store.lexicon import COLUMN_WEIGHTS, Lexicon
from pipeline.store.postings import Postings
from pipeline.store.rows import Known, known_documents
from pipeline.store.schema import (
    DATABASE,
    MEASURE_COLUMNS,
    EncoderIdentity,
    check_whole,
    damaged,
    facts_of,
    measure_of,
    read_meta,
    vectors_path,
)
from pipeline.text import fold
from pipeline.vectors import Stamp, VectorIndex

_BUSY_SECONDS = 10.0
# What rows raise whose JSON, kinds or numbers are none.
_JUNK = (ValueError, KeyError, TypeError, AttributeError)

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")


def _reading(
    method: Callable[Concatenate[Reader, _Given], _Found],
) -> Callable[Concatenate[Reader, _Given], _Found]:
    """Let a method that makes objects of rows tell of junk in them as of other damage."""

    @wraps(method)
    def read(self: Reader, /, *given: _Given.args, **named: _Given.kwargs) -> _Found:
        with self._readable():
            return method(self, *given, **named)

    return read


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of the index: what is known of it and how many units of each kind it holds."""

    document: str
    facts: Facts
    pages: int
    counts: Mapping[str, int]
    indexed: str
    mended: bool = False  # its measures come from a file that a person made or corrected

    @property
    def title(self) -> str:
        """The title of the plan, or its file name."""
        return _title(self.document, self.facts)


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of ingest: when, how long (seconds), what it did, which inputs failed and why.

    One that is not `finished` was interrupted, or is still at work.
    """

    started: str
    seconds: float
    counts: Mapping[str, int]
    failed: Mapping[str, str]
    finished: bool = True


def has_index(index: Path) -> bool:
    """Whether a folder holds an index that was ever committed; it may be damaged."""
    try:
        return (index / DATABASE).stat().st_size > 0
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # something is there that may not be looked at, which a Reader tells
        return True


class Reader:
    """An index opened for reading.

    Raises IndexUnavailableError from any method when the index is missing, damaged, or of another
    version. Use it in a `with` block; methods that read several things are called in `snapshot`.
    """

    def __init__(self, index: Path) -> None:
        self.index = index
        self._path = index / DATABASE
        self._loaded: tuple[int, VectorIndex] | None = None
        self._file: tuple[int, int] | None = None
        self._documents: tuple[int, list[Filed]] | None = None
        self.lexicon = Lexicon(self._rows)
        self.catalogue = Catalogue(self._rows)
        self._postings = Postings(self._rows)
        self._connection = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def _open(self) -> sqlite3.Connection:
        try:
            there = self._path.is_file()
        except OSError as error:  # a folder above is closed
            raise IndexUnavailableError(
                "no permission to read {index}", index=self.index
            ) from error
        if not there:
            raise IndexUnavailableError(
                "no index in {index}; run `mesures ingest`, or name its folder with --index",
                index=self.index,
            )
        if not os.access(self._path, os.R_OK):
            raise IndexUnavailableError("no permission to read {path}", path=self._path)
        self._file = self._found()
        connection = self._connect("ro")
        try:
            with self._readable():
                try:
                    self.meta = read_meta(connection)
                except sqlite3.OperationalError:
                    # A writer was killed while it committed: its journal must be rolled back, and
                    # only a connection that may write can do that.
                    if not os.access(self.index, os.W_OK):
                        raise
                    with self._connect("rw") as repairing:
                        read_meta(repairing)
                    repairing.close()
                    self.meta = read_meta(connection)
                check_whole(connection, self.meta, self._path)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self, mode: str) -> sqlite3.Connection:
        uri = f"{self._path.resolve().as_uri()}?mode={mode}"
        with self._readable():
            return sqlite3.connect(
                uri, uri=True, isolation_level=None, timeout=_BUSY_SECONDS, check_same_thread=False
            )

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.DatabaseError, *_JUNK) as error:
            if "locked" in str(error):
                raise IndexUnavailableError(
                    "{path} is being written; try again in a moment", path=self._path
                ) from error
            if "readonly" in str(error):
                raise IndexUnavailableError(
                    "{path} was left in the middle of a write, and there is no permission "
                    "to mend it; let someone who may write there run `mesures status`",
                    path=self._path,
                ) from error
            raise damaged(self._path, error) from error

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within the block every method sees one and the same commit of the index."""
        with self._readable():
            self._begin()
            if self._found() != self._file:  # rebuilt or restored since it was opened
                self._connection.close()
                self._connection, self._loaded, self._documents = self._open(), None, None
                self._begin()
            check_whole(self._connection, self.meta, self._path)
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")

    def _begin(self) -> None:
        self._connection.execute("BEGIN")
        self.meta = read_meta(self._connection)

    def _found(self) -> tuple[int, int] | None:
        """What tells the file of the database from one that took its place."""
        try:
            state = self._path.stat()
        except OSError:
            return None
        return state.st_dev, state.st_ino

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._readable():
            return self._connection.execute(statement, values).fetchall()

    @property
    def encoder(self) -> EncoderIdentity:
        """The encoder that the vectors of this index were made with."""
        return EncoderIdentity.from_json(self.meta["encoder"])

    @property
    def generation(self) -> int:
        """The number of the last commit."""
        return int(self.meta["generation"])

    @property
    def collection(self) -> str:
        """The hash of what is indexed: equal where answers are."""
        return self.meta["collection"]

    @_reading
    def fingerprints(self) -> list[Fingerprint]:
        """What each document is and holds, by name."""
        return fingerprints(self._connection)

    def wordings(self) -> dict[str, list[str]]:
        """By document, the first 8 digits of the vector keys of its units that are no passages."""
        found: dict[str, list[str]] = {}
        for document, key in self._rows(
            "SELECT documents.document, substr(vector, 1, 8) FROM measures "
            "JOIN documents ON documents.rowid = measures.document WHERE kind != ?",
            (UnitKind.PASSAGE.value,),
        ):
            found.setdefault(document, []).append(key)
        return found

    def copy_to(self, target: sqlite3.Connection) -> None:
        """Copy the whole database, as it is in this snapshot."""
        with self._readable():
            self._connection.backup(target)

    def vectors(self) -> VectorIndex:
        """The vector index of the snapshot's generation; its ids are rows of measures."""
        generation = self.generation
        if self._loaded is None or self._loaded[0] != generation:
            stamp = Stamp(int(self.meta["vectors_size"]), self.meta["vectors_hash"])
            read = VectorIndex.read(vectors_path(self.index, generation), stamp)
            self._loaded = (generation, read)
        return self._loaded[1]

    def lexical(
        self,
        terms: Sequence[str],
        limit: int,
        among: Sequence[int] | None = None,
    ) -> dict[int, float]:
        """BM25 of the measures that hold at least one of `terms` (analysed), by row, best first.

        A term of several stems is a run of them, side by side.
        """
        if not terms:
            return {}
        common = self._postings.held(terms)
        rest = [term for term in dict.fromkeys(terms) if term not in common]
        found = self._matched(rest, -1 if common or among is not None else limit)
        if common:
            return self._postings.best(common, dict(found), limit, among)
        if among is not None and found:
            import numpy as np

            admitted = np.isin([row for row, _ in found], np.asarray(among, np.int64))
            found = [found[place] for place in np.flatnonzero(admitted)[:limit]]
        return dict(found)

    def _matched(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """BM25 of the rows that hold any of `terms` by FTS5, best first, at most `limit`."""
        if not terms:
            return []
        wanted = " OR ".join(f'"{term}"' for term in terms)
        weights = ", ".join(str(weight) for weight in COLUMN_WEIGHTS.values())
        return self._rows(
            f"SELECT rowid, -bm25(terms, {weights}) AS score FROM terms WHERE terms MATCH ? "
            "ORDER BY score DESC, rowid LIMIT ?",
            (wanted, limit),
        )

    def frequencies(self, terms: Sequence[str]) -> tuple[dict[str, int], int]:
        """How many units hold each of `terms` (analysed) in any column, and how many there are."""
        count = "SELECT count(*) FROM terms WHERE terms MATCH ?"
        # In order: sums over what is found must not hang on the hashes of this process.
        common = self._postings.held(terms)
        held = {
            term: common.get(term) or int(self._rows(count, (f'"{term}"',))[0][0])
            for term in dict.fromkeys(terms)
        }
        units, _ = self._postings.units()
        return held, units or int(self._rows("SELECT count(*) FROM measures")[0][0])

    @_reading
    def admitted(self, filters: Filters) -> list[int] | None:
        """The rows that pass `filters`; None when they admit all."""
        if filters == Filters():
            return None
        filed = self._filed()
        documents = [one.rowid for one in filed if one.passes(filters)]
        some, values = ["1"], []
        if filters.leads:
            some.append("lead IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(self._leads(filters.leads)))
        if len(documents) < len(filed):
            some.append("document IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(documents))
        if filters.kinds:
            some.append("kind IN (SELECT value FROM json_each(?))")
            values.append(json.dumps([kind.value for kind in filters.kinds]))
        found = self._rows(f"SELECT rowid FROM measures WHERE {' AND '.join(some)}", values)
        return sorted(row for (row,) in found)

    def _filed(self) -> list[Filed]:
        """What filters ask of the documents; read again when anything was written."""
        ((version,),) = self._rows("PRAGMA data_version")
        if self._documents is None or self._documents[0] != version:
            rows = self._rows("SELECT rowid, document, facts FROM documents")
            filed = [Filed.of(rowid, name, facts_of(facts)) for rowid, name, facts in rows]
            self._documents = (version, filed)
        return self._documents[1]

    def _leads(self, wanted: Sequence[str]) -> list[str]:
        """The leads, as they stand, that hold any of `wanted`."""
        said = self._rows("SELECT DISTINCT lead FROM measures WHERE lead IS NOT NULL")
        return [lead for (lead,) in said if any(one in fold(lead) for one in wanted)]

    @_reading
    def titles(self, documents: Collection[str]) -> dict[str, str]:
        """The titles of these documents, as `DocumentRow.title`."""
        found = self._rows(
            "SELECT document, facts FROM documents "
            "WHERE document IN (SELECT value FROM json_each(?))",
            (json.dumps(list(documents)),),
        )
        return {document: _title(document, facts_of(facts)) for document, facts in found}

    @_reading
    def measures(self, rows: Sequence[int]) -> dict[int, Measure]:
        """The measures of these rows."""
        wanted = json.dumps(list(rows))
        found = self._rows(
            f"SELECT measures.rowid, {MEASURE_COLUMNS} FROM measures "
            "JOIN documents ON documents.rowid = measures.document "
            "WHERE measures.rowid IN (SELECT value FROM json_each(?))",
            (wanted,),
        )
        return {row[0]: measure_of(row[1:]) for row in found}

    @_reading
    def kinds(self, rows: Sequence[int]) -> dict[int, UnitKind]:
        """The kinds of the units in these rows, by document and place, whichever came first."""
        found = self._rows(
            "SELECT measures.rowid, kind FROM measures "
            "JOIN documents ON documents.rowid = measures.document "
            "WHERE measures.rowid IN (SELECT value FROM json_each(?)) "
            "ORDER BY documents.document, position",
            (json.dumps(list(rows)),),
        )
        return {row: UnitKind(kind) for row, kind in found}

    @_reading
    def with_id(self, prefix: str) -> list[Measure]:
        """The measures whose id begins with `prefix` (at least 8 hex digits), at most 10."""
        if not re.fullmatch("[0-9a-f]{8,}", prefix):
            return []
        found = self._rows(
            f"SELECT {MEASURE_COLUMNS} FROM measures "
            "JOIN documents ON documents.rowid = measures.document "
            "WHERE measures.id >= ? AND measures.id < ? ORDER BY measures.id LIMIT 10",
            (prefix, prefix + "g"),
        )
        return [measure_of(row) for row in found]

    @_reading
    def units(self, document: str) -> list[Measure]:
        """All units of a document, in reading order."""
        found = self._rows(
            f"SELECT {MEASURE_COLUMNS} FROM measures "
            "JOIN documents ON documents.rowid = measures.document "
            "WHERE documents.document = ? ORDER BY position",
            (document,),
        )
        return [measure_of(row) for row in found]

    @_reading
    def rows_of(self, document: str) -> list[int]:
        """The rows of all units of a document, in reading order."""
        found = self._rows(
            "SELECT measures.rowid FROM measures "
            "JOIN documents ON documents.rowid = measures.document "
            "WHERE documents.document = ? ORDER BY position",
            (document,),
        )
        return [row for (row,) in found]

    @_reading
    def documents(self) -> list[DocumentRow]:
        """The documents of the index, by id."""
        counts: dict[int, dict[str, int]] = {}
        for document, kind, count in self._rows(
            "SELECT document, kind, count(*) FROM measures GROUP BY document, kind"
        ):
            counts.setdefault(document, {})[kind] = count
        return [
            DocumentRow(
                document,
                facts_of(facts),
                len(json.loads(pages)),
                counts.get(rowid, {}),
                indexed,
                bool(mended),
            )
            for rowid, document, facts, pages, indexed, mended in self._rows(
                "SELECT rowid, document, facts, pages, indexed, mended FROM documents "
                "ORDER BY document"
            )
        ]

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

    @_reading
    def runs(self, limit: int) -> list[RunRow]:
        """The last runs of ingest, the latest first."""
        found = self._rows(
            "SELECT started, seconds, counts, failed, finished FROM runs "
            "ORDER BY rowid DESC LIMIT ?",
            (limit,),
        )
        return [
            RunRow(started, seconds, json.loads(counts), _reasons(failed), bool(finished))
            for started, seconds, counts, failed, finished in found
        ]

    @_reading
    def known(self) -> dict[str, Known]:
        """What tells of each document whether it changed."""
        return known_documents(self._connection)


def _reasons(failed: str) -> dict[str, str]:
    return {document: from_json(why) for document, why in json.loads(failed).items()}


def _title(document: str, facts: Facts) -> str:
    return facts.title or Path(document).name
