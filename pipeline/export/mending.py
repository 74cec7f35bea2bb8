"""What a person corrected in a file, put over what the index holds of the same document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.export.records import Row
from pipeline.models import Measure
from pipeline.store.identity import with_ids
from pipeline.text import fold

# What was read off other words than those that a person wrote instead: field -> what it hangs on.
_READ_OFF = {"cues": "statement", "stated": "statement"}


@dataclass(frozen=True, slots=True)
class Changes:
    """What a file changes in a document: numbers of units.

    `kept` are units of the index of which the file does not speak: it holds none of their kind.
    """

    edited: int = 0
    added: int = 0
    deleted: int = 0
    kept: int = 0


def mended(rows: Sequence[Row], previous: Sequence[Measure]) -> tuple[list[Measure], Changes]:
    """The units of a document after `rows`, and what changed; `previous` is what the index holds.

    A row with the id of a unit is that unit; what the file has no column for stays as it was. Units
    that no row names are gone, unless the file has no row at all of their kind: an export without
    passages says nothing about passages. These stand where they stood among the others.
    """
    before = {unit.id: unit for unit in previous}
    identified = with_ids([row.measure for row in rows], previous, lambda _: False)
    units, edited = [], 0
    for row, unit in zip(rows, identified, strict=True):
        old = before.get(unit.id)
        if old:
            units.append(_over(row, old))
            edited += units[-1] != old
        else:  # an id that was given is kept if it is free; the store makes the others
            units.append(replace(unit, id=unit.id if unit.id == row.measure.id else ""))
    present = {unit.id for unit in units} & before.keys()
    kinds = {unit.kind for unit in units}
    said = {fold(unit.statement) for unit in units}
    kept = [
        unit
        for unit in previous
        if unit.id not in present and unit.kind not in kinds and fold(unit.statement) not in said
    ]
    deleted = len(before) - len(present) - len(kept)
    changes = Changes(edited, len(units) - len(present), deleted, len(kept))
    return _merged(units, kept, previous), changes


def _over(row: Row, old: Measure) -> Measure:
    names = ("stated" if name == "facts" else name for name in row.given)
    given: dict[str, Any] = {
        name: getattr(row.measure, name) for name in names if hasattr(old, name)
    }
    for name, source in _READ_OFF.items():
        if name not in given and given.get(source, getattr(old, source)) != getattr(old, source):
            given[name] = type(getattr(old, name))()
    return replace(old, **(given | {"id": old.id}))


def _merged(
    units: list[Measure], kept: Sequence[Measure], previous: Sequence[Measure]
) -> list[Measure]:
    """`units` in their order, each of `kept` after the unit that it came after."""
    staying = {unit.id for unit in kept}
    after: dict[str, list[Measure]] = {}
    last = ""
    present = {unit.id for unit in units}
    for unit in previous:
        if unit.id in staying:
            after.setdefault(last, []).append(unit)
        elif unit.id in present:
            last = unit.id
    merged = after.pop("", [])
    for unit in units:
        merged.append(unit)
        if unit.id:
            merged += after.get(unit.id, [])
    return merged
