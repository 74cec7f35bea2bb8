"""From blocks to entries: what one line of the outline says, with its label and its look.

An entry joins what the page keeps apart (a paragraph cut by a page, a code alone on its line and
the sentence after it) and parts what it runs together (« 1. … 2. … 3. … » in one paragraph).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.labels import Label, parse
from pipeline.models import Block, BlockKind, CellRef, Plan, Role, Span, Style

_INLINE = re.compile(r"(?:(?<=\s)|^)(\d{1,2})\s?[.)]\s?(?=[A-ZÀ-Ý«])")
_BARE = "bare 1"  # the scheme of a number with nothing between it and its text
_TITLE = 25  # words of a longish title
_DOUBLED = re.compile(r"(\S.{7,160}?\S)\s+\1(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the outline. `text` is without label, `printed` as it stands on the page."""

    text: str
    printed: str
    label: Label | None
    kind: BlockKind
    span: Span
    page: int | None
    style: Style
    level: int
    cell: CellRef | None
    capitals: bool
    depth: int = 0  # of nested list items, from 1; 0 for anything else
    header: str = ""  # the heading of a table column over the entries of that column
    column: int = 0  # of a measure in a table of records, from 1; 0 for anything else
    branch: int = 0  # of a heading in a column of a table over several rows, from 1

    @property
    def words(self) -> int:
        """How many words the text has."""
        return len(self.text.split())


def entries(plan: Plan) -> list[Entry]:
    """The content of a plan as entries, in reading order."""
    found = [part for blocks in _joined(plan) for part in _parted(_entry(plan, blocks), blocks)]
    return labelled(_titled(_with_depths(_counted(found))))


def _titled(found: Sequence[Entry]) -> list[Entry]:
    """The entries with each number that stands below a title given to that title.

    Designers print the number of a card before its title, after it, or beside the text below it.
    """
    out = list(found)
    gone: set[int] = set()
    for own in (_is_alone, _is_bare):
        places = [i for i, e in enumerate(found) if own(e)]
        below = [i for i in places if i and _stands_over(found, i)]
        if len(below) < 3 or len(below) < 0.7 * len(places):
            continue
        for place in below:
            number, title = found[place], found[place - 1]
            if number.label is None:
                continue
            label = replace(number.label, rest=title.text)
            end = number.span.end if own is _is_alone else title.span.end
            out[place - 1] = replace(title, label=label, span=Span(title.span.start, end))
            out[place] = replace(number, label=None)
            if own is _is_alone:
                gone.add(place)
    return [entry for place, entry in enumerate(out) if place not in gone]


def _is_bare(entry: Entry) -> bool:
    return entry.label is not None and entry.label.scheme == _BARE


def _is_alone(entry: Entry) -> bool:
    return entry.label is not None and entry.label.scheme == "alone 1" and not entry.label.rest


def _stands_over(found: Sequence[Entry], place: int) -> bool:
    """Whether the entry before a number is a title, and the one after it is none."""
    title = found[place - 1]
    after = found[place + 1] if place + 1 < len(found) else None
    if _is_bare(found[place]):
        after = found[place]
    if title.label or title.kind is BlockKind.ITEM or title.words > _TITLE:
        return False
    if title.kind is BlockKind.HEADING:
        return after is None or after.kind is not BlockKind.HEADING
    larger = after is None or title.style.size > after.style.size or title.style.bold
    plain = after is None or (not after.style.bold and after.style.size < title.style.size + 0.5)
    return title.page is not None and larger and plain


def _counted(found: Sequence[Entry]) -> list[Entry]:
    """The entries without the numbers that only begin a text (« 3 Places … ») and do not count."""
    bare = [e for e in found if _is_bare(e)]
    counting = [e for e in found if _is_bare(e) or _is_alone(e)]
    numbers = [int(e.label.code) for e in counting if e.label]
    steps = sum(b == a + 1 for a, b in pairwise(numbers))
    short = sum(e.words <= _TITLE for e in bare)  # slides and pages are numbered too
    if len(bare) >= 3 and steps >= 0.6 * (len(numbers) - 1) and short >= 0.8 * len(bare):
        return list(found)
    return [replace(e, label=None, text=e.printed) if _is_bare(e) else e for e in found]


def _joined(plan: Plan) -> Iterator[list[Block]]:
    """The blocks of each paragraph; the end of a cut one goes with its beginning."""
    pending: list[Block] = []
    for block in plan.blocks:
        if block.role is not Role.CONTENT:
            continue
        if pending and not block.continues:
            yield pending
            pending = []
        pending.append(block)
    if pending:
        yield pending


def _entry(plan: Plan, blocks: Sequence[Block]) -> Entry:
    first = blocks[0]
    printed = " ".join(plan.text_of(block) for block in blocks)
    marker = first.style.marker
    numbered = bool(marker and marker[0].isdigit())
    label = parse(f"{marker} {printed}" if numbered else printed)
    text = label.rest if label and (label.rest or not numbered) else printed
    letters = [char for char in text if char.isalpha()]
    return Entry(
        text=text,
        printed=printed,
        label=label,
        kind=first.kind,
        span=Span(first.span.start, blocks[-1].span.end),
        page=first.page,
        style=first.style,
        level=first.level,
        cell=first.cell,
        capitals=len(letters) > 3 and sum(char.isupper() for char in letters) > 0.8 * len(letters),
    )


def _parted(entry: Entry, blocks: Sequence[Block]) -> list[Entry]:
    """A paragraph that runs a list together, as its introduction and its items."""
    if entry.kind is BlockKind.HEADING or entry.words < 12:
        return [entry]
    starts = _inline_numbers(entry.printed)
    if starts:
        cuts = [*starts, len(entry.printed)]
        pieces = [entry.printed[a:b] for a, b in zip([0, *starts], cuts, strict=True)]
        return _pieces(entry, blocks, pieces)
    doubled = list(_DOUBLED.finditer(entry.printed))
    if len(doubled) >= 3:
        # Slides shown twice, once plain and once highlighted, leave every line of a list doubled.
        lead = entry.printed[: doubled[0].start()]
        rest = entry.printed[doubled[-1].end() :]
        pieces = [lead, *(found[1] for found in doubled), rest]
        return _pieces(entry, blocks, pieces, items=True)
    return [entry]


def _inline_numbers(text: str) -> list[int]:
    """Where the numbers of a run-on list stand, when they count up from 1."""
    starts: list[int] = []
    for found in _INLINE.finditer(text):
        if int(found[1]) == len(starts) + 1:
            starts.append(found.start())
    return starts if len(starts) >= 3 else []


def _place(blocks: Sequence[Block], offset: int) -> int:
    """Where a character of joined blocks stands in the text of the plan."""
    for block in blocks:
        length = block.span.end - block.span.start
        if offset <= length:
            return block.span.start + offset
        offset -= length + 1
    return blocks[-1].span.end


def _pieces(
    entry: Entry, blocks: Sequence[Block], pieces: Sequence[str], items: bool = False
) -> list[Entry]:
    out: list[Entry] = []
    offset = 0
    for index, piece in enumerate(pieces):
        text = piece.strip()
        if not text:
            continue
        offset = max(entry.printed.find(text, offset), 0)
        label = parse(text)
        label = None if label and label.scheme == _BARE else label
        # Slide numbers open transcribed slides: they label nothing.
        inner = re.sub(r"^\d{1,3}\s+(?=[A-ZÀ-Ý])", "", text) if index == 0 else text
        listed = index > 0 and (not items or index < len(pieces) - 1)
        out.append(
            replace(
                entry,
                text=label.rest if label else inner,
                printed=inner,
                label=label,
                kind=BlockKind.ITEM if listed else entry.kind,
                span=Span(_place(blocks, offset), _place(blocks, offset + len(text))),
            )
        )
        offset += len(text)
    return out


def _with_depths(found: Sequence[Entry]) -> list[Entry]:
    """Depths of list items: from the markup, or from their indents within one list."""
    out: list[Entry] = []
    indents: list[float] = []
    for entry in found:
        if entry.kind is not BlockKind.ITEM:
            indents = []
            out.append(entry)
            continue
        if entry.level:
            out.append(replace(entry, depth=entry.level))
            continue
        indent = entry.style.indent
        step = 4.0 if entry.page is not None else 1.0
        # A list that goes on in the next column starts over far to the left or right.
        if indents and abs(indent - indents[-1]) > 120:
            indents = []
        while indents and indent < indents[-1] - step:
            indents.pop()
        if not indents or indent > indents[-1] + step:
            indents.append(indent)
        out.append(replace(entry, depth=len(indents)))
    return out


def labelled(found: Sequence[Entry], across: bool = False) -> list[Entry]:
    """Give a label that stands alone the text after it; drop numbers that label nothing.

    With `across`, that text may stand in the next cell of a row. Without, numbers alone in a cell
    are kept, as the column that they stand in says what they are.
    """
    counted = Counter(entry.label.scheme for entry in found if entry.label)
    out: list[Entry] = []
    index = 0
    while index < len(found):
        entry = found[index]
        index += 1
        alone = entry.label is not None and not entry.label.rest and not _is_other(entry)
        if not alone or entry.label is None:
            out.append(entry)
            continue
        following = found[index] if index < len(found) else None
        if following is None or not _takes(entry, following, across):
            if entry.label.scheme != "alone 1" or (entry.cell and not across):
                out.append(entry)
            continue
        if entry.label.scheme == "alone 1" and counted["alone 1"] < 3 and not entry.cell:
            continue
        index += 1
        out.append(
            replace(
                following,
                label=replace(entry.label, rest=following.text),
                printed=f"{entry.printed} {following.printed}",
                span=Span(entry.span.start, following.span.end),
                kind=entry.kind if entry.kind is BlockKind.HEADING else following.kind,
                level=entry.level or following.level,
            )
        )
    return out


def _takes(alone: Entry, following: Entry, across: bool) -> bool:
    """Whether a label alone labels the entry after it."""
    if following.label is not None and alone.label is not None:
        return False
    if alone.label is not None and alone.label.groups and not _titles(following):
        return False
    if alone.kind is BlockKind.HEADING and following.kind is BlockKind.ITEM:
        return False
    if alone.cell and following.cell:
        beside = alone.cell.table == following.cell.table and alone.cell.row == following.cell.row
        return beside and (across or alone.cell.column == following.cell.column)
    return alone.cell is None and following.cell is None


def _titles(entry: Entry) -> bool:
    """Whether an entry may be the title of a part: no list item, no sentence."""
    sentence = entry.words > 8 and entry.printed.rstrip().endswith(".")
    return entry.kind is not BlockKind.ITEM and not sentence


def _is_other(entry: Entry) -> bool:
    return entry.label is not None and entry.label.scheme.startswith("other")
