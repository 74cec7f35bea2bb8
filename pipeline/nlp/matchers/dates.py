"""Dates of French plans, normalised to the ISO 8601 days they cover."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

from pipeline.nlp.matchers.found import LEFT, QUOTE, SPACE, Found, Kind, Pattern


@dataclass(frozen=True, slots=True)
class Interval:
    """The first and last day that a date covers, ISO 8601; `--MM-DD` where no year is printed.

    « début », « mi- » and « fin » are the thirds of their year or month; seasons are those of the
    northern hemisphere; the winter of one year is its months of January to March.
    """

    first: str
    last: str


_MONTHS = (
    r"janvier|janv\.", r"février|fevrier|févr?\.", r"mars", r"avril|avr\.", r"mai", r"juin",
    r"juillet|juil\.", r"août|aout", r"septembre|sept\.", r"octobre|oct\.", r"novembre|nov\.",
    r"décembre|decembre|déc\.",
)  # fmt: skip
_MONTH = "(?:" + "|".join(_MONTHS) + ")"
YEAR = r"(?:19|20)\d{2}(?![\d])(?![.,]\d)"
_DAY = r"(?:1er|(?:0?[1-9]|[12]\d|3[01])(?!\d))"
_PART = rf"(?:tout{SPACE}début|début|milieu|mi|fin)"
_OF = rf"(?:{SPACE}(?:de{SPACE}(?:la{SPACE}|l{QUOTE})?|d{QUOTE}|du{SPACE}(?:mois{SPACE}de{SPACE})?)"
_OF += rf"(?:année{SPACE})?)"
_ORDINAL = r"(?:1er|1re|[2-4](?:e|ème|nde?|d)|premier|deuxième|second|troisième|quatrième|dernier)"
_QUARTER = r"(?:trimestre|semestre|quadrimestre)"
_SEASON = r"(?:printemps|été|automne|hiver)"
_NOT_MEASURED = rf"(?!{SPACE}?(?:m²|m2|ha|km|logements|habitants|places|personnes|\$|€|%|[kM][$€]))"
_NUMERIC = (
    r"(?:(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])(?P<mark>[/.-])(?:0?[1-9]|1[0-2])(?P=mark)(?:(?:19|20)\d{2}|\d{2})"
    r"|(?:0[1-9]|1[0-2])/20\d{2})(?![\w/]|[.-]\d)"
)
_PLAIN_NUMERIC = _NUMERIC.replace("(?P<mark>[/.-])", "[/.-]").replace("(?P=mark)", "[/.-]")
_TITLED = (
    rf"(?:{_PART}(?:-|{_OF}|{SPACE})(?:{_DAY}{SPACE})?(?:{_MONTH}|{_SEASON})(?:{SPACE}de)?{SPACE}{YEAR}"
    rf"|{_PART}(?:-|{_OF}|{SPACE}){YEAR}"
    rf"|{_DAY}(?:{SPACE}?(?:et|ou|-|–|,){SPACE}?{_DAY})?{SPACE}{_MONTH}(?:{SPACE}{YEAR})?"
    rf"|{_MONTH}(?:{SPACE}(?:et|ou){SPACE}{_MONTH})?{SPACE}(?:de{SPACE}(?:l{QUOTE}année{SPACE})?)?{YEAR}"
    rf"|{_ORDINAL}{SPACE}{_QUARTER}(?:{_OF}|{SPACE}){YEAR}"
    rf"|[TSQ][1-4]{SPACE}?[-/]?{SPACE}?{YEAR}"
    rf"|{_SEASON}(?:{SPACE}de)?{SPACE}{YEAR}(?:[-/–](?:{YEAR}|\d{{2}}(?!\d)))?)(?![^\W\d_])"
)
# One date of any shape, without named groups, for the patterns of periods.
POINT = rf"(?:{_PLAIN_NUMERIC}|{_TITLED}|{YEAR})"
_SINCE = (
    rf"(?:\b(?:en|dès|depuis|avant|après|courant|vers|l{QUOTE}an|années?|horizon(?:{SPACE}de)?"
    rf"|jusqu{QUOTE}en|exercice|d{QUOTE}ici(?:{SPACE}à)?|à{SPACE}partir{SPACE}de"
    rf"|à{SPACE}compter{SPACE}de|fin{SPACE}de|échéance{SPACE}?:|échéancier{SPACE}?:)"
    rf"(?:{SPACE}l{QUOTE}(?:année|horizon|an))?{SPACE})"
)
_DATE = Pattern(
    rf"{LEFT}(?:(?P<numeric>{_NUMERIC})|(?P<titled>{_TITLED}))"
    rf"|(?:{_SINCE}|\A\s{{0,3}}(?={YEAR}\s{{0,3}}\Z))(?P<year>{YEAR})(?![-/–‑]\d){_NOT_MEASURED}",
    re.IGNORECASE,
)

# « en 2026, 2027 et 2028 »
_MORE_YEARS = Pattern(
    rf"(?:,{SPACE}|{SPACE}(?:et|ou|puis){SPACE}(?:en{SPACE})?)(?P<year>{YEAR})"
    rf"(?![-/–‑]\d){_NOT_MEASURED}"
)


def dates(text: str) -> tuple[Found[Interval], ...]:
    """The dates of `text`: days, months, quarters, seasons and, after a word of time, years."""
    found: list[Found[Interval]] = []
    for match in _DATE.finditer(text):
        name = "numeric" if match["numeric"] else match.lastgroup or ""
        found += _dated(text, *match.span(name))
        while match["year"] and found and (more := _MORE_YEARS.match(text, found[-1].end)):
            found += _dated(text, *more.span("year"))
    return tuple(found)


def _dated(text: str, start: int, end: int) -> list[Found[Interval]]:
    value = interval(text[start:end])
    return [Found(start, end, Kind.DATE, text[start:end], value)] if value else []


_SEASONS = {
    "printemps": ("03-20", "06-20"), "été": ("06-21", "09-21"), "automne": ("09-22", "12-20"),
    "hiver": ("01-01", "03-19"),
}  # fmt: skip


def interval(written: str) -> Interval | None:
    """The days that one date covers; None where the calendar has no such day."""
    plain = re.sub(SPACE, " ", written.lower())
    if numeric := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", plain):
        return _days(*(int(part) for part in numeric.groups()))
    if numeric := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})", plain):
        day, month, year = (int(part) for part in numeric.groups())
        return _days(year + 2000 if year < 100 else year, month, day)
    if numeric := re.fullmatch(r"(\d\d)/(\d{4})", plain):
        return _days(int(numeric[2]), int(numeric[1]))
    years = [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", plain)]
    whole = _season(plain, years) or _quarter(plain, years)
    if whole is not None:
        return whole
    months = [_month(word) for word in re.findall(rf"\b{_MONTH}", plain)]
    days = [int(day) for day in re.findall(r"(?<!\d)\d{1,2}(?=\D|$)", plain)]
    when = years[0] if years else None
    if not months:
        return _third(plain, Interval(f"{when}-01-01", f"{when}-12-31")) if when else None
    if days:
        return _days(when, months[0], days[0], days[-1])
    run = _days(when, months[0], last_month=months[-1])
    return _third(plain, run) if run else None


def _month(word: str) -> int:
    return next(
        place for place, names in enumerate(_MONTHS, 1) if re.fullmatch(names, word.lower())
    )


def _days(
    year: int | None, month: int, day: int = 0, last_day: int = 0, last_month: int = 0
) -> Interval | None:
    """The days from `day` to `last_day` of a month, or its whole, or that of a run of months."""
    if not 1 <= month <= 12 or (last_month and last_month < month):
        return None
    length = monthrange(year or 2024, last_month or month)[1]
    last = last_day or day or length
    if day > length or last > length or (last_day and last_day < day):
        return None
    stem = f"{year}-" if year else "--"
    return Interval(f"{stem}{month:02}-{day or 1:02}", f"{stem}{last_month or month:02}-{last:02}")


def _season(plain: str, years: list[int]) -> Interval | None:
    name = re.search(rf"\b{_SEASON}\b", plain)
    if name is None or not years:
        return None
    first, last = _SEASONS[name[0]]
    year = years[0]
    if name[0] == "hiver" and re.search(r"\d{4}[-/–]\d", plain):
        return Interval(f"{year}-12-21", f"{year + 1}-03-19")
    return _third(plain, Interval(f"{year}-{first}", f"{year}-{last}"))


_PLACES = {"1": 1, "2": 2, "3": 3, "4": 4, "pr": 1, "de": 2, "se": 2, "tr": 3, "qu": 4}


def _quarter(plain: str, years: list[int]) -> Interval | None:
    short = re.match(r"([tsq])([1-4])", plain)
    long = re.match(rf"({_ORDINAL}) ({_QUARTER})", plain)
    if not years or not (short or long):
        return None
    place: int
    if short:
        size, place = 6 if short[1] == "s" else 3, int(short[2])
    elif long:
        size = {"t": 3, "s": 6, "q": 4}[long[2][0]]
        ordinal = long[1]
        key = ordinal[0] if ordinal[0].isdigit() else ordinal[:2]
        place = 12 // size if ordinal == "dernier" else _PLACES[key]
    if place * size > 12:
        return None
    return _days(years[0], (place - 1) * size + 1, last_month=place * size)


def _third(plain: str, whole: Interval) -> Interval:
    """The third of a year or month that « début », « mi- » or « fin » names."""
    part = re.match(r"(?:tout )?(début|milieu|mi|fin)", plain)
    if part is None:
        return whole
    stem = whole.first[:-2]
    if whole.first[5:] == "01-01" and whole.last[5:] == "12-31":
        year = whole.first[:4]
        thirds = ((f"{year}-01-01", f"{year}-04-30"), (f"{year}-05-01", f"{year}-08-31"))
        last = (f"{year}-09-01", f"{year}-12-31")
    elif whole.first[:-2] == whole.last[:-2]:
        thirds = ((f"{stem}01", f"{stem}10"), (f"{stem}11", f"{stem}20"))
        last = (f"{stem}21", whole.last)
    else:
        return whole
    return Interval(*{"début": thirds[0], "fin": last}.get(part[1], thirds[1]))
