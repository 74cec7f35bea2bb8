"""What a measure states about itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.models import Block, BlockKind, CellRef, Span
from pipeline.segment.facts.amounts import Currency
from pipeline.segment.facts.lines import Line
from pipeline.segment.facts.settle import Stated, read, settle


def lines_of(texts: list[str], kind: BlockKind = BlockKind.PARAGRAPH) -> list[Line]:
    """Lines that stand one below the other in a plan."""
    out, start = [], 0
    for text in texts:
        out.append(Line(text, ((0, start),), Block(Span(start, start + len(text)), kind)))
        start += len(text) + 1
    return out


def cell_lines(rows: list[list[str]]) -> list[Line]:
    """The lines of a table, a cell each."""
    out, start = [], 0
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            block = Block(
                Span(start, start + len(text)), BlockKind.CELL, cell=CellRef(0, row, column)
            )
            out += [Line(text, ((0, start),), block)] if text else []
            start += len(text) + 1
    return out


def stated(*texts: str) -> Stated:
    return settle(read(lines_of(list(texts))), Currency("\n".join(texts)))


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
    assert stated(line).lead == lead


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
    assert stated(line).deadline == deadline


def test_the_end_is_the_deadline() -> None:
    assert stated("Date de début : 2021", "Date de fin : 2026").deadline == "2026"


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
    assert stated(line).budget == budget


def test_lists_by_their_items() -> None:
    found = stated(
        "Partenaires : le CCAS, Emploi Jeunes ; l’école",
        "Partenaires associés : la Région",
        "Indicateurs de suivi : nombre de nuits ; repas servis",
        "Cible : 40 lits",
    )
    assert found.partners == ("le CCAS", "Emploi Jeunes", "l’école", "la Région")
    assert found.indicators == ("nombre de nuits", "repas servis")
    assert found.targets == ("40 lits",)


@pytest.mark.parametrize(
    ("printed", "items"),
    [
        ("Région, CAF et communes", ("Région", "CAF", "communes")),
        ("ministère de la Santé, des Aînés et des Familles", None),
        ("écoles et associations", ("écoles", "associations")),
        ("centres sociaux et culturels", None),
        ("Direction de la culture et du sport", None),
        ("Région et la CAF", ("Région", "la CAF")),
        (
            "CCI (antenne d’Ambrelle, pôle eau), Ville",
            ("CCI (antenne d’Ambrelle, pôle eau)", "Ville"),
        ),
        ("clubs, lycées, etc.", ("clubs", "lycées")),
    ],
)
def test_partners_on_one_line(printed: str, items: tuple[str, ...] | None) -> None:
    assert stated(f"Partenaires : {printed}").partners == (items or (printed,))


def values(found: Stated) -> dict[str, object]:
    names = ("lead", "partners", "deadline", "budget", "indicators", "targets", "status")
    named = {name: getattr(found, name) for name in (*names, "audience", "territory")}
    return {name: value for name, value in named.items() if value}


def test_several_names_on_one_line() -> None:
    wanted = {"lead": "Ville", "deadline": "2026", "budget": "10 k€"}
    assert values(stated("Pilote : Ville — Échéance : 2026 — Budget : 10 k€")) == wanted
    assert values(stated("Pilote : Ville Échéance : 2026 Budget : 10 k€")) == wanted
    assert (
        values(stated("PILOTE : Ville | Note : rien | ÉCHÉANCE : 2026 • BUDGET : 10 k€")) == wanted
    )


def test_names_over_their_values() -> None:
    wanted = {"lead": "Ville", "deadline": "2026"}
    assert values(stated("Pilote", "Ville", "Échéance :", "2026")) == wanted
    assert (
        values(stated("Pilote", "Échéance :", "Fiches liées :", "Ville", "2026", "A-3")) == wanted
    )
    several = stated("PARTENAIRES", "Écoles", "Clubs sportifs", "BUDGET", "à définir")
    assert values(several) == {"partners": ("Écoles", "Clubs sportifs")}
    assert values(stated("Pilote Ville de Brume", "Budget 30 000 €")) == {
        "lead": "Ville de Brume",
        "budget": "30 000 €",
    }


def test_a_value_over_several_lines() -> None:
    found = stated(
        "Indicateurs : repas servis ; visites aux", "guichets", "Pilote : CCAS,", "Ville"
    )
    assert found.indicators == ("repas servis", "visites aux guichets")
    assert found.lead == "CCAS, Ville"


def test_items_below_a_name() -> None:
    first, *rest = lines_of(["Indicateurs :", "repas servis", "visites"])
    items = lines_of(["", "repas servis", "visites"], BlockKind.ITEM)[1:]
    found = settle(read([first, *items]), Currency(""))
    assert found.indicators == ("repas servis", "visites")
    assert len(rest) == 2


def test_names_beside_and_over_values_in_tables() -> None:
    wanted = {"lead": "État", "deadline": "2026", "budget": "30 000 €"}
    for rows in (
        [["Pilote", "État"], ["Échéance", "2026"], ["Coût", "30 000 €"]],
        [["Pilote", "État", "Échéance", "2026"], ["Coût", "30 000 €", "Cible", ""]],
        [["Pilote", "Échéance", "Coût"], ["État", "2026", "30 000 €"]],
    ):
        found = settle(read(cell_lines(rows)), Currency(""))
        assert values(found) == wanted, rows


def test_the_best_name_counts_then_the_first() -> None:
    people = (
        "Personne référente : Léa Brun",
        "Direction pilote : Parcs",
        "Structure pilote : Ville",
    )
    assert stated(*people).lead == "Ville"
    assert stated(*people[:2]).lead == "Parcs"
    assert stated(people[0]).lead == "Léa Brun"
    assert stated("Pilote : Ville", "Pilote : Région").lead == "Ville"
    assert stated("Calendrier : 2024-2027", "Échéance : mai 2027").deadline == "mai 2027"


def test_what_states_nothing() -> None:
    nothing = (
        "à définir",
        "-",
        "n/a",
        "À préciser en 2026",
        "néant",
        "Non chiffré",
        "sans objet",
        "…",
    )
    for name in (
        "Pilote",
        "Partenaires",
        "Échéance",
        "Budget",
        "Cible",
        "Public visé",
        "Territoire",
    ):
        for value in nothing:
            assert values(stated(f"{name} : {value}")) == {}, (name, value)
    assert values(stated("Partenaires", "Budget : 10 k€")) == {"budget": "10 k€"}
    assert stated("Statut : non démarré").status == "non démarré"


def test_audience_territory_status() -> None:
    assert values(
        stated("Public visé : familles", "Territoire : Brume-Nord", "État d’avancement : en cours")
    ) == {"audience": "familles", "territory": "Brume-Nord", "status": "en cours"}
    assert values(stated("Cibles : les ménages")) == {"audience": "les ménages"}


LINES = st.one_of(
    st.text(max_size=40),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["Pilote", "Budget", "Partenaires", "Confié à la Ville d'ici 2027"]),
        st.sampled_from([" : ", ":", "", " (", " — "]),
        st.text(max_size=20),
    ),
)


@settings(deadline=None)  # patterns are compiled when first used
@given(st.lists(LINES, max_size=6))
def test_each_fact_stands_where_it_says(texts: list[str]) -> None:
    whole = "\n".join(texts)
    for fact in stated(*texts).stated:
        place = whole[fact.span.start : fact.span.end]
        assert place.split() == fact.text.split()
