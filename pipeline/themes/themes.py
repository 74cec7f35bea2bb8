"""The themes of a collection: what its measures are about, over all plans."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.models import Filters, Measure, UnitKind
from pipeline.store import MeasureIndex
from pipeline.text import fold
from pipeline.themes.grouping import SMALLEST, Groups, centred, grouped
from pipeline.themes.naming import named, slug

if TYPE_CHECKING:
    from numpy.typing import NDArray

KINDS = (UnitKind.MEASURE, UnitKind.RECOMMENDATION)
CENTRAL = 5  # measures that stand for a theme
_ALIKE = 0.8  # cosine of two measures that are editions of one
WITHOUT = "sans thème"


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: `id` is its label as an address has it, `share` that of all measures (0 to 1).

    `plans` counts its measures by document, the most first; `central` are those nearest to all of
    it, each statement once, the medoid first; `members` the ids of all, the most central first.
    """

    id: str
    label: str
    share: float
    plans: Mapping[str, int]
    central: tuple[Measure, ...]
    members: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many measures it has."""
        return len(self.members)


@dataclass(frozen=True, slots=True)
class Table:
    """Themes by plans: `counts` has shape (themes + 1, plans); the last row is for no theme.

    `themes` holds ids, `plans` documents, those without any measure included.
    """

    themes: tuple[str, ...]
    plans: tuple[str, ...]
    counts: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes of an index, the largest first, and the ids of the measures that have none.

    `titles` names each document by the title of its plan; `rest` counts the measures without a
    theme by document.
    """

    themes: tuple[Theme, ...]
    without: tuple[str, ...]
    rest: Mapping[str, int]
    titles: Mapping[str, str]
    groups: Groups

    @property
    def total(self) -> int:
        """How many measures were looked at."""
        return len(self.without) + sum(theme.size for theme in self.themes)

    def by_measure(self) -> dict[str, Theme]:
        """The theme of each measure that has one, by its id."""
        return {id_: theme for theme in self.themes for id_ in theme.members}

    def assign(self, vectors: NDArray[np.float32]) -> list[Theme | None]:
        """The theme that each of `vectors` (n x dimension, unit rows) is near to, if any."""
        placed = self.groups.assign(vectors)
        return [self.themes[group] if group >= 0 else None for group in placed]


def find_themes(
    reader: MeasureIndex, wanted: int | None = None, filters: Filters | None = None
) -> Themes:
    """The themes of the measures that pass `filters` (default: measures and recommendations).

    `wanted` is how many there should be; left out, the data say it. The same measures have the same
    themes, in whatever order their documents came.
    """
    with reader.snapshot():
        documents = reader.documents()
        rows = reader.admitted(filters or Filters(kinds=KINDS))
        found = reader.measures(sorted(reader.lexicon.all_rows()) if rows is None else rows)
        # One row a statement, in the order of its hash: what is said twice counts once, and a
        # sample of the first ones changes little when documents are added.
        copies: dict[str, list[int]] = {}
        for row in sorted(found, key=lambda row: _order(found[row])):
            copies.setdefault(_digest(found[row]), []).append(row)
        order = [copies[digest] for digest in sorted(copies)]
        vectors = reader.vectors().rows([rows[0] for rows in order])
    titles = {row.document: row.title for row in documents}
    issuers = [row.facts.issuer for row in documents if row.facts.issuer]
    groups = grouped(vectors, wanted)
    told = [[found[row] for row in rows] for rows in order]
    return _told(told, vectors, groups, titles, [*titles.values(), *issuers])


def _digest(measure: Measure) -> str:
    return hashlib.sha256(fold(measure.statement).encode()).hexdigest()


def _order(measure: Measure) -> tuple[object, ...]:
    return measure.statement, measure.path, measure.document, measure.id


def _told(
    told: Sequence[Sequence[Measure]],
    vectors: NDArray[np.float32],
    groups: Groups,
    titles: Mapping[str, str],
    bodies: Sequence[str],
) -> Themes:
    """Themes from the copies of each statement and the groups of their vectors."""
    placed = groups.assign(vectors, itself=True)
    total = sum(map(len, told))
    rows = centred(vectors, groups.centre)
    ranked = [_ranked(rows, np.flatnonzero(placed == group)) for group in range(groups.count)]
    kept = [group for group, places in enumerate(ranked) if len(places) >= SMALLEST]
    kept.sort(key=lambda group: (-sum(len(told[place]) for place in ranked[group]), group))
    central = [[told[place][0] for place in _varied(rows, ranked[group])] for group in kept]
    names = named([[m for place in ranked[group] for m in told[place]] for group in kept], bodies)
    themes: list[Theme] = []
    for group, measures, phrases in zip(kept, central, names, strict=True):
        members = [measure for place in ranked[group] for measure in told[place]]
        label = ", ".join(phrases) or measures[0].statement
        label = label[0].upper() + label[1:]
        themes.append(
            Theme(
                slug(label, [theme.id for theme in themes]),
                label,
                len(members) / total,
                dict(_counted(members)),
                tuple(measures),
                tuple(measure.id for measure in members),
            )
        )
    themed = {place for group in kept for place in ranked[group].tolist()}
    rest = [one for place, copies in enumerate(told) if place not in themed for one in copies]
    numbers = np.full(groups.count + 1, -1, np.intp)  # the last one is for none
    numbers[kept] = np.arange(len(kept))
    labels = numbers[groups.labels]
    shown = Groups(groups.centre, groups.sample, labels)
    ids = tuple(measure.id for measure in rest)
    return Themes(tuple(themes), ids, dict(_counted(rest)), titles, shown)


def _ranked(vectors: NDArray[np.float32], places: NDArray[np.intp]) -> NDArray[np.intp]:
    """The places of a group, by their mean cosine with all of it: the medoid first."""
    rows = vectors[places]
    nearness = np.round(rows @ rows.sum(axis=0), 5)
    return places[np.argsort(-nearness, kind="stable")]


def _varied(rows: NDArray[np.float32], ranked: NDArray[np.intp]) -> list[int]:
    """The first places of a group, without those that say nearly what one before them says."""
    chosen: list[int] = []
    for place in ranked.tolist():
        if not chosen or (rows[chosen] @ rows[place]).max() < _ALIKE:
            chosen.append(place)
        if len(chosen) == CENTRAL:
            break
    return chosen


def _counted(measures: Sequence[Measure]) -> list[tuple[str, int]]:
    counts = Counter(measure.document for measure in measures)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def theme_table(themes: Themes) -> Table:
    """How many measures of each plan each theme has: the cells of a heat map."""
    plans = tuple(sorted(themes.titles))
    rows = [*(theme.plans for theme in themes.themes), themes.rest]
    counts = np.array([[row.get(plan, 0) for plan in plans] for row in rows], np.intp)
    return Table(
        tuple(theme.id for theme in themes.themes), plans, counts.reshape(len(rows), len(plans))
    )
