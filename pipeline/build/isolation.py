"""Documents are read in processes of their own: a crash, a hang or a bomb costs that one alone.

A pool of the standard library, or of Pebble, breaks with its first crash or gives each task one
deadline. Here a document that makes progress has time, a worker that dies names the document that
it died of and is replaced, and what was read comes in the order in which it was asked for.
"""

from __future__ import annotations

import logging
import multiprocessing
import pickle
import signal
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from pipeline.build.worker import OVER_MEMORY, Job, Surroundings, outcome, serve
from pipeline.errors import DamagedError, LimitError, MesuresError, UsageError
from pipeline.messages import Message, cause
from pipeline.settings import Limits

_AHEAD = 64  # outcomes that wait, at most, for one before them: a long document holds up no worker
_QUEUE = 2  # jobs of a worker, so that it has the next one at hand
_PATIENCE = 3.0  # seconds that a worker has to leave before it is killed

if TYPE_CHECKING:
    from pipeline.extract.ocr import Watch


class Readers(Protocol):
    """What does jobs and gives their outcomes, in order: a value, or the MesuresError instead."""

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[Any]:
        """The outcome of each job."""


class InProcess:
    """Does jobs in this process, where a crash ends all."""

    def __init__(self, watch: Watch | None = None) -> None:
        self._watch = watch

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[Any]:
        """The outcome of each job, done when it is asked for."""
        for job in jobs:
            try:
                yield outcome(job, self._watch)
            except MemoryError:
                yield LimitError(
                    "{origin}: takes more memory than there is; split it", origin=job.origin
                )


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    connection: Connection
    since: float
    ready: bool = False
    done: int = 0
    jobs: deque[tuple[int, Job]] = field(default_factory=deque)  # the first is being done


class Workers:
    """Does jobs in `count` processes within limits; a context manager, which ends them."""

    def __init__(self, count: int, limits: Limits, watch: Watch | None = None) -> None:
        self._count = count
        self._limits = limits
        self._watch = watch
        self._workers: list[_Worker] = []
        self._again: deque[tuple[int, Job]] = deque()  # jobs that a worker died over
        self._retried: set[int] = set()
        self._outcomes: dict[int, Any] = {}

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="mesures-", ignore_cleanup_errors=True)
        return self

    @property
    def folder(self) -> str:
        """Where temporary files go: removed in the end, also where this process is killed."""
        return self._folder.name

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        for worker in self._workers:
            worker.process.terminate()
        for worker in list(self._workers):
            self._end(worker)
        self._folder.cleanup()

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[Any]:
        """The outcome of each job, in their order. Raises UsageError where no process can start."""
        waiting = enumerate(jobs)
        place = 0
        self._retried.clear()
        while True:
            self._hand_out(waiting)
            if place in self._outcomes:
                found = self._outcomes.pop(place)
                yield pickle.loads(found) if isinstance(found, bytes) else found
                place += 1
            elif any(worker.jobs for worker in self._workers):
                self._listen()
            else:
                return

    def _hand_out(self, waiting: Iterator[tuple[int, Job]]) -> None:
        """Give every worker what it can take, starting workers as long as there is work."""
        while True:
            free = min(
                (worker for worker in self._workers if len(worker.jobs) < _QUEUE),
                key=lambda worker: len(worker.jobs),
                default=None,
            )
            starts = len(self._workers) < self._count and (free is None or free.jobs)
            if not (free or starts):
                return
            given = self._next(waiting)
            if given is None:
                return
            worker = self._start() if starts or free is None else free
            if not worker.jobs:
                worker.since = time.monotonic()
            worker.jobs.append(given)
            with suppress(OSError):  # it died, which is seen when it is listened to
                worker.connection.send(given[1])

    def _next(self, waiting: Iterator[tuple[int, Job]]) -> tuple[int, Job] | None:
        if self._again:
            return self._again.popleft()
        at_hand = len(self._outcomes) + sum(len(worker.jobs) for worker in self._workers)
        return next(waiting, None) if at_hand < _AHEAD else None

    def _start(self) -> _Worker:
        levels = logging.getLogger().level, logging.getLogger("pipeline").getEffectiveLevel()
        around = Surroundings(self._limits.memory, self.folder, levels)
        # Not forked: what threads of this process hold at that moment would be held for ever.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, around), daemon=True)
        try:
            process.start()
        except OSError as error:
            raise UsageError(
                "no process can be started to read documents ({reason}); `--workers 0` "
                "reads them without",
                reason=cause(error),
            ) from error
        theirs.close()
        worker = _Worker(process, ours, time.monotonic())
        self._workers.append(worker)
        return worker

    def _listen(self) -> None:
        """Wait until a worker says something, dies or has had its time."""
        busy = [worker for worker in self._workers if worker.jobs]
        ends = min(worker.since for worker in busy) + self._limits.seconds
        heard = wait([one.connection for one in busy], max(ends - time.monotonic(), 0.0))
        for worker in busy:
            if worker.connection in heard:
                self._hear(worker)
            elif time.monotonic() >= worker.since + self._limits.seconds:
                self._bury(
                    worker,
                    LimitError(
                        "{origin}: given up after {seconds} s; split it, or raise `seconds` "
                        "under [limits] in mesures.toml",
                        origin=worker.jobs[0][1].origin,
                        seconds=self._limits.seconds,
                    ),
                )

    def _hear(self, worker: _Worker) -> None:
        try:
            kind, said = worker.connection.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            worker.process.join(_PATIENCE)
            self._bury(worker)
            return
        worker.since = worker.since if kind == "log" else time.monotonic()
        if kind == "ready":
            worker.ready = True
        elif kind == "done":
            place, _ = worker.jobs.popleft()
            worker.done += 1
            self._outcomes[place] = said
        elif kind == "pages" and self._watch:
            self._watch(*said)
        elif kind == "log":
            name, level, text = said
            if (log := logging.getLogger(name)).isEnabledFor(level):
                log.log(level, text)

    def _bury(self, worker: _Worker, why: MesuresError | None = None) -> None:
        """Take leave of a worker: the document that it died of fails, the others are done again.

        One that had read others before may have died of them, so its document has another try.
        """
        code = worker.process.exitcode
        self._end(worker)
        if not (worker.ready or why):
            raise UsageError(
                "a process to read documents ended before it began (exit code {code}); "
                "`--workers 0` reads them without",
                code=code,
            )
        place, job = worker.jobs.popleft()
        self._again.extendleft(reversed(worker.jobs))
        if why is None and worker.done and place not in self._retried:
            self._retried.add(place)
            self._again.appendleft((place, job))
        else:
            self._outcomes[place] = why or self._died(job, code)

    def _died(self, job: Job, code: int | None) -> MesuresError:
        if code == OVER_MEMORY:
            return LimitError(
                "{origin}: takes more than {memory} MB of memory; split it, or raise "
                "`memory` under [limits] in mesures.toml",
                origin=job.origin,
                memory=self._limits.memory,
            )
        said: str = Message("exit code {code}", code=code)
        if code is not None and code < 0:
            with suppress(ValueError):
                said = signal.Signals(-code).name
            if said == "SIGABRT":  # how libraries in C end that get no memory
                said = Message("{signal}, perhaps for want of memory", signal=said)
        return DamagedError(
            "{origin}: what reads it crashed ({said}); save it anew, or in another format",
            origin=job.origin,
            said=said,
        )

    def _end(self, worker: _Worker) -> None:
        worker.process.terminate()
        worker.process.join(_PATIENCE)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.connection.close()
        self._workers.remove(worker)


@contextmanager
def readers(count: int, limits: Limits, watch: Watch | None = None) -> Iterator[Readers]:
    """What reads documents in `count` processes within limits; 0: in this one, without."""
    if count == 0:
        yield InProcess(watch)
        return
    with Workers(count, limits, watch) as workers:
        yield workers
