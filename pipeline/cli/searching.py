"""`mesures search`."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.output import (
    TEXT,
    PathType,
    check_page,
    chosen_encoder,
    encoder_option,
    filter_options,
    index_option,
    named_by,
    output_options,
    print_records,
    write_page,
)
from pipeline.cli.speech import phrase, phrases
from pipeline.errors import IndexUnavailableError, UsageError, printable
from pipeline.models import Filters, Hit, Query
from pipeline.settings import LARGEST, Settings, load, said

if TYPE_CHECKING:
    from pipeline.search import Answer

_BATCH_LIMIT = 50  # what evaluations look at; a person reads ten


@click.command()
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@click.option(
    "--queries",
    type=PathType(dir_okay=False),
    metavar="FILE.jsonl",
    help='Answer many: one {"id", "text"} a line; prints {"id", "results"} a line.',
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1, LARGEST),
    help="How many answers (default: 10; with --queries 50).",
)
@filter_options("Only units of this kind.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="All answers that are likely enough, with an estimate of what is missed.",
)
@click.option(
    "--html",
    "page",
    type=PathType(),
    metavar="OUT",
    help="Write a web page instead: the answers with their places, why they came, their scores.",
)
@click.option(
    "--snapshot",
    metavar="ID|FILE",
    help="Answer only from this state of the index (see `mesures snapshot`); else exit code 3.",
)
@output_options
@index_option
@encoder_option
def search(
    query: tuple[str, ...],
    queries: Path | None,
    limit: int | None,
    everything: bool,
    snapshot: str | None,
    page: Path | None,
    form: str,
    settings: Settings,
    filters: Filters,
) -> None:
    """Answer a question with measures, best first, each with its place and why.

    In the question, "words in quotes" must stand side by side, -word must not occur, and plan:
    issuer: year: lead: kind: narrow the search as the options do (plan:climat, no space).

    \b
    Examples:
      mesures search "Quelles mesures aident à retenir le personnel ?"
      mesures search itinérance --year 2024 --limit 5
      mesures search '"action communautaire" -bénévoles plan:régional'
      mesures search logement --all
      mesures search itinérance --html answers.html
      mesures search --queries questions.jsonl --jsonl > answers.jsonl
    """
    if bool(query) == bool(queries):
        raise click.UsageError(phrase("give a question, or a file of questions with --queries"))
    if page is not None:
        if form != TEXT:
            raise UsageError("--html writes a page; leave out --json and --jsonl")
        check_page(page)
    if snapshot:
        from pipeline.search.snapshot import named

        snapshot = named(snapshot)
    if everything:
        limit = limit or LARGEST
    limit = limit or (_BATCH_LIMIT if queries and not page else load().limit)
    asked: list[tuple[object, str]] = [("", " ".join(query))]
    if queries:
        asked = list(_questions(queries))
    wanted = [Query(text, limit, filters, everything) for _, text in asked]
    with nullcontext() if queries else _uncollected():
        answers, state = _answers(settings, wanted)
    if snapshot not in (None, state):
        raise IndexUnavailableError(
            "{index} is snapshot {state}, not {snapshot}; `mesures snapshot "
            "--check FILE` says what differs",
            index=settings.index,
            state=state,
            snapshot=snapshot,
        )
    if page is not None:
        _write_page(page, [text for _, text in asked], answers, everything, state)
    elif queries:
        many = [(id_, text, found) for (id_, text), found in zip(asked, answers, strict=True)]
        _print_many(many, form, state)
    else:
        _say_reading(answers[0])
        _print_one(answers[0], form, state, _narrowed(asked[0][1], filters))
        _say_worth(answers[0], everything)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Leave garbage for the end of one question: to look for it took a tenth of its time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _answers(settings: Settings, queries: Sequence[Query]) -> tuple[list[Answer], str]:
    """The answers, and the id of the snapshot that they come from."""
    from pipeline.cluster.opening import open_index
    from pipeline.search import Searcher
    from pipeline.search.snapshot import snapshot_id

    with open_index(settings.index) as reader:
        encoder = chosen_encoder(settings, settings.index, reader.encoder.name)
        with named_by(settings):
            searcher = Searcher(reader, encoder)
        return searcher.answers(queries), snapshot_id(reader)


@click.command()
@click.argument("id_", metavar="ID")
@click.option("-n", "--limit", type=click.IntRange(1, LARGEST), help="How many (default: 10).")
@output_options
@index_option
def similar(id_: str, limit: int | None, form: str, settings: Settings) -> None:
    """Show what is like a measure, by its id, in the other plans and in its own.

    \b
    Example:
      mesures similar 8f1191a9be3242ef --limit 5
    """
    from pipeline.cluster.opening import open_index
    from pipeline.search.opened import Index

    with Index(open_index(settings.index)) as index:
        hits = index.similar(id_, limit or load().limit)
        state = index.snapshot
    _print_hits(hits, form, state)


def _questions(file: Path) -> Iterator[tuple[object, str]]:
    from pipeline.export.jsonfiles import json_lines
    from pipeline.search import check_question

    for origin, record in json_lines(file):
        text = record.get("text")
        for name in ("id", "text"):
            if name not in record:
                raise UsageError("{origin}: {name} is missing", origin=origin, name=name)
        if not isinstance(text, str) or not text.strip():
            raise UsageError(
                "{origin}: text must be a question, not {text}", origin=origin, text=said(text)
            )
        try:
            check_question(text)
        except UsageError as error:
            raise UsageError("{origin}: {error}", origin=origin, error=error) from error
        yield record["id"], text


def _narrowed(text: str, filters: Filters) -> bool:
    """Whether options or fields of the question keep plans or units out."""
    from pipeline.search import understand

    return understand(text, filters).filters != Filters()


def _print_one(answer: Answer, form: str, state: str, narrowed: bool = False) -> None:
    if form == TEXT and not answer.hits:
        # A name that no plan has looks like a question without an answer.
        why = " avec ces filtres (`mesures plans` liste les plans)" if narrowed else ""
        click.echo(f"Aucune mesure ne répond{why}.", err=True)
    _print_hits(answer.hits, form, state)


def _print_hits(hits: list[Hit], form: str, state: str) -> None:
    if form != TEXT:
        from pipeline.export import hit_record

        print_records((hit_record(hit) | {"snapshot": state} for hit in hits), form)
        return
    from pipeline.cli.terminal import emphasis, hit_lines, styled

    for hit in hits:
        for line in hit_lines(hit):
            click.echo(line)
        click.echo()
    if hits and styled():
        click.echo(emphasis(f"instantané {state}", dim=True))


def _say_reading(answer: Answer) -> None:
    """Say on standard error how the question was read."""
    for typed, read in answer.reading.corrected:
        click.echo(printable(f"«\u00a0{typed}\u00a0» lu «\u00a0{read}\u00a0»"), err=True)
    for short, long in answer.reading.expanded:
        click.echo(printable(f"{short} = {long}"), err=True)


def _say_worth(answer: Answer, everything: bool) -> None:
    """Say on standard error how much the answer is worth."""
    if answer.hits and answer.nothing:
        click.echo("Probablement rien dans cette collection ne répond.", err=True)
    if everything and answer.hits:
        from pipeline.cli.terminal import wrapped

        click.echo("\n".join(wrapped(_found(answer), "")), err=True)


def _write_page(
    out: Path, questions: Sequence[str], answers: Sequence[Answer], everything: bool, state: str
) -> None:
    """One page of all questions, each with its answers."""
    from pipeline.view import Answered, answers_page

    shown = [
        Answered(
            question,
            answer.hits,
            answer.reading.corrected,
            answer.reading.expanded,
            answer.nothing,
            _found(answer) if everything and answer.hits else None,
        )
        for question, answer in zip(questions, answers, strict=True)
    ]
    count = sum(len(answer.hits) for answer in answers)
    held = phrases("{n} answer", "{n} answers", count)
    write_page(out, answers_page(shown, state), held)


def _found(answer: Answer) -> str:
    """How much of what answers was found, as far as it can be told."""
    share, low, high = (
        round(100 * one) for one in (answer.found.share, answer.found.low, answer.found.high)
    )
    # In tens, outwards: finer figures would say more than is known.
    low, high = low // 10 * 10, -(-high // 10) * 10
    return (
        f"Environ {share}\u00a0% de ce qui répond est ci-dessus (estimation\u00a0; quatre fois sur "
        f"cinq, de {low} à {high}\u00a0%)."
    )


def _print_many(answers: list[tuple[object, str, Answer]], form: str, state: str) -> None:
    if form == TEXT:
        for id_, text, answer in answers:
            click.echo(printable(f"## {id_} {text}") + "\n")
            _print_one(answer, form, state)
        return
    from pipeline.export import hit_record

    records = (
        {
            "id": id_,
            "results": [hit_record(hit) for hit in answer.hits],
            "nothing": answer.nothing,
            "recall": round(answer.recall, 3),
            "recall_range": [round(answer.found.low, 3), round(answer.found.high, 3)],
            "corrected": dict(answer.reading.corrected),
            "acronyms": dict(answer.reading.expanded),
            "snapshot": state,
        }
        for id_, _, answer in answers
    )
    print_records(records, form)
