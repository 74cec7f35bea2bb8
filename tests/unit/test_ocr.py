"""Scans: which pages are recognised, how surely, and what is said where nothing can do it."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from scanning import scan
from small_index import BagEncoder

from pipeline import build
from pipeline.clean import clean
from pipeline.errors import NoTextError
from pipeline.extract import ocr, scans
from pipeline.extract.drawings import pieces_of
from pipeline.extract.hocr import even, read_leaf, words_of_leaf
from pipeline.extract.misread import put_right
from pipeline.extract.pdf import read_pdf
from pipeline.extract.sheet import sheet_of
from pipeline.extract.words import words_of
from pipeline.segment import segment
from pipeline.settings import Settings
from pipeline.store import Reader

GOLDEN = Path(__file__).parents[1] / "golden"
PAGE = """#set page(width: 12cm, height: 14cm, margin: 1.5cm)
#set text(size: 11pt, lang: "fr")
"""
PLAN = """= Plan des sentiers
*Mesure 1 : Baliser le sentier des crêtes avant la saison*

Les panneaux seront posés par les bénévoles du village.

*Mesure 2 : Aménager une aire de repos au bord de la rivière*

Deux tables et un abri suffisent pour commencer.

*Mesure 3 : Former dix guides qui connaissent les plantes*

La formation dure une semaine au printemps.
"""
TYPED = "Créer un fonds de soutien aux refuges de montagne.\n\nPublier la carte des sources.\n"
MISSING = "apt-get install ocrmypdf tesseract-ocr-fra"

Typeset = Callable[[str], Path]


@pytest.fixture
def scanned(typeset: Typeset, tmp_path: Path) -> Path:
    """A page of a plan, as a scanner gives it."""
    return scan(typeset(PAGE + PLAN), tmp_path / "scan.pdf")


@pytest.fixture
def mixed(scanned: Path, typeset: Typeset, tmp_path: Path) -> Path:
    """A page that was typed, a page that was scanned, in a corpus."""
    out = tmp_path / "corpus" / "mixed.pdf"
    out.parent.mkdir()
    pdf = pypdfium2.PdfDocument(typeset(PAGE + TYPED))
    with pypdfium2.PdfDocument(scanned) as other:
        pdf.import_pages(other)
    pdf.save(out)
    pdf.close()
    return out


@pytest.mark.usefixtures("ocr_tools")
def test_a_scan_is_read_and_nothing_is_left_behind(
    scanned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = tmp_path / "places"
    places.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(places))
    told: list[tuple[str, int, int]] = []
    plan = read_pdf(scanned, "scan.pdf", watch=lambda *news: told.append(news))
    assert not list(places.iterdir())
    assert told[0] == ("scan.pdf", 0, 1)
    assert told[-1] == ("scan.pdf", 1, 1)
    (page,) = plan.pages
    assert page.confidence is not None
    assert 0.8 < page.confidence <= 1
    measures = segment(clean(plan))
    assert [measure.label for measure in measures] == ["1", "2", "3"]
    assert measures[0].statement == "Baliser le sentier des crêtes avant la saison"
    assert {measure.recognised for measure in measures} == {page.confidence}


@pytest.mark.usefixtures("ocr_tools")
def test_a_page_that_lies_on_its_side_is_turned(typeset: Typeset, tmp_path: Path) -> None:
    text = PAGE + PLAN * 2
    plan = read_pdf(scan(typeset(text), tmp_path / "scan.pdf", turned=1), "scan.pdf")
    assert "Baliser le sentier des crêtes avant la saison" in plan.text
    assert plan.pages[0].height > plan.pages[0].width


@pytest.mark.usefixtures("ocr_tools")
def test_of_a_mixed_document_only_the_scanned_page_is_recognised(mixed: Path) -> None:
    typed, recognised = (plan := read_pdf(mixed, "mixed.pdf")).pages
    assert typed.confidence is None
    assert recognised.confidence
    assert plan.text.startswith("Créer un fonds de soutien aux refuges de montagne.")
    assert "Former dix guides" in plan.text


def test_without_the_programs_a_scan_is_refused_with_what_to_install(
    scanned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(NoTextError) as caught:
        read_pdf(scanned, "scan.pdf")
    message = str(caught.value)
    assert message.startswith("scan.pdf: no text layer; install OCR with: " + MISSING)
    assert len(message.splitlines()) == 1


def test_ocr_can_be_left_out(scanned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "recognise", lambda *_: pytest.fail("recognised all the same"))
    with pytest.raises(NoTextError, match=r"^scan\.pdf: .*--no-ocr"):
        read_pdf(scanned, "scan.pdf", recognise=False)


@pytest.mark.usefixtures("ocr_tools")
def test_pages_left_unread_are_named_and_read_when_ocr_comes(
    mixed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings = Settings(tmp_path / "index", mixed.parent)

    def run() -> build.Report:
        return build.ingest(settings.index, build.work((), None, settings), BagEncoder())

    with monkeypatch.context() as bare, caplog.at_level(logging.WARNING):
        bare.setattr(ocr, "missing", lambda: MISSING)
        assert run().added == ["mixed.pdf"]
        assert "mixed.pdf: page 2 not read: no text layer; install OCR" in caplog.text
        assert run().unchanged == ["mixed.pdf"]
    assert run().changed == ["mixed.pdf"]
    with Reader(settings.index) as reader:
        found = {unit.page: unit.recognised for unit in reader.units("mixed.pdf")}
    assert found[1] is None
    assert found[2] > 0.8
    assert run().unchanged == ["mixed.pdf"]


@pytest.mark.parametrize("folder", ["plans", "later"])
def test_no_page_that_was_typed_is_taken_for_a_scan(folder: str) -> None:
    for path in sorted((GOLDEN / folder).glob("*.pdf")):
        with pypdfium2.PdfDocument(path) as pdf:
            for page in pdf:
                sheet = sheet_of(page, 1)
                words = words_of(sheet)
                letters = any(sign.isalpha() for word in words for sign in word.text)
                pieces = list(pieces_of(page))
                taken = scans.is_picture(pieces, words, sheet.width, sheet.height)
                assert not (letters and taken), path.name


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("(cid:12)(cid:7)(cid:33) (cid:9)(cid:41)(cid:2)", True),
        ("\ue001\ue014\ue00b\ue022 " * 8, True),
        ("\uf0b7 Planter des haies \uf0b7 Ouvrir un parc", False),
        ("Planter des haies le long des routes communales", False),
    ],
)
def test_signs_that_stand_for_nothing(text: str, lost: bool) -> None:
    assert scans.broken(text) is lost


def test_letters_of_a_shifted_font_are_told_from_other_languages() -> None:
    french = "Le comité publie chaque année un rapport sur les besoins en logement. " * 6
    english = "The committee publishes a yearly report on the housing needs of families. " * 6
    shifted = "".join(chr(ord(sign) + 3) if sign.isalpha() else sign for sign in french)
    assert scans.known_share(french)[0] == 1
    assert scans.known_share(shifted)[0] < 0.07 < scans.known_share(english)[0]


def test_one_text_on_all_pages_is_a_stamp() -> None:
    assert scans.stamped({1: "numerise par fauxscan", 2: "numerise par fauxscan"}, 2) == [1, 2]
    assert scans.stamped({1: "plan climat", 2: "annexes"}, 2) == []
    assert scans.stamped({1: "numerise par fauxscan", 2: "numerise par fauxscan"}, 9) == []


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("e Créer un refuge", "• Créer un refuge"),
        ("° Créer un refuge", "• Créer un refuge"),
        ("O0. 1.2 : Lutter", "OO. 1.2 : Lutter"),
        ("2-L Rapprocher", "2-1 Rapprocher"),
        ("garder La moitié du fonds", "garder la moitié du fonds"),
        ("près de La Roche blanche", "près de La Roche blanche"),
        ("MOB-03 Ouvrir", "MOB-03 Ouvrir"),
        ("CE2 et CM1", "CE2 et CM1"),
        ("O2 et CO2", "O2 et CO2"),
        ("e", "e"),
    ],
)
def test_what_is_taken_for_something_else(seen: str, meant: str) -> None:
    assert " ".join(put_right(seen.split())) == meant


def test_hocr_gives_places_sizes_and_confidence(tmp_path: Path) -> None:
    word = "<span class='ocrx_word' title='bbox {} {} {} {}; x_wconf {}'>{}</span>"
    line = "<span class='ocr_line' title='bbox 100 {} 900 {}; baseline 0 -10'>{}</span>"
    first = word.format(100, 100, 300, 140, 96, "Balises") + word.format(
        320, 100, 420, 140, 90, "|"
    )
    second = word.format(100, 201, 300, 242, 94, "Tables")
    smudge = word.format(100, 300, 300, 340, 12, "Tzq")
    lines = (line.format(y, y + 50, w) for y, w in ((100, first), (200, second), (300, smudge)))
    page = "<div class='ocr_page' title='bbox 0 0 1000 2000'>" + "".join(lines) + "</div>"
    path = tmp_path / "page.hocr"
    path.write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    (leaf,) = even([read_leaf(path, 500, 1000)])
    assert leaf.text == "Balises Tables"
    assert leaf.confidence == pytest.approx(0.95, abs=0.01)
    balises, tables = words_of_leaf(leaf)
    assert balises.size == tables.size
    assert (balises.box.x0, balises.box.x1) == (50, 150)
    assert balises.box.bottom - balises.box.top == balises.size
    assert 45 < balises.box.top < 50  # above the ink of its capital
    assert read_leaf(path, 1000, 500).width == 500  # it was turned
    assert not read_leaf(tmp_path / "none.hocr", 500, 1000).rows


@pytest.mark.usefixtures("ocr_tools")
def test_the_cells_of_a_scanned_table_are_read(typeset: Typeset, tmp_path: Path) -> None:
    source = """#set page(width: 18cm, height: 12cm, margin: 1.5cm)
#set text(size: 12pt, lang: "fr")
#table(columns: (1.6cm, 1fr, 3cm, 2cm),
  ..([N°], [Action], [Pilote], [Année]).map(strong),
  [1.1], [Créer un fonds pour les épiceries de village], [Comptoir], [2026],
  [1.2], [Ouvrir une halte pour les familles au parc], [Commune], [2027],
  [1.3], [Installer des bornes près des écoles], [Régie], [2028])
"""
    plan = read_pdf(scan(typeset(source), tmp_path / "scan.pdf"), "scan.pdf")
    cells = {(b.cell.row, b.cell.column): plan.text_of(b) for b in plan.blocks if b.cell}
    assert [cells[0, column] for column in (1, 2, 3)] == ["Action", "Pilote", "Année"]
    rows = [tuple(cells[row, column] for column in (1, 2, 3)) for row in (1, 2, 3)]
    assert rows == [
        ("Créer un fonds pour les épiceries de village", "Comptoir", "2026"),
        ("Ouvrir une halte pour les familles au parc", "Commune", "2027"),
        ("Installer des bornes près des écoles", "Régie", "2028"),
    ]
