"""What workspace.db holds, version by version: each migration makes the next version of the last.

A migration that was released is never edited: a change of tables is another one after it.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pipeline.errors import WorkspaceUnavailableError, brief
from pipeline.messages import noted

FILE_NAME = "workspace.db"
APPLICATION = 0x4D455355  # « MESU », in the header of the file
MIGRATIONS = (
    """
    CREATE TABLE questions (
        rowid INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        question TEXT NOT NULL,
        filters TEXT NOT NULL,
        created TEXT NOT NULL
    );
    CREATE TABLE states (
        snapshot TEXT PRIMARY KEY,
        documents BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE baselines (
        question INTEGER PRIMARY KEY REFERENCES questions ON DELETE CASCADE,
        taken TEXT NOT NULL,
        snapshot TEXT NOT NULL REFERENCES states,
        generation INTEGER NOT NULL,
        run TEXT NOT NULL,
        made TEXT NOT NULL
    );
    CREATE TABLE answers (
        question INTEGER NOT NULL REFERENCES questions ON DELETE CASCADE,
        id TEXT NOT NULL,
        told INTEGER NOT NULL,
        fields TEXT NOT NULL,
        PRIMARY KEY (question, id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE decisions (
        rowid INTEGER PRIMARY KEY,
        a TEXT NOT NULL,
        b TEXT NOT NULL,
        sides TEXT NOT NULL,
        verdict TEXT NOT NULL,
        relation TEXT,
        found TEXT,
        turned INTEGER NOT NULL,
        score REAL,
        edition INTEGER NOT NULL,
        author TEXT NOT NULL,
        date TEXT NOT NULL,
        note TEXT NOT NULL
    );
    CREATE INDEX decisions_of_pairs ON decisions (a, b)
    """,
)
SCHEMA = len(MIGRATIONS)


def version(connection: sqlite3.Connection) -> int:
    """The version of the tables; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Raise WorkspaceUnavailableError unless this version of mesures can use the file."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    empty = connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    if application != APPLICATION and not (empty and application == 0):
        raise WorkspaceUnavailableError(
            "{path} is no workspace of mesures; name another file with --workspace", path=path
        )
    if (held := version(connection)) > SCHEMA:
        raise WorkspaceUnavailableError(
            "{path} was written by a newer version of mesures (schema {held}; this "
            "one reads {schema}); bring this one up to date, or name another file "
            "with --workspace",
            path=path,
            held=held,
            schema=SCHEMA,
        )
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise damaged(path, noted("its pages do not fit"))


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to this version, in the transaction that is open."""
    for script in MIGRATIONS[version(connection) :]:
        for statement in script.split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {SCHEMA}")


def damaged(path: Path, what: object) -> WorkspaceUnavailableError:
    """The error for a file that no part of which can be trusted."""
    return WorkspaceUnavailableError(
        "{path} is damaged ({what}); bring it back with `mesures restore FILE "
        "--replace-workspace`, or move it away to begin anew",
        path=path,
        what=brief(what),
    )
