"""Which pages of a PDF are pictures of text: those with no letters, or none that can be read."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

import pypdfium2.raw as pdfium

from pipeline.extract.drawings import Piece, outlines
from pipeline.extract.layout import Word
from pipeline.extract.marks import is_bullet
from pipeline.extract.pdfium import calls
from pipeline.nlp.lexicon import lexicon
from pipeline.text import fold

_COVERED = 0.5  # share of a page that its pictures cover when it is a scan
_STROKES = 300  # paths of a page without letters from which on they may draw letters
_CODES = re.compile(r"\(cid:\d+\)")
_BROKEN = 0.3  # share of signs that stand for nothing, from which on a text is no text
_LEAST = 20  # signs below which a share says nothing
_WORD = re.compile(r"[^\W\d_]{3,}")
_WORDS = 30  # words below which the share that is known says nothing
# Shares of words in the French dictionary. Letters shifted by a broken font give 0.00; plain
# English gives 0.23, German 0.19, Haitian Creole 0.16, and none of these may be taken for a scan.
_KNOWN = 0.07
_KNOWN_HIDDEN = 0.5  # under a picture of the page, where an earlier OCR put its text
# Share of French words below which a picture among printed pages is a map or a drawing: two maps
# have 0.68 and 0.81, scanned pages of text 0.86 and more.
DRAWN = 0.85
_STAMP = 80  # letters that scanners and applications print on each page at most
_INVISIBLE = 3  # the rendering mode of text that is searched for, not seen


def is_picture(pieces: Sequence[Piece], words: Sequence[Word], width: float, height: float) -> bool:
    """Whether the text of a page, in points, is missing or unusable, and its picture is not.

    A page with a text that can be read is none, whatever pictures it has.
    """
    text = " ".join(word.text for word in words if not is_bullet(word.text))
    if not any(sign.isalpha() for sign in text if not _private(sign)):
        return covered(pieces, width, height) or _outlined(pieces)
    if broken(text):
        return True
    known, count = known_share(text)
    if count < _WORDS or known >= _KNOWN_HIDDEN:
        return False
    if known < _KNOWN and _latin(text):
        return True
    return _hidden(pieces) and covered(pieces, width, height)


def broken(text: str) -> bool:
    """Whether much of a text is signs that stand for nothing: no code point, or a private one."""
    codes = sum(map(len, _CODES.findall(text)))
    signs = [sign for sign in _CODES.sub("", text) if not sign.isspace()]
    lost = codes + sum(_private(sign) or sign == "\ufffd" for sign in signs)
    return lost >= _LEAST and lost > _BROKEN * (codes + len(signs))


def known_share(text: str) -> tuple[float, int]:
    """The share of words of three letters or more that are French, and how many words there are."""
    known = lexicon().knows
    found = [word.lower() for word in _WORD.findall(text)]
    return sum(map(known, found)) / max(len(found), 1), len(found)


def covered(pieces: Sequence[Piece], width: float, height: float) -> bool:
    """Whether pictures cover most of a page; some scanners cut it into strips."""
    area = 0.0
    for piece in pieces:
        if piece[1] == pdfium.FPDF_PAGEOBJ_IMAGE:
            for corners, _ in outlines(piece):
                xs, ys = zip(*corners, strict=True)
                area += min(max(xs) - min(xs), width) * min(max(ys) - min(ys), height)
    return bool(area >= _COVERED * width * height)


def stamp_of(words: Sequence[Word]) -> str | None:
    """The few words of a page without its numbers, as applications print them on each scan."""
    text = " ".join(word.text for word in words)
    letters = sum(sign.isalpha() for sign in text)
    return re.sub(r"\W*\d[\W\d]*", " ", fold(text)).strip() if 0 < letters <= _STAMP else None


def stamped(stamps: Mapping[int, str], pages: int) -> list[int]:
    """The pages of a document that are scans but for the one text which all of them bear.

    `stamps` maps pages that a picture covers to what `stamp_of` said; a document all of whose
    pages say the same few words says nothing.
    """
    counts = Counter(stamps.values())
    usual, count = counts.most_common(1)[0] if counts else ("", 0)
    if count < 2 or count < 0.8 * pages:
        return []
    return [number for number, stamp in stamps.items() if stamp == usual]


def _outlined(pieces: Sequence[Piece]) -> bool:
    return sum(1 for _, kind, _ in pieces if kind == pdfium.FPDF_PAGEOBJ_PATH) >= _STROKES


def _hidden(pieces: Sequence[Piece]) -> bool:
    """Whether no text of a page is shown: it lies under a picture, to be searched and copied."""
    modes = {
        calls().render_mode(piece) for piece, kind, _ in pieces if kind == pdfium.FPDF_PAGEOBJ_TEXT
    }
    return modes == {_INVISIBLE}


def _private(sign: str) -> bool:
    return unicodedata.category(sign) in ("Co", "Cn", "Cc")


def _latin(text: str) -> bool:
    """Whether most letters are those of Latin script: of no other does the dictionary know."""
    letters = [sign for sign in text if sign.isalpha()]
    return sum(sign < "\u0250" for sign in letters) > 0.8 * len(letters)
