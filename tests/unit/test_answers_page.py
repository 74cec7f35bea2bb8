"""The page of answers: whole, safe, true to the scores, in French."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from small_index import BagEncoder, build, measure
from test_view import _Strict

from pipeline.cli import main
from pipeline.models import Hit, Match, Query, UnitKind
from pipeline.search import Searcher, identity
from pipeline.store import Reader
from pipeline.view import Answered, answers_page
from pipeline.view.frame import asset
from pipeline.view.marks import marked
from pipeline.view.score import in_thousandths, thousandths

VELO = measure(
    "Aménager des pistes cyclables sûres",
    label="2.1",
    path=("Mobilité", "Le vélo au quotidien"),
    page=7,
    lead="Service des routes",
    details=("Avec le fonds vélo.", "Chaque année."),
    id="0123456789abcdef",
)
WHY = (
    Match("cyclables", "cyclables", "statement", "word", 0.2004),
    Match("bicyclette", "vélo", "heading", "sense", 0.1),
    Match("FV", "fonds vélo", "details", "acronym", 0.05),
)
PARTS = {"lexical": 0.0334, "dense": 0.3334, "aligned": 0.3504, "neighbours": 0.1334}
HIT = Hit(VELO, "Plan région", 1, sum(PARTS.values()), PARTS, WHY, 0.91, "sûre")
MARK = "</title></style><script>mal()</script><img src=x onerror=mal()>\"'>&amp;"


def page_of(*answers: Answered) -> tuple[str, Any]:
    """The page of some answers, and its tree; markup that a browser would mend is a fault."""
    content = answers_page(answers).decode()
    strict = _Strict()
    strict.feed(content)
    strict.close()
    assert (strict.faults, strict.open, strict.scripts) == ([], [], 0)
    assert len(strict.ids) == len(set(strict.ids))
    return content, html.document_fromstring(content)


def text(tree: Any, path: str) -> list[str]:
    return [" ".join(found.text_content().split(" ")) for found in tree.xpath(path)]


def test_a_hit_is_shown_with_all_that_is_known_of_it() -> None:
    _, tree = page_of(Answered("vélo ?", [HIT]))
    assert text(tree, "//h1") == ["«\u00a0vélo ?\u00a0»"]
    assert text(tree, "//article/h2") == ["12.1 Aménager des pistes cyclables sûres"]
    assert text(tree, "//*[@class='plan']") == ["Plan région, p.\u00a07"]
    assert text(tree, "//*[@class='chemin']/li") == ["Mobilité", "Le vélo au quotidien"]
    assert text(tree, "//*[@class='surete sure']") == ["sûre"]
    assert text(tree, "//article/dl/*") == ["Responsable", "Service des routes"]
    assert text(tree, "//article/details/ul/li") == ["Avec le fonds vélo.", "Chaque année."]
    assert text(tree, "//*[@class='resume']") == ["1\u00a0réponse\u00a0: 1\u00a0sûre."]
    assert "0123456789abcdef" in tree.text_content()


def test_every_meeting_is_told_and_marked() -> None:
    _, tree = page_of(Answered("x", [HIT], corrected=[("byciclete", "bicyclette")]))
    assert text(tree, "//*[@class='raisons']/li") == [
        "«\u00a0cyclables\u00a0» rencontre cyclables\u00a0: même mot, dans l’énoncé (+0,200)",
        "«\u00a0bicyclette\u00a0» (tapé «\u00a0byciclete\u00a0») rencontre vélo\u00a0: sens "
        "proche, dans un titre au-dessus (+0,100)",
        "«\u00a0FV\u00a0» rencontre fonds vélo\u00a0: sigle et sa forme longue, dans les "
        "précisions (+0,050)",
    ]
    assert text(tree, "//article/h2//mark") == ["cyclables"]
    assert text(tree, "//*[@class='chemin']//mark[@class='sense']") == ["vélo"]
    assert text(tree, "//details[@open]//mark[@class='sense' or @class='acronym']")
    assert text(tree, "//*[@class='lecture']") == [
        "Faute de frappe\u00a0: «\u00a0byciclete\u00a0» est lu «\u00a0bicyclette\u00a0»."
    ]


def test_marks_lie_on_words_and_runs() -> None:
    shown = marked("L’école, des Écoles & l'action communautaire autonome", [
        ("école", "word"), ("action communautaire autonome", "acronym"),
    ])  # fmt: skip
    assert [(m.text, m.get("class")) for m in shown.iter("mark")] == [
        ("école", "word"), ("Écoles", "word"), ("action communautaire autonome", "acronym"),
    ]  # fmt: skip
    assert shown.text_content() == "L’école, des Écoles & l'action communautaire autonome"
    assert marked("rien", []).text_content() == "rien"


@pytest.mark.parametrize(
    "parts",
    [
        PARTS,
        {"lexical": 0.0005, "dense": 0.0005, "aligned": 0.0005},
        {"dense": 0.7777, "aligned": 0.3333, "passage": -0.6666},
        {"dense": 1 / 3, "aligned": 1 / 3, "neighbours": 1 / 3},
        {},
    ],
)
def test_the_parts_shown_add_up(parts: dict[str, float]) -> None:
    shown = in_thousandths(parts)
    assert sum(shown.values()) == round(1000 * sum(parts.values()))
    assert all(abs(shown[name] - 1000 * parts[name]) < 1 for name in parts)
    _, tree = page_of(Answered("x", [replace(HIT, parts=parts, score=sum(parts.values()))]))
    rows = [_number(cell) for cell in text(tree, "//table/tbody//td")]
    (total,) = (_number(cell) for cell in text(tree, "//table/tfoot//td"))
    assert sum(rows) == total == round(1000 * sum(parts.values()))


def _number(said: str) -> int:
    return int(said.replace("\u2212", "-").replace(",", ""))


def test_thousandths_are_written_as_in_french() -> None:
    assert [thousandths(n) for n in (0, 7, 1234, -50)] == ["0,000", "0,007", "1,234", "\u22120,050"]


def test_text_of_a_document_is_never_markup() -> None:
    hostile = replace(
        VELO, statement=MARK, label=MARK, path=(MARK,), details=(MARK,), lead=MARK, id=MARK
    )
    why = (Match(MARK, MARK, "statement", "word", 0.1), Match("mal", "mal", "title", "stem", 0.1))
    hit = replace(HIT, measure=hostile, plan=MARK, why=why)
    one = Answered(MARK, [hit], [(MARK, MARK)], [(MARK, MARK)], True, MARK)
    for answers in ((one,), (one, one)):
        content, tree = page_of(*answers)
        assert "<script" not in content.lower()
        assert tree.xpath("//img | //script | //@onerror | //@style") == []
        assert MARK in tree.xpath("string(//article)")
    page_of(Answered("a\x00\ud800", [replace(HIT, plan="\x0b\ud83c")]))


def test_the_page_asks_nothing_of_anyone() -> None:
    _, tree = page_of(Answered("vélo", [HIT]), Answered("rien", []))
    assert tree.xpath("//link | //iframe | //@src | //script") == []
    assert all(link[0] == "#" for link in tree.xpath("//@href"))
    ids = set(tree.xpath("//@id"))
    assert {link[1:] for link in tree.xpath("//@href")} <= ids
    assert set(" ".join(tree.xpath("//@aria-labelledby")).split()) <= ids
    assert not re.search(r"url\(|@import|http", tree.xpath("//style")[0].text)
    (policy,) = tree.xpath("//meta[@http-equiv]/@content")
    assert policy == (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
        "form-action 'none'"
    )


def test_landmarks_and_headings_are_in_order() -> None:
    for answers in ([Answered("vélo", [HIT])], [Answered("vélo", [HIT]), Answered("rien", [])]):
        _, tree = page_of(*answers)
        assert [len(tree.xpath(f"//{name}")) for name in ("h1", "main", "header", "footer")] == [
            1, 1, 1, 1,
        ]  # fmt: skip
        ranks = [int(found.tag[1]) for found in tree.xpath("//h1 | //h2 | //h3 | //h4 | //h5")]
        assert all(b <= a + 1 for a, b in pairwise(ranks))
        assert tree.xpath("//html/@lang") == ["fr"]
        assert tree.xpath("//th[not(@scope)]") == []


def test_several_questions_have_a_list_of_contents() -> None:
    _, tree = page_of(Answered("vélo", [HIT]), Answered("rien", [HIT], nothing=True))
    assert text(tree, "//nav//li") == ["vélo 1\u00a0réponse", "rien probablement rien"]
    assert text(tree, "//h1") == ["Réponses à 2\u00a0questions"]
    assert len(tree.xpath("//section/h2")) == 3
    assert "Probablement rien dans cette collection ne répond" in tree.xpath("string(//main)")


def test_an_answer_of_sense_alone_says_so() -> None:
    kinds = [replace(VELO, kind=UnitKind.PASSAGE, recognised=0.93)]
    hits = [replace(HIT, measure=m, why=(), sureness="à vérifier") for m in kinds]
    _, tree = page_of(Answered("x", hits))
    assert "Aucun mot commun" in tree.xpath("string(//article)")
    assert "passage, qui n’engage à rien" in tree.xpath("string(//article)")
    assert "reconnu dans une image (sûreté 93\u00a0%)" in tree.xpath("string(//article)")
    _, tree = page_of(Answered("x", []))
    assert "Aucune mesure ne répond." in tree.xpath("string(//main)")


def test_no_break_before_french_signs() -> None:
    content, _ = page_of(
        Answered("vélo", [HIT], [("a", "b")], [("A", "b")], True, None), Answered("x", [])
    )
    body = re.sub(r"<[^>]+>", "", content[content.index("<body") :])
    assert not re.search(r"[^\u00a0\s][:;!?»](?=\s|$)|[ \n][:;!?»]|« | »", body)


def test_colours_are_readable_by_day_and_by_night() -> None:
    style = asset("base.css") + asset("answers.css")
    day, night = style.split("@media (prefers-color-scheme: dark)")
    light, dark = _colours(day), _colours(day) | _colours(night.split("@media print")[0])
    for colours in (light, dark):
        for ink in ("encre", "pale", "probable"):
            assert _contrast(colours[ink], colours["papier"]) >= 4.5, ink
        for ink, ground in (("pale", "fond"), ("encre", "marque"), ("encre", "proche")):
            assert _contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
        assert _contrast("#ffffff", colours["sure"]) >= 4.5
        assert _contrast(colours["pale"], colours["marque"]) >= 3


def _colours(style: str) -> dict[str, str]:
    found = re.findall(r"--([a-z]+): (#[0-9a-f]{3,6})", style)
    return {n: c if len(c) == 7 else "#" + "".join(2 * d for d in c[1:]) for n, c in found}


def _contrast(one: str, other: str) -> float:
    """Of WCAG 2.1: from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.fixture
def bag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    encoder = build(tmp_path / "index")
    monkeypatch.setattr("pipeline.embed.load_encoder", lambda _: encoder)
    assert identity(BagEncoder()) == identity(encoder)
    return tmp_path


def test_the_command(bag: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index, out = str(bag / "index"), bag / "reponses.html"
    assert main(["search", "bénévolat", "jeunes", "--html", str(out), "-i", index]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(r".*reponses\.html: 4 answers, \d+ kB\n", said.err)
    tree = html.document_fromstring(out.read_bytes().decode())
    with Reader(bag / "index") as reader:
        hits = Searcher(reader, BagEncoder()).search(Query("bénévolat jeunes"))
    assert tree.xpath("//article//code/text()") == [hit.measure.id for hit in hits]
    shown = [_number(cell) for cell in text(tree, "//table/tfoot//td")]
    assert shown == [round(1000 * hit.score) for hit in hits]


def test_many_questions_make_one_page(bag: Path) -> None:
    asked, out = bag / "q.jsonl", bag / "p.html"
    asked.write_text('{"id": 1, "text": "vélo"}\n{"id": 2, "text": "logements"}\n', "utf-8")
    arguments = ["search", "--queries", str(asked), "--all", "--html", str(out)]
    assert main([*arguments, "-i", str(bag / "index")]) == 0
    tree = html.document_fromstring(out.read_bytes().decode())
    assert tree.xpath("//main/section/h2//text()") == [
        "«\u00a0vélo\u00a0»",
        "«\u00a0logements\u00a0»",
    ]
    assert re.search(r"Environ \d+\u00a0% de ce qui répond", tree.xpath("string(//main)"))
    assert re.search(r"instantané [0-9a-f]{16}", tree.xpath("string(//footer)"))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--html", "{tmp}"), "is a folder"),
        (("--html", "{tmp}/none/p.html"), "there is no folder"),
        (("--html", "{tmp}/p.html", "--json"), "leave out --json"),
    ],
)
def test_faults_are_one_line(
    bag: Path, arguments: tuple[str, ...], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [argument.format(tmp=bag) for argument in arguments]
    assert main(["search", "vélo", *given, "-i", str(bag / "index")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert reason in said.err
