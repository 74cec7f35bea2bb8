"""Cells as a reader sees them, and the lines in them: what every spreadsheet format shares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.draft import tidy
from pipeline.extract.marks import MARKER
from pipeline.text import fold

_AMOUNT = re.compile(r"^[^A-Za-zÀ-ÿ]*(?:(?:[kM]\s?)?[€$%]|FCFA|euros?|dollars?)?$")
_INSTRUCTIONS = re.compile(
    r"^(?:\d+[\s.)_-]*)?(?:modes? d.emploi|lisez[\s-]?moi|a lire|notice|aide|guide|instructions?"
    r"|consignes?|read ?me|legendes?|glossaire|lexique|sigles|abreviations|sommaire"
    r"|table des matieres)\b"
)
_LISTS = re.compile(
    r"^(?:\d+[\s.)_-]*)?(?:listes?|parametr\w+|menus? deroulants?|nomenclatures?|choix|config\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as a reader sees it. `width` counts the columns that it is merged over."""

    text: str
    width: int = 1
    size: float = 0.0
    bold: bool = False
    typed: bool = True  # no number, date or choice from a list


Row = Mapping[int, Shown]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet: its rows that are not empty, columns numbered as in the file.

    `choices` tells a sheet that only holds the entries of drop-down lists.
    """

    name: str
    rows: Sequence[Row]
    choices: bool = False

    @property
    def aside(self) -> bool:
        """Whether the sheet only explains or serves the others."""
        name = fold(self.name)
        return self.choices or bool(_INSTRUCTIONS.match(name) or _LISTS.match(name))

    @property
    def figures(self) -> bool:
        """Whether hardly a row has two texts: a sheet that counts what the others say."""
        wide = [row for row in self.rows if len(row) > 1][1:]
        worded = sum(sum(cell.typed for cell in row.values()) > 1 for row in wide)
        return bool(wide) and worded <= 0.2 * len(wide)


def is_amount(text: str) -> bool:
    """Whether a text is a number, a date or an amount: nothing that a person worded."""
    return bool(_AMOUNT.match(text))


def only(row: Row) -> Shown:
    """The first cell of a row, which is its only one."""
    return row[min(row)]


def lines(text: str) -> Iterator[tuple[str, str | None]]:
    """The lines of a cell, each with the marker of a list item; wrapped ones are joined."""
    out: list[str] = []
    for line in map(tidy, text.replace("\r", "\n").split("\n")):
        if not line:
            continue
        if out and line[:1].islower() and out[-1][-1] not in ".:;!?":
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
    for line in out:
        found = MARKER.match(line)
        if found and found.end() < len(line):
            yield line[found.end() :], found["marker"]
        else:
            yield line, None
