"""Lines that a writer ended in a cell, budgets of several measures, and what a header adds."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.clean import clean
from pipeline.extract import read as read_document
from pipeline.models import Measure
from pipeline.segment import segment
from pipeline.segment.facts.amounts import Currency, amounts_of
from pipeline.segment.facts.values import items, trimmed

HEAD = "<tr><th>Action</th><th>Pilote</th><th>{}</th><th>{}</th></tr>"
ROW = "<tr><td>{}</td><td>Ville</td><td>{}</td><td>{}</td></tr>"


def measures(
    tmp_path: Path, headers: tuple[str, str], *rows: tuple[str, str, str]
) -> list[Measure]:
    table = HEAD.format(*headers) + "".join(ROW.format(*row) for row in rows)
    path = tmp_path / "plan.html"
    path.write_text(
        f"<main><h1>Plan</h1><h2>Axe 1. Habiter</h2><table>{table}</table></main>", encoding="utf-8"
    )
    return segment(clean(read_document(path, path.name)))


def test_lines_ended_in_a_cell_are_items(tmp_path: Path) -> None:
    rows = (
        ("Ouvrir une halte", "Mission du port<br>clubs de voile", "Quai<br>de la Brume"),
        ("Créer un jardin", "Régie de<br>la Brume", "Toutes les rues"),
    )
    found = measures(tmp_path, ("Partenaires", "Secteur"), *rows)
    assert [m.partners for m in found] == [
        ("Mission du port", "clubs de voile"),
        ("Régie de la Brume",),
    ]
    assert [m.territory for m in found] == ["Quai de la Brume", "Toutes les rues"]


def test_expected_results_with_a_figure_are_targets(tmp_path: Path) -> None:
    rows = (
        ("Ouvrir une halte", "40 places", "Budget ordinaire"),
        ("Créer un jardin", "Un quartier plus vert", "aucune dépense nouvelle"),
    )
    found = measures(tmp_path, ("Résultat attendu", "Crédit"), *rows)
    assert [(m.targets, m.indicators) for m in found] == [
        (("40 places",), ()),
        ((), ("Un quartier plus vert",)),
    ]
    assert [m.budget for m in found] == ["Budget ordinaire", "aucune dépense nouvelle"]


def test_a_budget_of_several_measures_is_none_of_one(tmp_path: Path) -> None:
    rows = (
        ("Ouvrir une halte", "9 000 € pour les deux actions", "2027"),
        ("Créer un jardin", "4 000 €, dont 30 % de la Région", "2028"),
    )
    found = measures(tmp_path, ("Coût", "Échéance"), *rows)
    assert [m.budget for m in found] == [None, "4 000 €"]
    assert [[a.level == "measure" for a in m.amounts] for m in found] == [[False], [True]]


@pytest.mark.parametrize(
    ("text", "name", "amount"),
    [
        ("4 M€", "Budget 2027-2030", (4_000_000, 2027, 2030, False)),
        ("4 M€ en 2028", "Budget 2027-2030", (4_000_000, 2028, 2028, False)),
        ("300 €", "Budget 2029", (300, 2029, 2029, False)),
        ("300 € par été", "Coût", (300, None, None, True)),
        ("300 € par édition", "Coût", (300, None, None, True)),
        ("300 € par élève", "Coût", (300, None, None, False)),
        ("20 × 50 €, soit 1 000 €", "Coût", (1000, None, None, False)),
        ("500 € par an, soit 1 500 € en tout", "Coût", (500, None, None, True)),
    ],
)
def test_amounts(text: str, name: str, amount: tuple[float, int | None, int | None, bool]) -> None:
    found = amounts_of(text, Currency(""), name)
    assert [(a.amount, a.start, a.end, a.per_year) for a in found] == [amount]


def test_a_wrapped_name_stays_whole() -> None:
    text = "Régie de la Brume Conseil des aînés"
    broken = (text.index("la Brume"), text.index("Conseil"))
    assert [text[a:b] for a, b in items(text, 0, len(text), True, broken)] == [
        "Régie de la Brume",
        "Conseil des aînés",
    ]


def test_the_dash_for_no_cents_stays() -> None:
    text = "CHF 1'200.–"
    assert trimmed(text, 0, len(text)) == (0, len(text))
