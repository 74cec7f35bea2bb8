"""`mesures snapshot`: what names the state of an index, and compares an index with it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from pipeline.cli.output import JSON, TEXT, PathType, index_option, output_options, print_records
from pipeline.errors import UsageError, printable
from pipeline.settings import Settings

_ANOTHER = 3


@click.command()
@click.argument("file", type=PathType(dir_okay=False), required=False)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option(
    "--check",
    "told",
    type=PathType(exists=True, dir_okay=False),
    metavar="FILE",
    help="Say what differs between a snapshot and the index; exit code 3 if anything does.",
)
@output_options
@index_option
@click.pass_context
def snapshot(
    context: click.Context,
    /,
    file: Path | None,
    force: bool,
    told: Path | None,
    form: str,
    settings: Settings,
) -> None:
    """Name the state of the index, so that an answer can be cited and checked later.

    The id stands for the documents (hashes of their files and of what was read in them), the
    encoder, the version of mesures and the constants that weigh answers. The same files give the
    same id on another machine, and the same snapshot the same answers. FILE keeps all of it, as
    JSON; answers of search and export name the id.

    \b
    Examples:
      mesures snapshot
      mesures snapshot report-2026.json
      mesures snapshot --check report-2026.json
      mesures search logement --snapshot report-2026.json
    """
    if file and told:
        raise click.UsageError("give a FILE to write or --check, not both")
    from pipeline.search import snapshot as snapshots
    from pipeline.store import Reader

    before = snapshots.read(told) if told else None
    with Reader(settings.index) as reader:
        here = snapshots.record(reader)
    if before is not None:
        found = snapshots.differences(before, here)
        if form != TEXT:
            print_records((asdict(one) for one in found), form)
        for one in found if form == TEXT else ():
            click.echo(f"{one.part}: {printable(one.what)}")
        same = not found
        says = "is that snapshot" if same else f"is snapshot {here['snapshot']}, another"
        click.echo(f"{settings.index} {says}", err=True)
        context.exit(0 if same else _ANOTHER)
    if file:
        _write(here, file, force)
    if form != TEXT:
        click.echo(json.dumps(here, ensure_ascii=False, indent=2 if form == JSON else None))
        return
    click.echo(here["snapshot"])


def _write(here: dict[str, Any], file: Path, force: bool) -> None:
    if file.exists() and not force:
        raise UsageError(f"{file} is there already; name another file, or give --force")
    try:
        file.write_text(json.dumps(here, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror or error})") from error
    count = len(here["documents"])
    plural = "s" * (count != 1)
    click.echo(f"{printable(str(file))}: {count} document{plural}", err=True)
