"""Search over the demonstration corpus: a floor that holds without the founders' folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import mean

from pipeline.evaluate import ndcg, ranking
from pipeline.export import measure_from_record

ROOT = Path(__file__).parents[2]
FLOOR = 0.79


def run(*arguments: str | Path) -> str:
    return subprocess.run(
        [sys.executable, ROOT / "cli.py", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", check=True, cwd=ROOT,
    ).stdout  # fmt: skip


def test_search_over_the_demonstration_corpus(tmp_path: Path) -> None:
    file = ROOT / "tests" / "golden" / "queries.jsonl"
    queries = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    run("ingest", "corpus", "-i", tmp_path / "index")
    lines = run("search", "-i", tmp_path / "index", "--queries", file, "--jsonl").splitlines()
    scores = []
    for query, answer in zip(queries, map(json.loads, lines), strict=True):
        assert answer["id"] == query["id"]
        results = [measure_from_record(hit, query["id"]) for hit in answer["results"]]
        gains = [2**grade - 1 for grade in ranking(query["relevant"], results)]
        scores.append(ndcg(gains, [2 ** gold["grade"] - 1 for gold in query["relevant"]]))
    print(f"nDCG@10 {mean(scores):.3f} over {len(scores)} queries")
    assert mean(scores) >= FLOOR
