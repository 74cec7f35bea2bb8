"""Tables as plans use them: columns that are axes, and rows that are measures.

In a grid of lists each column is a branch of the outline, headed by its header cell. In a table of
records each row states one measure in one column and facts about it in the others. Any other table
is read cell by cell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.labels import Label, parse
from pipeline.models import BlockKind
from pipeline.nlp import cue
from pipeline.segment.entries import Entry
from pipeline.text import fold

_MEASURES = re.compile(
    r"^(?:(?:les|nos)\s)?(?:sous-)?(?:mesures?|actions?|propositions?|engagements?|activites?"
    r"|moyens?|projets?|initiatives?|interventions?|recommandations?|intitules?|libelles?)\b"
)
_GROUPING = re.compile(
    r"^(?:sous-)?(?:objectifs?|axes?|orientations?|volets?|themes?|thematiques?|resultats?|effets?"
    r"|composantes?|priorites?|enjeux?|chantiers?|domaines?|defis?|ambitions?|programmes?)\b"
)
_CODES = re.compile(r"^(?:n[°ºo.]?|numeros?|#|codes?|ref(?:erences?)?\.?)$")
_FIELDS = re.compile(
    r"^(?:responsables?|pilotes?|porteurs?|partenaires?|echeanc\w+|calendrier|delais?|dates?|periode"
    r"|annees?|budgets?|couts?|financement|montants?|ressources|indicateurs?|cibles?|resultats?"
    r"|livrables?|statut|etat|avancement|objectifs?|axes?|orientations?|clienteles?|publics?)\b"
)

Cells = dict[tuple[int, int], list[Entry]]


def arrange(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with those of each table in the order, and with the fields, that it means."""
    out: list[Entry] = []
    headers: dict[int, str] = {}  # of the records that may go on in the next table
    for table, group in groupby(entries, key=lambda e: e.cell.table if e.cell else None):
        found = list(group)
        if table is None:
            headers = {}
            out += found
            continue
        cells: Cells = defaultdict(list)
        for entry in found:
            if entry.cell:
                cells[entry.cell.row, entry.cell.column].append(entry)
        head, own = _record_headers(cells)
        if own:
            headers = own
            out += [entry for row, entry in _by_row(cells) if row < head]
            cells = {place: held for place, held in cells.items() if place[0] > head}
        if own or (headers and _goes_on(cells, headers)):
            out += _records(cells, headers)
            continue
        headers = {}
        out += _columns(cells, table) if _is_grid_of_lists(cells) else found
    return out


def _goes_on(cells: Cells, headers: Mapping[int, str]) -> bool:
    """Whether a table without headers has the columns of the one before it."""
    columns = {column for _, column in cells}
    missing = headers.keys() - columns  # the codes went with the measures that they label
    return columns <= headers.keys() and all(_CODES.match(fold(headers[c])) for c in missing)


def _by_row(cells: Cells) -> Iterator[tuple[int, Entry]]:
    """Cells that stand above the headers, as headings."""
    for (row, _), held in sorted(cells.items()):
        for entry in held:
            yield row, replace(entry, kind=BlockKind.HEADING)


def _record_headers(cells: Cells) -> tuple[int, dict[int, str]]:
    """The row and the headers of a table of records: one names the measures, another a fact."""
    rows = sorted({row for row, _ in cells})
    for row in rows[:3]:
        headers = {
            column: " ".join(entry.printed for entry in held)
            for (place, column), held in cells.items()
            if place == row
        }
        folded = [fold(text) for text in headers.values()]
        named = sum(bool(_MEASURES.match(text)) for text in folded)
        facts = sum(bool(_FIELDS.match(text) or _CODES.match(text)) for text in folded)
        if not named and not _is_grid_of_lists(cells):
            named = _commits_below(cells, row, headers)
        if named and facts and row != rows[-1] and len(headers) >= 2:
            return row, headers
    return -1, {}


def _commits_below(cells: Cells, row: int, headers: Mapping[int, str]) -> bool:
    """Whether a column without the name of a fact reads, below the headers, as commitments."""
    for column, header in headers.items():
        texts = [e.text for (r, c), held in cells.items() if c == column and r > row for e in held]
        free = not (_FIELDS.match(fold(header)) or _CODES.match(fold(header)))
        if free and len(texts) >= 3 and sum(cue(t).leans for t in texts) >= 0.7 * len(texts):
            return True
    return False


def _branches(cells: Cells, headers: Mapping[int, str], column: int) -> list[int]:
    """The columns left of the measures whose cells each stand over several rows: headings."""
    rows = {row for row, _ in cells}
    return [
        place
        for place, header in sorted(headers.items())
        if place < column
        and _GROUPING.match(fold(header))
        and 0 < sum(c == place for _, c in cells) <= 0.75 * len(rows)
    ]


def _records(cells: Cells, headers: dict[int, str]) -> list[Entry]:
    """One entry a measure; the other cells of its rows are its fields, lone cells headings."""
    column = _measure_column(cells, headers)
    branches = _branches(cells, headers, column)
    out: list[Entry] = []
    for row in sorted({row for row, _ in cells}):
        line = {c: held for (r, c), held in cells.items() if r == row}
        texts = {c: " ".join(e.printed for e in held) for c, held in line.items()}
        if texts.items() <= headers.items():
            continue  # the headers again, on the next page
        if _heads(texts, column):
            out += [replace(e, kind=BlockKind.HEADING) for e in next(iter(line.values()))]
            continue
        out += [
            replace(_merged(line[place]), kind=BlockKind.HEADING, branch=1 + place)
            for place in branches
            if place in line
        ]
        shown = {column, *branches}
        stated = tuple((headers.get(c, ""), text) for c, text in texts.items() if c not in shown)
        code = next((t for c, t in texts.items() if _CODES.match(fold(headers.get(c, "")))), None)
        found = _row_entries(line.get(column, []), code, column)
        if found:
            out += [replace(entry, fields=stated) if entry.column else entry for entry in found]
        elif out and out[-1].kind is not BlockKind.HEADING:
            # A further row of a measure that spans several.
            out[-1] = replace(out[-1], fields=(*out[-1].fields, *stated))
    return out


def _merged(found: Sequence[Entry]) -> Entry:
    """The paragraphs of a cell as one entry."""
    first = found[0]
    printed = " ".join(entry.printed for entry in found)
    label = parse(printed)
    text = label.rest if label and label.rest else printed
    return replace(first, text=text, printed=printed, label=label if text != printed else None)


def _heads(texts: Mapping[int, str], column: int) -> bool:
    """Whether a row of one cell is a heading over the rows below, no measure without facts."""
    if len(texts) != 1:
        return False
    ((place, text),) = texts.items()
    label = parse(text)
    if label and label.groups:
        return True
    return place == 0 and not (place == column and cue(text).leans)


def _measure_column(cells: Cells, headers: dict[int, str]) -> int:
    """The column that states the measures: named so, and read most often as a commitment."""

    def weight(column: int) -> tuple[bool, float]:
        texts = [e.text for (_, c), found in cells.items() if c == column for e in found]
        commits = sum(cue(text).leans for text in texts) / max(len(texts), 1)
        return bool(_MEASURES.match(fold(headers[column]))), commits

    return max(headers, key=weight)


def _row_entries(found: Sequence[Entry], code: str | None, column: int) -> list[Entry]:
    """The measures of one row: its items, or its first paragraph with the others below it."""
    items = [entry for entry in found if entry.kind is BlockKind.ITEM or entry.label]
    if not found or (len(items) == len(found) and len(items) > 1):
        return [replace(entry, column=1 + column) for entry in found]
    first = found[0]
    if code and not first.label:
        first = replace(first, label=Label(None, code.strip(" .:"), first.text, "column", 1))
    rest = [replace(e, kind=BlockKind.PARAGRAPH, cell=None) for e in found[1:]]
    return [replace(first, column=1 + column), *rest]


def _is_grid_of_lists(cells: Cells) -> bool:
    """Whether cells hold lists of their own: three lines or more in two columns or more."""
    first = min(row for row, _ in cells)
    listed = {
        column
        for (row, column), found in cells.items()
        if row > first and sum(bool(e.label) or e.kind is BlockKind.ITEM for e in found) >= 3
    }
    return len(listed) >= 2


def _columns(cells: Cells, table: int) -> Iterator[Entry]:
    """The columns one after the other, each under its header cell."""
    first = min(row for row, _ in cells)
    rows = sorted({row for row, _ in cells if row > first})
    for column in sorted({column for _, column in cells}):
        body = [entry for row in rows for entry in cells.get((row, column), [])]
        if not any(entry.label or entry.kind is BlockKind.ITEM for entry in body):
            continue  # the names of the rows
        for entry in cells.get((first, column), []):
            yield replace(entry, header=f"{table}:{first}")
        yield from body
