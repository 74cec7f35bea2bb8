"""Which fact a short text is by itself: an amount, a time, a state or a body."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.nlp.matchers import amounts, bodies, dates, ministries, municipalities, periods
from pipeline.segment.facts.values import says_nothing
from pipeline.text import fold

STATUS = re.compile(
    r"(?:en cours|a l.etude|a venir|en attente|en projet|prevue?s?|planifiee?s?"
    r"|programmee?s?|engagee?s?|lancee?s?|non (?:demarre|engage|realise|commence)e?s?|a lancer"
    r"|a engager|realisee?s?|terminee?s?|achevee?s?|livree?s?|accomplie?s?|completee?s?|reportee?s?"
    r"|suspendue?s?|abandonnee?s?|reconduite?s?|nouvelle?s?|nouveau|en (?:preparation|reflexion"
    r"|construction|reali[sz]ation|elaboration|deploiement)|partiellement realisee?s?|fait|faite)"
    r"(?: a \d{1,3} ?%)?"
)
_WHEN = re.compile(
    r"(?:(?:d'ici(?: a)?|des|a partir de|a compter de|avant|au plus tard(?: en)?|jusqu'en|en"
    r"|horizon"
    r"|a l'horizon|courant|pour|fin|debut|mi-?|rentrees?|etes?|automnes?|hivers?"
    r"|printemps|de|a|le|la|l'"
    r"|semestre|trimestre|1er|2e|3e|4e|premier|second|deuxieme|s[12]|t[1-4]|q[1-4]|annees?|periode"
    r"|(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
    r"|(?:19|20)\d\d|\d\d?(?:/\d\d?)?(?:/)?|et|au|-|–|—)[\s-]*)+"
)
_SHORT_TERM = re.compile(r"(?:a )?(?:tres )?(?:court|moyen|long) terme|immediat|des maintenant")
_LED = re.compile(
    r"^(?:la |le |l.)?(?:directions?|services?|ville|commune|communaute|mairie|departement"
    r"|region|etat"
    r"|ministere|office|agence|prefecture|rectorat|syndicat|association|federation|comite|conseil"
    r"|pole|bureau|secretariat|ccas|cias|dgs|mrc|municipalite|canton|metropole|chambre|centre"
    r"|cellule|mission|delegation|universite|institut|observatoire)\b"
)
_RHYTHM = re.compile(
    r"en continu|en permanence|(?:chaque|toute l'|tous les|toutes les) ?(?:annees?|ans|mois|etes?"
    r"|hivers?|printemps|automnes?|rentrees?|semestres?|trimestres?|semaines?)|annuellement"
)


_LONGEST = 300  # characters of a short text


def kind_of(text: str) -> str | None:
    """Which fact a short text is: an amount, a time, a state or a body; None for anything else."""
    if len(text) > _LONGEST:
        return None
    folded = fold(text).strip(" .")
    if says_nothing(text, "deadline"):
        return None
    if STATUS.fullmatch(folded):
        return "status"
    if _whole(text, amounts(text)):
        return "budget"
    dated = re.search(r"(?:19|20)\d\d", folded) and _WHEN.fullmatch(folded)
    if (
        dated
        or _SHORT_TERM.fullmatch(folded)
        or _RHYTHM.fullmatch(folded)
        or _whole(text, (*dates(text), *periods(text)))
    ):
        return "deadline"
    named = [f for matcher in (bodies, ministries, municipalities) for f in matcher(text)]
    if _whole(text, named) or (_LED.match(folded) and text[:1].isupper()):
        return "lead"
    return "lead" if re.fullmatch(r"[A-ZÀ-Ý]{2,8}(?:[-/ ][A-ZÀ-Ý]{1,8})?", text) else None


def _whole(text: str, found: Sequence[object]) -> bool:
    """Whether one match takes all of a text."""
    spans = [(getattr(one, "start", 0), getattr(one, "end", 0)) for one in found]
    return any(end - start >= len(text.strip()) for start, end in spans)
