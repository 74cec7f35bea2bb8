"""Amounts of money from the text of a budget: value, ISO currency, years, each counted once.

« $ », « F CFA » and « francs » are several currencies; the whole document tells which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from pipeline.models import Amount
from pipeline.nlp.matchers import Amount as Money
from pipeline.nlp.matchers import Found, amounts
from pipeline.nlp.matchers.found import DIGITS, number
from pipeline.text import fold

_XAF = re.compile(
    r"\b(?:xaf|cameroun|gabon|tchad|centrafri\w+|congo(?!-kinshasa)\b|guinee equatoriale|cemac"
    r"|beac)\b"
)
_USD = re.compile(r"\b(?:usd|dollars? (?:americain|us)|etats-unis|haiti|kinshasa|rdc|liban)\b")
_SWISS = re.compile(r"\b(?:chf|suisse|confederation|cantons?|cantonale?s?|vaudois|neuchatel)\b")
_AFRICAN = re.compile(r"\b(?:xof|f\.?\s?cfa|fcfa|francs? cfa|uemoa|prefecture|cercle)\b")
_UNIT = re.compile(r"\(\s*(?:en\s+)?([^()]{1,30}?)\s*\)|\ben\s+([^()]{1,30})$")
_BARE = re.compile(rf"(?<![\w.,/-]){DIGITS}(?![\w%/]|[.,]\d)")
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?(?:[-–/]|à|au|et)\s?((?:19|20)?\d\d)(?!\d)")
_YEAR = re.compile(
    r"(?:\(|\b(?:en|pour|exercice|année|budget|pour l['’]année))\s?((?:19|20)\d\d)(?!\d)", re.I
)
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s?(?:[-–/]|à|au|et)\s?((?:19|20)?\d\d))?(?!\d)")
_LABEL = re.compile(r"((?:19|20)\d\d)(?:\s?[-–/]\s?((?:19|20)?\d\d))?\s?[:=]\s?$")
_SHARE = re.compile(r"\b(?:dont|soit|y compris|répartis?|financés?|cofinanc|participation)\b")
_YEARLY = re.compile(r"[^.;,]{0,40}?\b(?:par an\b|chaque année|annuellement|par année)")
_RHYTHM = re.compile(
    r"\s?(?:/|par|chaque|à chaque)\s?"
    r"(?:an|année|exercice|été|hiver|printemps|automne|saison|rentrée|édition)\b"
)
_TIMES = re.compile(r"\d\s?[×x*]\s?$")
_RESULT = re.compile(r"^[^.;]{0,30}(?:\bsoit\b|=)\s?(?:un total de\s)?$")
_ANNUAL = re.compile(r"\b(?:annuel(?:le)?s?|par an|/an)\b")


class Currency:
    """Which currency an ambiguous sign means in a document, told by its text."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _folded(self) -> str:
        return fold(self._text)

    def of(self, money: Money) -> str | None:
        """The ISO code of an amount; None where nothing tells it."""
        if money.currency:
            return money.currency
        if money.symbol == "$":
            usd = _USD.search(self._folded) and not re.search(r"quebec|canad", self._folded)
            return "USD" if usd else "CAD"
        if money.symbol == "FCFA":
            return "XAF" if _XAF.search(self._folded) else "XOF"
        if money.symbol == "francs":
            if _AFRICAN.search(self._folded):
                return "XAF" if _XAF.search(self._folded) else "XOF"
            return "CHF" if _SWISS.search(self._folded) else None
        return None


def amounts_of(
    text: str, currency: Currency, name: str = "", following: str = ""
) -> tuple[Amount, ...]:
    """The amounts in the text of a budget, without the parts of a total that is printed too.

    `name` is the name of the budget, whose unit (« Coût (k€) ») counts where the text has none,
    and `following` what comes after it in its sentence.
    """
    found = amounts(text) or _in_unit(text, name)
    kept = _whole(text, found)
    annual = bool(_ANNUAL.search(fold(name)))
    out: list[Amount] = []
    for place, one in enumerate(kept):
        code = currency.of(one.value)
        if code is None:
            continue
        before = kept[place - 1].end if place else 0
        after = kept[place + 1].start if place + 1 < len(kept) else len(text)
        start, end = _years(f"{text[:after]}{following}", one, before)
        if start is None:
            start, end = _span(_IN_NAME.search(name))
        per_year = one.value.per_year or annual or bool(_YEARLY.match(following))
        per_year = per_year or bool(_RHYTHM.match(text, one.end))
        out.append(Amount(float(one.value.high), code, start, end, per_year))
    return _once(out)


def _in_unit(text: str, name: str) -> tuple[Found[Money], ...]:
    """Numbers without a sign, in the unit that the name of the budget prints."""
    unit = _UNIT.search(name)
    one = amounts(f"1 {unit[1] or unit[2]}") if unit else ()
    if not one:
        return ()
    scale, sign = one[0].value.high, one[0].value
    out = []
    for match in _BARE.finditer(text):
        if re.fullmatch(r"(?:19|20)\d\d", match[0]) and re.search(r"\d", text[match.end() :]):
            continue  # « 2026 : 30 »
        value = Decimal(number(match[0])) * scale
        money = Money(value, value, sign.currency, sign.symbol)
        out.append(Found(match.start(), match.end(), one[0].kind, match[0], money))
    return tuple(out)


def _whole(text: str, found: Sequence[Found[Money]]) -> list[Found[Money]]:
    """The amounts without the shares that follow a whole (« 30 000 €, dont 12 000 € … »)."""
    multiplied = len(found) > 1 and _TIMES.search(text[: found[0].start])
    if multiplied and _RESULT.match(text[found[0].end : found[1].start]):
        found = found[1:]  # « 30 × 1 000 €, soit 30 000 € »
    kept: list[Found[Money]] = []
    for one in found:
        before = text[kept[0].end : one.start] if kept else ""
        inside = before.count("(") > before.count(")")
        if kept and (inside or _SHARE.search(before)):
            continue
        kept.append(one)
    for one in kept:
        others = [other for other in kept if other is not one]
        total = re.search(r"\btotal\w*\b[^;,]{0,25}$", text[: one.start].lower())
        sums = len(others) >= 2 and sum(o.value.high for o in others) == one.value.high
        if others and (total or sums):
            dated = all(_LABEL.search(text[: other.start]) for other in others)
            return others if dated else [one]
    return kept


def _years(text: str, one: Found[Money], before: int) -> tuple[int | None, int | None]:
    """The years that an amount covers: those of its label, else those printed after it."""
    label = _LABEL.search(text[before : one.start])
    span = label if label and label[2] else (None if label else _SPAN.search(text, one.start))
    if span:
        return _span(span)
    year = label or _YEAR.search(text, one.end) or _YEAR.search(text[before : one.start])
    return (int(year[1]), int(year[1])) if year else (None, None)


def _span(years: re.Match[str] | None) -> tuple[int | None, int | None]:
    """The first and the last of printed years (« 2026-2030 », « 2026-30 », « 2026 »)."""
    if years is None:
        return None, None
    first, last = years[1], years[2] or years[1]
    last = first[:2] + last if len(last) == 2 else last
    return (int(first), int(last)) if int(first) <= int(last) else (int(first), None)


def _once(found: Sequence[Amount]) -> tuple[Amount, ...]:
    return tuple(dict.fromkeys(found))
