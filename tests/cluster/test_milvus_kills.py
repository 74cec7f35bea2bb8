"""A run on a file of Milvus Lite is killed at random moments; what it leaves is whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_index import BagEncoder, build

from pipeline.cluster.opening import open_index
from pipeline.store import MeasureIndex

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("MESURES_KILLS", "3"))

WRITING = """
import random, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from small_index import BagEncoder, entry, measure
from pipeline.cluster.opening import where
from pipeline.search import identity

chance, encoder = random.Random({seed}), BagEncoder()
print("writing", flush=True)
while True:
    with where(Path({index!r})).write(identity(encoder)) as writer:
        for number in chance.sample(range(8), 3):
            name, version = f"plan-{{number}}.pdf", chance.randint(1, 10**6)
            if chance.random() < 0.2:
                writer.remove(name)
                continue
            said = [f"Planter {{n}} saules, version {{version}}" for n in range(version % 7 + 1)]
            writer.put(entry([measure(s, name, label=str(version)) for s in said], name))
        writer.commit(encoder.encode_documents)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on Windows")
def test_every_kill_leaves_a_whole_index(there: Path) -> None:
    build(there, BagEncoder())
    chance = random.Random(1)
    tests = str(ROOT / "tests" / "unit")
    for seed in range(KILLS):
        script = WRITING.format(root=str(ROOT), tests=tests, seed=seed, index=str(there))
        with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as writing:
            assert writing.stdout
            assert writing.stdout.readline() == b"writing\n"
            time.sleep(chance.uniform(0.8, 3.0))
            assert writing.poll() is None
            writing.kill()
        with open_index(there) as index, index.snapshot():
            check_whole(index)


def check_whole(index: MeasureIndex) -> None:
    """Each document is of one version, and all that counts units counts the same."""
    rows = []
    for row in index.documents():
        units = index.units(row.document)
        rows += index.rows_of(row.document)
        assert sum(row.counts.values()) == len(units)
        if row.document.startswith("plan-"):
            (version,) = {unit.label for unit in units}
            assert len(units) == int(version or 0) % 7 + 1
    assert sorted(rows) == sorted(index.lexicon.all_rows()) == index.vectors().ids.tolist()
    assert len(index.vectors()) == len(rows)
    held, units_counted = index.frequencies(["saul"])
    assert units_counted == len(rows)
    assert held["saul"] == len(index.lexicon.holding([["saul"]]))
