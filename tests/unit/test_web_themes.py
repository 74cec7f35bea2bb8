"""The map of themes: pages of plans, filters, cells that are links, and what it weighs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from lxml import html
from small_index import BagEncoder, entry, measure
from starlette.testclient import TestClient
from web_client import serving

from pipeline.models import Facts, UnitKind
from pipeline.search import identity
from pipeline.store import Writer
from pipeline.themes import Theme, Themes
from pipeline.themes.grouping import Groups
from pipeline.web.heatmap import PLANS

TOPICS = ("Vélo piste cyclable", "Logement abordable locatif", "Verger arbre fruitier")
WIDE = 20


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty plans of two issuers; every third one says nothing of bicycles."""
    folder, encoder = tmp_path_factory.mktemp("themes") / "index", BagEncoder()
    with Writer(folder, identity(encoder)) as writer:
        for number in range(WIDE):
            document = f"p{number:02}.pdf"
            units = [
                measure(
                    f"{topic} {number}{place}",
                    document,
                    kind=UnitKind.RECOMMENDATION if place == 2 else UnitKind.MEASURE,
                )
                for topic in TOPICS[number % 3 == 0 :]
                for place in range(3)
            ]
            facts = Facts(
                title=f"Plan de la commune de Brume {number:02}",
                issuer="Ville de Brume" if number % 2 else "Canton d’Aure",
                period=f"{2000 + number}",
            )
            writer.put(entry(units, document, facts))
        writer.commit(encoder.encode_documents)
    return folder


@pytest.fixture
def client(index: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with serving(index, monkeypatch) as made:
        yield made


def columns(page: html.HtmlElement) -> list[str]:
    heads = page.xpath("//svg/a/@href")
    return [head.removeprefix("/plans/") for head in heads]


def cells(page: html.HtmlElement) -> dict[tuple[str, str], int]:
    """The number of each cell, by the theme and the plan that its link leads to."""
    found = {}
    for link in page.xpath("//svg//a[starts-with(@class, 'cell')]"):
        there = urlsplit(link.get("href"))
        (plan,) = parse_qs(there.query)["plan"]
        shown = link.xpath("string(text)")
        assert bool(shown) == ("shade0" not in link.get("class"))
        found[there.path.removeprefix("/themes/"), plan] = int(shown or 0)
    return found


def test_pages_of_the_map_hold_every_plan_once_and_every_cell_is_a_link(client: TestClient) -> None:
    told = client.get("/api/v1/themes").json()["themes"]
    assert len(told) >= 2
    path, seen, held = "/themes", [], {}
    for _ in range(9):
        page = html.fromstring(client.get(path).text)
        assert len(columns(page)) <= PLANS
        seen += columns(page)
        held |= cells(page)
        following = page.xpath("//a[@rel='next']/@href")
        if not following:
            break
        (path,) = following
        path = path.partition("#")[0]
    assert seen == [f"p{number:02}.pdf" for number in range(WIDE)]
    assert page.xpath("//a[@rel='prev']/@href") == ["/themes?page=2#carte"]
    wanted = {(one["id"], plan): one["plans"].get(plan, 0) for one in told for plan in seen}
    assert held == wanted
    assert 0 in held.values()


def test_cells_are_named_by_row_column_and_number(client: TestClient) -> None:
    page = html.fromstring(client.get("/themes").text)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    told = {one["label"]: one["plans"] for one in client.get("/api/v1/themes").json()["themes"]}
    for link in page.xpath("//svg//a[starts-with(@class, 'cell')]"):
        row, column, number = (
            page.get_element_by_id(one) for one in link.get("aria-labelledby").split()
        )
        count = told[row.get("aria-label")].get(column.get("href").removeprefix("/plans/"), 0)
        assert number.text_content() == f"{count} mesure{'s' if count > 1 else ''}"


def test_a_page_beyond_the_last_is_the_last_and_none_is_before_the_first(
    client: TestClient,
) -> None:
    last = html.fromstring(client.get("/themes?page=99").text)
    assert columns(last)[-1] == f"p{WIDE - 1:02}.pdf"
    assert not last.xpath("//a[@rel='next']")
    assert "plans 17 à 20" in last.xpath("string(//title)")
    assert client.get("/themes?page=0").status_code == 422
    assert client.get("/themes?year=soon").status_code == 400


def test_filters_narrow_the_plans_and_stay_in_the_links(client: TestClient) -> None:
    page = html.fromstring(client.get("/themes?issuer=Canton").text)
    assert columns(page) == [f"p{number:02}.pdf" for number in range(0, 2 * PLANS, 2)]
    assert page.xpath("//a[@rel='next']/@href") == ["/themes?issuer=Canton&page=2#carte"]
    assert page.xpath("//form[@class='narrow']/input[@type='hidden']/@value") == ["Canton"]
    assert page.xpath("//ul[@class='chosen']/li/a/@href")[0] == "/themes"
    years = html.fromstring(client.get("/themes?year=2003&year=2004").text)
    assert columns(years) == ["p03.pdf", "p04.pdf"]
    assert columns(html.fromstring(client.get("/themes?plan=brume+07").text)) == ["p07.pdf"]
    nothing = client.get("/themes?plan=brume+77").text
    assert "Aucun plan ne passe ces filtres" in nothing
    assert not html.fromstring(nothing).xpath("//svg")


def test_of_one_kind_only_that_is_counted_here_and_behind_the_cell(client: TestClient) -> None:
    page = html.fromstring(client.get("/themes?kind=recommendation&plan=p01.pdf").text)
    held = {place: count for place, count in cells(page).items() if count}
    assert sum(held.values()) == len(TOPICS)
    link = page.xpath("//svg//a[contains(@class, 'shade')][text]/@href")[0]
    behind = html.fromstring(client.get(link).text)
    assert len(behind.xpath("//ol[@class='hits']/li")) == int(
        page.xpath("string((//svg//a[contains(@class, 'shade')][text]/text)[1])")
    )
    assert behind.xpath("//ol[@class='hits']//span[@class='kind']/text()")[0] == "recommandation"
    both = client.get(link.replace("kind=recommendation", "kind=measure"))
    assert "recommandation" not in html.fromstring(both.text).xpath("string(//ol[@class='hits'])")
    assert client.get(link.replace("recommendation", "poem")).status_code == 422


def test_plans_that_begin_alike_are_told_by_their_end(client: TestClient) -> None:
    page = html.fromstring(client.get("/themes").text)
    heads = [head.xpath("string(text)") for head in page.xpath("//svg/a")]
    assert len(set(heads)) == len(heads) == PLANS
    assert heads[0].endswith("Brume 00")


def test_three_hundred_plans_and_forty_themes_weigh_little(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = measure("Planter des arbres " * 9)
    plans = [f"collectivite-{n:03}/plan-d-action-{2020 + n % 9}.pdf" for n in range(300)]
    none = np.zeros((0, 2), np.float32)
    themes = tuple(
        Theme(
            f"un-theme-de-plusieurs-mots-{n:02}",
            f"Un thème de plusieurs mots, et d’un autre encore {n:02}",
            0.02,
            dict.fromkeys(plans[n::2], 1 + n),
            (unit,),
            ("0" * 16,),
        )
        for n in range(40)
    )
    titles = {plan: f"Plan d’action de la communauté de {plan}" for plan in plans}
    groups = Groups(none, none, np.zeros(0, np.intp))
    found = Themes(themes, (), {}, titles, groups)
    monkeypatch.setattr("pipeline.themes.find_themes", lambda reader: found)
    with serving(index, monkeypatch) as client, client.stream("GET", "/themes?page=20") as answer:
        sent = sum(map(len, answer.iter_raw()))
        assert answer.headers["content-encoding"] == "gzip"
    with serving(index, monkeypatch) as client:
        page = client.get("/themes?page=20").content
        whole = client.get("/api/v1/themes").json()
    assert len(html.fromstring(page).xpath("//svg//a[starts-with(@class, 'cell')]")) == 40 * PLANS
    assert len(page) < 150_000
    assert sent < 20_000
    assert len({plan for theme in whole["themes"] for plan in theme["plans"]}) == 300
