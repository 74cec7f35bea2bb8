"""Plain text and Markdown."""

from __future__ import annotations

from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import DocumentError, NoTextError
from pipeline.extract.plain import read_plain
from pipeline.models import Block, BlockKind, Plan, Role


def plan_of(text: str) -> Plan:
    return read_plain(text, "plan.md")


def blocks(text: str, role: Role = Role.CONTENT) -> list[tuple[Block, str]]:
    plan = plan_of(text)
    return [(block, plan.text_of(block)) for block in plan.blocks if block.role is role]


def texts(text: str, role: Role = Role.CONTENT) -> list[str]:
    return [found for _, found in blocks(text, role)]


def kinds(text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, found) for block, found in blocks(text)]


def test_markdown() -> None:
    found = blocks(
        "# Plan vert #\n## Axe 1\nPlanter **des** haies et [des arbres](https://a.invalid).\n\n"
        "* Ouvrir *une* halte\n  - de jour\n\n**En gras**\n\n> Une citation\n"
    )
    assert [(b.kind, b.level, b.style.marker, b.style.bold, text) for b, text in found] == [
        (BlockKind.HEADING, 1, None, False, "Plan vert"),
        (BlockKind.HEADING, 2, None, False, "Axe 1"),
        (BlockKind.PARAGRAPH, 0, None, False, "Planter des haies et des arbres."),
        (BlockKind.ITEM, 0, "*", False, "Ouvrir une halte"),
        (BlockKind.ITEM, 0, "-", False, "de jour"),
        (BlockKind.HEADING, 0, None, True, "En gras"),
        (BlockKind.PARAGRAPH, 0, None, False, "Une citation"),
    ]
    assert found[4][0].style.indent > found[3][0].style.indent


def test_a_short_line_alone_before_text_is_a_heading() -> None:
    assert kinds("Notre projet\n\nla ville plante des haies.\n\nUne phrase finie.\n\nfin\n") == [
        (BlockKind.HEADING, "Notre projet"),
        (BlockKind.PARAGRAPH, "la ville plante des haies."),
        (BlockKind.PARAGRAPH, "Une phrase finie."),
        (BlockKind.PARAGRAPH, "fin"),
    ]


def test_wrapped_paragraphs_are_joined_and_hyphens_undone() -> None:
    assert texts(
        "La commune ouvre ses salles tous les soirs de la semaine à ceux\n"
        "qui veulent y lire, y chanter ou y danser sans payer le dévelop-\n"
        "pement des murs.\n\n1. Ouvrir une halte au bord de la rivière pour tous ceux qui\n"
        "   passent\n2. Planter\n"
    ) == [
        "La commune ouvre ses salles tous les soirs de la semaine à ceux qui veulent y lire, "
        "y chanter ou y danser sans payer le développement des murs.",
        "1. Ouvrir une halte au bord de la rivière pour tous ceux qui passent",
        "2. Planter",
    ]


def test_long_lines_are_paragraphs_each() -> None:
    long = (
        "La commune ouvre ses salles tous les soirs de la semaine à ceux qui veulent y lire, " * 3
    )
    assert len(texts(f"{long}\n{long}\n{long}\n")) == 3


def test_one_sentence_a_line() -> None:
    lines = [
        "Créer un fonds pour les associations de tous les quartiers.",
        "Ouvrir une halte de jour pour les personnes sans abri.",
        "Verser une aide aux familles qui rénovent leur logement.",
    ]
    assert texts("\n".join(lines)) == lines


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    assert texts(end.join(["# Plan", "", "1. Planter", "2. Semer"])) == [
        "Plan",
        "1. Planter",
        "2. Semer",
    ]


FRONT = """---
title: "Le plan vert"
lang: fr
sections:
  - titre: 'Axe 1'
    texte: |
      Planter des haies.

      Semer du trèfle.
    lien: https://a.invalid
---

Ouvrir une halte.
"""


def test_front_matter() -> None:
    plan = plan_of(FRONT)
    assert plan.facts.title == "Le plan vert"
    assert [(b.level, text) for b, text in blocks(FRONT)] == [
        (1, "Le plan vert"),
        (2, "Axe 1"),
        (0, "Planter des haies."),
        (0, "Semer du trèfle."),
        (0, "Ouvrir une halte."),
    ]
    assert texts(FRONT, Role.FURNITURE) == [
        "lang: fr",
        "sections:",
        "texte: |",
        "lien: https://a.invalid",
    ]


def test_front_matter_keys_are_marked_not_cut() -> None:
    assert "sections:" in plan_of(FRONT).text


def test_a_rule_is_no_front_matter() -> None:
    assert "1. Créer un fonds" in texts("---\nPlan de la ville\n\n1. Créer un fonds\n2. Semer\n")


def test_a_title_between_two_rules_is_no_front_matter() -> None:
    assert texts("---\nPlan de la ville\n---\n\nCréer un fonds.\n") == [
        "Plan de la ville",
        "Créer un fonds.",
    ]


def test_tab_separated_tables_with_paragraphs_in_cells() -> None:
    found = blocks(
        "Action\tPilote\n<p>Ouvrir une halte</p><p>de jour</p>\tVille\nPlanter\t\n\nfin\n"
    )
    places = [(b.cell.table, b.cell.row, b.cell.column, t) for b, t in found if b.cell]
    assert places == [
        (0, 0, 0, "Action"),
        (0, 0, 1, "Pilote"),
        (0, 1, 0, "Ouvrir une halte"),
        (0, 1, 0, "de jour"),
        (0, 1, 1, "Ville"),
    ]
    assert [text for b, text in found if b.cell is None] == ["Planter", "fin"]


def test_piped_tables() -> None:
    found = blocks("| N° | Action |\n|---|:--:|\n| 1 | Ouvrir |\n\ntexte\n\n| a | b |\n")
    assert [(b.cell.table, b.cell.row, b.cell.column, t) for b, t in found if b.cell] == [
        (0, 0, 0, "N°"),
        (0, 0, 1, "Action"),
        (0, 2, 0, "1"),
        (0, 2, 1, "Ouvrir"),
        (1, 0, 0, "a"),
        (1, 0, 1, "b"),
    ]


def test_items_in_cells() -> None:
    (first, text), _ = blocks("<p>• Ouvrir</p>\tVille")
    assert (first.kind, first.style.marker, text) == (BlockKind.ITEM, "•", "Ouvrir")


def test_addresses_and_page_numbers_are_furniture() -> None:
    text = "https://ville.invalid/plan\n\nPage 3\n\nPlanter.\n"
    assert texts(text) == ["Planter."]
    assert texts(text, Role.FURNITURE) == ["https://ville.invalid/plan", "Page 3"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Planter ![photo](a.png) des haies", "Planter des haies"),
        ("Budget : 5 * 3 * 2 k€", "Budget : 5 * 3 * 2 k€"),
        ("un_nom_de_fichier", "un_nom_de_fichier"),
        ("Eau &amp; air", "Eau & air"),
        ("Point \\* final", "Point * final"),
        ("Si a < b et c > d", "Si a < b et c > d"),
        ("Si a&lt;b", "Si a<b"),
        ("Une <b>halte</b>", "Une halte"),
        ("Écrire à <mairie@ville.invalid>", "Écrire à mairie@ville.invalid"),
        ("Aider <nom de la commune>", "Aider <nom de la commune>"),
        ("- [ ] Planter", "Planter"),
    ],
)
def test_inline_marks(text: str, read: str) -> None:
    assert texts(text) == [read]


def test_underlined_titles() -> None:
    found = blocks("Le plan\n=======\n\nL’eau\n---\n\nPlanter.\n\n---\n\nSemer.\n")
    assert [(block.level, text) for block, text in found] == [
        (1, "Le plan"),
        (2, "L’eau"),
        (0, "Planter."),
        (0, "Semer."),
    ]


@pytest.mark.parametrize(
    "text",
    ["\n\n", " \u00a0 ", "---\nlang: fr\n---\n", "\u200b"],
)
def test_no_text(text: str) -> None:
    with pytest.raises(NoTextError, match=r"^plan\.md: "):
        plan_of(text)


@pytest.mark.parametrize("piece", ["*", "<", "(", "{#", "a:", "- ", "1. ", "____ ", "|", "\t"])
def test_odd_text_takes_no_long_time(piece: str) -> None:
    assert seconds(piece * 4000) < 1


@pytest.mark.parametrize("text", ["[" * 1500, "_a " * 500])
def test_marks_that_nothing_closes_take_linear_time(text: str) -> None:
    assert seconds(text + text) < 3 * seconds(text)


def seconds(text: str) -> float:
    start = process_time()
    with suppress(NoTextError):
        plan_of(text)
    return process_time() - start


LINES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["---", "+++", "title: Plan", "texte: |", "  suite", "# Titre", "**gras**", "a\tb", "|a|b|",
         "1. Planter", "- Semer", "", "> dit", "<p>x</p>", "https://a.invalid", "Page 2"]
    ),
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(LINES, max_size=20).map("\n".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        plan = plan_of(text)
    except DocumentError:
        return
    assert all(plan.text_of(block) for block in plan.blocks)


@given(st.lists(st.text("abcéÉ ,.’1", min_size=1, max_size=60), max_size=12))
def test_plain_words_are_kept(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        plan = plan_of(text)
    except DocumentError:
        assert not text.strip()
        return
    assert "".join(plan.text.split()) == "".join(text.split())


def test_names_that_come_back_and_their_values_beside_them() -> None:
    sheet = (
        "Axe 1 : Bouger            FICHE ACTION 1.{n}\n\n  Ouvrir une gare\n\n"
        "  Pilote           Service des lignes\n  Budget prévu     {n} 000 €\n"
        "  Indicateurs      Gares ouvertes et\n                   gares fermées\n\n"
    )
    read = texts("".join(sheet.format(n=n) for n in range(1, 4)))
    assert read.count("FICHE ACTION 1.2") == 1
    assert "Pilote : Service des lignes" in read
    assert "Budget prévu : 2 000 €" in read
    assert "Indicateurs : Gares ouvertes et gares fermées" in read


def test_a_table_of_figures_keeps_its_rows() -> None:
    read = texts(
        "Verre     38 kg     39 kg\nPapier    58 kg     66 kg\nBois      96 kg     22 kg\n"
    )
    assert not any(":" in text for text in read)
