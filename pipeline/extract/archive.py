"""Office documents are ZIP archives of XML: what must hold before a library opens one."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from copy import copy
from pathlib import Path

from pipeline.errors import DamagedError, EncryptedError, LimitError
from pipeline.messages import cause, noted

# What zipfile raises for archives that are cut, spoilt or packed in a way that it does not know.
FAULTS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, RuntimeError, OSError,
)  # fmt: skip
_PIECE = 1_000_000  # bytes
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_KINDS = {
    "word/document.xml": noted("a Word document (.docx)"),
    "xl/workbook.xml": noted("an Excel workbook (.xlsx)"),
    "xl/workbook.bin": noted("a binary Excel workbook (.xlsb)"),
    "ppt/presentation.xml": noted("a PowerPoint presentation (.pptx)"),
}
_OPEN_DOCUMENT = {
    ".odt": noted("an OpenDocument text (.odt)"),
    ".ods": noted("an OpenDocument spreadsheet (.ods)"),
    ".odp": noted("an OpenDocument presentation (.odp)"),
}
_MIME = {"text": ".odt", "spreadsheet": ".ods", "presentation": ".odp"}


def check_archive(path: Path, document: str, part: str) -> None:
    """Raise unless `path` is a sound archive that holds the part named `part`.

    EncryptedError for a document that needs a password; DamagedError for one that is cut or no
    archive, is of another kind, or declares XML entities. Each names the document.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(archive, document, part)
    except FAULTS as error:
        raise _fault(path, document) from error


def check_unpacked(path: Path, document: str, most: int) -> None:
    """Raise LimitError for an archive whose parts unpack to more than `most` MB.

    DamagedError for one whose parts unpack to more than it declares, or are packed in a way that
    no office has: zipfile would unpack such a part whole before it sees the difference.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            size = sum(entry.file_size for entry in entries)
            lies = size <= most * 1_000_000 and any(_lies(archive, entry) for entry in entries)
    except FAULTS:
        return  # what is wrong with it is told where it is read
    if lies:
        raise DamagedError(
            "{document}: damaged, for it unpacks to more than its archive declares; get it again",
            document=document,
        )
    if size > most * 1_000_000:
        raise LimitError(
            "{document}: unpacks to {size:.0f} MB, over the limit of {most}; if it "
            "is to be trusted, raise `unpacked` under [limits] in mesures.toml",
            document=document,
            size=size / 1000000.0,
            most=most,
        )


def _lies(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a part unpacks to more than is declared, or may do so."""
    if entry.flag_bits & 1 or entry.compress_type == zipfile.ZIP_STORED:
        return False
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        return True
    longer = copy(entry)
    longer.file_size += 1
    del longer.CRC  # a damaged picture is no reason to refuse a text
    left = longer.file_size
    try:
        with archive.open(longer) as stream:
            while found := stream.read(_PIECE):
                left -= len(found)
    except FAULTS:
        return False
    return left <= 0


def _check_parts(archive: zipfile.ZipFile, document: str, part: str) -> None:
    names = {entry.filename: entry for entry in archive.infolist()}
    if any(entry.flag_bits & 1 for entry in names.values()):
        raise EncryptedError(
            "{document}: protected by a password; save it without one", document=document
        )
    kind = _kind(archive, names)
    suffix = Path(document).suffix.lower()
    if kind != (_KINDS.get(part) or _OPEN_DOCUMENT.get(suffix)):
        said = kind or noted("no office document")
        raise DamagedError(
            "{document}: named {suffix} but is {said}; rename it or get it again",
            document=document,
            suffix=suffix,
            said=said,
        )
    if "META-INF/manifest.xml" in names:
        with archive.open("META-INF/manifest.xml") as stream:
            if b"encryption-data" in stream.read(1_000_000):
                raise EncryptedError(
                    "{document}: protected by a password; save it without one", document=document
                )
    for name in names:
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as stream:
                head = stream.read(2048)
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise DamagedError(
                    "{document}: declares XML entities, which no office does", document=document
                )


def _kind(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> str | None:
    """What the parts of an archive say it is; None for no office document."""
    found = next((kind for part, kind in _KINDS.items() if part in names), None)
    if found or "mimetype" not in names or "content.xml" not in names:
        return found
    with archive.open("mimetype") as stream:
        mime = stream.read(100).decode("ascii", errors="replace").strip()
    name = mime.removeprefix("application/vnd.oasis.opendocument.")
    return _OPEN_DOCUMENT[_MIME[name]] if name in _MIME else None


def _fault(path: Path, document: str) -> DamagedError | EncryptedError:
    """What is wrong with a file that does not open as an archive."""
    suffix = path.suffix.lower()
    try:
        data = path.read_bytes()
    except OSError as error:
        return DamagedError(
            "{document}: cannot be opened ({reason})", document=document, reason=cause(error)
        )
    if data.startswith(_OLE) and _ENCRYPTED in data:
        return EncryptedError(
            "{document}: protected by a password; save it without one", document=document
        )
    if data.startswith(_OLE):
        return DamagedError(
            "{document}: named {suffix} but is an old Microsoft Office document; "
            "save it as {wanted}",
            document=document,
            suffix=suffix,
            wanted=suffix[1:].upper(),
        )
    if data.startswith(b"PK"):
        return DamagedError(
            "{document}: damaged {suffix} file; get it again",
            document=document,
            suffix=suffix[1:].upper(),
        )
    return DamagedError(
        "{document}: named {suffix} but is no office document; get it again",
        document=document,
        suffix=suffix,
    )
