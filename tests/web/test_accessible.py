"""axe-core on every page at two widths, and pages that stay whole when they are narrow or large."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import REVIEW, told

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).with_name("axe-4.14.1.min.js")
PLAN = "/plans/fiches-action-mornelac-2024-2030.pdf"
PAGES = [
    "/", "/recherche", "/recherche?q=b%C3%A9n%C3%A9volat",
    "/recherche?q=logement&all=1&kind=measure",
    "/recherche?q=xylophone+quantique", "/recherche?q=logement&year=1999", "measure", "web", PLAN,
    "/collection", "/themes", "/themes?kind=measure", "theme", "/api", "/acces", "/nothing",
    "/en/recherche?q=logement", "/overlaps", "/overlaps?year=1999", "/en/overlaps?least=0.5",
    "pair", "/review", "/families", "family", "/coverage/plans", "/coverage/themes", "/compare",
    "comparison", "deciding",
]  # fmt: skip
WAITING = ("/overlaps", "/en/overlaps", "/review", "/families", "/coverage/plans",
           "/coverage/themes", "/compare")  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def path_of(address: str, name: str) -> str:
    """The path of a page; of a measure of a PDF or of a web page, by asking for one."""
    if name == "theme":
        with urllib.request.urlopen(f"{address}/api/v1/themes") as answer:
            return f"/themes/{json.load(answer)['themes'][0]['id']}"
    if name == "deciding":
        return f"{path_of_overlaps(address, 'pair')}?token={REVIEW}"
    if name in ("pair", "family", "comparison"):
        return path_of_overlaps(address, name)
    if name.partition("?")[0] in WAITING:
        told(address, "/overlaps")
    if name not in ("measure", "web"):
        return name
    plan = "programmes-soutien" if name == "web" else "fiches-action"
    with urllib.request.urlopen(f"{address}/api/v1/measures?limit=1&plan={plan}") as answer:
        return f"/mesures/{json.load(answer)['results'][0]['id']}"


def path_of_overlaps(address: str, name: str) -> str:
    """The path of a pair, of a family or of two editions."""
    if name == "pair":
        pair = told(address, "/overlaps")["results"][0]
        return f"/overlaps/{pair['a']['id']}/{pair['b']['id']}"
    if name == "family":
        return f"/families/{told(address, '/families')['results'][0]['id']}"
    old, new = told(address, "/editions")["plans"][0]
    return f"/compare/{old['document']}/{new['document']}"


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page: Page, address: str, width: int, name: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    if name == "/nothing":
        page.route("**/nothing", lambda route: route.fulfill(response=route.fetch(), status=200))
    page.goto(path_of(address, name))
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert found["passes"]
    wrong = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
    assert wrong == []


@pytest.mark.parametrize("name", [name for name in PAGES if name != "/nothing"])
def test_nothing_is_lost_at_320_pixels(page: Page, address: str, name: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path_of(address, name))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    "name",
    [
        "/",
        "/recherche?q=logement",
        "measure",
        PLAN,
        "/collection",
        "/themes",
        "/overlaps",
        "pair",
        "/coverage/plans",
        "comparison",
    ],
)
def test_a_page_weighs_less_than_150_kilobytes(page: Page, address: str, name: str) -> None:
    """All but the picture of the page of a PDF, as it goes over the wire."""
    sizes: list[int] = []

    def add(request: object) -> None:
        if "/pages/" not in request.url and "progression" not in request.url:  # type: ignore[attr-defined]
            size = request.sizes()  # type: ignore[attr-defined]
            sizes.append(size["responseBodySize"] + size["responseHeadersSize"])

    page.on("requestfinished", add)
    page.goto(path_of(address, name), wait_until="load")
    page.wait_for_timeout(300)
    assert len(sizes) >= 4
    assert sum(sizes) < 150_000
