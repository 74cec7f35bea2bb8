"""The outline: what stands under what."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import at, page, paged, plain
from hypothesis import given
from hypothesis import strategies as st

from pipeline.models import BlockKind, Plan
from pipeline.segment.entries import entries
from pipeline.segment.outline import body_look, outline
from pipeline.segment.tables import arrange

Tree = list[tuple[int, str]]


def tree(plan: Plan) -> Tree:
    """The texts of the outline with their depths, in reading order."""
    return [
        (len(list(node.ancestors())), node.text) for node in outline(arrange(entries(plan))).walk()
    ]


def keys(plan: Plan) -> list[object]:
    return [node.key[0] for node in outline(entries(plan)).walk()]


def test_markup_headings() -> None:
    assert tree(
        page(
            "<h1>Plan</h1><h2>Loger</h2><h3>Bâtir</h3><p>Des murs.</p><h2>Nourrir</h2>"
            "<ul><li>Semer<ul><li>du blé</ul><li>Planter</ul>"
        )
    ) == [
        (0, "Plan"),
        (0, "Loger"),
        (1, "Bâtir"),
        (2, "Des murs."),
        (0, "Nourrir"),
        (1, "Semer"),
        (2, "du blé"),
        (1, "Planter"),
    ]


def test_numbering() -> None:
    plan = plain(
        "1. Loger\n\n1.1 Bâtir\n\n1.1.1 Ouvrir une halte\n\n1.1.2 Poser un toit\n\n1.2 Louer\n\n"
        "2. Nourrir\n\n2.1 Semer\n"
    )
    assert tree(plan) == [
        (0, "Loger"),
        (1, "Bâtir"),
        (2, "Ouvrir une halte"),
        (2, "Poser un toit"),
        (1, "Louer"),
        (0, "Nourrir"),
        (1, "Semer"),
    ]


@pytest.mark.parametrize(
    ("axis", "goal", "action"),
    [
        ("Axe", "Objectif", "Action"),
        ("Volet", "Orientation", "Mesure"),
        ("Pilier", "Chantier", "Engagement"),
        ("Axe stratégique", "Objectif opérationnel", "Fiche action n°"),
        ("Enjeu", "Priorité", "Projet"),
        (
            "Orientation",
            "Axe",
            "Action",
        ),
    ],
)
def test_keywords_whose_numbers_restart_or_run_on(axis: str, goal: str, action: str) -> None:
    plan = plain(
        f"{axis} 1 : Loger\n\n{goal} 1 : Bâtir\n\n{action} 1 : Ouvrir\n\n{action} 2 : Poser\n\n"
        f"{axis} 2 : Nourrir\n\n{goal} 1 : Semer\n\n{action} 3 : Labourer\n"
    )
    assert tree(plan) == [
        (0, "Loger"),
        (1, "Bâtir"),
        (2, "Ouvrir"),
        (2, "Poser"),
        (0, "Nourrir"),
        (1, "Semer"),
        (2, "Labourer"),
    ]


def test_size_and_capitals() -> None:
    text = "la commune ouvre ses salles tous les soirs à ceux qui veulent y lire ou y chanter."
    plan = paged(
        at(1, 100, text),
        at(1, 200, "Bien se loger", size=18),
        at(1, 240, "BÂTIR MIEUX"),
        at(1, 280, text),
        at(1, 320, "Bien se nourrir", size=18),
        at(1, 360, text),
    )
    assert tree(plan) == [
        (0, text),
        (0, "Bien se loger"),
        (1, "BÂTIR MIEUX"),
        (2, text),
        (0, "Bien se nourrir"),
        (1, text),
    ]
    assert body_look(entries(plan)) == (10.0, False)


def test_a_repeated_heading_is_said_once() -> None:
    text = "la commune ouvre ses salles tous les soirs à ceux qui veulent y lire ou y chanter."
    plan = paged(
        at(1, 100, "Axe 1 : Loger", size=18),
        at(1, 300, text),
        at(2, 100, "Axe 1 : Loger (suite)", size=18),
        at(2, 300, text.replace("salles", "classes")),
        at(2, 400, "Axe 2 : Nourrir", size=18),
    )
    assert [text for _, text in tree(plan)].count("Loger") == 1
    assert (0, "Nourrir") in tree(plan)


def test_what_introduces_a_list_stands_over_it() -> None:
    plan = page(
        "<p>Un premier texte assez long ouvre le plan de la vallée et de ses villages.</p>"
        "<p>La ville devra aussi, chaque année :</p><ul><li>semer<li>planter</ul>"
        "<p>Et la vie va.</p>"
    )
    assert tree(plan)[1:] == [
        (0, "La ville devra aussi, chaque année :"),
        (1, "semer"),
        (1, "planter"),
        (0, "Et la vie va."),
    ]


def test_the_title_of_a_document_stands_over_nothing() -> None:
    plan = plain("# Le plan vert\n\n# Une ville pour tous\n\n- Semer\n- Planter\n")
    assert keys(plan) == ["title", "title", "item", "item"]
    assert [depth for depth, _ in tree(plan)] == [0, 0, 0, 0]


def test_like_headings_in_a_row_make_no_chain() -> None:
    text = "la commune ouvre ses salles tous les soirs à ceux qui veulent y lire ou y chanter. " * 3
    names = [at(1, 120 + 20 * n, f"Rue du Moulin {n}", 16) for n in range(1, 8)]
    assert max(depth for depth, _ in tree(paged(at(1, 100, text), *names, at(1, 400, text)))) <= 2


def test_no_entries() -> None:
    root = outline([])
    assert (root.entry, root.children, root.text) == (None, [], "")
    assert body_look([]) == (0.0, False)


LINES = st.lists(
    st.builds(
        at,
        st.integers(1, 3),
        st.integers(100, 700),
        st.sampled_from(
            [
                "Axe 1 : Loger", "AXE 2", "1.1 Semer", "1. Bâtir", "Mesure 3 : Ouvrir", "12",
                "planter", "LE GRAND TITRE", "la ville devra :", "MOB-1 Relier", "Annexe 1",
                "a) Semer", "I. Agir",
            ]
        ),
        st.sampled_from([8.0, 10.0, 16.0]),
        kind=st.sampled_from(BlockKind),
        indent=st.sampled_from([50.0, 70.0]),
    ),
    max_size=25,
)  # fmt: skip


@given(LINES)
def test_every_node_has_one_place_in_reading_order(lines: list[object]) -> None:
    plan = paged(*lines)  # type: ignore[arg-type]
    found = entries(plan)
    nodes = list(outline(found).walk())
    placed = [node.entry for node in nodes]
    assert len({id(entry) for entry in placed}) == len(placed)
    order = {id(entry): place for place, entry in enumerate(found)}
    assert [order[id(entry)] for entry in placed] == sorted(order[id(entry)] for entry in placed)
    # Only headings that repeat the one above them are left out.
    left = [entry for entry in found if id(entry) not in {id(other) for other in placed}]
    assert all(any(entry.text == other.text for other in placed if other) for entry in left)


@pytest.mark.parametrize(
    ("colours", "classes"), [("red blue", 1), ("red red", 1), ("mixed mixed", 2)]
)
def test_a_colour_of_its_own_for_each_chapter(colours: str, classes: int) -> None:
    drafts = [at(1, 20, "Un texte qui court sur toute la ligne de la page et dit des choses.")]
    for number, colour in enumerate(colours.split(), 1):
        drafts.append(at(number, 100, "Un chapitre", 30.0))
        for place, own in enumerate(("red", "blue") if colour == "mixed" else (colour, colour)):
            card = at(number, 200.0 + 100 * place, "Une carte", 13.0)
            drafts.append(replace(card, style=replace(card.style, colour=own)))
            drafts.append(at(number, 250.0 + 100 * place, "Un texte sous la carte, plus long."))
    nodes = outline(entries(paged(*drafts))).walk()
    assert len({node.key for node in nodes if node.text == "Une carte"}) == classes
