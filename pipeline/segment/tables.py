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
from pipeline.segment.entries import Entry, labelled
from pipeline.text import fold

_MEASURES = re.compile(
    r"^(?:(?:les|nos)\s)?(?:sous-)?(?:mesures?|actions?|propositions?|engagements?|activites?"
    r"|moyens?|projets?|initiatives?|interventions?|recommandations?|intitules?|libelles?)\b"
)
_GROUPING = re.compile(
    r"^(?:sous-)?(?:objectifs?|axes?|orientations?|volets?|themes?|thematiques?|resultats?|effets?"
    r"|composantes?|priorites?|enjeux?|chantiers?|domaines?|defis?|ambitions?|programmes?"
    r"|piliers?|leviers?|finalites?|chapitres?|rubriques?)\b"
)
_AXES = re.compile(r"^(?:axes?|orientations?|volets?|piliers?)\b")
_CODES = re.compile(
    r"^(?:n[°ºo.]?|numeros?|#|codes?|ref(?:erences?)?\.?|id)"
    r"(?:\s?(?:de |d.)?(?:la |l.)?(?:mesures?|actions?|fiches?|ordre|projets?|activites?))?$"
    r"|^(?:mesure|action|fiche|projet) n[°ºo.]?$"
)
_FIELDS = re.compile(
    r"^(?:responsables?|pilotes?|porteurs?|partenaires?|echeanc\w+|calendrier|delais?|dates?|periode"
    r"|chefs? de file|structures?|operateurs?|referents?|maitr\w+ d|territoires?"
    r"|annees?|budgets?|couts?|financements?|montants?|ressources|indicateurs?|cibles?|resultats?"
    r"|livrables?|statut|etat|avancement|objectifs?|axes?|orientations?|clienteles?|publics?"
    r"|debut|fin|qui|quand|combien)\b"
)

_TOP = 3  # rows in which the headers of a table are looked for with little to go by
_DEEP = 12  # and rows in which they stand below titles and notes, with more of them
_NAME = 8  # words of the name of a column

Cells = dict[tuple[int, int], list[Entry]]


def arrange(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with those of each table in the order that it means."""
    out: list[Entry] = []
    headers: dict[int, str] = {}  # of the records that may go on in the next table
    for table, group in groupby(entries, key=lambda e: e.cell.table if e.cell else None):
        found = list(group)
        if table is None:
            headers = {}
            out += found
            continue
        cells = _cells(found)
        head, own = _record_headers(cells)
        if own:
            last, headers = _with_names_below(cells, head, own)
            out += _above(cells, head)
            cells = {place: held for place, held in cells.items() if place[0] > last}
        if own or (headers and _goes_on(cells, headers)):
            out += _records(cells, headers)
            continue
        headers = {}
        found = labelled(found, across=True)
        cells = _cells(found)
        out += _columns(cells, table) if _is_grid_of_lists(cells) else found
    return out


def _cells(found: Sequence[Entry]) -> Cells:
    cells: Cells = defaultdict(list)
    for entry in found:
        if entry.cell:
            cells[entry.cell.row, entry.cell.column].append(entry)
    return cells


def _goes_on(cells: Cells, headers: Mapping[int, str]) -> bool:
    """Whether a table without headers has the columns of the one before it."""
    columns = {column for _, column in cells}
    missing = headers.keys() - columns  # the codes went with the measures that they label
    return columns <= headers.keys() and all(_CODES.match(fold(headers[c])) for c in missing)


def _above(cells: Cells, head: int) -> Iterator[Entry]:
    """The rows over the headers: those of one cell as headings, longer texts as they are.

    Short texts side by side name groups of columns, or the date and author of the table.
    """
    for row in sorted({row for row, _ in cells if row < head}):
        line = [held for (place, _), held in sorted(cells.items()) if place == row]
        if len(line) == 1:
            yield from (replace(entry, kind=BlockKind.HEADING) for entry in line[0])
        elif not _are_names(list(_row_texts(cells, row).values())):
            yield from (entry for held in line for entry in held)


def _record_headers(cells: Cells) -> tuple[int, dict[int, str]]:
    """The row and the headers of a table of records: one names the measures, another a fact."""
    rows = sorted({row for row, _ in cells})[:-1]
    free: list[tuple[int, dict[int, str]]] = []
    for place, row in enumerate(rows[:_DEEP]):
        headers = _row_texts(cells, row)
        folded = [fold(text) for text in headers.values()]
        named = any(_MEASURES.match(text) for text in folded)
        facts = sum(bool(_FIELDS.match(text) or _CODES.match(text)) for text in folded)
        deep = place >= _TOP
        if not facts or len(headers) < 2 or (deep and (facts < 2 or not _are_names(folded))):
            continue
        if named:
            return row, headers
        free.append((row, headers))
    if _is_grid_of_lists(cells):
        return -1, {}
    return next((found for found in free if _commits_below(cells, *found)), (-1, {}))


def _are_names(texts: Sequence[str]) -> bool:
    return max(len(text.split()) for text in texts) <= _NAME


def _row_texts(cells: Cells, row: int) -> dict[int, str]:
    return {
        column: " ".join(entry.printed for entry in held)
        for (place, column), held in cells.items()
        if place == row
    }


def _with_names_below(
    cells: Cells, head: int, headers: dict[int, str]
) -> tuple[int, dict[int, str]]:
    """The last row of the headers, and the headers: some may stand over names of their own.

    « Calendrier » over « Début » and « Fin » spans two columns, so that the second has no header.
    """
    below = min((row for row, _ in cells if row > head), default=head)
    names = _row_texts(cells, below)
    parts: dict[int, str] = {}
    for column, text in names.items():
        over = next((c for c in range(column, -1, -1) if c in headers), None)
        spans = over is not None and over + 1 in names and over + 1 not in headers
        if over is None or not spans or not _are_names([text]):
            return head, headers
        known = _FIELDS.match(fold(text))
        parts[column] = text if known else f"{headers[over]} {text}"
    return (below, headers | parts) if len(parts) >= 2 else (head, headers)


def _commits_below(cells: Cells, row: int, headers: Mapping[int, str]) -> bool:
    """Whether a column without the name of a fact reads, below the headers, as commitments."""
    for column, header in headers.items():
        texts = [e.text for (r, c), held in cells.items() if c == column and r > row for e in held]
        free = not (_FIELDS.match(fold(header)) or _CODES.match(fold(header)))
        if free and len(texts) >= 3 and sum(cue(t).leans for t in texts) >= 0.7 * len(texts):
            return True
    return False


def _branches(cells: Cells, headers: Mapping[int, str], column: int) -> list[int]:
    """The columns left of the measures whose texts each hold for several rows: headings.

    A text stands once over its rows, or again in each of them.
    """
    rows = {row for row, _ in cells}
    return [
        place
        for place, header in sorted(headers.items())
        if place < column
        and (_GROUPING.match(fold(header)) or _MEASURES.match(fold(header)))
        and 0 < _changes(cells, place) <= _share(header) * len(rows)
    ]


def _share(header: str) -> float:
    """The share of the rows up to which a column groups them; an axis may have one measure."""
    return 1.0 if _AXES.match(fold(header)) else 0.75


def _changes(cells: Cells, column: int) -> int:
    """How often the text of a column is another one than in the cell above it."""
    held = [cells[place] for place in sorted(cells) if place[1] == column]
    texts = [" ".join(entry.printed for entry in found) for found in held]
    return sum(text != before for before, text in zip([None, *texts], texts, strict=False))


def _records(cells: Cells, headers: dict[int, str]) -> list[Entry]:
    """One entry a measure; the other cells of its rows are facts of it, lone cells headings."""
    column = _measure_column(cells, headers)
    branches = _branches(cells, headers, column)
    codes = _code_column(headers, column)
    out: list[Entry] = []
    lines: dict[int, dict[int, list[Entry]]] = defaultdict(dict)
    for (row, place), held in cells.items():
        lines[row][place] = held
    for _, line in sorted(lines.items()):
        texts = {c: " ".join(e.printed for e in held) for c, held in line.items()}
        if texts.items() <= headers.items():
            continue  # the headers again, on the next page
        if _heads(line, texts, column):
            out += [replace(e, kind=BlockKind.HEADING) for e in next(iter(line.values()))]
            continue
        out += [
            replace(_merged(line[place]), kind=BlockKind.HEADING, branch=1 + place)
            for place in branches
            if place in line
        ]
        code = texts.get(codes) if codes is not None else _code_beside(line, column, headers)
        out += _row_entries(line.get(column, []), code, column)
    return out


def _value(held: Sequence[Entry]) -> str:
    """What a cell states: short lines are the parts of a list."""
    lines = [entry.printed for entry in held]
    return (" ; " if _are_names(lines) else " ").join(lines)


def _code_column(headers: Mapping[int, str], column: int) -> int | None:
    """The column of the codes of the measures: the nearest one left of them, else right."""
    codes = [place for place, header in headers.items() if _CODES.match(fold(header))]
    return max(codes, key=lambda place: (place < column, -abs(column - place)), default=None)


def _code_beside(
    line: Mapping[int, Sequence[Entry]], column: int, headers: Mapping[int, str]
) -> str | None:
    """A label alone in the cell left of the measure, where the two have no headers of their own."""
    left = line.get(column - 1, ())
    apart = column in headers and column - 1 in headers
    label = left[0].label if len(left) == 1 and not apart else None
    return left[0].printed if label and not label.rest else None


def _merged(found: Sequence[Entry]) -> Entry:
    """The paragraphs of a cell as one entry."""
    first = found[0]
    printed = " ".join(entry.printed for entry in found)
    label = parse(printed)
    text = label.rest if label and label.rest else printed
    return replace(first, text=text, printed=printed, label=label if text != printed else None)


def _heads(line: Mapping[int, Sequence[Entry]], texts: Mapping[int, str], column: int) -> bool:
    """Whether a row of one cell is a heading over the rows below, no measure without facts."""
    if len(texts) != 1:
        return False
    ((place, text),) = texts.items()
    if line[place][0].kind is BlockKind.HEADING:
        return True
    label = parse(text)
    if label and label.groups:
        return True
    return place == 0 and not (place == column and cue(text).leans)


def _measure_column(cells: Cells, headers: Mapping[int, str]) -> int:
    """The column that states the measures: named so, and read most often as a commitment.

    Of steps and of what holds for several rows, only some rows state any.
    """
    rows = {row for row, _ in cells}

    def weight(column: int) -> tuple[bool, float]:
        texts = [e.text for (_, c), found in cells.items() if c == column for e in found]
        filled = sum(c == column for _, c in cells) / max(len(rows), 1)
        commits = sum(cue(text).leans for text in texts) / max(len(texts), 1)
        named = bool(_MEASURES.match(header := fold(headers[column])))
        return named and not header.startswith("sous"), commits * filled

    column = max(headers, key=weight)
    # A header may stand over two columns: the codes, and the measures.
    coded = [e for (_, c), found in cells.items() if c == column for e in found]
    beside = column + 1 not in headers and any(c == column + 1 for _, c in cells)
    codes = all(e.label is not None and not e.label.rest for e in coded)
    return column + 1 if beside and coded and codes else column


def _row_entries(found: Sequence[Entry], code: str | None, column: int) -> list[Entry]:
    """The measures of one row: its items, or its first paragraph with the others below it."""
    items = [entry for entry in found if entry.kind is BlockKind.ITEM or entry.label]
    if not found or (len(items) == len(found) and len(items) > 1):
        return [replace(entry, column=1 + column) for entry in found]
    first = found[0]
    if code and not first.label:
        named = parse(code)
        plain = named.code if named and named.unit and not named.rest else code.strip(" .:")
        first = replace(first, label=Label(None, plain, first.text, "column", 1))
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
