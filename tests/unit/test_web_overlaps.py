"""Pages and API of pairs, families, coverage and editions."""

from __future__ import annotations

import csv
import io
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from overlapping_index import build, first_pair, ready
from starlette.testclient import TestClient
from web_client import serving

import pipeline.web.overlapping
from pipeline.errors import UsageError
from pipeline.web.pairs import read_pairs
from pipeline.web.side import beside, edited

OLD, NEW = "ville/2021.pdf", "ville/2024.pdf"
PAGES = ("/overlaps?least=0.05", "/review", "/families", "/coverage/plans", "/coverage/themes",
         "/compare", f"/compare/{OLD}/{NEW}")  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    index = build(tmp_path_factory.mktemp("overlaps") / "index")
    with pytest.MonkeyPatch.context() as patch, serving(index, patch) as made:
        ready(made)
        yield made


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_whole_in_two_languages(client: TestClient, path: str) -> None:
    for before, name in (("", "fr"), ("/en", "en")):
        answer = client.get(before + path)
        assert answer.status_code == 200
        assert f'<html lang="{name}">' in answer.text
        assert answer.text.count("<h1") == 1
        ids = re.findall(r'\bid="([^"]+)"', answer.text)
        assert len(ids) == len(set(ids))


def test_the_likeliest_pair_comes_first_with_its_words_marked(client: TestClient) -> None:
    page = ready(client)
    results = client.get("/api/v1/overlaps?least=0.05").json()["results"]
    scores = [one["score"] for one in results]
    assert scores == sorted(scores, reverse=True)
    assert {results[0]["a"]["statement"], results[0]["b"]["statement"]} <= {
        "Planter mille arbres en ville",
        "Créer un fonds de rénovation des logements sociaux",
        "Créer un fonds pour la rénovation de logements sociaux",
    }
    assert "<mark>" in page
    assert '<span class="alone">' in page
    assert "edition" not in {key for one in results for key in one if one[key] is True}


def test_filters_narrow_and_are_told(client: TestClient) -> None:
    total = client.get("/api/v1/overlaps?least=0.05").json()["total"]
    assert total >= 2
    both = client.get("/api/v1/overlaps?least=0.05&between=2021&between=haut-pays").json()
    assert 0 < both["total"] < total
    assert {one["a"]["document"] for one in both["results"]} | {
        one["b"]["document"] for one in both["results"]
    } == {OLD, "region.pdf"}
    assert client.get("/api/v1/overlaps?year=1999").json()["total"] == 0
    same = client.get("/api/v1/overlaps?relation=same").json()["results"]
    assert [one["relation"] for one in same] == ["same"] * len(same)
    with_editions = client.get("/api/v1/overlaps?least=0.05&editions=1").json()
    assert any(one["edition"] for one in with_editions["results"])
    id_ = same[0]["a"]["id"]
    of_one = client.get(f"/api/v1/overlaps?least=0.05&measure={id_}").json()["results"]
    assert of_one
    assert all(id_ in (one["a"]["id"], one["b"]["id"]) for one in of_one)
    page = client.get("/overlaps?year=1999").text
    assert "Aucune paire à montrer" in page
    assert "1999" in page


@pytest.mark.parametrize(
    "asked",
    ["least=2", "least=x", "least=nan", "relation=twin", "reviewed=maybe", "page=0", "page=x",
     "between=a&between=b&between=c", "between=a&between=a"],
)  # fmt: skip
def test_what_cannot_be_asked_is_told(client: TestClient, asked: str) -> None:
    assert client.get(f"/overlaps?{asked}").status_code == 400


def test_an_address_says_what_was_asked() -> None:
    pairs = [
        ("plan", "ville"), ("between", "a"), ("between", "b"), ("theme", "eau"),
        ("relation", "same"), ("reviewed", "no"), ("editions", "1"), ("least", "0.35"),
    ]  # fmt: skip
    asked = read_pairs([*pairs, ("page", "3"), ("utm", "x")])
    assert asked.page == 3
    again = dict.fromkeys(asked.string.split("&"))
    assert list(again) == [f"{name}={value}" for name, value in pairs]
    assert asked.turned(2) == f"{asked.string}&page=2"
    with pytest.raises(UsageError):
        read_pairs([("least", "-1")])


def test_any_two_measures_may_be_compared(client: TestClient) -> None:
    a, b = first_pair(client)
    answer = client.get(f"/overlaps/{a}/{b}")
    assert "probabilité" in answer.text
    turned = client.get(f"/api/v1/overlaps/{b}/{a}").json()
    assert turned["a"]["id"] == b
    assert turned["pair"]
    units = client.get("/api/v1/measures").json()["results"]
    far = [u["id"] for u in units if "bénévoles" in u["statement"] or "enseignes" in u["statement"]]
    apart = client.get(f"/api/v1/overlaps/{far[0]}/{far[1]}").json()
    assert apart["pair"] is None
    assert apart["edits"]
    same_plan = [unit["id"] for unit in units if unit["document"] == OLD][:2]
    page = client.get("/overlaps/{}/{}".format(*same_plan))
    assert "même plan" in page.text
    assert client.get(f"/overlaps/{a}/{a}").status_code == 400
    assert client.get(f"/overlaps/{a}/{'0' * 16}").status_code == 404


def test_files_hold_the_pairs_of_the_page(client: TestClient) -> None:
    total = client.get("/api/v1/overlaps?least=0.05").json()["total"]
    table = client.get("/api/v1/overlaps/export.csv?least=0.05")
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == total + 1
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/api/v1/overlaps/export.xlsx?least=0.05").content)
    )
    assert book["Paires"].max_row == total + 1
    assert len(client.get("/api/v1/overlaps/export.json?least=0.05").json()) == total
    again = client.get(
        "/api/v1/overlaps/export.csv?least=0.05", headers={"If-None-Match": table.headers["etag"]}
    )
    assert again.status_code == 304


def rows_of(client: TestClient, path: str) -> list[list[str]]:
    """The rows of a list as CSV; as XLSX it has as many."""
    table = client.get(path.replace("{form}", "csv"))
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    again = client.get(
        path.replace("{form}", "csv"), headers={"If-None-Match": table.headers["etag"]}
    )
    assert again.status_code == 304
    return rows


def book_of(client: TestClient, path: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(client.get(path.replace("{form}", "xlsx")).content))


def test_a_comparison_is_a_table_of_what_became_of_each_measure(client: TestClient) -> None:
    path = f"/api/v1/compare/export.{{form}}?old={OLD}&new={NEW}"
    rows = rows_of(client, path)
    told = {row[rows[0].index("Devenir")]: row for row in rows[1:]}
    assert {"abandonnée", "nouvelle", "modifiée"} <= told.keys()
    before, after = rows[0].index("Mesure avant"), rows[0].index("Mesure après")
    assert "halte-garderie" in told["abandonnée"][before]
    assert not told["abandonnée"][after]
    assert not told["nouvelle"][before]
    assert told["modifiée"][before] != told["modifiée"][after]
    assert book_of(client, path)["Devenir des mesures"].max_row == len(rows)
    records = client.get(path.replace("{form}", "json")).json()
    assert len(records) == client.get(path.replace("/export.{form}", "")).json()["total"]
    assert len(rows_of(client, f"{path}&fate=dropped")) == 2
    page = client.get(f"/compare/{OLD}/{NEW}?fate=dropped").text
    links = re.findall(r'href="(/api/v1/compare/export\.xlsx[^"]+)"', page)
    (link,) = (one.replace("&amp;", "&") for one in links)
    assert book_of(client, link)["Devenir des mesures"].max_row == 2
    assert client.get(path.replace("{form}", "csv").replace(NEW, "nothing")).status_code == 404


def test_families_are_a_table_of_their_measures(client: TestClient) -> None:
    path = "/api/v1/families/export.{form}?plans=2"
    families = client.get(path.replace("{form}", "json")).json()
    rows = rows_of(client, path)
    assert len(rows) - 1 == sum(one["size"] for one in families)
    assert [row[rows[0].index("Représente")] for row in rows[1:]].count("oui") == len(families)
    assert book_of(client, path)["Familles de mesures"].max_row == len(rows)
    assert len(rows_of(client, path.replace("=2", "=9"))) == 1
    assert path.format(form="csv").partition("?")[0] in client.get("/families").text


@pytest.mark.parametrize("name", ["plans", "themes"])
def test_a_matrix_is_a_table_of_its_cells(client: TestClient, name: str) -> None:
    path = f"/api/v1/coverage/{name}/export.{{form}}"
    grid = client.get(path.replace("/export.{form}", "?limit=200")).json()["results"]
    cells = [cell for row in grid for cell in row["cells"] if cell["open"]]
    rows = rows_of(client, path)
    assert (
        len(rows) - 1
        == len(cells)
        == len(client.get(path.format(form="jsonl")).text.split("\n")) - 1
    )
    counts = [int(row[rows[0].index("Nombre")]) for row in rows[1:]]
    assert counts == [cell["count"] for cell in cells]
    assert len(book_of(client, path).sheetnames) == 3
    assert path.format(form="xlsx") in client.get(f"/coverage/{name}").text


def test_lists_are_turned_by_cursor(client: TestClient) -> None:
    whole = client.get("/api/v1/overlaps?least=0.05").json()["results"]
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/api/v1/overlaps?least=0.05&limit=1&cursor={cursor}").json()
        found += page["results"]
        cursor = page["next"]
    assert found == whole
    assert client.get("/api/v1/overlaps?cursor=junk").status_code == 400


def test_an_edition_shows_what_it_dropped(client: TestClient) -> None:
    page = client.get(f"/compare/{OLD}/{NEW}?fate=dropped").text
    assert "halte-garderie" in page
    assert "apprentis" not in page
    told = client.get("/api/v1/compare", params={"old": OLD, "new": NEW}).json()
    assert told["totals"]["dropped"] == 1
    assert told["totals"]["new"] == 1
    assert told["results"][0]["fate"] == "dropped"
    amended = next(one for one in told["results"] if one["fate"] == "amended")
    assert ["added", " deux"] in amended["words"]
    whole = client.get(f"/compare/{OLD}/{NEW}").text
    assert "<ins> deux</ins>" in whole
    assert client.get(f"/compare/{OLD}/nothing.pdf").status_code == 404
    assert client.get(f"/compare/{OLD}/{NEW}?fate=lost").status_code == 400
    assert client.get("/api/v1/compare", params={"old": OLD, "new": OLD}).status_code == 400
    chosen = client.get(f"/compare?old={OLD}&new={NEW}", follow_redirects=False)
    assert chosen.headers["location"] == f"/compare/{OLD}/{NEW}"
    assert f'href="/compare/{OLD}/{NEW}"' in client.get("/compare").text


def test_a_cell_of_the_matrix_opens_as_many_pairs_as_it_counts(client: TestClient) -> None:
    page = client.get("/coverage/plans?least=0.05").text
    cells = re.findall(r'href="(/overlaps\?between=[^"]+)"[^>]*>(\d+)<', page)
    assert cells
    for address, count in cells:
        opened = client.get(address.replace("&amp;", "&")).text
        assert int(re.search(r"<strong>(\d+) paire", opened)[1]) == int(count)  # type: ignore[index]
    # Editions of one plan are closed to each other, and lead to their comparison.
    assert f'href="/compare/{OLD}/{NEW}"' in page
    rows = client.get("/api/v1/coverage/plans?least=0.05").json()["results"]
    assert len(rows) == 3
    assert all(len(row["cells"]) == 3 for row in rows)


def test_families_hold_what_several_plans_say(client: TestClient) -> None:
    found = client.get("/api/v1/families").json()
    assert found["results"]
    one = found["results"][0]
    assert one["plans"] >= 2
    page = client.get(f"/families/{one['id']}")
    assert page.status_code == 200
    assert client.get(f"/families/{one['measures'][-1]}").status_code == 200
    assert client.get("/families/0000000000000000").status_code == 404
    assert client.get("/families?plans=9").text.count("<article") == 0


def test_who_comes_while_overlaps_are_looked_for_waits_on_a_page_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    found_in = pipeline.web.overlapping.found_in

    def slow(index: Path) -> object:
        assert go.wait(20)
        return found_in(index)

    monkeypatch.setattr("pipeline.web.overlapping.found_in", slow)
    monkeypatch.setattr("pipeline.web.overlapping._PATIENCE", 0.01)
    with serving(build(tmp_path / "index"), monkeypatch) as client:
        waiting = client.get("/overlaps")
        assert waiting.status_code == 202
        assert waiting.headers["refresh"]
        assert client.get("/api/v1/overlaps").status_code == 503
        assert client.get("/recherche").status_code == 200
        assert client.get(f"/compare/{OLD}/{NEW}").status_code == 200
        go.set()
        assert "paire" in ready(client)


def test_a_search_that_fails_is_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(index: Path) -> object:
        raise ValueError("made to fail")

    index = build(tmp_path / "index")
    with monkeypatch.context() as patch, serving(index, monkeypatch) as client:
        patch.setattr("pipeline.web.overlapping.found_in", broken)
        assert client.get("/overlaps").status_code == 503
        patch.undo()
        time.sleep(0.05)
        ready(client)


def test_text_of_measures_never_becomes_markup() -> None:
    from small_index import measure

    a, b = measure("Planter <b>des</b> arbres"), measure("Planter <i>des</i> arbres & fleurs")
    shown = beside([(a, b)])[0]
    assert "<b>" not in shown.first
    assert "&amp;" in shown.second
    assert "<i>" not in edited(a.statement, b.statement)
