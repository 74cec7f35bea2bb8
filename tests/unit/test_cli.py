"""The command line: contracts of output and exit codes, and what people see."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from homes import KINDS, home_in

from pipeline import __version__
from pipeline.cli import cli, main
from pipeline.cli.output import size_told
from pipeline.cli.terminal import marked, plural, wrapped

ROOT = Path(__file__).parents[2]
COMMANDS = tuple(
    "backup check clusters compare copy-index coverage evaluate export "
    "ingest init overlaps plans restore review runs "
    "search segment serve show similar snapshot status "
    "themes watch ".split()
)
MEASURES = [
    {
        "document": "villes/plan-é.pdf",
        "plan": "Plan vélo",
        "label": "2.1.3",
        "statement": "Aménager des pistes cyclables sécurisées le long des grands boulevards de "
        "toutes les villes",
        "path": ["Axe 2 : bouger", "Le vélo au quotidien"],
        "page": 12,
        "lead": "Direction des mobilités",
    },
    {"document": "b.txt", "statement": "Encourager le bénévolat", "label": "MOB-03"},
    {"document": "b.txt", "statement": "Le bénévolat change tout", "kind": "passage"},
]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("MESURES_INDEX", "MESURES_DEBUG", "MESURES_LIMIT"):
        monkeypatch.delenv(name, raising=False)
    lines = (json.dumps(measure, ensure_ascii=False) for measure in MEASURES)
    (tmp_path / "measures.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


@pytest.fixture
def indexed(workspace: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["ingest", "--measures", "measures.jsonl"]) == 0
    capsys.readouterr()
    return workspace


@pytest.fixture(params=KINDS)
def either(
    request: pytest.FixtureRequest, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The same with each kind of index."""
    monkeypatch.setenv("MESURES_INDEX", str(home_in(Path(), request.param)))
    return request.getfixturevalue("indexed")  # type: ignore[no-any-return]


def say(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(list(arguments)) == code
    return capsys.readouterr().out


def complain(capsys: pytest.CaptureFixture[str], *arguments: str, code: int) -> str:
    """The one line of standard error; there must be nothing on standard output."""
    assert main(list(arguments)) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    return said.err.strip()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, command, "--help")
    assert f"mesures {command}" in said.partition("Example")[2]
    assert max(map(len, said.splitlines())) <= 80


def test_the_group_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys, "--help")
    assert tuple(cli.list_commands(None)) == COMMANDS  # type: ignore[arg-type]
    assert all(f"  {command} " in said for command in COMMANDS)
    assert say(capsys, "--version") == f"mesures {__version__}\n"


def test_ingest_reports_on_standard_error(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest", "--measures", "measures.jsonl", "-i", "elsewhere"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("2 added")
    report = json.loads(say(capsys, "ingest", "--measures", "measures.jsonl", "--json"))
    assert report[0]["added"] == ["villes/plan-é.pdf", "b.txt"]


def test_search_prints_the_fields_of_the_contract(
    either: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hits = [json.loads(line) for line in say(capsys, "search", "vélo", "--jsonl").splitlines()]
    assert len(hits) == 3
    first = hits[0]
    assert first["document"] == "villes/plan-é.pdf"
    assert first["plan"] == "Plan vélo"
    assert (first["label"], first["page"]) == ("2.1.3", 12)
    assert first["path"] == MEASURES[0]["path"]
    assert first["score"] == pytest.approx(sum(first["parts"].values()), abs=1e-5)
    assert first["sureness"] in ("sûre", "probable", "à vérifier")
    assert first["why"][0]["weight"] > 0
    assert {name: said for name, said in first["why"][0].items() if name != "weight"} == {
        "query": "vélo",
        "found": "vélo",
        "where": "heading",
        "how": "word",
    }
    assert json.loads(say(capsys, "search", "vélo", "--json")) == hits


def test_search_answers_many_questions(either: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (either / "q.jsonl").write_text(
        '{"id": "q1", "text": "vélo"}\n\n{"id": 2, "text": "Quelles actions pour le bénévolat ?"}'
    )
    said = say(capsys, "search", "--queries", "q.jsonl", "--jsonl", "-n", "1")
    one, two = map(json.loads, said.splitlines())
    assert (one["id"], two["id"]) == ("q1", 2)
    assert [hit["label"] for hit in one["results"] + two["results"]] == ["2.1.3", "MOB-03"]
    assert "## q1 vélo" in say(capsys, "search", "--queries", "q.jsonl")


def test_search_filters(either: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys, "search", "vélo", "--plan", "PLAN-E", "--kind", "measure", "--jsonl")
    assert len(said.splitlines()) == 1
    for narrow in (["vélo", "--year", "1999"], ["vélo plan:personne"]):
        assert main(["search", *narrow]) == 0
        nothing = capsys.readouterr()
        assert nothing.out == ""
        assert nothing.err.startswith("Aucune mesure ne répond avec ces filtres (`mesures plans`")
    assert main(["search", '"vélo de course"']) == 0
    assert capsys.readouterr().err == "Aucune mesure ne répond.\n"


def test_people_see_statement_place_and_reasons_in_80_columns(
    either: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = say(capsys, "search", "Quelles mesures portent sur le vélo ?", "-n", "1")
    lines = said.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("1. 2.1.3  Aménager des pistes")
    assert "   Plan vélo, p.\u00a012" in lines
    assert "   › Axe 2 : bouger › Le vélo au quotidien" in lines
    assert "«\u00a0vélo\u00a0» (titre au-dessus)" in said
    assert "\x1b" not in said


def test_words_are_marked_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert marked(["Le bénévolat."], ["bénévoles"]) == ["Le \x1b[1mbénévolat\x1b[0m."]
    monkeypatch.setenv("NO_COLOR", "1")
    assert marked(["Le bénévolat."], ["bénévoles"]) == ["Le bénévolat."]


def test_plans_show_and_status(either: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plans = say(capsys, "plans")
    assert "Plan vélo" in plans
    assert max(map(len, plans.splitlines())) <= 80
    records = json.loads(say(capsys, "plans", "--json"))
    assert [record["counts"] for record in records] == [
        {"measure": 1, "passage": 1},
        {"measure": 1},
    ]
    outline = say(capsys, "show", "plan velo")
    assert "  Le vélo au quotidien\n    - 2.1.3  Aménager" in outline
    id_ = json.loads(say(capsys, "search", "vélo", "--jsonl").splitlines()[0])["id"]
    shown = say(capsys, "show", id_)
    assert "Responsable\u00a0: Direction des mobilités" in shown
    assert json.loads(say(capsys, "show", id_, "--json"))[0]["label"] == "2.1.3"
    assert "bénévolat change" not in say(capsys, "show", "b.txt")
    assert "bénévolat change" in say(capsys, "show", "b.txt", "--passages")
    status = json.loads(say(capsys, "status", "--jsonl"))
    assert status["units"] == {"measure": 2, "passage": 1}
    assert "units      2 measures, 1 passage" in say(capsys, "status")


def test_segment_prints_measures_of_a_text(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "plan.txt").write_text(
        "Plan d'action\n\n1. Mobilité\n\n1.1 Aménager des pistes cyclables\n\n"
        "1.2 Réduire la vitesse en ville\n\n1.3 Soutenir le covoiturage\n",
        encoding="utf-8",
    )
    said = say(capsys, "segment", "plan.txt", "--jsonl")
    records = [json.loads(line) for line in said.splitlines()]
    assert [record["label"] for record in records] == ["1.1", "1.2", "1.3"]
    wanted = "document kind label statement printed path page details lead partners deadline budget"
    assert set(wanted.split()) | {"indicators"} <= set(records[0])
    assert "- 1.2  Réduire la vitesse" in say(capsys, "segment", "plan.txt")
    (workspace / "bad.pdf").write_bytes(b"")
    assert main(["segment", "plan.txt", "bad.pdf", "--jsonl"]) == 1
    assert main(["segment", "bad.pdf", "--jsonl"]) == 4
    assert "bad.pdf" in capsys.readouterr().err


def test_a_workspace_is_made_once(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "mesures ingest" in say(capsys, "init", "w")
    (workspace / "w" / "corpus" / "plans.toml").write_text("# mine")
    say(capsys, "init", "w")
    assert (workspace / "w" / "corpus" / "plans.toml").read_text() == "# mine"
    assert (workspace / "w" / "index" / "README.md").exists()
    assert "holds nothing to index" in complain(capsys, "ingest", "w/corpus", code=2)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["search", "vélo"], 3, "no index in index; run `mesures ingest`"),
        (["plans"], 3, "no index"),
        (["ingest", "nope.pdf"], 2, "nope.pdf does not exist"),
        (["ingest"], 2, "corpus does not exist"),
        (["ingest", "ftp://example.org/p"], 2, "only http and https"),
        (["ingest", "--measures", "nope.jsonl"], 2, "nope.jsonl does not exist"),
        (["search"], 2, "give a question"),
        (["search", "vélo", "--json", "--jsonl"], 2, "not both"),
        (["segment", "nope.pdf"], 2, "nope.pdf does not exist"),
        (["search", "vélo", "--kind", "wish"], 2, "wish"),
        (["nothing"], 2, "No such command"),
    ],
)
def test_wrong_use_is_told_in_a_line(
    workspace: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    line = complain(capsys, *arguments, code=code)
    assert said in line.splitlines()[-1]


def test_an_unknown_plan_is_told(either: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "`mesures plans` lists plans" in complain(capsys, "show", "nulle-part", code=2)


def test_another_encoder_is_refused(either: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = complain(capsys, "search", "vélo", "--encoder", "./nowhere", code=3)
    assert "nowhere" in line


def test_the_unexpected_is_one_line_unless_debugging(
    indexed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("pipeline.store.Reader.documents", broken)
    line = complain(capsys, "plans", code=1)
    assert line.startswith("mesures: unexpected ZeroDivisionError: a bug")
    assert "--debug" in line
    with pytest.raises(ZeroDivisionError):
        main(["--debug", "plans"])


def test_ctrl_c_is_told_without_a_traceback(
    indexed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.store.Reader.documents", interrupted)
    assert complain(capsys, "plans", code=130) == "mesures: interrupted"


def run(folder: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "", "COLUMNS": "80"}
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, *arguments],
        cwd=folder,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        **options,
    )


def test_a_reader_that_leaves_is_no_error(indexed: Path) -> None:
    script = (
        "import os, sys\n"
        "from pipeline.cli import main\n"
        "r, w = os.pipe(); os.close(r); os.dup2(w, 1)\n"
        "sys.exit(main(['search', 'vélo', '--jsonl']))"
    )
    done = run(indexed, "-c", script)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_search_imports_only_what_it_needs(indexed: Path) -> None:
    script = (
        "import sys\nfrom pipeline.cli import main\nmain(['search', 'vélo', '--jsonl'])\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = run(indexed, "-c", script)
    assert len(done.stdout.splitlines()) == 3
    heavy = {"pydantic", "torch", "spacy", "pdfplumber", "rich", "lxml", "sentence_transformers"}
    heavy |= {"transformers", "tokenizers", "scipy", "tomllib", "requests", "pypdfium2"}
    assert heavy.isdisjoint(done.stderr.split())


def test_cli_py_starts_the_same_program(indexed: Path) -> None:
    done = run(indexed, str(ROOT / "cli.py"), "search", "vélo", "-n", "1")
    assert done.returncode == 0
    assert "pistes cyclables" in done.stdout


def test_wrapping_keeps_non_breaking_spaces() -> None:
    lines = wrapped("mot " * 18 + "page\u00a012 fin", "  ", "- ")
    assert lines[0].startswith("- mot")
    assert all(line.startswith("  ") for line in lines[1:])
    assert any("page\u00a012" in line for line in lines)
    assert plural(0, "mesure") == "0\u00a0mesure"
    assert plural(2, "mesure") == "2\u00a0mesures"


def test_no_line_begins_with_what_french_keeps_on_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Plan des parcs : recueil « des fiches » ; le budget de 40 000 € est doublé !"
    for columns in range(40, 81):
        monkeypatch.setenv("COLUMNS", str(columns))
        lines = wrapped(text, "  ")
        assert max(map(len, lines)) <= columns
        assert not any(line.strip()[0] in ":;!»€" or line.endswith("«") for line in lines)
        assert " ".join(line.strip() for line in lines) == text


@pytest.mark.parametrize(
    ("size", "said"), [(20, "1 kB"), (23_400, "23 kB"), (99_999, "100 kB"), (1_440_000, "1.4 MB")]
)
def test_sizes_are_told_as_people_say_them(size: int, said: str) -> None:
    assert size_told(size) == said
