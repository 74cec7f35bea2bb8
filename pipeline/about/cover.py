"""Where documents say what they are: the title page, running heads, the opening and the close."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.models import Block, BlockKind, Plan, Role

# A title page says little else: below this many words all of page 1 belongs to it.
_SPARSE = 90
_OPENING = 12  # lines that may be title, issuer and dates where no page tells them apart
_CLOSING = 12
_RUNNING = 14  # words of a sentence of the text, which ends the front
_LONGEST = 600  # characters
_FIELD = re.compile(r"^(?P<key>[A-Za-z][\w:.-]{1,30})\s*[:=]\s*(?P<value>.*)$")
_PAGE = re.compile(
    r"(?:\b(?:page|p\.)\s*)?\b\d{1,3}(?:\s*(?:/|sur|de)\s*\d{1,3})?\s*$", re.IGNORECASE
)
_LEADING_PAGE = re.compile(r"^\d{1,3}\s*[|·–-]?\s+(?=\D)")
_MARKS = re.compile(r"^[\s*_#]+|[\s*_]+$|\*\*\*?")


@dataclass(frozen=True, slots=True)
class Line:
    """A block of the front: its text without marks of emphasis, and how it looks."""

    text: str
    size: float = 0.0
    bold: bool = False
    level: int = 0  # of a markup heading
    item: bool = False


@dataclass(frozen=True, slots=True)
class Front:
    """What the places hold: `cover` in reading order, `running` heads and feet without numbers.

    `fields` are those of front matter, keys in lower case; `opening` and `closing` are the first
    and last lines of the text, sentences included.
    """

    cover: tuple[Line, ...]
    running: tuple[str, ...]
    fields: dict[str, str]
    opening: tuple[str, ...]
    closing: tuple[str, ...]


def front(plan: Plan) -> Front:
    """The front of a cleaned plan."""
    fields, skipped = _fields(plan)
    content = [
        block
        for place, block in enumerate(plan.blocks)
        if block.role is Role.CONTENT and place not in skipped
    ]
    texts = [text for block in content if (text := plain(plan.text_of(block)))]
    return Front(
        cover=tuple(_cover(plan, content)),
        running=tuple(_running(plan)),
        fields=fields,
        opening=tuple(texts[:30]),
        closing=tuple(texts[-_CLOSING:]),
    )


def plain(text: str) -> str:
    """A line without marks of emphasis and with single spaces, cut where no line is so long."""
    return " ".join(_MARKS.sub("", text[:_LONGEST]).split())


def _cover(plan: Plan, content: Sequence[Block]) -> Iterable[Line]:
    """The lines of the title page, or those before the running text."""
    first = min((block.page for block in content if block.page), default=None)
    if first is None:
        return _lines(plan, _before_text(plan, content))
    on_page = [block for block in content if block.page == first]
    words = sum(len(plan.text_of(block).split()) for block in on_page)
    if words > _SPARSE:
        on_page = _before_text(plan, on_page)
    return _lines(plan, on_page)


def _before_text(plan: Plan, content: Sequence[Block]) -> list[Block]:
    out: list[Block] = []
    for block in content[: 3 * _OPENING]:
        text = plain(plan.text_of(block))
        titled = block.kind is BlockKind.HEADING
        if is_sentence(text) and not titled and any(_wordy(plan, known) for known in out):
            break
        if not is_sentence(text) or titled:
            out.append(block)
        if len(out) == _OPENING:
            break
    return out


def _wordy(plan: Plan, block: Block) -> bool:
    return block.kind is not BlockKind.ITEM and len(plan.text_of(block).split()) >= 2


def is_sentence(text: str) -> bool:
    """Whether a line is running text rather than a name or a title."""
    words = len(text.split())
    return words > 40 or (words >= _RUNNING and text.endswith((".", ";", ":", "!", "…")))


def _lines(plan: Plan, blocks: Iterable[Block]) -> Iterable[Line]:
    for block in blocks:
        if text := plain(plan.text_of(block)):
            level = block.level if block.kind is BlockKind.HEADING else 0
            item = block.kind is BlockKind.ITEM
            yield Line(text, block.style.size, block.style.bold, level, item)


def _running(plan: Plan) -> list[str]:
    """Heads and feet that pages repeat, most frequent first; on web pages the site's own lines."""
    found: Counter[str] = Counter()
    for block in plan.blocks:
        if block.role is Role.FURNITURE and block.kind is not BlockKind.ITEM:
            text = _LEADING_PAGE.sub("", _PAGE.sub("", plain(plan.text_of(block)))).strip(" |·–-,")
            if 1 <= len(text.split()) <= 20 and not _FIELD.match(text):
                found[text] += 1
    return [text for text, _ in found.most_common()]


def _fields(plan: Plan) -> tuple[dict[str, str], set[int]]:
    """The fields of front matter by key, and the places of the blocks that hold them.

    Front matter stands between two rules (« --- ») or was marked as furniture when it was read.
    """
    fields: dict[str, str] = {}
    skipped: set[int] = set()
    if any(block.page for block in plan.blocks[:1]):
        return fields, skipped
    fenced, scalar = False, ""
    for place, block in enumerate(plan.blocks[:30]):
        text = plan.text_of(block).strip()
        if re.fullmatch(r"[-+]{3,}", text):
            if fenced:
                break
            fenced = True
            continue
        found = _FIELD.match(text)
        if found and (fenced or block.role is Role.FURNITURE):
            key, value = found["key"].lower(), found["value"].strip(" \"'")
            scalar = key if value in ("|", ">", "|-", ">-", "") else ""
            fields.setdefault(key, "" if scalar else value)
            skipped.add(place)
        elif scalar and block.role is Role.CONTENT and len(text.split()) <= 20:
            fields[scalar] = f"{fields[scalar]} {text}".strip()
            skipped.add(place)
        elif fenced:
            skipped.add(place)
    if not fields.keys() & _KNOWN:
        return {}, set()
    return fields, skipped


_KNOWN = frozenset(
    (
        "title titre date lang language langue author auteur description url layout template tags"
    ).split()
)
