"""Documents read on Ray itself: as locally, whatever is killed; and nothing is left of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import bad_reads
import psutil
import pytest
import stand_ins
from thousand import _FORMATS as FORMATS
from thousand import BAD, plan

from pipeline import build, corpus, embed, extract
from pipeline.build.isolation import Readers, readers
from pipeline.build.worker import Job
from pipeline.cluster import RayReaders
from pipeline.errors import DamagedError
from pipeline.settings import Limits
from pipeline.store import Reader

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six plans: one is encrypted, one a bomb, and one kills what reads it."""
    folder = tmp_path_factory.mktemp("corpus")
    written = dict(FORMATS)
    for number, kind in enumerate(("txt", "html", "pdf")):
        (folder / f"{number}.{kind}").write_bytes(written[kind](plan(number)))
    for name, make, _ in BAD:
        if name in ("locked.pdf", "spaces.docx"):
            (folder / name).write_bytes(make(plan(9)))
    (folder / "killer.txt").write_text("1. Ouvrir un parc", encoding="utf-8")
    return folder


def indexed(index: Path, documents: Path, how: Readers, limits: Limits) -> build.Report:
    found = corpus.sources([documents], documents, extract.supports)
    work = [
        replace(item, read=partial(bad_reads.leave, 3), file=None)
        if item.document == "killer.txt"
        else item
        for item in build.document_work(found, limits=limits)
    ]
    return build.ingest(index, work, embed.load_encoder(), readers=how)


def test_the_report_and_the_index_are_those_of_a_local_run(
    on_ray: RayReaders, documents: Path, tmp_path: Path
) -> None:
    limits = Limits(unpacked=60)
    with readers(1, limits) as local:
        here = indexed(tmp_path / "here", documents, local, limits)
    there = indexed(tmp_path / "there", documents, on_ray, limits)
    assert len(here.added) == 3
    assert set(here.failed) == {"locked.pdf", "spaces.docx", "killer.txt"}
    assert there.exit_code == here.exit_code == 1

    def told(report: build.Report) -> dict[str, Any]:
        return report.record() | {"started": "", "seconds": 0}

    assert told(there) == told(here)
    assert units(tmp_path / "there") == units(tmp_path / "here")
    again = indexed(tmp_path / "there", documents, on_ray, limits)
    assert again.unchanged == here.added
    assert again.failed == here.failed
    assert again.added + again.changed == []


def units(index: Path) -> list[Any]:
    """What an index holds of its documents, but for ids."""
    with Reader(index) as reader, reader.snapshot():
        names = [row.document for row in reader.documents()]
        return [replace(unit, id="") for name in names for unit in reader.units(name)]


@posix
def test_a_process_of_ray_that_is_killed_costs_a_retry(on_ray: RayReaders, tmp_path: Path) -> None:
    once = Job("once", partial(stand_ins.kills_ray_once, tmp_path / "note"))
    jobs = [Job("a", partial(bad_reads.good, "a")), once, Job("b", partial(bad_reads.good, "b"))]
    assert list(on_ray.outcomes(jobs)) == ["a read", "read after all", "b read"]


@posix
def test_what_kills_ray_each_time_is_named_and_given_up(on_ray: RayReaders, tmp_path: Path) -> None:
    jobs = [
        Job("each time.pdf", partial(stand_ins.kills_ray, tmp_path)),
        Job("b", partial(bad_reads.good, "b")),
    ]
    found, other = on_ray.outcomes(jobs)
    assert other == "b read"
    assert isinstance(found, DamagedError)
    assert str(found).startswith("each time.pdf: what reads it on Ray died (")
    assert len(list(tmp_path.iterdir())) == 4


@posix
def test_a_run_that_is_interrupted_ends_its_ray_and_says_nothing_else(
    ray: None, tmp_path: Path
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number}.txt").write_bytes(dict(FORMATS)["txt"](plan(number)))
    command = [sys.executable, str(ROOT / "cli.py"), "ingest", "--ray", "local", "--jsonl"]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=os.environ | {"MESURES_WORKERS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    started = eventually(lambda: {p for p in children(process.pid) if named(p, "raylet")})
    processes = children(process.pid)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, out, errors) == (130, "", "mesures: interrupted\n")
    assert started
    assert eventually(lambda: not any(alive(one) for one in processes))
    # What is there is whole, and the next run goes on.
    with readers(0, Limits()) as local:
        report = indexed(tmp_path / "index", folder, local, Limits())
    assert len(report.added) + len(report.unchanged) == 12


def children(process: int) -> list[psutil.Process]:
    return psutil.Process(process).children(recursive=True)


def named(process: psutil.Process, name: str) -> bool:
    try:
        return name in process.name()
    except psutil.NoSuchProcess:
        return False


def alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def eventually(what: Callable[[], Any], seconds: float = 60.0) -> Any:
    """What is found once there is something, or nothing after that time."""
    end = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def test_the_command_says_in_french_what_it_says_locally_and_nothing_of_ray(
    ray: None, documents: Path, tmp_path: Path
) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "ingest"]
    command += [str(documents / name) for name in ("0.txt", "locked.pdf")]
    here, there = (
        subprocess.run(
            [*command, "-i", str(tmp_path / name), *options],
            cwd=tmp_path,
            env=os.environ | {"MESURES_LANG": "fr"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        for name, options in (("here", []), ("there", ["--ray", "local"]))
    )
    assert there.returncode == here.returncode == 1
    assert there.stdout == here.stdout == ""
    failed, told = there.stderr.splitlines()
    assert failed.startswith("mesures: locked.pdf\u00a0: chiffré")
    assert told.startswith("1 ajouté, 1 en échec\u00a0; ")
    seconds = re.compile(r"\(\d+,\d")
    assert seconds.sub("", there.stderr) == seconds.sub("", here.stderr)
