"""Periods of French plans: spans of dates, lengths, rhythms and « en continu », in ISO 8601."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.nlp.matchers.dates import POINT, YEAR, interval
from pipeline.nlp.matchers.found import LEFT, QUOTE, SPACE, WORDS, Found, Kind, Pattern, number


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time: between days, of a length, at a rhythm or without end.

    `first` and `last` are ISO 8601 days, None where the period is open (« d'ici 2030 » ends with
    the year 2030, « dès 2026 » begins with the year 2026); « 2025-2026 » is taken as two calendar
    years. `length` and `every` are ISO 8601 durations (P5Y, P6M); of « six à douze mois » the
    longer. `continuous` marks « en continu ».
    """

    first: str | None = None
    last: str | None = None
    length: str | None = None
    every: str | None = None
    continuous: bool = False


_UNIT = r"(?:ans?|années?|mois|semaines?|jours?|trimestres?|semestres?)\b"
_COUNT = rf"(?:\d{{1,3}}|{WORDS})"
_LENGTH = (
    rf"(?:{_COUNT}{SPACE}(?:(?:à|ou){SPACE}{_COUNT}{SPACE})?"
    rf"(?:(?:prochain|premi[eè]r|proch)[es]{{0,3}}{SPACE})?{_UNIT})"
)
_PERIODS = Pattern(
    rf"""
    (?P<between>(?:\b(?:de|du|depuis|entre){SPACE}(?:le{SPACE}|l{QUOTE})?|{LEFT})(?P<from>{POINT})
        {SPACE}?(?:(?:jusqu{QUOTE})?(?:au|à|en)(?:{SPACE}(?:la{SPACE}|l{QUOTE}))?
            |et(?:{SPACE}le)?|[-–—/‑])
        {SPACE}?(?P<to>{POINT}|\d{{2}}(?!\w|[.,]\d|{SPACE}?%))(?![-/\w]))
  | (?P<until>\b(?:d{QUOTE}ici(?:{SPACE}(?:au|à|le))?|jusqu{QUOTE}(?:en|au|à)
            |(?:à{SPACE})?l{QUOTE}horizon)
        {SPACE}(?:(?:la{SPACE}|l{QUOTE}|le{SPACE})(?:année{SPACE})?)?(?P<last>{POINT}))
  | (?P<since>\b(?:dès|depuis|à{SPACE}(?:partir|compter){SPACE}(?:de|du))
        {SPACE}(?:(?:la{SPACE}|l{QUOTE}|le{SPACE})(?:année{SPACE})?)?(?P<first>{POINT}))
  | (?P<during>\b(?:(?:sur|pour|en|pendant|durant|d{QUOTE}ici|dans|au{SPACE}cours|depuis|d{QUOTE})
        (?:{SPACE}?(?:(?:une?{SPACE})?(?:période|durée|horizon|délai){SPACE}(?:maximal[e]?{SPACE})?(?:de|d{QUOTE}))
          |{SPACE}(?:les|des|ces|la|le|une|un|l{QUOTE}))?{SPACE})(?P<length>{_LENGTH}))
  | (?P<each>\b(?:tou(?:te)?s{SPACE}les{SPACE}(?P<rhythm>(?:{_COUNT}{SPACE})?{_UNIT})
        |aux{SPACE}(?P<alternate>{_COUNT}{SPACE}{_UNIT})(?!{SPACE}(?:de|d{QUOTE}|et|ou|à)\b)
        |(?:à{SPACE})?chaque{SPACE}(?P<unit>{_UNIT})
        |(?P<times>{_COUNT}){SPACE}fois{SPACE}(?:par{SPACE}|l{QUOTE})(?P<per>{_UNIT})
        |(?P<adverb>annuellement|mensuellement|trimestriellement|semestriellement|hebdomadairement
            |quotidiennement|bisannuellement)\b))
  | (?P<continuous>\b(?:en{SPACE}(?:continu|permanence|tout{SPACE}temps)
        |de{SPACE}(?:façon|manière){SPACE}(?:continue|permanente|récurrente))\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What comes before a number that only looks like years: « loi n° 2019-24 ».
_CODE = Pattern(r"(?:n[°ºo]s?|numéro|dossier|décret|résolution|loi|réf\.)\s?$", re.IGNORECASE)
_ADVERBS = {
    "ann": "P1Y", "men": "P1M", "tri": "P3M", "sem": "P6M", "heb": "P1W", "quo": "P1D",
    "bis": "P2Y",
}  # fmt: skip


def periods(text: str) -> tuple[Found[Period], ...]:
    """The periods of `text`: spans of dates or years, lengths, rhythms and « en continu »."""
    found: list[Found[Period]] = []
    place = 0
    while match := _PERIODS.search(text, place):
        value = _period(match)
        if value is None:
            place = match.start() + 1
            continue
        start, place = match.span()
        found.append(Found(start, place, Kind.PERIOD, text[start:place], value))
    return tuple(found)


def _period(match: re.Match[str]) -> Period | None:
    if match["between"]:
        return _between(match)
    if match["until"]:
        last = interval(match["last"])
        return Period(last=last.last) if last else None
    if match["since"]:
        first = interval(match["first"])
        return Period(first=first.first) if first else None
    if match["during"]:
        return Period(length=_duration(match["length"]))
    if match["continuous"]:
        return Period(continuous=True)
    if match["adverb"]:
        return Period(every=_ADVERBS[match["adverb"][:3].lower()])
    if match["times"]:
        return Period(every=_share(match["times"], match["per"]))
    return Period(every=_duration(match["rhythm"] or match["alternate"] or match["unit"]))


def _between(match: re.Match[str]) -> Period | None:
    start, end = match["from"], match["to"]
    joint = match[0][match.start("to") - match.start() - 4 : match.start("to") - match.start()]
    if " et" in joint and not match[0].lower().startswith("entre"):
        return None
    if _CODE.search(match.string, max(0, match.start() - 12), match.start()):
        return None
    if len(end) == 2:
        if not re.fullmatch(YEAR, start) or not _follows(int(start), int(end)):
            return None
        end = start[:2] + end
    first, last = interval(start), interval(end)
    if first is None or last is None:
        return None
    began = first.first
    if began.startswith("--"):
        year = int(last.last[:4]) if last.last[0].isdigit() else None
        if year is None:
            return Period(began, last.last)
        began = f"{year - (began[2:] > last.last[5:])}-{began[2:]}"
    alike = last.last[0].isdigit() == began[0].isdigit()
    return Period(began, last.last) if not alike or began < last.last else None


def _follows(year: int, short: int) -> bool:
    """Whether two digits after a year are a later year, not a month (« 2024-11 »)."""
    return short == year % 100 + 1 or (short > year % 100 and short > 12)


def _parts(written: str) -> tuple[int, str]:
    counts = re.findall(_COUNT, written.lower())
    unit = re.search(_UNIT, written.lower())
    count = int(number(counts[-1], grouped=False)) if counts else 1
    name = unit[0] if unit else ""
    if name[:2] == "an":
        return count, "Y"
    if name[:2] in ("tr", "se") and name[:4] != "sema":
        return count * (3 if name[0] == "t" else 6), "M"
    return count, {"m": "M", "s": "W", "j": "D"}[name[:1]]


def _duration(written: str) -> str:
    count, unit = _parts(written)
    return f"P{count}{unit}"


def _share(times: str, unit: str) -> str:
    """The time between events that come several times a unit, rounded down to whole parts."""
    many = max(int(number(times.lower(), grouped=False)), 1)
    count, letter = _parts(unit)
    if many == 1:
        return f"P{count}{letter}"
    days = {"Y": 365, "M": 30, "W": 7, "D": 1}[letter] * count
    return f"P{12 // many}M" if letter == "Y" and 12 % many == 0 else f"P{max(days // many, 1)}D"
