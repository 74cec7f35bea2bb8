"""The words of a PDF page, as a reader sees them: upright, once, and in whole words.

Coordinates are points from the top left corner of what is shown of the page, turned where the
page was set sideways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pdfplumber.page import Page as PdfPage
from pdfplumber.utils.text import extract_words

from pipeline.extract.layout import Word, union
from pipeline.models import Box

_BOLD = re.compile(r"bold|black|heavy|semibold|demi|-bd\b|,b", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|-it\b", re.IGNORECASE)
_SPELLED = 5  # letters one by one from which on they are a spaced title, not labels

Char = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the shown part of a page stands on its sheet, and how it is turned to be read.

    `turn` is 1 for text that runs up the sheet, -1 for text that runs down, 0 for any other.
    """

    x0: float
    top: float
    width: float
    height: float
    turn: int = 0

    def place(self, x0: float, top: float, x1: float, bottom: float) -> Box:
        """A rectangle of the sheet as it stands on the page that is read."""
        x0, top, x1, bottom = x0 - self.x0, top - self.top, x1 - self.x0, bottom - self.top
        if self.turn == 1:
            return Box(self.height - bottom, x0, self.height - top, x1)
        if self.turn == -1:
            return Box(top, self.width - x1, bottom, self.width - x0)
        return Box(x0, top, x1, bottom)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as it is read."""
        return (self.height, self.width) if self.turn else (self.width, self.height)


def frame_of(page: PdfPage) -> Frame:
    """The frame of a page: its crop box, turned if most of its letters are."""
    # pdfplumber does not turn the crop box with the page.
    x0, top, x1, bottom = page.mediabox if page.rotation else page.cropbox
    if x1 <= x0 or bottom <= top:
        x0, top, x1, bottom = page.mediabox
    up = sum(not char["upright"] and char["matrix"][1] > 0 for char in page.chars)
    down = sum(not char["upright"] and char["matrix"][1] < 0 for char in page.chars)
    turn = 0
    if max(up, down) > 0.5 * len(page.chars):
        turn = 1 if up > down else -1
    return Frame(float(x0), float(top), float(x1 - x0), float(bottom - top), turn)


def words_of(page: PdfPage, frame: Frame) -> list[Word]:
    """The upright words of a page that are not outside its frame."""
    found = extract_words(
        _once(_framed(page.chars, frame)),
        x_tolerance_ratio=0.18,
        y_tolerance=2,
        extra_attrs=["fontname", "size", "non_stroking_color"],
    )
    width, height = frame.size
    words = [
        Word(
            text=word["text"],
            box=Box(word["x0"], word["top"], word["x1"], word["bottom"]),
            size=round(word["size"] * 2) / 2,
            bold=bool(_BOLD.search(word["fontname"])),
            italic=bool(_ITALIC.search(word["fontname"])),
            colour=_colour(word["non_stroking_color"]),
        )
        for word in found
        if word.get("upright", True) and word["size"] > 1
        # Marks for the printer stand outside.
        and word["x1"] > 0 and word["x0"] < width and word["bottom"] > 0 and word["top"] < height
    ]  # fmt: skip
    return list(_unspaced(words))


def _framed(chars: list[Char], frame: Frame) -> list[Char]:
    """Characters with their places in the frame."""
    if not (frame.x0 or frame.top or frame.turn):
        return chars
    out: list[Char] = []
    for char in chars:
        box = frame.place(char["x0"], char["top"], char["x1"], char["bottom"])
        place = {"x0": box.x0, "top": box.top, "x1": box.x1, "bottom": box.bottom}
        if frame.turn:
            place |= {"upright": not char["upright"], "size": box.bottom - box.top}
        out.append({**char, **place, "doctop": box.top})
    return out


def _once(chars: list[Char]) -> list[Char]:
    """Characters without those printed again, a hair's breadth beside, to look bold."""
    places: dict[tuple[str, int, int], list[int]] = {}
    for index, char in enumerate(chars):
        if char["text"] != " ":
            key = (char["text"], round(char["x0"]), round(char["top"]))
            places.setdefault(key, []).append(index)
    if all(len(found) == 1 for found in places.values()):
        return chars  # two letters a hair apart share their cell more often than not
    again: set[int] = set()
    bold: set[int] = set()
    for (text, x, y), own in places.items():
        cells = ((text, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        near = [index for cell in cells for index in places.get(cell, ())]
        for first in own if len(near) > 1 else ():
            copies = {i for i in near if i > first and _same(chars[first], chars[i])} - again
            if copies and first not in again:
                again |= copies
                bold.add(first)
    return [
        {**char, "fontname": f"{char['fontname']},Bold"} if index in bold else char
        for index, char in enumerate(chars)
        if index not in again
    ]


def _same(a: Char, b: Char) -> bool:
    reach = 0.1 * a["size"]
    return bool(abs(a["x0"] - b["x0"]) < reach and abs(a["top"] - b["top"]) < reach)


def _unspaced(words: Iterable[Word]) -> Iterator[Word]:
    """Words, those whose letters were set apart put together."""
    run: list[Word] = []
    for word in words:
        if run and not _follows(run[-1], word):
            yield from _spelled(run)
            run = []
        run.append(word)
    yield from _spelled(run)


def _follows(a: Word, b: Word) -> bool:
    single = len(a.text) == 1 and len(b.text) == 1 and a.size == b.size
    return single and abs(a.box.top - b.box.top) < 1 and 0 < b.box.x0 - a.box.x1 < 2 * a.size


def _spelled(run: Sequence[Word]) -> Sequence[Word]:
    """The words that a run of single letters spells, if their distances say so."""
    if len(run) < _SPELLED or sum(word.text.isalpha() for word in run) < 0.8 * len(run):
        return run
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(run)]
    usual = sorted(gaps)[len(gaps) // 2]
    if usual > 0.8 * run[0].size or sum(gap > 1.6 * usual for gap in gaps) > 0.4 * len(gaps):
        return run
    groups = [[run[0]]]
    for gap, word in zip(gaps, run[1:], strict=True):
        if gap > 1.6 * usual:
            groups.append([])
        groups[-1].append(word)
    return [
        replace(group[0], text="".join(w.text for w in group), box=union(w.box for w in group))
        for group in groups
    ]


def _colour(value: Any) -> str | None:
    """A PDF colour (grey, RGB or CMYK components from 0 to 1) as text, black and none alike."""
    if value is None or isinstance(value, str):
        return None
    parts = value if isinstance(value, (tuple, list)) else (value,)
    if not all(isinstance(part, (int, float)) for part in parts):
        return None
    if len(parts) in (1, 3) and max(parts, default=0) < 0.2:
        return None
    if len(parts) == 4 and parts[3] > 0.7:
        return None
    return "/".join(f"{part:.1f}" for part in parts)
