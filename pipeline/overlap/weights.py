"""The weights by which overlaps are found, as fitted on our judged pairs (`training/overlap`)."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import resources
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Emphasis:
    """What raises (or, below 0, lowers) the weight of a word, as addends to its logarithm."""

    words: Vector  # times the word's vector
    rarity: float  # times the logarithm of its rarity
    number: float  # it is a number or a code
    opening: float  # it opens the statement and names an action: « Développer … »
    later: float  # for each eight words that stand before it, up to sixteen
    heading: float  # it stands in a heading alone


@dataclass(frozen=True, slots=True)
class Likeness:
    """The log-odds that two measures overlap, from what is measured of the pair."""

    least: float  # times the share that the side covered less has covered
    most: float  # times that of the other side
    means: float  # times the cosine of the mean vectors of their words
    constant: float


@dataclass(frozen=True, slots=True)
class Breadth:
    """How general a measure is, and from what difference on one of two covers more."""

    words: Vector  # times the mean vector of its words, by rarity
    signs: Vector  # times the other signs of one measure (`judging.signs_of_breadth`)
    turning: Vector  # times what tells which of two is broader (`judging.signs_of_pairs`)
    fixed: Vector  # times what tells whether one is: log-odds for two that are equally general
    constant: float


@dataclass(frozen=True, slots=True)
class Weights:
    """All weights. Log-odds become probabilities by `slope` and `intercept` (Platt 1999).

    From `overlap` on a pair is an overlap, from `related` on it has a subject in common, both
    probabilities of an overlap. `nearest` holds rising probabilities, each with the cosine of mean
    vectors that all judged overlaps of this probability and more reach.
    """

    encoder: str  # revision of the encoder whose word vectors they were fitted with
    emphasis: Emphasis
    likeness: Likeness
    breadth: Breadth
    slope: float
    intercept: float
    overlap: float
    related: float
    nearest: tuple[tuple[float, float], ...]


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The shipped weights."""
    source = resources.files("pipeline") / "data" / "overlap" / "weights.json"
    read = json.loads(source.read_text(encoding="utf-8"))
    parts = {"emphasis": Emphasis, "likeness": Likeness, "breadth": Breadth}
    return Weights(
        **{name: value for name, value in read.items() if name not in parts},
        **{name: _part(kind, read[name]) for name, kind in parts.items()},
    )


def nearest(weights: Weights, least: float) -> float:
    """The cosine of mean vectors under which no pair is looked at for a least probability."""
    return max(cosine for chance, cosine in weights.nearest if chance <= max(least, 0.0))


def _part(kind: type[_Part], read: dict[str, Any]) -> _Part:
    values: dict[str, Any] = {}
    for name in (field.name for field in fields(kind)):  # type: ignore[arg-type]
        value = read[name]
        values[name] = np.array(value) if isinstance(value, list) else value
    return kind(**values)
