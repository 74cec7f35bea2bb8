"""What each plan covers: of the themes of a collection, and of the measures of the other plans."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.models import Cell, Head, Matrix, Measure, Overlap, Relation
from pipeline.overlap.clusters import RELATIONS, key
from pipeline.overlap.linkage import side_by_side
from pipeline.text import fold

THEMES, PLANS = "themes", "plans"
_CLOSED = Cell(open=False)
_LIKE = 200  # rows that are put in the order of their likeness, which takes their square


def by_theme(
    measures: Mapping[str, Sequence[Measure]],
    themes: Sequence[tuple[str, str]],
    theme_of: Mapping[str, str],
    titles: Mapping[str, str],
    alphabetical: bool = False,
) -> Matrix:
    """Plans by themes: the measures of each plan (by document) that each theme has.

    `themes` are ids with labels, `theme_of` gives measures by id their theme; those that have none
    are counted under the last column, whose id is empty. Rows are in the order of likeness, or
    `alphabetical`; columns in that of `themes`. Plans without any measure are left out.
    """
    held = {document: list(units) for document, units in measures.items() if units}
    cells: dict[str, dict[str, list[Measure]]] = {name: defaultdict(list) for name in held}
    for document, units in held.items():
        for unit in units:
            cells[document][theme_of.get(unit.id, "")].append(unit)
    totals = Counter(theme_of.get(unit.id, "") for units in held.values() for unit in units)
    columns = [Head(id_, label, totals[id_]) for id_, label in themes]
    if totals[""]:
        columns.append(Head("", "Sans thème", totals[""]))
    rows = _heads(held, titles)
    profiles = {d: {t: len(of) / len(held[d]) for t, of in cells[d].items()} for d in held}
    if not alphabetical:
        rows = _ordered(rows, profiles)
    table = tuple(
        tuple(_cell(cells[row.id].get(column.id, ()), row.total) for column in columns)
        for row in rows
    )
    return Matrix(THEMES, tuple(rows), tuple(columns), table)


def by_plan(
    measures: Mapping[str, Sequence[Measure]],
    overlaps: Iterable[Overlap],
    titles: Mapping[str, str],
    plan_of: Mapping[str, int] | None = None,
    alphabetical: bool = False,
    least: float = 0.0,
) -> Matrix:
    """Plans by plans: the pairs that overlap, and the share of the row that the column covers.

    Pairs count from a probability of `least` on, related ones never. A measure is covered by one
    that is the same, reworded or broader, not by one that it is broader than: shares are not
    symmetrical, while pairs are. Cells of a plan and itself, or of two editions of it (`plan_of`),
    are not open.
    """
    held = {document: list(units) for document, units in measures.items() if units}
    pairs: dict[tuple[str, str], list[Overlap]] = defaultdict(list)
    for one in overlaps:
        if one.relation in RELATIONS and not one.edition and one.score >= least:
            pairs[one.a.document, one.b.document].append(one)
            pairs[one.b.document, one.a.document].append(one)
    rows = _heads(held, titles)
    if not alphabetical:
        profiles: dict[str, dict[str, float]] = {row.id: {row.id: 1.0} for row in rows}
        for (first, second), found in pairs.items():
            if first in held and second in held:
                size = math.sqrt(len(held[first]) * len(held[second]))
                profiles[first][second] = len(found) / size
        rows = _ordered(rows, profiles)
    groups = plan_of or {}

    def cell(row: Head, column: Head) -> Cell:
        if row.id == column.id or groups.get(row.id, row.id) == groups.get(column.id, column.id):
            return _CLOSED
        return _covered(row, pairs.get((row.id, column.id), ()))

    table = tuple(tuple(cell(row, column) for column in rows) for row in rows)
    return Matrix(PLANS, tuple(rows), tuple(rows), table, least)


def _heads(held: Mapping[str, Sequence[Measure]], titles: Mapping[str, str]) -> list[Head]:
    heads = [Head(name, titles.get(name) or name, len(units)) for name, units in held.items()]
    return sorted(heads, key=lambda head: (fold(head.name), head.id))


def _cell(units: Sequence[Measure], total: int) -> Cell:
    return Cell(len(units), len(units) / total, tuple(units))


def _covered(row: Head, pairs: Sequence[Overlap]) -> Cell:
    """The cell of a row for its pairs with one other plan, likeliest first."""
    ordered = sorted(pairs, key=lambda one: (-one.score, key(one.a), key(one.b)))
    own, covered = {}, set()
    for one in ordered:
        side = one.a if one.a.document == row.id else one.b
        own[key(side)] = side
        if one.relation is not Relation.BROADER or side is one.b:
            covered.add(key(side))
    return Cell(len(ordered), len(covered) / row.total, tuple(own.values()), tuple(ordered))


def _ordered(rows: list[Head], profiles: Mapping[str, Mapping[str, float]]) -> list[Head]:
    """Rows of like profiles side by side, by the cosine; of too many, as they are."""
    if len(rows) > _LIKE:
        return rows
    weights = {}
    lengths = [math.sqrt(sum(v * v for v in profiles[row.id].values())) for row in rows]
    for i, one in enumerate(rows):
        for j in range(i + 1, len(rows)):
            first, second = profiles[one.id], profiles[rows[j].id]
            dot = math.fsum(value * second[name] for name, value in first.items() if name in second)
            if dot > 0:
                weights[i, j] = min(1.0, dot / (lengths[i] * lengths[j]))
    return [rows[place] for place in side_by_side(len(rows), weights)]
