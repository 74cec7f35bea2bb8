"""The measures among which overlaps are found: all of them in memory, or fetched when shown."""

from __future__ import annotations

from array import array
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from pipeline.models import Measure, UnitKind
from pipeline.overlap.editions import editions_by, worded
from pipeline.overlap.wording import Listening, Numbers, Said
from pipeline.store import DocumentRow, MeasureIndex, Ranged

_KEPT = 2_000  # fetched measures that are kept
_TOGETHER = 500  # measures that are fetched together where all are asked for in turn


@dataclass(frozen=True, slots=True)
class Collected:
    """The n measures among which overlaps are found, passages left out."""

    measures: Sequence[Measure]
    said: Said
    documents: Numbers  # a number for each measure's document
    plans: Numbers  # the same number for editions and renditions of one plan
    titles: Sequence[str]  # of the documents, by their numbers
    ids: Sequence[str]
    worded: Numbers  # the same number for statements that are equal after folding, 0 for no words
    near: Fetched | None = None  # what fetches the measures, where they are not in memory

    def ahead(self, places: Sequence[int]) -> None:
        """The measures of these places will be asked for."""
        if self.near is not None:
            self.near.fetch(places)


class Fetched(Sequence[Measure]):
    """The measures of an index by their places, fetched when they are asked for."""

    def __init__(self, reader: Ranged, rows: Numbers) -> None:
        self.reader, self.rows = reader, rows
        self._held: OrderedDict[int, Measure] = OrderedDict()

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> Measure: ...
    @overload
    def __getitem__(self, place: slice) -> list[Measure]: ...
    def __getitem__(self, place: int | slice) -> Measure | list[Measure]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        row = int(self.rows[place])
        if row not in self._held:
            self.fetch([place])
        return self._held[row]

    def __iter__(self) -> Iterator[Measure]:
        for start in range(0, len(self), _TOGETHER):
            places = range(start, min(start + _TOGETHER, len(self)))
            self.fetch(places)
            yield from [self[place] for place in places]

    def fetch(self, places: Sequence[int]) -> None:
        """Fetch the measures of some places together."""
        rows = dict.fromkeys(int(self.rows[place]) for place in places)
        for row in rows:
            if row in self._held:
                self._held.move_to_end(row)
        missing = [row for row in rows if row not in self._held]
        if missing:
            self._held |= self.reader.measures(missing)
        while len(self._held) > max(_KEPT, len(rows)):
            self._held.popitem(last=False)


def collected(reader: MeasureIndex) -> Collected:
    """The measures of an index; run it within a snapshot of the reader.

    Where the index finds near units itself, measures are not kept but fetched anew when they are
    shown: of each stay the numbers of its words, its id and its row.
    """
    documents = reader.documents()
    if isinstance(reader, Ranged):
        return _taken(documents, reader.streamed(), reader)
    units = (unit for row in documents for unit in reader.units(row.document))
    return among(documents, [unit for unit in units if unit.kind is not UnitKind.PASSAGE])


def among(documents: Sequence[DocumentRow], measures: Sequence[Measure]) -> Collected:
    """Overlaps are to be found among these measures of these documents."""
    return _taken(documents, enumerate(measures), measures)


def _taken(
    documents: Sequence[DocumentRow],
    units: Iterable[tuple[int, Measure]],
    held: Sequence[Measure] | Ranged,
) -> Collected:
    """Of measures that come with their rows one by one what overlaps are found by."""
    number = {row.document: place for place, row in enumerate(documents)}
    listening = Listening()
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    ids: list[str] = []
    rows, numbers, words = array("q"), array("q"), array("q")
    for row, one in units:
        listening.hear(one)
        ids.append(one.id)
        rows.append(row)
        numbers.append(number[one.document])
        words.append(worded(one))
        counts[one.document][words[-1]] += 1
    plan = editions_by(documents, counts)
    plans = np.array([plan[row.document] for row in documents], np.int64)
    places = np.array(numbers, np.int64)
    near = None if isinstance(held, Sequence) else Fetched(held, np.array(rows, np.int64))
    return Collected(
        held if isinstance(held, Sequence) else near or (),
        listening.said(),
        places,
        plans[places],
        [row.title for row in documents],
        ids,
        np.array(words, np.int64),
        near,
    )
