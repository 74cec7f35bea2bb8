"""Plain text and Markdown, front matter and tab-separated tables included."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.errors import NoTextError
from pipeline.extract.draft import Draft, assemble, tidy
from pipeline.extract.hyphens import join_lines
from pipeline.extract.inline import PARAGRAPH_TAG, unmarked
from pipeline.extract.marks import MARKER, opens_item
from pipeline.extract.side_by_side import unfolded, with_fields
from pipeline.extract.transcript import separated
from pipeline.labels import parse
from pipeline.models import BlockKind, CellRef, Facts, Plan, Role, Style

_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_UNDERLINE = re.compile(r"^(?:={3,}|-{3,})$")
_RULE = re.compile(r"^(?:[-*_=]\s?){3,}$")
_NUMBERED = re.compile(r"^(\d{1,3}[.)])\s+(.*)")
_BOLD_LINE = re.compile(r"^(\*\*\*|\*\*|__)(?!\s)(.+?)(?<!\s)\1\s*:?$")
_CHECK_BOX = re.compile(r"^\[[ xX]\]\s+")
_FENCE = re.compile(r"^(---|\+\+\+)\s*$")
_KEY = re.compile(r"^(\s*)(?:-\s+)?([A-Za-z_][\w:.-]*)\s*[:=]\s*(.*)$")
_TITLE_KEYS = frozenset(("title", "titre", "titre2", "subtitle", "sous-titre", "heading", "name"))
_PAGE = re.compile(r"^#*\s*page\s+\d+\s*:?$", re.IGNORECASE)
_ADDRESS = re.compile(r"^https?://\S+$")
_ENDS = re.compile(r"[.!?…]\W*$")
_NAMED = re.compile(r"^([^\W\d][^:.\d]{2,28}?)\s?:\s+\S")
_HEAD_WITH_PAGE = re.compile(
    r"^(?:(?P<before>[^\W\d_].*?)[\s|–—-]+(?:page\s+)?\d{1,3}(?:\s?/\s?\d+)?"
    r"|\d{1,3}[\s|–—-]+(?P<after>[^\W\d_].*?))$",
    re.IGNORECASE,
)
_LEADER = re.compile(r"(?:\.\s?){4,}\s*\d{1,3}$")  # a line of a table of contents
_AGAIN = 3  # times from which on a line or name is one that comes back
_LONG = 45  # characters from which on a line may have been cut by wrapping
_CUT = 0.6  # share of the width from which on it may, in narrow columns


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the file: what it says and how deep it stands."""

    text: str
    indent: int
    role: Role = Role.CONTENT
    heading: int = 0
    opens: bool = False  # a block of its own, as what it names is named again and again


def read_plain(text: str, document: str) -> Plan:
    """Read plain text or Markdown. Raises NoTextError for a file without a word."""
    pages = text.replace("\r\n", "\n").replace("\r", "\n").split("\f")
    lines = with_fields([page.split("\n") for page in pages])
    rows, title = _rows([line for page in lines for line in unfolded(page)])
    drafts = separated(_drafts(_repeated(rows)))
    plan = assemble(document, drafts, facts=Facts(title=title))
    if not any(block.role is Role.CONTENT for block in plan.blocks):
        raise NoTextError(
            "{document}: a text without words; check that it was saved whole", document=document
        )
    return plan


def _rows(lines: Sequence[str]) -> tuple[list[_Row], str | None]:
    """The lines of the file, front matter resolved, and the title that it names."""
    start = next((i for i, line in enumerate(lines[:8]) if _FENCE.match(line)), None)
    if start is None or any(line.strip() and not _ADDRESS.match(line) for line in lines[:start]):
        return _body(lines), None
    fence = lines[start].strip()
    end = next((i for i in range(start + 1, len(lines)) if lines[i].strip() == fence), start)
    front = lines[start + 1 : end]
    if not _KEY.match(next((line for line in front if line.strip(" -#")), "")):
        return _body(lines), None  # a rule, or a title between two
    rows, title = _front_matter(front)
    head = [_Row(line, 0, Role.FURNITURE) for line in lines[:start]]
    return [*head, *rows, _Row("", 0), *_body(lines[end + 1 :])], title


def _body(lines: Sequence[str]) -> list[_Row]:
    """The rows below the front matter, underlined titles made headings."""
    rows: list[_Row] = []
    for line in lines:
        row = _row(line)
        alone = bool(rows and rows[-1].text) and (len(rows) < 2 or not rows[-2].text)
        if alone and _UNDERLINE.match(row.text) and _is_title(rows[-1].text):
            rows[-1] = replace(rows[-1], heading=1 if row.text[0] == "=" else 2)
            row = _Row("", 0)
        rows.append(row)
    return rows


def _is_title(text: str) -> bool:
    return len(text.split()) <= 16 and not _opens(text) and not _RULE.match(text)


def _row(line: str) -> _Row:
    expanded = line.expandtabs(4) if line.startswith((" ", "\t")) else line
    text = expanded.strip()
    mute = _ADDRESS.match(text) or _PAGE.match(text) or _RULE.match(text)
    role = Role.FURNITURE if mute else Role.CONTENT
    return _Row(text, len(expanded) - len(expanded.lstrip(" \u00a0")), role)


def _repeated(rows: Sequence[_Row]) -> list[_Row]:
    """The rows with running heads marked, and with the names of fields that open a block."""
    heads = Counter(_without_page(row.text) for row in rows)
    names = Counter(found[1].lower() for row in rows if (found := _NAMED.match(row.text)))
    out: list[_Row] = []
    for row in rows:
        head = _without_page(row.text)
        if head and heads[head] >= _AGAIN:
            row = replace(row, role=Role.FURNITURE)
        named = _NAMED.match(row.text)
        out.append(replace(row, opens=bool(named and names[named[1].lower()] >= _AGAIN)))
    return out


def _without_page(text: str) -> str:
    """A running head without the page number that it begins or ends with; empty for other rows."""
    found = _HEAD_WITH_PAGE.match(text) if len(text) <= 120 else None
    if not found:
        return ""
    head = found["before"] or found["after"]
    return tidy(head) if len(head.split()) >= 2 and not parse(text) else ""


def _front_matter(lines: Sequence[str]) -> tuple[list[_Row], str | None]:
    """Rows of front matter: titles are headings, block scalars are text, other keys furniture."""
    rows: list[_Row] = []
    title: str | None = None
    scalar: int | None = None  # the indent of the key whose block scalar is being read
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if scalar is not None and (not line.strip() or indent > scalar):
            rows.append(_row(line))
            continue
        scalar = None
        found = _KEY.match(line)
        if not found:
            rows.append(_Row(line.strip(), indent, Role.FURNITURE))
            continue
        key, value = found[2].lower(), found[3].strip().strip("'\"")
        rows.append(_Row("", 0))
        if re.fullmatch(r"[|>][+-]?\d?", value):
            scalar = indent
            rows += [_Row(line.strip(), indent, Role.FURNITURE), _Row("", 0)]
        elif key in _TITLE_KEYS and value and not indent and title is None:
            title = value
            rows.append(_Row(value, 0, heading=1))
        elif key in _TITLE_KEYS and value:
            rows.append(_Row(value, 0, heading=2))
        else:
            rows.append(_Row(line.strip(), indent, Role.FURNITURE))
    return rows, title


def _drafts(rows: Sequence[_Row]) -> Iterator[Draft]:
    """Group rows into blocks: blank lines, markers and headings end a block."""
    width = _width(rows)
    group: list[_Row] = []
    table = -1
    tabular = False
    table_row = 0
    for index, row in enumerate(rows):
        cells = _cells(row.text)
        if cells:
            yield from _block(group, rows, index - len(group), index)
            group = []
            table, table_row = (table, table_row + 1) if tabular else (table + 1, 0)
            tabular = True
            yield from _cell_drafts(cells, table, table_row)
            continue
        tabular = tabular and not row.text
        if group and not _joins(group, row, width):
            yield from _block(group, rows, index - len(group), index)
            group = []
        if row.text:
            group.append(row)
    yield from _block(group, rows, len(rows) - len(group), len(rows))


def _width(rows: Sequence[_Row]) -> int:
    """The length of lines that paragraphs are cut into; 0 where each is one line."""
    texts = [row.text for row in rows if row.text and row.role is Role.CONTENT]
    lengths = sorted(map(len, texts))
    if not lengths or lengths[int(0.97 * (len(lengths) - 1))] > 110:
        return 0
    long = [text for text in texts if len(text) >= _LONG]
    if sum(bool(_ENDS.search(text)) for text in long) > 0.6 * len(long):
        return 0
    return lengths[int(0.9 * (len(lengths) - 1))]


def _joins(group: Sequence[_Row], row: _Row, width: int) -> bool:
    """Whether a row goes on with the block before it."""
    before = group[-1]
    if not row.text or row.heading or before.heading or row.role is not before.role:
        return False
    if row.opens or _LEADER.search(before.text):
        return False
    if _HEADING.match(before.text) or _HEADING.match(row.text) or _opens(row.text):
        return False
    if _BOLD_LINE.match(before.text) or _BOLD_LINE.match(row.text):
        return False
    cut = len(before.text) >= min(_LONG, _CUT * width)
    return cut and bool(width) and not _forced(before.text, row.text, width)


def _forced(before: str, text: str, width: int) -> bool:
    """Whether a line ended early, without a mark, although a first capital word would have fitted.

    So ends a title over its explanation.
    """
    room = width - len(before) - 1 - len(text.split()[0])
    return text[:1].isupper() and before[-1:].isalnum() and room > 0.1 * width


def _opens(text: str) -> bool:
    return opens_item(text) or bool(_NUMBERED.match(text) or text.startswith((">", "|")))


def _cells(text: str) -> list[str]:
    """The cells of a tab-separated or piped row; empty for any other line."""
    if text.count("\t") >= 1 and not text.startswith(("-", "*", "•")):
        cells = text.split("\t")
        return cells if sum(bool(cell.strip()) for cell in cells) >= 2 else []
    if text.startswith("|") and text.count("|") >= 3:
        return [cell.strip() for cell in text.strip("|").split("|")]
    return []


def _cell_drafts(cells: Sequence[str], table: int, row: int) -> Iterator[Draft]:
    if all(re.fullmatch(r":?-+:?", cell) for cell in cells):
        return
    for column, cell in enumerate(cells):
        ref = CellRef(table, row, column)
        for part in PARAGRAPH_TAG.split(cell):
            marker, rest = _marker(part.strip())
            text, bold = unmarked(rest)
            if tidy(text):
                kind = BlockKind.ITEM if marker else BlockKind.CELL
                yield Draft(text, kind, style=Style(bold=bold, marker=marker), cell=ref)


def _block(group: Sequence[_Row], rows: Sequence[_Row], start: int, end: int) -> Iterator[Draft]:
    """The drafts of consecutive rows that make one block."""
    if not group:
        return
    first = group[0]
    raw = join_lines([row.text for row in group])
    heading = _HEADING.match(raw)
    level = first.heading or (len(heading[1]) if heading else 0)
    raw = _unclosed(heading[2]) if heading else raw.removeprefix("> ")
    for part in PARAGRAPH_TAG.split(raw):
        marker, rest = _marker(part)
        text, bold = unmarked(rest)
        if not tidy(text):
            continue
        kind = BlockKind.PARAGRAPH
        if level:
            kind = BlockKind.HEADING
        elif marker:
            kind = BlockKind.ITEM
        elif _stands_alone(text, rows, start, end):
            kind = BlockKind.HEADING
        yield Draft(
            text,
            kind,
            style=Style(bold=bold, indent=float(first.indent), marker=marker),
            level=level,
            role=first.role,
        )


def _unclosed(title: str) -> str:
    """A heading without the hashes that may close it (« ## Axe 1 ## », but not « C# »)."""
    bare = title.rstrip().rstrip("#")
    return bare.rstrip() if not bare or bare[-1].isspace() else title


def _marker(text: str) -> tuple[str | None, str]:
    """The marker or number that opens a list item, and what follows it."""
    found = MARKER.match(text)
    if found and not _BOLD_LINE.match(text.strip()):
        rest = text[found.end() :]
        return (found["marker"], _CHECK_BOX.sub("", rest)) if rest.strip() else (None, text)
    return None, text


def _stands_alone(text: str, rows: Sequence[_Row], start: int, end: int) -> bool:
    """Whether a short line without end punctuation stands between blank lines, before text."""
    if len(text.split()) > 16 or text[-1] in ".;,!»" or not text[0].isupper():
        return False
    above = start == 0 or not rows[start - 1].text
    below = end < len(rows) and not rows[end].text
    return above and below and any(row.text for row in rows[end:])
