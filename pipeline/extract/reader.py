"""Which extractor reads a file: by what is in it, checked against what its name says."""

from __future__ import annotations

import codecs
from pathlib import Path

from pipeline.errors import DamagedError, UnsupportedError
from pipeline.models import Plan

# Raised whenever the blocks of some document may come out differently: indexed documents that
# were read by another version are read again.
VERSION = "1"

_PDF = frozenset((".pdf",))
_HTML = frozenset((".html", ".htm", ".xhtml"))
_PLAIN = frozenset((".txt", ".md", ".markdown", ".text"))
_FOREIGN = {
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old Microsoft Office document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}


def supports(path: Path) -> bool:
    """Whether the name of a file is one that an extractor reads."""
    return path.suffix.lower() in _PDF | _HTML | _PLAIN


def read(path: Path, document: str, password: str = "") -> Plan:
    """Read a document.

    Raises a DocumentError that names `document` for what cannot be read: encrypted, damaged,
    without text, not what its name says, or of a kind that no extractor reads.
    """
    suffix = path.suffix.lower()
    if not supports(path):
        raise UnsupportedError(
            f"{document}: no reader for {suffix or 'names without extension'}; "
            "use PDF, HTML, text or Markdown"
        )
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(2048)
    except OSError as error:
        raise DamagedError(f"{document}: cannot be opened ({error.strerror})") from error
    if size == 0:
        raise DamagedError(f"{document}: empty file; get it again")
    is_pdf = b"%PDF-" in head[:1024]
    if suffix in _PDF:
        if not is_pdf:
            raise DamagedError(f"{document}: named .pdf but is {_kind(head)}; get the file again")
        from pipeline.extract.pdf import read_pdf

        return read_pdf(path, document, password)
    if is_pdf or any(head.startswith(magic) for magic in _FOREIGN):
        raise DamagedError(f"{document}: named {suffix} but is {_kind(head)}; rename it")
    data = path.read_bytes()
    text = _decode(data, document)
    if suffix in _HTML:
        from pipeline.extract.html import read_html

        return read_html(data, text, document)
    from pipeline.extract.plain import read_plain

    return read_plain(text, document)


def _kind(head: bytes) -> str:
    """What the first bytes of a file say it is."""
    if b"%PDF-" in head[:1024]:
        return "a PDF"
    if b"<html" in head.lower() or b"<!doctype html" in head.lower():
        return "a web page"
    return next((kind for magic, kind in _FOREIGN.items() if head.startswith(magic)), "no PDF")


def _decode(data: bytes, document: str) -> str:
    """Bytes as text: by byte order mark, as UTF-8, else by guess."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        guess = from_bytes(data[:200_000]).best()
        if guess is None or b"\x00" in data[:2048]:
            raise DamagedError(f"{document}: not a text; its bytes fit no encoding") from None
        return data.decode(guess.encoding, errors="replace")
