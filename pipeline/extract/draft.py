"""Blocks before they have a place in a text, and the step that gives them one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.models import (
    Block,
    BlockKind,
    Box,
    CellRef,
    Facts,
    Page,
    Plan,
    Role,
    Span,
    Style,
)

_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u202f\u2007\u2009\u2028\u2029\u0085]+")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A block as an extractor found it; the fields are those of `models.Block`."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    page: int | None = None
    box: Box | None = None
    style: Style = Style()
    level: int = 0
    cell: CellRef | None = None
    role: Role = Role.CONTENT
    breaks: tuple[int, ...] = ()  # counted in tidy text


def tidy(text: str) -> str:
    """Text on one line: runs of any space become one, invisible characters go."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def assemble(
    document: str,
    drafts: Iterable[Draft],
    sizes: Mapping[int, tuple[float, float]] | None = None,
    facts: Facts | None = None,
) -> Plan:
    """A Plan whose text holds one block a line, in the order given.

    `sizes` maps a page number to its width and height in points.
    """
    parts: list[str] = []
    blocks: list[Block] = []
    extents: dict[int, tuple[int, int]] = {}
    position = 0
    for draft in drafts:
        text = tidy(draft.text)
        if not text:
            continue
        span = Span(position, position + len(text))
        parts.append(text)
        position = span.end + 1
        blocks.append(
            Block(
                span,
                draft.kind,
                draft.page,
                draft.box,
                draft.style,
                draft.level,
                draft.cell,
                draft.role,
                breaks=draft.breaks,
            )
        )
        if draft.page is not None:
            first, _ = extents.get(draft.page, (span.start, 0))
            extents[draft.page] = (first, span.end)
    pages = tuple(
        Page(number, width, height, Span(*extents.get(number, (0, 0))))
        for number, (width, height) in sorted((sizes or {}).items())
    )
    return Plan(document, "\n".join(parts), pages, tuple(blocks), facts or Facts())
