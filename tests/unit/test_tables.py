"""Tables: columns that are axes, rows that are measures."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from conftest import page

from pipeline.segment import segment
from pipeline.segment.entries import Entry, entries
from pipeline.segment.tables import arrange

Row = Sequence[str]
HEADERS = ("N°", "Action", "Pilote", "Échéance")
ROWS = (
    ("1", "Ouvrir une halte", "Ville", "2025"),
    ("2", "Planter un verger", "Région", "2026"),
    ("3", "Semer du blé", "CCAS", "2027"),
)


def table(*rows: Row) -> str:
    def line(cells: Row) -> str:
        return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    return f"<table>{''.join(map(line, rows))}</table>"


def arranged(markup: str) -> list[Entry]:
    return arrange(entries(page(markup)))


def codes(found: Sequence[Entry]) -> list[tuple[str | None, str]]:
    return [(entry.label.code if entry.label else None, entry.text) for entry in found]


def test_rows_are_measures_with_fields() -> None:
    assert codes(arranged(table(HEADERS, *ROWS))) == [(code, text) for code, text, *_ in ROWS]
    found = segment(page(table(HEADERS, *ROWS)))
    assert [m.lead for m in found] == ["Ville", "Région", "CCAS"]
    assert [m.deadline for m in found] == ["2025", "2026", "2027"]


def test_codes_of_any_kind() -> None:
    rows = (("Code", "Mesure", "Coût"), ("A-1", "Ouvrir", "3 €"), ("b.2", "Semer", "4 €"))
    assert codes(arranged(table(*rows))) == [("A-1", "Ouvrir"), ("b.2", "Semer")]


def test_the_codes_of_a_small_table() -> None:
    assert codes(arranged(table(HEADERS, *ROWS[:2]))) == [(c, t) for c, t, *_ in ROWS[:2]]


def test_a_row_of_one_cell_is_a_heading() -> None:
    wide = "<tr><td colspan=4>Axe 1 : Loger</td></tr>"
    markup = table(HEADERS, *ROWS).replace("<tr><td>1", wide + "<tr><td>1")
    assert [m.path for m in segment(page(markup))] == [("Axe 1 : Loger",)] * 3


def test_a_measure_without_facts_is_no_heading() -> None:
    rows = (("Action", "Pilote"), ("Ouvrir une halte", "Ville"), ("Semer", ""), ("Planter", "CCAS"))
    found = segment(page(table(*rows)))
    assert [(m.statement, m.path) for m in found] == [
        ("Ouvrir une halte", ()),
        ("Semer", ()),
        ("Planter", ()),
    ]


def test_a_title_row_above_the_headers() -> None:
    title = "<tr><th colspan=4>Se déplacer</th></tr>"
    markup = table(HEADERS, *ROWS).replace("<tr><td>N°", title + "<tr><td>N°")
    found = segment(page(markup))
    assert [(m.label, m.lead, m.path) for m in found] == [
        ("1", "Ville", ("Se déplacer",)),
        ("2", "Région", ("Se déplacer",)),
        ("3", "CCAS", ("Se déplacer",)),
    ]


def test_headers_repeated_on_the_next_page_are_no_row() -> None:
    found = arranged(table(HEADERS, *ROWS[:2], HEADERS, ROWS[2]))
    assert [entry.text for entry in found][-1] == "Semer du blé"
    assert "Action" not in [entry.text for entry in found]


def test_a_table_that_goes_on_without_headers() -> None:
    found = segment(
        page(
            table(HEADERS, *ROWS)
            + table(
                ("4", "Relier les gares", "Région", "2028"), ("5", "Créer un bac", "Ville", "2029")
            )
        )
    )
    assert [(m.label, m.lead) for m in found][3:] == [("4", "Région"), ("5", "Ville")]


def test_a_glossary_after_the_measures_is_not_read_as_measures() -> None:
    rows = (("Action", "Pilote"), *((text, lead) for _, text, lead, _ in ROWS))
    glossary = table(("CCAS", "Centre communal"), ("EPCI", "Établissement public"))
    found = segment(page(f"{table(*rows)}<p>Sigles employés</p>{glossary}"))
    assert [m.statement for m in found] == [text for _, text, *_ in ROWS]


def test_the_paragraphs_of_a_cell_are_one_measure() -> None:
    rows = (("Action", "Pilote"), *((text, lead) for _, text, lead, _ in ROWS))
    markup = table(*rows).replace("Planter un verger", "<p>Planter un verger</p><p>Il nourrira</p>")
    found = segment(page(markup))
    assert [m.statement for m in found] == [text for _, text, *_ in ROWS]
    assert found[1].details == ("Il nourrira",)


def spanning(further: str) -> str:
    return (
        "<table><tr><th>Action<th>Pilote<th>Échéance</tr><tr><td rowspan=2>Ouvrir une halte"
        f"<td>Ville<td>2025</tr><tr>{further}</tr>"
        "<tr><td>Semer du blé<td>Région<td>2026</tr></table>"
    )


def test_further_rows_of_a_measure_are_kept() -> None:
    found = segment(page(spanning("<td>CCAS<td>2027")))
    assert [fact.text for m in found for fact in m.stated][:2] == ["Ville", "2025"]
    assert [m.lead for m in found] == ["Ville", "Région"]


def test_a_fact_in_a_further_row_is_no_heading() -> None:
    found = segment(page(spanning("<td>CCAS<td>")))
    assert [m.path for m in found] == [(), ()]


def lists(*cells: Sequence[str]) -> str:
    items = ("<ul>" + "".join(f"<li>{item}" for item in cell) + "</ul>" for cell in cells)
    return "<tr>" + "".join(f"<td>{item}</td>" for item in items) + "</tr>"


def test_columns_are_axes() -> None:
    left = ["Ouvrir une halte", "Planter un verger", "Semer du blé"]
    right = ["Relier les gares", "Créer un bac", "Fermer la rue"]
    found = segment(page(f"<table><tr><th>Loger<th>Rouler</tr>{lists(left, right)}</table>"))
    assert [(m.statement, m.path) for m in found] == [
        *((text, ("Loger",)) for text in left),
        *((text, ("Rouler",)) for text in right),
    ]


@pytest.mark.parametrize("rows", [(("aa", "bb"), ("cc", "dd")), (("Action", "bb"), ("cc", "dd"))])
def test_any_other_table_is_read_cell_by_cell(rows: Sequence[Row]) -> None:
    assert [entry.text for entry in arranged(table(*rows))] == [c for row in rows for c in row]


def test_what_is_in_no_table_stays_in_place() -> None:
    found = arranged(f"<p>avant</p>{table(HEADERS, *ROWS)}<p>après</p>")
    assert (found[0].text, found[-1].text, len(found)) == ("avant", "après", 5)


def test_names_below_a_header_over_several_columns() -> None:
    head = (
        "<tr><th rowspan=2>Action<th rowspan=2>Pilote<th colspan=2>Calendrier</tr>"
        "<tr><th>Début<th>Échéance</tr>"
    )
    rows = table(*((text, lead, "2020", year) for _, text, lead, year in ROWS))
    found = segment(page(rows.replace("<table>", f"<table>{head}")))
    assert [(m.statement, m.lead, m.deadline) for m in found] == [row[1:] for row in ROWS]


def test_an_axis_between_the_code_and_the_measure() -> None:
    rows = [(code, "Se nourrir", *rest) for code, *rest in ROWS]
    found = segment(page(table((HEADERS[0], "Axe", *HEADERS[1:]), *rows)))
    assert [(m.label, m.path) for m in found] == [(c, ("Se nourrir",)) for c, *_ in ROWS]


def test_codes_named_after_what_they_label() -> None:
    for name in ("N° d'ordre", "Code action", "Réf. de l’action"):
        assert codes(arranged(table((name, *HEADERS[1:]), *ROWS)))[0] == ("1", "Ouvrir une halte")


def test_a_header_over_codes_and_measures() -> None:
    head = "<tr><th colspan=2>Mesures<th>Pilote<th>Échéance</tr>"
    found = segment(page(table(*ROWS).replace("<table>", f"<table>{head}")))
    assert [(m.label, m.statement) for m in found] == [(c, text) for c, text, *_ in ROWS]


def test_steps_are_no_measures() -> None:
    rows = [(*row, "Choisir le lieu, recruter" if row[0] == "2" else "") for row in ROWS]
    found = segment(page(table((*HEADERS, "Sous-actions"), *rows)))
    assert [m.statement for m in found] == [text for _, text, *_ in ROWS]


def test_groups_of_columns_over_the_headers_are_no_headings() -> None:
    groups = "<tr><th colspan=2>CE QUE NOUS FERONS<th colspan=2>MISE EN ŒUVRE</tr>"
    found = segment(page(table(HEADERS, *ROWS).replace("<table>", f"<table>{groups}")))
    assert [m.path for m in found] == [()] * 3


def test_the_name_of_a_measure_is_not_the_title_of_the_document() -> None:
    rows = [(code, f"Rédiger une charte {code}", lead, year) for code, _, lead, year in ROWS]
    assert len(segment(page(table(HEADERS, *rows)))) == 3


def test_what_follows_a_colon_stays_in_a_cell() -> None:
    text = "Remise en état des halles : toiture et sols"
    found = segment(page(table(HEADERS, *ROWS, ("4", text, "Ville", "2030"))))
    assert found[-1].statement == text


def test_an_axis_of_one_measure_is_a_heading() -> None:
    axes = ("Se loger", "Se nourrir", "Cultiver")
    rows = [(axis, text, lead) for axis, (_, text, lead, _) in zip(axes, ROWS, strict=True)]
    found = segment(page(table(("Axe", "Action", "Pilote"), *rows)))
    assert [(m.statement, m.path) for m in found] == [(text, (axis,)) for axis, text, _ in rows]


def test_headers_that_ask() -> None:
    rows = [(code, text, lead, year) for code, text, lead, year in ROWS]
    found = segment(page(table(("Fiche n°", "Nos engagements", "Qui ?", "Quand ?"), *rows)))
    assert [(m.label, m.statement) for m in found] == [(code, text) for code, text, *_ in ROWS]
