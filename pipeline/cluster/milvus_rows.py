"""The rows of documents in SQLite as rows of Milvus, and back: nothing of them is lost on the way.

A document comes out of the tables of pipeline/store whole: its row, its text with pages and blocks,
its units with their terms and vectors, its acronyms. What writes makes these tables in memory for
the documents of one commit, so that reading and keeping ids is the code of the folder.
"""

from __future__ import annotations

import base64
import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.cluster.milvus_client import batches, one_of
from pipeline.cluster.milvus_schema import FACTS, cut, looked_up, sparse
from pipeline.cluster.milvus_state import Kept, State, Stored, kept, spilt
from pipeline.models import Measure
from pipeline.store.lexicon import COLUMN_WEIGHTS
from pipeline.store.rows import forms_of, put_terms
from pipeline.store.schema import measure_of
from pipeline.text import fold

TERMS = f"SELECT rowid, {', '.join(COLUMN_WEIGHTS)} FROM terms"
# Columns of `documents` that are told with the others; text and pages are kept apart, packed.
_SAID = "document digest versions declared facts indexed origin mended content sealed".split()
_BLOCK = "position, kind, role, page, x0, top, x1, bottom, start, end"


def measure_from(stored: str, document: str) -> Measure:
    """The measure of what `unit_rows` stored of it."""
    values = json.loads(stored)
    return measure_of((values[0], document, *values[2:-2]))


def document_rows(connection: sqlite3.Connection, row: int, born: int) -> Iterator[Kept]:
    """A document without its units: what is said of it, its text, and its acronyms."""
    said = connection.execute(
        f"SELECT {', '.join(_SAID)}, text, pages FROM documents WHERE rowid = ?", (row,)
    ).fetchone()
    *values, text, pages = said
    blocks = connection.execute(
        f"SELECT {_BLOCK} FROM blocks WHERE document = ? ORDER BY position", (row,)
    ).fetchall()
    counts = connection.execute(
        "SELECT kind, count(*) FROM measures WHERE document = ? GROUP BY kind", (row,)
    ).fetchall()
    told = dict(zip(_SAID, values, strict=True))
    told |= {"pages": len(json.loads(pages)), "counts": dict(counts)}
    yield from document_row(row, told, born)
    packed = zlib.compress(json.dumps([text, pages, blocks]).encode())
    _, parts = spilt(f"\x1f{base64.b85encode(packed).decode()}", f"d{row}", born, row)
    yield from parts
    acronyms = connection.execute(
        "SELECT short, long, short_stem, long_stems FROM acronyms WHERE document = ?", (row,)
    )
    for number, (short, long, brief, run) in enumerate(acronyms):
        value, first = _json([short, long, brief, run]), run.split()[0]
        # Looked up by the one form and by the first word of the other.
        for kind, name in (("short", brief), ("long", first)):
            pk = f"{kind}:{row}:{number}"
            yield kept(pk, kind, born, value, looked_up(name), number, row)


def document_row(row: int, told: Mapping[str, Any], born: int) -> Iterator[Kept]:
    """What is said of a document, as `Stored` reads it."""
    value, parts = spilt(_json(told), f"s{row}", born, row)
    yield kept(f"d:{row}@{born}", "document", born, value, number=row, owner=row)
    yield from parts


def run_row(number: int, born: int, told: str) -> list[Kept]:
    """The record of a run, with what its row has no room for."""
    value, parts = spilt(told, f"r{number}", born)
    return [kept(f"r:{number}@{born}", "run", born, value, number=number), *parts]


def unit_rows(
    connection: sqlite3.Connection, document: int, born: int, average: float
) -> Iterator[tuple[dict[str, Any], list[Kept]]]:
    """The units of a document, each with the rows of what is too long for its fields."""
    import numpy as np

    found = connection.execute(
        "SELECT measures.*, vectors.vector AS row_of_vector FROM measures "
        "JOIN vectors ON vectors.key = measures.vector WHERE document = ? ORDER BY position",
        (document,),
    )
    names = [column[0] for column in found.description]
    units = found.fetchall()
    terms = terms_of_rows(connection, [unit[0] for unit in units])
    for unit in units:
        row, *values, vector = unit
        said = dict(zip(names, unit, strict=True))
        stored = _json([values[0], *values[2:]])
        columns = terms[row]
        stored, parts = spilt(stored, f"u{row}", born, document)
        words, more = spilt("\n".join(columns), f"t{row}", born, document)
        yield (
            {
                "row": row,
                "id": said["id"],
                "document": document,
                "position": said["position"],
                "born": born,
                "page": said["page"] or 0,
                "kind": said["kind"],
                "leads": cut(fold(said["lead"] or "")),
                "stored": stored,
                "terms": words,
                "dense": np.frombuffer(vector, "<f4"),
                "sparse": dict(sparse(columns, average)),
            }
            | {name: cut(said[name]) for name in FACTS},
            [*parts, *more],
        )


def terms_of_rows(
    connection: sqlite3.Connection, rows: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """The terms of these units, by row, in the order of COLUMN_WEIGHTS."""
    found = connection.execute(
        f"{TERMS} WHERE rowid IN (SELECT value FROM json_each(?))", (json.dumps(list(rows)),)
    )
    return {row: tuple(columns) for row, *columns in found}


def frequencies(terms: Iterable[Sequence[str]]) -> tuple[Counter[str], int, int]:
    """In how many units each stem stands, how many units there are, and all their stems."""
    held: Counter[str] = Counter()
    units = tokens = 0
    for columns in terms:
        stems = [stem for column in columns for stem in column.split()]
        held.update(set(stems))
        units, tokens = units + 1, tokens + len(stems)
    return held, units, tokens


def fill(connection: sqlite3.Connection, state: State, documents: Sequence[Stored]) -> None:
    """Put documents of Milvus into the tables of SQLite as they were, units and terms included.

    The words that they hold are counted as held by none: what changes is counted from there.
    """
    for part in batches(documents, 100):
        for stored, texts in zip(part, texts_of(state, part), strict=True):
            _fill_document(connection, stored, texts)
        rows = [stored.row for stored in part]
        for unit in units_of(state, one_of("document", rows), ("stored", "terms", "dense")):
            _fill_unit(connection, unit)
        known = state.kept(
            f'kind == "short" and {one_of("owner", rows)}', ("value", "owner", "number")
        )
        for row in sorted(known, key=lambda row: (row["owner"], row["number"])):
            values = (row["owner"], *json.loads(row["value"]))
            connection.execute("INSERT INTO acronyms VALUES (?, ?, ?, ?, ?)", values)
        for stored in part:
            connection.executemany(
                "INSERT OR IGNORE INTO words (term, form, held) VALUES (?, ?, 0)",
                sorted(forms_of(connection, stored.document)),
            )


def units_of(state: State, expression: str, fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Units that meet an expression, `stored` and `terms` whole, a page at a time."""
    wide = [name for name in ("stored", "terms") if name in fields]
    page: list[dict[str, Any]] = []

    def mended() -> Iterator[dict[str, Any]]:
        for name in wide:
            values = state.whole([unit[name] for unit in page])
            for unit, value in zip(page, values, strict=True):
                unit[name] = value
        yield from page
        page.clear()

    for unit in state.units(expression, ("document", *fields), 2_000 if wide else None):
        page.append(unit)
        if len(page) == 2_000:
            yield from mended()
    yield from mended()


def _fill_document(
    connection: sqlite3.Connection, stored: Stored, texts: tuple[str, str, list[Any]]
) -> None:
    text, pages, blocks = texts
    names = ", ".join(_SAID)
    connection.execute(
        f"INSERT INTO documents (rowid, {names}, text, pages) "
        f"VALUES (?, {', '.join('?' * len(_SAID))}, ?, ?)",
        (stored.row, *(stored.said[name] for name in _SAID), text, pages),
    )
    connection.executemany(
        f"INSERT INTO blocks (document, {_BLOCK}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(stored.row, *block) for block in blocks],
    )


def _fill_unit(connection: sqlite3.Connection, unit: Mapping[str, Any]) -> None:
    import numpy as np

    values = json.loads(unit["stored"])
    values[1:1] = [unit["document"]]
    connection.execute(
        f"INSERT INTO measures VALUES ({', '.join('?' * (len(values) + 1))})",
        (unit["row"], *values),
    )
    vector = np.asarray(unit["dense"], "<f4").tobytes()
    connection.execute("INSERT OR IGNORE INTO vectors VALUES (?, ?)", (values[-1], vector))
    put_terms(connection, unit["row"], unit["terms"].split("\n"))


def texts_of(state: State, documents: Sequence[Stored]) -> list[tuple[str, str, list[Any]]]:
    """Text, pages and blocks of documents, as they are stored in SQLite."""
    # A document that was moved is told of anew, but its text stays where it was first put.
    rows = [stored.row for stored in documents]
    parts: dict[int, list[tuple[int, str]]] = {row: [] for row in rows}
    expression = f'kind == "part" and {one_of("owner", rows)} and name like "d%"'
    for part in state.kept(expression, ("owner", "number", "value")):
        parts[part["owner"]].append((part["number"], part["value"]))
    found = []
    for row in rows:
        joined = "".join(value for _, value in sorted(parts[row]))
        text, pages, blocks = json.loads(zlib.decompress(base64.b85decode(joined[1:])))
        found.append((text, pages, blocks))
    return found


def _json(value: object) -> str:
    """One line; with escapes only where a text is no UTF-8."""
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(value)
    return line
