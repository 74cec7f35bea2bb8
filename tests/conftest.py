"""What every test may use: the founders' shared folder, and tools that CI must have."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


def pytest_configure() -> None:
    """Commands that tests start can be interrupted, also where this run was put in the background,
    whose processes ignore Ctrl-C."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The founders' folder of real plans and gold; tests that need it skip elsewhere."""
    if not (SHARED / "gold").is_dir():
        pytest.skip("needs ../shared (real plans and gold annotations), which only founders have")
    return SHARED


@pytest.fixture(autouse=True)
def _read_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands read documents in this process: where a test has them patched, and sooner."""
    monkeypatch.setenv("MESURES_WORKERS", "0")


@pytest.fixture(autouse=True)
def _speak_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the language of who runs the tests."""
    monkeypatch.setenv("MESURES_LANG", "en")


@pytest.fixture
def shelf() -> Iterator[Path]:
    """A folder that anybody may enter, unlike pytest's."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        path.chmod(0o755)
    shutil.rmtree(folder)


def require_tool(name: str) -> str:
    """The path of a program; without it the test skips, or fails where CI must have it."""
    found = shutil.which(name)
    if found is None:
        message = f"needs the program {name}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def ocr_tools() -> None:
    """Skip without the programs that read scans, or fail where CI must have them."""
    from pipeline.extract import missing_for_ocr

    if missing := missing_for_ocr():
        if os.environ.get("CI"):
            pytest.fail(f"needs OCR: {missing}")
        pytest.skip(f"needs OCR: {missing}")
