"""The steps of `benchmarks/scale.py`, each run in a process of its own, on one core.

Each takes the folder of one size and gives what it measured; times are in seconds.
"""

from __future__ import annotations

import json
import resource
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import invented
import numpy as np
from numpy.typing import NDArray

from pipeline import open_index, search
from pipeline.embed import load_encoder
from pipeline.models import Filters
from pipeline.search.question import understand
from pipeline.store import Reader, Writer, has_index

QUESTIONS = 200
ROUNDS = 3
_SLOW = 40  # questions for what takes a second each
_COMMIT = 200  # documents, as in `mesures ingest`
_WARM = 20  # questions asked before the clock starts
Found = dict[str, Any]


def build(folder: Path, size: int) -> Found:
    """The index, document by document through the Writer, as `mesures ingest` does."""
    if _whole(folder / "index", size):
        return {"disk": _disk(folder / "index")}
    encoder = load_encoder()
    words = search.words(encoder)
    made = 0
    start = time.perf_counter()
    with Writer(folder / "index", search.identity(encoder)) as writer:
        for entry in invented.documents(size):
            writer.put(entry)
            made += len(entry.measures)
            if writer.pending >= _commit_of(made) or made == size:
                writer.commit(encoder.encode_documents, words=words)
                spent = time.perf_counter() - start
                print(f"{made:,} measures in {spent:.0f} s", file=sys.stderr, flush=True)
    spent = time.perf_counter() - start
    return {"build": spent, "memory": peak(), "disk": _disk(folder / "index")}


def _whole(index: Path, size: int) -> bool:
    """Whether an index was built before, by something else than this benchmark's clock."""
    if not has_index(index):
        return False
    with Reader(index) as reader:
        return len(reader.vectors()) == size


def _disk(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _commit_of(made: int) -> int:
    """As ingest, which commits more seldom the longer a commit takes."""
    return max(_COMMIT, made // (5 * invented.UNITS))


def prepare(folder: Path, size: int) -> Found:
    """The vectors of the index and of the questions, in single precision, for the others."""
    with sqlite3.connect(f"file:{folder}/index/mesures.db?mode=ro", uri=True) as connection:
        held = np.lib.format.open_memmap(
            folder / "rows.npy", "w+", np.float32, (size, load_encoder().dimension)
        )
        ids = np.empty(size, np.int64)
        found = connection.execute(
            "SELECT measures.rowid, vectors.vector FROM measures "
            "JOIN vectors ON vectors.key = measures.vector ORDER BY measures.rowid"
        )
        for place, (row, vector) in enumerate(found):
            ids[place], held[place] = row, np.frombuffer(vector, "<f4")
    np.save(folder / "ids.npy", ids)
    texts = [understand(text, Filters()).text for text in invented.questions(QUESTIONS)]
    np.save(folder / "asked.npy", load_encoder().encode_queries(texts))
    return {}


def whole(folder: Path, _: int) -> Found:
    """The whole search: a question in, ten explained hits out."""
    with open_index(folder / "index") as index:
        times = timed(index.search, invented.questions(QUESTIONS))
    return times | {"memory": peak()}


def dense(folder: Path, _: int) -> Found:
    """The dense part of it alone."""
    asked, ids = np.load(folder / "asked.npy"), np.load(folder / "ids.npy")
    with Reader(folder / "index") as reader:
        vectors = reader.vectors()

        def ask(row: NDArray[np.float32]) -> list[int]:
            return [*vectors.search(row, 10)]

        times = timed(ask, asked)
        found = [np.searchsorted(ids, ask(row)) for row in asked]
    disk = next((folder / "index").glob("vectors-*.faiss")).stat().st_size
    return times | {"memory": peak(), "disk": disk, "recall": recall(folder, found)}


def lexical(folder: Path, _: int) -> Found:
    """The lexical part of it alone."""
    with Reader(folder / "index") as reader:
        return timed(lambda stems: reader.lexical(stems, 10), _stems()) | {"memory": peak()}


def flat(folder: Path, _: int) -> Found:
    """FAISS `IndexFlatIP`: the exact answer, too."""
    import faiss

    faiss.omp_set_num_threads(1)
    rows, asked = np.load(folder / "rows.npy"), np.load(folder / "asked.npy")
    start = time.perf_counter()
    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)
    spent = time.perf_counter() - start
    del rows
    times = timed(lambda row: index.search(row[None, :], 10), asked[:_SLOW])
    np.save(folder / "truth.npy", index.search(asked, 10)[1])
    disk = (folder / "rows.npy").stat().st_size
    return times | {"build": spent, "memory": peak(), "disk": disk, "recall": 1.0}


def lance(folder: Path, size: int) -> Found | None:
    """LanceDB with IVF_PQ, partitions and refinement as its documentation has them."""
    if not find_spec("lancedb"):
        return None
    import lancedb
    import pyarrow as pa

    rows, asked = np.load(folder / "rows.npy", mmap_mode="r"), np.load(folder / "asked.npy")
    place = folder / "lance"
    shutil.rmtree(place, ignore_errors=True)
    width = rows.shape[1]
    schema = pa.schema([("id", pa.int64()), ("vector", pa.list_(pa.float32(), width))])

    def batches() -> Any:
        for begin in range(0, size, 10_000):
            some = np.ascontiguousarray(rows[begin : begin + 10_000])
            held = pa.FixedSizeListArray.from_arrays(pa.array(some.ravel()), width)
            places = pa.array(np.arange(begin, begin + len(some)))
            yield pa.RecordBatch.from_arrays([places, held], schema=schema)

    start = time.perf_counter()
    table = lancedb.connect(str(place)).create_table("rows", batches(), schema=schema)
    table.create_index("vector", config=lancedb.index.IvfPq(distance_type="dot"))
    spent = time.perf_counter() - start

    def ask(row: NDArray[np.float32]) -> list[int]:
        found = table.search(row).distance_type("dot").nprobes(20).refine_factor(10)
        return found.limit(10).select(["id", "_distance"]).to_arrow()["id"].to_pylist()

    times = timed(ask, asked)
    found = [ask(row) for row in asked]
    return times | {
        "build": spent, "memory": peak(), "disk": _disk(place), "recall": recall(folder, found)
    }  # fmt: skip


def bm25(folder: Path, _: int) -> Found | None:
    """The bm25s package over the same stems."""
    if not find_spec("bm25s"):
        return None
    import bm25s

    with sqlite3.connect(f"file:{folder}/index/mesures.db?mode=ro", uri=True) as connection:
        numbers: dict[str, int] = {}
        corpus = []
        for columns in connection.execute("SELECT statement, headings, details, title FROM terms"):
            stems = " ".join(columns).split()
            corpus.append([numbers.setdefault(stem, len(numbers)) for stem in stems])
    start = time.perf_counter()
    index = bm25s.BM25()
    index.index((corpus, numbers), show_progress=False)
    spent = time.perf_counter() - start
    del corpus

    def ask(stems: list[str]) -> Any:
        return index.retrieve([stems], k=10, show_progress=False, n_threads=1)

    times = timed(ask, [list(stems) for stems in _stems()[:_SLOW]])
    shutil.rmtree(folder / "bm25s", ignore_errors=True)
    index.save(str(folder / "bm25s"))
    return times | {"build": spent, "memory": peak(), "disk": _disk(folder / "bm25s")}


def fts5(folder: Path, _: int) -> Found:
    """FTS5 alone, which our index holds: `ORDER BY rank LIMIT 10`."""
    with sqlite3.connect(f"file:{folder}/index/mesures.db?mode=ro", uri=True) as connection:

        def ask(stems: Sequence[str]) -> Any:
            wanted = " OR ".join(f'"{stem}"' for stem in stems)
            return connection.execute(
                "SELECT rowid FROM terms WHERE terms MATCH ? ORDER BY rank LIMIT 10", (wanted,)
            ).fetchall()

        return timed(ask, _stems()[:_SLOW], 1, 3) | {"memory": peak()}


def more(folder: Path, size: int) -> Found:
    """What adding 100 measures takes, of two documents, and then taking them out."""
    encoder = load_encoder()
    words = search.words(encoder)
    found = {}
    entries = [invented.document(size + number) for number in range(2)]
    with Writer(folder / "index", search.identity(encoder)) as writer:
        for name in ("added", "removed"):
            start = time.perf_counter()
            for entry in entries:
                if name == "added":
                    writer.put(entry)
                else:
                    writer.remove(entry.plan.document)
            writer.commit(encoder.encode_documents, words=words)
            found[name] = time.perf_counter() - start
    return found | {"memory": peak()}


def _stems() -> list[list[str]]:
    asked = (understand(text, Filters()) for text in invented.questions(QUESTIONS))
    return [question.stems for question in asked]


def timed(
    ask: Callable[[Any], object], given: Sequence[Any], rounds: int = ROUNDS, warm: int = _WARM
) -> Found:
    """The median and the 99th percentile of the best round; `rounds`, the median of each.

    `cpu` is the median of processor time, which tells more where others use the machine.
    """
    for one in given[:warm]:
        ask(one)
    found = []
    for _ in range(rounds):
        times, busy = [], []
        for one in given:
            start, used = time.perf_counter(), time.process_time()
            ask(one)
            times.append(time.perf_counter() - start)
            busy.append(time.process_time() - used)
        found.append((*np.quantile(times, (0.5, 0.99)).tolist(), float(np.median(busy))))
    p50, p99, cpu = min(found)
    return {"p50": p50, "p99": p99, "cpu": cpu, "rounds": [one[0] for one in found]}


def recall(folder: Path, found: Sequence[Sequence[int]]) -> float:
    """The share of the exact ten nearest that are among those found, on the mean."""
    truth = np.load(folder / "truth.npy")
    pairs = zip(truth, found, strict=True)
    return float(
        np.mean([len({*exact.tolist()} & {*map(int, some)}) / 10 for exact, some in pairs])
    )


def peak() -> int:
    """The peak of memory of this process, in bytes; without what is mapped of files only."""
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


STEPS: dict[str, Callable[[Path, int], Found | None]] = {
    step.__name__: step
    for step in (build, prepare, flat, dense, lexical, whole, lance, bm25, fts5, more)
}

if __name__ == "__main__":
    name, place, units = sys.argv[1:]
    print(json.dumps(STEPS[name](Path(place), int(units))))
