"""The score of a hit as a table whose rows add up to its last one, to the digit."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pipeline.models import Hit
from pipeline.view.markup import Element, tag

_PARTS = {
    "aligned": ("Mot à mot", "somme de ce que chaque mot de la question rencontre, écrite à côté"),
    "dense": ("Sens", "ressemblance de la mesure et de la question, phrase entière"),
    "neighbours": ("Voisinage", "ressemblance aux meilleures réponses"),
    "lexical": ("Mots exacts", "mots communs, les plus rares comptant plus (BM25)"),
    "label": ("Libellé", "la question demande la mesure par son numéro"),
    "passage": ("Passage", "retenue sur un texte qui n’est pas une mesure"),
}


def score_table(hit: Hit, heading: str) -> Element:
    """The parts of the score, largest first, under a heading of this rank."""
    shown = in_thousandths(hit.parts)
    body = tag("tbody")
    for name in sorted(shown, key=lambda name: -shown[name]):
        if shown[name]:
            said = tag("th", _PARTS[name][0], scope="row")
            body.append(tag("tr", said, tag("td", thousandths(shown[name]))))
    total = tag("tr", tag("th", "Score", scope="row"), tag("td", thousandths(sum(shown.values()))))
    table = tag(
        "table",
        tag("thead", tag("tr", tag("th", "Partie", scope="col"), tag("th", "Apport", scope="col"))),
        body,
        tag("tfoot", total),
    )
    return tag("div", tag(heading, "Score"), table, class_="score")


def meanings() -> Collection[tuple[str, str]]:
    """The names of the parts and what they mean."""
    return _PARTS.values()


def in_thousandths(parts: Mapping[str, float]) -> dict[str, int]:
    """Each part in whole thousandths, rounded so that they add up to the rounded sum.

    What is left over goes to the parts that rounding moved most (largest remainder).
    """
    floors = {name: int(1000 * value // 1) for name, value in parts.items()}
    left = round(1000 * sum(parts.values())) - sum(floors.values())
    moved = sorted(parts, key=lambda name: floors[name] - 1000 * parts[name])
    return {name: floor + (name in moved[:left]) for name, floor in floors.items()}


def thousandths(count: int) -> str:
    """Whole thousandths as « 1,234 », with a minus sign below zero."""
    sign = "\u2212" if count < 0 else ""
    return f"{sign}{abs(count) // 1000},{abs(count) % 1000:03}"
