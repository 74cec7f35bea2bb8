"""What a paragraph of a DOCX prints: runs of letters, without fields' codes and deleted text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.docx_package import MC, Node, W
from pipeline.extract.docx_styles import Look, Styles
from pipeline.extract.draft import tidy
from pipeline.extract.marks import BULLETS, opens_item
from pipeline.models import Style

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
PAGE_BREAK = "\f"
# Deleted or moved away, properties, and what Word shows beside the text or not at all.
SKIPPED = frozenset(
    f"{W}{name}"
    for name in (
        "del moveFrom pPr rPr sdtPr sdtEndPr tblPr tblGrid trPr tcPr sectPr delText "
        "delInstrText footnoteReference endnoteReference commentReference annotationRef "
        "footnoteRef endnoteRef separator continuationSeparator rt ffData"
    ).split()
)
_PRINTED = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "\u00ad",
}
_CONTENTS = ("TOC", "INDEX", "TOA")


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters of one look, or what stands for a line break or a page break."""

    text: str
    look: Look
    contents: bool = False  # printed by the field of a table of contents


@dataclass(frozen=True, slots=True)
class TextBox:
    """A text box that hangs on a paragraph, where its anchor stands in it."""

    content: Node


@dataclass(frozen=True, slots=True)
class Line:
    """Lines of a paragraph that belong together, and how most of their letters look."""

    text: str
    style: Style


@dataclass(slots=True)
class _Field:
    code: str = ""
    result: bool = False


class Inline:
    """Reads the paragraphs of one story; a field may run over several of them."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[_Field] = []

    def read(self, paragraph: Node, style: str | None) -> list[Piece | TextBox]:
        """What a paragraph holds, in order."""
        plain = self._styles.look(style, None)
        return list(self._walk(paragraph, style, plain))

    def _walk(self, node: Node, style: str | None, look: Look) -> Iterator[Piece | TextBox]:
        for child in node:
            tag = child.tag
            if tag in SKIPPED or is_placeholder(child):
                continue
            if tag == f"{W}txbxContent":
                yield TextBox(child)
            elif tag == f"{W}fldChar":
                self._turn(child.get(f"{W}fldCharType"))
            elif tag == f"{W}instrText":
                if self._fields:
                    self._fields[-1].code += child.text or ""
            elif tag == f"{MC}AlternateContent":
                yield from self._walk(chosen(child), style, look)
            elif tag == f"{W}r":
                yield from self._walk(child, style, self._styles.look(style, child))
            elif tag in (f"{W}t", f"{_M}t") or tag in _PRINTED or tag in (f"{W}br", f"{W}sym"):
                yield from self._printed(child, look)
            else:
                yield from self._walk(child, style, look)

    def _printed(self, node: Node, look: Look) -> Iterator[Piece]:
        if look.hidden or not all(field.result for field in self._fields):
            return
        text = _PRINTED.get(node.tag, node.text or "")
        if node.tag == f"{W}br":
            broken = node.get(f"{W}type") in ("page", "column")
            text = PAGE_BREAK if broken else "\n"
        elif node.tag == f"{W}sym":
            text = _symbol(node.get(f"{W}char"))
        elif node.tag == f"{W}t":
            text = text.replace("\n", " ")
        if text:
            contents = any(f.code.strip().upper().startswith(_CONTENTS) for f in self._fields)
            yield Piece(text.upper() if look.capitals else text, look, contents)

    def _turn(self, kind: str | None) -> None:
        """A field begins, comes to its result, or ends."""
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].result = True
        elif kind == "end" and self._fields:
            self._fields.pop()


def is_placeholder(node: Node) -> bool:
    """Whether a content control still shows what it asks to be filled in with."""
    return node.tag == f"{W}sdt" and node.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def chosen(node: Node) -> Node:
    """The one branch of alternative content that is shown: text boxes stand in both."""
    choice = node.find(f"{MC}Choice")
    fallback = node.find(f"{MC}Fallback")
    says = choice is not None and next(choice.iter(f"{W}t", f"{W}txbxContent"), None) is not None
    return choice if fallback is None or says else fallback


def _symbol(code: str | None) -> str:
    """A letter of a symbol font: a bullet where it is known as one, else nothing to read."""
    try:
        number = int(code or "", 16)
    except ValueError:
        return ""
    letter = chr(number) if number < 0xD800 or 0xE000 <= number < 0xFFFE else ""
    return letter if letter in BULLETS or not 0xE000 <= number <= 0xF8FF else " "


def lines(pieces: Sequence[Piece], plain: Look) -> list[Line]:
    """The lines of a paragraph, those that run on joined.

    A line break ends a block where an item opens, where the look changes, and at an empty line.
    """
    rows: list[list[Piece]] = [[]]
    breaks: list[str] = [""]
    for piece in pieces:
        parts = piece.text.replace(PAGE_BREAK, f"\n{PAGE_BREAK}").split("\n")
        for index, part in enumerate(parts):
            if index:
                rows.append([])
                breaks.append(PAGE_BREAK if part.startswith(PAGE_BREAK) else "\n")
            rows[-1].append(Piece(part.removeprefix(PAGE_BREAK), piece.look))
    out: list[Line] = []
    again = True
    for row, before in zip(rows, breaks, strict=True):
        text = tidy("".join(piece.text for piece in row))
        if not text:
            again = True
            continue
        style = _style(row, plain)
        last = out[-1].style if out else style
        changed = style.bold != last.bold or abs(style.size - last.size) > 0.5
        if again or changed or before == PAGE_BREAK or opens_item(text):
            out.append(Line(text, style))
        else:
            out[-1] = Line(f"{out[-1].text} {text}", last)
        again = False
    return out


def _style(pieces: Sequence[Piece], plain: Look) -> Style:
    """How most letters look; `plain` counts where there is none."""
    sizes: Counter[float] = Counter()
    colours: Counter[str | None] = Counter()
    bold = italic = 0
    for piece in pieces:
        weight = len(piece.text.strip())
        sizes[piece.look.size] += weight
        colours[piece.look.colour] += weight
        bold += weight * piece.look.bold
        italic += weight * piece.look.italic
    total = sizes.total()
    if not total:
        return Style(size=plain.size, bold=plain.bold, italic=plain.italic, colour=plain.colour)
    return Style(
        size=max(sizes, key=lambda size: (sizes[size], size)),
        bold=bold > 0.6 * total,
        italic=italic > 0.6 * total,
        colour=colours.most_common(1)[0][0],
    )
