"""Sheets of cells as drafts: titles above, one table a sheet, and what is no part of the plan."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.extract.cells import Row, Sheet, Shown, lines, only
from pipeline.extract.draft import Draft
from pipeline.extract.forms import form_drafts, is_form
from pipeline.extract.marks import MARKER
from pipeline.labels import parse
from pipeline.models import BlockKind, CellRef, Role, Style
from pipeline.text import fold

_UNNAMED = re.compile(r"^(?:feuil(?:le)?|sheet|onglet|tableau|table|classeur)\s?\(?\d*\)?$")
_TOTAL = re.compile(r"^(?:sous[\s-])?(?:totaux|total)\b|^cumul\b")
_CODE = re.compile(r"^[A-Za-z]{0,5}[\s._-]?\d{1,4}(?:[.\-_/]\d{1,4})*[a-z]?$")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_AGAIN = 3  # rows from which on a text is the default of its column
_TITLE = 30  # words of a title


def drafts(sheets: Sequence[Sheet]) -> Iterator[Draft]:
    """The blocks of a workbook; sheets that only serve the others are furniture.

    Sheets of figures come after the plan, so that their headings do not stand over it.
    """
    plans = [sheet for sheet in sheets if sheet.rows and not sheet.aside]
    aside = [sheet for sheet in sheets if sheet.aside] if plans else []
    plans = sorted(plans or sheets, key=lambda sheet: sheet.figures)
    tops = [_top(sheet) for sheet in plans]
    counted = Counter(title for top in tops for title in {fold(only(row).text) for row in top})
    headers = [_header_rows(sheet) for sheet in plans]
    told: set[str] = set()
    size = _usual_size(plans)
    for index, (sheet, top) in enumerate(zip(plans, tops, strict=True)):
        body = sheet.rows[len(top) :]
        form = is_form(body)
        others = headers[:index] + headers[index + 1 :]
        alike = any(_alike(headers[index], other) for other in others)
        named = len(plans) > 1 and not form and _names_part(sheet, alike)
        own: list[Draft] = []
        for row in top:
            text = only(row).text
            if (named or form) and counted[fold(text)] == 1:
                own += _title(row, 2 if form else 3)
            elif fold(text) not in told:
                told.add(fold(text))
                yield from _title(row, 1)
            else:
                yield Draft(text, role=Role.FURNITURE)
        if named and not any(_says(sheet.name, draft.text) for draft in own):
            yield Draft(sheet.name, BlockKind.HEADING, level=2)
        yield from own
        yield from form_drafts(body) if form else _table(body, index, size)
    for sheet in aside:
        for row in sheet.rows:
            for cell in row.values():
                yield Draft(cell.text, role=Role.FURNITURE)


def _top(sheet: Sheet) -> Sequence[Row]:
    """The rows of one cell above the first row of several; all rows where no row has several."""
    count = next((i for i, row in enumerate(sheet.rows) if len(row) > 1), len(sheet.rows))
    return sheet.rows[:count]


def _title(row: Row, level: int) -> Iterator[Draft]:
    """A row of one cell outside the table: a title, or lines of text.

    « Axe 1 : … » has the level that its label gives it, as those further down on the sheet.
    """
    cell = only(row)
    short = len(cell.text.split()) <= _TITLE and "\n" not in cell.text
    if short and not cell.text.rstrip().endswith((".", ";", ":")) and not MARKER.match(cell.text):
        label = parse(cell.text)
        level = 0 if label and label.groups else level
        style = Style(size=cell.size, bold=cell.bold)
        yield Draft(cell.text, BlockKind.HEADING, style=style, level=level)
        return
    for text, marker in lines(cell.text):
        kind = BlockKind.ITEM if marker else BlockKind.PARAGRAPH
        yield Draft(text, kind, style=Style(marker=marker))


def _header_rows(sheet: Sheet) -> list[frozenset[str]]:
    """What the rows say that may hold the names of columns."""
    rows = (frozenset(fold(cell.text) for cell in row.values()) for row in sheet.rows[:15])
    return [row for row in rows if len(row) >= 3]


def _alike(first: Sequence[frozenset[str]], second: Sequence[frozenset[str]]) -> bool:
    """Whether two sheets have the same columns, most of them."""
    return any(len(a & b) >= max(3, 0.6 * len(a | b)) for a in first for b in second)


def _names_part(sheet: Sheet, alike: bool) -> bool:
    """Whether the name of a sheet is the heading of what it holds: a part of a plan on several."""
    label = parse(sheet.name)
    if _UNNAMED.match(fold(sheet.name)):
        return False
    return alike or bool(label and label.groups)


def _says(name: str, title: str) -> bool:
    """Whether a title says what the name of its sheet says: the same label, or its words."""
    first, second = parse(name), parse(title)
    if first and second and (first.keyword, first.code) == (second.keyword, second.code):
        return True
    words = set(re.findall(r"\w+", fold(name)))
    return words <= set(re.findall(r"\w+", fold(title)))


def _usual_size(sheets: Sequence[Sheet]) -> float:
    """The size that most text is set in."""
    sizes: Counter[float] = Counter()
    for cell in (cell for sheet in sheets for row in sheet.rows for cell in row.values()):
        sizes[cell.size] += len(cell.text)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def _table(rows: Sequence[Row], table: int, size: float) -> Iterator[Draft]:
    """The cells of a table, columns without text left out; blank forms and totals are furniture.

    Only rows of one cell keep their looks: a column in bold is no column of headings.
    """
    used = sorted({column for row in rows for column in row})
    places = {column: place for place, column in enumerate(used)}
    repeated = Counter((column, cell.text) for row in rows for column, cell in row.items())
    widest = max(map(len, rows), default=0)
    for number, row in enumerate(rows):
        aside = _is_total(row) or _is_blank(row, repeated, widest)
        for column, cell in sorted(row.items()):
            ref = CellRef(table, number, places[column])
            if aside:
                yield Draft(cell.text, BlockKind.CELL, cell=ref, role=Role.FURNITURE)
            elif len(row) == 1:
                yield from _alone(cell, ref, len(used))
            else:
                for text, marker in lines(cell.text):
                    kind = BlockKind.ITEM if marker else BlockKind.CELL
                    yield Draft(text, kind, style=Style(size, marker=marker), cell=ref)


def _alone(cell: Shown, ref: CellRef, columns: int) -> Iterator[Draft]:
    """The one cell of a row: a heading where it is merged across most of the table."""
    across = cell.width >= max(2, 0.6 * columns)
    style = Style(size=cell.size, bold=cell.bold)
    if across and len(cell.text.split()) <= _TITLE:
        yield Draft(cell.text, BlockKind.HEADING, style=style, cell=ref)
        return
    for text, _ in lines(cell.text):
        yield Draft(text, BlockKind.CELL, style=style, cell=ref)


def _is_total(row: Row) -> bool:
    first = fold(row[min(row)].text)
    short = len(first.split()) <= 6
    return short and bool(_TOTAL.match(first)) and sum(cell.typed for cell in row.values()) <= 1


def _is_blank(row: Row, repeated: Mapping[tuple[int, str], int], widest: int) -> bool:
    """Whether a row waits to be filled in: numbers, choices and defaults, nothing of its own."""
    if all(_YEAR.match(cell.text) for cell in row.values()):
        return False  # the years of a calendar
    own = [
        cell
        for column, cell in row.items()
        if cell.typed and not _CODE.match(cell.text) and repeated[column, cell.text] < _AGAIN
    ]
    return not own and 2 * len(row) <= max(widest, 2)
