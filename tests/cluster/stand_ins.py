"""What stands in for Ray, and what reads badly there. Imported by processes of their own."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pipeline.build.worker import Job, outcome
from pipeline.cluster.driver import drive
from pipeline.cluster.node import Said
from pipeline.cluster.tasks import Setting
from pipeline.errors import UsageError
from pipeline.messages import Message, counted

Watch = Callable[..., None] | None


def not_read(page: int) -> Message:
    return counted("page {pages} not read", "pages {pages} not read", 1, pages=str(page))


class Backwards:
    """Does jobs in this process, the last one first, when some wait or no more come."""

    def __init__(self, together: int = 3) -> None:
        self._together = together
        self._looks = 0
        self.running: list[tuple[int, Job, bytes | None]] = []
        self.most = 0  # bytes at once

    def submit(self, place: int, job: Job, data: bytes | None) -> None:
        self.running.append((place, job, data))
        self.most = max(self.most, sum(len(data or b"") for _, _, data in self.running))

    def finished(self, seconds: float) -> list[tuple[int, Said]]:
        self._looks += 1
        if len(self.running) < self._together and self._looks % 3:
            return []
        done, self.running = self.running[::-1], []
        record = "pipeline.extract", logging.WARNING, not_read(3)
        return [(place, Said.of(outcome(job), (record,))) for place, job, _ in done]


def backwards(connection: Connection, setting: Setting) -> None:
    """A driver without Ray."""
    connection.send(("ready", 2))
    drive(connection, Backwards(), setting.limits)


def refusing(connection: Connection, setting: Setting) -> None:
    """A driver that Ray does not want."""
    connection.send(("failed", UsageError(f"Ray at {setting.address} cannot be used")))


def lost(connection: Connection, setting: Setting) -> None:
    """A driver that dies over its second job."""
    connection.send(("ready", 2))
    place, job = connection.recv()
    connection.send(("done", (place, Said.of(outcome(job)).outcome)))
    connection.recv()
    os._exit(1)


def warns(watch: Watch = None) -> None:
    logging.getLogger("pipeline.extract").warning(not_read(3))


def content(copy: Path, watch: Watch = None) -> str:
    return copy.read_text(encoding="utf-8")


def lies_alone(copy: Path, watch: Watch = None) -> tuple[int, str, list[str]]:
    """Who reads, and what lies where the copy of the file is."""
    return os.getpid(), str(copy.parent), [path.name for path in copy.parent.iterdir()]


def kills_ray_once(note: Path, watch: Watch = None) -> str:
    """Kill the process of Ray that this one works for, the first time."""
    if note.exists():
        return "read after all"
    note.touch()
    os.kill(os.getppid(), signal.SIGKILL)
    signal.pause()
    return "never"


def kills_ray(notes: Path, watch: Watch = None) -> Any:
    """The same each time, counting."""
    (notes / str(os.getpid())).touch()
    os.kill(os.getppid(), signal.SIGKILL)
    signal.pause()
