"""Lists of a DOCX: which paragraphs are items, with what marker, and how deep they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.docx_numbering import Number
from pipeline.extract.draft import Draft, tidy
from pipeline.extract.marks import MARKER
from pipeline.labels import Label, parse
from pipeline.models import BlockKind

_STEP = 4.0  # points by which nested items are indented, at least
_CLOSE = (".", ",", ")", "°")  # what is printed right after a number


class Lists:
    """The indents, in points, of the list items that the next one may stand below.

    Lists may be nested by look alone: the levels of two lists say nothing of each other.
    """

    def __init__(self) -> None:
        self._bullets: list[float] = []
        self._numbers: list[float] = []

    def clear(self) -> None:
        """No list goes on."""
        self._bullets, self._numbers = [], []

    def marked(self, draft: Draft, number: Number | None) -> Draft:
        """A draft with its number or bullet, printed by Word or typed by hand."""
        text, kind, marker = draft.text, draft.kind, None
        heading = kind is BlockKind.HEADING
        if number and not number.bullet:
            close = not number.gap and text.startswith(_CLOSE)
            text = f"{number.text}{'' if close else ' '}{text}"
            if not heading and draft.text and not _labels(number):
                text, marker = draft.text, tidy(number.text)
        elif number:
            marker = number.text
        typed = None if heading else MARKER.match(text)
        if typed and typed.end() < len(text):
            text, marker = text[typed.end() :], marker or typed["marker"]
        if heading:
            self.clear()
            return replace(draft, text=text, style=replace(draft.style, marker=marker))
        counted = number is not None and not number.bullet and marker is None
        depth = self._depth(draft.style.indent, bool(marker), counted)
        nested = depth > 1 and not draft.style.bold and number is not None and _anew(number)
        if nested and number and parse(tidy(text)) is None:
            text, marker = draft.text, tidy(number.text)
        if marker or nested:
            kind, style = BlockKind.ITEM, replace(draft.style, marker=marker)
            return replace(draft, text=text, kind=kind, level=depth, style=style)
        return replace(draft, text=text, kind=BlockKind.CELL if draft.cell else kind)

    def _depth(self, indent: float, bullet: bool, counted: bool) -> int:
        """The depth of what begins at `indent`: 1 in no other list; 0 for plain paragraphs."""
        if bullet:
            return _depth(self._bullets, indent)
        if counted:
            below = sum(indent > other + _STEP for other in self._bullets)
            self._bullets = self._bullets[:below]
            return below + _depth(self._numbers, indent)
        # What stands under the first item belongs to it; other text ends the list.
        self._bullets = self._bullets if _under(self._bullets, indent) else []
        self._numbers = self._numbers if _under(self._numbers, indent) else []
        return 0


def _depth(indents: list[float], indent: float) -> int:
    while indents and indent < indents[-1] - _STEP:
        indents.pop()
    if not indents or indent > indents[-1] + _STEP:
        indents.append(indent)
    return len(indents)


def _under(indents: Sequence[float], indent: float) -> bool:
    return bool(indents) and indent >= indents[0] + _STEP


def _labels(number: Number) -> bool:
    """Whether a number is read as a label; « ii. » and « (a) » mark items as bullets do."""
    return number.form != "lowerRoman" and _label(number) is not None


def _anew(number: Number) -> bool:
    """Whether a number is a plain one, which does not name the number above it as « 1.2 » does."""
    label = _label(number)
    return label is not None and label.keyword is None and label.depth == 1


def _label(number: Number) -> Label | None:
    return parse(tidy(f"{number.text} Semer"))
