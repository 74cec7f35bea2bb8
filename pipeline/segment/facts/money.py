"""Budgets in running text: sums that will be spent, none that is past, capped or for one person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.nlp.matchers import amounts
from pipeline.nlp.matchers.found import SPACE
from pipeline.segment.facts.lines import Line
from pipeline.segment.facts.said import RUNNING, Said

PAST = re.compile(
    r"\b(?:a|ont|avai(?:t|ent)|eut|fu(?:t|rent))\s(?:[^\W\d_]{2,12}ment\s|déjà\s|aussi\s|ainsi\s)?"
    r"(?:été|[^\W\d_]{2,16}(?:é|i|u|it|is|ert|uit|aint)e?s?)\b|\b(?:était|étaient|comptait|passait"
    r"|représentait|prévoyait|s['’]élevait)\b",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(
    r"(?:\b(?:budgets?|enveloppes?|crédits?|montants?|coûts?|investissements?|financements?"
    r"|dotations?"
    r"|sommes?|fonds|subventions?|dotée?s?|chiffrée?s?|estimée?s?|évaluée?s?|financée?s?"
    r"|soutenue?s?)\b"
    r"[^.;:]{0,60}?|\b(?:investi|consacr|mobilis|allou|affect|dédi|réserv|prévoi|inject"
    r"|débloqu|octro"
    r"|engag|dépens|finan[cç])[^\W\d_]*\s(?:[^\W\d_]+['’\s]\s?){0,6})"
    r"(?:de|d['’]|à|à hauteur de|pour|:|est|sera|environ|quelque|près de|en)?\s*"
    r"(?:environ\s|près de\s|quelque\s)?$",
    re.IGNORECASE,
)
_MONEY_AFTER = re.compile(
    r"\s?(?:[^.;:()]{0,40}?)\b(?:seront|sera|sont|est|ont été|a été)\s(?:ainsi\s"
    r"|également\s)?(?:consacr"
    r"|mobilis|allou|investi|affect|prévu|réserv|inscrit|dédi|provisionn|engag|débloqu)"
    r"|\s(?:d['’]investissement|de budget|de crédits|de travaux|d['’]autorisations)",
    re.IGNORECASE,
)
_CAPPED = re.compile(
    r"(?:plafonn\w+|jusqu['’]à|moins|plus|inférieure?s?|supérieure?s?|au-delà|au-dessus|seuil|prime"
    r"|amende|tarif|chèque|aide|loyer|prix|salaire)\s(?:[^\W\d_]+['’\s]\s?){0,3}$",
    re.IGNORECASE,
)
_EACH = re.compile(
    rf"{SPACE}?(?:/|par{SPACE})(?!{SPACE}?ans?\b|{SPACE}?année|{SPACE}?exercice)"
    rf"|{SPACE}(?:le|la){SPACE}(?:m|kilo|tonne|repas|heure)",
    re.IGNORECASE,
)


_OVER = re.compile(
    r"\s(?:de|entre|sur)\s(?:19|20)\d\d(?:\s?[-–]\s?|\s(?:à|et)\s)(?:19|20)\d\d(?!\d)"
)
_IN_YEAR = re.compile(r"\s(?:en|pour|au budget)\s((?:19|20)\d\d)(?!\d)")


def budgets(line: Line, start: int, end: int, since: int | None) -> Iterator[Said]:
    """The budgets that one sentence of a line states; `since` is the first year of the plan."""
    text = line.text[start:end]
    for found in amounts(text):
        before, after = text[: found.start], text[found.end :]
        cued = _MONEY_BEFORE.search(before) or _MONEY_AFTER.match(after)
        if not cued or _CAPPED.search(before) or _EACH.match(after) or PAST.search(before):
            continue
        if re.search(r"(?:passer|porter|relever)\s(?:[^\W\d_]+\s){0,4}de\s$", before):
            continue  # « passer de 2 à 3 M€ »: what it was
        spent = _IN_YEAR.match(after)
        if spent and since and int(spent[1]) < since:
            continue
        place = start + found.start, start + found.end
        if period := _OVER.match(line.text, place[1], end):
            place = place[0], period.end()
        yield Said("budget", RUNNING + (not line.own), line, *place, after=_next_clause(after))


def _next_clause(after: str) -> str:
    """What a sentence goes on with after an amount, up to the next amount."""
    following = next(iter(amounts(after)), None)
    return after[: following.start] if following else after
