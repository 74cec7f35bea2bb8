"""`mesures ingest`, `mesures status` and `mesures init`: making an index and looking after it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.output import (
    TEXT,
    PathType,
    chosen_encoder,
    encoder_option,
    index_option,
    output_options,
    page_count,
    print_records,
    reading_options,
)
from pipeline.errors import UsageError, printable
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.build import Report, Step
    from pipeline.export.mending import Changes
    from pipeline.store import RunRow


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...")
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
@reading_options
@output_options
@index_option
@encoder_option
@click.pass_context
def ingest(
    context: click.Context,
    paths: tuple[str, ...],
    measures: Path | None,
    reread: bool,
    rebuild: bool,
    form: str,
    settings: Settings,
    password: str | None,
    ocr: bool | None,
) -> None:
    """Index documents: files and folders (default: corpus).

    What did not change is skipped; a document that fails is named, and the others are indexed.
    Measures that you corrected by hand stay until their document changes.

    \b
    Examples:
      mesures ingest
      mesures ingest plan.pdf other-plans/ -i /tmp/index
      mesures ingest --measures measures.xlsx
    """
    if paths and measures:
        raise click.UsageError("give documents or --measures, not both")
    from pipeline import build

    if ocr is not None:
        settings = replace(settings, ocr=ocr)
    with page_count() as watch:
        work = build.work(paths, measures, settings, password, watch)
        built = None if settings.encoder else build.built_with(settings.index, rebuild)
        encoder = chosen_encoder(settings, settings.index, built)
        report = build.ingest(settings.index, work, encoder, rebuild, _progress, reread)
    for reason in report.failed.values():
        click.echo(f"mesures: {printable(reason)}", err=True)
    if form == TEXT:
        for document in report.changed:
            if document in report.mended:
                told = _told(report.mended[document])
                click.echo(f"{printable(document)}: {told}", err=True)
        click.echo(_summary(report), err=True)
    else:
        print_records([asdict(report)], form)
    context.exit(report.exit_code)


@contextmanager
def _progress(steps: Sequence[Step]) -> Iterator[Iterable[Step]]:
    if not sys.stderr.isatty():
        yield steps
        return
    with click.progressbar(
        steps, item_show_func=lambda step: step.document if step else "", file=sys.stderr
    ) as shown:
        yield shown


def _summary(report: Report) -> str:
    counts = ", ".join(f"{count} {name}" for name, count in report.counts().items() if count)
    units = f"; {report.measures} new or changed units" if report.measures else ""
    again = "; all vectors made again" if report.encoded_again else ""
    return f"{counts}{units}{again} ({report.seconds:.1f} s)"


def _told(changes: Changes) -> str:
    counts = (f"{count} {name}" for name, count in asdict(changes).items() if count)
    return f"units: {', '.join(counts) or 'none changed'}"


@click.command()
@output_options
@index_option
def status(form: str, settings: Settings) -> None:
    """Say what the index holds, with which encoder it was built, and how the last run went.

    \b
    Example:
      mesures status
    """
    from pipeline.store import Reader

    with Reader(settings.index) as reader, reader.snapshot():
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
    counted = (f"{count} {kind}{'s' * (count != 1)}" for kind, count in sorted(counts.items()))
    units = ", ".join(counted) or "none"
    _print_status(record, units, run)


def _print_status(record: Mapping[str, Any], units: str, run: RunRow | None) -> None:
    from pipeline.cli.terminal import wrapped

    encoder = record["encoder"]
    made = f"{encoder['revision']}, {encoder['dimension']} dimensions"
    rows = [
        ("index", f"{record['index']} (generation {record['generation']})"),
        ("documents", str(record["documents"])),
        ("units", units),
        ("encoder", f"{encoder['name']} ({made})"),
    ]
    if run:
        done = ", ".join(f"{count} {name}" for name, count in run.counts.items() if count)
        rows.append(("last run", f"{run.started}: {done} ({run.seconds:.1f} s)"))
        rows += [("  failed", reason) for reason in run.failed.values()]
    for name, value in rows:
        click.echo("\n".join(wrapped(value, " " * 11, name.ljust(11))))


_README = """# Corpus

Put action plans here (PDF, HTML, text, Markdown), then run `mesures ingest` in the folder above.
What you know about a document and the document does not say goes into `plans.toml`.
"""
_PLANS = """# What is known about each document, by its path in this folder; all keys are optional.
#
# [documents."plan-2024-2028.pdf"]
# title = "Plan d'action 2024-2028"
# issuer = "Ville de …"
# period = "2024-2028"
# territory = "…"
# language = "fr"
# address = "https://…"
# password = "…"       # to open an encrypted document
"""
_INDEX = """# Index

Everything here is built by `mesures ingest` and may be deleted.
"""


@click.command()
@click.argument("folder", type=PathType(), default=Path())
def init(folder: Path) -> None:
    """Make a workspace: corpus/ for documents and index/ for what is built from them.

    \b
    Example:
      mesures init my-plans
    """
    files = {
        folder / "corpus" / "README.md": _README,
        folder / "corpus" / "plans.toml": _PLANS,
        folder / "index" / "README.md": _INDEX,
    }
    missing = {path: content for path, content in files.items() if not os.path.lexists(path)}
    # Looked for before anything is made: half a workspace is worse than none.
    for place in (folder, folder / "corpus", folder / "index"):
        if os.path.lexists(place) and not os.path.isdir(place):  # noqa: PTH112 - never raises
            raise UsageError(f"{place} is in the way: it is no folder; move it or name another")
    if not missing:
        click.echo(f"{folder} is already a workspace; nothing was changed.")
        return
    for path, content in missing.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path} cannot be written ({error.strerror})") from error
    inside = f"cd {folder}, " if folder != Path() else ""
    click.echo(f"Workspace ready: {inside}put plans into corpus/ and run `mesures ingest`.")
