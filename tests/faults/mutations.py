"""Seeded mutations of sound files: of their bytes, of the parts of archives, of XML, PDF, text.

    python tests/faults/mutations.py SEED [--keep FOLDER]

makes the mutant of a seed again, reads it in a worker as the test does, and says what came of it.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "unit"), str(ROOT / "tests" / "faults")]

from lxml import etree  # noqa: E402
from seeds import BESIDE, DOCUMENTS, index_files, seed  # noqa: E402

from pipeline.settings import Limits  # noqa: E402

INDEX = "index"
NAMES = (*DOCUMENTS, *BESIDE, INDEX)
LIMITS = Limits(seconds=60, memory=1500, pages=500, characters=2_000_000, unpacked=50)
_ABSURD = (
    "0", "-1", "1048577", "2147483648", "99999999999999999999", "1e308", "NaN", "", "é", "\u0661",
)  # fmt: skip
_ZIPPED = (".docx", ".xlsx", ".pptx", ".odt", ".ods")

Change = Callable[[random.Random, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file that was changed: its seed, its name, what was done to it and what came out.

    `source` is the name of the sound file; the name of a mutant of an index is that of the file
    changed in it.
    """

    seed: int
    name: str
    source: str
    changes: tuple[str, ...]
    data: bytes

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.source} after {', '.join(self.changes)}"


def mutant(number: int) -> Mutant:
    """The mutant of a seed; seeds in a row go round all kinds of files."""
    source = NAMES[number % len(NAMES)]
    chance = random.Random(number)
    if source == INDEX:
        name, data = chance.choice([item for item in index_files().items() if item[1]])
    else:
        name, data = f"{number:05}-{source}", seed(source)
    before, changes = data, []
    while data == before:  # a change may find nothing to change
        done = chance.choice(_changes_of(source))
        changes.append(done.__name__)
        data = done(chance, data)
        if data and data != before and chance.random() < 0.3:
            done = chance.choice(_changes_of(source))
            changes.append(done.__name__)
            data = done(chance, data)
    return Mutant(number, name, source, tuple(changes), data)


def _changes_of(name: str) -> tuple[Change, ...]:
    suffix = Path(name).suffix
    if suffix in _ZIPPED:  # bytes of a packed part mostly break its checksum, and tell little
        return (*_BYTES, *_ZIP, *_ZIP, *_ZIP)
    if suffix == ".pdf":
        return (*_BYTES, *_PDF, *_PDF)
    if suffix == ".html":
        return (*_BYTES, *_TEXT, *_MARKUP, *_MARKUP)
    if name == INDEX:
        return _BYTES
    return (*_BYTES, *_TEXT)


def _range(chance: random.Random, data: bytes, most: int = 2000) -> tuple[int, int]:
    start = chance.randrange(max(1, len(data)))
    return start, min(len(data), start + chance.randrange(1, most))


def flips(chance: random.Random, data: bytes) -> bytes:
    """One to twenty bits."""
    out = bytearray(data)
    for _ in range(chance.randrange(1, 21)):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def cut(chance: random.Random, data: bytes) -> bytes:
    """The end is missing, as after a download that broke off."""
    return data[: chance.randrange(len(data))]


def hole(chance: random.Random, data: bytes) -> bytes:
    """A piece is missing."""
    start, end = _range(chance, data)
    return data[:start] + data[end:]


def zeroed(chance: random.Random, data: bytes) -> bytes:
    """A piece is zeros, as after a disk failed."""
    start, end = _range(chance, data)
    return data[:start] + bytes(end - start) + data[end:]


def doubled(chance: random.Random, data: bytes) -> bytes:
    """A piece stands there many times."""
    start, end = _range(chance, data, 400)
    return data[:end] + data[start:end] * chance.choice((1, 3, 200)) + data[end:]


def swapped(chance: random.Random, data: bytes) -> bytes:
    """Two pieces in each other's place."""
    (a, b), (c, d) = sorted((_range(chance, data, 300), _range(chance, data, 300)))
    if b > c:
        return data
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def strewn(chance: random.Random, data: bytes) -> bytes:
    """A piece of noise."""
    start, end = _range(chance, data, 200)
    return data[:start] + chance.randbytes(end - start) + data[end:]


def controls(chance: random.Random, data: bytes) -> bytes:
    """Control characters, marks of direction, halves of characters, a byte order mark."""
    odd = (b"\x00", b"\x1b[2J", b"\x08", b"\x0b\x0c", b"\xff", b"\xc3", b"\xed\xa0\x80",
           "\u202e".encode(), "\u2028".encode(), b"\xef\xbb\xbf", b"\xf4\x8f\xbf\xbf")  # fmt: skip
    for _ in range(chance.randrange(1, 30)):
        place = chance.randrange(len(data) + 1)
        data = data[:place] + chance.choice(odd) + data[place:]
    return data


def long_line(chance: random.Random, data: bytes) -> bytes:
    """All on one line, or one word, mark or digit repeated without end."""
    kind = chance.randrange(3)
    if kind == 0:
        return data.replace(b"\n", chance.choice((b"", b" ")))
    piece = chance.choice((b"mesure ", b"a", b"1.", b"9", b"- ", b"(", b"\xc3\xa9", b'"', b";"))
    place = chance.randrange(len(data) + 1)
    return data[:place] + piece * chance.randrange(1000, 60_000) + data[place:]


def encoded(chance: random.Random, data: bytes) -> bytes:
    """Another encoding than the one that readers expect."""
    name = chance.choice(("utf-16", "utf-16-be", "utf-32", "cp037", "utf-7", "mac_roman"))
    return data.decode("utf-8", "replace").encode(name, "replace")


def figures(chance: random.Random, data: bytes) -> bytes:
    """A number that is absurd."""
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return data
    one = chance.choice(found)
    return data[: one.start()] + chance.choice(_ABSURD).encode() + data[one.end() :]


def brackets(chance: random.Random, data: bytes) -> bytes:
    """A sign that opens or closes something is gone, or stands there a thousand times."""
    found = list(re.finditer(rb"[\[\](){}<>\"'=:;,|#*]", data))
    if not found:
        return data
    one = chance.choice(found)
    return data[: one.start()] + one[0] * chance.choice((0, 2, 1000)) + data[one.end() :]


def _elements(chance: random.Random, root: Any) -> Any:
    """Do one thing to one element of a tree."""
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    node = chance.choice(nodes)
    above = node.getparent()
    kind = chance.randrange(6)
    if kind == 0 and above is not None:
        above.remove(node)
    elif kind == 1 and above is not None:
        copy = etree.tostring(node)
        for _ in range(chance.choice((1, 50, 500))):
            with suppress(etree.XMLSyntaxError, ValueError):
                above.append(etree.fromstring(copy))
    elif kind == 2 and above is not None:
        inner, depth = node, chance.choice((1, 20, 120, 240))
        for _ in range(depth):
            outer = etree.Element(node.tag, dict(node.attrib))
            inner.getparent().replace(inner, outer)
            outer.append(inner)
    elif kind == 3:
        node.tag = chance.choice(nodes).tag
    elif kind == 4:
        node.text = chance.choice(("\u202e", "1" * 5000, "Mesure " * 2000, "a" * 50_000, ""))
    else:
        holders = [one for one in nodes if one.attrib] or [root]
        holder = chance.choice(holders)
        for name in list(holder.attrib)[:1] or ["x"]:
            holder.set(name, chance.choice(_ABSURD))
    return root


def elements(chance: random.Random, data: bytes) -> bytes:
    """Elements of a page dropped, repeated, nested, renamed; attributes and texts of no sense."""
    from lxml import html

    try:
        root = _elements(chance, html.document_fromstring(data))
    except etree.ParserError:
        return data
    made: bytes = html.tostring(root, encoding="utf-8")
    return made


def part(chance: random.Random, data: bytes) -> bytes:
    """One part of an archive, unpacked, changed and packed again."""
    parts = _unpacked(data)
    if not parts:
        return data
    name = chance.choice(sorted(parts))
    changes = (*_BYTES, *_TEXT)
    if name.endswith((".xml", ".rels")) and chance.random() < 0.7:
        changes = (_of_xml,)
    parts[name] = chance.choice(changes)(chance, parts[name] or b" ")
    return _packed(parts)


def _of_xml(chance: random.Random, data: bytes) -> bytes:
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return flips(chance, data or b" ")
    for _ in range(chance.randrange(1, 6)):
        root = _elements(chance, root)
    made: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def parts(chance: random.Random, data: bytes) -> bytes:
    """Parts of an archive dropped, swapped, emptied, or there twice."""
    found = _unpacked(data)
    if not found:
        return data
    one, other = chance.choice(sorted(found)), chance.choice(sorted(found))
    kind = chance.randrange(5)
    if kind == 0:
        del found[one]
    elif kind == 1:
        found[one], found[other] = found[other], found[one]
    elif kind == 2:
        found[one] = b""
    elif kind == 3:
        found[f"{one}/{other}"] = found.pop(one)
    elif (more := io.BytesIO(data)) and zipfile.is_zipfile(more):
        import warnings

        with warnings.catch_warnings(), zipfile.ZipFile(more, "a") as archive:
            warnings.simplefilter("ignore")
            archive.writestr(zipfile.ZipInfo(one), found[other])
        return more.getvalue()
    return _packed(found)


def headers(chance: random.Random, data: bytes) -> bytes:
    """What the headers of an archive say of sizes, offsets, methods and flags."""
    found = [m.start() for m in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", data)]
    if not found:
        return data
    place = chance.choice(found) + chance.randrange(4, 46)
    size = chance.choice((1, 2, 4))
    return data[:place] + chance.choice((b"\xff", b"\x00", b"\x01")) * size + data[place + size :]


def _unpacked(data: bytes) -> dict[str, bytes]:
    with suppress(Exception), zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
    return {}


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            dated = zipfile.ZipInfo(name)  # of 1980: the same whenever it is made
            archive.writestr(dated, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def references(chance: random.Random, data: bytes) -> bytes:
    """References that go to other objects: of another kind, to themselves, to none, in circles."""
    found = list(re.finditer(rb"\d+(?= 0 R)", data))
    if not found:
        return data
    for one in reversed(chance.sample(found, min(len(found), chance.randrange(1, 4)))):
        new = b"%d" % chance.choice((0, 1, 2, 3, 4, 5, 6, 8, 99_999))
        data = data[: one.start()] + new + data[one.end() :]
    return data


def entries(chance: random.Random, data: bytes) -> bytes:
    """The numbers of /Length, /Count, boxes and their like."""
    found = list(re.finditer(rb"/(?:Length|Count|Size|Prev|First|N|W|BBox|MediaBox|Font|Tf)\b"
                             rb"[^\d/>]{0,12}(\d+)", data))  # fmt: skip
    if not found:
        return data
    one = chance.choice(found)
    new = chance.choice(("0", "-1", "2147483647", "4294967296", "99999999999999", "1.5", "[" * 300))
    return data[: one.start(1)] + new.encode() + data[one.end(1) :]


def names(chance: random.Random, data: bytes) -> bytes:
    """Names of a PDF in the place of others."""
    found = list(re.finditer(rb"/[A-Za-z]+\d*", data))
    if not found:
        return data
    one, other = chance.choice(found), chance.choice(found)
    return data[: one.start()] + other[0] + data[one.end() :]


def nested(chance: random.Random, data: bytes) -> bytes:
    """Arrays and dictionaries within each other, thousands deep."""
    found = list(re.finditer(rb"\[|<<", data))
    if not found:
        return data
    one = chance.choice(found)
    deep = chance.choice((b"[", b"<< /Kids [", b"<</A ", b"(", b"q ", b"BT "))
    return data[: one.start()] + deep * chance.choice((600, 20_000)) + data[one.start() :]


def packed(chance: random.Random, data: bytes) -> bytes:
    """One packed stream (a page, a font, objects), unpacked, changed and packed again."""
    found = list(re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL))
    while found:
        one = found.pop(chance.randrange(len(found)))
        with suppress(zlib.error):
            content = zlib.decompress(one[1])
            new = zlib.compress(chance.choice((*_BYTES, figures, brackets))(chance, content))
            return data[: one.start(1)] + new + data[one.end(1) :]
    return data


_BYTES: tuple[Change, ...] = (flips, cut, hole, zeroed, doubled, swapped, strewn)
_TEXT: tuple[Change, ...] = (controls, long_line, encoded, figures, brackets)
_MARKUP: tuple[Change, ...] = (elements,)
_ZIP: tuple[Change, ...] = (part, part, part, parts, headers)
_PDF: tuple[Change, ...] = (references, entries, names, nested, figures, packed, packed)


def read(file: Path, mutant: Mutant, **_: object) -> str:
    """Read a file as `mesures` does, within a worker; what came of it, in a word.

    Raises what the readers raise.
    """
    if mutant.source == INDEX:
        return _read_index(file, mutant)
    file.write_bytes(mutant.data)
    if mutant.source in DOCUMENTS:
        from pipeline.build import read_document
        from pipeline.corpus import Source

        plan, units = read_document(Source(file, file.name), ocr=False, limits=LIMITS)
        return f"{len(plan.blocks)} blocks, {len(units)} units"
    if mutant.source == "plans.toml":
        return _read_declared(file)
    from pipeline.build.work import measures_work

    return f"{sum(len(item.rows or ()) for item in measures_work(file))} measures"


def _read_declared(file: Path) -> str:
    from pipeline import corpus, extract

    folder = file.with_suffix(".d")
    folder.mkdir()
    (folder / "plan.txt").write_bytes(seed("texte.txt"))
    file.rename(folder / corpus.PLANS_FILE)
    found = corpus.sources([folder], folder, extract.supports)
    return f"{len(found)} sources, {len(corpus.declared_addresses(folder))} addresses"


def _read_index(file: Path, mutant: Mutant) -> str:
    from small_index import BagEncoder

    from pipeline.models import Query
    from pipeline.search import Searcher
    from pipeline.store import Reader
    from pipeline.store.check import check

    index = file.with_suffix(".d")
    index.mkdir(parents=True)
    for name, data in index_files().items():
        (index / name).write_bytes(mutant.data if name == mutant.name else data)
    with Reader(index) as reader:
        hits = Searcher(reader, BagEncoder()).search(Query("piste du canal", limit=5))
    return f"{len(hits)} hits, {len(check(index))} faults"


def outcomes(folder: Path, mutants: Sequence[Mutant], workers: int = 2) -> list[Any]:
    """What comes of reading each, in workers: a word, or the MesuresError."""
    from pipeline.build.isolation import Workers
    from pipeline.build.worker import Job

    jobs = []
    for one in mutants:
        file = folder / (one.name if one.source != INDEX else f"{one.seed:05}-{one.name}")
        jobs.append(Job(str(file), partial(read, file, one)))
    with Workers(workers, LIMITS) as pool:
        return list(pool.outcomes(jobs))


def main() -> int:
    import tempfile

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seed", type=int, nargs="+")
    parser.add_argument("--keep", type=Path, help="a folder to leave the files in")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.keep or Path(made)
        folder.mkdir(exist_ok=True)
        mutants = [mutant(number) for number in given.seed]
        for one, found in zip(mutants, outcomes(folder, mutants), strict=True):
            print(f"{one}: {type(found).__name__}: {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
