"""Files that are small, odd or hostile and would take all memory, all time, or what is not theirs.

One table, `BOMBS`: the name of the file, how it is made, and what is expected of it. Costs of
reading are measured in the worker that reads.

    python tests/faults/bombs.py [NAME...]

reads those of these names (default: all) and prints what each came to and what it took.
"""

from __future__ import annotations

import io
import re
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "unit"), str(ROOT / "tests" / "faults")]

from seeds import FONT, open_document, pdf_of, seed, stream  # noqa: E402

from pipeline.settings import Limits  # noqa: E402

LIMITS = Limits(seconds=60, memory=1500, pages=2000, characters=3_000_000, unpacked=60)
SECRET = "Le mot de passe du maire est framboise"
READ = ""  # expected of what is read
ENTITIES = "declares XML entities|damaged"
UNPACKS = "unpacks to"
WORDLESS = "a text without words"
_MB = 1_000_000
_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/worksheets/sheet1.xml",
    "pptx": "ppt/slides/slide1.xml",
    "odt": "content.xml",
    "ods": "content.xml",
}
_SOUND = {
    "docx": "rapport.docx",
    "xlsx": "classeur.xlsx",
    "pptx": "diapos.pptx",
    "odt": "texte.odt",
    "ods": "feuille.ods",
}

Make = Callable[[], bytes | Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Bomb:
    """A file, and what is expected: a pattern of the reason that it is refused with, or READ.

    `either` allows both: a pattern or a reading. What takes long is for the long version.
    """

    name: str
    make: Make
    expected: str = READ
    either: bool = False
    long: bool = False

    def write(self, folder: Path) -> Path:
        """Write the file into a folder."""
        file = folder / self.name
        made = self.make()
        with file.open("wb") as out:
            for piece in (made,) if isinstance(made, bytes) else made:
                out.write(piece)
        return file


def repeated(*pieces: tuple[bytes, int]) -> Iterator[bytes]:
    """Pieces of bytes, each so many times, in blocks."""
    for piece, count in pieces:
        block = max(1, _MB // max(1, len(piece)))
        for done in range(0, count, block):
            yield piece * min(block, count - done)


# Archives


def with_part(kind: str, content: bytes | int, name: str = "") -> bytes:
    """A sound office document with one part replaced or added; a number: so many MB of spaces."""
    name = name or _PARTS[kind]
    out = io.BytesIO()
    sound = zipfile.ZipFile(io.BytesIO(seed(_SOUND[kind])))
    with sound, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in sound.infolist():
            if entry.filename != name:
                archive.writestr(entry, sound.read(entry))
        with archive.open(name, "w", force_zip64=True) as part:
            if isinstance(content, bytes):
                part.write(content)
            else:
                for piece in repeated((b" ", content * _MB)):
                    part.write(piece)
    return out.getvalue()


def lying(kind: str, megabytes: int, said: int) -> bytes:
    """A part that unpacks to many MB and declares few bytes."""
    data = bytearray(with_part(kind, megabytes))
    name = _PARTS[kind].encode()
    real = (megabytes * _MB).to_bytes(4, "little")
    for place in [i for i in range(len(data)) if data.startswith(real, i)]:
        data[place : place + 4] = said.to_bytes(4, "little")
    assert name in data
    return bytes(data)


def nested_archives(levels: int) -> bytes:
    """A document that holds an archive of archives of … 10 GB of zeros."""
    content, name = bytes(_MB), "zeros"
    for level in range(levels):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(10):
                archive.writestr(f"{copy}-{name}", content)
        content, name = out.getvalue(), f"{level}.zip"
    return with_part("docx", content, "word/embeddings/more.zip")


def overlapping() -> bytes:
    """Ten thousand entries that share the bytes of one: each MB is there once and counts as many.

    Source: D. Fifield, « A better zip bomb », WOOT 2019.
    """
    import struct

    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(b" " * _MB) + packer.flush()
    crc = zlib.crc32(b" " * _MB)
    first = b"word/document.xml"
    sizes = (crc, len(body), _MB)
    data = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0x21, *sizes, len(first), 0)
    data += first + body
    entries = b""
    for number in range(10_000):
        name = first if number == 0 else b"word/%d.xml" % number
        entries += struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0x21, *sizes, len(name), 0, 0, 0, 0, 0, 0
        )
        entries += name
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 10_000, 10_000, len(entries), len(data), 0)
    return data + entries + end


ESCAPES = (
    "../../escaped.txt", "/tmp/mesures-escaped.txt", "word/../../../escaped.txt",
    "..\\..\\escaped.txt", "C:\\escaped.txt", "word/media/\u202etxt.exe", "\x1b[2Jclear.xml",
)  # fmt: skip


def escaping(kind: str) -> bytes:
    """A sound document with entries that want to lie elsewhere, and a link to /etc/passwd."""
    out = io.BytesIO(seed(_SOUND[kind]))
    with zipfile.ZipFile(out, "a") as archive:
        for name in ESCAPES:
            archive.writestr(name, "escaped")
        link = zipfile.ZipInfo("word/link.xml")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


# XML


def laughs(levels: int = 12) -> bytes:
    """Entities of ten entities each."""
    lines = [b'<!ENTITY a0 "ha">']
    lines += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, levels)]
    return b"<!DOCTYPE r [%s]><r>&a%d;</r>" % (b"".join(lines), levels - 1)


def quadratic() -> bytes:
    """One long entity, many times."""
    return b'<!DOCTYPE r [<!ENTITY a "%s">]><r>%s</r>' % (b"a" * 50_000, b"&a;" * 50_000)


def external(address: str, hide: int = 0) -> bytes:
    """An entity that stands for a file or an address, hidden behind a comment if asked."""
    comment = b"<!--%s-->" % (b" " * hide) if hide else b""
    return b'<?xml version="1.0"?>%s<!DOCTYPE r [<!ENTITY a SYSTEM "%s">]><r>&a;</r>' % (
        comment,
        address.encode(),
    )


def hidden(kind: str) -> bytes:
    """An entity in a sound part, declared after a long comment, so that its head shows nothing."""
    part = zipfile.ZipFile(io.BytesIO(seed(_SOUND[kind]))).read(_PARTS[kind])
    root = part.index(b"<", part.index(b"?>") if part.startswith(b"<?xml") else 0)
    name = part[root + 1 :].split(None, 1)[0].split(b">")[0]
    declared = b"<!--%s--><!DOCTYPE %s [<!ENTITY a SYSTEM 'file:///etc/passwd'>" % (
        b" " * 5000,
        name,
    )
    texts = b"".join(b"<!ENTITY b%d '%s'>" % (n, b"&b%d;" % (n - 1) * 20 if n else b"ha" * 50)
                     for n in range(9))  # fmt: skip
    changed = part[:root] + declared + texts + b"]>" + part[root:]
    place = changed.rindex(b"</")
    place = changed.rindex(b"</", 0, place)
    return with_part(kind, changed[:place] + b"&a;&b8;" + changed[place:])


def word(body: bytes, styles: bytes = b"", numbering: bytes = b"") -> bytes:
    """A Word document of a body and of other parts, written by hand."""
    import tempfile

    from wordml import written

    parts = {"styles": styles.decode(), "numbering": numbering.decode()}
    with tempfile.TemporaryDirectory() as folder:
        made = written(Path(folder), body.decode(), {k: v for k, v in parts.items() if v})
        return made.read_bytes()


def _p(text: bytes, properties: bytes = b"") -> bytes:
    return b"<w:p><w:pPr>%s</w:pPr><w:r><w:t>%s</w:t></w:r></w:p>" % (properties, text)


def circular_styles() -> bytes:
    """Styles that are based on each other and numbers that are linked to them, in circles."""
    styles = b"".join(
        b'<w:style w:type="%s" w:styleId="S%d"><w:basedOn w:val="S%d"/><w:link w:val="S%d"/>'
        b'<w:next w:val="S%d"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        % (kind, n, (n + 1) % 5, (n + 2) % 5, n)
        for n, kind in enumerate((b"paragraph", b"paragraph", b"numbering", b"character", b"table"))
    )
    numbering = (
        b'<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="S2"/></w:abstractNum>'
        b'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = b"".join(_p(b"Planter des haies", b'<w:pStyle w:val="S%d"/>' % n) for n in range(5))
    return word(body, styles, numbering)


def absurd_numbers() -> bytes:
    """Lists that begin at two billion, in every form of number."""
    forms = b"decimal lowerRoman upperLetter ordinalText cardinalText decimalZero bullet".split()
    numbering = b"".join(
        b'<w:abstractNum w:abstractNumId="%d"><w:lvl w:ilvl="0"><w:start w:val="%s"/>'
        b'<w:numFmt w:val="%s"/><w:lvlText w:val="%%1.%%9."/></w:lvl></w:abstractNum>'
        % (n, b"2147483647" if n % 2 else b"9" * 4000, form)
        for n, form in enumerate(forms * 2)
    )
    numbering += b"".join(
        b'<w:num w:numId="%d"><w:abstractNumId w:val="%d"/></w:num>' % (n + 1, n)
        for n in range(2 * len(forms))
    )
    body = b"".join(
        _p(b"Planter des haies", b'<w:numPr><w:ilvl w:val="%s"/><w:numId w:val="%d"/></w:numPr>'
           % (level, n + 1))
        for n in range(2 * len(forms)) for level in (b"0", b"99999999", b"-5")
    )  # fmt: skip
    wide = b'<w:tc><w:tcPr><w:gridSpan w:val="2147483647"/><w:vMerge/></w:tcPr>%s</w:tc>'
    row = b"<w:tr>%s</w:tr>" % (wide % _p(b"Loger") * 2)
    return word(body + b"<w:tbl>%s</w:tbl>" % (row * 3), numbering=numbering)


def nested_tables(depth: int) -> bytes:
    """Tables within tables."""
    return word(b"<w:tbl><w:tr><w:tc>" * depth + _p(b"Planter") + b"</w:tc></w:tr></w:tbl>" * depth)


def sheet(rows: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """A workbook whose first sheet is this."""
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return with_part(
        "xlsx",
        b'<worksheet xmlns="%s">%s<sheetData>%s</sheetData>%s</worksheet>'
        % (space, before, rows, after),
    )


def _cell(place: bytes, text: bytes, more: bytes = b"") -> bytes:
    return b'<c r="%s" t="inlineStr" %s><is><t>%s</t></is></c>' % (place, more, text)


def _rows(count: int, text: bytes = b"Planter des haies") -> bytes:
    return b"".join(
        b'<row r="%d">%s%s</row>' % (n, _cell(b"A%d" % n, b"%d" % n), _cell(b"B%d" % n, text))
        for n in range(1, count + 1)
    )


def odd_values() -> bytes:
    """Numbers, dates and formats at and beyond the ends of what there is."""
    numbers = b"1e308 -1e308 1e400 nan inf 99999999999 -99999 2958466 1e-320 0.1".split()
    cells = b"".join(
        b'<row r="%d"><c r="A%d" s="%d"><v>%s</v></c>%s</row>'
        % (n, n, n % 3, number, _cell(b"B%d" % n, b"Planter"))
        for n, number in enumerate(numbers, 1)
    )
    return sheet(cells)


def long_format() -> bytes:
    """Formats of numbers thousands of signs long."""
    styles = zipfile.ZipFile(io.BytesIO(seed("classeur.xlsx"))).read("xl/styles.xml").decode()
    formats = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{code}"/>'
        for number, code in ((200, "0" * 5000), (201, "[" * 5000), (202, "#,##0;" * 800))
    )
    head = styles.index(">", styles.index("<styleSheet")) + 1
    cells = "".join(f'<xf numFmtId="{n}" applyNumberFormat="1"/>' for n in (200, 201, 202))
    styles = re.sub(r"<numFmts.*?(?:/>|</numFmts>)", "", styles, flags=re.DOTALL)
    styles = re.sub(
        r"<cellXfs.*?</cellXfs>", f"<cellXfs>{cells}</cellXfs>", styles, flags=re.DOTALL
    )
    styles = styles[:head] + f"<numFmts>{formats}</numFmts>" + styles[head:]
    data = with_part("xlsx", styles.encode(), "xl/styles.xml")
    rows = b"".join(
        b'<row r="%d"><c r="A%d" s="%d"><v>%d</v></c>%s</row>'
        % (n + 1, n + 1, n, 45_000 + n, _cell(b"B%d" % (n + 1), b"Planter"))
        for n in range(3)
    )
    part = zipfile.ZipFile(io.BytesIO(sheet(rows))).read(_PARTS["xlsx"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, part if name == _PARTS["xlsx"] else old.read(name))
    return out.getvalue()


def _open_row(cells: bytes, more: bytes = b"") -> bytes:
    return b"<table:table-row %s>%s</table:table-row>" % (more, cells)


def open_sheet(cells: bytes, more: bytes = b"", columns: bytes = b"") -> bytes:
    """An ODS of two such rows."""
    rows = columns + _open_row(cells, more) * 2
    body = b'<table:table table:name="Plan">%s</table:table>' % rows
    return open_document("spreadsheet", f"<office:spreadsheet>{body.decode()}</office:spreadsheet>")


def open_text(body: str) -> bytes:
    return open_document("text", f"<office:text>{body}</office:text>")


# PDF

_RESOURCES = b"/Resources << /Font << /F1 5 0 R >> /XObject << /X0 6 0 R >> >>"
_SAID = b"BT /F1 11 Tf 72 700 Td (1. Planter des haies) Tj ET\n"


def pdf(
    content: bytes = _SAID,
    *,
    filters: bytes = b"",
    page: bytes = b"/MediaBox [0 0 595 842]",
    pages: bytes = b"/Kids [3 0 R] /Count 1",
    catalog: bytes = b"",
    more: Sequence[bytes] = (),
    trailer: bytes = b"",
) -> bytes:
    """A PDF of one page; objects from number 6 are `more`."""
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
            b"<< /Type /Pages %s >>" % pages,
            b"<< /Type /Page /Parent 2 0 R %s /Contents 4 0 R %s >>" % (page, _RESOURCES),
            stream(content, filters),
            FONT,
            *more,
        ],
        more=trailer,
    )


def flate(megabytes: int, layers: int = 1) -> bytes:
    """A page of many MB of spaces, packed once or more often."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(piece) for piece in repeated((b" ", megabytes * _MB)))
    packed += packer.flush()
    for _ in range(layers - 1):
        packed = zlib.compress(packed, 9)
    return pdf(packed, filters=b"/Filter [%s]" % (b"/FlateDecode " * layers))


def form(content: bytes, number: int) -> bytes:
    """A drawing that draws the next one."""
    return stream(
        content,
        b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
        b"/Resources << /XObject << /X0 %d 0 R >> /Font << /F1 5 0 R >> >>" % number,
    )


def forms(levels: int, times: int) -> bytes:
    """Drawings that each draw the next one several times; the last one says something."""
    made = [form(b"/X0 Do " * times, 7 + level) for level in range(levels)]
    return pdf(_SAID + b"/X0 Do", more=[*made, form(_SAID, 6)])


def page_tree(depth: int) -> bytes:
    """A tree of pages that is a long chain."""
    chain = [
        b"<< /Type /Pages /Parent %d 0 R /Kids [%d 0 R] /Count 1 >>" % (5 + n, 7 + n)
        for n in range(depth)
    ]
    last = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>"
    return pdf(pages=b"/Kids [6 0 R] /Count 1", more=[*chain, last % _RESOURCES])


def many_pages(count: int) -> bytes:
    """Many pages, all with one content."""
    kids = b" ".join(b"%d 0 R" % (6 + n) for n in range(count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s >>"
    more = [page % _RESOURCES] * count
    return pdf(pages=b"/Kids [%s] /Count %d" % (kids, count), more=more)


def drawn(lines: int) -> bytes:
    """A grid of lines, as of a drawing on squared paper."""
    across = b"".join(b"50 %.3f m 550 %.3f l S\n" % (y, y) for y in _spread(lines))
    down = b"".join(b"%.3f 50 m %.3f 550 l S\n" % (x, x) for x in _spread(lines))
    return pdf(_SAID + across + down)


def _spread(count: int) -> list[float]:
    return [50 + 500 * n / count for n in range(count)]


def letters(count: int) -> bytes:
    """A page of many letters, one upon the other."""
    lines = b"".join(
        b"1 0 0 1 %d %d Tm (%s) Tj\n" % (72 + n % 7, 800 - n % 770, b"Planter des haies " * 5)
        for n in range(count // 90)
    )
    return pdf(b"BT /F1 6 Tf\n" + lines + b"ET")


def picture(side: int) -> bytes:
    """A page that is one picture that says to be huge, and has few bytes."""
    image = stream(
        zlib.compress(bytes(1000)),
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 "
        b"/ColorSpace /DeviceRGB /Filter /FlateDecode" % (side, side),
    )
    return pdf(b"595 0 0 842 0 0 cm /X0 Do", more=[image])


def acting(note: Path) -> bytes:
    """A PDF that wants to run a script and to start a program when it is opened."""
    said = str(note).encode()
    script = b"app.launchURL('file://%s'); this.exportDataObject({cName: 'x', nLaunch: 2});" % said
    actions = (
        b"/OpenAction << /S /JavaScript /JS (%s) /Next << /S /Launch /F (/bin/touch) "
        b"/Win << /F (cmd.exe) /P (/c echo > %s) >> >> >> "
        b"/AA << /WC << /S /Launch /F (/bin/touch %s) >> >>" % (script, said, said)
    )
    return pdf(catalog=actions)


# Web pages and text


def web(*pieces: tuple[bytes, int]) -> Iterator[bytes]:
    """A page of pieces, each so many times, with one sentence at its end."""
    end = b"<p>1. Planter des haies</p>"
    return repeated((b"<!doctype html><html lang=fr><body>", 1), *pieces, (end, 1))


def plain(*pieces: tuple[str, int]) -> Iterator[bytes]:
    return repeated(*((piece.encode(), count) for piece, count in pieces))


_M = 1_000_000
_HUGE_TABLE = b"<table><tr><th>a<th>b</tr>"

BOMBS: tuple[Bomb, ...] = (
    *(Bomb(f"spaces.{kind}", partial(with_part, kind, 100), UNPACKS) for kind in _PARTS),
    Bomb("nested-archives.docx", partial(nested_archives, 4), either=True),
    Bomb("overlapping.docx", overlapping, UNPACKS),
    *(Bomb(f"lying.{kind}", partial(lying, kind, 100, 1000), "more than its") for kind in _PARTS),
    *(Bomb(f"escaping.{kind}", partial(escaping, kind), "damaged", either=True) for kind in _PARTS),
    *(Bomb(f"laughs.{k}", partial(lambda k: with_part(k, laughs()), k), ENTITIES) for k in _PARTS),
    *(
        Bomb(f"quadratic.{k}", partial(lambda k: with_part(k, quadratic()), k), ENTITIES)
        for k in _PARTS
    ),
    *(
        Bomb(
            f"external.{k}",
            partial(lambda k: with_part(k, external("file:///etc/passwd")), k),
            ENTITIES,
        )
        for k in _PARTS
    ),
    *(Bomb(f"hidden-entity.{kind}", partial(hidden, kind), ENTITIES) for kind in _PARTS),
    Bomb("laughs.html", partial(laughs, 12), either=True, expected="without text"),
    Bomb("circular-styles.docx", circular_styles),
    Bomb("absurd-numbers.docx", absurd_numbers),
    Bomb("nested-tables.docx", partial(nested_tables, 100_000), "damaged"),
    Bomb("nested-tables-80.docx", partial(nested_tables, 80), either=True, expected="nested"),
    Bomb("paragraphs.docx", lambda: word(_p(b"Planter des haies") * 100_000), long=True),
    Bomb("dimension.xlsx", lambda: sheet(_rows(5), b'<dimension ref="A1:XFD1048576"/>')),
    Bomb(
        "merged.xlsx",
        lambda: sheet(_rows(5), after=b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/>'
                      b"</mergeCells>"),
        either=True, expected="damaged|limit",
    ),
    Bomb(
        "merged-often.xlsx",
        lambda: sheet(_rows(5), after=b"<mergeCells>%s</mergeCells>" % b"".join(
            b'<mergeCell ref="A%d:XFD%d"/>' % (n, n + 50) for n in range(10, 20_000))),
        either=True, expected="damaged|limit",
    ),
    Bomb("far-cell.xlsx", lambda: sheet(_rows(2) + b'<row r="1048576">%s</row>' % _cell(
        b"XFD1048576", b"Planter"))),
    Bomb("beyond.xlsx", lambda: sheet(b'<row r="99999999999">%s</row>' % _cell(
        b"ZZZZZZ99999999999", b"Planter")), "damaged", either=True),
    Bomb("chosen.xlsx", lambda: sheet(_rows(5), after=b"<dataValidations>%s</dataValidations>" % (
        b'<dataValidation type="list" sqref="A1:XFD1048576"><formula1>Listes!A1</formula1>'
        b"</dataValidation>" * 2000))),
    Bomb("hidden-columns.xlsx", lambda: sheet(_rows(5), b'<cols>%s</cols>' % (
        b'<col min="1" max="16384" hidden="1"/>' * 2000)), "without text", either=True),
    Bomb("odd-values.xlsx", odd_values, "damaged", either=True),
    Bomb("long-format.xlsx", long_format, "damaged|limit", either=True),
    Bomb("cells.xlsx", lambda: sheet(_rows(300_000)), either=True, expected="limit|memory",
         long=True),
    Bomb("repeated.ods", lambda: open_sheet(
        b'<table:table-cell table:number-columns-repeated="9999999"><text:p>Planter</text:p>'
        b'</table:table-cell>' * 50, b'table:number-rows-repeated="9999999"',
        b'<table:table-column table:number-columns-repeated="9999999"/>' * 500)),
    Bomb("spanned.ods", lambda: open_sheet(
        b'<table:table-cell table:number-columns-spanned="9999999"><text:p>Planter</text:p>'
        b'</table:table-cell>' * 300)),
    Bomb("nested-spans.odt", lambda: open_text(
        f"<text:p>{'<text:span>' * 240}Planter{'</text:span>' * 240}</text:p>"), "damaged|nested",
        either=True),
    Bomb("nested-sections.odt", lambda: open_text(
        f"{'<text:section>' * 100_000}<text:p>Planter</text:p>{'</text:section>' * 100_000}"),
        "damaged|nested"),
    Bomb("gap.odt", lambda: open_text(
        '<text:p>Planter<text:s text:c="2000000000"/>des</text:p>')),
    Bomb("flate.pdf", partial(flate, 300), "memory|no text|damaged", either=True),
    Bomb("flate-twice.pdf", partial(flate, 4000, 2), "memory|no text|damaged", either=True,
         long=True),
    Bomb("deep-tree.pdf", partial(page_tree, 20_000), "damaged|without pages|no text", either=True),
    Bomb("circular-tree.pdf", lambda: pdf(pages=b"/Kids [2 0 R 3 0 R 2 0 R] /Count 3"),
         "damaged", either=True),
    Bomb("circular-parents.pdf", lambda: pdf(page=b"/Parent 3 0 R"), "damaged|no text",
         either=True),
    Bomb("count.pdf", lambda: pdf(pages=b"/Kids [3 0 R] /Count 2147483647"),
         "pages, over the limit|damaged", either=True),
    Bomb("count-below.pdf", lambda: pdf(pages=b"/Kids [3 0 R] /Count -5"), "damaged|without pages",
         either=True),
    Bomb("count-too-many.pdf", lambda: pdf(pages=b"/Kids [3 0 R] /Count 1900"), "damaged",
         either=True),
    Bomb("sheet-of-a-mile.pdf", lambda: pdf(page=b"/MediaBox [0 0 1e9 1e9]"), "no text",
         either=True),
    Bomb("sheet-of-nothing.pdf", lambda: pdf(page=b"/MediaBox [0 0 0 0]"), "no text", either=True),
    Bomb("unit.pdf", lambda: pdf(page=b"/MediaBox [0 0 595 842] /UserUnit 1e30 /Rotate 45"),
         "no text", either=True),
    Bomb("pages.pdf", partial(many_pages, 100_000), "100000 pages, over the limit"),
    Bomb("pages-within.pdf", partial(many_pages, 1900), long=True),
    Bomb("nested-arrays.pdf", lambda: pdf(catalog=b"/A " + b"[" * 100_000 + b"]" * 100_000),
         "damaged", either=True),
    Bomb("nested-states.pdf", lambda: pdf(b"q " * 20_000 + _SAID + b"Q " * 20_000)),
    Bomb("circular-forms.pdf", lambda: pdf(_SAID + b"/X0 Do", more=[form(b"/X0 Do ", 6)])),
    Bomb("forms-few.pdf", partial(forms, 3, 12)),
    # What pdfium itself never ends ends with the time or the memory that it may take.
    Bomb("circular-forms-thrice.pdf", lambda: pdf(
        _SAID + b"/X0 Do", more=[form(b"/X0 Do " * 3, 6)]),
        "given up|crashed|memory", long=True),
    Bomb("forms.pdf", partial(forms, 12, 10), "given up|crashed|memory", long=True),
    Bomb("circular-prev.pdf", lambda: pdf(trailer=b"/Prev 9"), "damaged", either=True),
    Bomb("drawn.pdf", partial(drawn, 2000)),
    Bomb("drawn-more.pdf", partial(drawn, 15_000), either=True, expected="limit|given up",
         long=True),
    Bomb("letters.pdf", partial(letters, 60_000), either=True, expected="limit"),
    Bomb("letters-more.pdf", partial(letters, 1_000_000), either=True, expected="limit|given up",
         long=True),
    Bomb("picture.pdf", partial(picture, 100_000), "no text|not read|OCR", either=True),
    Bomb("nested.html", lambda: web((b"<div>", 100_000)), "nested too deeply"),
    Bomb("nested-inline.html", lambda: web((b"<b><i><font>", 30_000)), "nested too deeply"),
    Bomb("nested-lists.html", lambda: web((b"<ul><li>", 20_000)), "nested too deeply"),
    Bomb("nested-tables.html", lambda: web((b"<table><tr><td>", 5_000)), "nested too deeply"),
    Bomb("columns.html", lambda: web((_HUGE_TABLE + b"<tr>", 1), (b"<td>a", 50_000))),
    Bomb("colspan.html", lambda: web((_HUGE_TABLE, 1),
         (b"<tr><td colspan=1000000 rowspan=1000000>a<td>b</tr>", 300))),
    Bomb("attribute.html", lambda: web((b"<p title='", 1), (b"a", 5 * _M), (b"' style='", 1),
         (b"display ", 100_000), (b"'>Planter", 1))),
    Bomb("attributes.html", lambda: web((b"<p ", 1), *((b"a%d=1 " % n, 1) for n in range(50_000)),
         (b">Planter", 1))),
    Bomb("entities.html", lambda: web((b"<p>", 1), (b"&amp;", 500_000), (b"&nope", 300_000))),
    Bomb("comment.html", lambda: web((b"<p>Planter<!--", 1), (b"<-", 5 * _M)), "without text",
         either=True),
    Bomb("paragraphs.html", lambda: web((b"<p>Planter des haies", 30_000))),
    Bomb("lists.html", lambda: web((b"<ol>", 1), (b"<li>Planter des haies", 30_000))),
    Bomb("hidden.html", lambda: web((b"<p hidden>a<b style='display:none'>b</b>", 30_000))),
    Bomb("columns.csv", lambda: plain(("a;", _M // 4), ("\n", 1), ("b;", _M // 4), ("\n", 1)),
         either=True, expected="limit|memory", long=True),
    Bomb("line.csv", lambda: plain(("N°;Action\n1;", 1), ("Planter ", 100 * _M // 8)),
         either=True, expected="limit|memory|without text"),
    Bomb("quote.csv", lambda: plain(("N°;Action\n1;\"", 1), ("Planter;\n", 100_000)),
         either=True, expected="limit|memory|without text"),
    Bomb("rows.csv", lambda: plain(("N°;Action;Pilote\n", 1),
         ("1;Planter des haies;Ville\n", 10_000)), long=True),
    Bomb("zeros.txt", lambda: repeated((b"\0", _M)), "not a text|without text|no text",
         either=True),
    Bomb("line.txt", lambda: plain(("Planter ", 100 * _M // 8)), "over the limit|memory"),
    Bomb("letters.txt", lambda: plain(("a", 2 * _M)), WORDLESS, either=True),
    Bomb("spaces.txt", lambda: plain(("Planter", 1), (" ", 2 * _M), ("des haies", 1)), WORDLESS,
         either=True),
    Bomb("digits.txt", lambda: plain(("1", _M), (" Planter", 1)), WORDLESS, either=True),
    Bomb("points.txt", lambda: plain(("1.", _M // 2), (" Planter", 1)), WORDLESS, either=True),
    Bomb("codes.txt", lambda: plain(("1.1.1 ", _M // 6)), WORDLESS, either=True),
    Bomb("dashes.txt", lambda: plain(("- ", _M // 2)), WORDLESS, either=True),
    Bomb("underscores.md", lambda: plain(("_", _M)), WORDLESS, either=True),
    Bomb("stars.md", lambda: plain(("*a ", _M // 3)), WORDLESS, either=True),
    Bomb("brackets.md", lambda: plain(("[", _M // 2), ("](", _M // 4)), WORDLESS, either=True),
    Bomb("ticks.md", lambda: plain(("`", _M)), WORDLESS, either=True),
    Bomb("signs.md", lambda: plain(("#", _M)), WORDLESS, either=True),
    Bomb("bars.md", lambda: plain(("|", _M // 2), ("\n|-", _M // 6)),
         WORDLESS, either=True, long=True),
    Bomb("quotes.md", lambda: plain(("> ", _M // 2), ("Planter", 1)), WORDLESS, either=True),
    Bomb("parentheses.txt", lambda: plain(("(", _M)), WORDLESS, either=True),
    Bomb("colons.txt", lambda: plain(("Pilote : ", _M // 9)), WORDLESS, either=True),
    Bomb("capitals.txt", lambda: plain(("ACA ", _M // 4)), WORDLESS, either=True),
    Bomb("acronyms.txt", lambda: plain(("Aide Communautaire Autonome (ACA) ", _M // 34)), WORDLESS,
         either=True),
    Bomb("apostrophes.txt", lambda: plain(("l'", _M // 2)), WORDLESS, either=True),
    Bomb("years.txt", lambda: plain(("2025-", _M // 5)), WORDLESS, either=True),
    Bomb("amounts.txt", lambda: plain(("1 000 000 ", _M // 10), ("€", 1)), WORDLESS, either=True),
    Bomb("dots.txt", lambda: plain(("Planter ", 1), (".", _M), (" 12", 1)), WORDLESS, either=True),
    Bomb("hyphens.txt", lambda: plain(("plan-\nter ", _M // 10)), WORDLESS, either=True, long=True),
    Bomb("semicolons.txt", lambda: plain(("; ", _M // 2)), WORDLESS, either=True),
    Bomb("marks.txt", lambda: plain(("e\u0301\u0301", _M // 5)), WORDLESS, either=True),
    Bomb("romans.txt", lambda: plain(("MMMCCXIV", _M // 8), (". Planter", 1)), WORDLESS,
         either=True),
    Bomb("lines.txt", lambda: plain(("1. Planter des haies\n", 40_000)), WORDLESS, either=True),
    Bomb("short-lines.txt", lambda: plain(("a\n\n", 100_000)), WORDLESS, either=True, long=True),
    Bomb("measures.txt", lambda: plain(("Mesure ", _M // 7)), WORDLESS, either=True),
    Bomb("que.txt", lambda: plain(("Que la Ville plante, ", _M // 21)), WORDLESS, either=True),
    Bomb("et.txt", lambda: plain(("planter et ", _M // 11), ("planter", 1)),
         WORDLESS, either=True, long=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading a file came to: its units, or the error; MB at most, and seconds of work."""

    text: str
    units: int
    error: Exception | None
    peak: float
    seconds: float


def measured(file: Path, ocr: bool = False, **_: object) -> Outcome:
    """Read a file within a worker. Raises MemoryError."""
    from pipeline.build import read_document
    from pipeline.corpus import Source
    from pipeline.errors import MesuresError

    _forget_peak()
    start = time.process_time()
    text, units, failed = "", 0, None
    try:
        plan, found = read_document(Source(file, file.name), ocr=ocr, limits=LIMITS)
        text, units = plan.text[:100_000], len(found)
    except MesuresError as error:
        failed = error
    return Outcome(text, units, failed, _peak(), time.process_time() - start)


_STATUS = Path("/proc/self/status")


def _forget_peak() -> None:
    """Let the peak of memory begin anew, where the system can (Linux)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> float:
    """The most memory that this process held, in MB: since `_forget_peak` on Linux."""
    if _STATUS.is_file():
        found = re.search(r"VmHWM:\s*(\d+) kB", _STATUS.read_text(encoding="utf-8"))
        return int(found[1]) / 1000 if found else 0.0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # bytes, on macOS


def outcomes(files: Iterable[Path], workers: int = 2, ocr: bool = False) -> Iterator[Any]:
    """What each file came to: an Outcome, or the MesuresError of what it did to a worker."""
    from pipeline.build.isolation import Workers
    from pipeline.build.worker import Job

    with Workers(workers, LIMITS) as pool:
        yield from pool.outcomes(Job(str(file), partial(measured, file, ocr)) for file in files)


def main() -> int:
    import tempfile

    wanted = [bomb for bomb in BOMBS if not sys.argv[1:] or bomb.name in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as made:
        files = (bomb.write(Path(made)) for bomb in wanted)
        for bomb, found in zip(wanted, outcomes(files), strict=True):
            if isinstance(found, Outcome):
                said = found.error or f"{found.units} units"
                costs = f"{found.peak:5.0f} MB {found.seconds:6.1f} s"
                kind = type(found.error).__name__ if found.error else "read"
                print(f"{bomb.name:24} {costs} {kind} {said}", flush=True)
            else:
                print(f"{bomb.name:24} {type(found).__name__} {found}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
