"""One plan of ours as PDF, Word document, web page, spreadsheet and scan: the same measures.

The Word document is the source of the PDF; the web page has its paragraphs and tables; the sheet
has the columns of its tables; the scan is a picture of each page of the PDF.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.table import Table
from docx.text.paragraph import Paragraph
from scanning import long_scan, scan

from pipeline.clean import clean
from pipeline.evaluate import plan_metrics
from pipeline.extract import read
from pipeline.segment import segment

PLANS = Path(__file__).resolve().parent.parent / "plans"
NAME = "mrc-val-de-soret-2025-2029"
GOLD = json.loads((PLANS / f"{NAME}.json").read_text(encoding="utf-8"))
sys.path.insert(0, str(PLANS))

from marks import unmarked  # noqa: E402


def f1(path: Path) -> float:
    found = plan_metrics(GOLD, segment(clean(read(path, path.name)))).f1
    print(f"{path.name}: F1 {found:.2f}")
    return found


def word_document(folder: Path) -> Path:
    sources = PLANS / "sources"
    script = folder / f"{NAME}.py"
    script.write_text(unmarked((sources / f"{NAME}.py").read_text("utf-8")), "utf-8")
    (folder / "office.py").write_bytes((sources / "office.py").read_bytes())
    out = folder / f"{NAME}.docx"
    subprocess.run([sys.executable, str(script), str(out)], check=True)
    return out


def web_page(folder: Path) -> Path:
    document = docx.Document(str(word_document(folder)))
    body = "".join(markup(element) for element in document.iter_inner_content())
    out = folder / f"{NAME}.html"
    out.write_text(f"<!doctype html><title>Plan</title><main>{body}</main>", encoding="utf-8")
    return out


def markup(element: Paragraph | Table) -> str:
    if isinstance(element, Paragraph):
        style = element.style.name if element.style else ""
        tag = f"h{style[-1]}" if style and style.startswith("Heading") else "p"
        return f"<{tag}>{escape(element.text)}</{tag}>"
    return f"<table>{''.join(rows(element))}</table>"


def rows(table: Table) -> Iterator[str]:
    """Rows of cells; one merged with those below or beside it is written once, with its spans."""
    grid = [list(row.cells) for row in table.rows]
    places: dict[Any, list[tuple[int, int]]] = {}
    for number, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            places.setdefault(cell._tc, []).append((number, column))
    for number, cells in enumerate(grid):
        shown = []
        for column, cell in enumerate(cells):
            own = places[cell._tc]
            if own[0] == (number, column):
                down = len({row for row, _ in own})
                across = len({place for _, place in own})
                spans = f' rowspan="{down}" colspan="{across}"'
                shown.append(f"<td{spans}>{escape(cell.text)}</td>")
        yield f"<tr>{''.join(shown)}</tr>"


def spreadsheet(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Orientation", "Objectif", "Code", "Action", "Responsable", "Échéance", "Coût"])
    for measure in GOLD["measures"]:
        facts = (measure["lead"], measure["deadline"], measure["budget"])
        sheet.append([*measure["path"], measure["label"], measure["statement"], *facts])
    out = folder / f"{NAME}.xlsx"
    book.save(out)
    return out


def test_pdf() -> None:
    assert f1(PLANS / f"{NAME}.pdf") >= 0.95


@pytest.mark.parametrize("form", [word_document, web_page, spreadsheet])
def test_other_forms(form: Any, tmp_path: Path) -> None:
    assert f1(form(tmp_path)) >= 0.95


@long_scan
@pytest.mark.usefixtures("ocr_tools")
def test_scan(tmp_path: Path) -> None:
    assert f1(scan(PLANS / f"{NAME}.pdf", tmp_path / f"{NAME}.pdf")) >= 0.90
