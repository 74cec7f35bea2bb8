"""`mesures export`."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from pipeline.cli.output import PathType, filter_options, index_option
from pipeline.cli.speech import phrase, phrases
from pipeline.errors import UsageError, printable
from pipeline.export.files import FORMATS
from pipeline.models import Filters, UnitKind
from pipeline.settings import Settings


@click.command()
@click.option(
    "-o",
    "--output",
    type=PathType(),
    metavar="FILE",
    help="The file to write, in the format that its ending names (default: standard output).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS, case_sensitive=False),
    help="The format (default: by the ending of FILE, else csv).",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@filter_options("Only units of this kind (default: all but passages).")
@index_option
def export(
    output: Path | None,
    form: str | None,
    force: bool,
    settings: Settings,
    filters: Filters,
) -> None:
    """Write the measures of the index with their facts, to count with or to mend by hand.

    XLSX is the format to mend in; `mesures ingest --measures FILE` reads any of them back. CSV is
    that of French spreadsheets: semicolons and, in a file, a byte order mark.

    \b
    Examples:
      mesures export -o mesures.xlsx
      mesures export --plan climat --kind measure > climat.csv
      mesures export --year 2025 --format jsonl
    """
    from pipeline.cluster.opening import open_index
    from pipeline.export import export_record
    from pipeline.export.files import format_named, write_file
    from pipeline.search.snapshot import snapshot_id

    chosen = form.lower() if form else format_named(output) if output else "csv"
    if not filters.kinds:
        kinds = tuple(kind for kind in UnitKind if kind is not UnitKind.PASSAGE)
        filters = replace(filters, kinds=kinds)
    with open_index(settings.index) as reader, reader.snapshot():
        state = {"snapshot": snapshot_id(reader)}
        found = reader.selected(filters)
        records = (export_record(unit, plan) | state for plan, unit in found)
        if output:
            count = write_file(records, chosen, output, force)
            place = printable(str(output))
            said = phrases("{place}: {n} unit", "{place}: {n} units", count, place=place)
            click.echo(said, err=True)
        else:
            count = _print(records, chosen)
    if not count:
        click.echo(f"mesures: {phrase('no unit passes the filters')}", err=True)


def _print(records: Iterable[Mapping[str, Any]], form: str) -> int:
    from pipeline.export.files import write_stream

    if form == "xlsx" and sys.stdout.isatty():
        raise UsageError("XLSX is not for a terminal; give -o FILE.xlsx")
    return write_stream(records, form, _StandardOutput())


class _StandardOutput(io.RawIOBase):
    """Standard output for bytes, which may be closed like that for text."""

    def write(self, content: Any) -> int:
        click.echo(bytes(content), nl=False)
        return len(content)
