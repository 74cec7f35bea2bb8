"""What is said of decisions in French, wherever they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.models import Relation
from pipeline.workspace.reviews import Judged, Verdict

# In French, with the sides where they stand; by whether it is B that covers more.
_RELATIONS = {
    (Relation.SAME, False): "Identique",
    (Relation.REWORDED, False): "Reformulée",
    (Relation.BROADER, False): "A plus large",
    (Relation.BROADER, True): "B plus large",
    (Relation.RELATED, False): "Même sujet",
}
_VERDICTS = {
    Verdict.CONFIRMED: "Confirmée",
    Verdict.REJECTED: "Rejetée",
    Verdict.RETYPED: "Requalifiée",
}


def relation_said(relation: Relation, turned: bool = False) -> str:
    """A relation in French; `turned` when the sides stand the other way round."""
    return _RELATIONS[relation, turned and relation is Relation.BROADER]


def relations_said() -> dict[str, tuple[Relation, bool]]:
    """Each relation that a person can choose by what is said of it; true for one that is turned."""
    return {said: pair for pair, said in _RELATIONS.items()}


def verdict_said(verdict: Verdict) -> str:
    """A verdict in French."""
    return _VERDICTS[verdict]


def plan_said(one: Judged, place: int, titles: Mapping[str, str]) -> str:
    """The title of the plan of side 0 or 1: that of today, by document, else as it was."""
    document = (one.overlap.a, one.overlap.b)[place].document
    kept = (one.decision.a, one.decision.b)[place].plan if one.decision else ""
    return titles.get(document) or kept or document


def flags_said(one: Judged) -> list[str]:
    """What is to be looked at again: which side changed, from what, or is gone."""
    if one.decision is None:
        return []
    before = (one.decision.a.statement, one.decision.b.statement)
    told = [
        f"libellé {name} modifié depuis (avant\u00a0: {text})"
        for name, text, changed in zip("AB", before, one.changed, strict=True)
        if changed
    ]
    told += [f"mesure {name} disparue" for name, gone in zip("AB", one.gone, strict=True) if gone]
    return told


def found_said(one: Judged) -> str:
    """The relation that was found, with the sides as they stand; empty where nothing is."""
    if one.machine is None:
        return ""
    return relation_said(one.machine.relation, one.machine.a.id != one.overlap.a.id)
