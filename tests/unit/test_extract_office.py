"""Presentations, OpenDocument texts and CSV: their blocks, and the measures found in them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.util import Inches

from pipeline.clean import clean
from pipeline.errors import DamagedError, DocumentError, EncryptedError, NoTextError
from pipeline.extract import read, supports
from pipeline.models import BlockKind, Plan, Role
from pipeline.segment import segment
from pipeline.segment.entries import entries

TABLE = (
    ("N°", "Action", "Pilote", "Échéance"),
    ("1", "Ouvrir une halte", "Ville", "2027"),
    ("2", "Planter un verger", "Région", "2028"),
    ("3", "Semer du blé", "CCAS", "2029"),
)
FACTS = [(code, text, lead, year) for code, text, lead, year in TABLE[1:]]


def shown(plan: Plan) -> list[tuple[str, str]]:
    content = [block for block in plan.blocks if block.role is Role.CONTENT]
    return [(block.kind.value, plan.text_of(block)) for block in content]


def facts(plan: Plan) -> list[tuple[str | None, ...]]:
    return [(m.label, m.statement, m.lead, m.deadline) for m in segment(plan)]


def slides(folder: Path, *slides: tuple[str, Sequence[tuple[int, str]]]) -> tuple[Path, Any]:
    show = Presentation()
    for title, items in slides:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        frame = slide.placeholders[1].text_frame
        for index, (level, text) in enumerate(items):
            line = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            line.text, line.level = text, level
    return folder / "plan.pptx", show


def saved(path: Path, show: Any) -> Plan:
    show.save(str(path))
    return clean(read(path, path.name))


def test_slides_are_pages_with_bullets_by_level(tmp_path: Path) -> None:
    items = [(0, "Ouvrir une halte"), (1, "près de la gare"), (0, "Planter un verger")]
    path, show = slides(tmp_path, ("Nos actions", items), ("Axe 2 : Nourrir", [(0, "Semer")]))
    show.slides[0].notes_slide.notes_text_frame.text = "Ne pas lire"
    plan = saved(path, show)
    assert [(plan.text_of(b), b.page, b.kind, b.level) for b in plan.blocks] == [
        ("Nos actions", 1, BlockKind.HEADING, 2),
        ("Ouvrir une halte", 1, BlockKind.ITEM, 1),
        ("près de la gare", 1, BlockKind.ITEM, 2),
        ("Planter un verger", 1, BlockKind.ITEM, 1),
        ("Axe 2 : Nourrir", 2, BlockKind.HEADING, 2),
        ("Semer", 2, BlockKind.ITEM, 1),
    ]
    assert plan.pages == ()


def test_measures_of_slides(tmp_path: Path) -> None:
    path, show = slides(
        tmp_path,
        ("Axe 1 : Se loger", [(0, "Ouvrir une halte"), (0, "Rénover dix logements")]),
        ("Axe 2 : Se nourrir", [(0, "Planter un verger"), (0, "Créer une épicerie")]),
    )
    assert [(m.statement, m.path, m.page) for m in segment(saved(path, show))] == [
        ("Ouvrir une halte", ("Axe 1 : Se loger",), 1),
        ("Rénover dix logements", ("Axe 1 : Se loger",), 1),
        ("Planter un verger", ("Axe 2 : Se nourrir",), 2),
        ("Créer une épicerie", ("Axe 2 : Se nourrir",), 2),
    ]


def test_tables_of_slides(tmp_path: Path) -> None:
    path, show = slides(tmp_path, ("Plan d'action", []))
    shape = show.slides[0].shapes.add_table(4, 4, Inches(1), Inches(2), Inches(8), Inches(3))
    for row, line in enumerate(TABLE):
        for column, text in enumerate(line):
            shape.table.cell(row, column).text = text
    assert facts(saved(path, show)) == FACTS


def test_shapes_are_read_from_the_top_left(tmp_path: Path) -> None:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    for text, left, top in (("C", 1, 5), ("B", 5, 1.02), ("A", 1, 1)):
        box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(1))
        box.text_frame.text = f"Texte {text}"
    group = slide.shapes.add_group_shape()
    inner = group.shapes.add_textbox(Inches(1), Inches(6), Inches(2), Inches(1))
    inner.text_frame.text = "Texte D"
    plan = saved(tmp_path / "plan.pptx", show)
    assert [text for _, text in shown(plan)] == ["Texte A", "Texte B", "Texte C", "Texte D"]


def test_text_boxes_that_run_through_the_slides_are_furniture(tmp_path: Path) -> None:
    path, show = slides(tmp_path, *((f"Axe {n}", [(0, "Semer")]) for n in (1, 2, 3)))
    for slide in show.slides:
        box = slide.shapes.add_textbox(Inches(1), Inches(7), Inches(2), Inches(0.3))
        box.text_frame.text = "Document de travail"
    plan = saved(path, show)
    running = [b.role for b in plan.blocks if plan.text_of(b) == "Document de travail"]
    assert running == [Role.FURNITURE] * 3


def test_drawings_of_text_are_lists(tmp_path: Path) -> None:
    path, show = slides(tmp_path, ("Nos actions", []))
    name = "http://schemas.openxmlformats.org/drawingml/2006/"
    texts = "".join(
        f"<d:pt><d:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></d:t></d:pt>"
        for text in ("Ouvrir une halte", "Semer du blé")
    )
    data = f'<d:dataModel xmlns:d="{name}diagram" xmlns:a="{name}main">{texts}</d:dataModel>'
    slide = show.slides[0]
    part = Part(PackURI("/ppt/diagrams/data1.xml"), "application/xml", show.part.package)
    part._blob = data.encode()
    rid = slide.part.relate_to(part, "urn:data")
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    frame = parse_xml(
        f'<p:graphicFrame xmlns:p="{name.replace("drawingml", "presentationml")}main"'
        f' xmlns:a="{name}main"><p:nvGraphicFramePr><p:cNvPr id="9" name="D"/>'
        "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm/><a:graphic>"
        f'<a:graphicData uri="{name}diagram"><d:relIds xmlns:d="{name}diagram"'
        f' xmlns:r="{office}" r:dm="{rid}"/></a:graphicData></a:graphic></p:graphicFrame>'
    )
    slide.shapes._spTree.append(frame)
    assert shown(saved(path, show))[1:] == [("item", "Ouvrir une halte"), ("item", "Semer du blé")]


def test_slides_without_text(tmp_path: Path) -> None:
    show = Presentation()
    show.slides.add_slide(show.slide_layouts[6])
    with pytest.raises(NoTextError, match=r"^plan\.pptx: "):
        saved(tmp_path / "plan.pptx", show)


SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
        ("draw", "drawing"), ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
STYLES = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"'
    ' style:num-format="1"/></text:list-style>'
    '<style:style style:name="P1" style:parent-style-name="P2"/>'
    '<style:style style:name="P2"><style:text-properties fo:font-size="14pt"'
    ' fo:font-weight="bold"/></style:style>'
)


def text_of(folder: Path, body: str, manifest: str = "<m/>") -> Path:
    path = folder / "plan.odt"
    with zipfile.ZipFile(path, "w") as new:
        new.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        new.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:automatic-styles>{STYLES}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        )
        new.writestr("META-INF/manifest.xml", manifest)
    return path


def opened(folder: Path, body: str) -> Plan:
    return clean(read(text_of(folder, body), "plan.odt"))


def items(*texts: str, style: str = "") -> str:
    name = f' text:style-name="{style}"' if style else ""
    lines = (f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)
    return f"<text:list{name}>{''.join(lines)}</text:list>"


def test_headings_lists_and_notes_of_a_text(tmp_path: Path) -> None:
    plan = opened(
        tmp_path,
        '<text:h text:outline-level="2">Axe 1 : Loger</text:h>'
        "<text:p>Ce que nous<text:s/>ferons<text:note><text:p>Voir</text:p></text:note> :</text:p>"
        + items("Ouvrir une halte", "Rénover", style="L1")
        + items("Semer"),
    )
    assert [(plan.text_of(b), b.kind, b.level, b.style.marker) for b in plan.blocks] == [
        ("Axe 1 : Loger", BlockKind.HEADING, 2, None),
        ("Ce que nous ferons :", BlockKind.PARAGRAPH, 0, None),
        ("Ouvrir une halte", BlockKind.ITEM, 1, "1."),
        ("Rénover", BlockKind.ITEM, 1, "2."),
        ("Semer", BlockKind.ITEM, 1, "•"),
    ]


def test_looks_come_from_the_parents_of_styles(tmp_path: Path) -> None:
    plan = opened(tmp_path, '<text:p text:style-name="P1">Loger</text:p><text:p>Texte</text:p>')
    assert [(b.style.size, b.style.bold) for b in plan.blocks] == [(14.0, True), (0.0, False)]


def test_tables_of_a_text(tmp_path: Path) -> None:
    def row(cells: Sequence[str]) -> str:
        found = (f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in cells)
        return f"<table:table-row>{''.join(found)}</table:table-row>"

    head, *rows = map(row, TABLE)
    body = f"<table:table-header-rows>{head}</table:table-header-rows>{''.join(rows)}"
    assert facts(opened(tmp_path, f"<table:table>{body}</table:table>")) == FACTS


def test_deleted_text_and_contents(tmp_path: Path) -> None:
    plan = opened(
        tmp_path,
        "<text:tracked-changes><text:p>Supprimé</text:p></text:tracked-changes>"
        "<text:table-of-content><text:p>Axe 1</text:p></text:table-of-content><text:p>Axe</text:p>",
    )
    assert [(plan.text_of(b), b.role) for b in plan.blocks] == [
        ("Axe 1", Role.CONTENTS), ("Axe", Role.CONTENT),
    ]  # fmt: skip


def test_texts_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(EncryptedError, match=r"^plan\.odt: "):
        read(text_of(tmp_path, "", "<encryption-data/>"), "plan.odt")
    with pytest.raises(NoTextError, match=r"^plan\.odt: "):
        read(text_of(tmp_path, ""), "plan.odt")
    with pytest.raises(DamagedError, match=r"^plan\.odt: "):
        read(text_of(tmp_path, "<text:p>"), "plan.odt")


@pytest.mark.parametrize("name", ["plan.odt", "plan.pptx"])
def test_no_office_document(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04" + bytes(80))
    with pytest.raises(DocumentError, match=rf"^{name}: damaged") as caught:
        read(tmp_path / name, name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_delimited_tables(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in TABLE)
    path = tmp_path / "plan.csv"
    path.write_bytes(text.encode(encoding))
    assert facts(clean(read(path, "plan.csv"))) == FACTS


def test_commas_in_a_table_with_semicolons(tmp_path: Path) -> None:
    text = "Action;Coût\nOuvrir, meubler et chauffer une halte;3,5\nPlanter un verger;4,5\n"
    (tmp_path / "plan.csv").write_text(text, encoding="utf-8")
    plan = read(tmp_path / "plan.csv", "plan.csv")
    assert "Ouvrir, meubler et chauffer une halte" in plan.text.split("\n")


def test_depths_of_lists_come_from_their_indents(tmp_path: Path) -> None:
    margin = "<style:list-level-properties><style:list-level-label-alignment fo:margin-left='{}'/>"
    styles = "".join(
        f'<text:list-style style:name="{name}"><text:list-level-style-bullet text:level="1">'
        f"{margin.format(size)}</style:list-level-properties></text:list-level-style-bullet>"
        "</text:list-style>"
        for name, size in (("near", "0.635cm"), ("far", "0.75in"))
    )
    plan = opened(tmp_path, styles + items("Ouvrir", style="near") + items("près", style="far"))
    indents = [block.style.indent for block in plan.blocks]
    assert indents == [pytest.approx(18), pytest.approx(54)]
    assert [entry.depth for entry in entries(plan)] == [1, 2]


def test_a_spreadsheet_of_libreoffice(tmp_path: Path) -> None:
    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"

    def row(cells: Sequence[str], more: str = "") -> str:
        return f"<table:table-row {more}>{''.join(map(cell, cells))}</table:table-row>"

    across = cell("Se nourrir", 'table:number-columns-spanned="4"') + (
        '<table:covered-table-cell table:number-columns-repeated="3"/>'
    )
    columns = '<table:table-column table:number-columns-repeated="4"/>' + (
        '<table:table-column table:visibility="collapse"/>'
    )
    rows = [row((*line, "caché")) for line in TABLE]
    rows.insert(2, f"<table:table-row>{across}</table:table-row>")
    rows.append(row(("4", "Raser le bois", "Ville", "2030"), 'table:visibility="collapse"'))
    body = f'<table:table table:name="Plan">{columns}{"".join(rows)}</table:table>'
    path = tmp_path / "plan.ods"
    with zipfile.ZipFile(path, "w") as new:
        new.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        content = f"<office:document-content {SPACES}>{body}</office:document-content>"
        new.writestr("content.xml", content)
    plan = clean(read(path, "plan.ods"))
    assert facts(plan) == FACTS
    assert [m.path for m in segment(plan)] == [(), ("Se nourrir",), ("Se nourrir",)]
    assert "caché" not in plan.text


@pytest.mark.parametrize("ending", ["xlsx", "xlsm", "ods", "pptx", "odt", "csv", "CSV"])
def test_supported_names(ending: str) -> None:
    assert supports(Path(f"plan.{ending}"))
