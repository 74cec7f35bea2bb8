"""The weights of the signals, by cross-validation: chosen on four folds of questions, tried on one.

    python -m training.search.weigh

Prints nDCG@10 and recall@20 of each set of weights over all questions, best first, and the mean
over held-out questions of the sets that the other folds chose.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from statistics import mean

from pipeline.evaluate import ndcg, ranking
from pipeline.models import Query
from pipeline.search import aligned, scoring
from training.search.judged import Asked, collections

GRID = {
    "aligned": (0.5, 0.7, 0.9),
    "lexical": (0.0, 0.1, 0.2),
    "feedback": (0.0, 0.5, 0.9),
    "floor": (0.25,),
}
FOLDS = 5
Scores = list[tuple[float, float]]  # nDCG@10 and recall@20 of each question


def main() -> None:
    with collections() as opened:
        found = {weights: scores(opened, weights) for weights in itertools.product(*GRID.values())}
    print("  ".join(GRID), " nDCG@10  recall@20")
    for weights in sorted(found, key=lambda key: -merit(found[key])):
        print(*weights, *(f"{mean(values):.3f}" for values in zip(*found[weights], strict=True)))
    held_out: Scores = []
    count = len(next(iter(found.values())))
    order = random.Random(0).sample(range(count), count)
    for fold in range(FOLDS):
        out = set(order[fold::FOLDS])
        kept = [place for place in range(count) if place not in out]
        best = max(found, key=lambda key: merit([found[key][place] for place in kept]))
        print(f"fold {fold + 1}: chosen", *best)
        held_out += [found[best][place] for place in out]
    print("held out:", *(f"{mean(values):.3f}" for values in zip(*held_out, strict=True)))


def merit(values: Sequence[tuple[float, float]]) -> float:
    """What a set of weights is chosen by: nDCG@10 and half of recall@20."""
    return mean(one + two / 2 for one, two in values)


def scores(opened: Sequence[Asked], weights: Sequence[float]) -> Scores:
    scoring.ALIGNED_WEIGHT, scoring.LEXICAL_WEIGHT, scoring.FEEDBACK_WEIGHT = weights[:3]
    aligned.FLOOR = weights[3]
    found: Scores = []
    for asked in opened:
        judged = [question for question in asked.questions if question.relevant]
        answers = asked.searcher.search_many([Query(one.text, 20) for one in judged])
        for one, hits in zip(judged, answers, strict=True):
            grades = ranking(one.relevant, [hit.measure for hit in hits])
            ideal = [2 ** r["grade"] - 1 for r in one.relevant]
            best = sum(r["grade"] == 2 for r in one.relevant)
            gains = [2**grade - 1 for grade in grades]
            found.append((ndcg(gains, ideal), sum(grade == 2 for grade in grades) / best))
    return found


if __name__ == "__main__":
    main()
