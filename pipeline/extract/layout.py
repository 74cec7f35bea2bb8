"""From the words of one column to lines and paragraphs.

Coordinates are points from the top left of the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.marks import marker_of, opens_item
from pipeline.fields import field_of
from pipeline.models import Box, Style
from pipeline.nlp import is_infinitive

_ENDS = re.compile(r"[.!?…:;]\W*$")
_SPACE = 0.3  # the width of a space, in sizes of the letters


@dataclass(slots=True, eq=False)  # frozen ones take three times as long to make
class Word:
    """One word of a page with its place and look; it is never changed."""

    text: str
    box: Box
    size: float
    bold: bool = False
    italic: bool = False
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Something that stands whole in the flow of a page, such as a ruled table."""

    box: Box
    index: int


Item = Word | Placed


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline of one column, with the look most of its characters have."""

    words: tuple[Word, ...]
    box: Box
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Consecutive lines that belong together."""

    lines: tuple[Line, ...]
    box: Box
    style: Style


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of `boxes` (at least one)."""
    x0s, tops, x1s, bottoms = zip(*((b.x0, b.top, b.x1, b.bottom) for b in boxes), strict=True)
    return Box(min(x0s), min(tops), max(x1s), max(bottoms))


def lines_of(flow: Sequence[Item]) -> Iterator[Line | Placed]:
    """The lines and placed things of one flow, top to bottom."""
    pending: list[Word] = []
    for item in sorted(flow, key=lambda i: middle(i.box)):
        if isinstance(item, Placed):
            yield from _lines(pending)
            pending = []
            yield item
        else:
            pending.append(item)
    yield from _lines(pending)


def _lines(words: Sequence[Word]) -> Iterator[Line]:
    """Words grouped into lines; raised or lowered small letters go with the line they touch."""
    if not words:
        return
    usual = sorted(word.size for word in words)[len(words) // 2]
    by_place = sorted(words, key=lambda word: middle(word.box))
    lines: list[_Row] = []
    open_lines: list[_Row] = []  # those that a word further down may still stand on
    for word in (word for word in by_place if word.size >= 0.8 * usual):
        height = middle(word.box)
        open_lines = [line for line in open_lines if line.anchor.box.bottom >= height]
        if not _join(open_lines, word, 0.0):
            lines.append(_Row(word))
            open_lines.append(lines[-1])
    for word in (word for word in by_place if word.size < 0.8 * usual):
        if not _join(lines, word, 0.35 * usual):
            lines.append(_Row(word))
    ordered = sorted(lines, key=lambda found: middle(found.words[0].box))
    _raise_numbers(ordered)
    for line in ordered:
        yield _line(line.words)


def _raise_numbers(rows: Sequence[_Row]) -> None:
    """Put a number that stands beside a title of several lines with the first of them."""
    for place in range(1, len(rows)):
        number = min(rows[place].words, key=lambda word: word.box.x0)
        if len(rows[place].words) < 2 or not (number.text.isdigit() and len(number.text) <= 3):
            continue
        text = sorted(rows[place].words, key=lambda word: word.box.x0)[1]
        first = place
        while first and _goes_over(rows[first - 1], text, rows[first]):
            first -= 1
        far = text.box.x0 - number.box.x1 > 0.8 * text.size
        # The number of a list stands level with its own line.
        between = abs(middle(number.box) - middle(text.box)) > 0.2 * text.size
        if (
            far
            and between
            and first < place
            and number.box.x1 < min(w.box.x0 for w in rows[first].words)
        ):
            rows[place].words.remove(number)
            rows[first].words.append(number)


def _goes_over(above: _Row, text: Word, below: _Row) -> bool:
    """Whether a line is one of the same title as the line below it, whose text begins at `text`."""
    start = min(above.words, key=lambda word: word.box.x0)
    top = max(word.box.bottom for word in above.words)
    level = abs(start.box.x0 - text.box.x0) < 0.5 * text.size
    near = min(word.box.top for word in below.words) - top < 0.6 * text.size
    return level and near and start.size == text.size and start.bold == text.bold


class _Row:
    """A line that grows; its anchor is its largest word."""

    def __init__(self, word: Word) -> None:
        self.words = [word]
        self.anchor = word

    def add(self, word: Word) -> None:
        self.words.append(word)
        if word.size > self.anchor.size:
            self.anchor = word


def _join(lines: Iterable[_Row], word: Word, reach: float) -> bool:
    """Whether one of the lines takes the word: the nearest of those it stands beside."""
    height = middle(word.box)
    near = [
        line
        for line in lines
        if line.anchor.box.top - reach <= height <= line.anchor.box.bottom + reach
    ]
    if len(near) == 1:
        near[0].add(word)
    elif near:
        min(near, key=lambda line: abs(middle(line.words[0].box) - height)).add(word)
    return bool(near)


def middle(box: Box) -> float:
    """How far down the page the middle of a box stands, in points."""
    return (box.top + box.bottom) / 2


def text_of(words: Iterable[Word]) -> str:
    """The text of words that stand on one line."""
    return " ".join(word.text for word in sorted(words, key=lambda w: w.box.x0))


def _line(words: Sequence[Word]) -> Line:
    ordered = tuple(sorted(words, key=lambda w: w.box.x0))
    box = union(word.box for word in ordered)
    text = " ".join(word.text for word in ordered)
    looks: Counter[tuple[float, bool, bool, str | None]] = Counter()
    for word in ordered:
        looks[word.size, word.bold, word.italic, word.colour] += len(word.text)
    sizes: Counter[float] = Counter()
    colours: Counter[str | None] = Counter()
    bold = italic = 0
    for (size, heavy, slanted, colour), count in looks.items():
        sizes[size] += count
        colours[colour] += count
        bold += heavy * count
        italic += slanted * count
    total = sizes.total()
    style = Style(
        size=max(sizes, key=lambda size: (sizes[size], size)),
        bold=bold > 0.6 * total,
        italic=italic > 0.6 * total,
        colour=colours.most_common(1)[0][0],
        indent=round(box.x0, 1),
        marker=marker_of(text),
    )
    return Line(ordered, box, text, style)


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    """Group the lines of one flow into paragraphs, items and headings."""
    if not lines:
        return []
    lines = [part for line in lines for part in _named(line)]
    pitch = _pitch(lines)
    right = max(line.box.x1 for line in lines)
    left = min(line.box.x0 for line in lines)
    groups: list[list[Line]] = [[lines[0]]]
    for before, line in pairwise(lines):
        if _breaks(groups[-1], before, line, pitch, left, right):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [
        Paragraph(tuple(group), union(line.box for line in group), group[0].style)
        for group in groups
    ]


def ended_lines(paragraph: Paragraph, right: float) -> list[int]:
    """The lines before which the writer ended one: their first word had room up to `right`."""
    return [
        place
        for place, (before, line) in enumerate(pairwise(paragraph.lines), 1)
        if before.box.x1 + _SPACE * before.style.size + _first_width(line) < right
    ]


def _first_width(line: Line) -> float:
    first = min(line.words, key=lambda word: word.box.x0)
    return first.box.x1 - first.box.x0


def _named(line: Line) -> list[Line]:
    """A line as the name of a fact and its value, where white space keeps them apart."""
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(line.words)]
    place = next((i for i, gap in enumerate(gaps, 1) if gap > 1.2 * line.style.size), 0)
    name, value = line.words[:place], line.words[place:]
    if not name or ":" in text_of(name) or not field_of(text_of(name)):
        return [line]
    return [_line(name), *_named(_line(value))]


def _pitch(lines: Sequence[Line]) -> float:
    """The distance of the tops of neighbouring lines of one paragraph, in multiples of the size."""
    ratios = sorted(
        (b.box.top - a.box.top) / b.style.size
        for a, b in pairwise(lines)
        if abs(a.style.size - b.style.size) < 0.5 and b.box.top > a.box.top and b.style.size > 0
    )
    # The lower third: where most paragraphs are one line long the median is their distance.
    return min(ratios[len(ratios) // 3], 1.45) if ratios else 1.25


def _breaks(
    group: Sequence[Line], before: Line, line: Line, pitch: float, left: float, right: float
) -> bool:
    """Whether a new paragraph begins at `line`."""
    a, b = before.style, line.style
    size = max(a.size, b.size, 1.0)
    if abs(a.size - b.size) > 0.09 * size or line.box.top - before.box.top > 1.25 * pitch * size:
        return True
    if opens_item(line.text):
        return True
    changed = a.bold != b.bold or (a.colour != b.colour)
    if changed and (a.bold or b.bold or _ENDS.search(before.text)):
        return True
    centred = abs((before.box.x0 + before.box.x1) - (line.box.x0 + line.box.x1)) < 0.6 * size
    hanging = len(group) == 1 and opens_item(before.text)
    step = line.box.x0 - before.box.x0
    if not centred and not hanging and (step < -0.8 * size or step > 0.8 * size):
        return True
    if hanging and step < -0.8 * size:
        return True
    return _opens_action(group[0], before, line) or _forced(before, line, left, right, centred)


def _opens_action(first: Line, before: Line, line: Line) -> bool:
    """Whether lines that each open with a capital infinitive are a list without bullets."""
    if _ENDS.search(before.text) or before.text.endswith((",", "-", "’", "'")):
        return False
    words = (first.words[0].text, line.words[0].text)
    return all(word[:1].isupper() and word[1:].islower() and is_infinitive(word) for word in words)


def _forced(before: Line, line: Line, left: float, right: float, centred: bool) -> bool:
    """Whether the line before ended early although the first word of this one would have fitted."""
    first = line.words[0]
    spare = right - before.box.x1 - (first.box.x1 - first.box.x0)
    wide = 0.15 * (right - left)
    if centred or spare < wide:
        return False
    if _ENDS.search(before.text):
        return True
    return first.text[:1].isupper() and not (before.style.bold and line.style.bold)
