"""What sentences below a measure set as targets, count as indicators, and where they place it.

Only plain turns count: a figure after « atteindre » or « vise », a count after « indicateurs », a
named stretch of land after « dans ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.segment.facts.lines import Line
from pipeline.segment.facts.said import RUNNING, Said

WEAKER = RUNNING + 1
_FIGURE = r"(?:(?:au\smoins|plus\sde|près\sde|quelque)\s)?\d[^.;:,()]*?"
_TARGET = re.compile(
    rf"\b(?:atteindre|vise(?:nt|ra|ront)?|viser|(?:objectif|cible|ambition)\s(?:est\s|sera\s)?"
    rf"(?:fixée?\s)?(?:à|de))\s(?P<what>{_FIGURE})"
    r"(?=\s(?:avant|d['’]ici|dès|en\s20|au\splus|à\sl['’]horizon|pour|afin|grâce|par\srapport)\b"
    r"|[.;:,()]|$)",
    re.IGNORECASE,
)
_RAISED = re.compile(
    r"\b(?:porter|passer|ramener|réduire|augmenter)\s[^.;:()]{0,60}?\bde\s\d[\d\s,]*%?\s?[^\W\d_]*"
    r"\sà\s(?P<what>\d[\d\s,]*(?:%|[^\W\d_]+))",
    re.IGNORECASE,
)
_YEARS_ONLY = re.compile(r"(?:19|20)\d\d\b|\d+\s(?:ans?|mois|euros?|€)\b")
_COUNTS = r"(?:nombre|part|taux|proportion|pourcentage|volume|fréquentation|délai|durée|quantité)s?"
_ANNOUNCED = re.compile(
    r"\bindicateurs?\b|\bsuivi\b[^.;]{0,30}\bportant\ssur\b|\bmesurée?s?\s(?:par|au\smoyen)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b(?:le|la)\s{_COUNTS}\s(?:moyenn?e?\s)?(?:de\s|des\s|du\s|d['’])[^.;:,()]*?"
    rf"(?=\set\s(?:le|la)\s{_COUNTS}\b|[.;:,()]|$)"
)
_THIS = re.compile(
    rf"(?P<what>{_COUNTS}\s(?:de\s|des\s|du\s|d['’])[^.;:,()]*?)\s?:\s(?:tel\s(?:est|sera)\s"
    r"|c['’]est\s|voilà\s)?l['’]indicateur\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\bdans\s(?:(?:le|la|les)\s|l['’])(?:[^\W\d_]+\s)?(?:vallée|bassin|arrondissement|canton|district"
    r"|commune|quartier|secteur|région|province|territoire|plateau|village|municipalité|agglomération"
    r"|massif|archipel|île|préfecture|cercle|département|zone)s?\s(?:[^\W\d_]+\s)?"
    r"(?:(?:(?:de\s(?:la\s|l['’])?|du\s|des\s|d['’])(?:[A-ZÀ-Ý][\w'’-]+)"
    r"(?:(?:[\s-]|\set\s(?:de\s|d['’])?)[A-ZÀ-Ý][\w'’-]+)*)"
    r"|de\s(?:moins|plus)\sde\s\d[\d\s]*\shabitants)"
)


def claims(line: Line, start: int, end: int) -> Iterator[Said]:
    """The targets, indicators and territory that one sentence of a line states plainly."""
    for pattern in (_TARGET, _RAISED):
        for match in pattern.finditer(line.text, start, end):
            if not _YEARS_ONLY.match(match["what"]):
                yield Said("targets", WEAKER, line, *match.span("what"))
    announced = _ANNOUNCED.search(line.text, start, end)
    for match in _COUNTED.finditer(line.text, announced.end() if announced else end, end):
        yield Said("indicators", WEAKER, line, *match.span())
    if this := _THIS.search(line.text, start, end):
        yield Said("indicators", WEAKER, line, *this.span("what"))
    if place := _PLACE.search(line.text, start, end):
        yield Said("territory", WEAKER, line, *place.span())
