"""Word documents: looks, tables, text boxes, notes, changes, fields, and files that are none."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.shared import Pt, RGBColor
from wordml import (
    SPACES,
    cell,
    definition,
    instance,
    level,
    paragraph,
    row,
    run,
    style,
    table,
    written,
)

from pipeline.clean import clean
from pipeline.errors import DamagedError, DocumentError, EncryptedError, NoTextError
from pipeline.extract import docx_package, read
from pipeline.extract.docx import read_docx
from pipeline.models import Block, BlockKind, Plan, Role
from pipeline.view import html_page


def plan_of(folder: Path, body: str, **parts: str) -> Plan:
    return read_docx(written(folder, body, parts), "plan.docx")


def texts(plan: Plan, role: Role = Role.CONTENT) -> list[str]:
    return [plan.text_of(block) for block in plan.blocks if block.role is role]


def only(plan: Plan) -> Block:
    (block,) = plan.blocks
    return block


def test_a_document_by_python_docx(tmp_path: Path) -> None:
    doc = Document()
    doc.add_paragraph("Plan vert", style="Title")
    doc.add_heading("Habiter", 1)
    doc.add_heading("Rénover", 2)
    doc.add_paragraph("Le conseil publie ce plan.")
    doc.add_paragraph("Planter des haies", style="List Bullet")
    doc.add_paragraph("en hiver", style="List Bullet 2")
    doc.add_paragraph("Semer du lin", style="List Number")
    doc.save(str(tmp_path / "plan.docx"))
    plan = read(tmp_path / "plan.docx", "plan.docx")
    assert plan.facts.title == "Plan vert"
    assert plan.pages == ()
    assert [(b.kind, b.level, b.page, b.style.size, plan.text_of(b)) for b in plan.blocks] == [
        (BlockKind.HEADING, 0, None, 26, "Plan vert"),
        (BlockKind.HEADING, 1, None, 14, "Habiter"),
        (BlockKind.HEADING, 2, None, 13, "Rénover"),
        (BlockKind.PARAGRAPH, 0, None, 11, "Le conseil publie ce plan."),
        (BlockKind.ITEM, 1, None, 11, "Planter des haies"),
        (BlockKind.ITEM, 2, None, 11, "en hiver"),
        (BlockKind.PARAGRAPH, 0, None, 11, "1. Semer du lin"),
    ]


def test_looks_set_by_hand(tmp_path: Path) -> None:
    doc = Document()
    added = doc.add_paragraph()
    for text in ("Objectif ", "premier"):
        one = added.add_run(text)
        one.bold, one.italic, one.font.size = True, True, Pt(15)
        one.font.color.rgb = RGBColor(0xC0, 0x39, 0x2B)
    doc.save(str(tmp_path / "plan.docx"))
    look = only(read(tmp_path / "plan.docx", "plan.docx")).style
    assert (look.bold, look.italic, look.size, look.colour) == (True, True, 15, "0.8/0.2/0.2")


STYLES = (
    "<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='21'/></w:rPr></w:rPrDefault></w:docDefaults>"
    + style("Base", "<w:pPr><w:outlineLvl w:val='1'/></w:pPr><w:rPr><w:b/></w:rPr>")
    + style("Titre maison", "<w:rPr><w:sz w:val='30'/><w:color w:val='1F3A5F'/></w:rPr>", "Base")
    + style("Corps titré", "<w:pPr><w:outlineLvl w:val='9'/></w:pPr>", "Titremaison")
    + style("Titre 3")
    + style("Gras", "<w:rPr><w:b/></w:rPr>", kind="character")
    + style("Caché", "<w:rPr><w:vanish/></w:rPr>", kind="character")
    + style("Rond", base="Rond")
    + style("toc 1")
)


def test_looks_and_levels_come_through_styles(tmp_path: Path) -> None:
    body = (
        paragraph("Un titre", style="Titremaison")
        + paragraph("Un texte", style="Corpstitré")
        + paragraph("Un autre", style="Titre3")
        + paragraph("Un cercle", style="Rond")
        + paragraph("Sans style connu", style="Absent")
        + paragraph("Un titre aussi", more="<w:outlineLvl w:val='0'/>")
    )
    plan = plan_of(tmp_path, body, styles=STYLES)
    assert [(b.level, b.style.size, b.style.bold, b.style.colour) for b in plan.blocks] == [
        (2, 15, True, "0.1/0.2/0.4"),
        (0, 15, True, "0.1/0.2/0.4"),
        (3, 10.5, False, None),
        (0, 10.5, False, None),
        (0, 10.5, False, None),
        (1, 10.5, False, None),
    ]


@pytest.mark.parametrize(
    ("named", "properties", "bold"),
    [
        ("Base", "", True),
        ("Base", '<w:b w:val="0"/>', False),
        ("Base", '<w:rStyle w:val="Gras"/>', False),  # two toggles undo each other
        ("Base", '<w:rStyle w:val="Gras"/><w:b/>', True),
        ("", '<w:rStyle w:val="Gras"/>', True),
        ("", '<w:rStyle w:val="Gras"/><w:b w:val="false"/>', False),
    ],
)
def test_bold_by_style_and_by_hand(tmp_path: Path, named: str, properties: str, bold: bool) -> None:
    body = paragraph(run("Semer", properties), style=named)
    assert only(plan_of(tmp_path, body, styles=STYLES)).style.bold is bold


def test_what_is_not_shown_is_left_out(tmp_path: Path) -> None:
    body = (
        paragraph("Planter", run(" en secret", "<w:vanish/>"), " des haies")
        + paragraph("Semer", run(" aussi", '<w:rStyle w:val="Caché"/>'))
        + paragraph(run("Tout est caché", "<w:vanish/>"), mark="<w:vanish/>")
        + paragraph(run("Montré", '<w:rStyle w:val="Caché"/><w:vanish w:val="0"/>'))
        + "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + paragraph("Cliquez ici pour taper du texte.")
        + "</w:sdtContent></w:sdt>"
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('Rempli')}</w:sdtContent></w:sdt>"
    )
    plan = plan_of(tmp_path, body, styles=STYLES)
    assert texts(plan) == ["Planter des haies", "Semer", "Montré", "Rempli"]


def test_hidden_paragraphs_are_not_counted(tmp_path: Path) -> None:
    body = (
        paragraph("Semer", numbers="1 0")
        + paragraph(run("Caché", "<w:vanish/>"), numbers="1 0", mark="<w:vanish/>")
        + paragraph("Planter", numbers="1 0")
    )
    numbering = definition(0, level(0, "%1.")) + instance(1, 0)
    assert texts(plan_of(tmp_path, body, numbering=numbering)) == ["1. Semer", "2. Planter"]


def test_tracked_changes_as_if_accepted(tmp_path: Path) -> None:
    gone = f"<w:del><w:r><w:delText>ancien</w:delText></w:r>{run('perdu')}</w:del>"
    mark = "<w:del w:id='1'/>"
    body = (
        paragraph("Créer un ", gone, f"<w:ins>{run('nouveau')}</w:ins>", " fonds", numbers="1 0")
        + paragraph(gone, numbers="1 0", mark=mark)
        + paragraph("Ouvrir ", numbers="1 0", mark=mark)
        + paragraph("une halte", numbers="1 0")
        + paragraph(f"<w:moveFrom>{run('Parti')}</w:moveFrom>", mark="<w:moveFrom/>")
        + paragraph(f"<w:moveTo>{run('Arrivé')}</w:moveTo>", numbers="1 0")
        + table(
            row("Un", "Deux"),
            row("Trois", "Quatre", properties="<w:del/>"),
            row("Cinq", "Six"),
        )
    )
    numbering = definition(0, level(0, "%1.")) + instance(1, 0)
    assert texts(plan_of(tmp_path, body, numbering=numbering)) == [
        *("1. Créer un nouveau fonds", "2. Ouvrir une halte", "3. Arrivé"),
        *("Un", "Deux", "Cinq", "Six"),
    ]


def test_letters_that_are_no_text_elements(tmp_path: Path) -> None:
    inside = (
        "<w:r><w:t>Amé</w:t><w:softHyphen/><w:t>nager</w:t><w:tab/><w:t>le Val</w:t>"
        "<w:noBreakHyphen/><w:t>Vert</w:t><w:br/><w:t>et ses bords</w:t></w:r>"
        "<w:r><w:footnoteReference w:id='2'/><w:sym w:font='Wingdings' w:char='F04A'/></w:r>"
        "<m:oMath><m:r><m:t> x = 2</m:t></m:r></m:oMath>"
    )
    plan = plan_of(tmp_path, f"<w:p>{inside}</w:p>")
    assert plan.text == "Aménager le Val-Vert et ses bords x = 2"


def test_line_and_page_breaks(tmp_path: Path) -> None:
    turn, line = '<w:r><w:br w:type="page"/></w:r>', "<w:r><w:br/></w:r>"
    body = (
        paragraph("La ville va :", line, "1. ouvrir une halte", line, "pour tous")
        + paragraph("Fin de page", turn, "Début de page")
        + paragraph(run("Objectif", "<w:b/>"), line, "Le texte qui suit.")
    )
    assert texts(plan_of(tmp_path, body)) == [
        "La ville va :",
        "1. ouvrir une halte pour tous",
        "Fin de page",
        "Début de page",
        "Objectif",
        "Le texte qui suit.",
    ]


def test_capitals_are_printed(tmp_path: Path) -> None:
    assert plan_of(tmp_path, paragraph(run("Été à venir", "<w:caps/>"))).text == "ÉTÉ À VENIR"


def test_a_drop_capital_belongs_to_its_word(tmp_path: Path) -> None:
    body = paragraph("L", more='<w:framePr w:dropCap="drop" w:lines="3"/>')
    assert plan_of(tmp_path, body + paragraph("a ville plante.")).text == "La ville plante."


def field(code: str, result: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{code}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_fields_print_their_result(tmp_path: Path) -> None:
    inner = field("MERGEFIELD ville", run("caché"))
    tested = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>'
        f'{inner}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("vrai")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = (
        paragraph("Voir ", field("REF a", run("la mesure 3")), ".")
        + paragraph(f'<w:hyperlink r:id="x">{run("Le site")}</w:hyperlink>', " : ", tested)
        + paragraph(f'<w:fldSimple w:instr="SEQ Mesure">{run("4")}</w:fldSimple>', " mesures")
    )
    assert texts(plan_of(tmp_path, body)) == ["Voir la mesure 3.", "Le site : vrai", "4 mesures"]


def test_tables_of_contents(tmp_path: Path) -> None:
    lines = (run("Axe 1\t3"), "</w:p><w:p>", run("Axe 2\t5"))
    gallery = "<w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
    body = (
        paragraph(field('TOC \\o "1-3"', "".join(lines)))
        + paragraph("Axe 3\t7", style="toc1")
        + f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{paragraph('Sommaire')}"
        + f"{paragraph('Axe 4')}</w:sdtContent></w:sdt>"
        + paragraph("Semer")
    )
    plan = plan_of(tmp_path, body, styles=STYLES)
    assert texts(plan, Role.CONTENTS) == ["Axe 1 3", "Axe 2 5", "Axe 3 7", "Sommaire", "Axe 4"]
    assert texts(plan) == ["Semer"]


def text_box(*content: str) -> str:
    """A text box as Word writes it: once for itself, once for programs that know only VML."""
    inside = "".join(paragraph(one) if not one.startswith("<") else one for one in content)
    box = f"<w:txbxContent>{inside}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
        f"{box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape>"
        f"<v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_text_boxes_stand_once_and_outside_the_sentence(tmp_path: Path) -> None:
    old = "<w:r><w:pict><v:textbox><w:txbxContent>" + paragraph("Ancien") + "</w:txbxContent>"
    old += "</v:textbox></w:pict></w:r>"
    body = (
        paragraph("Planter ", text_box("Encadré"), "des haies")
        + paragraph(text_box("Bandeau"), "Semer")
        + paragraph(old)
    )
    assert texts(plan_of(tmp_path, body)) == [
        "Planter des haies", "Encadré", "Bandeau", "Semer", "Ancien",
    ]  # fmt: skip


def test_the_text_in_a_text_box_is_numbered_by_itself(tmp_path: Path) -> None:
    box = text_box(paragraph("Dans le cadre", numbers="1 0"))
    body = paragraph("Semer", numbers="1 0") + paragraph(box) + paragraph("Planter", numbers="1 0")
    numbering = definition(0, level(0, "%1.")) + instance(1, 0)
    plan = plan_of(tmp_path, body, numbering=numbering)
    assert texts(plan) == ["1. Semer", "1. Dans le cadre", "2. Planter"]


def test_heads_feet_and_notes_stand_apart(tmp_path: Path) -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    sections = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
        '<w:footerReference w:type="default" r:id="footer1"/>'
        '<w:headerReference w:type="first" r:id="absent"/></w:sectPr>'
    )
    body = (
        paragraph("Planter des haies", reference, " en hiver.")
        + paragraph("Semer", more=sections)
        + sections
    )
    notes = f'<w:footnote w:type="separator" w:id="0">{paragraph("---")}</w:footnote>'
    notes += f'<w:footnote w:id="2">{paragraph("Selon le conseil.")}</w:footnote>'
    plan = plan_of(
        tmp_path,
        body,
        footnotes=notes,
        header1=paragraph("Ville de Brume"),
        footer1=paragraph("Page ", field("PAGE", run("3"))),
    )
    assert texts(plan) == ["Planter des haies en hiver.", "Semer"]
    assert texts(plan, Role.FURNITURE) == ["Ville de Brume", "Page 3", "Selon le conseil."]


def cells(plan: Plan) -> list[tuple[int, int, str]]:
    return [(b.cell.row, b.cell.column, plan.text_of(b)) for b in plan.blocks if b.cell]


def test_tables_with_merged_cells(tmp_path: Path) -> None:
    wide, first, rest = (
        '<w:gridSpan w:val="2"/>',
        '<w:vMerge w:val="restart"/>',
        "<w:vMerge/>",
    )
    body = table(
        row(cell("Axe", properties=wide), "Pilote", properties="<w:tblHeader/>"),
        row(cell("1", properties=first), "Semer", "La Ville"),
        row(cell("caché", properties=rest), "Planter", "Le port"),
        row("Tailler", "L’État", properties='<w:gridBefore w:val="1"/>'),
    )
    plan = plan_of(tmp_path, body)
    assert cells(plan) == [
        (0, 0, "Axe"), (0, 2, "Pilote"),
        (1, 0, "1"), (1, 1, "Semer"), (1, 2, "La Ville"),
        (2, 1, "Planter"), (2, 2, "Le port"),
        (3, 1, "Tailler"), (3, 2, "L’État"),
    ]  # fmt: skip
    assert [b.cell.header for b in plan.blocks if b.cell][:3] == [True, True, False]
    assert {b.kind for b in plan.blocks} == {BlockKind.CELL}


def test_a_table_in_a_cell_is_part_of_the_cell(tmp_path: Path) -> None:
    inner = table(row("2025", "10"), row("2026", "20"))
    fields = "Un texte assez long qui dit ce que fera la Ville pour les haies."
    plan = plan_of(tmp_path, table(row("Action", fields), row("Budget", cell(inner, paragraph()))))
    assert cells(plan)[2:] == [(1, 0, "Budget"), *((1, 1, t) for t in ("2025", "10", "2026", "20"))]
    assert {b.cell.table for b in plan.blocks if b.cell} == {0}


def test_a_frame_around_a_table_is_no_table(tmp_path: Path) -> None:
    inner = table(row("Action", "Pilote"), row("Semer", "La Ville"))
    body = table(row("", cell(inner, paragraph())), row("", "Fin"))
    body += table(row("Encadré")) + table(row("gauche", "droite"))
    plan = plan_of(tmp_path, body)
    assert cells(plan) == [
        (0, 0, "Action"), (0, 1, "Pilote"), (1, 0, "Semer"), (1, 1, "La Ville"),
    ]  # fmt: skip
    assert texts(plan)[4:] == ["Fin", "Encadré", "gauche", "droite"]


def test_numbers_in_a_column_of_their_own(tmp_path: Path) -> None:
    numbering = definition(0, level(0, "%1")) + instance(1, 0)
    code = cell(paragraph(numbers="1 0"))
    body = table(row("N°", "Action"), row(code, "Semer"), row(code, "Planter"))
    plan = plan_of(tmp_path, body, numbering=numbering)
    assert cells(plan)[2:] == [(1, 0, "1"), (1, 1, "Semer"), (2, 0, "2"), (2, 1, "Planter")]


def test_titles_left_by_programs_are_no_titles(tmp_path: Path) -> None:
    for said, title in (("plan_v3.docx", None), ("Plan d’action 2030", "Plan d’action 2030")):
        doc = Document()
        doc.add_paragraph("Semer")
        doc.core_properties.title = said
        doc.save(str(tmp_path / "plan.docx"))
        assert read(tmp_path / "plan.docx", "plan.docx").facts.title == title


def test_typed_bullets_are_markers(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, paragraph("- Semer du lin") + paragraph("• Planter"))
    assert [(b.kind, b.style.marker, plan.text_of(b)) for b in plan.blocks] == [
        (BlockKind.ITEM, "-", "Semer du lin"),
        (BlockKind.ITEM, "•", "Planter"),
    ]


def rewritten(path: Path, changes: dict[str, bytes | None]) -> None:
    """The archive with parts replaced, added, or (None) taken out."""
    with ZipFile(path) as archive:
        parts: dict[str, bytes | None] = {n: archive.read(n) for n in archive.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in {**parts, **changes}.items():
            if content is not None:
                archive.writestr(name, content)


def test_parts_that_are_missing_are_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, paragraph("Semer", style="Base"), {"styles": STYLES, "footnotes": ""})
    rewritten(path, {"word/styles.xml": None, "word/footnotes.xml": None})
    assert read_docx(path, "plan.docx").text == "Semer"


def test_strict_documents(tmp_path: Path) -> None:
    path = written(tmp_path, paragraph("Semer", style="Base"), {"styles": STYLES})
    usual, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    changes: dict[str, bytes | None] = {}
    with ZipFile(path) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            for kind in (b"wordprocessingml/", b"officeDocument/"):
                data = data.replace(usual + kind + b"2006/", strict + kind)
            changes[name] = data
    rewritten(path, changes)
    assert only(read_docx(path, "plan.docx")).level == 2


def test_no_entity_and_no_other_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    path = written(tmp_path, paragraph("Semer"))
    body = (
        f"<w:document {SPACES}><w:body>{paragraph('&x;')}{paragraph('Semer')}</w:body></w:document>"
    )
    declared = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    rewritten(path, {"word/document.xml": (declared + body).encode()})
    with pytest.raises(DamagedError, match="document type"):
        read_docx(path, "plan.docx")
    padded = "<?xml version='1.0'?>" + " " * 5000 + declared + body
    rewritten(path, {"word/document.xml": padded.encode()})
    assert "SECRET" not in read_docx(path, "plan.docx").text


def ole(*streams: str) -> bytes:
    """The beginning of an OLE container, as far as anything here looks at it."""
    names = b"".join(name.encode("utf-16-le").ljust(64, b"\x00") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names


def zipped(**parts: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"", DamagedError, "empty file"),
        (b"PK\x03\x04" + bytes(80), DamagedError, "damaged DOCX"),
        (b"Semer", DamagedError, "damaged DOCX"),
        (b"%PDF-1.7\n", DamagedError, "is a PDF; rename it"),
        (b"<!doctype html><p>Semer</p>", DamagedError, "is a web page; rename it"),
        (zipped(a=b"b"), DamagedError, "no Word document"),
        (ole("EncryptionInfo", "EncryptedPackage"), EncryptedError, "without a password"),
        (ole("WordDocument"), DamagedError, "an old Word document"),
    ],
)
def test_files_that_are_no_word_documents(
    tmp_path: Path, data: bytes, error: type[DocumentError], said: str
) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(data)
    with pytest.raises(error, match=said) as caught:
        read(path, "plans/plan.docx")
    assert str(caught.value).startswith("plans/plan.docx: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_truncated_files(tmp_path: Path, kept: float) -> None:
    path = written(tmp_path, paragraph("Semer") * 50)
    data = path.read_bytes()
    path.write_bytes(data[: int(kept * len(data))])
    with pytest.raises(DamagedError, match=r"^plan\.docx: damaged DOCX"):
        read(path, "plan.docx")


@pytest.mark.parametrize(
    "broken", [b"<w:document", b"", b"\xff\xfe\x00", b"<a>" * 400, b"<w:document/>"]
)
def test_broken_parts(tmp_path: Path, broken: bytes) -> None:
    path = written(tmp_path, paragraph("Semer"))
    rewritten(path, {"word/document.xml": broken})
    with pytest.raises(DamagedError) as caught:
        read(path, "plan.docx")
    assert len(str(caught.value).splitlines()) == 1


def test_a_part_that_was_changed_by_hand(tmp_path: Path) -> None:
    path = written(tmp_path, paragraph("Semer") * 200)
    data = bytearray(path.read_bytes())
    at = data.index(b"word/document.xml") + 40
    data[at : at + 20] = bytes(20)
    path.write_bytes(bytes(data))
    with pytest.raises(DamagedError, match=r"^plan\.docx: damaged DOCX"):
        read(path, "plan.docx")


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, paragraph("Semer"))
    rewritten(path, {"word/document.xml": b" " * (docx_package.MOST_BYTES + 1)})
    assert path.stat().st_size < 1_000_000
    with pytest.raises(DamagedError, match="unpacks to over 100 MB"):
        read(path, "plan.docx")


def test_a_document_without_text(tmp_path: Path) -> None:
    with pytest.raises(NoTextError, match=r"^plan\.docx: "):
        plan_of(tmp_path, paragraph())
    with pytest.raises(NoTextError):
        plan_of(tmp_path, "")


def test_cleaning_finds_the_contents_of_a_word_document(tmp_path: Path) -> None:
    body = "".join(paragraph(t) for t in ("Sommaire", "Habiter", "Bouger", "Habiter", "Semer ici."))
    plan = clean(plan_of(tmp_path, body + paragraph("Bouger") + paragraph("Planter là.")))
    assert texts(plan, Role.CONTENTS) == ["Sommaire", "Habiter", "Bouger"]


def test_the_page_of_a_word_document_shows_its_text(tmp_path: Path) -> None:
    body = paragraph("Axe 1 – Planter", style="Base")
    for text in ("Planter des haies au bord des routes.", "Créer un verger dans chaque bourg."):
        body += paragraph(text, numbers="1 0")
    parts = {"styles": STYLES, "numbering": definition(0, level(0, "%1.")) + instance(1, 0)}
    path = written(tmp_path, body, parts)
    page, measures = html_page(clean(read(path, "plan.docx")), path)
    assert measures == 2
    assert "1. Planter des haies au bord des routes." in page.decode()
