"""How sure an answer is: the probability that a hit is relevant, from the parts of its score.

A logistic regression over the parts, fitted by `python -m training.search.calibrate` on the judged
questions of our own plans, and judged on others than it was fitted on (training/search/figures.md).
The words shown for it are calibrated, not the probabilities of single hits: of the hits called
*sûre*, nine in ten are relevant.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum

INTERCEPT = -6.519
# By part of the score, undone of its weight; `all` is 1 where every word of the question stands in
# the unit, `passage` where it is one.
COEFFICIENTS: Mapping[str, float] = {
    "dense": 2.076,
    "neighbours": 13.046,
    "aligned": 5.15,
    "lexical": 7.814,
    "label": 3.447,
    "passage": -5.088,
    "all": 1.254,
}
SURE, PROBABLE = 0.85, 0.4
# `--all` returns what is at least so likely: on held-out questions 62 % of what is relevant, half
# of what is returned being relevant.
CUT = 0.1
JUDGED = 100  # hits of a question, the best ones, over which its relevant ones are counted


class Sureness(StrEnum):
    """What is said of a hit."""

    SURE = "sûre"
    PROBABLE = "probable"
    DOUBTFUL = "à vérifier"


def chance(parts: Mapping[str, float], everything: bool) -> float:
    """The probability that a hit with these parts is relevant.

    `everything` tells whether every word of the question stands in it.
    """
    values = {**parts, "passage": float("passage" in parts), "all": float(everything)}
    total = sum(COEFFICIENTS[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-INTERCEPT - total))


def sureness(probability: float) -> Sureness:
    """What is said of a hit of this probability."""
    if probability >= SURE:
        return Sureness.SURE
    return Sureness.PROBABLE if probability >= PROBABLE else Sureness.DOUBTFUL


def nothing(chances: Sequence[float]) -> bool:
    """Whether the collection probably holds no answer: not one hit is even probable."""
    return not any(one >= PROBABLE for one in chances)


def recall(chances: Sequence[float], returned: Sequence[float]) -> float:
    """The share of what is relevant that was returned, by the probabilities of all; 1 for none."""
    whole = sum(sorted(chances, reverse=True)[:JUDGED])
    return min(1.0, sum(returned) / whole) if whole else 1.0
