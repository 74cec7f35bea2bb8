"""Workers that crash, hang, take all memory or lose the process that they work for."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import bad_reads
import psutil
import pytest

from pipeline.build.isolation import Workers, readers
from pipeline.build.worker import Job
from pipeline.errors import DamagedError, LimitError
from pipeline.settings import Limits

HERE = Path(__file__).parent
GOOD = [partial(bad_reads.good, f"plan-{number}.pdf") for number in range(3)]
posix = pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux limits the memory of a process"
)


def jobs(*reads: Callable[..., Any]) -> list[Job]:
    return [Job(f"document-{number}", read) for number, read in enumerate(reads)]


def outcomes(*reads: Callable[..., Any], count: int = 1, **limits: int) -> list[Any]:
    with Workers(count, Limits(**limits)) as workers:
        return list(workers.outcomes(jobs(*reads)))


def gone(process: int, seconds: float = 20.0) -> bool:
    """Whether a process ends in that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if psutil.Process(process).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(params=[0, 1, 2])
def anyhow(request: pytest.FixtureRequest) -> Iterator[Any]:
    with readers(request.param, Limits()) as found:
        yield found


def test_what_is_read_comes_in_order_and_errors_in_their_place(anyhow: Any) -> None:
    found = list(
        anyhow.outcomes(
            jobs(
                partial(bad_reads.slow, "first", 0.5),
                partial(bad_reads.damaged, "second"),
                partial(bad_reads.good, "third"),
                partial(bad_reads.surprising, "fourth"),
                partial(bad_reads.deep, "fifth"),
                partial(bad_reads.good, "last"),
            )
        )
    )
    assert [one for one in found if isinstance(one, str)] == [
        "first read",
        "third read",
        "last read",
    ]
    assert [str(one) for one in found if not isinstance(one, str)] == [
        "second: damaged; get it again",
        "document-3 cannot be read (ZeroDivisionError: a number of no use); save it anew, or in "
        "another format",
        "document-4: nested too deeply to be read; save it in a simpler form",
    ]
    assert [type(one) for one in found[3:5]] == [DamagedError, LimitError]


def test_no_jobs_start_no_process() -> None:
    before = psutil.Process().children(recursive=True)
    assert outcomes() == []
    assert psutil.Process().children(recursive=True) == before


def test_more_jobs_than_wait_at_once_come_in_order() -> None:
    names = [f"plan-{number}.pdf" for number in range(200)]
    found = outcomes(*(partial(bad_reads.good, name) for name in names), count=2)
    assert found == [f"{name} read" for name in names]


@posix
@pytest.mark.parametrize("code", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_crash_costs_its_document_alone_and_names_it(code: signal.Signals) -> None:
    found = outcomes(*GOOD[:2], partial(bad_reads.crash, code), GOOD[2])
    assert found[:2] + found[3:] == [read() for read in GOOD]
    assert isinstance(found[2], DamagedError)
    assert str(found[2]).startswith(f"document-2: what reads it crashed ({code.name}")


def test_a_worker_that_leaves_is_replaced() -> None:
    found = outcomes(partial(bad_reads.leave, 3), GOOD[0], partial(bad_reads.leave, 0), GOOD[1])
    assert found[1::2] == ["plan-0.pdf read", "plan-1.pdf read"]
    assert "(exit code 3)" in str(found[0])
    assert "(exit code 0)" in str(found[2])


def test_a_document_is_not_blamed_for_what_others_did_to_the_worker() -> None:
    assert outcomes(bad_reads.poison, bad_reads.innocent, GOOD[0]) == [
        "poison",
        "innocent",
        "plan-0.pdf read",
    ]


def test_a_hang_is_given_up_and_the_others_are_read() -> None:
    start = time.monotonic()
    found = outcomes(GOOD[0], partial(bad_reads.slow, "hangs", 300), GOOD[1], seconds=3)
    assert time.monotonic() - start < 100
    assert found[::2] == ["plan-0.pdf read", "plan-1.pdf read"]
    assert isinstance(found[1], LimitError)
    assert str(found[1]).startswith("document-1: given up after 3 s; split it, or raise `seconds`")


def test_a_document_that_makes_progress_has_time() -> None:
    told: list[tuple[str, int, int]] = []
    with Workers(1, Limits(seconds=4), lambda *said: told.append(said)) as workers:
        (found,) = workers.outcomes(jobs(partial(bad_reads.steady, "scan.pdf", 7)))
    assert found == "scan.pdf read"
    assert told == [("scan.pdf", page, 7) for page in range(1, 8)]


@linux
@pytest.mark.parametrize("read", [bad_reads.greedy, bad_reads.greedy_unwatched])
def test_memory_is_limited(read: Callable[..., int]) -> None:
    found = outcomes(GOOD[0], partial(read, 1200), partial(bad_reads.greedy, 10), memory=600)
    assert found[0] == "plan-0.pdf read"
    assert str(found[1]).startswith("document-1: takes more than 600 MB of memory; split it")
    assert found[2] == 10


def test_what_a_worker_logs_is_logged_here(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "pipeline"):
        assert outcomes(bad_reads.warn) == ["read"]
    assert [(record.name, record.getMessage()) for record in caplog.records] == [
        ("pipeline.extract", "page 3 is odd")
    ]


@posix
def test_programs_that_a_document_started_end_with_it(tmp_path: Path) -> None:
    note = tmp_path / "program"
    (found,) = outcomes(partial(bad_reads.start_program, note), seconds=5)
    assert isinstance(found, LimitError)
    assert gone(int(note.read_text()))


@posix
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_the_process_that_they_work_for(
    tmp_path: Path, end: signal.Signals
) -> None:
    script = tmp_path / "reading.py"
    script.write_text(
        "import sys\n"
        "from functools import partial\n"
        "from pathlib import Path\n"
        "import bad_reads\n"
        "from pipeline.build.isolation import readers\n"
        "from pipeline.build.worker import Job\n"
        "from pipeline.settings import Limits\n"
        "if __name__ == '__main__':\n"
        "    jobs = [Job('a', partial(bad_reads.note_and_wait, Path(sys.argv[1])))]\n"
        "    with readers(1, Limits()) as found:\n"
        "        print(list(found.outcomes(jobs)))\n"
    )
    note = tmp_path / "worker"
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    path = os.pathsep.join([str(HERE), str(HERE.parents[1])])
    process = subprocess.Popen(
        [sys.executable, str(script), str(note)],
        env=os.environ | {"PYTHONPATH": path, "TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
    )
    limit = time.monotonic() + 60
    while not (note.exists() and note.read_text()) and time.monotonic() < limit:
        time.sleep(0.1)
    worker = int(note.read_text())
    assert not gone(worker, 0.2)
    process.send_signal(end)
    process.communicate()
    assert gone(worker)
    assert list(temporary.iterdir()) == []


def test_nothing_is_left_in_the_folder_of_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    outcomes(GOOD[0], partial(bad_reads.leave, 1))
    assert list(tmp_path.iterdir()) == []
