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
from pipeline.models import Facts
from pipeline.search import identity
from pipeline.settings import Limits
from pipeline.store import Entry, Origin, Writer
from pipeline.web import drawn
from pipeline.web.drawn import Pictures

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
        found = [made.picture(origin(plan), "ville/verger.pdf", n) for n in (1, 2, 3)]
        assert time.monotonic() - begun < 50
    finally:
        made.close()
    assert found[:2] == [None, None]
    assert found[2] is not None


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
