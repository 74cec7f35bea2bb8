"""Why a measure answers: which word of the question met which word of it, and how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline.models import Match, Measure
from pipeline.text import Term, analyse, fold

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.embed import StaticEncoder

# Least cosine of two words of one sense. With the shipped encoder « sans-abri » and « itinérance »
# have 0.43, « faim » and « alimentaire » 0.44, « personnel » and « employés » 0.46; « femmes » and
# « hommes » 0.27, « public » and « privé » 0.19.
SENSE_FLOOR = 0.35


class Senses:
    """Nearness of single words, for an encoder whose vectors of words mean something."""

    def __init__(self, encoder: StaticEncoder) -> None:
        self._encoder = encoder
        self._rows: dict[str, NDArray[np.float32]] = {}

    def nearest(self, word: str, among: Sequence[str]) -> str | None:
        """The word of `among` that is nearest to `word`, if it is near enough."""
        if not among:
            return None
        row = self._vectors([word])[0]
        scored = [float(row @ other) for other in self._vectors(among)]
        best = max(range(len(among)), key=scored.__getitem__)
        return among[best] if scored[best] >= SENSE_FLOOR else None

    def _vectors(self, words: Sequence[str]) -> list[NDArray[np.float32]]:
        unknown = [word for word in dict.fromkeys(words) if word not in self._rows]
        if unknown:
            encoded = self._encoder.encode_documents([word.lower() for word in unknown])
            self._rows.update(zip(unknown, encoded, strict=True))
        return [self._rows[word] for word in words]


class Explainer:
    """The words of one question that carry weight, and what they meet in measures."""

    def __init__(self, text: str, terms: Sequence[Term], senses: Senses | None = None) -> None:
        """`terms` are the weighty terms of `text`; without `senses` only shared stems count."""
        self._typed: dict[str, str] = {}
        for term in terms:
            self._typed.setdefault(term.term, text[term.start : term.end])
        self._senses = senses

    def matches(self, measure: Measure, title: str) -> tuple[Match, ...]:
        """For each word asked, what it met first: statement, headings, details, then the title."""
        found = self._by_stem(_places(measure, title))
        if self._senses:
            found |= self._by_sense(measure, [stem for stem in self._typed if stem not in found])
        return tuple(found[stem] for stem in self._typed if stem in found)

    def _by_stem(self, places: Iterable[tuple[str, str]]) -> dict[str, Match]:
        found: dict[str, Match] = {}
        for where, text in places:
            if len(found) == len(self._typed):
                break
            for term in analyse(text):
                if term.term in self._typed and term.term not in found:
                    typed, word = self._typed[term.term], text[term.start : term.end]
                    how = "word" if fold(word) == fold(typed) else "stem"
                    found[term.term] = Match(typed, word, where, how)
        return found

    def _by_sense(self, measure: Measure, stems: Sequence[str]) -> dict[str, Match]:
        assert self._senses
        found: dict[str, Match] = {}
        places = (("statement", measure.statement), ("heading", "\n".join(measure.path[::-1])))
        for where, text in places if stems else ():
            words = [text[term.start : term.end] for term in analyse(text)]
            for stem in stems:
                if stem not in found and (met := self._senses.nearest(self._typed[stem], words)):
                    found[stem] = Match(self._typed[stem], met, where, "sense")
        return found


def _places(measure: Measure, title: str) -> Iterable[tuple[str, str]]:
    yield "statement", f"{measure.label or ''} {measure.statement}"
    yield "heading", "\n".join(reversed(measure.path))
    yield "details", "\n".join((*measure.details, *measure.spoken))
    yield "title", title
