"""Ingest of text files whose lines are measures, in many small commits: run to be interrupted.

    python line_ingest.py INDEX CORPUS [--rebuild] [--prune] [--limit BYTES]

Prints `ready` when the imports are done, waits for a line of input, and says how the run ended.
With --limit no file may outgrow so many bytes, as on a full disk.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "unit")]

import faiss  # noqa: E402, F401 - imported before it counts
from small_index import BagEncoder  # noqa: E402

from pipeline import build, clean, extract, segment  # noqa: E402
from pipeline.build import run as runs  # noqa: E402
from pipeline.errors import MesuresError  # noqa: E402
from pipeline.models import Facts, Measure, Page, Plan, Span, UnitKind  # noqa: E402
from pipeline.settings import Settings  # noqa: E402


def read(path: Path, document: str, password: str = "", **_: object) -> Plan:
    text = path.read_text(encoding="utf-8")
    page = Page(1, 1, 1, Span(0, len(text)))
    return Plan(document, text, (page,), (), Facts(title="Plan", language="fr"))


def lines(plan: Plan, passages: bool = False) -> list[Measure]:
    return [
        Measure(plan.document, UnitKind.MEASURE, None, line, line, (), 1, Span(0, 1))
        for line in plan.text.splitlines()
    ]


def ingest(index: Path, corpus: Path, rebuild: bool = False, prune: bool = False) -> build.Report:
    """A run as `mesures ingest` makes it, but for the reading."""
    extract.read, segment.segment, clean.clean = read, lines, lambda plan: plan  # type: ignore[assignment]
    runs._BATCH = 4  # type: ignore[attr-defined]
    settings = Settings(index, corpus)
    work = build.work((), None, settings)
    folders = build.folders((), settings)
    return build.ingest(index, work, BagEncoder(), rebuild, prune=prune, folders=folders)


def main() -> int:
    index, corpus, *options = sys.argv[1:]
    print("ready", flush=True)
    sys.stdin.readline()
    if "--limit" in options:
        import resource

        size = int(options[options.index("--limit") + 1])
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    try:
        report = ingest(Path(index), Path(corpus), "--rebuild" in options, "--prune" in options)
    except MesuresError as error:
        print(error, flush=True)
        return error.exit_code
    print(report.counts(), flush=True)
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main())
