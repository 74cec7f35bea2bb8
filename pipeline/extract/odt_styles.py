"""Styles of an OpenDocument text: size and weight of paragraphs, numbers and indents of lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml import etree

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT = f"{{{_OFFICE}text:1.0}}"
_STYLE = f"{{{_OFFICE}style:1.0}}"
_FO = f"{{{_OFFICE}xsl-fo-compatible:1.0}}"
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4}
_LENGTH = re.compile(r"(-?[\d.]{1,9})(pt|in|cm|mm)")


@dataclass(frozen=True, slots=True)
class ListLevel:
    """A level of a list: whether it counts, and its indent in points where the style tells it."""

    numbered: bool
    indent: float | None


def list_levels(roots: Iterable[etree._Element]) -> dict[tuple[str, int], ListLevel]:
    """The levels of the list styles, by the name of the style and the depth from 1."""
    out: dict[tuple[str, int], ListLevel] = {}
    for style in (style for root in roots for style in root.iter(f"{TEXT}list-style")):
        for level in style:
            numbered = level.tag == f"{TEXT}list-level-style-number"
            counts = numbered and bool(level.get(f"{_STYLE}num-format"))
            depth = level.get(f"{TEXT}level", "1")
            if depth.isdecimal():
                key = (style.get(f"{_STYLE}name", ""), int(depth))
                out[key] = ListLevel(counts, _indent(level))
    return out


def _indent(level: etree._Element) -> float | None:
    """The left margin of a level, as LibreOffice 3 and later write it."""
    for place in level.iter(f"{_STYLE}list-level-label-alignment"):
        found = _LENGTH.fullmatch(place.get(f"{_FO}margin-left", ""))
        return float(found[1]) * _POINTS[found[2]] if found else None
    return None


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says of its text; None where it leaves that to its parent."""

    parent: str | None
    size: float | None
    bold: bool | None


def look_of(looks: Mapping[str, Look], *names: str | None) -> tuple[float, bool]:
    """The size (0 when unknown) and weight that styles give, the first of `names` before others."""
    size: float | None = None
    bold: bool | None = None
    for name in names:
        for _ in range(20):  # a style may be its own ancestor in a faulty file
            look = looks.get(name or "")
            if look is None:
                break
            size = look.size if size is None else size
            bold = look.bold if bold is None else bold
            name = look.parent
    return size or 0.0, bool(bold)


def looks_of(roots: Iterable[etree._Element]) -> dict[str, Look]:
    """The styles of text and paragraphs by their names."""
    out: dict[str, Look] = {}
    for style in (style for root in roots for style in root.iter(f"{_STYLE}style")):
        text = style.find(f"{_STYLE}text-properties")
        size = weight = None
        if text is not None:
            found = re.fullmatch(r"([\d.]{1,6})pt", text.get(f"{_FO}font-size", ""))
            size = float(found[1]) if found else None
            weight = text.get(f"{_FO}font-weight")
        bold = None if weight is None else weight in ("bold", "600", "700", "800", "900")
        out[style.get(f"{_STYLE}name", "")] = Look(
            style.get(f"{_STYLE}parent-style-name"), size, bold
        )
    return out
