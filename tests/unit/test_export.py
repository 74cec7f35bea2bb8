"""Measures to CSV, JSON, JSONL and XLSX and back: no loss, no formula run, faults told."""

from __future__ import annotations

import csv
import gc
import io
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_index import measure

from pipeline.cli import main
from pipeline.errors import UsageError
from pipeline.export import Row, export_record
from pipeline.export.columns import COLUMNS
from pipeline.export.files import FORMATS, read_rows, write_file, write_stream
from pipeline.export.mending import mended
from pipeline.export.tables import guarded, unguarded
from pipeline.models import Amount, Measure, Span, UnitKind

FORMULAS = (
    "=1+1",
    "+33 1 23",
    "-5 % d'ici 2030",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
    "﹣1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://exemple.test";"a")',
    "'=déjà",
    "''-deux",
    "- une puce",
)
_TEXT = st.one_of(
    st.text(min_size=1),
    st.text(alphabet="=+-@'\"\t\r\n;,\\_x0Dn# ﻿é🚲\x00\x07￿", min_size=1),
    st.sampled_from(
        [
            *FORMULAS,
            "_x000D_",
            "_x005F_x0007_",
            "_x0000_x0000_",
            "_x0041\x07",
            "#N/A",
            "1.10",
            "a\\nb",
            "x\u2028y",
        ]
    ),
).filter(lambda text: bool(text.strip()))
_TEXTS = st.lists(_TEXT, max_size=3).map(tuple)
_YEAR = st.none() | st.integers(1900, 2099)
AMOUNTS = st.builds(
    Amount,
    amount=st.integers(0, 10**12).map(float) | st.floats(0, 1e9, allow_subnormal=False),
    currency=st.sampled_from(("EUR", "CAD", "XOF")),
    start=_YEAR,
    end=_YEAR,
    per_year=st.booleans(),
    level=st.just("measure") | _TEXT,
)
MEASURES = st.builds(
    Measure,
    document=_TEXT,
    kind=st.sampled_from(UnitKind),
    label=st.none() | _TEXT,
    statement=_TEXT.map(lambda text: f"{text} mot"),
    printed=_TEXT,
    path=_TEXTS,
    page=st.none() | st.integers(1, 9999),
    span=st.just(Span(0, 0)),
    details=_TEXTS,
    lead=st.none() | _TEXT,
    partners=_TEXTS,
    deadline=st.none() | _TEXT,
    budget=st.none() | _TEXT,
    indicators=_TEXTS,
    targets=_TEXTS,
    status=st.none() | _TEXT,
    amounts=st.lists(AMOUNTS, max_size=2).map(tuple),
    id=st.just("") | st.from_regex("[0-9a-f]{16}", fullmatch=True),
)


def back(measures: list[Measure], form: str, folder: Path) -> list[Measure]:
    file = folder / f"m.{form}"
    write_file((export_record(unit, "Plan") for unit in measures), form, file, force=True)
    return [row.measure for row in read_rows(file)]


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=40, deadline=None)
@given(measures=st.lists(MEASURES, min_size=1, max_size=4))
def test_what_is_written_is_read_back(form: str, measures: list[Measure]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert back(measures, form, Path(folder)) == measures


@given(st.text())
def test_guarding_is_undone_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str, tmp_path: Path) -> None:
    unit = measure(f"{text} mot", label=text, partners=(text, "b"), lead=text)
    assert back([unit], "csv", tmp_path) == [replace(unit, span=Span(0, 0))]
    content = (tmp_path / "m.csv").read_bytes().decode("utf-8-sig")
    for row in csv.reader(io.StringIO(content, newline=""), delimiter=";"):
        assert not [cell for cell in row if cell[:1] in tuple("=+-@\t\r\n＝＋－＠﹣")]
    assert back([unit], "xlsx", tmp_path) == [replace(unit, span=Span(0, 0))]
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["Mesures"]
    (cell,) = [cell for cell in sheet[2] if sheet.cell(1, cell.column).value == "Responsable"]
    assert cell.data_type == "s"
    assert bool(cell.quotePrefix) == (not text.startswith("'"))
    with ZipFile(tmp_path / "m.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_csv_file_is_one_for_french_excel(tmp_path: Path) -> None:
    unit = measure("Créer « l’œuvre »; vite", path=("Axe 1", "Été"))
    records = [export_record(unit, "Plan vélo")]
    assert write_file(records, "csv", tmp_path / "m.csv") == 1
    content = (tmp_path / "m.csv").read_bytes()
    assert content.startswith("\ufeffPlan;Genre;Étiquette;Énoncé;".encode())
    assert '\r\nPlan vélo;mesure;;"Créer « l’œuvre »; vite";"Axe 1\nÉté";1;'.encode() in content
    stream = io.BytesIO()
    write_stream(records, "csv", stream)
    assert stream.getvalue() == content[3:]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Document;Énoncé;Échéance\r\np.pdf;Créer un café;été 2026\r\n", "cp1252"),
        ("Document\tÉnoncé\tÉchéance\np.pdf\tCréer un café\tété 2026\n", "utf-16"),
        ("document,statement,deadline\np.pdf,Créer un café,été 2026\n", "utf-8"),
        ("sep=;\r\nDOCUMENT;enonce;echeance\r\n\r\np.pdf;Créer un café;été 2026\r\n", "utf-8-sig"),
        ("Nos mesures;;\nDocument;Mesure;Échéance\n;;\np.pdf;Créer un café;été 2026", "utf-8"),
        ("Document;Énoncé;Échéance\np.pdf;Créer un café;été 2026;de trop", "utf-8"),
    ],
)
def test_csv_of_other_hands_is_read(content: str, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_bytes(content.encode(encoding))
    (row,) = read_rows(tmp_path / "m.csv")
    assert (row.measure.statement, row.measure.deadline) == ("Créer un café", "été 2026")
    assert row.given == {"document", "statement", "deadline"}


def test_unknown_columns_are_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "m.csv").write_text("Document;Énoncé;Avis\na;Planter;bof\n", encoding="utf-8")
    assert [row.measure.statement for row in read_rows(tmp_path / "m.csv")] == ["Planter"]
    assert caplog.messages == [
        f"{tmp_path / 'm.csv'}, row 1: column « Avis » is unknown; left aside"
    ]


def workbook(file: Path, *rows: list[object], title: str = "Mesures") -> Path:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file


def test_cells_that_people_typed_are_texts(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "m.xlsx",
        ["Document", "Énoncé", "Étiquette", "Page", "Échéance", "Genre", "Partenaires"],
        ["a.pdf", "Planter", 1.1, 3.0, datetime(2027, 6, 30), "Recommandation", "Ville\n\n École "],
        [None, None, None],
        ["a.pdf", "Isoler", 12, "4", 2027, None, 'l\'école "Les Tilleuls"'],
        title="Feuil1",
    )
    one, two = (row.measure for row in read_rows(file))
    assert (one.label, one.page, one.deadline, one.kind, one.partners) == (
        "1.1",
        3,
        "30/06/2027",
        UnitKind.RECOMMENDATION,
        ("Ville", " École "),
    )
    assert (two.label, two.page, two.deadline, two.kind) == ("12", 4, "2027", UnitKind.MEASURE)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["a", "Planter", "x"], "column « Page »: must be a whole number from 1, not 'x'"),
        (["a", "Planter", 0], "column « Page »: must be a whole number from 1, not '0'"),
        (["a", "Planter", 2.5], "column « Page »: must be a whole number from 1, not '2.5'"),
        (["a", "Planter", 1, "souhait"], "column « Genre »: must be one of mesure, programme, "),
        (["a", None, 1], "column « Énoncé »: is empty"),
        ([None, "Planter"], "column « Document »: is empty"),
        (["a", "…"], "column « Énoncé »: holds no word: '…'"),
        (["a", "Planter", 1, None, "1,2E+15"], "column « Identifiant »: is no id: '1,2E+15'"),
        (
            ["a", "Planter", 1, None, None, datetime(2026, 2, 1)],
            "column « Étiquette »: must be a "
            "text, not the date 01/02/2026; format the cell as text",
        ),
        (["a", True], "column « Énoncé »: must be a text, not True"),
    ],
)
def test_a_wrong_cell_is_named(row: list[object], said: str, tmp_path: Path) -> None:
    heading: list[object] = [*("Document", "Énoncé", "Page", "Genre", "Identifiant", "Étiquette")]
    book = workbook(tmp_path / "m.xlsx", heading, ["a", "Bâtir"], row)
    with pytest.raises(UsageError) as caught:
        list(read_rows(book))
    assert str(caught.value).startswith(f"{book}, sheet Mesures, row 3, {said}")


def test_an_error_of_the_spreadsheet_is_named(tmp_path: Path) -> None:
    book = workbook(tmp_path / "m.xlsx", ["Document", "Énoncé"], ["a", "#REF!"])
    with pytest.raises(UsageError, match=r"row 2, column « Énoncé »: must be a text, not #REF!"):
        list(read_rows(book))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("m.csv", b"", "no table of measures: it is empty"),
        ("m.csv", b"a;b\n1;2\n", "column « Document » .document. is missing"),
        ("m.csv", "Document;Énoncé;énoncé\n".encode(), "« Énoncé » is there twice"),
        ("m.csv", 'Document;Énoncé\na;"Planter\n'.encode(), "row 2: no CSV"),
        ("m.csv", b"\x81\x8d\x00", "is no text"),
        ("m.xlsx", b"PK\x03\x04 broken", "is no XLSX workbook"),
        ("m.xlsx", b"", "is no XLSX workbook"),
        ("m.ods", b"", "save it as .xlsx"),
        ("m.json", b'{"document": "a"}', "must be a JSON array"),
        ("m.json", b"[1]", "item 1: must be a JSON object"),
        ("m.json", b'[\n{"document": "a",]', "line 2: not valid JSON"),
        ("m.json", b'[{"document": "a"}]', "item 1: statement must be a text"),
        ("absent.xlsx", None, "does not exist"),
        ("absent.csv", None, "does not exist"),
    ],
)
def test_a_file_of_no_measures_is_told(
    name: str, content: bytes | None, said: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=said) as caught:
        list(read_rows(tmp_path / name))
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_torn_sheet_is_told(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "w.xlsx", ["Document", "Énoncé"], ["a", "Bâtir"], ["a", "Fermer"])
    with ZipFile(whole) as read, ZipFile(tmp_path / "m.xlsx", "w") as torn:
        for name in read.namelist():
            content = read.read(name)
            torn.writestr(name, content[: -len(content) // 4] if "sheet1" in name else content)
    with pytest.raises(UsageError, match=r"m\.xlsx is no XLSX workbook, or a damaged one"):
        list(read_rows(tmp_path / "m.xlsx"))


def test_a_workbook_without_measures_is_told(tmp_path: Path) -> None:
    book = workbook(tmp_path / "m.xlsx", ["Nom", "Âge"], title="Autre")
    with pytest.raises(UsageError, match="no sheet is « Mesures » or has the columns"):
        list(read_rows(book))


def test_what_a_cell_cannot_hold_is_refused(tmp_path: Path) -> None:
    record = export_record(measure("mot " * 9000), "Plan")
    with pytest.raises(UsageError, match=r"« Énoncé » is longer than the 32767"):
        write_file([record], "xlsx", tmp_path / "m.xlsx")
    assert list(tmp_path.iterdir()) == []
    write_file([record], "csv", tmp_path / "m.csv")
    assert len(next(iter(read_rows(tmp_path / "m.csv"))).measure.statement) == 36000


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    def records() -> Iterator[dict[str, object]]:
        yield export_record(measure("Planter"), "Plan")
        raise ZeroDivisionError

    for form in FORMATS:
        file = tmp_path / f"m.{form}"
        file.write_text("avant")
        with pytest.raises(ZeroDivisionError):
            write_file(records(), form, file, force=True)
        assert file.read_text() == "avant"
    assert len(list(tmp_path.iterdir())) == len(FORMATS)


def test_a_reader_that_leaves_a_workbook_is_told_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Left(io.RawIOBase):
        def write(self, content: object) -> int:
            raise BrokenPipeError

    left: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", left.append)
    with pytest.raises(BrokenPipeError):
        write_stream([export_record(measure("Planter"), "Plan")], "xlsx", Left())
    gc.collect()
    assert left == []


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege")
def test_a_link_stays_a_link_and_a_mode_a_mode(tmp_path: Path) -> None:
    (tmp_path / "far.csv").write_text("avant")
    (tmp_path / "far.csv").chmod(0o640)
    (tmp_path / "near.csv").symlink_to("far.csv")
    write_file([], "csv", tmp_path / "near.csv", force=True)
    assert (tmp_path / "near.csv").is_symlink()
    assert (tmp_path / "far.csv").read_bytes().startswith(b"\xef\xbb\xbfPlan;")
    assert (tmp_path / "far.csv").stat().st_mode & 0o777 == 0o640


def test_the_sheet_is_laid_out_and_explained(tmp_path: Path) -> None:
    records = [export_record(measure("Planter\nun arbre"), "Plan")] * 3
    write_file(records, "xlsx", tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    assert book.sheetnames == ["Mesures", "Lisez-moi"]
    sheet = book["Mesures"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:U4")
    assert [cell.value for cell in sheet[1]] == [column.heading for column in COLUMNS]
    assert sheet["A1"].font.bold
    assert sheet["D2"].alignment.wrap_text
    assert sheet.column_dimensions["D"].width == 60
    told = {row[0].value for row in book["Lisez-moi"].iter_rows()}
    assert {column.heading for column in COLUMNS} <= told


# What a corrected file does to the units of an index.

OLD = [
    measure("Planter", id="a" * 16, label="1", span=Span(5, 9), cues=("Planter",), details=("x",)),
    measure("Isoler", id="b" * 16, label="2", lead="Ville"),
    measure("Le parc est vieux", id="c" * 16, kind=UnitKind.PASSAGE),
    measure("Ouvrir", id="d" * 16, label="3"),
]


def rows(*measures: Measure, given: str = "statement label") -> list[Row]:
    return [Row(unit, frozenset(given.split())) for unit in measures]


def test_what_has_no_column_stays_as_it_was() -> None:
    edited = replace(OLD[0], label="1 bis", details=(), span=Span(0, 0), cues=())
    (unit, *_), changes = mended(rows(edited, OLD[1], OLD[3]), OLD)
    assert unit == replace(OLD[0], label="1 bis")
    assert (changes.edited, changes.added, changes.deleted, changes.kept) == (1, 0, 0, 1)
    (unit, *_), _ = mended(rows(replace(OLD[0], statement="Semer"), OLD[1]), OLD)
    assert (unit.details, unit.cues) == (("x",), ())  # cues are words of the old statement


def test_rows_are_deleted_added_and_copied() -> None:
    copy = replace(OLD[1], statement="Isoler deux toits")
    new = replace(OLD[1], id="", statement="Peindre")
    units, changes = mended(rows(copy, OLD[1], new), OLD)
    assert [(unit.statement, unit.id[:1]) for unit in units] == [
        ("Isoler deux toits", ""),
        ("Isoler", "b"),
        ("Le parc est vieux", "c"),
        ("Peindre", ""),
    ]
    assert (changes.edited, changes.added, changes.deleted, changes.kept) == (0, 2, 2, 1)


def test_without_ids_measures_are_known_by_what_they_say() -> None:
    bare = [replace(unit, id="") for unit in (OLD[3], OLD[0])]
    units, changes = mended(rows(*bare), OLD)
    assert [unit.id[:1] for unit in units] == ["d", "a", "c"]
    assert (changes.edited, changes.added, changes.deleted) == (0, 0, 1)


def test_a_passage_made_a_measure_is_not_kept_twice() -> None:
    raised = replace(OLD[2], kind=UnitKind.MEASURE)
    units, changes = mended(rows(raised, given="kind"), OLD)
    assert [(unit.id[:1], unit.kind) for unit in units] == [("c", UnitKind.MEASURE)]
    assert (changes.edited, changes.deleted) == (1, 3)


# The command line, with a document that is read, corrected, and changes.

PLAN = """# Plan vert

1. Planter des arbres le long des rues

2. Isoler les toits des écoles

3. Ouvrir un parc dans chaque quartier
"""


@pytest.fixture
def workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("MESURES_INDEX", "MESURES_DEBUG", "MESURES_LIMIT", "MESURES_ENCODER"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "vert.md").write_text(PLAN, encoding="utf-8")
    (tmp_path / "corpus" / "plans.toml").write_text(
        '[documents."vert.md"]\nissuer = "Ville d\'Aubelune"\nperiod = "2024-2027"\n',
        encoding="utf-8",
    )
    assert main(["ingest"]) == 0
    capsys.readouterr()
    return tmp_path


def exported(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    assert main(["export", "--format", "jsonl", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def complain(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1 or "Usage" in said.err
    return said.err


def mend(workspace: Path) -> None:
    """Edit the first measure, delete the second, add one."""
    assert main(["export", "-o", "m.xlsx", "--force"]) == 0
    book = openpyxl.load_workbook("m.xlsx")
    sheet = book["Mesures"]
    place = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, place["Énoncé"]).value = "Planter mille arbres"
    sheet.cell(2, place["Responsable"]).value = "Service des parcs"
    sheet.delete_rows(3)
    row = sheet.max_row + 1
    sheet.cell(row, place["Énoncé"]).value = "Verdir les cours"
    sheet.cell(row, place["Document"]).value = "vert.md"
    book.save("m.xlsx")
    assert main(["ingest", "--measures", "m.xlsx"]) == 0


def test_a_corrected_workbook_is_read_back_and_stays(
    workspace: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    before = exported(capsys)
    assert [row["statement"] for row in before] == [
        "Planter des arbres le long des rues",
        "Isoler les toits des écoles",
        "Ouvrir un parc dans chaque quartier",
    ]
    mend(workspace)
    assert "vert.md: units: 1 edited, 1 new, 1 deleted" in capsys.readouterr().err
    after = exported(capsys, "--issuer", "aubelune", "--year", "2025")
    assert [(row["statement"], row["lead"]) for row in after] == [
        ("Planter mille arbres", "Service des parcs"),
        ("Ouvrir un parc dans chaque quartier", None),
        ("Verdir les cours", None),
    ]
    assert [row["id"] for row in after[:2]] == [before[0]["id"], before[2]["id"]]
    assert after[0]["span"] == before[0]["span"]
    assert after[2]["id"] not in {row["id"] for row in before}
    # The same file again, and the nightly run, change nothing.
    for arguments in (["ingest", "--measures", "m.xlsx"], ["ingest"]):
        assert main(arguments) == 0
        assert "1 unchanged" in capsys.readouterr().err
    # What is known of the plan may change; the measures stay the person's.
    toml = '[documents."vert.md"]\ntitle = "Plan vert de la Ville"\n'
    (workspace / "corpus" / "plans.toml").write_text(toml, encoding="utf-8")
    assert main(["ingest"]) == 0
    capsys.readouterr()
    kept = exported(capsys)
    assert [row["id"] for row in kept] == [row["id"] for row in after]
    assert {row["plan"] for row in kept} == {"Plan vert de la Ville"}
    assert not caplog.messages


def test_a_document_that_changes_is_read_again_with_a_warning(
    workspace: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    mend(workspace)
    changed = PLAN + "\n4. Fermer une rue aux voitures\n"
    (workspace / "corpus" / "vert.md").write_text(changed, encoding="utf-8")
    assert main(["ingest"]) == 0
    (message,) = caplog.messages
    assert message.startswith("vert.md was corrected by hand, and is read anew since it changed")
    capsys.readouterr()
    assert [row["label"] for row in exported(capsys)] == ["1", "2", "3", "4"]
    assert main(["ingest", "--measures", "m.xlsx"]) == 0  # the corrections, once more
    capsys.readouterr()
    assert exported(capsys)[0]["statement"] == "Planter mille arbres"


def test_corrections_are_given_up_on_demand(
    workspace: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    mend(workspace)
    assert main(["ingest", "--reread"]) == 0
    assert "read anew:" in caplog.text
    capsys.readouterr()
    assert exported(capsys)[0]["statement"] == "Planter des arbres le long des rues"
    mend(workspace)
    caplog.clear()
    assert main(["ingest", "--rebuild"]) == 0
    assert "lost by --rebuild: vert.md;" in caplog.text


def test_a_file_with_nothing_corrected_changes_nothing(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in FORMATS:
        assert main(["export", "-o", f"m.{form}"]) == 0
        assert main(["ingest", "--measures", f"m.{form}"]) == 0
        assert "1 unchanged" in capsys.readouterr().err
    changed = PLAN.replace("Isoler", "Repeindre")
    (workspace / "corpus" / "vert.md").write_text(changed, encoding="utf-8")
    assert main(["ingest"]) == 0  # nobody corrected it: no measure is kept, no warning
    assert "corrected" not in capsys.readouterr().err
    assert exported(capsys)[1]["statement"] == "Repeindre les toits des écoles"


def test_measures_indexed_before_their_document_stay(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = '{"document": "vert.md", "statement": "Planter peu", "id": "00000000000000ab"}'
    (workspace / "m.jsonl").write_text(line)
    assert main(["ingest", "--measures", "m.jsonl", "-i", "other"]) == 0
    for _ in range(2):
        assert main(["ingest", "-i", "other"]) == 0
        capsys.readouterr()
        (row,) = exported(capsys, "-i", "other", "--issuer", "aubelune")
        assert (row["id"], row["statement"]) == ("00000000000000ab", "Planter peu")
    assert main(["ingest", "-i", "other"]) == 0
    assert "1 unchanged" in capsys.readouterr().err


def test_a_wrong_cell_leaves_the_index_as_it_was(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = exported(capsys)
    assert main(["export", "-o", "m.csv"]) == 0
    text = (workspace / "m.csv").read_text(encoding="utf-8-sig")
    (workspace / "m.csv").write_text(
        text.replace("Planter", "Semer").replace(";mesure;3;", ";voeu;3;"), encoding="utf-8"
    )
    capsys.readouterr()
    said = complain(capsys, "ingest", "--measures", "m.csv")
    assert said.startswith("mesures: m.csv, row 4, column « Genre »: must be one of mesure,")
    assert exported(capsys) == before


def test_the_ending_names_the_format(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form in FORMATS:
        assert main(["export", "-o", f"m.{form}"]) == 0
        assert capsys.readouterr().err == f"m.{form}: 3 units\n"
        assert len(list(read_rows(workspace / f"m.{form}"))) == 3
    assert main(["export", "-o", "m.txt", "--format", "json"]) == 0
    assert len(json.loads((workspace / "m.txt").read_text(encoding="utf-8"))) == 3
    capsys.readouterr()
    assert main(["export"]) == 0
    assert capsys.readouterr().out.startswith("Plan;Genre;")
    assert main(["export", "--format", "json", "--plan", "rouge"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == []
    assert "no unit passes the filters" in said.err


def test_a_workbook_goes_to_a_pipe_and_not_to_a_terminal(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr("sys.stdout", pipe)
    assert main(["export", "--format", "xlsx"]) == 0
    content = io.BytesIO(pipe.buffer.getvalue())  # type: ignore[attr-defined]
    assert openpyxl.load_workbook(content).sheetnames == ["Mesures", "Lisez-moi"]
    monkeypatch.setattr(pipe, "isatty", lambda: True)
    assert main(["export", "--format", "xlsx"]) == 2
    assert "XLSX is not for a terminal; give -o FILE.xlsx" in capsys.readouterr().err


def test_passages_come_when_they_are_asked_for(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        '{"document": "q.txt", "statement": "Planter"}',
        '{"document": "q.txt", "statement": "Il y a des arbres", "kind": "passage"}',
    ]
    (workspace / "m.jsonl").write_text("\n".join(lines))
    assert main(["ingest", "--measures", "m.jsonl"]) == 0
    capsys.readouterr()
    assert [row["statement"] for row in exported(capsys, "--plan", "q.txt")] == ["Planter"]
    only = exported(capsys, "--plan", "q.txt", "--kind", "passage")
    assert [row["statement"] for row in only] == ["Il y a des arbres"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "nowhere/m.csv"], "there is no folder nowhere; make it"),
        (["-o", "corpus"], "corpus: its ending names no format"),
        (["-o", "corpus", "--format", "csv"], "corpus is a folder"),
        (["-o", "m.ods"], "end it in .csv, .json, .jsonl, .xlsx"),
        (["-o", "kept.csv"], "kept.csv is there already; name another file, or give --force"),
        (["-o", ""], "an empty path names nothing"),
        (["--format", "ods"], "'ods' is not one of"),
    ],
)
def test_a_place_that_cannot_be_written_is_told(
    workspace: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    (workspace / "kept.csv").write_text("à moi")
    assert said in complain(capsys, "export", *arguments)
    assert (workspace / "kept.csv").read_text() == "à moi"
    assert main(["export", "-o", "kept.csv", "--force"]) == 0
    assert not [path for path in workspace.iterdir() if path.suffix == ".tmp"]


def test_no_index_is_code_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "-o", "m.csv"]) == 3
    assert "mesures ingest" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
