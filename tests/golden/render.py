"""Render the demonstration corpus: tests/golden/sources -> corpus/.

Run as ``python tests/golden/render.py``. The Typst sources take their measures from the gold
files beside them, so a statement is written once. The output is the same bytes on every machine:
only Typst's embedded fonts, one fixed date.
"""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

GOLDEN = Path(__file__).resolve().parent
SOURCES = GOLDEN / "sources"
CORPUS = GOLDEN.parents[1] / "corpus"
PUBLISHED = datetime(2024, 3, 1, tzinfo=UTC)
DOCUMENTS = (
    "cahier-propositions-hautes-brumes-2022-2024",
    "cahier-propositions-hautes-brumes-2024-2026",
    "fiches-action-mornelac-2024-2030",
    "plan-gouvernemental-action-communautaire-2023-2028",
    "plan-regional-rive-aux-herons-2021-2026",
)
PAGES = ("programmes-soutien-orvalie.html",)


def render(corpus: Path = CORPUS) -> list[Path]:
    """Write every document of the demonstration corpus and return the files written."""
    try:
        import typst
    except ModuleNotFoundError:
        sys.exit("render.py needs Typst: pip install typst")
    corpus.mkdir(parents=True, exist_ok=True)
    written = []
    for name in DOCUMENTS:
        target = corpus / f"{name}.pdf"
        typst.compile(
            str(SOURCES / f"{name}.typ"),
            output=str(target),
            root=str(GOLDEN),
            ignore_system_fonts=True,
            timestamp=PUBLISHED,
        )
        written.append(target)
    written.extend(Path(shutil.copyfile(SOURCES / page, corpus / page)) for page in PAGES)
    return written


if __name__ == "__main__":
    for path in render():
        print(path.relative_to(CORPUS.parent))
