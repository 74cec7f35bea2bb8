"""Columns that a text keeps side by side, as tools write them that imitate the page with spaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from pipeline.extract.columns import flows
from pipeline.extract.layout import Item, Word
from pipeline.labels import parse
from pipeline.models import Box

_PIECE = re.compile(r"\S+(?: \S+)*")  # what no two spaces part
_FIELD = re.compile(
    r"^\s*(?P<name>[^\W\d](?:[^:\s]| (?! )){2,35}) {3,}(?P<value>\S+(?: {1,2}\S+)*)$"
)
_BESIDE = re.compile(r"^(?P<text>\s*\S+(?: \S+)*) {3,}(?P<label>\S+(?: \S+){0,3})$")
_AGAIN = 3  # times from which on a name is one that comes back
_WIDTH, _HEIGHT, _SIZE = 6.0, 12.0, 10.0  # of a character on the imagined page, in points
_SHARE = 0.15  # of the lines that have a wide gap inside, from which on columns are looked for


def unfolded(lines: Sequence[str]) -> list[str]:
    """The lines of a page with its columns one after the other; other pages as they are."""
    if any("\t" in line or line.startswith("|") for line in lines):
        return list(lines)
    filled = [line for line in lines if line.strip()]
    gaps = sum(bool(re.search(r"\S {3,}\S", line)) for line in filled)
    if len(filled) < 6 or gaps < max(4, _SHARE * len(filled)):
        return list(lines)
    found = flows([piece for row, line in enumerate(lines) for piece in _pieces(row, line)])
    if len(found) < 2:
        return list(lines)
    out: list[str] = []
    for flow in found:
        out += [*_lines(flow), ""]
    return out


def with_fields(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The lines of pages, with « name   value » as « name : value » where the name comes back.

    A label at the right end of a line (« Axe 1 : Bouger      FICHE 1.2 ») gets a line of its own.
    """
    fields = (_FIELD.match(line) for page in pages for line in page)
    counts = Counter(found["name"].lower() for found in fields if found)
    names = frozenset(name for name, count in counts.items() if count >= _AGAIN)
    return [_fielded(page, names) for page in pages]


def _fielded(lines: Sequence[str], names: frozenset[str]) -> list[str]:
    out: list[str] = []
    column = -1  # where the value stands that may go on in the next line
    for line in lines:
        text = line.lstrip()
        if text and len(line) - len(text) == column:
            out[-1] += f" {text}"
            continue
        column = -1
        found = _FIELD.match(line)
        beside = _BESIDE.match(line)
        head = parse(beside["text"].strip()) if beside else None
        label = parse(beside["label"]) if beside and head and head.groups else None
        if found and found["name"].lower() in names:
            column = found.start("value")
            out.append(f"{line[: found.end('name')]} : {found['value']}")
        elif beside and label and label.unit and not label.rest:
            out += [beside["text"], beside["label"]]
        else:
            out.append(line)
    return out


def _pieces(row: int, line: str) -> list[Item]:
    top = _HEIGHT * row
    return [
        Word(piece[0], Box(_WIDTH * piece.start(), top, _WIDTH * piece.end(), top + _SIZE), _SIZE)
        for piece in _PIECE.finditer(line.expandtabs())
    ]


def _lines(flow: Sequence[Item]) -> list[str]:
    """The lines of a flow, with the empty ones between them and their indents."""
    words = sorted(
        (item for item in flow if isinstance(item, Word)), key=lambda w: (w.box.top, w.box.x0)
    )
    left = min(word.box.x0 for word in words)
    out: list[str] = []
    last = words[0].box.top
    for top, group in groupby(words, key=lambda word: word.box.top):
        found = list(group)
        out += [""] * (round((top - last) / _HEIGHT) - 1)
        indent = round((found[0].box.x0 - left) / _WIDTH)
        out.append(" " * indent + "   ".join(word.text for word in found))
        last = top
    return out
