"""Retrieval on the evaluation sets; `evaluate` runs it.

Every question–passage set and both directions of every parallel set (a French sentence asks for its
English translation among all of that file, and the reverse), for five systems: the encoder, its
first version (distillation alone), the teacher, BM25 over the project's analyser, and BM25 and the
encoder fused as search does. Recall@1, recall@10 and nDCG@10 come with bootstrap 95 % intervals
over the queries; two systems are compared by the same draws of queries (paired bootstrap).

Nothing is chosen here: half of these files are test sets. Vectors are kept in the work folder, so
that a second run, or one that was stopped, encodes nothing twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from pipeline.embed import Encoder, StaticEncoder
from training.encoder import corpora, metrics
from training.encoder.intervals import Interval, interval
from training.encoder.lexical import Bm25, fused

Vectors = NDArray[np.float32]
Figures = NDArray[np.float64]  # a row a query, a column a metric
Results = dict[str, dict[str, Figures]]  # for each set and system

METRICS = ("recall@1", "recall@10", "nDCG@10")
OURS, FIRST, TEACHER, LEXICAL, FUSED = "encoder", "first version", "teacher", "BM25", "fused"
SYSTEMS = (OURS, FIRST, TEACHER, LEXICAL, FUSED)
OVER_QUESTIONS, OVER_PARALLEL = "mean of the question sets", "mean of the parallel sets"
_BLOCK = 512  # queries whose scores are held at once
_SHARD = 2_048  # texts that are encoded between two writes


@dataclass(frozen=True, slots=True)
class Task:
    """Queries, passages, and which passages answer each query."""

    name: str
    parallel: bool
    queries: list[str]
    passages: list[str]
    relevant: list[set[int]]


def tasks(data: Path) -> Iterator[Task]:
    """Every retrieval set: questions first, then the parallel sets, both ways."""
    for path in [*sorted(data.glob(metrics.QA_DEV)), data / metrics.QA_TEST]:
        yield Task(_stem(path), False, *metrics.judged(path))
    for path in sorted(data.glob("eval/par_*.tsv.gz")):
        pairs = corpora.parallel(path)
        english, french = [p.english for p in pairs], [p.french for p in pairs]
        yield Task(f"{_stem(path)} fr→en", True, *_distinct(french, english))
        yield Task(f"{_stem(path)} en→fr", True, *_distinct(english, french))


def _stem(path: Path) -> str:
    return path.name.partition(".")[0]


def _distinct(
    queries: Sequence[str], passages: Sequence[str]
) -> tuple[list[str], list[str], list[set[int]]]:
    """A sentence that stands twice has both translations for an answer."""
    numbers: dict[str, int] = {}
    answers: dict[str, set[int]] = {}
    for query, passage in zip(queries, passages, strict=True):
        number = numbers.setdefault(passage, len(numbers))
        answers.setdefault(query, set()).add(number)
    return list(answers), list(numbers), list(answers.values())


def measure(encoders: Mapping[str, Encoder], data: Path, cache: Path, *, only: str = "") -> Results:
    """The metrics of each query, for the sets whose names contain `only`."""
    found: Results = {}
    for task in tasks(data):
        if only not in task.name:
            continue
        found[task.name] = figures(task, encoders, cache)
        means = {system: each[:, 2].mean() for system, each in found[task.name].items()}
        line = "  ".join(f"{system} {mean:.3f}" for system, mean in means.items())
        print(f"{task.name} ({len(task.queries)}): {line}", flush=True)
    return found


def figures(task: Task, encoders: Mapping[str, Encoder], cache: Path) -> dict[str, Figures]:
    """The metrics of every query of one set by every system."""
    queries = {label: stored(encoder, task.queries, cache) for label, encoder in encoders.items()}
    passages = {label: stored(encoder, task.passages, cache) for label, encoder in encoders.items()}
    bm25 = Bm25(task.passages)
    rows: dict[str, list[Figures]] = {}
    for start in range(0, len(task.queries), _BLOCK):
        block = slice(start, start + _BLOCK)
        scores = {label: queries[label][block] @ passages[label].T for label in encoders}
        lexical, whole = bm25.scores(task.queries[block])
        scores[FUSED] = fused(lexical, whole, scores[OURS])
        # What shares no word was not found; in the sum above, zero adds nothing.
        scores[LEXICAL] = np.where(lexical > 0, lexical, -np.inf).astype(np.float32)
        for system, matrix in scores.items():
            rows.setdefault(system, []).append(_judge(matrix, task.relevant[block]))
    return {system: np.concatenate(blocks) for system, blocks in rows.items()}


def _judge(scores: Vectors, relevant: Sequence[set[int]]) -> Figures:
    """The metrics of each row of scores; what scores minus infinity is not found."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, : metrics.CUT]
    discounts = 1 / np.log2(np.arange(2, metrics.CUT + 2))
    found = np.zeros((len(scores), len(METRICS)))
    for row, (top, wanted) in enumerate(zip(best, relevant, strict=True)):
        hits = np.array([int(n) in wanted and bool(scores[row, n] > -np.inf) for n in top])
        ideal = discounts[: len(wanted)].sum()
        found[row] = (
            hits[0] / len(wanted),
            hits.sum() / len(wanted),
            discounts[: len(hits)][hits].sum() / ideal,
        )
    return found


def stored(encoder: Encoder, texts: Sequence[str], cache: Path) -> Vectors:
    """The vectors of the texts, from the cache where they were encoded before."""
    if isinstance(encoder, StaticEncoder):
        return encoder.encode_documents(texts)
    cache.mkdir(parents=True, exist_ok=True)
    shards = []
    for start in range(0, len(texts), _SHARD):
        part = texts[start : start + _SHARD]
        key = hashlib.sha256("\0".join([encoder.revision, *part]).encode()).hexdigest()[:24]
        path = cache / f"{key}.npy"
        if not path.exists():
            partial = path.with_suffix(".partial.npy")
            # As when it taught: half the time, and a cosine of 0.9999 to vectors in float32.
            with torch.autocast("cpu", dtype=torch.bfloat16):
                np.save(partial, encoder.encode_documents(part))
            partial.rename(path)
        shards.append(np.load(path))
    return np.asarray(np.concatenate(shards), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One system beside another on the same queries: the paired difference of nDCG@10."""

    better: str
    than: str
    difference: dict[str, Interval]
    over_questions: Interval
    over_parallel: Interval


def compare(found: Results, better: str, than: str) -> Comparison:
    """Differences on each set, and on the means over the two kinds of sets."""
    gaps = {name: each[better][:, -1] - each[than][:, -1] for name, each in found.items()}
    return Comparison(
        better,
        than,
        {name: interval([gap]) for name, gap in gaps.items()},
        interval([gap for name, gap in gaps.items() if not is_parallel(name)]),
        interval([gap for name, gap in gaps.items() if is_parallel(name)]),
    )


def is_parallel(name: str) -> bool:
    """Whether a set's name is that of one direction of a parallel set."""
    return "→" in name


def comparisons(found: Results) -> list[Comparison]:
    """The claims that the card makes, each as a paired difference."""
    claims = ((OURS, FIRST), (OURS, LEXICAL), (OURS, TEACHER), (FUSED, LEXICAL))
    return [compare(found, better, than) for better, than in claims]


def summary(found: Results) -> dict[str, Any]:
    """Every figure, rounded, for `retrieval.json`."""
    sets = {
        name: {
            "queries": len(each[OURS]),
            **{
                system: {
                    metric: _rounded(interval([values[:, column]]))
                    for column, metric in enumerate(METRICS)
                }
                for system, values in each.items()
            },
        }
        for name, each in found.items()
    }
    differences = {
        f"{claim.better} - {claim.than}": {
            OVER_QUESTIONS: _rounded(claim.over_questions),
            OVER_PARALLEL: _rounded(claim.over_parallel),
            **{name: _rounded(value) for name, value in claim.difference.items()},
        }
        for claim in comparisons(found)
    }
    return {"sets": sets, "paired differences of nDCG@10": differences}


def _rounded(value: Interval) -> list[float]:
    return [round(number, 4) for number in value]


def as_table(found: Results) -> str:
    """Three tables in Markdown: nDCG@10, recall, paired differences."""
    asked = [name for name in found if not is_parallel(name)]
    parallel = [name for name in found if is_parallel(name)]
    ndcg = _table("nDCG@10", ["set", "queries", *SYSTEMS])
    recall = _table("Recall@1 and recall@10", ["set", *SYSTEMS])
    for name, each in found.items():
        ndcg.append([name, str(len(each[OURS])), *(_shown(each[s], -1) for s in SYSTEMS)])
        recall.append([name, *(f"{_shown(each[s], 0)}; {_shown(each[s], 1)}" for s in SYSTEMS)])
    for kind, names in ((OVER_QUESTIONS, asked), (OVER_PARALLEL, parallel)):
        means = [interval([found[name][system][:, -1] for name in names]) for system in SYSTEMS]
        ndcg.append([kind, "", *map(str, means)])
    claims = comparisons(found)
    heads = [f"{claim.better} − {claim.than}" for claim in claims]
    gaps = _table("Paired differences of nDCG@10", ["set", *heads])
    for name in found:
        gaps.append([name, *(_signed(claim.difference[name]) for claim in claims)])
    gaps.append([OVER_QUESTIONS, *(_signed(claim.over_questions) for claim in claims)])
    gaps.append([OVER_PARALLEL, *(_signed(claim.over_parallel) for claim in claims)])
    return "\n".join("\n".join(_line(row) for row in table) for table in (ndcg, recall, gaps))


def _table(title: str, heads: list[str]) -> list[list[str]]:
    return [[f"**{title}**\n"], heads, ["---"] * len(heads)]


def _line(row: list[str]) -> str:
    return row[0] if len(row) == 1 else f"| {' | '.join(row)} |"


def _shown(values: Figures, column: int) -> str:
    return str(interval([values[:, column]]))


def _signed(gap: Interval) -> str:
    mark = "" if gap.low <= 0 <= gap.high else " *"
    return f"{gap.mean:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]{mark}"
