"""Tables of a DOCX: where their cells stand, merged ones once, and which of them hold data."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extract.docx_package import Node, W
from pipeline.extract.docx_styles import flag, integer, value
from pipeline.extract.docx_text import SKIPPED, is_placeholder
from pipeline.models import CellRef

_MOST_COLUMNS = 100  # of what a cell may span; Word allows 63
_WRAPPERS = tuple(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


def placed(table: Node, number: int) -> list[tuple[Node, CellRef]]:
    """The cells of a table with their places, row by row; a merged one stands where it begins."""
    out: list[tuple[Node, CellRef]] = []
    for row, line in enumerate(_rows(table)):
        header = bool(flag(line.find(f"{W}trPr/{W}tblHeader")))
        column = _span(line.find(f"{W}trPr/{W}gridBefore"), 0)
        for cell in _inside(line, f"{W}tc"):
            if not _goes_on(cell):
                out.append((cell, CellRef(number, row, column, header)))
            column += _span(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
    return out


def is_grid(table: Node) -> bool:
    """Whether a table holds data: text in two rows and two columns, most of it in its own cells."""
    cells = [(cell, ref, length(cell)) for cell, ref in placed(table, 0)]
    rows = {ref.row for _, ref, size in cells if size}
    columns = {ref.column for _, ref, size in cells if size}
    inner = sum(length(nested) for cell, _, _ in cells for nested in _inside(cell, f"{W}tbl"))
    return len(rows) >= 2 and len(columns) >= 2 and inner <= 0.5 * sum(size for *_, size in cells)


def length(node: Node) -> int:
    """How many letters stand in an element."""
    return sum(len((text.text or "").strip()) for text in node.iter(f"{W}t"))


def _rows(table: Node) -> Iterator[Node]:
    """The rows that are shown: none that was deleted or hidden."""
    for row in _inside(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        deleted = properties is not None and properties.find(f"{W}del") is not None
        if not deleted and not (properties is not None and flag(properties.find(f"{W}hidden"))):
            yield row


def _inside(node: Node, tag: str) -> Iterator[Node]:
    """The children of a kind, those in content controls too."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS and child.tag not in SKIPPED and not is_placeholder(child):
            yield from _inside(child, tag)


def _goes_on(cell: Node) -> bool:
    """Whether a cell is the rest of the merged one above it or left of it."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        return False
    merged = (properties.find(f"{W}vMerge"), properties.find(f"{W}hMerge"))
    return any(node is not None and value(node) in (None, "continue") for node in merged)


def _span(node: Node | None, default: int) -> int:
    return max(0, min(integer(value(node), default), _MOST_COLUMNS))
