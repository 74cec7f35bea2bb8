"""`mesures serve`: what it refuses, prints and answers as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from small_index import entry, measure

from pipeline import search
from pipeline.cli import main
from pipeline.embed import load_encoder
from pipeline.store import Writer

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    encoder = load_encoder()
    with Writer(folder, search.identity(encoder)) as writer:
        writer.put(entry([measure("Aménager des pistes cyclables")]))
        writer.commit(encoder.encode_documents, words=search.words(encoder))
    return folder


@contextmanager
def running(*options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server as a process, and the address that it tells."""
    process = subprocess.Popen(
        [sys.executable, "cli.py", "serve", "--port", "0", *options],
        cwd=ROOT, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "MESURES_TOKEN": ""},
    )  # fmt: skip
    assert process.stderr
    try:
        yield process.stderr.readline().strip(), process
    finally:
        process.kill()
        process.communicate()


def test_a_server_answers_until_it_is_interrupted(index: Path) -> None:
    with running("-i", str(index)) as (address, process):
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{address}recherche?q=pistes") as answer:
            assert "cyclables" in answer.read().decode()
            assert "server" not in answer.headers
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=20)[1]
        assert "GET /recherche 200" in said
        assert "pistes" not in said
        assert "Traceback" not in said


def test_others_need_the_token_that_is_told(index: Path) -> None:
    with running("-i", str(index), "--host", "0.0.0.0") as (told, _):
        address, _, token = told.replace("0.0.0.0", "127.0.0.1").partition("?token=")
        assert len(token) >= 32
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{address}api/v1/plans")
        assert refused.value.code == 401
        refused.value.close()
        asked = urllib.request.Request(
            f"{address}api/v1/plans", headers={"Authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(asked) as answer:
            assert answer.status == 200


def test_the_description_is_printed(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--openapi", "-i", str(index)]) == 0
    described = json.loads(capsys.readouterr().out)
    assert "/api/v1/search" in described["paths"]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--token", "short"], 2, "at least 16"),
        (["-i", "nowhere"], 3, "no index"),
        (["--host", "203.0.113.7"], 2, "cannot be listened to"),
    ],
)
def test_what_cannot_be_served_is_refused(
    index: Path, capsys: pytest.CaptureFixture[str], options: list[str], code: int, said: str
) -> None:
    given = options if "-i" in options else [*options, "-i", str(index)]
    assert main(["serve", *given]) == code
    assert said in capsys.readouterr().err
