"""Editions of a plan side by side: which they are, what became of each measure, in which words."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from homes import KINDS, home_in
from hypothesis import given
from hypothesis import strategies as st

from pipeline import build
from pipeline.cli import main
from pipeline.cluster.opening import open_index, where
from pipeline.edits import Edit, word_changes
from pipeline.embed import load_encoder
from pipeline.models import Measure, Span, UnitKind
from pipeline.overlap import differences, editions_of, lineage
from pipeline.overlap.editions import plan_title
from pipeline.overlap.wording import plain, said_by

OLD = [
    ("1.1", "Ouvrir une maison des aînés au centre", "Axe 1 Vieillir", "2022"),
    ("1.2", "Former les aidants du canton", "Axe 1 Vieillir", None),
    ("1.3", "Créer un potager partagé", "Axe 1 Vieillir", None),
    ("2.1", "Peindre les passages piétons", "Axe 2 Marcher", None),
    ("2.2", "Réduire la vitesse et élargir les trottoirs", "Axe 2 Marcher", None),
]
NEW = [
    ("1.1", "Ouvrir une maison des aînés au centre", "Axe 1 Vieillir", "2026"),
    ("1.2", "Former et rémunérer les aidants du canton", "Axe 1 Vieillir", None),
    ("2.1", "Peindre les passages piétons", "Axe 2 Marcher", None),
    ("2.2", "Réduire la vitesse", "Axe 2 Marcher", None),
    ("2.3", "Élargir les trottoirs", "Axe 2 Marcher", None),
    ("2.4", "Créer un potager partagé", "Axe 2 Marcher", None),
    ("2.5", "Accueillir un festival de cerfs-volants", "Axe 2 Marcher", None),
]
TITLES = {
    "plan-2020.txt": "Plan de Vaubrun 2020-2024",
    "plan-2025.txt": "Plan de Vaubrun 2025-2029",
}


@pytest.fixture(scope="module", params=KINDS)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compare")
    home = home_in(folder, request.param)
    with (folder / "m.jsonl").open("w", encoding="utf-8") as lines:
        for document, measures in zip(TITLES, (OLD, NEW), strict=True):
            for label, statement, axis, deadline in measures:
                record = {
                    "document": document,
                    "plan": TITLES[document],
                    "label": label,
                    "statement": statement,
                    "path": [axis],
                    "deadline": deadline,
                }
                lines.write(json.dumps(record) + "\n")
        other = {"document": "autre.txt", "plan": "Plan du lac", "statement": "Nettoyer la plage"}
        lines.write(json.dumps(other) + "\n")
    work = build.measures_work(folder / "m.jsonl")
    build.ingest(where(home), work, load_encoder())
    return home


def test_what_became_of_each_measure(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "plan-2020", "plan-2025", "--jsonl", "-i", str(index)]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = [
        (one["change"], [m["label"] for m in one["before"]], [m["label"] for m in one["after"]])
        for one in records
    ]
    assert told == [
        ("amended", ["1.1"], ["1.1"]),  # under the same words another deadline
        ("amended", ["1.2"], ["1.2"]),
        ("moved", ["1.3"], ["2.4"]),
        ("kept", ["2.1"], ["2.1"]),
        ("split", ["2.2"], ["2.2", "2.3"]),
        ("new", [], ["2.5"]),
    ]
    assert records[1]["words"] == [
        ["same", "Former"],
        ["added", " et rémunérer"],
        ["same", " les aidants du canton"],
    ]


def test_read_by_a_person(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "vaubrun 2025", "-i", str(index)]) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "1 conservée, 2 modifiées, 1 déplacée, 1 scindée, 1 nouvelle" in said
    assert "Former{+ et rémunérer+} les aidants" in said
    assert "échéance : 2022 → 2026" in said
    assert "Peindre" not in said
    assert max(map(len, said.splitlines())) <= 80


def test_a_table_has_a_row_for_each_before_and_after(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, book = tmp_path / "devenir.csv", tmp_path / "devenir.xlsx"
    asked = ["compare", "plan-2020", "plan-2025", "-i", str(index)]
    assert main([*asked, "--csv", str(table), "--xlsx", str(book)]) == 0
    assert capsys.readouterr().out == ""
    with table.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    assert [(row["N°"], row["Devenir"], row["Étiquette avant"], row["Étiquette après"])
            for row in rows] == [
        ("1", "modifiée", "1.1", "1.1"),
        ("2", "modifiée", "1.2", "1.2"),
        ("3", "déplacée", "1.3", "2.4"),
        ("4", "conservée", "2.1", "2.1"),
        ("5", "scindée", "2.2", "2.2"),
        ("5", "scindée", "2.2", "2.3"),
        ("6", "nouvelle", "", "2.5"),
    ]  # fmt: skip
    assert rows[0]["Faits changés"] == "Échéance\u00a0: 2022 → 2026"
    assert (rows[3]["Ressemblance"], rows[-1]["Ressemblance"]) == ("1,0", "")
    assert rows[-1]["Plan avant"] == ""
    sheet = openpyxl.load_workbook(book)["Devenir des mesures"]
    assert sheet.max_row == len(rows) + 1
    assert main([*asked, "--csv", str(table)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert main([*asked, "--csv", str(tmp_path / "b.csv"), "--json"]) == 2
    assert not (tmp_path / "b.csv").exists()
    capsys.readouterr()
    twice = ["--csv", str(tmp_path / "b"), "--xlsx", str(tmp_path / "." / "b")]
    assert main([*asked, *twice]) == 2
    assert "is named twice" in capsys.readouterr().err
    (tmp_path / "loop").symlink_to("loop")
    assert main([*asked, "--csv", str(tmp_path / "loop")]) == 2
    assert "leads nowhere" in capsys.readouterr().err
    assert list(tmp_path.glob("*.tmp")) == []
    assert not (tmp_path / "b").exists()


def fates(old: list[str], new: list[str]) -> list[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    """What became of measures that say no more than this, under one heading."""
    span = Span(0, 1)
    sides = [
        [
            Measure("p.pdf", UnitKind.MEASURE, None, text, text, ("Axe",), None, span)
            for text in side
        ]
        for side in (old, new)
    ]
    found = lineage(*sides, plain(said_by([*sides[0], *sides[1]])))
    return [(one.fate.value, one.before, one.after) for one in found]


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ("Aménager une halte au site de Vaubrun", "Aménager une halte au site d'Orseval", False),
        ("Aménager une halte au site de Vaubrun", "Aménager deux haltes au site de Vaubrun", True),
        ("Aménager une halte au site de Vaubrun", "Aménager une halte au site de la gare", True),
        ("Confier le parc à la Régie du Lac", "Confier le parc au Syndicat du Lac", True),
        ("Confier le parc à la Région", "Confier le parc au Département", True),  # words
        ("Confier le parc au CCAS de la ville", "Confier le parc au CLSC de la ville", True),
        ("1) Créer une halte", "1) Agrandir une halte", True),
        ("AMÉNAGER UNE HALTE À VAUBRUN", "AMÉNAGER UNE HALTE À ORSEVAL", True),  # no name is told
        ("Halte : Aménager un abri", "Halte : Entretenir un abri", True),  # a sentence begins
    ],
)
def test_measures_that_name_two_places_are_not_one(old: str, new: str, pairs: bool) -> None:
    told = [fate for fate, *_ in fates([old], [new])]
    assert told == (["amended"] if pairs else ["dropped", "new"])


def test_what_is_kept_is_as_like_as_can_be() -> None:
    measures = [
        Measure("p.pdf", UnitKind.MEASURE, None, text, text, (), None, Span(0, 1))
        for text in ("Relier le quai à Saint-Vaubrun", "Relier le quai à Saint Vaubrun")
    ]
    (one,) = lineage(measures[:1], measures[1:], plain(said_by(measures)))
    assert (one.fate.value, one.likeness) == ("kept", pytest.approx(1.0, abs=0.2))


def test_what_is_part_of_a_pair_is_not_paired_for_its_heading_alone() -> None:
    old = ["Organiser la collecte des ordures dans six quartiers", "Aménager un dépôt de transit"]
    new = [
        "Organiser la collecte des ordures dans tous les quartiers et aménager un dépôt de transit",
        "Aménager une décharge contrôlée",
    ]
    assert fates(old, new) == [("merged", (0, 1), (0,)), ("new", (), (1,))]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["autre"], "no other edition of autre.txt in the index"),
        (["plan-2020", "plan-2020"], "two of the names are of one plan"),
        (["plan"], "names several plans"),
    ],
)
def test_what_cannot_be_compared_is_told(
    index: Path, capsys: pytest.CaptureFixture[str], names: list[str], said: str
) -> None:
    assert main(["compare", *names, "-i", str(index)]) == 2
    assert said in capsys.readouterr().err


def test_editions_go_by_title_and_issuer_or_by_shared_measures(index: Path) -> None:
    with open_index(index) as reader, reader.snapshot():
        rows = {row.document: row for row in reader.documents()}
        found = editions_of(reader, rows["plan-2025.txt"])
        assert [row.document for row in found] == ["plan-2020.txt", "plan-2025.txt"]
        assert editions_of(reader, rows["autre.txt"]) == [rows["autre.txt"]]
    assert plan_title("Plan climat 2020-2024 (2e édition)") == plan_title("PLAN CLIMAT 2025")
    assert plan_title("Plan climat") != plan_title("Plan vélo")


WORDS = st.text("aàÀb ,-é12É’'", max_size=40)


@given(WORDS, WORDS)
def test_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = word_changes(before, after)
    assert "".join(piece.text for piece in pieces if piece.edit is not Edit.REMOVED) == after
    old = "".join(piece.text for piece in pieces if piece.edit is not Edit.ADDED)
    assert old == before


def test_words_that_changed_are_shown_in_order() -> None:
    pieces = word_changes("Ouvrir le long du canal", "Ouvrir des deux côtés du canal")
    assert [(piece.edit.value, piece.text) for piece in pieces] == [
        ("same", "Ouvrir "),
        ("removed", "le long"),
        ("added", "des deux côtés"),
        ("same", " du canal"),
    ]
    assert not word_changes("", "")


def test_facts_that_differ_are_listed(index: Path) -> None:
    with open_index(index) as reader:
        old, new = (reader.units(document)[0] for document in TITLES)
    (found,) = differences(old, new)
    assert (found.name, found.first, found.second) == ("deadline", "2022", "2026")
