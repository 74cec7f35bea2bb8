"""Quality as a gate: scores on real plans may only go up.

A floor is what was reached, rounded down; it is lowered only with a reason in the commit.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMUNITY = (
    "pagac-2022-2027",
    "troc-monteregie-2023-2024",
    "developpement-social-lanaudiere-2018-2023",
    "alliances-solidarite-2014",
    "action-communautaire-quebec",
)
COMMUNITY_FLOORS = {"f1": 0.99, "label": 0.99, "heading": 0.99, "page": 0.97}
ALL_FLOORS = {"f1": 0.92, "label": 0.95, "heading": 0.93, "page": 0.97}
SEARCH_FLOORS = {"ndcg@10": 0.66, "recall@20": 0.76}
GOLD_SEARCH_FLOORS = {"ndcg@10": 0.70, "recall@20": 0.81}


def run(*arguments: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_the_ten_renditions_of_the_community_plans(shared: Path, tmp_path: Path) -> None:
    files = [p for stem in COMMUNITY for p in sorted((shared / "plans").glob(f"{stem}.*"))]
    assert len(files) == 10
    found = tmp_path / "measures.jsonl"
    found.write_text(
        run("cli.py", "segment", *files, "--workers", "2", "--jsonl"), encoding="utf-8"
    )
    only = [word for stem in COMMUNITY for word in ("--only", f"{stem}.*")]
    scorer = shared / "scripts" / "score_measures.py"
    check(run(scorer, shared / "gold", found, *only), COMMUNITY_FLOORS)


def test_all_annotated_plans(collection: Path, shared: Path) -> None:
    found = collection / "measures.jsonl"
    check(run(shared / "scripts" / "score_measures.py", shared / "gold", found), ALL_FLOORS)


def test_search_over_the_collection(collection: Path, shared: Path) -> None:
    queries = shared / "gold" / "queries.jsonl"
    answers = collection / "answers.jsonl"
    answers.write_text(
        run("cli.py", "search", "-i", collection / "index", "--queries", queries, "--jsonl"),
        encoding="utf-8",
    )
    check(run(shared / "scripts" / "score_search.py", queries, answers), SEARCH_FLOORS)


def test_search_over_the_gold_measures(shared: Path, tmp_path: Path) -> None:
    names = set((shared / "gold" / "collection.txt").read_text(encoding="utf-8").split())
    records = []
    for file in sorted((shared / "gold").glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        if gold["document"] in names:
            kind = "programme" if gold["kind"] == "reference" else "measure"
            own = {"document": gold["document"], "kind": kind}
            records += [json.dumps({**measure, **own}) for measure in gold["measures"]]
    (tmp_path / "gold.jsonl").write_text("\n".join(records), encoding="utf-8")
    run("cli.py", "ingest", "-i", tmp_path / "index", "--measures", tmp_path / "gold.jsonl")
    queries = shared / "gold" / "queries.jsonl"
    answers = tmp_path / "answers.jsonl"
    answers.write_text(
        run("cli.py", "search", "-i", tmp_path / "index", "--queries", queries, "--jsonl"),
        encoding="utf-8",
    )
    check(run(shared / "scripts" / "score_search.py", queries, answers), GOLD_SEARCH_FLOORS)


@pytest.fixture(scope="module")
def collection(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an index of the annotated collection, and the measures of all its plans."""
    folder = tmp_path_factory.mktemp("collection")
    names = (shared / "gold" / "collection.txt").read_text(encoding="utf-8").split()
    files = [shared / "plans" / name for name in names]
    run("cli.py", "ingest", "-i", folder / "index", *files)
    found = run("cli.py", "export", "-i", folder / "index", "--format", "jsonl")
    renditions = sorted(set((shared / "plans").glob("*.txt")).difference(files))
    texts = [p for p in renditions if (shared / "gold" / f"{p.stem}.json").exists()]
    found += run("cli.py", "segment", *texts, "--workers", "2", "--jsonl")
    (folder / "measures.jsonl").write_text(found, encoding="utf-8")
    return folder


def check(printed: str, floors: dict[str, float]) -> None:
    scores = json.loads(printed.splitlines()[0])
    print(scores)
    for name, floor in floors.items():
        assert scores[name] >= floor, f"{name} {scores[name]} fell below {floor}: {scores}"
