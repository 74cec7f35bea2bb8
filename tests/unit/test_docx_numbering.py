"""Automatic numbers of Word documents, as Word prints them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordml import definition, instance, level, paragraph, starts, style, written

from pipeline.extract.docx import read_docx
from pipeline.extract.docx_numbering import Count, Instance, Level, numeral
from pipeline.models import BlockKind

DOTTED = definition(0, level(0, "%1."), level(1, "%1.%2"), level(2, "%1.%2.%3"))
NEVER = '<w:lvlRestart w:val="0"/>'
AFTER_FIRST = '<w:lvlRestart w:val="1"/>'


def printed(folder: Path, numbering: str, places: str, styles: str = "") -> list[str]:
    """What stands before the paragraphs of the instances and levels « 1:0 1:1 … »."""
    body = "".join(paragraph("Semer", numbers=place.replace(":", " ")) for place in places.split())
    path = written(folder, body, {"numbering": numbering, "styles": styles})
    plan = read_docx(path, "plan.docx")
    return [
        ((block.style.marker or "") + " " + plan.text_of(block)).removesuffix("Semer").strip()
        for block in plan.blocks
    ]


@pytest.mark.parametrize(
    ("numbering", "places", "expected"),
    [
        pytest.param(
            DOTTED + instance(1, 0),
            "1:0 1:1 1:1 1:2 1:0 1:1 1:2 1:2 1:1",
            "1. 1.1 1.2 1.2.1 2. 2.1 2.1.1 2.1.2 2.2",
            id="deeper levels start again",
        ),
        pytest.param(
            DOTTED + instance(1, 0), "1:1 1:1 1:0 1:1", "1.1 1.2 2. 2.1", id="a level left out"
        ),
        pytest.param(
            definition(0, level(0, "%1."), level(1, "%2)", more=NEVER)) + instance(1, 0),
            "1:0 1:1 1:1 1:0 1:1",
            "1. 1) 2) 2. 3)",
            id="a level that never starts again",
        ),
        pytest.param(
            definition(0, level(0, "%1."), level(1, "%1.%2"), level(2, "%3)", more=AFTER_FIRST))
            + instance(1, 0),
            "1:0 1:1 1:2 1:2 1:1 1:2 1:0 1:1 1:2",
            "1. 1.1 1) 2) 1.2 3) 2. 2.1 1)",
            id="a level that starts again after the first only",
        ),
        pytest.param(
            DOTTED + instance(1, 0) + instance(2, 0),
            "1:0 1:0 2:0 1:0 2:1",
            "1. 2. 3. 4. 4.1",
            id="instances share the counters of their definition",
        ),
        pytest.param(
            DOTTED + instance(1, 0) + instance(2, 0, starts(0, 8)),
            "1:0 1:0 2:0 1:0 2:0",
            "1. 2. 8. 9. 10.",
            id="an override counts once",
        ),
        pytest.param(
            DOTTED + instance(1, 0) + instance(2, 0, starts(0, 1) + starts(1, 5)),
            "1:0 1:1 2:0 2:1 2:1 2:0 2:1",
            "1. 1.1 1. 1.5 1.6 2. 2.5",
            id="overrides of two levels",
        ),
        pytest.param(
            definition(0, level(0, "%1.", start=0), level(1, "%1.%2", start=5)) + instance(1, 0),
            "1:0 1:1 1:1 1:0 1:1",
            "0. 0.5 0.6 1. 1.5",
            id="other starts",
        ),
        pytest.param(
            definition(
                0,
                level(0, "%1.", "upperRoman"),
                level(1, "%1.%2", "decimalZero", more="<w:isLgl/>"),
            )
            + instance(1, 0),
            "1:0 1:1 1:0 1:1",
            "I. 1.01 II. 2.01",
            id="legal numbers",
        ),
        pytest.param(
            definition(0, level(0, "Mesure %1 :")) + instance(1, 0),
            "1:0 1:0",
            "Mesure 1 :|Mesure 2 :",
            id="words around the number",
        ),
        pytest.param(
            DOTTED
            + instance(
                1,
                0,
                f'<w:lvlOverride w:ilvl="0">{level(0, "%1°", "upperLetter")}</w:lvlOverride>',
            ),
            "1:0 1:0 1:1",
            "A° B° B.1",
            id="a level of its own",
        ),
        pytest.param(
            definition(0, level(0, "%1.%2")) + instance(1, 0),
            "1:0",
            "",
            id="a text that asks for a level below is not printed",
        ),
        pytest.param(DOTTED + instance(1, 0), "0:0 7:0 1:4", "||", id="no such list or level"),
    ],
)
def test_numbers(tmp_path: Path, numbering: str, places: str, expected: str) -> None:
    wanted = expected.split("|") if "|" in expected else expected.split(" ")
    assert printed(tmp_path, numbering, places) == wanted


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        ("decimal", 12, "12"), ("decimalZero", 7, "07"), ("decimalZero", 12, "12"),
        ("upperRoman", 1994, "MCMXCIV"), ("lowerRoman", 4, "iv"), ("upperRoman", 0, "0"),
        ("lowerLetter", 26, "z"), ("lowerLetter", 27, "aa"), ("upperLetter", 53, "AAA"),
        ("ordinal", 1, "1er"), ("ordinal", 2, "2e"), ("ordinalText", 1, "Premier"),
        ("ordinalText", 21, "21"), ("cardinalText", 3, "Trois"), ("none", 3, ""),
        ("numberInDash", 3, "- 3 -"), ("decimalEnclosedCircle", 2, "②"), ("chicago", 4, "4"),
    ],
)  # fmt: skip
def test_forms(form: str, number: int, text: str) -> None:
    assert numeral(number, form) == text


LEVELS = {i: Level(1, text=".".join(f"%{n + 1}" for n in range(i + 1))) for i in range(4)}
DEEP = Instance("0", LEVELS, {})


@given(st.lists(st.integers(0, 3), max_size=40))
def test_each_level_counts_since_the_last_number_above_it(places: list[int]) -> None:
    """No number comes twice, and each follows the one before it in the order of the outline."""
    count = Count({"1": DEEP})
    numbers = [count.next("1", place) for place in places]
    codes = [tuple(int(part) for part in number.text.split(".")) for number in numbers if number]
    assert [len(code) for code in codes] == [place + 1 for place in places]
    assert codes == sorted(set(codes))
    for before, code in pairwise(codes):
        if len(code) <= len(before):
            assert code == (*before[: len(code) - 1], before[len(code) - 1] + 1)
        else:
            assert code == (*before, *[1] * (len(code) - len(before)))


def test_two_stories_count_apart() -> None:
    known = {"1": DEEP}
    first, second = Count(known), Count(known)
    assert [first.next("1", 0), first.next("1", 0)][1].text == "2"  # type: ignore[union-attr]
    assert second.next("1", 0).text == "1"  # type: ignore[union-attr]


def test_numbers_from_styles(tmp_path: Path) -> None:
    linked = definition(
        0,
        level(0, "AXE %1 –", more='<w:pStyle w:val="heading1"/>'),
        level(1, "%1.%2", more='<w:pStyle w:val="heading2"/>'),
    )
    number = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    none = '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>'
    styles = (
        style("heading 1", number)
        + style("heading 2", base="heading1")
        + style("Sans numéro", none, base="heading1")
    )
    body = (
        paragraph("Habiter", style="heading1")
        + paragraph("Rénover", style="heading2")
        + paragraph("Préambule", style="Sansnuméro")
        + paragraph("Annexe", style="heading1", numbers="0 0")
        + paragraph("Construire", style="heading2")
        + paragraph("Bouger", style="heading1")
    )
    path = written(tmp_path, body, {"numbering": linked + instance(1, 0), "styles": styles})
    plan = read_docx(path, "plan.docx")
    assert [(plan.text_of(block), block.level) for block in plan.blocks] == [
        ("AXE 1 – Habiter", 1),
        ("1.1 Rénover", 2),
        ("Préambule", 1),
        ("Annexe", 1),
        ("1.2 Construire", 2),
        ("AXE 2 – Bouger", 1),
    ]


def test_a_definition_that_points_to_a_numbering_style(tmp_path: Path) -> None:
    link = '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="Liste"/></w:abstractNum>'
    number = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    found = printed(
        tmp_path,
        DOTTED + link + instance(1, 0) + instance(2, 5),
        "2:0 2:1 2:0",
        style("Liste", number, kind="numbering"),
    )
    assert found == ["1.", "1.1", "2."]


def test_a_numbering_style_that_points_to_itself(tmp_path: Path) -> None:
    link = '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="Liste"/></w:abstractNum>'
    number = '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>'
    styles = style("Liste", number, kind="numbering")
    assert printed(tmp_path, link + instance(2, 5), "2:0", styles) == [""]


def test_numbers_that_open_no_label_are_markers(tmp_path: Path) -> None:
    roman = definition(0, level(0, "%1.", "lowerRoman")) + instance(1, 0)
    body = paragraph("Ouvrir une halte", numbers="1 0") + paragraph("Semer", numbers="1 0")
    plan = read_docx(written(tmp_path, body, {"numbering": roman}), "plan.docx")
    assert [(b.kind, b.style.marker, plan.text_of(b)) for b in plan.blocks] == [
        (BlockKind.ITEM, "i.", "Ouvrir une halte"),
        (BlockKind.ITEM, "ii.", "Semer"),
    ]


def test_empty_numbered_paragraphs_count(tmp_path: Path) -> None:
    body = paragraph("Semer", numbers="1 0") + paragraph(numbers="1 0")
    body += paragraph("Planter", numbers="1 0")
    plan = read_docx(written(tmp_path, body, {"numbering": DOTTED + instance(1, 0)}), "plan.docx")
    assert plan.text == "1. Semer\n3. Planter"


@pytest.mark.parametrize(("text", "shown"), [(" : Semer", "Mesure 1 : Semer"), ("°", "Mesure 1°")])
def test_numbers_without_a_gap(tmp_path: Path, text: str, shown: str) -> None:
    close = definition(0, level(0, "Mesure %1", more='<w:suff w:val="nothing"/>'))
    body = paragraph(text, numbers="1 0") + paragraph("Semer", numbers="1 0")
    plan = read_docx(written(tmp_path, body, {"numbering": close + instance(1, 0)}), "plan.docx")
    assert plan.text == f"{shown}\nMesure 2 Semer"


def test_a_number_with_a_word_may_stand_alone(tmp_path: Path) -> None:
    numbering = definition(0, level(0, "Mesure %1")) + instance(1, 0)
    body = paragraph(numbers="1 0") + paragraph("Planter des haies")
    plan = read_docx(written(tmp_path, body, {"numbering": numbering}), "plan.docx")
    assert plan.text == "Mesure 1\nPlanter des haies"


def test_bullets_and_depths_by_indent(tmp_path: Path) -> None:
    bullets = definition(
        0,
        level(0, "\uf0b7", "bullet", left=360),
        level(1, "o", "bullet", left=720),
    )
    numbers = definition(1, level(0, "%1.", left=360), level(1, "%2.", left=720))
    body = (
        paragraph("Ouvrir une halte", numbers="1 0")
        + paragraph("de jour", numbers="1 1")
        + paragraph("au centre", numbers="1 0", more='<w:ind w:left="1440"/>')
        + paragraph("Planter un verger", numbers="1 0")
        + paragraph("Fin de la liste")
        + paragraph("Créer un fonds", numbers="2 0")
        + paragraph("Nommer un comité", numbers="2 1")
        + paragraph("au printemps", numbers="3 1")
    )
    letters = definition(2, level(0, "%1."), level(1, "%2.", "lowerLetter", left=1080))
    numbering = bullets + numbers + letters + instance(1, 0) + instance(2, 1) + instance(3, 2)
    plan = read_docx(written(tmp_path, body, {"numbering": numbering}), "plan.docx")
    assert [(b.kind, b.level, b.style.marker, plan.text_of(b)) for b in plan.blocks] == [
        (BlockKind.ITEM, 1, "\uf0b7", "Ouvrir une halte"),
        (BlockKind.ITEM, 2, "•", "de jour"),
        (BlockKind.ITEM, 3, "\uf0b7", "au centre"),
        (BlockKind.ITEM, 1, "\uf0b7", "Planter un verger"),
        (BlockKind.PARAGRAPH, 0, None, "Fin de la liste"),
        (BlockKind.PARAGRAPH, 0, None, "1. Créer un fonds"),
        (BlockKind.ITEM, 2, None, "1. Nommer un comité"),
        (BlockKind.ITEM, 3, "a.", "au printemps"),
    ]


def test_a_blank_bullet_is_none_a_picture_is_one(tmp_path: Path) -> None:
    picture = level(1, "", "bullet", more='<w:lvlPicBulletId w:val="0"/>')
    numbering = definition(0, level(0, " ", "bullet"), picture) + instance(1, 0)
    assert printed(tmp_path, numbering, "1:0 1:1") == ["", "•"]
