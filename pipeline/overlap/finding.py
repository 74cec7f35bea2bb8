"""The overlaps of a collection: every pair of measures of two plans that is likely enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import combinations
from typing import overload

import numpy as np
from numpy.typing import NDArray

from pipeline.models import Overlap, Relation
from pipeline.overlap.candidates import Voices, candidates
from pipeline.overlap.judging import covers, log_odds, probabilities, relations, signs_of_pairs
from pipeline.overlap.measures import Collected
from pipeline.overlap.weights import Weights, load_weights, nearest
from pipeline.overlap.wording import Numbers

AT_ONCE = 500  # pairs whose measures are fetched together
_KINDS = tuple(Relation)
_Judged = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32], NDArray[np.int8]]


class Overlaps(Sequence[Overlap]):
    """Pairs of measures, the likeliest first, in a dozen bytes each however many they are."""

    def __init__(self, found: Collected, pairs: Sequence[_Judged]) -> None:
        joined = [np.concatenate(column) for column in zip(*pairs, strict=True)]
        first, second, scores, kinds = joined
        order = np.lexsort((second, first, -scores))
        self._found = found
        self.first, self.second, self.scores = first[order], second[order], scores[order]
        self._kinds = kinds[order]

    def __len__(self) -> int:
        return len(self.scores)

    @overload
    def __getitem__(self, place: int) -> Overlap: ...
    @overload
    def __getitem__(self, place: slice) -> list[Overlap]: ...
    def __getitem__(self, place: int | slice) -> Overlap | list[Overlap]:
        if isinstance(place, slice):
            return self.some(range(*place.indices(len(self))))
        i, j = int(self.first[place]), int(self.second[place])
        measures, plans = self._found.measures, self._found.plans
        kind, edition = _KINDS[self._kinds[place]], bool(plans[i] == plans[j])
        return Overlap(measures[i], measures[j], float(self.scores[place]), kind, edition)

    def some(self, places: Sequence[int]) -> list[Overlap]:
        """The pairs of these places; what they hold is fetched together."""
        found = []
        for start in range(0, len(places), AT_ONCE):
            part = np.asarray(places[start : start + AT_ONCE], np.int64)
            self._found.ahead(np.concatenate([self.first[part], self.second[part]]).tolist())
            found += [self[int(place)] for place in part]
        return found

    def __iter__(self) -> Iterator[Overlap]:
        for start in range(0, len(self), AT_ONCE):
            yield from self[start : start + AT_ONCE]


def overlaps(
    found: Collected,
    least: float | None = None,
    related: bool = False,
    editions_too: bool = False,
    only: Collection[int] | None = None,
    between: tuple[Collection[int], Collection[int]] | None = None,
    tell: Callable[[int], None] | None = None,
) -> Overlaps:
    """The pairs of measures of different plans that overlap.

    `least` is the least probability, by default that from which judged pairs came out best. With
    `related` come pairs that share a subject alone, too, and those between editions of one plan;
    with `editions_too` the latter alone.
    `only` names the measures (by place) that a pair may hold; `between` two sets of which a pair
    takes one each. Every pair is looked at, however many neighbours a measure has; `tell` hears now
    and then how many were near enough to be judged so far.
    """
    weights = load_weights()
    least = weights.overlap if least is None else least
    shown = min(least, weights.related) if related else least
    groups = found.documents if related or editions_too else found.plans
    wanted = _Wanted(len(found.measures), only, between)
    equal = _equal(found.worded, groups)
    equal = equal[wanted.of(*equal.T)]
    known = numbered(*equal.T)
    judged = [_judged(equal[:, 0], equal[:, 1], np.ones(len(equal)), _of(Relation.SAME, equal))]
    voices = Voices(found, weights)
    least_cosine = nearest(weights, shown)
    looked_at = 0
    for first, second, means in candidates(found, voices, least_cosine, groups, wanted.rows()):
        looked_at += len(first)
        if tell:
            tell(looked_at)
        kept = wanted.of(first, second)
        kept &= ~np.isin(numbered(first, second), known)
        if kept.any():
            places = first[kept], second[kept]
            judged.append(_likely(voices, *places, means[kept], weights, least, shown))
    return Overlaps(found, judged)


def _likely(
    voices: Voices,
    one: Numbers,
    other: Numbers,
    means: NDArray[np.float32],
    weights: Weights,
    least: float,
    shown: float,
) -> _Judged:
    """Of the pairs of measures `one` and `other` those that are likely enough."""
    voiced, general, i, j = voices.of(one, other)
    wide = covers(voiced.wide, i, j)
    chances = probabilities(log_odds(means, *wide, weights.likeness), weights)
    likely = np.flatnonzero(chances >= shown)
    first, second, scores = one[likely], other[likely], chances[likely]
    i, j = i[likely], j[likely]
    sides = [side[likely] for side in wide]
    turning, fixed = signs_of_pairs(voiced, i, j, means[likely], sides)
    kinds, turned = relations(general[i] - general[j], turning, fixed, weights.breadth)
    codes = np.array([_KINDS.index(kind) for kind in kinds], np.int8)
    codes[scores < least] = _KINDS.index(Relation.RELATED)
    turned &= codes == _KINDS.index(Relation.BROADER)
    first, second = np.where(turned, second, first), np.where(turned, first, second)
    return _judged(first, second, scores, codes)


def _judged(
    first: Numbers, second: Numbers, scores: NDArray[np.float64], kinds: NDArray[np.int8]
) -> _Judged:
    return first.astype(np.int32), second.astype(np.int32), scores.astype(np.float32), kinds


def _of(kind: Relation, pairs: Numbers) -> NDArray[np.int8]:
    return np.full(len(pairs), _KINDS.index(kind), np.int8)


def numbered(first: Numbers, second: Numbers) -> Numbers:
    """One number for each pair, whatever its order."""
    low, high = np.minimum(first, second).astype(np.int64), np.maximum(first, second)
    return (low << 32) | high


def _equal(worded: Numbers, groups: Numbers) -> Numbers:
    """The pairs (p x 2) of different groups whose statements are equal after folding."""
    held: dict[int, list[int]] = defaultdict(list)
    for place, one in enumerate(worded.tolist()):
        if one:
            held[one].append(place)
    pairs = [pair for places in held.values() for pair in combinations(places, 2)]
    found = np.array(pairs, np.int64).reshape(-1, 2)
    apart: Numbers = found[groups[found[:, 0]] != groups[found[:, 1]]]
    return apart


class _Wanted:
    """Which pairs a user asked for."""

    def __init__(
        self,
        count: int,
        only: Collection[int] | None,
        between: tuple[Collection[int], Collection[int]] | None,
    ) -> None:
        self._only = _mask(count, only)
        self._sides = tuple(_mask(count, side) for side in between or (None, None))

    def rows(self) -> tuple[Numbers, Numbers]:
        """The places of which a pair may hold one, and those of which it holds the other."""
        one, other = (np.flatnonzero(self._only & side) for side in self._sides)
        return one, other

    def of(self, first: Numbers, second: Numbers) -> NDArray[np.bool_]:
        """For each pair whether it is wanted."""
        one, other = self._sides
        across = (one[first] & other[second]) | (other[first] & one[second])
        found: NDArray[np.bool_] = self._only[first] & self._only[second] & across
        return found


def _mask(count: int, places: Collection[int] | None) -> NDArray[np.bool_]:
    mask = np.full(count, places is None)
    if places is not None:
        mask[list(places)] = True
    return mask
