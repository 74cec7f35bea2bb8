"""Elements of a web page, built as a tree, so that text of a document never becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from lxml import html

Element = Any  # lxml ships no types
Child = Any  # an element, or what becomes text; None is left out

# What XML, and so lxml, takes for no character.
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def tag(name: str, /, *children: Child, **attributes: object) -> Element:
    """An element; `class_` and `aria_label` become `class` and `aria-label`, None is left out."""
    made = html.html_parser.makeelement(name)
    for key, value in attributes.items():
        if value is not None:
            made.set(key.rstrip("_").replace("_", "-"), shown(str(value)))
    for child in children:
        add(made, child)
    return made


def add(parent: Element, child: Child) -> None:
    """Put a child, or text, at the end of an element."""
    if child is None:
        return
    if html.etree.iselement(child):
        parent.append(child)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + shown(str(child))
    else:
        parent.text = (parent.text or "") + shown(str(child))


def shown(text: str) -> str:
    """`text` with a replacement sign for what no web page can hold."""
    return _NO_CHARACTER.sub("\ufffd", text)


def document(root: Element) -> bytes:
    """The bytes of a page, in UTF-8."""
    written: bytes = html.tostring(
        root, doctype="<!DOCTYPE html>", encoding="utf-8", pretty_print=False
    )
    return written


def counted(count: int, noun: str) -> str:
    """« 1 mesure », « 2 mesures »: French counts zero and one in the singular."""
    nouns = noun if count < 2 else " ".join(f"{word}s" for word in noun.split(" "))
    return f"{count}\u00a0{nouns}"


def quoted(text: str) -> str:
    """`text` between French quotation marks."""
    return f"«\u00a0{text}\u00a0»"


def percent(share: float) -> str:
    """A share from 0 to 1 as « 97 % »."""
    return f"{100 * share:.0f}\u00a0%"


def decimal(value: float) -> str:
    """One decimal, with a French comma."""
    return f"{value:.1f}".replace(".", ",").replace("-", "\u2212")


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Whole numbers in ascending order as runs: 1, 2, 3, 7 gives (1, 3), (7, 7)."""
    ordered: Sequence[int] = sorted(set(numbers))
    cuts = [i for i, (a, b) in enumerate(pairwise(ordered), start=1) if b > a + 1]
    edges = [0, *cuts, len(ordered)]
    return [(ordered[a], ordered[b - 1]) for a, b in pairwise(edges) if b > a]
