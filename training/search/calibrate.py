"""How likely a hit is to be relevant: a logistic regression over the parts of its score.

    python -m training.search.calibrate

Fitted on the two collections, as gold and as read, and on small ones drawn from the larger; with
questions that nothing answers. Prints, over questions that the fit has not seen (five folds), how
many of the hits called sûre and probable are relevant (grade 1 or 2) and which share of all that is
relevant they are; of what questions it is said that nothing answers; what `--all` returns, and how
its estimated recall compares with the true one; and the coefficients fitted on all questions, for
`pipeline/search/confidence.py`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluate import ranking
from pipeline.models import Filters, Hit, Query
from pipeline.search import understand
from pipeline.search.confidence import ANSWERED, CUT, JUDGED, NOTHING, PROBABLE, SURE, recall
from training.search.judged import Asked, collections, parts

Rows = NDArray[np.float64]
Seen = Sequence[tuple["Sample", Rows]]
FOLDS = 5
NAMES = tuple(name for name in ANSWERED if name != "start")
TRIED = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4)  # chances below which nothing answers
WRONGLY = 0.1  # share of the questions with an answer that may be told so


@dataclass(frozen=True, slots=True)
class Sample:
    """The hits of one question in one index: their values, which are relevant, how many are.

    `size` counts the units of the index, `small` tells that it is one of some plans only.
    """

    question: str
    values: Rows
    relevant: Rows
    count: int
    size: int
    small: bool


def main() -> None:
    with collections(documents=True) as opened:
        samples = [one for asked in opened for one in taken(asked, small=False)]
    with parts() as opened:
        samples += [one for asked in opened for one in taken(asked, small=True)]
    answered = [sample for sample in samples if sample.count]
    seen, given = held_out(samples), held_out(answered)
    for name, wanted in GROUPS.items():
        print(f"{name}:")
        named(wanted(seen))
    told(seen)
    for name, wanted in GROUPS.items():
        print(f"{name}:")
        everything(wanted(given))
    for name, used in (("COEFFICIENTS", samples), ("ANSWERED", answered)):
        fitted = zip(("start", *NAMES), fit(used), strict=True)
        print(name, {part: round(float(weight), 3) for part, weight in fitted})


def taken(asked: Asked, small: bool) -> list[Sample]:
    """The best hits of every question, those without an answer included."""
    samples = []
    answers = asked.searcher.search_many([Query(one.text, JUDGED) for one in asked.questions])
    for question, hits in zip(asked.questions, answers, strict=True):
        words = len(understand(question.text, Filters()).words)
        grades = ranking(question.relevant, [hit.measure for hit in hits])
        values = np.array([row(hit, words) for hit in hits]).reshape(-1, len(NAMES))
        relevant = np.array([float(grade > 0) for grade in grades])
        count = len(question.relevant)
        samples.append(Sample(question.text, values, relevant, count, asked.size, small))
    return samples


def row(hit: Hit, words: int) -> list[float]:
    """The values of a hit, in the order of NAMES."""
    whole = bool(hit.why) and sum(match.how != "sense" for match in hit.why) == words
    values = {**hit.parts, "passage": float("passage" in hit.parts), "all": float(whole)}
    return [values.get(name, 0.0) for name in NAMES]


def held_out(samples: Sequence[Sample]) -> list[tuple[Sample, Rows]]:
    """Each sample with the chances of its hits, fitted on other questions."""
    # A question is held out of all indexes at once.
    texts = sorted({sample.question for sample in samples})
    order = random.Random(0).sample(texts, len(texts))
    seen: list[tuple[Sample, Rows]] = []
    for fold in range(FOLDS):
        out = set(order[fold::FOLDS])
        weights = fit([sample for sample in samples if sample.question not in out])
        seen += [(one, chances(one, weights)) for one in samples if one.question in out]
    return seen


def fit(samples: Sequence[Sample], ridge: float = 1.0) -> Rows:
    """Logistic regression by Newton's method, with a small penalty on standardised values.

    A question asked of small collections weighs in all of them what it weighs in the whole ones.
    """
    values = np.vstack([sample.values for sample in samples])
    relevant = np.concatenate([sample.relevant for sample in samples])
    small = sum(sample.small for sample in samples)
    share = (len(samples) - small) / max(1, small)
    counts = np.concatenate(
        [np.full(len(one.relevant), share if one.small else 1.0) for one in samples]
    )
    middle, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread == 0] = 1.0
    table = np.c_[np.ones(len(values)), (values - middle) / spread]
    penalty = np.eye(table.shape[1]) * ridge
    penalty[0, 0] = 0
    weights = np.zeros(table.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-table @ weights))
        curve = (table.T * (counts * likely * (1 - likely))) @ table + penalty
        slope = table.T @ (counts * (likely - relevant)) + penalty @ weights
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    plain = weights[1:] / spread
    return np.r_[weights[0] - plain @ middle, plain]


def chances(sample: Sample, weights: Rows) -> Rows:
    return 1 / (1 + np.exp(-weights[0] - sample.values @ weights[1:]))


def whole_ones(seen: Seen) -> Seen:
    return [pair for pair in seen if not pair[0].small]


def small_ones(seen: Seen) -> Seen:
    return [pair for pair in seen if pair[0].small]


def smallest(seen: Seen) -> Seen:
    return [pair for pair in small_ones(seen) if pair[0].size < 50]


GROUPS: dict[str, Callable[[Seen], Seen]] = {
    "whole collections": whole_ones,
    "some plans": small_ones,
    "fewer than 50 units": smallest,
}


def named(seen: Seen) -> None:
    """How many of the hits of each name are relevant, and which share of all that is they are."""
    relevant = np.concatenate([sample.relevant for sample, _ in seen])
    likely = np.concatenate([found for _, found in seen])
    whole = sum(sample.count for sample, _ in seen)
    for name, low, high in (("sûre", SURE, 2.0), ("probable", PROBABLE, SURE)):
        hits = (likely >= low) & (likely < high)
        right, share = relevant[hits].mean(), relevant[hits].sum() / whole
        print(f"  {name}: {right:.3f} of {hits.sum()} right, {share:.3f} of the relevant")


def told(seen: Seen) -> None:
    """Of what questions it is said that nothing answers, by the rule that other folds chose."""
    texts = sorted({sample.question for sample, _ in seen})
    order = random.Random(1).sample(texts, len(texts))
    said: list[tuple[Sample, bool]] = []
    for fold in range(FOLDS):
        out = set(order[fold::FOLDS])
        chosen = most_said([pair for pair in seen if pair[0].question not in out])
        print(f"fold {fold + 1}: nothing below {chosen}")
        said += [(s, found.max(initial=0) < chosen) for s, found in seen if s.question in out]
    shipped = [(sample, found.max(initial=0) < NOTHING) for sample, found in seen]
    for label, rule in (("chosen by folds", said), (f"below {NOTHING}", shipped)):
        for name, wanted in GROUPS.items():
            group = wanted(rule)  # type: ignore[arg-type]
            none = [bool(one) for sample, one in group if not sample.count]
            some = [bool(one) for sample, one in group if sample.count]
            right = sum(none) / max(1, sum(none) + sum(some))
            print(f"nothing, {label}, {name}: precision {right:.3f}, recall {mean(none):.3f} "
                  f"({sum(none)} of {len(none)}), wrongly {sum(some)} of {len(some)}")  # fmt: skip


def most_said(seen: Seen) -> float:
    """The highest bar that is wrong of few enough questions of the whole collections."""
    best = [found.max(initial=0) for sample, found in whole_ones(seen) if sample.count]
    fair = [bar for bar in TRIED if mean(float(one < bar) for one in best) <= WRONGLY]
    return max(fair, default=TRIED[0])


def everything(seen: Seen) -> None:
    """What `--all` returns, and its true recall beside the estimate and its range."""
    rows = []
    for sample, likely in seen:
        kept = likely >= CUT
        estimate = recall([*likely], [*likely[kept]])
        true = float(sample.relevant[kept].sum() / sample.count)
        right = float(sample.relevant[kept].mean()) if kept.any() else None
        rows.append((true, estimate, right, sample.count))
    shares = [(true, one.share) for true, one, *_ in rows]
    held = mean(float(one.low - 1e-9 <= true <= one.high + 1e-9) for true, one, *_ in rows)
    exact = mean(right for *_, right, _ in rows if right is not None)
    print(f"  --all: recall {mean(t for t, _ in shares):.3f}, estimated "
          f"{mean(e for _, e in shares):.3f}, precision {exact:.3f}; a question is "
          f"{mean(abs(t - e) for t, e in shares):.3f} apart; in its range {held:.3f}, which is "
          f"{mean(one.high - one.low for _, one, *_ in rows):.2f} wide")  # fmt: skip
    for low, high in ((1, 2), (3, 5), (6, 10), (11, 999)):
        group = [(true, one.share) for true, one, _, count in rows if low <= count <= high]
        if group:
            apart = mean(abs(true - share) for true, share in group)
            print(f"    {low} to {high} relevant ({len(group)}): {apart:.3f} apart")


if __name__ == "__main__":
    main()
