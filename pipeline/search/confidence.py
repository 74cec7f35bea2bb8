"""How sure an answer is: the probability that a hit is relevant, from the parts of its score.

Logistic regressions over the parts, fitted by `python -m training.search.calibrate` on the judged
questions of our own plans, on questions that nothing answers and on collections of one plan to
fifty, and judged on others than they were fitted on (training/search/figures.md). The words shown
for it are calibrated, not the probabilities of single hits: of the hits called *sûre*, nine in ten
are relevant.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# By part of the score, undone of its weight; `all` is 1 where every word of the question stands in
# the unit, `passage` where it is one.
COEFFICIENTS: Mapping[str, float] = {
    "start": -7.352,
    "dense": 8.482,
    "neighbours": 5.549,
    "aligned": 7.534,
    "lexical": 4.436,
    "label": 2.902,
    "passage": -5.8,
    "all": 1.094,
}
# The same given that the collection answers the question at all: what is to be counted then is
# more even, and likeness to the best hits says more.
ANSWERED: Mapping[str, float] = {
    "start": -6.373,
    "dense": 2.874,
    "neighbours": 11.541,
    "aligned": 5.15,
    "lexical": 7.634,
    "label": 3.443,
    "passage": -5.049,
    "all": 1.174,
}
SURE, PROBABLE = 0.85, 0.4
# Below this for the best hit, nothing answers: so said of four in five questions without an answer,
# and of one in eleven with one (held out).
NOTHING = 0.2
# `--all` returns what is at least so likely, given an answer: on held-out questions 62 % of what is
# relevant, half of what is returned being relevant.
CUT = 0.1
JUDGED = 100  # hits of a question, the best ones, over which its relevant ones are counted
# Deviations to both sides that held the true recall of four held-out questions in five; chance
# alone, were all probabilities right, would ask for 1.3. A deviation is never below the second.
_DEVIATIONS, _LEAST = 1.9, 0.05


class Sureness(StrEnum):
    """What is said of a hit."""

    SURE = "sûre"
    PROBABLE = "probable"
    DOUBTFUL = "à vérifier"


@dataclass(frozen=True, slots=True)
class Recall:
    """The estimated share (0 to 1) of what is relevant that was returned.

    For four questions in five the true one lies from `low` to `high`.
    """

    share: float = 1.0
    low: float = 0.0
    high: float = 1.0


def chance(
    parts: Mapping[str, float], everything: bool, weights: Mapping[str, float] = COEFFICIENTS
) -> float:
    """The probability that a hit with these parts is relevant.

    `everything` tells whether every word of the question stands in it.
    """
    values = {**parts, "start": 1.0, "passage": float("passage" in parts), "all": float(everything)}
    total = sum(weights[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-total))


def sureness(probability: float) -> Sureness:
    """What is said of a hit of this probability."""
    if probability >= SURE:
        return Sureness.SURE
    return Sureness.PROBABLE if probability >= PROBABLE else Sureness.DOUBTFUL


def nothing(chances: Sequence[float]) -> bool:
    """Whether the collection probably holds no answer: not one hit has a fair chance."""
    return max(chances, default=0.0) < NOTHING


def recall(chances: Sequence[float], returned: Sequence[float]) -> Recall:
    """How much of what is relevant was returned, by the probabilities of all hits given an answer.

    The expected number of relevant ones among `returned` over that among all, with the deviation
    of this ratio when each is relevant by its probability (delta method).
    """
    every = sorted(chances, reverse=True)[:JUDGED]
    whole = sum(every)
    if not whole:
        return Recall()
    share, spread = min(1.0, sum(returned) / whole), _variance(returned)
    missed = max(0.0, _variance(every) - spread)
    deviation = math.sqrt((1 - share) ** 2 * spread + share**2 * missed) / whole
    margin = _DEVIATIONS * max(_LEAST, deviation)
    return Recall(share, max(0.0, share - margin), min(1.0, share + margin))


def _variance(chances: Sequence[float]) -> float:
    return sum(one * (1 - one) for one in chances)
