"""ODS: what LibreOffice shows of each visible sheet; cells hold their text as it is displayed.

Source: OASIS OpenDocument 1.3, part 3, section 9 (tables).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from pipeline.errors import DamagedError, NoTextError
from pipeline.extract.archive import FAULTS, check_archive
from pipeline.extract.cells import Row, Sheet, Shown, is_amount
from pipeline.extract.draft import assemble
from pipeline.extract.odt_styles import Look, look_of, looks_of
from pipeline.extract.spreadsheet import drafts
from pipeline.models import Plan, Role
from pipeline.text import fold

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE = f"{{{_OFFICE}table:1.0}}"
_TEXT = f"{{{_OFFICE}text:1.0}}"
_STYLE = f"{{{_OFFICE}style:1.0}}"
_NOTE = f"{{{_OFFICE}office:1.0}}annotation"
_VALUE = f"{{{_OFFICE}office:1.0}}value-type"
_ERROR = re.compile(r"^(?:#[A-Z/0!?]{3,}[!?A]?|Err\s?:\s?\d{3})$")
_REFERENCE = re.compile(r"\$?(?:'((?:[^']|'')+)'|([\w]+))\.\$?[A-Z]")
_WIDEST = 16384  # columns of a sheet


def read_ods(path: Path, document: str) -> Plan:
    """Read an OpenDocument spreadsheet. Pages are none: sheets have none until they are printed.

    Raises EncryptedError, DamagedError or NoTextError, each naming the document.
    """
    check_archive(path, document, "content.xml")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        with zipfile.ZipFile(path) as archive:
            root = etree.fromstring(archive.read("content.xml"), parser)
            styles = [root]
            if "styles.xml" in archive.namelist():
                styles.append(etree.fromstring(archive.read("styles.xml"), parser))
    except (etree.XMLSyntaxError, *FAULTS) as error:
        raise DamagedError(
            "{document}: damaged ODS file; get it again", document=document
        ) from error
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(found.get(f"{_TABLE}display") == "false" for found in style)
    }
    listed, looks = _listed(root), looks_of(styles)
    sheets = [
        _sheet(table, listed, looks)
        for table in root.iter(f"{_TABLE}table")
        if table.get(f"{_TABLE}style-name") not in hidden
    ]
    plan = assemble(document, drafts(sheets))
    if not any(block.role is Role.CONTENT for block in plan.blocks):
        raise NoTextError(
            "{document}: a workbook without text on its visible sheets", document=document
        )
    return plan


def _listed(root: etree._Element) -> frozenset[str]:
    """The folded names of the sheets that drop-down lists take their entries from."""
    rules = (
        rule.get(f"{_TABLE}condition", "") for rule in root.iter(f"{_TABLE}content-validation")
    )
    return frozenset(
        fold(quoted.replace("''", "'") or plain)
        for rule in rules
        for quoted, plain in _REFERENCE.findall(rule)
    )


def _sheet(table: etree._Element, listed: frozenset[str], looks: Mapping[str, Look]) -> Sheet:
    hidden = _hidden_columns(table)
    rows: list[Row] = []
    for line in table.iter(f"{_TABLE}table-row"):
        if line.get(f"{_TABLE}visibility") == "collapse":  # « filter » is only out of sight
            continue
        row = {column: cell for column, cell in _cells(line, hidden, looks) if cell.text}
        if row:
            rows.append(row)
    name = table.get(f"{_TABLE}name", "")
    return Sheet(name, rows, choices=fold(name) in listed and _is_list(rows))


def _is_list(rows: list[Row]) -> bool:
    return not any(len(cell.text.split()) > 12 for row in rows for cell in row.values())


def _hidden_columns(table: etree._Element) -> frozenset[int]:
    out: set[int] = set()
    place = 0
    for column in table.iter(f"{_TABLE}table-column"):
        count = min(_count(column, "number-columns-repeated"), _WIDEST)
        if column.get(f"{_TABLE}visibility") == "collapse":
            out.update(range(place, place + count))
        place += count
    return frozenset(out)


def _cells(
    line: etree._Element, hidden: frozenset[int], looks: Mapping[str, Look]
) -> Iterator[tuple[int, Shown]]:
    """The cells of a row with their columns; what is merged shows in its first visible column."""
    column = 0
    for cell in line:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        width = min(_count(cell, "number-columns-spanned"), _WIDEST)
        seen = [place for place in range(column, column + width) if place not in hidden]
        if cell.tag == f"{_TABLE}table-cell" and seen:
            lines = [_said(p) for p in cell.iterchildren(f"{_TEXT}p")]
            text = "\n".join(lines).strip()
            chosen = cell.get(f"{_TABLE}content-validation-name") is not None
            typed = cell.get(_VALUE, "string") == "string" and not is_amount(text) and not chosen
            shown = "" if _ERROR.match(text) else text
            size, bold = look_of(looks, cell.get(f"{_TABLE}style-name"), "Default")
            yield seen[0], Shown(shown, len(seen), size, bold, typed)
        column += _count(cell, "number-columns-repeated")


def _said(node: etree._Element) -> str:
    """The text of a paragraph, without comments."""
    parts = [node.text or ""]
    for child in node:
        if child.tag == f"{_TEXT}s":
            parts.append(" ")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag != _NOTE:
            parts.append(_said(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _count(node: etree._Element, name: str) -> int:
    value = node.get(f"{_TABLE}{name}", "1")
    return max(1, int(value)) if value.isdecimal() and len(value) < 8 else 1
