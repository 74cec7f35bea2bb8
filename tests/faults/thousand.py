"""A corpus of many plans of invented bodies, in all formats, with bad files among them.

    python tests/faults/thousand.py FOLDER [--documents 1000]

Three files in a hundred are damaged, encrypted, scanned or hostile.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "unit"), str(ROOT / "tests" / "faults")]

from bombs import BOMBS, word  # noqa: E402
from seeds import FONT, open_document, pdf_of, stream  # noqa: E402

SHARE = 0.03  # of the files are bad
_BODIES = "la Ville de, la MRC de, la Région de, l'Agglomération de, le Département de".split(", ")
_FIRST = "Sainte- Saint- Val- Mont- Haute- Basse- Vieux- Belle-".split()
_LAST = "Ombrine Ravel Torvane Lissac Brumeuil Orvanne Quenor Fauville Sarmeau Thélis".split()
_THEMES = "vélo, climat, logement, accessibilité, jeunesse, alimentation, eau, culture".split(", ")
_VERBS = (
    "Aménager, Ouvrir, Soutenir, Financer, Créer, Rénover, Former, Planter, Réduire, Étendre, "
    "Évaluer, Équiper, Protéger, Accompagner"
).split(", ")
_THINGS = (
    "les pistes cyclables, un guichet pour les aînés, les jardins partagés, "
    "l'isolation des écoles, les haltes de répit, la collecte des biodéchets, "
    "les bornes de recharge, les berges du canal, "
    "un atelier de réparation, les cantines locales, la médiathèque de quartier, les logements "
    "vacants, l'éclairage des parcs, les passages pour piétons, un réseau de bénévoles"
).split(", ")
_WHERE = (
    "dans les quartiers nord, autour des écoles, avec les associations, le long du canal, "
    "pour les familles, d'ici trois ans, dans chaque commune, en zone rurale, près des gares"
).split(", ")
_LEADS = "Direction de l'espace public, Service jeunesse, CCAS, Régie de l'eau, Office".split(", ")
_COLUMNS = ("N°", "Action", "Pilote", "Échéance")


@dataclass(frozen=True, slots=True)
class Text:
    """What a plan says, before it has a format: rows of code, action, lead and year."""

    title: str
    about: str
    axes: Sequence[tuple[str, Sequence[tuple[str, str, str, str]]]]

    def lines(self) -> list[str]:
        """The plan line by line."""
        out = [self.title, self.about]
        for heading, rows in self.axes:
            out.append(heading)
            out += [f"{code} {action}. Pilote : {lead}." for code, action, lead, _ in rows]
        return out

    def rows(self) -> list[tuple[str, str, str, str]]:
        """The rows of all axes."""
        return [row for _, rows in self.axes for row in rows]


def plan(number: int) -> Text:
    """The plan of a number."""
    chance = random.Random(number)
    body = f"{chance.choice(_BODIES)} {chance.choice(_FIRST)}{chance.choice(_LAST)}"
    theme, year = chance.choice(_THEMES), 2020 + number % 8
    axes = []
    for axis in range(1, chance.randrange(3, 5)):
        rows = [
            (
                f"{axis}.{place}",
                " ".join(map(chance.choice, (_VERBS, _THINGS, _WHERE))) + f" (n° {number})",
                chance.choice(_LEADS),
                str(year + chance.randrange(5)),
            )
            for place in range(1, chance.randrange(4, 8))
        ]
        axes.append((f"Axe {axis} : {chance.choice(_VERBS)} {chance.choice(_THINGS)}", rows))
    about = f"Ce plan de {body} fut adopté en {year} après consultation des habitants."
    return Text(f"Plan {theme} de {body} {year}-{year + 5}, version {number}", about, axes)


def _text(said: Text) -> bytes:
    return "\n\n".join(said.lines()).encode()


def _markdown(said: Text) -> bytes:
    parts = [f"# {said.title}", said.about]
    for heading, rows in said.axes:
        parts += [f"## {heading}", *(f"- **{row[0]}** {row[1]}" for row in rows)]
    return "\n\n".join(parts).encode()


def _page(said: Text) -> bytes:
    body = f"<h1>{escape(said.title)}</h1><p>{escape(said.about)}</p>"
    for heading, rows in said.axes:
        items = "".join(f"<li>{escape(row[1])}</li>" for row in rows)
        body += f"<h2>{escape(heading)}</h2><ol>{items}</ol>"
    return f'<html lang="fr"><meta charset="utf-8"><body><main>{body}</main>'.encode()


def _delimited(said: Text) -> bytes:
    return "".join(";".join(row) + "\n" for row in (_COLUMNS, *said.rows())).encode("utf-8-sig")


def _word(said: Text) -> bytes:
    def paragraph(text: str, style: str = "") -> str:
        named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{named}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"

    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    )
    body = paragraph(said.title) + paragraph(said.about)
    for heading, rows in said.axes:
        body += paragraph(heading, "H1") + "".join(
            paragraph(f"{code} {action}") for code, action, _, _ in rows
        )
    return word(body.encode(), styles.encode())


def _workbook(said: Text) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in ((said.title,), _COLUMNS, *said.rows()):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _open_text(said: Text) -> bytes:
    body = f"<text:p>{escape(said.title)}</text:p>"
    for heading, rows in said.axes:
        items = "".join(
            f"<text:list-item><text:p>{escape(row[1])}</text:p></text:list-item>" for row in rows
        )
        body += f'<text:h text:outline-level="1">{escape(heading)}</text:h>'
        body += f"<text:list>{items}</text:list>"
    return open_document("text", f"<office:text>{body}</office:text>")


def _pdf(said: Text, more: bytes = b"") -> bytes:
    """A PDF with thirty lines on each page."""
    lines = said.lines()
    sheets = [lines[i : i + 30] for i in range(0, len(lines), 30)]
    resources = b"/Resources << /Font << /F1 3 0 R >> >>"
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(sheets)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fr) >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(sheets)),
        FONT,
    ]
    for number, sheet in enumerate(sheets):
        said_here = b"".join(b"(%s) Tj T*\n" % _escaped(line) for line in sheet)
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R %s >>"
        objects.append(page % (5 + 2 * number, resources))
        objects.append(stream(b"BT /F1 9 Tf 50 790 Td 24 TL\n" + said_here + b"ET"))
    return pdf_of(objects, more=more)


def _escaped(line: str) -> bytes:
    data = line.encode("cp1252", "replace")
    return data.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


_FORMATS: tuple[tuple[str, Callable[[Text], bytes]], ...] = (
    ("txt", _text), ("md", _markdown), ("html", _page), ("docx", _word), ("pdf", _pdf),
    ("html", _page), ("csv", _delimited), ("xlsx", _workbook), ("odt", _open_text), ("pdf", _pdf),
)  # fmt: skip


def _locked_pdf(said: Text) -> bytes:
    from pypdf import PdfWriter

    writer = PdfWriter(io.BytesIO(_pdf(said)))
    writer.encrypt("framboise", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _locked_word(said: Text) -> bytes:
    """An archive whose entries say that a password locks them."""
    data = bytearray(_word(said))
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + flag] |= 1
            place = data.find(mark, place + 4)
    return bytes(data)


def _scan(said: Text) -> bytes:
    """A page that is a picture, as a scanner makes them: grey, with darker lines."""
    rows = [bytes([90 if row % 12 < 5 else 240]) * 200 for row in range(280)]
    image = stream(
        zlib.compress(b"".join(rows)),
        b"/Type /XObject /Subtype /Image /Width 200 /Height 280 /BitsPerComponent 8 "
        b"/ColorSpace /DeviceGray /Filter /FlateDecode",
    )
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page + b"/Resources << /XObject << /X0 5 0 R >> >> >>",
            stream(b"595 0 0 842 0 0 cm /X0 Do"),
            image,
        ]
    )


def _halved(make: Callable[[Text], bytes]) -> Callable[[Text], bytes]:
    return lambda said: make(said)[: len(make(said)) // 2]


def _bomb(name: str) -> Callable[[Text], bytes]:
    def make(_: Text) -> bytes:
        made = next(bomb for bomb in BOMBS if bomb.name == name).make()
        return made if isinstance(made, bytes) else b"".join(made)

    return make


# What is bad: a name, how it is made, and what the reason must say.
BAD: tuple[tuple[str, Callable[[Text], bytes], str], ...] = (
    ("cut.docx", _halved(_word), "damaged"),
    ("locked.pdf", _locked_pdf, "encrypted"),
    ("scan.pdf", _scan, "no text layer"),
    ("spaces.docx", _bomb("spaces.docx"), "unpacks to"),
    ("empty.pdf", lambda _: b"", "empty file"),
    ("nested.html", _bomb("nested.html"), "nested too deeply"),
    ("cut.pdf", lambda said: _pdf(said)[:200], "damaged|without pages|no text"),
    ("locked.docx", _locked_word, "encrypted|password"),
    ("laughs.xlsx", _bomb("laughs.xlsx"), "entities"),
    ("pages.pdf", _bomb("pages.pdf"), "over the limit"),
    ("noise.txt", lambda said: random.Random(said.title).randbytes(5000), "not a text"),
    ("merged.xlsx", _bomb("merged.xlsx"), "merges"),
    ("page.pdf", _page, "named .pdf but is a web page"),
    ("overlapping.docx", _bomb("overlapping.docx"), "unpacks to"),
    ("none.odt", lambda _: open_document("text", "<office:text/>"), "no text"),
    ("old.xlsx", lambda _: b"\xd0\xcf\x11\xe0" + bytes(600), "old Microsoft Office"),
)


def write(folder: Path, count: int) -> dict[str, str]:
    """Write `count` files into a folder and folders below it; those that are bad, by their names
    below it, each with a pattern that its reason must match."""
    bad: dict[str, str] = {}
    wanted = max(1, round(SHARE * count))
    places = {round((n + 0.5) * count / wanted) for n in range(wanted)}
    for number in range(count):
        below = folder / f"lot-{number // 100:02}"
        below.mkdir(parents=True, exist_ok=True)
        if number in places:
            name, make, reason = BAD[len(bad) % len(BAD)]
            file = below / f"{number:04}-{name}"
            bad[file.relative_to(folder).as_posix()] = reason
        else:
            suffix, make = _FORMATS[number % len(_FORMATS)]
            file = below / f"{number:04}.{suffix}"
        file.write_bytes(make(plan(number)))
    return bad


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    given = parser.parse_args()
    bad = write(given.folder, given.documents)
    print(f"{given.documents} files in {given.folder}, {len(bad)} of them bad:")
    for name, reason in bad.items():
        print(f"  {name}: {reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
