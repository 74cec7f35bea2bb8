"""What a measure states about itself: lead, partners, deadline, budget, indicators.

A first version: « label : value » lines below a measure, and the columns of its table row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.text import fold

# Folded names of fields: the heads that name one, what may stand before, and what may follow.
_BODIES = (
    "personnes?|structures?|services?|directions?|entites?|offices?|ministeres?|organismes?|elu"
    "|elue|instances?|unites?"
)
_NAMES = {
    "lead": (
        rf"(?:(?:{_BODIES})\s)?(?:responsables?|pilotes?|porteurs?|porteuses?|referente?s?)"
        "|pilotage|portage|chefs? de file|maitre d.ouvrage|maitrise d.ouvrage",
        "de la mesure|de l.action|du projet|de la mise en oeuvre",
    ),
    "partners": (
        "partenaires?|collaborateurs?|collaborations?|acteurs associes",
        "associes|mobilises|principaux|pressentis|externes?",
    ),
    "deadline": (
        "echeanc\\w+|calendrier|delais?|dates? (?:limite|de fin)|date|periode|horizon"
        "|planification|annees?|fin|terme",
        "(?:de )?(?:realisation|mise en oeuvre|fin)|d.execution|previsionnel(?:le)?|prevue?",
    ),
    "budget": (
        "budgets?|couts?|montants?|(?:sources? de )?financements?|enveloppe|investissements?",
        "previsionnels?|prevus?|estimes?|totaux|total|estimatifs?|global|ttc|ht",
    ),
    "indicators": (
        "indicateurs?|cibles?|resultats? attendus?",
        "de (?:suivi|resultats?|reussite|realisation)",
    ),
}
_LABELS = {
    kind: re.compile(rf"^(?:{heads})(?:\s(?:{qualifiers}))?$")
    for kind, (heads, qualifiers) in _NAMES.items()
}
_LINE = re.compile(r"^\s*(?P<name>[^:]{3,60}?)\s*:\s*(?P<value>\S.*)$")
_PARTS = re.compile(r"\s[—–|•]\s(?=[^:—–|]{3,40}:)")
_BARE = re.compile(r"^\s*(?P<name>[^:]{3,60}?)\s*:?\s*$")
_LIST = re.compile(r"\s*[;•]\s*|\s*,\s+(?=[A-ZÀ-Ý])")
_NOTHING = re.compile(
    r"^(?:[-–—.]+|n\.?\s?/?\s?[ad]\.?|a (?:definir|determiner|preciser)|s\.?\s?o\.?)$"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """The facts of one measure as printed; None or empty where nothing is stated."""

    lead: str | None = None
    partners: tuple[str, ...] = ()
    deadline: str | None = None
    budget: str | None = None
    indicators: tuple[str, ...] = ()


def facts_of(fields: Iterable[tuple[str, str]], details: Sequence[str]) -> Stated:
    """The facts in the `fields` of a table row and in the lines below a measure."""
    found: dict[str, list[str]] = {}
    for name, value in (*fields, *_lines(details)):
        kind = _kind(name)
        if kind and not _NOTHING.match(fold(value)):
            found.setdefault(kind, []).append(value.strip())
    return Stated(
        lead=_first(found.get("lead")),
        partners=_listed(found.get("partners", [])),
        deadline=_first(found.get("deadline")),
        budget=_first(found.get("budget")),
        indicators=tuple(found.get("indicators", [])),
    )


def _lines(details: Sequence[str]) -> Iterable[tuple[str, str]]:
    """« name : value » lines, and names alone on their line with the line after them."""
    for index, text in enumerate(details):
        lines = [line for part in _PARTS.split(text) if (line := _LINE.match(part))]
        if lines:
            yield from ((line["name"], line["value"]) for line in lines)
            continue
        bare = _BARE.match(text)
        following = details[index + 1] if index + 1 < len(details) else ":"
        if bare and _kind(bare["name"]) and not _LINE.match(following) and following != ":":
            yield bare["name"], following


def _kind(name: str) -> str | None:
    # « Pilote(s) » keeps its s, « Coût (en k€) » loses its unit.
    folded = re.sub(r"\(s\)", "s", fold(name))
    folded = re.sub(r"\s?\([^)]*\)", "", folded).strip(" .:*")
    return next((kind for kind, label in _LABELS.items() if label.match(folded)), None)


def _first(values: Sequence[str] | None) -> str | None:
    return values[0] if values else None


def _listed(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(part for value in values for part in _LIST.split(value) if part)
