"""Reading elsewhere, with what stands in for Ray: order, bounds, losses; and what a node does."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing import Pipe
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bad_reads
import pytest
import stand_ins

from pipeline.build.worker import Job
from pipeline.cli import main
from pipeline.cluster import RayReaders, node, tasks
from pipeline.cluster.driver import drive
from pipeline.cluster.node import Around, release
from pipeline.cluster.tasks import RayTasks, Setting
from pipeline.errors import DamagedError, LimitError, UsageError
from pipeline.language import told
from pipeline.settings import Limits


def jobs(count: int) -> list[Job]:
    return [Job(f"d{n}", partial(bad_reads.good, f"d{n}")) for n in range(count)]


def test_what_is_done_in_another_order_comes_in_ours(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "pipeline"):
        with RayReaders("local", 2, Limits(), stand_ins.backwards) as readers:
            assert list(readers.outcomes(jobs(200))) == [f"d{n} read" for n in range(200)]
            assert list(readers.outcomes(jobs(1))) == ["d0 read"]
        assert caplog.messages == ["page 3 not read"] * 201


@pytest.fixture
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records as they are logged: a command that ran in this process has them told in English."""
    for handler in logging.getLogger().handlers:
        monkeypatch.setattr(handler, "filters", [])


def test_what_is_said_elsewhere_is_told_in_french_here(
    untold: None, caplog: pytest.LogCaptureFixture
) -> None:
    with RayReaders("local", 2, Limits(), stand_ins.backwards) as readers:
        (found,) = readers.outcomes([Job("deep.pdf", partial(bad_reads.deep, "deep.pdf"))])
    assert isinstance(found, LimitError)
    assert told(found.message, "fr").startswith("deep.pdf\u00a0: trop de niveaux imbriqués")
    (record,) = caplog.records
    assert told(record.msg, "fr") == "page 3 non lue"


def test_no_job_starts_nothing() -> None:
    with RayReaders("local", 2, Limits(), stand_ins.lost) as readers:
        assert list(readers.outcomes([])) == []


def test_a_driver_that_dies_is_one_line_after_what_was_read() -> None:
    with RayReaders("local", 2, Limits(), stand_ins.lost) as readers:
        found = readers.outcomes(jobs(3))
        assert next(found) == "d0 read"
        with pytest.raises(UsageError, match="Ray at local was lost; what was read is in the ind"):
            next(found)


def test_a_ray_that_cannot_be_used_says_why() -> None:
    with (
        RayReaders("local", 2, Limits(), stand_ins.refusing) as readers,
        pytest.raises(UsageError, match="Ray at local cannot be used"),
    ):
        list(readers.outcomes(jobs(1)))


def driven(given: list[Job], most: int, limits: Limits) -> tuple[stand_ins.Backwards, list[Any]]:
    """What comes of jobs that are all there at once, and what did them."""
    import pickle

    ours, theirs = Pipe()
    done = stand_ins.Backwards()
    thread = threading.Thread(target=drive, args=(theirs, done, limits, most))
    thread.start()
    for numbered in enumerate(given):
        ours.send(numbered)
    found: dict[int, Any] = {}
    while len(found) < len(given):
        kind, said = ours.recv()
        if kind == "done":
            found[said[0]] = pickle.loads(said[1])
    ours.close()
    thread.join(10)
    assert not thread.is_alive()
    return done, [found[place] for place in range(len(given))]


def test_documents_on_their_way_are_bounded_in_bytes(tmp_path: Path) -> None:
    given = []
    for number, size in enumerate((10, 400, 40, 60, 1500, 30, 30)):
        file = tmp_path / f"{number}.txt"
        file.write_bytes(bytes(size))
        given.append(Job(file.name, partial(bad_reads.good, file.name), file))
    done, found = driven(given, 500, Limits())
    assert found == [f"{number}.txt read" for number in range(7)]
    assert done.most == 1500  # one that is larger goes alone


def test_a_file_that_is_gone_or_too_large_costs_itself_alone(tmp_path: Path) -> None:
    gone, large, good = (tmp_path / name for name in ("gone.txt", "large.txt", "good.txt"))
    large.write_bytes(bytes(1_000_001))
    good.write_text("good")
    given = [Job(one.name, partial(bad_reads.good, one.name), one) for one in (gone, large, good)]
    _, found = driven(given, 10_000_000, Limits(memory=1))
    assert isinstance(found[0], DamagedError)
    assert str(found[0]) == "gone.txt cannot be read (No such file or directory)"
    assert isinstance(found[1], LimitError)
    assert str(found[1]).startswith("large.txt: larger than the 1 MB of memory")
    assert found[2] == "good.txt read"


@pytest.fixture
def on_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Reading as a node does, with a worker of its own."""
    import pickle

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(node, "_workers", None)
    monkeypatch.setitem(vars(sys.modules["__main__"]), "__file__", None)
    around = Around(Limits(), (logging.WARNING, logging.WARNING), release())

    def read(job: Job, data: bytes | None = None) -> Any:
        said = node.read(job, data, around)
        return pickle.loads(said.outcome), said.records

    yield read
    if node._workers:
        node._workers.__exit__(None, None, None)


def test_a_node_reads_a_copy_and_keeps_nothing(on_node: Callable[..., Any], tmp_path: Path) -> None:
    job = Job("a", stand_ins.lies_alone, Path("/not/here/plan.PDF"))
    (first, folder, names), _ = on_node(job, b"data")
    (again, *_), _ = on_node(job, b"data")
    assert first == again
    assert names == ["document.PDF"]
    assert Path(folder).parent == tmp_path
    assert list(tmp_path.iterdir()) == []
    text, _ = on_node(Job("a", stand_ins.content, Path("/not/here/a.txt")), "été".encode())
    assert text == "été"


def test_a_node_survives_what_kills_its_worker_and_tells_what_was_logged(
    untold: None, on_node: Callable[..., Any]
) -> None:
    found, _ = on_node(Job("bad.pdf", partial(bad_reads.leave, 3)))
    assert str(found).startswith("bad.pdf: what reads it crashed (exit code 3)")
    assert "s’est arrêté net (code de sortie 3)" in told(found.message, "fr")
    found, records = on_node(Job("good.pdf", bad_reads.warn))
    assert found == "read"
    assert records == (("pipeline.extract", logging.WARNING, "page 3 is odd"),)
    _, records = on_node(Job("good.pdf", stand_ins.warns))
    assert [told(said, "fr") for _, _, said in records] == ["page 3 non lue"]


def test_a_node_with_another_version_is_named() -> None:
    around = Around(Limits(), (30, 30), "mesures 0.0 (extract=0)")
    with pytest.raises(UsageError, match=r"Ray's node \S+ has mesures .*, this machine mesures 0"):
        node.read(jobs(1)[0], None, around)


class Idle:
    """A Ray that finishes nothing."""

    def __init__(self) -> None:
        self.cpus = 2

    def wait(self, tasks: list[Any], **options: Any) -> tuple[list[Any], list[Any]]:
        return [], tasks

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": self.cpus} if self.cpus else {}


def test_a_cluster_may_be_without_cpus_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(tasks, "time", SimpleNamespace(monotonic=lambda: now))
    there = RayTasks(Setting("head:1", 0, Limits(), (30, 30), ""))
    ray = there._ray = Idle()
    for at, ray.cpus in ((100.0, 2), (110.0, 0), (150.0, 1), (160.0, 0), (205.0, 0)):
        now = at
        assert there.finished(0.1) == []
    now = 210.0
    with pytest.raises(UsageError, match="Ray at head:1 has had no CPU for 60 s; add a node"):
        there.finished(0.1)


def test_nothing_of_ray_is_imported_by_what_drives_it() -> None:
    asked = "import sys, pipeline.cluster.tasks; sys.exit('ray' in sys.modules)"
    subprocess.run([sys.executable, "-c", asked], check=True)


def complaint(capsys: pytest.CaptureFixture[str], tmp_path: Path, address: str) -> str:
    """The one line that `mesures ingest --ray` says before it ends with exit code 2."""
    (tmp_path / "a.txt").write_text("1. Ouvrir un parc", encoding="utf-8")
    index = tmp_path / "index"
    assert main(["ingest", str(tmp_path / "a.txt"), "-i", str(index), "--ray", address]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert not index.exists()
    return said.err


def test_without_the_extra_one_line_says_how_to_install_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.cluster.reading.find_spec", lambda name: None)
    assert 'pip install "mesures[cluster]"' in complaint(capsys, tmp_path, "local")


@pytest.mark.parametrize(
    "address", ["ray://head:10001", "head", "head:port", "", "a b:1", "head:65536"]
)
def test_an_address_is_a_host_and_a_port(
    address: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert "give HOST:PORT" in complaint(capsys, tmp_path, address)


def test_an_address_that_does_not_answer_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.cluster.reading.find_spec", lambda name: name)
    for address in ("127.0.0.1:1", "[::1]:1", "nowhere.invalid:6379"):
        assert f"Ray at {address} does not answer" in complaint(capsys, tmp_path, address)
