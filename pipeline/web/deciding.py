"""A decision about a pair, from the page or the API, against what is found and was decided."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum

from pipeline.errors import MesuresError, UsageError
from pipeline.models import Measure, Overlap, Relation
from pipeline.web.collection import Collection
from pipeline.web.found import measure_of
from pipeline.web.overlapping import Overlapping, Standing
from pipeline.workspace import Decision, Judged, Workspace, reviews

LONGEST_NAME, LONGEST_NOTE = 100, 2000  # characters


class Choice(StrEnum):
    """What a person says of A and B, in the order in which they are shown."""

    CONFIRM = "confirm"  # the relation that was found is right
    REJECT = "reject"  # nothing in common
    SAME = "same"
    REWORDED = "reworded"
    A_BROADER = "a-broader"
    B_BROADER = "b-broader"
    RELATED = "related"


_CHOSEN: dict[Choice, tuple[Relation | None, bool]] = {
    Choice.REJECT: (None, False),
    Choice.SAME: (Relation.SAME, False),
    Choice.REWORDED: (Relation.REWORDED, False),
    Choice.A_BROADER: (Relation.BROADER, False),
    Choice.B_BROADER: (Relation.BROADER, True),
    Choice.RELATED: (Relation.RELATED, False),
}
_one_at_a_time = threading.Lock()


class ConflictError(MesuresError):
    """Somebody decided about a pair since it was shown."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says of a pair. `seen` numbers the last decision that they saw (0: none)."""

    choice: Choice
    author: str
    note: str = ""
    seen: int | None = None


def two_of(collection: Collection, a: str, b: str) -> tuple[Measure, Measure]:
    """The measures of two ids. Raises MissingError, and UsageError where they are one."""
    with collection.opened() as opened, opened.reader.snapshot():
        first, second = measure_of(opened.reader, a), measure_of(opened.reader, b)
    if first.id == second.id:
        raise UsageError("{a} and {b} name one measure; name two", a=a, b=b)
    return first, second


def pair_of(standing: Standing, first: Measure, second: Measure) -> Judged | None:
    """How a pair counts; None for one that was neither found nor decided about."""
    return standing.of.get(frozenset((first.id, second.id)))


def history(standing: Standing, first: Measure, second: Measure) -> list[Decision]:
    """The decisions about a pair, the latest first."""
    pair = frozenset((first.id, second.id))
    known = standing.of.get(pair)
    pairs = {pair, known.decision.pair if known and known.decision else pair}
    return [one for one in reversed(standing.made) if one.pair in pairs]


def decide(overlapping: Overlapping, first: Measure, second: Measure, told: Told) -> Decision:
    """Keep what a person says of two measures.

    Raises UsageError, ConflictError, WorkspaceUnavailableError.
    """
    if first.document == second.document:
        raise UsageError("both measures are of {name}; name two plans", name=first.document)
    author, note = " ".join(told.author.split()), told.note.strip()
    if not author:
        raise UsageError("the author is empty; give a name")
    for name, text, longest in (("author", author, LONGEST_NAME), ("note", note, LONGEST_NOTE)):
        if len(text) > longest:
            raise UsageError(
                "{name} must be at most {longest_value} characters long",
                name=name,
                longest_value=longest,
            )
    with _one_at_a_time:
        standing = overlapping.standing()
        known = pair_of(standing, first, second)
        last = known.decision.number if known and known.decision else 0
        if told.seen is not None and told.seen != last:
            raise ConflictError("somebody else decided about this pair meanwhile; look at it again")
        made = _made(standing, known.machine if known else None, first, second, told)
        with Workspace(overlapping.workspace) as workspace:
            reviews.keep(workspace, [made])
    return made


def _made(
    standing: Standing, machine: Overlap | None, first: Measure, second: Measure, told: Told
) -> Decision:
    if told.choice is not Choice.CONFIRM:
        relation, turned = _CHOSEN[told.choice]
    elif machine is None:
        raise UsageError("nothing is found between these two; name their relation")
    else:
        relation, turned = machine.relation, machine.a.id != first.id
    overlap = Overlap(first, second, 0.0, relation or Relation.RELATED)
    author, note = " ".join(told.author.split()), told.note.strip()
    titles = standing.found.titles
    return reviews.decided(overlap, relation, author, turned, machine, titles, note)
