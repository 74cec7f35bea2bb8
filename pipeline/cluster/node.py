"""What runs on a node of Ray: a document is read by a worker of ours, isolated as it is locally."""

from __future__ import annotations

import logging
import pickle
import platform
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Self

from pipeline.build.isolation import Workers
from pipeline.build.work import versions
from pipeline.build.worker import Job
from pipeline.errors import DamagedError, UsageError
from pipeline.messages import Message, cause
from pipeline.settings import Limits
from pipeline.version import __version__

Record = tuple[str, int, str]  # logger, level, what it says: a Message if it was one


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a job: its pickled outcome, and what was logged on the way."""

    outcome: bytes
    records: tuple[Record, ...] = ()

    @classmethod
    def of(cls, outcome: Any, records: tuple[Record, ...] = ()) -> Self:
        """What came of a job, from the outcome itself."""
        return cls(pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL), records)


@dataclass(frozen=True, slots=True)
class Around:
    """What a node takes over from the machine that asks."""

    limits: Limits
    levels: tuple[int, int]  # of the root logger and of ours
    versions: str  # as `release` has them


def release() -> str:
    """The version of mesures, and of the stages that a document goes through."""
    return f"mesures {__version__} ({versions()})"


# One worker for all documents that a process of Ray reads: it takes seconds to start.
_workers: Workers | None = None


def read(job: Job, data: bytes | None, around: Around) -> Said:
    """Do a job. Raises UsageError when this node cannot: another version, no process to start."""
    if around.versions != release():
        raise UsageError(
            "Ray's node {node} has {there}, this machine {here}; install the same on both",
            node=platform.node(),
            there=release(),
            here=around.versions,
        )
    workers = _isolated(around)
    with _kept() as records:
        try:
            with _folder(Path(workers.folder)) as folder:
                here = _copied(job, data, folder)
                (found,) = workers.outcomes([here])
        except OSError as error:
            found = DamagedError(
                "{origin}: Ray's node {node} cannot keep a copy of it while it is read ({reason}); "
                "make room in the folder for temporary files there",
                origin=job.origin,
                node=platform.node(),
                reason=cause(error),
            )
    return Said.of(found, tuple(records))


def _isolated(around: Around) -> Workers:
    global _workers
    if _workers is None:
        # A process that is spawned imports the program anew that starts it: Ray's, for nothing.
        vars(sys.modules["__main__"]).pop("__file__", None)
        logging.getLogger().setLevel(around.levels[0])
        logging.getLogger("pipeline").setLevel(around.levels[1])
        _workers = Workers(1, around.limits).__enter__()
        Path(_workers.folder).rmdir()  # it is there for a document at a time: see `_folder`
    return _workers


@contextmanager
def _folder(place: Path) -> Iterator[Path]:
    """The folder of our worker while it is needed: Ray ends its processes without a last word."""
    place.mkdir(mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _copied(job: Job, data: bytes | None, folder: Path) -> Job:
    """The job on a copy of its file."""
    if data is None or job.file is None:
        return job
    copy = folder / f"document{job.file.suffix}"
    copy.write_bytes(data)
    return replace(job, read=partial(job.read, copy=copy))


@contextmanager
def _kept() -> Iterator[list[Record]]:
    """What is logged meanwhile."""
    keeper = _Keeper()
    logging.getLogger().addHandler(keeper)
    try:
        yield keeper.records
    finally:
        logging.getLogger().removeHandler(keeper)


class _Keeper(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[Record] = []

    def emit(self, record: logging.LogRecord) -> None:
        said = record.msg if isinstance(record.msg, Message) else record.getMessage()
        self.records.append((record.name, record.levelno, said))
