"""How the paragraphs and letters of a DOCX look, through styles and what they are based on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.docx_package import Node, W
from pipeline.text import fold

_HEADING = re.compile(r"^(?:heading|titre|ueberschrift) ([1-9])$")
_CONTENTS = re.compile(
    r"^(?:toc|tm|contents|index|user index) (?:[1-9]|heading)$|^(?:table of (?:figures|authorities)"
    r"|table des (?:matieres|illustrations)(?: [1-9])?|tm heading|index heading|contents heading)$"
)
_TWIPS = 20.0  # to a point
_DEFAULT_SIZE = 10.0  # points, where nothing says it (ECMA-376, part 1, 17.3.2.38)


@dataclass(frozen=True, slots=True)
class Indent:
    """Where a paragraph begins, in points; None where nothing says it."""

    left: float | None = None
    first: float | None = None  # of its first line, from `left`; negative where that hangs


@dataclass(frozen=True, slots=True)
class Look:
    """How a run of letters looks; `size` in points."""

    size: float = _DEFAULT_SIZE
    bold: bool = False
    italic: bool = False
    colour: str | None = None
    capitals: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Numbered:
    """The instance and the level that number a paragraph; `direct` where it says so itself."""

    instance: str
    level: int | None
    style: str | None = None


class Styles:
    """The styles of a document, and what they make of a paragraph or of a run."""

    def __init__(self, root: Node | None) -> None:
        nodes = [] if root is None else list(root.iter(f"{W}style"))
        self._by_id = {node.get(f"{W}styleId"): node for node in nodes}
        self._default = next(
            (
                node.get(f"{W}styleId")
                for node in nodes
                if node.get(f"{W}type") == "paragraph" and node.get(f"{W}default") in ("1", "true")
            ),
            None,
        )
        place = f"{W}docDefaults/{W}rPrDefault/{W}rPr"
        self._base = None if root is None else root.find(place)
        self._names = {
            key: fold(value(node.find(f"{W}name")) or "") for key, node in self._by_id.items()
        }
        self._chains: dict[str | None, tuple[str, ...]] = {}
        self._levels: dict[str | None, int] = {}
        self._looks: dict[tuple[str | None, str | None], Look] = {}

    def of(self, paragraph: Node) -> str | None:
        """The style of a paragraph: its own, or the one that all have."""
        named = value(paragraph.find(f"{W}pPr/{W}pStyle"))
        return named if named in self._by_id else self._default

    def outline(self, paragraph: Node, style: str | None) -> int:
        """The heading level of a paragraph from 1, or 0."""
        own = value(paragraph.find(f"{W}pPr/{W}outlineLvl"))
        if own is not None:
            return _outline_level(own)
        if style not in self._levels:
            self._levels[style] = self._outline(style)
        return self._levels[style]

    def _outline(self, style: str | None) -> int:
        for ancestor in self._chain(style):
            said = value(self._by_id[ancestor].find(f"{W}pPr/{W}outlineLvl"))
            if said is not None:
                return _outline_level(said)
            found = _HEADING.match(self._names[ancestor])
            if found:
                return int(found[1])
        return 0

    def is_title(self, style: str | None) -> bool:
        """Whether a style is the one for the title of the document.

        Word keeps the names of built-in styles in English in every language.
        """
        return any(self._names[one] in ("title", "titre") for one in self._chain(style))

    def is_contents(self, style: str | None) -> bool:
        """Whether a style is one for the lines of a table of contents."""
        return any(_CONTENTS.match(self._names[one]) for one in self._chain(style))

    def numbered(self, paragraph: Node, style: str | None) -> Numbered | None:
        """What numbers a paragraph, by itself or by its style; the level may be left open."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        instance = None if own is None else value(own.find(f"{W}numId"))
        level = None if own is None else value(own.find(f"{W}ilvl"))
        if instance is not None:
            return None if instance == "0" else Numbered(instance, integer(level, 0))
        for ancestor in self._chain(style):
            node = self._by_id[ancestor].find(f"{W}pPr/{W}numPr")
            instance = None if node is None else value(node.find(f"{W}numId"))
            if node is None or instance is None:
                continue
            if instance == "0":
                return None
            level = level or value(node.find(f"{W}ilvl"))
            return Numbered(instance, None if level is None else integer(level, 0), ancestor)
        return None

    def instance_of(self, style: str) -> str | None:
        """The numbering instance that a numbering style uses."""
        node = self._by_id.get(style)
        return None if node is None else value(node.find(f"{W}pPr/{W}numPr/{W}numId"))

    def ancestors(self, style: str | None, last: str | None) -> Iterator[str]:
        """A style and those that it is based on, as far as `last`."""
        for ancestor in self._chain(style):
            yield ancestor
            if ancestor == last:
                return

    def indent(
        self, paragraph: Node, style: str | None, level: Indent, numbers: str | None
    ) -> float:
        """Where the first line of a paragraph begins, in points from the margin.

        `level` is the indent of its numbering, which counts more than that of its style unless the
        style itself numbers it (`numbers`).
        """
        chain = self._chain(style)
        cut = chain.index(numbers) + 1 if numbers in chain else 0
        indents = [indent_of(self._by_id[one].find(f"{W}pPr")) for one in chain]
        order = [indent_of(paragraph.find(f"{W}pPr")), *indents[:cut], level, *indents[cut:]]
        left = next((one.left for one in order if one.left is not None), 0.0)
        first = next((one.first for one in order if one.first is not None), 0.0)
        return left + first

    def look(self, style: str | None, run: Node | None) -> Look:
        """How a run of a paragraph of this style looks."""
        own = None if run is None else run.find(f"{W}rPr")
        named = None if own is None else value(own.find(f"{W}rStyle"))
        key = style, named
        if key not in self._looks:
            self._looks[key] = self._styled(style, named)
        return self._looks[key] if own is None else _with(self._looks[key], own)

    def _styled(self, style: str | None, named: str | None) -> Look:
        """The look that styles give, a paragraph's and a run's."""
        layers = [self._layer(named), self._layer(style)]
        found = Look() if self._base is None else _with(Look(), self._base)
        for tag in ("sz", "color"):
            node = next((layer[tag] for layer in layers if tag in layer), None)
            if node is not None:
                found = _with(found, [node])
        # Toggles of the two kinds of style undo each other (ECMA-376, part 1, 17.7.3).
        toggled = {
            tag: sum(bool(flag(layer.get(tag))) for layer in layers) % 2 == 1
            for tag in ("b", "i", "caps", "vanish")
        }
        return Look(
            found.size,
            found.bold or toggled["b"],
            found.italic or toggled["i"],
            found.colour,
            found.capitals or toggled["caps"],
            found.hidden or toggled["vanish"],
        )

    def _layer(self, style: str | None) -> dict[str, Node]:
        """The letter properties of a style by name, those nearest to it first."""
        found: dict[str, Node] = {}
        for ancestor in self._chain(style):
            for node in self._by_id[ancestor].iterfind(f"{W}rPr/*"):
                found.setdefault(node.tag.removeprefix(W), node)
        return found

    def _chain(self, style: str | None) -> tuple[str, ...]:
        """A style and those that it is based on, nearest first; circles are cut."""
        if style not in self._chains:
            found: list[str] = []
            base = style
            while base is not None and base in self._by_id and base not in found:
                found.append(base)
                base = value(self._by_id[base].find(f"{W}basedOn"))
            self._chains[style] = tuple(found)
        return self._chains[style]


def _with(look: Look, properties: Node) -> Look:
    """A look with what run properties say themselves."""
    size, bold, italic, colour = look.size, look.bold, look.italic, look.colour
    capitals, hidden = look.capitals, look.hidden
    for node in properties:
        tag = node.tag
        if tag == f"{W}sz":
            size = integer(value(node), int(2 * size)) / 2
        elif tag == f"{W}b":
            bold = bool(flag(node))
        elif tag == f"{W}i":
            italic = bool(flag(node))
        elif tag == f"{W}color":
            colour = _colour(value(node))
        elif tag == f"{W}caps":
            capitals = bool(flag(node))
        elif tag == f"{W}vanish":
            hidden = bool(flag(node))
    return Look(size, bold, italic, colour, capitals, hidden)


def _colour(said: str | None) -> str | None:
    """A colour as in PDF (« 0.1/0.2/0.5 », red, green and blue); None for automatic, near black."""
    if said is None or not re.fullmatch(r"[0-9a-fA-F]{6}", said):
        return None
    parts = [int(said[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    grey = max(parts) - min(parts) < 0.08
    if max(parts) < (0.36 if grey else 0.2):
        return None
    return "/".join(f"{part:.1f}" for part in parts)


def _outline_level(said: str) -> int:
    level = integer(said, 9) + 1
    return level if 1 <= level <= 9 else 0


def indent_of(properties: Node | None) -> Indent:
    """The indent that paragraph properties give."""
    node = None if properties is None else properties.find(f"{W}ind")
    if node is None:
        return Indent()
    left = _points(node.get(f"{W}start") or node.get(f"{W}left"))
    hanging, first = _points(node.get(f"{W}hanging")), _points(node.get(f"{W}firstLine"))
    return Indent(left, -hanging if hanging is not None else first)


def _points(twips: str | None) -> float | None:
    return integer(twips, 0) / _TWIPS if twips else None


def value(node: Node | None) -> str | None:
    """The `w:val` of an element, or None without one."""
    return None if node is None else node.get(f"{W}val")


def flag(node: Node | None) -> bool | None:
    """What an on-or-off element says; None where it is absent."""
    return None if node is None else node.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def integer(said: str | None, default: int) -> int:
    """The integer in an attribute, or `default` where it holds none; « 12.5 » is 12."""
    found = re.match(r"\s*(-?[0-9]{1,6})", said or "")
    return int(found[1]) if found else default
