"""HTML: the headings, paragraphs, lists and tables of the main content; the rest is furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree
from lxml import html as lxml_html

from pipeline.errors import DamagedError, NoTextError
from pipeline.extract.draft import Draft, assemble, tidy
from pipeline.extract.marks import opens_item
from pipeline.models import BlockKind, CellRef, Facts, Plan, Role, Style

_SKIPPED = frozenset(
    (
        "script style noscript template svg iframe object embed canvas audio video head "
        "button select input textarea option datalist"
    ).split()
)
_BLOCKS = frozenset(
    (
        "address article aside blockquote body center dd details div dl dt fieldset "
        "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre "
        "section summary table tbody td tfoot th thead tr ul caption"
    ).split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = frozenset(("b", "strong"))
_FURNITURE_TAGS = frozenset(("nav", "footer", "aside"))
_FURNITURE_ROLES = frozenset(
    ("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu")
)
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|fil(?:-?d?-?ariane)?|ariane|foot|footer"
    r"|pied(?:-de-page)?|cookies?|consent|related|similaires?|sidebar|share|partage|social|reseaux"
    r"|search|recherche|skip|login|newsletter|infolettre|comments?|ads?|advert\w*|pub|banner"
    r"|bandeau|pagination|pager|tags|copyright|print|lang(?:ues?|uage)?-?switch\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Context:
    """What the ancestors of a node say about its blocks."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    depth: int = 0
    marker: str | None = None
    bold: bool = False
    cell: CellRef | None = None
    role: Role = Role.CONTENT


def read_html(data: bytes, text: str, document: str) -> Plan:
    """Read a web page from its bytes, or from `text` where its charset had to be guessed."""
    try:
        declared = re.search(rb"charset\s*=", data[:4096], re.IGNORECASE)
        root = lxml_html.document_fromstring(data if declared else text)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DamagedError(f"{document}: not a readable web page ({error})") from error
    walker = _Walker(root)
    drafts = list(walker.walk())
    if not any(draft.role is Role.CONTENT for draft in drafts):
        raise NoTextError(f"{document}: a web page without text; save it as shown by a browser")
    return assemble(document, drafts, facts=_facts(root))


def _facts(root: lxml_html.HtmlElement) -> Facts:
    title = next(iter(root.xpath("//h1")), None)
    if title is None:
        title = next(iter(root.xpath("//title")), None)
    address = next(iter(root.xpath("//link[@rel='canonical']/@href")), None)
    language = next(iter(root.xpath("/html/@lang")), None)
    return Facts(
        title=tidy(title.text_content()) or None if title is not None else None,
        language=str(language)[:2].lower() if language else None,
        address=str(address) if address and str(address).startswith("http") else None,
    )


class _Walker:
    """Turns a tree of elements into drafts, in document order."""

    def __init__(self, root: lxml_html.HtmlElement) -> None:
        self.root = root
        self.tables = 0
        self.length = len(root.text_content()) or 1
        mains = root.xpath("//main|//*[@role='main']")
        self.main = max(mains, key=lambda m: len(m.text_content()), default=None)
        if self.main is not None and len(self.main.text_content()) < 0.1 * self.length:
            self.main = None  # an empty shell filled by scripts; the text stands elsewhere

    def walk(self) -> Iterator[Draft]:
        role = Role.CONTENT if self.main is None else Role.FURNITURE
        yield from self._children(self.root, _Context(role=role))

    def _element(self, node: lxml_html.HtmlElement, context: _Context) -> Iterator[Draft]:
        tag = node.tag
        if node is self.main:
            context = replace(context, role=Role.CONTENT)
        elif context.role is Role.CONTENT and self._is_furniture(node):
            context = replace(context, role=Role.FURNITURE)
        if tag in _HEADINGS:
            context = replace(context, kind=BlockKind.HEADING, level=_HEADINGS[tag])
        elif tag in ("ul", "ol"):
            yield from self._list(node, context)
            return
        elif tag == "table" and context.cell is None and _is_grid(node):
            yield from self._table(node, context)
            return
        elif tag in ("dt", "caption", "summary"):
            context = replace(context, bold=True)
        yield from self._children(node, context)

    def _children(self, node: lxml_html.HtmlElement, context: _Context) -> Iterator[Draft]:
        """The drafts of a node: its own inline text, cut where block elements stand in it."""
        buffer = _Inline()
        buffer.add(node.text)
        yield from self._inline(node, context, buffer)
        yield from buffer.flush(context)

    def _inline(
        self, node: lxml_html.HtmlElement, context: _Context, buffer: _Inline, bold: bool = False
    ) -> Iterator[Draft]:
        for child in node:
            if isinstance(child.tag, str) and child.tag not in _SKIPPED and not _hidden(child):
                if child.tag in _BLOCKS:
                    yield from buffer.flush(context)
                    yield from self._element(child, context)
                elif child.tag == "br":
                    buffer.add("\n", break_line=True)
                elif context.role is Role.CONTENT and self._is_furniture(child):
                    pass
                else:
                    strong = bold or child.tag in _BOLD
                    buffer.add(child.text, strong)
                    yield from self._inline(child, context, buffer, strong)
            buffer.add(child.tail, bold)

    def _list(self, node: lxml_html.HtmlElement, context: _Context) -> Iterator[Draft]:
        if context.role is Role.CONTENT and _only_links(node):
            context = replace(context, role=Role.FURNITURE)
        number = int(node.get("start", "1")) if node.get("start", "1").isdigit() else 1
        for child in node:
            if child.tag != "li":
                if isinstance(child.tag, str) and child.tag not in _SKIPPED:
                    yield from self._element(child, replace(context, depth=context.depth + 1))
                continue
            marker = f"{number}." if node.tag == "ol" else "•"
            number += 1
            item = replace(
                context, kind=BlockKind.ITEM, depth=context.depth + 1, marker=marker, level=0
            )
            yield from self._element(child, item)

    def _table(self, node: lxml_html.HtmlElement, context: _Context) -> Iterator[Draft]:
        table, self.tables = self.tables, self.tables + 1
        spans: dict[tuple[int, int], bool] = {}
        for row, line in enumerate(node.iter("tr")):
            column = 0
            for cell in line:
                if cell.tag not in ("td", "th"):
                    continue
                while (row, column) in spans:
                    column += 1
                ref = CellRef(table, row, column, header=cell.tag == "th")
                width, height = _span(cell, "colspan"), _span(cell, "rowspan")
                spans.update(
                    {(row + y, column + x): True for y in range(height) for x in range(width)}
                )
                inner = replace(context, kind=BlockKind.CELL, cell=ref, bold=cell.tag == "th")
                yield from self._children(cell, inner)
                column += width

    def _is_furniture(self, node: lxml_html.HtmlElement) -> bool:
        """Menus, footers, related links: by element, ARIA role, or the name of its class."""
        names = f"{node.get('class', '')} {node.get('id', '')}"
        named = node.tag in _FURNITURE_TAGS or node.get("role", "").lower() in _FURNITURE_ROLES
        if node.tag == "header":
            named = node.find(".//nav") is not None or node.getparent().tag == "body"
        if not (named or _FURNITURE_NAMES.search(names)):
            return False
        if self.main is not None and any(node is parent for parent in self.main.iterancestors()):
            return False
        # A theme may name the whole page "has-menu": what holds most of the text is content.
        return len(node.text_content()) < 0.5 * self.length


class _Inline:
    """Inline text gathered until a block element ends it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.bold = 0
        self.total = 0

    def add(self, text: str | None, bold: bool = False, break_line: bool = False) -> None:
        if not text:
            return
        self.parts.append(text if break_line else re.sub(r"\s", " ", text))
        size = len(text.strip())
        self.total += size
        self.bold += size if bold else 0

    def flush(self, context: _Context) -> Iterator[Draft]:
        """The drafts of the gathered text; a line break ends a block where an item opens."""
        lines = [tidy(line) for line in "".join(self.parts).split("\n")]
        bold = context.bold or (self.total > 0 and self.bold > 0.9 * self.total)
        self.parts, self.bold, self.total = [], 0, 0
        groups: list[list[str]] = [[]]
        for line in lines:
            if not line or opens_item(line):
                groups.append([])
            if line:
                groups[-1].append(line)
        for index, group in enumerate(g for g in groups if g):
            yield Draft(
                " ".join(group),
                kind=context.kind,
                style=Style(
                    bold=bold,
                    indent=float(context.depth),
                    marker=context.marker if index == 0 else None,
                ),
                level=context.level or context.depth,
                cell=context.cell,
                role=context.role,
            )


def _hidden(node: lxml_html.HtmlElement) -> bool:
    style = node.get("style", "").replace(" ", "").lower()
    return node.get("hidden") is not None or "display:none" in style


def _span(cell: lxml_html.HtmlElement, name: str) -> int:
    """A colspan or rowspan, held to what a real table has."""
    value = cell.get(name, "1")
    return max(1, min(int(value), 100)) if value.isdigit() else 1


def _is_grid(table: lxml_html.HtmlElement) -> bool:
    """Whether a table holds data: two rows and two columns, no table inside."""
    rows = list(table.iter("tr"))
    wide = max((sum(cell.tag in ("td", "th") for cell in row) for row in rows), default=0)
    return len(rows) >= 2 and wide >= 2 and table.find(".//td//table") is None


def _only_links(node: lxml_html.HtmlElement) -> bool:
    """Whether a list of three items or more says nothing outside its links."""
    items = node.findall("li")
    linked = sum(len(tidy(link.text_content())) for link in node.iter("a"))
    total = len(tidy(node.text_content()))
    return len(items) >= 3 and total > 0 and linked >= 0.9 * total
