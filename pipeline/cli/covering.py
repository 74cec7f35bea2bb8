"""`mesures coverage`: plans by themes and plans by plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.clustering import found_overlaps, measures_by_document
from pipeline.cli.output import (
    TEXT,
    Chance,
    PathType,
    Tables,
    check_page,
    filter_options,
    index_option,
    output_options,
    print_records,
    table_options,
    workspace_option,
    write_page,
)
from pipeline.cli.speech import phrases
from pipeline.errors import UsageError, printable
from pipeline.models import Cell, Filters, Matrix
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.store import MeasureIndex

_NAME = 30  # columns of the terminal for a name
_STYLES: tuple[dict[str, bool | str], ...] = (
    {"dim": True}, {}, {"fg": "cyan"}, {"fg": "cyan", "bold": True},
    {"fg": "black", "bg": "cyan"}, {"fg": "white", "bg": "blue", "bold": True},
)  # fmt: skip


@click.command()
@click.option("--themes", "themes", is_flag=True, help="Only plans by themes.")
@click.option("--plans", "plans_only", is_flag=True, help="Only plans by plans.")
@click.option(
    "--min-score",
    type=Chance(),
    default=0.2,
    help="Count pairs that overlap with at least this probability (default: 0.2).",
)
@click.option("--shares", is_flag=True, help="Print shares in percent instead of numbers.")
@click.option("--alphabetical", is_flag=True, help="Plans by name, not the like ones together.")
@click.option("--html", "page", type=PathType(), metavar="FILE", help="Write a web page.")
@table_options("Write one row a cell.")
@filter_options("Units of this kind (default: all but passages; by themes no programmes).")
@output_options
@index_option
@workspace_option
def coverage(
    themes: bool,
    plans_only: bool,
    min_score: float,
    shares: bool,
    alphabetical: bool,
    page: Path | None,
    tables: Tables,
    filters: Filters,
    form: str,
    settings: Settings,
) -> None:
    """Say what each plan covers: of the themes of the collection, and of the other plans.

    A cell of plans by plans counts the pairs of measures that overlap; its share is that of the
    measures of the row that the plan of the column covers. Blanks are shown as « · », what cannot
    be compared (a plan and itself, or another edition of it) as « – ».

    \b
    Examples:
      mesures coverage
      mesures coverage --plans --shares
      mesures coverage --html couverture.html --xlsx couverture.xlsx
    """
    from pipeline.cluster.opening import open_index

    if page:
        if form != TEXT:
            raise UsageError("--html writes a file; leave out --json and --jsonl")
        check_page(page)
    tables.check(form, page)
    with open_index(settings.index) as reader:
        found = []
        if themes or not plans_only:
            found.append(_by_theme(reader, filters, alphabetical))
        if plans_only or not themes:
            found.append(_by_plan(reader, settings, filters, alphabetical, min_score))
        state = _state(reader)
    if form != TEXT:
        from pipeline.export.matrices import matrix_records

        print_records((record for one in found for record in matrix_records(one)), form)
    elif page or tables:
        _write(found, page, tables, state)
    else:
        for place, one in enumerate(found):
            for line in ([""] if place else []) + list(_lines(one, shares)):
                click.echo(line)


def _by_theme(reader: MeasureIndex, filters: Filters, alphabetical: bool) -> Matrix:
    from pipeline.overlap.coverage import by_theme
    from pipeline.themes import KINDS, find_themes

    # Those of the whole collection: a filter must not give a theme another name.
    found = find_themes(reader)
    held = measures_by_document(reader, filters, KINDS)
    labels = [(theme.id, theme.label) for theme in found.themes]
    theme_of = {id_: theme.id for id_, theme in found.by_measure().items()}
    return by_theme(held, labels, theme_of, found.titles, alphabetical)


def _by_plan(
    reader: MeasureIndex, settings: Settings, filters: Filters, alphabetical: bool, least: float
) -> Matrix:
    from pipeline.overlap.coverage import by_plan

    held = measures_by_document(reader, filters)
    known = {unit.id for units in held.values() for unit in units}
    found, plans = found_overlaps(reader, settings, least)
    pairs = [one for one in found if {one.a.id, one.b.id} <= known]
    titles = {row.document: row.title for row in reader.documents()}
    return by_plan(held, pairs, titles, plans, alphabetical, least)


def _state(reader: MeasureIndex) -> str:
    from pipeline.search.snapshot import snapshot_id

    return snapshot_id(reader)


def _write(found: Sequence[Matrix], page: Path | None, tables: Tables, state: str) -> None:
    from pipeline.export.matrices import matrices_csv, matrices_xlsx

    if page:
        from pipeline.view.matrices import matrices_page

        cells = sum(bool(cell.count) for one in found for row in one.cells for cell in row)
        held = phrases("{n} cell with measures", "{n} cells with measures", cells)
        write_page(page, matrices_page(found, state), held)
    writers = {"xlsx": matrices_xlsx, "csv": matrices_csv}
    tables.write(lambda form, stream: writers[form](found, stream))


def _lines(matrix: Matrix, shares: bool) -> Iterator[str]:
    """The table in parts of as many columns as the terminal has room for, and a key of columns."""
    from pipeline.cli.terminal import emphasis, plural, width, wrapped
    from pipeline.view.matrices import shade_of

    title = {"themes": "Plans et thèmes", "plans": "Plans et plans"}[matrix.name]
    sure = f"paires sûres à {100 * matrix.least:.0f}\u00a0% au moins"
    unit = {"themes": "mesures", "plans": sure}[matrix.name]
    said = "parts en\u00a0%" if shares else unit
    for line in wrapped(f"{title} ({said}, {plural(matrix.blanks, 'vide')})", ""):
        yield emphasis(line, bold=True)
    values = [[_value(cell, shares) for cell in row] for row in matrix.cells]
    widest = max((len(text) for row in values for text in row), default=1)
    each = max(widest, len(str(len(matrix.columns)))) + 1
    digits = len(str(len(matrix.rows)))
    count = max(1, (width() - _NAME - digits - 8) // each)
    for start in range(0, len(matrix.columns), count):
        part = range(start, min(start + count, len(matrix.columns)))
        yield ""
        head = "".join(str(number + 1).rjust(each) for number in part)
        yield emphasis(" " * (digits + 1 + _NAME) + "total".rjust(6) + head, dim=True)
        for number, row in enumerate(matrix.rows):
            name = _cut(printable(row.name), _NAME).ljust(_NAME)
            first = f"{number + 1}".rjust(digits) + f" {name}{row.total:>6}"
            cells, texts = matrix.cells[number], values[number]
            yield first + "".join(
                emphasis(texts[place].rjust(each), **_STYLES[shade_of(cells[place])])
                for place in part
            )
    yield ""
    # Plans by plans have their names at the left already, but for those that were cut.
    for number, column in enumerate(matrix.columns):
        if matrix.name == "themes" or len(column.name) > _NAME:
            yield from wrapped(
                column.name, " " * (digits + 3), f"{number + 1}".rjust(digits) + "  "
            )


def _value(cell: Cell, shares: bool) -> str:
    if not cell.open:
        return "–"
    if not cell.count:
        return "·"
    return f"{100 * cell.share:.0f}" if shares else str(cell.count)


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"
