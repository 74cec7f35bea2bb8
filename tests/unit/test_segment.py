"""From a cleaned plan to measures."""

from __future__ import annotations

import pytest
from conftest import at, page, paged, plain
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.models import Plan, UnitKind
from pipeline.segment import segment

TWO = ("Créer un fonds pour tous", "Ouvrir une halte de nuit")

PLAN = """# Plan vert

## Axe 1 : Loger

Mesure 1 : Ouvrir une halte de jour pour ceux qui n’ont pas de toit ce soir. Elle aura vingt lits.

Pilote : Ville

Échéance : fin 2026

Mesure 2 : Bâtir un foyer

Budget : 30 000 €

Partenaires : Région ; CCAS

## Axe 2 : Nourrir

Mesure 3 : Planter un verger

La vallée en avait douze autrefois, et tous les enfants y allaient le jeudi.
"""


def test_a_whole_plan() -> None:
    plan = plain(PLAN)
    one, two, three = segment(plan)
    assert [m.label for m in (one, two, three)] == ["1", "2", "3"]
    assert one.statement == "Ouvrir une halte de jour pour ceux qui n’ont pas de toit ce soir."
    assert one.details[0] == "Elle aura vingt lits."
    assert (one.lead, one.deadline, one.budget) == ("Ville", "fin 2026", None)
    assert (two.statement, two.budget, two.partners) == (
        "Bâtir un foyer",
        "30 000 €",
        ("Région", "CCAS"),
    )
    assert [m.path for m in (one, three)] == [("Axe 1 : Loger",), ("Axe 2 : Nourrir",)]
    assert {m.kind for m in (one, two, three)} == {UnitKind.MEASURE}
    assert one.cues == ("infinitive", "Ouvrir")
    assert three.details == (
        "La vallée en avait douze autrefois, et tous les enfants y allaient le jeudi.",
    )
    assert plan.text[three.span.start :].startswith("Mesure 3 : Planter un verger")
    assert plan.text[two.span.start : two.span.end].endswith("Partenaires : Région ; CCAS")


def test_pages() -> None:
    measures = [at(n, 300, f"Mesure {n} : Planter le verger n° {n}") for n in (1, 2, 3)]
    assert [m.page for m in segment(paged(*measures))] == [1, 2, 3]


def test_a_measure_cut_by_a_page_is_on_its_first_page() -> None:
    plan = paged(
        at(1, 300, "Mesure 1 : Ouvrir une halte"),
        at(1, 700, "Mesure 2 : Planter un verger où viendront"),
        at(1, 780, "1"),
        at(2, 60, "tous les enfants du bourg"),
        at(2, 300, "Mesure 3 : Semer du blé"),
    )
    found = segment(plan)
    assert [(m.page, m.statement) for m in found] == [
        (1, "Ouvrir une halte"),
        (1, "Planter un verger où viendront tous les enfants du bourg"),
        (2, "Semer du blé"),
    ]


def test_recommendations() -> None:
    plan = plain("# Rapport\n\nRecommandation n° 1 : Semer\n\nRecommandation n° 2 : Planter\n")
    assert [m.kind for m in segment(plan)] == [UnitKind.RECOMMENDATION] * 2


def test_programmes() -> None:
    sections = "".join(
        f"<h2>Ministère {of}</h2><p>Le programme {name} offre une aide aux clubs. Il dure.</p>"
        for of, name in (("de l’Eau", "Source"), ("de l’Air", "Souffle"), ("du Feu", "Braise"))
    )
    found = segment(page(f"<h1>Aides</h1><p>Toutes nos aides.</p>{sections}<p>Adresse.</p>"))
    assert [m.kind for m in found] == [UnitKind.PROGRAMME] * 3
    assert found[0].statement == "Le programme Source offre une aide aux clubs. Il dure."
    assert found[0].path == ("Ministère de l’Eau",)


def test_passages_only_on_request() -> None:
    text = PLAN + "\n## Annexes\n\nCe texte ne promet rien mais il est assez long pour compter.\n"
    assert all(m.kind is UnitKind.MEASURE for m in segment(plain(text)))
    found = segment(plain(text), passages=True)
    (passage,) = [m for m in found if m.kind is UnitKind.PASSAGE]
    assert passage.statement.startswith("Ce texte ne promet rien")
    assert passage.path == ("Annexes",)
    assert [m.span.start for m in found] == sorted(m.span.start for m in found)


def test_a_measure_said_twice_is_kept_once_with_its_details() -> None:
    text = "Mesure {0} : {1}\n\n"
    verbs = {1: "Ouvrir une halte", 2: "Planter un verger"}
    summary = "".join(text.format(n, verb) for n, verb in verbs.items())
    plan = plain(
        f"# Plan\n\n## Résumé\n\n{summary}## Détail\n\n"
        + summary.replace("\n\n", "\n\nPilote : Ville\n\n")
    )
    assert [(m.statement, m.lead) for m in segment(plan)] == [(v, "Ville") for v in verbs.values()]


def test_the_title_of_the_document_is_in_no_path() -> None:
    plan = page("<h1>Plan</h1><h2>Axe 1 : Vivre</h2><ul><li>Semer du blé<li>Ouvrir un bac</ul>")
    assert {m.path for m in segment(plan)} == {("Axe 1 : Vivre",)}


@pytest.mark.parametrize("text", ["Rien.", "# Titre", "12", "- a\n- b\n", "1.\n\n2.\n\n3.\n"])
def test_documents_without_measures(text: str) -> None:
    assert segment(plain(text)) == []


def test_a_statement_goes_on_after_an_abbreviation() -> None:
    text = (
        "Revoir avec les élus de la vallée les art. 3 et 4 du règlement des halles et des marchés"
    )
    found = segment(plain(f"Mesure 1 : {text}\n\nMesure 2 : Semer\n"))
    assert found[0].statement == text


Found = list[tuple[str | None, str, tuple[str, ...]]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (  # Québec
            "Orientation 1 – Soutenir\n\nObjectif 1.1 – Mieux loger\n\nACTION 1.1.1\n\n"
            "Ouvrir une halte\n\nACTION 1.1.2\n\nBâtir un foyer\n",
            [
                (
                    "1.1.1",
                    "Ouvrir une halte",
                    ("Orientation 1 – Soutenir", "Objectif 1.1 – Mieux loger"),
                ),
                (
                    "1.1.2",
                    "Bâtir un foyer",
                    ("Orientation 1 – Soutenir", "Objectif 1.1 – Mieux loger"),
                ),
            ],
        ),
        (
            "OS.1 Être une commune verte\n\nOO.1.1 Réduire l’énergie\n\nA.1.1.1 Isoler l’école\n\n"
            "A.1.1.2 Poser des panneaux\n\nOO.1.2 Planter partout\n\nA.1.2.1 Semer du blé\n",
            [
                (
                    "A.1.1.1",
                    "Isoler l’école",
                    ("OS.1 Être une commune verte", "OO.1.1 Réduire l’énergie"),
                ),
                (
                    "A.1.1.2",
                    "Poser des panneaux",
                    ("OS.1 Être une commune verte", "OO.1.1 Réduire l’énergie"),
                ),
                (
                    "A.1.2.1",
                    "Semer du blé",
                    ("OS.1 Être une commune verte", "OO.1.2 Planter partout"),
                ),
            ],
        ),
        (
            "Domaine d’action A – Mobilité\n\nMesure A1 : Créer des pistes\n\n"
            "Mesure A2 : Fermer la rue\n\nDomaine d’action B – Énergie\n\n"
            "Mesure B1 : Isoler l’école\n",
            [
                ("A1", "Créer des pistes", ("Domaine d’action A – Mobilité",)),
                ("A2", "Fermer la rue", ("Domaine d’action A – Mobilité",)),
                ("B1", "Isoler l’école", ("Domaine d’action B – Énergie",)),
            ],
        ),
        (
            "## Axe 1 : Transformer\n\n"
            "- La mise en place d’un fonds\n- Le renforcement des marchés\n"
            "- La construction de trois routes\n",
            [
                (None, "La mise en place d’un fonds", ("Axe 1 : Transformer",)),
                (None, "Le renforcement des marchés", ("Axe 1 : Transformer",)),
                (None, "La construction de trois routes", ("Axe 1 : Transformer",)),
            ],
        ),
        *(
            (
                f"{marks[0]} Créer un fonds pour tous\n\n{marks[1]} Ouvrir une halte de nuit\n",
                [(code, text, ()) for code, text in zip(codes, TWO, strict=True)],
            )
            for marks, codes in (
                (("1°", "2°"), ("1", "2")),
                (("1/", "2/"), ("1", "2")),
                (("✅", "✅"), (None, None)),
            )
        ),
    ],
)
def test_plans_of_other_countries(text: str, found: Found) -> None:
    units = segment(plain("# Plan\n\n" + text))
    assert [(unit.label, unit.statement, unit.path) for unit in units] == found


LINES = st.sampled_from(
    [
        "# Plan", "## Axe 1 : Loger", "## Axe 2", "Mesure 1 : Ouvrir", "Mesure 2", "1.1 Semer",
        "- Planter un verger", "  - de jour", "Pilote : Ville", "Budget", "12", "Sommaire", "a\tb",
        "Action\tPilote", "Semer\tVille", "| 1 | Planter |", "Que la Ville sème du blé partout.",
        "Le conseil décide : 1. Ouvrir une halte 2. Planter un verger 3. Semer du blé noir ici.",
        "Comment agir ?", "Ministère de l’Eau", "Une phrase un peu longue, qui ne promet rien.",
    ]
)  # fmt: skip


def check(plan: Plan) -> None:
    for unit in segment(plan, passages=True):
        assert 0 <= unit.span.start < unit.span.end <= len(plan.text)
        shown = plan.text[unit.span.start : unit.span.end].split()
        assert unit.statement.split()[0] in " ".join(shown)
        assert unit.statement
        assert all(unit.path)


@settings(max_examples=60)
@given(st.lists(LINES, min_size=1, max_size=16))
def test_spans_lie_in_the_text(lines: list[str]) -> None:
    check(plain("\n\n".join(["Texte.", *lines])))


@settings(max_examples=60)
@given(st.lists(st.one_of(LINES, st.text(max_size=30)), min_size=1, max_size=10))
def test_any_text_can_be_segmented(lines: list[str]) -> None:
    check(plain("\n".join(["Texte.", *lines])))
