"""Who is let in, what is refused, and what every answer carries."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_client import TOKEN, client, ids, serving, small

from pipeline.web.guard import COOKIE, cookie_of

__all__ = ["client", "small"]


def test_every_answer_carries_the_headers_of_safety(client: TestClient) -> None:
    for path in ("/", "/static/style.css", "/api/v1/plans", "/nothing", "/healthz"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_templates_hold_no_inline_script_or_style() -> None:
    import pipeline.web

    for template in (Path(pipeline.web.__file__).parent / "templates").iterdir():
        text = template.read_text(encoding="utf-8")
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick" not in text
        assert "| safe" not in text
        assert "|safe" not in text
        assert text.count("<script") == text.count("<script src=")


def test_another_host_name_is_refused(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(small, monkeypatch, base="http://evil.example") as client:
        assert client.get("/").status_code == 400
        assert client.get("/", headers={"Host": "127.0.0.1:8321"}).status_code == 200
        assert client.get("/", headers={"Host": "[::1]:8321"}).status_code == 200
    with serving(
        small, monkeypatch, base="http://plans.example", names=("localhost", "plans.example")
    ) as client:
        assert client.get("/").status_code == 200


def test_large_requests_are_refused(client: TestClient) -> None:
    assert client.get("/recherche?q=" + "a" * 17_000).status_code == 414
    assert client.post("/acces", content=b"x" * 20_000).status_code == 413

    def pieces() -> object:
        for _ in range(40):
            yield b"y" * 1000

    assert client.post("/acces", content=pieces()).status_code == 413


def test_a_token_is_asked_for_once(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(small, monkeypatch, token=TOKEN, names=None) as client:
        shut = client.get("/recherche?q=v%C3%A9lo", follow_redirects=False)
        assert shut.status_code == 303
        assert shut.headers["location"].startswith("/acces?suite=%2Frecherche")
        assert client.get("/api/v1/plans").status_code == 401
        assert client.get("/healthz").status_code == 200
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        assert client.get("/api/v1/plans", headers=bearer).status_code == 200
        wrong = client.post("/acces", data={"token": "something else"})
        assert wrong.status_code == 401
        assert "pas le bon jeton" in wrong.text
        asked = shut.headers["location"]
        opened = client.post(asked, data={"token": TOKEN}, follow_redirects=False)
        assert opened.headers["location"] == "/recherche?q=v%C3%A9lo"
        cookie = opened.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert TOKEN not in cookie
        assert client.get("/recherche?q=v%C3%A9lo", follow_redirects=False).status_code == 200


def test_a_link_with_the_token_opens_and_loses_it(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(
        small, monkeypatch, base="https://plans.example", token=TOKEN, names=None
    ) as client:
        opened = client.get(
            "/en/recherche", params={"q": "vélo", "token": TOKEN}, follow_redirects=False
        )
        assert opened.status_code == 303
        assert opened.headers["location"] == "/en/recherche?q=v%C3%A9lo"
        assert "Secure" in opened.headers["set-cookie"]
        assert client.get("/", follow_redirects=False).status_code == 200
    with serving(small, monkeypatch, token=TOKEN, names=None) as client:
        bad = client.get("/", params={"token": "no"}, follow_redirects=False)
        assert bad.headers["location"].startswith("/acces")
        assert "set-cookie" not in bad.headers
        client.cookies.set(COOKIE, TOKEN)
        assert client.get("/", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("suite", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_nobody_is_sent_to_another_host(
    small: Path, monkeypatch: pytest.MonkeyPatch, suite: str
) -> None:
    with serving(small, monkeypatch, token=TOKEN, names=None) as client:
        opened = client.post(
            "/acces", params={"suite": suite}, data={"token": TOKEN}, follow_redirects=False
        )
        assert opened.headers["location"] == "/"
        linked = client.get("//evil.example/", params={"token": TOKEN}, follow_redirects=False)
        assert not linked.headers.get("location", "/").startswith("//")


@pytest.mark.parametrize("stripped", [True, False])
def test_below_a_prefix_of_a_proxy(
    small: Path, monkeypatch: pytest.MonkeyPatch, stripped: bool
) -> None:
    before = "" if stripped else "/plans-en-ligne"
    with serving(small, monkeypatch, prefix="/plans-en-ligne") as client:
        page = client.get(f"{before}/en/recherche?q=v%C3%A9lo")
        assert page.status_code == 200
        assert 'href="/plans-en-ligne/en/collection"' in page.text
        assert 'src="/plans-en-ligne/static/page.js?v=' in page.text
        assert client.get(f"{before}/static/style.css").status_code == 200
        # No help with slashes: it would send the person out of the prefix.
        assert client.get(f"{before}/plans", follow_redirects=False).status_code == 404


def test_a_head_is_a_get_without_its_body(client: TestClient) -> None:
    for path in ("/", "/api/v1/plans", "/nothing"):
        head, whole = client.head(path), client.get(path)
        assert head.status_code == whole.status_code
        assert head.content == b""
        assert head.headers["content-type"] == whole.headers["content-type"]


def test_the_log_tells_no_question_unless_asked(
    small: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pipeline.web.access")
    with serving(small, monkeypatch) as client:
        client.get("/recherche?q=secret")
    assert "GET /recherche 200" in caplog.text
    assert "secret" not in caplog.text
    with serving(small, monkeypatch, log_queries=True) as client:
        client.get("/recherche?q=secret")
    assert "/recherche?q=secret 200" in caplog.text


@pytest.mark.parametrize("prefix", ["/mesures", "/plans", "/themes"])
def test_a_prefix_may_be_named_like_a_page(
    small: Path, monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    with serving(small, monkeypatch, prefix=prefix) as client:
        id_ = next(iter(ids(client).values()))
        for path in (f"/mesures/{id_}", "/plans/plan.pdf", "/recherche", "/en/recherche"):
            assert client.get(path).status_code == 200, path
            assert client.get(f"{prefix}{path}").status_code == 200, path


def test_slashes_too_many_lead_nowhere_else(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(small, monkeypatch, prefix="/lieu") as client:
        page = client.get("/lieu/en/recherche/?q=jeunes", follow_redirects=False)
        assert page.status_code == 200
        assert 'href="/lieu/recherche?q=jeunes"' in page.text
    with serving(small, monkeypatch) as client:
        for path in ("/en//evil.example/", "//evil.example/", "/en/%5Cevil.example"):
            page = client.get(f"http://localhost{path}", follow_redirects=False)
            assert page.status_code == 404
            links = re.findall(r'(?:href|src|action)="([^"]*)"', page.text)
            assert links
            assert not [link for link in links if link.startswith(("//", "/\\"))]


def test_a_token_never_gets_into_the_log(
    small: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pipeline.web.access")
    with serving(small, monkeypatch, token="s" * 20, names=None, log_queries=True) as client:
        client.get(f"/recherche?q=jeunes&token={'s' * 20}")
        client.get(f"/?token={'s' * 20}&q=jeunes")
    assert "q=jeunes&token=… " in caplog.text
    assert "s" * 20 not in caplog.text


def test_odd_cookies_of_others_shut_nobody_out(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(small, monkeypatch, token=TOKEN, names=None) as client:
        known = f'prefs={{"a": [1]}}; {COOKIE}={cookie_of(TOKEN)}'
        assert client.get("/api/v1/plans", headers={"Cookie": known}).status_code == 200
        wrong = f'prefs={{"a": [1]}}; {COOKIE}=é'
        assert client.get("/api/v1/plans", headers={"Cookie": wrong.encode()}).status_code == 401


def test_a_token_may_have_accents(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = "le jeton préféré de l’été"
    with serving(small, monkeypatch, token=token, names=None) as client:
        bearer = {"Authorization": f"Bearer {token}".encode()}
        assert client.get("/api/v1/plans", headers=bearer).status_code == 200
        opened = client.get("/", params={"token": token}, follow_redirects=False)
        assert opened.headers["location"] == "/"


def test_without_a_token_nobody_is_asked_for_one(client: TestClient) -> None:
    assert client.get("/acces", follow_redirects=False).headers["location"] == "/"
