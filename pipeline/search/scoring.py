"""The score of a unit: a sum of named parts, each with the figure that justifies its weight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.models import UnitKind
from pipeline.store import Reader

# Chosen by cross-validation over the judged questions of our own plans (tests/quality/search.md):
# the dense signal is the unit, the others are weighed against it.
DENSE_WEIGHT = 1.0
ALIGNED_WEIGHT = 0.7
LEXICAL_WEIGHT = 0.2
# A measure whose label is asked for by its code stands before all that only speak of it.
LABEL_WEIGHT = 1.0
# Share of its score that a passage loses, so that what a plan commits to stands first.
PASSAGE_DISCOUNT = 0.7
_LEAST_RARITY = 1e-6  # FTS5 gives this to words that are in more than half of the units


def weight(reader: Reader, stems: Sequence[str]) -> float:
    """What a question weighs: the BM25 rarity of its words, those found nowhere included."""
    held, units = reader.frequencies(stems)
    rarity = (math.log((units - count + 0.5) / (count + 0.5)) for count in held.values())
    return sum(max(_LEAST_RARITY, one) for one in rarity)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may answer: its share of the question's BM25 weight and its cosine."""

    kind: UnitKind
    lexical: float
    cosine: float

    def parts(self, aligned: float = 0.0, named: bool = False) -> dict[str, float]:
        """The addends of its score; `named` when the question names its label.

        BM25 has no upper bound, so it counts as a share of what the whole question weighs: one
        word of three does not make an answer. A cosine below zero says no more than zero.
        """
        found = {
            "lexical": LEXICAL_WEIGHT * self.lexical,
            "dense": DENSE_WEIGHT * max(0.0, self.cosine),
            "aligned": ALIGNED_WEIGHT * aligned,
        }
        if named:
            found["label"] = LABEL_WEIGHT
        if self.kind is UnitKind.PASSAGE:
            found["passage"] = -PASSAGE_DISCOUNT * sum(found.values())
        return found
