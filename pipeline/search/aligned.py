"""The aligned signal: each word of a question meets its nearest word of a measure.

Late interaction (Khattab & Zaharia 2020, "ColBERT") with static vectors. Words of one stem are one
word and meet whole; other words meet by the cosine of their vectors, from a floor on. What stands
in a heading, a detail or the title counts at a discount, and each word of the question by its
rarity in the collection. It is exact for the rows it is given, and what met is kept: it is the
explanation shown to the reader.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.search.question import Word
from pipeline.store import MeasureIndex, Words

# Least cosine of two words of one sense. With the shipped encoder « sans-abri » and « itinérance »
# have 0.43, « faim » and « alimentaire » 0.44, « personnel » and « employés » 0.46; « femmes » and
# « hommes » 0.27, « public » and « privé » 0.19. A low floor costs
# little, as what meets by sense counts by its cosine: training/search/figures.md.
FLOOR = 0.25
# What a word counts by where it stands. Moving these by 0.15 moved nDCG@10 by less than 0.005.
PLACES = {"statement": 1.0, "heading": 0.85, "details": 0.5, "title": 0.3}
_PLACES = tuple(PLACES.items())
ALSO = 0.9  # an acronym for its long form, or the reverse


@dataclass(frozen=True, slots=True)
class Meeting:
    """What one word of the question met in one measure: a stem, where, how, for which weight."""

    word: Word
    stem: str
    where: str
    how: str  # "stem", "sense", "acronym"
    weight: float


class Alignment:
    """One question aligned to some rows."""

    def __init__(
        self,
        reader: MeasureIndex,
        words: Sequence[Word],
        rows: Sequence[int],
        vectors: Words | None,
    ) -> None:
        """`vectors` are those of words as typed; without them only stems and acronyms meet."""
        self._words = words
        self._shares = _shares(reader, words)
        stems = reader.lexicon.stems(rows)
        self._columns = {
            row: [frozenset(column.split()) for column in columns] for row, columns in stems.items()
        }
        # In order, where an acronym asks for its long form.
        self._runs = stems if any(word.also for word in words) else {}
        self._senses = self._nearness(reader, vectors)
        self._met: dict[int, list[Meeting]] = {}

    def _nearness(self, reader: MeasureIndex, vectors: Words | None) -> list[dict[str, float]]:
        """For each word of the question the stems that it meets, and how near they are."""
        found: list[dict[str, float]] = [{} for _ in self._words]
        asked = [place for place, word in enumerate(self._words) if word.stem.isalpha()]
        if vectors and asked:
            import numpy as np

            # Details and titles are long: there only the words themselves meet.
            heads = (columns[:2] for columns in self._columns.values())
            every = frozenset().union(*(stems for columns in heads for stems in columns))
            known = reader.lexicon.vectors(every)
            if known:
                table = np.frombuffer(b"".join(row for _, row in known), "<f2").astype(np.float32)
                typed = vectors.encode([self._words[place].typed.lower() for place in asked])
                cosines = typed @ table.reshape(len(known), -1).T
                for place, row in zip(asked, cosines, strict=True):
                    # From the farthest to the nearest: of the forms of a stem the nearest stays.
                    near = [i for i in np.argsort(row) if row[i] >= FLOOR]
                    found[place] = {known[i][0]: min(1.0, float(row[i])) for i in near}
        for word, senses in zip(self._words, found, strict=True):
            senses[word.stem] = 1.0
        return found

    def scores(self) -> dict[int, float]:
        """From 0 to 1 for each row: the share of the question's weight that it meets."""
        return {row: sum(m.weight for m in self.meetings(row)) for row in self._columns}

    def whole(self, row: int) -> bool:
        """Whether every word of the question stands in a row, itself or as an acronym."""
        met = self.meetings(row)
        return bool(met) and sum(one.how != "sense" for one in met) == len(self._words)

    def meetings(self, row: int) -> list[Meeting]:
        """What each word of the question met best, for those that met anything."""
        if row not in self._met:
            self._met[row] = self._meetings(row)
        return self._met[row]

    def _meetings(self, row: int) -> list[Meeting]:
        columns = self._columns.get(row, ())
        found = []
        for word, senses, share in zip(self._words, self._senses, self._shares, strict=True):
            best, met = 0.0, None
            for place, stems in enumerate(columns):
                where, discount = _PLACES[place]
                if discount <= best:
                    break
                for stem in senses.keys() & stems:
                    near = senses[stem] * discount
                    if (near, stem) > (best, met[0] if met else ""):
                        best, met = near, (stem, where, "stem" if stem == word.stem else "sense")
                if ALSO * discount > best:
                    for run in word.also:
                        if stems.issuperset(run) and _holds(self._runs[row][place], run):
                            best, met = ALSO * discount, (run[0], where, "acronym")
            if met:
                found.append(Meeting(word, *met, share * best))
        return found


def _shares(reader: MeasureIndex, words: Sequence[Word]) -> list[float]:
    """What each word weighs in the question: its rarity, as a share of that of all words."""
    held, units = reader.frequencies([word.stem for word in words])
    rarity = [math.log((units + 1) / (held[word.stem] + 0.5)) for word in words]
    whole = sum(rarity)
    return [value / whole if whole else 0.0 for value in rarity]


def _holds(stems: str, run: Sequence[str]) -> bool:
    """Whether the stems hold the run, side by side."""
    return f" {' '.join(run)} " in f" {stems} "
