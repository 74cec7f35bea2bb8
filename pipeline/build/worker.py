"""A process that reads documents for another one; see `isolation` for the other side."""

from __future__ import annotations

import logging
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from pipeline.build.report import surprise
from pipeline.errors import DamagedError, LimitError, MesuresError
from pipeline.messages import Message

OVER_MEMORY = 77  # the exit code of a worker that took too much memory
_LOOK = 0.5  # seconds between two looks at the memory, where the system does not watch it
_GRACE = 5.0  # seconds to leave in when the process that is worked for is gone


@dataclass(frozen=True, slots=True)
class Job:
    """A document to read: how messages name it, and what reads it.

    `read` takes `watch`, which hears of pages that OCR is done with; both pickle. Where there is a
    `file` to read, `read` also takes `copy`: where its content lies on a machine that lacks it.
    """

    origin: str
    read: Callable[..., Any]
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a worker takes over from the process that starts it."""

    memory: int  # MB
    folder: str  # for temporary files
    levels: tuple[int, int]  # of the root logger and of ours


def outcome(job: Job, watch: Callable[..., None] | None = None) -> Any:
    """What a job gives, or the MesuresError that says why it gives nothing.

    Whatever a broken document does to a parser, the others must still be read. Raises MemoryError.
    """
    try:
        return job.read(watch=watch)
    except MesuresError as error:
        return error
    except MemoryError:
        raise
    except RecursionError:
        return LimitError(
            "{origin}: nested too deeply to be read; save it in a simpler form", origin=job.origin
        )
    except Exception as error:
        said = surprise(job.origin, error)
        return DamagedError("{said}; save it anew, or in another format", said=said)


def serve(connection: Connection, around: Surroundings) -> None:
    """Do the jobs that come over the connection, one after the other, until it is closed.

    What goes back are pairs: ("ready", None) once, then for each job ("log", record) and ("pages",
    arguments of `watch`) as they come, and ("done", pickled outcome) in the end.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked
    signal.signal(signal.SIGTERM, _leave)
    tempfile.tempdir = around.folder
    _forward_logs(connection, around.levels)
    watched = _limit_memory(around.memory)
    threading.Thread(target=_guard, args=(None if watched else around.memory,), daemon=True).start()
    parent = multiprocessing.parent_process()
    assert parent is not None
    try:
        with suppress(EOFError, BrokenPipeError, ConnectionResetError):
            _serve(connection)
        parent.join(_GRACE)  # it is about to be gone: it ends us before it closes a connection
    finally:
        if not parent.is_alive():  # killed, as Ray does with its own: it cannot tidy up
            shutil.rmtree(around.folder, ignore_errors=True)


def _serve(connection: Connection) -> None:
    connection.send(("ready", None))
    while True:
        job = connection.recv()
        try:
            found = outcome(job, lambda *said: connection.send(("pages", said)))
            pickled = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
        except MemoryError:  # what is left may not do for the next one
            os._exit(OVER_MEMORY)
        connection.send(("done", pickled))


def _leave(*_: object) -> None:
    """Leave as from a function, so that programs that were started (OCR) are ended on the way."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once is enough
    sys.exit(0)


class _Forward(logging.Handler):
    """Sends records to the process that asked, which knows where they go."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def emit(self, record: logging.LogRecord) -> None:
        said = record.msg if isinstance(record.msg, Message) else record.getMessage()
        if record.exc_info:
            said = f"{said}\n{logging.Formatter().formatException(record.exc_info)}"
        with suppress(OSError):
            self._connection.send(("log", (record.name, record.levelno, said)))


def _forward_logs(connection: Connection, levels: tuple[int, int]) -> None:
    root = logging.getLogger()
    root.handlers[:] = [_Forward(connection)]
    root.setLevel(levels[0])
    logging.getLogger("pipeline").setLevel(levels[1])


def _limit_memory(megabytes: int) -> bool:
    """Let the system refuse memory above a limit; whether it does (Linux; others take no notice).

    What is limited is data: address space that is only reserved, as by threads, costs nothing.
    """
    if not sys.platform.startswith("linux"):
        return False
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes * 1_000_000
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
        return True
    return False


def _guard(memory: int | None) -> None:
    """End this process when the one that it works for is gone, or when it takes too much memory."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    while not wait([parent.sentinel], _LOOK if memory else None):
        if memory and _resident() > memory * 1_000_000:
            os._exit(OVER_MEMORY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(1)


def _resident() -> int:
    import psutil

    return int(psutil.Process().memory_info().rss)
