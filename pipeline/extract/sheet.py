"""One page of a PDF as pdfium reads it: characters with their look, rulings, small shapes.

Coordinates are points from the top left corner of what is shown of the page, turned so that most
of its letters stand upright.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, repeat
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pipeline.extract.drawings import Piece, Point, doubled, outlines, pieces_of
from pipeline.extract.pdfium import Numbers, address, calls
from pipeline.models import Box

_BOLD = re.compile(r"bold|black|heavy|semibold|demi|-bd\b|,b", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|-it\b", re.IGNORECASE)
_BULLET = (1.0, 12.0)  # points: the sides of a drawn bullet
_HYPHENS = (2, 0xFFFE)  # what pdfium makes of a hyphen at the end of a line
_LETTER = (0.0, 0.0, 612.0, 792.0)  # points: the sheet that viewers assume
BELOW = 0.21  # of the size: the part of a letter that may hang below the line
_STROKED = 2  # the rendering mode that fills letters and draws their edges

# The edges at which a letter begins and ends, of left, top, right, bottom, by its angle.
_RUNS = {0: (0, 2), 90: (3, 1), 180: (2, 0), 270: (1, 3)}

Ruling = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Look:
    """How the characters of a piece of text look; `size` in points, `angle` in degrees."""

    size: float
    font: str = ""
    bold: bool = False
    italic: bool = False
    colour: str | None = None
    angle: int = 0


@dataclass(frozen=True, slots=True)
class Letters:
    """The characters of a page in the order of its content.

    `texts` has one for each, `look` its place in `looks`; `boxes` a row for each: left, top, right,
    bottom, as high as the font is large; `origins` a point of the line that each stands on, on the
    sheet.
    """

    texts: str
    look: NDArray[np.int_]
    boxes: NDArray[np.float32]
    origins: NDArray[np.float32]
    looks: Sequence[Look]


_NO_PLACES = np.zeros((0, 4), np.float32)
NO_LETTERS = Letters("", np.zeros(0, int), _NO_PLACES, _NO_PLACES[:, :2], ())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: `rulings` are straight lines from end to end, `shapes` what may be bullets."""

    number: int
    width: float
    height: float
    turn: int
    letters: Letters
    rulings: Sequence[Ruling]
    shapes: Sequence[Box]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of a sheet that is shown, and by how many degrees it is turned, clockwise."""

    x0: float
    y0: float
    x1: float
    y1: float
    turn: int

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.x1 - self.x0, self.y1 - self.y0
        return (height, width) if self.turn in (90, 270) else (width, height)

    def place(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Points of the sheet, a row each, as they stand on the page that is read."""
        x, y = points[:, 0], points[:, 1]
        columns = {
            90: (y - self.y0, x - self.x0),
            180: (self.x1 - x, y - self.y0),
            270: (self.y1 - y, self.x1 - x),
        }
        return np.stack(columns.get(self.turn, (x - self.x0, self.y1 - y)), axis=1)


def sheet_of(page: pypdfium2.PdfPage, number: int) -> Sheet:
    """Read a page of an open document; `number` is counted from 1."""
    pieces = list(pieces_of(page))
    textpage = page.get_textpage()
    try:
        letters = _letters(textpage.raw, pieces)
    finally:
        textpage.close()
    rotation = page.get_rotation()
    angles: Counter[int] = Counter()
    for look, count in zip(
        letters.looks, np.bincount(letters.look, minlength=len(letters.looks)).tolist(), strict=True
    ):
        angles[look.angle] += count
    usual = max(angles, key=lambda angle: angles[angle], default=rotation)
    # Slanted text is decoration; a page is turned for what runs along its sides.
    sideways = usual % 90 == 0 and angles[usual] > 0.5 * len(letters.texts)
    frame = _Frame(*_shown(page), usual if sideways else rotation)
    letters = replace(letters, boxes=_placed(letters, frame))
    return Sheet(number, *frame.size, frame.turn, letters, *_drawings(pieces, frame))


def _shown(page: pypdfium2.PdfPage) -> tuple[float, float, float, float]:
    """The part of the sheet that is shown; the whole of it where the file says nonsense."""
    for x0, y0, x1, y1 in (page.get_cropbox(), page.get_mediabox(), (0.0, 0.0, *page.get_size())):
        if x0 < x1 and y0 < y1:
            return x0, y0, x1, y1
    return _LETTER


def _letters(textpage: Any, drawn: Sequence[Piece]) -> Letters:
    """The characters of a page with their boxes on the sheet, whose origin is at the bottom."""
    places = range(pdfium.FPDFText_CountChars(textpage))
    call, handle = calls(), address(textpage)
    pieces = list(map(call.text_object, repeat(handle), places))
    texts = _texts(_codes(handle, len(places)))
    edges = np.zeros((len(places), 4), np.float32)
    rows = range(edges.ctypes.data, edges.ctypes.data + edges.nbytes, 4 * edges.itemsize)
    deque(map(call.loose_box, repeat(handle), places, rows), maxlen=0)
    first = dict(zip(reversed(pieces), reversed(places), strict=True))
    reader = _Looks(handle, doubled(drawn, first))
    looks: dict[Look, int] = {}
    numbers: dict[int, int] = {}
    origins: dict[int, tuple[float, float]] = {}
    room = Numbers.doubles(2)
    for piece, index in first.items():
        if piece is not None:
            call.origin(handle, index, *room.at)
            origins[piece] = (room.values[0], room.values[1])
            numbers[piece] = looks.setdefault(reader.look(piece, index), len(looks))
    # No piece holds the spaces and line breaks that pdfium made up.
    kept = [index for index in places if pieces[index] is not None and texts[index]]
    own = np.array([numbers[pieces[index]] for index in kept], int)
    edges = edges[kept]
    _share_out(edges, own, [found.angle for found in looks])
    base = np.array([origins[pieces[index]] for index in kept], np.float32).reshape(-1, 2)
    return Letters("".join(texts[index] for index in kept), own, edges, base, tuple(looks))


def _share_out(edges: NDArray[np.float32], look: NDArray[np.int_], angles: Sequence[int]) -> None:
    """Give each letter of a ligature, which pdfium puts in one place, its share of the width."""
    joined = (edges[1:] == edges[:-1]).all(axis=1) & (look[1:] == look[:-1])
    starts = np.flatnonzero(joined & ~np.append(False, joined[:-1]))
    ends = np.flatnonzero(joined & ~np.append(joined[1:], False)) + 2
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        fore, aft = _RUNS.get(angles[look[start]], _RUNS[0])
        cuts = np.linspace(edges[start, fore], edges[start, aft], end - start + 1)
        edges[start:end, fore], edges[start:end, aft] = cuts[:-1], cuts[1:]


def _codes(textpage: int, count: int) -> Sequence[int]:
    """The UTF-16 code unit of each letter of a page."""
    units = (ctypes.c_ushort * (count + 1))()
    if calls().text(textpage, 0, count, ctypes.addressof(units)) == count + 1:
        return units[:count]
    return [calls().unicode(textpage, index) for index in range(count)]


def _texts(codes: Sequence[int]) -> list[str]:
    """UTF-16 code units as characters; the second half of one that takes two is empty."""
    shown = {code: _text(code) for code in set(codes)}
    texts = [shown[code] for code in codes]
    if any(0xD800 <= code < 0xDC00 for code in shown):
        for index, (high, low) in enumerate(pairwise(codes)):
            if 0xD800 <= high < 0xDC00 <= low < 0xE000:
                texts[index] = chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
                texts[index + 1] = ""
    return texts


def _placed(letters: Letters, frame: _Frame) -> NDArray[np.float32]:
    """The boxes of letters on the page that is read."""
    corners = frame.place(letters.boxes[:, :2]), frame.place(letters.boxes[:, 2:])
    boxes = np.concatenate([np.minimum(*corners), np.maximum(*corners)], axis=1)
    upright = np.array([look.angle == frame.turn for look in letters.looks], bool)[letters.look]
    sizes = np.array([look.size for look in letters.looks], np.float32)[letters.look]
    # From the line they stand on, as high as the font is large: some fonts tell no heights.
    boxes[upright, 3] = (frame.place(letters.origins)[:, 1] + BELOW * sizes)[upright]
    boxes[upright, 1] = boxes[upright, 3] - sizes[upright]
    return boxes


def _text(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    broken = code < 32 or 0xD800 <= code < 0xE000 or code == 0xFFFF
    return " " if code in (9, 10, 13) else "\ufffd" if broken else chr(code)


class _Looks:
    """The looks of the pieces of text of one page, each combination worked out once."""

    def __init__(self, textpage: int, twice: frozenset[int]) -> None:
        self.textpage = textpage
        self.twice = twice
        self.matrix = Numbers.floats(6)
        self.colour = Numbers.integers(4)
        self.known: dict[tuple[Any, ...], Look] = {}

    def look(self, piece: int, index: int) -> Look:
        """How the letter `index`, of a piece of text, looks."""
        call = calls()
        call.letter_matrix(self.textpage, index, self.matrix.at[0])
        a, b, c, d, _, _ = self.matrix.values
        filled = call.fill(self.textpage, index, *self.colour.at)
        key = (
            round(call.font_size(self.textpage, index) * math.hypot(c, d), 2),
            call.font(piece) or 0,
            tuple(self.colour.values[:3]) if filled else (0, 0, 0),
            round(math.degrees(math.atan2(b, a))) % 360,
            piece in self.twice or call.render_mode(piece) == _STROKED,
        )
        if key not in self.known:
            self.known[key] = _look(*key)
        return self.known[key]


def _look(size: float, font: int, colour: tuple[int, ...], angle: int, heavy: bool) -> Look:
    name = _font_name(font)
    return Look(
        size=size,
        font=name,
        bold=heavy or bool(_BOLD.search(name)),
        italic=bool(_ITALIC.search(name)),
        colour=_colour(colour),
        angle=angle,
    )


def _font_name(font: int) -> str:
    if not font:
        return ""
    size = calls().font_name(font, None, 0)
    buffer = ctypes.create_string_buffer(size)
    calls().font_name(font, ctypes.addressof(buffer), size)
    return buffer.value.decode("utf-8", errors="replace")


def _colour(parts: Sequence[int]) -> str | None:
    """A colour of red, green and blue from 0 to 255 as text, each from 0 to 1; None near black."""
    shown = [part / 255 for part in parts]
    grey = max(shown) - min(shown) < 0.08
    if max(shown) < (0.36 if grey else 0.2):
        return None
    return "/".join(f"{part:.1f}" for part in shown)


def _drawings(pieces: Sequence[Piece], frame: _Frame) -> tuple[list[Ruling], list[Box]]:
    rulings: list[Ruling] = []
    shapes: list[Box] = []
    least, most = _BULLET
    drawn = (piece for piece in pieces if piece[1] != pdfium.FPDF_PAGEOBJ_TEXT)
    strokes = [stroke for piece in drawn for stroke in outlines(piece)]
    points = [point for stroke, _ in strokes for point in stroke]
    placed = frame.place(np.array(points, np.float32).reshape(-1, 2)).tolist()
    start = 0
    for stroke, straight in strokes:
        path = [(x, y) for x, y in placed[start : start + len(stroke)]]
        start += len(stroke)
        xs, ys = zip(*path, strict=True)
        box = Box(min(xs), min(ys), max(xs), max(ys))
        sides = box.x1 - box.x0, box.bottom - box.top
        if least <= min(sides) and max(sides) <= most:
            shapes.append(box)
        if straight:
            rulings += [(a, b) for a, b in pairwise(path) if _rules(a, b)]
    return rulings, shapes


def _rules(a: Point, b: Point) -> bool:
    across, down = abs(a[0] - b[0]), abs(a[1] - b[1])
    return min(across, down) < 0.5 and max(across, down) >= 1
