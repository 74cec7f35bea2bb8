"""Watching a folder: half-copied files wait, moves are no removals, Ctrl-C ends cleanly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.build import Watched, resolved, watch
from pipeline.cli import main
from pipeline.store import Reader

ROOT = Path(__file__).parents[2]


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watched(tmp_path: Path, clock: Clock) -> Watched:
    (tmp_path / "a.txt").write_text("a")
    return Watched([tmp_path], 5.0, clock)


def test_a_file_is_taken_when_it_is_still(watched: Watched, clock: Clock, tmp_path: Path) -> None:
    assert not watched.look()
    clock.now += 4
    assert not watched.look()
    assert watched.waiting == {resolved(tmp_path / "a.txt")}
    clock.now += 1
    assert watched.look()
    watched.take()
    assert not watched.look()
    assert watched.waiting == set()


def test_a_file_that_grows_waits_and_holds_up_no_other(
    watched: Watched, clock: Clock, tmp_path: Path
) -> None:
    growing = tmp_path / "sub" / "big.pdf"
    growing.parent.mkdir()
    taken = []
    for n in range(8):
        growing.write_bytes(b"x" * (n + 1))
        if watched.look():
            taken.append(set(watched.waiting))
            watched.take()
        clock.now += 2
    assert taken == [{resolved(growing)}]
    clock.now += 5
    assert watched.look()
    assert watched.waiting == set()


def test_a_removal_waits_too_for_it_may_be_half_of_a_move(
    watched: Watched, clock: Clock, tmp_path: Path
) -> None:
    watched.look()
    clock.now += 5
    assert watched.look()
    watched.take()
    (tmp_path / "a.txt").unlink()
    assert not watched.look()
    (tmp_path / "b.txt").write_text("a")
    clock.now += 4
    assert not watched.look()
    clock.now += 6
    assert watched.look()
    watched.take()
    clock.now += 9
    assert not watched.look()


def test_hidden_files_are_not_watched(watched: Watched, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x").touch()
    (tmp_path / "~$a.docx").touch()
    watched.look()
    assert watched.waiting == {resolved(tmp_path / "a.txt")}


def test_a_run_that_did_not_come_about_is_tried_again(watched: Watched, clock: Clock) -> None:
    runs: list[set[Path]] = []

    def run(waiting: set[Path]) -> bool:
        runs.append(waiting)
        return len(runs) > 2

    def sleep(_: float) -> None:
        clock.now += 2
        if clock.now > 130:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        watch(watched, run, 5.0, sleep)
    assert len(runs) == 3


def wait_for(found: object, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not found():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_command_follows_a_folder_until_it_is_stopped(
    tmp_path: Path, stop: signal.Signals
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Plan\n\n1. Planter des arbres\n\n2. Isoler les toits\n")
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "ingest", "--watch", "--settle", "0.3"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )

    def documents() -> list[str]:
        try:
            with Reader(tmp_path / "index") as reader:
                return [row.document for row in reader.documents()]
        except Exception:
            return []

    try:
        wait_for(lambda: documents() == ["a.txt"])
        (corpus / "b.txt").write_text("Plan\n\n1. Ouvrir un parc\n\n2. Réduire le bruit\n")
        wait_for(lambda: documents() == ["a.txt", "b.txt"])
        process.send_signal(stop)
        _, said = process.communicate(timeout=90)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0
    assert "Traceback" not in said
    assert said.splitlines()[-1] == "stopped"


def test_a_folder_to_watch_must_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["ingest", "--watch"]) == 2
    assert "corpus does not exist" in capsys.readouterr().err
    assert main(["ingest", "--watch", "https://www.ville.example/plan.pdf"]) == 2
    assert "fetches nothing" in capsys.readouterr().err
