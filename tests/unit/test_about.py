"""What documents say of themselves: title, issuer, period, territory, date, edition, language."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.about import document_facts
from pipeline.about.languages import language
from pipeline.about.names import is_name, names, without_site
from pipeline.about.words import spans
from pipeline.build import described
from pipeline.clean import clean
from pipeline.extract import read
from pipeline.models import Block, BlockKind, Box, Facts, Metadata, Page, Plan, Role, Span, Style

BODY = (
    "La vallée compte neuf villages, et chacun d'eux a dit ce qu'il attend des années qui viennent "
    "pour ses habitants, ses écoles et ses chemins."
)


def facts(tmp_path: Path, name: str, text: str) -> Facts:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return document_facts(clean(read(path, name)))


def printed(
    *lines: tuple[str, float], title: str | None = None, metadata: Metadata | None = None
) -> Plan:
    """A document of one title page, each line with its size, over a page of text."""
    text, blocks = "", []
    for number, (line, size) in enumerate([*lines, (BODY, 10.0)]):
        start, page = len(text), 1 + (number == len(lines))
        box = Box(50, 100 + 30 * number, 500, 120 + 30 * number)
        span = Span(start, start + len(line))
        blocks.append(Block(span, BlockKind.PARAGRAPH, page, box, Style(size)))
        text += line + "\n"
    end = blocks[-1].span.start
    pages = (Page(1, 595, 842, Span(0, end)), Page(2, 595, 842, Span(end, len(text))))
    said = metadata or Metadata(title=title)
    return Plan("p.pdf", text, pages, tuple(blocks), Facts(title=title), said)


def test_a_title_page_says_all() -> None:
    plan = printed(
        ("VILLE DE BRUMEVAL", 12),
        ("Marcher, souffler, planter", 34),
        ("Plan d'action pour les arbres 2025-2031", 18),
        ("Adopté par le conseil municipal le 4 mars 2025", 11),
        ("2e édition", 11),
    )
    assert document_facts(plan) == Facts(
        title="Marcher, souffler, planter\u00a0: Plan d'action pour les arbres 2025-2031",
        issuer="VILLE DE BRUMEVAL",
        period="2025-2031",
        territory="Brumeval",
        language="fr",
        date="2025-03-04",
        edition="2e édition",
    )


def test_nothing_is_invented() -> None:
    plan = printed(("Bonjour", 20))
    assert document_facts(plan) == Facts(title="Bonjour", language="fr")


@pytest.mark.parametrize(
    "written",
    [
        "Microsoft Word - plan_v3.docx",
        "Présentation PowerPoint",
        "plan_haies_2025_vf",
        "plan-haies-final-corrige",
        "Un titre d'un tout autre document",
    ],
)
def test_a_title_that_a_program_left_is_none(written: str) -> None:
    plan = printed(("Plan des haies vives", 30), ("Commune de Brumeval", 12), title=written)
    assert document_facts(plan).title == "Plan des haies vives"


def test_a_title_in_the_properties_is_taken_where_the_document_has_its_words() -> None:
    plan = printed(("PLAN DES HAIES VIVES", 30), title="Plan des haies vives")
    assert document_facts(plan).title == "Plan des haies vives"


def test_the_lines_of_a_title_are_joined() -> None:
    plan = printed(("Les haies vives", 26), ("dans nos campagnes", 26), ("Mai 2026", 12))
    found = document_facts(plan)
    assert (found.title, found.date) == ("Les haies vives dans nos campagnes", "2026-05")


def test_the_largest_line_is_no_title_when_it_is_a_name() -> None:
    plan = printed(("COMMUNE DE BRUMEVAL", 20), ("Règlement des jardins partagés", 14))
    found = document_facts(plan)
    assert (found.title, found.issuer) == ("Règlement des jardins partagés", "COMMUNE DE BRUMEVAL")


def test_a_name_over_several_lines_is_one(tmp_path: Path) -> None:
    text = (
        "TABLE DE CONCERTATION\nDES JARDINS\nDE LA CÔTE-AUX-PRUNES\n\nPlan d'action 2026\n\n" + BODY
    )
    found = facts(tmp_path, "plan.txt", text)
    assert found.issuer == "TABLE DE CONCERTATION DES JARDINS DE LA CÔTE-AUX-PRUNES"
    assert (found.title, found.period) == ("Plan d'action 2026", "2026")
    assert found.territory == "Côte-aux-Prunes"


def test_a_name_in_capitals_is_given_as_the_text_has_it() -> None:
    plan = printed(
        ("OFFICE DES HAIES", 12), ("Plan bocage", 30), ("Écrire à l'Office des haies", 9)
    )
    assert document_facts(plan).issuer == "Office des haies"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "République du Baltan Ministère des Prairies et des Haies",
            "Ministère des Prairies et des Haies",
        ),
        ("Province de Haute-Brume Service des chemins", "Province de Haute-Brume"),
        ("Contribution de la Fédération des vergers au conseil régional", "Fédération des vergers"),
        ("Document conçu par le ministère des Prairies", "ministère des Prairies"),
        ("© 2025 Vergers Solidaires. Tous droits réservés", "Vergers Solidaires"),
        ("Brume Unie – Équipe Jeanne Talbot", "Brume Unie"),
        ("Pour les haies, avec les communes", None),
        ("© photos", None),
    ],
)
def test_who_issues_a_document(line: str, expected: str | None) -> None:
    assert document_facts(printed(("Haies pour demain", 30), (line, 12))).issuer == expected


@pytest.mark.parametrize(
    ("author", "expected"),
    [("Office des haies", "Office des haies"), ("Jeanne Talbot", None), ("jtalbot", None)],
)
def test_a_person_in_the_properties_is_no_issuer(author: str, expected: str | None) -> None:
    plan = printed(("Haies pour demain", 30), metadata=Metadata(author=author))
    assert document_facts(plan).issuer == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Plan des haies 2025-2031", "2025-2031"),
        ("Plan des haies 2025 – 2031", "2025-2031"),
        ("Plan des haies 2025-28", "2025-2028"),
        ("Plan des haies de 2025 à 2031", "2025-2031"),
        ("Haies et vergers à l'horizon 2040", "horizon 2040"),
        ("Cap haies 2030", "horizon 2030"),
        ("Rapport annuel 2024", "2024"),
        ("Les fêtes du verger de Brume 2024", None),
        ("Résolution 2024-12-318", None),
        ("Plan des haies, loi n° 2021-1999", None),
        ("Plan des haies 2031-2025", None),
    ],
)
def test_the_period_is_normalised(line: str, expected: str | None) -> None:
    assert document_facts(printed((line, 30), ("Office des haies", 12))).period == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Signé le 1er mars 2025", "2025-03-01"),
        ("Publié en mars 2025", "2025-03"),
        ("Dépôt légal – 2025", "2025"),
        ("Office des haies, juin 2025", "2025-06"),
        ("Version : 17.09.2024", "2024-09-17"),
        ("Mis à jour le 3 mars 2025", "2025-03-03"),
        ("Date limite de dépôt : 3 mars 2025", None),
        ("Mission adoptée en mai 2017", None),
    ],
)
def test_the_date_goes_as_far_as_it_is_stated(line: str, expected: str | None) -> None:
    assert document_facts(printed(("Plan des haies", 30), (line, 12))).date == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Deuxième édition revue et augmentée", "Deuxième édition revue et augmentée"),
        ("Mise à jour 2024", "Mise à jour 2024"),
        ("Révisé en mars 2024", "Révisé en mars 2024"),
        ("L'édition des cartes", None),
    ],
)
def test_the_edition_stands_as_printed(line: str, expected: str | None) -> None:
    assert document_facts(printed(("Plan des haies", 30), (line, 12))).edition == expected


def test_a_web_page_gives_its_heading_and_its_site(tmp_path: Path) -> None:
    page = (
        "<html lang=fr><head><title>Plan haies 2025-2030 | Ville de Brumeval</title></head><body>"
        "<nav><a href=#>Plan climat 2022-2028</a></nav><h1>Plan haies 2025-2030</h1>"
        f"<p>Publié le 12 janvier 2026</p><p>{BODY}</p><footer>Nous joindre</footer></body></html>"
    )
    assert facts(tmp_path, "page.html", page) == Facts(
        title="Plan haies 2025-2030",
        issuer="Ville de Brumeval",
        period="2025-2030",
        territory="Brumeval",
        language="fr",
        date="2026-01-12",
    )


def test_open_graph_names_the_site(tmp_path: Path) -> None:
    page = (
        '<html><head><meta property="og:site_name" content="Vergers Solidaires">'
        '<meta property="article:published_time" content="2025-02-03T10:00:00Z">'
        f"</head><body><h1>Nos vergers</h1><p>{BODY}</p></body></html>"
    )
    found = facts(tmp_path, "page.html", page)
    assert (found.title, found.issuer, found.date) == (
        "Nos vergers",
        "Vergers Solidaires",
        "2025-02-03",
    )


def test_front_matter_is_read(tmp_path: Path) -> None:
    text = f"---\ntitle: Plan haies - Office des haies\ndate: 2025-05-18\n---\n\n# Agir\n\n{BODY}\n"
    found = facts(tmp_path, "plan.md", text)
    assert (found.title, found.issuer, found.date) == (
        "Plan haies",
        "Office des haies",
        "2025-05-18",
    )


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("Nos haies | Brumeval.example", ("Nos haies", "Brumeval.example")),
        ("Nos haies – Ville de Brumeval", ("Nos haies", "Ville de Brumeval")),
        ("Nos haies – agir ensemble", ("Nos haies – agir ensemble", None)),
        ("Nos haies", ("Nos haies", None)),
    ],
)
def test_the_site_is_parted_from_the_page(window: str, expected: tuple[str, str | None]) -> None:
    assert without_site(window, "") == expected


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("Office du tourisme des Lacs de Brume", True),
        ("MRC DU LAC-AUX-PRUNES", True),
        ("Plan de la Ville de Brumeval", False),
        ("Centre-ville", False),
        ("Table des matières", False),
        ("Ouvrir une maison des haies", False),
    ],
)
def test_what_is_a_name(line: str, whole: bool) -> None:
    assert is_name(line) is whole


def test_a_running_head_is_cut_into_its_names() -> None:
    assert [name.text for name in names("Ville de Brumeval Accord de majorité 2024")] == [
        "Ville de Brumeval"
    ]


def test_years_that_run_backwards_are_no_period() -> None:
    assert spans("2031-2025, 2024-11, 2024-12-318, 2020-2075") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BODY, "fr"),
        ("The plan of the city is to plant trees and to care for them with its people.", "en"),
        ("Der Plan der Stadt ist es, die Bäume mit den Menschen zu pflanzen und zu pflegen.", "de"),
        ("Brumeval", None),
    ],
)
def test_the_language_is_voted(text: str, code: str | None) -> None:
    assert language(text) == code


def test_what_is_declared_wins() -> None:
    plan = printed(("Plan des haies 2025-2031", 30), ("Ville de Brumeval", 12))
    told = described(plan, Facts(issuer="Office des haies", date="2025", edition="1re"))
    assert told.facts == Facts(
        title="Plan des haies 2025-2031",
        issuer="Office des haies",
        period="2025-2031",
        territory="Brumeval",
        language="fr",
        date="2025",
        edition="1re",
    )


def test_running_heads_name_the_issuer() -> None:
    plan = printed(("Plan des haies", 30))
    head = "Commune de Brumeval | Plan des haies | Page 2"
    start = len(plan.text)
    block = Block(
        Span(start, start + len(head)), BlockKind.PARAGRAPH, 2, Box(50, 10, 500, 20), Style(8.0)
    )
    furniture = Block(block.span, block.kind, 2, block.box, block.style, role=Role.FURNITURE)
    plan = Plan(plan.document, plan.text + head, plan.pages, (*plan.blocks, furniture))
    assert document_facts(plan).issuer == "Commune de Brumeval"
