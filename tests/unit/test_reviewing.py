"""`mesures review`, from the command line and on a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from openpyxl import load_workbook
from small_index import BENEVOLES, LOGEMENT, VELO, build

from pipeline import overlap
from pipeline.cli import main
from pipeline.models import Relation
from pipeline.overlap import finding
from pipeline.overlap.finding import Collected, Overlaps
from pipeline.store import Reader
from pipeline.workspace import Workspace
from pipeline.workspace.reviews import decisions

Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An index of two plans, in which two pairs are found; the ids of its measures."""
    build(tmp_path / "index")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("MESURES_AUTHOR", "Ada")
    with Reader(tmp_path / "index") as reader:
        held = {one.statement: one for name in ("plan.pdf", "ville.pdf") for one in
                reader.units(name)}  # fmt: skip
    velo, jeunes, logement = (held[one.statement] for one in (VELO, BENEVOLES, LOGEMENT))
    pairs = [
        (velo, logement, 0.9, Relation.REWORDED),
        (logement, jeunes, 0.55, Relation.BROADER),
    ]

    def overlaps(
        held: Collected, least: Any = None, related: bool = False, only: Any = None, **_: Any
    ) -> Overlaps:
        place = {one.id: n for n, one in enumerate(held.measures)}
        kinds = list(Relation)
        rows = [
            (place[a.id], place[b.id], score, kinds.index(kind))
            for a, b, score, kind in pairs
            if only is None or {place[a.id], place[b.id]} <= set(only)
        ]
        columns = np.array(rows, float).reshape(len(rows), 4).T
        first, second, scores, codes = columns
        return Overlaps(
            held,
            [
                (
                    first.astype(np.int32),
                    second.astype(np.int32),
                    scores.astype(np.float32),
                    codes.astype(np.int8),
                )
            ],
        )

    monkeypatch.setattr(finding, "overlaps", overlaps)
    monkeypatch.setattr(overlap, "overlaps", overlaps)
    return {"velo": velo.id, "jeunes": jeunes.id, "logement": logement.id}


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["review", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def kept() -> list[tuple[str, str | None, str]]:
    with Workspace(Path("workspace.db")) as workspace:
        made = decisions(workspace)
    return [(one.verdict, one.relation and one.relation.value, one.author) for one in made]


def test_the_queue_is_printed_where_nobody_can_answer(ids: dict[str, str], said: Said) -> None:
    code, out, _ = said()
    assert code == 0
    first, second = out.strip().split("\n\n")
    assert first.startswith("A plus large \u00b7 0,55\n  A  Construire des logements abordables")
    assert "Plan de la ville, p.\u00a04" in first
    assert "› Mobilité › Le vélo au quotidien" in second
    assert said("queue")[1] == out
    assert said("-n", "1")[1].strip() == first
    (one,) = json.loads(said("queue", "-n", "1", "--json")[1])
    assert (one["a"]["id"], one["b"]["id"]) == (ids["logement"], ids["jeunes"])
    assert (one["relation"], one["score"], one["reviewed"]) == ("broader", 0.55, False)
    lines = said("queue", "--jsonl")[1].splitlines()
    assert [json.loads(line)["score"] for line in lines] == [0.55, 0.9]
    assert not Path("workspace.db").exists()


def test_deciding_by_ids(ids: dict[str, str], said: Said) -> None:
    velo, jeunes, logement = ids["velo"], ids["jeunes"], ids["logement"]
    # Whichever is named first, what is confirmed is what was found.
    code, out, _ = said("confirm", jeunes, logement, "--note", "vu")
    assert (code, out) == (0, f"Confirmée (A plus large)  {logement}  {jeunes}\n")
    assert said("reject", velo[:8], logement, "--author", "Bo")[0] == 0
    assert kept() == [("confirmed", "broader", "Ada"), ("rejected", None, "Bo")]
    (one,) = json.loads(said("list", "--json")[1])
    assert (one["score"], one["decision"]["note"]) == (1.0, "vu")
    assert len(json.loads(said("list", "--rejected", "--json")[1])) == 2
    assert said("queue")[1:] == ("", "no pair to show\n")
    out = said("decide", velo, logement, "--relation", "broader")[1]
    assert out.startswith(f"Requalifiée (A plus large)  {velo}  {logement}")
    out = said("decide", logement, velo, "--relation", "broader")[1]
    assert out.startswith(f"Requalifiée (A plus large)  {logement}  {velo}")
    history = [json.loads(line) for line in said("history", "--jsonl")[1].splitlines()]
    assert [one["verdict"] for one in history][1:] == ["rejected", "retyped", "retyped"]
    assert [round(one["score"], 6) for one in history] == [0.55, 0.9, 0.9, 0.9]
    assert len(said("history", jeunes[:10], "--jsonl")[1].splitlines()) == 1
    assert "Requalifiée, Ada, 2" in said("history")[1]


def test_a_pair_that_was_not_found_is_decided(ids: dict[str, str], said: Said) -> None:
    with Reader(Path("index")) as reader:
        (_, passage) = reader.units("ville.pdf")
    code, _, err = said("confirm", ids["velo"], passage.id)
    assert code == 2
    assert "nothing is found between these two" in err
    assert said("decide", ids["velo"], passage.id, "--relation", "same")[0] == 0
    (one,) = json.loads(said("list", "--json")[1])
    assert (one["found"], one["relation"], one["score"]) == (False, "same", 1.0)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("reject", "0" * 16, "velo"), "no measure 0000000000000000 in the index"),
        (("reject", "velo", "velo"), "name one measure"),
        (("reject", "velo", "jeunes"), "both measures are of plan.pdf"),
        (("reject", "velo", "logement", "--author", " "), "the author is empty"),
        (("export", "pairs.docx"), "end it in .xlsx or .html"),
        (("import", "none.xlsx"), "does not exist"),
        (("-n", "1", "queue"), "give options after the name of the command"),
        (("decide", "velo", "logement", "--relation", "broad"), "'broad' is not one of"),
    ],
)
def test_what_cannot_be_decided_is_told(
    ids: dict[str, str], said: Said, arguments: tuple[str, ...], what: str
) -> None:
    code, out, err = said(*(ids.get(one, one) for one in arguments))
    assert (code, out) == (2, "")
    assert what in err
    assert not Path("workspace.db").exists()


def test_a_workbook_goes_out_and_comes_back(ids: dict[str, str], said: Said) -> None:
    code, _, err = said("export", "pairs.xlsx")
    assert code == 0
    assert err.startswith("pairs.xlsx: 2 pairs, ")
    assert "is there already" in said("export", "pairs.xlsx")[2]
    book = load_workbook("pairs.xlsx")
    book["Paires"]["A2"], book["Paires"]["A3"] = "Identique", "Rejetée"
    book["Paires"]["C3"] = "Zoé"
    book.save("back.xlsx")
    assert said("import", "back.xlsx")[::2] == (0, "2 decisions kept\n")
    assert kept() == [("retyped", "same", "Ada"), ("rejected", None, "Zoé")]
    assert said("import", "back.xlsx")[::2] == (0, "0 decisions kept\n")
    assert said("import", "pairs.xlsx")[::2] == (0, "0 decisions kept\n")
    assert said("confirm", ids["velo"], ids["logement"], "--author", "Bo")[0] == 0
    book["Paires"]["A2"] = "Même sujet"
    book.save("back.xlsx")
    code, _, err = said("import", "back.xlsx")
    assert code == 1
    assert "back.xlsx, sheet Paires, row 2: left aside; Bo decided otherwise on 2" in err
    assert len(kept()) == 3


def test_of_a_workbook_with_a_fault_nothing_is_kept(ids: dict[str, str], said: Said) -> None:
    said("export", "pairs.xlsx")
    book = load_workbook("pairs.xlsx")
    book["Paires"]["A2"], book["Paires"]["A3"] = "Identique", "Bof"
    book.save("back.xlsx")
    code, _, err = said("import", "back.xlsx")
    assert code == 2
    assert "back.xlsx, sheet Paires, row 3, column « Décision »" in err
    assert err.count("\n") == 1
    assert not Path("workspace.db").exists()


def test_a_dossier_holds_what_was_decided(ids: dict[str, str], said: Said) -> None:
    said("reject", ids["velo"], ids["logement"])
    assert said("export", "dossier.html")[2].startswith("dossier.html: 1 pair, ")
    page = Path("dossier.html").read_text("utf-8")
    assert "Sans rapport" in page
    assert "Plan région" in page
    said("export", "all.html", "--pairs", "all")
    assert "À décider" in Path("all.html").read_text("utf-8")


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    pressed = iter(keys)

    def key() -> str:
        try:
            return next(pressed)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr(click, "getchar", key)
    monkeypatch.setattr(click, "prompt", lambda *_, **__: "à revoir ensemble")
    monkeypatch.setattr("pipeline.cli.reviewing._answering", lambda: True)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("cr", [("confirmed", "broader"), ("rejected", None)]),
        ("sc", [("confirmed", "reworded")]),
        ("4?2", [("retyped", "broader"), ("confirmed", "reworded")]),
        ("1q", [("retyped", "same")]),
        ("C", [("confirmed", "broader")]),
        ("5", [("retyped", "related")]),
        ("", []),
        ("q", []),
    ],
)
def test_on_a_terminal_keys_decide(
    ids: dict[str, str],
    said: Said,
    monkeypatch: pytest.MonkeyPatch,
    keys: str,
    expected: list[tuple[str, str | None]],
) -> None:
    on_a_terminal(monkeypatch, keys)
    code, out, _ = said()
    assert code == 0
    assert out.startswith("1/2\nA plus large")
    assert [one[:2] for one in kept()] == expected


def test_a_note_goes_with_the_next_decision(
    ids: dict[str, str], said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch, "n4c")
    said("--author", "Zoé")
    first, second = (json.loads(line) for line in said("history", "--jsonl")[1].splitlines())
    assert (first["note"], second["note"]) == ("à revoir ensemble", "")
    assert (first["a"]["id"], first["author"]) == (ids["jeunes"], "Zoé")


def test_what_was_decided_before_it_broke_off_is_kept(
    ids: dict[str, str], said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch, "c")
    answered = click.getchar

    def key() -> str:
        try:
            return answered()
        except EOFError:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(click, "getchar", key)
    assert said()[0] == 130
    assert len(kept()) == 1


def test_check_reads_decisions_too(
    ids: dict[str, str], said: Said, capsys: pytest.CaptureFixture[str]
) -> None:
    import sqlite3

    said("reject", ids["velo"], ids["logement"])
    assert main(["check"]) == 0
    with sqlite3.connect("workspace.db") as connection:
        connection.execute("UPDATE decisions SET sides = '{'")
    connection.close()
    capsys.readouterr()
    assert main(["check"]) == 3
    assert "workspace.db is damaged" in capsys.readouterr().err


def test_overlaps_are_listed_as_people_decided(
    ids: dict[str, str], said: Said, capsys: pytest.CaptureFixture[str]
) -> None:
    def listed(*arguments: str) -> list[dict[str, Any]]:
        capsys.readouterr()
        assert main(["overlaps", "--jsonl", *arguments]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    velo, jeunes, logement = ids["velo"], ids["jeunes"], ids["logement"]
    assert [(one["score"], one["reviewed"]) for one in listed()] == [(0.9, False), (0.55, False)]
    said("confirm", logement, jeunes)
    first, second = listed()
    assert (first["score"], first["relation"], first["reviewed"]) == (1.0, "broader", True)
    assert (first["a"]["id"], first["b"]["id"]) == (logement, jeunes)
    assert 0.9 < second["score"] < 0.91  # sharpened
    said("reject", velo, logement)
    assert [one["a"]["id"] for one in listed()] == [logement]
    assert [one["rejected"] for one in listed("--rejected")] == [False, True]
    said("decide", velo, logement, "--relation", "related")
    assert len(listed("--rejected")) == 1
    assert listed("--all-relations")[1]["relation"] == "related"
    assert listed("--min-score", "0.95")[0]["reviewed"]
    assert main(["overlaps"]) == 0
    assert "✓  Confirmée, Ada, 2" in capsys.readouterr().out


def test_what_only_people_know_is_among_overlaps_that_pass(
    ids: dict[str, str], said: Said, capsys: pytest.CaptureFixture[str]
) -> None:
    with Reader(Path("index")) as reader:
        (_, passage) = reader.units("ville.pdf")
    said("decide", ids["velo"], passage.id, "--relation", "same")
    capsys.readouterr()
    assert main(["overlaps", "--json", "--between", "plan.pdf", "ville.pdf"]) == 0
    # Passages are no measures: what was decided about one is listed by `review list`.
    assert len(json.loads(capsys.readouterr().out)) == 2
    said("decide", ids["velo"], ids["logement"], "--relation", "same")
    capsys.readouterr()
    assert main(["overlaps", "--json", "--between", "plan.pdf", "ville.pdf"]) == 0
    relations = [one["relation"] for one in json.loads(capsys.readouterr().out)]
    assert relations == ["same", "broader"]
