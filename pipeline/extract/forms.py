"""Sheets that are one form each: the names of facts in one column, what they say in the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.cells import Row, lines
from pipeline.extract.draft import Draft
from pipeline.models import BlockKind, Style
from pipeline.text import fold

_NAMES = re.compile(
    r"^(?:(?:structure|service|direction)s? )?(?:pilotes?|responsables?|porteu\w+|referente?s?"
    r"|partenaires?|budgets?|couts?|financements?|moyens|calendrier|echeanc\w+|delais?|indicateurs?"
    r"|description|descriptif|objectifs?|contexte|constats?|enjeux|publics?|beneficiaires?"
    r"|territoires?|statut|etat|etapes?|priorite|resultats? attendus?)\b"
)
_TITLES = re.compile(
    r"^(?:intitules?|titres?|noms?|libelles?)\b|^(?:actions?|mesures?|projets?)\s?:?$"
)
_LEAST = 3  # names that make a form
_NAME = 8  # words


def is_form(rows: Sequence[Row]) -> bool:
    """Whether most rows are a name and what it says, names of facts among them."""
    pairs = [row for row in rows if len(row) == 2]
    if len(pairs) < 0.7 * len(rows) or max(map(len, rows), default=0) > 4:
        return False
    names = [_name(row) for row in pairs]
    known = sum(bool(_NAMES.match(fold(name))) for name in names)
    short = all(len(name.split()) <= _NAME for name in names)
    return known >= _LEAST and known >= 0.4 * len(pairs) and short


def form_drafts(rows: Sequence[Row]) -> Iterator[Draft]:
    """The title of a form as a heading, its other rows as lines « name : value »."""
    for row in rows:
        first, *others = (row[column] for column in sorted(row))
        name = first.text.strip().rstrip(" :")
        said = [line for cell in others for line in lines(cell.text)]
        if not said:
            yield Draft(name)
        elif _TITLES.match(fold(name)):
            yield Draft(" ".join(text for text, _ in said), BlockKind.HEADING, level=2)
        elif len(said) == 1:
            yield Draft(f"{name} : {said[0][0]}")
        else:
            yield Draft(f"{name} :")
            for text, marker in said:
                kind = BlockKind.ITEM if marker else BlockKind.PARAGRAPH
                yield Draft(text, kind, style=Style(marker=marker), level=1 if marker else 0)


def _name(row: Row) -> str:
    return row[min(row)].text.strip()
