"""How likely a hit is to be relevant: a logistic regression over the parts of its score.

    python -m training.search.calibrate

Prints, over questions that the fit has not seen (five folds), how many of the hits called sûre and
probable are relevant (grade 1 or 2) and which share of all that is relevant they are; what `--all`
returns and how its estimated recall compares with the true one; and the coefficients fitted on all
questions, for `pipeline/search/confidence.py`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluate import ranking
from pipeline.models import Filters, Hit, Query
from pipeline.search import understand
from pipeline.search.confidence import COEFFICIENTS, CUT, JUDGED, PROBABLE, SURE
from training.search.judged import collections

Rows = NDArray[np.float64]
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """The hits of one question in one index: their values, which are relevant, how many are."""

    question: str
    values: Rows
    relevant: Rows
    count: int


def main() -> None:
    samples = collected()
    # A question is held out of all indexes at once.
    texts = sorted({sample.question for sample in samples})
    order = random.Random(0).sample(texts, len(texts))
    seen: list[tuple[Sample, Rows]] = []
    for fold in range(FOLDS):
        out = set(order[fold::FOLDS])
        weights = fit([sample for sample in samples if sample.question not in out])
        seen += [(one, chances(one, weights)) for one in samples if one.question in out]
    report(seen)
    weights = fit(samples)
    print("intercept", round(float(weights[0]), 3))
    for name, weight in zip(COEFFICIENTS, weights[1:], strict=True):
        print(name, round(float(weight), 3))


def collected() -> list[Sample]:
    """The best hits of every question, those without an answer included."""
    samples = []
    with collections(documents=True) as opened:
        for asked in opened:
            queries = [Query(question.text, JUDGED) for question in asked.questions]
            answers = asked.searcher.search_many(queries)
            for question, hits in zip(asked.questions, answers, strict=True):
                words = len(understand(question.text, Filters()).words)
                grades = ranking(question.relevant, [hit.measure for hit in hits])
                values = np.array([row(hit, words) for hit in hits]).reshape(-1, len(COEFFICIENTS))
                relevant = np.array([float(grade > 0) for grade in grades])
                samples.append(Sample(question.text, values, relevant, len(question.relevant)))
    return samples


def row(hit: Hit, words: int) -> list[float]:
    """The values of a hit, in the order of COEFFICIENTS."""
    everything = bool(hit.why) and sum(match.how != "sense" for match in hit.why) == words
    values = {**hit.parts, "passage": float("passage" in hit.parts), "all": float(everything)}
    return [values.get(name, 0.0) for name in COEFFICIENTS]


def fit(samples: Sequence[Sample], ridge: float = 1.0) -> Rows:
    """Logistic regression by Newton's method, with a small penalty on standardised values."""
    values = np.vstack([sample.values for sample in samples])
    relevant = np.concatenate([sample.relevant for sample in samples])
    middle, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread == 0] = 1.0
    table = np.c_[np.ones(len(values)), (values - middle) / spread]
    penalty = np.eye(table.shape[1]) * ridge
    penalty[0, 0] = 0
    weights = np.zeros(table.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-table @ weights))
        curve = (table.T * (likely * (1 - likely))) @ table + penalty
        step = np.linalg.solve(curve, table.T @ (likely - relevant) + penalty @ weights)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    plain = weights[1:] / spread
    return np.r_[weights[0] - plain @ middle, plain]


def chances(sample: Sample, weights: Rows) -> Rows:
    return 1 / (1 + np.exp(-weights[0] - sample.values @ weights[1:]))


def report(seen: Sequence[tuple[Sample, Rows]]) -> None:
    relevant = np.concatenate([sample.relevant for sample, _ in seen])
    likely = np.concatenate([found for _, found in seen])
    whole = sum(sample.count for sample, _ in seen)
    for name, low, high in (("sûre", SURE, 2.0), ("probable", PROBABLE, SURE)):
        named = (likely >= low) & (likely < high)
        right = relevant[named]
        print(f"{name}: {right.mean():.3f} right, {right.sum() / whole:.3f} of the relevant")
    told = [found.max(initial=0) < PROBABLE for sample, found in seen if not sample.count]
    wrong = [found.max(initial=0) < PROBABLE for sample, found in seen if sample.count]
    print(f"nothing: said of {sum(told)} of {len(told)} questions without answer, "
          f"{sum(wrong)} of {len(wrong)} with")  # fmt: skip
    asked = [(s, p) for s, p in seen if s.count and p.sum() > 0]
    guessed = [float(p[p >= CUT].sum() / p.sum()) for _, p in asked]
    true = [float(s.relevant[p >= CUT].sum() / s.count) for s, p in asked]
    exact = [float(s.relevant[p >= CUT].mean()) for s, p in asked if (p >= CUT).any()]
    apart = mean(abs(a - b) for a, b in zip(guessed, true, strict=True))
    print(f"--all: recall {mean(true):.3f}, estimated {mean(guessed):.3f} (a question: {apart:.3f} "
          f"apart), precision {mean(exact):.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
