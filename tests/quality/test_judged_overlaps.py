"""Overlaps against pairs that people judged: our own by cross-validation, and the founders'."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from pipeline import build
from pipeline.embed import load_encoder
from pipeline.models import Measure
from pipeline.overlap import collected, overlaps
from pipeline.store import Reader

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
    lines = (gold / "overlaps.jsonl").read_text(encoding="utf-8").splitlines()
    judged = {documents(pair["a"], pair["b"]) for pair in map(json.loads, lines)}
    sides = [(side(one.a), side(one.b), one.relation.value) for one in found]
    pairs = [
        json.dumps({"a": a, "b": b, "relation": relation})
        for a, b, relation in sides
        if documents(a, b) in judged  # the scorer compares each with each
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


def documents(*sides: Mapping[str, str | None]) -> frozenset[str | None]:
    return frozenset(one["document"] for one in sides)


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
