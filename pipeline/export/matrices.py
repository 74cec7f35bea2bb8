"""Matrices as files: a workbook whose cells lead to their measures, and CSV of one row a cell."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any

from pipeline.export.sheets import LINE, heading_cells, lay_out, text_cell
from pipeline.export.tables import csv_lines, write_csv
from pipeline.facts import relation_of
from pipeline.models import Cell, Matrix, Measure

_SHEETS = {"themes": "Plans × thèmes", "plans": "Plans × plans"}
_LISTS = {"themes": "Mesures par thème", "plans": "Paires de mesures"}
_HEADINGS = ("Tableau", "Plan", "Document", "Colonne", "Nombre", "Part", "Mesures")
_THEMES = ("Plan", "Thème", "Étiquette", "Énoncé", "Page", "Identifiant")
_PAIRS = (
    "Plan", "Autre plan", "Étiquette", "Énoncé", "Autre étiquette", "Autre énoncé", "Relation",
    "Sûreté", "Identifiant", "Autre identifiant",
)  # fmt: skip
_NAME = 48  # characters of a column of names
_TINTS = ("FFFFFF", "2F7A82")  # of no share, and of the largest


def matrix_records(matrix: Matrix) -> Iterator[dict[str, Any]]:
    """One record a cell that is open, blanks included: counts, share, ids of measures or pairs."""
    for row, cells in zip(matrix.rows, matrix.cells, strict=True):
        for column, cell in zip(matrix.columns, cells, strict=True):
            if not cell.open:
                continue
            record: dict[str, Any] = {
                "matrix": matrix.name,
                "document": row.id,
                "plan": row.name,
                "column": column.id or None,
                "name": column.name,
                "count": cell.count,
                "share": round(cell.share, 4),
                "measures": [one.id for one in cell.measures],
            }
            if matrix.name == "plans":
                record["pairs"] = [
                    {"a": p.a.id, "b": p.b.id, "score": round(p.score, 4),
                     "relation": p.relation.value} for p in cell.pairs
                ]  # fmt: skip
            yield record


def matrices_csv(matrices: Iterable[Matrix], stream: IO[bytes]) -> None:
    """Write a CSV of one row a cell, as `mesures export` writes CSV."""
    rows = (
        (
            _SHEETS[matrix.name],
            record["plan"],
            record["document"],
            record["name"],
            record["count"],
            record["share"],
            " ".join(record["measures"]),
        )
        for matrix in matrices
        for record in matrix_records(matrix)
    )
    write_csv(csv_lines(_HEADINGS, rows), stream)


def matrices_xlsx(matrices: Iterable[Matrix], stream: IO[bytes]) -> None:
    """Write a workbook: two sheets a matrix (numbers, shares), one of its measures."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for matrix in matrices:
        counts = book.create_sheet(_SHEETS[matrix.name])
        shares = book.create_sheet(f"{_SHEETS[matrix.name]} (%)")
        places = _write_list(book.create_sheet(_LISTS[matrix.name]), matrix)
        _write_grid(counts, matrix, places, lambda cell: cell.count, "0;;–")
        _write_grid(shares, matrix, places, lambda cell: round(cell.share, 4), "0 %;;–")
    content = io.BytesIO()
    book.save(content)
    stream.write(content.getvalue())


def _write_grid(
    sheet: Any,
    matrix: Matrix,
    places: Mapping[tuple[int, int], int],
    value: Callable[[Cell], float],
    form: str,
) -> None:
    """Names down and across, a value for each open cell, tinted, with a link to its measures."""
    from openpyxl.formatting.rule import ColorScaleRule
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink

    widths = [_NAME, 10, *[6] * len(matrix.columns)]
    last = lay_out(sheet, widths, "landscape")
    sheet.freeze_panes = "C2"
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:B"
    sheet.append(heading_cells(sheet, ["Plan", "Mesures", *(one.name for one in matrix.columns)]))
    for cell in sheet[1][2:]:
        cell.alignment = Alignment(text_rotation=90, vertical="bottom", wrap_text=True)
    sheet.row_dimensions[1].height = 190
    closed = PatternFill("lightUp", fgColor="A0A0A0")
    for number, row in enumerate(matrix.rows):
        sheet.append([text_cell(sheet, row.name), text_cell(sheet, row.total)])
        sheet.row_dimensions[number + 2].height = LINE * (1 + len(row.name) // (_NAME - 4))
        for place, cell in enumerate(matrix.cells[number]):
            shown = sheet.cell(number + 2, place + 3)
            if not cell.open:
                shown.fill = closed
                continue
            shown.value, shown.number_format = value(cell), form
            shown.alignment = Alignment(horizontal="center", vertical="top")
            if (number, place) in places:
                target = f"'{_LISTS[matrix.name]}'!A{places[number, place]}"
                shown.hyperlink = Hyperlink(shown.coordinate, location=target)
    if not matrix.rows or not matrix.columns:
        return  # no cell to tint, and no range that openpyxl takes
    low, high = _TINTS
    rule = ColorScaleRule("num", 0, low, end_type="max", end_color=high)
    sheet.conditional_formatting.add(f"C2:{last}{len(matrix.rows) + 1}", rule)


def _write_list(sheet: Any, matrix: Matrix) -> dict[tuple[int, int], int]:
    """The measures or pairs of all cells; the first row of each cell by its row and column."""
    pairs = matrix.name == "plans"
    widths = (34, 34, 11, 60, 11, 60, 24, 9, 19, 19) if pairs else (34, 34, 11, 80, 7, 19)
    last = lay_out(sheet, widths, "landscape")
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.append(heading_cells(sheet, _PAIRS if pairs else _THEMES))
    places: dict[tuple[int, int], int] = {}
    line = 1
    for number, row in enumerate(matrix.rows):
        for place, column in enumerate(matrix.columns):
            for values in _lines(matrix.cells[number][place], row.id):
                line += 1
                places.setdefault((number, place), line)
                named = (row.name, column.name, *values)
                sheet.append([text_cell(sheet, one) for one in named])
    sheet.auto_filter.ref = f"A1:{last}{line}"
    return places


def _lines(cell: Cell, document: str) -> Iterator[tuple[object, ...]]:
    if not cell.pairs:
        for one in cell.measures:
            yield one.label, one.statement, one.page, one.id
    for pair in cell.pairs:
        own, other = (pair.a, pair.b) if pair.a.document == document else (pair.b, pair.a)
        yield *_said(own), *_said(other), relation_of(pair, own is pair.b), round(
            pair.score, 3
        ), own.id, other.id  # fmt: skip


def _said(measure: Measure) -> tuple[str | None, str]:
    return measure.label, measure.statement
