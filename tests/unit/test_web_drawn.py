"""Pictures of pages: passwords, files that changed, and what kills the process that draws."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_index import BagEncoder, entry, measure
from web_client import ids, serving

from pipeline.corpus import digest
from pipeline.errors import DamagedError, LimitError
from pipeline.models import Box, Facts
from pipeline.search import identity
from pipeline.settings import Limits
from pipeline.store import Entry, Origin, Writer
from pipeline.view.pictures import Picture
from pipeline.web import drawn
from pipeline.web.drawn import Pictures, UndrawnError

TEXT = "Créer un verger partagé derrière la mairie.\n"


@pytest.fixture
def plan(typeset: Callable[[str], Path], tmp_path: Path) -> Path:
    """A plan in a folder of a corpus."""
    path = tmp_path / "corpus" / "ville" / "verger.pdf"
    path.parent.mkdir(parents=True)
    typeset(TEXT).rename(path)
    return path


@pytest.fixture
def pictures(tmp_path: Path) -> Iterator[Pictures]:
    """What draws the pages of an index beside the corpus."""
    made = Pictures(tmp_path / "index", "")
    yield made
    made.close()


def origin(path: Path) -> Origin:
    return Origin(digest(path), f"../corpus/ville/{path.name}")


def lock(path: Path, user: str) -> None:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(clone_from=path)
    writer.encrypt(user, "le propriétaire", algorithm="RC4-128")
    writer.write(path)


def test_the_password_of_plans_toml_opens_a_page(
    plan: Path, pictures: Pictures, tmp_path: Path
) -> None:
    lock(plan, "clé")
    assert pictures.picture(origin(plan), "ville/verger.pdf", 1) is None
    declared = '[documents."ville/verger.pdf"]\npassword = "clé"\n'
    (tmp_path / "corpus" / "plans.toml").write_text(declared, encoding="utf-8")
    picture = pictures.picture(origin(plan), "ville/verger.pdf", 1)
    assert picture is not None
    assert picture.data[8:12] == b"WEBP"
    (tmp_path / "corpus" / "plans.toml").write_text("[documents", encoding="utf-8")
    assert pictures.picture(origin(plan), "ville/verger.pdf", 1) is None


def test_a_password_for_other_documents_does_no_harm(plan: Path, tmp_path: Path) -> None:
    lock(plan, "")
    made = Pictures(tmp_path / "index", "for the others")
    try:
        assert made.picture(origin(plan), "ville/verger.pdf", 1)
        assert made.picture(origin(plan), "ville/verger.pdf", 2) is None
    finally:
        made.close()


def test_what_is_no_more_the_file_that_was_read_is_not_drawn(
    plan: Path, pictures: Pictures
) -> None:
    known = origin(plan)
    assert pictures.file(known) == plan
    plan.write_bytes(plan.read_bytes() + b"\n")
    assert pictures.picture(known, "ville/verger.pdf", 1) is None
    plan.unlink()
    os.mkfifo(plan)  # would be read without end
    assert pictures.file(known) is None


def _crash(path: Path, password: str, number: int, watch: object = None) -> object:
    if number == 1:
        os.abort()
    if number == 2:
        time.sleep(60)
    return drawn._drawn(path, password, 1)


def test_a_page_that_crashes_or_hangs_costs_itself_alone(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Pictures(tmp_path / "index", "", Limits(seconds=6, memory=1500))
    monkeypatch.setattr("pipeline.web.drawn._drawn", _crash)
    try:
        begun = time.monotonic()
        for number in (1, 2):
            with pytest.raises(UndrawnError):
                made.picture(origin(plan), "ville/verger.pdf", number)
        assert made.picture(origin(plan), "ville/verger.pdf", 3) is not None
        assert time.monotonic() - begun < 50
    finally:
        made.close()


@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the process that draws will give, one after the other; an empty list ends the test."""
    given: list[object] = []

    class Scripted:
        def __init__(self, *_: object) -> None: ...

        def __enter__(self) -> Scripted:
            return self

        def __exit__(self, *_: object) -> None: ...

        def outcomes(self, jobs: list[object]) -> Iterator[object]:
            return iter([given.pop(0) for _ in jobs])

    monkeypatch.setattr("pipeline.web.drawn.Workers", Scripted)
    return given


PAGE = Picture(b"RIFF....WEBP", Box(0, 0, 1, 1))


def test_a_failure_that_may_pass_is_tried_again_and_one_that_stays_is_kept(
    plan: Path, pictures: Pictures, outcomes: list[object]
) -> None:
    def asked(number: int) -> Picture | None:
        return pictures.picture(origin(plan), "ville/verger.pdf", number)

    outcomes += [LimitError("given up after 20 s"), PAGE]
    with pytest.raises(UndrawnError):
        asked(1)
    assert asked(1) == PAGE
    assert asked(1) == PAGE
    outcomes += [None]
    assert asked(7) is None
    assert asked(7) is None
    assert outcomes == []


def test_a_page_that_fails_and_fails_again_is_let_be_for_a_while(
    plan: Path, pictures: Pictures, outcomes: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.web.drawn._REST", 0.2)
    outcomes += [DamagedError("what reads it crashed (SIGKILL)"), LimitError("too slow"), PAGE]
    for left in (2, 1, 1):
        with pytest.raises(UndrawnError):
            pictures.picture(origin(plan), "ville/verger.pdf", 1)
        assert len(outcomes) == left
    time.sleep(0.25)
    assert pictures.picture(origin(plan), "ville/verger.pdf", 1) == PAGE


def test_what_is_damaged_or_locked_is_never_drawn_and_what_is_away_may_be(
    plan: Path, tmp_path: Path
) -> None:
    lock(plan, "clé")
    assert drawn._drawn(plan, "", 1) is None
    plan.write_bytes(b"%PDF-1.7 and nothing more")
    assert drawn._drawn(plan, "", 1) is None
    plan.unlink()
    with pytest.raises(DamagedError):
        drawn._drawn(plan, "", 1)


def test_pictures_are_kept_by_the_file_that_they_are_of(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = BagEncoder()
    index = tmp_path / "index"
    made = entry([measure("Créer un verger", "ville/verger.pdf")], "ville/verger.pdf")
    with Writer(index, identity(encoder)) as writer:
        known = origin(plan)
        writer.put(
            Entry(made.plan, made.measures, made.embedded, known.digest, "v", Facts(),
                  "2026-01-01", origin=known.place)
        )  # fmt: skip
        writer.commit(encoder.encode_documents)
    with serving(index, monkeypatch) as client:
        (id_,) = ids(client).values()
        sheet = client.get(f"/api/v1/measures/{id_}/place").json()["pages"][0]
        assert sheet["picture"] == f"/pages/1/ville/verger.pdf?v={known.digest[:12]}"
        assert sheet["picture"] in client.get(f"/mesures/{id_}").text
        drawing = client.get(sheet["picture"])
        assert drawing.headers["content-type"] == "image/webp"
        assert "max-age" in drawing.headers["cache-control"]
        other = client.get("/pages/1/ville/verger.pdf?v=0123456789ab")
        assert "max-age" not in other.headers["cache-control"]
        for number in (0, -1, 2**32 + 1, 10**30):
            assert client.get(f"/pages/{number}/ville/verger.pdf").status_code == 422
        assert client.get("/pages/9/ville/verger.pdf").status_code == 404
        monkeypatch.setattr("pipeline.web.drawn.Pictures._draw", _busy)
        failed = client.get("/pages/8/ville/verger.pdf")
        assert failed.status_code == 503
        assert failed.headers["retry-after"]
        assert failed.headers["cache-control"] == "no-store"
    with serving(index, monkeypatch) as client:
        page = client.get(f"/mesures/{id_}")
        assert page.status_code == 200
        assert "rechargez la page" in page.text


def _busy(*_: object) -> None:
    raise UndrawnError("no time")
