"""One writer at a time: a lock that ends with the process that holds it, and says who that is."""

from __future__ import annotations

import json
import os
import platform
import random
import sqlite3
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.errors import IndexUnavailableError
from pipeline.messages import Message

LOCK = "writer.lock"
HOLDER = "writer.json"
PROGRESS = "progress.json"  # what the holder tells of its work; see `progress`
_TRIES = 5  # within half a second


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes an index: the process, its machine, and since when (ISO 8601)."""

    process: int
    host: str
    since: str


def holder(index: Path) -> Holder | None:
    """Who writes an index at the moment, as far as that can be seen without asking for the lock."""
    try:
        told = json.loads((index / HOLDER).read_text(encoding="utf-8"))
        found = Holder(int(told["process"]), str(told["host"]), str(told["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if found.host == platform.node() and os.name != "nt":  # on Windows, asking would end it
        try:
            os.kill(found.process, 0)
        except ProcessLookupError:
            return None
        except OSError:  # somebody else's
            pass
    return found


class Lock:
    """The right to write an index folder, from its making to `close`.

    It is a transaction on a database of its own: SQLite's locks work on every system (they are
    fcntl and LockFileEx), end with the process whatever ends it, and keep no reader waiting.
    Raises IndexUnavailableError that names the holder, and sqlite3.Error or OSError for the rest.
    """

    def __init__(self, index: Path) -> None:
        self._holder = index / HOLDER
        self._told = (index / PROGRESS, index / f"{PROGRESS}.new")
        self._connection = _locked(index, self._holder)
        self._forget()  # what one that was killed left
        now = datetime.now().astimezone().isoformat(" ", "seconds")
        holder = {"process": os.getpid(), "host": platform.node(), "since": now}
        with suppress(OSError):  # the name is a kindness; the lock holds without it
            self._holder.write_text(json.dumps(holder), encoding="utf-8")

    def close(self) -> None:
        """Let others write."""
        self._forget()
        with suppress(OSError):
            self._holder.unlink(missing_ok=True)
        self._connection.close()

    def _forget(self) -> None:
        for path in self._told:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _locked(index: Path, holder: Path) -> sqlite3.Connection:
    path = index / LOCK
    emptied = False
    for attempt in range(1, _TRIES + 1):
        connection = sqlite3.connect(path, isolation_level=None, timeout=0)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            connection.close()
            if "locked" in str(error):
                if attempt < _TRIES:
                    # Of two that ask at the same moment SQLite may refuse both.
                    time.sleep(random.uniform(0.01, 0.1))
                    continue
                raise IndexUnavailableError(
                    "{index} is being written by another `mesures ingest`{holder}; wait "
                    "until it is done",
                    index=index,
                    holder=_named(holder),
                ) from error
            if error.sqlite_errorcode != sqlite3.SQLITE_NOTADB or emptied:
                raise
            # Junk, which nobody can have locked. Emptied rather than deleted: two processes would
            # each lock a file of their own.
            os.truncate(path, 0)
            emptied = True
        else:
            return connection
    raise AssertionError("unreachable")


def _named(holder: Path) -> str:
    """Who holds the lock, as far as it told."""
    try:
        told = json.loads(holder.read_text(encoding="utf-8"))
        return Message(" (process {process} on {host}, since {since})", **told)
    except (OSError, ValueError, KeyError, TypeError):
        return ""
