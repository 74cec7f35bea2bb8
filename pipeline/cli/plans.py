"""`mesures plans` and `mesures show`: what is in the index."""

from __future__ import annotations

import re

import click

from pipeline.cli.output import (
    TEXT,
    Tables,
    index_option,
    output_options,
    print_records,
    table_options,
)
from pipeline.cluster.opening import open_index
from pipeline.errors import UsageError
from pipeline.export import measure_record
from pipeline.models import Measure, UnitKind
from pipeline.settings import Settings
from pipeline.store import DocumentRow
from pipeline.text import fold


@click.command()
@table_options("Write one row a plan.")
@output_options
@index_option
def plans(tables: Tables, form: str, settings: Settings) -> None:
    """List the plans of the index with their issuers, periods and numbers of measures.

    \b
    Examples:
      mesures plans
      mesures plans --xlsx plans.xlsx
    """
    tables.check(form)
    with open_index(settings.index) as reader, reader.snapshot():
        rows = reader.documents()
    if form != TEXT or tables:
        from pipeline.export.listed import PLANS, plan_record, plan_rows

        if form != TEXT:
            print_records(map(plan_record, rows), form)
        tables.write(lambda name, file: PLANS.write(plan_rows(rows), name, file))
        return
    from pipeline.cli.terminal import emphasis, wrapped

    for row in rows:
        for line in wrapped(row.title, "  ", ""):
            click.echo(emphasis(line, bold=True))
        for line in wrapped(_summary(row), "  "):
            click.echo(line)
        if row.title != row.document:
            click.echo(emphasis(f"  {row.document}", dim=True))


def _summary(row: DocumentRow) -> str:
    facts = [fact for fact in (row.facts.issuer, row.facts.period, row.facts.territory) if fact]
    return " \u00b7 ".join([*facts, _counts(row)])


def _counts(row: DocumentRow) -> str:
    from pipeline.cli.terminal import plural

    counted = [
        plural(row.counts[kind], noun)
        for kind, noun in (
            ("measure", "mesure"),
            ("programme", "programme"),
            ("recommendation", "recommandation"),
        )
        if row.counts.get(kind)
    ]
    pages = [plural(row.pages, "page")] if row.pages else []
    return " \u00b7 ".join([", ".join(counted) or "aucune mesure", *pages])


def _facts(row: DocumentRow) -> list[str]:
    """What is known of a document beside its title, a line each."""
    named = (
        ("Émetteur", row.facts.issuer),
        ("Période", row.facts.period),
        ("Territoire", row.facts.territory),
        ("Date", row.facts.date),
        ("Édition", row.facts.edition),
        ("Langue", row.facts.language),
        ("Adresse", row.facts.address),
    )
    known = [f"{name}\u00a0: {value}" for name, value in named if value]
    return [*known, *(["Document inventé"] if row.facts.invented else [])]


@click.command()
@click.argument("what", metavar="ID|PLAN")
@click.option("--passages", is_flag=True, help="Show also what is in no measure.")
@output_options
@index_option
def show(what: str, passages: bool, form: str, settings: Settings) -> None:
    """Show one measure by its id, or the facts and outline of a plan by (a part of) its name.

    \b
    Examples:
      mesures show 3f9a1c5e7b2d4068
      mesures show hautes-brumes-2024
    """
    if not what.strip():
        raise UsageError("an empty name is no measure or plan; `mesures plans` lists plans")
    with open_index(settings.index) as reader, reader.snapshot():
        documents = reader.documents()
        measures = reader.with_id(what.lower())
        if len(measures) > 1:
            raise UsageError("{what} begins several ids; give more of its digits", what=what)
        if measures:
            _show_measure(measures[0], documents, form)
            return
        row = plan_named(what, documents)
        units = [
            unit for unit in reader.units(row.document) if passages or unit.kind != UnitKind.PASSAGE
        ]
    if form != TEXT:
        print_records(map(measure_record, units), form)
        return
    from pipeline.cli.terminal import emphasis, tree_lines, wrapped

    for line in wrapped(row.title, ""):
        click.echo(emphasis(line, bold=True, fg="cyan"))
    for fact in _facts(row):
        click.echo("\n".join(wrapped(fact, "  ", "")))
    for line in (*wrapped(_counts(row), ""), "", *tree_lines(units)):
        click.echo(line)


def plan_named(name: str, documents: list[DocumentRow]) -> DocumentRow:
    """The one plan whose file name or title is `name`, else holds it. Raises UsageError."""
    wanted = fold(name)
    names = {row.document: (fold(row.document), fold(row.title)) for row in documents}
    found = [row for row in documents if wanted in names[row.document]] or [
        row for row in documents if any(wanted in known for known in names[row.document])
    ]
    if not found and re.fullmatch("[0-9a-f]{1,7}", name.lower()):
        raise UsageError(
            "{name!r} names no plan, and is too short for the id of a measure: "
            "give at least 8 of its digits",
            name=name,
        )
    if not found:
        raise UsageError(
            "no measure or plan {name!r} in the index; `mesures plans` lists plans", name=name
        )
    if len(found) > 1:
        more = ", …" * (len(found) > 5)
        listed = ", ".join(sorted(row.document for row in found)[:5]) + more
        raise UsageError(
            "{name!r} names several plans: {listed}; give more of the name",
            name=name,
            listed=listed,
        )
    return found[0]


def _show_measure(measure: Measure, documents: list[DocumentRow], form: str) -> None:
    if form != TEXT:
        print_records([measure_record(measure)], form)
        return
    from pipeline.cli.terminal import emphasis, fact_lines, named, wrapped

    plan = next(row.title for row in documents if row.document == measure.document)
    for line in wrapped(named(measure), ""):
        click.echo(emphasis(line, bold=True))
    page = f", p.\u00a0{measure.page}" if measure.page else ""
    click.echo("\n".join(wrapped(f"{plan}{page} ({measure.document})", "")))
    if measure.path:
        click.echo("\n".join(wrapped(" \u203a ".join(measure.path), "  ", "\u203a ")))
    for name, value in fact_lines(measure):
        click.echo("\n".join(wrapped(f"{name}\u00a0: {value}", "    ", "  ")))
    for detail in measure.details:
        click.echo("\n".join(wrapped(detail, "  ", "- ")))
    click.echo(emphasis(measure.id, dim=True))
