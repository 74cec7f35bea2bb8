"""`mesures watch`: saved questions, and what changed among their answers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.output import (
    TEXT,
    chosen_encoder,
    filter_options,
    index_option,
    named_by,
    output_options,
    print_records,
    workspace_option,
)
from pipeline.cli.speech import moment, phrase, phrases
from pipeline.errors import UsageError, printable
from pipeline.messages import noted
from pipeline.models import Filters
from pipeline.settings import Settings
from pipeline.text import fold

if TYPE_CHECKING:
    from pipeline.search.saved import Told
    from pipeline.workspace import Question

_FILTERS = {
    "plans": noted("plan"),
    "issuers": noted("issuer"),
    "years": noted("year"),
    "kinds": noted("kind"),
    "leads": noted("lead"),
    "documents": noted("document"),
}


@click.group()
def watch() -> None:
    """Save questions, and be told what changes among their answers.

    A report tells of each saved question what is new, changed or gone since the report before.
    (To index a folder as it changes is `mesures ingest --watch`.)

    \b
    Examples:
      mesures watch add "Comment retenir le personnel ?" --name personnel
      mesures watch report
      mesures watch remove personnel
    """


@watch.command()
@click.argument("question", nargs=-1, required=True, metavar="QUESTION...")
@click.option("--name", metavar="NAME", help="What to call it (default: made of its words).")
@filter_options("Only units of this kind (default: all but passages).")
@index_option
@workspace_option
def add(question: tuple[str, ...], name: str | None, settings: Settings, filters: Filters) -> None:
    """Save a question; what answers it now is what the first report compares with.

    \b
    Examples:
      mesures watch add "pistes cyclables" --issuer mornelac
      mesures watch add logement --year 2027 --name logement-2027
    """
    from pipeline.cluster.opening import open_index
    from pipeline.search import check_question, saved
    from pipeline.workspace import Question, Workspace, place, questions

    text = " ".join(question)
    check_question(text)
    with Workspace(place(settings)) as workspace, open_index(settings.index) as reader:
        taken = {one.name for one in questions.questions(workspace)}
        if name is not None and (not name.strip() or name in taken):
            if not name.strip():
                raise UsageError("the name of the question is empty; give another --name")
            raise UsageError(
                "the name of the question {name!r} is taken; give another --name", name=name
            )
        workspace.check_writable()
        asked = Question(name or _name(text, taken), text, filters, questions.now())
        encoder = chosen_encoder(settings, settings.index, reader.encoder.name)
        with named_by(settings):
            baseline = saved.first(reader, encoder, asked)
        questions.add(workspace, replace(asked, baseline=baseline))
    count = len(baseline.answers)
    answers = phrases("{n} answer now", "{n} answers now", count)
    click.echo(printable(asked.name))
    place_ = printable(str(workspace.path))
    click.echo(phrase("saved in {place}; {answers}", place=place_, answers=answers), err=True)


def _name(text: str, taken: set[str]) -> str:
    """A short name of the words that carry weight; with a number where it is taken."""
    from pipeline.search import understand

    words = [fold(word.typed) for word in understand(text, Filters()).words][:4]
    base = "-".join(words) or "question"
    numbers = range(2, len(taken) + 3)
    return next(one for one in (base, *(f"{base}-{n}" for n in numbers)) if one not in taken)


@watch.command("list")
@output_options
@index_option
@workspace_option
def list_(form: str, settings: Settings) -> None:
    """List the saved questions, and when each was last reported.

    \b
    Example:
      mesures watch list
    """
    found = _saved(settings, ())
    if form != TEXT:
        print_records(map(_listed, found), form)
        return
    if not found:
        click.echo(phrase("no saved question yet; `mesures watch add QUESTION`"), err=True)
    for one in found:
        record = _listed(one)
        click.echo(printable(f"{one.name}  {one.question}{_narrowed(one.filters)}"))
        when = moment(record["reported"]) if record["reported"] else "—"
        count = record["answers"]
        told = phrases("{n} answer on {when}", "{n} answers on {when}", count, when=when)
        click.echo(f"    {told}")


def _saved(settings: Settings, names: tuple[str, ...]) -> list[Question]:
    from pipeline.workspace import Workspace, place, questions

    with Workspace(place(settings)) as workspace:
        return questions.questions(workspace, names)


def _listed(one: Question) -> dict[str, Any]:
    last = one.baseline
    told = [answer for answer in last.answers.values() if answer.told] if last else []
    return {
        "name": one.name,
        "question": one.question,
        "filters": {name: list(values) for name, values in asdict(one.filters).items() if values},
        "created": one.created,
        "reported": last.taken if last else None,
        "snapshot": last.snapshot if last else None,
        "answers": len(told),
    }


def _narrowed(filters: Filters) -> str:
    given = {name: values for name, values in asdict(filters).items() if values}
    said = (
        phrase(
            "{name}: {values}",
            name=_FILTERS[name],
            values=", ".join(map(str, values)),
        )
        for name, values in given.items()
    )
    return f" ({'; '.join(said)})" if given else ""


@watch.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@index_option
@workspace_option
def remove(names: tuple[str, ...], settings: Settings) -> None:
    """Forget saved questions.

    \b
    Example:
      mesures watch remove personnel
    """
    from pipeline.workspace import Workspace, place, questions

    with Workspace(place(settings)) as workspace:
        questions.remove(workspace, names)
    click.echo(phrase("forgotten: {names}", names=printable(", ".join(names))), err=True)


@watch.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--peek", is_flag=True, help="Look only: the next report tells the same again.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing of questions without changes.")
@output_options
@index_option
@workspace_option
def report(names: tuple[str, ...], peek: bool, quiet: bool, form: str, settings: Settings) -> None:
    """Tell what is new, changed or gone among the answers, since the report before.

    For a job of the night: with --quiet nothing is printed when nothing changed, so that cron
    mails changes only. What could not be printed is told again the next time.

    \b
    Examples:
      mesures watch report
      mesures watch report personnel --peek --json
      mesures ingest && mesures watch report --quiet
    """
    from pipeline.cluster.opening import open_index
    from pipeline.search import saved
    from pipeline.workspace import Workspace, place, questions

    with Workspace(place(settings)) as workspace:
        asked = questions.questions(workspace, names)
        if not peek and asked:
            workspace.check_writable()
        found: list[Told] = []
        if asked:
            with open_index(settings.index) as reader:
                encoder = chosen_encoder(settings, settings.index, reader.encoder.name)
                with named_by(settings):
                    found = saved.tell(reader, encoder, asked)
        elif form == TEXT and not quiet:
            click.echo(phrase("no saved question yet; `mesures watch add QUESTION`"), err=True)
        _print(found, form, quiet)
        sys.stdout.flush()
        if found and not peek:
            questions.move_baselines(workspace, {one.question.name: one.baseline for one in found})


def _print(found: list[Told], form: str, quiet: bool) -> None:
    if form != TEXT:
        from pipeline.cli.reports import report_record

        print_records(map(report_record, found), form)
        return
    from pipeline.cli.reports import report_lines

    for line in _blocks(found, quiet, report_lines):
        click.echo(line)


def _blocks(
    found: list[Told], quiet: bool, lines: Callable[[Told], Iterator[str]]
) -> Iterator[str]:
    for one in found:
        if one.changes or one.remade or not quiet:
            yield from lines(one)
