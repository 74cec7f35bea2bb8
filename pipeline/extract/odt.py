"""ODT: headings by outline level, lists with their numbers, tables; deleted text is left out.

Source: OASIS OpenDocument 1.3, part 3 (content.xml).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from pipeline.errors import DamagedError, NoTextError
from pipeline.extract.archive import FAULTS, check_archive
from pipeline.extract.draft import Draft, assemble, tidy
from pipeline.extract.marks import MARKER
from pipeline.extract.odt_styles import TEXT, ListLevel, Look, list_levels, look_of, looks_of
from pipeline.models import BlockKind, CellRef, Facts, Plan, Role, Style

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE = f"{{{_OFFICE}table:1.0}}"
_BODY = f"{{{_OFFICE}office:1.0}}text"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_PASSED = frozenset(
    f"{TEXT}{name}" for name in ("tracked-changes", "note", "sequence-decls", "bookmark")
) | {f"{{{_OFFICE}office:1.0}}annotation"}
_INDEXES = frozenset(
    f"{TEXT}{name}" for name in ("table-of-content", "alphabetical-index", "illustration-index")
)
_REPEATED = 100  # cells or rows that one element may stand for


def read_odt(path: Path, document: str) -> Plan:
    """Read an OpenDocument text. Its pages are none, as the file does not say where they end.

    Raises EncryptedError, DamagedError or NoTextError, each naming the document.
    """
    check_archive(path, document, "content.xml")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            roots = {
                name: etree.fromstring(archive.read(name), parser)
                for name in ("content.xml", "styles.xml", "meta.xml")
                if name in names
            }
    except (etree.XMLSyntaxError, *FAULTS) as error:
        raise DamagedError(
            "{document}: damaged ODT file; get it again", document=document
        ) from error
    body = next(roots["content.xml"].iter(_BODY), None)
    if body is None:
        raise DamagedError(
            "{document}: an ODT file without a text; get it again", document=document
        )
    title = next((tidy(t.text or "") for r in roots.values() for t in r.iter(_TITLE)), "")
    walker = _Walker(list_levels(roots.values()), looks_of(roots.values()))
    plan = assemble(document, walker.walk(body), facts=Facts(title=title or None))
    if not any(block.role is Role.CONTENT for block in plan.blocks):
        raise NoTextError(
            "{document}: no text (scanned pages?); run it through OCR first", document=document
        )
    return plan


class _Walker:
    """Turns the body of a text into drafts, in document order."""

    def __init__(
        self, levels: Mapping[tuple[str, int], ListLevel], looks: Mapping[str, Look]
    ) -> None:
        self.levels = levels
        self.looks = looks
        self.tables = 0
        self.counts: dict[tuple[str, int], int] = {}

    def walk(
        self, node: etree._Element, cell: CellRef | None = None, role: Role = Role.CONTENT
    ) -> Iterator[Draft]:
        for child in node:
            tag = child.tag
            if tag in _PASSED or not isinstance(tag, str):
                continue
            if tag in (f"{TEXT}p", f"{TEXT}h"):
                yield from self._paragraph(child, cell, role)
            elif tag == f"{TEXT}list":
                yield from self._list(child, cell, role)
            elif tag == f"{_TABLE}table" and cell is None:
                yield from self._table(child, role)
            elif tag in _INDEXES:
                yield from self.walk(child, cell, Role.CONTENTS)
            else:
                yield from self.walk(child, cell, role)

    def _paragraph(
        self,
        node: etree._Element,
        cell: CellRef | None,
        role: Role,
        marker: str | None = None,
        depth: int = 0,
        indent: float | None = None,
    ) -> Iterator[Draft]:
        heading = node.tag == f"{TEXT}h"
        size, bold = self._look(node)
        for line in _said(node).split("\n"):
            text = tidy(line)
            typed = None if heading else MARKER.match(text)
            if typed and typed.end() < len(text):
                text, marker, depth = text[typed.end() :], marker or typed["marker"], depth or 1
            kind = BlockKind.CELL if cell else BlockKind.PARAGRAPH
            kind = BlockKind.ITEM if marker else kind
            level = depth if marker and indent is None else 0
            if heading and cell is None:
                kind, level = BlockKind.HEADING, _whole(node.get(f"{TEXT}outline-level"), 1)
            shift = float(depth) if indent is None else indent
            style = Style(size, bold, indent=shift, marker=None if heading else marker)
            yield Draft(text, kind, style=style, level=level, cell=cell, role=role)
            marker = None
        for frame in node.iter(f"{{{_OFFICE}drawing:1.0}}text-box"):
            yield from self.walk(frame, cell, role)

    def _look(self, node: etree._Element) -> tuple[float, bool]:
        """The size and weight of a paragraph, those of the one span that holds all of it first."""
        spans = [child for child in node if child.tag == f"{TEXT}span"]
        whole = len(node) == len(spans) == 1 and not (node.text or spans[0].tail or "").strip()
        elements = (*(spans if whole else ()), node)
        return look_of(self.looks, *(element.get(f"{TEXT}style-name") for element in elements))

    def _list(
        self, node: etree._Element, cell: CellRef | None, role: Role, name: str = "", depth: int = 1
    ) -> Iterator[Draft]:
        name = node.get(f"{TEXT}style-name") or name
        key = (name, depth)
        level = self.levels.get(key, ListLevel(False, None))
        if node.get(f"{TEXT}continue-numbering") != "true" and f"{TEXT}continue-list" not in (
            node.attrib
        ):
            self.counts[key] = 0
        for item in node:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            start = item.get(f"{TEXT}start-value")
            self.counts[key] = _whole(start, self.counts.get(key, 0) + 1)
            marker: str | None = f"{self.counts[key]}." if level.numbered else "•"
            if item.tag == f"{TEXT}list-header":
                marker = None
            for child in item:
                if child.tag == f"{TEXT}list":
                    yield from self._list(child, cell, role, name, depth + 1)
                elif child.tag in (f"{TEXT}p", f"{TEXT}h"):
                    yield from self._paragraph(child, cell, role, marker, depth, level.indent)
                    marker = None

    def _table(self, node: etree._Element, role: Role) -> Iterator[Draft]:
        found = node.iter(f"{_TABLE}table-row")
        rows = [row for row in found if next(row.iterancestors(f"{_TABLE}table")) is node]
        table, self.tables = self.tables, self.tables + 1
        for row, line in enumerate(rows):
            column = 0
            for box in line:
                if box.tag == f"{_TABLE}table-cell":
                    yield from self.walk(box, CellRef(table, row, column), role)
                if box.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                    again = box.get(f"{_TABLE}number-columns-repeated")
                    column += max(1, min(_whole(again, 1), _REPEATED))


def _said(node: etree._Element) -> str:
    """The text of a paragraph, without notes, comments and text boxes."""
    parts = [node.text or ""]
    for child in node:
        if child.tag in (f"{TEXT}s", f"{TEXT}tab"):
            parts.append(" ")
        elif child.tag == f"{TEXT}line-break":
            parts.append("\n")
        elif child.tag not in _PASSED and not str(child.tag).endswith("}frame"):
            parts.append(_said(child))
        parts.append(child.tail or "")
    return "".join(parts).replace("\u00ad", "")


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 7 else default
