"""The process that speaks to Ray for another one; see `reading` for the other side."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
import threading
from collections import deque
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Protocol

from pipeline.build.worker import Job
from pipeline.cluster.node import Said
from pipeline.cluster.tasks import RayTasks, Setting
from pipeline.errors import DamagedError, LimitError, MesuresError
from pipeline.messages import cause
from pipeline.settings import Limits

_MOST = 256_000_000  # bytes of documents on their way, at most, unless one alone is larger
_LOOK = 0.1  # seconds between two looks at new jobs while some are being done

_Jobs = SimpleQueue[tuple[int, Job] | None]  # with their places; None: no more come


class Tasks(Protocol):
    """Jobs that are being done elsewhere."""

    def submit(self, place: int, job: Job, data: bytes | None) -> None:
        """Have a job done; `data` is the content of its file, None where it has none."""

    def finished(self, seconds: float) -> list[tuple[int, Said]]:
        """What is done, waiting so long for the first: by place. Raises UsageError."""


def serve(connection: Connection, setting: Setting) -> None:
    """Have the jobs done on Ray that come over the connection with their places, until it closes.

    What goes back are pairs: ("ready", CPUs of the cluster) once, ("log", record) as they come,
    ("done", (place, pickled outcome)) for each job, and ("failed", MesuresError) if all is over.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked
    _quieten(setting.levels[1])
    with suppress(BrokenPipeError, ConnectionResetError):
        try:
            with RayTasks(setting) as tasks:
                connection.send(("ready", tasks.cpus()))
                drive(connection, tasks, setting.limits)
        except MesuresError as error:
            connection.send(("failed", error))
        finally:
            shutil.rmtree(setting.folder, ignore_errors=True)


def drive(connection: Connection, tasks: Tasks, limits: Limits, most: int = _MOST) -> None:
    """Have jobs done as they come, so many at once that their documents fill `most` bytes."""
    jobs: _Jobs = SimpleQueue()
    # Whoever sends must never wait for us while we wait for it to take what is done.
    threading.Thread(target=_receive, args=(connection, jobs), daemon=True).start()
    waiting: deque[tuple[int, Job, int]] = deque()
    sizes: dict[int, int] = {}  # of the documents on their way, by place
    while True:
        while not jobs.empty() or not (waiting or sizes):
            numbered = jobs.get()
            if numbered is None:
                return
            place, job = numbered
            waiting.append((place, job, _size(job)))
        while waiting and (not sizes or sum(sizes.values()) + waiting[0][2] <= most):
            place, job, size = waiting.popleft()
            try:
                tasks.submit(place, job, _content(job, size, limits))
            except MesuresError as error:
                connection.send(("done", (place, Said.of(error).outcome)))
            else:
                sizes[place] = size
        for place, said in tasks.finished(_LOOK) if sizes else ():
            del sizes[place]
            for record in said.records:
                connection.send(("log", record))
            connection.send(("done", (place, said.outcome)))


def _receive(connection: Connection, jobs: _Jobs) -> None:
    with suppress(EOFError, OSError):
        while True:
            jobs.put(connection.recv())
    jobs.put(None)


def _size(job: Job) -> int:
    with suppress(OSError):
        return job.file.stat().st_size if job.file else 0
    return 0


def _content(job: Job, size: int, limits: Limits) -> bytes | None:
    """What goes to the node, which may see none of our files. Raises DocumentError."""
    if job.file is None:
        return None
    if size > limits.memory * 1_000_000:
        raise LimitError(
            "{origin}: larger than the {memory} MB of memory that reading it may take; split it, "
            "or raise `memory` under [limits] in mesures.toml",
            origin=job.origin,
            memory=limits.memory,
        )
    try:
        return job.file.read_bytes()
    except OSError as error:
        raise DamagedError(
            "{name} cannot be read ({reason})", name=job.origin, reason=cause(error)
        ) from error


def _quieten(level: int) -> None:
    """Keep what Ray writes from standard output and error, unless someone looks for faults."""
    if level <= logging.DEBUG:
        os.dup2(sys.__stderr__.fileno() if sys.__stderr__ else os.open(os.devnull, os.O_WRONLY), 1)
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
