"""One small invented plan in every format that is read, as the bytes of its files."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

TITLE = "Plan vélo de Sainte-Ombrine 2025-2028"
HEADINGS = ("Axe 1 : Rouler en sûreté", "Axe 2 : Stationner partout")
ACTIONS = (
    ("1.1", "Aménager une piste le long du canal", "Ville", "2026"),
    ("1.2", "Réduire la vitesse autour des écoles", "Ville", "2025"),
    ("1.3", "Former les enfants à la conduite à vélo", "École de vélo", "2027"),
    ("2.1", "Poser deux cents arceaux devant les commerces", "Agglomération", "2028"),
    ("2.2", "Ouvrir un abri fermé à la gare", "Région", "2027"),
    ("2.3", "Soutenir l'atelier de réparation solidaire", "Association", "2026"),
)
COLUMNS = ("N°", "Action", "Pilote", "Échéance")
_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = " ".join(f'xmlns:{name}="{_OPEN}{name}:1.0"' for name in ("office", "text", "table"))


def text() -> str:
    """The plan as plain text; it is Markdown too."""
    half = len(ACTIONS) // 2
    parts = [f"# {TITLE}", "La Ville de Sainte-Ombrine publie ce plan pour les habitants."]
    for heading, actions in zip(HEADINGS, (ACTIONS[:half], ACTIONS[half:]), strict=True):
        parts.append(f"## {heading}")
        parts += [f"{code} {action}. Pilote : {lead}." for code, action, lead, _ in actions]
    return "\n\n".join(parts) + "\n"


def _table(tag: str) -> str:
    rows = "".join(
        f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in row)}</tr>" for row in ACTIONS
    )
    return f"<table><tr>{''.join(f'<th>{name}</th>' for name in COLUMNS)}</tr>{rows}</table>"


def web_page() -> bytes:
    items = "".join(f"<li value='{n}'>{escape(row[1])}</li>" for n, row in enumerate(ACTIONS))
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{TITLE}</title></head>'
        f"<body><nav><a href='/'>Accueil</a></nav><main><h1>{TITLE}</h1><h2>{HEADINGS[0]}</h2>"
        f"<ol start='1'>{items}</ol><h2>{HEADINGS[1]}</h2>{_table('td')}</main></body></html>"
    ).encode()


def delimited(rows: Iterable[Sequence[str]] = ACTIONS) -> bytes:
    return "".join(";".join(row) + "\n" for row in (COLUMNS, *rows)).encode("cp1252")


def _saved(suffix: str, document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def word_document() -> bytes:
    import docx

    new = docx.Document()
    new.add_paragraph(TITLE, style="Title")
    for number, heading in enumerate(HEADINGS):
        new.add_heading(heading, 1)
        for _, action, _, _ in ACTIONS[3 * number : 3 * number + 3]:
            new.add_paragraph(action, style="List Number")
    table = new.add_table(1, len(COLUMNS))
    for row in (COLUMNS, *ACTIONS):
        cells = table.add_row().cells
        for cell, said in zip(cells, row, strict=True):
            cell.text = said
    table.cell(0, 0).merge(table.cell(0, 3))
    new.sections[0].header.paragraphs[0].text = TITLE
    return _saved(".docx", new)


def workbook() -> bytes:
    import openpyxl
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Plan"
    sheet.append([TITLE])
    sheet.merge_cells("A1:D1")
    sheet.append(COLUMNS)
    for code, action, lead, year in ACTIONS:
        sheet.append([code, action, lead, int(year)])
    leads = book.create_sheet("Listes")
    for row in ACTIONS:
        leads.append([row[2]])
    rule = DataValidation(type="list", formula1="Listes!$A$1:$A$6")
    rule.add("C3:C20")
    sheet.add_data_validation(rule)
    sheet.column_dimensions["F"].hidden = True
    return _saved(".xlsx", book)


def slides() -> bytes:
    from pptx import Presentation
    from pptx.util import Inches

    show = Presentation()
    for number, heading in enumerate(HEADINGS):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = heading
        frame = slide.placeholders[1].text_frame
        for _, action, _, _ in ACTIONS[3 * number : 3 * number + 3]:
            frame.add_paragraph().text = action
    slide = show.slides.add_slide(show.slide_layouts[5])
    place = [Inches(inches) for inches in (1, 2, 8, 3)]
    table = slide.shapes.add_table(len(ACTIONS), 2, *place).table
    for row, (code, action, _, _) in enumerate(ACTIONS):
        table.cell(row, 0).text, table.cell(row, 1).text = code, action
    return _saved(".pptx", show)


def open_document(kind: str, body: str) -> bytes:
    """An OpenDocument file (`text`, `spreadsheet`) with this body."""
    stream = io.BytesIO()
    content = f"<office:document-content {_SPACES}><office:body>{body}</office:body>"
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", f"{content}</office:document-content>")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return stream.getvalue()


def _open_rows() -> str:
    def cell(said: str) -> str:
        return f"<table:table-cell><text:p>{escape(said)}</text:p></table:table-cell>"

    rows = (f"{''.join(map(cell, row))}" for row in (COLUMNS, *ACTIONS))
    columns = '<table:table-column table:number-columns-repeated="4"/>'
    lines = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    wide = '<table:table-cell table:number-columns-spanned="4"><text:p>Fin</text:p>'
    last = f"<table:table-row>{wide}</table:table-cell></table:table-row>"
    return f'<table:table table:name="Plan">{columns}{lines}{last}</table:table>'


def open_text() -> bytes:
    items = "".join(
        f"<text:list-item><text:p>{escape(row[1])}</text:p></text:list-item>" for row in ACTIONS
    )
    heading = f'<text:h text:outline-level="1">{HEADINGS[0]}</text:h>'
    body = f"{heading}<text:list>{items}</text:list>{_open_rows()}"
    return open_document("text", f"<office:text>{body}</office:text>")


def open_sheet() -> bytes:
    return open_document("spreadsheet", f"<office:spreadsheet>{_open_rows()}</office:spreadsheet>")


def pdf_of(objects: Sequence[bytes], root: int = 1, more: bytes = b"") -> bytes:
    """A PDF of objects, numbered from 1, with a sound table of references."""
    parts, offsets, start = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], [], 15
    for number, body in enumerate(objects, 1):
        offsets.append(start)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        start += len(parts[-1])
    size = len(objects) + 1
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    parts += [b"%010d 00000 n \n" % offset for offset in offsets]
    parts.append(b"trailer << /Size %d /Root %d 0 R %s >>\n" % (size, root, more))
    parts.append(b"startxref\n%d\n%%%%EOF\n" % start)
    return b"".join(parts)


def stream(content: bytes, more: bytes = b"") -> bytes:
    """A stream object of a PDF."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def _shown(lines: Sequence[str]) -> bytes:
    said = b"".join(
        b"(%s) Tj T*\n" % line.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
        for line in lines
    )
    return b"BT /F1 11 Tf 72 760 Td 22 TL\n" + said + b"ET\n72 300 200 40 re S\n/X1 Do\n"


def plain_pdf() -> bytes:
    """A PDF of two pages that is readable as text: nothing is packed."""
    lines = [line for line in text().splitlines() if line]
    resources = b"/Resources << /Font << /F1 9 0 R >> /XObject << /X1 8 0 R >> >>"
    page = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] /Contents %d 0 R %s >>"
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R /Lang (fr) >>",
            b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
            page % (2, 6, resources),
            b"<< /Type /Pages /Parent 2 0 R /Kids [5 0 R] /Count 1 >>",
            page % (4, 7, resources),
            stream(_shown(lines[:6])),
            stream(_shown(lines[6:])),
            stream(b"BT /F1 9 Tf 72 40 Td (Sainte-Ombrine) Tj ET",
                   b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
                   b"/Resources << /Font << /F1 9 0 R >> >>"),
            FONT,
        ]
    )  # fmt: skip


def typeset_pdf() -> bytes:
    """A PDF as programs write them: packed objects, fonts, a ruled table."""
    import typst

    cells = "".join(f"[{cell}], " for row in (COLUMNS, *ACTIONS) for cell in row)
    source = f"= {TITLE}\n== {HEADINGS[0]}\n#table(columns: 4, {cells})\n#pagebreak()\n"
    source += "".join(f"- {row[1]}\n" for row in ACTIONS)
    made: bytes = typst.compile(source.encode(), format="pdf", ignore_system_fonts=True)
    return made


def declared() -> bytes:
    """A plans.toml."""
    return (
        f'[documents."plan.txt"]\ntitle = "{TITLE}"\nissuer = "Ville de Sainte-Ombrine"\n'
        'period = "2025-2028"\ninvented = true\n\n[[sources]]\n'
        'address = "https://plans.example.org/velo"\nlanguage = "fr"\n'
    ).encode()


def _records() -> list[dict[str, object]]:
    return [
        {
            "document": "plan.pdf",
            "plan": TITLE,
            "kind": "measure",
            "label": code,
            "statement": action,
            "printed": action,
            "path": [HEADINGS[int(code[0]) - 1]],
            "page": number,
            "details": ["dès l'automne"],
            "lead": lead,
            "partners": ["Région"],
            "deadline": year,
            "budget": None,
            "indicators": [],
        }
        for number, (code, action, lead, year) in enumerate(ACTIONS, 1)
    ]


def _measures(suffix: str) -> bytes:
    from pipeline.export.files import write_stream

    if suffix == "json":
        return json.dumps(_records(), ensure_ascii=False, indent=1).encode()
    stream = io.BytesIO()
    write_stream(_exportable(), suffix, stream)
    return stream.getvalue()


def _exportable() -> list[dict[str, Any]]:
    """The measures with all fields of an export."""
    from pipeline.export.records import export_record, measure_from_record

    return [export_record(measure_from_record(record, "seed"), TITLE) for record in _records()]


DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "texte.txt": lambda: text().encode(),
    "notes.md": lambda: text().encode("cp1252"),
    "page.html": web_page,
    "tableau.csv": delimited,
    "rapport.docx": word_document,
    "classeur.xlsx": workbook,
    "diapos.pptx": slides,
    "texte.odt": open_text,
    "feuille.ods": open_sheet,
    "simple.pdf": plain_pdf,
    "compose.pdf": typeset_pdf,
}
"""Documents to read."""

BESIDE: dict[str, Callable[[], bytes]] = {
    "plans.toml": declared,
    "mesures.jsonl": lambda: _measures("jsonl"),
    "mesures.json": lambda: _measures("json"),
    "mesures.csv": lambda: _measures("csv"),
    "mesures.xlsx": lambda: _measures("xlsx"),
}
"""Files that say something of documents."""


@lru_cache(maxsize=64)
def seed(name: str) -> bytes:
    """The bytes of a sound file by its name."""
    return (DOCUMENTS | BESIDE)[name]()


@lru_cache(maxsize=1)
def index_files() -> dict[str, bytes]:
    """The files of a small index by name."""
    from small_index import BagEncoder, entry, measure

    from pipeline.search import identity
    from pipeline.store import Writer

    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        encoder = BagEncoder()
        with Writer(index, identity(encoder)) as writer:
            for number in range(8):
                units = [measure(f"{row[1]} {number}", f"{number}.pdf") for row in ACTIONS]
                writer.put(entry(units, f"{number}.pdf"))
            writer.commit(encoder.encode_documents)
        return {path.name: path.read_bytes() for path in sorted(index.iterdir())}
