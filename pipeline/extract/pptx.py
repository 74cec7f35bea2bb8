"""PPTX: slides as pages, titles as headings, bullets by level, tables; notes are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.errors import DamagedError, NoTextError
from pipeline.extract.archive import check_archive
from pipeline.extract.draft import Draft, assemble, tidy
from pipeline.extract.marks import MARKER
from pipeline.models import BlockKind, CellRef, Facts, Plan, Role, Style

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SIZE, _TITLE_SIZE = 18.0, 32.0  # points, where nothing but the theme tells them
_AGAIN = 3  # slides from which on a text box is a running one
_BAND = 0.03  # share of the height of a slide by which tops on one line may differ


def read_pptx(path: Path, document: str) -> Plan:
    """Read a presentation; the page of a block is the number of its slide.

    Plan.pages stays empty: slides have no pictures here. Raises EncryptedError, DamagedError or
    NoTextError, each naming the document.
    """
    check_archive(path, document, "ppt/presentation.xml")
    from pptx import Presentation

    try:
        with path.open("rb") as stream:
            show = Presentation(stream)
            found = list(_Slides(show).drafts())
            title = show.core_properties.title
    except MemoryError:
        raise  # the limit of the worker, not a fault of the file
    except Exception as error:  # python-pptx lets through whatever a faulty part makes it raise
        raise DamagedError(
            "{document}: damaged PPTX file; open it and save it again", document=document
        ) from error
    plan = assemble(document, found, facts=Facts(title=_title(title)))
    if not any(block.role is Role.CONTENT for block in plan.blocks):
        raise NoTextError(
            "{document}: slides without text (pictures?); export them through OCR",
            document=document,
        )
    return plan


def _title(value: str | None) -> str | None:
    """The title in the metadata, unless it is what PowerPoint calls any file."""
    text = tidy(value or "")
    return (
        None if len(text) < 6 or text.lower().startswith(("powerpoint", "présentation")) else text
    )


class _Slides:
    """The slides of a presentation as drafts."""

    def __init__(self, show: Any) -> None:
        self.show = show
        self.tables = 0
        self.running = self._running()
        self.band = max(1.0, _BAND * float(show.slide_height or 0))

    def drafts(self) -> Iterator[Draft]:
        for number, slide in enumerate(self.show.slides, 1):
            if slide._element.get("show") == "0":
                continue  # hidden
            title = slide.shapes.title
            if title is not None and (text := tidy(title.text_frame.text.replace("\v", " "))):
                style = Style(_TITLE_SIZE, bold=True)
                yield Draft(text, BlockKind.HEADING, number, style=style, level=self._level(slide))
            for shape in self._ordered(slide.shapes):
                if title is None or shape.shape_id != title.shape_id:
                    yield from self._shape(shape, number)

    def _running(self) -> frozenset[str]:
        """What text boxes say again on most slides: the name of the file, of the client."""
        slides = [slide.shapes for slide in self.show.slides]
        said = Counter(
            text
            for shapes in slides
            for text in {
                tidy(shape.text_frame.text)
                for shape in shapes
                if shape.has_text_frame and not shape.is_placeholder
            }
        )
        least = max(_AGAIN, 0.5 * len(slides))
        return frozenset(text for text, count in said.items() if count >= least)

    def _level(self, slide: Any) -> int:
        """Titles of title slides and of parts stand over those of other slides."""
        kind = slide.slide_layout._element.get("type")
        return 1 if kind in ("title", "secHead") else 2

    def _ordered(self, shapes: Any) -> list[Any]:
        """Shapes from the top left, those whose tops differ by little as on one line."""

        def place(shape: Any) -> tuple[int, int]:
            return round((shape.top or 0) / self.band), shape.left or 0

        return sorted(shapes, key=place)

    def _shape(self, shape: Any, number: int) -> Iterator[Draft]:
        if shape.shape_type == 6:  # a group
            for inner in self._ordered(shape.shapes):
                yield from self._shape(inner, number)
        elif getattr(shape, "has_table", False) and shape.has_table:
            yield from self._table(shape.table, number)
        elif shape.has_text_frame:
            running = tidy(shape.text_frame.text) in self.running
            role = Role.FURNITURE if running or _is_furniture(shape) else Role.CONTENT
            yield from (replace(draft, role=role) for draft in _paragraphs(shape, number))
        else:
            yield from _diagram(shape, number)

    def _table(self, table: Any, number: int) -> Iterator[Draft]:
        for row, line in enumerate(table.rows):
            for column, cell in enumerate(line.cells):
                if cell.is_spanned:
                    continue
                ref = CellRef(self.tables, row, column)
                for paragraph in cell.text_frame.paragraphs:
                    for text in paragraph.text.split("\v"):
                        yield from _line(tidy(text), number, Style(_SIZE), ref)
        self.tables += 1


def _is_furniture(shape: Any) -> bool:
    """Whether a shape is the date, foot or number of its slide."""
    if not shape.is_placeholder:
        return False
    return str(shape.placeholder_format.type).split()[0] in ("DATE", "FOOTER", "SLIDE_NUMBER")


def _paragraphs(shape: Any, number: int) -> Iterator[Draft]:
    """The paragraphs of a text frame; those of a body placeholder are items, by level."""
    listed = shape.is_placeholder and str(shape.placeholder_format.type).split()[0] in (
        "BODY", "OBJECT", "VERTICAL_BODY",
    )  # fmt: skip
    counts: dict[int, int] = {}
    for paragraph in shape.text_frame.paragraphs:
        level = paragraph.level or 0
        marker = _bullet(paragraph, listed)
        text = tidy(paragraph.text.replace("\v", " "))
        if not text:
            continue
        counts = {depth: count for depth, count in counts.items() if depth <= level}
        if marker == "#":
            counts[level] = counts.get(level, 0) + 1
            marker = f"{counts[level]}."
        size, bold = _look(paragraph)
        style = Style(size, bold, indent=float(level + 1), marker=marker)
        yield from _line(text, number, style, None)


def _look(paragraph: Any) -> tuple[float, bool]:
    """The size in points and weight that a paragraph gives to its text itself."""
    runs = [run for run in paragraph.runs if run.text.strip()]
    sizes = [run.font.size.pt for run in runs if run.font.size]
    sizes = sizes or [paragraph.font.size.pt if paragraph.font.size else _SIZE]
    return max(sizes), bool(runs) and all(run.font.bold for run in runs)


def _diagram(shape: Any, number: int) -> Iterator[Draft]:
    """The texts of a SmartArt drawing, in the order in which they were typed."""
    found = next(shape._element.iter(f"{_DIAGRAM}relIds"), None)
    if found is None:
        return
    data = shape.part.related_part(found.get(f"{_RELATION}dm")).blob
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    for point in root.iter(f"{_DIAGRAM}pt"):
        for paragraph in point.iter(f"{_DRAWING}p"):
            text = tidy("".join(run.text or "" for run in paragraph.iter(f"{_DRAWING}t")))
            yield from _line(text, number, Style(_SIZE, indent=1.0, marker="•"), None)


def _bullet(paragraph: Any, listed: bool) -> str | None:
    """The bullet of a paragraph: a mark, « # » for a number, None for none."""
    found = paragraph._p.pPr
    marks = {} if found is None else {child.tag.removeprefix(_DRAWING): child for child in found}
    if "buNone" in marks:
        return None
    if "buAutoNum" in marks:
        return "#"
    return "•" if listed or "buChar" in marks or "buBlip" in marks else None


def _line(text: str, number: int, style: Style, cell: CellRef | None) -> Iterator[Draft]:
    """A paragraph as an item where a bullet is set or typed before it."""
    typed = MARKER.match(text)
    if typed and typed.end() < len(text):
        text = text[typed.end() :]
        style = replace(style, marker=style.marker or typed["marker"])
    if not text:
        return
    kind = BlockKind.CELL if cell else BlockKind.PARAGRAPH
    kind = BlockKind.ITEM if style.marker else kind
    level = int(style.indent) if style.marker else 0
    yield Draft(text, kind, number, style=style, level=level, cell=cell)
