"""Words of a text marked where words of a question met them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.text import analyse
from pipeline.view.markup import Element, add, tag

Met = Sequence[tuple[str, str]]  # words of a measure as they stand, and how they were met


def marked(text: str, met: Met) -> Element:
    """`text` with a <mark> around each run that has the stems of a word met.

    How a word was met is the class of its mark. Runs do not overlap; the first met is marked.
    """
    shown, end = tag("bdi"), 0
    for start, stop, how in runs(text, met):
        add(shown, text[end:start])
        add(shown, tag("mark", text[start:stop], class_=how))
        end = stop
    add(shown, text[end:])
    return shown


def runs(text: str, met: Met) -> list[tuple[int, int, str]]:
    """Where each run begins and ends, and how it was met, in order."""
    wanted = [(tuple(term.term for term in analyse(found)), how) for found, how in met]
    terms = analyse(text)
    found: list[tuple[int, int, str]] = []
    place = 0
    while place < len(terms):
        for stems, how in wanted:
            span = terms[place : place + len(stems)]
            if stems and tuple(term.term for term in span) == stems:
                found.append((span[0].start, span[-1].end, how))
                place += len(stems)
                break
        else:
            place += 1
    return found
