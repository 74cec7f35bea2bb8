"""`mesures compare`: what became of the measures of a plan in its next edition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.output import (
    TEXT,
    Tables,
    index_option,
    output_options,
    print_records,
    table_options,
)
from pipeline.errors import UsageError
from pipeline.facts import FACTS
from pipeline.models import Fate
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.models import Became, Measure
    from pipeline.overlap import Comparison
    from pipeline.store import DocumentRow, MeasureIndex

_ELSEWHERE = (Fate.AMENDED, Fate.SPLIT, Fate.MERGED)  # may stand under another heading, too


@click.command()
@click.argument("plans", nargs=-1, required=True, metavar="PLAN [PLAN]...")
@click.option("--kept", is_flag=True, help="Show also what was kept as it was.")
@table_options("Write one row a measure, what was kept as well.")
@output_options
@index_option
def compare(
    plans: tuple[str, ...], kept: bool, tables: Tables, form: str, settings: Settings
) -> None:
    """Say what became of each measure of a plan in its next edition.

    Plans go by (a part of) the name of their file or title, oldest first; of three or more each is
    compared with the next. For a single one its editions are looked for in the index.

    \b
    Examples:
      mesures compare hautes-brumes-2022 hautes-brumes-2024
      mesures compare hautes-brumes-2024 --jsonl
      mesures compare hautes-brumes-2022 hautes-brumes-2024 --xlsx devenir.xlsx
    """
    from pipeline.cluster.opening import open_index
    from pipeline.export.listed import CHANGES, change_record
    from pipeline.overlap import compared

    tables.check(form)
    with open_index(settings.index) as reader, reader.snapshot():
        chosen = _editions(reader, plans)
        found = [compared(reader, old, new) for old, new in pairwise(chosen)]
    if form != TEXT:
        records = (
            change_record(change, one.old.document, one.new.document)
            for one in found
            for change in one.became()
        )
        print_records(records, form)
        return
    if tables:
        tables.write(lambda name, file: CHANGES.write(_rows(found), name, file))
        return
    for place, one in enumerate(found):
        for line in ([""] if place else []) + list(_comparison_lines(one, kept)):
            click.echo(line)


def _editions(reader: MeasureIndex, names: Sequence[str]) -> list[DocumentRow]:
    from pipeline.cli.plans import plan_named
    from pipeline.overlap import editions_of

    documents = reader.documents()
    chosen = [plan_named(name, documents) for name in names]
    if len({row.document for row in chosen}) < len(chosen):
        raise UsageError("two of the names are of one plan; name each edition once")
    if len(chosen) > 1:
        return chosen
    found = editions_of(reader, chosen[0])
    if len(found) < 2:
        raise UsageError(
            "no other edition of {document} in the index; name the plan to compare it with",
            document=chosen[0].document,
        )
    return found


def _rows(found: Iterable[Comparison]) -> Iterator[dict[str, Any]]:
    """The rows of a table, numbered over all comparisons."""
    from pipeline.export.listed import change_rows

    first = 1
    for one in found:
        yield from change_rows(one.became(), one.old.title, one.new.title, first)
        first += len(one.changes)


def _comparison_lines(found: Comparison, kept: bool) -> Iterator[str]:
    from pipeline.cli.terminal import emphasis, plural, wrapped

    sides = ((found.old, found.before), (found.new, found.after))
    for sign, (row, measures) in zip(("  ", "→ "), sides, strict=True):
        title = f"{row.title} ({plural(len(measures), 'mesure')})"
        for line in wrapped(title, "  ", sign):
            yield emphasis(line, bold=True)
    totals = found.totals()
    yield from wrapped(_counted(totals), "  ")
    axes = found.by_axis()
    if len(axes) > 1:
        yield ""
        for axis, counts in axes.items():
            yield from wrapped(axis or "sans titre", "    ", "  ")
            for line in wrapped(_counted(counts), "    "):
                yield emphasis(line, dim=True)
    for change in found.became():
        if kept or change.fate is not Fate.KEPT:
            yield ""
            yield from _change_lines(change)


def _counted(totals: Mapping[Fate, int]) -> str:
    from pipeline.cli.terminal import plural
    from pipeline.export.listed import FATES

    return ", ".join(plural(totals[fate], FATES[fate]) for fate in Fate if totals.get(fate))


def _change_lines(change: Became) -> Iterator[str]:
    from pipeline.cli.terminal import edited, emphasis, named, wrapped, wrapped_edits
    from pipeline.export.listed import FATES

    before, after = change.before, change.after
    where = " et déplacée" * (change.moved and change.fate in _ELSEWHERE)
    yield emphasis(f"{FATES[change.fate]}{where}", bold=True)
    if len(before) == len(after) == 1:
        if before[0].statement != after[0].statement:
            text = edited(before[0].statement, after[0].statement)
            label = after[0].label or before[0].label
            yield from wrapped_edits(f"{label}  {text}" if label else text, "    ", "  ")
        else:
            yield from wrapped(named(after[0]), "    ", "  ")
        yield from _facts_changed(before[0], after[0])
        if change.moved:
            yield from wrapped(" › ".join(before[0].path) or "—", "    ", "  de ")
            yield from wrapped(" › ".join(after[0].path) or "—", "    ", "  à  ")
        return
    for sign, side in (("−", before), ("+", after)):
        for measure in side:
            yield from wrapped(named(measure), "    ", f"  {sign} ")


def _facts_changed(before: Measure, after: Measure) -> Iterable[str]:
    from pipeline.cli.terminal import emphasis, wrapped
    from pipeline.overlap import differences

    for one in differences(before, after):
        said = f"{FACTS[one.name].lower()}\u00a0: {one.first or '—'} → {one.second or '—'}"
        yield from (emphasis(line, dim=True) for line in wrapped(said, "    ", "  "))
