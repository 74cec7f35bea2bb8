"""Names with their values, in whatever layout: on one line, one above the other, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.fields import FIELDS, Name, name_of, names_in
from pipeline.segment.facts.kinds import kind_of
from pipeline.segment.facts.lines import Line, is_heading, is_item
from pipeline.segment.facts.said import LISTS, Said, said
from pipeline.segment.facts.values import trimmed

_GOES_ON = re.compile(r"(?:[,;/]|\b(?:et|de|du|des|la|le|les|l['’]|d['’]|pour|en|à|aux?|par))\s*$")
_NEAR = 5.0  # points within which two lines stand at one height, or one left edge
_BELOW = 40.0  # points that a value may stand below its name


def pairs(lines: Sequence[Line]) -> tuple[list[Said], list[Line]]:
    """What the lines of a measure say by name, and the lines that say nothing so."""
    reader = _Reader()
    lines = [_last_of_stack(line) for line in lines]
    bare = _without_colons(lines)
    for line in lines:
        if line in bare:
            end, name = bare[line]
            reader.emit(name, line, line.text[:end], end)
        else:
            reader.read(line)
    reader.settle()
    return reader.found, reader.rest


class _Reader:
    """Reads lines one by one; names alone on their line wait for the values after them."""

    def __init__(self) -> None:
        self.found: list[Said] = []
        self.rest: list[Line] = []
        self.waiting: list[tuple[Name, Line]] = []
        self.values: list[Line] = []
        self.last: Said | None = None  # that the next line may go on with
        self.listed: tuple[Name, str] | None = None  # a list whose items may follow

    def read(self, line: Line) -> None:
        """Read a line: names with their values, a name alone, or a value."""
        named = [n for n in names_in(line.text) if not (line.own and n[0] == 0)]
        alone = None if line.own or named else name_of(line.text)
        if alone and alone.weak and self.waiting and not self.values:
            alone = None
        if named:
            self._named(line, named)
        elif alone:
            self._wait(alone, line)
        elif self.waiting and not line.own:
            self.values.append(line)
        else:
            self._plain(line)

    def emit(self, name: Name, line: Line, label: str, start: int, end: int | None = None) -> None:
        """Note a value, which the next line may go on with."""
        values = list(said(name, line, label, start, end))
        self.found += values
        at_end = end is None or end >= len(line.text)
        self.last = values[-1] if values and at_end else None
        self.listed = (name, label) if name.field in LISTS and at_end else None

    def _named(self, line: Line, named: Sequence[tuple[int, int, Name]]) -> None:
        alone = len(named) == 1 and not line.text[named[0][1] :].strip()
        if self.values or not alone:
            self.settle()
        starts = [start for start, _, _ in named[1:]] + [len(line.text)]
        known = False
        for (start, colon, name), end in zip(named, starts, strict=True):
            known |= name.field in FIELDS
            label = line.text[start:colon]
            if not line.text[colon:end].strip():
                self._wait(name, line)
            else:
                self.emit(name, line, label, colon, end)
        if not known and not alone:
            self.rest.append(line)
        elif named[0][0] > 0:
            self.rest.append(_before(line, named[0][0]))

    def _wait(self, name: Name, line: Line) -> None:
        if self.values:
            self.settle()
        self.waiting.append((name, line))
        self.last = self.listed = None

    def _plain(self, line: Line) -> None:
        if self.last and not line.own and _goes_on(self.last, line):
            # The value goes on: replace it by the longer one.
            joined = self.last.line.joined(line)
            start, end = trimmed(joined.text, self.last.start, len(joined.text))
            self.found[-1] = Said(
                self.last.field, self.last.rank, joined, start, end, self.last.name
            )
            self.last = self.found[-1]
        elif self.listed and is_item(line) and not line.own and not _is_time(line):
            name, label = self.listed
            self.emit(name, line, label, 0)
        else:
            self.last = self.listed = None
            self.rest.append(line)

    def settle(self) -> None:
        """Give the names that wait the values that came after them."""
        waiting, values = self.waiting, self.values
        self.waiting, self.values = [], []
        if not waiting:
            return
        if len(waiting) > 1 and values:
            values = self._shared(waiting, values)
        elif values:
            values = self._taken(*waiting[0], values)
        for line in values:
            self._plain(line)

    def _taken(self, name: Name, label: Line, values: Sequence[Line]) -> list[Line]:
        """A name takes the line after it, or all items; the other lines come back."""
        listed = name.field in LISTS or name.field == "audience"
        count = 1
        if is_item(values[0]) and listed:
            count = next((i for i, v in enumerate(values) if not is_item(v)), len(values))
        elif listed:
            long = (i for i, v in enumerate(values) if i and not _is_short(v))
            count = next(long, len(values))
        for line in values[:count]:
            self.emit(name, line, label.text, 0)
        if name.field not in FIELDS:
            self.rest += values[:count]
        return list(values[count:])

    def _shared(self, waiting: Sequence[tuple[Name, Line]], values: list[Line]) -> list[Line]:
        """Names in a row take the values that stand beside or below them, else one each."""
        taken: set[int] = set()
        near = [[i for i, v in enumerate(values) if _beside(label, v)] for _, label in waiting]
        complete = all(near)
        if not complete and (len(values) >= len(waiting) or sum(map(bool, near)) < 2):
            first = 0 if len(values) >= len(waiting) else len(waiting) - 1
            near = [[]] * first + [[i] for i in range(min(len(waiting) - first, len(values)))]
        for (name, label), places in zip(waiting, near, strict=False):
            for place in places[:1]:
                self.emit(name, values[place], label.text, 0)
                self.last = self.listed = None
                taken.add(place)
        return [value for place, value in enumerate(values) if place not in taken]


def _before(line: Line, end: int) -> Line:
    """The part of a line before the names in it."""
    return Line(line.text[:end].rstrip(" |•—–-;,("), line.places, line.block, line.own)


def _goes_on(value: Said, line: Line) -> bool:
    """Whether a line is the rest of the value before it."""
    if value.line.block.cell != line.block.cell or is_item(line):
        return False
    opens = line.text[:1].islower() and value.text[-1:] not in ".!?"
    return (opens and len(line.text.split()) <= 15) or bool(_GOES_ON.search(value.line.text))


def _is_time(line: Line) -> bool:
    """Whether an item says when: no further item of the list above it."""
    return not line.text[:1].isdigit() and kind_of(line.text.strip(" .•;")) == "deadline"


def _last_of_stack(line: Line) -> Line:
    """Of names one above the other in one paragraph the last: the others have no value."""
    if line.own or not line.breaks:
        return line
    cuts = (0, *line.breaks, len(line.text))
    parts = [line.part(a, b) for a, b in pairwise(cuts)]
    return parts[-1] if all(name_of(part.text) for part in parts) else line


def _is_short(line: Line) -> bool:
    """Whether a line may be one name of a list: short, no sentence, no title."""
    short = len(line.text.split()) <= 7 and not line.text.rstrip().endswith((".", "?", "!"))
    return short and not is_heading(line)


def _beside(label: Line, value: Line) -> bool:
    """Whether a value stands to the right of its name at one height, or right below it."""
    a, b = label.block.box, value.block.box
    if a is None or b is None or label.block.page != value.block.page:
        return False
    right = abs(a.top - b.top) < _NEAR and b.x0 > a.x1 - _NEAR
    below = abs(a.x0 - b.x0) < _NEAR and 0 < b.top - a.top < _BELOW
    return right or below


def _without_colons(lines: Sequence[Line]) -> dict[Line, tuple[int, Name]]:
    """Lines that begin with a name and its value (« Pilote Ville »), where several do."""
    out: dict[Line, tuple[int, Name]] = {}
    for line in lines:
        if line.own or ":" in line.text or len(line.text.split()) > 20 or name_of(line.text):
            continue
        for words in re.finditer(r"\s+(?=[A-ZÀ-Ý0-9])", line.text[:60]):
            name = name_of(line.text[: words.start()])
            shouted = line.text.isupper()  # a title, « INDICATEURS LIÉS »
            if name and not name.weak and name.field in FIELDS and not shouted:
                out[line] = words.end(), name
    several = len({name.field for _, name in out.values()}) >= 2
    return out if several else {}
