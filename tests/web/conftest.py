"""The demonstration corpus, indexed and served, and a real browser that looks at it."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from pipeline.cli import main
from pipeline.web.app import make_app
from pipeline.web.config import Config

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
WIDE, NARROW = 1280, 390
REVIEW = "le jeton de qui relit"


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the demonstration corpus."""
    folder = tmp_path_factory.mktemp("served") / "index"
    assert main(["ingest", str(ROOT / "corpus"), "-i", str(folder)]) == 0
    return folder


def served(index: Path) -> Iterator[str]:
    """The address of a server of an index on this machine."""
    config = uvicorn.Config(
        make_app(Config(index, review_token=REVIEW)),
        port=0,
        log_level="error",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def told(address: str, path: str) -> Any:
    """What the API answers; it is asked again as long as overlaps are being looked for."""
    while True:
        try:
            with urllib.request.urlopen(f"{address}/api/v1{path}") as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise
        time.sleep(0.2)


@pytest.fixture(scope="session")
def address(index: Path) -> Iterator[str]:
    """The address of the server."""
    yield from served(index)


def missing(what: str) -> None:
    """Skip for want of a tool, or fail where CI must have it."""
    if os.environ.get("CI"):
        pytest.fail(f"needs {what}")
    pytest.skip(f"needs {what}")


def chromium() -> str | None:
    """The program that is driven."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def launched(playwright: Any) -> Any:
    """The browser; as root and in containers it has no sandbox of its own."""
    return playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("the package playwright")
    if chromium() is None:
        missing("chromium (apt-get install chromium)")
    with sync_playwright() as playwright:
        opened = launched(playwright)
        yield opened
        opened.close()


@pytest.fixture(params=[WIDE, NARROW])
def width(request: pytest.FixtureRequest) -> int:
    """The width of the window."""
    return int(request.param)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page of the server; complaints of the browser and other hosts fail the test."""
    context = browser.new_context(base_url=address, viewport={"width": WIDE, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    faults: list[str] = []
    opened.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda r: None if r.url.startswith(address) else faults.append(r.url))
    yield opened
    context.close()
    assert not faults
