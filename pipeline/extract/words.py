"""The words of a PDF page, as a reader sees them: upright, once, and in whole words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.layout import Word, union
from pipeline.extract.sheet import BELOW, Letters, Sheet
from pipeline.models import Box

_APART = 0.18  # of the size: the gap from which on two letters belong to two words
_CLOSE = 0.12  # of the size: the gap up to which letters of two looks are one word
_LEVEL = 2.0  # points by which the letters of a line may stand higher or lower
_SPELLED = 5  # letters one by one from which on they are a spaced title, not labels
_COPIES = 20  # of a letter in one place that are compared; no program prints so many
_JOINT = re.compile(r"[^\W\d_]|[’'‐-]")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)


def words_of(sheet: Sheet) -> list[Word]:
    """The upright words of a page that are not outside of what is shown."""
    words = (
        word
        for word in _words(sheet)
        # Marks for the printer stand outside.
        if word.box.x1 > 0 and word.box.x0 < sheet.width
        and word.box.bottom > 0 and word.box.top < sheet.height
    )  # fmt: skip
    return list(_unspaced(_glued(words)))


def _words(sheet: Sheet) -> Iterator[Word]:
    letters = sheet.letters
    again, bold = _twice(letters)
    looks = list(letters.looks)
    look = letters.look.copy()
    for index in bold:
        looks.append(replace(looks[look[index]], bold=True))
        look[index] = looks.index(looks[-1])
    upright = np.array([found.angle == sheet.turn and found.size > 1 for found in looks], bool)
    kept = np.flatnonzero(upright[look]) if len(looks) else np.zeros(0, int)
    kept = np.setdiff1d(kept, list(again)) if again else kept
    if not len(kept):
        return
    texts, boxes = letters.texts, letters.boxes
    sizes = np.array([found.size for found in looks], np.float32)
    order, starts = _split(kept, texts, look, sizes, boxes)
    read = boxes[order]
    tops = np.minimum.reduceat(read[:, 1], starts).tolist()
    rights = np.maximum.reduceat(read[:, 2], starts).tolist()
    bottoms = np.maximum.reduceat(read[:, 3], starts).tolist()
    lefts = read[starts, 0].tolist()
    ends = [*starts[1:].tolist(), len(order)]
    ordered = "".join(map(texts.__getitem__, order.tolist()))
    shown = [(round(found.size * 2) / 2, found.bold, found.italic, found.colour) for found in looks]
    styles = look[order[starts]].tolist()
    for word, (start, end) in enumerate(zip(starts.tolist(), ends, strict=True)):
        text = ordered[start:end]
        if not text.isspace():
            box = Box(lefts[word], tops[word], rights[word], bottoms[word])
            yield Word(text.translate(_LIGATURES), box, *shown[styles[word]])


def _split(
    kept: NDArray[np.int_],
    texts: str,
    look: NDArray[np.int_],
    sizes: NDArray[np.float32],
    boxes: NDArray[np.float32],
) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    """The order in which letters are read, and the places in it where a word begins.

    Letters that follow each other and look the same are a piece; each piece is read line by line,
    each line from left to right. Spaces are words of their own.
    """
    piece = np.cumsum(_changes(look[kept]))
    top = boxes[kept, 1]
    by_line = np.lexsort((top, piece))
    lower = np.diff(top[by_line], prepend=0) > _LEVEL
    line = np.cumsum(_changes(piece[by_line]) | lower)
    lefts = boxes[kept, 0]
    # A space without width is one that pdfium made up: right after the letter before it.
    made_up = np.flatnonzero(boxes[kept, 2] == lefts)
    made_up = made_up[made_up > 0]
    lefts[made_up] = boxes[kept[made_up - 1], 2]
    by_place = by_line[np.lexsort((lefts[by_line], line))]
    order = kept[by_place]
    left, right = boxes[order, 0], boxes[order, 2]
    apart = np.append(True, left[1:] > right[:-1] + _APART * sizes[look[order[1:]]])
    space = np.array(list(map(str.isspace, texts)), bool)[order]
    return order, np.flatnonzero(apart | _changes(np.sort(line)) | _changes(space))


def _changes(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a value differs from the one before it; true for the first."""
    return np.append(True, values[1:] != values[:-1])


def _twice(letters: Letters) -> tuple[frozenset[int], frozenset[int]]:
    """Letters printed again, a hair's breadth beside, to look bold; and those they repeat."""
    texts, boxes = letters.texts, letters.boxes
    corners = np.round(boxes[:, [0, 3]]).astype(int)
    signs = np.frombuffer(texts.encode("utf-32-le"), np.uint32).astype(int)
    packed = (signs << 40) + (corners[:, 0] << 20) + corners[:, 1]
    packed = packed[signs != ord(" ")]
    if len(np.unique(packed)) == len(packed):
        return frozenset(), frozenset()  # letters a hair apart share their cell more often than not
    cells = [(text, x, y) for text, (x, y) in zip(texts, corners.tolist(), strict=True)]
    places: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for index, cell in enumerate(cells):
        if cell[0] != " ":
            places[cell].append(index)
    again: set[int] = set()
    bold: set[int] = set()
    for (text, x, y), own in list(places.items()):
        around = ((text, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        near = [index for cell in around for index in places.get(cell, ())[:_COPIES]]
        for first in own[:_COPIES] if len(near) > 1 else ():
            copies = {i for i in near if i > first and _same(boxes[first], boxes[i])} - again
            if copies and first not in again:
                again |= copies
                bold.add(first)
    return frozenset(again), frozenset(bold)


def _same(a: Sequence[float], b: Sequence[float]) -> bool:
    reach = 0.1 * (a[3] - a[1])
    return abs(a[0] - b[0]) < reach and abs(a[3] - b[3]) < reach


def _glued(words: Iterable[Word]) -> Iterator[Word]:
    """Words, those put together whose letters change their look midway, as small capitals do."""
    last: Word | None = None
    for word in words:
        if last is not None and _touches(last, word):
            longer = max(last, word, key=lambda found: len(found.text))
            last = replace(longer, text=last.text + word.text, box=union((last.box, word.box)))
            continue
        if last is not None:
            yield last
        last = word
    if last is not None:
        yield last


def _touches(a: Word, b: Word) -> bool:
    """Whether a word goes on with the next: on the same line, letter to letter, without a gap."""
    gap = b.box.x0 - a.box.x1
    if abs(gap) >= _CLOSE * a.size:  # so it is for most words
        return False
    least = min(a.size, b.size)
    if abs(gap) >= _CLOSE * least:
        return False
    level = abs(a.box.bottom - BELOW * a.size - b.box.bottom + BELOW * b.size)
    joint = _JOINT.match(a.text[-1]) and _JOINT.match(b.text[0])
    return level < 0.1 * least and bool(joint)


def _unspaced(words: Iterable[Word]) -> Iterator[Word]:
    """Words, those whose letters were set apart put together."""
    run: list[Word] = []
    for word in words:
        if run and not _follows(run[-1], word):
            yield from _spelled(run)
            run = []
        if run or len(word.text) == 1:
            run.append(word)
        else:
            yield word
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
