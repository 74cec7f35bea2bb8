"""How far a writer is with its documents, told beside the index without a commit.

It is a small file that is replaced whole, and goes with the lock. One of a run that was killed
names a holder that is no more, and tells nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from pipeline.errors import printable
from pipeline.store.lock import PROGRESS, Holder, holder

# Of a hundred thousand rows of a file of measures not each is told: writing may take this share of
# the time, once so many were told in any case.
_SHARE, _SURELY = 0.05, 100


class _Named(Protocol):
    @property
    def document(self) -> str: ...


Item = TypeVar("Item", bound=_Named)


@dataclass(frozen=True, slots=True)
class Pace:
    """Documents that a run is done with, of how many it has to do; the one at hand, or empty."""

    done: int
    total: int
    document: str


def told(index: Path, items: Iterable[Item], total: int) -> Iterator[Item]:
    """`items`, of which there are `total`: readers of the index can see how many were taken.

    Nothing is told where the file cannot be written: it is a kindness, as the holder's name is.
    """
    mine = holder(index)
    begun, spent, done = time.perf_counter(), 0.0, 0
    for done, item in enumerate(items):
        start = time.perf_counter()
        if done < _SURELY or spent < _SHARE * (start - begun):
            _tell(index, mine, Pace(done, total, printable(item.document)))
            spent += time.perf_counter() - start
        yield item
        done += 1
    _tell(index, mine, Pace(done, total, ""))


def pace(index: Path, writer: Holder | None) -> Pace | None:
    """How far a writer is, as far as it told; None for what another one left."""
    if writer is None:
        return None
    try:
        said = json.loads((index / PROGRESS).read_text(encoding="utf-8"))
        if said["by"] != asdict(writer):
            return None
        return Pace(int(said["done"]), int(said["total"]), str(said["document"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _tell(index: Path, mine: Holder | None, at: Pace) -> None:
    if mine is None:
        return
    path = index / PROGRESS
    beside = path.with_name(f"{PROGRESS}.new")
    with suppress(OSError):
        beside.write_text(json.dumps({"by": asdict(mine)} | asdict(at)), encoding="utf-8")
        beside.replace(path)
