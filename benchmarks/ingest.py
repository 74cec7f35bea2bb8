"""`mesures ingest` over many small documents: speed, an unchanged re-run, and memory as it grows.

The documents are made of the paragraphs of corpus/, as text and as web pages, in a folder that is
thrown away. Each run is a process of its own, as by night. Goals: a run over 1,000 documents that
did not change within 3 seconds; 1.6 times as many documents a second with two workers as with one,
on a machine with nothing else to do; a peak of memory that grows less than 1.3 times from 100 to
1,000.

    python benchmarks/ingest.py [--documents 1000]

Not on Windows, where a process does not tell its peak of memory.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path

import psutil

from pipeline import corpus, extract
from pipeline.build import read_document
from pipeline.models import Plan

ROOT = Path(__file__).resolve().parents[1]
UNCHANGED_SECONDS = 3.0
GROWTH = 1.3
BY_TWO = 1.6
_PAGE = 2500  # characters
_MEASURES, _PASSAGES = 8, 6  # of a document


def sources() -> tuple[list[str], list[str]]:
    """The statements of the measures of corpus/, and other paragraphs."""
    statements, others = [], []
    for source in corpus.sources([ROOT / "corpus"], ROOT / "corpus", extract.supports):
        plan, units = read_document(source)
        statements += [unit.statement for unit in units if unit.kind == "measure"]
        others += [text for text in texts(plan) if len(text) > 120]
    return statements, others


def texts(plan: Plan) -> list[str]:
    return [" ".join(plan.text_of(block).split()) for block in plan.blocks]


def write(folder: Path, count: int) -> None:
    """Write documents: a title, a paragraph, numbered measures under headings, paragraphs."""
    statements, others = sources()
    folder.mkdir()
    for number in range(count):
        chance = random.Random(number)
        title = f"Plan d'action numéro {number + 1}"
        paragraphs = chance.sample(others, _PASSAGES)
        measures = [
            f"{axis}.{place} {statement} (n° {number + 1})"
            for axis in (1, 2)
            for place, statement in enumerate(chance.sample(statements, _MEASURES // 2), start=1)
        ]
        half = len(measures) // 2
        parts = [
            ("h1", title),
            *(("p", text) for text in paragraphs[: _PASSAGES // 2]),
            ("h2", "Axe 1 : Vivre ensemble"),
            *(("p", text) for text in measures[:half]),
            ("h2", "Axe 2 : Bouger autrement"),
            *(("p", text) for text in measures[half:]),
            *(("p", text) for text in paragraphs[_PASSAGES // 2 :]),
        ]
        if number % 2:
            body = "\n".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in parts)
            page = f'<html lang="fr"><body><main>{body}</main></body></html>'
            (folder / f"{number:04}.html").write_text(page, encoding="utf-8")
        else:
            plain = "\n\n".join(text for _, text in parts)
            (folder / f"{number:04}.txt").write_text(plain, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took: seconds by the clock, seconds of work, and MB at most of two kinds."""

    seconds: float
    work: float
    parent: float
    workers: float


def ingest(place: Path, documents: Sequence[Path], workers: int = 1) -> Run:
    """What a run over `documents` takes, in a process of its own."""
    command = [sys.executable, str(ROOT / "cli.py"), "ingest", "-i", str(place)]
    command += ["--workers", str(workers)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "MESURES_CORPUS": str(documents[0].parent)}
    start = time.perf_counter()
    process = subprocess.Popen([*command, *map(str, documents)], env=environ)
    peaks = _Peaks(process.pid)
    with peaks:
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"ingest ended with {process.returncode}")
    scale = 1e6 if sys.platform == "darwin" else 1e3
    seconds = time.perf_counter() - start
    # What a process used holds what those used that it started, but for the peak of memory.
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / scale, peaks.most)


class _Peaks:
    """The most memory, in MB, that the processes held together that a process started."""

    def __init__(self, process: int) -> None:
        self.most = 0.0
        self._process = psutil.Process(process)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.2):
            with suppress(psutil.Error):
                held = sum(child.memory_info().rss for child in self._process.children())
                self.most = max(self.most, held / 1e6)


def pages(documents: Sequence[Path]) -> float:
    """How many pages the text of documents fills."""
    return sum(path.stat().st_size for path in documents) / _PAGE


def verdict(met: bool) -> str:
    return "met" if met else "missed"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=1000)
    count = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "corpus"
        write(place, count)
        documents = sorted(place.iterdir())
        few = ingest(Path(folder) / "few", documents[: count // 10])
        many = ingest(Path(folder) / "many", documents)
        again = ingest(Path(folder) / "many", documents)
        few_by_two = ingest(Path(folder) / "few-2", documents[: count // 10], 2)
        by_two = ingest(Path(folder) / "two", documents, 2)
        more, sheets = count - count // 10, pages(documents[count // 10 :])
    rates = []
    for workers, short, long in ((1, few, many), (2, few_by_two, by_two)):
        seconds = long.seconds - short.seconds
        rates.append(more / seconds)
        print(
            f"{count} documents, {workers} worker{'s' * (workers > 1)}: {long.seconds:.1f} s "
            f"({long.work:.1f} s of work); beyond the start {more / seconds:.1f} documents, "
            f"{sheets / seconds:.1f} pages a second"
        )
    ratio, whole = rates[1] / rates[0], many.seconds / by_two.seconds
    goal = f"(goal {BY_TWO}: {verdict(ratio >= BY_TWO)})"
    print(f"two workers against one: {ratio:.2f} times {goal}; with the start {whole:.2f} times")
    goal = f"(goal {UNCHANGED_SECONDS:.0f} s: {verdict(again.seconds < UNCHANGED_SECONDS)})"
    print(f"the same, unchanged: {again.seconds:.2f} s {goal}")
    for name, small, large in (
        ("the process that writes", few.parent, many.parent),
        ("what reads", few.workers, many.workers),
        ("both", few.parent + few.workers, many.parent + many.workers),
    ):
        growth = large / small
        goal = f"(goal {GROWTH}: {verdict(growth < GROWTH)})"
        print(
            f"peak of memory, {name}: {small:.0f} MB for {count // 10}, {large:.0f} MB for "
            f"{count}: {growth:.2f} times {goal}"
        )


if __name__ == "__main__":
    main()
