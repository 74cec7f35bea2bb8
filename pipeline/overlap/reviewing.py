"""What people decided, joined with what is found: how each pair counts, and what to look at next.

A decision holds for two measures by their ids, which stay through new indexes and new wordings
(`pipeline/store/identity.py`). Where an id is gone, the measure of the same words in the same
document takes its place; where there is none, the decision is kept as an orphan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pipeline.models import Measure, Overlap, Relation
from pipeline.overlap.finding import Overlaps
from pipeline.overlap.measures import Collected
from pipeline.overlap.weights import load_weights
from pipeline.store import MeasureIndex
from pipeline.text import fold
from pipeline.workspace.reviews import Decision, Judged, Side, current

Floats = NDArray[np.float64]
Scores = Sequence[float] | NDArray[np.float32]
Located = Callable[[Side], Measure | None]

# How many decisions about the least certain pairs the prior weighs as much as: each of them tells
# p(1-p) = 1/4 (Fisher information) of the intercept. Where all was confirmed, ten decisions take a
# chance of 0.50 to 0.55, a hundred to 0.74, three hundreds to 0.85.
PRIOR = 100
_INFORMATION = 0.25 * PRIOR
_LEAST_SLOPE = 0.05  # never 0, so that no two chances become equal
_FURTHEST = 1e-6  # of a probability from 0 and 1, where its logit ends
_STEPS, _CLOSE = 100, 1e-10


def located_in(reader: MeasureIndex) -> Located:
    """Finds the measures of decisions in an index; use it within a snapshot of the reader."""
    read: dict[str, list[Measure]] = {}

    def find(side: Side) -> Measure | None:
        for measure in reader.with_id(side.id):
            if measure.id == side.id:
                return measure
        if side.document not in read:
            read[side.document] = reader.units(side.document)
        said = fold(side.statement)
        same = [one for one in read[side.document] if fold(one.statement) == said]
        near = [one for one in same if (one.label, one.path) == (side.label, side.path)]
        return next(iter(near or same), None)

    return find


def considered(
    held: Collected,
    found: Overlaps,
    made: Sequence[Decision],
    located: Located,
    most: int | None = None,
) -> list[Overlap]:
    """Of `found` (with what is related) the pairs that may have been decided, and of the others
    that overlap the `most` least certain, None for all; likeliest first.

    Millions of pairs fit into memory as numbers, not as pairs of measures.
    """
    sides = [located(side) for one in current(made) for side in (one.a, one.b)]
    ids = {side.id for side in sides if side}
    known = np.array([id_ in ids for id_ in held.ids], bool)
    decided = known[found.first] & known[found.second]
    plans = held.plans[found.first] != held.plans[found.second]
    others = np.flatnonzero(~decided & plans & (found.scores >= load_weights().overlap))
    if most is not None:
        doubt = np.abs(sharpened(found.scores[others], made) - 0.5)
        others = others[np.argsort(doubt, kind="stable")[:most]]
    places = np.sort(np.concatenate([np.flatnonzero(decided), others]))
    return found.some(places.tolist())


def judged(found: Iterable[Overlap], made: Sequence[Decision], located: Located) -> list[Judged]:
    """Pairs that were found, as people decided, and those that only people know; likeliest first.

    `made` are all decisions, oldest first. Undecided pairs have chances that the decisions
    sharpened; those of a subject alone, and of editions of one plan, are left out. A pair that was
    confirmed has the chance 1, one that was rejected (or is `related` only) 0, and stays.
    """
    machine = {frozenset((one.a.id, one.b.id)): one for one in found}
    joined: dict[frozenset[str], Judged] = {}
    for decision in sorted(current(made), key=lambda one: one.number):
        pair, one = _joined(decision, machine, located)
        joined[pair] = one  # of two decisions that became one pair's, the later
    open_ = [
        one
        for pair, one in machine.items()
        if pair not in joined and one.relation is not Relation.RELATED and not one.edition
    ]
    chances = sharpened([one.score for one in open_], made)
    pairs = [
        Judged(replace(one, score=float(chance)), one)
        for one, chance in zip(open_, chances, strict=True)
    ]
    pairs += joined.values()
    return sorted(pairs, key=lambda one: (-one.overlap.score, one.overlap.a.id, one.overlap.b.id))


def _joined(
    decision: Decision, machine: dict[frozenset[str], Overlap], located: Located
) -> tuple[frozenset[str], Judged]:
    sides = decision.a, decision.b
    there = [located(side) for side in sides]
    if there[0] and there[1] and there[0].id == there[1].id:  # what were two measures is one now
        there = [None, None]
    a, b = (one or side.measure() for one, side in zip(there, sides, strict=True))
    pair = frozenset((a.id, b.id))
    was = machine.get(pair)
    relation = decision.relation or decision.found or Relation.RELATED
    edition = was.edition if was else decision.edition
    overlap = Overlap(a, b, float(decision.overlaps), relation, edition)
    changed = tuple(
        one is not None and fold(one.statement) != fold(side.statement)
        for one, side in zip(there, sides, strict=True)
    )
    gone = tuple(one is None for one in there)
    return pair, Judged(overlap, was, decision, changed, gone)  # type: ignore[arg-type]


def queue(pairs: Iterable[Judged], most: int | None = None) -> list[Judged]:
    """The pairs to look at, the least certain first: undecided ones, and those decided about words
    that changed since. Of the latter no chance is known any more, so they come first."""
    waiting = [one for one in pairs if not one.orphan and (one.decision is None or one.flagged)]
    waiting.sort(
        key=lambda one: (
            0.0 if one.decision else abs(one.overlap.score - 0.5),
            one.overlap.a.id,
            one.overlap.b.id,
        )
    )
    return waiting[:most]


def sharpened(scores: Scores, made: Iterable[Decision]) -> Floats:
    """Probabilities corrected by what people decided (n): in order as before, from 0 to 1.

    Platt's two numbers are fitted again, over the logits of what the machine said, by penalised
    maximum likelihood around slope 1 and intercept 0 (see PRIOR). Without decisions nothing moves.
    """
    slope, intercept = fitted(made)
    if (slope, intercept) == (1.0, 0.0):
        return np.asarray(scores, np.float64)
    return _sigmoid(slope * _logits(scores) + intercept)


def fitted(made: Iterable[Decision]) -> tuple[float, float]:
    """The slope and intercept over logits that decisions speak for; 1 and 0 where there is none.

    A slope tells how well chances part what was confirmed from what was rejected, so that it moves
    as far as there is some of both: where all was confirmed, only the intercept rises.
    """
    judged_ = [(one.score, one.overlaps) for one in current(made) if one.score is not None]
    if not judged_:
        return 1.0, 0.0
    logits = _logits([score for score, _ in judged_])
    overlap = np.array([said for _, said in judged_], np.float64)
    fewer = min(overlap.sum(), len(overlap) - overlap.sum())
    if fewer == 0:
        return _newton(logits, overlap, fixed=1.0)
    stiff = _INFORMATION * len(overlap) / (2 * fewer)
    slope, intercept = _newton(logits, overlap, stiff=stiff)
    if slope < _LEAST_SLOPE:  # the likelihood is concave: the best that is allowed is at the edge
        return _newton(logits, overlap, fixed=_LEAST_SLOPE)
    return slope, intercept


def _newton(
    logits: Floats, overlap: Floats, stiff: float = 0.0, fixed: float | None = None
) -> tuple[float, float]:
    """The maximum, by Newton's steps, halved where one goes too far."""
    point = np.array([1.0 if fixed is None else fixed, 0.0])
    prior = np.array([stiff, _INFORMATION])

    def loss(at: Floats) -> float:
        margins = at[0] * logits + at[1]
        likely = np.logaddexp(0.0, margins) - overlap * margins
        return float(likely.sum() + 0.5 * (prior * (at - (1.0, 0.0)) ** 2).sum())

    for _ in range(_STEPS):
        chance = _sigmoid(point[0] * logits + point[1])
        off, weight = chance - overlap, chance * (1.0 - chance)
        slope = np.array([off @ logits, off.sum()]) + prior * (point - (1.0, 0.0))
        bend = np.array(
            [[weight @ logits**2, weight @ logits], [weight @ logits, weight.sum()]]
        ) + np.diag(prior)
        if fixed is None:
            step = np.linalg.solve(bend, slope)
        else:
            step = np.array([0.0, slope[1] / bend[1, 1]])
        while loss(point - step) > loss(point) + _CLOSE and np.abs(step).max() > _CLOSE:
            step = step / 2
        point = point - step
        if np.abs(step).max() < _CLOSE:
            break
    return float(point[0]), float(point[1])


def _logits(scores: Scores) -> Floats:
    near = np.clip(np.asarray(scores, np.float64), _FURTHEST, 1.0 - _FURTHEST)
    logits: Floats = np.log(near / (1.0 - near))
    return logits


def _sigmoid(values: Floats) -> Floats:
    chances: Floats = 1.0 / (1.0 + np.exp(-values))
    return chances
