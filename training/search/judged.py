"""The judged questions of our own plans, asked of indexes of their gold measures.

Two collections: the demonstration corpus (`tests/golden/queries.jsonl`) and the plans of
`tests/golden/{plans,later,fourth}` (`tests/golden/search/queries.jsonl`). No others are used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

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
_KINDS = {"plan": "measure", "reference": "programme"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A collection, open for questions, and its judged questions."""

    name: str
    searcher: Searcher
    questions: list[Judged]


@contextmanager
def collections(documents: bool = False) -> Iterator[list[Asked]]:
    """Both collections of gold measures, indexed in a folder that is gone at the end.

    With `documents` both again as the documents themselves are read, passages and all.
    """
    encoder = load_encoder()
    with TemporaryDirectory() as name:
        opened = []
        for label, (folders, questions) in COLLECTIONS.items():
            file = Path(name) / f"{label}.jsonl"
            file.write_text("\n".join(_records(folders)), encoding="utf-8")
            works = [build.measures_work(file)]
            if documents:
                paths = [str(path) for folder in folders for path in _documents(folder)]
                works.append(build.work(paths, None, Settings()))
            for number, work in enumerate(works):
                index = Path(name) / f"{label} {number}"
                build.ingest(index, work, encoder)
                searcher = Searcher(Reader(index), encoder)
                opened.append(Asked(label, searcher, read_questions([questions])))
        yield opened


def _documents(folder: str) -> Iterator[Path]:
    place = GOLDEN.parents[1] / "corpus" if folder == "." else GOLDEN / folder
    for gold in sorted((GOLDEN / folder).glob("*.json")):
        yield place / json.loads(gold.read_text(encoding="utf-8"))["document"]


def _records(folders: tuple[str, ...]) -> Iterator[str]:
    for folder in folders:
        for path in sorted((GOLDEN / folder).glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            for measure in gold["measures"]:
                kind = _KINDS.get(gold["kind"], "measure")
                yield json.dumps({**measure, "document": gold["document"], "kind": kind})
