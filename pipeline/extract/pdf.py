"""PDF: words with font and size, reading order over columns, ruled tables cell by cell."""

from __future__ import annotations

import logging
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import DamagedError, EncryptedError, LimitError, NoTextError
from pipeline.extract import ocr, scans
from pipeline.extract.columns import flows
from pipeline.extract.draft import Draft, assemble
from pipeline.extract.drawings import pieces_of
from pipeline.extract.grids import grids_of
from pipeline.extract.hocr import words_of_leaf
from pipeline.extract.hyphens import join_lines, vocabulary
from pipeline.extract.layout import (
    Item,
    Line,
    Paragraph,
    Placed,
    Word,
    ended_lines,
    lines_of,
    paragraphs,
    union,
)
from pipeline.extract.marks import MARKER
from pipeline.extract.sheet import NO_LETTERS, Sheet, sheet_of
from pipeline.extract.words import words_of
from pipeline.messages import Message, counted, noted
from pipeline.models import BlockKind, Box, CellRef, Facts, Metadata, Plan

log = logging.getLogger(__name__)


def read_pdf(
    path: Path,
    document: str,
    password: str = "",
    recognise: bool = True,
    watch: ocr.Watch | None = None,
    most: int | None = None,
) -> Plan:
    """Read a PDF of up to `most` pages: its text and, with `recognise`, what is a picture of text.

    Raises EncryptedError, DamagedError, NoTextError, LimitError or RecognitionError, each naming
    the document.
    """
    with opened(path, document, password) as pdf:
        if most is not None and len(pdf) > most:
            raise LimitError(
                "{document}: {count} pages, over the limit of {most}; split it, or "
                "raise `pages` under [limits] in mesures.toml",
                document=document,
                count=len(pdf),
                most=most,
            )
        try:
            title, author = (pdf.get_metadata_value(key) for key in ("Title", "Author"))
            pages = _pages(pdf)
            if not pages.sizes:
                raise DamagedError(
                    "{document}: a PDF without pages; get the file again", document=document
                )
            refusal = _recognise(pdf, pages, document, recognise, watch) if pages.scans else None
        except pypdfium2.PdfiumError as error:
            raise DamagedError(
                "{document}: damaged PDF; get the file again", document=document
            ) from error
    found = [item for number in pages.sizes for item in pages.found[number]]
    words = vocabulary(line.text for item in found for line in item.paragraph.lines)
    drafts = [_draft(item, words) for item in found]
    plan = assemble(document, drafts, pages.sizes, Facts(title=_title(title)))
    if not plan.blocks:
        raise NoTextError(
            "{document}: {reason}",
            document=document,
            reason=refusal or noted("no text on its pages; check the file"),
        )
    unread = [number for number in pages.scans if number not in pages.sure and not pages.tried]
    if unread:
        log.warning(
            Message(
                "{document}: {pages}: {reason}",
                document=document,
                pages=_listed(unread),
                reason=refusal or "",
            )
        )
    marked = (
        replace(page, confidence=pages.sure.get(page.number), unread=page.number in unread)
        for page in plan.pages
    )
    metadata = Metadata(title=title or None, author=author or None)
    return replace(plan, pages=tuple(marked), metadata=metadata)


@contextmanager
def opened(path: Path, document: str, password: str = "") -> Iterator[pypdfium2.PdfDocument]:
    """An open PDF. A password that is not needed does no harm.

    Raises EncryptedError or DamagedError, each naming the document.
    """
    pdf = None
    for key in dict.fromkeys((None, password or None)):
        try:
            pdf = pypdfium2.PdfDocument(path, password=key)
            break
        except pypdfium2.PdfiumError as error:
            if error.err_code != pdfium.FPDF_ERR_PASSWORD:
                raise DamagedError(
                    "{document}: damaged PDF; get the file again", document=document
                ) from error
    if pdf is None:
        wanted = (
            noted("the password given does not open it; correct it")
            if password
            else noted("give its password")
        )
        raise EncryptedError(
            "{document}: encrypted; {wanted}, with --password or in plans.toml (see README)",
            document=document,
            wanted=wanted,
        )
    try:
        yield pdf
    finally:
        pdf.close()


@dataclass(slots=True)
class _Pages:
    """What is found on the pages of a document, by their number.

    `scans` maps those that are pictures of text to the share of French words in their text layer;
    `sure` those that were recognised to how sure that was; `tried` tells whether any was tried.
    """

    found: dict[int, list[_Found]] = field(default_factory=dict)
    sizes: dict[int, tuple[float, float]] = field(default_factory=dict)
    tables: int = 0
    scans: dict[int, float] = field(default_factory=dict)
    sure: dict[int, float] = field(default_factory=dict)
    tried: bool = False


def _pages(pdf: pypdfium2.PdfDocument) -> _Pages:
    """The text layers of a document."""
    pages = _Pages()
    stamps: dict[int, str] = {}
    for number in range(1, len(pdf) + 1):
        page = pdf[number - 1]
        sheet = sheet_of(page, number)
        words = words_of(sheet)
        size = pages.sizes[number] = sheet.width, sheet.height
        pieces = list(pieces_of(page))
        if scans.is_picture(pieces, words, *size):
            pages.scans[number] = scans.known_share(" ".join(word.text for word in words))[0]
        elif (stamp := scans.stamp_of(words)) and scans.covered(pieces, *size):
            stamps[number] = stamp
        page.close()
        pages.found[number], pages.tables = _read_page(sheet, words, pages.tables)
    pages.scans |= dict.fromkeys(scans.stamped(stamps, len(pdf)), 0.0)
    return pages


def _recognise(
    pdf: pypdfium2.PdfDocument,
    pages: _Pages,
    document: str,
    wanted: bool,
    watch: ocr.Watch | None,
) -> str | None:
    """Recognise the pages that are pictures of text; why some were not, and what to do."""
    if not wanted:
        return noted(
            "no text layer; read it without --no-ocr (and `ocr = false`), or save it as text"
        )
    if tools := ocr.missing():
        return Message(
            "no text layer; install OCR with: {tools} (see README), or save it as text", tools=tools
        )
    pages.tried = True
    leaves = ocr.recognise(pdf, sorted(pages.scans), document, watch)
    printed = len(pages.scans) < 0.5 * len(pages.sizes)
    for number, leaf in leaves.items():
        share, _ = scans.known_share(leaf.text)
        if share < pages.scans[number] or (printed and share < scans.DRAWN):
            continue
        words = words_of_leaf(leaf)
        sheet = Sheet(number, leaf.width, leaf.height, 0, NO_LETTERS, leaf.rulings, ())
        pages.found[number], pages.tables = _read_page(sheet, words, pages.tables)
        pages.sizes[number] = leaf.width, leaf.height
        pages.sure[number] = round(leaf.confidence, 2)
    return None if leaves else noted("no text layer, and OCR found no text; check the file")


def _listed(numbers: Iterable[int]) -> str:
    """Page numbers as a message gives them: « pages 2-4, 7 not read »."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs]
    several = len(runs) > 1 or len(runs[0]) > 1
    return counted(
        "page {pages} not read", "pages {pages} not read", 1 + several, pages=", ".join(parts)
    )


def _title(value: Any) -> str | None:
    """The title in the metadata, unless it is a file name that an office suite left there."""
    if not isinstance(value, str) or len(value.strip()) < 6:
        return None
    if re.search(r"\.(docx?|indd|pdf|pptx?|xlsx?|odt)\b|^microsoft|^untitled", value, re.I):
        return None
    return value.strip()


_MARGIN = 12.0  # points that a cell may keep free at its right


@dataclass(frozen=True, slots=True)
class _Found:
    """A paragraph with its page and, in a table, its cell."""

    paragraph: Paragraph
    page: int
    cell: CellRef | None = None
    right: float = 0.0  # how far its lines may reach, in points


def _read_page(sheet: Sheet, words: Sequence[Word], tables: int) -> tuple[list[_Found], int]:
    """The paragraphs of one page, and the number of tables met in the document so far."""
    if not words:
        return [], tables
    words = [*words, *_drawn_bullets(sheet, words)]
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
            found += _of_flow(pending, number)
            pending = []
            for box, cell_words, (row, column, rows, columns) in grids[item.index]:
                cell = CellRef(tables, row, column, rows=rows, columns=columns)
                left = min(word.box.x0 for word in cell_words) - box.x0
                right = box.x1 - min(max(left, 0.0), _MARGIN)
                found += [_Found(p, number, cell, right) for p in _cell_paragraphs(cell_words)]
            tables += 1
        found += _of_flow(pending, number)
    return found, tables


def _of_flow(lines: Sequence[Line], page: int) -> list[_Found]:
    right = max((line.box.x1 for line in lines), default=0.0)
    return [_Found(paragraph, page, right=right) for paragraph in paragraphs(lines)]


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
    lines = [line.text for line in found.paragraph.lines]
    text = join_lines(lines, words)
    starts = [
        len(join_lines(lines[:i], words)) + 1 for i in ended_lines(found.paragraph, found.right)
    ]
    whole = len(text)
    kind = BlockKind.PARAGRAPH if found.cell is None else BlockKind.CELL
    while marker := MARKER.match(text):  # drawn bullets may stand before printed ones
        kind, text = BlockKind.ITEM, text[marker.end() :]
    style = found.paragraph.style
    cut = whole - len(text)  # markers
    breaks = tuple(s - cut for s in starts if s > cut and text[s - cut - 1 : s - cut] == " ")
    return Draft(text, kind, found.page, found.paragraph.box, style, cell=found.cell, breaks=breaks)
