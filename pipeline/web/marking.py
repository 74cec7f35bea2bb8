"""Words marked in text, as markup in which all the rest is escaped."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from markupsafe import Markup, escape

from pipeline.models import Hit
from pipeline.text import analyse
from pipeline.view.marks import runs


def marked(text: str, words: Collection[str]) -> Markup:
    """`text` with <mark> around each run that has the stems of one of `words`."""
    pieces: list[Markup] = []
    end = 0
    # The longest first: of an acronym spelt out, the whole is marked rather than a word of it.
    for start, stop, _ in runs(text, [(word, "") for word in sorted(words, key=len, reverse=True)]):
        pieces.append(escape(text[end:start]))
        pieces.append(Markup("<mark>{}</mark>").format(text[start:stop]))
        end = stop
    return Markup("").join([*pieces, escape(text[end:])])


def met(hit: Hit, *places: str) -> set[str]:
    """The words of a hit that the question met in one of these places; in any, if none is named."""
    return {match.found for match in hit.why if not places or match.where in places}


def found_details(hit: Hit) -> Iterable[str]:
    """The details of a hit that hold a word of the question."""
    words = met(hit, "details")
    stems = {term.term for word in words for term in analyse(word)}
    for detail in hit.measure.details:
        if stems & {term.term for term in analyse(detail)}:
            yield detail
