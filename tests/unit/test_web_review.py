"""Who may decide about a pair, by which forms, and what becomes of a decision."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from overlapping_index import SECRET, build, first_pair, ready
from starlette.datastructures import Headers
from starlette.testclient import TestClient
from web_client import TOKEN, serving

from pipeline.web import sessions
from pipeline.workspace import Workspace, reviews

HERE = {"Origin": "http://localhost"}
FORM = {"choice": "confirm", "author": "A. Morin", "note": "même fonds", "seen": "0"}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return build(tmp_path / "index")


@pytest.fixture
def client(index: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with serving(index, monkeypatch, review_token=SECRET) as made:
        yield made


def entered(client: TestClient) -> str:
    """The address of the likeliest pair, for somebody who gave the review token."""
    answer = client.post("/acces", data={"token": SECRET}, follow_redirects=False)
    assert answer.status_code == 303
    return "/overlaps/{}/{}".format(*first_pair(client))


def code(client: TestClient, address: str) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', client.get(address).text)
    assert found
    return found[1]


def test_without_a_review_token_nobody_decides(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(index, monkeypatch) as client:
        address = "/overlaps/{}/{}".format(*first_pair(client))
        page = client.get(address).text
        assert "<form method" not in page
        assert "relecture" not in page
        assert client.post(address, data=FORM, headers=HERE).status_code == 403
        told = client.post(f"/api/v1{address}/decisions", json={"choice": "same", "author": "x"})
        assert told.status_code == 403
        assert told.headers["content-type"] == "application/problem+json"


def test_who_gave_no_token_sees_no_buttons_and_is_refused(client: TestClient) -> None:
    address = "/overlaps/{}/{}".format(*first_pair(client))
    page = client.get(address).text
    assert "<form method" not in page
    assert "Donner le jeton de relecture" in page
    assert client.post(address, data=FORM, headers=HERE).status_code == 403
    assert client.get("/review").text.count("<form method") == 0


def test_a_decision_is_kept_with_its_author_and_counts(client: TestClient, index: Path) -> None:
    address = entered(client)
    form = {**FORM, "csrf": code(client, address)}
    answer = client.post(address, data=form, headers=HERE, follow_redirects=False)
    assert answer.status_code == 303
    page = client.get(answer.headers["location"]).text
    assert "A. Morin" in page
    assert "même fonds" in page
    assert "confirmé" in page
    with Workspace(index.parent / "workspace.db") as workspace:
        (kept,) = reviews.decisions(workspace)
    assert (kept.author, kept.note, kept.verdict.value) == ("A. Morin", "même fonds", "confirmed")
    first = client.get("/api/v1/overlaps?reviewed=yes").json()["results"]
    assert [one["score"] for one in first] == [1.0]
    # The name is proposed the next time.
    assert 'value="A. Morin"' in client.get(address).text


def test_a_pair_is_rejected_and_leaves_the_list(client: TestClient) -> None:
    address = entered(client)
    before = client.get("/api/v1/overlaps?least=0.05").json()["total"]
    form = {**FORM, "choice": "reject", "csrf": code(client, address)}
    assert client.post(address, data=form, headers=HERE).status_code == 200
    assert client.get("/api/v1/overlaps?least=0.05").json()["total"] == before - 1
    assert client.get("/api/v1/overlaps?reviewed=rejected").json()["total"] == 1


@pytest.mark.parametrize("wrong", ["", "00", "z" * 64, "ab" * 32])
def test_a_form_without_the_code_of_its_session_is_refused(client: TestClient, wrong: str) -> None:
    address = entered(client)
    answer = client.post(address, data={**FORM, "csrf": wrong}, headers=HERE)
    assert answer.status_code == 403
    assert client.get("/api/v1/overlaps?reviewed=yes").json()["total"] == 0


def test_the_code_of_another_session_is_refused(client: TestClient) -> None:
    address = entered(client)
    old = code(client, address)
    entered(client)
    assert client.post(address, data={**FORM, "csrf": old}, headers=HERE).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999", "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Referer": "http://evil.example/http://localhost/"},
        {},
    ],
)
def test_forms_of_other_sites_are_refused(client: TestClient, headers: dict[str, str]) -> None:
    address = entered(client)
    form = {**FORM, "csrf": code(client, address)}
    assert client.post(address, data=form, headers=headers).status_code == 403
    assert client.get("/api/v1/overlaps?reviewed=yes").json()["total"] == 0


@pytest.mark.parametrize(
    ("headers", "here"),
    [
        ({"origin": "https://plans.example"}, True),
        ({"origin": "https://plans.example:8443"}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"referer": "https://plans.example/mesures/review"}, True),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": "https://plans.example.evil.example"}, False),
        ({"origin": "https://[oops"}, False),
    ],
)
def test_where_a_form_comes_from(headers: dict[str, str], here: bool) -> None:
    assert sessions.from_here(Headers({"host": "plans.example", **headers})) is here


def test_a_session_is_signed_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = sessions.opened(SECRET)
    session = sessions.session_of(cookie, SECRET)
    assert session
    assert sessions.session_of(cookie, SECRET + "!") == ""
    name, end, signature = cookie.split(".")
    assert sessions.session_of(f"{name}.{int(end) + 60}.{signature}", SECRET) == ""
    for junk in ("", "..", "a.b.c", f"{name}.{end}.", "é.1.2"):
        assert sessions.session_of(junk, SECRET) == ""
    later = time.time() + 13 * 3600
    monkeypatch.setattr("pipeline.web.sessions.time.time", lambda: later)
    assert sessions.session_of(cookie, SECRET) == ""


def test_codes_of_forms_are_never_alike_and_all_hold() -> None:
    session = sessions.session_of(sessions.opened(SECRET), SECRET)
    codes = {sessions.form_code(session, SECRET) for _ in range(20)}
    assert len(codes) == 20
    assert len({one[:4] for one in codes}) > 10
    assert all(sessions.holds(one, session, SECRET) for one in codes)
    assert not any(sessions.holds(one, session, SECRET + "!") for one in codes)


def test_the_cookie_is_closed_to_scripts_and_other_sites(client: TestClient) -> None:
    answer = client.post("/acces", data={"token": SECRET}, follow_redirects=False)
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(sessions.COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert SECRET not in cookie
    link = client.get(f"/review?token={SECRET}", follow_redirects=False)
    assert link.headers["location"] == "/review"
    assert sessions.COOKIE in link.headers["set-cookie"]


def test_who_reviews_may_look_and_who_looks_may_not_review(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(index, monkeypatch, token=TOKEN, review_token=SECRET, names=None) as client:
        assert client.get("/api/v1/plans").status_code == 401
        reading = {"Authorization": f"Bearer {TOKEN}"}
        deciding = {"Authorization": f"Bearer {SECRET}"}
        assert client.get("/api/v1/plans", headers=deciding).status_code == 200
        ready_ = client.get("/api/v1/overlaps", headers=deciding)
        while ready_.status_code == 503:
            time.sleep(0.1)
            ready_ = client.get("/api/v1/overlaps", headers=deciding)
        pair = ready_.json()["results"][0]
        address = f"/api/v1/overlaps/{pair['a']['id']}/{pair['b']['id']}/decisions"
        said = {"choice": "related", "author": "A. Morin"}
        assert client.post(address, json=said).status_code == 401
        assert client.post(address, json=said, headers=reading).status_code == 403
        kept = client.post(address, json=said, headers=deciding)
        assert (kept.status_code, kept.json()["relation"]) == (201, "related")
        client.post("/acces", data={"token": SECRET})
        assert client.get("/review").status_code == 200


def test_a_cookie_is_no_token_for_the_api(client: TestClient) -> None:
    address = entered(client)
    said = {"choice": "related", "author": "A. Morin"}
    answer = client.post(f"/api/v1{address}/decisions", json=said, headers=HERE)
    assert answer.status_code == 403


def test_who_decided_in_between_is_not_overruled_unseen(client: TestClient) -> None:
    address = entered(client)
    form = {**FORM, "csrf": code(client, address)}
    assert client.post(address, data=form, headers=HERE).status_code == 200
    late = client.post(address, data={**form, "choice": "reject"}, headers=HERE)
    assert late.status_code == 409
    assert "entre-temps" in late.text
    assert "confirmé" in client.get(address).text


@pytest.mark.parametrize(
    "change", [{"author": "  "}, {"choice": "what"}, {"author": "x" * 101}, {"note": "x" * 2001}]
)
def test_what_says_nothing_is_not_kept(client: TestClient, change: dict[str, str]) -> None:
    address = entered(client)
    form = {**FORM, "csrf": code(client, address), **change}
    assert client.post(address, data=form, headers=HERE).status_code == 400
    assert client.get("/api/v1/overlaps?reviewed=yes").json()["total"] == 0


def test_decisions_outlive_a_new_index(client: TestClient, index: Path) -> None:
    address = entered(client)
    form = {**FORM, "csrf": code(client, address)}
    client.post(address, data=form, headers=HERE)
    state = client.get("/healthz").text
    build(index)
    for _ in range(100):
        if "confirmé" in ready(client, address) and client.get("/healthz").text != state:
            break
        time.sleep(0.05)
    assert "confirmé" in client.get(address).text


def test_below_a_prefix(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(index, monkeypatch, review_token=SECRET, prefix="/mesures") as client:
        address = entered(client)
        page = client.get(f"/mesures{address}").text
        assert f'action="/mesures{address}"' in page
        form = {**FORM, "csrf": code(client, f"/mesures{address}"), "next": "review"}
        answer = client.post(f"/mesures{address}", data=form, headers=HERE, follow_redirects=False)
        assert answer.headers["location"].startswith("/mesures/review")


def test_the_queue_begins_with_the_least_certain(client: TestClient) -> None:
    entered(client)
    ready(client, "/review")
    scores = [one["score"] for one in client.get("/api/v1/review").json()["results"]]
    assert scores
    assert scores == sorted(scores, key=lambda score: abs(score - 0.5))
    page = client.get("/review").text
    assert page.count('value="confirm"') == len(scores)
