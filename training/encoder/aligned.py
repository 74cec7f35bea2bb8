"""The aligned signal of the design: each word of a question meets its nearest word of a measure.

Late interaction with static vectors. A word's vector is the sum of its subwords' vectors; words of
one stem are one word. What is nearest counts by its cosine, if that is above a floor, and by the
rarity of the question's word in the collection; a word of a heading counts at a discount. The frame
of the question ("quelles mesures portent sur …") has no weight.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.embed import StaticEncoder
from pipeline.text import Term, analyse, question_terms

Vectors = NDArray[np.float32]
Word = tuple[str, str]  # its stem, and as it stands in lower case


@dataclass(frozen=True, slots=True)
class Weights:
    """Numbers of the signal; chosen on the questions of the demonstration corpus alone."""

    floor: float = 0.35
    heading: float = 0.7
    aligned: float = 0.5  # beside 1 for the dense signal


class Aligner:
    """The statements and headings of a collection, ready to be met by questions."""

    def __init__(
        self, encoder: StaticEncoder, statements: Sequence[str], headings: Sequence[str]
    ) -> None:
        self._encoder = encoder
        self._statements = [_words(text, analyse(text)) for text in statements]
        self._headings = [_words(text, analyse(text)) for text in headings]
        both = zip(self._statements, self._headings, strict=True)
        self._held = Counter(stem for a, b in both for stem in {stem for stem, _ in a + b})
        every = {word for words in self._statements + self._headings for word in words}
        self._numbers = {word: number for number, word in enumerate(sorted(every))}
        self._stems = np.array([stem for stem, _ in self._numbers])
        self._table = np.array([self._vector(typed) for _, typed in self._numbers])

    def scores(self, question: str, weights: Weights) -> Vectors:
        """From 0 to 1 for each measure: the share of the question's weight that it meets."""
        asked = dict(_words(question, question_terms(question)))
        rarity = np.array([self._rarity(stem) for stem in asked])
        cosines = np.array([self._cosines(stem, typed) for stem, typed in asked.items()])
        cosines[cosines < weights.floor] = 0
        met = np.maximum(
            self._nearest(cosines, self._statements),
            weights.heading * self._nearest(cosines, self._headings),
        )
        return np.asarray(met @ rarity / max(rarity.sum(), 1e-9), dtype=np.float32)

    def _cosines(self, stem: str, typed: str) -> Vectors:
        """A question's word against every word of the collection."""
        cosines = self._table @ self._vector(typed)
        cosines[self._stems == stem] = 1
        return np.asarray(cosines, dtype=np.float32)

    def _nearest(self, cosines: Vectors, texts: Sequence[Sequence[Word]]) -> Vectors:
        """The best cosine of each question's word in each text, of shape (texts, words)."""
        best = np.zeros((len(texts), len(cosines)), dtype=np.float32)
        for row, words in zip(best, texts, strict=True):
            if words:
                row[:] = cosines[:, [self._numbers[word] for word in words]].max(axis=1)
        return best

    def _rarity(self, stem: str) -> float:
        return math.log((len(self._statements) + 1) / (self._held[stem] + 0.5))

    def _vector(self, typed: str) -> Vectors:
        summed = self._encoder.token_vectors(self._encoder.token_ids(typed)).sum(axis=0)
        return np.asarray(summed / max(float(np.linalg.norm(summed)), 1e-9), dtype=np.float32)


def _words(text: str, terms: Sequence[Term]) -> list[Word]:
    return [(term.term, text[term.start : term.end].lower()) for term in terms]
