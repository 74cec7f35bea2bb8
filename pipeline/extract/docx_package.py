"""The parts of a DOCX: a ZIP of XML parts that relationships name (ECMA-376, part 2)."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from docx.opc.packuri import PACKAGE_URI, PackURI
from lxml import etree

from pipeline.errors import DamagedError, EncryptedError
from pipeline.messages import Message, cause, noted

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Unpacked bytes of all parts that are read: as many take some 14 times the memory. A plan of five
# hundred pages has 20 million.
MOST_BYTES = 100_000_000
_LOCKED = 0x1  # flag of an entry that a password locks
_OLE = b"\xd0\xcf\x11\xe0"
_SHEATH = "EncryptedPackage".encode("utf-16-le")
_OLD = "WordDocument".encode("utf-16-le")
# What Word calls « Strict Open XML » says the same in other namespaces.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
)

Node = Any  # an element of lxml, which has no types


class Package:
    """The main part of a DOCX and those beside it, parsed when they are asked for.

    Pictures are never unpacked. A part that is missing although something refers to it (a picture
    that was cut, most often) is as if nothing referred to it, as in Word: `docx.Document` would
    read all parts and refuse such a file.
    """

    def __init__(self, path: Path, document: str) -> None:
        """Open a file. Raises EncryptedError or DamagedError, each naming the document."""
        self._document = document
        try:
            self._archive = ZipFile(path)
        except (BadZipFile, OSError, ValueError) as error:
            raise not_a_package(path, document) from error
        entries = self._archive.infolist()
        if any(entry.flag_bits & _LOCKED for entry in entries):
            self.close()
            raise EncryptedError(
                "{document}: encrypted ZIP; save it as DOCX without a password", document=document
            )
        self._sizes = {entry.filename: entry.file_size for entry in entries}
        self._left = MOST_BYTES
        try:
            self._root = next(iter(self._targets(PACKAGE_URI, "officeDocument").values()), None)
            self._beside = self._targets(self._root) if self._root else {}
            main = self._parsed(self._root) if self._root else None
        except DamagedError:
            self.close()
            raise
        if main is None or main.tag != f"{W}document":
            self.close()
            raise DamagedError(
                "{document}: no Word document in it; save it as DOCX again", document=document
            )
        self.main: Node = main

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def part(self, kind: str) -> Node | None:
        """The root of the part that stands to the document as `kind`, or None."""
        found = self._targets(self._root, kind) if self._root else {}
        return self._parsed(next(iter(found.values()))) if found else None

    def related(self, relation: str | None) -> Node | None:
        """The root of the part that a relationship id of the document names, or None."""
        target = self._beside.get(relation or "")
        return self._parsed(target) if target else None

    def title(self) -> str | None:
        """The title in the properties of the file, as it stands there."""
        return self.said("title")

    def said(self, name: str) -> str | None:
        """What the properties of the file say by a Dublin Core name (« title », « creator »)."""
        target = next(iter(self._targets(PACKAGE_URI, "core-properties").values()), None)
        root = self._parsed(target) if target else None
        return (
            None if root is None else root.findtext(f"{{http://purl.org/dc/elements/1.1/}}{name}")
        )

    def _targets(self, source: PackURI, kind: str | None = None) -> dict[str, PackURI]:
        """The parts that a part refers to by relationship id, of one kind or of all."""
        root = self._parsed(source.rels_uri)
        return {
            relation.get("Id", ""): PackURI.from_rel_ref(source.baseURI, relation.get("Target", ""))
            for relation in (root if root is not None else ())
            if relation.get("TargetMode") != "External"
            and relation.get("Target", "")[:1] not in ("", "#")
            and kind in (None, relation.get("Type", "").rsplit("/", 1)[-1])
        }

    def _parsed(self, uri: PackURI) -> Node | None:
        """The root of an XML part; None where the archive lacks it."""
        size = self._sizes.get(uri.membername)
        if size is None:
            return None
        self._left -= size
        if self._left < 0:
            most = f"{MOST_BYTES / 1e6:.0f} MB"
            raise DamagedError(
                "{document}: unpacks to over {most}; no plan does",
                document=self._document,
                most=most,
            )
        # No entity is resolved, nothing is fetched, and libxml2 keeps its limits on depth.
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            data = self._archive.read(uri.membername)
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
            if b"<!DOCTYPE" in data[:4096]:
                raise ValueError(noted("document type declarations are not allowed"))
            return etree.fromstring(data, parser)
        except (BadZipFile, OSError, EOFError, ValueError, KeyError, zlib.error) as error:
            raise self._damaged(error) from error
        except (etree.XMLSyntaxError, NotImplementedError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> DamagedError:
        known = error.args[0] if error.args and isinstance(error.args[0], Message) else None
        reason = known or (" ".join(str(error).split()) or type(error).__name__)[:80]
        return DamagedError(
            "{document}: damaged DOCX ({reason}); get the file again",
            document=self._document,
            reason=reason,
        )


def not_a_package(path: Path, document: str) -> DamagedError | EncryptedError:
    """What to say of a file named .docx that is no ZIP archive."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return DamagedError(
            "{document}: cannot be opened ({reason})", document=document, reason=cause(error)
        )
    if data.startswith(_OLE) and _SHEATH in data:
        return EncryptedError(
            "{document}: encrypted; save it as DOCX without a password", document=document
        )
    if data.startswith(_OLE) and _OLD in data:
        return DamagedError(
            "{document}: an old Word document (.doc); save it as DOCX", document=document
        )
    return DamagedError(
        "{document}: damaged DOCX (no ZIP archive); get the file again", document=document
    )


def has_document(path: Path) -> bool:
    """Whether a file is a ZIP archive with a Word document in it."""
    try:
        with ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except (BadZipFile, OSError, ValueError):
        return False
