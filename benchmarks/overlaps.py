"""Every pair of measures above a cosine: ours beside a product by numpy and beside semhash.

The measures are invented (`benchmarks/invented.py`) and encoded by the shipped encoder, once: all
get the same vectors in single precision, and as many threads. Measured, each in a process of its
own, in rounds that take each in turn:

- ours: `pipeline.overlap.pairs.near_pairs`;
- numpy: the product of all rows with all rows over the upper triangle, block by block, in the size
  of block that is fastest here for 10,000 rows; finding that is not timed;
- semhash, usearch: an index of the vectors (`SemHash.from_embeddings`), and the neighbours that it
  bases `self_deduplicate` on. Approximate, at most so many neighbours a row as it asks for;
- semhash, basic: the same with its exact backend.

Reading vectors and importing is not timed. Printed are the medians of seconds and of processor time
(which tells more where others use the machine), the pairs, the share of the brute-force pairs that
is found (where numpy and others differ, a double-precision product settles it), the peak of the
process's memory and what finding added to it, pairs included as 8 bytes each; and what memory ours
adds where every pair passes. Goal: all pairs, no slower than the fastest of the others.

    python benchmarks/overlaps.py [--sizes 10000,100000] [--thresholds 0.5,0.8] [--threads 2]
        [--rounds 3] [--without NAME]...

Needs `pip install semhash`. Not on Windows, where a process does not tell its peak of memory.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
BLOCKS = ((1024, 1024), (2048, 2048), (4096, 4096), (16_384, 512))
TRIED = 10_000  # rows that the best block is found with
ALL_PASS = 20_000  # rows of which every pair passes
KINDS = ("ours", "numpy", "semhash, usearch", "semhash, basic")
IMPORTED: dict[str, tuple[str, ...]] = {"ours": ("faiss", "pipeline.overlap.pairs"), "numpy": ()}
Rows = NDArray[np.float32]
Codes = NDArray[np.int64]  # of pairs: the first row's number times the count, plus the second's


def ours(rows: Rows, threshold: float) -> Codes:
    from pipeline.overlap.pairs import near_pairs

    found = [pairs.first * len(rows) + pairs.second for pairs in near_pairs(rows, threshold)]
    return np.concatenate(found or [np.empty(0, np.int64)])


def blocked(rows: Rows, threshold: float, block: tuple[int, int]) -> Codes:
    """By numpy: each block's product into memory that is kept, and the places above."""
    count, (tall, wide) = len(rows), block
    held = np.empty(tall * wide, np.float32)
    found = [np.empty(0, np.int64)]
    for top in range(0, count, tall):
        down = rows[top : top + tall]
        for left in range(top, count, wide):
            across = rows[left : left + wide]
            size = min(len(down), left + len(across) - top)  # nothing below the diagonal
            product = held[: size * len(across)].reshape(size, -1)
            np.matmul(down[:size], across.T, out=product)
            i, j = np.divmod(np.flatnonzero(product >= threshold), len(across))
            i, j = i + top, j + left
            if left < top + size:
                i, j = i[i < j], j[i < j]
            found.append(i * count + j)
    return np.concatenate(found)


def semhash(rows: Rows, threshold: float, backend: str) -> Codes:
    from semhash import SemHash

    names = [str(number) for number in range(len(rows))]
    index = SemHash.from_embeddings(rows, names, model=None, ann_backend=backend).index
    found = [np.empty(0, np.int64)]
    for row, (others, _) in enumerate(index.query_threshold(index.vectors, threshold)):
        others = np.asarray(others, np.int64)
        low, high = np.minimum(row, others), np.maximum(row, others)
        found.append((low * len(rows) + high)[low < high])
    return np.unique(np.concatenate(found))  # either row may have named the other


def best_block(rows: Rows, threshold: float) -> tuple[int, int]:
    """The block that numpy is fastest with here, over some of the rows."""
    some = rows[:TRIED]
    return min(BLOCKS, key=lambda block: min(_timed(blocked, some, threshold, block)[0]
                                             for _ in range(2)))  # fmt: skip


def _timed(find: Callable[..., Codes], *given: Any) -> tuple[float, Codes]:
    begun = time.perf_counter()
    found = find(*given)
    return time.perf_counter() - begun, found


def measure(kind: str, folder: Path, threshold: float) -> dict[str, Any]:
    """What one kind takes, in this process; its pairs are left in the folder."""
    rows = np.load(folder / "rows.npy")
    said: dict[str, Any] = {}
    find: Callable[..., Codes]
    for module in IMPORTED.get(kind, ("semhash",)):
        import_module(module)
    before, more = peak(), []
    match kind:
        case "ours":
            find = ours
        case "numpy":
            find, more = blocked, [best_block(rows, threshold)]
            said["block"] = more[0]
        case _:
            find, more = semhash, [kind.split()[-1]]
    worked = time.process_time()
    seconds, found = _timed(find, rows, threshold, *more)
    said |= {"seconds": seconds, "worked": time.process_time() - worked, "pairs": len(found),
             "peak": peak(), "added": peak() - before}  # fmt: skip
    np.save(folder / f"{kind}.npy", np.sort(found))
    return said


def flood(folder: Path) -> dict[str, Any]:
    """What memory ours adds where every pair passes, each batch dropped once counted."""
    from pipeline.overlap.pairs import near_pairs

    import_module("faiss")
    rows = np.load(folder / "rows.npy")[:ALL_PASS]
    before = peak()
    seconds, count = _timed(lambda: sum(map(len, near_pairs(rows, -2.0))))  # type: ignore[arg-type]
    return {"seconds": seconds, "pairs": int(count), "added": peak() - before, "rows": rows.nbytes}


def recall(folder: Path, kind: str, threshold: float) -> tuple[float, int]:
    """The share of all pairs that `kind` found, and how many it found below the threshold."""
    rows = np.load(folder / "rows.npy", mmap_mode="r")
    truth, found = np.load(folder / "numpy.npy"), np.load(folder / f"{kind}.npy")

    def above(codes: Codes) -> NDArray[np.bool_]:
        i, j = np.divmod(codes, len(rows))
        return np.einsum("nd,nd->n", rows[i], rows[j], dtype=np.float64) >= threshold

    missed = int(above(np.setdiff1d(truth, found, assume_unique=True)).sum())
    extra = above(np.setdiff1d(found, truth, assume_unique=True))
    total = len(truth) + int(extra.sum())
    return 1 - missed / max(1, total), int((~extra).sum())


def peak() -> int:
    """The peak of memory of this process, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # where what getrusage tells of a new process begins with its parent's
        lines = status.read_text(encoding="ascii").splitlines()
        return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def apart(threads: int, *given: str) -> dict[str, Any]:
    """What a process of its own measures, with that many threads on as many cores."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    cores = sorted(os.sched_getaffinity(0))[:threads] if sys.platform == "linux" else []
    bound = ["taskset", "-c", ",".join(map(str, cores))] if cores else []
    done = subprocess.run(
        [*bound, sys.executable, __file__, "--step", *given],
        env={**os.environ, **dict.fromkeys(names, str(threads)), "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def make_rows(folder: Path, size: int) -> None:
    import invented

    from pipeline.embed import load_encoder

    texts = [text for entry in invented.documents(size) for text in entry.embedded]
    np.save(folder / "rows.npy", load_encoder().encode_documents(texts))


def compare(folder: Path, threshold: float, kinds: list[str], given: argparse.Namespace) -> bool:
    """Print what each takes at one threshold; whether the goal is met."""
    said: dict[str, list[dict[str, Any]]] = {}
    for _ in range(given.rounds):
        for kind in kinds:
            one = apart(given.threads, kind, str(folder), str(threshold))
            said.setdefault(kind, []).append(one)
    print(f"{'threshold ' + str(threshold):24}{'s':>8}{'cpu s':>8}{'pairs':>12}{'recall':>9}"
          f"{'MB peak':>9}{'MB more':>9}")  # fmt: skip
    medians, whole = {}, False
    for kind in kinds:
        medians[kind] = statistics.median(one["seconds"] for one in said[kind])
        worked = statistics.median(one["worked"] for one in said[kind])
        share, below = recall(folder, kind, threshold)
        whole |= kind == "ours" and share == 1 and not below
        most = {key: max(one[key] for one in said[kind]) / 1e6 for key in ("peak", "added")}
        print(f"{kind:24}{medians[kind]:8.2f}{worked:8.2f}"
              f"{said[kind][-1]['pairs']:12,}{share:9.4f}{most['peak']:9.0f}{most['added']:9.0f}"
              + (f"  {below} below" if below else ""))  # fmt: skip
    others = [kind for kind in kinds if kind != "ours"]
    fastest = min(others, key=medians.__getitem__)
    ratios = [theirs["seconds"] / one["seconds"]
              for one, theirs in zip(said["ours"], said[fastest], strict=True)]  # fmt: skip
    ratio = statistics.median(ratios)
    met = whole and ratio >= 1
    print(f"numpy's block: {' x '.join(map(str, said['numpy'][-1]['block']))}")
    print(f"{fastest} / ours, median of rounds: {ratio:.2f}; goal (all pairs, at least 1): "
          f"{'met' if met else 'missed'}\n", flush=True)  # fmt: skip
    return met


def main() -> int:
    if sys.argv[1:2] == ["--step"]:
        kind, folder, *rest = sys.argv[2:]
        step = flood(Path(folder)) if kind == "flood" else measure(kind, Path(folder), float(*rest))
        print(json.dumps(step))
        return 0
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--thresholds", default="0.5,0.8")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without", action="append", default=[], choices=KINDS[2:])
    given = parser.parse_args()
    kinds = [kind for kind in KINDS if kind not in given.without]
    if not find_spec("semhash"):
        print("semhash is not installed: not compared", file=sys.stderr)
        kinds = list(KINDS[:2])
    met = True
    for size in map(int, given.sizes.split(",")):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make_rows(folder, size)
            print(f"{size:,} measures, {given.threads} threads, load {os.getloadavg()[0]:.1f}, "
                  f"{given.rounds} rounds")  # fmt: skip
            for threshold in map(float, given.thresholds.split(",")):
                met &= compare(folder, threshold, kinds, given)
            full = apart(given.threads, "flood", str(folder))
            print(f"every pair of {min(size, ALL_PASS):,} passing ({full['pairs']:,}): "
                  f"{full['seconds']:.2f} s, {full['added'] / 1e6:.0f} MB more beside rows of "
                  f"{full['rows'] / 1e6:.0f}\n", flush=True)  # fmt: skip
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
