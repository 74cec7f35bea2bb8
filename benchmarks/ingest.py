"""`mesures ingest` over many small documents: speed, an unchanged re-run, and memory as it grows.

The documents are made of the paragraphs of corpus/, as text and as web pages, in a folder that is
thrown away. Each run is a process of its own, as by night. Goals: a run over 1,000 documents that
did not change within 3 seconds; a peak of memory that grows less than 1.3 times from 100 to 1,000.

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
import time
from collections.abc import Sequence
from html import escape
from pathlib import Path

from pipeline import corpus, extract
from pipeline.build import read_document
from pipeline.models import Plan

ROOT = Path(__file__).resolve().parents[1]
UNCHANGED_SECONDS = 3.0
GROWTH = 1.3
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


def ingest(place: Path, documents: Sequence[Path]) -> tuple[float, float]:
    """Seconds and megabytes (peak) of a run over `documents`, in a process of its own."""
    command = [sys.executable, str(ROOT / "cli.py"), "ingest", "-i", str(place)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "MESURES_CORPUS": str(documents[0].parent)}
    start = time.perf_counter()
    process = subprocess.Popen([*command, *map(str, documents)], env=environ)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"ingest ended with {process.returncode}")
    scale = 1e6 if sys.platform == "darwin" else 1e3
    return time.perf_counter() - start, used.ru_maxrss / scale


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
        few, small = ingest(Path(folder) / "few", documents[: count // 10])
        many, large = ingest(Path(folder) / "many", documents)
        again, _ = ingest(Path(folder) / "many", documents)
    rate = (count - count // 10) / (many - few)
    print(f"{count} documents: {many:.1f} s; {rate:.1f} documents a second beyond the start")
    goal = f"(goal {UNCHANGED_SECONDS:.0f} s: {verdict(again < UNCHANGED_SECONDS)})"
    print(f"the same, unchanged: {again:.2f} s {goal}")
    growth = large / small
    goal = f"(goal {GROWTH}: {verdict(growth < GROWTH)})"
    print(
        f"peak of memory: {small:.0f} MB for {count // 10}, {large:.0f} MB for {count}: "
        f"{growth:.2f} times {goal}"
    )


if __name__ == "__main__":
    main()
