"""What a measure states, with the French names of it."""

from __future__ import annotations

from pipeline.models import Measure


def facts_of(measure: Measure) -> list[tuple[str, str]]:
    """Name and text of each fact that is stated, as printed."""
    stated = {
        "Pilote": measure.lead,
        "Partenaires": "\u00a0; ".join(measure.partners),
        "Échéance": measure.deadline,
        "Budget": measure.budget,
        "Indicateurs": "\u00a0; ".join(measure.indicators),
        "Cibles": "\u00a0; ".join(measure.targets),
        "Public": measure.audience,
        "Territoire": measure.territory,
        "État": measure.status,
    }
    return [(name, text) for name, text in stated.items() if text]
