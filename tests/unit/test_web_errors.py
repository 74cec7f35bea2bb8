"""What goes wrong is told in the language of the page; the API speaks English unless asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from small_index import BagEncoder, build
from starlette.testclient import TestClient
from web_client import client, serving, small

from pipeline.messages import Message
from pipeline.search import identity
from pipeline.store import Run, Writer

__all__ = ["client", "small"]


def note(page: str) -> str:
    return " ".join(html.fromstring(page).xpath("string(//p[@class='note'])").split())


@pytest.mark.parametrize(
    ("path", "status", "french", "english"),
    [
        (
            "/mesures/0123456789abcdef",
            404,
            "aucune mesure n’a cet id ; elle a pu quitter la collection",
            "no measure has this id; it may have left the collection",
        ),
        (
            "/plans/nowhere.pdf",
            404,
            "aucun document n’a ce nom ; il a pu quitter la collection",
            "no document has this name; it may have left the collection",
        ),
        (
            "/recherche?q=v%C3%A9lo&year=MMXXV",
            400,
            "year doit être une année, comme 2025, et non 'MMXXV'",
            "year must be a year, as in 2025, not 'MMXXV'",
        ),
        ("/nothing-here", 404, "il n’y a rien à cette adresse", "Not Found"),
    ],
)
def test_pages_tell_what_is_wrong_in_their_language(
    client: TestClient, path: str, status: int, french: str, english: str
) -> None:
    here, there = client.get(path), client.get(f"/en{path}")
    assert (here.status_code, there.status_code) == (status, status)
    assert (note(here.text), note(there.text)) == (french, english)
    assert not html.fromstring(here.text).xpath("//p[@class='note']//@lang")


def test_the_api_speaks_english_unless_french_is_preferred(client: TestClient) -> None:
    path = "/api/v1/measures?cursor=none"
    plain = client.get(path)
    assert plain.json()["detail"].startswith("cursor is none of this list")
    assert plain.headers["vary"] == "Accept-Language"
    for wanted, said in (
        ("en-CA, fr;q=0.5", "cursor is none of this list"),
        ("fr-CA, en;q=0.5", "cursor n’est pas de cette liste\u00a0; prenez"),
    ):
        told = client.get(path, headers={"Accept-Language": wanted})
        assert told.headers["content-type"] == "application/problem+json"
        assert (told.status_code, told.json()["title"]) == (400, "Bad Request")
        assert told.json()["detail"].startswith(said)


def test_another_host_name_is_refused_in_french(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(small, monkeypatch, base="http://evil.example") as asking:
        assert "ne répond pas pour 'evil.example'" in asking.get("/").json()["detail"]
        assert "does not answer for 'evil.example'" in asking.get("/en/").json()["detail"]


def test_reasons_of_failed_documents_are_told_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = BagEncoder()
    build(tmp_path, encoder)
    why = Message("{document}: damaged PDF; get the file again", document="bad.pdf")
    with Writer(tmp_path, identity(encoder)) as writer:
        failed = {"bad.pdf": why, "old.pdf": "old.pdf is odd"}
        writer.record(Run("2026-03-01T02:00:00+00:00", 0.0, {"failed": 2}, failed, True))
    with serving(tmp_path, monkeypatch) as asking:
        french, english = asking.get("/collection").text, asking.get("/en/collection").text
        api = asking.get("/api/v1/collection").json()
    assert "bad.pdf\u00a0: PDF endommagé\u00a0; procurez-vous de nouveau le fichier" in french
    assert '<span lang="en">old.pdf is odd</span>' in french
    assert '<span lang="en">' not in english
    assert "bad.pdf: damaged PDF; get the file again" in english
    assert str(why) in str(api)
