"""Bootstrap intervals over queries (Efron 1979), single and paired, of one set or of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

DRAWS = 2_000
_SEED = 0
_CELLS = 4_000_000  # indexes drawn at once


class Interval(NamedTuple):
    """A mean, and between what bounds 95 % of the means of redrawn queries lie."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"


def interval(sets: Sequence[NDArray[np.float64]]) -> Interval:
    """The mean over the sets of their means, the queries of each set being redrawn within it.

    Of one system's figures this is its interval; of the differences between two systems on the
    same queries, that of the paired bootstrap.
    """
    draw = np.random.default_rng(_SEED)
    means = np.mean([_redrawn(values, draw) for values in sets], axis=0)
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(float(np.mean([values.mean() for values in sets])), float(low), float(high))


def _redrawn(values: NDArray[np.float64], draw: np.random.Generator) -> NDArray[np.float64]:
    """The means of `DRAWS` samples of the values, with replacement."""
    at_once = max(1, _CELLS // len(values))
    means = []
    for start in range(0, DRAWS, at_once):
        count = min(at_once, DRAWS - start)
        chosen = draw.integers(len(values), size=(count, len(values)))
        means.append(values[chosen].mean(axis=1))
    return np.concatenate(means)
