"""Broken words put right by a list of French words, with what is printed kept beside them.

A text is read as a chain of words. Each word stands as printed or is repaired, alone or together
with those next to it, and the chain whose words and breaks are likeliest wins (a noisy channel over
single words). Only what no list has can be broken, and only into what the list has; a printed word
that is rare gives way only to common ones (« sou le », « d'une » printed « dune »).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pipeline.nlp.breaks import Breaks, Candidate
from pipeline.nlp.lexicon import lexicon
from pipeline.nlp.printed import repairs, spaced, words_of


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters `start` to `end` of the printed text, what they are and what they should be.

    `kind` is one of apostrophe, ligature, glyph, cut (a stray space), glued (a space lost), hyphen
    (left from the end of a line), spaced (letters set apart).
    """

    start: int
    end: int
    printed: str
    repaired: str
    kind: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text after repair and the edits that lead to it from the printed one, in order."""

    text: str
    edits: tuple[Edit, ...] = ()


def repair(text: str, known: Collection[str] = frozenset()) -> Repaired:
    """`text` with its broken words put right; the same text when nothing is broken.

    `known` are words that the document vouches for (names, terms), in lower case: they are left
    alone. The repaired text repaired again is itself.
    """
    found = Repaired(text)
    while edits := _pass(found.text, known):
        found = _then(text, found, edits)
    return found


def names(lines: Iterable[str]) -> frozenset[str]:
    """The names of a document, in lower case, for `repair`.

    They are the words with a capital inside its sentences that are no French words otherwise.
    """
    inside = re.compile(r"(?<=[\w,] )[^\W\d_a-zà-ÿœ][^\W\d_]+")
    found = {word.lower() for line in lines for word in inside.findall(line)}
    return frozenset(word for word in found if lexicon().cost(word) is None)


def apply(printed: str, edits: Iterable[Edit]) -> str:
    """`printed` after its edits, which are in order and do not overlap."""
    out: list[str] = []
    place = 0
    for edit in edits:
        out += [printed[place : edit.start], edit.repaired]
        place = edit.end
    return "".join([*out, printed[place:]])


def _pass(text: str, known: Collection[str]) -> list[Edit]:
    """The edits of the likeliest reading of `text` with at most one repair of each word."""
    breaks = Breaks(lexicon(), "'" if "'" in text and "’" not in text else "’")
    words = words_of(text, known, breaks)
    runs = spaced(text, words, breaks)
    best = [0.0, *[float("inf")] * len(words)]
    back: list[tuple[int, Candidate | None]] = [(0, None)] * (len(words) + 1)
    for index, word in enumerate(words):
        if best[index] + word.cost < best[index + 1]:
            best[index + 1], back[index + 1] = best[index] + word.cost, (index, None)
        for end, candidate in repairs(text, words, index, breaks, runs):
            if best[index] + candidate.cost < best[end]:
                best[end], back[end] = best[index] + candidate.cost, (index, candidate)
    edits: list[Edit] = []
    place = len(words)
    while place:
        start, chosen = back[place]
        if chosen:
            span = words[start].start, words[place - 1].end
            printed = text[span[0] : span[1]]
            edits.append(Edit(*span, printed, chosen.text, chosen.kind))
        place = start
    return edits[::-1]


def _then(printed: str, first: Repaired, edits: Sequence[Edit]) -> Repaired:
    """What `first` and then `edits` of its text make of `printed`."""
    # Every edit with its place in the text of `first`; those that meet become one.
    places: list[tuple[int, int, Edit, bool]] = [(e.start, e.end, e, False) for e in edits]
    shift = 0
    for edit in first.edits:
        start = edit.start + shift
        shift += len(edit.repaired) - len(edit.printed)
        places.append((start, start + len(edit.repaired), edit, True))
    places.sort(key=lambda place: place[:2])
    merged: list[Edit] = []
    shift = index = 0
    while index < len(places):
        start, end, group = places[index][0], places[index][1], [places[index]]
        while index + len(group) < len(places) and places[index + len(group)][0] < end:
            group.append(places[index + len(group)])
            end = max(end, group[-1][1])
        index += len(group)
        grown = sum(len(e.repaired) - len(e.printed) for _, _, e, early in group if early)
        late = [(a - start, b - start, e) for a, b, e, early in group if not early]
        text = first.text[start:end]
        for a, b, edit in reversed(late):
            text = text[:a] + edit.repaired + text[b:]
        at = start - shift, end - shift - grown
        shift += grown
        kind = late[-1][2].kind if late else group[-1][2].kind
        merged.append(Edit(*at, printed[at[0] : at[1]], text, kind))
    return Repaired(apply(printed, merged), tuple(merged))
