"""From blocks to entries: what is joined, parted and labelled."""

from __future__ import annotations

import pytest
from conftest import at, page, paged, plain
from hypothesis import given
from hypothesis import strategies as st

from pipeline.models import BlockKind, Plan
from pipeline.segment.entries import Entry, entries


def labelled(found: list[Entry]) -> list[tuple[str | None, str]]:
    return [(entry.label.code if entry.label else None, entry.text) for entry in found]


def under_spans(plan: Plan) -> list[str]:
    """What stands in the plan at the span of each entry, on one line."""
    return [
        " ".join(plan.text[entry.span.start : entry.span.end].split()) for entry in entries(plan)
    ]


def test_labels_are_taken_off_and_kept_as_printed() -> None:
    (entry,) = entries(plain("Mesure 1 : Planter des haies\n"))
    assert (entry.text, entry.printed) == ("Planter des haies", "Mesure 1 : Planter des haies")
    assert (entry.label and entry.label.code, entry.words, entry.capitals) == ("1", 3, False)


def test_only_content_makes_entries() -> None:
    assert labelled(entries(plain("https://ville.invalid\n\nPage 2\n\nPlanter.\n"))) == [
        (None, "Planter.")
    ]


def test_the_numbers_of_lists_are_labels() -> None:
    found = entries(page("<ol><li>Planter</li><li>Semer</li></ol><ul><li>Arroser</li></ul>"))
    assert labelled(found) == [("1", "Planter"), ("2", "Semer"), (None, "Arroser")]


def test_a_cut_paragraph_is_one_entry() -> None:
    plan = paged(
        at(1, 700, "la commune ouvre ses salles"),
        at(1, 780, "1"),
        at(2, 60, "à ceux qui veulent lire."),
    )
    assert labelled(entries(plan)) == [
        (None, "la commune ouvre ses salles à ceux qui veulent lire.")
    ]
    (entry,) = entries(plan)
    assert (entry.span.start, entry.span.end, entry.page) == (0, len(plan.text), 1)


RUN_ON = (
    "Le conseil décide : 1. Ouvrir une halte de jour 2. Planter un verger 3. Semer du blé noir."
)


def test_a_run_on_list_is_parted() -> None:
    plan = plain(RUN_ON)
    assert labelled(entries(plan)) == [
        (None, "Le conseil décide :"),
        ("1", "Ouvrir une halte de jour"),
        ("2", "Planter un verger"),
        ("3", "Semer du blé noir."),
    ]
    assert [entry.kind for entry in entries(plan)][1:] == [BlockKind.ITEM] * 3
    assert under_spans(plan) == [entry.printed for entry in entries(plan)]


def test_a_run_on_list_cut_by_a_page_number_keeps_its_places() -> None:
    first, second = RUN_ON.split(" jour ")
    plan = paged(at(1, 700, first), at(1, 780, "1"), at(2, 60, "jour " + second))
    assert under_spans(plan)[2:] == [entry.printed for entry in entries(plan)][2:]


@pytest.mark.parametrize(
    "text",
    [
        "Depuis 1998 la ville compte 2. Trois écoles et 3. Quatre places où chacun se retrouve.",
        "Le conseil décide 1. Ouvrir une halte 2. Planter un verger et semer du blé dans le champ.",
    ],
)
def test_numbers_in_running_text_part_nothing(text: str) -> None:
    assert len(entries(plain(text))) == 1


def test_doubled_lines_of_slides() -> None:
    text = "Les actions Ouvrir une halte Ouvrir une halte Planter un verger Planter un verger"
    found = entries(plain(f"{text} Semer du blé Semer du blé"))
    assert [entry.text for entry in found] == [
        "Les actions",
        "Ouvrir une halte",
        "Planter un verger",
        "Semer du blé",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mesure 1\n\nplanter des haies\n", [("1", "planter des haies")]),
        (
            "1\n\nplanter\n\n2\n\nsemer\n\n3\n\narroser\n",
            [("1", "planter"), ("2", "semer"), ("3", "arroser")],
        ),
        ("12\n\nplanter\n", [(None, "planter")]),
        ("Mesure 1\n\nMesure 2\n", [("1", ""), ("2", "")]),
        (
            "AXE 1\n\nCet axe réunit tout ce que la ville fera pour nourrir chacun.\n\n1.1 Semer\n",
            [
                ("1", ""),
                (None, "Cet axe réunit tout ce que la ville fera pour nourrir chacun."),
                ("1.1", "Semer"),
            ],
        ),
    ],
)
def test_labels_alone(text: str, found: list[tuple[str | None, str]]) -> None:
    assert labelled(entries(plain(text))) == found


def test_a_label_over_a_list_takes_no_item() -> None:
    found = entries(page("<h2>Axe 1</h2><ul><li>Semer du blé<li>Planter des haies</ul>"))
    assert labelled(found) == [("1", ""), (None, "Semer du blé"), (None, "Planter des haies")]


def test_depths_of_lists() -> None:
    plan = plain("- Ouvrir\n  - ici\n    - le soir\n  - là-bas\n- Semer\n\ntexte\n\n  - Planter\n")
    assert [entry.depth for entry in entries(plan)] == [1, 2, 3, 2, 1, 0, 1]


def test_depths_of_lists_on_pages() -> None:
    item = BlockKind.ITEM
    plan = paged(
        at(1, 100, "un", kind=item, indent=50),
        at(1, 120, "deux", kind=item, indent=70),
        at(1, 140, "deux", kind=item, indent=72),
        at(1, 160, "un", kind=item, indent=51),
        at(1, 100, "un, colonne de droite", kind=item, indent=320),
    )
    assert [entry.depth for entry in entries(plan)] == [1, 2, 2, 1, 1]


TEXTS = st.lists(
    st.one_of(
        st.from_regex(r"\A[a-zé]{2,6}( [a-zé1]{2,6}){0,5}[.:]?\Z"),
        st.sampled_from(["Mesure 1", "12", "1.1 Semer", "- un", RUN_ON, "AXE 1", "Annexe 2"]),
    ),
    min_size=1,
    max_size=12,
)


@given(TEXTS)
def test_entries_stand_in_the_text_in_order(texts: list[str]) -> None:
    plan = plain("\n\n".join(["Texte", *texts]))
    found = entries(plan)
    for entry in found:
        assert 0 <= entry.span.start < entry.span.end <= len(plan.text)
        shown = iter(plan.text[entry.span.start : entry.span.end].split())
        assert all(word in shown for word in entry.printed.split()), "in order, furniture between"
        assert entry.text in entry.printed
    starts = [entry.span.start for entry in found]
    assert starts == sorted(starts)
