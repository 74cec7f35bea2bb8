"""What the command line says when something is wrong: one line, the right code, no raw bytes."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.cli.terminal import emphasis, wrapped

ROOT = Path(__file__).parents[2]


@pytest.fixture
def indexed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("MESURES_INDEX", "MESURES_DEBUG", "MESURES_LIMIT", "MESURES_ENCODER"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "measures.jsonl").write_text(
        '{"document": "a\\u001b[2J.txt", "statement": "Aménager \\u001b[31mdes pistes", '
        '"plan": "Plan\\u009b1m vélo", "lead": "Ville\\u0007"}\n'
        '{"document": "b.txt", "statement": "Encourager le bénévolat"}',
        encoding="utf-8",
    )
    assert main(["ingest", "--measures", "measures.jsonl"]) == 0
    capsys.readouterr()
    return tmp_path


def complain(capsys: pytest.CaptureFixture[str], *arguments: str, code: int) -> str:
    """The last line of standard error; there must be nothing on standard output."""
    assert main(list(arguments)) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert "unexpected" not in said.err
    return said.err.strip().splitlines()[-1]


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("question", ["???", '"', "\U0001f6b2"])
def test_a_question_needs_a_word(
    indexed: Path, capsys: pytest.CaptureFixture[str], question: str
) -> None:
    assert "holds no word" in complain(capsys, "search", question, code=2)
    (indexed / "q.jsonl").write_text(
        json.dumps({"id": 1, "text": "vélo"}) + "\n" + json.dumps({"id": 2, "text": question})
    )
    line = complain(capsys, "search", "--queries", "q.jsonl", code=2)
    assert line.startswith("mesures: q.jsonl, line 2: ")
    assert "holds no word" in line


def test_a_question_of_a_file_needs_an_id_and_a_text(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for given, name in (('{"id": 1}', "text"), ('{"text": "vélo"}', "id")):
        (indexed / "q.jsonl").write_text(given, encoding="utf-8")
        line = complain(capsys, "search", "--queries", "q.jsonl", code=2)
        assert line == f"mesures: q.jsonl, line 1: {name} is missing"


def test_ids_of_questions_keep_their_type(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (indexed / "q.jsonl").write_text('{"id": 1, "text": "vélo"}\n{"id": "1", "text": "parc"}')
    said = answer(capsys, "search", "--queries", "q.jsonl", "--jsonl")
    assert [json.loads(line)["id"] for line in said.splitlines()] == [1, "1"]


@pytest.mark.parametrize(
    "arguments",
    [("search", "pistes"), ("plans",), ("show", "plan"), ("show", "a"), ("status",)],
)
def test_control_characters_do_not_reach_the_terminal(
    indexed: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    (indexed / "q.jsonl").write_text('{"id": "\\u001b[1m", "text": "pistes \\u001b[5m"}')
    said = answer(capsys, *arguments) + answer(capsys, "search", "--queries", "q.jsonl")
    assert not {c for c in said if c < " " or "\x7f" <= c <= "\x9f"} - {"\n"}
    assert wrapped("a\x1b[31mb", "") == ["a [31mb"]
    assert emphasis("a\x9bb") == "a b"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ingest", ""], 2, "empty path"),
        (["search", "vélo", "--index", ""], 2, "empty path"),
        (["ingest", "--measures", ""], 2, "empty path"),
        (["init", ""], 2, "empty path"),
        (["show", ""], 2, "empty name"),
        (["show", "abc123"], 2, "at least 8"),
        (["search", "vélo", "-n", "9" * 20], 2, "not in the range"),
        (["ingest", "--measures", "empty.jsonl"], 2, "empty.jsonl holds no measure"),
        (["segment", "empty"], 2, "empty holds nothing to read"),
        (["ingest", "empty"], 2, "empty holds nothing to index"),
        (["init", "empty.jsonl"], 2, "empty.jsonl is in the way"),
        (["ingest", "-i", "empty.jsonl", "--measures", "measures.jsonl"], 2, "is a file"),
    ],
)
def test_wrong_use_is_told(
    indexed: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    (indexed / "empty.jsonl").touch()
    (indexed / "empty").mkdir()
    assert said in complain(capsys, *arguments, code=code)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on Windows")
@pytest.mark.parametrize("option", [["ingest", "--measures"], ["search", "--queries"], ["ingest"]])
def test_pipes_are_refused(
    indexed: Path, capsys: pytest.CaptureFixture[str], option: list[str]
) -> None:
    os.mkfifo(indexed / "pipe.txt")
    assert "no regular file" in complain(capsys, *option, "pipe.txt", code=2)


def test_init_makes_nothing_where_something_is_in_the_way(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (indexed / "w").mkdir()
    (indexed / "w" / "index").write_text("mine")
    assert f"w{os.sep}index is in the way" in complain(capsys, "init", "w", code=2)
    assert [path.name for path in (indexed / "w").iterdir()] == ["index"]
    assert "Workspace ready" in answer(capsys, "init", "v")
    assert "already a workspace" in answer(capsys, "init", "v")


def test_who_named_the_encoder_is_told(
    indexed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MESURES_ENCODER", "./gone")
    line = complain(capsys, "search", "vélo", code=3)
    assert "MESURES_ENCODER names encoder ./gone" in line
    monkeypatch.delenv("MESURES_ENCODER")
    (indexed / "mesures.toml").write_text('encoder = "./gone"')
    assert "mesures.toml names encoder ./gone" in complain(capsys, "search", "vélo", code=3)
    assert "names encoder" not in complain(capsys, "search", "vélo", "--encoder", "./other", code=3)


def test_an_index_whose_encoder_is_gone_says_what_to_do(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(indexed / "index" / "mesures.db") as connection:
        connection.execute(
            "UPDATE meta SET value = replace(value, 'mesures-static-fr-en', './gone')"
        )
    connection.close()
    for arguments in (["search", "vélo"], ["ingest", "--measures", "measures.jsonl"]):
        line = complain(capsys, *arguments, code=3)
        assert "index was built with encoder ./gone" in line
        assert "mesures ingest --encoder default" in line
    assert main(["ingest", "--measures", "measures.jsonl", "--encoder", "default"]) == 0
    assert "2 unchanged; all vectors made again" in capsys.readouterr().err


def test_a_damaged_index_is_code_3_for_every_command(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(indexed / "index" / "mesures.db") as connection:
        connection.execute("DROP TABLE measures")
    connection.close()
    ingest = ["ingest", "--measures", "measures.jsonl"]
    for arguments in (["search", "vélo"], ["status"], ["plans"], ["show", "b.txt"], ingest):
        assert "--rebuild" in complain(capsys, *arguments, code=3)
    assert main([*ingest, "--rebuild"]) == 0
    assert main(["search", "vélo"]) == 0


def test_status_and_runs_keep_to_the_width(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = indexed / ("long-name-" * 3 + "plan.pdf")
    bad.write_bytes(b"no plan at all, but a text that somebody named so")
    (indexed / "plan.txt").write_text("Plan\n\n1. Planter des arbres\n\n2. Isoler les toits\n")
    assert main(["ingest", "plan.txt", str(bad)]) == 1
    capsys.readouterr()
    for command in ("status", "runs"):
        lines = answer(capsys, command).splitlines()
        assert any("failed" in line for line in lines)
        assert max(map(len, lines)) <= 80


def test_a_file_name_that_is_not_utf_8_fails_alone(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = indexed / "plans"
    folder.mkdir()
    (folder / "plan.txt").write_text("Plan\n\n1. Planter des arbres\n\n2. Isoler les toits\n")
    try:
        (folder / "pl\udcff.txt").write_text("Plan\n\n1. Planter des arbres\n")
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    assert main(["ingest", "plans", "--json"]) == 1
    said = capsys.readouterr()
    assert "pl\\udcff.txt: the name of the file is not UTF-8; rename it" in said.err
    assert json.loads(said.out)[0]["added"] == ["plan.txt"]
    assert main(["segment", "plans", "--jsonl"]) == 1
    said = capsys.readouterr()
    assert "not UTF-8" in said.err
    assert said.out.count('"document": "plan.txt"') == len(said.out.splitlines()) > 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("output", [">/dev/full", ">&-"])
@pytest.mark.parametrize("command", ["search pistes", "plans --json", "--help"])
def test_an_output_that_cannot_be_written_is_told_in_a_line(
    indexed: Path, output: str, command: str
) -> None:
    done = subprocess.run(
        f"exec '{sys.executable}' '{ROOT / 'cli.py'}' {command} {output}",
        shell=True,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("mesures: the output cannot be written (")
    assert done.stderr.count("\n") == 1
