"""Watching folders: what changed in them is taken when it has been still for a while."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_SLOWEST = 2.0  # seconds between two looks, at most


@dataclass(frozen=True, slots=True)
class _State:
    """Size and time of a file (None: it is no more), and since when it has been so."""

    stamp: tuple[int, int] | None
    since: float


class Watched:
    """The files under some paths, each settled once it did not change for `settle` seconds.

    A file that is being copied grows, and its removal may be the half of a move: both wait.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        settle: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._paths = paths
        self._settle = settle
        self._clock = clock
        self._states: dict[Path, _State] = {}
        self._settled: dict[Path, tuple[int, int]] = {}
        self._taken: dict[Path, tuple[int, int]] = {}
        self.waiting: set[Path] = set()

    def look(self) -> bool:
        """Look at the files again; whether what is settled differs from what was taken.

        `waiting` are then the files that changed, came or went too short a time ago.
        """
        now = self._clock()
        found = dict(_files(self._paths))
        for path in self._states.keys() | found.keys():
            stamp, state = found.get(path), self._states.get(path)
            if state is None or state.stamp != stamp:
                self._states[path] = _State(stamp, now)
        self._settled, self.waiting = {}, set()
        for path, state in list(self._states.items()):
            settled = now - state.since >= self._settle
            if not settled:
                self.waiting.add(path)
            elif state.stamp is None:
                del self._states[path]
            # What waits counts as it was when it was taken.
            stamp = state.stamp if settled else self._taken.get(path)
            if stamp is not None:
                self._settled[path] = stamp
        return self._settled != self._taken

    def take(self) -> None:
        """Remember what was settled at the last look as dealt with."""
        self._taken = self._settled


def _files(paths: Sequence[Path]) -> list[tuple[Path, tuple[int, int]]]:
    found = []
    for given in paths:
        places = [given] if not given.is_dir() else list(_below(given))
        for path in places:
            with suppress(OSError):
                state = path.stat()
                found.append((resolved(path), (state.st_size, state.st_mtime_ns)))
    return found


def _below(folder: Path) -> list[Path]:
    below = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        below += [Path(place) / name for name in files if not name.startswith((".", "~$"))]
    return below


def resolved(path: Path) -> Path:
    """A file by the name that it has in its folder, however the folder is called."""
    return path.parent.resolve() / path.name


def watch(
    watched: Watched,
    run: Callable[[set[Path]], bool],
    settle: float,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Call `run` whenever something settled, with the files that wait, until an interrupt.

    A run that returns False did not come about (another writer is at work): it is tried again.
    """
    while True:
        if watched.look() and run(watched.waiting):
            watched.take()
        sleep(min(_SLOWEST, max(0.05, settle / 2)))
