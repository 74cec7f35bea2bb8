"""Noise of saved questions: what is told when a plan comes or goes that they do not ask about.

Over the invented plans and their judged questions: the index holds all plans but one, each question
is saved, the plan is added, and what is told of the other plans is counted, where nothing changed:
every such change is false. Then the plan is taken out again, and counted the same. Beside it: the
bare cut-off of `--all`, and the ten best answers.

    python benchmarks/saved_questions.py [--plans N]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from pipeline import search
from pipeline.embed import Encoder, load_encoder
from pipeline.export import measure_from_record
from pipeline.models import Facts, Filters, Hit, Plan, Query
from pipeline.search import Searcher, embedded_text, saved
from pipeline.settings import LARGEST
from pipeline.store import Entry, Reader, Writer
from pipeline.workspace import Question

GOLDEN = Path(__file__).parents[1] / "tests" / "golden"
BEST = 10


def entries() -> list[Entry]:
    found = []
    for name in ("plans", "later", "fourth"):
        for file in sorted((GOLDEN / name).glob("*.json")):
            gold = json.loads(file.read_text(encoding="utf-8"))
            own = {"document": gold["document"], "kind": "measure"}
            measures = [measure_from_record({**one, **own}, str(file)) for one in gold["measures"]]
            if measures:
                plan = Plan(gold["document"], "", (), ())
                texts = [embedded_text(one) for one in measures]
                told = str(len(found))
                found.append(Entry(plan, measures, texts, told, "", Facts(), "2026-01-01"))
    return found


Ranked = list[tuple[dict[str, str], dict[str, str]]]


def ranked(index: Path, encoder: Encoder, texts: list[str]) -> Ranked:
    """For each question the ten best answers and all above the cut: ids with their documents."""
    with Reader(index) as reader:
        queries = [Query(text, LARGEST, everything=True) for text in texts]
        found = Searcher(reader, encoder).search_many(queries)
    return [(_documents(hits[:BEST]), _documents(hits)) for hits in found]


def _documents(hits: list[Hit]) -> dict[str, str]:
    return {hit.measure.id: hit.measure.document for hit in hits}


def moved(before: dict[str, str], after: dict[str, str], plan: str) -> int:
    """How many answers came or went that are not of the plan."""
    documents = before | after
    return sum(documents[id_] != plan for id_ in before.keys() ^ after.keys())


def counted(entry: Entry, every: list[Entry], encoder: Encoder, texts: list[str]) -> Counter[str]:
    """What is told when the plan of `entry` comes to all the others, and when it goes again."""
    told: Counter[str] = Counter()
    name, words = entry.plan.document, search.words(encoder)
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder)
        with Writer(index, search.identity(encoder)) as writer:
            for one in every:
                if one is not entry:
                    writer.put(one)
            writer.commit(encoder.encode_documents, words=words)
        asked = [Question(f"{n}", text, Filters(), "") for n, text in enumerate(texts)]
        with Reader(index) as reader:
            first = saved.tell(reader, encoder, asked)
        before = ranked(index, encoder, texts)
        asked = [replace(q, baseline=one.baseline) for q, one in zip(asked, first, strict=True)]
        for coming in (True, False):
            with Writer(index, search.identity(encoder)) as writer:
                if coming:
                    writer.put(entry)
                else:
                    writer.remove(name)
                writer.commit(encoder.encode_documents, words=words)
            with Reader(index) as reader:
                reports = saved.tell(reader, encoder, asked)
            after = ranked(index, encoder, texts)
            for (best, cut), (best_, cut_) in zip(before, after, strict=True):
                told["ten best"] += moved(best, best_, name)
                told["bare cut"] += moved(cut, cut_, name)
                told["answers"] += len(cut_)
            for one in reports:
                for change in one.changes:
                    true = change.fields["document"] == name
                    told["told, true" if true else "told, false"] += 1
            asked = [
                replace(q, baseline=one.baseline) for q, one in zip(asked, reports, strict=True)
            ]
            before = after
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=20, help="how many plans come and go")
    limit = parser.parse_args().plans
    encoder, every = load_encoder(), entries()
    lines = (GOLDEN / "search" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    told: Counter[str] = Counter()
    coming = every[:: max(1, len(every) // limit)][:limit]
    for entry in coming:
        told += counted(entry, every, encoder, texts)
    print(f"{len(texts)} questions, {len(coming)} plans that come and go, of {len(every)}")
    for what in ("answers", "told, true", "told, false", "bare cut", "ten best"):
        print(f"{what:12} {told[what]}")


if __name__ == "__main__":
    main()
