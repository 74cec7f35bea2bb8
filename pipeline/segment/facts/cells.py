"""The tables below a measure: names of facts beside their values, or in a row over them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.fields import Name, name_of
from pipeline.segment.facts.lines import Line
from pipeline.segment.facts.said import LISTS, Said, said


def cell_pairs(lines: Sequence[Line]) -> tuple[list[Said], list[Line]]:
    """What tables below a measure say: names beside their values, or over them."""
    tables: dict[int, dict[tuple[int, int], list[Line]]] = {}
    rest: list[Line] = []
    section = ""
    over: dict[int, str] = {}  # the field of the last name before a table
    for line in lines:
        cell = line.block.cell
        if cell is None or line.own:
            rest.append(line)
            name = name_of(line.text.partition(":")[0])
            section = name.field if name else section
        else:
            over.setdefault(cell.table, section)
            tables.setdefault(cell.table, {}).setdefault((cell.row, cell.column), []).append(line)
    found: list[Said] = []
    for table, cells in tables.items():
        own, left = _table_pairs(cells, over[table])
        found += own
        rest += left
    return found, rest


def _table_pairs(
    cells: dict[tuple[int, int], list[Line]], section: str
) -> tuple[list[Said], list[Line]]:
    names = {
        place: name
        for place, held in cells.items()
        if (name := name_of(" ".join(line.text for line in held)))
    }
    for place in [place for place, name in names.items() if name.weak]:
        if _is_answer(cells, names, *place):
            del names[place]  # « Pilote | État »
    found: list[Said] = []
    used: set[tuple[int, int]] = set()
    for (row, column), name in names.items():
        used.add((row, column))
        label = cells[row, column]
        places = _values(cells, names, row, column)
        used.update(places)
        lines = [line for place in places for line in cells[place]]
        if not lines:
            continue
        text = " ".join(line.text for line in label)
        if name.field in LISTS:
            found += [one for line in lines for one in said(name, line, text)]
            continue
        value = lines[0]
        for line in lines[1:]:
            value = value.joined(line)
        if name.field == section and name.field == "budget":
            # Under a title of the same field the name is part of what is said.
            value = label[0].joined(value)
        found += said(name, value, text)
    return found, [line for place, held in cells.items() if place not in used for line in held]


def _is_answer(
    cells: dict[tuple[int, int], list[Line]],
    names: dict[tuple[int, int], Name],
    row: int,
    column: int,
) -> bool:
    """Whether a word that may be a name is the value of the name beside it or above it."""

    def heads(row: int) -> bool:
        line = [c for r, c in cells if r == row]
        strong = [c for c in line if (row, c) in names and not names[row, c].weak]
        return len(strong) > 1 and len(strong) > len(line) / 2

    def strong(place: tuple[int, int]) -> bool:
        return place in names and not names[place].weak

    if heads(row):
        return False
    left = max((c for r, c in cells if r == row and c < column), default=-1)
    above = max((r for r, c in cells if c == column and r < row), default=-1)
    return strong((row, left)) or (strong((above, column)) and heads(above))


def _values(
    cells: dict[tuple[int, int], list[Line]],
    names: dict[tuple[int, int], Name],
    row: int,
    column: int,
) -> list[tuple[int, int]]:
    """The cells that hold the value of the name in a cell: to its right, or below a header."""
    line = sorted(c for r, c in cells if r == row)
    titles = sum((row, c) in names for c in line)
    after = [c for c in line if c > column]
    if titles > 1 and titles > len(line) / 2:
        place = min((r for r, _ in cells if r > row), default=row), column
        return [place] if place in cells and place not in names else []
    taken = []
    for c in after:
        if (row, c) in names:
            break
        taken.append((row, c))
    if taken or after:
        return taken
    below = sorted(r for r, c in cells if c == column and r == row + 1)
    alone = len(line) == 1
    return [(r, column) for r in below if alone and (r, column) not in names]
