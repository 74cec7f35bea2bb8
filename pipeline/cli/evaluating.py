"""`mesures evaluate`: measures against gold annotations, answers against judged questions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from statistics import mean

import click

from pipeline.cli.output import (
    TEXT,
    PathType,
    chosen_encoder,
    encoder_option,
    index_option,
    named_by,
    output_options,
    print_records,
)
from pipeline.cli.speech import phrase, shown
from pipeline.errors import printable
from pipeline.messages import Message
from pipeline.settings import Settings


@click.command()
@click.argument("gold", nargs=-1, required=True, metavar="GOLD...", type=PathType(exists=True))
@click.option(
    "--search",
    "questions",
    is_flag=True,
    help="GOLD are files of judged questions, asked of the index.",
)
@click.option(
    "--documents",
    type=PathType(file_okay=False, exists=True),
    default=Path("corpus"),
    metavar="DIR",
    help="The folder of the annotated documents (default: corpus).",
)
@output_options
@index_option
@encoder_option
@click.pass_context
def evaluate(
    context: click.Context,
    gold: tuple[Path, ...],
    questions: bool,
    documents: Path,
    form: str,
    settings: Settings,
) -> None:
    """Compare the measures found in documents with gold annotations, or answers with judgements.

    \b
    Examples:
      mesures evaluate tests/golden --documents corpus
      mesures evaluate --search tests/golden/queries.jsonl
    """
    wrong = [path for path in gold if path.is_dir() == questions]
    if wrong:
        path = printable(str(wrong[0]))
        if questions:
            raise click.UsageError(phrase("{path} is not a file of judged questions", path=path))
        raise click.UsageError(phrase("{path} is not a folder of gold annotations", path=path))
    if questions:
        _evaluate_search(gold, form, settings)
    elif len(gold) > 1:
        raise click.UsageError(phrase("give one folder of gold annotations"))
    else:
        _evaluate_measures(context, gold[0], documents, form)


def _evaluate_search(files: tuple[Path, ...], form: str, settings: Settings) -> None:
    from pipeline.cluster.opening import open_index
    from pipeline.evaluate.searching import METRICS, read_questions, search_metrics
    from pipeline.search import Searcher

    judged = read_questions(files)
    with open_index(settings.index) as reader:
        encoder = chosen_encoder(settings, settings.index, reader.encoder.name)
        with named_by(settings):
            searcher = Searcher(reader, encoder)
        found = search_metrics(judged, searcher.answers)
    if form != TEXT:
        print_records(
            [
                {"signal": one.signal, **one.means, "ndcg@10_95": [one.low, one.high]}
                for one in found.signals
            ],
            form,
        )
        return
    click.echo(f"{'signal':9}" + "".join(f"{name:>11}" for name in METRICS) + "   nDCG@10 à 95 %")
    for one in found.signals:
        values = "".join(f"{one.means[name]:11.3f}" for name in METRICS)
        click.echo(f"{one.signal:9}{values}   {one.low:.3f} à {one.high:.3f}")
    click.echo(
        f"{found.questions} questions avec réponse ; sans réponse : "
        f"{found.told} reconnues sur {found.unanswerable}"
    )
    click.echo("\nLes dix questions les plus mal servies :")
    for score, question in found.worst:
        click.echo(printable(f"  {score:.3f}  {question.id}  {question.text}"))


def _evaluate_measures(context: click.Context, gold: Path, documents: Path, form: str) -> None:
    from pipeline.build import segment_files
    from pipeline.evaluate import plan_metrics, read_gold

    annotated = {row["document"]: row for row in read_gold(gold)}
    files = [str(path) for name in annotated if (path := documents / name).is_file()]
    failed: list[str] = []

    def fail(document: str, reason: str) -> None:
        failed.append(document)
        click.echo(f"mesures: {printable(shown(reason))}", err=True)

    for name in sorted(annotated.keys() - {Path(file).name for file in files}):
        fault = Message(
            "{path} does not exist; it has gold annotations in {gold}",
            path=documents / name,
            gold=gold,
        )
        fail(name, fault)
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
