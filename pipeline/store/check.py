"""Checking an index against its hashes, and rebuilding what can be rebuilt of what is left."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import brief
from pipeline.messages import Message, noted
from pipeline.store.encoded import forget_vectors
from pipeline.store.postings import common, counted, forget
from pipeline.store.reader import Reader
from pipeline.store.rows import analysed, put_terms, terms_of
from pipeline.store.schema import (
    MEASURE_COLUMNS,
    TERMS,
    EncoderIdentity,
    facts_of,
    measure_of,
    vectors_path,
)
from pipeline.store.seals import rows_hash, seal
from pipeline.store.writer import Writer
from pipeline.vectors import file_hash

if TYPE_CHECKING:
    from pipeline.store.words import Encode

_JUNK = (ValueError, KeyError, TypeError, AttributeError)
_NAMED = 10  # faults of one kind that are told one by one


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a part of an index.

    `part` is one of database, document, terms, vectors, cache and leftover; `remedy` says what
    mends it, and is empty where `repair` does.
    """

    part: str
    what: str
    remedy: str = ""
    document: str = ""
    repaired: bool = False


def check(index: Path) -> list[Fault]:
    """What is wrong with an index, of which nothing is changed; an empty list for a sound one.

    The database is copied within one snapshot, so that readers and a writer go on meanwhile.
    Raises IndexUnavailableError when there is no index, or one too damaged to be opened.
    """
    with Reader(index) as reader, closing(sqlite3.connect("")) as copy:
        with reader.snapshot():
            reader.copy_to(copy)
            generation = reader.generation
            vectors = file_hash(vectors_path(index, generation))
            meta = dict(reader.meta)
        names = {path.name for path in index.iterdir()}
        try:
            faults = [*_database(copy)]
            if not faults:
                faults += [*_documents(copy), *_terms(copy)]
                faults += _vectors(copy, meta, vectors)
        except (sqlite3.DatabaseError, *_JUNK) as error:
            faults = [_broken(str(error))]
    return [*faults, *_leftovers(names, generation)]


def repair(index: Path, encoder: EncoderIdentity, encode: Encode) -> list[Fault]:
    """Rebuild what can be rebuilt from what is sound; all that was wrong, with what became of it.

    Words are analysed again and vectors made again, by `encode`; a document of which rows changed
    is read again by the next run of ingest, and keeps the ids of its units.
    """
    faults = check(index)
    parts = {fault.part for fault in faults if not fault.remedy}
    with Writer(index, encoder) as writer:  # which removes what is left over
        if "database" in parts:
            writer.then(_renew_indexes)
        for fault in faults:
            if fault.part == "document" and not fault.remedy:
                writer.then(partial(_read_again, document=fault.document))
        if parts & {"terms", "database"}:
            writer.then(renew_terms)
        if "cache" in parts:
            writer.then(forget_vectors)
        if parts - {"leftover"}:
            writer.commit(encode)
    left = {(fault.part, fault.document) for fault in check(index)}
    return [replace(fault, repaired=(fault.part, fault.document) not in left) for fault in faults]


def _broken(what: object) -> Fault:
    return Fault(
        "database",
        Message("damaged: {reason}", reason=brief(what)),
        noted("bring a backup back with `mesures restore`, or run `mesures ingest --rebuild`"),
    )


def _database(copy: sqlite3.Connection) -> Iterator[Fault]:
    said = [line for (line,) in copy.execute(f"PRAGMA integrity_check({_NAMED})")]
    if said == ["ok"]:
        return
    # Indexes hold nothing of their own.
    if all("index" in line for line in said):
        yield Fault(
            "database", Message("indexes do not fit their tables: {reason}", reason=said[0])
        )
    else:
        yield _broken("; ".join(said[:3]))


def _documents(copy: sqlite3.Connection) -> Iterator[Fault]:
    rows = copy.execute("SELECT rowid, document, sealed, digest, mended FROM documents").fetchall()
    for row, document, sealed, digest, mended in rows:
        if seal(copy, row) == sealed:
            continue
        remedy = ""  # but to read it again
        if mended:
            remedy = noted("look through its measures, and ingest them again with --measures")
        elif not digest:
            remedy = noted("ingest its measures again with --measures")
        yield Fault(
            "document",
            Message("{document} is not what was stored", document=document),
            remedy,
            document,
        )
    orphans = "SELECT count(*) FROM {} WHERE document NOT IN (SELECT rowid FROM documents)"
    for table in ("measures", "blocks"):
        (count,) = copy.execute(orphans.format(table)).fetchone()
        if count:
            yield _broken(
                Message("{count} rows of {table} belong to no document", count=count, table=table)
            )


def _terms(copy: sqlite3.Connection) -> Iterator[Fault]:
    try:
        copy.execute("INSERT INTO terms (terms) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        yield Fault(
            "terms", Message("the lexical index is damaged ({reason})", reason=brief(error))
        )
        return
    held = {
        row: tuple(texts)
        for row, *texts in copy.execute(
            "SELECT rowid, statement, headings, details, title FROM terms"
        )
    }
    wrong = sum(held.pop(row, None) != wanted for row, wanted in _wanted_terms(copy))
    if wrong or held:
        yield Fault(
            "terms",
            Message(
                "the words of {count} units are not those of the units", count=wrong + len(held)
            ),
        )
    elif not _well_counted(copy):
        yield Fault("terms", noted("the common words are not counted as they stand in the units"))


def _well_counted(copy: sqlite3.Connection) -> bool:
    words = common(copy)
    chunks = copy.execute("SELECT chunk, units, tokens FROM chunks").fetchall()
    (units,) = copy.execute("SELECT count(*) FROM measures").fetchone()
    if chunks and sum(held for _, held, _ in chunks) != units:
        return False
    return all(
        counted(copy, chunk, words)
        == (
            units,
            tokens,
            dict(copy.execute("SELECT term, rows FROM postings WHERE chunk = ?", (chunk,))),
        )
        for chunk, units, tokens in chunks
    )


def _wanted_terms(connection: sqlite3.Connection) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The row of every unit and what `terms` must hold of it."""
    rows = connection.execute(
        f"SELECT measures.rowid, documents.facts, {MEASURE_COLUMNS} FROM measures "
        "JOIN documents ON documents.rowid = measures.document ORDER BY measures.rowid"
    )
    titles: dict[str, str] = {}
    for row, facts, *columns in rows.fetchall():
        if facts not in titles:
            titles[facts] = analysed(facts_of(facts).title or "")
        yield row, (*terms_of(measure_of(tuple(columns)), analysed), titles[facts])


def _vectors(copy: sqlite3.Connection, meta: dict[str, str], found: str | None) -> Iterator[Fault]:
    (lacking,) = copy.execute(
        "SELECT count(*) FROM measures WHERE vector NOT IN (SELECT key FROM vectors)"
    ).fetchone()
    if lacking or rows_hash(copy, anew=True) != meta.get("rows_hash"):
        yield Fault("cache", noted("the vectors in the database are not those that were stored"))
    if found is None:
        yield Fault(
            "vectors",
            Message(
                "there is no vector file of generation {generation}", generation=meta["generation"]
            ),
        )
    elif found != meta["vectors_hash"]:
        yield Fault("vectors", noted("the vector file is torn or changed"))


def _leftovers(names: set[str], generation: int) -> Iterator[Fault]:
    current = vectors_path(Path(), generation).name
    for name in sorted(names - {current}):
        if name.startswith("vectors-") and name.endswith(".faiss"):
            yield Fault("leftover", Message("{name} is of another generation", name=name))


def _read_again(connection: sqlite3.Connection, document: str) -> None:
    connection.execute("UPDATE documents SET versions = '' WHERE document = ?", (document,))


def _renew_indexes(connection: sqlite3.Connection) -> None:
    connection.execute("REINDEX")


def renew_terms(connection: sqlite3.Connection) -> None:
    """Make the lexical index anew from the units."""
    connection.execute("DROP TABLE terms")
    connection.execute(TERMS)
    forget(connection)
    for row, texts in _wanted_terms(connection):
        put_terms(connection, row, texts)
