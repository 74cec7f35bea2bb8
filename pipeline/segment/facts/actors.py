"""Who is named at a place of a sentence: whole names of bodies, and where lists of them end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.nlp import is_infinitive
from pipeline.nlp.matchers import bodies, ministries, municipalities
from pipeline.nlp.matchers.words import ACTORS

_ARTICLE = re.compile(
    r"\s*(?:(?:avec|par|à|de|et|ainsi que)\s+)?(?:(?:la|le|les|du|des|aux?|leurs?|ses|nos)\s+"
    r"|de la\s+|(?:de\s+)?l['’]|d['’])?"
)
_STOP = re.compile(
    r"\set\s(?:se\s|s['’])|[.;:()\[\]«»|•\n!?]|\s[–—-]\s|,\s+(?:afin|pour|dans|dont|qui|avec|en|sur|d['’]ici|avant"
    r"|au plus)\b"
    r"|\s(?:pour|afin|qui|que|dont|où|d['’]ici|avant|dès|à partir|à compter|jusqu"
    r"|sur (?!le territoire"
    r"|les?\s)|dans|par|sous|est|sont|sera|seront|a|ont|doit|devra|lors|selon|depuis|pendant|grâce"
    r"|notamment|en (?:vue|20|lien|partenariat|collaboration|concertation|cours|amont|faveur|tant)"
    r"|avec|à (?:l['’]horizon|destination|hauteur|travers|raison)|au (?:plus|sein|cours|moyen|titre"
    r"|printemps|1er|premier|second|deuxième)|courant|fin 20|début 20|mi-20)"
    r"(?=[\s'’\d]|$)|,\s+\d|\s(?:19|20)\d\d\b"
)
_GENERAL = re.compile(
    rf"(?:{'|'.join(sorted(ACTORS))}|clubs?|bailleurs?|opérateurs?|artisans|agriculteurs"
    r"|agricultrices|commerçants|commerces|professionnels|professionnelles|centres?|hôpitaux"
    r"|hôpital|lycées?|collèges?|collectivités?|syndicats?|établissements?|services?|employeurs"
    r"|chercheurs|propriétaires|locataires|comités?|chambres?|fédérations?|missions?|maisons?"
    r"|instituts?|universités?|offices?|conseils?|réseaux?|médiathèques?|bibliothèques?|ville"
    r"|région|état|commune|département|province|canton|métropole|bureaux?|musées?|police|mairies?"
    r"|préfectures?|rectorat|exploitants|transporteurs|fondations?|coopératives?|régies?|caisses?"
    r"|ministères?|agences?|directions?|collectifs?|regroupements?|tables?|organismes?|milieux?"
    r"|partenaires?|acteurs|actrices|entreprises?|associations?|société|équipes?|délégations?)\b",
    re.IGNORECASE,
)


def after_article(text: str, start: int) -> int:
    """The place after the preposition and article that stand there."""
    match = _ARTICLE.match(text, start)
    return match.end() if match else start


def is_actor(text: str) -> bool:
    """Whether a phrase without its article names someone: a body, a proper name, an acronym."""
    first = text.split(" ", 1)[0] if text else ""
    proper = first[:1].isupper() and not _THINGS.match(text)
    return proper or bool(_GENERAL.match(text))


_THINGS = re.compile(
    r"(?:plans?|programmes?|guides?|politiques?|strat[ée]gies?|sch[ée]mas?|projets?|lois?|chartes?|axes?"
    r"|mesures?|actions?|objectifs?|balises?|r[ée]f[ée]rentiels?|r[èe]glements?|d[ée]marches?|contrats?"
    r"|il|elles?|ils|ce|cette|cela|on|nous|celui|celle)\b",
    re.IGNORECASE,
)


# A clause goes on after the list, no further name.
_CLAUSE = re.compile(r"(?:ils?|elles?|on|nous|ce|cela|il)\b|[^,]{0,60}\b[^\W\d_]{3,}(?:ra|ront)\b")


def indefinite(text: str, start: int) -> bool:
    """Whether « un », « une » or « des » opens the phrase: no one in particular."""
    return bool(re.match(r"\s*(?:à |par |d['’])?(?:une?|des|plusieurs|chaque|tou(?:te)?s)\b",
                         text[start:]))  # fmt: skip


def actor_at(text: str, start: int) -> tuple[int, int] | None:
    """The one actor named at a place, without its article; None where there is none."""
    if indefinite(text, start):
        return None
    start = after_article(text, start)
    for matcher in (ministries, municipalities, bodies):
        for found in matcher(text[start : start + 200]):
            if found.start == 0:
                return start, start + found.end
    end = _phrase_end(text, start)
    joint = re.search(r",|\s(?:et|ou)\s(?:à|de|par|la|le|les|l['’]|aux?)\b\s?", text[start:end])
    end = start + joint.start() if joint else end
    words = text[start:end].split()
    if not words or len(words) > 12 or not is_actor(text[start:end]):
        return None
    return start, end


def actors_at(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The actors listed from a place on, each without its article."""
    place = start
    end = _phrase_end(text, after_article(text, start))
    while place < end:
        begin = after_article(text, place)
        if indefinite(text, place) or begin >= end:
            return
        stop = _item_end(text, begin, end)
        if stop <= begin or _CLAUSE.match(text[begin:stop]):
            return
        if is_infinitive(text[begin:stop].split()[0]):
            return
        yield begin, stop
        joint = re.compile(r"\s*(?:,\s*(?:et\s+)?|\s(?:et|ou|ainsi que)\s+)").match(text, stop, end)
        if joint is None:
            return
        place = joint.end()


def _item_end(text: str, begin: int, end: int) -> int:
    for matcher in (ministries, municipalities, bodies):
        for found in matcher(text[begin:end]):
            if found.start == 0:
                return begin + found.end
    joint = re.compile(
        r"\s*,\s|\s(?:et|ainsi que)\s(?!(?:du|des|de|d['’])\b)(?=\S)|\set\s(?=de\s(?:la\s)?[A-Z])"
    ).search(text, begin, end)
    return joint.start() if joint else len(text[:end].rstrip())


def _phrase_end(text: str, start: int) -> int:
    stop = _STOP.search(text, start)
    return len(text[: stop.start() if stop else len(text)].rstrip())
