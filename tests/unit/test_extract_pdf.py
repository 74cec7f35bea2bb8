"""PDF: small documents set by Typst, and damaged or odd ones written by hand."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.clean import clean
from pipeline.errors import DamagedError, NoTextError
from pipeline.extract.pdf import read_pdf
from pipeline.models import Block, BlockKind, Plan, Role

Typeset = Callable[[str], Path]

SMALL = "#set page(width: 400pt, height: 300pt, margin: 40pt)\n#set text(size: 10pt)\n"
VALLEY = (
    "Le conseil de la vallée réunit chaque automne les habitants, les associations et les élus "
    "afin de choisir ensemble ce qui sera fait."
)
ROOMS = (
    "La commune ouvre ses salles le soir et les jours de fête à tous ceux qui veulent y chanter, "
    "y danser ou y lire à voix haute."
)


def texts(plan: Plan) -> list[str]:
    return [plan.text_of(block) for block in plan.blocks]


def cells(plan: Plan) -> list[tuple[int, int, int, str]]:
    placed = [(block.cell, plan.text_of(block)) for block in plan.blocks]
    return [(ref.table, ref.row, ref.column, text) for ref, text in placed if ref]


def inside(plan: Plan, block: Block) -> bool:
    """Whether the box of a block stands on its page."""
    page = next(page for page in plan.pages if page.number == block.page)
    return bool(
        block.box
        and 0 <= block.box.x0 < block.box.x1 <= page.width
        and 0 <= block.box.top < block.box.bottom <= page.height
    )


def columns(before_right: str = "") -> str:
    left, right = f"{VALLEY}\n\n{ROOMS}", f"{before_right}\n{ROOMS}\n\n{VALLEY}"
    return f"#columns(2, gutter: 20pt)[{left}\n#colbreak()\n{right}]"


def headed(title: str) -> str:
    return f'#text(size: 15pt, weight: "bold", fill: rgb("#aa0000"))[{title}]\n\n'


def test_a_heading_across_two_columns(typeset: Typeset) -> None:
    title = "Le plan de la vallée et de ses villages"
    plan = read_pdf(typeset(SMALL + headed(title) + columns()), "plan.pdf")
    assert texts(plan) == [title, VALLEY, ROOMS, ROOMS, VALLEY]
    style = plan.blocks[0].style
    assert (style.size, style.bold, style.colour) == (15.0, True, "0.7/0.0/0.0")
    assert plan.blocks[1].style.colour is None
    assert all(inside(plan, block) for block in plan.blocks)


def test_a_heading_of_two_lines_across_two_columns(typeset: Typeset) -> None:
    title = "Le plan de la vallée heureuse et de tous ses villages"
    assert texts(read_pdf(typeset(SMALL + headed(title) + columns()), "plan.pdf"))[0] == title


def test_columns_whose_lines_are_not_level(typeset: Typeset) -> None:
    plan = read_pdf(typeset(SMALL + columns("#v(5pt)")), "plan.pdf")
    assert texts(plan) == [VALLEY, ROOMS, ROOMS, VALLEY]


def test_justified_text_with_wide_gaps_is_one_paragraph(typeset: Typeset) -> None:
    text = (
        "Le conseil départemental accompagnera prioritairement les établissements intercommunaux "
        "volontaires particulièrement investis dans l’accompagnement socioprofessionnel."
    )
    narrow = "#set page(width: 200pt, height: 300pt, margin: 40pt)\n#set par(justify: true)\n"
    assert texts(read_pdf(typeset(f"{narrow}#set text(hyphenate: false)\n{text}"), "p")) == [text]


def test_hyphens_at_line_ends_are_undone(typeset: Typeset) -> None:
    text = "Le développement des infrastructures cyclables intercommunales nous accompagne."
    narrow = "#set page(width: 130pt, height: 300pt, margin: 30pt)\n"
    french = '#set text(lang: "fr", hyphenate: true)\n#set par(justify: true)\n'
    plan = read_pdf(typeset(narrow + french + text), "plan.pdf")
    assert texts(plan) == [text]


def test_raised_ordinals(typeset: Typeset) -> None:
    source = "La 30#super[e] fête de la 1#super[re] commune réunit les habitants."
    plan = read_pdf(typeset(SMALL + source), "plan.pdf")
    assert texts(plan) == ["La 30e fête de la 1re commune réunit les habitants."]


def test_a_ruled_table_with_paragraphs_in_a_cell(typeset: Typeset) -> None:
    source = """#table(columns: (1fr, 3fr, 2fr), [N°], [Action], [Pilote],
      [1], [Créer une ligne de bus

      Elle passera par le marché], [Ville],
      table.cell(colspan: 2)[Ouvrir une halte], [Région])
      Après le tableau.
      #table(columns: 2, [a], [b], [c], [d])"""
    plan = read_pdf(typeset(SMALL + source), "plan.pdf")
    assert cells(plan) == [
        (0, 0, 0, "N°"),
        (0, 0, 1, "Action"),
        (0, 0, 2, "Pilote"),
        (0, 1, 0, "1"),
        (0, 1, 1, "Créer une ligne de bus"),
        (0, 1, 1, "Elle passera par le marché"),
        (0, 1, 2, "Ville"),
        (0, 2, 0, "Ouvrir une halte"),
        (0, 2, 2, "Région"),
        (1, 0, 0, "a"),
        (1, 0, 1, "b"),
        (1, 1, 0, "c"),
        (1, 1, 1, "d"),
    ]
    assert texts(plan)[9] == "Après le tableau."
    assert plan.blocks[9].cell is None


def test_a_frame_around_a_paragraph_is_no_table(typeset: Typeset) -> None:
    plan = read_pdf(typeset(f"{SMALL}#rect[{VALLEY}]\n#rect[{ROOMS}]\n#rect[Fin]"), "plan.pdf")
    assert texts(plan) == [VALLEY, ROOMS, "Fin"]
    assert cells(plan) == []


@pytest.mark.parametrize("shape", ["circle(radius: 2pt, fill: red)", "square(size: 4pt)"])
def test_drawn_bullets(typeset: Typeset, shape: str) -> None:
    items = ["Créer une ligne de bus", "Ouvrir une halte", "Planter un verger"]
    lines = " \\\n".join(f"#box({shape}) #h(4pt) {item}" for item in items)
    plan = read_pdf(typeset(SMALL + lines), "plan.pdf")
    assert [(b.kind, b.style.marker) for b in plan.blocks] == [(BlockKind.ITEM, "•")] * 3
    assert texts(plan) == items


def test_a_list_in_two_levels(typeset: Typeset) -> None:
    source = "La ville fera ceci :\n- Ouvrir une halte\n  - de jour\n  - de nuit\n- Planter\n"
    plan = read_pdf(typeset(SMALL + source), "plan.pdf")
    assert texts(plan) == [
        "La ville fera ceci :",
        "Ouvrir une halte",
        "de jour",
        "de nuit",
        "Planter",
    ]
    kinds = [block.kind for block in plan.blocks]
    assert kinds == [BlockKind.PARAGRAPH, *[BlockKind.ITEM] * 4]
    indents = [block.style.indent for block in plan.blocks]
    assert indents[1] == indents[4] < indents[2] == indents[3]


def test_running_heads_page_numbers_and_a_paragraph_cut_by_a_page(typeset: Typeset) -> None:
    page = (
        "#set page(width: 300pt, height: 420pt, margin: 60pt, header: [Plan de la vallée], "
        "footer: context align(center)[#counter(page).display()])\n"
    )
    plan = clean(read_pdf(typeset(page + "\n\n".join([VALLEY, ROOMS] * 8)), "plan.pdf"))
    numbers = [page.number for page in plan.pages]
    assert numbers == [1, 2, 3, 4]
    furniture = [plan.text_of(b) for b in plan.blocks if b.role is Role.FURNITURE]
    assert furniture == [text for n in numbers for text in ("Plan de la vallée", str(n))]
    joined: list[str] = []
    for block in plan.blocks:
        if block.role is Role.CONTENT and block.continues:
            joined[-1] += " " + plan.text_of(block)
        elif block.role is Role.CONTENT:
            joined.append(plan.text_of(block))
    assert joined == [VALLEY, ROOMS] * 8
    assert [block.page for block in plan.blocks] == sorted(b.page or 0 for b in plan.blocks)
    for number in numbers:
        own = [b.span for b in plan.blocks if b.page == number]
        extent = plan.pages[number - 1].span
        assert (extent.start, extent.end) == (own[0].start, own[-1].end)


def test_the_title_of_the_metadata(typeset: Typeset) -> None:
    def title(text: str) -> str | None:
        return read_pdf(typeset(f'#set document(title: "{text}")\n{ROOMS}'), "p").facts.title

    assert title("Plan de la vallée 2025") == "Plan de la vallée 2025"
    assert title("plan_v3_final.docx") is None
    assert title("Plan") is None


TEXT = "BT /F1 12 Tf 172 700 Td (Planter un verger) Tj ET "


def hand_made(path: Path, content: str, page: str = "/MediaBox [0 0 595 842]") -> Path:
    """A PDF of one page, written by hand."""
    stream = content.encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {page} /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(data)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"xref\n0 6\n0000000000 65535 f \n" + table
    data += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("page", "x0", "top"),
    [
        ("/MediaBox [0 0 595 842]", 172, 132.5),
        (
            "/MediaBox [100 100 695 942]",
            72,
            232.5,
        ),
        (
            "/MediaBox [0 0 595 842] /CropBox [50 50 545 792]",
            122,
            82.5,
        ),
    ],
)
def test_boxes_are_measured_from_the_corner_of_the_page(
    tmp_path: Path, page: str, x0: float, top: float
) -> None:
    plan = read_pdf(hand_made(tmp_path / "plan.pdf", TEXT, page), "plan.pdf")
    (block,) = plan.blocks
    assert block.box
    assert (block.box.x0, block.box.top) == pytest.approx((x0, top), abs=1)
    assert inside(plan, block)


TURNED = "q 0 1 -1 0 500 100 cm BT /F1 12 Tf 0 0 Td (Table en paysage) Tj ET Q "


@pytest.mark.parametrize(
    ("page", "content", "read"),
    [
        ("/MediaBox [0 0 595 842]", TEXT, "Planter un verger"),
        ("/MediaBox [0 0 595 842]", TURNED + TEXT, "Planter un verger"),
        ("/MediaBox [0 0 595 842] /Rotate 90", TURNED, "Table en paysage"),
        (
            "/MediaBox [0 0 595 842]",
            TURNED,
            "Table en paysage",
        ),
        (
            "/MediaBox [0 0 595 842]",
            TEXT + TEXT.replace("172", "172.4"),
            "Planter un verger",
        ),
        (
            "/MediaBox [0 0 595 842]",
            TEXT.replace("12 Tf", "12 Tf 3 Tc"),
            "Planter un verger",
        ),
    ],
)
def test_turned_and_decorated_text(tmp_path: Path, page: str, content: str, read: str) -> None:
    assert read_pdf(hand_made(tmp_path / "plan.pdf", content, page), "plan.pdf").text == read


def test_letters_printed_twice_are_bold(tmp_path: Path) -> None:
    content = TEXT + TEXT.replace("172", "172.4") + TEXT.replace("700", "650")
    plan = read_pdf(hand_made(tmp_path / "plan.pdf", content), "plan.pdf")
    assert [block.style.bold for block in plan.blocks] == [True, False]


def test_printers_marks_outside_the_page_are_left_out(tmp_path: Path) -> None:
    content = TEXT + TEXT.replace("700", "820").replace("Planter un verger", "plan.indd 3")
    page = "/MediaBox [0 0 595 842] /CropBox [50 50 545 792]"
    assert read_pdf(hand_made(tmp_path / "p.pdf", content, page), "p").text == "Planter un verger"


def test_single_letters_that_stand_apart_are_no_word(tmp_path: Path) -> None:
    letters = "".join(
        TEXT.replace("172", str(100 + 30 * i)).replace("Planter un verger", letter)
        for i, letter in enumerate("LMMJVSD")
    )
    assert read_pdf(hand_made(tmp_path / "p.pdf", letters), "p").text == "L M M J V S D"


def test_a_drawing_has_no_text(tmp_path: Path) -> None:
    with pytest.raises(NoTextError, match=r"^plan\.pdf: "):
        read_pdf(hand_made(tmp_path / "plan.pdf", "10 10 100 100 re f"), "plan.pdf")


@pytest.mark.usefixtures("leaking")
def test_a_damaged_file_is_closed(tmp_path: Path) -> None:
    path = hand_made(tmp_path / "plan.pdf", TEXT, "/MediaBox [0 0 595]")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with suppress(DamagedError):
            read_pdf(path, "plan.pdf")
        gc.collect()
    assert [warning.category for warning in caught] == []


@pytest.mark.usefixtures("leaking")
@pytest.mark.parametrize("share", [0.2, 0.6])
def test_a_truncated_file_is_damaged_or_read(tmp_path: Path, share: float) -> None:
    path = hand_made(tmp_path / "plan.pdf", TEXT)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises((DamagedError, NoTextError), match=r"^plan\.pdf: "):
        read_pdf(path, "plan.pdf")


@pytest.mark.usefixtures("leaking")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/Root 1 0 R", b"/Root 9 0 R"),
        (b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
        (b"/Count 1", b"/Count x"),
        (b"/MediaBox [0 0 595 842]", b"/MediaBox [0 0 595]    "),
        (b"Td (Planter", b"Td <zzzzzzz"),
    ],
)
def test_damage_ends_in_a_document_error_or_a_plan(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = hand_made(tmp_path / "plan.pdf", TEXT)
    path.write_bytes(path.read_bytes().replace(old, new))
    with suppress(DamagedError, NoTextError):
        assert read_pdf(path, "plan.pdf").blocks


def test_a_ligature_is_its_letters(typeset: Typeset) -> None:
    page = "#set page(width: 300pt, height: 200pt, margin: 40pt)\n#set text(size: 12pt)\n"
    plan = read_pdf(typeset(page + "L’affiche officielle offre un greffe efficace."), "plan.pdf")
    assert plan.text == "L’affiche officielle offre un greffe efficace."


def test_a_word_cut_at_the_end_of_a_line_is_whole(typeset: Typeset) -> None:
    narrow = "#set page(width: 180pt, height: 300pt, margin: 40pt)\n"
    style = '#set text(size: 12pt, lang: "fr", hyphenate: true)\n#set par(justify: true)\n'
    text = "Le regroupement intercommunal développera une administration électronique."
    assert read_pdf(typeset(narrow + style + text), "plan.pdf").text == text
