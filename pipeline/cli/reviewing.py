"""`mesures review`: people confirm, reject or retype the pairs of measures that were found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.output import (
    TEXT,
    Command,
    PathType,
    index_option,
    output_options,
    print_records,
    size_told,
    workspace_option,
)
from pipeline.cli.reviewed import Opened, author_of, author_option, opened
from pipeline.cli.speech import phrase, phrases, shown
from pipeline.errors import UsageError, printable
from pipeline.messages import noted
from pipeline.models import Measure, Overlap, Relation
from pipeline.settings import LARGEST, Settings

if TYPE_CHECKING:
    from pipeline.store import MeasureIndex
    from pipeline.workspace import Judged

NONE = "none"
_SOME_FAILED = 1
_PAIRS = ("decided", "queue", "all")


_most_option = click.option(
    "-n",
    "--limit",
    type=click.IntRange(1, LARGEST),
    metavar="N",
    help="How many pairs at most (default: all).",
)


@click.group(invoke_without_command=True)
@_most_option
@index_option
@workspace_option
@author_option
@click.pass_context
def review(context: click.Context, /, limit: int | None, settings: Settings) -> None:
    """Decide about pairs of measures that overlap: confirm, reject, or name the right relation.

    Without a command it asks about one pair after the other, the least certain first; where
    nobody can answer, it prints them. Decisions are kept in workspace.db, with author and date,
    and outlive new indexes.

    \b
    Examples:
      mesures review
      mesures review export pairs.xlsx --pairs queue
      mesures review import pairs.xlsx --author "A. Morin"
      mesures review export dossier.html
    """
    if context.invoked_subcommand:
        if any(value is not None for value in context.params.values()):
            raise click.UsageError(phrase("give options after the name of the command"))
        return
    from pipeline.overlap.reviewing import queue

    with opened(settings) as held:
        if not _answering():
            _print(queue(held.pairs(limit), limit), held, TEXT)
            return
        from pipeline.cli.asking import ask
        from pipeline.workspace import reviews

        held.workspace.check_writable()
        author = author_of(settings)
        waiting = queue(held.pairs(limit), limit)
        for one in ask(waiting, held.titles, author):
            reviews.keep(held.workspace, [one])


def _answering() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@review.command("list")
@click.option("--rejected", is_flag=True, help="Show also what was rejected.")
@click.option("--undecided", is_flag=True, help="Show also what nobody has decided yet.")
@output_options
@index_option
@workspace_option
def list_(rejected: bool, undecided: bool, form: str, settings: Settings) -> None:
    """List the pairs that were decided, with what changed in them since.

    \b
    Examples:
      mesures review list
      mesures review list --rejected --jsonl
    """
    with opened(settings) as held:
        pairs = [
            one
            for one in held.pairs(None if undecided else 0)
            if (rejected or not one.rejected) and (undecided or one.decision)
        ]
        _print(pairs, held, form)


@review.command("queue")
@_most_option
@output_options
@index_option
@workspace_option
def queue_(limit: int | None, form: str, settings: Settings) -> None:
    """List the pairs to decide, the least certain first, and those whose words changed since.

    \b
    Example:
      mesures review queue -n 20
    """
    from pipeline.overlap.reviewing import queue

    with opened(settings) as held:
        _print(queue(held.pairs(limit), limit), held, form)


def _print(pairs: Sequence[Judged], held: Opened, form: str) -> None:
    if form != TEXT:
        from pipeline.export.decisions import judged_record

        print_records((judged_record(one, held.titles) for one in pairs), form)
        return
    from pipeline.cli.asking import pair_lines

    if not pairs:
        click.echo(phrase("no pair to show"), err=True)
    for one in pairs:
        for line in (*pair_lines(one, held.titles), ""):
            click.echo(line)


def _deciding(command: Command) -> Command:
    """Add what commands that decide about one pair share."""
    for added in (
        workspace_option,
        index_option,
        click.option("--note", default="", metavar="TEXT", help="A remark to keep with it."),
        click.argument("b"),
        click.argument("a"),
    ):
        command = added(command)
    return command


@review.command()
@_deciding
@click.option(
    "--relation",
    "said",
    type=click.Choice([*(relation.value for relation in Relation), NONE]),
    required=True,
    help="How they stand to each other; with broader, A covers more.",
)
@author_option
def decide(a: str, b: str, said: str, note: str, settings: Settings) -> None:
    """Say how two measures stand to each other, by their ids, found as a pair or not.

    \b
    Example:
      mesures review decide 1a2b3c4d 8f7e6d5c --relation broader
    """
    relation = None if said == NONE else Relation(said)
    _decide(settings, a, b, lambda *_: (relation, False), note)


@review.command()
@_deciding
@author_option
def confirm(a: str, b: str, note: str, settings: Settings) -> None:
    """Say that the relation that was found between two measures is right.

    \b
    Example:
      mesures review confirm 1a2b3c4d 8f7e6d5c
    """

    def found(machine: Overlap | None, first: Measure) -> tuple[Relation, bool]:
        if machine is None:
            raise UsageError(
                "nothing is found between these two; `mesures review decide {a} {b} --relation …`",
                a=a,
                b=b,
            )
        return machine.relation, machine.a.id != first.id

    _decide(settings, a, b, found, note)


@review.command()
@_deciding
@author_option
def reject(a: str, b: str, note: str, settings: Settings) -> None:
    """Say that two measures have nothing to do with each other.

    \b
    Example:
      mesures review reject 1a2b3c4d 8f7e6d5c --note "autre public"
    """
    _decide(settings, a, b, lambda *_: (None, False), note)


def _decide(
    settings: Settings,
    a: str,
    b: str,
    choose: Callable[[Overlap | None, Measure], tuple[Relation | None, bool]],
    note: str,
) -> None:
    from pipeline.workspace import reviews
    from pipeline.workspace.wording import relation_said, verdict_said

    author = author_of(settings)
    with opened(settings) as held:
        first, second = _measure(held.reader, a), _measure(held.reader, b)
        if first.id == second.id:
            raise UsageError("{a} and {b} name one measure; name two", a=a, b=b)
        if first.document == second.document:
            raise UsageError("both measures are of {name}; name two plans", name=first.document)
        held.workspace.check_writable()
        machine = held.found(first, second)
        relation, turned = choose(machine, first)
        overlap = Overlap(first, second, 0.0, relation or Relation.RELATED)
        one = reviews.decided(overlap, relation, author, turned, machine, held.titles, note)
        reviews.keep(held.workspace, [one])
    said = verdict_said(one.verdict)
    if one.relation:
        said += f" ({relation_said(one.relation)})"
    click.echo(f"{said}  {one.a.id}  {one.b.id}")


def _measure(reader: MeasureIndex, id_: str) -> Measure:
    """The measure whose id begins so. Raises UsageError."""
    found = reader.with_id(id_.lower())
    exact = [one for one in found if one.id == id_.lower()] or found
    if not exact:
        raise UsageError("no measure {id} in the index; give 8 digits of its id or more", id=id_)
    if len(exact) > 1:
        raise UsageError("{id} begins several ids; give more of its digits", id=id_)
    return exact[0]


@review.command()
@click.argument("file", type=PathType(), metavar="FILE")
@click.option(
    "--pairs",
    "chosen",
    type=click.Choice(_PAIRS),
    help="Which pairs (default: all in .xlsx, decided ones in .html).",
)
@_most_option
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@index_option
@workspace_option
def export(
    file: Path, chosen: str | None, limit: int | None, force: bool, settings: Settings
) -> None:
    """Write a workbook to decide in (.xlsx), or a dossier to read, print and cite (.html).

    Both name plan, headings and page of both sides, and the state of the index.

    \b
    Examples:
      mesures review export pairs.xlsx --pairs queue -n 50
      mesures review export dossier.html
    """
    form = file.suffix.lower().removeprefix(".")
    if form not in ("xlsx", "html"):
        raise UsageError("{file}: its ending names no format; end it in .xlsx or .html", file=file)
    chosen = chosen or ("all" if form == "xlsx" else "decided")
    with opened(settings) as held:
        pairs = _chosen(held, chosen, limit)
        size = _write(pairs, held, file, form, force)
    name = printable(str(file))
    said = phrases(
        "{name}: {n} pair, {size}", "{name}: {n} pairs, {size}", len(pairs), name=name, size=size
    )
    click.echo(said, err=True)


def _chosen(held: Opened, chosen: str, limit: int | None) -> list[Judged]:
    from pipeline.overlap.reviewing import queue

    if chosen == "queue":
        return queue(held.pairs(limit), limit)
    pairs = held.pairs(0 if chosen == "decided" else None)
    return [one for one in pairs if chosen == "all" or one.decision][:limit]


def _write(pairs: Sequence[Judged], held: Opened, file: Path, form: str, force: bool) -> str:
    from pipeline.export.files import write_whole
    from pipeline.workspace.questions import now

    def write(stream: Any) -> int:
        if form == "xlsx":
            from pipeline.export.decisions import write_decisions

            write_decisions(pairs, held.titles, held.snapshot, stream)
        else:
            from pipeline.view import dossier_page

            stream.write(dossier_page(pairs, held.titles, held.snapshot, now()))
        return int(stream.tell())

    return size_told(write_whole(file, write, force))


@review.command("import")
@click.argument("file", type=PathType(dir_okay=False), metavar="FILE")
@index_option
@workspace_option
@author_option
@click.pass_context
def import_(context: click.Context, /, file: Path, settings: Settings) -> None:
    """Read back the decisions of a workbook that `mesures review export` wrote.

    Rows that decide nothing new are left aside. Where anything is wrong, nothing is kept. A pair
    that somebody decided otherwise since the file was written is told, and stays as it is: the
    exit code is 1 then.

    \b
    Example:
      mesures review import pairs.xlsx --author "A. Morin"
    """
    from pipeline.export.decisions import read_decisions
    from pipeline.workspace import Workspace, place, reviews
    from pipeline.workspace.returned import returned
    from pipeline.workspace.wording import verdict_said

    rows = read_decisions(file)
    with Workspace(place(settings)) as workspace:
        made = reviews.decisions(workspace)
        new, conflicts = returned(rows, made, author_of(settings))
        if new:
            reviews.keep(workspace, new)
    for one in conflicts:
        said = phrase(
            "{origin}: left aside; {author} decided otherwise on {date} ({verdict})",
            origin=shown(one.origin),
            author=one.kept.author,
            date=one.kept.date,
            verdict=verdict_said(one.kept.verdict).lower(),
        )
        click.echo(f"mesures: {printable(said)}", err=True)
    count = phrases("{n} decision kept", "{n} decisions kept", len(new))
    click.echo(count, err=True)
    context.exit(_SOME_FAILED if conflicts else 0)


@review.command()
@click.argument("id_", required=False, metavar="[ID]")
@output_options
@index_option
@workspace_option
def history(id_: str | None, form: str, settings: Settings) -> None:
    """List every decision that was made, the oldest first, or those about one measure.

    \b
    Examples:
      mesures review history
      mesures review history 1a2b3c4d --jsonl
    """
    from pipeline.cli.asking import decision_lines
    from pipeline.export.decisions import decision_record
    from pipeline.workspace import Workspace, place, reviews

    with Workspace(place(settings)) as workspace:
        made = reviews.decisions(workspace)
    if id_:
        wanted = id_.lower()
        made = [one for one in made if one.a.id.startswith(wanted) or one.b.id.startswith(wanted)]
    if form != TEXT:
        print_records(map(decision_record, made), form)
        return
    if not made:
        click.echo(shown(noted("no decision yet")), err=True)
    for one in made:
        for line in decision_lines(one):
            click.echo(line)
