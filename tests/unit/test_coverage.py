"""Coverage: what cells count, which way shares are read, and the files that tell them."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from openpyxl import Workbook, load_workbook
from small_index import LOGEMENT, VELO, build, measure

from pipeline.cli import covering, main
from pipeline.errors import UsageError
from pipeline.export.matrices import matrices_xlsx
from pipeline.models import Filters, Matrix, Measure, Overlap, Relation
from pipeline.overlap.coverage import by_plan, by_theme
from pipeline.store import Reader
from pipeline.view.matrices import matrices_page
from pipeline.view.shades import SHADES, shade

TITLES = {"nord.pdf": "Plan du Nord", "sud.pdf": "Plan du Sud", "val.pdf": "Plan du Val"}
THEMES = [("eau", "Eau, rivières"), ("velo", "Pistes cyclables")]


def unit(name: str, document: str, statement: str = "") -> Measure:
    return measure(statement or f"Mesure {name}", document, id=name * 16)


A, B = unit("a", "nord.pdf"), unit("b", "nord.pdf")
C, D = unit("c", "sud.pdf"), unit("d", "sud.pdf")
E = unit("e", "val.pdf")
HELD = {"nord.pdf": [A, B], "sud.pdf": [C, D], "val.pdf": [E], "vide.pdf": []}
PAIRS = [
    Overlap(A, C, 0.9, Relation.REWORDED),
    Overlap(B, D, 0.8, Relation.BROADER),
    Overlap(E, A, 0.7, Relation.RELATED),
]


def cell(matrix: Matrix, row: str, column: str) -> tuple[int, float]:
    rows = [head.id for head in matrix.rows]
    columns = [head.id for head in matrix.columns]
    found = matrix.cells[rows.index(row)][columns.index(column)]
    return found.count, found.share


def themes(alphabetical: bool = True) -> Matrix:
    theme_of = {A.id: "eau", B.id: "eau", C.id: "eau", D.id: "velo"}
    return by_theme(HELD, THEMES, theme_of, TITLES, alphabetical)


def test_plans_by_themes_count_measures() -> None:
    matrix = themes()
    assert [head.name for head in matrix.rows] == list(TITLES.values())
    assert [(head.id, head.total) for head in matrix.columns] == [("eau", 3), ("velo", 1), ("", 1)]
    assert cell(matrix, "nord.pdf", "eau") == (2, 1.0)
    assert cell(matrix, "sud.pdf", "velo") == (1, 0.5)
    assert cell(matrix, "val.pdf", "") == (1, 1.0)
    assert matrix.cells[0][0].measures == (A, B)
    assert matrix.blanks == 5


def test_shares_of_plans_by_plans_have_a_direction() -> None:
    matrix = by_plan(HELD, PAIRS, TITLES, alphabetical=True)
    # B is broader than D: D is covered by the north, B is not by the south.
    assert cell(matrix, "nord.pdf", "sud.pdf") == (2, 0.5)
    assert cell(matrix, "sud.pdf", "nord.pdf") == (2, 1.0)
    assert cell(matrix, "val.pdf", "nord.pdf") == (0, 0.0)
    assert [row[n].open for n, row in enumerate(matrix.cells)] == [False] * 3
    assert [pair.score for pair in matrix.cells[0][1].pairs] == [0.9, 0.8]


def test_editions_are_not_held_against_each_other() -> None:
    plans = {"nord.pdf": 1, "sud.pdf": 1, "val.pdf": 2}
    matrix = by_plan(HELD, [replace(PAIRS[0], edition=True)], TITLES, plans, alphabetical=True)
    assert not matrix.cells[0][1].open
    assert matrix.cells[0][2].open
    assert matrix.blanks == 4


def test_like_plans_stand_together() -> None:
    held = {f"{n}.pdf": [unit(name, f"{n}.pdf")] for n, name in enumerate("abcdef")}
    theme_of = {name * 16: "eau" if name in "ace" else "velo" for name in "abcdef"}
    order = [head.id for head in by_theme(held, THEMES, theme_of, {}).rows]
    subjects = [theme_of[held[document][0].id] for document in order]
    assert sorted(order) == sorted(held)
    assert sum(one != other for one, other in pairwise(subjects)) == 1


@settings(max_examples=50, deadline=None)
@given(st.permutations(PAIRS), st.permutations(list(HELD)))
def test_the_order_does_not_count(pairs: list[Overlap], plans: list[str]) -> None:
    held = {plan: HELD[plan] for plan in plans}
    for alphabetical in (True, False):
        assert by_plan(held, pairs, TITLES, None, alphabetical) == by_plan(
            HELD, PAIRS, TITLES, None, alphabetical
        )


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([A, B]), st.sampled_from([C, D]), st.sampled_from(Relation)),
        unique_by=lambda one: (one[0].id, one[1].id),
    )
)
def test_pairs_are_symmetrical_and_shares_never_above_one(
    drawn: list[tuple[Measure, Measure, Relation]],
) -> None:
    matrix = by_plan(HELD, [Overlap(a, b, 0.5, r) for a, b, r in drawn], TITLES)
    here, there = cell(matrix, "nord.pdf", "sud.pdf"), cell(matrix, "sud.pdf", "nord.pdf")
    assert here[0] == there[0] == sum(r is not Relation.RELATED for _, _, r in drawn)
    assert 0 <= here[1] <= 1
    assert 0 <= there[1] <= 1


def test_an_isolated_document_changes_no_other_cell() -> None:
    more = HELD | {"loin.pdf": [unit("f", "loin.pdf")]}
    before, after = by_plan(HELD, PAIRS, TITLES), by_plan(more, PAIRS, TITLES)
    for one in before.rows:
        for other in before.columns:
            assert cell(before, one.id, other.id) == cell(after, one.id, other.id)


def test_shades_rise_with_the_share() -> None:
    assert [shade(n, 100) for n in (0, 1, 5, 6, 36)] == [0, 1, 1, 2, len(SHADES)]


def test_every_link_of_the_page_leads_to_its_measures() -> None:
    page = html.fromstring(matrices_page([themes(), by_plan(HELD, PAIRS, TITLES)], "abc").decode())
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    links = page.xpath("//table//td/a")
    assert len(links) == 4 + 2
    for link in links:
        (target,) = page.xpath("//*[@id=$id]", id=link.get("href")[1:])
        count = int(link.find("b").text)
        assert len(target.findall("ul/li")) == count
    assert {one[1:] for one in page.xpath("//a/@href")} <= set(ids)
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert "default-src 'none'" in policy[0]
    assert not re.search("(?:src|href)=.http", html.tostring(page, encoding="unicode"))


def test_a_page_of_nothing_is_a_page() -> None:
    empty = by_theme({}, [], {}, {})
    assert "0\u00a0plan, 0\u00a0mesure" in matrices_page([empty]).decode()


def book_of(*matrices: Matrix) -> Workbook:
    written = io.BytesIO()
    matrices_xlsx(matrices, written)
    return load_workbook(written)


def test_a_workbook_of_nothing_is_a_workbook() -> None:
    nothing = [by_theme({}, [], {}, {}), by_plan({}, [], {}), by_theme(HELD, [], {}, TITLES)]
    for matrix in nothing:
        assert book_of(matrix).worksheets[0].max_row == 1 + len(matrix.rows)


def test_text_of_documents_is_never_markup_nor_a_formula() -> None:
    odd = unit("a", "nord.pdf", "<script>x</script> & « reste »")
    formula = unit("b", "nord.pdf", "=1+1 pistes")
    titles = {"nord.pdf": "=3 \x01 pistes"}
    matrix = by_theme(
        {"nord.pdf": [odd, formula]}, [("t", "=2")], {odd.id: "t", formula.id: "t"}, titles
    )
    page = matrices_page([matrix]).decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    book = book_of(matrix)
    kinds = {c.value: c.data_type for row in book["Mesures par thème"].iter_rows() for c in row}
    assert kinds["=1+1 pistes"] == "s"
    assert kinds["=2"] == "s"
    for sheet in book_of(matrix, by_plan(HELD, PAIRS, {"nord.pdf": "=1\x0b"})):
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    long = by_theme({"nord.pdf": [unit("c", "nord.pdf", "Planter " * 5000)]}, [], {}, {})
    with pytest.raises(UsageError, match="longer than the"):
        book_of(long)


def test_cells_of_the_workbook_lead_to_their_measures() -> None:
    book = book_of(themes(), by_plan(HELD, PAIRS, TITLES))
    for name, list_name in (
        ("Plans × thèmes", "Mesures par thème"),
        ("Plans × plans (%)", "Paires de mesures"),
    ):
        sheet = book[name]
        names = {cell.column: cell.value for cell in sheet[1]}
        linked = [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        assert linked
        for cell_ in linked:
            target, _, place = cell_.hyperlink.location.rpartition("!")
            assert target.strip("'") == list_name
            row = int(place[1:])
            assert book[list_name].cell(row, 1).value == sheet.cell(cell_.row, 1).value
            assert book[list_name].cell(row, 2).value == names[cell_.column]


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "index"
    build(folder)

    def overlapping(reader: Reader, *_: object) -> tuple[list[Overlap], dict[str, int]]:
        with reader.snapshot():
            units = {one.statement: one for _, one in reader.selected(Filters())}
        pair = units[VELO.statement], units[LOGEMENT.statement]
        return [Overlap(*pair, 0.8, Relation.BROADER)], {}

    monkeypatch.setattr(covering, "found_overlaps", overlapping)
    return folder


def run(capsys: pytest.CaptureFixture[str], index: Path, *given: str) -> tuple[int, str, str]:
    code = main(["coverage", *given, "-i", str(index)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command_prints_tables(
    index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = run(capsys, index)
    assert code == 0
    assert "Plans et thèmes" in out
    assert "Plans et plans" in out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert "\x1b" not in out
    assert "Plans et thèmes" not in run(capsys, index, "--plans")[1]
    assert "Plans et plans" not in run(capsys, index, "--themes")[1]
    assert re.search(r"1 Plan de la ville +1 +– 100", run(capsys, index, "--plans", "--shares")[1])


def test_wide_tables_are_cut_to_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    held = {f"{n:02}.pdf": [measure("Mesure", f"{n:02}.pdf")] for n in range(40)}
    titles = {name: f"Plan {name} au nom qui ne tient pas sur une ligne" for name in held}
    lines = list(covering._lines(by_plan(held, [], titles, alphabetical=True), shares=False))
    assert max(map(len, lines)) <= 80
    heads = [line.split()[1:] for line in lines if line.strip().startswith("total")]
    assert [int(n) for head in heads for n in head] == list(range(1, 41))
    key = [line for line in lines if re.match(r" *\d+  Plan", line)]
    assert len(key) == 40


def test_records_hold_blanks_and_ids(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, index, "--plans", "--json")
    assert code == 0
    records = {record["plan"]: record for record in json.loads(out)}
    region, city = records["Plan région"], records["Plan de la ville"]
    assert (region["count"], region["share"]) == (1, 0)
    assert (city["count"], city["share"]) == (1, 1)
    assert region["pairs"] == city["pairs"]
    assert region["measures"] == [region["pairs"][0]["a"]]
    assert [r["count"] for r in json.loads(run(capsys, index, "--plans", "--plan", "ville",
                                               "--json")[1])] == []  # fmt: skip


def test_files_are_written_whole_and_not_over_others(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, book, table = (tmp_path / f"c.{end}" for end in ("html", "xlsx", "csv"))
    given_ = ("--html", str(page), "--xlsx", str(book), "--csv", str(table))
    code, out, err = run(capsys, index, *given_)
    assert (code, out) == (0, "")
    assert all(file.name in err for file in (page, book, table))
    assert "instantané" in page.read_text("utf-8")
    assert load_workbook(book).sheetnames[0] == "Plans × thèmes"
    rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig")), delimiter=";"))
    assert rows[0][:2] == ["Tableau", "Plan"]
    assert {row[0] for row in rows[1:]} == {"Plans × thèmes", "Plans × plans"}
    assert run(capsys, index, *given_)[0] == 2
    assert run(capsys, index, *given_, "--force")[0] == 0
    assert run(capsys, index, *given_, "--json")[0] == 2
    assert run(capsys, index, "--html", str(tmp_path / "no" / "c.html"))[0] == 2
