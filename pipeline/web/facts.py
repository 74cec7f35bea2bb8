"""What a plan states about a measure, by the names that people read."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.facts import stated
from pipeline.models import Amount, Measure

_LABEL = re.compile(r"[^:]{1,40}:")
_BETWEEN = re.compile(r"[;,]\s")


def facts(unit: Measure, amount: Callable[[Amount], str]) -> list[tuple[str, list[str]]]:
    """The facts that are stated, each with its name in French; amounts where they say more."""
    return stated(unit, [amount(one) for one in unit.amounts])


def told_besides(unit: Measure) -> list[str]:
    """The details that say more than the facts: « Pilote : Service X » is shown among these."""
    said = [" ".join(fact.text.split()) for fact in unit.stated]
    kept: list[str] = []
    repeating = False
    for detail in unit.details:
        label = _LABEL.match(detail)
        pieces = [
            piece.strip() for piece in _BETWEEN.split(detail[label.end() :] if label else detail)
        ]
        begun = [any(fact.startswith(piece) for fact in said) for piece in pieces if piece]
        # A line of a sheet may end within a fact: the next line goes on with the rest of it.
        ended = repeating and any(fact.endswith(pieces[0]) for fact in said)
        repeating = bool(begun) and (all(begun) if label else ended and all(begun[1:]))
        if not repeating:
            kept.append(detail)
    return kept
