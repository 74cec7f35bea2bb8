"""The territory that a document is about, where its issuer, title or title page name one."""

from __future__ import annotations

import re

from pipeline.about.cover import Front
from pipeline.about.words import GENRE
from pipeline.text import fold

_LINK = r"(?:d[eu]s?\s+la\s+|de\s+l['’]\s?|des\s+|du\s+|de\s+|d['’]\s?)"
_WORD = r"[A-ZÀ-Ý][\w-]*(?:['’][\w-]+)?"
_PROPER = (
    rf"(?:(?:La|Le|Les|L['’])\s?)?{_WORD}"
    rf"(?:\s(?:(?:de\s+la|sous|sur|de|du|des|la|le|les)\s|d['’])?{_WORD}){{0,4}}"
)
_STATE = re.compile(
    rf"\b(?i:république|royaume|gouvernement|principauté)\s+(?i:et\s+canton\s+)?{_LINK}"
    rf"(?P<name>{_PROPER})"
)
_LOCAL = re.compile(
    r"\b(?:(?i:ville|commune|municipalité|mrc|communauté|agglomération|métropole|canton|région"
    r"|province|département|arrondissement|district|mairie|cpas|administration communale|conseil"
    r" (?:régional|départemental|municipal)|parc naturel)"
    r"(?:\s(?i:de\s+communes|d['’]agglomération|urbaine|rurale|intercommunale|métropolitaine"
    rf"|régional|et\s+cpas|communale))*\s+{_LINK}|(?i:région|canton|département)\s+)"
    rf"(?P<name>{_PROPER})"
)
_PAYS = re.compile(rf"\b(?P<name>Pays\s+{_LINK}{_PROPER})")
# The end of a body's name: « Table … de la Rive-aux-Hérons ».
_BODY = re.compile(rf"\b{_LINK}(?P<name>{_PROPER})(?: \|)?$")
_CAPITALS = r"[A-ZÀ-ÝŒ]+(?:[-'’][A-ZÀ-ÝŒ]+)*"
_SHOUTED = re.compile(rf"(?<!\w){_CAPITALS}(?:[ \u00a0]{_CAPITALS}(?!\w))+")
_LETTERS = re.compile(r"[^\W\d_]+")
_SMALL = frozenset("de du des la le les et aux en sur à au lez lès sous".split())
_NO_PLACES = re.compile(
    r"(?i)ministère|secrétariat|département d|cour\b|autorité|cabinet|association|fédération"
)
_FIELDS = re.compile(r"(?i:santé|justice|culture|éducation|économie|parc|territoire|cohésion)")


def territory(said: Front, named: str | None, body: str | None) -> str | None:
    """The municipality, region or country of a document; None where nothing states it."""
    lines = [text for text in (body, named, *(line.text for line in said.cover)) if text]
    for pattern in (_LOCAL, _PAYS, _STATE):
        for text in (*lines, *said.running[:8]):
            if found := pattern.search(_cased(text)):
                name = _before_genre(found["name"].strip())
                if name and not _FIELDS.match(name):
                    return name
    return _of_body(body) if body and not _NO_PLACES.match(body) else None


def _of_body(body: str) -> str | None:
    """The place that the name of a body ends with, if it names no plan."""
    found = _BODY.search(_cased(body))
    if not found or _FIELDS.match(found["name"]) or GENRE.search(fold(found["name"])):
        return None
    # Capitals do not tell which word of « … DES AMIS DE LA RIVE » begins the place.
    return re.split(r"\s(?:de la|des|du)\s", found["name"])[-1] if body.isupper() else found["name"]


def _before_genre(name: str) -> str:
    """A name of a place before the kind of document that a running head prints after it."""
    genre = GENRE.search(fold(name))
    return name[: genre.start()].strip() if genre else name


def _cased(text: str) -> str:
    """Runs of words in capitals as names are written: « VILLE DE X » is « Ville de X »."""
    return _SHOUTED.sub(lambda found: f"{_LETTERS.sub(_lowered, found[0])} |", text)


def _lowered(word: re.Match[str]) -> str:
    lower = word[0].lower()
    return lower if lower in _SMALL or len(lower) == 1 else lower.capitalize()
