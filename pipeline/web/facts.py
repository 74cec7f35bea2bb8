"""What a plan states about a measure, by the names that people read."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.models import Amount, Measure
from pipeline.web.language import noted

_LABEL = re.compile(r"[^:]{1,40}:")
_BETWEEN = re.compile(r"[;,]\s")


def facts(unit: Measure, amount: Callable[[Amount], str]) -> list[tuple[str, list[str]]]:
    """The facts that are stated, each with its name in French; amounts where they say more."""
    printed = "".join((unit.budget or "").split())
    amounts = [amount(one) for one in unit.amounts]
    named: list[tuple[str, list[str | None]]] = [
        (noted("Responsable"), [unit.lead]),
        (noted("Partenaires"), [*unit.partners]),
        (noted("Échéance"), [unit.deadline]),
        (noted("Budget"), [unit.budget]),
        (noted("Montants"), [text for text in amounts if "".join(text.split()) not in printed]),
        (noted("Indicateurs"), [*unit.indicators]),
        (noted("Cibles"), [*unit.targets]),
        (noted("État"), [unit.status]),
        (noted("Public"), [unit.audience]),
        (noted("Territoire"), [unit.territory]),
    ]
    stated = ((name, [value for value in values if value]) for name, values in named)
    return [(name, values) for name, values in stated if values]


def told_besides(unit: Measure) -> list[str]:
    """The details that say more than the facts: « Pilote : Service X » is shown among these."""
    stated = [" ".join(fact.text.split()) for fact in unit.stated]
    kept: list[str] = []
    repeating = False
    for detail in unit.details:
        label = _LABEL.match(detail)
        pieces = [
            piece.strip() for piece in _BETWEEN.split(detail[label.end() :] if label else detail)
        ]
        begun = [any(fact.startswith(piece) for fact in stated) for piece in pieces if piece]
        # A line of a sheet may end within a fact: the next line goes on with the rest of it.
        ended = repeating and any(fact.endswith(pieces[0]) for fact in stated)
        repeating = bool(begun) and (all(begun) if label else ended and all(begun[1:]))
        if not repeating:
            kept.append(detail)
    return kept
