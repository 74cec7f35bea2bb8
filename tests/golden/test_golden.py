"""The gold files, the rendered documents and the judgements say the same things."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

pypdfium2 = pytest.importorskip("pypdfium2")

GOLDEN = Path(__file__).resolve().parent
CORPUS = GOLDEN.parents[1] / "corpus"
GOLD = {
    gold["document"]: gold
    for gold in (json.loads(p.read_text("utf-8")) for p in sorted(GOLDEN.glob("*.json")))
}


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

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "main"

    def handle_data(self, data: str) -> None:
        self.text += data if self.inside else ""


@cache
def pages(document: str) -> tuple[str, ...]:
    path = CORPUS / document
    if path.suffix == ".html":
        parser = MainText()
        parser.feed(path.read_text("utf-8"))
        return (fold(parser.text),)
    pdf = pypdfium2.PdfDocument(path)
    return tuple(fold(page.get_textpage().get_text_bounded()) for page in pdf)


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLDEN / name).read_text("utf-8").splitlines()]


def known(reference: dict[str, Any]) -> bool:
    """Whether a judgement names a gold measure, by label and the first words of its statement."""
    measures = GOLD[reference["document"]]["measures"]
    start = fold(reference["statement"])
    found = [m for m in measures if fold(m["statement"]).startswith(start)]
    return len(found) == 1 and found[0]["label"] == reference["label"]


@pytest.mark.parametrize("document", GOLD)
def test_measures_are_printed_on_their_page(document: str) -> None:
    for measure in GOLD[document]["measures"]:
        page = pages(document)[(measure["page"] or 1) - 1]
        printed = [measure["label"], measure["statement"], *measure["path"]]
        printed += [measure[fact] for fact in ("lead", "deadline", "budget")]
        headings = "".join(pages(document))
        for text in filter(None, printed):
            where = headings if text in measure["path"] else page
            assert fold(text) in where, f"{measure['label']}: {text}"


@pytest.mark.parametrize("document", GOLD)
def test_measures_and_ignored_passages_do_not_meet(document: str) -> None:
    whole = "".join(pages(document))
    statements = {fold(measure["statement"]) for measure in GOLD[document]["measures"]}
    assert len(statements) == len(GOLD[document]["measures"])
    for passage in GOLD[document]["ignore"]:
        assert fold(passage) in whole, passage
        assert fold(passage) not in statements, passage


def test_judgements_name_gold_measures() -> None:
    queries = lines("queries.jsonl")
    assert len({query["id"] for query in queries}) == len(queries)
    for query in queries:
        assert any(r["grade"] == 2 for r in query["relevant"]), query["text"]
        assert all(known(r) for r in query["relevant"]), query["text"]


def test_every_document_is_described() -> None:
    plans = tomllib.loads((CORPUS / "plans.toml").read_text("utf-8"))["documents"]
    assert set(plans) == set(GOLD)
    assert all(plan["invented"] and plan["title"] for plan in plans.values())
