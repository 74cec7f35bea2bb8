"""hOCR, the page that Tesseract writes, as words with place, size and confidence.

Form: http://kba.github.io/hocr-spec/1.2/. Tesseract gives the ink of each word in pixels and the
line that it stands on; how large the letters are must be told from which of them reach how high.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from lxml import etree

from pipeline.extract.layout import Word
from pipeline.extract.misread import put_right
from pipeline.extract.sheet import BELOW, Ruling
from pipeline.models import Box

_LEAST = 0.3  # confidence below which a word is a smudge or a part of a picture
_LINE = 0.5  # mean confidence below which a line is
_ALIKE = 0.09  # of the size: lines that differ by less are set in one size
_BOLDER = 1.25  # times the usual thickness of strokes from which on a line is bold
# Shares of the size, as common fonts have them, up to which and down to which letters reach.
_CAPITAL, _ACCENTED, _SMALL, _HANGING = 0.71, 0.92, 0.51, 0.21
_TALL = re.compile(r"[A-Zbdfhijklß0-9À-ÖØ-Þâêîôûéèàùëïüç]")
_CROWNED = re.compile(r"[À-ÆÈ-ÖØ-Þ]")
_LOW = re.compile(r"[gjpqyçÇQ]")
_RULE = re.compile(r"[|¦_‗—–\[\]]*[|¦]+[|¦_‗—–\[\]]*|_{2,}")
_LETTERS = re.compile(r"[^\W_]{2,}")


@dataclass(frozen=True, slots=True)
class Spotted:
    """A word as Tesseract saw it: `box` around its ink, `confidence` from 0 to 1."""

    text: str
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Row:
    """A line of words in points; `base` is the height that it stands on, at each end.

    `stroke` is how thick its strokes are, as a share of its size; 0 when unknown.
    """

    words: tuple[Spotted, ...]
    size: float
    base: tuple[float, float]
    stroke: float = 0.0
    bold: bool = False

    @property
    def weight(self) -> int:
        """How many letters and digits the line has."""
        return sum(sign.isalnum() for word in self.words for sign in word.text)

    @property
    def box(self) -> tuple[float, float]:
        """Where the line begins and ends, from the left."""
        return self.words[0].box.x0, self.words[-1].box.x1


@dataclass(frozen=True, slots=True)
class Leaf:
    """A recognised page, in points, as high as it stands after it was turned."""

    width: float
    height: float
    rows: tuple[Row, ...]
    rulings: tuple[Ruling, ...] = ()

    @property
    def confidence(self) -> float:
        """The mean confidence of its words, by their length; 0 where there is none."""
        found = [word for row in self.rows for word in row.words]
        total = sum(len(word.text) for word in found)
        return sum(w.confidence * len(w.text) for w in found) / total if total else 0.0

    @property
    def text(self) -> str:
        """Its words, in one line."""
        return " ".join(word.text for row in self.rows for word in row.words)


def read_leaf(path: Path, width: float, height: float) -> Leaf:
    """The page in a file of hOCR; `width` and `height` are those of the page before it was turned.

    A file that Tesseract could not finish is a page without words.
    """
    try:
        root = etree.parse(path, etree.XMLParser(recover=True, no_network=True)).getroot()
    except (OSError, etree.XMLSyntaxError):
        return Leaf(width, height, ())
    page = next(iter(_of_class(root, "ocr_page")), None) if root is not None else None
    place = None if page is None else _box(page, 1.0)
    if page is None or place is None or place.x1 <= 0 or place.bottom <= 0:
        return Leaf(width, height, ())
    if (place.x1 > place.bottom) != (width > height):
        width, height = height, width
    scale = width / place.x1
    rows = [row for line in _lines(page) if (row := _row(line, scale))]
    return Leaf(width, height, tuple(_fitting(row, rows) for row in rows))


def _fitting(row: Row, rows: Sequence[Row]) -> Row:
    """A line no larger than its distance from the next: ink that touches a ruling looks tall."""
    left, right = row.box
    for other in rows:
        far = abs(row.base[0] - other.base[0])
        beside = other.box[1] < left or other.box[0] > right
        alike = 0.5 * row.size < other.size < 0.9 * row.size
        if alike and not beside and 0.9 * other.size < far < 0.95 * row.size:
            return replace(row, size=other.size)
    return row


def even(leaves: Sequence[Leaf]) -> list[Leaf]:
    """The pages with sizes that differ by a hair made equal, and thick lines marked as bold.

    The ink of a line says its size within some percent only: a title is told from the text below
    it by more than that.
    """
    weights: dict[float, int] = {}
    for row in (row for leaf in leaves for row in leaf.rows):
        weights[row.size] = weights.get(row.size, 0) + max(row.weight, 1)
    set_in: dict[float, float] = {}
    left = dict(weights)
    while left:
        centre = max(left, key=lambda size: _around(left, size))
        near = [size for size in left if abs(size - centre) <= _ALIKE * centre]
        total = sum(left[size] for size in near)
        mean = sum(size * left[size] for size in near) / total
        set_in.update(dict.fromkeys(near, round(mean * 2) / 2))
        for size in near:
            del left[size]
    strokes = sorted((row.stroke, row.weight) for leaf in leaves for row in leaf.rows if row.stroke)
    half, usual = sum(weight for _, weight in strokes) / 2, 0.0
    for stroke, weight in strokes:
        usual, half = stroke, half - weight
        if half <= 0:
            break
    return [
        replace(
            leaf,
            rows=tuple(
                replace(row, size=set_in[row.size], bold=row.stroke > _BOLDER * usual > 0)
                for row in leaf.rows
            ),
        )
        for leaf in leaves
    ]


def _around(weights: dict[float, int], centre: float) -> float:
    """The weight of the sizes near one, the nearest counted most."""
    reach = _ALIKE * centre
    return sum(
        weight * (1 - abs(size - centre) / reach)
        for size, weight in weights.items()
        if abs(size - centre) < reach
    )


def words_of_leaf(leaf: Leaf) -> list[Word]:
    """The words of a page as those of a text layer: as high as the font is large."""
    return [word for row in leaf.rows for word in _words(row)]


def _words(row: Row) -> Iterator[Word]:
    (left, right), (start, end) = row.box, row.base
    slope = (end - start) / max(right - left, 1.0)
    texts = put_right([word.text for word in row.words])
    for word, text in zip(row.words, texts, strict=True):
        foot = start + slope * (word.box.x0 - left) + BELOW * row.size
        box = Box(word.box.x0, foot - row.size, word.box.x1, foot)
        yield Word(text, box, row.size, row.bold)


def _of_class(root: etree._Element, name: str) -> Iterable[etree._Element]:
    return (e for e in root.iter() if name in (e.get("class") or "").split())


def _lines(page: etree._Element) -> Iterator[etree._Element]:
    """The elements that hold words: lines, headers, captions and what else Tesseract calls them."""
    seen: set[etree._Element] = set()
    for word in _of_class(page, "ocrx_word"):
        line = word.getparent()
        if line is not None and line not in seen:
            seen.add(line)
            yield line


def _row(line: etree._Element, scale: float) -> Row | None:
    """A line in points, without smudges; None where nothing else is left."""
    spotted = [word for word in (_spotted(e, scale) for e in line) if word is not None]
    words = [word for word in spotted if word.confidence >= _LEAST]
    signs = sum(len(word.text) for word in words)
    sure = sum(word.confidence * len(word.text) for word in words)
    box = _box(line, scale)
    if not words or box is None or sure < _LINE * signs:
        return None
    slope, offset = _numbers(line, "baseline", 2) or (0.0, 0.0)
    words.sort(key=lambda word: word.box.x0)
    left, right = words[0].box.x0, words[-1].box.x1
    start, end = (box.bottom + offset * scale + slope * (x - box.x0) for x in (left, right))
    size = _size(words)
    if size is None:
        size = (_numbers(line, "x_size", 1) or (box.bottom - box.top,))[0] * scale
    return Row(tuple(words), round(size, 1), (start, end)) if size > 1 else None


def _spotted(element: etree._Element, scale: float) -> Spotted | None:
    text = "".join(element.itertext()).strip()
    box = _box(element, scale)
    if not text or box is None or _RULE.fullmatch(text):
        return None
    (sure,) = _numbers(element, "x_wconf", 1) or (0.0,)
    return Spotted(text, box, sure / 100)


def _size(words: Sequence[Spotted]) -> float | None:
    """The size of the letters of a line, from how high those of its words reach."""
    heights = []
    for word in words:
        if not (_LETTERS.search(word.text) and _TALL.search(word.text)):
            continue
        reach = _ACCENTED if _CROWNED.search(word.text) else _CAPITAL
        reach += _HANGING if _LOW.search(word.text) else 0.0
        heights.append((word.box.bottom - word.box.top) / reach)
    if heights:
        return median(heights)
    small = [word for word in words if _LETTERS.search(word.text)]
    if not small:
        return None
    reaches = (_SMALL + (_HANGING if _LOW.search(word.text) else 0.0) for word in small)
    return median((w.box.bottom - w.box.top) / r for w, r in zip(small, reaches, strict=True))


def _box(element: etree._Element, scale: float) -> Box | None:
    corners = _numbers(element, "bbox", 4)
    return Box(*(corner * scale for corner in corners)) if corners else None


def _numbers(element: etree._Element, name: str, count: int) -> tuple[float, ...] | None:
    """The numbers of a property in the title of an element."""
    found = re.search(rf"\b{name}((?:\s+-?[\d.]+){{{count}}})", element.get("title") or "")
    return tuple(map(float, found[1].split())) if found else None
