"""Plain text and Markdown, front matter and tab-separated tables included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.errors import NoTextError
from pipeline.extract.draft import Draft, assemble
from pipeline.extract.hyphens import join_lines
from pipeline.extract.marks import MARKER, opens_item
from pipeline.models import BlockKind, CellRef, Facts, Plan, Role, Style

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_NUMBERED = re.compile(r"^(\d{1,3}[.)])\s+(.*)")
_BOLD_LINE = re.compile(r"^(\*\*\*|\*\*|__)(?!\s)(.+?)(?<!\s)\1\s*:?$")
_FENCE = re.compile(r"^(---|\+\+\+)\s*$")
_KEY = re.compile(r"^(\s*)(?:-\s+)?([A-Za-z_][\w:.-]*)\s*[:=]\s*(.*)$")
_TITLE_KEYS = frozenset(("title", "titre", "titre2", "subtitle", "sous-titre", "heading", "name"))
_PAGE = re.compile(r"^#*\s*page\s+\d+\s*:?$", re.IGNORECASE)
_ADDRESS = re.compile(r"^https?://\S+$")
_PARAGRAPH_TAG = re.compile(r"</?(?:p|div|br|li|ul|ol)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|\{\{[<%].*?[>%]\}\}|\{[#.][^{}]*\}")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_STRESS = re.compile(r"(\*\*\*|\*\*|\*|___|__|(?<!\w)_)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_ENTITIES = (("&nbsp;", "\u00a0"), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&#39;", "'"))


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the file: what it says and how deep it stands."""

    text: str
    indent: int
    role: Role = Role.CONTENT
    heading: int = 0


def read_plain(text: str, document: str) -> Plan:
    """Read plain text or Markdown. Raises NoTextError for a file without a word."""
    rows, title = _rows(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    drafts = list(_drafts(rows))
    if not any(draft.role is Role.CONTENT for draft in drafts):
        raise NoTextError(f"{document}: a text without words; check that it was saved whole")
    return assemble(document, drafts, facts=Facts(title=title))


def _rows(lines: Sequence[str]) -> tuple[list[_Row], str | None]:
    """The lines of the file, front matter resolved, and the title that it names."""
    start = next((i for i, line in enumerate(lines[:8]) if _FENCE.match(line)), None)
    if start is None or any(line.strip() and not _ADDRESS.match(line) for line in lines[:start]):
        return [_row(line) for line in lines], None
    fence = lines[start].strip()
    end = next((i for i in range(start + 1, len(lines)) if lines[i].strip() == fence), None)
    body = lines[end + 1 :] if end is not None else []
    front = lines[start + 1 : end] if end is not None else lines[start + 1 :]
    rows, title = _front_matter(front)
    head = [_Row(line, 0, Role.FURNITURE) for line in lines[:start]]
    return [*head, *rows, _Row("", 0), *(_row(line) for line in body)], title


def _row(line: str) -> _Row:
    expanded = line.expandtabs(4) if line.startswith((" ", "\t")) else line
    text = expanded.strip(" \u00a0")
    role = Role.FURNITURE if _ADDRESS.match(text) or _PAGE.match(text) else Role.CONTENT
    return _Row(text, len(expanded) - len(expanded.lstrip(" \u00a0")), role)


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
        elif key in _TITLE_KEYS and value and not indent and title is None:
            title = value
            rows.append(_Row(value, 0, heading=1))
        elif key in _TITLE_KEYS and value:
            rows.append(_Row(value, 0, heading=2))
        elif value:
            rows.append(_Row(value, indent, Role.FURNITURE))
    return rows, title


def _drafts(rows: Sequence[_Row]) -> Iterator[Draft]:
    """Group rows into blocks: blank lines, markers and headings end a block."""
    wrapped = _is_wrapped(rows)
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
        if group and not _joins(group, row, wrapped):
            yield from _block(group, rows, index - len(group), index)
            group = []
        if row.text:
            group.append(row)
    yield from _block(group, rows, len(rows) - len(group), len(rows))


def _is_wrapped(rows: Sequence[_Row]) -> bool:
    """Whether paragraphs are cut into lines of like length rather than one line each."""
    lengths = sorted(len(row.text) for row in rows if row.text)
    return bool(lengths) and lengths[int(0.97 * (len(lengths) - 1))] <= 110


def _joins(group: Sequence[_Row], row: _Row, wrapped: bool) -> bool:
    """Whether a row goes on with the block before it."""
    before = group[-1]
    if not row.text or row.heading or before.heading or row.role is not before.role:
        return False
    if _HEADING.match(before.text) or _HEADING.match(row.text) or _opens(row.text):
        return False
    if _BOLD_LINE.match(before.text) or _BOLD_LINE.match(row.text):
        return False
    return wrapped and len(before.text) >= 45


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
        for part in _PARAGRAPH_TAG.split(cell):
            text, bold = _plain(part)
            if text:
                kind = BlockKind.ITEM if MARKER.match(text) else BlockKind.CELL
                yield Draft(text, kind, style=Style(bold=bold), cell=ref)


def _block(group: Sequence[_Row], rows: Sequence[_Row], start: int, end: int) -> Iterator[Draft]:
    """The drafts of consecutive rows that make one block."""
    if not group:
        return
    first = group[0]
    raw = join_lines([row.text for row in group])
    heading = _HEADING.match(raw)
    level = first.heading or (len(heading[1]) if heading else 0)
    raw = heading[2] if heading else raw.removeprefix("> ")
    for part in _PARAGRAPH_TAG.split(raw):
        marker, rest = _marker(part)
        text, bold = _plain(rest)
        if not text:
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


def _marker(text: str) -> tuple[str | None, str]:
    """The marker or number that opens a list item, and what follows it."""
    found = MARKER.match(text)
    if found and not _BOLD_LINE.match(text.strip()):
        return found["marker"], text[found.end() :]
    return None, text


def _plain(text: str) -> tuple[str, bool]:
    """Text without its Markdown and tags, and whether all of it was bold."""
    text = _IMAGE.sub("", text.strip())
    bold = bool(_BOLD_LINE.match(text.strip()))
    for _ in range(3):
        text = _STRESS.sub(r"\2", _LINK.sub(r"\1", text))
    text = _TAG.sub(" ", text)
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return re.sub(r"\\([*_#\[\]()'\"])", r"\1", text).strip(), bold


def _stands_alone(text: str, rows: Sequence[_Row], start: int, end: int) -> bool:
    """Whether a short line without end punctuation stands between blank lines, before text."""
    if len(text.split()) > 16 or text[-1] in ".;,!»" or not text[0].isupper():
        return False
    above = start == 0 or not rows[start - 1].text
    below = end < len(rows) and not rows[end].text
    return above and below and any(row.text for row in rows[end:])
