"""`mesures segment`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from pipeline.cli.output import TEXT, output_options, print_records
from pipeline.errors import printable
from pipeline.models import Measure


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--passages", is_flag=True, help="Print also what is in no measure.")
@output_options
@click.pass_context
def segment(context: click.Context, files: tuple[str, ...], passages: bool, form: str) -> None:
    """Print the measures of documents, without any index.

    \b
    Examples:
      mesures segment corpus/plan.pdf
      mesures segment corpus --jsonl > measures.jsonl
    """
    from pipeline.build import segment_files
    from pipeline.export import measure_record
    from pipeline.settings import load

    failed: list[str] = []

    def fail(document: str, reason: str) -> None:
        failed.append(document)
        click.echo(f"mesures: {printable(reason)}", err=True)

    segmented = 0

    def found() -> Iterator[tuple[str, list[Measure]]]:
        nonlocal segmented
        for document, measures in segment_files(files, load(), passages, fail):
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
