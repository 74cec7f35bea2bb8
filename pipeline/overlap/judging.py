"""Whether two measures overlap and how: probabilities from their words.

Two measures overlap as far as the words that matter in each are met in the other. How much a word
matters is not its rarity alone: « Développer », « plan », « comité » say little of what a measure
is about, « vélo » and « énergie » much, wherever they stand. That is told by the word's vector, by
a direction fitted on pairs that people judged, as attention does in a neural network (Bahdanau et
al. 2015), so that it holds for words that no judged pair has. Which of two overlapping measures is
the broader is told in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.models import Relation
from pipeline.overlap.weights import Breadth, Emphasis, Likeness, Weights
from pipeline.overlap.wording import Numbers, Said, Wording, shares_of

Vector = NDArray[np.float64]
Reals = NDArray[np.floating[Any]]

_SPAN, _FURTHEST = 8.0, 2.0  # words to one step of `later`, and its most steps
_SLIGHT = 1e-6


@dataclass(frozen=True, slots=True)
class Emphasised:
    """What n measures say, each word by how much it tells of a commitment.

    `wide` are the words of statements and headings; `inner` the same words, of which those of
    headings weigh nothing; `own` the words of statements alone; `heavy` (n) is the logarithm of
    what the words of a statement weigh together.
    """

    wide: Wording
    inner: Wording
    own: Wording
    heavy: Vector


def emphasised(said: Said, weights: Emphasis) -> Emphasised:
    """The words of measures, emphasised."""
    of_words = said.vectors @ weights.words + weights.rarity * np.log(said.rarity)
    of_words += weights.number * numbers(said)
    units, wide, inner, own = [], [], [], []
    heavy = np.zeros(len(said.statements))
    for place, (words, above) in enumerate(zip(said.statements, said.headings, strict=True)):
        unit, count = np.concatenate([words, above]), len(words)
        logs = of_words[unit]
        logs[:count] += weights.later * steps(count)
        logs[count:] += weights.heading
        if said.opens[place] and count:
            logs[0] += weights.opening
        weighed = np.exp(logs)
        heavy[place] = np.log(weighed[:count].sum() + _SLIGHT)
        units.append(unit)
        wide.append(shares_of(weighed))
        own.append(shares_of(weighed[:count]))
        inner.append(np.concatenate([own[-1], np.zeros(len(above), np.float32)]))
    all_ = Wording(units, wide, said.near)
    return Emphasised(
        all_, replace(all_, shares=inner), Wording(said.statements, own, said.near), heavy
    )


def covers(wording: Wording, first: Numbers, second: Numbers) -> tuple[Vector, Vector]:
    """For pairs of units: the share of the first that the second covers, and the reverse."""
    of_first, of_second = np.zeros(len(first)), np.zeros(len(first))
    order = np.argsort(first, kind="stable")
    for places in np.split(order, np.flatnonzero(np.diff(first[order])) + 1):
        if len(places):
            found = wording.coverage(int(first[places[0]]), second[places].tolist())
            of_first[places], of_second[places] = found
    return of_first, of_second


def log_odds(means: Reals, of_first: Reals, of_second: Reals, weights: Likeness) -> Vector:
    """The log-odds of pairs, from the cosines of their mean vectors and from what each covers."""
    return (
        weights.least * np.minimum(of_first, of_second)
        + weights.most * np.maximum(of_first, of_second)
        + weights.means * means
        + weights.constant
    )


def probabilities(odds: Vector, weights: Weights) -> Vector:
    """The calibrated probability that each pair is an overlap."""
    found: Vector = 1.0 / (1.0 + np.exp(-(weights.slope * odds + weights.intercept)))
    return found


def signs_of_breadth(said: Said, voiced: Emphasised, words: Reals) -> Vector:
    """What tells how general each measure is, of shape (n, k + 5).

    The mean, by rarity, of `words` (v x k, what stands for each word) over its statement; the
    logarithm of the number of its words; how many are numbers or codes; their mean rarity; whether
    the first is an action; what they weigh together.
    """
    coded = numbers(said)
    found = np.zeros((len(said.statements), words.shape[1] + 5))
    for row, stems in zip(found, said.statements, strict=True):
        if len(stems):
            rarity = said.rarity[stems]
            row[:-5] = rarity @ words[stems] / rarity.sum()
            row[-5:-2] = np.log(len(stems)), coded[stems].sum(), rarity.mean()
    found[:, -2], found[:, -1] = said.opens, voiced.heavy
    return found


def signs_of_pairs(
    voiced: Emphasised, first: Numbers, second: Numbers, means: Reals, wide: Sequence[Vector]
) -> tuple[Vector, Vector]:
    """What tells which of two is the broader, (pairs, 3), and whether one is at all, (pairs, 6).

    The former changes its sign with the order of the pair, the latter does not depend on it.
    `wide` is what each side covers of the other, headings counted.
    """
    inner = covers(voiced.inner, first, second)
    own = covers(voiced.own, first, second)
    turning = [one - other for one, other in (wide, inner, own)]
    fixed = [np.minimum(*wide), np.maximum(*wide), means, np.minimum(*own), np.maximum(*own)]
    fixed.append(np.abs(voiced.heavy[first] - voiced.heavy[second]))
    return np.column_stack(turning), np.column_stack(fixed)


def relations(
    general: Vector, turning: Vector, fixed: Vector, weights: Breadth
) -> tuple[list[Relation], NDArray[np.bool_]]:
    """REWORDED or BROADER for each overlapping pair, and whether the second is the broader one.

    `general` is by how much the first is the more general; the others are `signs_of_pairs`.
    """
    wider = general + turning @ weights.turning
    odds = fixed @ weights.fixed + weights.constant + np.abs(wider)
    kinds = [Relation.BROADER if one > 0 else Relation.REWORDED for one in odds]
    return kinds, (odds > 0) & (wider < 0)


def steps(count: int) -> Vector:
    """How far each of so many words stands from the beginning (count)."""
    return np.minimum(np.arange(count) / _SPAN, _FURTHEST)


def numbers(said: Said) -> NDArray[np.bool_]:
    """For each stem whether it is a number or a code."""
    return np.array([not term.isalpha() for term in said.terms], np.bool_)
