"""Pages per second of PDF extraction, against pdfplumber alone.

Both read words with their font and size and look for tables on every page; ours also tells colours,
columns, lines and paragraphs. They take turns, document by document, on one core, and the time is
that of the processor, so that other work on the machine weighs little. Goal: at least 6 times as
fast as pdfplumber.

    python benchmarks/extract.py [PDF|FOLDER]... (default: ../shared/plans, else corpus)
"""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pdfplumber

from pipeline.errors import DocumentError
from pipeline.extract import read

ROOT = Path(__file__).resolve().parents[1]
FASTER = 6.0


def ours(path: Path) -> int:
    return len(read(path, path.name).pages)


def plumbed(path: Path) -> int:
    with path.open("rb") as stream, pdfplumber.open(stream) as pdf:
        for page in pdf.pages:
            page.extract_words(extra_attrs=["fontname", "size"])
            page.find_tables()
            page.close()
        return len(pdf.pages)


def seconds(work: Callable[[Path], int], path: Path) -> tuple[float, int]:
    start = time.process_time()
    pages = work(path)
    return time.process_time() - start, pages


def documents(given: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in given:
        found += sorted(path.glob("*.pdf")) if path.is_dir() else [path]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", type=Path)
    shared = ROOT.parent / "shared" / "plans"
    paths = documents(parser.parse_args().paths or [shared if shared.is_dir() else ROOT / "corpus"])
    logging.disable(logging.ERROR)  # pdfminer tells of every oddity
    ours(paths[0])  # imports and tables are loaded once
    plumbed(paths[0])
    total = [0.0, 0.0]
    pages = 0
    for path in paths:
        try:
            own, count = seconds(ours, path)
        except DocumentError as error:
            print(error)
            continue
        other, _ = seconds(plumbed, path)
        total = [total[0] + own, total[1] + other]
        pages += count
        print(
            f"{path.name[:48]:48} {count:4} pages {count / own:6.0f} /s  {other / own:5.1f} times"
        )
    print(f"mesures    {pages / total[0]:7.1f} pages a second")
    print(f"pdfplumber {pages / total[1]:7.1f} pages a second")
    ratio = total[1] / total[0]
    print(f"ratio      {ratio:7.1f} (goal {FASTER:.0f}: {'met' if ratio >= FASTER else 'missed'})")


if __name__ == "__main__":
    main()
