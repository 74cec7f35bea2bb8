"""`mesures overlaps`: which measures of different plans say the same, or nearly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.output import (
    TEXT,
    Chance,
    filter_options,
    index_option,
    output_options,
    pairs_told,
    print_records,
    workspace_option,
)
from pipeline.cli.speech import phrases
from pipeline.errors import UsageError
from pipeline.facts import CONTRASTS
from pipeline.models import Filters, Measure, Overlap, UnitKind
from pipeline.settings import LARGEST, Settings

if TYPE_CHECKING:
    from pipeline.overlap import Alignment, Collected
    from pipeline.overlap.applied import Applied
    from pipeline.store import DocumentRow, MeasureIndex
    from pipeline.workspace import Decision

_SHOWN = 20  # pairs that a person reads at once
_AT_ONCE = 500  # pairs explained at once
_NEAR = 0.5  # cosine from which a person sees why two words were taken for near


@click.command()
@click.option(
    "--between",
    nargs=2,
    metavar="PLAN PLAN",
    help="Only pairs of these two plans, by (a part of) their names.",
)
@click.option("--theme", metavar="THEME", help="Only measures of a theme (`mesures themes`).")
@click.option(
    "--min-score",
    type=Chance(),
    help="Only pairs that overlap with at least this probability.",
)
@click.option(
    "--all-relations",
    is_flag=True,
    help="Also pairs on one subject alone, and pairs of two editions of one plan.",
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(1, LARGEST),
    help="At most so many pairs (default: 20; with --json and --jsonl all).",
)
@click.option("--rejected", is_flag=True, help="Show also what was rejected.")
@filter_options("Only units of this kind (default: all but passages).")
@output_options
@index_option
@workspace_option
def overlaps(
    between: tuple[str, str] | None,
    theme: str | None,
    min_score: float | None,
    all_relations: bool,
    limit: int | None,
    rejected: bool,
    filters: Filters,
    form: str,
    settings: Settings,
) -> None:
    """List the pairs of measures of different plans that overlap, the likeliest first.

    Two measures are the same, reworded, or one covers more than the other. The score is the
    probability of an overlap for a pair that is met by chance; the list goes on to pairs that are
    unlikely, so that few are missed. Editions of one plan are left to `mesures compare`.

    What people decided (`mesures review`) counts: their pairs come first, those rejected are left
    out.

    \b
    Examples:
      mesures overlaps
      mesures overlaps --min-score 0.3 --limit 100
      mesures overlaps --between mornelac hautes-brumes --jsonl
      mesures overlaps --theme logement
    """
    from pipeline.cluster.opening import open_index

    with open_index(settings.index) as reader:
        made = decisions(settings)
        found, titles = _found(
            reader, made, between, theme, min_score, all_relations, rejected, filters
        )
        _print(found, titles, limit, form)  # measures may still be fetched from the index


def _print(found: Applied, titles: Mapping[str, str], limit: int | None, form: str) -> None:
    if form != TEXT:
        print_records(_records(found, limit), form)
        return
    if not len(found):
        click.echo("Aucun recoupement.", err=True)
        return
    shown = found[: limit or _SHOWN]
    for number, (pair, words) in enumerate(_explained(shown), start=1):
        lines = [*_lines(number, pair, words, titles), *_decided(found, pair)]
        for line in ([""] if number > 1 else []) + lines:
            click.echo(line)
    if len(shown) < len(found):
        rest = len(found) - len(shown)
        told = phrases(
            "{n} more pair, less likely (--limit)", "{n} more pairs, less likely (--limit)", rest
        )
        click.echo(f"\n{told}", err=True)


def decisions(settings: Settings) -> list[Decision]:
    """What people decided about pairs, oldest first."""
    from pipeline.workspace import Workspace, place, reviews

    with Workspace(place(settings)) as workspace:
        return reviews.decisions(workspace)


def _decided(found: Applied, pair: Overlap) -> Iterator[str]:
    from pipeline.cli.asking import signed
    from pipeline.cli.terminal import wrapped
    from pipeline.workspace.wording import flags_said

    one = found.decided.get(frozenset((pair.a.id, pair.b.id)))
    if one and one.decision:
        yield from wrapped(signed(one.decision), "      ", "   ✓  ")
        for flag in flags_said(one):
            yield from wrapped(flag, "      ", "   !  ")


def _found(
    reader: MeasureIndex,
    made: Sequence[Decision],
    between: tuple[str, str] | None,
    theme: str | None,
    min_score: float | None,
    all_relations: bool,
    rejected: bool,
    filters: Filters,
) -> tuple[Applied, Mapping[str, str]]:
    from pipeline.overlap import collected
    from pipeline.overlap import overlaps as find
    from pipeline.overlap.applied import Applied
    from pipeline.overlap.reviewing import located_in

    of_theme = _of_theme(reader, theme)  # takes a snapshot of its own
    with reader.snapshot():
        documents = reader.documents()
        held = collected(reader)
        sides = _sides(held, documents, between) if between else None
        chosen = _chosen(reader, held, of_theme, filters)
        with pairs_told() as tell:
            found = find(held, min_score, all_relations, only=chosen, between=sides, tell=tell)
        # What decisions sharpened may have come below what is asked for.
        least = min_score if made and min_score and not all_relations else 0.0
        counted = Applied(held, found, made, located_in(reader), least)
    counted.show(_passing(held, chosen, sides), all_relations, rejected)
    return counted, {row.document: row.title for row in documents}


def _passing(
    held: Collected,
    chosen: Sequence[int] | None,
    sides: tuple[Sequence[int], Sequence[int]] | None,
) -> Callable[[str, str], bool]:
    """Whether a pair of measures, by their ids, is among those that were asked for."""
    everything = range(len(held.ids))
    one, other = ({held.ids[place] for place in side} for side in sides or (everything, everything))
    wanted = {held.ids[place] for place in (everything if chosen is None else chosen)}

    def passes(a: str, b: str) -> bool:
        across = (a in one and b in other) or (b in one and a in other)
        return across and a in wanted and b in wanted

    return passes


def _sides(
    held: Collected, documents: Sequence[DocumentRow], between: tuple[str, str]
) -> tuple[list[int], list[int]]:
    """The places of the measures of each of two plans."""
    from pipeline.cli.plans import plan_named

    one, other = (plan_named(name, list(documents)).document for name in between)
    if one == other:
        raise UsageError("both names are of {document}; name two plans", document=one)
    numbers = [row.document for row in documents]
    return (
        (held.documents == numbers.index(one)).nonzero()[0].tolist(),
        (held.documents == numbers.index(other)).nonzero()[0].tolist(),
    )


def _of_theme(reader: MeasureIndex, theme: str | None) -> set[str] | None:
    """The ids of the measures of a theme; None where none is asked."""
    if theme is None:
        return None
    from pipeline.cli.theming import theme_named
    from pipeline.themes import find_themes

    return set(theme_named(find_themes(reader), theme)[1])


def _chosen(
    reader: MeasureIndex, held: Collected, of_theme: set[str] | None, filters: Filters
) -> list[int] | None:
    """The places of the measures that pass; None where nothing is asked."""
    passing: set[str] | None = None
    if filters != Filters():
        kinds = filters.kinds or tuple(one for one in UnitKind if one is not UnitKind.PASSAGE)
        passing = {unit.id for _, unit in reader.selected(replace(filters, kinds=kinds))}
    if of_theme is not None:
        passing = of_theme if passing is None else passing & of_theme
    if passing is None:
        return None
    return [place for place, id_ in enumerate(held.ids) if id_ in passing]


def _explained(pairs: Iterable[Overlap]) -> Iterator[tuple[Overlap, Alignment]]:
    """Each pair with its words side by side, in bounded memory."""
    from itertools import islice

    from pipeline.overlap import aligned

    coming = iter(pairs)
    while part := list(islice(coming, _AT_ONCE)):
        yield from zip(part, aligned([(one.a, one.b) for one in part]), strict=True)


def _records(found: Applied, limit: int | None) -> Iterator[dict[str, Any]]:
    from itertools import islice

    from pipeline.export import measure_record
    from pipeline.export.decisions import reviewed_record
    from pipeline.overlap import contrasts

    for pair, words in _explained(islice(found, limit)):
        yield {
            "a": measure_record(pair.a),
            "b": measure_record(pair.b),
            "score": round(pair.score, 4),
            "relation": pair.relation.value,
            "edition": pair.edition,
            "words": [[one.first, one.second, round(one.nearness, 3)] for one in words.met],
            "only": {"a": list(words.only_first), "b": list(words.only_second)},
            "differs": {one.name: [one.first, one.second] for one in contrasts(pair.a, pair.b)},
            **reviewed_record(found.decided.get(frozenset((pair.a.id, pair.b.id)))),
        }


def _lines(
    number: int, pair: Overlap, words: Alignment, titles: Mapping[str, str]
) -> Iterator[str]:
    from pipeline.cli.terminal import emphasis, wrapped
    from pipeline.overlap import contrasts
    from pipeline.workspace.wording import relation_said

    first = f"{number}. "
    edition = " · éditions d'un même plan" * pair.edition
    said = f"{relation_said(pair.relation)} · {round(100 * pair.score)}\u00a0%{edition}"
    yield emphasis(first + said, bold=True)
    yield from _side("A", pair.a, titles, {one.first for one in words.met})
    yield from _side("B", pair.b, titles, {one.second for one in words.met})
    near = [
        f"{one.first} ≈ {one.second}"
        for one in words.met
        if _NEAR <= one.nearness < 1 and one.first.lower() != one.second.lower()
    ]
    if near:
        for line in wrapped(", ".join(near), "      ", "   ≈  "):
            yield emphasis(line, dim=True)
    for one in contrasts(pair.a, pair.b):
        told = f"{CONTRASTS[one.name].lower()}\u00a0: {one.first or '—'} | {one.second or '—'}"
        for line in wrapped(told, "      ", "   ≠  "):
            yield emphasis(line, dim=True)


def _side(sign: str, measure: Measure, titles: Mapping[str, str], met: set[str]) -> Iterator[str]:
    from pipeline.cli.terminal import emphasis, marked, named, wrapped

    yield from marked(wrapped(named(measure), "      ", f"   {sign}  "), met)
    place = titles[measure.document] + (f", p.\u00a0{measure.page}" if measure.page else "")
    if measure.path:
        place += f" › {measure.path[-1]}"
    for line in wrapped(place, "      "):
        yield emphasis(line, fg="cyan")
