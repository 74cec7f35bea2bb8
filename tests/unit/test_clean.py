"""Cleaning: which blocks are content, and which go on with the one before."""

from __future__ import annotations

import pytest
from conftest import at, paged, plain
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean import clean
from pipeline.extract.draft import Draft, assemble, tidy
from pipeline.models import Block, BlockKind, Box, CellRef, Plan, Role

TEXT = "la commune ouvre ses salles tous les soirs de la semaine"


def texts(plan: Plan, role: Role) -> list[str]:
    return [plan.text_of(block) for block in plan.blocks if block.role is role]


def test_running_heads_feet_and_page_numbers() -> None:
    drafts = [
        draft
        for page in range(1, 6)
        for draft in (
            at(page, 20, "Plan de la vallée"),
            at(page, 300, f"{TEXT} {page}."),
            at(page, 760, f"Plan 2025-2030, page {page} sur 5"),
            at(page, 780, f"– {page} –"),
        )
    ]
    plan = paged(*drafts)
    assert texts(plan, Role.CONTENT) == [f"{TEXT} {page}." for page in range(1, 6)]
    assert len(texts(plan, Role.FURNITURE)) == 15


def test_text_in_the_margin_of_one_page_and_repeated_text_in_the_body_are_content() -> None:
    plan = paged(
        at(1, 20, "Avant-propos"),
        at(1, 300, "Créer un fonds."),
        at(2, 300, "Créer un fonds."),
        at(3, 300, "Créer un fonds."),
    )
    assert texts(plan, Role.FURNITURE) == []


def test_running_heads_that_count_are_the_outline() -> None:
    heads = [at(page, 20, f"Axe {1 + page // 3} : Habiter") for page in range(1, 6)]
    assert texts(paged(*heads), Role.FURNITURE) == []


@pytest.mark.parametrize("head", ["Fiche action n° {}", "Mesure {}", "MOB-0{}"])
def test_numbers_of_sheets_are_content(head: str) -> None:
    drafts = [
        draft
        for page in range(1, 6)
        for draft in (at(page, 20, head.format(page)), at(page, 60, f"Planter un verger {page}"))
    ]
    assert head.format(1) in texts(paged(*drafts), Role.CONTENT)


def test_cells_in_the_margin_are_content() -> None:
    cells = [at(page, 20, "Ville", cell=CellRef(page, 0, 0)) for page in range(1, 6)]
    assert texts(paged(*cells), Role.FURNITURE) == []


def test_strays() -> None:
    assert texts(plain("Planter.\n\n»\n\n7\n\nSemer.\n"), Role.FURNITURE) == ["»"]


TOC = "Sommaire\n\nAxe 1 : Loger ....... 4\nAxe 2 : Nourrir ....... 9\nAnnexes ....... 12\n\n"


def test_contents_with_leaders() -> None:
    plan = plain(TOC + "Axe 1 : Loger\n\nOuvrir une halte.\n\nAxe 2 : Nourrir\n\nPlanter.\n")
    assert len(texts(plan, Role.CONTENTS)) >= 4
    assert "Axe 2 : Nourrir" in texts(plan, Role.CONTENT)


def test_contents_without_leaders() -> None:
    plan = paged(
        at(1, 100, "Table des matières"),
        at(1, 120, "Axe 1 : Loger"),
        at(1, 140, "Axe 2 : Nourrir"),
        at(2, 100, "Axe 1 : Loger"),
        at(2, 120, "Ouvrir une halte."),
        at(2, 140, "Axe 2 : Nourrir"),
    )
    assert texts(plan, Role.CONTENTS) == ["Table des matières", "Axe 1 : Loger", "Axe 2 : Nourrir"]
    assert texts(plan, Role.CONTENT)[0] == "Axe 1 : Loger"


def test_the_first_heading_after_the_contents_is_content() -> None:
    plan = plain(
        "Sommaire\n\nAxe 1 : Loger\n\nAxe 2 : Nourrir\n\nAxe 1 : Loger\n\nOuvrir une halte.\n\n"
        "Axe 2 : Nourrir\n\nPlanter.\n"
    )
    assert texts(plan, Role.CONTENT)[0] == "Axe 1 : Loger"


def test_an_executive_summary_is_content() -> None:
    assert texts(plain(f"Sommaire exécutif\n\n{TEXT}.\n"), Role.CONTENTS) == []


def test_related_pages_end_at_the_next_heading() -> None:
    plan = plain("# Plan\n\nPlanter.\n\n## À lire aussi\n\nLe plan vélo\n\n## Axe 2\n\nSemer.\n")
    assert texts(plan, Role.FURNITURE) == ["À lire aussi", "Le plan vélo"]


def test_a_cross_reference_ends_with_its_line() -> None:
    plan = paged(
        at(1, 100, "Mesure 1 : Ouvrir une halte"),
        at(1, 140, "Voir aussi : mesure 3"),
        at(1, 180, "Mesure 2 : Planter un verger"),
        at(2, 100, "Mesure 3 : Semer du trèfle"),
    )
    assert "Mesure 2 : Planter un verger" in texts(plan, Role.CONTENT)


def test_titles_that_transcripts_repeat() -> None:
    plan = plain("Plan vert\n\n" + "\n\n".join(f"Plan vert\n\nPlanter {i}." for i in range(4)))
    assert set(texts(plan, Role.FURNITURE)) == {"Plan vert"}


def test_links_that_come_back() -> None:
    links = "".join(f"Planter {i} haies.\n\nEn savoir plus\n\n" for i in range(4))
    assert texts(plain(f"Plan\n\n{links}"), Role.CONTENT)[1:] == [
        f"Planter {i} haies." for i in range(4)
    ]


def test_a_link_that_leads_on_is_furniture() -> None:
    assert texts(plain("Plan\n\nPlanter des haies.\n\nEn savoir plus\n"), Role.FURNITURE) == [
        "En savoir plus"
    ]


@pytest.mark.parametrize("line", ["Pilote : Ville", "Échéance : 2026", "- Ville et Région"])
def test_facts_that_come_back_are_content(line: str) -> None:
    measures = "".join(f"Mesure {i} : Agir\n\n{line}\n\n" for i in range(1, 5))
    assert texts(plain(f"Plan\n\n{measures}Fin.\n"), Role.FURNITURE) == []


def test_headings_that_come_back_are_content() -> None:
    axes = "".join(
        f"{axis}\n\nMesures proposées\n\n- Agir\n- Aider\n\n" for axis in ("Air", "Eau", "Sol")
    )
    plan = plain(f"Plan\n\nCe plan réunit les mesures proposées par la Ville.\n\n{axes}")
    assert texts(plan, Role.CONTENT).count("Mesures proposées") == 3


@pytest.mark.parametrize(
    ("first", "second", "continues"),
    [
        (at(1, 700, TEXT), at(2, 60, "à ceux qui veulent lire."), True),
        (at(1, 700, TEXT), at(1, 60, "à ceux qui veulent lire."), True),
        (at(1, 700, TEXT + "."), at(2, 60, "à ceux qui veulent lire."), False),
        (at(1, 700, TEXT), at(2, 60, "Planter un verger."), False),
        (at(1, 700, TEXT), at(3, 60, "à ceux qui veulent lire."), False),
        (at(1, 700, TEXT), at(1, 720, "à ceux qui veulent lire."), False),
        (at(1, 700, TEXT), at(2, 60, "à ceux qui veulent lire.", size=14), False),
        (at(1, 700, "LE GRAND PLAN"), at(2, 60, "DE LA VALLÉE"), True),
        (at(1, 700, TEXT), at(2, 60, "à lire", cell=CellRef(0, 0, 0)), False),
    ],
)
def test_continuations(first: Draft, second: Draft, continues: bool) -> None:
    assert [block.continues for block in paged(first, second).blocks] == [False, continues]


def test_a_paragraph_goes_on_across_running_heads() -> None:
    plan = paged(
        *(at(page, 20, "Plan de la vallée") for page in (1, 2, 3)),
        at(1, 700, TEXT),
        at(1, 780, "1"),
        at(2, 60, "à ceux qui veulent lire."),
    )
    assert plan.blocks[-1].continues


WORDS = st.sampled_from(
    [
        "Sommaire",
        "Axe 1",
        "Axe 2 .... 4",
        "Voir aussi",
        "12",
        "•",
        "Plan",
        TEXT,
        "suite du texte",
        "Page 3",
    ]
)
DRAFTS = st.lists(
    st.builds(
        Draft,
        st.one_of(WORDS, st.text(max_size=30)),
        st.sampled_from(BlockKind),
        page=st.integers(1, 4),
        box=st.builds(lambda top: Box(50, top, 300, top + 12), st.integers(0, 780)),
        level=st.integers(0, 2),
    ),
    max_size=25,
)


@given(DRAFTS)
def test_assembled_spans_point_at_their_text_in_order(drafts: list[Draft]) -> None:
    plan = assemble("plan.pdf", drafts, dict.fromkeys(range(1, 5), (600.0, 800.0)))
    kept = [tidy(draft.text) for draft in drafts if tidy(draft.text)]
    assert [plan.text_of(block) for block in plan.blocks] == kept
    ends = [-1, *(block.span.end for block in plan.blocks)]
    assert all(b.span.start > end for b, end in zip(plan.blocks, ends, strict=False))
    for block in plan.blocks:
        page = plan.pages[(block.page or 0) - 1]
        assert page.span.start <= block.span.start < block.span.end <= page.span.end


@given(DRAFTS, st.booleans())
def test_cleaning_changes_only_roles_and_continuations(drafts: list[Draft], pages: bool) -> None:
    sizes = dict.fromkeys(range(1, 5), (600.0, 800.0)) if pages else None
    if not pages:
        drafts = [Draft(draft.text, draft.kind, level=draft.level) for draft in drafts]
    before = assemble("plan.pdf", drafts, sizes)
    after = clean(before)
    assert (after.text, after.pages, after.facts) == (before.text, before.pages, before.facts)
    assert list(map(places, after.blocks)) == list(map(places, before.blocks))
    assert all(b.role is Role.CONTENT for b in after.blocks if b.continues)
    assert clean(after) == after


def places(block: Block) -> tuple[object, ...]:
    return block.span, block.kind, block.page, block.box, block.style, block.level, block.cell


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("  un\u00a0\u202f mot \n", "un mot"),
        ("sou\u00adtien", "soutien"),
        ("\u200b", ""),
        ("\ufeffdébut", "début"),
        (
            "un\u2028mot",
            "un mot",
        ),
    ],
)
def test_tidy(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


def test_a_numbered_summary_names_what_comes() -> None:
    plan = clean(
        plain("## Sommaire\n\n1. Se loger\n2. Grandir\n\n## Se loger\n\nBien.\n\n## Grandir\n")
    )
    assert texts(plan, Role.CONTENTS) == ["Sommaire", "1. Se loger", "2. Grandir"]
