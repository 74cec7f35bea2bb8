"""Ingests killed at random moments: the index is whole after each, and the next run completes it.

The long version, 200 kills: MESURES_KILLS=200 python -m pytest tests/faults
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from spaces import Workspace, done, go, ingesting, kills

from pipeline.cli import main
from pipeline.store import has_index
from pipeline.store.check import check

ROOT = Path(__file__).parents[2]


def seconds_of(space: Workspace) -> float:
    with ingesting(space) as process:
        start = time.perf_counter()
        go(process)
        assert done(process)[0] == 0
        return time.perf_counter() - start


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_after_every_kill_the_index_is_whole(space: Workspace, ingest: Callable[..., None]) -> None:
    chance = random.Random(1)
    usual = seconds_of(space)
    assert space.indexed() == space.content()
    struck = 0
    for round_ in range(kills(10)):
        space.change()
        options = ["--prune", *(["--rebuild"] if round_ % 5 == 4 else [])]
        with ingesting(space, *options) as process:
            go(process)
            time.sleep(chance.uniform(0, usual * 1.1))
            # Every third time a Ctrl-C, which Python may take between any two steps of a commit.
            process.send_signal(signal.SIGINT if round_ % 3 == 2 else signal.SIGKILL)
            struck += process.wait(30) != 0
        space.check()
        if round_ % 4 == 3:
            before, content = space.ids(), space.indexed()
            ingest(space, prune=True)
            assert space.indexed() == space.content()
            after = space.ids()
            for document in content.keys() & space.content().keys():
                if content[document] == space.content()[document]:
                    same = [key for key in before if key[0] == document]
                    assert all(after[key] == before[key] for key in same)
            assert check(space.index) == []
    assert struck > 0


def test_a_first_run_that_is_killed_goes_on(tmp_path: Path, ingest: Callable[..., None]) -> None:
    chance = random.Random(2)
    for round_ in range(max(2, kills(10) // 5)):
        space = Workspace(tmp_path / str(round_), seed=round_)
        for _ in range(2):
            with ingesting(space) as process:
                go(process)
                time.sleep(chance.uniform(0, 0.3))
                process.kill()
            space.check()
        ingest(space)
        assert space.indexed() == space.content()
        assert check(space.index) == []


def test_what_was_committed_is_not_read_again(space: Workspace) -> None:
    with ingesting(space) as process:
        go(process)
        end = time.monotonic() + 30
        while not has_index(space.index) or not space.indexed():
            assert time.monotonic() < end
            time.sleep(0.005)
        process.kill()
        process.wait()
    held = len(space.indexed())
    with ingesting(space) as process:
        go(process)
        _, said = done(process)
    assert f"'unchanged': {held}" in said
    assert f"'added': {len(space.content()) - held}" in said


def test_a_killed_command_leaves_an_answering_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same with the real command, which reads, segments and encodes."""
    space = Workspace(tmp_path, seed=8, documents=3)
    monkeypatch.chdir(tmp_path)
    for name in ("MESURES_INDEX", "MESURES_DEBUG", "MESURES_ENCODER"):
        monkeypatch.delenv(name, raising=False)
    chance = random.Random(3)
    command = [sys.executable, str(ROOT / "cli.py"), "ingest"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, env=environ, capture_output=True).returncode == 0
    for _ in range(max(1, kills(10) // 10)):
        space.change()
        process = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 3.0))
        process.kill()
        process.wait()
        assert main(["search", "planter des haies", "-n", "1", "--jsonl"]) == 0
        assert main(["check"]) == 0
        capsys.readouterr()
    if kills(0):  # loading what reads French takes most of the time of this test
        done_ = subprocess.run([*command, "--prune"], env=environ, capture_output=True)
        assert done_.returncode == 0
        assert set(space.indexed()) == set(space.content())
