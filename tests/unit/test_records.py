"""Measures as records and back, and their facts as people read them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.cli.terminal import fact_lines, wrapped
from pipeline.errors import UsageError
from pipeline.export import measure_from_record, measure_record
from pipeline.models import Amount, Fact, Measure, Span, UnitKind

FULL = Measure(
    document="plan.pdf",
    kind=UnitKind.MEASURE,
    label="1.2",
    statement="Créer une halte",
    printed="Créer une halte",
    path=("Axe 1 – Habiter",),
    page=3,
    span=Span(10, 90),
    lead="Service des solidarités et de la lutte contre l’exclusion de la Ville de Brume-sur-Aure",
    partners=("CCAS", "Région"),
    deadline="d’ici 2027",
    budget="2,5 M€ sur trois ans",
    indicators=("nuits", "repas"),
    targets=("40 lits",),
    status="en cours",
    audience="familles",
    territory="Brume",
    amounts=(
        Amount(2500000.0, "EUR", 2025, 2027),
        Amount(1234.5, "CAD", None, None, True, "Axe 1 – Habiter"),
    ),
    stated=(Fact("lead", "Service", Span(12, 19)), Fact("amounts", "1 234,50 $", Span(30, 40))),
)


def test_a_record_comes_back_as_its_measure() -> None:
    record = json.loads(json.dumps(measure_record(FULL)))
    assert measure_from_record(record, "line 1") == FULL
    assert record["amounts"][0] == {
        "amount": 2500000,
        "currency": "EUR",
        "from": 2025,
        "to": 2027,
        "per_year": False,
        "level": "measure",
    }
    assert record["facts"][0] == {"field": "lead", "text": "Service", "start": 12, "end": 19}


@pytest.mark.parametrize(
    "wrong",
    [
        {"amounts": [3]},
        {"amounts": {"amount": 3}},
        {"amounts": [{"amount": "3", "currency": "EUR"}]},
        {"amounts": [{"amount": True, "currency": "EUR"}]},
        {"amounts": [{"amount": float("nan"), "currency": "EUR"}]},
        {"amounts": [{"amount": 3, "currency": "euros"}]},
        {"amounts": [{"amount": 3, "currency": "EUR", "from": "2025"}]},
        {"amounts": [{"amount": 3, "currency": "EUR", "level": 1}]},
        {"facts": [{"field": "lead"}]},
        {"facts": [{"field": "lead", "text": "Ville", "start": 9, "end": 3}]},
        {"status": 3},
        {"targets": "40"},
    ],
)
def test_wrong_facts_are_refused(wrong: dict[str, object]) -> None:
    record = {"document": "a.pdf", "statement": "Créer une halte", **wrong}
    with pytest.raises(UsageError, match=r"^line 1: "):
        measure_from_record(record, "line 1")


def test_facts_are_shown_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = [
        line
        for name, value in fact_lines(FULL)
        for line in wrapped(f"{name}\u00a0: {value}", "    ", "  ")
    ]
    assert max(map(len, shown)) <= 80
    text = " ".join(" ".join(line.split(" ")).strip() for line in shown)
    years = "2\u202f500\u202f000\u00a0€, 2025-2027"
    axis = "1\u202f234,50\u00a0$\u00a0CA par an (pour «\u00a0Axe 1 – Habiter\u00a0»)"
    assert f"Montants\u00a0: {years}\u00a0; {axis}" in text
    assert "État\u00a0: en cours" in text
    assert "Indicateurs\u00a0: nuits\u00a0; repas" in text


def test_an_amount_that_only_repeats_the_budget_is_not_shown() -> None:
    plain = replace(FULL, budget="30 000 €", amounts=(Amount(30000.0, "EUR"),))
    assert "Montant" not in dict(fact_lines(plain))
