"""`mesures themes`: what the collection is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.output import (
    TEXT,
    filter_options,
    index_option,
    output_options,
    print_records,
)
from pipeline.errors import UsageError, printable
from pipeline.models import Filters, Measure
from pipeline.settings import Settings
from pipeline.text import fold

if TYPE_CHECKING:
    from pipeline.store import MeasureIndex
    from pipeline.themes import Theme, Themes

_SHOWN_PLANS = 3
_SHOWN_MEASURES = 2
_MOST_THEMES = 200


@click.command()
@click.option(
    "-n",
    "--count",
    type=click.IntRange(1, _MOST_THEMES),
    help="How many themes (default: as many as the measures suggest).",
)
@click.option("--show", metavar="THEME", help="List the measures of a theme, by its id or label.")
@filter_options("Units of this kind (default: measures and recommendations).")
@output_options
@index_option
def themes(
    count: int | None,
    show: str | None,
    filters: Filters,
    form: str,
    settings: Settings,
) -> None:
    """Say what the measures are about: groups named by their own words, with the plans of each.

    Measures that are near to no theme are counted apart, as « sans thème ».

    \b
    Examples:
      mesures themes
      mesures themes -n 8 --jsonl
      mesures themes --show logement
      mesures themes --show "sans thème"
    """
    from pipeline.cluster.opening import open_index
    from pipeline.themes import KINDS, find_themes

    filters = replace(filters, kinds=filters.kinds or KINDS)
    with open_index(settings.index) as reader:
        found = find_themes(reader, count, filters)
        if show is not None:
            _show(reader, found, show, form)
            return
    if form != TEXT:
        print_records(_records(found), form)
        return
    _print_themes(found, count)


def _records(found: Themes) -> list[dict[str, Any]]:
    from pipeline.themes import WITHOUT

    records: list[dict[str, Any]] = [
        {
            "id": theme.id,
            "label": theme.label,
            "size": theme.size,
            "share": round(theme.share, 4),
            "plans": [_plan(found, *pair) for pair in theme.plans.items()],
            "central": [
                {"id": one.id, "document": one.document, "statement": one.statement}
                for one in theme.central
            ],
            "measures": list(theme.members),
        }
        for theme in found.themes
    ]
    if found.without:
        rest = {
            "id": None,
            "label": WITHOUT,
            "size": len(found.without),
            "share": round(len(found.without) / found.total, 4),
            "plans": [_plan(found, *pair) for pair in found.rest.items()],
            "central": [],
            "measures": list(found.without),
        }
        records.append(rest)
    return records


def _plan(found: Themes, document: str, count: int) -> dict[str, Any]:
    return {"document": document, "plan": found.titles[document], "measures": count}


def _print_themes(found: Themes, count: int | None) -> None:
    from pipeline.cli.terminal import emphasis, named, plural, wrapped

    if not found.total:
        click.echo("Aucune mesure à grouper.", err=True)
        return
    for number, theme in enumerate(found.themes, start=1):
        first = f"{number}. ".ljust(4)
        for line in wrapped(theme.label, "    ", first):
            click.echo(emphasis(line, bold=True))
        for line in wrapped(_summary(found, theme.size, theme.plans), "    "):
            click.echo(emphasis(line, fg="cyan"))
        for measure in theme.central[:_SHOWN_MEASURES]:
            click.echo("\n".join(wrapped(named(measure), "      ", "    - ")))
        click.echo(emphasis(f"    {theme.id}", dim=True))
        click.echo()
    if found.without:
        click.echo(emphasis("Sans thème", bold=True))
        for line in wrapped(_summary(found, len(found.without), found.rest), "    "):
            click.echo(emphasis(line, fg="cyan"))
    if count and len(found.themes) < count:
        fewer = plural(len(found.themes), "thème")
        click.echo(f"Les mesures ne forment que {fewer}, et non {count}.", err=True)


def _summary(found: Themes, size: int, plans: Mapping[str, int]) -> str:
    """« 12 mesures (8 %) · 3 plans : Plan climat (7), … »."""
    from pipeline.cli.terminal import plural

    share = f"{100 * size / found.total:.0f}"
    shown = [f"{found.titles[name]} ({count})" for name, count in plans.items()][:_SHOWN_PLANS]
    more = ["…"] * (len(plans) > _SHOWN_PLANS)
    listed = ", ".join([*shown, *more])
    return (
        f"{plural(size, 'mesure')} ({share}\u00a0%) \u00b7 "
        f"{plural(len(plans), 'plan')}\u00a0: {listed}"
    )


def _show(reader: MeasureIndex, found: Themes, name: str, form: str) -> None:
    from pipeline.export import measure_record

    theme, ids = theme_named(found, name)
    with reader.snapshot():
        measures = [one for id_ in ids for one in reader.with_id(id_)]
    if form != TEXT:
        label = {"theme": theme.id if theme else None}
        print_records(({**measure_record(one), **label} for one in measures), form)
        return
    _print_measures(found, theme, measures)


def theme_named(found: Themes, name: str) -> tuple[Theme | None, tuple[str, ...]]:
    """The one theme whose id or label is, or else holds, `name`. Raises UsageError."""
    from pipeline.themes import WITHOUT

    wanted = fold(name).strip()
    if wanted == fold(WITHOUT):
        return None, found.without
    exact = [theme for theme in found.themes if wanted in (theme.id, fold(theme.label))]
    near = exact or [theme for theme in found.themes if wanted and wanted in fold(theme.label)]
    if len(near) == 1:
        return near[0], near[0].members
    said = printable(name)
    if near:
        listed = ", ".join(theme.id for theme in near)
        raise UsageError("{said!r} names several themes: {listed}", said=said, listed=listed)
    raise UsageError("no theme {said!r}; `mesures themes` lists them", said=said)


def _print_measures(found: Themes, theme: Theme | None, measures: list[Measure]) -> None:
    from pipeline.cli.terminal import emphasis, named, wrapped

    plans = theme.plans if theme else found.rest
    for line in wrapped(theme.label if theme else "Sans thème", ""):
        click.echo(emphasis(line, bold=True))
    for line in wrapped(_summary(found, len(measures), plans), "  "):
        click.echo(emphasis(line, fg="cyan"))
    for document in plans:
        click.echo()
        click.echo("\n".join(wrapped(found.titles[document], "  ", "")))
        for measure in measures:
            if measure.document == document:
                page = f" (p.\u00a0{measure.page})" if measure.page else ""
                click.echo("\n".join(wrapped(named(measure) + page, "    ", "  - ")))
                click.echo(emphasis(f"    {measure.id}", dim=True))
