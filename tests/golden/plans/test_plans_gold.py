"""The golden plans: sources, annotations and rendered documents say the same things.

Needs no producer: the documents are committed.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

pypdfium2 = pytest.importorskip("pypdfium2")

PLANS = Path(__file__).resolve().parent
sys.path.insert(0, str(PLANS))

from marks import annotation, plain, unmarked  # noqa: E402

GOLD: dict[str, dict[str, Any]] = {
    gold["document"]: gold
    for gold in (json.loads(path.read_text("utf-8")) for path in sorted(PLANS.glob("*.json")))
}
LARGEST = 150_000


def fold(text: str) -> str:
    """Letters and digits alone, without case, accents, spaces or hyphens."""
    text = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    return re.sub(r"[^0-9a-z]+", "", text)


class MainText(HTMLParser):
    """The text inside <main>."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside |= tag == "main"
        self.text += " " if tag in {"p", "h3", "td", "li"} else ""

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "main"

    def handle_data(self, data: str) -> None:
        self.text += data if self.inside else ""


@cache
def pages(document: str) -> tuple[str, ...]:
    """The text of each page, spaces made single."""
    path = PLANS / document
    if path.suffix == ".html":
        parser = MainText()
        parser.feed(path.read_text("utf-8"))
        texts = [parser.text]
    elif path.suffix == ".txt":
        texts = [path.read_text("utf-8")]
    else:
        pdf = pypdfium2.PdfDocument(path)
        texts = [page.get_textpage().get_text_bounded() for page in pdf]
    return tuple(re.sub(r"\s+", " ", text) for text in texts)


def source(document: str) -> str:
    stem = document.rsplit(".", 1)[0]
    (found,) = (PLANS / "sources").glob(f"{stem}.*")
    return found.read_text("utf-8")


def begins_and_ends(text: str, page: str, following: str) -> bool:
    """Whether a text is printed on a page, or over its end and on the page that follows.

    Over the end, feet and heads stand between the two parts: some cut leaves one on each page.
    """
    if text in page:
        return True
    cuts = range(max(8, len(text) // 4), len(text))
    return any(text[:cut] in page and text[cut:] in following for cut in cuts)


@pytest.mark.parametrize("document", GOLD)
def test_gold_is_what_the_source_marks(document: str) -> None:
    marked = annotation(source(document))
    unpaged = [{**measure, "page": None} for measure in GOLD[document]["measures"]]
    assert unpaged == marked["measures"]
    assert GOLD[document]["ignore"] == marked["ignore"]


@pytest.mark.parametrize("document", GOLD)
def test_measures_are_printed_on_their_page(document: str) -> None:
    printed = pages(document)
    for measure in GOLD[document]["measures"]:
        at = (measure["page"] or 1) - 1
        assert 0 <= at < len(printed)
        page, following = fold(printed[at]), fold("".join(printed[at + 1 : at + 2]))
        if document.endswith(".txt"):
            following = page
        assert begins_and_ends(fold(measure["statement"]), page, following), measure["statement"]
        if measure["label"]:
            label = rf"(?<![\w.:-]){re.escape(measure['label'])}(?![\w-])"
            assert re.search(label, printed[at]), f"{measure['label']}: {measure['statement']}"
        for fact in ("lead", "deadline", "budget"):
            assert fold(measure[fact] or "") in page + following, f"{fact} of {measure['label']}"


@pytest.mark.parametrize("document", GOLD)
def test_headings_are_printed_before_their_measures(document: str) -> None:
    printed = [fold(page) for page in pages(document)]
    for measure in GOLD[document]["measures"]:
        assert measure["path"]
        before = "".join(printed[: measure["page"] or 1])
        for heading in measure["path"]:
            assert fold(heading) in before, f"{heading} before {measure['statement']}"


@pytest.mark.parametrize("document", GOLD)
def test_measures_are_told_apart(document: str) -> None:
    measures = GOLD[document]["measures"]
    statements = {fold(measure["statement"]) for measure in measures}
    assert len(statements) == len(measures)
    places = {(measure["label"], *measure["path"]) for measure in measures if measure["label"]}
    assert len(places) == sum(measure["label"] is not None for measure in measures)


@pytest.mark.parametrize("document", GOLD)
def test_kinds_sizes_and_pages(document: str) -> None:
    gold = GOLD[document]
    assert (len(gold["measures"]) == 0) == (gold["kind"] == "negative")
    assert gold["kind"] in {"plan", "reference", "negative"}
    assert (PLANS / document).stat().st_size < LARGEST
    paged = document.endswith(".pdf")
    assert all((measure["page"] is not None) == paged for measure in gold["measures"])
    assert not any(mark in "".join(pages(document)) for mark in "⟦⟧")


def test_several_producers_made_them() -> None:
    assert len({gold["producer"] for gold in GOLD.values()}) >= 3
    assert len(GOLD) >= 14
    assert sum(gold["kind"] == "negative" for gold in GOLD.values()) >= 3


def test_every_document_is_described() -> None:
    readme = (PLANS / "README.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([^`]+)` \|.*\| *(\d+) \|$", readme, re.M))
    assert rows == {name: str(len(gold["measures"])) for name, gold in GOLD.items()}
    rendered = {path.name for end in ("*.pdf", "*.html", "*.txt") for path in PLANS.glob(end)}
    assert rendered == set(GOLD)


def test_marks_leave_the_text_alone() -> None:
    marked = "⟦h1:A.|Se <b>loger</b>⟧ 3 ⟦m:3|Bâtir 20~maisons \\& gîtes⟧ (⟦cost|2 M€⟧)"
    assert unmarked(marked) == "Se <b>loger</b> 3 Bâtir 20~maisons \\& gîtes (2 M€)"
    (measure,) = annotation(marked)["measures"]
    assert measure["path"] == ["A. Se loger"]
    assert (measure["label"], measure["budget"]) == ("3", "2 M€")
    assert measure["statement"] == plain("Bâtir 20 maisons &amp; gîtes")


def test_a_broken_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="broken mark"):
        unmarked("⟦m|Planter des haies")


@pytest.mark.parametrize("document", GOLD)
def test_ignored_passages_are_printed(document: str) -> None:
    whole = fold("".join(pages(document)))
    statements = {fold(measure["statement"]) for measure in GOLD[document]["measures"]}
    for passage in GOLD[document]["ignore"]:
        assert fold(passage) in whole, passage
        assert fold(passage) not in statements, passage
