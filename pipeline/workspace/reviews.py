"""What people decided about pairs of measures: every decision is kept, the last one counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from pipeline.models import Measure, Overlap, Relation, Span, UnitKind
from pipeline.workspace.database import Workspace
from pipeline.workspace.questions import now
from pipeline.workspace.schema import damaged

_JUNK = (ValueError, KeyError, TypeError, AttributeError)
_COLUMNS = "sides, verdict, relation, found, turned, score, edition, author, date, note, rowid"


class Verdict(StrEnum):
    """What a person said of a pair that was found."""

    CONFIRMED = "confirmed"  # of one that was not found too: they overlap
    REJECTED = "rejected"
    RETYPED = "retyped"


@dataclass(frozen=True, slots=True)
class Side:
    """A measure as it was when somebody decided: enough to find it again, and to cite it."""

    id: str
    document: str
    statement: str
    plan: str = ""
    label: str | None = None
    path: tuple[str, ...] = ()
    page: int | None = None
    kind: str = UnitKind.MEASURE.value

    @classmethod
    def of(cls, measure: Measure, plan: str = "") -> Side:
        """A measure of the index, and the title of its plan."""
        return cls(
            measure.id,
            measure.document,
            measure.statement,
            plan,
            measure.label,
            measure.path,
            measure.page,
            measure.kind.value,
        )

    def measure(self) -> Measure:
        """The measure, as far as it is known."""
        return Measure(
            self.document,
            UnitKind(self.kind),
            self.label,
            self.statement,
            self.statement,
            self.path,
            self.page,
            Span(0, 0),
            id=self.id,
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said of two measures, when, and what the machine had said.

    With the relation BROADER it is `a` that covers more; None is none at all. `found` and `score`
    (a probability, before it was sharpened by decisions) are what was found, None where nothing
    was, `turned` when it was `b` that was found to cover more. `date` is ISO 8601, UTC. `number`
    is given when it is kept.
    """

    a: Side
    b: Side
    verdict: Verdict
    relation: Relation | None
    author: str
    date: str
    note: str = ""
    found: Relation | None = None
    turned: bool = False
    score: float | None = None
    edition: bool = False
    number: int = 0

    @property
    def pair(self) -> frozenset[str]:
        """The ids of both sides."""
        return frozenset((self.a.id, self.b.id))

    @property
    def overlaps(self) -> bool:
        """Whether it says that one commitment is in both."""
        return self.relation not in (None, Relation.RELATED)


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair as it counts: as people decided, else as it was found, with the sides of today.

    `machine` is what was found, None where nothing is any more. `changed` tells of each side (of
    `overlap`) whether it says something else than when it was decided, `gone` whether it is in no
    document any more; such a side is as it was.
    """

    overlap: Overlap
    machine: Overlap | None = None
    decision: Decision | None = None
    changed: tuple[bool, bool] = (False, False)
    gone: tuple[bool, bool] = (False, False)

    @property
    def rejected(self) -> bool:
        """Whether somebody said that the two have nothing to do with each other."""
        return self.decision is not None and self.decision.relation is None

    @property
    def flagged(self) -> bool:
        """Whether it was decided about other words than those of today."""
        return any(self.changed)

    @property
    def orphan(self) -> bool:
        """Whether it was decided about a measure that is not there any more."""
        return any(self.gone)


def decided(
    overlap: Overlap,
    relation: Relation | None,
    author: str,
    turned: bool = False,
    machine: Overlap | None = None,
    titles: Mapping[str, str] | None = None,
    note: str = "",
    date: str = "",
) -> Decision:
    """What a person says of a pair; `turned` when it is its b that covers more.

    `machine` is what was found of the pair, in either order; `titles` are those of plans, by
    document. Without `date` it is now.
    """
    plans = titles or {}
    a, b = (Side.of(one, plans.get(one.document, "")) for one in (overlap.a, overlap.b))
    if turned:
        a, b = b, a
    opposite = machine is not None and machine.relation is Relation.BROADER and machine.a.id != a.id
    confirmed = machine is None or (relation is machine.relation and not opposite)
    verdict = (
        Verdict.REJECTED
        if relation is None
        else Verdict.CONFIRMED
        if confirmed
        else Verdict.RETYPED
    )
    return Decision(
        a,
        b,
        verdict,
        relation,
        author,
        date or now(),
        note,
        machine.relation if machine else None,
        opposite,
        machine.score if machine else None,
        machine.edition if machine else overlap.edition,
    )


def decisions(workspace: Workspace) -> list[Decision]:
    """Every decision, the oldest first."""
    with workspace.usable():
        rows = workspace.connection.execute(f"SELECT {_COLUMNS} FROM decisions ORDER BY rowid")
        try:
            return [_decision(row) for row in rows]
        except _JUNK as error:
            raise damaged(workspace.path, error) from error


def current(made: Iterable[Decision]) -> list[Decision]:
    """The last decision about each pair, in the order in which they were made."""
    last: dict[frozenset[str], Decision] = {}
    for one in made:
        last.pop(one.pair, None)
        last[one.pair] = one
    return list(last.values())


def keep(workspace: Workspace, made: Sequence[Decision]) -> None:
    """Keep decisions, all of them or none."""
    with workspace.changing() as connection:
        connection.executemany(
            f"INSERT INTO decisions (a, b, {_COLUMNS.removesuffix(', rowid')}) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_row(one) for one in made],
        )


def _row(one: Decision) -> tuple[Any, ...]:
    sides = json.dumps([asdict(one.a), asdict(one.b)], ensure_ascii=False)
    return (
        one.a.id,
        one.b.id,
        sides,
        one.verdict.value,
        one.relation.value if one.relation else None,
        one.found.value if one.found else None,
        one.turned,
        one.score,
        one.edition,
        one.author,
        one.date,
        one.note,
    )


def _decision(row: tuple[Any, ...]) -> Decision:
    sides, verdict, relation, found, turned, score, edition, author, date, note, number = row
    a, b = (_side(values) for values in json.loads(sides))
    return Decision(
        a,
        b,
        Verdict(verdict),
        Relation(relation) if relation else None,
        author,
        date,
        note,
        Relation(found) if found else None,
        bool(turned),
        None if score is None else float(score),
        bool(edition),
        number,
    )


def _side(values: Mapping[str, Any]) -> Side:
    side = Side(**values)
    UnitKind(side.kind)
    return replace(side, path=tuple(side.path))
