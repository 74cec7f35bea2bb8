"""XLSX: what a sheet shows, what is left out, and what is said of files that cannot be read."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from pipeline.clean import clean
from pipeline.errors import DamagedError, DocumentError, EncryptedError, LimitError, NoTextError
from pipeline.extract import read, supports
from pipeline.models import BlockKind, Measure, Plan, Role
from pipeline.segment import segment
from pipeline.settings import Limits

HEADERS = ("N°", "Action", "Pilote", "Échéance", "Budget")
ROWS = (
    (1, "Ouvrir une halte", "Ville", 2027, "3 000 €"),
    (2, "Planter un verger", "Région", 2028, "12 000 €"),
    (3, "Semer du blé", "CCAS", 2029, "500 €"),
)
STATEMENTS = [row[1] for row in ROWS]
Edit = Callable[[Any], None]


def sheet(*rows: Sequence[Any], edit: Edit | None = None) -> Any:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if edit:
        edit(book.active)
    return book


def plan_of(folder: Path, book: Any) -> Plan:
    path = folder / "plan.xlsx"
    book.save(path)
    return clean(read(path, "plan.xlsx"))


def measures(folder: Path, book: Any) -> list[Measure]:
    return segment(plan_of(folder, book))


def content(plan: Plan) -> list[str]:
    return [plan.text_of(block) for block in plan.blocks if block.role is Role.CONTENT]


def test_rows_are_measures(tmp_path: Path) -> None:
    found = measures(tmp_path, sheet(HEADERS, *ROWS))
    assert [(m.label, m.statement, m.lead, m.deadline, m.budget, m.page) for m in found] == [
        (str(code), *facts, None) for code, text, lead, year, cost in ROWS
        for facts in [(text, lead, str(year), cost)]
    ]  # fmt: skip


def test_headers_stand_below_titles_and_notes(tmp_path: Path) -> None:
    notes = [["Ville de Sorbelle"], ["Plan d'action 2027-2029"], ["Référent :", "Mme Arnoult"]]
    notes += [[f"Remarque {n}", f"relue le {n}"] for n in "ABCD"]
    found = measures(tmp_path, sheet(*notes, [], HEADERS, *ROWS))
    assert [m.statement for m in found] == STATEMENTS
    assert {m.path for m in found} == {()}


def test_headers_over_two_rows(tmp_path: Path) -> None:
    def edit(at: Any) -> None:
        for place in ("A1:A2", "B1:B2", "C1:C2", "D1:E1"):
            at.merge_cells(place)

    first = ("N°", "Action", "Pilote", "Calendrier", None)
    rows = [(code, text, lead, 2020, year) for code, text, lead, year, _ in ROWS]
    book = sheet(first, (None, None, None, "Début", "Fin"), *rows, edit=edit)
    assert [(m.statement, m.deadline) for m in measures(tmp_path, book)] == [
        (text, str(year)) for _, text, _, year, _ in ROWS
    ]


def test_a_merged_axis_holds_for_its_rows(tmp_path: Path) -> None:
    rows = [("Axe 1 : Loger", *ROWS[0]), (None, *ROWS[1]), ("Axe 2 : Rouler", *ROWS[2])]
    book = sheet(("Axe", *HEADERS), *rows, edit=lambda at: at.merge_cells("A2:A3"))
    paths = [m.path for m in measures(tmp_path, book)]
    assert paths == [("Axe 1 : Loger",)] * 2 + [("Axe 2 : Rouler",)]


def test_an_axis_repeated_on_each_row(tmp_path: Path) -> None:
    axes = ("Mobilité", "Mobilité", "Logement")
    rows = [(row[0], axis, *row[1:]) for axis, row in zip(axes, ROWS, strict=True)]
    found = measures(tmp_path, sheet((HEADERS[0], "Thématique", *HEADERS[1:]), *rows))
    assert [(m.label, m.path) for m in found] == [
        ("1", ("Mobilité",)), ("2", ("Mobilité",)), ("3", ("Logement",)),
    ]  # fmt: skip


def test_rows_across_the_sheet_are_headings(tmp_path: Path) -> None:
    book = sheet(
        HEADERS, ["Se loger"], *ROWS[:2], ["Se déplacer"], ROWS[2],
        edit=lambda at: [at.merge_cells(f"A{row}:E{row}") for row in (2, 5)],
    )  # fmt: skip
    paths = [m.path for m in measures(tmp_path, book)]
    assert paths == [("Se loger",)] * 2 + [("Se déplacer",)]


def test_sheets_of_one_form_are_headings(tmp_path: Path) -> None:
    book = sheet(["Plan d'action 2027"], HEADERS, *ROWS)
    book.active.title = "Habitat"
    other = book.create_sheet("Mobilité")
    for row in (["Plan d'action 2027"], HEADERS, (7, "Relier les gares", "Ville", 2030, "")):
        other.append(row)
    found = measures(tmp_path, book)
    assert [m.path for m in found] == [("Habitat",)] * 3 + [("Mobilité",)]


def test_sheets_that_serve_the_plan_are_furniture(tmp_path: Path) -> None:
    book = sheet(HEADERS, *ROWS)
    book.active.title = "Plan"
    rule = DataValidation(type="list", formula1="'Qui fait quoi'!$A$1:$A$3")
    book.active.add_data_validation(rule)
    rule.add("C2:C40")
    aside = {"Lisez-moi": "Saisir une action par ligne", "Qui fait quoi": "Office du verger"}
    for name, text in aside.items():
        book.create_sheet(name).append([text])
    hidden = book.create_sheet("Brouillon")
    hidden.append(["Acheter un tracteur"])
    hidden.sheet_state = "hidden"
    plan = plan_of(tmp_path, book)
    roles = {plan.text_of(block): block.role for block in plan.blocks}
    assert {roles[text] for text in aside.values()} == {Role.FURNITURE}
    assert "Acheter un tracteur" not in plan.text
    assert [m.statement for m in segment(plan)] == STATEMENTS


def test_a_lone_sheet_of_instructions_is_read(tmp_path: Path) -> None:
    book = sheet(HEADERS, *ROWS)
    book.active.title = "Guide"
    assert [m.statement for m in measures(tmp_path, book)] == STATEMENTS


def test_hidden_rows_and_columns_are_left_out(tmp_path: Path) -> None:
    def edit(at: Any) -> None:
        at.row_dimensions[3].hidden = True
        at.column_dimensions["E"].hidden = True

    found = measures(tmp_path, sheet(HEADERS, *ROWS, edit=edit))
    assert [(m.statement, m.budget) for m in found] == [
        ("Ouvrir une halte", None), ("Semer du blé", None),
    ]  # fmt: skip


def test_rows_out_of_sight_by_a_filter_are_read(tmp_path: Path) -> None:
    def edit(at: Any) -> None:
        at.auto_filter.ref = "A1:E4"
        at.auto_filter.add_filter_column(2, ["Ville"])
        at.row_dimensions[3].hidden = True
        at.row_dimensions[4].hidden = True

    found = measures(tmp_path, sheet(HEADERS, *ROWS, edit=edit))
    assert [m.statement for m in found] == STATEMENTS


def test_blank_rows_and_totals_are_furniture(tmp_path: Path) -> None:
    blank = [(n, None, None, None, "à chiffrer") for n in range(4, 9)]
    book = sheet(HEADERS, *ROWS, *blank, ("Total", None, None, None, "15 500 €"))
    plan = plan_of(tmp_path, book)
    assert "Total" not in content(plan)
    assert "à chiffrer" not in content(plan)
    assert segment(plan)[-1].budget == "500 €"


def test_numbers_and_dates_as_they_are_shown(tmp_path: Path) -> None:
    def edit(at: Any) -> None:
        at["D2"].value, at["D2"].number_format = datetime.date(2026, 6, 30), "DD/MM/YYYY"
        at["D3"].value, at["D3"].number_format = datetime.date(2026, 6, 30), "mmmm yyyy"
        at["E2"].value, at["E2"].number_format = 1500000, '#,##0\\ "€"'

    found = measures(tmp_path, sheet(HEADERS, *ROWS, edit=edit))
    assert [m.deadline for m in found] == ["30/06/2026", "juin 2026", "2029"]
    assert found[0].budget == "1 500 000 €"


def test_codes_stored_as_numbers(tmp_path: Path) -> None:
    codes = (1.9, 1.1, 1.11)
    rows = [(code, *row[1:]) for code, row in zip(codes, ROWS, strict=True)]
    assert [m.label for m in measures(tmp_path, sheet(HEADERS, *rows))] == ["1.9", "1.10", "1.11"]


def test_lines_of_a_cell(tmp_path: Path) -> None:
    text = "Ouvrir une halte\nouverte à tous\n- choisir le lieu\n- la meubler"
    rows = [(1, text, "Ville", 2027, ""), *ROWS[1:]]
    plan = plan_of(tmp_path, sheet(HEADERS, *rows))
    items = [plan.text_of(b) for b in plan.blocks if b.kind is BlockKind.ITEM]
    assert items == ["choisir le lieu", "la meubler"]
    assert segment(plan)[0].statement == "Ouvrir une halte ouverte à tous"


def test_a_stray_format_far_below_costs_nothing(tmp_path: Path) -> None:
    def edit(at: Any) -> None:
        at["XFD1048576"].number_format = "0.00"

    found = measures(tmp_path, sheet(HEADERS, *ROWS, edit=edit))
    assert [m.statement for m in found] == STATEMENTS


def test_one_form_a_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for code, text, lead, year, cost in ROWS:
        at = book.create_sheet(f"Fiche {code}")
        for row in (
            [f"Fiche action n°{code}"], ["Intitulé", f"{text} de village"], ["Pilote :", lead],
            ["Partenaires", "Écoles\nAssociations"], ["Calendrier", year], ["Budget", cost],
            ["Indicateurs", "Visites"],
        ):  # fmt: skip
            at.append(row)
    found = measures(tmp_path, book)
    assert [(m.label, m.statement, m.lead, m.deadline, m.budget) for m in found] == [
        (str(code), f"{text} de village", lead, str(year), cost)
        for code, text, lead, year, cost in ROWS
    ]


def test_sheets_of_figures_head_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Tableau de bord"
    for row in (("Axe", "Actions", "Part"), ("Axe 1 : Loger", 4, 0.2), ("Axe 2 : Rouler", 5, 0.3)):
        book.active.append(row)
    at = book.create_sheet("Plan")
    for row in (HEADERS, *ROWS):
        at.append(row)
    assert [(m.statement, m.path) for m in measures(tmp_path, book)] == [
        (text, ()) for text in STATEMENTS
    ]


def faulty(folder: Path, data: bytes, name: str = "plan.xlsx") -> DocumentError:
    path = folder / name
    path.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        read(path, name)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)
    return caught.value


def repacked(folder: Path, part: str, text: bytes) -> bytes:
    """A workbook with one part replaced."""
    sheet(HEADERS, *ROWS).save(folder / "sound.xlsx")
    with (
        zipfile.ZipFile(folder / "sound.xlsx") as old,
        zipfile.ZipFile(folder / "new.xlsx", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    return (folder / "new.xlsx").read_bytes()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    whole = repacked(tmp_path, "-", b"")
    first = "xl/worksheets/sheet1.xml"
    assert isinstance(faulty(tmp_path, b""), DamagedError)
    assert isinstance(faulty(tmp_path, whole[: len(whole) // 2]), DamagedError)
    assert isinstance(faulty(tmp_path, b"Axe;Action\n"), DamagedError)
    assert isinstance(faulty(tmp_path, repacked(tmp_path, first, b"<worksheet><")), DamagedError)
    assert isinstance(faulty(tmp_path, OLE), DamagedError)
    encrypted = OLE + "EncryptedPackage".encode("utf-16-le")
    assert isinstance(faulty(tmp_path, encrypted), EncryptedError)


def test_entities_are_refused(tmp_path: Path) -> None:
    text = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'
    found = faulty(tmp_path, repacked(tmp_path, "xl/worksheets/sheet1.xml", text))
    assert "entities" in str(found)


def test_a_bomb_is_refused_by_what_it_unpacks_to(tmp_path: Path) -> None:
    data = repacked(tmp_path, "docProps/app.xml", bytes(2_000_000))
    assert len(data) < 20_000
    (tmp_path / "bomb.xlsx").write_bytes(data)
    with pytest.raises(LimitError, match="unpacks to 2 MB, over the limit of 1"):
        read(tmp_path / "bomb.xlsx", "bomb.xlsx", limits=Limits(unpacked=1))
    assert read(tmp_path / "bomb.xlsx", "bomb.xlsx", limits=Limits(unpacked=3)).text


def test_other_office_documents_are_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as new:
        new.writestr("word/document.xml", "<a/>")
    assert "a Word document" in str(faulty(tmp_path, (tmp_path / "a.zip").read_bytes()))


@pytest.mark.parametrize(("name", "better"), [("plan.xls", "XLSX"), ("plan.ppt", "PPTX")])
def test_old_formats_are_refused(tmp_path: Path, name: str, better: str) -> None:
    assert f"save it as {better}" in str(faulty(tmp_path, OLE, name))
    assert not supports(tmp_path / name)


def test_an_empty_workbook_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(NoTextError, match=r"^plan\.xlsx: "):
        plan_of(tmp_path, sheet())
