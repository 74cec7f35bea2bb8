"""What was fetched: its kind by what it says and by what is in it, its charset, its words."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from email.message import Message

from pipeline.errors import FetchError
from pipeline.messages import noted

_HTML, _PDF, _TEXT, _MARKDOWN, _CSV = ".html", ".pdf", ".txt", ".md", ".csv"
_OFFICE = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.ms-word.document.macroenabled.12": ".docm",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
}
_SUFFIXES = {
    "text/html": _HTML,
    "application/xhtml+xml": _HTML,
    "application/pdf": _PDF,
    "application/x-pdf": _PDF,
    "text/plain": _TEXT,
    "text/markdown": _MARKDOWN,
    "text/x-markdown": _MARKDOWN,
    "text/csv": _CSV,
    "application/csv": _CSV,
    **_OFFICE,
}
_XML = ("application/xml", "text/xml")
# Said of anything by servers that do not know what they serve: the bytes decide.
_UNSAID = frozenset(
    (
        "",
        "application/octet-stream",
        "binary/octet-stream",
        "application/binary",
        "application/force-download",
        "application/download",
        "application/x-download",
        "application/zip",
        "application/x-zip-compressed",
        *_XML,
    )
)
# Texts that servers often know no name for.
_TEXTS = {".md": _MARKDOWN, ".markdown": _MARKDOWN, ".csv": _CSV, ".html": _HTML, ".htm": _HTML}
# Paths that end so lead to a document; a web page there is an error, or asks for a login.
_NO_PAGES = (_PDF, ".docx", ".xlsx", ".pptx", ".odt", ".ods", _CSV)
_OLE = b"\xd0\xcf\x11\xe0"
_PARTS = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "ppt/presentation.xml": ".pptx"}
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,500}>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*){0,9}"
    rb"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FOREIGN = {
    b"\x89PNG": noted("a picture"),
    b"\xff\xd8\xff": noted("a picture"),
    b"GIF8": noted("a picture"),
    b"RIFF": noted("a picture or a sound"),
    b"\x1f\x8b": noted("a compressed file"),
    b"Rar!": noted("an archive"),
    b"7z\xbc\xaf": noted("an archive"),
    b"\x7fELF": noted("a program"),
    b"MZ\x90": noted("a program"),
}
_WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


def declared(content_type: str) -> tuple[str, str | None]:
    """The media type in lower case, and the name of the charset as Python knows it, if it does."""
    message = Message()
    message["Content-Type"] = content_type or "application/octet-stream"
    media = message.get_content_type() if "/" in content_type else ""
    charset = message.get_param("charset")
    try:
        if isinstance(charset, str) and charset:
            b"".decode(charset)  # fails for codecs that are no charsets
            return media, codecs.lookup(charset).name
    except (LookupError, ValueError):
        pass
    return media, None


def is_page(content_type: str) -> bool:
    """Whether an answer is a web page or a text by what it says. Raises FetchError for others.

    What it says alone refuses pictures, sounds and archives before their bytes come.
    """
    media, _ = declared(content_type)
    if media not in _SUFFIXES and media not in _UNSAID:
        raise FetchError("{media} is no kind of document that is read", media=media)
    return _SUFFIXES.get(media) in (_HTML, _TEXT, _MARKDOWN, _CSV)


def suffix_of(content: bytes, content_type: str, target: str) -> str:
    """The suffix of the file for what was fetched from a path; the bytes overrule the server.

    Raises FetchError where the two cannot be reconciled: an error page in the place of a PDF.
    """
    media, charset = declared(content_type)
    said, found = _SUFFIXES.get(media), _found(content[:4096], content)
    path = target.partition("?")[0].lower()
    no_page = said in (_PDF, *_OFFICE.values())
    if found == _HTML:
        asked = next((end for end in _NO_PAGES if path.endswith(end)), said if no_page else None)
        if asked:
            raise FetchError(
                "a web page came, and no {asked}: an error or a login page", asked=asked
            )
        return _HTML
    if found:
        return found
    if content.startswith(_OLE):
        return _old_office(said, path)
    if no_page:
        raise FetchError("served as {media}, but its content is none", media=media)
    wide = charset in _WIDE or content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\x00" in content[:4096] and not wide:
        raise FetchError("neither text nor a kind of document that is read")
    if media in _XML:
        raise FetchError("{media} is no kind of document that is read", media=media)
    named = next((kind for end, kind in _TEXTS.items() if path.endswith(end)), _TEXT)
    return named if said in (None, _TEXT) else said


def same_words(before: bytes, after: bytes) -> bool:
    """Whether two versions of a web page show the same words: dates of scripts and such aside."""
    return before == after or bool((words := _words(before)) and words == _words(after))


def _words(page: bytes) -> list[str]:
    from lxml import etree
    from lxml import html as lxml_html

    try:
        # Latin-1 tells any two different bytes apart, and never fails.
        root = lxml_html.document_fromstring(page.decode("latin-1"))
    except (etree.LxmlError, ValueError):
        return []
    etree.strip_elements(
        root, etree.Comment, etree.ProcessingInstruction, "script", "style", with_tail=False
    )
    return " ".join(root.itertext()).split()


def _found(head: bytes, content: bytes) -> str | None:
    """The suffix by the first bytes; None where they say nothing. Raises FetchError."""
    if _MARKUP.match(head):
        return _HTML
    if b"%PDF-" in head[:1024]:
        return _PDF
    if head.startswith(b"PK\x03\x04"):
        return _packed(content)
    if head.startswith(b"{\\rtf"):
        return ".rtf"
    for magic, kind in _FOREIGN.items():
        if head.startswith(magic):
            raise FetchError("{kind}, no kind of document that is read", kind=kind)
    return None


def _old_office(said: str | None, path: str) -> str:
    """The suffix of an office document of before 2007, or of an encrypted one."""
    if said in _OFFICE.values():
        return said or ""
    for suffix in (".doc", ".xls", ".ppt", ".docx", ".xlsx", ".pptx"):
        if path.endswith(suffix):
            return suffix
    raise FetchError("an old Microsoft Office document; save it as DOCX in the corpus")


def _packed(content: bytes) -> str:
    """The suffix of an office document. Raises FetchError for other archives."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                said = _OFFICE.get(archive.read("mimetype").decode("ascii", "ignore").strip())
                if said:
                    return said
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise FetchError("a damaged archive ({error})", error=error) from error
    for part, suffix in _PARTS.items():
        if part in names:
            return suffix
    raise FetchError("an archive, no kind of document that is read")
