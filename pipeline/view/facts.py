"""What a measure states, with the French names of it."""

from __future__ import annotations

from pipeline.facts import stated
from pipeline.models import Measure


def facts_of(measure: Measure) -> list[tuple[str, str]]:
    """Name and text of each fact that is stated, as printed."""
    return [(name, "\u00a0; ".join(values)) for name, values in stated(measure)]
