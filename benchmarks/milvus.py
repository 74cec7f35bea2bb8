"""An index in a folder beside the same in Milvus: how long, and how often the same answers.

The collection is invented (`benchmarks/invented.py`) and encoded by the shipped encoder. For each
kind of index: the time to write it in one commit, 50 measures more, copying it from the folder, its
size, and median and 95th percentile of the whole search, warm; then the share of the measures in
the first ten that both give.

    python benchmarks/milvus.py [--size 1000] [--address milvus+http://HOST:19530/COLLECTION]

Without --address a file of Milvus Lite is made, which tells of the client more than of a server.
What the collection of --address held is replaced.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import invented

from pipeline.cluster.opening import copied, open_index, where
from pipeline.embed import load_encoder
from pipeline.models import Query
from pipeline.search import Searcher, identity, words

QUESTIONS = 40


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--address", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "index"
        there = given.address or Path(f"milvus+file:{temporary}/index.db")
        answers = []
        for index in (folder, there):
            whole = timed(lambda index=index: write(index, given.size, rebuild=index != folder))
            more = timed(lambda index=index: write(index, 0))
            first, times = asked(index)
            answers.append(first)
            ordered = sorted(times)
            print(
                f"{index}\n  written in {whole:.1f} s, 50 measures more in {more:.1f} s\n"
                f"  search p50 {statistics.median(ordered) * 1e3:.0f} ms, "
                f"p95 {ordered[int(0.95 * len(ordered))] * 1e3:.0f} ms",
                flush=True,
            )
        copy = timed(lambda: copied(folder, there, replace=True))
        print(f"copied from the folder in {copy:.1f} s")
        pairs = [({*a}, {*b}) for a, b in zip(*answers, strict=True)]
        shared = [len(a & b) / len(a) if a else float(not b) for a, b in pairs]
        print(f"the same measures in the first ten: {statistics.mean(shared):.1%}")
    return 0 if statistics.mean(shared) >= 0.95 else 1


def timed(work: Callable[[], object]) -> float:
    """How many seconds some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def write(index: Path, size: int, rebuild: bool = False) -> None:
    """Write a collection of a size in one commit; of none, one document more."""
    encoder = load_encoder()
    place = where(index)
    with place.write(identity(encoder), rebuild and place.held()) as writer:
        for entry in invented.documents(size) if size else [invented.document(10**6)]:
            writer.put(entry)
        writer.commit(encoder.encode_documents, words=words(encoder))


def asked(index: Path) -> tuple[list[list[str]], list[float]]:
    """The first ten of each question by their ids, and how long each took, once all were asked."""
    with open_index(index) as reader:
        searcher = Searcher(reader, load_encoder())
        questions = [Query(text, 10) for text in invented.questions(QUESTIONS)]
        found = [[hit.measure.id for hit in hits] for hits in searcher.search_many(questions)]
        times = [timed(lambda one=one: searcher.search(one)) for one in questions]
    return found, times


if __name__ == "__main__":
    sys.exit(main())
