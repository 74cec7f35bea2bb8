"""The rows of one document: what is stored of it, and how its measures keep their ids."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import PurePath

from pipeline.models import Facts, Measure, Plan
from pipeline.store.identity import with_ids
from pipeline.store.schema import MEASURE_COLUMNS, TABLES, facts_json, listed, measure_of
from pipeline.text import analyse


@dataclass(frozen=True, slots=True)
class Entry:
    """A document ready to be stored.

    `declared` is what plans.toml said of it, kept apart from `plan.facts` to see that it changed;
    `embedded` holds, for each measure, the text that its vector is made of;
    `origin` is the place of its file as seen from the index, empty where it comes from no file.
    `mended` is the digest of the measures where they come from a file of measures, else empty;
    with `beside` they take the place of those of the stored document, of which all the rest but
    the facts stays as it was read. `acronyms` are those that the document defines: short and long
    form, as printed.
    """

    plan: Plan
    measures: Sequence[Measure]
    embedded: Sequence[str]
    digest: str
    versions: str
    declared: Facts
    when: str
    origin: str = ""
    mended: str = ""
    beside: bool = False
    acronyms: Sequence[tuple[str, str]] = ()


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty database."""
    for statement in TABLES.split(";"):
        connection.execute(statement)


def store(connection: sqlite3.Connection, entry: Entry) -> None:
    """Store a document in place of the one of the same id; its measures keep their ids."""
    plan = entry.plan
    previous = previous_units(connection, plan.document)
    connection.execute(
        "DELETE FROM terms WHERE rowid IN (SELECT measures.rowid FROM measures JOIN documents "
        "ON documents.rowid = measures.document WHERE documents.document = ?)",
        (plan.document,),
    )
    row = _mend_document(connection, entry) if entry.beside else _store_document(connection, entry)
    forms = _Forms()
    title = forms.terms(plan.facts.title or _named(plan.document))
    connection.execute("DELETE FROM acronyms WHERE document = ?", (row,))
    connection.executemany(
        "INSERT INTO acronyms VALUES (?, ?, ?, ?, ?)",
        [
            (row, *pair, brief, run)
            for pair in entry.acronyms
            if " " not in (brief := _stems(pair[0])) and " " in (run := _stems(pair[1]))
        ],
    )

    def taken(id_: str) -> bool:
        found = connection.execute("SELECT 1 FROM measures WHERE id = ?", (id_,))
        return found.fetchone() is not None

    measures = with_ids(entry.measures, previous, taken)
    for position, (measure, text) in enumerate(zip(measures, entry.embedded, strict=True)):
        _store_measure(connection, row, position, measure, text, title, forms)
    forms.store(connection)


def _mend_document(connection: sqlite3.Connection, entry: Entry) -> int:
    """Make room for other measures of a stored document; its row."""
    (row,) = connection.execute(
        "UPDATE documents SET facts = ?, indexed = ?, mended = ? WHERE document = ? "
        "RETURNING rowid",
        (facts_json(entry.plan.facts), entry.when, entry.mended, entry.plan.document),
    ).fetchone()
    connection.execute("DELETE FROM measures WHERE document = ?", (row,))
    return int(row)


def _store_document(connection: sqlite3.Connection, entry: Entry) -> int:
    """Store a document without its measures in place of the one of the same id; its row."""
    plan = entry.plan
    connection.execute("DELETE FROM documents WHERE document = ?", (plan.document,))
    pages = [[p.number, p.width, p.height, p.span.start, p.span.end] for p in plan.pages]
    row = connection.execute(
        "INSERT INTO documents (document, digest, versions, declared, facts, text, pages, "
        "indexed, origin, mended) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            plan.document,
            entry.digest,
            entry.versions,
            facts_json(entry.declared),
            facts_json(plan.facts),
            plan.text,
            json.dumps(pages),
            entry.when,
            entry.origin,
            entry.mended,
        ),
    ).lastrowid
    assert row is not None
    connection.executemany(
        "INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _block_rows(plan, row)
    )
    return row


def _store_measure(
    connection: sqlite3.Connection,
    document: int,
    position: int,
    measure: Measure,
    embedded: str,
    title: str,
    forms: _Forms,
) -> None:
    row = connection.execute(
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
    said = (measure.lead, measure.deadline, measure.budget)
    facts = (*(fact for fact in said if fact), *measure.partners, *measure.indicators)
    connection.execute(
        "INSERT INTO terms (rowid, statement, headings, details, title) VALUES (?, ?, ?, ?, ?)",
        (
            row,
            forms.terms(f"{measure.label or ''} {measure.statement}"),
            forms.terms("\n".join(measure.path)),
            forms.terms("\n".join((*measure.details, *facts))),
            title,
        ),
    )


def previous_units(connection: sqlite3.Connection, document: str) -> list[Measure]:
    """All units of a stored document, in reading order."""
    rows = connection.execute(
        f"SELECT {MEASURE_COLUMNS} FROM measures JOIN documents "
        "ON documents.rowid = measures.document WHERE documents.document = ? ORDER BY position",
        (document,),
    )
    try:
        return [measure_of(row) for row in rows]
    except (ValueError, TypeError) as error:  # JSON or kinds that are none: damage
        raise sqlite3.DatabaseError(f"a measure of {document} cannot be read") from error


def _key(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


class _Forms:
    """The words of one document: the forms in which each stem stands there."""

    def __init__(self) -> None:
        self._forms: set[tuple[str, str]] = set()

    def terms(self, text: str) -> str:
        """The stems of a text, as FTS5 holds them; their forms are remembered."""
        found = analyse(text)
        self._forms |= {
            (term.term, text[term.start : term.end].lower())
            for term in found
            if term.term.isalpha()
        }
        return " ".join(term.term for term in found)

    def store(self, connection: sqlite3.Connection) -> None:
        """Join the forms to those of the index; a new form has no vector yet."""
        connection.executemany(
            "INSERT OR IGNORE INTO words (term, form) VALUES (?, ?)", sorted(self._forms)
        )


def _stems(text: str) -> str:
    return " ".join(term.term for term in analyse(text))


def _named(document: str) -> str:
    """What the name of a file says of a plan without title."""
    return re.sub(r"[-_.]+", " ", PurePath(document).stem)


def _block_rows(plan: Plan, document: int) -> Iterable[tuple[object, ...]]:
    for position, block in enumerate(plan.blocks):
        box = block.box
        corners = (box.x0, box.top, box.x1, box.bottom) if box else (None,) * 4
        place = (*corners, block.span.start, block.span.end)
        yield (document, position, block.kind.value, block.role.value, block.page, *place)
