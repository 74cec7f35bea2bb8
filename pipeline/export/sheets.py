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
from pipeline.export.columns import COLUMNS, Column, cells
from pipeline.export.tables import FORMULA
from pipeline.export.workbooks import SHEET, escaped

_GUIDE = "Lisez-moi"
_ROWS, _CELL = 1_048_576, 32_767  # what a sheet and a cell of it hold (characters of UTF-16)
_SAID = 60  # characters that name a cell which is too long
_A3, _A4 = 8, 9  # paper sizes by their numbers in OOXML
_FONT, _DARK, _RULE = "Calibri", "1F3864", "D9D9D9"
# Columns that nobody changes.
_GREY = ("id", "document", "snapshot", "id_a", "id_b", "document_a", "document_b", "score", "key")
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
    rows = ((str(record.get("id") or "?"), cells(record)) for record in records)
    write_book(stream, SHEET, COLUMNS, rows, ("Corriger des mesures", _GUIDE_ROWS))


def write_book(
    stream: IO[bytes] | io.RawIOBase,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[tuple[str, Sequence[str | float | None]]],
    guide: tuple[str, Sequence[tuple[str, str]]],
    choices: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write a sheet of these columns, and the guide to it: its title, and names with texts.

    A row is what it is about, told in errors, and its values. `choices` are the words among which
    a person chooses, by field. Raises UsageError as `write_xlsx` does.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    widths = [column.width for column in columns]
    last = lay_out(sheet, widths, "landscape")
    _append(sheet, 1, heading_cells(sheet, [column.heading for column in columns]), widths)
    makers = _Cells(sheet)
    count = 1
    try:
        for count, (what, values) in enumerate(rows, start=2):
            if count > _ROWS:
                raise UsageError(
                    "XLSX holds {rows} rows; filter, or export as CSV or JSONL", rows=_ROWS
                )
            _append(sheet, count, makers.row(what, columns, values), widths)
    except BaseException:
        with suppress(Exception):
            sheet.close()  # what is left open complains when it is collected
        raise
    sheet.auto_filter.ref = f"A1:{last}{count}"
    for place, column in enumerate(columns, start=1):
        if choices and column.field in choices and count > 1:
            _offer(sheet, place, count, choices[column.field])
    _write_guide(book.create_sheet(_GUIDE), guide, columns)
    # Not into `stream` itself: where that breaks off, as a pipe does, openpyxl's writers are left
    # open and complain when they are collected.
    with TemporaryFile() as whole:
        book.save(whole)
        whole.seek(0)
        copyfileobj(whole, stream)


def _offer(sheet: Any, place: int, last: int, words: Sequence[str]) -> None:
    """Let a person choose one of `words`, none of which may hold a comma, in a column."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    offered = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    offered.error = "Choisissez un mot de la liste, ou laissez la cellule vide."
    offered.errorTitle, offered.showErrorMessage = "Mot inconnu", True
    letter = get_column_letter(place)
    offered.add(f"{letter}2:{letter}{last}")
    sheet.data_validations.append(offered)


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

    def row(
        self, what: str, columns: Sequence[Column], values: Sequence[str | float | None]
    ) -> list[Any]:
        """The cells of a row about `what`. Raises UsageError for a text that no cell holds."""
        return [
            self._cell(value, f"{what}: « {column.heading} »", column.field in _GREY)
            for column, value in zip(columns, values, strict=True)
        ]

    def _cell(self, value: str | float | None, what: str, grey: bool) -> Any:
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(self._sheet)
        text = quoted = False
        if isinstance(value, str):
            text, quoted = True, bool(FORMULA.match(value))
            cell.value = _written(value, what)
            cell.data_type = "s"  # openpyxl takes = for a formula and #N/A for an error
        else:
            cell.value = value
        cell._style = self._look(grey, text, quoted)
        return cell

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
        cell = WriteOnlyCell(sheet)
        _set_text(cell, heading)
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
        _set_text(cell, value)
    else:
        cell.value = value
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _set_text(cell: Any, text: str) -> None:
    cell.value = _written(text, f"« {text[:_SAID]}… »")
    cell.data_type = "s"  # openpyxl takes = for a formula and #N/A for an error
    cell.quotePrefix = bool(FORMULA.match(text))


def _write_guide(
    sheet: Any, guide: tuple[str, Sequence[tuple[str, str]]], columns: Sequence[Column]
) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    title, told = guide
    widths = (18, 90)
    lay_out(sheet, widths, "portrait")
    rows: list[tuple[str, str]] = [*told, ("", ""), ("Colonne", "Ce qu'elle dit")]
    rows += [(column.heading, column.note) for column in columns]
    _append(sheet, 1, heading_cells(sheet, ("Lisez-moi", title)), widths)
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
            "{what} is longer than the {cell} characters that a cell of XLSX holds; export as "
            "CSV or JSON",
            what=what,
            cell=_CELL,
        )
    return written
