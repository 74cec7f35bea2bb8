"""Pairs as a workbook to decide in, and what comes back of it; the dossier."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from openpyxl import load_workbook
from small_index import measure
from test_reviews import BOSQUETS, EVERYTHING, HAIES, OTHER, PAIR, TITLES, decide, there

from pipeline.errors import UsageError
from pipeline.export.decisions import COLUMNS, WORDS, judged_record, read_decisions, write_decisions
from pipeline.messages import Message
from pipeline.models import Overlap, Relation
from pipeline.overlap.reviewing import judged
from pipeline.view import dossier_page
from pipeline.workspace import Decision, Judged, Verdict
from pipeline.workspace.returned import returned

PLACES = {column.field: place for place, column in enumerate(COLUMNS, start=1)}


def written(pairs: Sequence[Judged]) -> io.BytesIO:
    stream = io.BytesIO()
    assert write_decisions(pairs, TITLES, "0123456789abcdef", stream) == len(pairs)
    return stream


def edited(pairs: Sequence[Judged], file: Path, edit: Callable[[Any], None]) -> Path:
    """The workbook of pairs as a person saved it after `edit` of its sheet."""
    book = load_workbook(written(pairs))
    edit(book["Paires"])
    book.save(file)
    return file


def put(sheet: Any, row: int, **values: object) -> None:
    for field, value in values.items():
        sheet.cell(row, PLACES[field]).value = value


def undecided() -> list[Judged]:
    return judged([OTHER, PAIR], [], EVERYTHING)


def test_a_row_shows_both_sides_and_offers_words() -> None:
    book = load_workbook(written(judged([OTHER, PAIR], [decide(None, OTHER)], EVERYTHING)))
    sheet = book["Paires"]
    headings = [cell.value for cell in sheet[1]]
    assert headings[:3] == ["Décision", "Remarque", "Auteur"]
    row = dict(zip(headings, [cell.value for cell in sheet[2]], strict=True))
    assert row["Décision"] is None
    assert row["Relation trouvée"] == "A plus large"
    assert (row["Plan A"], row["Page A"], row["Étiquette B"]) == ("Plan du Nord", 3, "4.2")
    assert row["Mesure B"] == BOSQUETS.statement
    assert row["Instantané"] == "0123456789abcdef"
    decided_ = dict(zip(headings, [cell.value for cell in sheet[3]], strict=True))
    assert (decided_["Décision"], decided_["Auteur"]) == ("Rejetée", "Ada")
    (offered,) = sheet.data_validations.dataValidation
    assert (str(offered.sqref), offered.formula1) == ("A2:A3", f'"{",".join(WORDS)}"')
    assert len(offered.formula1) < 256  # what Excel takes
    assert "Lisez-moi" in book.sheetnames


def test_what_was_not_decided_says_nothing(tmp_path: Path) -> None:
    file = edited(undecided(), tmp_path / "p.xlsx", lambda sheet: put(sheet, 2, note="à voir"))
    assert read_decisions(file) == []


@pytest.mark.parametrize(
    ("word", "verdict", "relation", "turned"),
    [
        ("Confirmée", Verdict.CONFIRMED, Relation.BROADER, False),
        (" confirmee ", Verdict.CONFIRMED, Relation.BROADER, False),
        ("A plus large", Verdict.CONFIRMED, Relation.BROADER, False),
        ("B plus large", Verdict.RETYPED, Relation.BROADER, True),
        ("Rejetée", Verdict.REJECTED, None, False),
        ("Identique", Verdict.RETYPED, Relation.SAME, False),
        ("Même sujet", Verdict.RETYPED, Relation.RELATED, False),
    ],
)
def test_a_word_decides(
    tmp_path: Path, word: str, verdict: Verdict, relation: Relation | None, turned: bool
) -> None:
    pairs = judged([PAIR], [], EVERYTHING)

    def edit(sheet: Any) -> None:
        put(sheet, 2, decision=word, note="=1+1 dit-elle", author="Zoé")
        sheet.cell(2, PLACES["note"]).data_type = "s"

    ((origin, one),) = read_decisions(edited(pairs, tmp_path / "p.xlsx", edit))
    assert str(origin).endswith("p.xlsx, sheet Paires, row 2")
    assert (one.verdict, one.relation, one.author) == (verdict, relation, "Zoé")
    assert one.note == "=1+1 dit-elle"
    assert one.a.id == (BOSQUETS if turned else HAIES).id
    assert (one.found, one.score, one.date) == (Relation.BROADER, 0.62, "")
    assert {one.a.plan, one.b.plan} == set(TITLES.values())


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"decision": "Peut-être"},
            "row 3, column « Décision »: must be one of Confirmée, Rejetée",
        ),
        ({"decision": 1}, "row 3, column « Décision »: must be one of"),
        ({"decision": True}, "row 3, column « Décision »: must be a text"),
        ({"decision": '=IF(TRUE,"Confirmée")'}, "row 3, column « Décision »: holds a formula"),
        ({"note": "=HYPERLINK(1)"}, "row 3, column « Remarque »: holds a formula"),
        ({"id_a": "f" * 16, "decision": "Rejetée"}, "row 3: its measures, ids"),
        ({"id_b": "f" * 16}, "row 3: its measures, ids"),
        ({"statement_a": "Planter autre chose"}, "row 3: its measures, ids"),
        ({"score": 0.99}, "row 3: its measures, ids"),
        ({"relation": "Identique"}, "row 3: its measures, ids"),
        ({"score": "beaucoup"}, "row 3, column « Score »: must be a probability"),
        ({"key": None}, "row 3, column « Clé »: is empty"),
        ({"id_a": None}, "row 3, column « Identifiant A »: is empty"),
        ({"page_a": "douze"}, "row 3, column « Page A »: must be a whole number"),
    ],
)
def test_what_is_wrong_is_told_with_its_row(
    tmp_path: Path, values: dict[str, object], said: str
) -> None:
    def edit(sheet: Any) -> None:
        put(sheet, 2, decision="Confirmée")
        put(sheet, 3, **values)

    file = edited(undecided(), tmp_path / "p.xlsx", edit)
    with pytest.raises(UsageError) as told:
        read_decisions(file)
    assert said in str(told.value)
    assert "sheet Paires" in str(told.value)
    assert "\n" not in str(told.value)


def test_other_files_are_told(tmp_path: Path) -> None:
    file = edited(undecided(), tmp_path / "p.xlsx", lambda sheet: sheet.delete_cols(PLACES["key"]))
    with pytest.raises(UsageError, match="column « Clé » is missing"):
        read_decisions(file)
    twice = edited(undecided(), tmp_path / "t.xlsx", lambda sheet: put(sheet, 1, note="Décision"))
    with pytest.raises(UsageError, match="« Décision » is there twice"):
        read_decisions(twice)
    book = load_workbook(written(undecided()))
    book["Paires"].title = "Feuille 1"
    book.save(file)
    with pytest.raises(UsageError, match="no sheet is « Paires »"):
        read_decisions(file)
    file.write_bytes(b"no workbook")
    with pytest.raises(UsageError, match="no XLSX workbook"):
        read_decisions(file)


def test_columns_may_be_moved_and_rows_sorted(tmp_path: Path) -> None:
    def edit(sheet: Any) -> None:
        put(sheet, 3, decision="Rejetée")
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        for number, row in enumerate([rows[0], rows[2], rows[1]], start=3):
            for place, value in enumerate(reversed(row), start=1):
                sheet.cell(number, place).value = value
        sheet["A1"] = "À rendre avant l'été"
        for cell in (*sheet[1][1:], *sheet[2]):
            cell.value = None

    ((origin, one),) = read_decisions(edited(undecided(), tmp_path / "p.xlsx", edit))
    assert str(origin).endswith("row 4")
    assert one.relation is None


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(
    lambda text: bool(text.strip())
)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(TEXTS, min_size=2, max_size=2),
    TEXTS,
    TEXTS,
    st.floats(0, 1),
    st.sampled_from(Relation),
    st.sampled_from([None, *Relation]),
    st.booleans(),
)
def test_any_decision_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory,
    statements: list[str],
    note: str,
    author: str,
    score: float,
    found: Relation,
    relation: Relation | None,
    turned: bool,
) -> None:
    sides = [
        measure(text, name, id=id_ * 16, path=(text, "=x"), page=None)
        for text, name, id_ in zip(statements, ("nord.pdf", "sud.pdf"), "ab", strict=True)
    ]
    pair = Overlap(sides[0], sides[1], score, found, edition=turned)
    made = decide(relation, pair, author.strip(), note=note.strip(), turned=turned)
    file = tmp_path_factory.mktemp("x") / "p.xlsx"
    file.write_bytes(written(judged([pair], [made], there(*sides))).getvalue())
    ((_, back),) = read_decisions(file)
    assert back == replace(made, score=back.score)
    assert back.score == pytest.approx(score, abs=1e-6)
    assert returned([(Message("row 2"), back)], [made], "Zoé") == ([], [])


def came_back(*rows: Decision, made: Sequence[Decision] = ()) -> Any:
    named = [(Message("row {n}", None, n=n), one) for n, one in enumerate(rows, start=2)]
    return returned(named, made, "Zoé")


def test_only_what_is_new_is_kept_with_its_author() -> None:
    bare = replace(decide(Relation.SAME), author="", date="")
    new, conflicts = came_back(bare, replace(decide(None, OTHER), date=""))
    assert [one.author for one in new] == ["Zoé", "Ada"]
    assert all(one.date.startswith("2") and one.date != "2026-02-03T04:05:06Z" for one in new)
    assert conflicts == []
    assert came_back(bare, made=new) == ([], [])
    noted = replace(new[0], note="mieux dit")
    again, _ = came_back(noted, made=new)
    assert [one.note for one in again] == ["mieux dit"]


def test_what_somebody_decided_since_is_told_and_stays() -> None:
    old = decide(Relation.SAME)
    since = replace(decide(None, author="Bo"), date="2026-05-05T05:05:05Z")
    row = replace(decide(Relation.REWORDED), date=old.date)
    new, (conflict,) = came_back(row, made=[old, since])
    assert new == []
    assert (str(conflict.origin), conflict.kept) == ("row 2", since)
    # The row as it was exported says nothing, whatever was decided since.
    assert came_back(old, made=[old, since]) == ([], [])
    # A row that was exported after it, and changed, is no conflict.
    assert came_back(replace(row, date=since.date), made=[old, since])[1] == []


def test_two_rows_that_differ_are_refused() -> None:
    a, b = decide(Relation.SAME), decide(Relation.SAME, turned=True)
    assert len(came_back(a, b)[0]) == 1
    with pytest.raises(UsageError, match="row 3: decides the pair of row 2 otherwise"):
        came_back(a, decide(None))
    with pytest.raises(UsageError, match="otherwise"):
        came_back(decide(Relation.BROADER), decide(Relation.BROADER, turned=True))


def test_the_dossier_cites_both_sides() -> None:
    hostile = replace(HAIES, statement="<script>alert(1)</script> des haies")
    made = [decide(Relation.SAME, note="vu <b>ensemble</b>"), decide(None, OTHER, author="Bo")]
    pairs = judged([replace(PAIR, a=hostile), OTHER], made, there(hostile, BOSQUETS, OTHER.a))
    content = dossier_page(pairs, TITLES, "0123456789abcdef", "2026-03-01T10:00:00+00:00")
    root = html.fromstring(content)
    assert not root.xpath("//script | //link | //img | //*[@onclick]")
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")
    text = " ".join(root.text_content().split())
    for part in (
        "2 paires : 1 rejetée, 1 requalifiée, 2 à revoir.",
        "Identique",
        "Requalifiée par Ada, le 3 févr. 2026 à 4 h 05",
        "Remarque : vu <b>ensemble</b>",
        "Plan du Nord, p. 3",
        "<script>alert(1)</script> des haies",
        f"Libellé modifié depuis la décision. Avant : {HAIES.statement}",
        "Relation trouvée : A plus large, probabilité 62",
        "Sans rapport",
        "Cette mesure n’est plus dans l’index.",
        "instantané 0123456789abcdef",
    ):
        assert part.replace("\u00a0", " ") in text.replace("\u00a0", " "), part
    assert "Aucune paire" in dossier_page([], {}).decode()


def test_records_tell_what_was_decided_and_what_changed() -> None:
    (one,) = judged([], [decide(Relation.SAME, note="vu")], there(HAIES))
    record = judged_record(one, TITLES)
    assert record["a"]["plan"] == "Plan du Nord"
    assert (record["relation"], record["score"], record["reviewed"]) == ("same", 1.0, True)
    assert (record["found"], record["changed"], record["gone"]) == (False, [], ["b"])
    assert record["decision"]["note"] == "vu"
    assert "edition" not in record
