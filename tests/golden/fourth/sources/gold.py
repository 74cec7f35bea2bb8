"""Writes the gold of one document of this batch from the data that made the document."""

from __future__ import annotations

import json
import subprocess
import tempfile
import unicodedata
from itertools import accumulate
from pathlib import Path
from typing import Any

import pypdfium2

FOLDER = Path(__file__).resolve().parent.parent
Measure = dict[str, Any]


def measure(
    statement: str,
    path: list[str],
    label: str | None = None,
    lead: str | None = None,
    deadline: str | None = None,
    budget: str | None = None,
) -> Measure:
    """One gold measure, its page still to be found."""
    return {
        "label": label,
        "statement": statement,
        "path": path,
        "page": None,
        "lead": lead,
        "deadline": deadline,
        "budget": budget,
    }


def folded(text: str) -> str:
    """Letters and figures only, without case or accents, so that line ends do not matter."""
    text = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in text if c.isalnum())


def find_pages(pdf: Path, measures: list[Measure], first: int) -> None:
    """Sets each measure's 1-based page, reading the PDF's text from page `first` in order."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [folded(page.get_textpage().get_text_range()) for page in document]
    whole = "".join(pages[first - 1 :])
    starts = [0, *accumulate(len(text) for text in pages[first - 1 : -1])]
    position = 0
    for item in measures:
        key = folded((item["label"] or "") + item["statement"])
        at = whole.find(key, position)
        if at < 0:
            key = folded(item["statement"])
            at = whole.find(key, position)
        if at < 0:
            at = whole.find(key[:35], position)
            print("  split:", item["statement"][:60], "at", at)
        if at < 0:
            raise ValueError(f"not in the text: {item['statement']}")
        item["page"] = first + sum(start <= at for start in starts) - 1
        position = at
    print(pdf.name, len(pages), "pages", len(measures), "measures")


def write(
    document: str,
    kind: str,
    measures: list[Measure],
    ignore: list[str],
    notes: str,
    first: int | None = None,
) -> None:
    """Writes the gold beside the document; `first` is the page the measures start looking at."""
    if first is not None:
        find_pages(FOLDER / document, measures, first)
    gold = {
        "document": document,
        "kind": kind,
        "measures": measures,
        "ignore": ignore,
        "notes": notes,
    }
    target = FOLDER / (Path(document).stem + ".json")
    target.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def chromium_pdf(page: Path, target: Path) -> None:
    """Prints an HTML page to PDF with Chromium."""
    subprocess.run(
        [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--print-to-pdf={target}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
    )


def office_pdf(source: Path, target: Path) -> None:
    """Converts an office file to PDF with LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                str(source),
            ],
            check=True,
            capture_output=True,
        )
        target.write_bytes((Path(folder) / (source.stem + ".pdf")).read_bytes())
