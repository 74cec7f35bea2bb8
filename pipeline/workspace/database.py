"""workspace.db opened: whole transactions, and one line where it cannot be read or written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.errors import WorkspaceUnavailableError
from pipeline.messages import cause
from pipeline.settings import MILVUS, Settings
from pipeline.workspace.schema import FILE_NAME, SCHEMA, check, damaged, migrate, version

_BUSY_SECONDS = 10.0
_DISK_CODES = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
)


def place(settings: Settings) -> Path:
    """Where workspace.db lies: where it was said, or in the folder that holds the index folder.

    An index in Milvus has none: there it lies beside the folder of documents.
    """
    if settings.workspace:
        return settings.workspace
    if str(settings.index).startswith(MILVUS):
        return settings.corpus.parent / FILE_NAME
    index = settings.index
    folder = index.parent if index.name not in ("", "..") else index.resolve().parent
    return folder / FILE_NAME


class Workspace:
    """A workspace.db; without a file it is empty, and the first change makes one.

    Raises WorkspaceUnavailableError from any method when the file cannot be used. Use it in a
    `with` block.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writable = False
        self.connection = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.connection.close()

    def _opened(self) -> sqlite3.Connection:
        with self.usable():
            if not self.path.is_file() and not os.path.lexists(self.path):
                return _in_memory()
            if self.path.is_dir():
                raise WorkspaceUnavailableError(
                    "{path} is a folder; name a file with --workspace", path=self.path
                )
            uri = f"{self.path.resolve().as_uri()}?mode=ro"
            connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_BUSY_SECONDS)
            try:
                check(connection, self.path)
                if version(connection) == SCHEMA:
                    return connection
                # One of an older version is brought forward by the first change, not by looking.
                copy = _in_memory(connection)
            except BaseException:
                connection.close()
                raise
            connection.close()
            return copy

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is committed at the end of the block, or undone by an exception."""
        with self.usable():
            self._open_to_write()
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                migrate(self.connection)
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self.connection.execute("ROLLBACK")
                raise

    def check_writable(self) -> None:
        """Raise WorkspaceUnavailableError where a change could not be kept in the end."""
        there = os.path.lexists(self.path)
        # SQLite writes its journal beside the file.
        for path in (self.path, self.path.parent) if there else (self.path.parent,):
            if not os.access(path, os.W_OK):
                raise self._refused(path)

    def _refused(self, path: Path) -> WorkspaceUnavailableError:
        if not os.path.lexists(path):
            return WorkspaceUnavailableError(
                "{path} cannot be written: there is no folder {folder}; make it, or "
                "name another file with --workspace",
                path=self.path,
                folder=path,
            )
        return WorkspaceUnavailableError(
            "no permission to write {path}; name another file with --workspace", path=path
        )

    def _open_to_write(self) -> None:
        if self._writable:
            return
        self.check_writable()
        self.connection.close()
        self.connection = sqlite3.connect(self.path, isolation_level=None, timeout=_BUSY_SECONDS)
        self.connection.execute("PRAGMA foreign_keys = ON")
        check(self.connection, self.path)
        self._writable = True

    @contextmanager
    def usable(self) -> Iterator[None]:
        """Tell of what keeps the file from being read or written, junk in its rows included."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise WorkspaceUnavailableError(
                    "{path} is being written by another program; try again in a moment",
                    path=self.path,
                ) from error
            if code in _DISK_CODES:
                if not os.access(self.path, os.R_OK):
                    raise WorkspaceUnavailableError(
                        "no permission to read {path}; name another file with --workspace",
                        path=self.path,
                    ) from error
                raise WorkspaceUnavailableError(
                    "{path} cannot be used ({error}); free its disk, or name another file "
                    "with --workspace",
                    path=self.path,
                    error=error,
                ) from error
            raise damaged(self.path, error) from error
        except OSError as error:
            raise WorkspaceUnavailableError(
                "{path} cannot be read ({reason}); name another file with --workspace",
                path=self.path,
                reason=cause(error),
            ) from error


def _in_memory(source: sqlite3.Connection | None = None) -> sqlite3.Connection:
    """An empty workspace, or a copy of one, in this version's tables."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    if source:
        source.backup(connection)
    connection.execute("BEGIN")
    migrate(connection)
    connection.execute("COMMIT")
    return connection
