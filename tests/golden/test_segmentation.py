"""The measures of the demonstration corpus are found as its gold says, document by document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.clean import clean
from pipeline.extract import read
from pipeline.models import Measure, UnitKind
from pipeline.segment import segment
from pipeline.text import tokenise

GOLDEN = Path(__file__).resolve().parent
CORPUS = GOLDEN.parents[1] / "corpus"
GOLD: dict[str, dict[str, Any]] = {
    gold["document"]: gold
    for gold in (json.loads(path.read_text("utf-8")) for path in sorted(GOLDEN.glob("*.json")))
}


@dataclass(frozen=True)
class Scores:
    """Of one document: its measures, how many are found, the units too many, and what is wrong."""

    gold: int
    found: int
    extra: int
    labels: int
    headings: int
    paths: int
    pages: int
    facts: int


# Exactly what is reached now: a change for the better moves the floor, one for the worse fails.
FLOORS = {
    "cahier-propositions-hautes-brumes-2022-2024.pdf": Scores(32, 32, 0, 0, 0, 0, 0, 0),
    "cahier-propositions-hautes-brumes-2024-2026.pdf": Scores(35, 35, 0, 0, 0, 0, 0, 0),
    "fiches-action-mornelac-2024-2030.pdf": Scores(16, 16, 0, 0, 0, 0, 0, 0),
    "plan-gouvernemental-action-communautaire-2023-2028.pdf": Scores(27, 27, 0, 0, 0, 0, 0, 0),
    "plan-regional-rive-aux-herons-2021-2026.pdf": Scores(24, 24, 0, 0, 0, 0, 0, 0),
    "programmes-soutien-orvalie.html": Scores(18, 18, 0, 0, 0, 0, 0, 0),
}


def words(text: str | None) -> tuple[str, ...]:
    return tuple(token.term for token in tokenise(text or ""))


@cache
def segmented(document: str) -> tuple[Measure, ...]:
    return tuple(segment(clean(read(CORPUS / document, document))))


def pairs(document: str) -> list[tuple[dict[str, Any], Measure]]:
    """Gold measures and the units that say the same words, each used once, labels first."""
    left = list(segmented(document))
    out: list[tuple[dict[str, Any], Measure]] = []
    for gold in GOLD[document]["measures"]:
        same = [unit for unit in left if words(unit.statement) == words(gold["statement"])]
        same.sort(key=lambda unit: words(unit.label) != words(gold["label"]))
        if same:
            left.remove(same[0])
            out.append((gold, same[0]))
    return out


def path_of(headings: list[str] | tuple[str, ...]) -> list[tuple[str, ...]]:
    return [words(heading) for heading in headings]


@pytest.mark.parametrize("document", GOLD)
def test_measures_are_found_with_their_place_and_facts(document: str) -> None:
    matched = pairs(document)
    facts = ("lead", "deadline", "budget")
    scores = Scores(
        gold=len(GOLD[document]["measures"]),
        found=len(matched),
        extra=len(segmented(document)) - len(matched),
        labels=sum(words(unit.label) != words(gold["label"]) for gold, unit in matched),
        headings=sum(
            path_of(unit.path)[-1:] != path_of(gold["path"])[-1:] for gold, unit in matched
        ),
        paths=sum(path_of(unit.path) != path_of(gold["path"]) for gold, unit in matched),
        pages=sum(unit.page != gold["page"] for gold, unit in matched),
        facts=sum(
            words(getattr(unit, fact)) != words(gold[fact])
            for gold, unit in matched
            for fact in facts
        ),
    )
    found = {id(gold) for gold, _ in matched}
    lost = [gold["statement"] for gold in GOLD[document]["measures"] if id(gold) not in found]
    used = {id(unit) for _, unit in matched}
    extra = [unit.statement for unit in segmented(document) if id(unit) not in used]
    assert scores == FLOORS[document], f"lost: {lost}\nextra: {extra}"


@pytest.mark.parametrize("document", GOLD)
def test_units_are_of_the_kind_of_the_document(document: str) -> None:
    programmes = GOLD[document]["kind"] == "reference"
    kind = UnitKind.PROGRAMME if programmes else UnitKind.MEASURE
    assert {unit.kind for unit in segmented(document)} == {kind}


def test_every_gold_has_a_floor() -> None:
    assert set(FLOORS) == set(GOLD)
