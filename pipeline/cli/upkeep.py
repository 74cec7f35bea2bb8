"""`mesures runs`: what every run of ingest did."""

from __future__ import annotations

from dataclasses import asdict

import click

from pipeline.cli.output import TEXT, index_option, output_options, print_records
from pipeline.errors import printable
from pipeline.settings import LARGEST, Settings


@click.command()
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1, LARGEST),
    default=20,
    show_default=True,
    metavar="N",
    help="How many runs, the latest first.",
)
@output_options
@index_option
def runs(limit: int, form: str, settings: Settings) -> None:
    """List the runs of ingest: when, how long, what they did, and what failed.

    \b
    Examples:
      mesures runs
      mesures runs -n 1 --json
    """
    from pipeline.store import Reader

    with Reader(settings.index) as reader:
        found = reader.runs(limit)
    if form != TEXT:
        print_records((asdict(run) for run in found), form)
        return
    for run in found:
        done = ", ".join(f"{count} {name}" for name, count in run.counts.items() if count)
        cut = "" if run.finished else "; not finished"
        click.echo(f"{run.started}  {run.seconds:8.1f} s  {done or 'nothing to do'}{cut}")
        for reason in run.failed.values():
            click.echo(f"  failed: {printable(reason)}")
