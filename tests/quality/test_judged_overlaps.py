"""Overlaps against pairs that people judged: our own by cross-validation, and the founders'."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import permutations
from pathlib import Path
from typing import Any

from pipeline import build
from pipeline.embed import load_encoder
from pipeline.models import Measure, Overlap
from pipeline.overlap import collected, overlaps
from pipeline.store import Reader
from pipeline.text import fold

# Measured: F1 0.800, relation 0.657; 141 pairs count, so that one is worth half a point.
F1, RELATION = 0.79, 0.64


def test_the_judged_pairs_of_the_annotated_measures(shared: Path, tmp_path: Path) -> None:
    gold = shared / "gold"
    measures = _measures(gold)
    (tmp_path / "measures.jsonl").write_text("\n".join(measures), encoding="utf-8")
    index = tmp_path / "index"
    build.ingest(index, build.measures_work(tmp_path / "measures.jsonl"), load_encoder())
    with Reader(index) as reader, reader.snapshot():
        found = overlaps(collected(reader))
    judged = [
        json.loads(line)
        for line in (gold / "overlaps.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    pairs = [
        json.dumps({"a": side(one.a), "b": side(one.b), "relation": one.relation.value})
        for one in near(found, judged)
    ]
    (tmp_path / "found.jsonl").write_text("\n".join(pairs), encoding="utf-8")
    script = shared / "scripts" / "score_overlaps.py"
    done = subprocess.run(
        [sys.executable, script, gold / "overlaps.jsonl", tmp_path / "found.jsonl"],
        capture_output=True,
        text=True,
        check=True,
    )
    print(f"\n{len(measures)} measures, {len(found)} pairs found: {done.stdout.strip()}")
    scores = json.loads(done.stdout)
    assert scores["f1"] >= F1
    assert scores["relation"] >= RELATION


def near(found: Iterable[Overlap], judged: Iterable[Mapping[str, Any]]) -> Iterator[Overlap]:
    """The pairs that may be one of those judged, for the scorer compares each with each.

    It holds no two statements for one that do not share most of their words.
    """
    wanted: dict[tuple[str, str], list[tuple[set[str], set[str]]]] = defaultdict(list)
    for pair in judged:
        for one, other in permutations((pair["a"], pair["b"])):
            words = set(tokens(one["statement"])), set(tokens(other["statement"]))
            wanted[one["document"], other["document"]].append(words)
    for pair in found:
        a, b = set(tokens(pair.a.statement)), set(tokens(pair.b.statement))
        for one, other in wanted.get((pair.a.document, pair.b.document), ()):
            if 2 * len(a & one) >= min(len(a), len(one)) and 2 * len(b & other) >= min(
                len(b), len(other)
            ):
                yield pair
                break


def tokens(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def side(measure: Measure) -> dict[str, str | None]:
    return {
        "document": measure.document,
        "label": measure.label,
        "statement": measure.statement,
    }


def _measures(gold: Path) -> list[str]:
    """The annotated measures of the founders' collection, a line each."""
    lines = []
    for name in (gold / "collection.txt").read_text(encoding="utf-8").split():
        file = next(
            path
            for path in (gold / f"{name}.json", gold / f"{Path(name).stem}.json")
            if path.exists()
        )
        read = json.loads(file.read_text(encoding="utf-8"))
        kind = "programme" if read["kind"] == "reference" else "measure"
        lines += [
            json.dumps({**one, "document": read.get("document", name), "kind": kind})
            for one in read["measures"]
        ]
    return lines
