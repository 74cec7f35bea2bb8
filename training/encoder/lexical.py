"""BM25 over the project's analyser, as search uses it, and its fusion with a dense signal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from pipeline.search.searcher import DENSE_WEIGHT, LEXICAL_WEIGHT
from pipeline.text import analyse, question_terms

Scores = NDArray[np.float32]

# The parameters of SQLite's FTS5, its floor under the rarity of common words included.
_K1, _B = 1.2, 0.75
_LEAST_RARITY = 1e-6


class Bm25:
    """Robertson's BM25 of questions over passages, both analysed by `pipeline.text`."""

    def __init__(self, passages: Sequence[str]) -> None:
        counts = [Counter(term.term for term in analyse(passage)) for passage in passages]
        lengths = np.array([count.total() for count in counts], dtype=np.float32)
        norm = _K1 * (1 - _B + _B * lengths / max(lengths.mean(), 1.0))
        self._numbers: dict[str, int] = {}
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for passage, count in enumerate(counts):
            for term, frequency in count.items():
                rows.append(self._numbers.setdefault(term, len(self._numbers)))
                columns.append(passage)
                values.append(frequency * (_K1 + 1) / (frequency + norm[passage]))
        shape = (len(self._numbers), len(passages))
        self._saturated = csr_array(
            (np.array(values, dtype=np.float32), (rows, columns)), shape=shape
        )
        self._held = np.bincount(rows, minlength=len(self._numbers))
        self._passages = len(passages)

    def rarity(self, term: str) -> float:
        """The weight of a term; that of a term found nowhere is the greatest."""
        held = self._held[self._numbers[term]] if term in self._numbers else 0
        weight = np.log((self._passages - held + 0.5) / (held + 0.5))
        return max(_LEAST_RARITY, float(weight))

    def scores(self, questions: Sequence[str]) -> tuple[Scores, Scores]:
        """The BM25 scores, (questions, passages), and what each question weighs as a whole."""
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        whole = np.zeros(len(questions), dtype=np.float32)
        for row, question in enumerate(questions):
            for term in {term.term for term in question_terms(question)}:
                weight = self.rarity(term)
                whole[row] += weight
                if term in self._numbers:
                    rows.append(row)
                    columns.append(self._numbers[term])
                    values.append(weight)
        shape = (len(questions), len(self._numbers))
        weights = csr_array((np.array(values, dtype=np.float32), (rows, columns)), shape=shape)
        return np.asarray((weights @ self._saturated).toarray(), dtype=np.float32), whole


def fused(bm25: Scores, whole: Scores, cosine: Scores) -> Scores:
    """The sum that search ranks by, with the weights that it has: nothing is fitted here."""
    share = bm25 / np.maximum(whole, _LEAST_RARITY)[:, None]
    summed = LEXICAL_WEIGHT * share + DENSE_WEIGHT * np.maximum(cosine, 0)
    return np.asarray(summed, dtype=np.float32)
