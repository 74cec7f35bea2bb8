"""An index copied as it is: from a folder into Milvus, and back. Nothing is read or encoded anew.

Rows, ids, vectors, hashes and runs stay; only the places of files are told as seen from the copy.
What comes back into a folder gives the answers of the folder that it came from.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cluster.milvus_claim import Claim
from pipeline.cluster.milvus_client import Client, batches
from pipeline.cluster.milvus_counts import all_words, frequency_row, words_of
from pipeline.cluster.milvus_rows import TERMS, document_rows, fill, run_row, unit_rows
from pipeline.cluster.milvus_schema import looked_up
from pipeline.cluster.milvus_state import State, found_build
from pipeline.cluster.milvus_target import Target, drop_others, new_build
from pipeline.cluster.opening import Address
from pipeline.errors import UsageError
from pipeline.store import EncoderIdentity, Reader, Writer, has_index
from pipeline.store.schema import DATABASE, read_meta

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Copied:
    """How much was copied."""

    documents: int
    units: int


def into_milvus(folder: Path, address: Address, replace: bool = False) -> Copied:
    """Copy the index of a folder into Milvus.

    Raises UsageError when there is one already and `replace` is not asked for; it answers until the
    copy is whole.
    """
    with Reader(folder) as reader, tempfile.TemporaryDirectory() as beside:
        # A copy of the database: nobody who writes the folder has to wait for Milvus.
        copy = sqlite3.connect(Path(beside) / DATABASE, isolation_level=None)
        client = None
        try:
            with reader.snapshot():
                reader.copy_to(copy)
            client = Client(address, make=True)
            with closing(Claim(client)) as claim:
                return _put(client, claim, copy, folder, replace)
        finally:
            copy.close()
            if client:
                client.close()


def _put(
    client: Client, claim: Claim, source: sqlite3.Connection, folder: Path, replace: bool
) -> Copied:
    alias = client.address.collection
    known = client.target(alias) is not None
    if known and not replace:
        raise _there(client.address)
    drop_others(client, found_build(client) if known else None)
    meta = read_meta(source)
    encoder = EncoderIdentity.from_json(meta["encoder"])
    _move_origins(source, folder.resolve(), client.address.base)
    target = Target(client, new_build(client, encoder.dimension), int(meta["generation"]))
    counts = _counts(source)
    average = max(1.0, counts["tokens"] / max(1, counts["units"]))
    documents = _column(source, "SELECT rowid FROM documents ORDER BY rowid")
    for some in batches(documents, 500):
        claim.renew()
        target.put(
            unit for row in some for unit in unit_rows(source, row, target.generation, average)
        )
        target.keep(kept for row in some for kept in document_rows(source, row, target.generation))
    _put_words(target, source)
    runs = source.execute("SELECT * FROM runs ORDER BY rowid").fetchall()
    for number, started, seconds, counted, failed, finished in runs:
        told = [started, seconds, json.loads(counted), json.loads(failed), bool(finished)]
        told_line = json.dumps(told, ensure_ascii=False)
        target.keep(run_row(number, target.generation, told_line))
    target.commit(
        {name: meta[name] for name in ("encoder", "collection")}
        | {"words": meta.get("words", ""), "average": repr(average)}
        | {name: str(count) for name, count in counts.items()}
    )
    client.flush(target.build.units)
    client.flush(target.build.kept)
    client.point(alias, target.build.units, known)
    return Copied(len(documents), counts["units"])


def _there(index: object) -> UsageError:
    return UsageError("there is an index in {index}; give --replace to write over it", index=index)


def _counts(source: sqlite3.Connection) -> dict[str, int]:
    units = tokens = 0
    for _, *columns in source.execute(TERMS):
        units, tokens = units + 1, tokens + sum(len(column.split()) for column in columns)
    found = {"units": units, "tokens": tokens}
    for name, table in (("document", "documents"), ("unit", "measures"), ("run", "runs")):
        (last,) = source.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()
        found[f"next_{name}"] = last + 1
    return found


def _put_words(target: Target, source: sqlite3.Connection) -> None:
    words = source.execute("SELECT term, form, held, vector FROM words")
    target.keep(all_words(words, target.generation))
    source.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, terms, row)")
    target.keep(
        frequency_row(looked_up(term), target.generation, count)
        for term, count in source.execute("SELECT term, doc FROM vocabulary")
    )


def into_folder(address: Address, folder: Path, replace: bool = False) -> Copied:
    """Copy an index of Milvus into a folder.

    Raises UsageError when there is one already and `replace` is not asked for; it answers until the
    copy is whole.
    """
    if has_index(folder) and not replace:
        raise _there(folder)
    client = Client(address)
    try:
        state = State.read(client, found_build(client))
        encoder = EncoderIdentity.from_json(state.meta["encoder"])
        with Writer(folder, encoder, rebuild=has_index(folder)) as writer:
            writer.then(lambda target: _fill(target, state, address, folder))
            writer.commit(_none)
    finally:
        client.close()
    return Copied(len(state.documents), state.number("units"))


def _fill(target: sqlite3.Connection, state: State, address: Address, folder: Path) -> None:
    target.execute("DELETE FROM runs")  # kept by a rebuild; they are those of another index
    fill(target, state, list(state.documents.values()))
    _move_origins(target, address.base, folder.resolve())
    target.execute("DELETE FROM words")
    target.executemany("INSERT INTO words VALUES (?, ?, ?, ?)", _words(state))
    latest: dict[int, tuple[int, str]] = {}
    for row in state.kept('kind == "run"', ("number", "born", "value")):
        last = (row["born"], row["value"])
        latest[row["number"]] = max(last, latest.get(row["number"], last))
    values = state.whole([value for _, value in latest.values()])
    for number, value in zip(latest, values, strict=True):
        started, seconds, counts, failed, finished = json.loads(value)
        failures = json.dumps(failed, ensure_ascii=False)
        told = (number, started, seconds, json.dumps(counts), failures, finished)
        target.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)", told)
    state.check_whole()
    if state.meta["words"]:
        # The writer says of the index itself all but this.
        target.execute("INSERT OR REPLACE INTO meta VALUES ('words', ?)", (state.meta["words"],))


def _words(state: State) -> Iterator[tuple[str, str, bytes | None, int]]:
    for (term, form), word in words_of(state, 'kind == "word"').items():
        if word.held > 0:
            yield term, form, word.vector, word.held


def _move_origins(connection: sqlite3.Connection, base: Path, other: Path) -> None:
    """Tell the places of files as seen from another place."""
    places = connection.execute("SELECT rowid, origin FROM documents WHERE origin != ''").fetchall()
    connection.executemany(
        "UPDATE documents SET origin = ? WHERE rowid = ?",
        [(_seen_from(other, os.path.normpath(base / place)), row) for row, place in places],
    )


def _seen_from(base: Path, place: str) -> str:
    try:
        return os.path.relpath(place, base)
    except ValueError:  # another drive of Windows
        return place


def _column(connection: sqlite3.Connection, query: str) -> list[int]:
    return [value for (value,) in connection.execute(query)]


def _none(texts: list[str]) -> NDArray[Any]:
    raise AssertionError(f"{len(texts)} units came without their vectors")
