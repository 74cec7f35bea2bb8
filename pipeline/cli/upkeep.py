"""Looking after an index: `mesures runs`, `check`, `backup` and `restore`."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.output import (
    TEXT,
    PathType,
    chosen_encoder,
    index_option,
    output_options,
    print_records,
    size_told,
    workspace_option,
)
from pipeline.cli.speech import moment, outcomes, phrase, shown
from pipeline.errors import printable
from pipeline.messages import Message, noted
from pipeline.settings import LARGEST, Settings

if TYPE_CHECKING:
    from pipeline.store.check import Fault

_UNUSABLE = 3
_PARTS = {
    "database": noted("database"),
    "document": noted("document"),
    "terms": noted("terms"),
    "vectors": noted("vectors"),
    "cache": noted("cache"),
    "leftover": noted("leftover"),
}


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
    from pipeline.cli.terminal import wrapped
    from pipeline.cluster.opening import open_index

    with open_index(settings.index) as reader:
        found = reader.runs(limit)
    if form != TEXT:
        print_records((asdict(run) for run in found), form)
        return
    for run in found:
        done = phrase(
            "{moment}  {seconds:8.1f} s  {done}{cut}",
            moment=moment(run.started),
            done=outcomes(run.counts) or noted("nothing to do"),
            seconds=run.seconds,
            cut="" if run.finished else noted("; not finished"),
        )
        click.echo(done)
        for reason in run.failed.values():
            said = phrase("failed: {reason}", reason=shown(reason))
            click.echo("\n".join(wrapped(said, "    ", "  ")))


@click.command()
@click.option("--repair", is_flag=True, help="Rebuild what can be rebuilt of what is sound.")
@output_options
@index_option
@workspace_option
@click.pass_context
def check(context: click.Context, /, repair: bool, form: str, settings: Settings) -> None:
    """Check an index against its hashes: database, documents, units, words and vectors.

    What people saved and decided (workspace.db) is read through as well.

    Exit code 0 for a sound index, or one that --repair made sound; 3 for one that is not.

    \b
    Examples:
      mesures check
      mesures check --repair
    """
    from pipeline.cluster.opening import only_folder
    from pipeline.store.check import check as checked

    only_folder(settings.index, "check")
    faults = _repaired(settings) if repair else checked(settings.index)
    if form != TEXT:
        print_records((asdict(fault) for fault in faults), form)
    for fault in faults if form == TEXT else ():
        said = phrase(
            "{part}: {what}{remedy}",
            part=_PARTS[fault.part],
            what=shown(fault.what),
            remedy=_remedy(fault, repair),
        )
        click.echo(printable(said))
    wrong = [fault for fault in faults if not fault.repaired and fault.part != "leftover"]
    if not wrong:
        click.echo(phrase("{index} is sound", index=settings.index), err=True)
    _read_workspace(settings)
    context.exit(_UNUSABLE if wrong else 0)


def _read_workspace(settings: Settings) -> None:
    """Read all of workspace.db. Raises WorkspaceUnavailableError for a damaged one."""
    from pipeline.workspace import Workspace, place, questions, reviews

    with Workspace(place(settings)) as workspace:
        questions.questions(workspace)
        reviews.decisions(workspace)


def _repaired(settings: Settings) -> list[Fault]:
    from pipeline.build import built_with
    from pipeline.cluster.opening import open_index
    from pipeline.search import identity
    from pipeline.store.check import repair

    open_index(settings.index).close()  # tells of an index that is not there, before one is made
    encoder = chosen_encoder(settings, settings.index, built_with(settings.index, rebuild=False))
    return repair(settings.index, identity(encoder), encoder.encode_documents)


def _remedy(fault: Fault, repair: bool) -> Message:
    if fault.repaired:
        return noted(" (repaired)")
    if fault.remedy:
        return Message("; {remedy}", remedy=fault.remedy)
    if fault.part == "leftover":
        return noted("; the next run removes it")
    if repair and fault.part == "document":
        return noted("; run `mesures ingest` to read it again")
    return noted("; run `mesures check --repair`")


@click.command()
@click.argument("file", type=PathType(dir_okay=False), metavar="FILE")
@index_option
@workspace_option
def backup(file: Path, settings: Settings) -> None:
    """Write the index and workspace.db to one ZIP file, also while others read and write them.

    \b
    Example:
      mesures backup index-of-monday.zip
    """
    from pipeline.cluster.opening import only_folder
    from pipeline.store.backup import back_up
    from pipeline.workspace import Workspace, place
    from pipeline.workspace.schema import FILE_NAME

    only_folder(settings.index, "backup")
    saved = place(settings)
    with Workspace(saved):  # tells of one that cannot be read: it is no thing to keep
        size = back_up(settings.index, file, {FILE_NAME: saved} if saved.is_file() else {})
    also = Message(", with {name}", name=printable(str(saved))) if saved.is_file() else ""
    said = phrase(
        "{name}: {size}{also}", name=printable(str(file)), size=size_told(size), also=also
    )
    click.echo(said, err=True)


@click.command()
@click.argument("file", type=PathType(exists=True, dir_okay=False), metavar="FILE")
@click.option("--replace", is_flag=True, help="Even if there is an index already.")
@click.option(
    "--replace-workspace",
    is_flag=True,
    help="Also what people saved and decided (workspace.db), where there is some already.",
)
@index_option
@workspace_option
def restore(file: Path, replace: bool, replace_workspace: bool, settings: Settings) -> None:
    """Make the index what it was when `mesures backup` wrote FILE.

    A workspace.db comes back with it where there is none; one that is there stays as it is, for
    nothing else could bring back what people decided since, unless --replace-workspace.

    \b
    Example:
      mesures restore index-of-monday.zip --replace
    """
    from pipeline.cluster.opening import only_folder
    from pipeline.store.backup import restore as restored
    from pipeline.workspace import place

    only_folder(settings.index, "restore")
    made = restored(settings.index, file, replace)
    when = printable(moment(made))
    click.echo(phrase("{index} is as it was at {when}", index=settings.index, when=when), err=True)
    _restore_workspace(file, place(settings), replace_workspace)


def _restore_workspace(file: Path, saved: Path, replace: bool) -> None:
    from pipeline.store.backup import holds, restore_beside
    from pipeline.workspace import Workspace
    from pipeline.workspace.schema import FILE_NAME

    if not holds(file, FILE_NAME):
        return
    if os.path.lexists(saved) and not replace:
        name = printable(str(saved))
        click.echo(phrase("{name} stays as it is (--replace-workspace)", name=name), err=True)
        return
    restore_beside(file, FILE_NAME, saved, lambda path: Workspace(path).connection.close())
    click.echo(phrase("{name} is as it was, too", name=printable(str(saved))), err=True)
