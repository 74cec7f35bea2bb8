"""`mesures evaluate`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from statistics import mean

import click

from pipeline.cli.output import TEXT, PathType, output_options, print_records


@click.command()
@click.argument("gold", type=PathType(file_okay=False, exists=True))
@click.option(
    "--documents",
    type=PathType(file_okay=False, exists=True),
    default=Path("corpus"),
    metavar="DIR",
    help="The folder of the annotated documents (default: corpus).",
)
@output_options
@click.pass_context
def evaluate(context: click.Context, gold: Path, documents: Path, form: str) -> None:
    """Compare the measures found in documents with gold annotations.

    \b
    Example:
      mesures evaluate tests/golden --documents corpus
    """
    from pipeline.build import segment_files
    from pipeline.errors import printable
    from pipeline.evaluate import plan_metrics, read_gold
    from pipeline.settings import Settings

    annotated = {row["document"]: row for row in read_gold(gold)}
    files = [str(path) for name in annotated if (path := documents / name).is_file()]
    failed: list[str] = []

    def fail(document: str, reason: str) -> None:
        failed.append(document)
        click.echo(f"mesures: {printable(reason)}", err=True)

    for name in sorted(annotated.keys() - {Path(file).name for file in files}):
        fail(name, f"{documents / name} does not exist; it has gold annotations in {gold}")
    found = segment_files(files, Settings(corpus=documents), False, fail) if files else ()
    rows = [plan_metrics(annotated[Path(name).name], measures) for name, measures in found]
    if form != TEXT:
        print_records(map(asdict, rows), form)
    else:
        for row in rows:
            click.echo(printable(row.document))
            click.echo(
                f"  F1 {row.f1:.3f}  précision {row.precision:.3f}  rappel {row.recall:.3f}"
                f"  ({row.matched} sur {row.gold})"
            )
        if rows:
            click.echo(f"F1 moyen : {mean(row.f1 for row in rows):.3f} ({len(rows)} documents)")
    if failed:
        context.exit(1 if rows else 4)
