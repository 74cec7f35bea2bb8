"""The pages: what they show, in both languages, and what becomes of text that looks like markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html
from small_index import BagEncoder, build, entry, measure
from starlette.testclient import TestClient
from web_client import client, ids, quiet, serving, small

from pipeline.models import Facts
from pipeline.search import identity
from pipeline.store import Run, Writer
from pipeline.web.collection import BusyError, Collection
from pipeline.web.themed import Themed

__all__ = ["client", "small"]


def text(page: str) -> str:
    return " ".join(html.fromstring(page).text_content().split())


@pytest.mark.parametrize(
    "path", ["/", "/recherche", "/recherche?q=v%C3%A9lo", "/collection", "/api"]
)
def test_pages_are_whole_and_in_two_languages(client: TestClient, path: str) -> None:
    french, english = client.get(path), client.get(f"/en{path}")
    assert (french.status_code, english.status_code) == (200, 200)
    assert html.fromstring(french.text).get("lang") == "fr"
    assert html.fromstring(english.text).get("lang") == "en"
    said = html.fromstring(english.text).xpath("//article//h2/@lang | //a[@class='title']/@lang")
    assert set(said) <= {"fr"}
    assert bool(said) == (path not in ("/themes", "/collection", "/api"))
    switch = html.fromstring(french.text).xpath("//li[@id='langue']/a/@href")
    assert switch == [f"/en{path}"]
    assert "Rechercher" in text(french.text)
    assert "Rechercher" not in text(english.text)


def test_an_answer_says_why_and_how_sure(client: TestClient) -> None:
    page = html.fromstring(client.get("/recherche?q=pistes+cyclables").text)
    first = page.xpath("//ol[@class='hits']/li")[0]
    marks = first.xpath(".//h2//mark/text()")
    assert marks == ["pistes", "cyclables"]
    assert "Pourquoi cette réponse" in first.text_content()
    assert first.xpath(".//span[contains(@class, 'sure')]/text()")[0] in (
        "sûre", "probable", "à vérifier",
    )  # fmt: skip


def test_filters_count_narrow_and_can_be_taken_back(client: TestClient) -> None:
    page = html.fromstring(client.get("/recherche").text)
    plans = page.xpath("//ul[@class='plan']/li/a")
    shown = {" ".join(link.text_content().split()): link.get("href") for link in plans}
    assert shown.keys() == {"Plan région 2", "Plan de la ville 1"}
    narrowed = html.fromstring(client.get(shown["Plan de la ville 1"]).text)
    assert len(narrowed.xpath("//ol[@class='hits']/li")) == 1
    back = narrowed.xpath("//ul[@class='chosen']/li/a/@href")[0]
    assert len(html.fromstring(client.get(back).text).xpath("//ol[@class='hits']/li")) == 3


def test_no_answer_helps_on(client: TestClient) -> None:
    page = text(client.get("/recherche?q=v%C3%A9lo&year=1999").text)
    assert "Aucune mesure à montrer" in page
    assert "Retirer tous les filtres" in page


@pytest.mark.parametrize(
    "asked", ["q=%3F%21", "q=x&year=soon", "n=0", "n=" + "1" * 5000, "kind=poem", "q=" + "a" * 501]
)
def test_what_cannot_be_asked_is_told_on_a_page(client: TestClient, asked: str) -> None:
    answer = client.get(f"/recherche?{asked}")
    assert answer.status_code == 400
    assert "Cette demande n’a pas été comprise" in text(answer.text)


def test_what_is_told_in_another_language_than_the_page_is_marked(client: TestClient) -> None:
    def marked(path: str) -> list[str]:
        return html.fromstring(client.get(path).text).xpath("//p[@class='note']/span/@lang")

    assert marked("/recherche?q=%3F%21") == []  # « la question … ne contient aucun mot »
    assert marked("/pages/0/plan.pdf") == ["en"]  # what a library says
    assert marked("/en/pages/0/plan.pdf") == []


def test_a_measure_shows_its_place_its_passage_and_its_neighbours(client: TestClient) -> None:
    page = client.get(f"/mesures/{ids(client)['Aménager des pistes cyclables sécurisées']}")
    tree = html.fromstring(page.text)
    trail = [item.text_content().strip() for item in tree.xpath("//nav[@class='trail']//li")]
    assert trail == ["Plan région", "Mobilité", "Le vélo au quotidien"]
    assert tree.xpath("//div[@class='passage']//mark/text()") == [
        "Aménager des pistes cyclables sécurisées"
    ]
    assert "Encourager le bénévolat des jeunes" in tree.xpath("string(//nav[@class='beside'])")
    assert tree.xpath("//section[@class='like']//article")


def test_a_plan_shows_its_outline_and_how_it_was_read(client: TestClient) -> None:
    tree = html.fromstring(client.get("/plans/plan.pdf").text)
    assert tree.xpath("//span[@class='heading']/text()") == [
        "Mobilité", "Le vélo au quotidien", "Vie associative",
    ]  # fmt: skip
    assert "1 bloc de texte" in text(client.get("/plans/plan.pdf").text)
    assert client.get("/plans/other.pdf").status_code == 404


def test_the_collection_tells_of_runs_and_failures(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = BagEncoder()
    with Writer(small, identity(encoder)) as writer:
        failed = {"bad.pdf": "bad.pdf is damaged; get another copy"}
        writer.record(Run("2026-03-01T02:00:00+00:00", 0.0, {"failed": 1}, failed, True))
    with serving(small, monkeypatch) as client:
        page = text(client.get("/collection").text)
    assert "1 document en échec" in page
    assert "bad.pdf is damaged" in page
    assert "1 mars 2026" in page or "1 mars" in page


def test_progress_is_told_as_an_event(client: TestClient) -> None:
    answer = client.get("/collection/progression?une_fois=1")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert 'event: progress\ndata: {"running": false, "text": "Aucune indexation' in answer.text


def test_text_of_documents_never_becomes_markup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = '<script>alert("x")</script>'
    encoder = BagEncoder()
    unit = measure(
        f"Planter {evil} des arbres",
        label=evil,
        path=(evil,),
        lead=evil,
        details=(f"arbres {evil}",),
    )
    with Writer(tmp_path / "index", identity(encoder)) as writer:
        facts = Facts(title=evil, issuer=evil, period=evil, address=f"javascript:{evil}")
        writer.put(entry([unit], facts=facts))
        writer.commit(encoder.encode_documents)
    with serving(tmp_path / "index", monkeypatch) as client:
        id_ = next(iter(ids(client).values()))
        for path in ("/", "/recherche?q=arbres", f"/recherche?q={evil}+arbres", f"/mesures/{id_}",
                     "/plans/plan.pdf", "/collection", f"/nothing/{evil}"):  # fmt: skip
            page = client.get(path).text
            assert "alert(" in page or "nothing" in path
            assert not re.search(r"<script(?! src=)", page), path
            assert 'href="javascript:' not in page


def test_pages_name_no_other_host(client: TestClient) -> None:
    for path in ("/", "/recherche?q=v%C3%A9lo", "/collection", "/api"):
        tree = html.fromstring(client.get(path).text)
        for address in tree.xpath("//@src | //link/@href | //a/@href"):
            assert address.startswith(("/", "#")), address


def test_an_index_that_changes_is_seen_at_the_next_request(small: Path, client: TestClient) -> None:
    before = client.get("/healthz").text
    encoder = BagEncoder()
    with Writer(small, identity(encoder)) as writer:
        writer.put(entry([measure("Ouvrir une bibliothèque", "new.pdf")], "new.pdf"))
        writer.commit(encoder.encode_documents)
    assert "Ouvrir une" in client.get("/recherche?q=biblioth%C3%A8que").text
    assert client.get("/healthz").text != before


def test_an_index_that_is_gone_is_told_and_comes_back(small: Path, client: TestClient) -> None:
    quiet()
    aside = small.with_name("aside")
    small.rename(aside)
    answer = client.get("/recherche?q=v%C3%A9lo")
    assert answer.status_code == 503
    assert "La collection ne peut être lue" in text(answer.text)
    aside.rename(small)
    assert client.get("/recherche?q=v%C3%A9lo").status_code == 200


def test_pages_stay_light(client: TestClient) -> None:
    page = client.get("/recherche")
    tree = html.fromstring(page.text)
    own = tree.xpath("//script/@src | //link[@rel='stylesheet']/@href")
    sizes = [int(client.get(path).headers["content-length"]) for path in own]
    assert len(own) == 3
    assert sum(sizes) < 60_000


def test_a_rebuilt_index_of_another_place_is_read(small: Path, client: TestClient) -> None:
    for path in small.iterdir():
        path.unlink()
    build(small)
    assert client.get("/recherche?q=v%C3%A9lo").status_code == 200


def test_facts_of_an_index_that_was_built_anew_are_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder, index = BagEncoder(), tmp_path / "index"
    unit = measure("Planter des arbres")

    def filled(period: str) -> None:
        with Writer(index, identity(encoder)) as writer:
            writer.put(entry([unit], facts=Facts(title="Plan", period=period)))
            writer.commit(encoder.encode_documents)

    filled("2001-2003")
    with serving(index, monkeypatch) as client:
        assert "2001-2003" in client.get("/").text
        tag = client.get("/api/v1/plans").headers["etag"]
        for path in index.iterdir():
            path.unlink()
        filled("2011-2013")
        assert "2011-2013" in client.get("/").text
        known = client.get("/api/v1/plans", headers={"If-None-Match": tag})
        assert known.status_code == 200
        assert known.json()["results"][0]["period"] == "2011-2013"


def test_the_file_of_all_that_answers_holds_more_than_the_first_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = BagEncoder()
    units = [measure(f"Planter des arbres dans la rue {n}") for n in range(30)]
    with Writer(tmp_path / "index", identity(encoder)) as writer:
        writer.put(entry(units))
        writer.commit(encoder.encode_documents)
    with serving(tmp_path / "index", monkeypatch) as client:
        page = html.fromstring(client.get("/recherche?q=planter+des+arbres&all=1").text)
        told = int(re.findall(r"\d+", page.xpath("string(//p[@class='count']/strong)"))[0])
        assert told > len(page.xpath("//ol[@class='hits']/li")) == 20
        (link,) = page.xpath("//p[@class='downloads']/a[text()='JSON']/@href")
        assert len(client.get(link).json()) == told
        best = client.get(link.replace("&all=1", "")).json()
        assert len(best) == 20


def test_who_waits_for_themes_gets_the_last_ones_or_is_told(
    small: Path, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.web.themed._PATIENCE", 0.05)
    themed = Themed(Collection(small))
    with themed._lock, pytest.raises(BusyError):
        themed.current()
    first = themed.current()
    with themed._lock:
        assert themed.current() == first


def test_further_answers_are_shown_from_the_first_new_one_and_no_value_is_hidden_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = BagEncoder()
    units = [measure(f"Ouvrir le lieu {n}", lead=f"Service {n % 14}") for n in range(30)]
    with Writer(tmp_path / "index", identity(encoder)) as writer:
        writer.put(entry(units))
        writer.commit(encoder.encode_documents)
    with serving(tmp_path / "index", monkeypatch) as client:
        page = html.fromstring(client.get("/recherche").text)
        (link,) = page.xpath("//a[@class='button']/@href")
        path, _, place = link.partition("#")
        before = page.xpath("//ol[@class='hits']/li/@id")
        after = html.fromstring(client.get(path).text).xpath("//ol[@class='hits']/li/@id")
        assert after[len(before)] == place
        leads = page.xpath("//ul[@class='lead']")[0]
        assert len(leads.xpath("li")) == 12
        assert " ".join(leads.getnext().text_content().split()) == "et 2 autres"
        narrowed = html.fromstring(client.get("/recherche?lead=Service+13").text)
        assert not narrowed.xpath("//aside//p[@class='n']")
