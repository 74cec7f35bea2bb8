"""The judged questions of our own plans, asked of indexes of their gold measures.

Two collections: the demonstration corpus (`tests/golden/queries.jsonl`) and the plans of
`tests/golden/{plans,later,fourth}` (`tests/golden/search/queries.jsonl`). No others are used. To
both go the questions of `tests/golden/search/unanswerable.jsonl`, which nothing there answers.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline import build
from pipeline.embed import load_encoder
from pipeline.evaluate.searching import Judged, read_questions
from pipeline.search import Searcher
from pipeline.settings import Settings
from pipeline.store import Reader

GOLDEN = Path(__file__).resolve().parents[2] / "tests" / "golden"
COLLECTIONS = {
    "demonstration": ((".",), GOLDEN / "queries.jsonl"),
    "invented plans": (("plans", "later", "fourth"), GOLDEN / "search" / "queries.jsonl"),
}
UNANSWERABLE = GOLDEN / "search" / "unanswerable.jsonl"
# Plans of a small collection, and how many such are drawn from the large one.
PARTS = {1: 12, 3: 9, 10: 6}
_KINDS = {"plan": "measure", "reference": "programme"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A collection, open for questions, its judged questions and how many units it holds."""

    name: str
    searcher: Searcher
    questions: list[Judged]
    size: int


@contextmanager
def collections(documents: bool = False) -> Iterator[list[Asked]]:
    """Both collections of gold measures, indexed in a folder that is gone at the end.

    With `documents` both again as the documents themselves are read, passages and all.
    """
    with TemporaryDirectory() as name:
        opened = []
        for label, (folders, file) in COLLECTIONS.items():
            questions = read_questions([file])
            opened.append(_opened(Path(name), label, [*_records(folders)], questions))
            if documents:
                paths = [str(path) for folder in folders for path in _documents(folder)]
                work = build.work(paths, None, Settings())
                opened.append(_indexed(Path(name) / f"{label} read", label, work, questions))
        yield opened


@contextmanager
def parts() -> Iterator[list[Asked]]:
    """Small collections: some plans of the large one, with what answers of its questions there."""
    folders, file = COLLECTIONS["invented plans"]
    records, questions = [*_records(folders)], read_questions([file])
    plans = sorted({record["document"] for record in records})
    drawn = random.Random(0)
    with TemporaryDirectory() as name:
        opened = []
        for size, times in PARTS.items():
            for number in range(times):
                held = set(drawn.sample(plans, size))
                kept = [record for record in records if record["document"] in held]
                asked = [
                    replace(one, relevant=[r for r in one.relevant if r["document"] in held])
                    for one in questions
                ]
                opened.append(_opened(Path(name), f"{size} plans, {number}", kept, asked))
        yield opened


def _opened(
    folder: Path, label: str, records: Sequence[dict[str, Any]], questions: list[Judged]
) -> Asked:
    file = folder / f"{label}.jsonl"
    file.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return _indexed(folder / label, label, build.measures_work(file), questions)


def _indexed(index: Path, label: str, work: Any, questions: list[Judged]) -> Asked:
    encoder = load_encoder()
    build.ingest(index, work, encoder)
    asked = [*questions, *read_questions([UNANSWERABLE])]
    reader = Reader(index)
    return Asked(label, Searcher(reader, encoder), asked, reader.frequencies([])[1])


def _documents(folder: str) -> Iterator[Path]:
    place = GOLDEN.parents[1] / "corpus" if folder == "." else GOLDEN / folder
    for gold in sorted((GOLDEN / folder).glob("*.json")):
        yield place / json.loads(gold.read_text(encoding="utf-8"))["document"]


def _records(folders: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for folder in folders:
        for path in sorted((GOLDEN / folder).glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            for measure in gold["measures"]:
                kind = _KINDS.get(gold["kind"], "measure")
                yield {**measure, "document": gold["document"], "kind": kind}
