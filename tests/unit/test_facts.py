"""What a measure states about itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.segment.facts import Stated, facts_of


@pytest.mark.parametrize(
    ("line", "lead"),
    [
        ("Responsable : Ville", "Ville"),
        ("Pilote(s) : Ville, CCAS", "Ville, CCAS"),
        ("PILOTE: Ville", "Ville"),
        ("Structure pilote\u00a0: Ville", "Ville"),
        ("Chef de file : Ville", "Ville"),
        ("Maître d’ouvrage : Ville", "Ville"),
        ("Porteur de l’action : Ville", "Ville"),
        ("Direction responsable : Ville", "Ville"),
        ("Responsable : à définir", None),
        ("Responsable : -", None),
        ("Responsable : n. d.", None),
        ("Le responsable de la halte ouvre à midi : il a la clé", None),
        ("Partenaires : Ville", None),
        (
            "Service pilote : Ville",
            "Ville",
        ),
        (
            "Entité responsable : Ville",
            "Ville",
        ),
        (
            "Office responsable : Ville",
            "Ville",
        ),
        (
            "Ministère porteur : Ville",
            "Ville",
        ),
        (
            "Responsable de la mise en œuvre : Ville",
            "Ville",
        ),
        (
            "Maîtrise d’ouvrage : Ville",
            "Ville",
        ),
        (
            "Élu référent : Ville",
            "Ville",
        ),
    ],
)
def test_lead(line: str, lead: str | None) -> None:
    assert facts_of((), [line]).lead == lead


@pytest.mark.parametrize(
    ("line", "deadline"),
    [
        ("Échéance : 2026", "2026"),
        ("Échéancier : printemps 2026", "printemps 2026"),
        ("Calendrier de mise en œuvre : 2025-2027", "2025-2027"),
        ("Délai : deux ans", "deux ans"),
        ("Horizon : 2030", "2030"),
        ("Échéance : le 3 mai à 10:30", "le 3 mai à 10:30"),
        (
            "Date limite : 2026",
            "2026",
        ),
        (
            "Délai d’exécution : 2026",
            "2026",
        ),
        (
            "Période d’exécution : 2026",
            "2026",
        ),
    ],
)
def test_deadline(line: str, deadline: str) -> None:
    assert facts_of((), [line]).deadline == deadline


def test_the_end_is_the_deadline() -> None:
    assert facts_of((), ["Date de début : 2021", "Date de fin : 2026"]).deadline == "2026"


@pytest.mark.parametrize(
    ("line", "budget"),
    [
        ("Budget : 30 000 €", "30 000 €"),
        ("Coût estimé : 12 M FCFA", "12 M FCFA"),
        ("Montant prévu : 2,5 M$", "2,5 M$"),
        ("Enveloppe : CHF 40'000", "CHF 40'000"),
        (
            "Coût estimé (en k€) : 30",
            "30",
        ),
        (
            "Montant TTC : 30 €",
            "30 €",
        ),
        (
            "Sources de financement : Région",
            "Région",
        ),
    ],
)
def test_budget(line: str, budget: str) -> None:
    assert facts_of((), [line]).budget == budget


def test_partners_and_indicators_are_lists() -> None:
    found = facts_of(
        (),
        [
            "Partenaires : le CCAS, Emploi Jeunes ; l’école",
            "Partenaires associés : la Région",
            "Indicateurs de suivi : nombre de nuits",
            "Cible : 40 lits",
        ],
    )
    assert found.partners == ("le CCAS", "Emploi Jeunes", "l’école", "la Région")
    assert found.indicators == ("nombre de nuits", "40 lits")


def test_facts_on_one_line_in_fields_and_below_their_name() -> None:
    line = "Pilote : Ville — Échéance : 2026 — Budget : 10 k€"
    assert facts_of((), [line]) == Stated(lead="Ville", deadline="2026", budget="10 k€")
    assert facts_of([("Pilote", "Ville"), ("Coûts", "–")], []) == Stated(lead="Ville")
    assert facts_of((), ["Pilote", "Ville", "Échéance :", "2026"]) == Stated("Ville", (), "2026")


def test_the_first_of_several_counts() -> None:
    assert facts_of([("Pilote", "Ville")], ["Pilote : Région"]).lead == "Ville"


def test_an_empty_fact_takes_nothing() -> None:
    assert facts_of((), ["Partenaires", "Budget : 10 k€"]) == Stated(budget="10 k€")


LINES = st.one_of(
    st.text(max_size=40),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["Pilote", "Budget", "Partenaires"]),
        st.sampled_from([" : ", ":", ""]),
        st.text(max_size=20),
    ),
)


@given(st.lists(LINES, max_size=6))
def test_what_is_stated_stands_in_the_lines(details: list[str]) -> None:
    found = facts_of((), details)
    values = (found.lead, found.deadline, found.budget, *found.partners, *found.indicators)
    for value in filter(None, values):
        assert any(value in line for line in details)
