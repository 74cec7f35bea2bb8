"""The rows of one document: what is stored of it, and how its measures keep their ids."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b

from pipeline.messages import Message
from pipeline.models import Facts, Measure, Plan
from pipeline.store.contents import set_content
from pipeline.store.identity import with_ids
from pipeline.store.schema import (
    MEASURE_COLUMNS,
    TABLES,
    amounts_json,
    facts_json,
    facts_of,
    listed,
    measure_of,
    stated_json,
)
from pipeline.store.seals import set_seal
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


def known_documents(connection: sqlite3.Connection) -> dict[str, Known]:
    """What is indexed, by document. Raises ValueError or TypeError for junk."""
    rows = connection.execute(
        "SELECT document, digest, versions, declared, origin, mended, facts FROM documents"
    )
    return {
        row[0]: Known(row[1], row[2], facts_of(row[3]), row[4], row[5], facts_of(row[6]))
        for row in rows
    }


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty database."""
    for statement in TABLES.split(";"):
        connection.execute(statement)


def store(
    connection: sqlite3.Connection, entry: Entry, elsewhere: Callable[[str], bool] | None = None
) -> None:
    """Store a document in place of the one of the same id; its measures keep their ids.

    `elsewhere` tells of ids that are used where this database does not see them.
    """
    plan = entry.plan
    previous = previous_units(connection, plan.document)
    _let_go(connection, plan.document, previous)
    _forget_terms(connection, plan.document)
    row = _mend_document(connection, entry) if entry.beside else _store_document(connection, entry)
    forms = _Forms()
    title = forms.terms(plan.facts.title or "")
    connection.execute("DELETE FROM acronyms WHERE document = ?", (row,))
    connection.executemany(
        "INSERT INTO acronyms VALUES (?, ?, ?, ?, ?)",
        [
            (row, *pair, brief, run)
            for pair in entry.acronyms
            if " " not in (brief := analysed(pair[0])) and " " in (run := analysed(pair[1]))
        ],
    )

    def taken(id_: str) -> bool:
        found = connection.execute("SELECT 1 FROM measures WHERE id = ?", (id_,))
        return found.fetchone() is not None or bool(elsewhere and elsewhere(id_))

    measures = with_ids(entry.measures, previous, taken)
    for position, (measure, text) in enumerate(zip(measures, entry.embedded, strict=True)):
        _store_measure(connection, row, position, measure, text, title, forms)
    forms.store(connection)
    set_content(connection, row)
    set_seal(connection, row)


def move(connection: sqlite3.Connection, old: str, new: str, origin: str) -> None:
    """Call a document by another name; what is stored of it, ids included, stays."""
    connection.execute(
        "UPDATE documents SET document = ?, origin = ? WHERE document = ?", (new, origin, old)
    )


def remove(connection: sqlite3.Connection, document: str) -> None:
    """Take a document out, with all its units."""
    with suppress(sqlite3.DatabaseError):  # what cannot be read must be able to go
        _let_go(connection, document, previous_units(connection, document))
    _forget_terms(connection, document)
    connection.execute("DELETE FROM documents WHERE document = ?", (document,))


def _forget_terms(connection: sqlite3.Connection, document: str) -> None:
    connection.execute(
        "DELETE FROM terms WHERE rowid IN (SELECT measures.rowid FROM measures JOIN documents "
        "ON documents.rowid = measures.document WHERE documents.document = ?)",
        (document,),
    )


def _let_go(connection: sqlite3.Connection, document: str, units: Sequence[Measure]) -> None:
    """Count a document out of those that hold its words; `forget_words` drops what none holds."""
    _forms_of(connection, document, units).let_go(connection)


def forms_of(connection: sqlite3.Connection, document: str) -> set[tuple[str, str]]:
    """Stem and form of the words of a stored document, as `words` counts them."""
    return _forms_of(connection, document, previous_units(connection, document)).found


def _forms_of(connection: sqlite3.Connection, document: str, units: Sequence[Measure]) -> _Forms:
    facts = connection.execute("SELECT facts FROM documents WHERE document = ?", (document,))
    forms = _Forms()
    for (line,) in facts.fetchall():
        forms.terms(facts_of(line).title or "")
    for unit in units:
        terms_of(unit, forms.terms)
    return forms


def forget_words(connection: sqlite3.Connection) -> None:
    """Drop the words that no document holds: they would be taken for words of the collection."""
    connection.execute("DELETE FROM words WHERE held <= 0")


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
    pages = [
        [p.number, p.width, p.height, p.span.start, p.span.end, p.confidence] for p in plan.pages
    ]
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
        "page, start, end, details, lead, partners, deadline, budget, indicators, targets, "
        "status, audience, territory, amounts, stated, cues, recognised, embedded, vector) "
        f"VALUES ({','.join('?' * 27)})",
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
            listed(measure.targets),
            measure.status,
            measure.audience,
            measure.territory,
            amounts_json(measure.amounts),
            stated_json(measure.stated),
            listed(measure.cues),
            measure.recognised,
            embedded,
            vector_key(embedded),
        ),
    ).lastrowid
    assert row is not None
    put_terms(connection, row, (*terms_of(measure, forms.terms), title))


def put_terms(connection: sqlite3.Connection, row: int, texts: Sequence[str]) -> None:
    """Put the analysed words of a unit into the lexical index, under its row."""
    connection.execute(
        "INSERT INTO terms (rowid, statement, headings, details, title) VALUES (?, ?, ?, ?, ?)",
        (row, *texts),
    )


def terms_of(measure: Measure, terms: Callable[[str], str]) -> tuple[str, str, str]:
    """The analysed words of a unit, as `terms` makes them: statement, headings and the rest."""
    facts = (*measure.spoken, *filter(None, (measure.deadline, measure.budget)))
    return (
        terms(f"{measure.label or ''} {measure.statement}"),
        terms("\n".join(measure.path)),
        terms("\n".join((*measure.details, *facts))),
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
        raise sqlite3.DatabaseError(
            Message("a measure of {document} cannot be read", document=document)
        ) from error


def vector_key(text: str) -> str:
    """What the vector of a text is kept under: 32 hexadecimal digits."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


class _Forms:
    """The words of one document: the forms in which each stem stands there."""

    def __init__(self) -> None:
        self.found: set[tuple[str, str]] = set()

    def terms(self, text: str) -> str:
        """The stems of a text, as FTS5 holds them; their forms are remembered."""
        found = analyse(text)
        self.found |= {
            (term.term, text[term.start : term.end].lower())
            for term in found
            if term.term.isalpha()
        }
        return " ".join(term.term for term in found)

    def store(self, connection: sqlite3.Connection) -> None:
        """Join the forms to those of the index; a new form has no vector yet."""
        connection.executemany(
            "INSERT INTO words (term, form, held) VALUES (?, ?, 1) "
            "ON CONFLICT (term, form) DO UPDATE SET held = held + 1",
            sorted(self.found),
        )

    def let_go(self, connection: sqlite3.Connection) -> None:
        """Count one document less that holds the forms."""
        connection.executemany(
            "UPDATE words SET held = held - 1 WHERE term = ? AND form = ?", sorted(self.found)
        )


def analysed(text: str) -> str:
    """The terms of a text, as the lexical index holds them."""
    return " ".join(term.term for term in analyse(text))


def _block_rows(plan: Plan, document: int) -> Iterable[tuple[object, ...]]:
    for position, block in enumerate(plan.blocks):
        box = block.box
        corners = (box.x0, box.top, box.x1, box.bottom) if box else (None,) * 4
        place = (*corners, block.span.start, block.span.end)
        yield (document, position, block.kind.value, block.role.value, block.page, *place)
