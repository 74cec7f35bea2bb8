"""`mesures snapshot`: what names the state of an index, and compares an index with it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from pipeline.cli.output import JSON, TEXT, PathType, index_option, output_options, print_records
from pipeline.cli.speech import phrase, phrases, shown
from pipeline.errors import UsageError, printable
from pipeline.messages import cause, noted
from pipeline.settings import Settings

_ANOTHER = 3
_PARTS = {
    "document": noted("document"),
    "encoder": noted("encoder"),
    "version": noted("version"),
    "ranking": noted("ranking"),
}


@click.command()
@click.argument("file", type=PathType(dir_okay=False), required=False, metavar="[FILE]")
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
        raise click.UsageError(phrase("give a FILE to write or --check, not both"))
    from pipeline.cluster.opening import open_index
    from pipeline.search import snapshot as snapshots

    before = snapshots.read(told) if told else None
    with open_index(settings.index) as reader:
        here = snapshots.record(reader)
    if before is not None:
        found = snapshots.differences(before, here)
        if form != TEXT:
            print_records((asdict(one) for one in found), form)
        for one in found if form == TEXT else ():
            part = _PARTS[one.part]
            click.echo(printable(phrase("{part}: {what}", part=part, what=shown(one.what))))
        same = not found
        if same:
            says = phrase("{index} is that snapshot", index=settings.index)
        else:
            says = phrase(
                "{index} is snapshot {snapshot}, another",
                index=settings.index,
                snapshot=here["snapshot"],
            )
        click.echo(says, err=True)
        context.exit(0 if same else _ANOTHER)
    if file:
        _write(here, file, force)
    if form != TEXT:
        click.echo(json.dumps(here, ensure_ascii=False, indent=2 if form == JSON else None))
        return
    click.echo(here["snapshot"])


def _write(here: dict[str, Any], file: Path, force: bool) -> None:
    if file.exists() and not force:
        raise UsageError("{file} is there already; name another file, or give --force", file=file)
    try:
        file.write_text(json.dumps(here, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(
            "{file} cannot be written ({reason})", file=file, reason=cause(error)
        ) from error
    count = len(here["documents"])
    name = printable(str(file))
    said = phrases("{name}: {n} document", "{name}: {n} documents", count, name=name)
    click.echo(said, err=True)
