"""Search at 10,000, 100,000 and 1,000,000 measures, beside what others do with the same texts.

The collection is invented (`benchmarks/invented.py`: words by their share of running French, French
templates), and encoded by the shipped encoder. For each size: the time to build the index, memory,
size on disk, median and 99th percentile of the whole search (question in, ten explained hits out,
warm), recall@10 of its dense part against exact search; and the same of FAISS Flat, LanceDB, bm25s
and plain FTS5. All on one core; the best of three rounds of 200 questions. Goal at a million: a
median under 150 ms and a dense recall of at least 0.95.

    python benchmarks/scale.py [--sizes 10000,100000,1000000] [--out FILE.json] [--keep DIR]

LanceDB and bm25s are measured where they are installed (`pip install lancedb bm25s`). Indexes kept
with --keep are not built again; what building them took is remembered there. Not on Windows, where
a process does not tell its peak of memory.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
GOAL_SECONDS, GOAL_RECALL, GOAL_SIZE = 0.150, 0.95, 1_000_000
STEPS = ("build", "prepare", "flat", "dense", "lexical", "whole", "lance", "bm25", "fts5", "more")
NAMES = {
    "whole": "mesures, whole search",
    "dense": "mesures, dense part",
    "lexical": "mesures, lexical part",
    "flat": "FAISS Flat, fp32",
    "lance": "LanceDB, IVF_PQ",
    "bm25": "bm25s",
    "fts5": "SQLite FTS5, plain",
}
ONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RUST_LOG": "error"}


def step(name: str, folder: Path, size: int) -> dict[str, Any] | None:
    """What a step measured, in a process of its own, on one core where the system can bind it."""
    print(f"{size:,}: {name}", file=sys.stderr, flush=True)
    kept = folder / f"{name}.json"
    if name in ("build", "prepare") and kept.exists():
        return json.loads(kept.read_text(encoding="utf-8"))
    command = [sys.executable, str(ROOT / "benchmarks" / "scale_steps.py")]
    bound = ["taskset", "-c", str(max(os.sched_getaffinity(0)))] if sys.platform == "linux" else []
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        [*bound, *command, name, str(folder), str(size)],
        env={**os.environ, **ONE, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{name} ended with {done.returncode}")
    kept.write_text(done.stdout, encoding="utf-8")
    return json.loads(done.stdout)


def table(size: int, found: dict[str, Any]) -> str:
    """What was measured at one size, in 80 columns."""
    columns = {"build s": ("build", 1, 1), "MB peak": ("memory", 1e-6, 0),
               "MB disk": ("disk", 1e-6, 0), "p50 ms": ("p50", 1e3, 1),
               "p99 ms": ("p99", 1e3, 1), "cpu ms": ("cpu", 1e3, 1),
               "r@10": ("recall", 1, 3)}  # fmt: skip
    lines = [f"{size:,} measures".ljust(24) + "".join(head.rjust(8) for head in columns)]
    for name, label in NAMES.items():
        one = found.get(name) or {}
        if name == "whole":
            one = {**one, **{key: found["build"].get(key) for key in ("build", "disk")}}
        shown = (_shown(one.get(key), scale, digits) for key, scale, digits in columns.values())
        lines.append(label.ljust(24) + "".join(value.rjust(8) for value in shown))
    built = _shown(found["build"].get("memory"), 1e-6, 0) or "not measured"
    lines.append(f"MB peak while building: {built}; 100 measures more: "
                 f"{found['more']['added']:.1f} s")  # fmt: skip
    lines.append(ratios(found))
    return "\n".join(lines)


def _shown(value: float | None, scale: float, digits: int) -> str:
    return "" if value is None else f"{value * scale:,.{digits}f}"


def ratios(found: dict[str, Any]) -> str:
    """How many times longer the others take than the part of ours that does the same."""
    said = []
    for other, ours in (("flat", "dense"), ("lance", "dense"), ("bm25", "lexical"),
                        ("fts5", "lexical")):  # fmt: skip
        if found.get(other) and found.get(ours):
            said.append(f"{other} / {ours} {found[other]['p50'] / found[ours]['p50']:.1f}")
    return f"ratios of p50: {', '.join(said)}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    results, met = {}, True
    with tempfile.TemporaryDirectory() as temporary:
        for size in map(int, given.sizes.split(",")):
            folder = (given.keep or Path(temporary)) / str(size)
            folder.mkdir(parents=True, exist_ok=True)
            found = {name: step(name, folder, size) for name in STEPS}
            results[size] = found
            print(table(size, found), end="\n\n", flush=True)
            if size == GOAL_SIZE:
                fast = found["whole"]["p50"] < GOAL_SECONDS
                good = found["dense"]["recall"] >= GOAL_RECALL
                met = fast and good
                print(f"goal: p50 under {GOAL_SECONDS * 1e3:.0f} ms and dense recall@10 at least "
                      f"{GOAL_RECALL}: {'met' if met else 'missed'}")  # fmt: skip
            if given.out:
                given.out.write_text(json.dumps(results, indent=1), encoding="utf-8")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
