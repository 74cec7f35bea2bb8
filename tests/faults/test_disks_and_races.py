"""Full and closed disks, writers and readers at once, torn files, indexes of other versions."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nobody import POSIX, as_nobody, read_only
from spaces import Workspace, done, go, ingesting, kills

from pipeline.cli import main
from pipeline.errors import IndexUnavailableError
from pipeline.store import Reader
from pipeline.store.check import check
from pipeline.store.lock import HOLDER, LOCK

HERE = Path(__file__).parent
Ingest = Callable[..., object]


@POSIX
@pytest.mark.parametrize("share", [0.05, 0.4, 0.7, 0.95, 1.0])
@pytest.mark.parametrize("rebuild", [False, True])
def test_a_file_that_may_not_grow_leaves_the_last_index(
    space: Workspace, ingest: Ingest, share: float, rebuild: bool
) -> None:
    ingest(space)
    for n in range(20):
        space.write(f"new{n}.txt")
    size = (space.index / "mesures.db").stat().st_size
    options = ["--limit", str(int(size * share)), *(["--rebuild"] if rebuild else [])]
    with ingesting(space, *options) as process:
        go(process)
        code, said = done(process)
    assert code == 3, said
    assert "cannot be written" in said
    assert "--rebuild" not in said
    assert len(said.strip().splitlines()) == 1
    space.check()
    assert not [name for name in os.listdir(space.index) if name.endswith("-journal")]  # noqa: PTH208
    ingest(space)
    assert space.indexed() == space.content()
    assert check(space.index) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(disk)], capture_output=True
    )
    if not made or made.returncode:
        pytest.skip("needs the right to mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@POSIX
def test_a_full_disk_is_told_and_leaves_the_last_index(small_disk: Path, tmp_path: Path) -> None:
    space = Workspace(tmp_path / "space", seed=4)
    space.index = small_disk / "index"
    with ingesting(space) as process:
        go(process)
        assert done(process)[0] == 0
    for n in range(900):
        space.write(f"new{n}.txt")
    with ingesting(space) as process:
        go(process)
        code, said = done(process)
    assert code == 3, said
    assert "free its disk" in said
    space.check()
    assert len(space.indexed()) >= 24
    for n in range(900):
        (space.corpus / f"new{n}.txt").unlink()
    with ingesting(space, "--prune") as process:
        go(process)
        code, said = done(process)
    space.check()


@POSIX
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_closed_index_answers_and_is_not_written(shelf: Path, ingest: Ingest) -> None:
    space = Workspace(shelf / "space", seed=5)
    ingest(space)
    space.change()
    read_only(space.index)
    before = {path.name: path.read_bytes() for path in space.index.iterdir()}
    said = as_nobody(lambda: str(ingest(space)))
    assert said.startswith("IndexUnavailableError: no permission to write")
    assert as_nobody(lambda: str(space.check())) == "None"
    assert as_nobody(lambda: str(check(space.index))) == "[]"
    assert {path.name: path.read_bytes() for path in space.index.iterdir()} == before


def test_of_two_writers_one_waits_for_nobody(space: Workspace) -> None:
    for _ in range(max(3, kills(10) // 10)):
        space.change()
        with ingesting(space, "--prune") as one, ingesting(space, "--prune") as other:
            go(one)
            go(other)
            ends = {one.pid: done(one), other.pid: done(other)}
        codes = sorted(code for code, _ in ends.values())
        assert codes in ([0, 0], [0, 3])  # the one may be done before the other begins
        for pid, (code, said) in ends.items():
            if code == 3:
                (holder,) = ends.keys() - {pid}
                assert "is being written by another `mesures ingest`" in said
                assert f"process {holder} " in said or "process" not in said
                assert len(said.strip().splitlines()) == 1
        assert space.indexed() == space.content()
        assert check(space.index) == []
    assert not (space.index / HOLDER).exists()


def test_the_lock_of_a_killed_writer_holds_nobody_up(space: Workspace, ingest: Ingest) -> None:
    ingest(space)
    (space.index / HOLDER).write_text('{"process": 1, "host": "gone", "since": "then"}')
    ingest(space)
    assert not (space.index / HOLDER).exists()
    (space.index / LOCK).write_bytes(b"what a full disk left of a lock" * 99)
    ingest(space)
    assert space.indexed() == space.content()


def test_readers_see_whole_commits(space: Workspace, ingest: Ingest) -> None:
    ingest(space)
    stop, seen, faults = threading.Event(), set(), []

    def read() -> None:
        while not stop.is_set():
            try:
                space.check()
                with Reader(space.index) as reader, reader.snapshot():
                    seen.add(reader.generation)
            except BaseException as error:
                faults.append(repr(error))
                return

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for round_ in range(max(3, kills(10) // 4)):
            space.change()
            with ingesting(space, "--prune", *(["--rebuild"] if round_ % 2 else [])) as process:
                go(process)
                code, said = done(process)
                assert code == 0, said
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert faults == []
    assert len(seen) > 2


@POSIX
def test_an_open_reader_follows_a_rebuilt_index(space: Workspace, ingest: Ingest) -> None:
    ingest(space)
    with Reader(space.index) as reader:
        with reader.snapshot():
            before = len(reader.vectors())
        for _ in range(2):
            space.write("new.txt")
            space.write("newer.txt")
            ingest(space, rebuild=True)
            with reader.snapshot():
                units = sum(sum(row.counts.values()) for row in reader.documents())
                assert len(reader.vectors()) == units > before


@pytest.fixture
def indexed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("MESURES_INDEX", "MESURES_DEBUG", "MESURES_ENCODER"):
        monkeypatch.delenv(name, raising=False)
    line = {"document": "a.txt", "statement": "Planter des haies"}
    (tmp_path / "m.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert main(["ingest", "--measures", "m.jsonl"]) == 0
    capsys.readouterr()
    return tmp_path


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "gone"])
def test_torn_vectors_are_told_and_mended_by_the_next_run(
    indexed: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    path = indexed / "index" / "vectors-1.faiss"
    content = bytearray(path.read_bytes())
    content[-9] ^= 1
    torn = {"cut": content[:-5], "changed": content, "empty": b""}
    path.unlink() if damage == "gone" else path.write_bytes(torn[damage])
    assert main(["search", "haies"]) == 3
    assert "run `mesures ingest` again" in capsys.readouterr().err
    assert main(["ingest", "--measures", "m.jsonl"]) == 0
    assert main(["search", "haies"]) == 0
    assert main(["check"]) == 0


def test_an_index_of_a_newer_version_is_left_alone(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = indexed / "index" / "mesures.db"
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE name = 'schema'")
        connection.execute("CREATE TABLE later (thing TEXT)")
    connection.close()
    before = database.read_bytes(), sorted(os.listdir(indexed / "index"))  # noqa: PTH208
    ingest = ["ingest", "--measures", "m.jsonl"]
    for command in (["search", "haies"], ["status"], ingest, [*ingest, "--dry-run"], ["check"]):
        assert main(command) == 3
        said = capsys.readouterr().err
        assert "a newer version of mesures (schema 999" in said
        assert "bring this one up to date" in said
    assert (database.read_bytes(), sorted(os.listdir(indexed / "index"))) == before  # noqa: PTH208


def test_a_reader_that_never_lets_go_is_not_called_damage(
    space: Workspace, ingest: Ingest, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(space)
    space.write("new.txt")
    monkeypatch.setattr("pipeline.store.files.BUSY_SECONDS", 0.1)
    with Reader(space.index) as reader, reader.snapshot():
        reader.documents()
        for rebuild in (False, True):
            with pytest.raises(IndexUnavailableError, match="reads it without end"):
                ingest(space, rebuild=rebuild)
        assert len(reader.vectors()) > 0
    ingest(space)
    assert space.indexed() == space.content()


def test_the_script_of_these_tests_is_the_ingest_that_they_mean(space: Workspace) -> None:
    done_ = subprocess.run(
        [sys.executable, str(HERE / "line_ingest.py"), str(space.index), str(space.corpus)],
        input="\n",
        capture_output=True,
        text=True,
    )
    assert done_.returncode == 0
    assert "'added': 24" in done_.stdout
