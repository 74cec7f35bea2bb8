"""Which level of the outline holds the measures."""

from __future__ import annotations

import pytest
from conftest import page, plain

from pipeline.models import Plan
from pipeline.segment.entries import entries
from pipeline.segment.level import measure_nodes
from pipeline.segment.outline import outline
from pipeline.segment.tables import arrange

MEASURES = ["Ouvrir une halte de jour", "Planter un verger", "Semer du blé", "Relier les gares"]


def chosen(plan: Plan) -> list[str]:
    return [node.text for node in measure_nodes(outline(arrange(entries(plan))))]


def listed(items: list[str], marker: str = "- ") -> str:
    return "\n".join(f"{marker}{item}" for item in items) + "\n\n"


@pytest.mark.parametrize(
    "text",
    [
        listed(MEASURES),
        "".join(f"Mesure {i} : {text}\n\n" for i, text in enumerate(MEASURES, 1)),
        "".join(f"1.{i} {text}\n\n" for i, text in enumerate(MEASURES, 1)),
        "Axe 1 : Loger\n\n" + listed(MEASURES[:2]) + "Axe 2 : Vivre\n\n" + listed(MEASURES[2:]),
        "Nos valeurs\n\n- Respecter chacun\n- Aider tous\n\nNos actions\n\n" + listed(MEASURES),
        "Quelques questions\n\n- Comment agir ?\n- Pourquoi ici ?\n\nNos actions\n\n"
        + listed(MEASURES),
        "Nos mesures\n\n" + "".join(f"{text} dans toute la vallée.\n\n" for text in MEASURES),
    ],
)
def test_measures_in_many_forms(text: str) -> None:
    found = chosen(plain("# Plan\n\n" + text))
    assert [entry.removesuffix(" dans toute la vallée.") for entry in found] == MEASURES


def test_units_win_over_their_steps() -> None:
    text = "".join(
        f"Mesure {i} : {text}\n\n- Étudier le terrain\n- Former les agents\n\n"
        for i, text in enumerate(MEASURES, 1)
    )
    assert chosen(plain("# Plan\n\n" + text)) == MEASURES


def test_measures_win_over_their_goals() -> None:
    assert chosen(
        plain(
            "# Plan\n\nObjectif 1 : Améliorer le logement\n\nMesure 1.1 : Ouvrir une halte\n\n"
            "Mesure 1.2 : Bâtir un foyer\n\nObjectif 2 : Développer la culture\n\n"
            "Mesure 2.1 : Créer une scène\n"
        )
    ) == ["Ouvrir une halte", "Bâtir un foyer", "Créer une scène"]


@pytest.mark.parametrize("over", ["Engagement", "Proposition"])
@pytest.mark.parametrize("below", ["Action", "Mesure"])
def test_what_commits_wins_over_units_that_only_name_it(over: str, below: str) -> None:
    themes = ("Mentorat", "Emploi", "Santé")
    text = "".join(
        f"## {over} {i} : {theme}\n\n"
        + "".join(f"{below} {2 * i + j} : {one} {theme.lower()}\n\n" for j, one in pairs)
        for i, theme in enumerate(themes, 1)
        for pairs in [list(enumerate(("Ouvrir un guichet", "Former des agents"), -1))]
    )
    found = chosen(plain("# Plan\n\n" + text))
    assert found[:2] == ["Ouvrir un guichet mentorat", "Former des agents mentorat"]
    assert len(found) == 6


def test_what_commits_keeps_its_numbered_steps() -> None:
    text = "".join(
        f"## Mesure {i} : {text}\n\nAction {i}.1 : Étudier le terrain\n\n"
        f"Action {i}.2 : Former les agents\n\n"
        for i, text in enumerate(MEASURES, 1)
    )
    assert chosen(plain("# Plan\n\n" + text)) == MEASURES


def test_a_list_named_measures_counts_whatever_its_words() -> None:
    items = ["Une halte de jour", "Un verger pour chacun", "Des bancs"]
    assert chosen(plain("# Plan\n\n## Nos propositions\n\n" + listed(items))) == items


@pytest.mark.parametrize(
    "text",
    [
        "La vallée est belle et ses villages le savent bien depuis longtemps.\n\nElle dort.\n",
        "- Une rivière\n- Un moulin\n- Le pont du village\n",
        "Composition du comité\n\n- Anne Martin, maire\n- Jean Roy, adjoint\n- Awa Ba, élue\n",
        "- Comment agir ?\n- Pourquoi maintenant ?\n- Quand finir ?\n",
        "Partenaires du projet\n\n- Agence régionale de santé\n- France Travail\n- Région\n",
        "# Projet\n\n- Lieu : la mairie\n- Réalisation : une halte\n\n## Autre projet\n\n"
        "- Lieu : le parc\n- Réalisation : un verger\n",
        "Où s’adresser\n\n- Agence régionale de santé\n- France Travail\n- Préfecture\n",
        "Axe 1 : Agriculture\n\nTexte de présentation de la vallée.\n\nAxe 2 : Nature\n\n"
        "Autre texte de présentation.\n\nAxe 3 : Culture\n\nDernier texte.\n",
    ],
)
def test_a_document_may_have_none(text: str) -> None:
    assert chosen(plain(text)) == []


def test_nested_items_are_details() -> None:
    plan = page(
        "<h1>Plan</h1><ul>"
        + "".join(f"<li>{m}<ul><li>Former les agents<li>Informer</ul>" for m in MEASURES)
        + "</ul>"
    )
    assert chosen(plan) == MEASURES


def test_titles_that_lists_of_facts_follow_are_the_measures() -> None:
    text = "".join(
        f"<h2>Axe {axis} : Agir</h2>"
        + "".join(
            f"<h3>{text}</h3><p>Le projet se fera avec les habitants du quartier.</p>"
            f"<ul><li>Calendrier : {year}</li><li>Pilote : la mairie</li></ul>"
            for text in MEASURES[2 * axis - 2 : 2 * axis]
        )
        for axis, year in ((1, 2027), (2, 2028))
    )
    assert chosen(page(f"<h1>Plan</h1>{text}")) == MEASURES


def test_cards_under_titles_in_the_infinitive_are_the_measures() -> None:
    cards = "Une crèche de nuit|Le bus du lac|Des haies neuves|Trois jardins".split("|")
    chapters = {
        "Soutenir les familles": "au nord",
        "Préserver les rives": "au sud",
        "Développer les loisirs": "au port",
    }
    text = "".join(
        f"<h2>{title}</h2><p>Les gens le demandent.</p>"
        + "".join(
            f"<h3>{card}, {place}</h3><p>La ville le fait avec ses habitants.</p>" for card in cards
        )
        for title, place in chapters.items()
    )
    assert chosen(page(f"<h1>Plan</h1>{text}")) == [
        f"{card}, {place}" for place in chapters.values() for card in cards
    ]


def test_charts_among_paragraphs_do_not_hide_pledges() -> None:
    pledges = [f"Nous nous engageons à planter {n} arbres par an." for n in ("cent", "dix")]
    chart = "".join(f"<p>{name}</p>" for name in ("Avion 38 %", "Bus 2 %", "Train 4 %", "Vélo 1 %"))
    text = "".join(
        f"<h2>{title}</h2>" + "".join(f"<p>{pledge}</p>" for pledge in pledges) + chart
        for title in ("Les arbres", "Les bois")
    )
    assert chosen(page(f"<h1>Notre responsabilité</h1>{text}")) == [*pledges, *pledges]
