"""Documents are read on the nodes of a Ray cluster, behind the protocol of the local workers.

Ray is spoken to by a process of its own (see `driver`): Ray writes on standard error as it likes,
and ends the process that it lives in when the head of the cluster is lost. Here that is one line.
"""

from __future__ import annotations

import logging
import multiprocessing
import pickle
import re
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pipeline.build.worker import Job
from pipeline.cluster import driver
from pipeline.cluster.tasks import LOCAL, Setting
from pipeline.errors import UsageError
from pipeline.messages import Message, cause
from pipeline.settings import Limits

_FOUND = "auto"  # the Ray that runs on this machine
_ADDRESS = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([^\s:/\[\]]+)):([0-9]{1,5})")
_LAST_PORT = 65_535
_ANSWER = 5.0  # seconds that an address has to answer
_START = 60.0  # seconds that Ray has to start, or to take this machine in
_PATIENCE = 15.0  # seconds that the driver has to leave; a local Ray takes two
_AHEAD = 64  # documents on their way or waiting for one before them, at least
_AHEAD_EACH = 4  # the same, for each CPU of the cluster

Serve = Callable[[Connection, Setting], None]


class RayReaders:
    """Does jobs on the Ray at `address`, a CPU each; a context manager, which lets go of it.

    `address` is HOST:PORT, `auto` for the Ray of this machine, or `local` for one with `count`
    CPUs that is started when the first job comes, and ended. `serve` speaks to Ray.
    """

    def __init__(
        self, address: str, count: int, limits: Limits, serve: Serve = driver.serve
    ) -> None:
        _check_address(address)
        if serve is driver.serve and find_spec("ray") is None:
            raise UsageError(
                '--ray needs Ray, which is not installed; `pip install "mesures[cluster]"`'
            )
        self._address = address
        self._count = max(1, count)
        self._limits = limits
        self._serve = serve
        self._process: BaseProcess | None = None
        self._ready = False
        self._ahead = _AHEAD

    def __enter__(self) -> Self:
        """Raises UsageError for an address at which nothing answers."""
        if match := _ADDRESS.fullmatch(self._address):
            _check_answers(self._address, match[1] or match[2], int(match[3]))
        # Paths of sockets below it must be short: not in the long-named folder that macOS gives.
        short = Path("/tmp")
        place = str(short) if short.is_dir() else None
        self._folder = tempfile.mkdtemp(prefix="mesures-ray-", dir=place)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if self._process:
            self._connection.close()  # which the driver takes for the end
            if self._ready or self._address == LOCAL:  # else it hears us when Ray gives up
                self._process.join(_PATIENCE)
            self._process.kill()
            self._process.join()
        shutil.rmtree(self._folder, ignore_errors=True)

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[Any]:
        """The outcome of each job, in their order. Raises UsageError when Ray is lost."""
        waiting = enumerate(jobs)
        found: dict[int, bytes] = {}
        given = place = 0
        while True:
            while given - place < self._ahead and (numbered := next(waiting, None)):
                self._start()
                self._send(numbered)
                given += 1
            if place in found:
                yield pickle.loads(found.pop(place))
                place += 1
            elif place < given:
                self._hear(found)
            else:
                return

    def _start(self) -> None:
        if self._process:
            return
        levels = logging.getLogger().level, logging.getLogger("pipeline").getEffectiveLevel()
        setting = Setting(self._address, self._count, self._limits, levels, self._folder)
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        # A daemon is ended with this process whatever happens; it ends the Ray that it started.
        self._process = context.Process(target=self._serve, args=(theirs, setting), daemon=True)
        self._process.start()
        theirs.close()
        if not self._connection.poll(_START):
            if self._address == LOCAL:
                raise UsageError(
                    "Ray did not start in {seconds:.0f} s; `mesures --debug ingest` shows what it "
                    "says",
                    seconds=_START,
                )
            raise UsageError(
                "Ray at {address} did not answer in {seconds:.0f} s; check that `ray start --head` "
                "gave this address",
                address=self._address,
                seconds=_START,
            )
        self._ready = True
        self._ahead = max(_AHEAD, _AHEAD_EACH * self._heard()[1])

    def _send(self, numbered: tuple[int, Job]) -> None:
        with suppress(OSError):  # it ended, which is seen when it is listened to
            self._connection.send(numbered)

    def _hear(self, found: dict[int, bytes]) -> None:
        kind, said = self._heard()
        if kind == "log":
            name, level, text = said
            if (log := logging.getLogger(name)).isEnabledFor(level):
                log.log(level, text)
        else:
            place, outcome = said
            found[place] = outcome

    def _heard(self) -> tuple[str, Any]:
        """What the driver says. Raises UsageError when that is why it cannot go on, or nothing."""
        try:
            kind, said = self._connection.recv()
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise UsageError(
                "Ray at {address} was lost; what was read is in the index, and the same command "
                "goes on from there",
                address=self._address,
            ) from error
        if kind == "failed":
            raise said
        return kind, said


def _check_address(address: str) -> None:
    """Raise UsageError unless this is HOST:PORT, `auto` or `local`."""
    match = _ADDRESS.fullmatch(address)
    if address in (LOCAL, _FOUND) or (match and int(match[3]) <= _LAST_PORT):
        return
    raise UsageError(
        "--ray {address!r}: give HOST:PORT of the head of a cluster, `auto` for the Ray of this "
        "machine, or `local` for one that is started for this run",
        address=address,
    )


def _check_answers(address: str, host: str, port: int) -> None:
    """Raise UsageError unless something listens there: Ray itself asks for long, and noisily."""
    try:
        socket.create_connection((host, port), _ANSWER).close()
    except (OSError, UnicodeError) as error:
        late = isinstance(error, TimeoutError)
        why = Message("no answer within {silence:g} s", silence=_ANSWER) if late else cause(error)
        raise UsageError(
            "Ray at {address} does not answer ({why}); start it with `ray start --head`",
            address=address,
            why=why,
        ) from error
