"""Facts in brackets without names, in plain turns of sentences, and said for a whole heading."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.clean import clean
from pipeline.extract import read as read_document
from pipeline.models import Block, BlockKind, Measure, Span
from pipeline.segment import segment
from pipeline.segment.facts.amounts import Currency
from pipeline.segment.facts.asides import states_lead
from pipeline.segment.facts.lines import Line
from pipeline.segment.facts.settle import Stated, read, settle


def stated(*texts: str, habit: bool = False, breaks: tuple[int, ...] = ()) -> Stated:
    """The facts of a measure whose own line is the first of some lines."""
    lines, start = [], 0
    for place, text in enumerate(texts):
        block = Block(Span(start, start + len(text)), BlockKind.PARAGRAPH)
        lines.append(Line(text, ((0, start),), block, place == 0, breaks if place else ()))
        start += len(text) + 1
    return settle(read(lines, habit=habit), Currency("$ du Québec"))


def test_a_semicolon_parts_facts_in_one_bracket() -> None:
    found = stated("Poser des bancs (échéance : mai 2028 ; 7 000 $)")
    assert (found.deadline, found.budget) == ("mai 2028", "7 000 $")
    assert [amount.amount for amount in found.amounts] == [7000]
    found = stated("Poser des bancs (Pilote : Ville de Brume ; 2026-2029)")
    assert (found.lead, found.deadline) == ("Ville de Brume", "2026-2029")


def test_a_bracket_of_three_places_names_the_lead_first() -> None:
    found = stated("Poser des bancs (Jardins et rives, automne 2027, 7 000 $)")
    assert (found.lead, found.deadline, found.budget) == (
        "Jardins et rives",
        "automne 2027",
        "7 000 $",
    )
    found = stated("Poser des bancs (Service des rives, étés 2027, 2028 et 2029)")
    assert (found.lead, found.deadline) == ("Service des rives", "étés 2027, 2028 et 2029")


def test_a_name_alone_in_a_bracket_leads_by_habit_only() -> None:
    text = "Poser des bancs (Table des aînés)"
    assert stated(text).lead is None
    assert stated(text, habit=True).lead == "Table des aînés"
    assert states_lead("Poser des bancs (Service des rives, 2028)")
    assert not states_lead(text)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("L'objectif est d'atteindre 40 haltes avant 2029.", "targets", ("40 haltes",)),
        ("Le plan vise 12 jardins ouverts.", "targets", ("12 jardins ouverts",)),
        ("Il s'agit de porter de 20 % à 35 % la part des haies.", "targets", ("35 %",)),
        ("Le plan vise 2030.", "targets", ()),
        ("La commune compte 40 haltes.", "targets", ()),
        (
            "Deux indicateurs seront suivis : le nombre de bancs et la part des rues plantées.",
            "indicators",
            ("le nombre de bancs", "la part des rues plantées"),
        ),
        ("Le nombre de bancs a baissé.", "indicators", ()),
        ("Les bancs seront posés dans la vallée de la Brume.", "territory",
         "dans la vallée de la Brume"),
        ("Les bancs seront posés dans la zone de repos.", "territory", None),
        ("Le service s'adresse aux familles du port.", "audience", "aux familles du port"),
        ("Les travaux s'achèveront en mars 2029.", "deadline", "en mars 2029"),
        ("Le travail revient aux Archives de Brume.", "lead", "Archives de Brume"),
        ("Une dotation de 300 € par an de 2027 à 2029 est prévue.", "budget",
         "300 € par an de 2027 à 2029"),
    ],
)  # fmt: skip
def test_plain_turns(text: str, field: str, value: object) -> None:
    assert getattr(stated("Aménager les rives", text), field) == value


def test_an_item_that_says_when_ends_the_list_above_it() -> None:
    texts = ["Poser des bancs", "Indicateur : nombre de bancs", "D'ici 2028"]
    lines, start = [], 0
    for place, text in enumerate(texts):
        kind = BlockKind.ITEM if place else BlockKind.PARAGRAPH
        block = Block(Span(start, start + len(text)), kind)
        lines.append(Line(text, ((0, start),), block, place == 0))
        start += len(text) + 1
    found = settle(read(lines), Currency(""))
    assert (found.indicators, found.deadline) == (("nombre de bancs",), "D'ici 2028")


def test_of_names_in_a_stack_the_last_has_the_value() -> None:
    found = stated("Poser des bancs", "COÛT LIEU", "rives du lac", breaks=(5,))
    assert (found.budget, found.territory) == (None, "rives du lac")


PLAN = """# Plan des rives 2026-2030

## Axe 1. Planter

Toutes les mesures de l'axe relèvent du Service des rives et s'achèvent le 30 juin 2029.

### Mesure 1. Planter mille haies

- Échéance : 2027

### Mesure 2. Semer des prairies

- Responsable : Ville de Brume

## Axe 2. Poser

### Mesure 3. Poser des bancs

- Échéance : 2028
"""


def segmented(tmp_path: Path, text: str) -> list[Measure]:
    path = tmp_path / "plan.md"
    path.write_text(text, encoding="utf-8")
    return segment(clean(read_document(path, path.name)))


def test_what_a_heading_says_of_all_its_measures_holds_for_each(tmp_path: Path) -> None:
    found = segmented(tmp_path, PLAN)
    assert [(m.lead, m.deadline) for m in found] == [
        ("Service des rives", "2027"),
        ("Ville de Brume", "le 30 juin 2029"),
        (None, "2028"),
    ]
