"""A small index served to a client within the process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from small_index import BagEncoder, build
from starlette.testclient import TestClient

from pipeline.web.app import make_app
from pipeline.web.config import Config

TOKEN = "a token that nobody guesses"


@contextmanager
def serving(
    index: Path, monkeypatch: pytest.MonkeyPatch, base: str = "http://localhost", **config: object
) -> Iterator[TestClient]:
    """A client of an index that was built with the small encoder."""
    encoder = BagEncoder()
    monkeypatch.setattr("pipeline.web.collection.load_encoder", lambda name: encoder)
    app = make_app(Config(index, **config))  # type: ignore[arg-type]
    with TestClient(app, base_url=base, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder of a small index."""
    build(tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def client(small: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A client of the small index."""
    with serving(small, monkeypatch) as made:
        yield made


def ids(client: TestClient) -> dict[str, str]:
    """The ids of the measures by their statements."""
    found = client.get("/api/v1/measures?kind=measure&kind=passage").json()["results"]
    return {one["statement"]: one["id"] for one in found}


def quiet() -> None:
    """Keep what a test breaks on purpose out of its output."""
    logging.getLogger("pipeline.web.app").setLevel(logging.CRITICAL)
