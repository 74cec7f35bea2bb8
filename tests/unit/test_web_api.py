"""The API: records, pages of lists, problems, ETags and files."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from small_index import BagEncoder, entry, measure
from starlette.testclient import TestClient
from web_client import client, ids, small

from pipeline.search import identity
from pipeline.store import Writer

__all__ = ["client", "small"]


def test_search_answers_as_the_command_line_does(client: TestClient) -> None:
    found = client.get("/api/v1/search", params={"q": "pistes cyclables"}).json()
    first = found["results"][0]
    assert first["statement"] == "Aménager des pistes cyclables sécurisées"
    assert {reason["query"] for reason in first["why"]} == {"pistes", "cyclables"}
    assert first["score"] == pytest.approx(sum(first["parts"].values()), abs=1e-5)
    assert found["next"] is None
    assert found["reading"] == {"corrected": [], "acronyms": []}


def test_lists_are_turned_by_cursor(client: TestClient) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get("/api/v1/measures", params={"limit": 1, "cursor": cursor}).json()
        seen += [one["statement"] for one in page["results"]]
        assert page["total"] == 3
        cursor = page["next"]
    assert seen == [
        "Aménager des pistes cyclables sécurisées",
        "Encourager le bénévolat des jeunes",
        "Construire des logements abordables",
    ]
    first = client.get("/api/v1/search", params={"q": "jeunes logements", "limit": 1}).json()
    asked = {"q": "jeunes logements", "limit": 1, "cursor": first["next"]}
    second = client.get("/api/v1/search", params=asked).json()
    assert [first["results"][0]["rank"], second["results"][0]["rank"]] == [1, 2]
    plans = client.get("/api/v1/plans", params={"limit": 1}).json()
    rest = client.get("/api/v1/plans", params={"limit": 9, "cursor": plans["next"]}).json()
    assert [one["document"] for one in plans["results"] + rest["results"]] == [
        "plan.pdf", "ville.pdf",
    ]  # fmt: skip


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "____", "WyJhIiwtMV0", "WzEsMl0"])
def test_a_cursor_of_no_list_is_a_problem(client: TestClient, cursor: str) -> None:
    answer = client.get("/api/v1/measures", params={"cursor": cursor})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/measures/0123456789abcdef", 404),
        ("/api/v1/measures/none", 422),
        ("/api/v1/plans/none.pdf", 404),
        ("/api/v1/search", 422),
        ("/api/v1/search?q=%3F", 400),
        ("/api/v1/measures?limit=0", 422),
        ("/api/v1/measures?year=5", 422),
        ("/api/v1/export.pdf", 422),
        ("/api/v1/nothing", 404),
    ],
)
def test_problems_are_told_as_such(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["detail"]
    assert told["title"]


def test_what_did_not_change_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/api/v1/plans")
    again = client.get("/api/v1/plans", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/api/v1/measures", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


@pytest.mark.parametrize("asked", ["csv", "json", "jsonl", "xlsx", "csv?q=jeunes&n=2"])
def test_a_file_that_did_not_change_is_not_made_again(
    small: Path, client: TestClient, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    first = client.get(f"/api/v1/export.{asked}")
    tag = first.headers["etag"]
    with monkeypatch.context() as broken:
        broken.delattr("pipeline.web.downloads.write_stream")
        for known in (tag, f'"other", {tag}', tag.removeprefix("W/"), "*"):
            again = client.get(f"/api/v1/export.{asked}", headers={"If-None-Match": known})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == tag
    other = f"/api/v1/export.{asked}{'&' if '?' in asked else '?'}year=2025"
    assert client.get(other, headers={"If-None-Match": tag}).status_code == 200
    encoder = BagEncoder()
    with Writer(small, identity(encoder)) as writer:
        writer.put(entry([measure("Ouvrir un atelier pour les jeunes", "new.pdf")], "new.pdf"))
        writer.commit(encoder.encode_documents)
    changed = client.get(f"/api/v1/export.{asked}", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag
    assert changed.content != first.content


def test_tags_tell_formats_apart(client: TestClient) -> None:
    forms = ("csv", "json", "jsonl", "xlsx")
    assert len({client.get(f"/api/v1/export.{form}").headers["etag"] for form in forms}) == 4


def test_a_file_of_an_index_that_changes_meanwhile_has_no_tag(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tags = iter(["before", "after"])
    monkeypatch.setattr("pipeline.web.downloads.file_tag", lambda *_: next(tags))
    monkeypatch.setattr("pipeline.web.api.file_tag", lambda *_: next(tags))
    answer = client.get("/api/v1/export.json")
    assert answer.status_code == 200
    assert "etag" not in answer.headers


def test_one_measure_its_place_and_what_is_like_it(client: TestClient) -> None:
    id_ = ids(client)["Construire des logements abordables"]
    one = client.get(f"/api/v1/measures/{id_[:10]}").json()
    assert one["id"] == id_
    assert one["plan"] == "Plan de la ville"
    place = client.get(f"/api/v1/measures/{id_}/place").json()
    assert place["pages"][0]["boxes"]
    assert next(line["part"] for line in place["passage"]) == "statement"
    like = client.get(f"/api/v1/measures/{id_}/similar").json()
    assert id_ not in {other["measure"]["id"] for other in like}
    assert len(like) == 2


def test_a_plan_says_how_it_was_read(client: TestClient) -> None:
    plan = client.get("/api/v1/plans/ville.pdf").json()
    assert plan["counts"] == {"measure": 1, "passage": 1}
    assert plan["reading"]["passages"] == 1
    about = client.get("/api/v1/collection").json()
    assert about["documents"] == 2
    assert about["encoder"] == "bag"
    assert about["writing"] is False


def test_files_hold_what_the_screen_shows(client: TestClient) -> None:
    table = client.get("/api/v1/export.csv?plan=ville.pdf").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert [row["Énoncé"] for row in rows] == ["Construire des logements abordables"]
    listed = client.get("/api/v1/export.json").json()
    assert len(listed) == 3
    lines = client.get("/api/v1/export.jsonl?q=jeunes&n=1").text.splitlines()
    assert [json.loads(line)["rank"] for line in lines] == [1]
    book = client.get("/api/v1/export.xlsx")
    assert book.content[:2] == b"PK"
    assert "mesures.xlsx" in book.headers["content-disposition"]
    assert client.get("/api/v1/export.json?year=1999").json() == []


def test_the_list_of_documents_is_a_table(client: TestClient) -> None:
    plans = client.get("/api/v1/plans?limit=100").json()["results"]
    table = client.get("/api/v1/plans.csv")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Document"] for row in rows] == [one["document"] for one in plans]
    assert [row["Mesures"] for row in rows] == [str(p["counts"].get("measure", 0)) for p in plans]
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/plans.xlsx").content))
    assert book["Documents"].max_row == len(plans) + 1
    records = client.get("/api/v1/plans.json").json()
    assert [one["plan"] for one in records] == [one["title"] for one in plans]
    tag = {"If-None-Match": table.headers["etag"]}
    assert client.get("/api/v1/plans.csv", headers=tag).status_code == 304
    assert client.get("/api/v1/plans.xlsx", headers=tag).status_code == 200
    assert "/api/v1/plans.xlsx" in client.get("/collection").text


def test_filters_name_documents_or_parts_of_names(client: TestClient) -> None:
    def total(**asked: object) -> int:
        return int(client.get("/api/v1/measures", params=asked).json()["total"])

    assert total(plan="ville.pdf") == 1
    assert total(plan="région") == 2
    assert total(plan=["ville.pdf", "plan.pdf"]) == 3
    assert total(issuer="érable") == 1
    assert total(year=2023) == 2
    assert total(kind="passage") == 1


def test_the_description_names_every_route_and_problem(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.")
    for path, verbs in described["paths"].items():
        assert path.startswith("/api/v1/"), path
        if "post" in verbs:
            assert {"201", "401", "403", "409", "422"} <= verbs["post"]["responses"].keys()
            continue
        told = verbs["get"]
        assert told["description"]
        assert {"200", "304", "422", "503"} <= told["responses"].keys()
        assert "ETag" in told["responses"]["200"]["headers"]
        assert "If-None-Match" in {one["name"] for one in told["parameters"]}
        assert "application/problem+json" in told["responses"]["422"]["content"]
