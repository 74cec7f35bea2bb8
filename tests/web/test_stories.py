"""What people come to do, in a real browser: ask, read why, find the place, narrow, take along."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pdfplumber
import pytest

from pipeline.cli import main
from tests.web.conftest import REVIEW, served, told

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]


def hits(page: Page) -> list[str]:
    return page.locator(".hits h2").all_inner_texts()


def test_ask_and_read_why(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Que cherchez-vous").fill("Quelles mesures portent sur le bénévolat ?")
    page.get_by_role("button", name="Rechercher").click()
    page.wait_for_url("**/recherche?q=**")
    assert page.title().startswith("«")
    first = page.locator(".hits > li").first
    assert re.search("bénévol", first.locator("mark").first.inner_text())
    why = first.locator("details.why")
    why.locator("summary").click()
    assert "bénévolat" in why.locator("li").first.inner_text()
    assert first.locator(".sure").inner_text() in ("sûre", "probable", "à vérifier")


def test_answers_come_as_one_types_after_a_pause(page: Page) -> None:
    page.goto("/recherche")
    before = hits(page)
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/recherche?" in r.url else None)
    page.get_by_label("Que cherchez-vous").press_sequentially("vélo", delay=40)
    page.locator(".hits h2 mark").first.wait_for()
    assert hits(page) != before
    assert len(asked) == 1
    assert page.url.endswith("/recherche?q=v%C3%A9lo")
    assert page.locator("#langue a").get_attribute("href") == "/en/recherche?q=v%C3%A9lo"
    assert page.evaluate("document.activeElement.id") == "q"


def test_a_question_that_cannot_be_answered_leaves_no_old_answers(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/recherche?q=logement")
    page.get_by_label("Que cherchez-vous").fill("?!")
    told = page.get_by_role("alert")
    told.wait_for()
    assert "Cette demande n’a pas été comprise" in told.inner_text()
    assert hits(page) == []
    page.get_by_label("Que cherchez-vous").fill("vélo")
    page.locator(".hits h2 mark").first.wait_for()
    assert told.count() == 0
    context.set_offline(True)
    page.get_by_label("Que cherchez-vous").fill("forêt")
    told.wait_for()
    assert "Le serveur ne répond pas" in told.inner_text()
    context.close()


def test_a_printed_list_says_what_was_asked(page: Page) -> None:
    page.goto("/recherche?q=logement&kind=measure")
    said = page.locator(".printed")
    assert not said.is_visible()
    page.emulate_media(media="print")
    assert said.is_visible()
    assert "logement" in said.inner_text()
    assert "mesure" in said.inner_text()
    for hidden in (".ask", ".filters", ".to-filters", ".downloads"):
        assert not page.locator(hidden).first.is_visible()


def test_searching_works_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Que cherchez-vous").fill("logement")
    page.get_by_role("button", name="Rechercher").click()
    assert "logement" in " ".join(hits(page)).lower()
    page.locator(".filters .plan a").first.click()
    assert page.locator(".chosen a").count() == 2
    page.locator(".hits h2 a").first.click()
    assert page.locator("h1.statement").is_visible()
    context.close()


def test_the_box_is_on_the_words_of_the_measure(page: Page) -> None:
    page.goto("/recherche?q=voies+cyclables")
    page.locator(".hits h2 a").first.click()
    page.wait_for_url("**/mesures/*")
    image = page.locator(".source image").first
    assert image.evaluate("async e => { const i = new Image(); i.src = e.href.baseVal; "
                          "await i.decode(); return i.naturalWidth }") > 600  # fmt: skip
    # Where the browser draws the box, as shares of the page that it draws.
    sheet = page.locator(".source svg").first.bounding_box()
    drawn = page.locator(".source rect.statement").first.bounding_box()
    assert sheet
    assert drawn
    name = "fiches-action-mornelac-2024-2030.pdf"
    with pdfplumber.open(ROOT / "corpus" / name) as pdf:
        paper = pdf.pages[2]
        words = paper.extract_words()
        start = next(i for i, word in enumerate(words) if word["text"] == "Aménager")
        statement = words[start : start + 10]
        assert statement[-1]["text"] == "bourgs"
        across, down = float(paper.width) / sheet["width"], float(paper.height) / sheet["height"]
        left, top = (drawn["x"] - sheet["x"]) * across, (drawn["y"] - sheet["y"]) * down
        right, bottom = left + drawn["width"] * across, top + drawn["height"] * down
        for word in statement:
            assert left < (word["x0"] + word["x1"]) / 2 < right
            assert top < (word["top"] + word["bottom"]) / 2 < bottom
        for word in (word for word in words if word["text"] in ("Statut", "Fiche")):
            assert not top < (word["top"] + word["bottom"]) / 2 < bottom


def get(address: str) -> Any:
    with urllib.request.urlopen(address) as answer:
        return json.load(answer)


def test_every_box_of_the_collection_is_on_the_words(address: str) -> None:
    """Words of each statement, by pdfplumber, lie in its boxes, by the API."""
    measures = get(f"{address}/api/v1/measures?kind=measure&limit=200")["results"]
    found = checked = 0
    papers: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for one in measures:
        place = get(f"{address}/api/v1/measures/{one['id']}/place")
        if not place["pages"]:
            continue
        sheet = place["pages"][0]
        boxes = [box for box in sheet["boxes"] if box["part"] == "statement"]
        key = (one["document"], sheet["number"])
        if key not in papers:
            with pdfplumber.open(ROOT / "corpus" / one["document"]) as pdf:
                papers[key] = pdf.pages[sheet["number"] - 1].extract_words()
        inside = {
            word["text"]
            for word in papers[key]
            for box in boxes
            if box["x0"] <= (word["x0"] + word["x1"]) / 2 <= box["x1"]
            and box["top"] <= (word["top"] + word["bottom"]) / 2 <= box["bottom"]
        }
        wanted = one["printed"].split()
        checked += len(wanted)
        found += sum(any(word.strip(".,;:") in held for held in inside) for word in wanted)
    print(f"{found} of {checked} words inside their boxes")
    assert checked > 1000
    assert found / checked > 0.97


def test_narrow_and_take_the_list_along(page: Page, address: str) -> None:
    page.goto("/recherche?q=logement&all=1")
    page.locator(".filters .plan a").first.click()
    page.wait_for_url("**plan=**")
    shown = page.locator(".hits > li").count()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    content = Path(waiting.value.path()).read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert len(rows) == shown > 0
    assert len({row["Document"] for row in rows}) == 1


def test_a_mailed_link_opens_the_same_state(page: Page, browser: Browser, address: str) -> None:
    page.goto("/recherche?q=logement")
    page.locator(".filters .kind a").first.click()
    page.wait_for_url("**kind=**")
    other = browser.new_context().new_page()
    other.goto(page.url)
    assert hits(other) == hits(page)
    other.context.close()


def test_the_language_is_one_click_away(page: Page) -> None:
    page.goto("/recherche?q=logement")
    before = hits(page)
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/recherche?q=logement")
    assert page.get_by_role("button", name="Search").is_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    assert hits(page) == before
    page.locator(".hits h2 a").first.click()
    page.wait_for_url("**/en/mesures/*")
    page.get_by_role("link", name="Français").click()
    page.wait_for_url(re.compile(r"//[^/]+/mesures/"))


def test_all_of_it_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("bénévolat")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche?q=b*")
    for wanted in ("/recherche?q=", "/plans/", "summary"):
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "[document.activeElement.getAttribute('href') || "
                "document.activeElement.tagName.toLowerCase(), "
                "getComputedStyle(document.activeElement).outlineStyle]"
            )
            assert focused[1] != "none"
            if focused[0].startswith(wanted):
                break
        else:
            pytest.fail(f"{wanted} is out of reach of the Tab key")
    page.keyboard.press("Enter")
    assert page.locator("details.why[open]").count() == 1


def test_a_plan_leads_to_its_measures_and_its_file(page: Page) -> None:
    page.goto(f"/plans/{quote('fiches-action-mornelac-2024-2030.pdf')}")
    assert page.locator(".tree .unit").count() == 16
    assert "en-tête ou de pied" in page.locator(".about").inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Le document d’origine").click()
    assert Path(waiting.value.path()).read_bytes()[:4] == b"%PDF"
    page.locator(".tree .unit a").first.click()
    page.wait_for_url("**/mesures/*")


def test_themes_lead_to_the_measures_of_a_plan(page: Page, address: str) -> None:
    told = get(f"{address}/api/v1/themes")
    page.goto("/themes")
    cells = page.locator(".heat .cell")
    plans = {document for theme in told["themes"] for document in theme["plans"]}
    assert cells.count() == len(told["themes"]) * len(plans)
    blanks = sum(len(plans) - len(theme["plans"]) for theme in told["themes"])
    assert page.locator(".heat .shade0").count() == blanks > 0
    first = page.locator(".heat .cell:not(.shade0)").first
    count = int(first.locator("text").text_content() or "")
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/themes/*plan=*")
    assert page.locator(".hits > li").count() == count
    page.goto("/themes")
    page.locator(".heat .shade0").first.click()
    page.wait_for_url("**/themes/*plan=*")
    assert "aucune mesure de ce thème" in page.locator("main").inner_text()


def test_pages_print_with_their_citation(page: Page) -> None:
    page.goto("/recherche?q=logement")
    page.locator(".hits h2 a").first.click()
    page.wait_for_url("**/mesures/*")
    page.emulate_media(media="print")
    assert not page.locator(".top nav").is_visible()
    citation = page.locator(".citation")
    assert citation.is_visible()
    assert "instantané" in citation.inner_text()
    assert page.url in citation.inner_text()


def test_progress_of_a_run_is_followed_document_by_document(page: Page, index: Path) -> None:
    from dataclasses import dataclass

    from pipeline.store.lock import Lock
    from pipeline.store.progress import told

    @dataclass(frozen=True)
    class Item:
        document: str

    page.goto("/collection")
    line = page.locator("#progression .said")
    assert "Aucune indexation" in line.inner_text()
    assert not page.locator("#progression progress").is_visible()
    lock = Lock(index)
    try:
        for done, item in enumerate(told(index, [Item("a.pdf"), Item("b.pdf")], 2)):
            page.get_by_text(f"{done} document sur 2").wait_for()
            page.get_by_text(item.document, exact=True).wait_for()
            assert page.locator("#progression progress").evaluate("e => [e.value, e.max]") == [
                done, 2,
            ]  # fmt: skip
        page.get_by_text("2 documents sur 2").wait_for()
        assert "Indexation en cours depuis" in line.inner_text()
    finally:
        lock.close()
    page.get_by_text("Aucune indexation en cours").wait_for()


def test_find_an_overlap_compare_and_confirm_it(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    """Without script, and still confirmed after a new index."""
    assert main(["ingest", str(ROOT / "corpus"), "-i", str(tmp_path / "index")]) == 0
    with contextmanager(served)(tmp_path / "index") as address:
        told(address, "/overlaps")
        context = browser.new_context(
            java_script_enabled=False, base_url=address, viewport={"width": width, "height": 900}
        )
        page = context.new_page()
        page.goto("/overlaps")
        page.get_by_label("Probabilité").select_option("0.3")
        page.get_by_role("button", name="Montrer").click()
        assert "30" in page.locator(".count").inner_text()
        page.locator(".pair h2 a").first.click()
        assert page.locator(".side mark").count() > 2
        assert page.get_by_role("button", name="Garder la décision").count() == 0
        page.get_by_role("link", name="Donner le jeton de relecture").click()
        page.get_by_label("Jeton").fill(REVIEW)
        page.get_by_role("button", name="Entrer").click()
        page.get_by_label("Confirmer la relation trouvée").check()
        page.get_by_label("Remarque").fill("Le même service")
        page.get_by_label("Votre nom").fill("A. Morin")
        page.get_by_role("button", name="Garder la décision").click()
        assert "Votre décision est gardée" in page.locator(".done").inner_text()
        assert "A. Morin" in page.locator(".history").inner_text()
        shutil.rmtree(tmp_path / "index")
        assert main(["ingest", str(ROOT / "corpus"), "-i", str(tmp_path / "index")]) == 0
        snapshot = urllib.request.urlopen(f"{address}/healthz").read().decode().split()[1]
        while told(address, "/overlaps")["snapshot"] != snapshot:
            page.wait_for_timeout(100)
        page.goto("/overlaps?reviewed=yes")
        assert page.locator(".pair").count() == 1
        page.locator(".pair h2 a").click()
        assert "confirmé" in page.locator(".verdict").inner_text()
        assert "Le même service" in page.locator(".history").inner_text()
        context.close()


def test_the_queue_is_worked_off_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    assert main(["ingest", str(ROOT / "corpus"), "-i", str(tmp_path / "index")]) == 0
    with contextmanager(served)(tmp_path / "index") as address:
        waiting = told(address, "/review")["total"]
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto(f"/review?token={REVIEW}")
        assert "token" not in page.url
        page.get_by_label("Votre nom").first.focus()
        page.keyboard.type("B. Roy")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.value") == "reject"
        page.keyboard.press("Enter")
        page.locator(".done").wait_for()
        assert told(address, "/review")["total"] < waiting  # what is unlikely by now waits no more
        assert page.get_by_label("Votre nom").first.input_value() == "B. Roy"
        context.close()


def test_spot_what_an_edition_dropped(page: Page, address: str) -> None:
    told(address, "/editions")
    page.goto("/compare")
    page.locator(".plans a").first.click()
    dropped = page.locator(".fates a.fate-dropped")
    count = int(dropped.locator("strong").inner_text())
    assert count > 0
    dropped.click()
    page.wait_for_url("**fate=dropped**")
    assert page.locator(".changes > li").count() == count
    assert set(page.locator(".fate").all_inner_texts()) == {"Abandonnée"}
    page.emulate_media(media="print")
    assert page.locator(".changes > li").first.is_visible()


def test_a_cell_of_plans_by_plans_opens_its_pairs(page: Page, address: str) -> None:
    told(address, "/overlaps")
    page.goto("/coverage/plans")
    cell = page.locator(".cover td a:has(.share)").first
    count = int(cell.inner_text().split()[0])
    cell.click()
    page.wait_for_url("**/overlaps?**")
    assert page.locator(".pair").count() == count
    assert page.locator(".chosen a").count() == 3
