"""Sound French sentences broken in the ways that PDFs break them, to tune and test the repair.

Each example has one break, of a kind drawn with the share that `SHARES` gives, at a word drawn
among those of the sentence that can break so. Nothing is left out because it is hard: a word broken
into other words of the language (« d'une » to « dune ») counts like any other.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

SHARES = {
    "apostrophe lost": 20,
    "apostrophe to space": 10,
    "ligature as a character": 5,
    "ligature to space": 12,
    "ligature lost": 6,
    "ligature to another mark": 13,
    "letters spaced": 7,
    "stray space": 12,
    "hyphen and space": 10,
    "hyphen": 3,
    "space before an elided word lost": 2,
}

_ELIDED = re.compile(r"\b(?:[ldjmtscnLDJMTSCN]|(?:jus|lors|puis)?qu|Qu)(['’])(?=[^\W\d_])")
_LIGATURE = re.compile(r"(?<=[^\W\d_])(?:ffi|ffl|fi|fl|ff|œ)(?=[^\W\d_])|\b(?:fi|fl|œ)(?=[^\W\d_])")
_TYPED = {"ffi": "ﬃ", "ffl": "ﬄ", "fi": "ﬁ", "fl": "ﬂ", "ff": "ﬀ"}
_MARKS = ("\ufffd", "\x1f", "\x02", "(cid:31)", "(cid:2)", "\ue000", "\uf001")
_LONG = re.compile(r"(?<![\w-])[a-zà-ÿœ]{7,}(?![\w-])")
_WORD = re.compile(r"(?<![\w'’-])[a-zà-ÿœ]{5,}(?![\w'’-])")
_BEFORE_ELIDED = re.compile(r"(?<=[a-zà-ÿ]{2})( )[ldnsc]['’](?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Broken:
    """A sentence with one break: as printed, as it was, and how it was broken."""

    printed: str
    sound: str
    kind: str


def _apostrophe(sentence: str, place: re.Match[str], put: str) -> str:
    return sentence[: place.start(1)] + put + sentence[place.end(1) :]


def _put(sentence: str, place: re.Match[str], put: str) -> str:
    return sentence[: place.start()] + put + sentence[place.end() :]


def _cut(sentence: str, place: re.Match[str], put: str, ends: int, draw: random.Random) -> str:
    at = draw.randint(place.start() + ends, place.end() - ends)
    return sentence[:at] + put + sentence[at:]


def _spaced(sentence: str, place: re.Match[str], draw: random.Random) -> str:
    return _put(sentence, place, " ".join(place[0]))


Break = Callable[[str, re.Match[str], random.Random], str]
_HOW: dict[str, tuple[re.Pattern[str], Break]] = {
    "apostrophe lost": (_ELIDED, lambda s, m, d: _apostrophe(s, m, "")),
    "apostrophe to space": (_ELIDED, lambda s, m, d: _apostrophe(s, m, " ")),
    "ligature as a character": (
        re.compile("ffi|ffl|fi|fl|ff"),
        lambda s, m, d: _put(s, m, _TYPED[m[0]]),
    ),
    "ligature to space": (_LIGATURE, lambda s, m, d: _put(s, m, " ")),
    "ligature lost": (_LIGATURE, lambda s, m, d: _put(s, m, "")),
    "ligature to another mark": (_LIGATURE, lambda s, m, d: _put(s, m, d.choice(_MARKS))),
    "letters spaced": (_WORD, _spaced),
    "stray space": (_LONG, lambda s, m, d: _cut(s, m, " ", 2, d)),
    "hyphen and space": (_LONG, lambda s, m, d: _cut(s, m, "- ", 3, d)),
    "hyphen": (_LONG, lambda s, m, d: _cut(s, m, "-", 3, d)),
    "space before an elided word lost": (_BEFORE_ELIDED, lambda s, m, d: _apostrophe(s, m, "")),
}


def broken(sentences: Sequence[str], count: int, seed: int) -> Iterator[Broken]:
    """`count` examples from `sentences`, the same for the same seed."""
    draw = random.Random(seed)
    for kind in draw.choices(list(SHARES), list(SHARES.values()), k=count):
        pattern, how = _HOW[kind]
        places: list[re.Match[str]] = []
        while not places:
            sentence = draw.choice(sentences)
            places = list(pattern.finditer(sentence))
        # Extractors leave one space where a ligature at the edge of a word left two.
        printed = re.sub(" {2,}", " ", how(sentence, draw.choice(places), draw)).strip(" ")
        yield Broken(printed, sentence, kind)
