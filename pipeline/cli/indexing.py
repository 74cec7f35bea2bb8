"""`mesures ingest` and `mesures status`: making an index and seeing what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.output import (
    JSON,
    TEXT,
    PathType,
    encoder_option,
    index_option,
    output_options,
    print_records,
    reading_options,
)
from pipeline.cli.speech import moment, outcomes, phrase, shown, units
from pipeline.messages import noted
from pipeline.settings import Settings, load

if TYPE_CHECKING:
    from pipeline.store import RunRow


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH|ADDRESS]...")
@click.option(
    "--offline",
    is_flag=True,
    help="Fetch nothing: addresses are read as they were fetched before.",
)
@click.option(
    "--allow-host",
    "allow_hosts",
    multiple=True,
    metavar="NAME",
    help="Fetch from this host although it is not public, such as an intranet (repeatable).",
)
@click.option(
    "--measures",
    type=PathType(dir_okay=False),
    metavar="FILE",
    help="Index measures that are already segmented, or that you corrected by hand: what "
    "`mesures segment --jsonl` or `mesures export` wrote (JSONL, JSON, CSV, XLSX).",
)
@click.option(
    "--reread",
    is_flag=True,
    help="Read also what did not change; measures corrected by hand are the document's again.",
)
@click.option("--rebuild", is_flag=True, help="Forget the index and build it from the start.")
@click.option("--prune", is_flag=True, help="Take out documents whose files are gone.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--watch", is_flag=True, help="Go on, and index what changes, until Ctrl-C.")
@click.option(
    "--settle",
    type=click.FloatRange(min=0.1, max=3600),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="With --watch: leave a file that is being copied alone until it is still for so long.",
)
@click.option(
    "--report",
    type=PathType(),
    metavar="FILE",
    help="Write what the run did to a file: .json, or .html for people.",
)
@click.option(
    "--ray",
    metavar="ADDRESS",
    help="Read documents on a Ray cluster: HOST:PORT of its head, `auto` for the Ray of this "
    "machine, `local` for one with --workers CPUs, started for this run (see docs/cluster.md).",
)
@reading_options
@output_options
@index_option
@encoder_option
@click.pass_context
def ingest(
    context: click.Context,
    /,
    paths: tuple[str, ...],
    offline: bool,
    allow_hosts: tuple[str, ...],
    measures: Path | None,
    watch: bool,
    settle: float,
    form: str,
    settings: Settings,
    password: str | None,
    ocr: bool | None,
    workers: int | None,
    **options: Any,
) -> None:
    """Index documents: files, folders (default: corpus) and addresses of the web.

    A page of the web is kept in corpus/fetched, as it was fetched; the addresses in plans.toml are
    asked each time whether they changed. What did not change is skipped, and a file that was moved
    stays the same document; a document that fails is named, and the others are indexed. Measures
    that you corrected by hand stay until their document changes.

    \b
    Examples:
      mesures ingest
      mesures ingest plan.pdf other-plans/ -i /tmp/index
      mesures ingest https://www.ville.example/plan-2024-2028.pdf
      mesures ingest --prune --report report.html
      mesures ingest --measures measures.xlsx
    """
    if paths and measures:
        raise click.UsageError(phrase("give documents or --measures, not both"))
    once = [name for name in ("rebuild", "reread", "dry_run") if options[name]]
    if watch and (measures or once or form == JSON):
        raise click.UsageError(
            phrase(
                "--watch goes with documents and without --measures, --rebuild, --reread, "
                "--dry-run and --json"
            )
        )
    if measures and options["prune"]:
        raise click.UsageError(
            phrase("--prune goes by the folder of documents; leave out --measures")
        )
    from pipeline.cli.ingesting import Ingest, follow

    chosen = load({"ocr": ocr, "workers": workers})
    settings = replace(
        settings,
        ocr=chosen.ocr,
        workers=chosen.workers,
        allow_hosts=(*settings.allow_hosts, *allow_hosts),
    )
    # A preview changes nothing, and what is watched is a folder.
    offline = offline or options["dry_run"] or watch
    job = Ingest(paths, measures, settings, password, form, offline, **options)
    if watch:
        follow(job, settle)
    else:
        context.exit(job.run().exit_code)


@click.command()
@output_options
@index_option
def status(form: str, settings: Settings) -> None:
    """Say what the index holds, with which encoder it was built, and how the last run went.

    \b
    Example:
      mesures status
    """
    from pipeline.cluster.opening import open_index

    with open_index(settings.index) as reader, reader.snapshot():
        documents, run, encoder = reader.documents(), reader.last_run(), reader.encoder
        vectors = len(reader.vectors())
        generation = reader.generation
    counts: dict[str, int] = {}
    for row in documents:
        for kind, count in row.counts.items():
            counts[kind] = counts.get(kind, 0) + count
    record: dict[str, Any] = {
        "index": str(settings.index),
        "documents": len(documents),
        "units": counts,
        "vectors": vectors,
        "generation": generation,
        "encoder": asdict(encoder),
        "last_run": asdict(run) if run else None,
    }
    if form != TEXT:
        print_records([record], form)
        return
    _print_status(record, units(counts) or phrase("none"), run)


def _print_status(record: Mapping[str, Any], counted: str, run: RunRow | None) -> None:
    from pipeline.cli.terminal import wrapped

    encoder = record["encoder"]
    rows = [
        (phrase("index"), phrase("{index} (generation {generation})", **record)),
        (phrase("documents"), str(record["documents"])),
        (phrase("units"), counted),
        (phrase("encoder"), phrase("{name} ({revision}, {dimension} dimensions)", **encoder)),
    ]
    if run:
        done = phrase(
            "{moment}: {done} ({seconds:.1f} s{cut})",
            moment=moment(run.started),
            done=outcomes(run.counts),
            seconds=run.seconds,
            cut="" if run.finished else noted(", not finished"),
        )
        rows.append((phrase("last run"), done))
        rows += [(phrase("  failed"), shown(reason)) for reason in run.failed.values()]
    margin = 2 + max(len(name) for name, _ in rows[:5])
    for name, value in rows:
        click.echo("\n".join(wrapped(value, " " * margin, name.ljust(margin))))
