"""The parts of the page that need no server: questions in addresses, places, marks, words."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po
from conftest import at, paged
from small_index import measure

import pipeline.web
from pipeline.cli.terminal import fact_lines
from pipeline.errors import UsageError
from pipeline.export.columns import COLUMNS
from pipeline.facts import FACTS, stated
from pipeline.models import Fact, Span
from pipeline.segment import segment
from pipeline.store.filters import years_of
from pipeline.themes import Theme, Themes, theme_table
from pipeline.view.facts import facts_of
from pipeline.web.asked import Asked, read
from pipeline.web.facts import facts, told_besides
from pipeline.web.heatmap import heat_map
from pipeline.web.language import moment, tongue, translations
from pipeline.web.marking import marked
from pipeline.web.place import place_of, statement_span
from pipeline.web.plans import how_read, outline
from pipeline.web.rendering import spoken

WEB = Path(pipeline.web.__file__).parent
KEYWORDS = {"_": None, "gettext": None, "noted": None, "ngettext": (1, 2), "noted_forms": (1, 2)}


def messages() -> Iterator[str]:
    found = extract_from_dir(
        WEB,
        method_map=[("templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")],
        options_map={
            "templates/**.html": {
                "extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "trim_blocks": "true",
            }
        },
        keywords=KEYWORDS,
    )  # fmt: skip
    low = extract_from_file("python", WEB.parent / "facts.py", keywords=KEYWORDS)
    for message in [*(one[2] for one in found), *(one[1] for one in low)]:
        yield message if isinstance(message, str) else message[0]


def test_every_message_is_translated_and_none_is_left_over() -> None:
    content = (WEB / "locale/en/LC_MESSAGES/mesures.po").read_bytes()
    catalogue = read_po(io.BytesIO(content), locale="en")
    held = {one.id if isinstance(one.id, str) else one.id[0] for one in catalogue if one.id}
    assert held == set(messages())
    assert all(one.string for one in catalogue if one.id)
    assert not [fault for one in catalogue for fault in one.check(catalogue)]


def test_french_counts_zero_and_one_in_the_singular() -> None:
    french, english = translations("fr"), translations("en")
    assert [french.ngettext("mesure", "mesures", n) for n in (0, 1, 2)] == [
        "mesure", "mesure", "mesures",
    ]  # fmt: skip
    assert [english.ngettext("mesure", "mesures", n) for n in (0, 1)] == ["measures", "measure"]
    assert moment("2026-03-01T02:00:00+00:00", "fr") == "1 mars 2026, 02:00 UTC"
    assert moment("2026-03-01T01:00:00-05:00", "en") == "1 Mar 2026, 06:00 UTC"
    assert moment("never", "fr") == "never"


def test_a_question_comes_back_from_its_address() -> None:
    asked = Asked("à l’école & ailleurs", ("a b.pdf",), year=("2025",), everything=True, shown=40)
    from urllib.parse import parse_qsl

    assert read(parse_qsl(asked.string)) == asked
    assert asked.toggled("plan", "a b.pdf").plan == ()
    assert asked.toggled("lead", "CPAS").lead == ("CPAS",)
    assert asked.more().shown == 60
    for wrong in ([("n", "-1")], [("year", "MMXX")], [("plan", "x")] * 51 + [("plan", "y" * 301)]):
        with pytest.raises(UsageError):
            read(wrong)


def test_a_measure_is_found_on_its_page_and_in_its_text() -> None:
    lines = [
        at(1, 60, "Axe 1 : Se déplacer", size=16),
        at(1, 100, "1.1 Aménager des pistes cyclables"),
        at(1, 130, "Pilote : service des routes"),
        at(1, 200, "1.2 Planter des arbres le long des rues"),
        at(2, 60, "1.3 Ouvrir une gare routière"),
    ]
    plan = paged(*lines)
    units = {unit.statement: unit for unit in segment(plan)}
    cycling = units["Aménager des pistes cyclables"]
    place = place_of(plan, cycling)
    assert [sheet.page.number for sheet in place.sheets] == [1]
    (statement,) = [o.box for o in place.sheets[0].outlines if o.part == "statement"]
    assert statement.top < 100 < 112 < statement.bottom < 130
    span = statement_span(plan, cycling)
    assert plan.text[span.start : span.end] == "1.1 Aménager des pistes cyclables"
    parts = {line.text: line.part for line in place.lines}
    assert parts["1.1 Aménager des pistes cyclables"] == "statement"
    assert parts["Axe 1 : Se déplacer"] == "before"
    assert parts["1.2 Planter des arbres le long des rues"] == "after"


def test_a_measure_whose_place_nobody_told_has_none() -> None:
    plan = paged(at(1, 60, "Un paragraphe quelconque du plan."))
    place = place_of(plan, measure("Inventer une mesure", span=Span(0, 0), page=None))
    assert (list(place.sheets), list(place.lines)) == ([], [])


def test_an_outline_opens_a_heading_once_as_long_as_it_goes_on() -> None:
    units = [
        measure("a", path=("X", "Y")), measure("b", path=("X", "Y")), measure("c", path=("X", "Z")),
        measure("d"), measure("e", path=("X",)),
    ]  # fmt: skip

    def shape(nodes: list[object]) -> list[object]:
        return [(n.text, shape(n.nodes)) if n.nodes else n.text for n in nodes]  # type: ignore[attr-defined]

    assert shape(outline(units)) == [  # type: ignore[arg-type]
        ("X", [("Y", ["a", "b"]), ("Z", ["c"])]), "d", ("X", ["e"]),
    ]  # fmt: skip


def test_how_a_document_was_read() -> None:
    heads = [at(n, 20, "Plan de la Ville") for n in range(1, 6)]
    body = [at(n, 100, f"{n}. Ouvrir le chantier numéro {n} de la rue") for n in (1, 2)]
    plan = paged(*heads, *body)
    found = how_read(plan, segment(plan), 0)
    assert found.pages == 5
    assert [*found.bare] == [(3, 5)]
    assert found.blocks == 7
    assert [*found.furniture] == [("Plan de la Ville", 5)]


def test_words_are_marked_by_stem_and_the_rest_is_escaped() -> None:
    assert marked("Des <b>pistes</b> & l’école", {"piste", "écoles"}) == (
        "Des &lt;b&gt;<mark>pistes</mark>&lt;/b&gt; &amp; l’<mark>école</mark>"
    )
    assert marked("<i>", ()) == "&lt;i&gt;"


def test_details_that_repeat_facts_are_left_out() -> None:
    stated = tuple(
        Fact(name, text, Span(0, 1))
        for name, text in (
            ("lead", "Service X"), ("partners", "la Ville"), ("indicators", "passages par jour"),
        )
    )  # fmt: skip
    unit = measure(
        "Faire",
        details=(
            "Pilote : Service X",
            "Avec : la Ville ; Service X",
            "Pilote : Service X et Y",
            "Indicateurs : passages",
            "par jour",
            "par jour de marché",
        ),
        stated=stated,
    )
    assert told_besides(unit) == ["Pilote : Service X et Y", "par jour de marché"]


def test_years_of_a_period() -> None:
    assert [*years_of("2022-2024")] == [2022, 2023, 2024]
    assert [*years_of(None)] == []


def test_vendored_scripts_are_named_with_version_and_licence() -> None:
    static = {path.name for path in (WEB / "static").iterdir()}
    assert {"htmx-2.0.11.min.js", "htmx-LICENSE.txt"} <= static
    assert 'version:"2.0.11"' in (WEB / "static/htmx-2.0.11.min.js").read_text(encoding="utf-8")
    assert (WEB / "static/htmx-2.0.11.min.js").stat().st_size < 60_000


def test_a_map_of_themes_shows_every_cell_with_its_shade() -> None:
    unit = measure("Planter des arbres")
    groups: Any = None
    rows = [("arbres", {"a.pdf": 4, "b.pdf": 1}), ("logement", {"b.pdf": 9})]
    found = Themes(
        tuple(
            Theme(name, name.title(), 0.5, plans, (unit,), ("0" * 16,) * sum(plans.values()))
            for name, plans in rows
        ),
        ("1" * 16,),
        {"a.pdf": 1},
        {"a.pdf": "Plan A " * 9, "b.pdf": "Plan B", "empty.pdf": "Rien"},
        groups,
    )
    drawn = heat_map(found, theme_table(found), ["a.pdf", "b.pdf"])
    cells = [[(cell.count, cell.shade) for cell in row] for row in drawn.cells]
    assert [head.id for head in drawn.rows] == ["arbres", "logement"]
    assert cells == [[(4, 5), (1, 2)], [(0, 0), (9, 5)]]
    assert drawn.counts == [0, 1, 4, 9]
    assert [head.id for head in drawn.columns] == ["a.pdf", "b.pdf"]
    assert drawn.columns[0].name.startswith(drawn.columns[0].short)
    assert [cell.x for cell in drawn.cells[0]] == [head.x for head in drawn.columns]


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("la question « ?! » ne contient aucun mot", "fr"),
        ("l'index ne peut être lu", "fr"),
        ("plan.pdf : fichier endommagé, à remplacer par une autre copie", "fr"),
        ("plan-de-la-ville.pdf is damaged; get another copy", "en"),
        ("year must be a year, as in 2025, not « la ville et la région »", "en"),
        ("Not Found", "en"),
        ("plan.pdf: OCR", None),
    ],
)
def test_messages_are_known_by_their_language(message: str, language: str | None) -> None:
    assert tongue(message) == language
    assert spoken(message, "fr") == (' lang="en"' if language == "en" else "")
    assert spoken(message, "en") == (' lang="fr"' if language == "fr" else "")


def test_facts_have_one_name_everywhere() -> None:
    unit = measure("Ouvrir une halte", lead="Ville", partners=("CCAS",), status="en cours")
    names = ["Responsable", "Partenaires", "État"]
    assert [name for name, _ in facts(unit, str)] == names
    assert [name for name, _ in facts_of(unit)] == names
    assert [name for name, _ in fact_lines(unit)] == names
    assert {column.field: column.heading for column in COLUMNS}.items() >= FACTS.items()


def test_amounts_are_told_where_they_say_more_than_the_budget() -> None:
    unit = measure("Ouvrir une halte", budget="5 000 €")
    assert stated(unit, ["5\u202f000\u00a0€"]) == [("Budget", ["5 000 €"])]
    assert stated(unit, ["6 000 €"]) == [("Budget", ["5 000 €"]), ("Montants", ["6 000 €"])]
