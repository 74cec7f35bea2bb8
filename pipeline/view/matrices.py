"""What plans cover, as one web page: matrices whose cells open the measures that they count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.facts import relation_of
from pipeline.models import Cell, Head, Matrix, Measure, Overlap
from pipeline.version import __version__
from pipeline.view.frame import frame
from pipeline.view.markup import Element, add, counted, document, percent, tag
from pipeline.view.shades import SHADES, shade

_COLUMNS = 24  # of one table: what A4 across has room for, beside the names
_LETTERS = 34  # of a name that stands upright
_HEADINGS = {"themes": "Plans et thèmes", "plans": "Plans et plans"}
_READING = {
    "themes": "Chaque case compte les mesures du plan de la ligne qui relèvent du thème de la "
    "colonne; sa teinte dit quelle part du plan elles sont.",
    "plans": "Chaque case compte les paires de mesures qui se recoupent, avec une probabilité d’au "
    "moins {least}; sa teinte dit quelle part des mesures du plan de la ligne est couverte par le "
    "plan de la colonne. Une mesure est couverte par une autre qui dit la même chose ou "
    "davantage\u00a0: la part change donc avec le sens de la lecture.",
}


def matrices_page(matrices: Sequence[Matrix], snapshot: str = "") -> bytes:
    """A self-contained page of these matrices, each cell a link to its measures below.

    `snapshot` is the id of the state of the index that they come from.
    """
    shown = tag("main", id="matrices")
    for matrix in matrices:
        shown.append(_section(matrix))
        lists = tag("section", tag("h2", f"{_HEADINGS[matrix.name]}\u00a0: les mesures"))
        lists.set("class", "listes")
        for part in _lists(matrix):
            lists.append(part)
        shown.append(lists)
    state = f"\u00a0· instantané {snapshot}" if snapshot else ""
    page = frame(
        "Couverture des plans",
        "matrices.css",
        tag("a", "Aller aux tableaux", href="#matrices", class_="saut"),
        tag("header", tag("p", "Mesures des plans d’action", class_="fichier"),
            tag("h1", "Ce que les plans couvrent")),
        shown,
        tag("footer", tag("p", f"mesures {__version__}{state}")),
    )  # fmt: skip
    return document(page)


def _section(matrix: Matrix) -> Element:
    name = f"{matrix.name}-titre"
    section = tag("section", tag("h2", _HEADINGS[matrix.name], id=name), aria_labelledby=name)
    section.append(tag("p", _told(matrix), class_="resume"))
    section.append(tag("p", _reading(matrix)))
    section.append(_legend())
    if not matrix.rows or not matrix.columns:
        return section
    for start in range(0, len(matrix.columns), _COLUMNS):
        columns = range(start, min(start + _COLUMNS, len(matrix.columns)))
        section.append(_table(matrix, columns))
        cut = [n for n in columns if _short(matrix.columns[n].name) != matrix.columns[n].name]
        if cut:
            section.append(_key(matrix, cut))
    return section


def _reading(matrix: Matrix) -> str:
    text = _READING[matrix.name].replace(";", "\u00a0;")
    return text.format(least=percent(matrix.least))


def _told(matrix: Matrix) -> str:
    """« 5 plans, 120 mesures, 12 thèmes ; 14 cases vides. »"""
    parts = [counted(len(matrix.rows), "plan"), counted(_total(matrix.rows), "mesure")]
    if matrix.name == "themes":
        parts.append(counted(sum(bool(head.id) for head in matrix.columns), "thème"))
    return f"{', '.join(parts)}\u00a0; {counted(matrix.blanks, 'case vide')}."


def _total(heads: Iterable[Head]) -> int:
    return sum(head.total for head in heads)


def _legend() -> Element:
    line = tag("p", "Part du plan\u00a0: ", class_="teintes")
    add(line, tag("span", "\u00a0", class_="n0"))
    add(line, " aucune mesure ")
    for number, share in enumerate(SHADES[1:], start=1):
        add(line, tag("span", "\u00a0", class_=f"n{number}"))
        add(line, f" jusqu’à {percent(share)} ")
    add(line, tag("span", "\u00a0", class_=f"n{len(SHADES)}"))
    add(line, " davantage")
    return line


def _table(matrix: Matrix, columns: range) -> Element:
    head = tag("tr", tag("th", "Plan", scope="col", class_="nom"))
    head.append(tag("th", "Mesures", scope="col", class_="total"))
    for number in columns:
        column = matrix.columns[number]
        label = tag("span", tag("b", number + 1), " ", _short(column.name))
        head.append(tag("th", label, scope="col", title=column.name, class_="debout"))
    body = tag("tbody")
    for number, row in enumerate(matrix.rows):
        name = tag("th", tag("b", number + 1), " ", tag("bdi", row.name), scope="row")
        line = tag("tr", name, tag("td", row.total, class_="total"))
        line.set("id", f"{matrix.name}-{number + 1}-{columns.start + 1}")
        for place in columns:
            line.append(_square(matrix, number, place))
        body.append(line)
    return tag("table", tag("thead", head), body, class_="carte")


def _key(matrix: Matrix, numbers: Iterable[int]) -> Element:
    """The whole names of columns that are cut in the table, for who reads them on paper."""
    listed = tag("ul", class_="cle")
    for number in numbers:
        name = tag("bdi", matrix.columns[number].name)
        listed.append(tag("li", tag("b", number + 1), " ", name))
    return listed


def _square(matrix: Matrix, row: int, column: int) -> Element:
    cell = matrix.cells[row][column]
    if not cell.open:
        same = matrix.rows[row].id == matrix.columns[column].id
        return tag("td", None if same else "éd.", class_="ferme",
                   title=None if same else "deux éditions d’un plan")  # fmt: skip
    if not cell.count:
        return tag("td", "0", class_="n0")
    said = f"{matrix.rows[row].name} × {matrix.columns[column].name}\u00a0: {_share(cell)}"
    link = tag("a", tag("b", cell.count), tag("small", percent(cell.share)),
               href=f"#{_anchor(matrix, row, column)}", title=said)  # fmt: skip
    return tag("td", link, class_=f"n{shade_of(cell)}")


def shade_of(cell: Cell) -> int:
    """The shade of a cell by its share; one that holds anything has at least the first."""
    return max(1, shade(round(cell.share * 1e6), 1_000_000)) if cell.count else 0


def _share(cell: Cell) -> str:
    if cell.pairs:
        return f"{counted(cell.count, 'paire')}, {percent(cell.share)} des mesures couvertes"
    return f"{counted(cell.count, 'mesure')}, {percent(cell.share)} du plan"


def _anchor(matrix: Matrix, row: int, column: int) -> str:
    """What names the list of a cell; those of two plans are one list, whichever is the row."""
    if matrix.name == "plans":
        row, column = min(row, column), max(row, column)
    return f"{matrix.name[0]}-{row + 1}-{column + 1}"


def _lists(matrix: Matrix) -> Iterator[Element]:
    """The measures of each cell, under the name of its row."""
    for number, row in enumerate(matrix.rows):
        parts = []
        for place, column in enumerate(matrix.columns):
            cell = matrix.cells[number][place]
            if cell.count and (matrix.name != "plans" or place > number):
                parts.append(_list(matrix, number, place, column, cell))
        if parts:
            yield tag("section", tag("h3", tag("bdi", row.name)), *parts)


def _list(matrix: Matrix, row: int, place: int, column: Head, cell: Cell) -> Element:
    start = place // _COLUMNS * _COLUMNS + 1
    back = tag("a", "↑", href=f"#{matrix.name}-{row + 1}-{start}", title="Retour au tableau",
               aria_label="Retour au tableau", class_="retour")  # fmt: skip
    told = _share(cell)
    if cell.pairs:
        other = matrix.cells[place][row]
        told = (
            f"{counted(cell.count, 'paire')}; {percent(cell.share)} du premier plan est couvert "
            f"par le second, {percent(other.share)} du second par le premier"
        ).replace(";", "\u00a0;")
    title = tag("h4", tag("bdi", column.name), " ", tag("small", told), " ", back)
    listed = tag("ul", class_="paires" if cell.pairs else None)
    for pair in cell.pairs:
        listed.append(_pair(pair, matrix.rows[row].id))
    for measure in () if cell.pairs else cell.measures:
        listed.append(tag("li", *_measure(measure)))
    return tag("section", title, listed, id=_anchor(matrix, row, place))


def _pair(pair: Overlap, first: str) -> Element:
    """The two sides of a pair, that of the row first, and how they stand to each other."""
    turned = pair.a.document != first
    one, other = (pair.b, pair.a) if turned else (pair.a, pair.b)
    said = tag("small", f"{relation_of(pair, turned)}, {percent(pair.score)}")
    return tag("li", tag("p", *_measure(one)), tag("p", *_measure(other)), tag("p", said))


def _measure(measure: Measure) -> Iterator[object]:
    if measure.label:
        yield tag("b", tag("bdi", measure.label))
        yield " "
    yield tag("bdi", measure.statement)
    if measure.page:
        yield tag("small", f" (p.\u00a0{measure.page})")


def _short(text: str) -> str:
    if len(text) <= _LETTERS:
        return text
    return (text[:_LETTERS].rpartition(" ")[0].rstrip(" ,:") or text[:_LETTERS]) + "…"
