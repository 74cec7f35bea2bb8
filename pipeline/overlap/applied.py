"""Pairs that were found, as people decided, without making a pair of each of millions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import overload

import numpy as np

from pipeline.models import Overlap
from pipeline.overlap.finding import AT_ONCE, Overlaps, numbered
from pipeline.overlap.measures import Collected
from pipeline.overlap.reviewing import Located, considered, judged, sharpened
from pipeline.workspace.reviews import Decision, Judged

Passes = Callable[[str, str], bool]  # whether a pair of measures is asked for, by their ids


class Applied(Sequence[Overlap]):
    """Pairs as they count: what people said overlaps, what nobody decided, likeliest first, then
    what people said does not. `decided` holds what was said of a pair, by the ids of its sides."""

    def __init__(
        self,
        held: Collected,
        found: Overlaps,
        made: Sequence[Decision],
        located: Located,
        least: float = 0.0,
    ) -> None:
        """`made` are all decisions, oldest first; undecided pairs are left out below `least`."""
        known = judged(considered(held, found, made, located, 0), made, located)
        self.decided: Mapping[frozenset[str], Judged] = {
            frozenset((one.overlap.a.id, one.overlap.b.id)): one
            for one in known
            if one.decision is not None
        }
        place = {id_: number for number, id_ in enumerate(held.ids)}
        pairs = [[place[id_] for id_ in pair] for pair in self.decided if pair <= place.keys()]
        said = np.array(pairs, np.int64).reshape(-1, 2)
        open_ = ~np.isin(numbered(found.first, found.second), numbered(said[:, 0], said[:, 1]))
        scores = sharpened(found.scores, made)
        self._found, self._scores = found, scores
        self._places = np.flatnonzero(open_ & (scores >= least))
        self._before: list[Overlap] = []
        self._after: list[Overlap] = []

    def show(self, passes: Passes, related: bool, rejected: bool) -> Applied:
        """Take in the decided pairs that pass: those that overlap, and others if asked for."""
        for one in self.decided.values():
            pair = one.overlap
            if one.orphan or not passes(pair.a.id, pair.b.id) or (pair.edition and not related):
                continue
            if pair.score:
                self._before.append(pair)
            elif rejected if one.rejected else related:
                self._after.append(pair)
        return self

    def __len__(self) -> int:
        return len(self._before) + len(self._places) + len(self._after)

    @overload
    def __getitem__(self, place: int) -> Overlap: ...
    @overload
    def __getitem__(self, place: slice) -> list[Overlap]: ...
    def __getitem__(self, place: int | slice) -> Overlap | list[Overlap]:
        if isinstance(place, slice):
            return self._some(range(*place.indices(len(self))))
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        place %= len(self)
        if place < len(self._before):
            return self._before[place]
        place -= len(self._before)
        if place >= len(self._places):
            return self._after[place - len(self._places)]
        number = int(self._places[place])
        return replace(self._found[number], score=float(self._scores[number]))

    def _some(self, places: Sequence[int]) -> list[Overlap]:
        """The pairs of these places; what they hold is fetched together."""
        first, last = len(self._before), len(self._before) + len(self._places)
        inner = [int(self._places[one - first]) for one in places if first <= one < last]
        undecided = iter(self._found.some(inner))
        return [
            replace(next(undecided), score=float(self._scores[self._places[one - first]]))
            if first <= one < last
            else self[one]
            for one in places
        ]

    def __iter__(self) -> Iterator[Overlap]:
        for start in range(0, len(self), AT_ONCE):
            yield from self[start : start + AT_ONCE]
