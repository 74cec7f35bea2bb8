"""`mesures segment`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from pipeline.cli.output import (
    TEXT,
    PathType,
    check_page,
    output_options,
    page_count,
    print_records,
    reading_options,
    write_page,
)
from pipeline.cli.speech import phrase, phrases, shown
from pipeline.errors import UsageError, printable
from pipeline.models import Measure
from pipeline.settings import Settings


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--passages", is_flag=True, help="Print also what is in no measure.")
@click.option(
    "--html",
    "page",
    type=PathType(),
    metavar="OUT",
    help="Write a web page instead: the one FILE with a box around each measure, and its outline.",
)
@reading_options
@output_options
@click.pass_context
def segment(
    context: click.Context,
    files: tuple[str, ...],
    passages: bool,
    page: Path | None,
    form: str,
    password: str | None,
    ocr: bool | None,
    workers: int | None,
) -> None:
    """Print the measures of documents, without any index.

    \b
    Examples:
      mesures segment corpus/plan.pdf
      mesures segment corpus --jsonl > measures.jsonl
      mesures segment corpus/plan.pdf --html plan.html
    """
    from pipeline.build import segment_files
    from pipeline.export import measure_record
    from pipeline.settings import load

    settings = load({"ocr": ocr, "workers": workers})
    if page is not None:
        if passages or form != TEXT:
            raise UsageError("--html shows all of a document; leave out the other options")
        _write_page(files, page, settings, password)
        return

    failed: list[str] = []

    def fail(document: str, reason: str) -> None:
        failed.append(document)
        click.echo(f"mesures: {printable(shown(reason))}", err=True)

    segmented = 0

    def found() -> Iterator[tuple[str, list[Measure]]]:
        nonlocal segmented
        with page_count() as watch:
            for document, measures in segment_files(
                files, settings, passages, fail, password, watch
            ):
                segmented += 1
                yield document, measures

    if form == TEXT:
        _print_trees(found())
    else:
        print_records((measure_record(m) for _, measures in found() for m in measures), form)
    if failed:
        context.exit(1 if segmented else 4)


def _print_trees(found: Iterator[tuple[str, list[Measure]]]) -> None:
    from pipeline.cli.terminal import emphasis, plural, tree_lines

    for document, measures in found:
        click.echo(emphasis(f"{document}\u00a0: {plural(len(measures), 'mesure')}", fg="cyan"))
        for line in tree_lines(measures):
            click.echo(line)
        click.echo()


def _write_page(files: Sequence[str], out: Path, settings: Settings, password: str | None) -> None:
    """Write the page of one document; nothing is written unless it can be read and segmented."""
    from pipeline import corpus, extract
    from pipeline.build import read_alone
    from pipeline.view import html_page

    sources = corpus.sources(files, settings.corpus, extract.supports, password)
    if len(sources) != 1:
        raise UsageError(
            "--html takes one document, not {count}; name one file", count=len(sources)
        )
    (source,) = sources
    check_page(out)
    if os.path.exists(out) and os.path.samefile(out, source.path):  # noqa: PTH110, PTH121
        raise UsageError("{out} is the document itself; give --html another file", out=out)
    with page_count() as watch:
        plan = read_alone(source, settings, watch)
    content, measures = html_page(plan, source.path, source.password or "", _progress)
    write_page(out, content, phrases("{n} measure", "{n} measures", measures))


@contextmanager
def _progress(pages: Sequence[int]) -> Iterator[Iterable[int]]:
    if not sys.stderr.isatty():
        yield pages
        return
    with click.progressbar(pages, label=phrase("pages"), file=sys.stderr) as steps:
        yield steps
