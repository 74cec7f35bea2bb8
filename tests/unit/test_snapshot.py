"""Snapshots: one id for one collection wherever it was built, and one answer for one id."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from small_index import BENEVOLES, LOGEMENT, PASSAGE, VELO, entry, measure

from pipeline import open_index, search
from pipeline.cli import main
from pipeline.embed import load_encoder
from pipeline.errors import UsageError
from pipeline.export import hit_record
from pipeline.models import Facts, Query
from pipeline.search import Searcher, confidence, snapshot
from pipeline.store import Entry, Reader, Writer

TWIN = replace(VELO, document="twin.pdf")  # of which the score is that of its twin
PLANS = [
    entry([VELO, BENEVOLES], facts=Facts(title="Plan région", period="2022-2024")),
    entry([LOGEMENT, PASSAGE], "ville.pdf", Facts(title="Plan de la ville")),
    entry([TWIN, replace(TWIN, page=9)], "twin.pdf"),
    entry([measure(f"Planter l'arbre {n} du parc", "parc.pdf") for n in range(30)], "parc.pdf"),
]
ASKED = [
    *("pistes cyclables", "bénévolat des jeunes", "logements abordables", "arbre du parc"),
    *("cyclabes", "vélo au quotidien", "mesure 2.1.3", "arbre"),
]


def put(index: Path, *batches: Sequence[Entry | str]) -> Path:
    """An index of entries, committed in batches; a name takes a document out."""
    encoder = load_encoder()
    for batch in batches:
        with Writer(index, search.identity(encoder)) as writer:
            for one in batch:
                if isinstance(one, str):
                    writer.remove(one)
                else:
                    writer.put(one)
            writer.commit(encoder.encode_documents, words=search.words(encoder))
    return index


def told(index: Path) -> dict[str, Any]:
    with Reader(index) as reader:
        return snapshot.record(reader)


def answers(index: Path) -> list[list[dict[str, Any]]]:
    queries = [Query(text, 50, everything=every) for text in ASKED for every in (False, True)]
    with Reader(index) as reader:
        found = Searcher(reader, load_encoder()).answers(queries)
    return [
        [hit_record(hit) | {"exact": hit.score, "chance": hit.chance} for hit in one.hits]
        for one in found
    ]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(tmp_path_factory.mktemp("one") / "index", PLANS)


def test_built_apart_in_another_order_it_is_the_same_snapshot_with_the_same_answers(
    index: Path, tmp_path: Path
) -> None:
    late = [replace(one, when="2031-05-05", origin="/elsewhere/x.pdf") for one in PLANS]
    other = put(tmp_path / "other", late[2:3], late[3:], [late[1], late[0]])
    assert told(index) == told(other)
    assert answers(index) == answers(other)
    assert all(one for one in answers(index)[::2])


def test_what_left_the_index_leaves_no_trace_in_answers(index: Path, tmp_path: Path) -> None:
    # « cyclades » would be the nearest word to « cyclabes », and « bénévolats » a nearer form.
    stray = entry(
        [measure("Visiter les Cyclades, bénévolats et quotidiens", "gone.pdf")], "gone.pdf"
    )
    edited = replace(PLANS[0], measures=[VELO, measure("Fleurir les cyclades")])
    edited = replace(edited, embedded=[search.embedded_text(one) for one in edited.measures])
    other = put(tmp_path / "other", [stray, edited, *PLANS[1:]], ["gone.pdf", PLANS[0]])
    assert told(index) == told(other)
    assert answers(index) == answers(other)


@pytest.mark.parametrize(
    ("change", "part", "said"),
    [
        (lambda: [entry([VELO], "new.pdf")], "document", "new.pdf: not in the snapshot"),
        (lambda: ["twin.pdf"], "document", "twin.pdf: not in this index"),
        (lambda: [replace(PLANS[1], digest="other")], "document", "ville.pdf: another file"),
        (
            lambda: [entry([LOGEMENT, replace(PASSAGE, lead="Ville")], "ville.pdf")],
            "document",
            "ville.pdf: the same file, read otherwise or corrected by hand",
        ),
    ],
)
def test_what_differs_is_told(
    index: Path, tmp_path: Path, change: Any, part: str, said: str
) -> None:
    other = put(tmp_path / "other", PLANS, change())
    (found,) = snapshot.differences(told(index), told(other))
    assert (found.part, found.what) == (part, said)
    assert told(index)["snapshot"] != told(other)["snapshot"]


def test_a_renamed_document_is_told_as_one(index: Path, tmp_path: Path) -> None:
    other = put(tmp_path / "other", PLANS)
    encoder = load_encoder()
    with Writer(other, search.identity(encoder)) as writer:
        writer.move("twin.pdf", "jumeau.pdf", "")
        writer.commit(encoder.encode_documents, words=search.words(encoder))
    (found,) = snapshot.differences(told(index), told(other))
    assert found.what == "jumeau.pdf: there as twin.pdf"


def test_code_and_weights_are_of_the_snapshot(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(index)
    monkeypatch.setattr(confidence, "CUT", 0.123)
    (found,) = snapshot.differences(before, told(index))
    assert (found.part, found.what) == (
        "ranking",
        f"search.confidence.CUT: {before['ranking']['search.confidence.CUT']} there, 0.123 here",
    )
    monkeypatch.setattr(snapshot, "__version__", "99.0")
    after = told(index)
    assert {one.part for one in snapshot.differences(before, after)} == {"ranking", "version"}
    assert before["snapshot"] != after["snapshot"]


def test_another_encoder_is_another_snapshot(index: Path) -> None:
    here = told(index)
    other = json.loads(json.dumps(here))
    other["encoder"]["revision"] = "0" * 16
    (found,) = snapshot.differences(other, here)
    assert (found.part, found.what.split()[0]) == ("encoder", "revision:")


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[str, str]:
    assert main(list(arguments)) == code
    said = capsys.readouterr()
    return said.out, said.err


def test_the_command_writes_and_checks(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, at = tmp_path / "state.json", ("-i", str(index))
    (id_, _) = run(capsys, "snapshot", str(file), *at)
    assert json.loads(file.read_text(encoding="utf-8"))["snapshot"] == id_.strip()
    assert json.loads(run(capsys, "snapshot", "--json", *at)[0])["snapshot"] == id_.strip()
    assert "is that snapshot" in run(capsys, "snapshot", "--check", str(file), *at)[1]
    assert "--force" in run(capsys, "snapshot", str(file), *at, code=2)[1]
    other = ("-i", str(put(tmp_path / "other", PLANS[1:])))
    out, said = run(capsys, "snapshot", "--check", str(file), *other, code=3)
    assert out == "document: plan.pdf: not in this index\n"
    assert "another" in said
    found = json.loads(run(capsys, "snapshot", "--check", str(file), "--json", *other, code=3)[0])
    assert found[0]["document"] == "plan.pdf"


def test_a_search_for_a_snapshot_answers_from_no_other(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, at = tmp_path / "state.json", ("-i", str(index), "--jsonl")
    id_ = run(capsys, "snapshot", str(file), *at[:2])[0].strip()
    for named in (id_, str(file)):
        out, _ = run(capsys, "search", "vélo", "--snapshot", named, *at)
        assert {json.loads(line)["snapshot"] for line in out.splitlines()} == {id_}
    out, said = run(capsys, "search", "vélo", "--snapshot", "0" * 16, *at, code=3)
    assert out == ""
    assert f"is snapshot {id_}, not {'0' * 16}" in said
    assert "no id of a snapshot" in run(capsys, "search", "x", "--snapshot", "no", *at, code=2)[1]


@pytest.mark.parametrize("spoiled", ["{", "[]", '{"documents": 3}', "changed"])
def test_a_spoiled_file_is_refused(index: Path, tmp_path: Path, spoiled: str) -> None:
    file = tmp_path / "state.json"
    here = told(index)
    here["documents"][0]["digest"] = "00"
    file.write_text(json.dumps(here) if spoiled == "changed" else spoiled, encoding="utf-8")
    with pytest.raises(UsageError, match=r"no snapshot|was changed"):
        snapshot.read(file)


def test_every_exported_answer_names_it(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ("-i", str(index))
    id_ = run(capsys, "snapshot", *at)[0].strip()
    for name in ("a.csv", "a.json", "a.jsonl", "a.xlsx"):
        run(capsys, "export", "-o", str(tmp_path / name), *at)
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    assert {row["Instantané"] for row in rows} == {id_}
    assert {one["snapshot"] for one in json.loads((tmp_path / "a.json").read_bytes())} == {id_}
    heading, *lines = load_workbook(tmp_path / "a.xlsx")["Mesures"].iter_rows(values_only=True)
    assert {line[heading.index("Instantané")] for line in lines} == {id_}
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"id": 1, "text": "vélo"}', encoding="utf-8")
    out, _ = run(capsys, "search", "--queries", str(questions), "--jsonl", *at)
    assert json.loads(out)["snapshot"] == id_
    with open_index(index) as opened:
        assert opened.snapshot == id_


def test_people_see_it_on_a_terminal(
    index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "instantané" not in run(capsys, "search", "vélo", "-i", str(index))[0]
    monkeypatch.setattr("pipeline.cli.terminal.styled", lambda: True)
    id_ = run(capsys, "snapshot", "-i", str(index))[0].strip()
    assert f"instantané {id_}" in run(capsys, "search", "vélo", "-i", str(index))[0]
