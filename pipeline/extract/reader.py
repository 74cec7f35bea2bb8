"""Which extractor reads a file: by what is in it, checked against what its name says."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import DamagedError, LimitError, UnsupportedError
from pipeline.messages import Message, cause, noted
from pipeline.models import Plan
from pipeline.settings import Limits

if TYPE_CHECKING:
    from pipeline.extract.ocr import Watch

# Raised whenever the blocks of some document may come out differently: indexed documents that
# were read by another version are read again.
VERSION = "6"

_PDF = frozenset((".pdf",))
_HTML = frozenset((".html", ".htm", ".xhtml"))
_PLAIN = frozenset((".txt", ".md", ".markdown", ".text"))
_DELIMITED = frozenset((".csv",))
# Office documents by the module and the function that read them.
_OFFICE = {
    ".docx": ("docx", "read_docx"),
    ".docm": ("docx", "read_docx"),
    ".odt": ("odt", "read_odt"),
    ".xlsx": ("xlsx", "read_xlsx"),
    ".xlsm": ("xlsx", "read_xlsx"),
    ".ods": ("ods", "read_ods"),
    ".pptx": ("pptx", "read_pptx"),
}
_READ = _PDF | _HTML | _PLAIN | _DELIMITED | _OFFICE.keys()
# Office documents that no reader takes, and what to save them as.
_SAVED_AS = {
    **dict.fromkeys((".doc", ".dot", ".dotx", ".rtf", ".wpd", ".pages"), "DOCX"),
    **dict.fromkeys((".xls", ".xlsb", ".numbers"), "XLSX"),
    **dict.fromkeys((".ppt", ".odp", ".key"), "PPTX"),
}
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_WORD = noted("a Word document (DOCX)")
_UNKNOWN = noted("no PDF")
_FOREIGN = {
    _ZIP: noted("a ZIP archive or an office document"),
    _OLE: noted("an old Microsoft Office document"),
    b"\x89PNG": noted("a picture"),
    b"\xff\xd8\xff": noted("a picture"),
    b"GIF8": noted("a picture"),
    b"\x1f\x8b": noted("a compressed file"),
    b"\x7fELF": noted("a program"),
    b"MZ\x90": noted("a program"),
}
# What French puts beyond ASCII, and the encodings that its files had before UTF-8. A guesser takes
# short French texts for Hungarian or Polish; the prior of this reader is French.
_FRENCH = frozenset("àâäçéèêëîïôöùûüÿæœÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸÆŒ«»‘’“”–—…•·€°²³©®\u00a0\u00ad")
_ZEROS = 0.1  # share of a text: more is a file of which the disk lost pieces
_FORMER = ("cp1252", "iso8859-15", "mac_roman", "cp850")


_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html)\b",
    re.IGNORECASE | re.DOTALL,
)


def supports(path: Path) -> bool:
    """Whether the name of a file is one that an extractor reads."""
    return path.suffix.lower() in _READ


def read(
    path: Path,
    document: str,
    password: str = "",
    recognise: bool = True,
    watch: Watch | None = None,
    charset: str | None = None,
    limits: Limits | None = None,
) -> Plan:
    """Read a document; with `recognise`, pages that are pictures of text too, telling `watch`.

    `charset` is what the server said that gave a text or a web page, if one did. Of `limits`,
    those on the size of a document count here; time and memory are for who runs this.

    Raises a DocumentError that names `document` for what cannot be read: encrypted, damaged,
    without text, not what its name says, of a kind that no extractor reads, or over a limit.
    """
    limits = limits or Limits()
    plan = _read(path, document, password, recognise, watch, charset, limits)
    _check_length(plan.text, document, limits)
    return plan


def _check_length(text: str, document: str, limits: Limits) -> None:
    if len(text) > limits.characters:
        raise LimitError(
            "{document}: {count} characters, over the limit of {characters}; split "
            "it, or raise `characters` under [limits] in mesures.toml",
            document=document,
            count=len(text),
            characters=limits.characters,
        )


def _read(
    path: Path,
    document: str,
    password: str,
    recognise: bool,
    watch: Watch | None,
    charset: str | None,
    limits: Limits,
) -> Plan:
    suffix = path.suffix.lower()
    if not supports(path):
        raise UnsupportedError("{document}: {reason}", document=document, reason=_unread(suffix))
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(2048)
    except OSError as error:
        raise DamagedError(
            "{document}: cannot be opened ({reason})", document=document, reason=cause(error)
        ) from error
    if size == 0:
        raise DamagedError("{document}: empty file; get it again", document=document)
    if suffix in _PDF:
        if b"%PDF-" not in head[:1024]:
            kind = _kind(head, path)
            wanted = noted("rename it to .docx") if kind == _WORD else noted("get the file again")
            raise DamagedError(
                "{document}: named .pdf but is {kind}; {wanted}",
                document=document,
                kind=kind,
                wanted=wanted,
            )
        from pipeline.extract.pdf import read_pdf

        return read_pdf(path, document, password, recognise, watch, limits.pages)
    if suffix in _OFFICE:
        kind = _kind(head, path)
        if not head.startswith((_ZIP, _OLE)) and kind != _UNKNOWN:
            raise DamagedError(
                "{document}: named {suffix} but is {kind}; rename it",
                document=document,
                suffix=suffix,
                kind=kind,
            )
        from pipeline.extract.archive import check_unpacked

        check_unpacked(path, document, limits.unpacked)
        module, function = _OFFICE[suffix]
        plan: Plan = getattr(import_module(f"pipeline.extract.{module}"), function)(path, document)
        return plan
    if any(head.lstrip().startswith(magic) for magic in (b"%PDF-", *_FOREIGN)):
        raise DamagedError(
            "{document}: named {suffix} but is {kind}; rename it",
            document=document,
            suffix=suffix,
            kind=_kind(head, path),
        )
    if suffix in _PLAIN and _kind(head, path) == "a web page":
        raise DamagedError(
            "{document}: named {suffix} but is a web page; rename it to .html",
            document=document,
            suffix=suffix,
        )
    data = path.read_bytes()
    text = _served(data, charset)
    if suffix in _HTML:
        from pipeline.extract.html import read_html

        # What a server says counts more than what the page says of itself.
        return read_html(data if text is None else b"", text or _decode(data, document), document)
    text = text or _decode(data, document)
    _check_length(text, document, limits)  # before time and memory go into it
    if text.count("\x00") > _ZEROS * len(text):
        raise DamagedError("{document}: not a text; its bytes fit no encoding", document=document)
    if suffix in _DELIMITED:
        from pipeline.extract.delimited import read_delimited

        return read_delimited(text, document)
    from pipeline.extract.plain import read_plain

    return read_plain(text, document)


def missing_for_ocr() -> str | None:
    """The command that installs what pages that are pictures need; None when all is there."""
    from pipeline.extract.ocr import missing

    return missing()


def _unread(suffix: str) -> str:
    """Why no reader takes a file of this name, and what to do about it."""
    if suffix in _SAVED_AS:
        return Message(
            "no reader for {suffix}; save it as {wanted}", suffix=suffix, wanted=_SAVED_AS[suffix]
        )
    return Message(
        "no reader for {suffix}; use PDF, DOCX, XLSX, PPTX, ODT, ODS, CSV, HTML, text or Markdown",
        suffix=suffix or noted("names without extension"),
    )


def _kind(head: bytes, path: Path) -> str:
    """What a file is: by its first bytes, an archive by what is in it."""
    if head.lstrip().startswith(b"%PDF-"):
        return noted("a PDF")
    if _PAGE.match(head):
        return noted("a web page")
    if head.startswith(_ZIP):
        from pipeline.extract.docx_package import has_document

        return _WORD if has_document(path) else _FOREIGN[_ZIP]
    return next((kind for magic, kind in _FOREIGN.items() if head.startswith(magic)), _UNKNOWN)


def _served(data: bytes, charset: str | None) -> str | None:
    """A text in the charset that its server named; None where the bytes tell better or disagree."""
    if charset is None or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    if not charset.startswith(("utf-16", "utf-32")):
        with suppress(UnicodeDecodeError):
            data.decode("utf-8")  # what is UTF-8 beyond ASCII is hardly ever anything else
            return None
    # As in browsers: servers that say Latin-1 mean Windows-1252.
    name = "cp1252" if charset in ("iso8859-1", "ascii") else charset
    with suppress(UnicodeError, LookupError):
        text = data.decode(name)
        return text if _frenchness(data, name) >= 0.5 else None
    return None


def _decode(data: bytes, document: str) -> str:
    """Bytes as text: by byte order mark, as UTF-8, as former French encodings, else by guess."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig")
    text = data.decode("utf-8-sig", errors="replace")
    beyond = sum(character > "\x7f" for character in text)
    if text.count("\ufffd") <= 0.1 * beyond:
        return text  # UTF-8, but for a stray byte here and there
    if b"\x00" in data[:2048]:
        raise DamagedError("{document}: not a text; its bytes fit no encoding", document=document)
    french, encoding = max(
        ((_frenchness(data, name), name) for name in _FORMER), key=lambda found: found[0]
    )
    if french < 0.8:
        from charset_normalizer import from_bytes

        guess = from_bytes(data[:200_000]).best()
        if guess is None:
            raise DamagedError(
                "{document}: not a text; its bytes fit no encoding", document=document
            )
        encoding = guess.encoding
    return data.decode(encoding, errors="replace")


def _frenchness(data: bytes, encoding: str) -> float:
    """The share of French characters among those beyond ASCII, were the text in `encoding`."""
    beyond = [c for c in data[:200_000].decode(encoding, errors="replace") if c > "\x7f"]
    return sum(c in _FRENCH for c in beyond) / max(len(beyond), 1)
