"""XLSX: one sheet of measures, one that says in French how to mend them.

Every text is written as a string, never as a formula; what looks like one is marked as quoted,
as Excel does with what is typed after an apostrophe, so that the text itself is unchanged.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any

from pipeline.errors import UsageError
from pipeline.export.columns import COLUMNS, cells
from pipeline.export.tables import FORMULA
from pipeline.export.workbooks import SHEET, escaped

_GUIDE = "Lisez-moi"
_ROWS, _CELL = 1_048_576, 32_767  # what a sheet and a cell of it hold (characters of UTF-16)
_A3, _A4 = 8, 9  # paper sizes by their numbers in OOXML
_FONT, _DARK, _RULE = "Calibri", "1F3864", "D9D9D9"
LINE, _LINES = 15.0, 20  # points a line; the most lines that a row shows
_GUIDE_ROWS = (
    ("Une ligne", "Chaque ligne de la feuille « Mesures » est une mesure d'un plan."),
    ("Corriger", "Toutes les colonnes peuvent être corrigées, sauf Document et Identifiant."),
    ("Trier, filtrer", "C'est sans effet sur les mesures ; leur ordre suit celui des lignes."),
    ("Ajouter", "Une ligne nouvelle a besoin d'un énoncé et d'un document (celui des lignes "
    "voisines) ; laissez son identifiant vide."),
    ("Supprimer", "Une ligne supprimée disparaît de l'index. Deux exceptions : un plan dont plus "
    "aucune ligne ne reste ne change pas, et un genre dont le fichier n'a aucune ligne dans un "
    "plan (les passages, d'ordinaire) y demeure."),
    ("Listes", "Chapitres, Partenaires, Indicateurs et Précisions : un élément par ligne de la "
    "cellule (Alt + Entrée)."),
    ("Colonnes", "Une colonne supprimée n'efface rien : ce qu'elle disait reste dans l'index. Les "
    "colonnes que vous ajoutez sont laissées de côté."),
    ("Relire", "Enregistrez en .xlsx, puis : mesures ingest --measures FICHIER.xlsx"),
    ("Garder", "Gardez ce fichier : si le document change, ou si l'index est refait (--rebuild), "
    "il faudra le relire de la même façon."),
)  # fmt: skip


def write_xlsx(records: Iterable[Mapping[str, Any]], stream: IO[bytes] | io.RawIOBase) -> None:
    """Write records as a workbook, one row at a time.

    Raises UsageError for what no sheet holds: too many rows, too long a cell.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    widths = [column.width for column in COLUMNS]
    last = lay_out(sheet, widths, "landscape")
    _append(sheet, 1, heading_cells(sheet, [column.heading for column in COLUMNS]), widths)
    makers = _Cells(sheet)
    count = 1
    try:
        for count, record in enumerate(records, start=2):
            if count > _ROWS:
                raise UsageError(
                    "XLSX holds {rows} rows; filter, or export as CSV or JSONL", rows=_ROWS
                )
            _append(sheet, count, makers.row(record), widths)
    except BaseException:
        with suppress(Exception):
            sheet.close()  # what is left open complains when it is collected
        raise
    sheet.auto_filter.ref = f"A1:{last}{count}"
    _write_guide(book.create_sheet(_GUIDE))
    # Not into `stream` itself: where that breaks off, as a pipe does, openpyxl's writers are left
    # open and complain when they are collected.
    with TemporaryFile() as whole:
        book.save(whole)
        whole.seek(0)
        copyfileobj(whole, stream)


def lay_out(sheet: Any, widths: Sequence[int], orientation: str) -> str:
    """Set the widths of columns, and print them all on the width of a page; the last letter."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = _A3 if orientation == "landscape" else _A4
    sheet.page_setup.fitToHeight = 0
    return str(get_column_letter(len(widths)))


def _append(sheet: Any, number: int, row: list[Any], widths: Sequence[int]) -> None:
    """Append a row that is as high as its texts need: LibreOffice does not look itself."""
    lines = max(
        sum(1 + len(line) // width for line in str(cell.value or "").split("\n"))
        for cell, width in zip(row, widths, strict=True)
    )
    # Not a RowDimension, which would fix the height: Excel fits the row again when it is edited.
    sheet.row_dimensions[number] = {"ht": str(LINE * min(lines, _LINES))}
    sheet.append(row)
    del sheet.row_dimensions[number]


class _Cells:
    """Cells of one sheet. Each look is made once, which saves a quarter of the time."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._looks: dict[tuple[bool, bool, bool], Any] = {}

    def row(self, record: Mapping[str, Any]) -> list[Any]:
        """The cells of a record. Raises UsageError for a text that no cell holds."""
        from openpyxl.cell import WriteOnlyCell

        row = []
        for column, value in zip(COLUMNS, cells(record), strict=True):
            cell = WriteOnlyCell(self._sheet)
            text = quoted = False
            if isinstance(value, str):
                text, quoted = True, bool(FORMULA.match(value))
                cell.value = _written(value, f"{record.get('id') or '?'}: « {column.heading} »")
                cell.data_type = "s"  # openpyxl takes = for a formula and #N/A for an error
            else:
                cell.value = value
            cell._style = self._look(column.field in ("id", "document", "snapshot"), text, quoted)
            row.append(cell)
        return row

    def _look(self, grey: bool, text: bool, quoted: bool) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Border, Font, Side

        key = (grey, text, quoted)
        if key not in self._looks:
            cell = WriteOnlyCell(self._sheet)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.border = Border(bottom=Side("thin", color=_RULE))
            if grey:
                cell.font = Font(name=_FONT, color="808080", size=9)
            if text:
                cell.number_format = "@"
            cell.quotePrefix = quoted
            self._looks[key] = cell._style
        return self._looks[key]


def heading_cells(sheet: Any, headings: Iterable[str]) -> list[Any]:
    """Cells of a row of headings."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    row = []
    for heading in headings:
        cell = WriteOnlyCell(sheet, heading)
        cell.font = Font(name=_FONT, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_DARK)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        row.append(cell)
    return row


def text_cell(sheet: Any, value: object) -> Any:
    """A cell whose text is no formula, whatever it begins with, wrapped at the top."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        cell.value = escaped(value)[:_CELL]
        cell.data_type = "s"  # openpyxl takes = for a formula and #N/A for an error
        cell.quotePrefix = bool(FORMULA.match(value))
    else:
        cell.value = value
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _write_guide(sheet: Any) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    widths = (18, 90)
    lay_out(sheet, widths, "portrait")
    rows: list[tuple[str, str]] = [*_GUIDE_ROWS, ("", ""), ("Colonne", "Ce qu'elle dit")]
    rows += [(column.heading, column.note) for column in COLUMNS]
    _append(sheet, 1, heading_cells(sheet, ("Lisez-moi", "Corriger des mesures")), widths)
    for number, (name, text) in enumerate(rows, start=2):
        pair = [WriteOnlyCell(sheet, name), WriteOnlyCell(sheet, text)]
        if name == "Colonne":
            pair = heading_cells(sheet, (name, text))
        else:
            pair[0].font = Font(name=_FONT, bold=True)
            for cell in pair:
                cell.alignment = Alignment(vertical="top", wrap_text=True)
        _append(sheet, number, pair, widths)


def _written(text: str, what: str) -> str:
    """`text` as a cell holds it. Raises UsageError for one that is longer than that."""
    written = escaped(text)
    if len(written.encode("utf-16-le")) // 2 > _CELL:
        raise UsageError(
            "measure {what} is longer than the {cell} characters that a cell of "
            "XLSX holds; export as CSV or JSONL",
            what=what,
            cell=_CELL,
        )
    return written
