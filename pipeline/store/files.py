"""The files of an index folder: putting one in the place of another, and what stands in the way."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import suppress
from pathlib import Path

from pipeline.errors import IndexUnavailableError
from pipeline.store.lock import LOCK
from pipeline.store.schema import DATABASE, damaged, vectors_path
from pipeline.vectors import sync_folder

BUSY_SECONDS = 60.0  # readers hold the database for milliseconds, but a disk may be slow
_BUSY_CODES = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DISK_CODES = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
)


def last_generation(index: Path) -> int:
    """The highest number of a vector file, so that no reader's file is written over."""
    names = (path.stem.partition("-")[2] for path in index.glob("vectors-*.faiss"))
    return max((int(name) for name in names if re.fullmatch("[0-9]{1,15}", name)), default=0)


def drop_other_vectors(index: Path, generation: int) -> None:
    """Remove the vectors of all generations but one: replaced, or never committed."""
    for path in index.glob("vectors-*.faiss"):
        if path != vectors_path(index, generation):
            with suppress(OSError):
                path.unlink()


def put_in_place(beside: Path, path: Path) -> None:
    """Replace a database by the one made beside it, while nobody reads the old one.

    Who waits to read the old one meanwhile sees, when it can, that its file is another now.
    """
    old: sqlite3.Connection | None = None
    try:
        old = _exclusive(path)
    except sqlite3.DatabaseError as error:  # a damaged file has no locks
        if error.sqlite_errorcode & 0xFF in _BUSY_CODES:
            raise
    try:
        # The journal of the old database, if any, would be rolled back into the new one.
        for suffix in ("-journal", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        if old and os.name == "nt":  # no open file can be replaced there
            old.close()
        beside.replace(path)
        sync_folder(path.parent)
    finally:
        if old:
            old.close()


def _exclusive(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except BaseException:
        connection.close()
        raise
    return connection


def refusal(index: Path, error: Exception) -> IndexUnavailableError:
    """Why an index cannot be written, with the remedy that fits the cause."""
    database = index / DATABASE
    made = next(folder for folder in (index, *index.absolute().parents) if _is(folder))
    for path in (made, database, index / LOCK):
        if _is(path) and not os.access(path, os.W_OK):
            return IndexUnavailableError(
                "no permission to write {path}; use another folder with --index", path=path
            )
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if isinstance(error, OSError) or code in _DISK_CODES:
        return IndexUnavailableError(
            "{index} cannot be written ({error}); free its disk, or use another "
            "folder with --index",
            index=index,
            error=error,
        )
    if code in _BUSY_CODES:
        return IndexUnavailableError(
            "{database} is held by a program that reads it without end; stop that "
            "program, and run again",
            database=database,
        )
    return damaged(database, error)


def _is(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110 - Path.exists raises where a folder is closed
