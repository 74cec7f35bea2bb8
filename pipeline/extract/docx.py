"""DOCX: paragraphs with the numbers that Word prints before them, tables, text boxes, notes.

A DOCX has no pages: where they end is for the program that shows it to say, with its fonts and its
printer. Word leaves marks where they ended when it last saved (`w:lastRenderedPageBreak`), other
programs leave none or keep stale ones, so no block has a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import NoTextError
from pipeline.extract.docx_lists import Lists
from pipeline.extract.docx_numbering import Count, Number, instances
from pipeline.extract.docx_package import MC, Node, Package, R, W
from pipeline.extract.docx_styles import Indent, Styles, flag, value
from pipeline.extract.docx_tables import is_grid, placed
from pipeline.extract.docx_text import (
    SKIPPED,
    Inline,
    Line,
    Piece,
    TextBox,
    chosen,
    is_placeholder,
    lines,
)
from pipeline.extract.draft import Draft, assemble, tidy
from pipeline.models import BlockKind, CellRef, Facts, Metadata, Plan, Role, Style

_LEVEL_INDENT = 18.0  # points for each level of a list that says nothing of its indent
_FILE_NAME = re.compile(r"\.(?:docx?|dotx?|odt|pdf)\b|^microsoft|^untitled|^word document", re.I)


def read_docx(path: Path, document: str) -> Plan:
    """Read a Word document. Raises EncryptedError, DamagedError or NoTextError, naming it."""
    package = Package(path, document)
    try:
        reader = _Reader(package)
        body = reader.body()
        drafts = [*reader.margins("header"), *body, *reader.margins("footer"), *reader.notes()]
        facts = Facts(title=reader.title or _title(package.title()))
        metadata = Metadata(package.title() or None, package.said("creator") or None)
    finally:
        package.close()
    plan = assemble(document, drafts, facts=facts)
    if not any(block.role is Role.CONTENT for block in plan.blocks):
        raise NoTextError(
            "{document}: a document without text (pictures only?); save it with text",
            document=document,
        )
    return replace(plan, metadata=metadata)


def _title(said: str | None) -> str | None:
    """The title in the properties, unless it is what a program or a template left there."""
    text = tidy(said or "")
    return text if len(text) >= 6 and not _FILE_NAME.search(text) else None


@dataclass(frozen=True, slots=True)
class _Context:
    """What stands around a paragraph: its story, its cell, and whether it lists contents."""

    inline: Inline
    count: Count
    cell: CellRef | None = None
    role: Role = Role.CONTENT


class _Reader:
    """Turns the parts of a document into drafts."""

    def __init__(self, package: Package) -> None:
        self.title: str | None = None
        self._package = package
        self._styles = Styles(package.part("styles"))
        self._numbers = instances(package.part("numbering"), self._styles.instance_of)
        self._tables = 0
        self._lists = Lists()
        self._held: list[Piece] = []  # of a paragraph that goes on in the next one

    def body(self) -> list[Draft]:
        """The body with its text boxes."""
        found = self._package.main.find(f"{W}body")
        return [] if found is None else list(self._blocks(found, self._story()))

    def margins(self, kind: str) -> list[Draft]:
        """The texts of all heads or feet of pages, each once."""
        story = self._story(Role.FURNITURE)
        texts: dict[str, Draft] = {}
        for reference in self._package.main.iter(f"{W}{kind}Reference"):
            root = self._package.related(reference.get(f"{R}id"))
            for draft in self._blocks(root, story) if root is not None else ():
                texts.setdefault(draft.text, draft)
        return list(texts.values())

    def notes(self) -> list[Draft]:
        """Footnotes and endnotes. They stand apart: no sentence and no list goes on in them."""
        out: list[Draft] = []
        for kind in ("footnote", "endnote"):
            root = self._package.part(f"{kind}s")
            story = self._story(Role.FURNITURE)
            for note in root.iter(f"{W}{kind}") if root is not None else ():
                if note.get(f"{W}type", "normal") == "normal":
                    out += self._blocks(note, story)
        return out

    def _story(self, role: Role = Role.CONTENT) -> _Context:
        return _Context(Inline(self._styles), Count(self._numbers), role=role)

    def _blocks(self, container: Node, context: _Context) -> Iterator[Draft]:
        """The blocks of whatever holds paragraphs and tables."""
        for node in container:
            if node.tag in SKIPPED or is_placeholder(node):
                continue
            if node.tag == f"{W}p":
                yield from self._paragraph(node, context)
            elif node.tag == f"{W}tbl":
                yield from self._table(node, context)
            elif node.tag == f"{MC}AlternateContent":
                yield from self._blocks(chosen(node), context)
            elif node.tag == f"{W}sdt" and _lists_contents(node):
                yield from self._blocks(node, _as_contents(context))
            else:
                yield from self._blocks(node, context)

    def _table(self, table: Node, context: _Context) -> Iterator[Draft]:
        """Cell by cell; the cells of a frame or of a table in a cell are no cells of their own."""
        grid = context.cell is None and is_grid(table)
        cells = placed(table, self._tables)
        self._tables += grid
        for cell, place in cells:
            self._lists.clear()
            yield from self._blocks(cell, replace(context, cell=place) if grid else context)
        self._lists.clear()

    def _paragraph(self, node: Node, context: _Context) -> Iterator[Draft]:
        style = self._styles.of(node)
        found = context.inline.read(node, style)
        pieces = self._held + [piece for piece in found if isinstance(piece, Piece)]
        self._held = []
        boxes = [box for box in found if isinstance(box, TextBox)]
        if _runs_on(node):
            yield from self._boxes(boxes, context)
            self._held = pieces
            return
        first = next((i for i, p in enumerate(found) if isinstance(p, Piece) and p.text.strip()), 0)
        if any(isinstance(piece, TextBox) for piece in found[:first]):
            yield from self._boxes(boxes, context)
            boxes = []
        yield from self._own(node, style, pieces, context)
        yield from self._boxes(boxes, context)

    def _boxes(self, boxes: Iterable[TextBox], context: _Context) -> Iterator[Draft]:
        for box in boxes:
            # Word numbers the paragraphs of each text box by themselves.
            story = replace(self._story(context.role), cell=context.cell)
            yield from self._blocks(box.content, story)

    def _own(
        self, node: Node, style: str | None, pieces: Sequence[Piece], context: _Context
    ) -> Iterator[Draft]:
        """The drafts of the text of a paragraph, without the text boxes that hang on it."""
        rows = lines(pieces, self._styles.look(style, None))
        if not rows and (_is_hidden(node) or _mark_is_gone(node)):
            return
        number, indent = self._number(node, style, context.count)
        if not rows and number and _stands_alone(number, context):
            rows = [Line("", _plain(self._styles, style))]
        if not rows:
            return
        listed = self._styles.is_contents(style) or any(piece.contents for piece in pieces)
        if listed and context.role is Role.CONTENT:
            context = replace(context, role=Role.CONTENTS)
        level = self._styles.outline(node, style)
        titles = self._styles.is_title(style) and context.cell is None
        if titles and self.title is None and context.role is Role.CONTENT:
            self.title = " ".join(row.text for row in rows)
        for index, row in enumerate(rows):
            kind = BlockKind.HEADING if level or titles else BlockKind.PARAGRAPH
            draft = Draft(row.text, kind, style=replace(row.style, indent=indent), level=level)
            draft = replace(draft, cell=context.cell, role=context.role)
            yield self._lists.marked(draft, number if index == 0 else None)

    def _number(self, node: Node, style: str | None, count: Count) -> tuple[Number | None, float]:
        """What is printed before a paragraph, and where it begins."""
        numbered = self._styles.numbered(node, style)
        own = self._numbers.get(numbered.instance) if numbered else None
        if numbered is None or own is None:
            return None, self._styles.indent(node, style, Indent(), None)
        place = numbered.level or 0
        for ancestor in self._styles.ancestors(style, numbered.style) if numbered.style else ():
            linked = own.level_of(ancestor)
            if linked is not None:
                place = linked
                break
        level = own.levels.get(place)
        indent = level.indent if level else Indent()
        if indent.left is None:
            indent = Indent(_LEVEL_INDENT * (1 + place), indent.first)
        where = self._styles.indent(node, style, indent, numbered.style)
        return count.next(numbered.instance, place), where


def _plain(styles: Styles, style: str | None) -> Style:
    look = styles.look(style, None)
    return Style(size=look.size, bold=look.bold, italic=look.italic, colour=look.colour)


def _stands_alone(number: Number, context: _Context) -> bool:
    """Whether a number without text is one to read: in a column of its own, or « Mesure 3 »."""
    named = re.search(r"[^\W\d_]{3}", number.text)
    return not number.bullet and (context.cell is not None or named is not None)


def _runs_on(node: Node) -> bool:
    """Whether a paragraph and the next are one: its mark was deleted, or it is a drop capital."""
    following = node.getnext()
    if following is None or following.tag != f"{W}p":
        return False
    frame = node.find(f"{W}pPr/{W}framePr")
    drops = frame is not None and frame.get(f"{W}dropCap") in ("drop", "margin")
    return drops or _mark_is_gone(node)


def _mark_is_gone(node: Node) -> bool:
    """Whether the end of a paragraph was deleted or moved away under tracked changes."""
    mark = node.find(f"{W}pPr/{W}rPr")
    gone = (f"{W}del", f"{W}moveFrom")
    return mark is not None and any(mark.find(tag) is not None for tag in gone)


def _is_hidden(node: Node) -> bool:
    """Whether a paragraph is hidden with its mark: such a one is not counted either."""
    return bool(flag(node.find(f"{W}pPr/{W}rPr/{W}vanish")))


def _lists_contents(node: Node) -> bool:
    """Whether a content control is the table of contents that Word makes."""
    gallery = value(node.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"))
    return gallery is not None and "table of contents" in gallery.lower()


def _as_contents(context: _Context) -> _Context:
    role = Role.CONTENTS if context.role is Role.CONTENT else context.role
    return replace(context, role=role)
