"""Pages of sites for sharing documents: a transcript among titles of other documents."""

from __future__ import annotations

import pytest
from conftest import page, plain

from pipeline.models import Plan, Role
from pipeline.segment import segment

TOP = """<title>Plan local 2021-2025 - [PDF Document]</title><h1>Plan local 2021-2025</h1>
<div class="meta"><span>24</span> pages</div><h3>Documents similaires</h3><ul>
<li><a href="/1">Soutenir les familles de Fontclair : plan 2019-2022</a></li>
<li><a href="/2">Développer le vélo à Roquemire</a></li></ul><h2>Transcription du document</h2>"""
PAGES = (
    "Plan local 2021-2025 Ville de Bourg-Perdu",
    "Mot de la présidente L année qui s achève a montré l importance de l entraide.",
    "Axe 1 : Rompre l isolement des aînés 1.1 Organiser chaque mois un repas d accueil dans les "
    "quartiers. 1.2 Former des bénévoles à l écoute des personnes seules. 1.3 Mettre en place un "
    "transport solidaire vers les activités.",
    "Axe 2 : Soutenir les jeunes familles 2.1 Ouvrir une halte-garderie à l intention des parents "
    "en recherche d emploi. 2.2 Offrir des ateliers d éveil à la lecture.",
)
BOTTOM = """<h3>Recommandés</h3><div><a href="/3">Améliorer l accueil des arrivants</a></div>
<div><a href="/4">Promouvoir le sport à Fontclair</a></div>"""
STATEMENTS = [
    "Organiser chaque mois un repas d’accueil dans les quartiers.",
    "Former des bénévoles à l’écoute des personnes seules.",
    "Mettre en place un transport solidaire vers les activités.",
    "Ouvrir une halte-garderie à l’intention des parents en recherche d’emploi.",
    "Offrir des ateliers d’éveil à la lecture.",
]


def counted(before: str, after: str, sign: str = ":") -> str:
    pages = enumerate(PAGES, start=1)
    return "".join(f"{before}Page {number}{sign} {text}{after}" for number, text in pages)


def measures(plan: Plan) -> list[str]:
    return [unit.statement for unit in segment(plan)]


@pytest.mark.parametrize(
    "body",
    [
        counted("<p>", "</p>\n"),
        f"<div>{counted('', ' ')}</div>",
        f"<ul>{counted('<li>', '</li>')}</ul>",
        f"<div>{counted('', '<br>')}</div>",
        counted("<div>", "</div>", " :"),
    ],
)
def test_the_measures_of_a_transcript_come_out_and_nothing_else(body: str) -> None:
    plan = page(TOP + body + BOTTOM)
    assert measures(plan) == STATEMENTS
    assert [unit.label for unit in segment(plan)] == ["1.1", "1.2", "1.3", "2.1", "2.2"]
    paths = {unit.path for unit in segment(plan)}
    assert paths == {
        ("Axe 1 : Rompre l’isolement des aînés",),
        ("Axe 2 : Soutenir les jeunes familles",),
    }


def test_the_same_as_text() -> None:
    assert measures(plain(counted("", "\n\n"))) == STATEMENTS


def test_bullets_and_a_list_that_runs_through_pages() -> None:
    text = (
        "Page 1: Nos engagements • Planter mille arbres. • Fleurir les places.\n\n"
        "Page 2: 1. Ouvrir deux parcs. 2. Rénover 3. étages du centre. 3. Créer un sentier.\n\n"
        "Page 3: 4. Clore la rue du Port aux voitures le dimanche. Voir le bilan de 9. Merci.\n"
    )
    texts = [plan.text_of(block) for plan in (plain(text),) for block in plan.blocks]
    assert "Planter mille arbres." in texts
    assert "Fleurir les places." in texts
    assert "1. Ouvrir deux parcs." in texts
    assert "2. Rénover 3. étages du centre." in texts
    assert "3. Créer un sentier." in texts
    assert texts[-1].startswith("4. Clore")
    assert texts[-1].endswith("Merci.")


def test_keywords_in_the_styles_of_plans() -> None:
    text = (
        "Page 1: Orientation stratégique 1 : Vivre ensemble Mesure n° 1 : Ouvrir un parc. "
        "MESURE 2 – Fermer la mesure 3 : rien. Page 2: Thème III. Bouger Fiche action 4 - Marcher. "
        "Page 3: Priorité 2 Se loger Objectif 2.1. Bâtir selon l axe 2 du plan."
    )
    plan = plain(text)
    assert [plan.text_of(block) for block in plan.blocks] == [
        "Page 1:",
        "Orientation stratégique 1 : Vivre ensemble",
        "Mesure n° 1 : Ouvrir un parc.",
        "MESURE 2 – Fermer la mesure 3 : rien.",
        "Page 2:",
        "Thème III. Bouger",
        "Fiche action 4 - Marcher.",
        "Page 3:",
        "Priorité 2 Se loger",
        "Objectif 2.1. Bâtir selon l axe 2 du plan.",
    ]


def test_numbers_of_pages_are_furniture() -> None:
    plan = plain(counted("", "\n\n"))
    roles = {plan.text_of(block): block.role for block in plan.blocks}
    assert [roles[f"Page {number}:"] for number in (1, 2, 3, 4)] == [Role.FURNITURE] * 4


@pytest.mark.parametrize(
    "text",
    [
        "Le détail est à la suite. Page 3: le budget. Page 2: les délais. Page 1: le bilan.",
        "Page 1: l avenir. Page 2: le présent, 1.1 Ouvrir un parc.",
    ],
)
def test_a_text_that_names_pages_is_no_transcript(text: str) -> None:
    plan = plain(text)
    assert [plan.text_of(block) for block in plan.blocks] == [text]
