"""Reading order, lines and paragraphs from words with coordinates."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.columns import flows
from pipeline.extract.layout import (
    Item,
    Line,
    Placed,
    Word,
    lines_of,
    paragraphs,
    union,
)
from pipeline.models import Box

WIDTH = 5.0  # of one letter of the tests' fixed-width type


def row(text: str, x: float, top: float, size: float = 10.0, gap: float = 4.0) -> list[Word]:
    """The words of one line set in fixed-width type from `x`."""
    out: list[Word] = []
    for word in text.split():
        end = x + WIDTH * len(word) * size / 10
        out.append(Word(word, Box(x, top, end, top + size), size))
        x = end + gap
    return out


def column(texts: list[str], x: float, top: float) -> list[Word]:
    return [word for i, text in enumerate(texts) for word in row(text, x, top + 12 * i)]


def said(items: list[Item]) -> str:
    lines = [line for line in lines_of(items) if isinstance(line, Line)]
    return " ".join(line.text for line in lines)


LEFT = ["la commune ouvre ses salles", "tous les soirs de la semaine", "à ceux qui veulent lire"]
RIGHT = ["le verger donne ses pommes", "aux enfants des trois écoles", "et du jus à tout le bourg"]


@pytest.mark.parametrize(
    "shift",
    [
        0,
        1,
        4,
    ],
)
def test_two_columns_are_read_one_after_the_other(shift: float) -> None:
    found = flows(column(LEFT, 50, 100) + column(RIGHT, 300, 100 + shift))
    assert [said(flow) for flow in found] == [" ".join(LEFT), " ".join(RIGHT)]


def test_a_heading_across_columns_comes_first() -> None:
    heading = row("le grand plan de toute la vallée et de tous ses villages réunis", 60, 60, 16)
    found = flows(column(LEFT, 50, 100) + column(RIGHT, 300, 100) + heading)
    assert [said(flow) for flow in found] == [
        " ".join(word.text for word in heading),
        " ".join(LEFT),
        " ".join(RIGHT),
    ]


def test_columns_along_a_slanted_picture() -> None:
    words = "la commune ouvre ses salles à tous"
    left = [word for i in range(9) for word in row(words, 50, 100 + 12 * i)]
    right = [
        word
        for i, x in enumerate(range(300, 390, 10))
        for word in row(words[: (500 - x) // 5].rpartition(" ")[0], x, 100 + 12 * i)
    ]
    ends = [Word("fin", Box(500, 100 + 12 * i, 515, 110 + 12 * i), 10.0) for i in range(9)]
    assert [len(flow) for flow in flows(left + right + ends)] == [len(left), len(right + ends)]


def test_three_columns() -> None:
    third = ["des bancs sous les tilleuls", "une fontaine près de la gare", "et des vélos à louer"]
    found = flows(column(LEFT, 20, 100) + column(RIGHT, 210, 100) + column(third, 400, 100))
    assert [said(flow) for flow in found] == [" ".join(t) for t in (LEFT, RIGHT, third)]


def test_wide_gaps_of_justified_text_are_no_columns() -> None:
    gaps = (14.0, 11.0, 17.0, 12.0)
    lines = [
        row(text, 50, 100 + 12 * i, gap=gap)
        for i, (text, gap) in enumerate(zip([*LEFT, RIGHT[0]], gaps, strict=True))
    ]
    assert len(flows([word for line in lines for word in line])) == 1


@pytest.mark.parametrize("label", ["1.", "•", "10 %"])
def test_labels_left_of_text_are_no_column(label: str) -> None:
    labels = [word for i in range(3) for word in row(label, 50, 100 + 12 * i)]
    assert len(flows(labels + column(LEFT, 90, 100))) == 1


def test_a_raised_ordinal_stays_in_its_line() -> None:
    words = [*row("la 30", 50, 100), Word("e", Box(81, 98, 84, 104), 6.0), *row("fête", 90, 100)]
    assert [line.text for line in lines_of(words) if isinstance(line, Line)] == ["la 30 e fête"]


def test_what_is_placed_stands_between_its_lines() -> None:
    table = Placed(Box(50, 120, 250, 180), 0)
    found = list(lines_of([*row("après", 50, 190), table, *row("avant", 50, 100)]))
    assert [item.text if isinstance(item, Line) else "table" for item in found] == [
        "avant",
        "table",
        "après",
    ]


def groups(rows: list[list[Word]]) -> list[str]:
    lines = [i for i in lines_of([w for r in rows for w in r]) if isinstance(i, Line)]
    return [" ".join(line.text for line in p.lines) for p in paragraphs(lines)]


def test_paragraphs_break_at_space_items_size_and_short_last_lines() -> None:
    full = "la commune ouvre ses salles tous les soirs"
    assert groups(
        [
            row("Titre plus grand", 50, 80, 14),
            row(full, 50, 100),
            row("de la semaine.", 50, 112),
            row("Le verger donne ses fruits à toute la ville", 50, 124),
            row("et à ses hôtes qui passent par la grande rue", 50, 136),
            row("plus bas un autre paragraphe suit le premier", 50, 170),
            row("• une halte", 50, 182),
            row("• un verger", 50, 194),
        ]
    ) == [
        "Titre plus grand",
        f"{full} de la semaine.",
        "Le verger donne ses fruits à toute la ville et à ses hôtes qui passent par la grande rue",
        "plus bas un autre paragraphe suit le premier",
        "• une halte",
        "• un verger",
    ]


def test_hanging_lines_stay_with_their_item() -> None:
    assert groups(
        [
            row("1. Créer une halte où chacun trouve un lit", 50, 100),
            row("et un repas chaud chaque soir de la semaine", 62, 112),
            row("2. Planter un verger", 50, 124),
        ]
    ) == [
        "1. Créer une halte où chacun trouve un lit et un repas chaud chaque soir de la semaine",
        "2. Planter un verger",
    ]


def test_lines_that_each_open_with_an_infinitive_are_a_list() -> None:
    actions = [
        "Planter quarante arbres le long de la grande rue du bourg",
        "Ouvrir une halte de nuit près de la gare avec le conseil",
        "d'arrondissement et les bénévoles",
    ]
    assert groups([row(line, 50, 100 + 12 * i) for i, line in enumerate(actions)]) == [
        actions[0],
        " ".join(actions[1:]),
    ]
    prose = ["La commune souhaite avec ses voisines ouvrir une halte,", "Planter et semer enfin"]
    assert len(groups([row(line, 50, 100 + 12 * i) for i, line in enumerate(prose)])) == 1


def test_no_lines_no_paragraphs() -> None:
    assert paragraphs([]) == []
    assert flows([]) == []


BOXES = st.builds(
    lambda x, top, width, height: Box(x, top, x + width, top + height),
    st.integers(0, 500),
    st.integers(0, 300),
    st.integers(0, 250),
    st.integers(1, 40),
)
WORDS = st.builds(
    Word, st.text("abé1•.", min_size=1, max_size=12), BOXES, st.sampled_from([6.0, 10.0, 18.0])
)
ITEMS = st.lists(st.one_of(WORDS, st.builds(Placed, BOXES, st.integers(0, 9))), max_size=40)


@given(ITEMS)
def test_no_item_is_lost_or_doubled(items: list[Item]) -> None:
    found = flows(items)
    assert Counter(id(item) for flow in found for item in flow) == Counter(map(id, items))
    shown: list[int] = []
    for flow in found:
        for item in lines_of(flow):
            shown += [id(item)] if isinstance(item, Placed) else [id(w) for w in item.words]
    assert Counter(shown) == Counter(map(id, items))


@given(st.lists(WORDS, min_size=1, max_size=30))
def test_no_line_is_lost_in_paragraphs(words: list[Word]) -> None:
    lines = [item for item in lines_of(words) if isinstance(item, Line)]
    found = paragraphs(lines)
    assert [line for paragraph in found for line in paragraph.lines] == lines
    for paragraph in found:
        assert paragraph.box == union(line.box for line in paragraph.lines)
