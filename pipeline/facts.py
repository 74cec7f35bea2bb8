"""What a measure states about itself: the French name of each fact, in the order of reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.models import Measure, Overlap, Relation


def noted(message: str) -> str:
    """`message` itself: what extracts messages for translators finds it by this name."""
    return message


# By the field of Measure. Screens, files and pages say the same word for the same thing.
FACTS: Mapping[str, str] = {
    "lead": noted("Responsable"),
    "partners": noted("Partenaires"),
    "deadline": noted("Échéance"),
    "budget": noted("Budget"),
    "amounts": noted("Montants"),
    "indicators": noted("Indicateurs"),
    "targets": noted("Cibles"),
    "status": noted("État"),
    "audience": noted("Public"),
    "territory": noted("Territoire"),
}
# How the two measures of a pair stand to each other.
RELATIONS: Mapping[Relation, str] = {
    Relation.SAME: "identiques",
    Relation.REWORDED: "reformulées",
    Relation.BROADER: "la première est plus large",
    Relation.RELATED: "même sujet",
}
# What two overlapping measures may say otherwise, or only one of them.
CONTRASTS: Mapping[str, str] = {
    "audience": FACTS["audience"],
    "territory": FACTS["territory"],
    "instrument": noted("Instrument"),
    "lead": FACTS["lead"],
    "amount": noted("Montant"),
    "deadline": FACTS["deadline"],
}


def relation_of(pair: Overlap, turned: bool = False) -> str:
    """What is said of a pair; `turned` where its second measure is shown before the first."""
    if turned and pair.relation is Relation.BROADER:
        return "la seconde est plus large"
    return RELATIONS[pair.relation]


def stated(measure: Measure, amounts: Sequence[str] = ()) -> list[tuple[str, list[str]]]:
    """The names of the facts that are stated, each with its values as printed.

    `amounts` are those of the measure as people read them; what the budget says is not repeated.
    """
    printed = "".join((measure.budget or "").split())
    found = []
    for field, name in FACTS.items():
        value = amounts if field == "amounts" else getattr(measure, field)
        values = [value] if isinstance(value, str) else list(value or ())
        if field == "amounts":
            values = [text for text in values if "".join(text.split()) not in printed]
        if values := [one for one in values if one]:
            found.append((name, values))
    return found
