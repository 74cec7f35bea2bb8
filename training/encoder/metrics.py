"""Development and test metrics of an encoder, and of BM25 beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr  # type: ignore[import-untyped]

from training.encoder import corpora
from training.encoder.lexical import Bm25

Vectors = NDArray[np.float32]
Texts = Sequence[str]
Encode = Callable[[Texts], Vectors]

STS_DEV = {"STSb-fr dev": "eval/stsb_fr_dev.tsv.gz", "STSb-en dev": "eval/stsb_en_dev.tsv.gz"}
STS_TEST = {"STSb-fr test": "eval/stsb_fr_test.tsv.gz", "STSb-en test": "eval/stsb_en_test.tsv.gz"}
QA_DEV = "eval/qa_dev_*.jsonl.gz"
QA_TEST = "eval/fquad_valid_retrieval.jsonl.gz"
PARALLEL_DEV = {
    "laws fr→en accuracy@1": "eval/par_dev_laws.tsv.gz",
    "news fr→en accuracy@1": "eval/par_dev_newstest2013.tsv.gz",
}
CUT = 10


def development(encode: Encode, data: Path) -> dict[str, float]:
    """Every metric that may be tuned on."""
    found = {name: sts(encode, data / path) for name, path in STS_DEV.items()}
    each = [retrieval(encode, path) for path in sorted(data.glob(QA_DEV))]
    found["qa dev nDCG@10"] = float(np.mean(each))
    for name, path in PARALLEL_DEV.items():
        found[name] = translation(encode, data / path)
    return found


def test(encode: Encode, data: Path) -> dict[str, float]:
    """The held-out metrics: for the final figures only."""
    found = {name: sts(encode, data / path) for name, path in STS_TEST.items()}
    found["FQuAD nDCG@10"] = retrieval(encode, data / QA_TEST)
    return found


def sts(encode: Encode, path: Path) -> float:
    """Spearman's correlation of cosines with people's scores."""
    pairs = corpora.scored(path)
    first = encode([pair.first for pair in pairs])
    second = encode([pair.second for pair in pairs])
    return float(spearmanr((first * second).sum(axis=1), [pair.score for pair in pairs]).statistic)


def retrieval(encode: Encode, path: Path) -> float:
    """nDCG@10 of each file's questions over all the passages of that file."""
    queries, passages, relevant = judged(path)
    return ndcg(encode(queries) @ encode(passages).T, relevant)


def translation(encode: Encode, path: Path) -> float:
    """Share of French sentences whose nearest English sentence is their translation."""
    pairs = corpora.parallel(path)
    similarity = encode([p.french for p in pairs]) @ encode([p.english for p in pairs]).T
    return float((similarity.argmax(axis=1) == np.arange(len(pairs))).mean())


def judged(path: Path) -> tuple[list[str], list[str], list[set[int]]]:
    """Distinct queries, distinct passages, and which passages answer each query."""
    passages: dict[str, int] = {}
    answers: dict[str, set[int]] = {}
    for question in corpora.questions(path):
        number = passages.setdefault(question.passage, len(passages))
        answers.setdefault(question.query, set()).add(number)
    return list(answers), list(passages), list(answers.values())


def ndcg(scores: Vectors, relevant: Sequence[set[int]]) -> float:
    """Mean nDCG@10 of a score matrix of shape (queries, passages), gains being binary."""
    total = 0.0
    for row, wanted in zip(scores, relevant, strict=True):
        top = np.argsort(-row, kind="stable")[:CUT]
        gain = sum(1 / math.log2(rank + 2) for rank, n in enumerate(top) if int(n) in wanted)
        total += gain / sum(1 / math.log2(rank + 2) for rank in range(min(CUT, len(wanted))))
    return total / len(relevant)


def bm25_development(data: Path) -> float:
    """The qa development metric by BM25 over the project's analyser."""
    each = []
    for path in sorted(data.glob(QA_DEV)):
        queries, passages, relevant = judged(path)
        each.append(ndcg(Bm25(passages).scores(queries)[0], relevant))
    return float(np.mean(each))
