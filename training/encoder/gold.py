"""Search over annotated measures: `python -m training.encoder.gold`.

The founders' questions over the gold measures of their collection, by the dense signal alone, by
dense and aligned, by BM25 and by their sums, and with each text that may stand for a measure. The
scores are those of `score_search.py`, whose own functions are called. Reported, never tuned on:
the weights of the aligned signal were chosen with `--demonstration`, which asks the questions of
the demonstration corpus over the project's own gold and prints a small grid.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.embed import Encoder, StaticEncoder, load_encoder
from pipeline.text import frame_free
from training.encoder import recipe
from training.encoder.aligned import Aligner, Weights
from training.encoder.intervals import Interval, interval
from training.encoder.lexical import Bm25, fused

Scores = NDArray[np.float32]
Unit = dict[str, Any]

SHARED = recipe.DEFAULT_DATA.parent
DEMONSTRATION = recipe.PROJECT_ROOT / "tests" / "golden"
TEXTS: Mapping[str, Callable[[Unit], str]] = {
    "statement": lambda unit: _own(unit),
    "innermost heading and statement": lambda unit: "\n".join([*unit["path"][-1:], _own(unit)]),
    "path and statement": lambda unit: "\n".join([*unit["path"], _own(unit)]),
}
SEARCHED = "innermost heading and statement"  # the text that search embeds
_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Collection:
    """Annotated measures and judged questions over them."""

    units: list[Unit]
    questions: list[Unit]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder of gold and scripts")
    parser.add_argument("--encoder", default="default", help="default, folder or name")
    parser.add_argument("--demonstration", action="store_true", help="the grid on our own corpus")
    arguments = parser.parse_args()
    encoder = load_encoder(arguments.encoder)
    if arguments.demonstration:
        assert isinstance(encoder, StaticEncoder)
        for line in grid(encoder, demonstration(), arguments.shared):
            print(line)
    else:
        print(as_table(measure(encoder, founders(arguments.shared), arguments.shared)))


def founders(shared: Path) -> Collection:
    """The gold measures of the documents of `collection.txt`, and `queries.jsonl`."""
    gold = shared / "gold"
    units: list[Unit] = []
    for name in (gold / "collection.txt").read_text(encoding="utf-8").split():
        # Two renditions of a plan have a file each, under their whole names.
        path = gold / f"{name}.json"
        path = path if path.exists() else gold / f"{Path(name).stem}.json"
        units += _units(path, name)
    return Collection(units, _read_lines(gold / "queries.jsonl"))


def demonstration() -> Collection:
    """The demonstration corpus, which the project wrote and annotated itself."""
    units = [unit for path in sorted(DEMONSTRATION.glob("*.json")) for unit in _units(path, None)]
    return Collection(units, _read_lines(DEMONSTRATION / "queries.jsonl"))


def measure(
    encoder: Encoder, collection: Collection, shared: Path
) -> dict[tuple[str, str], Interval]:
    """nDCG@10 of each signal with each text that may stand for a measure."""
    signals = Signals(encoder, collection)
    judge = scorer(shared)
    found = {("BM25", SEARCHED): _score(judge, collection, signals.lexical(SEARCHED))}
    for text in TEXTS:
        dense = signals.dense(text)
        found["dense", text] = _score(judge, collection, dense)
        if isinstance(encoder, StaticEncoder):
            weights = Weights()
            met = weights.aligned * signals.aligned(weights)
            found["dense + aligned", text] = _score(judge, collection, dense + met)
        both = signals.fused(text, dense)
        found["BM25 + dense", text] = _score(judge, collection, both)
        if isinstance(encoder, StaticEncoder):
            found["BM25 + dense + aligned", text] = _score(judge, collection, both + met)
    return found


def as_table(found: Mapping[tuple[str, str], Interval]) -> str:
    """nDCG@10 as a Markdown table."""
    rows = [f"| {signal} | {text} | {value} |\n" for (signal, text), value in found.items()]
    return "| signal | text of a measure | nDCG@10 |\n| --- | --- | --- |\n" + "".join(rows)


def grid(encoder: StaticEncoder, collection: Collection, shared: Path) -> Iterator[str]:
    """nDCG@10 of dense + aligned by each of 27 weights, the best last."""
    signals, judge = Signals(encoder, collection), scorer(shared)
    dense = signals.dense(SEARCHED)
    tried = {}
    for numbers in itertools.product((0.25, 0.35, 0.45), (0.5, 0.7, 0.85), (0.5, 1.0, 2.0)):
        weights = Weights(*numbers)
        scores = dense + weights.aligned * signals.aligned(weights)
        tried[weights] = _score(judge, collection, scores)
    for weights, value in sorted(tried.items(), key=lambda item: item[1].mean):
        yield f"{value}  {weights}"


class Signals:
    """Score matrices, (questions, measures), over one collection."""

    def __init__(self, encoder: Encoder, collection: Collection) -> None:
        self._encoder = encoder
        self._collection = collection
        self._asked = [str(question["text"]) for question in collection.questions]
        self._aligner: Aligner | None = None

    def dense(self, text: str) -> Scores:
        """Cosines of the questions, without their frames, and the measures."""
        questions = self._encoder.encode_queries([frame_free(asked) for asked in self._asked])
        texts = [TEXTS[text](unit) for unit in self._collection.units]
        return questions @ self._encoder.encode_documents(texts).T

    def aligned(self, weights: Weights) -> Scores:
        """The aligned signal: statements, and whole paths as headings."""
        if self._aligner is None:
            assert isinstance(self._encoder, StaticEncoder)
            units = self._collection.units
            paths = ["\n".join(unit["path"]) for unit in units]
            self._aligner = Aligner(self._encoder, [_own(unit) for unit in units], paths)
        return np.array([self._aligner.scores(asked, weights) for asked in self._asked])

    def lexical(self, text: str) -> Scores:
        """BM25 over one text a measure."""
        return self._bm25(text)[0]

    def fused(self, text: str, dense: Scores) -> Scores:
        """BM25 and dense, summed as search does."""
        return fused(*self._bm25(text), dense)

    def _bm25(self, text: str) -> tuple[Scores, Scores]:
        return Bm25([TEXTS[text](unit) for unit in self._collection.units]).scores(self._asked)


def scorer(shared: Path) -> Any:
    """The module `score_search` of the founders."""
    scripts = str(shared / "scripts")
    if scripts not in sys.path:
        sys.path.append(scripts)
    return importlib.import_module("score_search")


def _score(judge: Any, collection: Collection, scores: Scores) -> Interval:
    best = np.argsort(-scores, axis=1, kind="stable")[:, :_DEPTH]
    values = [
        judge.score(question["relevant"], [collection.units[number] for number in row])["ndcg@10"]
        for question, row in zip(collection.questions, best, strict=True)
    ]
    return interval([np.array(values)])


def _units(path: Path, document: str | None) -> list[Unit]:
    record = json.loads(path.read_text(encoding="utf-8"))
    name = document or record["document"]
    return [{**unit, "document": name} for unit in record["measures"]]


def _own(unit: Unit) -> str:
    return str(unit["statement"])


def _read_lines(path: Path) -> list[Unit]:
    lines: Sequence[str] = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


if __name__ == "__main__":
    main()
