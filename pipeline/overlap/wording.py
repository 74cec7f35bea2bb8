"""The words of units side by side: which words of one another one covers, and how well.

As in the aligned signal of search, words of one stem meet whole and other words by the cosine of
their vectors, from a floor on; each counts by its rarity among the units that are compared, so that
what they all say (« Que le Regroupement … ») tells none apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipeline.store import Reader
from pipeline.text import analyse

FLOOR = 0.35  # least cosine of two words of one sense
_LEAST_RARITY = 0.1  # so that a unit of common words alone has a wording too

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of n units over a vocabulary of v stems with vectors of d dimensions.

    `units` holds the numbers of the stems of each unit's statement, each once, in order of first
    mention; `rarity` (v) is what each weighs; `vectors` (v x d) are normalised, or zero where
    unknown.
    """

    terms: Sequence[str]
    units: Sequence[Numbers]
    rarity: Floats
    vectors: Floats

    def turned(self, count: int) -> Wording:
        """The same wording, its first `count` units behind the others."""
        units = [*self.units[count:], *self.units[:count]]
        return replace(self, units=units)

    def weights(self, unit: int) -> Floats:
        """What each word of a unit weighs in it; they add up to 1."""
        found = self.rarity[self.units[unit]]
        weighed: Floats = found / max(float(found.sum()), 1e-6)
        return weighed

    def met(self, first: int, second: int) -> Floats:
        """How well each word of `first` is met by `second`, from 0 to 1."""
        found: Floats = self._nearness(self.units[first], self.units[second]).max(
            axis=1, initial=0.0
        )
        return found

    def coverage(self, one: int, others: Sequence[int]) -> tuple[Floats, Floats]:
        """The share of `one` that each of `others` covers, and the share of each that it covers."""
        words = self.units[one]
        lengths = [len(self.units[other]) for other in others]
        joined = np.concatenate([self.units[other] for other in others] or [words[:0]])
        near = self._nearness(words, joined)
        ends = np.cumsum(lengths)
        covered = np.zeros(len(others), np.float32)
        covers = np.zeros(len(others), np.float32)
        own = self.weights(one)
        for place, (other, end, length) in enumerate(zip(others, ends, lengths, strict=True)):
            part = near[:, end - length : end]
            if part.size:
                covered[place] = own @ part.max(axis=1)
                covers[place] = self.weights(other) @ part.max(axis=0)
        return covered, covers

    def _nearness(self, first: Numbers, second: Numbers) -> Floats:
        cosines: Floats = self.vectors[first] @ self.vectors[second].T
        cosines[cosines < FLOOR] = 0.0
        cosines[first[:, None] == second[None, :]] = 1.0
        return np.minimum(cosines, np.float32(1.0))


def wording_of(reader: Reader, rows: Sequence[int]) -> Wording:
    """The wording of these rows of an index; run it within a snapshot of the reader."""
    columns, measures = reader.lexicon.stems(rows), reader.measures(rows)
    said = [_said(columns[row][0], measures[row].label) for row in rows]
    held: dict[str, int] = {}
    for stems in said:
        for stem in stems:
            held[stem] = held.get(stem, 0) + 1
    places = {stem: place for place, stem in enumerate(held)}
    rarity = [max(_LEAST_RARITY, math.log((len(rows) + 1) / (n + 0.5))) for n in held.values()]
    return Wording(
        list(held),
        [np.array([places[stem] for stem in stems], np.int64) for stems in said],
        np.array(rarity, np.float32),
        _vectors(reader, places),
    )


def _said(stems: str, label: str | None) -> list[str]:
    """The stems of a statement, each once, without those of the label that is indexed before it."""
    found = stems.split()
    numbering = [term.term for term in analyse(label or "")]
    if numbering and found[: len(numbering)] == numbering:
        found = found[len(numbering) :]
    return list(dict.fromkeys(found))


def _vectors(reader: Reader, places: Mapping[str, int]) -> Floats:
    """The mean vector of the forms of each stem, normalised."""
    known = [(stem, row) for stem, row in reader.lexicon.vectors(places) if stem.isalpha()]
    if not known:
        return np.zeros((len(places), 1), np.float32)
    table = np.frombuffer(b"".join(row for _, row in known), "<f2").reshape(len(known), -1)
    found = np.zeros((len(places), table.shape[1]), np.float32)
    np.add.at(found, [places[stem] for stem, _ in known], table.astype(np.float32))
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return (found / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)
