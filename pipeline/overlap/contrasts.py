"""What only one of two overlapping measures says: for whom, where, by what means, who, how much."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from pipeline.models import Difference, Measure
from pipeline.overlap.differences import plain_words
from pipeline.text import analyse

# What public bodies act by, in the singular, folded; closed lists of instruments of public policy
# (Salamon 2002, "The Tools of Government"; Lascoumes & Le Galès 2004) name the same kinds.
_INSTRUMENTS = (
    "abattement accord agence aide allocation amende annuaire appel arrete atelier audit balise "
    "banque bareme bilan bon bourse brigade budget bulletin bureau cadastre cahier campagne "
    "cartographie catalogue centre certification charte cheque code colloque comite "
    "commission concertation concours conference consultation contrat controle convention cours "
    "credit decret delegation depliant diagnostic dispositif dotation enquete entente etude "
    "evaluation exoneration festival fonds forfait formation forum garantie grille guichet guide "
    "incubateur indemnite indicateur inspection inventaire label legislation ligne loi magazine "
    "mediateur mission module moratoire observatoire office outil parcours partenariat permis "
    "permanence pilote plan plateforme police politique portail prime prix programme projet "
    "protocole quota rapport recensement referent referentiel registre reglement reglementation "
    "remboursement repertoire reseau salon schema seminaire site "
    "sondage sommet strategie subvention table tarif tarification taxe trousse unite"
)
_BY_MEANS = re.compile(
    r"(?:\bpar|grâce [àa]|au moyen d['’]|avec) (?:une?|des|les?|la) $", re.IGNORECASE
)
_NEAR = 2  # weighty words from the opening on, among which an instrument is what is set up
_QUANTITY = re.compile(
    r"(?:tou(?:s|tes) les )?(?<![\w.,])\d[\d\u00a0\u202f .,]*(?:\u00a0|\u202f| )?"
    r"(?:%|€|\$|[^\W\d_]+(?: d['’e]+\s?[^\W\d_]+)?)?(?: (?:par|/) ?(?:an|mois|jour|semaine))?"
)
_YEAR = re.compile(r"^(?:19|20)\d\d\b")


def contrasts(first: Measure, second: Measure) -> list[Difference]:
    """What both sides say otherwise or only one says; None where a side does not say it.

    Audience, territory, lead and deadline are the facts of the measures; the instrument is read in
    their statements, the amount in both. Values that both share are left out.
    """
    readers: dict[str, Callable[[Measure], list[str]]] = {
        "audience": lambda one: _of(one.audience),
        "territory": lambda one: _of(one.territory),
        "instrument": lambda one: _instruments(one.statement),
        "lead": lambda one: _of(one.lead),
        "amount": lambda one: [*_of(one.budget), *_quantities(one.statement)],
        "deadline": lambda one: _of(one.deadline),
    }
    found = []
    for name, values in readers.items():
        ours, theirs = _unshared(values(first), values(second))
        if ours or theirs:
            said = [", ".join(side) or None for side in (ours, theirs)]
            found.append(Difference(name, *said))
    return found


def _of(text: str | None) -> list[str]:
    return [text] if text else []


def _unshared(ours: Sequence[str], theirs: Sequence[str]) -> tuple[list[str], list[str]]:
    plain = [{plain_words(value) for value in side} for side in (ours, theirs)]
    return (
        [value for value in ours if plain_words(value) not in plain[1]],
        [value for value in theirs if plain_words(value) not in plain[0]],
    )


def _instruments(statement: str) -> list[str]:
    """The nouns that name what a statement sets up, or by what it is done, as printed."""
    found: dict[str, str] = {}
    for place, term in enumerate(analyse(statement)):
        named = term.term in _instrument_stems()
        if named and (place < _NEAR or _BY_MEANS.search(statement[: term.start])):
            found.setdefault(term.term, statement[term.start : term.end])
    return list(found.values())


@lru_cache(maxsize=1)
def _instrument_stems() -> frozenset[str]:
    return frozenset(term.term for term in analyse(_INSTRUMENTS))


def _quantities(statement: str) -> list[str]:
    """The numbers of a statement with what they count, years left out."""
    found = [one.group().strip(" ,.") for one in _QUANTITY.finditer(statement)]
    return [text for text in found if not _YEAR.match(text)]
