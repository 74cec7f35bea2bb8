"""The facts that two measures do not share."""

from __future__ import annotations

from pipeline.models import Difference, Measure
from pipeline.text import tokenise


def differences(first: Measure, second: Measure) -> list[Difference]:
    """The facts that only one side states, or that both state otherwise."""
    found = []
    for name in ("audience", "territory", "lead", "deadline", "budget"):
        one, other = getattr(first, name), getattr(second, name)
        if plain_words(one) != plain_words(other):
            found.append(Difference(name, one, other))
    return found


def plain_words(text: str | None) -> str:
    """The words of a text, folded and parted by spaces."""
    return " ".join(term.term for term in tokenise(text or ""))
