"""Saved questions: what was asked, and what answered when it was last told."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import UTC, datetime
from typing import Any

from pipeline.errors import UsageError
from pipeline.messages import noted
from pipeline.models import Filters, UnitKind
from pipeline.workspace.database import Workspace
from pipeline.workspace.schema import damaged

WORDING = 8  # digits
_JUNK = (ValueError, KeyError, TypeError, AttributeError, zlib.error)


@dataclass(frozen=True, slots=True)
class Answered:
    """A measure that answered: its fields, and whether people were told of it."""

    fields: Mapping[str, Any]
    told: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """A document: the hash of its file, that of its content, the versions that it was read by, and
    the keys of the wordings of its measures, of WORDING digits each, one after the other."""

    digest: str
    content: str
    versions: str
    wordings: str = ""

    @property
    def same(self) -> tuple[str, str]:
        """Equal for a document under another name."""
        return self.digest, self.content

    @property
    def keys(self) -> set[str]:
        """The keys of its wordings."""
        return {self.wordings[n : n + WORDING] for n in range(0, len(self.wordings), WORDING)}


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a question was answered when it was last told, and from what.

    `snapshot`, `generation` and `run` (when it started) name the state of the index; `made` tells
    by what answers were made (encoder, versions, weights).
    """

    taken: str
    snapshot: str
    generation: int
    run: str
    made: Mapping[str, str]
    documents: Mapping[str, Known]
    answers: Mapping[str, Answered]


@dataclass(frozen=True, slots=True)
class Question:
    """A saved question."""

    name: str
    question: str
    filters: Filters
    created: str
    baseline: Baseline | None = None


def now() -> str:
    """The time as it is stored: ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def questions(workspace: Workspace, names: tuple[str, ...] = ()) -> list[Question]:
    """The saved questions, the oldest first, or those of these names, in that order.

    Raises UsageError for a name that is none.
    """
    with workspace.usable():
        rows = workspace.connection.execute(
            "SELECT questions.rowid, name, question, filters, created FROM questions "
            "ORDER BY questions.rowid"
        ).fetchall()
        try:
            found = {row[1]: _question(workspace.connection, row) for row in rows}
        except _JUNK as error:
            raise damaged(workspace.path, error) from error
    for name in names:
        if name not in found:
            known = ", ".join(found) or noted("none yet; `mesures watch add QUESTION`")
            raise UsageError(
                "no saved question is called {name!r} (there is: {known})", name=name, known=known
            )
    return [found[name] for name in dict.fromkeys(names or found)]


def _question(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Question:
    number, name, text, filters, created = row
    values = {key: tuple(value) for key, value in json.loads(filters).items()}
    values["kinds"] = tuple(UnitKind(kind) for kind in values["kinds"])
    return Question(name, text, Filters(**values), created, _baseline(connection, number))


def _baseline(connection: sqlite3.Connection, number: int) -> Baseline | None:
    found = connection.execute(
        "SELECT taken, snapshot, generation, run, made, documents FROM baselines "
        "JOIN states USING (snapshot) WHERE question = ?",
        (number,),
    ).fetchone()
    if found is None:
        return None
    taken, snapshot, generation, run, made, packed = found
    documents = json.loads(zlib.decompress(packed))
    answers = connection.execute(
        "SELECT id, told, fields FROM answers WHERE question = ?", (number,)
    )
    return Baseline(
        taken,
        snapshot,
        generation,
        run,
        json.loads(made),
        {name: Known(*one) for name, one in documents.items()},
        {id_: Answered(json.loads(fields), bool(told)) for id_, told, fields in answers},
    )


def add(workspace: Workspace, question: Question) -> None:
    """Save a question with its baseline. Raises UsageError where its name is taken."""
    filters = json.dumps(asdict(question.filters), ensure_ascii=False)
    with workspace.changing() as connection:
        taken = connection.execute("SELECT 1 FROM questions WHERE name = ?", (question.name,))
        if taken.fetchone():
            raise UsageError(
                "a saved question is called {name!r} already; give another --name",
                name=question.name,
            )
        connection.execute(
            "INSERT INTO questions (name, question, filters, created) VALUES (?, ?, ?, ?)",
            (question.name, question.question, filters, question.created),
        )
        if question.baseline:
            _store(connection, question.name, question.baseline)


def remove(workspace: Workspace, names: Sequence[str]) -> None:
    """Forget saved questions. Raises UsageError for a name that is none, and then forgets none."""
    questions(workspace, tuple(names))
    with workspace.changing() as connection:
        connection.executemany("DELETE FROM questions WHERE name = ?", [(one,) for one in names])
        _drop_states(connection)


def move_baselines(workspace: Workspace, baselines: Mapping[str, Baseline]) -> None:
    """Make these what was last told, by name of the question; one that is gone stays gone."""
    with workspace.changing() as connection:
        for name, baseline in baselines.items():
            _store(connection, name, baseline)
        _drop_states(connection)


def _store(connection: sqlite3.Connection, name: str, baseline: Baseline) -> None:
    found = connection.execute("SELECT rowid FROM questions WHERE name = ?", (name,)).fetchone()
    if found is None:
        return
    (number,) = found
    known = {document: astuple(one) for document, one in baseline.documents.items()}
    packed = zlib.compress(json.dumps(known, ensure_ascii=False).encode())
    connection.execute("INSERT OR IGNORE INTO states VALUES (?, ?)", (baseline.snapshot, packed))
    made = json.dumps(dict(baseline.made), ensure_ascii=False)
    connection.execute(
        "INSERT OR REPLACE INTO baselines VALUES (?, ?, ?, ?, ?, ?)",
        (number, baseline.taken, baseline.snapshot, baseline.generation, baseline.run, made),
    )
    connection.execute("DELETE FROM answers WHERE question = ?", (number,))
    connection.executemany(
        "INSERT INTO answers VALUES (?, ?, ?, ?)",
        [
            (number, id_, one.told, json.dumps(dict(one.fields), ensure_ascii=False))
            for id_, one in baseline.answers.items()
        ],
    )


def _drop_states(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM states WHERE snapshot NOT IN (SELECT snapshot FROM baselines)")
