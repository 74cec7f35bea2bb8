"""Metrics of the search over judged questions: each signal alone beside all of them together."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from pipeline.errors import UsageError
from pipeline.evaluate import ndcg, ranking
from pipeline.export.jsonfiles import json_lines
from pipeline.models import Hit, Query
from pipeline.search import Answer, check_question

SIGNALS = ("lexical", "dense", "aligned", "fused")
METRICS = ("ndcg@10", "recall@10", "recall@20", "mrr")
DEPTH = 500  # hits that a signal alone may reorder
_DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and its relevant measures: `document`, `statement` and `grade` (1 or 2) each."""

    id: str
    text: str
    relevant: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class SignalMetrics:
    """Means over the questions that have an answer, and a 95 % bootstrap interval of nDCG@10.

    nDCG@10 counts both grades (gain 2^grade - 1), recall and the reciprocal rank grade 2 alone.
    """

    signal: str
    means: Mapping[str, float]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SearchMetrics:
    """The metrics of each signal; the worst questions of all together, as (nDCG@10, question).

    Of `unanswerable` questions the search said of `told` that nothing answers.
    """

    questions: int
    signals: Sequence[SignalMetrics]
    worst: Sequence[tuple[float, Judged]]
    unanswerable: int
    told: int


def read_questions(files: Iterable[Path]) -> list[Judged]:
    """The judged questions of JSON-lines files. Raises UsageError that names the faulty line."""
    found: list[Judged] = []
    for file in files:
        for origin, record in json_lines(file):
            text, relevant = record.get("text"), record.get("relevant")
            if not isinstance(text, str):
                raise UsageError("{origin}: text must be a question", origin=origin)
            try:
                check_question(text)
            except UsageError as error:
                raise UsageError("{origin}: {error}", origin=origin, error=error) from error
            if not isinstance(relevant, list) or not all(map(_is_judgement, relevant)):
                raise UsageError(
                    "{origin}: relevant must be a list of document, statement and grade (1 or 2)",
                    origin=origin,
                )
            found.append(Judged(str(record.get("id", len(found) + 1)), text, relevant))
    if not found:
        raise UsageError("no judged question there")
    return found


def _is_judgement(value: object) -> bool:
    return (
        isinstance(value, dict)
        and all(isinstance(value.get(name), str) for name in ("document", "statement"))
        and value.get("grade") in (1, 2)
    )


def search_metrics(
    questions: Sequence[Judged], answers: Callable[[Sequence[Query]], Sequence[Answer]]
) -> SearchMetrics:
    """Ask all questions and compare the order of each signal with the judgements."""
    found = answers([Query(question.text, DEPTH) for question in questions])
    pairs = list(zip(questions, found, strict=True))
    judged = [(question, answer.hits) for question, answer in pairs if question.relevant]
    rows = {signal: [_row(q, _ordered(hits, signal)) for q, hits in judged] for signal in SIGNALS}
    fused = zip(rows["fused"], (question for question, _ in judged), strict=True)
    worst = sorted(((row["ndcg@10"], q) for row, q in fused), key=lambda pair: pair[0])
    nothing = [answer.nothing for question, answer in pairs if not question.relevant]
    return SearchMetrics(
        len(judged),
        [_summed(signal, rows[signal]) for signal in SIGNALS] if judged else [],
        worst[:10],
        len(nothing),
        sum(nothing),
    )


def _ordered(hits: Sequence[Hit], signal: str) -> list[Hit]:
    """The hits that a signal finds, in its order; a passage keeps its discount."""
    if signal == "fused":
        return list(hits)

    def value(hit: Hit) -> float:
        whole = hit.score - hit.parts.get("passage", 0.0)
        return hit.parts[signal] * (hit.score / whole if whole else 0.0)

    return sorted((hit for hit in hits if value(hit) > 0), key=value, reverse=True)


def _row(question: Judged, hits: Sequence[Hit]) -> dict[str, float]:
    relevant = question.relevant
    grades = ranking(relevant, [hit.measure for hit in hits[:50]])
    row = {"ndcg@10": ndcg([2**g - 1 for g in grades], [2 ** r["grade"] - 1 for r in relevant])}
    if best := sum(r["grade"] == 2 for r in relevant):
        first = next((rank for rank, grade in enumerate(grades, start=1) if grade == 2), None)
        row["recall@10"] = sum(grade == 2 for grade in grades[:10]) / best
        row["recall@20"] = sum(grade == 2 for grade in grades[:20]) / best
        row["mrr"] = 1 / first if first else 0.0
    return row


def _summed(signal: str, rows: Sequence[Mapping[str, float]]) -> SignalMetrics:
    means = {
        name: mean(values) if (values := [row[name] for row in rows if name in row]) else 0.0
        for name in METRICS
    }
    scores = [row["ndcg@10"] for row in rows]
    draw = random.Random(0)
    drawn = sorted(mean(draw.choices(scores, k=len(scores))) for _ in range(_DRAWS))
    return SignalMetrics(signal, means, drawn[_DRAWS // 40], drawn[_DRAWS - 1 - _DRAWS // 40])
