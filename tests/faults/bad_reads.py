"""What reads documents badly: for workers to survive. Imported by the workers themselves."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.build import worker
from pipeline.errors import DamagedError
from pipeline.extract import ocr

Watch = Callable[[str, int, int], None]


def good(name: str, watch: Watch | None = None) -> str:
    return f"{name} read"


def slow(name: str, seconds: float, watch: Watch | None = None) -> str:
    time.sleep(seconds)
    return f"{name} read"


def steady(name: str, pages: int, watch: Watch) -> str:
    """One page a second, told as it is done."""
    for page in range(1, pages + 1):
        time.sleep(1)
        watch(name, page, pages)
    return f"{name} read"


def damaged(name: str, watch: Watch | None = None) -> str:
    raise DamagedError(f"{name}: damaged; get it again")


def surprising(name: str, watch: Watch | None = None) -> str:
    raise ZeroDivisionError("a number\nof no use")


def deep(name: str, watch: Watch | None = None) -> str:
    return deep(name, watch)


def crash(signalled: int, watch: Watch | None = None) -> str:
    if signalled != signal.SIGKILL:
        signal.signal(signalled, signal.SIG_DFL)
    os.kill(os.getpid(), signalled)
    return "still there"


def leave(code: int, watch: Watch | None = None) -> str:
    os._exit(code)


def poison(watch: Watch | None = None) -> str:
    """Leave the worker in a state that kills it at the next document."""
    os.environ["POISONED"] = "yes"
    return "poison"


def innocent(watch: Watch | None = None) -> str:
    if "POISONED" in os.environ:
        os._exit(1)
    return "innocent"


def greedy(megabytes: int, watch: Watch | None = None) -> int:
    taken = [bytes(1_000_000) + b"1" for _ in range(megabytes)]
    return len(taken)


def greedy_unwatched(megabytes: int, watch: Watch | None = None) -> int:
    """As `greedy`, where the system does not limit memory and the worker looks itself."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    threading.Thread(target=worker._guard, args=(megabytes // 2,), daemon=True).start()
    taken = [bytes(1_000_000) + b"1" for _ in range(megabytes)]
    time.sleep(30)
    return len(taken)


def warn(watch: Watch | None = None) -> str:
    logging.getLogger("pipeline.extract").warning("page %d is odd", 3)
    logging.getLogger("pipeline.extract").debug("not to be heard")
    return "read"


def start_program(note: Path, watch: Watch | None = None) -> str:
    """Start a program as OCR does, note its number, and wait for it."""
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    with (
        note.with_suffix(".log").open("w+b") as output,
        ocr._started(command, dict(os.environ), output) as process,
    ):
        note.write_text(str(process.pid))
        process.wait()
    return "read"


def note_and_wait(note: Path, watch: Watch | None = None) -> str:
    note.write_text(str(os.getpid()))
    time.sleep(60)
    return "read"
