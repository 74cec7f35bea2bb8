"""Decisions that come back in a file, against those that were made since it was written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.errors import UsageError
from pipeline.messages import Message
from pipeline.workspace.questions import now
from pipeline.workspace.reviews import Decision, current


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that decides a pair otherwise than somebody did after the file was written."""

    origin: Message
    told: Decision
    kept: Decision


def returned(
    rows: Iterable[tuple[Message, Decision]], made: Sequence[Decision], author: str
) -> tuple[list[Decision], list[Conflict]]:
    """The decisions of a file that are new, and those that clash with a decision of `made` (all
    that are kept, oldest first).

    A row carries the date of the decision that was in the file, empty for none: one that says the
    same as that is left aside. Raises UsageError where two rows decide one pair, and differ.
    """
    last = {one.pair: one for one in current(made)}
    dated = {(one.pair, one.date): one for one in made}
    seen: dict[frozenset[str], tuple[Message, Decision]] = {}
    new: list[Decision] = []
    conflicts = []
    date = now()
    for origin, told in rows:
        if told.pair in seen:
            _check_same(seen[told.pair], origin, told)
            continue
        seen[told.pair] = origin, told
        was, kept = dated.get((told.pair, told.date)), last.get(told.pair)
        if was and _alike(was, told) and told.author in ("", was.author):
            continue
        if kept and _alike(kept, told) and kept.author == (told.author or author):
            continue
        if kept and kept.date != told.date and _says(kept) != _says(told):
            conflicts.append(Conflict(origin, told, kept))
            continue
        new.append(replace(told, author=told.author or author, date=date))
    return new, conflicts


def _check_same(first: tuple[Message, Decision], origin: Message, told: Decision) -> None:
    before, decided = first
    if _says(decided) != _says(told):
        raise UsageError(
            "{origin}: decides the pair of {before} otherwise; keep one", origin=origin,
            before=before,
        )  # fmt: skip


def _says(one: Decision) -> tuple[object, ...]:
    order = (one.a.id, one.b.id) if one.relation == "broader" else tuple(sorted(one.pair))
    return one.relation, order


def _alike(one: Decision, other: Decision) -> bool:
    return (_says(one), " ".join(one.note.split())) == (_says(other), " ".join(other.note.split()))
