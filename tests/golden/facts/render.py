"""Render the golden documents of facts: tests/golden/facts/sources -> tests/golden/facts.

Run as ``python tests/golden/facts/render.py [NAME ...]``; ``--gold`` writes the gold alone, from
the sources and the documents already there. PDF needs chromium, soffice and pdflatex on the path,
``pip install typst python-docx``.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2

FACTS = Path(__file__).resolve().parent
SOURCES = FACTS / "sources"
sys.path.insert(0, str(FACTS))

from fact_marks import FIELDS, read_marks  # noqa: E402

# Sources that stay what they are; every other one becomes a PDF.
WEB = {"feuille-route-numerique-canton-haute-arve", "plan-egalite-universite-belrive"}


def document_of(source: Path) -> Path:
    """The document that ``source`` is rendered into."""
    kept = source.suffix == ".txt" or source.stem in WEB
    return FACTS / (source.stem + (source.suffix if kept else ".pdf"))


def squeeze(text: str) -> str:
    """``text`` without white space and hyphens, which a line break may add or hide."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    return re.sub(r"[\s\u00ad\u200b\x02\ufffe-]+", "", text)


def pages_of(document: Path) -> list[str]:
    """The text of each page of a PDF; of any other file, one page with all of it."""
    if document.suffix == ".pdf":
        pdf = pypdfium2.PdfDocument(document)
        return [page.get_textpage().get_text_range() for page in pdf]
    text = document.read_text(encoding="utf-8")
    return [re.sub(r"<[^>]+>", " ", text) if document.suffix == ".html" else text]


def gold_of(source: Path) -> dict[str, Any]:
    """The gold of ``source``; pages are those of the rendered document."""
    marked = read_marks(source.read_text(encoding="utf-8"), source.suffix)
    document = document_of(source)
    pages = [squeeze(page) for page in pages_of(document)]
    at = 0
    for measure in marked.measures if document.suffix == ".pdf" else ():
        wanted = squeeze(measure["statement"])
        at = next(page for page in range(at, len(pages)) if wanted in pages[page])
        measure["page"] = at + 1
    return {
        "document": document.name,
        "kind": "plan",
        "measures": marked.measures,
        "budget_level": marked.levels,
        "ignore": [],
    }


def render(source: Path) -> None:
    """Write the document of ``source``."""
    text = read_marks(source.read_text(encoding="utf-8"), source.suffix).text
    target = document_of(source)
    if target.suffix != ".pdf":
        target.write_text(text, encoding="utf-8")
        return
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / source.name
        bare.write_text(text, encoding="utf-8")
        made = PRODUCERS[source.suffix](bare)
        target.write_bytes(made.read_bytes())


def _chromium(bare: Path) -> Path:
    made = bare.with_suffix(".pdf")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    _run(["chromium", *options, f"--print-to-pdf={made}", str(bare)], bare.parent)
    return made


def _latex(bare: Path) -> Path:
    _run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", bare.name], bare.parent)
    return bare.with_suffix(".pdf")


def _typst(bare: Path) -> Path:
    import typst

    made = bare.with_suffix(".pdf")
    typst.compile(str(bare), output=str(made), ignore_system_fonts=True)
    return made


def _office(bare: Path) -> Path:
    """Lines to Word to PDF: ``#`` headings, ``-`` items, ``|`` rows, ``^`` merges with above."""
    from docx import Document
    from docx.enum.section import WD_ORIENT

    word = Document()
    table: list[list[str]] = []
    for line in [*bare.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("|"):
            table.append([cell.strip() for cell in line.strip("|").split("|")])
            continue
        if table:
            _table(word, table)
            table = []
        if line == "@paysage":
            section = word.sections[0]
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = section.page_height, section.page_width
        elif line == "@page":
            word.add_page_break()
        elif line.startswith("#"):
            level = len(line) - len(line.lstrip("#"))
            word.add_heading(line.lstrip("# "), level - 1)
        elif line.startswith("- "):
            word.add_paragraph(line[2:], style="List Bullet")
        elif line.strip():
            _runs(word.add_paragraph(), line)
    made = bare.with_suffix(".docx")
    word.save(str(made))
    _run(["soffice", "--headless", "--convert-to", "pdf", made.name], bare.parent)
    return bare.with_suffix(".pdf")


def _runs(paragraph: Any, line: str) -> None:
    for number, piece in enumerate(line.split("**")):
        paragraph.add_run(piece).bold = bool(number % 2)


def _table(word: Any, rows: list[list[str]]) -> None:
    from docx.shared import Pt

    table = word.add_table(len(rows), len(rows[0]), style="Table Grid")
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            cell = table.cell(y, x)
            if text == "^":
                cell.merge(table.cell(y - 1, x))
                continue
            if text == "<":
                cell.merge(table.cell(y, x - 1))
                continue
            lines = text.split(" // ")
            _runs(cell.paragraphs[0], lines[0])
            for line in lines[1:]:
                _runs(cell.add_paragraph(), line)
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(8.5)


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stdout[-1500:]}{done.stderr[-1500:]}")


PRODUCERS = {".html": _chromium, ".tex": _latex, ".typ": _typst, ".lines": _office}


def counts(gold: list[dict[str, Any]]) -> dict[str, int]:
    """How many facts of each field the documents state; each item of a list counts."""
    measures = [measure for one in gold for measure in one["measures"]]
    return {
        name: sum(
            len(one[name]) if isinstance(one[name], list) else 1 for one in measures if one[name]
        )
        for name in (*FIELDS, "amounts")
    }


def main(names: list[str]) -> None:
    """Render and annotate the documents named, or all of them, and print how much they state."""
    only = [name for name in names if not name.startswith("--")]
    for source in sorted(SOURCES.iterdir()):
        if only and source.stem not in only:
            continue
        if "--gold" not in names:
            render(source)
        gold = gold_of(source)
        text = json.dumps(gold, ensure_ascii=False, indent=1)
        document_of(source).with_suffix(".json").write_text(text + "\n", encoding="utf-8")
        stated = counts([gold])
        print(f"{gold['document']:52} {len(gold['measures']):3}", *stated.values())
    everything = [json.loads(path.read_text("utf-8")) for path in sorted(FACTS.glob("*.json"))]
    print("measures", sum(len(one["measures"]) for one in everything), counts(everything))


if __name__ == "__main__":
    main(sys.argv[1:])
