"""The columns of a sheet of measures: one line a field, and how its values become cells and back.

A list is one line of a cell for each of its items; within an item, a line break is written `\\n`, a
carriage return `\\r` and a backslash `\\\\`, so that any list comes back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.facts import FACTS
from pipeline.messages import Message
from pipeline.models import UnitKind
from pipeline.settings import said
from pipeline.text import fold

_KINDS = {
    UnitKind.MEASURE: "mesure",
    UnitKind.PROGRAMME: "programme",
    UnitKind.RECOMMENDATION: "recommandation",
    UnitKind.PASSAGE: "passage",
}
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_AMOUNT = re.compile(
    r"(?P<number>\d[\d\s]*(?:[.,]\d+)?(?:e[+-]?\d+)?)\s?(?P<currency>[A-Z]{3})(?P<yearly>/an)?"
    r"(?:\s(?P<start>(?:19|20)\d\d)?-(?P<end>(?:19|20)\d\d)?)?(?:\s\((?P<level>.+)\))?",
    re.DOTALL,
)
_ID = re.compile("[0-9a-f]{16,64}")


@dataclass(frozen=True, slots=True)
class Form:
    """How a value of JSON is written into a cell, and read from the text of one.

    `write` gives None for an empty cell; `read` never gets an empty one, and raises ValueError
    with what the cell must be.
    """

    write: Callable[[Any], str | float | None]
    read: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a measure's record, its French heading, its width in characters, and its use.

    `note` tells in French what a person may do with it; `names` are further headings understood.
    """

    field: str
    heading: str
    form: Form
    width: int
    note: str
    names: tuple[str, ...] = ()
    dates: bool = False  # whether a date is a value of it, or what Excel made of « 1-2 »


def _joined(items: list[str]) -> str | None:
    return "\n".join(re.sub(r"[\\\n\r]", lambda m: _ESCAPES[m[0]], item) for item in items) or None


def _split(text: str) -> list[str]:
    plain = {escape[1]: char for char, escape in _ESCAPES.items()}
    lines = (line.removesuffix("\r") for line in text.split("\n"))
    return [
        re.sub(r"\\([\\nr])", lambda m: plain[m[1]], line) for line in lines if line.strip(" \t")
    ]


def _whole(text: str) -> int:
    if not re.fullmatch(r"\s*[0-9]{1,9}\s*", text, re.ASCII) or int(text) < 1:
        raise ValueError(Message("must be a whole number from 1, not {text}", text=said(text)))
    return int(text)


def _kind(text: str) -> str:
    known = {fold(name): kind for kind, french in _KINDS.items() for name in (kind, french)}
    if fold(text.strip()) not in known:
        raise ValueError(
            Message(
                "must be one of {names}, not {text}",
                names=", ".join(_KINDS.values()),
                text=said(text),
            )
        )
    return known[fold(text.strip())].value


def _written(amount: Mapping[str, Any]) -> str:
    """« 120000 EUR/an 2024-2027 (Axe 1) »: per year, years and level only where they are told."""
    text = f"{amount['amount']} {amount['currency']}{'/an' if amount['per_year'] else ''}"
    years = ["" if amount[name] is None else str(amount[name]) for name in ("from", "to")]
    if any(years):
        text += f" {'-'.join(years)}"
    return text if amount["level"] == "measure" else f"{text} ({amount['level']})"


def _amount(text: str) -> dict[str, Any]:
    found = _AMOUNT.fullmatch(text.strip())
    if not found:
        raise ValueError(
            Message("must be like « 120000 EUR 2024-2027 », not {text}", text=said(text))
        )
    number = float(re.sub(r"\s", "", found["number"]).replace(",", "."))
    return {
        "amount": int(number) if number.is_integer() else number,
        "currency": found["currency"],
        "from": int(found["start"]) if found["start"] else None,
        "to": int(found["end"]) if found["end"] else None,
        "per_year": bool(found["yearly"]),
        "level": found["level"] or "measure",
    }


def _id(text: str) -> str:
    if not _ID.fullmatch(text.strip()):
        raise ValueError(
            Message(
                "is no id: {text}; leave it as it was exported, or empty if new", text=said(text)
            )
        )
    return text.strip()


TEXT = Form(lambda text: text, lambda text: text)
LIST = Form(_joined, _split)
WHOLE = Form(lambda number: number, _whole)
KIND = Form(lambda kind: _KINDS[UnitKind(kind)], _kind)
ID = Form(lambda id_: id_ or None, _id)

AMOUNTS = Form(
    lambda amounts: _joined([_written(amount) for amount in amounts]),
    lambda text: [_amount(line) for line in _split(text)],
)

COLUMNS = (
    Column("plan", "Plan", TEXT, 26, "titre du plan", ("Titre du plan",)),
    Column("kind", "Genre", KIND, 15, "mesure, programme, recommandation ou passage", ("Type",)),
    Column("label", "Étiquette", TEXT, 11, "numéro ou code de la mesure", ("Numéro", "Code")),
    Column("statement", "Énoncé", TEXT, 60, "ce qui sera fait ; obligatoire", ("Mesure",)),
    Column("path", "Chapitres", LIST, 36, "un titre par ligne, le plus large d'abord", ("Chemin",)),
    Column("page", "Page", WHOLE, 7, "nombre entier"),
    Column("lead", FACTS["lead"], TEXT, 24, "qui porte la mesure", ("Pilote",)),
    Column("partners", FACTS["partners"], LIST, 26, "un par ligne"),
    Column("deadline", FACTS["deadline"], TEXT, 15, "telle qu'elle est imprimée", dates=True),
    Column("budget", FACTS["budget"], TEXT, 18, "tel qu'il est imprimé"),
    Column("indicators", FACTS["indicators"], LIST, 30, "un par ligne"),
    Column("targets", FACTS["targets"], LIST, 26, "une par ligne"),
    Column("status", FACTS["status"], TEXT, 15, "où en est la mesure", ("Statut", "Avancement")),
    Column("audience", FACTS["audience"], TEXT, 22, "à qui la mesure s'adresse", ("Public visé",)),
    Column("territory", FACTS["territory"], TEXT, 20, "où elle s'applique", ("Lieu",)),
    Column("amounts", FACTS["amounts"], AMOUNTS, 30, "un par ligne : « 120000 EUR 2024-2027 »"),
    Column("details", "Précisions", LIST, 46, "une par ligne", ("Détails",)),
    Column("printed", "Texte imprimé", TEXT, 46, "tel qu'il est sur la page ; vide : l'énoncé"),
    Column("document", "Document", TEXT, 28, "fichier d'où vient la mesure ; ne pas changer"),
    Column("snapshot", "Instantané", TEXT, 19, "état de l'index d'où vient la ligne"),
    Column("id", "Identifiant", ID, 19, "ne pas changer ; vide pour une ligne nouvelle"),
)
REQUIRED = ("document", "statement")


def named_columns(headings: Sequence[str]) -> tuple[dict[int, Column], list[str]]:
    """The columns by the place of their heading, French or English, and headings of none.

    Raises ValueError for a column that is there twice, or a required one that is missing.
    """
    known = {
        fold(name): column
        for column in COLUMNS
        for name in (column.field, column.heading, *column.names)
    }
    found: dict[int, Column] = {}
    unknown = []
    for place, heading in enumerate(headings):
        column = known.get(fold(heading).strip())
        if column and column in found.values():
            raise ValueError(
                Message("column « {heading} » is there twice; keep one", heading=column.heading)
            )
        if column:
            found[place] = column
        elif heading.strip():
            unknown.append(heading.strip())
    by_field = {column.field: column for column in COLUMNS}
    for field in REQUIRED:
        if by_field[field] not in found.values():
            raise ValueError(
                Message(
                    "column « {heading} » ({field}) is missing",
                    heading=by_field[field].heading,
                    field=field,
                )
            )
    return found, unknown


def cells(
    record: Mapping[str, Any], columns: Sequence[Column] = COLUMNS
) -> list[str | float | None]:
    """The cells of a record, in the order of the columns."""
    values = ((column, record.get(column.field)) for column in columns)
    return [None if value is None else column.form.write(value) for column, value in values]
