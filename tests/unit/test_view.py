"""The page that shows a segmentation: whole, safe, linked both ways, true to the document."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from conftest import at, paged
from lxml import html
from PIL import Image

from pipeline.clean import clean
from pipeline.cli import main
from pipeline.extract import read
from pipeline.models import Plan
from pipeline.view import html_page
from pipeline.view.markup import counted, ranges, tag
from pipeline.view.page import ALL_DRAWN, to_draw
from pipeline.view.pictures import pictures
from pipeline.view.reading import Part, box_of
from pipeline.view.reading import read as read_parts

CORPUS = Path(__file__).parents[2] / "corpus"
SHEETS = CORPUS / "fiches-action-mornelac-2024-2030.pdf"
OFFERS = CORPUS / "programmes-soutien-orvalie.html"
PLAN = """# Plan vert

## Axe 1 : Loger

Mesure 1 : Ouvrir une halte de jour

Pilote : Ville

Mesure 2 : Bâtir un foyer

## Axe 2 : Nourrir

Mesure 3 : Planter un verger
"""
HOSTILE = """# Plan <script>alert(1)</script>

## Axe 1 : <img src="https://exemple.invalid/a.png" onerror="alert(2)">

Mesure 1 : Ouvrir une halte & "fermer" </style><script>mal()</script>

Pilote : </li></ol><iframe src="//exemple.invalid"></iframe>

Mesure 2 : Bâtir un foyer \ud83c ]]> <!-- fin
"""
_VOID = {"meta", "input", "br", "img", "link", "hr"}


class _Strict(HTMLParser):
    """Notes what a browser would have to mend: tags left open, or closed out of order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.scripts += tag == "script"
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def page_of(plan: Plan, path: Path) -> tuple[bytes, Any]:
    """The page of a plan, and its tree."""
    content, _ = html_page(plan, path)
    return content, html.document_fromstring(content.decode())


@pytest.fixture(scope="module", params=[SHEETS, OFFERS], ids=["pdf", "html"])
def shown(request: pytest.FixtureRequest) -> tuple[Plan, bytes, Any]:
    plan = clean(read(request.param, request.param.name))
    return plan, *page_of(plan, request.param)


@pytest.fixture
def plan_file(tmp_path: Path) -> Callable[[str], tuple[Plan, Path]]:
    def write(text: str) -> tuple[Plan, Path]:
        path = tmp_path / "plan.md"
        path.write_text(text, encoding="utf-8", errors="replace")
        return clean(read(path, path.name)), path

    return write


def test_the_page_is_sound_markup(shown: tuple[Plan, bytes, Any]) -> None:
    _, content, _ = shown
    strict = _Strict()
    strict.feed(content.decode())
    strict.close()
    assert strict.faults == []
    assert strict.open == []
    assert len(strict.ids) == len(set(strict.ids)) > 10
    assert content.startswith(b"<!DOCTYPE html>")
    assert b'<html lang="fr">' in content


def test_every_measure_has_one_line_and_one_box(shown: tuple[Plan, bytes, Any]) -> None:
    _, content, tree = shown
    total = len(tree.xpath("//li[starts-with(@id, 'mesure-')]"))
    assert total == {True: 16, False: 18}[b"MOB-01" in content]
    boxes = tree.xpath("//main//*[starts-with(@id, 'boite-')]/@id")
    assert sorted(boxes) == sorted(f"boite-{number}" for number in range(1, total + 1))
    assert counted(total, "mesure") in tree.xpath("//p[@class='resume']")[0].text_content()


def test_every_anchor_resolves_and_leads_back(shown: tuple[Plan, bytes, Any]) -> None:
    _, _, tree = shown
    ids = set(tree.xpath("//@id"))
    links = tree.xpath("//@href[not(starts-with(., 'data:'))]")
    assert len(links) > 50
    assert {link for link in links if link[0] != "#" or link[1:] not in ids} == set()
    for line in tree.xpath("//li[starts-with(@id, 'mesure-')]"):
        number = line.get("data-mesure")
        assert line.xpath(f".//a[@href='#boite-{number}']")
        (cue_class,) = line.xpath(".//a[starts-with(@href, '#classe-')]/@href")
        assert tree.get_element_by_id(cue_class[1:]).xpath(f".//a[@href='#mesure-{number}']")
        box = tree.get_element_by_id(f"boite-{number}")
        assert f"#mesure-{number}" in box.xpath("descendant-or-self::a/@href")


def test_nothing_is_asked_of_other_hosts(shown: tuple[Plan, bytes, Any]) -> None:
    _, _, tree = shown
    assert tree.xpath("//link | //iframe | //object | //base | //@src") == []
    assert all(
        value[:1] == "#" or value.startswith("data:image/") for value in tree.xpath("//@href")
    )
    assert not re.search(r"url\(|@import", tree.xpath("//style")[0].text)
    assert [name for name in tree.xpath("//@*") if name.attrname.startswith("on")] == []
    (policy,) = tree.xpath("//meta[@http-equiv]/@content")
    assert policy.startswith("default-src 'none'; img-src data:;")
    digest = hashlib.sha256(tree.xpath("string(//script)").encode()).digest()
    assert f"script-src 'sha256-{base64.b64encode(digest).decode()}'" in policy


def test_text_of_a_document_is_never_markup(
    plan_file: Callable[[str], tuple[Plan, Path]],
) -> None:
    plan, path = plan_file(HOSTILE)
    mark = "</title><script>mal()</script>\"'>"
    hostile = replace(plan, document=mark, facts=replace(plan.facts, title=mark))
    content, tree = page_of(hostile, path)
    strict = _Strict()
    strict.feed(content.decode())
    assert (strict.faults, strict.open, strict.scripts) == ([], [], 1)
    assert tree.xpath("//img | //iframe | //b[@onclick] | //@onerror") == []
    assert tree.xpath("string(//title)") == f"Mesures de {mark}"
    assert tree.xpath("string(//h1)") == mark
    for said in tree.xpath("//*[@id='mesure-1' or @id='boite-1']"):
        assert 'Ouvrir une halte & "fermer" </style><script>mal()</script>' in said.text_content()


def test_what_no_page_can_hold_is_replaced() -> None:
    assert html.tostring(tag("p", "a\x00b\ud800c\x0cd", title="\x01")) == html.tostring(
        html.fromstring('<p title="\ufffd">a\ufffdb\ufffdc\ufffdd</p>')
    )


def test_a_text_is_shown_block_by_block(plan_file: Callable[[str], tuple[Plan, Path]]) -> None:
    plan, path = plan_file(PLAN)
    _, tree = page_of(plan, path)
    assert _blocks(tree) == [
        ("titre", None, "Plan vert"),
        ("titre", None, "Axe 1 : L"),
        ("mesure", "1", "Mesure 1 "),
        ("precision", "1", "Pilote : "),
        ("mesure", "2", "Mesure 2 "),
        ("titre", None, "Axe 2 : N"),
        ("mesure", "3", "Mesure 3 "),
    ]
    one = tree.get_element_by_id("mesure-1").text_content()
    assert "mot-clé «\u00a0Mesure 1\u00a0»" in one
    assert "infinitif «\u00a0Ouvrir\u00a0»" in one
    assert "Responsable\u00a0: «\u00a0Ville\u00a0»" in one
    assert tree.xpath("//main//svg") == []


def _blocks(tree: Any) -> list[tuple[str, str | None, str]]:
    """Part, number and first words of each block of a text."""
    return [
        (block.get("class").split()[1], block.get("data-mesure"), block.xpath("string(bdi)")[:9])
        for block in tree.xpath("//main//p[contains(@class, 'bloc')]")
    ]


def test_the_other_cells_of_a_row_are_details(tmp_path: Path) -> None:
    rows = (("Ouvrir une halte", "Ville"), ("Bâtir un foyer", "Région"), ("Semer du blé", "Ferme"))
    cells = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows)
    path = tmp_path / "plan.html"
    path.write_text(
        f"<h1>Plan</h1><table><tr><th>Action</th><th>Pilote</th></tr>{cells}</table>", "utf-8"
    )
    _, tree = page_of(clean(read(path, path.name)), path)
    assert [block for block in _blocks(tree) if block[1]] == [
        (part, str(number), text[:9])
        for number, row in enumerate(rows, start=1)
        for part, text in zip(("mesure", "precision"), row, strict=True)
    ]


def test_what_is_said_again_is_marked(plan_file: Callable[[str], tuple[Plan, Path]]) -> None:
    again = "\n## Axe 3 : Rappel\n\nMesure 3 : Planter un verger\n"
    _, tree = page_of(*plan_file(PLAN + again))
    assert _blocks(tree)[-1] == ("repetition", None, "Mesure 3 ")
    assert len(tree.xpath("//li[@data-mesure]")) == 3
    (line,) = tree.xpath("//li[contains(@class, 'repetition')]")
    assert "répétition écartée" in line.text_content()


def test_a_measure_cut_by_a_page_has_one_anchor(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = paged(
        at(1, 300, "Mesure 1 : Ouvrir une halte"),
        at(1, 700, "Mesure 2 : Planter un verger où viendront"),
        at(1, 780, "1"),
        at(2, 60, "tous les enfants du bourg"),
        at(2, 300, "Mesure 3 : Semer du blé"),
    )
    monkeypatch.setattr("pipeline.view.page.pictures", lambda *_: iter(()))
    _, tree = page_of(plan, Path("plan.pdf"))
    cut = tree.xpath("//main//p[@data-mesure='2']")
    assert [block.get("id") for block in cut] == ["boite-2", None]
    assert ("habillage", None, "1") in _blocks(tree)


def test_what_a_heading_announces_is_told(
    plan_file: Callable[[str], tuple[Plan, Path]],
) -> None:
    _, tree = page_of(
        *plan_file(
            "# Plan\n\n## Ouvrir les portes :\n\n- Halte de jour\n- Halte de nuit\n- Un verger\n\n"
            "## Bâtir des haltes :\n\n- Un foyer neuf\n- Deux ponts\n- Un four banal\n"
        )
    )
    taken, *left = (item.text_content() for item in tree.xpath("//*[@class='classes']//li"))
    assert taken.startswith("puces – ce que disent les titres de rang 2, qui ne font que l’annonc")
    assert taken.endswith("Mesures\u00a0: 1 2 3 4 5 6")
    assert any("titres de rang 2 – force" in text for text in left)


def test_a_document_without_measures_says_so(
    plan_file: Callable[[str], tuple[Plan, Path]],
) -> None:
    _, tree = page_of(*plan_file("Il a plu hier sur toute la vallée et les prés sont verts.\n"))
    assert "0\u00a0mesure. Aucune classe" in tree.xpath("//p[@class='resume']")[0].text_content()
    assert "Il a plu hier" in tree.xpath("string(//main)")


def test_measures_run_together_in_a_paragraph_share_its_box(
    typeset: Callable[[str], Path],
) -> None:
    path = typeset(
        "#set page(height: auto)\n= Mesures du plan\n"
        "Nous retenons 1\\. Ouvrir une halte de jour au bourg. "
        "2\\. Bâtir un foyer près de la gare. "
        "3\\. Planter un verger au pied de la colline.\n"
    )
    plan = clean(read(path, path.name))
    reading = read_parts(plan)
    parts = [piece for piece in reading.pieces if piece.part is Part.MEASURE]
    assert [piece.number for piece in parts] == [1, 2, 3]
    boxes = [box for piece in parts if (box := box_of(plan, piece))]
    assert [round(a.bottom, 3) for a in boxes[:-1]] == [round(b.top, 3) for b in boxes[1:]]


def test_pieces_hold_the_text_of_every_block_once() -> None:
    plan = clean(read(SHEETS, SHEETS.name))
    pieces = read_parts(plan).pieces
    shown = dict.fromkeys(range(len(plan.blocks)), "")
    for piece in pieces:
        shown[piece.block] += plan.text[piece.span.start : piece.span.end]
    assert list(shown.values()) == [plan.text_of(block) for block in plan.blocks]
    assert {Part.MEASURE, Part.HEADING, Part.DETAIL, Part.FURNITURE, Part.CONTENTS} <= {
        piece.part for piece in pieces
    }


def _turned(path: Path, rotation: int, crop: tuple[float, float, float, float] | None) -> Path:
    with pypdfium2.PdfDocument(path) as pdf:
        pdf[0].set_rotation(rotation)
        if crop:
            pdf[0].set_cropbox(*crop)
        pdf.save(path.with_name("turned.pdf"))
    return path.with_name("turned.pdf")


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (40, 60, 360, 280), (-50, -20, 330, 500)])
@pytest.mark.parametrize("upwards", [False, True])
def test_boxes_lie_on_the_ink_of_the_picture(
    typeset: Callable[[str], Path],
    rotation: int,
    crop: tuple[float, float, float, float] | None,
    upwards: bool,
) -> None:
    text = "Ouvrir une halte de jour au bourg \\ et un verger"
    body = f"#rotate(-90deg, reflow: true)[{text}]" if upwards else text
    source = f"#set page(width: 400pt, height: 300pt)\n#place(dx: 30pt, dy: 20pt)[{body}]"
    path = _turned(typeset(source), rotation, crop)
    plan = read(path, path.name)
    (page,) = plan.pages
    ((_, picture),) = pictures(path, "", [1])
    _, _, data = picture.address.partition(",")
    grey = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("L"))
    rows, columns = np.nonzero(grey < 128)
    box = picture.box
    x = box.x0 + (columns + 0.5) * (box.x1 - box.x0) / grey.shape[1]
    y = box.top + (rows + 0.5) * (box.bottom - box.top) / grey.shape[0]
    inside = np.zeros(len(x), bool)
    for block in plan.blocks:
        assert block.box is not None
        held = (x > block.box.x0 - 2) & (x < block.box.x1 + 2)
        held &= (y > block.box.top - 2) & (y < block.box.bottom + 4)
        assert held.sum() > 50
        inside |= held
    assert len(x) > 200
    assert inside.mean() > 0.97
    assert 0 <= box.x0 < box.x1 <= page.width + 0.01
    assert 0 <= box.top < box.bottom <= page.height + 0.01


def test_long_documents_are_drawn_where_measures_are() -> None:
    short, long = range(1, ALL_DRAWN + 1), range(1, 1001)
    assert to_draw(short, {3}) == list(short)
    assert to_draw(long, {1, 90, None}) == [1, 2, 89, 90, 91]
    assert to_draw(long, set()) == []
    assert to_draw(long, set(range(100, 900, 4))) == list(range(100, 900, 4))
    assert len(to_draw(long, set(long))) == 200


def test_pages_that_are_not_drawn_are_shown_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_only(_: Path, __: str, numbers: list[int]) -> Iterator[tuple[int, object]]:
        return ((n, p) for n, p in pictures(SHEETS, "", numbers) if n == 3)

    monkeypatch.setattr("pipeline.view.page.pictures", first_only)
    _, tree = page_of(clean(read(SHEETS, SHEETS.name)), SHEETS)
    assert len(tree.xpath("//main//svg")) == 1
    assert len(tree.xpath("//main//*[starts-with(@id, 'boite-')]")) == 16
    assert "17\u00a0pages sans image" in tree.xpath("string(//p[@class='pages'])")


def test_ranges() -> None:
    assert ranges([7, 1, 2, 3, 9, 10]) == [(1, 3), (7, 7), (9, 10)]
    assert ranges([]) == []


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "vue.html"
    assert main(["segment", str(OFFERS), "--html", str(out)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "18 measures" in said.err
    assert len(html.fromstring(out.read_bytes().decode()).xpath("//li[@data-mesure]")) == 18


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (("{offers}", "--html", "{tmp}"), 2, "is a folder"),
        (("{offers}", "--html", "{tmp}/none/vue.html"), 2, "there is no folder"),
        (("{copy}", "--html", "{copy}"), 2, "is the document itself"),
        (("{offers}", "--html", "{tmp}/" + 300 * "a"), 2, "cannot be written"),
        (("{offers}", "{copy}", "--html", "{tmp}/vue.html"), 2, "one document, not 2"),
        (("{tmp}/none.pdf", "--html", "{tmp}/vue.html"), 2, "does not exist"),
        (("{empty}", "--html", "{tmp}/vue.html"), 4, "empty file"),
        (("{offers}", "--json", "--html", "{tmp}/vue.html"), 2, "leave out"),
    ],
)
def test_faults_are_one_line(
    arguments: tuple[str, ...],
    code: int,
    reason: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy, empty = tmp_path / "copie.html", tmp_path / "vide.txt"
    copy.write_bytes(OFFERS.read_bytes())
    empty.touch()
    places = {"offers": OFFERS, "copy": copy, "empty": empty, "tmp": tmp_path}
    assert main(["segment", *(a.format(**places) for a in arguments)]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("mesures: ")
    assert said.err.count("\n") == 1
    assert reason in said.err
    assert not (tmp_path / "vue.html").exists()
    assert copy.read_bytes() == OFFERS.read_bytes()
