"""The pairs of measures that are worth judging: those whose words are near in the mean."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pipeline.overlap.judging import Emphasised, emphasised, signs_of_breadth
from pipeline.overlap.measures import Collected, Fetched
from pipeline.overlap.pairs import near_pairs
from pipeline.overlap.weights import Weights
from pipeline.overlap.wording import Floats, Numbers, Said

# Measures whose mean vectors are compared here, of 1 kB each and as much again for the work; of
# more the index is asked. Its vectors are of headings and statements whose words count by rarity
# alone, so that some pairs are lost, and every hit of it travels: it is for want of memory only.
MOST_HERE = 500_000
WHOLE = 20_000  # measures whose emphasised words are kept, 1 kB each; of more they are made again
_PART = 4_096  # measures whose words are emphasised at once
_QUERIES = 256  # measures whose neighbours are compared at once

# Least cosine of the vectors of an index: 0.5 % of our judged overlaps that are found otherwise
# are below (training/overlap/fit.py prints it). For the shipped encoder.
RANGE = 0.09

Found = tuple[Numbers, Numbers, Floats]
General = NDArray[np.float64]


class Voices:
    """The emphasised words of measures: of all at once where they are few, else of parts."""

    def __init__(self, found: Collected, weights: Weights) -> None:
        self._said, self._weights = found.said, weights
        whole = found.near is None or len(found.measures) <= WHOLE
        self._whole = self._voiced(found.said) if whole else None

    def _voiced(self, said: Said) -> tuple[Emphasised, General]:
        voiced = emphasised(said, self._weights.emphasis)
        breadth = self._weights.breadth
        words = (said.vectors @ breadth.words)[:, None]
        signs = np.array([1.0, *breadth.signs])
        return voiced, signs_of_breadth(said, voiced, words) @ signs

    def of(self, first: Numbers, second: Numbers) -> tuple[Emphasised, General, Numbers, Numbers]:
        """The words of the measures of pairs, how general each is, and the pairs among these."""
        if self._whole:
            return *self._whole, first, second
        used, places = np.unique(np.concatenate([first, second]), return_inverse=True)
        i, j = np.split(places.astype(np.int64), 2)
        return *self._voiced(self._said.of(used.tolist())), i, j

    def means(self, places: Numbers) -> Floats:
        """The mean vectors of measures, normalised, of shape (len(places), dimension)."""
        if self._whole:
            return self._whole[0].wide.means()[places]
        found = np.empty((len(places), self._said.vectors.shape[1]), np.float32)
        for start in range(0, len(places), _PART):
            part = self._said.of(places[start : start + _PART].tolist())
            voiced = emphasised(part, self._weights.emphasis)
            found[start : start + _PART] = voiced.wide.means()
        return found


def candidates(
    found: Collected,
    voices: Voices,
    nearest: float,
    groups: Numbers,
    wanted: tuple[Numbers, Numbers],
) -> Iterator[Found]:
    """The pairs whose mean vectors are as near as `nearest`, each once, with their cosines.

    `wanted` are the places of one side and of the other: only measures of either are compared, of
    which two of one side may come too. Pairs of one of `groups` are left out.
    """
    if found.near is not None and len(found.measures) > MOST_HERE:
        yield from _ranged(found.near, voices, nearest, groups, wanted)
        return
    among = np.union1d(*wanted)
    for pairs in near_pairs(voices.means(among), nearest, groups[among]):
        yield among[pairs.first], among[pairs.second], pairs.cosine


def _ranged(
    held: Fetched,
    voices: Voices,
    nearest: float,
    groups: Numbers,
    wanted: tuple[Numbers, Numbers],
) -> Iterator[Found]:
    """The same by the vectors of the index, from RANGE on."""
    one, other = wanted
    order = np.argsort(held.rows)
    rows = held.rows[order]
    mirrored = np.isin(np.arange(len(rows)), one) & np.isin(np.arange(len(rows)), other)
    for start in range(0, len(one), _QUERIES):
        asked = one[start : start + _QUERIES]
        firsts, seconds = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for number, partners in held.reader.near(held.rows[asked].tolist(), RANGE):
            second = order[np.searchsorted(rows, partners)]
            first = asked[number]
            kept = np.isin(second, other) & (groups[second] != groups[first])
            # Both would be asked about each other.
            kept &= ~(mirrored[first] & mirrored[second]) | (first < second)
            seconds.append(second[kept])
            firsts.append(np.full(len(seconds[-1]), first))
        first, second = np.concatenate(firsts), np.concatenate(seconds)
        yield from _compared(voices, nearest, first, second)


def _compared(voices: Voices, nearest: float, first: Numbers, second: Numbers) -> Iterator[Found]:
    """Of pairs those whose mean vectors are near."""
    order = np.argsort(second, kind="stable")
    first, second = first[order], second[order]
    asked, number = np.unique(first, return_inverse=True)
    others, place = np.unique(second, return_inverse=True)
    means = voices.means(asked)
    for start in range(0, len(others), _PART):
        low, high = np.searchsorted(place, (start, start + _PART))
        part = voices.means(others[start : start + _PART])
        cosine = (means @ part.T)[number[low:high], place[low:high] - start]
        near = cosine >= nearest
        i, j = first[low:high][near], second[low:high][near]
        if len(i):
            yield np.minimum(i, j), np.maximum(i, j), cosine[near]
