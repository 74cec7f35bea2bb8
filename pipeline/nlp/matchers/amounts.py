"""Amounts of money and percentages as French plans print them, with their normalised values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.nlp.matchers.found import (
    LEFT,
    NUMBER,
    QUOTE,
    SPACE,
    Found,
    Kind,
    Pattern,
    apart,
    changes,
    number,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """Money from `low` to `high` (equal where one amount stands), in units of `symbol`.

    `currency` is an ISO 4217 code, or None where the sign does not say which: « $ », « dollars »
    (CAD, USD …), « francs » (CHF, XOF …) and « FCFA » (XOF or XAF). `symbol` is then the sign that
    a caller who knows the issuer's country may resolve. `years` is the span that the amount covers
    and `per_year` says that it is spent each year.
    """

    low: Decimal
    high: Decimal
    currency: str | None
    symbol: str
    years: int | None = None
    per_year: bool = False

    @property
    def value(self) -> Decimal | None:
        """The amount; None for a range."""
        return self.low if self.low == self.high else None


@dataclass(frozen=True, slots=True)
class Percentage:
    """A share in per cent from `low` to `high`; `points` marks points of percentage."""

    low: Decimal
    high: Decimal
    points: bool = False


# Each sign: what it matches, its ISO code, its plain symbol; the most specific first.
_CURRENCIES: tuple[tuple[str, str | None, str], ...] = (
    (r"\$\s?(?:CAN?|can\.?)\b|CAN?\$|CAD\b|dollars? canadiens?", "CAD", "$"),
    (r"\$\s?(?:USD?|ÉU)\b|US\s?\$|USD\b|dollars? (?:américains?|US)\b", "USD", "$"),
    (r"\$|dollars?\b", None, "$"),
    (r"€|euros?\b|EUR\b", "EUR", "€"),
    (r"XOF\b", "XOF", "FCFA"),
    (r"XAF\b", "XAF", "FCFA"),
    (r"F\.?\s?CFA\b|francs? CFA\b|CFA\b", None, "FCFA"),
    (r"CHF\b|francs? suisses?\b|[Ff]rs?\.", "CHF", "CHF"),
    (r"francs? guinéens?\b|GNF\b", "GNF", "GNF"),
    (r"francs? congolais\b|CDF\b", "CDF", "CDF"),
    (r"francs?\b", None, "francs"),
    (r"£|livres? sterling\b|GBP\b", "GBP", "£"),
    (r"dirhams? marocains?\b|MAD\b|DH\b", "MAD", "DH"),
    (r"dinars? tunisiens?\b|TND\b", "TND", "DT"),
    (r"dinars? algériens?\b|DZD\b", "DZD", "DA"),
    (r"gourdes?\b|HTG\b", "HTG", "G"),
)
_CURRENCY = "(?:" + "|".join(pattern for pattern, _, _ in _CURRENCIES) + ")"
_PREFIXED = r"(?:CHF|EUR|USD|CAD|FCFA|XOF|XAF|US\s?\$|€|\$|£|[Ff]rs?\.)"
_MAGNITUDES = {
    "k": 3, "m": 6, "g": 9, "md": 9, "mds": 9, "mrd": 9, "mrds": 9, "mia": 9, "mio": 6,
    "millier": 3, "milliers": 3, "million": 6, "millions": 6, "milliard": 9, "milliards": 9,
}  # fmt: skip
_MAGNITUDE = (
    rf"(?:(?:milliers?|millions?|milliards?|[Mm]io|[Mm]ia|[Mm]rds?)(?![^\W\d_])"
    rf"(?:{SPACE}(?:de{SPACE}|d{QUOTE})|{SPACE})?|(?:Mds?|[kKMG]){SPACE}?(?=\W|[A-Z]{{3}}))"
)
_TO = rf"{SPACE}?(?:à|et|ou|[-–]){SPACE}?"
_YEARS = (
    rf"(?:,?{SPACE}(?:(?:[^\W\d_]{{3,12}}(?:é|i|u)(?:e|s|es)?{SPACE})?sur|pendant|pour){SPACE}"
    rf"(?:une (?:période|durée) de{SPACE}|les{SPACE})?"
    rf"(?P<years>\d{{1,2}}|[a-z]{{2,9}}){SPACE}(?:prochaines{SPACE})?(?:ans|années)\b)"
)
_PER_YEAR = (
    rf"(?:{SPACE}?/{SPACE}?an(?:née)?\b|{SPACE}(?:par{SPACE}an(?:née)?(?:{SPACE}financière)?\b"
    rf"|annuellement\b|chaque{SPACE}année\b|l{QUOTE}an\b))"
)
_TAX = rf"(?:{SPACE}(?:TTC|HTVA|HT|TVAC|hors taxes?|toutes taxes comprises)\b)"
_TAIL = rf"(?:\.?[-–—]{{1,2}}(?![\w])|\.[-–—])?{_TAX}?(?P<annual>{_PER_YEAR})?{_YEARS}?"
_AMOUNT = Pattern(
    rf"(?:(?<![\w$€£])(?P<before>{_PREFIXED}){SPACE}?(?P<first>{NUMBER})"
    rf"(?:{_TO}(?P<second>{NUMBER}))?(?:{SPACE}?(?P<scale>{_MAGNITUDE}))?"
    rf"|{LEFT}(?P<low>{NUMBER})"
    rf"(?:{SPACE}?(?P<low_scale>{_MAGNITUDE})?{SPACE}?(?P<low_sign>{_CURRENCY})?"
    rf"(?P<to>{_TO})(?P<high>{NUMBER}))?"
    rf"{SPACE}?(?P<high_scale>{_MAGNITUDE})?{SPACE}?(?P<after>{_CURRENCY})){_TAIL}",
)
# Each number alone, where what looks like a range is two amounts.
_SINGLE = Pattern(
    rf"{LEFT}(?P<low>{NUMBER}){SPACE}?(?P<high_scale>{_MAGNITUDE})?{SPACE}?(?P<after>{_CURRENCY})"
    rf"{_TAIL}"
)
_BETWEEN = Pattern(r"\bentre\s$", re.IGNORECASE)


def amounts(text: str) -> tuple[Found[Amount], ...]:
    """The amounts of money of `text`; a range is one amount, « passer de X à Y » two."""
    found: list[Found[Amount]] = []
    place = 0
    while match := _AMOUNT.search(text, place):
        if match["before"] is None and match["high"] and not _is_range(text, match):
            single = _SINGLE.match(text, match.start())
            if single is None:
                place = match.start("high")
                continue
            match = single
        start, end = match.span()
        found.append(Found(start, end, Kind.AMOUNT, text[start:end], _amount(match)))
        place = end
    return tuple(found)


def _is_range(text: str, match: re.Match[str]) -> bool:
    """Whether two numbers before a currency are the ends of one range."""
    joint = match["to"].strip()
    if joint in ("et", "ou") and not _BETWEEN.search(
        text, max(0, match.start() - 8), match.start()
    ):
        return False
    if match["low_sign"] and changes(text, match.start()):
        return False
    value = _amount(match)
    return value.low < value.high


def _amount(match: re.Match[str]) -> Amount:
    groups = match.groupdict()
    if groups.get("before"):
        first, second = groups["first"], groups["second"]
        low_scale = high_scale = groups["scale"]
        sign = groups["before"]
    else:
        first, second = groups["low"], groups.get("high")
        high_scale, sign = groups["high_scale"], groups["after"]
        low_scale = groups.get("low_scale") or (None if groups.get("low_sign") else high_scale)
    low = _scaled(first, low_scale if second else high_scale)
    high = _scaled(second, high_scale) if second else low
    currency, symbol = _currency(sign)
    years = groups["years"]
    try:
        span = int(number(years)) if years else None
    except KeyError:
        span = None
    return Amount(low, high, currency, symbol, span, bool(groups["annual"]))


def _scaled(written: str, magnitude: str | None) -> Decimal:
    word = re.match(r"[^\W\d_]+", magnitude.strip()) if magnitude else None
    if word is None:
        return number(written)
    scaled = number(written, grouped=False).scaleb(_MAGNITUDES[word[0].lower()])
    return Decimal(f"{scaled:f}")  # 200000000, not 2.00E+8


def _currency(sign: str) -> tuple[str | None, str]:
    for pattern, code, symbol in _CURRENCIES:
        if re.fullmatch(pattern, sign):
            return code, symbol
    return None, sign


_PERCENT = rf"{SPACE}?(?:%|p\.{SPACE}?(?:100|cent)\b|p\.{SPACE}?c\.|pour{SPACE}cent\b|pourcents?\b)"
_POINTS = rf"{SPACE}points?{SPACE}(?:de{SPACE}pourcentage\b|%)"
_SIGN = r"(?:(?<![\w%)\]])[-−+](?=\d))?"
_PERCENTAGE = Pattern(
    rf"{LEFT}(?P<low>{_SIGN}{NUMBER})(?:(?P<low_mark>{_PERCENT})?(?P<to>{_TO})(?P<high>{NUMBER}))?"
    rf"(?P<mark>{_PERCENT}|{_POINTS})",
    re.IGNORECASE,
)
_ONE_PERCENTAGE = Pattern(rf"(?P<low>{_SIGN}{NUMBER})(?P<mark>{_PERCENT}|{_POINTS})", re.IGNORECASE)


def percentages(text: str) -> tuple[Found[Percentage], ...]:
    """The percentages of `text`, points of percentage too; a range is one of them."""
    found: list[Found[Percentage]] = []
    place = 0
    while match := _PERCENTAGE.search(text, place):
        place = match.end()
        low = _signed(match["low"])
        high = _signed(match["high"]) if match["high"] else low
        if match["high"] and not _is_share_range(text, match, low, high):
            single = _ONE_PERCENTAGE.match(text, match.start())
            if single is None:
                place = match.start("high")
                continue
            match, high, place = single, low, single.end()
        start, end = match.span()
        points = "point" in match["mark"].lower()
        share = Percentage(low, high, points)
        found.append(Found(start, end, Kind.PERCENTAGE, text[start:end], share))
    return apart(found)


def _is_share_range(text: str, match: re.Match[str], low: Decimal, high: Decimal) -> bool:
    if match["to"].strip() in ("et", "ou"):
        between = _BETWEEN.search(text, max(0, match.start() - 8), match.start())
        return bool(between) and low < high
    return low < high and not (match["low_mark"] and changes(text, match.start()))


def _signed(written: str) -> Decimal:
    value = number(written.lstrip("-−+").lower(), grouped=False)
    return -value if written[0] in "-−" else value
