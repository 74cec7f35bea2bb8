"""`mesures clusters`: families of measures that say the same, over the whole collection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from pipeline.cli.output import (
    TEXT,
    Chance,
    Tables,
    filter_options,
    index_option,
    output_options,
    pairs_told,
    print_records,
    table_options,
    workspace_option,
)
from pipeline.errors import UsageError, printable
from pipeline.models import Family, Filters, Measure, Relation, UnitKind
from pipeline.settings import LARGEST, Settings

if TYPE_CHECKING:
    from pipeline.models import Overlap
    from pipeline.store import MeasureIndex

COMPARED = tuple(kind for kind in UnitKind if kind is not UnitKind.PASSAGE)
_SHOWN = 6  # measures of a family in a list
_LEADS = 4


@click.command()
@click.option(
    "--min-score",
    type=Chance(),
    default=0.0,
    help="Only families whose measures overlap with at least this probability, on the mean.",
)
@click.option(
    "--min-plans",
    type=click.IntRange(2, LARGEST),
    default=2,
    help="Only families of so many plans (default: 2).",
)
@click.option("-n", "--limit", type=click.IntRange(1, LARGEST), help="At most so many families.")
@click.option("--theme", metavar="THEME", help="Only families with a measure of this theme.")
@click.option("--show", metavar="ID", help="Show the whole family of a measure, by its id.")
@table_options("Write one row a measure.")
@filter_options("Only families with a unit of this kind.")
@output_options
@index_option
@workspace_option
def clusters(
    min_score: float,
    min_plans: int,
    limit: int | None,
    theme: str | None,
    show: str | None,
    tables: Tables,
    filters: Filters,
    form: str,
    settings: Settings,
) -> None:
    """Group the measures of different plans that say the same, or nearly.

    Families are those of the whole collection; filters choose the ones of which a measure passes.
    The measure named first is the one that says best what all of them say.

    \b
    Examples:
      mesures clusters --min-plans 3
      mesures clusters --theme logement --limit 10
      mesures clusters --plan climat --jsonl
      mesures clusters --xlsx familles.xlsx
    """
    from pipeline.cluster.opening import open_index

    tables.check(form)
    with open_index(settings.index) as reader:
        found, titles = _families(reader, settings)
        if show is not None:
            found = [_of(found, show)]
        else:
            passing = _passing(reader, theme, filters)
            found = [
                one
                for one in found
                if one.score >= min_score
                and one.plans >= min_plans
                and (passing is None or any(m.measure.id in passing for m in one.members))
            ][:limit]
    if form != TEXT or tables:
        from pipeline.export.listed import FAMILIES, family_record, family_rows

        if form != TEXT:
            print_records((family_record(one, titles) for one in found), form)
        tables.write(lambda name, file: FAMILIES.write(family_rows(found, titles), name, file))
        return
    if not found:
        click.echo("Aucune famille de mesures.", err=True)
    shown = None if show is not None else _SHOWN
    for number, one in enumerate(found, start=1):
        for line in ([""] if number > 1 else []) + list(_lines(one, number, titles, shown)):
            click.echo(line)


def found_overlaps(
    reader: MeasureIndex, settings: Settings, least: float
) -> tuple[list[Overlap], dict[str, int]]:
    """The pairs of that probability and more, those of two editions too; the plan of each document.

    What people decided about pairs counts. The number of a plan is the same for its editions.
    """
    from pipeline.cli.overlapping import decisions
    from pipeline.overlap import collected, overlaps
    from pipeline.overlap.applied import Applied
    from pipeline.overlap.reviewing import located_in

    made = decisions(settings)
    with reader.snapshot():
        held = collected(reader)
        documents = [row.document for row in reader.documents()]
        with pairs_told() as tell:
            found = overlaps(held, least / 2, editions_too=True, tell=tell)
        counted = Applied(held, found, made, located_in(reader), least)
    counted.show(lambda a, b: True, related=True, rejected=False)
    numbers = zip(held.documents.tolist(), held.plans.tolist(), strict=True)
    plans = {documents[one]: n for one, n in numbers}
    kept = (one for one in counted if one.relation is not Relation.RELATED)
    return [one for one in kept if one.score >= least], plans


def measures_by_document(
    reader: MeasureIndex, filters: Filters, kinds: Sequence[UnitKind] = COMPARED
) -> dict[str, list[Measure]]:
    """The units that pass `filters`, by document; where no kind is said, those of `kinds`."""
    found: dict[str, list[Measure]] = {}
    with reader.snapshot():
        for _, unit in reader.selected(replace(filters, kinds=filters.kinds or tuple(kinds))):
            found.setdefault(unit.document, []).append(unit)
    return found


def _families(reader: MeasureIndex, settings: Settings) -> tuple[list[Family], dict[str, str]]:
    """The families of an index, and the title of the plan of each document."""
    from pipeline.overlap.clusters import WEAKEST, families

    pairs, plans = found_overlaps(reader, settings, WEAKEST)
    documents = reader.documents()
    titles = {row.document: row.title for row in documents}
    issuers = [row.facts.issuer for row in documents if row.facts.issuer]
    since = {row.document: row.indexed for row in documents}
    return families(pairs, plans, since, [*titles.values(), *issuers]), titles


def _passing(reader: MeasureIndex, theme: str | None, filters: Filters) -> set[str] | None:
    """The ids of the measures that pass; None where all do."""
    from pipeline.cli.theming import theme_named
    from pipeline.themes import find_themes

    if theme is None and filters == Filters():
        return None
    held = measures_by_document(reader, filters)
    passing = {unit.id for units in held.values() for unit in units}
    if theme is not None:
        passing &= set(theme_named(find_themes(reader), theme)[1])
    return passing


def _of(found: Iterable[Family], id_: str) -> Family:
    """The family of a measure. Raises UsageError."""
    for one in found:
        if any(member.measure.id == id_ for member in one.members):
            return one
    raise UsageError("no family has measure {id}; `mesures clusters` lists them", id=printable(id_))


def _lines(
    family: Family, number: int, titles: Mapping[str, str], shown: int | None
) -> Iterator[str]:
    from pipeline.cli.terminal import emphasis, named, plural, wrapped

    for line in wrapped(family.label, "    ", f"{number}. ".ljust(4)):
        yield emphasis(line, bold=True)
    summary = (
        f"{plural(family.size, 'mesure')} \u00b7 {plural(family.plans, 'plan')} \u00b7 "
        f"recoupement\u00a0{100 * family.score:.0f}\u00a0%"
    )
    for line in wrapped(summary, "    "):
        yield emphasis(line, fg="cyan")
    for member in family.members[:shown]:
        measure = member.measure
        yield from wrapped(named(measure), "      ", "    - ")
        page = f", p.\u00a0{measure.page}" if measure.page else ""
        for line in wrapped(titles.get(measure.document, measure.document) + page, "      "):
            yield emphasis(line, dim=True)
    rest = family.size - len(family.members[:shown])
    if rest > 0:
        yield f"    … et {plural(rest, 'autre')}"
    if family.leads:
        more = ["…"] * (len(family.leads) > _LEADS)
        yield from wrapped(
            "Responsables\u00a0: " + "\u00a0; ".join([*family.leads[:_LEADS], *more]), "    "
        )
    for broad in family.under if shown is None else ():
        place = f" ({titles.get(broad.document, broad.document)})"
        yield from wrapped(f"Dans\u00a0: {named(broad)}{place}", "      ", "    ")
    yield emphasis(f"    {family.id}", dim=True)
