"""Short words for python-docx: what the office sources share."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor


def document(font: str, size: float, landscape: bool = False, margin: float = 2.2) -> Any:
    doc = Document()
    normal = doc.styles["Normal"]
    normal.font.name, normal.font.size = font, Pt(size)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), font)
    page = doc.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    if landscape:
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(margin)
    return doc


def heading_style(doc: Any, level: int, font: str, size: float, colour: str, **more: bool) -> None:
    style = doc.styles[f"Heading {level}"]
    style.font.name, style.font.size = font, Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(name), None)
    for name, value in more.items():
        setattr(style.font, name, value)


def para(
    where: Any,
    text: str,
    style: str | None = None,
    *,
    size: float | None = None,
    colour: str | None = None,
    bold: bool | None = None,
    italic: bool | None = None,
    align: str | None = None,
    fill: str | None = None,
    before: float | None = None,
    after: float | None = None,
    spaced: float | None = None,
    **font: bool,
) -> Any:
    """Add a paragraph; ``**words**`` in it are bold, a tab stays a tab."""
    added = where.add_paragraph(style=style)
    for i, part in enumerate(text.split("**")):
        run = added.add_run(part)
        run.bold = True if i % 2 else bold
        run.italic = italic
        if size:
            run.font.size = Pt(size)
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        if spaced:
            spacing = OxmlElement("w:spacing")
            spacing.set(qn("w:val"), str(int(spaced * 20)))
            run._r.get_or_add_rPr().append(spacing)
        for name, value in font.items():
            setattr(run.font, name, value)
    if align:
        added.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    if before is not None:
        added.paragraph_format.space_before = Pt(before)
    if after is not None:
        added.paragraph_format.space_after = Pt(after)
    if fill:
        added._p.get_or_add_pPr().append(_shade(fill))
    return added


def _shade(fill: str) -> Any:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{name}"), value)
    return shade


def table(
    doc: Any,
    rows: Sequence[Sequence[str | None]],
    widths: Sequence[float],
    *,
    head: str = "1F3A5F",
    size: float = 9,
    band: str | None = None,
    style: str = "Table Grid",
) -> Any:
    """A ruled table; the first row repeats on each page, None continues the cell above.

    A row of one text alone spans the table and is a band of colour.
    """
    made = doc.add_table(rows=len(rows), cols=len(widths), style=style)
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(repeat)
    for r, row in enumerate(rows):
        whole = OxmlElement("w:cantSplit")
        made.rows[r]._tr.get_or_add_trPr().append(whole)
        cells = made.rows[r].cells
        if len(row) == 1:
            _fill(cells[0].merge(cells[-1]), row[0] or "", size, True, "FFFFFF", band or head)
            continue
        for c, text in enumerate(row):
            cells[c].width = Cm(widths[c])
            if text is not None:
                _fill(
                    cells[c],
                    text,
                    size,
                    r == 0,
                    "FFFFFF" if r == 0 else None,
                    head if r == 0 else None,
                )
    for c in range(len(widths)):
        start = 0
        for r in range(1, len(rows) + 1):
            goes_on = r < len(rows) and len(rows[r]) > 1 and rows[r][c] is None
            if not goes_on:
                if r - 1 > start:
                    made.cell(start, c).merge(made.cell(r - 1, c))
                start = r
    return made


def _fill(
    cell: Any, text: str, size: float, bold: bool, colour: str | None, fill: str | None
) -> None:
    for i, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if i == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(2)
        paragraph.paragraph_format.space_after = Pt(3)
        run = paragraph.add_run(line)
        run.font.size, run.bold = Pt(size), bold or None
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
    if fill:
        cell._tc.get_or_add_tcPr().append(_shade(fill))


def running(doc: Any, head: str, foot: str) -> None:
    """A running head, and a foot that ends with the page number."""
    section = doc.sections[0]
    section.different_first_page_header_footer = True
    top, bottom = section.header.paragraphs[0], section.footer.paragraphs[0]
    for paragraph, text in ((top, head), (bottom, foot)):
        run = paragraph.add_run(text)
        run.font.size, run.font.color.rgb = Pt(8), RGBColor.from_string("666666")
    run = bottom.add_run()
    run.font.size = Pt(8)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def save(doc: Any) -> None:
    doc.save(sys.argv[1])
