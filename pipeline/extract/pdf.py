"""PDF: words with font and size, reading order over columns, ruled tables cell by cell."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import DamagedError, EncryptedError, NoTextError
from pipeline.extract.columns import flows
from pipeline.extract.draft import Draft, assemble
from pipeline.extract.grids import grids_of
from pipeline.extract.hyphens import join_lines, vocabulary
from pipeline.extract.layout import (
    Item,
    Line,
    Paragraph,
    Placed,
    Word,
    lines_of,
    paragraphs,
    union,
)
from pipeline.extract.marks import MARKER
from pipeline.extract.sheet import Sheet, sheet_of
from pipeline.extract.words import words_of
from pipeline.models import BlockKind, Box, CellRef, Facts, Plan


def read_pdf(path: Path, document: str, password: str = "") -> Plan:
    """Read a PDF with a text layer.

    Raises EncryptedError, DamagedError or NoTextError, each naming the document.
    """
    found: list[_Found] = []
    sizes: dict[int, tuple[float, float]] = {}
    try:
        pdf = pypdfium2.PdfDocument(path, password=password or None)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            wanted = "its password in plans.toml does not open it; correct it"
            wanted = wanted if password else "give its password in plans.toml"
            raise EncryptedError(f"{document}: encrypted; {wanted}") from error
        raise DamagedError(f"{document}: damaged PDF; get the file again") from error
    try:
        title = pdf.get_metadata_value("Title")
        tables = 0
        for index in range(len(pdf)):
            page = pdf[index]
            sheet = sheet_of(page, index + 1)
            page.close()
            sizes[sheet.number] = (sheet.width, sheet.height)
            on_page, tables = _read_page(sheet, tables)
            found += on_page
    except pypdfium2.PdfiumError as error:
        raise DamagedError(f"{document}: damaged PDF; get the file again") from error
    finally:
        pdf.close()
    if not sizes:
        raise DamagedError(f"{document}: a PDF without pages; get the file again")
    words = vocabulary(line.text for item in found for line in item.paragraph.lines)
    drafts = [_draft(item, words) for item in found]
    plan = assemble(document, drafts, sizes, Facts(title=_title(title)))
    if not plan.blocks:
        raise NoTextError(f"{document}: no text layer (a scan?); run it through OCR first")
    return plan


def _title(value: Any) -> str | None:
    """The title in the metadata, unless it is a file name that an office suite left there."""
    if not isinstance(value, str) or len(value.strip()) < 6:
        return None
    if re.search(r"\.(docx?|indd|pdf|pptx?|xlsx?|odt)\b|^microsoft|^untitled", value, re.I):
        return None
    return value.strip()


@dataclass(frozen=True, slots=True)
class _Found:
    """A paragraph with its page and, in a table, its cell."""

    paragraph: Paragraph
    page: int
    cell: CellRef | None = None


def _read_page(sheet: Sheet, tables: int) -> tuple[list[_Found], int]:
    """The paragraphs of one page, and the number of tables met in the document so far."""
    words = words_of(sheet)
    if not words:
        return [], tables
    words += _drawn_bullets(sheet, words)
    found: list[_Found] = []
    grids = grids_of(sheet, words)
    inside = {id(word) for grid in grids for cell in grid for word in cell[1]}
    items: list[Item] = [word for word in words if id(word) not in inside]
    items += [Placed(union(box for box, _, _ in grid), i) for i, grid in enumerate(grids)]
    number = sheet.number
    for flow in flows(items):
        pending: list[Line] = []
        for item in lines_of(flow):
            if isinstance(item, Line):
                pending.append(item)
                continue
            found += [_Found(paragraph, number) for paragraph in paragraphs(pending)]
            pending = []
            for _, cell_words, (row, column) in grids[item.index]:
                cell = CellRef(tables, row, column)
                found += [_Found(p, number, cell) for p in _cell_paragraphs(cell_words)]
            tables += 1
        found += [_Found(paragraph, number) for paragraph in paragraphs(pending)]
    return found, tables


def _drawn_bullets(sheet: Sheet, words: Sequence[Word]) -> list[Word]:
    """Bullets that are small drawn shapes or pictures, not letters, each left of a line."""
    out: list[Word] = []
    by_top = sorted(words, key=lambda word: word.box.top)
    tops = [word.box.top for word in by_top]
    tallest = max(word.box.bottom - word.box.top for word in words)
    for box in sheet.shapes:
        if not 0.5 <= (box.x1 - box.x0) / (box.bottom - box.top) <= 2:
            continue
        middle = (box.top + box.bottom) / 2
        near = by_top[bisect_left(tops, middle - tallest) : bisect_right(tops, middle)]
        line = [word for word in near if word.box.bottom >= middle and word.box.x1 > box.x0]
        first = min(line, key=lambda w: w.box.x0, default=None)
        if first is None or not 0 <= first.box.x0 - box.x1 <= 3 * first.size:
            continue
        box = Box(box.x0, first.box.top, box.x1, first.box.bottom)
        out.append(Word("•", box, first.size, first.bold, first.italic, first.colour))
    return out


def _cell_paragraphs(words: Sequence[Word]) -> Iterator[Paragraph]:
    for flow in flows(words):
        yield from paragraphs([line for line in lines_of(flow) if isinstance(line, Line)])


def _draft(found: _Found, words: frozenset[str]) -> Draft:
    text = join_lines([line.text for line in found.paragraph.lines], words)
    kind = BlockKind.PARAGRAPH if found.cell is None else BlockKind.CELL
    while marker := MARKER.match(text):  # drawn bullets may stand before printed ones
        kind, text = BlockKind.ITEM, text[marker.end() :]
    style = found.paragraph.style
    return Draft(text, kind, found.page, found.paragraph.box, style, cell=found.cell)
