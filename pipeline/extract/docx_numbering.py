"""Automatic numbers of a DOCX, as Word prints them before a paragraph.

A paragraph names an instance (`w:num`) and a level of it; the instance names a definition
(`w:abstractNum`), and all instances of one definition share its counters. What ECMA-376, part 1,
section 17.9 leaves open follows [MS-OI29500] and what Word does: an instance's `w:startOverride`
counts once, where the instance first stands at that level; a level over which no number has stood
yet counts as if one had; `w:isLgl` writes the numbers of the levels above in decimal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from pipeline.extract.docx_package import Node, W
from pipeline.extract.docx_styles import Indent, flag, indent_of, integer, value
from pipeline.extract.marks import BULLETS, DASHES

_PLACE = re.compile(r"%([1-9])")
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        "m cm d cd c xc l xl x ix v iv i".split(),
        strict=True,
    )
)
_ORDINALS = (
    "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième "
    "onzième douzième treizième quatorzième quinzième seizième dix-septième dix-huitième "
    "dix-neuvième vingtième"
).split()
_CARDINALS = (
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf vingt"
).split()


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a definition. `restart` is the level, from 1, after which it starts again."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str | None = None
    gap: bool = True
    indent: Indent = Indent()
    picture: bool = False  # for a bullet


@dataclass(frozen=True, slots=True)
class Instance:
    """A `w:num`: whose counters it uses, its levels, and the starts that it sets once."""

    definition: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]

    def level_of(self, style: str) -> int | None:
        """The level that a paragraph style stands for."""
        return next((i for i, level in self.levels.items() if level.style == style), None)


@dataclass(frozen=True, slots=True)
class Number:
    """What is printed before a paragraph: a bullet, or a number, with a gap after it or none."""

    text: str
    bullet: bool = False
    gap: bool = True
    form: str = "decimal"


def instances(root: Node | None, linked: Callable[[str], str | None]) -> dict[str, Instance]:
    """The instances in the numbering part by id.

    `linked` gives the instance that a numbering style uses: a definition may point to a style
    instead of having levels (`w:numStyleLink`).
    """
    if root is None:
        return {}
    definitions = {node.get(f"{W}abstractNumId"): node for node in root.iter(f"{W}abstractNum")}
    uses = {
        node.get(f"{W}numId"): value(node.find(f"{W}abstractNumId"))
        for node in root.iter(f"{W}num")
    }

    def levels_of(definition: str | None) -> dict[int, Level]:
        seen: set[str | None] = set()
        while definition in definitions and definition not in seen:
            seen.add(definition)
            node = definitions[definition]
            link = value(node.find(f"{W}numStyleLink"))
            if link is None:
                return _levels(node)
            definition = uses.get(linked(link))
        return {}

    found: dict[str, Instance] = {}
    for node in root.iter(f"{W}num"):
        definition = value(node.find(f"{W}abstractNumId"))
        if definition is None:
            continue
        levels, starts = levels_of(definition), {}
        for override in node.iter(f"{W}lvlOverride"):
            place = integer(override.get(f"{W}ilvl"), 0)
            levels.update(_levels(override))
            start = value(override.find(f"{W}startOverride"))
            if start is not None:
                starts[place] = integer(start, 1)
                levels[place] = replace(levels.get(place, Level()), start=starts[place])
        found[node.get(f"{W}numId")] = Instance(definition, levels, starts)
    return found


def _levels(node: Node) -> dict[int, Level]:
    return {integer(one.get(f"{W}ilvl"), 0): _level(one) for one in node.iterchildren(f"{W}lvl")}


def _level(node: Node) -> Level:
    form = value(node.find(f"{W}numFmt")) or "decimal"
    restart = value(node.find(f"{W}lvlRestart"))
    properties = node.find(f"{W}pPr")
    return Level(
        start=integer(value(node.find(f"{W}start")), 0),
        form=form,
        text=value(node.find(f"{W}lvlText")) or "",
        restart=None if restart is None else integer(restart, 0),
        legal=flag(node.find(f"{W}isLgl")) or False,
        style=value(node.find(f"{W}pStyle")),
        gap=value(node.find(f"{W}suff")) != "nothing",
        indent=indent_of(properties),
        picture=node.find(f"{W}lvlPicBulletId") is not None,
    )


class Count:
    """The counters of one story: the body, a text box, the heads and feet, the notes."""

    def __init__(self, known: Mapping[str, Instance]) -> None:
        self._known = known
        self._counts: dict[tuple[str, int], int] = {}
        self._begun: set[tuple[str, int]] = set()

    def next(self, instance: str, place: int) -> Number | None:
        """Count a paragraph at level `place`, from 0; what is printed before it, if anything."""
        own = self._known.get(instance)
        if own is None or place not in own.levels:
            return None
        level = own.levels[place]
        counts, name = self._counts, own.definition
        if place in own.starts and (instance, place) not in self._begun:
            self._begun.add((instance, place))
            counts.pop((name, place), None)
        for above in range(place):
            counts.setdefault((name, above), own.levels.get(above, Level()).start)
        key = name, place
        counts[key] = counts[key] + 1 if key in counts else level.start
        for below, other in own.levels.items():
            if below > place and _restarts(other, below, place):
                counts.pop((name, below), None)
        return self._printed(own, place)

    def _printed(self, own: Instance, place: int) -> Number | None:
        level = own.levels[place]
        if level.form == "bullet":
            if not (level.text.strip() or level.picture):
                return None  # so pandoc sets the further paragraphs of an item
            known = level.text if level.text and level.text in BULLETS + DASHES else "•"
            return Number(known, bullet=True)
        # As in Word, a text that asks for a level below its own is not printed at all.
        if any(int(asked) > place + 1 for asked in _PLACE.findall(level.text)):
            return None

        def number(asked: re.Match[str]) -> str:
            at = int(asked[1]) - 1
            other = own.levels.get(at, Level())
            legal = level.legal and at < place
            return numeral(self._counts[own.definition, at], "decimal" if legal else other.form)

        text = _PLACE.sub(number, level.text)
        return Number(text, gap=level.gap, form=level.form) if text.strip() else None


def _restarts(level: Level, place: int, used: int) -> bool:
    """Whether a level starts again after a number at the level `used` above it."""
    if level.restart is None or level.restart > place:
        return True
    return used < level.restart


def numeral(number: int, form: str) -> str:
    """A number in a form of `w:numFmt`; what no French document uses is written in decimal."""
    plain = str(number)
    if form in ("none", "bullet"):
        return ""
    if form == "decimalZero":
        return plain.zfill(2)
    if form == "ordinal":
        return "1er" if number == 1 else f"{plain}e"
    if form == "numberInDash":
        return f"- {plain} -"
    if number < 1:
        return plain
    if form in ("lowerRoman", "upperRoman"):
        return _cased(_roman(number), form)
    if form in ("lowerLetter", "upperLetter"):
        # After z Word doubles the letter: aa, bb.
        turns, letter = divmod(number - 1, 26)
        return _cased(chr(ord("a") + letter) * min(turns + 1, 30), form)
    words = {"ordinalText": _ORDINALS, "cardinalText": _CARDINALS}.get(form, [])
    if number <= len(words):
        return words[number - 1].capitalize()
    if form == "decimalEnclosedCircle" and number <= 20:
        return chr(0x2460 + number - 1)
    if form == "decimalEnclosedParen":
        return f"({plain})"
    return f"{plain}." if form == "decimalEnclosedFullstop" else plain


def _cased(text: str, form: str) -> str:
    return text.upper() if form.startswith("upper") else text


def _roman(number: int) -> str:
    out = ""
    for size, letters in _ROMAN:
        turns, number = divmod(number, size)
        out += letters * min(turns, 30)
    return out
