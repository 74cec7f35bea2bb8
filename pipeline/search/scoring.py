"""The score of a unit: a sum of named parts, each with the figure that justifies its weight."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.models import UnitKind
from pipeline.store import MeasureIndex, Vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Chosen by nDCG@10 and recall@20 over the judged questions of our own plans, in folds; the figures
# of each and of its neighbours stand in training/search/figures.md. The dense signal is the unit.
DENSE_WEIGHT = 1.0
ALIGNED_WEIGHT = 0.7
LEXICAL_WEIGHT = 0.1
# The question's vector moves towards those of its best answers (Rocchio 1971, "Relevance feedback
# in information retrieval", without asking anyone): what is like them in other words comes up.
FEEDBACK_WEIGHT = 0.9
FEEDBACK_HITS = 5
# A measure whose label is asked for by its code stands before all that only speak of it.
LABEL_WEIGHT = 1.0
# Share of its score that a passage loses, so that what a plan commits to stands first.
PASSAGE_DISCOUNT = 0.6
_LEAST_RARITY = 1e-6  # FTS5 gives this to words that are in more than half of the units


def weight(reader: MeasureIndex, stems: Sequence[str]) -> float:
    """What a question weighs: the BM25 rarity of its words, those found nowhere included."""
    held, units = reader.frequencies(stems)
    rarity = (math.log((units - count + 0.5) / (count + 0.5)) for count in held.values())
    return sum(max(_LEAST_RARITY, one) for one in rarity)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may answer, and what each signal says of it.

    `lexical` and `aligned` are shares of the question's weight, `cosine` is that of the vectors of
    the unit and of the question, `like` that of the unit's and the best answers'; `named` when its
    label is asked for.
    """

    kind: UnitKind
    lexical: float
    cosine: float
    aligned: float = 0.0
    named: bool = False
    like: float = 0.0

    def parts(self, length: float = 1.0) -> dict[str, float]:
        """The addends of its score; `length` is that of the vector after feedback.

        BM25 has no upper bound, so it counts as a share of what the whole question weighs: one
        word of three does not make an answer. A cosine below zero says no more than zero.
        """
        found = {
            "lexical": LEXICAL_WEIGHT * self.lexical,
            "dense": DENSE_WEIGHT * max(0.0, self.cosine) / length,
            "aligned": ALIGNED_WEIGHT * self.aligned,
        }
        if self.like:
            found["neighbours"] = DENSE_WEIGHT * FEEDBACK_WEIGHT * max(0.0, self.like) / length
        if self.named:
            found["label"] = LABEL_WEIGHT
        if self.kind is UnitKind.PASSAGE:
            found["passage"] = -PASSAGE_DISCOUNT * sum(found.values())
        return found

    @property
    def score(self) -> float:
        """Its score before feedback."""
        return sum(self.parts().values())


def fed_back(
    found: Mapping[int, Candidate], vector: NDArray[np.float32], vectors: Vectors
) -> tuple[dict[int, Candidate], float]:
    """The candidates with their likeness to the best of them, and the length of the new vector."""
    import numpy as np

    best = heapq.nsmallest(FEEDBACK_HITS, found, key=lambda row: -found[row].score)
    weights = np.array([found[row].score for row in best], np.float32)
    if not vector.any() or not weights.sum() > 0 or found[best[0]].named:
        return dict(found), 1.0
    centre = weights @ vectors.rows(best) / weights.sum()
    length = float(np.linalg.norm(vector + FEEDBACK_WEIGHT * centre))
    like = vectors.rows([*found]) @ centre
    moved = {
        row: Candidate(one.kind, one.lexical, one.cosine, one.aligned, one.named, float(near))
        for (row, one), near in zip(found.items(), like, strict=True)
    }
    return moved, max(length, 1e-6)
