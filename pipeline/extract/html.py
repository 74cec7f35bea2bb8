"""HTML: the headings, paragraphs, lists and tables of a page; what is furniture is so marked."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from lxml import etree
from lxml import html as lxml_html

from pipeline.errors import DamagedError, LimitError, NoTextError
from pipeline.extract.draft import Draft, assemble, tidy
from pipeline.extract.furniture import is_furniture, lengths, only_links
from pipeline.extract.marks import MARKER, opens_item
from pipeline.extract.transcript import separated
from pipeline.models import BlockKind, CellRef, Facts, Metadata, Plan, Role, Style

_SKIPPED = tuple(
    (
        "script style noscript template svg iframe object embed canvas audio video head "
        "select input textarea option datalist"
    ).split()
)
_OF_HEAD = frozenset("title meta link base style script noscript template".split())
_BLOCKS = frozenset(
    (
        "address article aside blockquote body center dd details div dl dt fieldset "
        "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre "
        "section summary table tbody td tfoot th thead tr ul caption button"
    ).split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset(("b", "strong", "dt", "caption", "summary", "th"))
_CHARSET = re.compile(rb"<meta\s[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_PAGE_END = re.compile(r"</(?:body|html)\s*>|\x00", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Context:
    """What an element and its ancestors say about the text in it."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    depth: int = 0
    bold: bool = False
    breaks: bool = False  # line ends count, as in <pre>
    cell: CellRef | None = None
    role: Role = Role.CONTENT


def read_html(data: bytes, text: str, document: str) -> Plan:
    """Read a web page from its bytes, or from `text` where they declare no known charset.

    Raises DamagedError, LimitError or NoTextError, each naming the document.
    """
    # Browsers put what follows the first </body> into the body; libxml2 would drop it.
    source = _PAGE_END.sub("", _decoded(data) or text)
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DamagedError(
            "{document}: not a readable web page ({error})", document=document, error=error
        ) from error
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise LimitError(
            "{document}: nested too deeply to be read; save it in a simpler form", document=document
        )
    _end_head(root)
    facts, metadata = _facts(root), _metadata(root)
    _strip(root)
    plan = assemble(document, separated(_Walker(root).walk()), facts=facts)
    if not any(block.role is Role.CONTENT for block in plan.blocks):
        raise NoTextError(
            "{document}: a web page without text; save it as shown by a browser", document=document
        )
    return replace(plan, metadata=metadata)


def _decoded(data: bytes) -> str | None:
    """The page in the charset that it declares; None where that is unknown, or UTF-8 after all."""
    found = _CHARSET.search(data[:4096])
    if not found:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        # As in browsers: pages that say Latin-1 mean Windows-1252.
        name = "cp1252" if name in ("iso8859-1", "ascii") else name
        return None if name == "utf-8" else data.decode(name, errors="replace")
    return None


def _facts(root: lxml_html.HtmlElement) -> Facts:
    titles = (tidy(title.text_content()) for title in (*root.iter("h1"), *root.iter("title")))
    address = next(iter(root.xpath("//link[@rel='canonical']/@href")), None)
    language = next(iter(root.xpath("/html/@lang")), None)
    return Facts(
        title=next(filter(None, titles), None),
        language=str(language)[:2].lower() if language else None,
        address=str(address) if address and str(address).startswith("http") else None,
    )


def _end_head(root: lxml_html.HtmlElement) -> None:
    """Give the body what libxml2 leaves in the head: HTML 5 ends it at the first other element."""
    head = root.find("head")
    out = [node for node in head if node.tag not in _OF_HEAD] if head is not None else []
    if out:
        body = root.find("body")
        body = etree.SubElement(root, "body") if body is None else body
        for place, node in enumerate(out):
            body.insert(place, node)


def _metadata(root: lxml_html.HtmlElement) -> Metadata:
    """What the head of the page says: plain, Open Graph and Dublin Core names."""
    said: dict[str, str] = {}
    for node in root.iter("meta"):
        name = (node.get("property") or node.get("name") or "").lower()
        if value := tidy(node.get("content") or ""):
            said.setdefault(re.sub(r"^dc(?:terms)?\.", "dc:", name), value)

    def first(*names: str) -> str | None:
        return next((said[name] for name in names if name in said), None)

    window = next((tidy(title.text_content()) for title in root.iter("title")), "")
    return Metadata(
        title=window or first("og:title", "dc:title"),
        author=first("dc:publisher", "publisher", "dc:creator", "author"),
        site=first("og:site_name", "application-name"),
        published=first("article:published_time", "dc:issued", "dc:date", "date"),
    )


def _strip(root: lxml_html.HtmlElement) -> None:
    """Take out what a browser does not show, so that it counts nowhere as text."""
    etree.strip_elements(
        root, etree.Comment, etree.ProcessingInstruction, *_SKIPPED, with_tail=False
    )
    for node in root.xpath("//*[@hidden or contains(@style, 'display')]"):
        if _hidden(node) and node.tag not in ("html", "body"):
            node.drop_tree()


def _hidden(node: lxml_html.HtmlElement) -> bool:
    style = node.get("style", "").replace(" ", "").lower()
    return node.get("hidden") not in (None, "until-found") or "display:none" in style


class _Walker:
    """Turns a tree of elements into drafts, in document order, however deep it is."""

    def __init__(self, root: lxml_html.HtmlElement) -> None:
        self.root = root
        self.tables = 0
        self.said = lengths(root)
        self.markers: dict[lxml_html.HtmlElement, str] = {}
        self.cells: dict[lxml_html.HtmlElement, CellRef] = {}
        self.buffer = _Inline()
        self.main = max(
            root.xpath("//main|//*[@role='main']"), key=lambda m: self.said[m], default=None
        )
        if self.main is not None and self.said[self.main] < 0.1 * self.said[root]:
            self.main = None  # an empty shell filled by scripts; the text stands elsewhere

    def walk(self) -> Iterator[Draft]:
        role = Role.CONTENT if self.main is None else Role.FURNITURE
        stack = [_Context(role=role)]
        for event, node in etree.iterwalk(self.root, events=("start", "end")):
            if event == "start":
                if node.tag in _BLOCKS:
                    yield from self.buffer.flush(stack[-1])
                stack.append(self._enter(node, stack[-1]))
                self.buffer.add(node.text, stack[-1])
                continue
            if node.tag in _BLOCKS:
                yield from self.buffer.flush(stack[-1])
            if node.tag == "li":
                self.buffer.marker = None
            stack.pop()
            if node.tag == "br":
                self.buffer.parts.append("\n")
            self.buffer.add(node.tail, stack[-1])

    def _enter(self, node: lxml_html.HtmlElement, context: _Context) -> _Context:
        """The context of what stands inside an element."""
        tag = node.tag
        if node is self.main:
            context = replace(context, role=Role.CONTENT)
        elif context.role is Role.CONTENT and self._is_furniture(node, context):
            context = replace(context, role=Role.FURNITURE)
        if tag in _BOLD:
            context = replace(context, bold=True)
        if tag in _HEADINGS:
            return replace(context, kind=BlockKind.HEADING, level=_HEADINGS[tag])
        if tag == "pre":
            return replace(context, breaks=True)
        if tag in ("ul", "ol"):
            self.markers.update(_numbered(node))
            return replace(context, depth=context.depth + 1)
        if tag == "li" and node in self.markers:
            self.buffer.marker = self.markers.pop(node)
            return replace(context, kind=BlockKind.ITEM, level=0)
        if tag == "table" and context.cell is None and _is_grid(node):
            self.cells.update(_placed(node, self.tables))
            self.tables += 1
        elif node in self.cells:
            return replace(context, kind=BlockKind.CELL, cell=self.cells.pop(node))
        return context

    def _is_furniture(self, node: lxml_html.HtmlElement, context: _Context) -> bool:
        if node.tag == "button" and context.kind is BlockKind.HEADING:
            return False  # the heading of an accordion
        if node.tag in ("ul", "ol") and only_links(node, self.said):
            return True
        # A theme may name the whole page "has-menu": what holds most of the text is content.
        return is_furniture(node, self.main) and self.said[node] < 0.5 * self.said[self.root]


class _Inline:
    """Inline text gathered until a block element begins or ends."""

    def __init__(self) -> None:
        self.marker: str | None = None  # of the list item whose first block is to come
        self.parts: list[str] = []
        self.bold = 0
        self.furniture = 0
        self.total = 0

    def add(self, text: str | None, context: _Context) -> None:
        if not text:
            return
        self.parts.append(text if context.breaks else re.sub(r"\s", " ", text))
        size = len(text.strip())
        self.total += size
        self.bold += size if context.bold else 0
        self.furniture += size if context.role is Role.FURNITURE else 0

    def flush(self, context: _Context) -> Iterator[Draft]:
        """The drafts of the gathered text; a line break ends a block where an item opens."""
        bold = self.bold > 0.9 * self.total
        # A link to share or to skip something is furniture unless a sentence holds it.
        role = Role.FURNITURE if self.furniture > 0.7 * self.total else Role.CONTENT
        lines = [tidy(line) for line in "".join(self.parts).split("\n")]
        self.parts, self.bold, self.furniture, self.total = [], 0, 0, 0
        groups: list[list[str]] = [[]]
        for line in lines:
            if not line or opens_item(line):
                groups.append([])
            if line:
                groups[-1].append(line)
        for group in groups:
            if group:
                yield self._draft(group, context, bold, role)

    def _draft(self, lines: Sequence[str], context: _Context, bold: bool, role: Role) -> Draft:
        text = " ".join(lines)
        starts = list(accumulate(len(line) + 1 for line in lines[:-1]))
        kind, marker, self.marker = context.kind, self.marker, None
        typed = MARKER.match(text) if kind is not BlockKind.HEADING else None
        if typed and typed.end() < len(text):
            text, marker, kind = text[typed.end() :], marker or typed["marker"], BlockKind.ITEM
            starts = [start - typed.end() for start in starts]
        elif kind is BlockKind.ITEM and marker is None:
            kind = BlockKind.PARAGRAPH if context.cell is None else BlockKind.CELL
        level = context.level or (context.depth if kind is BlockKind.ITEM else 0)
        style = Style(bold=bold, indent=float(context.depth), marker=marker)
        breaks = tuple(start for start in starts if start > 0)
        return Draft(
            text, kind, style=style, level=level, cell=context.cell, role=role, breaks=breaks
        )


def _numbered(node: lxml_html.HtmlElement) -> Iterator[tuple[lxml_html.HtmlElement, str]]:
    """The items of a list with their markers."""
    number = _digits(node.get("start"))
    for item in node.iterchildren("li"):
        number = _digits(item.get("value"), number)
        yield item, f"{number}." if node.tag == "ol" else "•"
        number += 1


def _placed(
    node: lxml_html.HtmlElement, table: int
) -> Iterator[tuple[lxml_html.HtmlElement, CellRef]]:
    """The cells of a table with their places."""
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(node.iter("tr")):
        column = 0
        for cell in line.iterchildren("td", "th"):
            while (row, column) in taken:
                column += 1
            # Held to what a real table has.
            width = max(1, min(_digits(cell.get("colspan")), 100))
            height = max(1, min(_digits(cell.get("rowspan")), 100))
            yield cell, CellRef(table, row, column, cell.tag == "th", height, width)
            taken.update((row + y, column + x) for y in range(height) for x in range(width))
            column += width


def _digits(value: str | None, default: int = 1) -> int:
    """The number in an attribute, or `default` where there is none."""
    return int(value) if value and re.fullmatch(r"\s*[0-9]{1,6}\s*", value) else default


def _is_grid(table: lxml_html.HtmlElement) -> bool:
    """Whether a table holds data: two rows and two columns, no table inside."""
    rows = list(table.iter("tr"))
    wide = max((sum(cell.tag in ("td", "th") for cell in row) for row in rows), default=0)
    return len(rows) >= 2 and wide >= 2 and table.find(".//td//table") is None
