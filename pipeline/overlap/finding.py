"""The overlaps of a collection: every pair of measures of two plans that is likely enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import overload

import numpy as np
from numpy.typing import NDArray

from pipeline.models import Measure, Overlap, Relation, UnitKind
from pipeline.overlap.editions import editions
from pipeline.overlap.judging import (
    Emphasised,
    covers,
    emphasised,
    log_odds,
    probabilities,
    relations,
    signs_of_breadth,
    signs_of_pairs,
)
from pipeline.overlap.pairs import near_pairs
from pipeline.overlap.weights import Breadth, load_weights, nearest
from pipeline.overlap.wording import Numbers, Said, said_by
from pipeline.store import DocumentRow, MeasureIndex
from pipeline.text import tokenise

_KINDS = tuple(Relation)
_Judged = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float32], NDArray[np.int8]]


@dataclass(frozen=True, slots=True)
class Collected:
    """The n measures among which overlaps are found, passages left out."""

    measures: Sequence[Measure]
    said: Said
    documents: Numbers  # a number for each measure's document
    plans: Numbers  # the same number for editions and renditions of one plan
    titles: Sequence[str]  # of the documents, by their numbers


def collected(reader: MeasureIndex) -> Collected:
    """The measures of an index; run it within a snapshot of the reader."""
    documents = reader.documents()
    measures = [
        unit
        for row in documents
        for unit in reader.units(row.document)
        if unit.kind is not UnitKind.PASSAGE
    ]
    return among(documents, measures)


def among(documents: Sequence[DocumentRow], measures: Sequence[Measure]) -> Collected:
    """Overlaps are to be found among these measures of these documents."""
    held: dict[str, list[Measure]] = defaultdict(list)
    for measure in measures:
        held[measure.document].append(measure)
    number = {row.document: place for place, row in enumerate(documents)}
    plan = editions(documents, held)
    return Collected(
        measures,
        said_by(measures),
        np.array([number[one.document] for one in measures], np.int64),
        np.array([plan[one.document] for one in measures], np.int64),
        [row.title for row in documents],
    )


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
            return [self[one] for one in range(*place.indices(len(self)))]
        i, j = int(self.first[place]), int(self.second[place])
        measures, plans = self._found.measures, self._found.plans
        kind, edition = _KINDS[self._kinds[place]], bool(plans[i] == plans[j])
        return Overlap(measures[i], measures[j], float(self.scores[place]), kind, edition)


def overlaps(
    found: Collected,
    least: float | None = None,
    related: bool = False,
    editions_too: bool = False,
    only: Collection[int] | None = None,
    between: tuple[Collection[int], Collection[int]] | None = None,
) -> Overlaps:
    """The pairs of measures of different plans that overlap.

    `least` is the least probability, by default that from which judged pairs came out best. With
    `related` come pairs that share a subject alone, too, and those between editions of one plan;
    with `editions_too` the latter alone.
    `only` names the measures (by place) that a pair may hold; `between` two sets of which a pair
    takes one each. Every pair is looked at, however many neighbours a measure has.
    """
    weights = load_weights()
    least = weights.overlap if least is None else least
    shown = min(least, weights.related) if related else least
    voiced = emphasised(found.said, weights.emphasis)
    general = _general(found.said, voiced, weights.breadth)
    groups = found.documents if related or editions_too else found.plans
    wanted = _Wanted(len(found.measures), only, between)
    equal = _equal(found.measures, groups)
    equal = equal[wanted.of(*equal.T)]
    known = numbered(*equal.T)
    judged = [_judged(equal[:, 0], equal[:, 1], np.ones(len(equal)), _of(Relation.SAME, equal))]
    for pairs in near_pairs(voiced.wide.means(), nearest(weights, shown), groups):
        kept = wanted.of(pairs.first, pairs.second)
        kept &= ~np.isin(numbered(pairs.first, pairs.second), known)
        first, second, means = pairs.first[kept], pairs.second[kept], pairs.cosine[kept]
        wide = covers(voiced.wide, first, second)
        chances = probabilities(log_odds(means, *wide, weights.likeness), weights)
        likely = np.flatnonzero(chances >= shown)
        first, second, scores = first[likely], second[likely], chances[likely]
        sides = [side[likely] for side in wide]
        turning, fixed = signs_of_pairs(voiced, first, second, means[likely], sides)
        wider = general[first] - general[second]
        kinds, turned = relations(wider, turning, fixed, weights.breadth)
        codes = np.array([_KINDS.index(kind) for kind in kinds], np.int8)
        codes[scores < least] = _KINDS.index(Relation.RELATED)
        turned &= codes == _KINDS.index(Relation.BROADER)
        first, second = np.where(turned, second, first), np.where(turned, first, second)
        judged.append(_judged(first, second, scores, codes))
    return Overlaps(found, judged)


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


def _general(said: Said, voiced: Emphasised, weights: Breadth) -> NDArray[np.float64]:
    """How general each measure is."""
    words = (said.vectors @ weights.words)[:, None]
    found: NDArray[np.float64] = signs_of_breadth(said, voiced, words) @ np.array(
        [1.0, *weights.signs]
    )
    return found


def _equal(measures: Sequence[Measure], groups: Numbers) -> Numbers:
    """The pairs (p x 2) of different groups whose statements are equal after folding."""
    held: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(measures):
        if said := " ".join(token.term for token in tokenise(one.statement)):
            held[said].append(place)
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
