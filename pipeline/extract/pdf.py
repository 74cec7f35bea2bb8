"""PDF: words with font and size, reading order over columns, ruled tables cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page as PdfPage
from pdfplumber.utils.exceptions import PdfminerException

from pipeline.errors import DamagedError, EncryptedError, NoTextError
from pipeline.extract.columns import flows
from pipeline.extract.draft import Draft, assemble
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
from pipeline.extract.words import Frame, frame_of, words_of
from pipeline.models import BlockKind, Box, CellRef, Facts, Plan


def read_pdf(path: Path, document: str, password: str = "") -> Plan:
    """Read a PDF with a text layer.

    Raises EncryptedError, DamagedError or NoTextError, each naming the document.
    """
    found: list[_Found] = []
    sizes: dict[int, tuple[float, float]] = {}
    try:
        # A path would be opened by pdfplumber, which leaves it open where a page is damaged.
        with path.open("rb") as stream, pdfplumber.open(stream, password=password) as pdf:
            title = pdf.metadata.get("Title") if pdf.metadata else None
            tables = 0
            for page in pdf.pages:
                frame = frame_of(page)
                sizes[page.page_number] = frame.size
                on_page, tables = _read_page(page, frame, tables)
                found += on_page
                page.close()
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            wanted = "its password in plans.toml does not open it; correct it"
            wanted = wanted if password else "give its password in plans.toml"
            raise EncryptedError(f"{document}: encrypted; {wanted}") from error
        raise DamagedError(f"{document}: damaged PDF; get the file again") from error
    except Exception as error:  # pdfminer raises nearly anything on damaged input
        raise DamagedError(f"{document}: damaged PDF ({type(error).__name__})") from error
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


def _read_page(page: PdfPage, frame: Frame, tables: int) -> tuple[list[_Found], int]:
    """The paragraphs of one page, and the number of tables met in the document so far."""
    words = words_of(page, frame)
    if not words:
        return [], tables
    words += _drawn_bullets(page, frame, words)
    found: list[_Found] = []
    grids = _grids(page, frame, words)
    inside = {id(word) for grid in grids for cell in grid for word in cell[1]}
    items: list[Item] = [word for word in words if id(word) not in inside]
    items += [Placed(union(box for box, _, _ in grid), i) for i, grid in enumerate(grids)]
    number = page.page_number
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


Cell = tuple[Box, list[Word], tuple[int, int]]


def _grids(page: PdfPage, frame: Frame, words: Sequence[Word]) -> list[list[Cell]]:
    """The ruled tables of a page: for each, its cells with text, their words, row and column."""
    if len(page.rects) + len(page.lines) + len(page.curves) < 3:
        return []
    grids: list[list[Cell]] = []
    for table in page.find_tables():
        boxes = [frame.place(*cell) for cell in table.cells]
        lefts = _edges(box.x0 for box in boxes)
        tops = _edges(box.top for box in boxes)
        cells: list[Cell] = []
        for box in sorted(boxes, key=lambda b: (b.top, b.x0)):
            held = [word for word in words if _holds(box, word)]
            if held:
                cells.append((box, held, (_index(tops, box.top), _index(lefts, box.x0))))
        # Boxes around a title or a paragraph are frames, not tables.
        if len({place[1] for _, _, place in cells}) >= 2 and len(cells) >= 3:
            grids.append(cells)
    return grids


def _edges(values: Iterator[float] | Any) -> list[float]:
    """Distinct values, those within three points of each other taken as one."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > 3:
            out.append(value)
    return out


def _index(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _holds(box: Box, word: Word) -> bool:
    x = (word.box.x0 + word.box.x1) / 2
    y = (word.box.top + word.box.bottom) / 2
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


def _drawn_bullets(page: PdfPage, frame: Frame, words: Sequence[Word]) -> list[Word]:
    """Bullets that are small drawn shapes or pictures, not letters, each left of a line."""
    out: list[Word] = []
    for shape in (*page.curves, *page.rects, *page.images):
        box = frame.place(shape["x0"], shape["top"], shape["x1"], shape["bottom"])
        width, height = box.x1 - box.x0, box.bottom - box.top
        if not (1.0 <= width <= 12 and 1.0 <= height <= 12 and 0.5 <= width / height <= 2):
            continue
        middle = (box.top + box.bottom) / 2
        line = [w for w in words if w.box.top <= middle <= w.box.bottom and w.box.x1 > box.x0]
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
    marker = MARKER.match(text)
    if marker:
        kind, text = BlockKind.ITEM, text[marker.end() :]
    style = found.paragraph.style
    return Draft(text, kind, found.page, found.paragraph.box, style, cell=found.cell)
