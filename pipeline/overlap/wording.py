"""The words of units side by side: which words of one another one covers, and how well.

As in the aligned signal of search, words of one stem meet whole and other words by the cosine of
their vectors, from a floor on; each counts by its rarity among the units that are compared, so that
what they all say (« Que le Regroupement … ») tells none apart.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from pipeline.embed import load_encoder
from pipeline.models import Measure
from pipeline.nlp import acts, is_infinitive
from pipeline.text import analyse, fold

FLOOR = 0.35  # least cosine of two words of one sense
_LEAST_RARITY = 0.1  # so that a unit of common words alone has a wording too
_HEADINGS = 2  # innermost headings whose words may stand for those that a short statement lacks

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


class Nearness:
    """How near the words of a vocabulary are to each other, looked up once a word.

    `vectors` (v x d) are those of the stems, normalised, or zero where unknown.
    """

    def __init__(self, vectors: Floats) -> None:
        self.vectors = vectors
        self._known: dict[int, tuple[Numbers, Floats]] = {}

    def rows(self, words: Numbers) -> Floats:
        """The cosines of words with all words (len(words) x v), 0 below FLOOR, 1 with itself."""
        new = [word for word in words.tolist() if word not in self._known]
        for word, cosines in zip(new, self.vectors[new] @ self.vectors.T, strict=True):
            near = np.flatnonzero(cosines >= FLOOR)
            self._known[word] = near, np.minimum(cosines[near], np.float32(1.0))
        found = np.zeros((len(words), len(self.vectors)), np.float32)
        for row, word in zip(found, words.tolist(), strict=True):
            near, cosines = self._known[word]
            row[near] = cosines
            row[word] = 1.0
        return found


@dataclass(frozen=True, slots=True)
class Said:
    """What n measures say, as numbers of the v stems of a vocabulary.

    `statements` holds the stems of each statement, each once, in order of first mention, `headings`
    those that its innermost headings add; `opens` (n) tells whether the first word of the statement
    is a verb or the noun of an action. `rarity` (v) grows as fewer statements hold a stem.
    """

    terms: Sequence[str]
    statements: Sequence[Numbers]
    headings: Sequence[Numbers]
    opens: NDArray[np.bool_]
    rarity: Floats
    near: Nearness

    @property
    def vectors(self) -> Floats:
        """The vectors of the stems (v x d), normalised, or zero where unknown."""
        return self.near.vectors

    def of(self, places: Sequence[int]) -> Said:
        """What the measures of some places say; all words keep their numbers."""
        return replace(
            self,
            statements=[self.statements[place] for place in places],
            headings=[self.headings[place] for place in places],
            opens=self.opens[np.asarray(places, np.int64)],
        )


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of n units: the numbers of their stems, and the share of each in its unit.

    The shares of a unit add up to 1.
    """

    units: Sequence[Numbers]
    shares: Sequence[Floats]
    near: Nearness

    def turned(self, count: int) -> Wording:
        """The same wording, its first `count` units behind the others."""
        units = [*self.units[count:], *self.units[:count]]
        return replace(self, units=units, shares=[*self.shares[count:], *self.shares[:count]])

    def means(self) -> Floats:
        """The mean of the vectors of each unit's words by their shares, normalised (n x d)."""
        vectors = self.near.vectors
        found = np.zeros((len(self.units), vectors.shape[1]), np.float32)
        for row, words, shares in zip(found, self.units, self.shares, strict=True):
            row += shares @ vectors[words]
        return normalised(found)

    def met(self, first: int, second: int) -> Floats:
        """How well each word of `first` is met by `second`, from 0 to 1."""
        near = self.near.rows(self.units[first])[:, self.units[second]]
        found: Floats = near.max(axis=1, initial=0.0)
        return found

    def coverage(self, one: int, others: Sequence[int]) -> tuple[Floats, Floats]:
        """The share of `one` that each of `others` covers, and the share of each that it covers."""
        words = self.units[one]
        lengths = np.array([len(self.units[other]) for other in others], np.int64)
        covered = np.zeros(len(others), np.float32)
        covers = np.zeros(len(others), np.float32)
        if not len(words) or not lengths.any():
            return covered, covers
        spoken = np.flatnonzero(lengths)  # a unit of stop words covers nothing
        kept = [others[place] for place in spoken.tolist()]
        starts = np.concatenate([[0], np.cumsum(lengths[spoken])[:-1]])
        near = self.near.rows(words)[:, np.concatenate([self.units[other] for other in kept])]
        shares = np.concatenate([self.shares[other] for other in kept])
        covered[spoken] = self.shares[one] @ np.maximum.reduceat(near, starts, axis=1)
        covers[spoken] = np.add.reduceat(near.max(axis=0) * shares, starts)
        return covered, covers


class Packed(Sequence[Numbers]):
    """Many short rows of whole numbers in one piece: four bytes a number, eight a row."""

    def __init__(self) -> None:
        self._values, self._ends = array("i"), array("q", [0])

    def append(self, row: Numbers) -> None:
        """Put a row behind the others."""
        self._values.extend(row.tolist())
        self._ends.append(len(self._values))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, place: int) -> Numbers: ...
    @overload
    def __getitem__(self, place: slice) -> list[Numbers]: ...
    def __getitem__(self, place: int | slice) -> Numbers | list[Numbers]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        return np.array(self._values[self._ends[place] : self._ends[place + 1]], np.int64)


class Listening:
    """Takes in what measures say, one after the other, none of which it keeps."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._forms: dict[int, set[str]] = {}
        self._statements, self._headings = Packed(), Packed()
        self._opens = bytearray()

    def hear(self, measure: Measure) -> None:
        """Take in one measure."""
        said = _stems(measure.statement, self._places, self._forms)
        above = [_stems(text, self._places, self._forms) for text in measure.path[-_HEADINGS:]]
        self._statements.append(said)
        self._headings.append(_without(said, above))
        self._opens.append(_opens(measure.statement))

    def said(self) -> Said:
        """What was said, with the vectors of the shipped encoder, whatever that of an index."""
        held = np.zeros(len(self._places))
        for words in self._statements:
            held[words] += 1
        rarity = np.log((len(self._statements) + 1) / (np.maximum(held, 1) + 0.5))
        return Said(
            list(self._places),
            self._statements,
            self._headings,
            np.frombuffer(bytes(self._opens), np.bool_),
            np.maximum(rarity, _LEAST_RARITY).astype(np.float32),
            Nearness(_vectors(list(self._places), self._forms)),
        )


def said_by(measures: Iterable[Measure]) -> Said:
    """What measures say."""
    listening = Listening()
    for measure in measures:
        listening.hear(measure)
    return listening.said()


def plain(said: Said) -> Wording:
    """The words of the statements, each by its rarity."""
    shares = [shares_of(said.rarity[words]) for words in said.statements]
    return Wording(said.statements, shares, said.near)


def normalised(rows: Floats) -> Floats:
    """Rows brought to length 1, those of zeros left as they are."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)


def shares_of(weights: NDArray[np.floating[Any]]) -> Floats:
    """Weights as shares that add up to 1; weights of nothing stay nothing."""
    return (weights / max(float(weights.sum()), 1e-6)).astype(np.float32)


def _stems(text: str, places: dict[str, int], forms: dict[int, set[str]]) -> Numbers:
    """The numbers of the stems of a text, each once; new stems and forms are taken in."""
    found: dict[int, None] = {}
    for term in analyse(text):
        number = places.setdefault(term.term, len(places))
        forms.setdefault(number, set()).add(fold(text[term.start : term.end]))
        found[number] = None
    return np.array(list(found), np.int64)


def _without(said: Numbers, above: Sequence[Numbers]) -> Numbers:
    known = set(said.tolist())
    added = dict.fromkeys(number for words in above for number in words.tolist())
    return np.array([number for number in added if number not in known], np.int64)


def _opens(statement: str) -> bool:
    terms = analyse(statement)
    if not terms:
        return False
    word = statement[terms[0].start : terms[0].end]
    return is_infinitive(word) or acts(word)


def _vectors(terms: Sequence[str], forms: dict[int, set[str]]) -> Floats:
    """The mean vector of the forms of each stem, normalised; numbers and codes have none."""
    rows = [
        (n, form) for n, term in enumerate(terms) if term.isalpha() for form in sorted(forms[n])
    ]
    encoder = load_encoder()
    found = np.zeros((len(terms), encoder.dimension), np.float32)
    if rows:
        vectors = encoder.encode_documents([form for _, form in rows])
        np.add.at(found, [number for number, _ in rows], vectors)
    return normalised(found)
