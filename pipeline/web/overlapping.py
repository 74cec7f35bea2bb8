"""Overlaps as pages show them: found once for a state of the index, beside what requests do.

Finding all pairs of ten thousand measures takes minutes. So a thread of its own looks for them, and
requests get the last ones, or are told to come again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pipeline.cluster.opening import open_index
from pipeline.errors import MesuresError
from pipeline.models import Measure, Overlap
from pipeline.search.snapshot import snapshot_id
from pipeline.store import DocumentRow
from pipeline.store.lock import holder
from pipeline.web.collection import BusyError, Collection, state_of

if TYPE_CHECKING:
    from pipeline.models import Family
    from pipeline.workspace import Decision, Judged

LEAST = 0.05  # probability of the pairs that are kept; below it nobody looks
_MOST = 50_000  # pairs that are kept, the likeliest: a decision has all looked at again
_PATIENCE = 1.0  # seconds that who starts the search waits for it, if it was short the last time
_LONG = 2.0

log = logging.getLogger(__name__)


class NotReadyError(BusyError):
    """Overlaps are being looked for, and no older ones are there."""


@dataclass(frozen=True, slots=True)
class Found:
    """The pairs of a state of the index, likeliest first; `least` is the least probability kept.

    `plans` numbers the plan of each document: editions and renditions of one plan have the same.
    """

    state: str
    snapshot: str
    documents: Mapping[str, DocumentRow]
    plans: Mapping[str, int]
    measures: Mapping[str, Measure]
    pairs: Sequence[Overlap]
    least: float

    @property
    def titles(self) -> dict[str, str]:
        """The titles of plans, by document."""
        return {name: row.title for name, row in self.documents.items()}


@dataclass(frozen=True, slots=True)
class Standing:
    """The pairs as they count by now: as people decided, else as they were found.

    `made` are all decisions, oldest first. `version` is another one whenever a decision is made.
    """

    found: Found
    made: Sequence[Decision]
    pairs: Sequence[Judged]
    version: tuple[int, int]
    of: Mapping[frozenset[str], Judged] = field(repr=False)


class Overlapping:
    """The overlaps of a collection, found anew in the background when the index changed."""

    def __init__(
        self, collection: Collection, workspace: Path, then: Callable[[], object] | None = None
    ) -> None:
        """`then` is called, in the background too, when new overlaps are there."""
        self.workspace = workspace
        self._then = then
        self._collection = collection
        self._lock = threading.Lock()
        self._found: Found | None = None
        self._working: threading.Thread | None = None
        self._fault: MesuresError | None = None
        self._took = 0.0
        self._standing: Standing | None = None
        self._judging, self._making = threading.Lock(), threading.Lock()
        self._families: tuple[list[Family], Standing] | None = None

    def current(self) -> Found:
        """The overlaps; while ingest runs or new ones are looked for, the last ones.

        Raises NotReadyError while the very first are looked for, IndexUnavailableError.
        """
        with self._collection.opened() as opened, opened.reader.snapshot():
            now = opened.state
        with self._lock:
            found, started = self._found, None
            busy = found is not None and holder(self._collection.index) is not None
            if (found is None or found.state != now) and not busy and self._working is None:
                started = threading.Thread(target=self._work, name="overlaps", daemon=True)
                self._working = started
                started.start()
        if started and self._took < _LONG:
            started.join(_PATIENCE)
        with self._lock:
            fault, self._fault = self._fault, None
            found = self._found
        if fault:
            raise fault
        if found is None:
            raise NotReadyError("overlaps are being looked for; ask again in a moment")
        return found

    def standing(self) -> Standing:
        """The pairs of `current` as people decided. Raises as it, and WorkspaceUnavailableError."""
        found = self.current()
        with self._judging:
            version = _version(self.workspace)
            known = self._standing
            if known is None or known.found is not found or known.version != version:
                known = self._standing = self._judged(found, version)
            return known

    def _judged(self, found: Found, version: tuple[int, int]) -> Standing:
        from pipeline.overlap.reviewing import judged, located_in
        from pipeline.workspace import Judged, Workspace, reviews

        with Workspace(self.workspace) as workspace:
            made = reviews.decisions(workspace)
        with self._collection.opened() as opened, opened.reader.snapshot():
            pairs = judged(found.pairs, made, located_in(opened.reader))
        of = {frozenset((one.overlap.a.id, one.overlap.b.id)): one for one in pairs}
        # Nobody is asked about pairs of editions, but lists and families may want them.
        editions = (one for one in found.pairs if one.edition)
        more = [Judged(one, one) for one in editions if frozenset((one.a.id, one.b.id)) not in of]
        of |= {frozenset((one.overlap.a.id, one.overlap.b.id)): one for one in more}
        pairs = sorted([*pairs, *more], key=lambda one: -one.overlap.score)
        return Standing(found, made, pairs, version, of)

    def families(self) -> tuple[list[Family], Standing]:
        """The families of `standing`, and it; those of before while others wait for new ones.

        Raises as `standing`, and NotReadyError while the very first are looked for.
        """
        standing, known = self.standing(), self._families
        if known and known[1] is standing:
            return known
        if not self._making.acquire(blocking=False):
            if known is None:
                raise NotReadyError("overlaps are being looked for; ask again in a moment")
            return known
        try:
            self._families = (families_of(standing), standing)
            return self._families
        finally:
            self._making.release()

    def _work(self) -> None:
        begun = time.monotonic()
        try:
            found = found_in(self._collection.index)
            with self._lock:
                self._found = found
        except MesuresError as error:
            self._fault = error
        except Exception:
            log.exception("overlaps could not be found")
            self._fault = BusyError("overlaps could not be found; the log of the server tells why")
        finally:
            self._took = time.monotonic() - begun
            with self._lock:
                self._working = None
        if self._then:
            with suppress(MesuresError):
                self._then()


def found_in(index: Path) -> Found:
    """The overlaps of an index as it is. Raises IndexUnavailableError."""
    from pipeline.overlap import collected, overlaps

    with open_index(index) as reader, reader.snapshot():
        state, snapshot = state_of(reader), snapshot_id(reader)
        documents = {row.document: row for row in reader.documents()}
        held = collected(reader)
    pairs: list[Overlap] = []
    least = LEAST
    if len(held.measures) > 1:
        # With related pairs come those between editions; of the unlikely ones none is kept.
        found = overlaps(held, LEAST, related=True)
        likely = np.flatnonzero(found.scores >= LEAST)
        pairs = [found[int(place)] for place in likely[:_MOST]]
        if len(likely) > _MOST:
            least = pairs[-1].score
    plans = {one.document: int(n) for one, n in zip(held.measures, held.plans, strict=True)}
    measures = {one.id: one for one in held.measures}
    return Found(state, snapshot, documents, plans, measures, pairs, least)


def families_of(standing: Standing) -> list[Family]:
    """The families of pairs as they count by now."""
    from pipeline.overlap.clusters import WEAKEST, families

    found = standing.found
    pairs = [
        one.overlap
        for one in standing.pairs
        if one.overlap.score >= WEAKEST and not one.rejected and not one.orphan
    ]
    rows = found.documents.values()
    bodies = [*found.titles.values(), *(row.facts.issuer for row in rows if row.facts.issuer)]
    since = {row.document: row.indexed for row in rows}
    return families(pairs, found.plans, since, bodies)


def _version(workspace: Path) -> tuple[int, int]:
    """What tells the decisions that are kept by now from those of before."""
    try:
        seen = workspace.stat()
    except OSError:
        return 0, 0
    return seen.st_mtime_ns, seen.st_size
