"""Which years a document covers, when it was issued, and which edition it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipeline.about.cover import Front
from pipeline.about.words import YEAR, names_genre, spans
from pipeline.models import Plan, Role
from pipeline.nlp.matchers import Interval, dates
from pipeline.text import fold

_HORIZON = re.compile(rf"\bhorizon (?:de )?(?:l.annee |l.an )?({YEAR})\b")
_COVERS = re.compile(r"^\D{0,3}\d{4}\D{1,4}\d{2,4}\W*$|\b(?:exercice|mandat|legislature|periode)\b")
_HORIZON_LINE = re.compile(rf"^(?:a )?(?:l.)?horizon ({YEAR})$")
_SINCE = re.compile(rf"\bdepuis ({YEAR})\b")
_YEAR = re.compile(rf"(?<![\d/.-])({YEAR})(?![\d/]|[-.]\d)")
# These cover the year that they name; other titles that end with one look ahead to it or tell of
# an event.
_YEARLY = re.compile(
    r"^(?:(?:le|la|notre)\s)?(?:rapport|bilan|budget|programme|plan|plateforme|appel|cahier"
    r"|priorites|feuille de route|memorandum|propositions|engagements|mesures|contribution)\b"
)
_WORDS_BEFORE_YEAR = 5


def period(plan: Plan, said: Front, named: str | None) -> str | None:
    """The years that a document covers: « 2023-2028 », « 2024 », « depuis 2023 », « horizon 2030 ».

    The title says it, else the title page, the running heads, or short lines that all name one run
    of years after a kind of document. Years of laws, dates and events are none.
    """
    titles = [text for text in (named, plan.facts.title, plan.metadata.title) if text]
    cover = [line.text for line in said.cover if not _tells_date(line.text)]
    if not plan.pages:  # nothing tells where the title page ends
        cover = [text for text in cover if names_genre(text) or _COVERS.search(fold(text))]
    for lines in (titles, cover, list(said.running) if plan.pages else []):
        for text in lines:
            if years := spans(text):
                return _written(*years[0])
        for text in lines:
            if horizon := _HORIZON.search(fold(text)):
                return f"horizon {horizon[1]}"
    first = [b for b in plan.blocks if b.role is Role.CONTENT and (b.page or 2) == 1]
    for text in (plan.text_of(block) for block in first):
        if ahead := _HORIZON_LINE.match(fold(text)):
            return f"horizon {ahead[1]}"
    for text in titles:
        if one := _single(text):
            return one
    if since := next((found for text in titles if (found := _SINCE.search(fold(text)))), None):
        return f"depuis {since[1]}"
    return _mentioned(plan)


def _written(first: int, last: int) -> str:
    return f"{first}-{last}"


def _tells_date(text: str) -> bool:
    """Whether a line of the cover says when, by what law or by which vote, not what for."""
    return bool(
        re.search(r"\b(?:loi|decret|resolution|deliberation|arrete|article|session)\b", fold(text))
    )


def _single(title: str) -> str | None:
    """The one year of a title; a round one that nothing makes yearly is a horizon."""
    folded = fold(title)
    found = _YEAR.findall(folded)
    if len(set(found)) != 1:
        return None
    year = found[0]
    before = folded[: folded.index(year)].split()
    if _YEARLY.match(folded) and len(before) <= _WORDS_BEFORE_YEAR:
        return str(year)
    aims = bool(re.match(r"(?:agenda|cap|vision|objectif|ambition|cible)\b", folded))
    ahead = aims or folded.rstrip(" .)»").endswith(year) or re.search(rf"{year}\s?[-–—:|]", folded)
    return f"horizon {year}" if int(year) % 5 == 0 and ahead and len(before) <= 3 else None


def _mentioned(plan: Plan) -> str | None:
    """The one run of years that short lines give after the name of a kind of document."""
    found: set[tuple[int, int]] = set()
    for block in plan.blocks:
        text = plan.text_of(block)
        if block.role is not Role.CONTENT or len(text.split()) > 16 or block.cell:
            continue
        for span in spans(text):
            before = text[: text.index(str(span[0]))]
            if names_genre(" ".join(before.split()[-4:])):
                found.add(span)
    return _written(*found.pop()) if len(found) == 1 else None


# How documents say that they were adopted or published; « mis à jour » is an edition.
_ISSUED = re.compile(
    r"\b(?:adopt|approuv|publi|vot|sign|valid|pr[ée]sent|diffus)ée?s?\b|\b(?:parue?s?|remise?s?"
    r"|séance|version|édition|délibération|dépôt légal|date de publication)\b"
)
_UPDATED = re.compile(
    r"\b(?:mise?s? à jour|maj|modifiée?s?|révisée?s?|actualisée?s?|dernière modification)\b"
)
_STAMP = re.compile(
    r"(?:derniere )?(?:publiee?|mise?s? a jour|modifiee?|modification|mise a jour)\b"
)
_NOT_ISSUED = re.compile(
    r"\b(?:limite|missions?|mandats?|valeurs|a remis|bilan du|adoption du"
    r"|loi|decret|depuis|avant le|jusqu|d.ici|entree? en vigueur)\b"
)


def issued(plan: Plan, said: Front) -> str | None:
    """When a document was adopted or published, else brought up to date, to the day if stated."""
    for key in ("date", "published", "publication"):
        if value := _iso(said.fields.get(key, "")):
            return value
    cover = [line.text for line in said.cover]
    opening = said.opening[:12]
    pairs = [f"{a} {b}" for a, b in pairwise(opening) if len(f"{a} {b}".split()) <= 20]
    lines = [*opening, *pairs, *cover, *said.running[:40], *_stamps(plan)]
    lines += [text for text in said.closing if len(text.split()) <= 20]
    for pattern in (_ISSUED, _UPDATED):
        for text in lines:
            if len(text.split()) <= 60 and (value := _stated(text, pattern)):
                return value
    if value := _iso(plan.metadata.published or ""):
        return value
    top = plan.facts.title or "".join(cover[:1])
    days = (value for _, value in _dates(top) if len(value) == len("2025-01-31"))
    # Web pages end their links to other documents with dates.
    places = (*cover, *said.running[:10]) if plan.pages else cover[:1]
    alone = (_alone(text) for text in (top, *places))
    return next(filter(None, (*days, *alone)), None)


def _stamps(plan: Plan) -> Iterator[str]:
    """Short lines of a web page that begin with « Publié le », « Mis à jour », wherever."""
    for block in plan.blocks if not plan.pages else ():
        text = plan.text_of(block)
        if len(text.split()) <= 14 and _STAMP.match(fold(text)):
            yield text


def _iso(written: str) -> str | None:
    found = re.match(rf"{YEAR}(?:-\d\d(?:-\d\d)?)?(?!\d)", written.strip())
    return found[0] if found else None


def _stated(text: str, pattern: re.Pattern[str]) -> str | None:
    """The date that follows, within a few words, what says that the document was issued."""
    lower = text.lower()
    for said in pattern.finditer(lower):
        for start, value in _dates(text):
            between = lower[said.end() : start] if start >= said.end() else None
            if between is None or len(between.split()) > 14:
                continue
            near = [*lower[: said.end()].split()[-6:], between]
            if not _NOT_ISSUED.search(fold(" ".join(near))):
                return value
        year = re.match(rf"[^\d]{{0,12}}({YEAR})\b(?![-–/])", lower[said.end() :])
        if year and said[0] in ("dépôt légal", "version", "édition"):
            return year[1]
    return None


def _dates(text: str) -> Iterator[tuple[int, str]]:
    for found in dates(text):
        value = found.value
        if isinstance(value, Interval) and (written := _partial(value)):
            yield found.start, written


def _partial(value: Interval) -> str | None:
    """ISO 8601 as far as the date goes; None without a year, or for a season or quarter."""
    if not re.match(YEAR, value.first):
        return None
    if value.first[:7] != value.last[:7]:
        return None
    whole = value.first.endswith("-01") and value.last[8:] in ("28", "29", "30", "31")
    return value.first[:7] if whole else value.first


def _alone(text: str) -> str | None:
    """The date that a short line of a cover ends with: « Autorité des ports, mai 2025 »."""
    if len(text.split()) > 14 or _NOT_ISSUED.search(fold(text)):
        return None
    ends = [(s, value) for s, value in _dates(text) if len(text) - s <= 20]
    return ends[-1][1] if ends else None


_EDITION = re.compile(
    r"(?:\d{1,2}\s?(?:re|ère|er|e|ème)|première|deuxième|seconde|troisième|quatrième|cinquième|nouvelle)"
    r"\s+(?:édition|version)(?:\s+(?:revue|augmentée|corrigée|révisée)(?:\s+et\s+\w+)?)?"
    r"|\bédition\s+(?:de\s+)?(?:\w+\s+)?(?:19|20)\d\d\b"
    r"|\b(?:dernière\s+)?(?:mise?s?|mises)\s+à\s+jour(?:\s+(?:le|du|de|en|:|au))*\s*"
    r"(?:\w+\s+)?(?:\d{1,2}(?:er)?\s+)?(?:\w+\s+)?(?:19|20)\d\d\b"
    r"|\bmaj\s+\d{1,2}/(?:19|20)\d\d\b"
    r"|\b(?:révisée?|actualisée?|modifiée?)\s+(?:en|le)\s+(?:\d{1,2}(?:er)?\s+)?(?:\w+\s+)?(?:19|20)\d\d\b"
    r"|\bversion\s*(?::\s*)?(?:(?:\d+\.)+\d+|(?:de\s+|du\s+)?(?:\d{1,2}\s+)?\w+\s+(?:19|20)\d\d"
    r"|définitive|provisoire|finale|consolidée|adoptée|validée|abrégée)\b",
    re.IGNORECASE,
)


def edition(said: Front) -> str | None:
    """Which edition a document calls itself, as printed; None where it does not."""
    lines: Iterable[str] = (
        *(line.text for line in said.cover),
        *said.running[:40],
        *(text for text in said.opening[:15] if len(text.split()) <= 25),
        *(text for text in said.closing[-6:] if len(text.split()) <= 25),
    )
    found = next((match for text in lines if (match := _EDITION.search(text))), None)
    return " ".join(found[0].split()) if found else None
