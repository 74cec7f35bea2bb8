"""Transcripts: pages that a site for sharing documents ran together, « Page 4: Axe 1 : … 1.1 … ».

Such a site writes the words of each page of a PDF behind its number, without its line ends. The
numbers become furniture, and a new block begins where a label or a bullet does. Only a text that
counts its pages like that, one after another, is touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.extract.draft import Draft
from pipeline.extract.marks import BULLETS, MARKER
from pipeline.labels import GROUPS, UNITS, parse
from pipeline.models import BlockKind, Role, Style

_PAGE = re.compile(r"(?<!\S)(?:Page|PAGE)\s(?P<number>\d{1,4})\s?:(?=\s|$)")
_NAME = re.compile(r"transcri(?:ption|pt)(?: du document| de la présentation)?$", re.IGNORECASE)
_LONGEST = 200  # characters that a label and what it says are looked for in
_FEWEST = 3  # pages from which on a text counts its pages
_SKIPPED = 4  # blank pages that a count may leave out
_KEYWORDS = "|".join((*GROUPS, *UNITS)).replace("e", "[eéè]")
_OPENING = re.compile(
    rf"(?<=\s)(?:(?P<bullet>[{re.escape(BULLETS)}])\s"
    r"|(?P<dotted>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s(?=[A-ZÀ-Ý«])"
    r"|(?P<single>\d{1,2})[.)]\s(?=[A-ZÀ-Ý«])"
    rf"|(?P<keyword>(?i:{_KEYWORDS})s?)(?:\s[\w'’-]+){{0,2}}?\s(?:[nN]\s?[°º]\s?)?"
    r"(?:\d{1,2}(?:[.-]\d{1,2}){0,3}|[IVX]{1,5})(?:\s?[:–—-]|\.?\s(?=[A-ZÀ-Ý«])))"
)


def separated(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts of a document, those of a transcript cut into pages and into what pages hold."""
    known = list(drafts)
    pages = _pages(known)
    if sum(map(len, pages)) < _FEWEST:
        yield from known
        return
    count = _Count()
    inside = False
    for draft, places in zip(known, pages, strict=True):
        inside = bool(places) or (inside and draft.kind is not BlockKind.HEADING)
        if not inside or draft.cell is not None or draft.role is not Role.CONTENT:
            named = not inside and draft.kind is BlockKind.HEADING and _NAME.match(draft.text)
            yield replace(draft, role=Role.FURNITURE) if named else draft
            continue
        start = 0
        for place in places:
            yield from _pieces(draft, draft.text[start : place.start()], count)
            yield replace(_plain(draft), text=place[0], role=Role.FURNITURE)
            start = place.end()
        yield from _pieces(draft, draft.text[start:], count)


def _pages(drafts: Iterable[Draft]) -> list[list[re.Match[str]]]:
    """Where each draft begins a page, by numbers that go up one after another."""
    last = 0
    out: list[list[re.Match[str]]] = []
    for draft in drafts:
        out.append([])
        for found in _PAGE.finditer(draft.text) if draft.cell is None else ():
            number = int(found["number"])
            if last < number <= last + 1 + _SKIPPED:
                out[-1].append(found)
                last = number
    return out


@dataclass(slots=True)
class _Count:
    """The last number of a list « 1. … 2. … » that runs through a text."""

    last: int = 0

    def goes_on(self, number: int) -> bool:
        """Whether a number begins the list or is its next; if so it counts."""
        if number not in (1, self.last + 1):
            return False
        self.last = number
        return True


def _pieces(draft: Draft, text: str, count: _Count) -> Iterator[Draft]:
    """What a page holds: a block from each label or bullet to the next."""
    padded = " " + text.strip()
    starts = [found.start() for found in _OPENING.finditer(padded) if _opens(padded, found, count)]
    if starts[:1] != [1]:
        starts.insert(0, 0)
    for start, end in zip(starts, [*starts[1:], len(padded)], strict=True):
        piece = padded[start:end].strip()
        if not piece:
            continue
        bullet = MARKER.match(piece)
        if len(starts) == 1 and text == draft.text:
            yield draft
        elif bullet and bullet.end() < len(piece):
            style = replace(draft.style, marker=bullet["marker"])
            yield replace(
                draft, text=piece[bullet.end() :], kind=BlockKind.ITEM, level=1, style=style
            )
        else:
            yield replace(_plain(draft), text=piece)


def _opens(text: str, found: re.Match[str], count: _Count) -> bool:
    """Whether a block begins here: sentences name measures and numbers too."""
    if found["bullet"]:
        return True
    label = parse(text[found.start() : found.start() + _LONGEST])
    if label is None:
        return False
    if found["keyword"]:
        return found["keyword"][0].isupper() and (label.groups or label.unit)
    return not found["single"] or count.goes_on(int(found["single"]))


def _plain(draft: Draft) -> Draft:
    """A paragraph in the place of a draft."""
    style = Style(size=draft.style.size, indent=draft.style.indent)
    return replace(draft, kind=BlockKind.PARAGRAPH, level=0, style=style)
