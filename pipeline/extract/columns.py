"""The columns of a page, in reading order.

They are found by a recursive XY cut (Nagy and Seth 1984) that looks for vertical gutters before
horizontal gaps, so that the columns of a page are read one after the other and a heading that
spans them comes first. Coordinates are points from the top left of the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from pipeline.extract.layout import Item, Placed, Word, text_of, union
from pipeline.extract.marks import is_bullet
from pipeline.fields import field_of
from pipeline.models import Box

GUTTER = 9.0  # points: narrower white stripes occur between the words of justified text
_SPACE = 0.75  # of the size: the widest space between the words of a title
_TALL = 8  # lines through which no white stripe of justified text goes by chance


def flows(items: Sequence[Item]) -> list[list[Item]]:
    """Split the items of a region into single-column flows, in reading order."""
    rows = _rows(items)
    covered = [_covered(row) for row in rows]
    edges = (min(r[0][0] for r in covered), max(r[-1][1] for r in covered)) if rows else (0.0, 0.0)
    out: list[list[Item]] = []
    flow: list[Item] = []
    start = 0
    while start < len(rows):
        end, gutter = _columns_from(rows, covered, edges, start)
        if gutter is None or (flow and _ends_heading(rows, start, end, gutter)):
            flow.extend(rows[start])
            start += 1
            continue
        region = [item for row in rows[start:end] for item in row]
        out += [flow] if flow else []
        flow = []
        out += flows([item for item in region if item.box.x1 <= gutter])
        out += flows([item for item in region if item.box.x1 > gutter])
        start = end
    return [*out, flow] if flow else out


def _rows(items: Sequence[Item]) -> list[list[Item]]:
    """Group items that stand side by side, top to bottom.

    Each item is held against the lowest item of its row, so that the lines of two columns that are
    not level do not chain into one row.
    """
    rows: list[list[Item]] = []
    anchor, lowest = Box(0, 0, 0, float("-inf")), 0.0
    for item in sorted(items, key=lambda i: i.box.top):
        box = item.box
        height = box.bottom - box.top
        shared = min(anchor.bottom, box.bottom) - box.top
        if not rows or shared < 0.5 * min(lowest, height):
            rows.append([])
            anchor, lowest = box, height
        rows[-1].append(item)
        if height < lowest:
            anchor, lowest = box, height
    return rows


def _ends_heading(rows: Sequence[Sequence[Item]], start: int, end: int, gutter: float) -> bool:
    """Whether the row at `start` is the short last line of a heading that spans the columns."""
    above, row = rows[start - 1], rows[start]
    one_sided = all(i.box.x1 <= gutter for i in row) or all(i.box.x1 > gutter for i in row)
    spanning = min(i.box.x0 for i in above) < gutter < max(i.box.x1 for i in above)
    looks = {_look(item) for item in (*above, *row)}
    if not one_sided or not spanning or len(looks) > 1 or not isinstance(row[0], Word):
        return False
    if row[0].box.top - above[0].box.bottom > row[0].size:
        return False
    below = Counter(_look(item) for line in rows[start + 1 : end] for item in line)
    return bool(below) and below.most_common(1)[0][0] not in looks


def _look(item: Item) -> tuple[float, bool, str | None]:
    return (item.size, item.bold, item.colour) if isinstance(item, Word) else (0.0, False, None)


def _columns_from(
    rows: Sequence[Sequence[Item]],
    covered: Sequence[Sequence[tuple[float, float]]],
    edges: tuple[float, float],
    start: int,
) -> tuple[int, float | None]:
    """The longest run of rows from `start` that a gutter divides: its end, and the gutter's x."""
    left, right = edges
    free = [edges]
    stripes: list[list[tuple[float, float]]] = []
    for end in range(start, len(rows)):
        for x0, x1 in covered[end]:
            free = [
                part
                for lo, hi in free
                for part in ((lo, min(hi, x0)), (max(lo, x1), hi))
                if part[1] - part[0] >= GUTTER
            ]
        if not free:
            break
        inner = [(lo, hi) for lo, hi in free if lo > left and hi < right]
        stripes.append(sorted(inner, key=lambda part: part[0] - part[1]))
    for end in range(start + len(stripes), start, -1):
        for lo, hi in stripes[end - start - 1]:
            if _is_column(rows[start:end], (lo + hi) / 2):
                return _without_heading(rows, start, end), (lo + hi) / 2
    return start, None


def _without_heading(rows: Sequence[Sequence[Item]], start: int, end: int) -> int:
    """The end of columns without the heading of what stands below them, across the page."""
    while start + 3 < end < len(rows):
        above = rows[end - 1][0].box.top - max(item.box.bottom for item in rows[end - 2])
        below = rows[end][0].box.top - max(item.box.bottom for item in rows[end - 1])
        if not above > 1.3 * max(below, 1.0):
            break
        end -= 1
    return end


def _covered(row: Sequence[Item]) -> list[tuple[float, float]]:
    """The horizontal intervals that a row fills, gaps no wider than between words closed."""
    out: list[tuple[float, float]] = []
    before = 0.0
    for item in sorted(row, key=lambda i: i.box.x0):
        size = item.size if isinstance(item, Word) else 0.0
        between = max(GUTTER, _SPACE * min(size, before))
        if out and item.box.x0 - out[-1][1] < between:
            out[-1] = (out[-1][0], max(out[-1][1], item.box.x1))
        else:
            out.append((item.box.x0, item.box.x1))
        before = size
    return out


def _is_column(rows: Sequence[Sequence[Item]], gutter: float) -> bool:
    """Whether both sides of a gutter read as text rather than as labels, markers or numbers."""
    if _follows_bullets(rows, gutter) or _names_fields(rows, gutter):
        return False
    for side in (0, 1):
        lines = [[i for i in row if (i.box.x1 > gutter) == bool(side)] for row in rows]
        lines = [line for line in lines if line]
        if any(isinstance(item, Placed) for line in lines for item in line):
            continue
        if len(lines) < 3 or sum(_letters(i) for line in lines for i in line) < 10 * len(lines):
            return False
        if side and not _aligned(lines):
            return False
    return True


def _follows_bullets(rows: Sequence[Sequence[Item]], gutter: float) -> bool:
    """Whether the stripe only keeps bullets apart from their text."""
    sides = [
        ([i for i in row if i.box.x1 <= gutter], any(i.box.x1 > gutter for i in row))
        for row in rows
    ]
    nearest = [max(left, key=lambda i: i.box.x1) for left, right in sides if left and right]
    bullets = sum(isinstance(item, Word) and is_bullet(item.text) for item in nearest)
    return bullets > 0.2 * len(nearest)


def _names_fields(rows: Sequence[Sequence[Item]], gutter: float) -> bool:
    """Whether what stands left of a stripe names the facts to its right (« Pilote   Ville »)."""
    left = [[i for i in row if i.box.x1 <= gutter and isinstance(i, Word)] for row in rows]
    held = [line for line in left if line]
    names = sum(bool(field_of(text_of(line))) for line in held)
    return names >= 3 and names >= 0.5 * len(held)


def _aligned(lines: Sequence[Sequence[Item]]) -> bool:
    """Whether lines share a left edge or a middle, as a column does and chance gaps do not."""
    boxes = [union(item.box for item in line) for line in lines]
    lefts = Counter(round(box.x0 / 3) for box in boxes)
    middles = Counter(round((box.x0 + box.x1) / 8) for box in boxes)
    starts = sum(count for _, count in lefts.most_common(2))
    shared = [starts, middles.most_common(1)[0][1]]
    if len(boxes) >= _TALL:  # a column along a picture that is not rectangular
        shared.append(Counter(round(box.x1 / 3) for box in boxes).most_common(1)[0][1])
    return max(shared) >= 0.6 * len(boxes)


def _letters(item: Item) -> int:
    return _count(item.text) if isinstance(item, Word) else 0


@lru_cache(maxsize=50_000)
def _count(text: str) -> int:
    return sum(map(str.isalpha, text))
