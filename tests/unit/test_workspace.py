"""workspace.db: made by the first change, never by ingest; brought forward, refused, backed up."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from nobody import POSIX, as_nobody, read_only
from small_index import BagEncoder, build

from pipeline.build import ingest, work
from pipeline.cli import main
from pipeline.errors import UsageError, WorkspaceUnavailableError
from pipeline.models import Filters, UnitKind
from pipeline.settings import Settings, load
from pipeline.store.backup import back_up, holds, restore_beside
from pipeline.workspace import Answered, Baseline, Question, Workspace, place, questions, schema

BASELINE = Baseline(
    "2026-05-04T03:02:01+00:00",
    "0123456789abcdef",
    7,
    "2026-05-04T02:30:00+00:00",
    {"encoder": "bag 1"},
    {"plan.pdf": questions.Known("aa", "bb", "v=1", "0011223344556677")},
    {"0011223344556677": Answered({"statement": "Planter"}), "ff": Answered({}, told=False)},
)
VELO = Question(
    "vélo",
    "Où passent les pistes ?",
    Filters(("orme",), ("ville",), (2027,), (UnitKind.MEASURE,)),
    "2026-05-04",
    BASELINE,
)


def saved(path: Path) -> list[Question]:
    with Workspace(path) as workspace:
        return questions.questions(workspace)


def save(path: Path, *asked: Question) -> None:
    with Workspace(path) as workspace:
        for one in asked:
            questions.add(workspace, one)


def test_looking_makes_no_file_and_saving_does(tmp_path: Path) -> None:
    path = tmp_path / "workspace.db"
    assert saved(path) == []
    assert not path.exists()
    save(path, VELO)
    assert saved(path) == [VELO]


def test_questions_are_named_forgotten_and_moved_on(tmp_path: Path) -> None:
    path = tmp_path / "workspace.db"
    save(path, VELO, replace(VELO, name="bus", baseline=None))
    with Workspace(path) as workspace:
        with pytest.raises(UsageError, match="called 'bus' already"):
            questions.add(workspace, replace(VELO, name="bus"))
        with pytest.raises(UsageError, match=r"'tram'.*vélo, bus"):
            questions.remove(workspace, ["bus", "tram"])
        assert [one.name for one in questions.questions(workspace, ("bus", "vélo"))] == [
            "bus",
            "vélo",
        ]
        later = replace(BASELINE, snapshot="fedcba9876543210", answers={})
        questions.move_baselines(workspace, {"vélo": later, "gone": later})
        assert questions.questions(workspace, ("vélo",))[0].baseline == later
        held = workspace.connection.execute("SELECT snapshot FROM states").fetchall()
        assert held == [("fedcba9876543210",)]  # of the one before nothing is kept
        questions.remove(workspace, ["vélo"])
        left = workspace.connection.execute("SELECT count(*) FROM answers").fetchone()
    assert left == (0,)
    assert [one.name for one in saved(path)] == ["bus"]


def test_a_change_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "workspace.db"
    save(path, VELO)
    before = path.read_bytes()

    def fail(workspace: Workspace) -> None:
        with workspace.changing() as connection:
            connection.execute("DELETE FROM questions")
            raise ZeroDivisionError

    with Workspace(path) as workspace, pytest.raises(ZeroDivisionError):
        fail(workspace)
    assert path.read_bytes() == before


def test_an_older_version_is_read_and_brought_forward_by_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "workspace.db"
    save(path, VELO)
    added = "CREATE TABLE more (author TEXT NOT NULL, decided TEXT NOT NULL)"
    later = schema.SCHEMA + 1
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, added))
    monkeypatch.setattr(schema, "SCHEMA", later)
    monkeypatch.setattr("pipeline.workspace.database.SCHEMA", later)
    before = path.read_bytes()
    with Workspace(path) as workspace:
        assert questions.questions(workspace) == [VELO]
        assert workspace.connection.execute("SELECT count(*) FROM more").fetchone() == (0,)
        assert path.read_bytes() == before
        questions.remove(workspace, ["vélo"])
    with sqlite3.connect(path) as connection:
        assert schema.version(connection) == later
    connection.close()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("PRAGMA user_version = 99", "newer version"),
        ("PRAGMA application_id = 7", "is no workspace of mesures"),
        ("DROP TABLE questions", "damaged"),
        ("UPDATE questions SET filters = '{'", "damaged"),
        ("UPDATE states SET documents = x'00'", "damaged"),
        ("UPDATE answers SET fields = 'x'", "damaged"),
        (None, "damaged"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_line(
    tmp_path: Path, damage: str | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "workspace.db"
    save(path, VELO)
    if damage:
        with sqlite3.connect(path) as connection:
            connection.execute(damage)
        connection.close()
    else:
        path.write_bytes(b"no database" * 1000)
    with pytest.raises(WorkspaceUnavailableError, match=said) as told:
        saved(path)
    assert str(path) in str(told.value)
    assert main(["watch", "list", "--workspace", str(path)]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_that_somebody_writes_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "workspace.db"
    save(path, VELO)
    monkeypatch.setattr("pipeline.workspace.database._BUSY_SECONDS", 0.01)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(WorkspaceUnavailableError, match="written by another program"):
        save(path, replace(VELO, name="bus"))
    assert saved(path) == [VELO]  # who reads does not wait
    other.close()


def test_no_place_for_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceUnavailableError, match="there is no folder"):
        save(tmp_path / "none" / "workspace.db", VELO)
    with pytest.raises(WorkspaceUnavailableError, match="is a folder"):
        saved(tmp_path)


@POSIX
def test_on_a_read_only_disk_it_is_read(shelf: Path) -> None:
    path = shelf / "workspace.db"
    save(path, VELO)
    read_only(shelf)

    def look() -> str:
        name = saved(path)[0].name
        save(path, replace(VELO, name="bus"))
        return name

    assert as_nobody(lambda: saved(path)[0].name) == "vélo"
    assert f"WorkspaceUnavailableError: no permission to write {path}" in as_nobody(look)


def test_it_lies_beside_the_index_or_where_it_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert place(Settings()) == Path("workspace.db")
    assert place(Settings(Path("a/index"))) == Path("a/workspace.db")
    assert place(Settings(Path())) == tmp_path.resolve().parent / "workspace.db"
    told = load(environ={"MESURES_WORKSPACE": "ours.db"})
    assert place(told) == Path("ours.db")


@pytest.mark.usefixtures("line_stages")
def test_ingest_never_writes_it(two_plans: Settings) -> None:
    path = place(two_plans)
    save(path, VELO)
    before, when = path.read_bytes(), path.stat().st_mtime_ns
    bag = BagEncoder()
    for rebuild in (False, True):
        (two_plans.corpus / f"{rebuild}.txt").write_text("Ouvrir un quai", encoding="utf-8")
        ingest(two_plans.index, work((), None, two_plans), bag, rebuild=rebuild)
        assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, when)
    assert {file.name for file in path.parent.iterdir()} == {"corpus", "index", "workspace.db"}


def test_a_backup_keeps_it_and_brings_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    build(tmp_path / "index")
    path = tmp_path / "workspace.db"
    save(path, VELO)
    assert main(["backup", "kept.zip"]) == 0
    assert "with workspace.db" in capsys.readouterr().err
    save(path, replace(VELO, name="since"))
    assert main(["restore", "kept.zip", "--replace"]) == 0
    assert "stays as it is" in capsys.readouterr().err
    assert [one.name for one in saved(path)] == ["vélo", "since"]
    assert main(["restore", "kept.zip", "--replace", "--replace-workspace"]) == 0
    assert saved(path) == [VELO]
    path.unlink()
    assert main(["restore", "kept.zip", "--replace"]) == 0
    assert saved(path) == [VELO]
    assert not list(tmp_path.glob(".kept*"))


def test_a_backup_of_a_newer_workspace_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    build(tmp_path / "index")
    path, file = tmp_path / "workspace.db", tmp_path / "kept.zip"
    save(path, VELO)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    back_up(tmp_path / "index", file, {"workspace.db": path})
    assert holds(file, "workspace.db")
    path.unlink()
    save(path, VELO)
    with pytest.raises(WorkspaceUnavailableError, match="newer"):
        restore_beside(file, "workspace.db", path, lambda it: Workspace(it).connection.close())
    assert saved(path) == [VELO]
    assert not path.with_name("workspace.db.new").exists()


def test_a_workspace_that_cannot_be_read_is_not_backed_up_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    build(tmp_path / "index")
    (tmp_path / "workspace.db").write_bytes(b"junk" * 1000)
    assert main(["backup", "kept.zip"]) == 3
    assert not (tmp_path / "kept.zip").exists()
