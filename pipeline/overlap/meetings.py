"""Which word of one measure meets which of another, and which meet none: why two overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.models import Measure
from pipeline.overlap.wording import Floats, said_by
from pipeline.text import analyse


@dataclass(frozen=True, slots=True)
class Meeting:
    """A word of one statement and the word of the other that it meets, as printed.

    `nearness` (0 to 1) is 1 for words of one stem, else the cosine of their vectors.
    """

    first: str
    second: str
    nearness: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """The words of two statements: those that meet, and those that only one side has."""

    met: tuple[Meeting, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def aligned(pairs: Sequence[tuple[Measure, Measure]]) -> list[Alignment]:
    """The words of each pair side by side; each word meets the nearest of the other side."""
    places: dict[tuple[str, str, str], int] = {}
    measures: list[Measure] = []
    for one in (side for pair in pairs for side in pair):
        if _key(one) not in places:
            places[_key(one)] = len(measures)
            measures.append(one)
    said = said_by(measures)
    printed = [_printed(one.statement) for one in measures]
    found = []
    for one, other in pairs:
        i, j = places[_key(one)], places[_key(other)]
        first, second = said.statements[i], said.statements[j]
        near = said.near.rows(first)[:, second]
        found.append(_alignment(near, printed[i], printed[j]))
    return found


def _alignment(near: Floats, first: Sequence[str], second: Sequence[str]) -> Alignment:
    met = []
    for place, word in enumerate(first):
        best = int(near[place].argmax()) if near.shape[1] else 0
        if near.shape[1] and near[place, best] > 0:
            met.append(Meeting(word, second[best], float(near[place, best])))
    alone = near.max(axis=1, initial=0.0) == 0
    unmet = near.max(axis=0, initial=0.0) == 0
    return Alignment(
        tuple(met),
        tuple(word for word, single in zip(first, alone, strict=True) if single),
        tuple(word for word, single in zip(second, unmet, strict=True) if single),
    )


def _key(measure: Measure) -> tuple[str, str, str]:
    return measure.document, measure.label or "", measure.statement


def _printed(statement: str) -> list[str]:
    """Each stem of a statement as it is printed first."""
    found: dict[str, str] = {}
    for term in analyse(statement):
        found.setdefault(term.term, statement[term.start : term.end])
    return list(found.values())
