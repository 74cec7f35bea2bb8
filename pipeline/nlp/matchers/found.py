"""What a matcher returns, and how French writes numbers: shared by the matchers of every kind.

Every repetition in these patterns is bounded, so that no text makes them slow.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar


class Kind(StrEnum):
    """What was recognised."""

    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    DATE = "date"
    PERIOD = "period"
    LEGAL = "legal reference"
    DEFINITION = "acronym definition"
    ACRONYM = "acronym"
    MINISTRY = "ministry"
    MUNICIPALITY = "municipality"
    BODY = "body"


V_co = TypeVar("V_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Generic[V_co]):
    """A span of a text (`text == source[start:end]`), its kind and its normalised value."""

    start: int
    end: int
    kind: Kind
    text: str
    value: V_co


class Pattern:
    """A regular expression that is compiled when first used: together they take 0.3 seconds."""

    __slots__ = ("_compiled", "_flags", "_source")

    def __init__(self, source: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self._source, self._flags = source, flags
        self._compiled: re.Pattern[str] | None = None

    def _pattern(self) -> re.Pattern[str]:
        if self._compiled is None:
            self._compiled = re.compile(self._source, self._flags)
        return self._compiled

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match from `start` on."""
        return self._pattern().search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match at `start`."""
        return self._pattern().match(text, start, end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match of the whole text."""
        return self._pattern().fullmatch(text)

    def finditer(
        self, text: str, start: int = 0, end: int = sys.maxsize
    ) -> Iterator[re.Match[str]]:
        """All matches, in order."""
        return self._pattern().finditer(text, start, end)


SPACE = "[ \u00a0\u202f\u2009]"
QUOTE = "['’]"
_GROUP = "[ \u00a0\u202f\u2009'’]"
DIGITS = (
    rf"(?:\d{{1,3}}(?:{_GROUP}\d{{3}}){{1,4}}(?!\d)|\d{{1,3}}(?:\.\d{{3}}){{1,4}}(?!\d)"
    rf"|\d{{1,3}}(?:,\d{{3}}){{2,4}}(?!\d)|\d{{1,12}})(?:[.,]\d{{1,3}}(?!\d))?"
)
_UNITS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14,
    "quinze": 15, "seize": 16, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40,
    "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80, "octante": 80,
    "nonante": 90,
}  # fmt: skip
_WORD = rf"(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))}|cents?|mille)"
WORDS = rf"{_WORD}(?:[ -](?:et[ -])?{_WORD}){{0,6}}"
NUMBER = rf"(?:{DIGITS}|{WORDS}(?![^\W\d_]))"
# Not inside a word, a longer number, a decimal or a code.
LEFT = r"(?<![\w./])(?<!\d[,'’])(?<!\w[-‐‑–])"


def number(written: str, *, grouped: bool = True) -> Decimal:
    """The value of a number in digits or French words (« 1 250,50 », « 7.500 », « vingt-cinq »).

    With `grouped`, a point or comma before exactly three digits groups thousands (« $250,000 »);
    without it they are decimals (« 1,125 million »).
    """
    if not written[:1].isdigit():
        return Decimal(_spelled(written))
    plain = re.sub(_GROUP, "", written)
    if plain.count(".") > 1 or (
        "." in plain and "," in plain and plain.rfind(",") > plain.find(".")
    ):
        plain = plain.replace(".", "")
    if plain.count(",") > 1 or ("." in plain and "," in plain):
        plain = plain.replace(",", "")
    if grouped and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", plain):
        plain = plain.replace(".", "").replace(",", "")
    return Decimal(plain.replace(",", "."))


def _spelled(written: str) -> int:
    total = current = 0
    for word in re.findall(r"[^\W\d_]+", written.lower()):
        if word in ("cent", "cents"):
            current = max(current, 1) * 100
        elif word == "mille":
            total, current = total + max(current, 1) * 1000, 0
        elif word in ("vingt", "vingts") and current % 100 == 4:
            current += 76  # quatre-vingts
        elif word != "et":
            current += _UNITS[word]
    return total + current


_CHANGE = Pattern(
    r"\b(?:pass|port|évolu|ramen|relev|mont|descend)[^\W\d_]{0,8}"
    r"(?: [^\W\d_]{1,12}){0,2} (?:de|d['’])\s?$",
    re.IGNORECASE,
)


def changes(text: str, start: int) -> bool:
    """Whether the words before `start` announce a change from one value to another, no range."""
    return bool(_CHANGE.search(text, max(0, start - 60), start))


Value = TypeVar("Value")


def apart(found: Iterable[Found[Value]]) -> tuple[Found[Value], ...]:
    """The spans in reading order, the first and longest kept where two overlap."""
    kept: list[Found[Value]] = []
    for one in sorted(found, key=lambda span: (span.start, -span.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)
