"""What a measure states about itself: lead, partners, deadline, budget, indicators.

A first version: « label : value » lines below a measure, and the columns of its table row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.text import fold

# Folded names of fields, each a head and the qualifiers that may follow it.
_NAMES = {
    "lead": (
        "structures? pilotes?|structures? responsables?|responsables?|pilotes?|pilotage|porteurs?"
        "|portage|chef de file|maitre d.ouvrage|direction responsable|organisme responsable"
        "|ministere responsable",
        "de la mesure|de l.action|du projet|pilotes?",
    ),
    "partners": (
        "partenaires?|collaborateurs?|collaborations?|acteurs associes",
        "associes|mobilises|principaux|pressentis|externes?",
    ),
    "deadline": (
        "echeanc\\w+|calendrier|delais?|date(?: de (?:fin|realisation|debut))?|periode|horizon"
        "|planification|annees?",
        "de realisation|de mise en oeuvre|previsionnel(?:le)?|prevu(?:e)?",
    ),
    "budget": (
        "budgets?|couts?|montants?|financements?|enveloppe|investissements?",
        "previsionnels?|prevus?|estimes?|totaux|total|estimatifs?|global",
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
_NOTHING = re.compile(r"^(?:[-–—.]+|n\.?\s?/?\s?[ad]\.?|a definir|a determiner|s\.?\s?o\.?)$")


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
        if bare and index + 1 < len(details) and _kind(bare["name"]):
            yield bare["name"], details[index + 1]


def _kind(name: str) -> str | None:
    folded = re.sub(r"[()]", "", fold(name)).strip(" .:*")
    return next((kind for kind, label in _LABELS.items() if label.match(folded)), None)


def _first(values: Sequence[str] | None) -> str | None:
    return values[0] if values else None


def _listed(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(part for value in values for part in _LIST.split(value) if part)
