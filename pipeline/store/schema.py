"""What the database holds, and how its rows become measures and facts again."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import IndexUnavailableError, brief
from pipeline.messages import Message, noted
from pipeline.models import Amount, Fact, Facts, Measure, Span, UnitKind
from pipeline.text import VERSION as TEXT_VERSION

SCHEMA = "10"
DATABASE = "mesures.db"
CHUNK = 16_384  # rows that are counted and hashed together

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    rowid INTEGER PRIMARY KEY,
    document TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    versions TEXT NOT NULL,
    declared TEXT NOT NULL,
    facts TEXT NOT NULL,
    text TEXT NOT NULL,
    pages TEXT NOT NULL,
    indexed TEXT NOT NULL,
    origin TEXT NOT NULL,
    mended TEXT NOT NULL,
    content TEXT NOT NULL DEFAULT '',
    sealed TEXT NOT NULL DEFAULT ''
);
CREATE TABLE blocks (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    role TEXT NOT NULL,
    page INTEGER,
    x0 REAL, top REAL, x1 REAL, bottom REAL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID;
CREATE TABLE measures (
    rowid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    label TEXT,
    statement TEXT NOT NULL,
    printed TEXT NOT NULL,
    path TEXT NOT NULL,
    page INTEGER,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    details TEXT NOT NULL,
    lead TEXT,
    partners TEXT NOT NULL,
    deadline TEXT,
    budget TEXT,
    indicators TEXT NOT NULL,
    targets TEXT NOT NULL,
    status TEXT,
    audience TEXT,
    territory TEXT,
    amounts TEXT NOT NULL,
    stated TEXT NOT NULL,
    cues TEXT NOT NULL,
    recognised REAL,
    embedded TEXT NOT NULL,
    vector TEXT NOT NULL
);
CREATE INDEX measures_document ON measures (document, position);
CREATE INDEX measures_vector ON measures (vector);
CREATE INDEX measures_kind ON measures (document, kind);
CREATE INDEX measures_lead ON measures (lead) WHERE lead IS NOT NULL;
CREATE TABLE vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE words (
    term TEXT NOT NULL,
    form TEXT NOT NULL,
    vector BLOB,
    held INTEGER NOT NULL,
    PRIMARY KEY (term, form)
) WITHOUT ROWID;
CREATE TABLE postings (
    term TEXT NOT NULL,
    chunk INTEGER NOT NULL,
    rows BLOB NOT NULL,
    PRIMARY KEY (term, chunk)
);
CREATE INDEX postings_chunk ON postings (chunk);
CREATE TABLE chunks (
    chunk INTEGER PRIMARY KEY,
    units INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    looked INTEGER NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX words_left ON words (held) WHERE held <= 0;
CREATE TABLE acronyms (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    short TEXT NOT NULL,
    long TEXT NOT NULL,
    short_stem TEXT NOT NULL,
    long_stems TEXT NOT NULL
);
CREATE INDEX acronyms_document ON acronyms (document);
CREATE INDEX acronyms_short ON acronyms (short_stem);
CREATE INDEX acronyms_long ON acronyms (substr(long_stems, 1, instr(long_stems, ' ') - 1));
CREATE TABLE runs (
    rowid INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    seconds REAL NOT NULL,
    counts TEXT NOT NULL,
    failed TEXT NOT NULL,
    finished INTEGER NOT NULL
);
"""
TERMS = """
CREATE VIRTUAL TABLE terms USING fts5 (
    statement, headings, details, title,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '_'"
)
"""
TABLES += TERMS

_TABLE_NAMES = frozenset(re.findall(r"CREATE (?:VIRTUAL )?TABLE (\w+)", TABLES))

MEASURE_COLUMNS = (
    "measures.id, documents.document, measures.kind, label, statement, printed, path, page, "
    "measures.start, measures.end, details, lead, partners, deadline, budget, indicators, "
    "targets, status, audience, territory, amounts, stated, cues, recognised"
)


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """What must be equal for two vectors to be comparable."""

    name: str
    revision: str
    dimension: int
    prompts: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """One line that is equal for equal identities."""
        return json.dumps({**asdict(self), "prompts": dict(self.prompts)}, sort_keys=True)

    @classmethod
    def from_json(cls, line: str) -> EncoderIdentity:
        """The identity that `to_json` wrote. Raises ValueError, KeyError or TypeError for junk."""
        known = json.loads(line)
        identity = cls(
            str(known["name"]), str(known["revision"]), known["dimension"], dict(known["prompts"])
        )
        if not isinstance(identity.dimension, int):
            raise TypeError(f"a dimension of {identity.dimension!r}")
        return identity


def vectors_path(index: Path, generation: int) -> Path:
    """The vector file of a generation."""
    return index / f"vectors-{generation}.faiss"


def read_meta(connection: sqlite3.Connection) -> dict[str, str]:
    """The `meta` table; empty for a database without tables."""
    named = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'"
    if connection.execute(named).fetchone() is None:
        return {}
    return dict(connection.execute("SELECT name, value FROM meta").fetchall())


def blank(connection: sqlite3.Connection) -> bool:
    """Whether a database holds nothing at all, as when it was just made."""
    return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def damaged(path: Path, what: object) -> IndexUnavailableError:
    """The error for a database that no part of which can be trusted."""
    return IndexUnavailableError(
        "{path} is damaged ({what}); bring a backup back with `mesures "
        "restore`, or run `mesures ingest --rebuild`",
        path=path,
        what=brief(what),
    )


def check_whole(connection: sqlite3.Connection, meta: Mapping[str, str], path: Path) -> None:
    """Raise IndexUnavailableError unless this version of mesures can use the database."""
    if blank(connection):
        raise IndexUnavailableError("{path} holds no index yet; run `mesures ingest`", path=path)
    if "schema" not in meta:
        raise damaged(path, noted("it does not say what it holds"))
    check_versions(meta, path)
    held = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if missing := sorted(_TABLE_NAMES - held):
        raise damaged(path, Message("no table {names}", names=", ".join(missing)))
    try:
        EncoderIdentity.from_json(meta["encoder"])
        int(meta["generation"]), int(meta["vectors_size"]), meta["vectors_hash"].lower()
        meta["collection"].lower()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged(path, noted("what it says of itself cannot be read")) from error


def check_versions(meta: Mapping[str, str], path: Path) -> None:
    """Raise IndexUnavailableError when another version of mesures built the database."""
    held, here = (meta.get("schema"), meta.get("text")), (SCHEMA, TEXT_VERSION)
    if held == here:
        return
    newer = any(
        (one or "").isdigit() and other.isdigit() and int(one or "") > int(other)
        for one, other in zip(held, here, strict=True)
    )
    version = noted("a newer version") if newer else noted("another version")
    remedy = noted("bring this one up to date, or build") if newer else noted("build")
    raise IndexUnavailableError(
        "{path} was built by {version} of mesures (schema {held}, text "
        "{text}; this one reads {schema} and {text_version}); {remedy} the "
        "index anew with `mesures ingest --rebuild`",
        path=path,
        version=version,
        held=held[0],
        text=held[1],
        schema=SCHEMA,
        text_version=TEXT_VERSION,
        remedy=remedy,
    )


def listed(values: tuple[str, ...]) -> str:
    """A list of texts as it is stored."""
    return json.dumps(values, ensure_ascii=False)


def amounts_json(amounts: tuple[Amount, ...]) -> str:
    """Amounts as they are stored."""
    return json.dumps([astuple(amount) for amount in amounts], ensure_ascii=False)


def stated_json(stated: tuple[Fact, ...]) -> str:
    """Facts of a measure as they are stored: field, text, start, end."""
    rows = [(fact.field, fact.text, fact.span.start, fact.span.end) for fact in stated]
    return json.dumps(rows, ensure_ascii=False)


def measure_of(row: tuple[Any, ...]) -> Measure:
    """The measure of a row of MEASURE_COLUMNS."""
    (id_, document, kind, label, statement, printed, path, page, start, end) = row[:10]
    (details, lead, partners, deadline, budget, indicators) = row[10:16]
    (targets, status, audience, territory, amounts, stated, cues, recognised) = row[16:24]
    return Measure(
        document=document,
        kind=UnitKind(kind),
        label=label,
        statement=statement,
        printed=printed,
        path=tuple(json.loads(path)),
        page=page,
        span=Span(start, end),
        details=tuple(json.loads(details)),
        lead=lead,
        partners=tuple(json.loads(partners)),
        deadline=deadline,
        budget=budget,
        indicators=tuple(json.loads(indicators)),
        targets=tuple(json.loads(targets)),
        status=status,
        audience=audience,
        territory=territory,
        amounts=tuple(Amount(*values) for values in json.loads(amounts)),
        stated=tuple(Fact(name, text, Span(*ends)) for name, text, *ends in json.loads(stated)),
        cues=tuple(json.loads(cues)),
        recognised=recognised,
        id=id_,
    )


def facts_json(facts: Facts) -> str:
    """Facts as they are stored and compared."""
    return json.dumps(asdict(facts), ensure_ascii=False, sort_keys=True)


def facts_of(line: str) -> Facts:
    """The facts that `facts_json` wrote."""
    return Facts(**json.loads(line))
