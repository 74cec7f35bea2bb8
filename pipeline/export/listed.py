"""Lists as tables: the documents of an index, what became of measures, families of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import IO, Any

from pipeline.edits import word_changes
from pipeline.export.columns import LIST, TEXT, WHOLE, Column, Form, cells
from pipeline.export.records import measure_record
from pipeline.export.sheets import write_book
from pipeline.export.tables import csv_lines, write_csv
from pipeline.facts import CONTRASTS, FACTS
from pipeline.models import Became, Family, Fate, Measure, UnitKind
from pipeline.store import DocumentRow

# What is said of one measure.
FATES: Mapping[Fate, str] = {
    Fate.KEPT: "conservée",
    Fate.AMENDED: "modifiée",
    Fate.MOVED: "déplacée",
    Fate.SPLIT: "scindée",
    Fate.MERGED: "fusionnée",
    Fate.DROPPED: "abandonnée",
    Fate.NEW: "nouvelle",
}
_NAMES = {**FACTS, **CONTRASTS}
_YES = "oui"
_NUMBER = Form(lambda number: round(number, 4), float)


def _of_side(side: str, name: str) -> tuple[Column, ...]:
    return (
        Column(f"label_{side}", f"Étiquette {name}", TEXT, 11, "son numéro ou code"),
        Column(f"statement_{side}", f"Mesure {name}", TEXT, 54, "ce qui sera fait"),
        Column(f"path_{side}", f"Chapitres {name}", LIST, 30, "titres au-dessus de la mesure"),
        Column(f"page_{side}", f"Page {name}", WHOLE, 8, "page où se lit la mesure"),
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """A kind of list: the name of its sheet, its columns, and the guide to them."""

    sheet: str
    columns: Sequence[Column]
    guide: tuple[str, Sequence[tuple[str, str]]]

    def write(self, rows: Iterable[Mapping[str, Any]], form: str, stream: IO[bytes]) -> None:
        """Write rows as `csv` or `xlsx`. Raises UsageError for what no sheet holds."""
        if form == "xlsx":
            named = ((str(row["id"]), cells(row, self.columns)) for row in rows)
            write_book(stream, self.sheet, self.columns, named, self.guide)
            return
        headings = [column.heading for column in self.columns]
        write_csv(csv_lines(headings, (cells(row, self.columns) for row in rows)), stream)


PLANS = Listed(
    "Documents",
    (
        Column("plan", "Plan", TEXT, 44, "titre du plan"),
        Column("issuer", "Organisme", TEXT, 34, "qui l'a publié"),
        Column("territory", "Territoire", TEXT, 24, "où il vaut"),
        Column("period", "Période", TEXT, 12, "années couvertes"),
        Column("date", "Date", TEXT, 12, "de publication"),
        Column("edition", "Édition", TEXT, 12, "ce que le document dit de lui-même"),
        Column("pages", "Pages", WHOLE, 8, "vide pour une page web"),
        Column("measure", "Mesures", WHOLE, 9, "nombre de mesures"),
        Column("programme", "Programmes", WHOLE, 12, "nombre de programmes"),
        Column("recommendation", "Recommandations", WHOLE, 17, "nombre de recommandations"),
        Column("address", "Adresse", TEXT, 40, "d'où il vient"),
        Column("indexed", "Lu le", TEXT, 24, "date et heure"),
        Column("document", "Document", TEXT, 34, "fichier"),
    ),
    ("Documents de la collection", (("Une ligne", "Un document de l'index."),)),
)
CHANGES = Listed(
    "Devenir des mesures",
    (
        Column("number", "N°", WHOLE, 6, "lignes d'un même numéro : une mesure scindée, fusionnée"),
        Column("fate", "Devenir", TEXT, 13, ", ".join(FATES.values())),
        Column("moved", "Déplacée", TEXT, 10, "oui : modifiée, et sous un autre titre"),
        Column("axis", "Axe", TEXT, 26, "titre le plus haut, de la nouvelle édition s'il y en a"),
        *_of_side("before", "avant"),
        *_of_side("after", "après"),
        Column("facts", "Faits changés", LIST, 34, "ce que chaque édition dit, avant → après"),
        Column("likeness", "Ressemblance", _NUMBER, 13, "des deux énoncés, de 0 à 1"),
        Column("plan_before", "Plan avant", TEXT, 26, "titre du plan"),
        Column("plan_after", "Plan après", TEXT, 26, "titre du plan"),
        Column("id_before", "Identifiant avant", TEXT, 19, "de la mesure dans l'index"),
        Column("id_after", "Identifiant après", TEXT, 19, "de la mesure dans l'index"),
    ),
    (
        "Ce que deviennent les mesures d'un plan",
        (
            ("Une ligne", "Une mesure de l'édition d'avant et ce qu'elle devient dans celle "
             "d'après. Une mesure abandonnée n'a pas d'après, une nouvelle pas d'avant."),
            ("Plusieurs lignes", "Une mesure scindée, ou plusieurs fusionnées : une ligne pour "
             "chaque avant et chaque après, sous un même numéro."),
        ),
    ),
)  # fmt: skip
FAMILIES = Listed(
    "Familles de mesures",
    (
        Column("number", "N°", WHOLE, 6, "lignes d'un même numéro : une famille"),
        Column("family", "Famille", TEXT, 34, "ce que ses mesures ont en commun"),
        Column("plans", "Plans", WHOLE, 7, "nombre de plans de la famille"),
        Column("best", "Représente", TEXT, 12, "oui : celle qui dit le mieux ce que toutes disent"),
        Column("plan", "Plan", TEXT, 26, "titre du plan"),
        Column("page", "Page", WHOLE, 8, "page où se lit la mesure"),
        Column("path", "Chapitres", LIST, 30, "titres au-dessus de la mesure"),
        Column("label", "Étiquette", TEXT, 11, "son numéro ou code"),
        Column("statement", "Mesure", TEXT, 54, "ce qui sera fait"),
        Column("lead", FACTS["lead"], TEXT, 24, "qui en répond"),
        Column("score", "Probabilité", _NUMBER, 12, "moyenne, de se recouper avec les autres"),
        Column("document", "Document", TEXT, 26, "fichier du plan"),
        Column("id", "Identifiant", TEXT, 19, "de la mesure dans l'index"),
        Column("family_id", "Identifiant de la famille", TEXT, 19, "le même sur la page"),
    ),
    (
        "Familles de mesures qui se recoupent",
        (("Une ligne", "Une mesure d'une famille ; les familles de plus de plans d'abord."),),
    ),
)


def plan_record(row: DocumentRow) -> dict[str, Any]:
    """The fields of `mesures plans`."""
    return {
        "document": row.document,
        "plan": row.title,
        **asdict(row.facts),
        "pages": row.pages,
        "counts": dict(row.counts),
        "indexed": row.indexed,
        "mended": row.mended,
    }


def plan_rows(rows: Iterable[DocumentRow]) -> Iterator[dict[str, Any]]:
    """A row for each document."""
    for row in rows:
        record = plan_record(row)
        counts = {kind.value: row.counts.get(kind, 0) for kind in UnitKind}
        yield {**record, **counts, "pages": row.pages or None, "id": row.document}


def change_record(one: Became, old: str, new: str) -> dict[str, Any]:
    """The fields of `mesures compare`, for two documents of these ids."""
    record: dict[str, Any] = {
        "from": old,
        "to": new,
        "change": one.fate.value,
        "moved": one.moved,
        "likeness": round(one.likeness, 4),
        "before": [measure_record(each) for each in one.before],
        "after": [measure_record(each) for each in one.after],
    }
    if len(one.before) == len(one.after) == 1:
        pieces = word_changes(one.before[0].statement, one.after[0].statement)
        record["words"] = [[piece.edit.value, piece.text] for piece in pieces]
    return record


def change_rows(
    changes: Iterable[Became], old: str, new: str, first: int = 1
) -> Iterator[dict[str, Any]]:
    """A row for each measure before and after, numbered by changes from `first` on.

    `old` and `new` are the titles of the two plans.
    """
    for number, one in enumerate(changes, first):
        facts = [
            f"{_NAMES[each.name]}\u00a0: {each.first or '—'} → {each.second or '—'}"
            for each in one.differs
        ]
        for before, after in product(one.before or (None,), one.after or (None,)):
            there = after or before
            assert there
            yield {
                "id": there.id,
                "number": number,
                "fate": FATES[one.fate],
                "moved": _YES if one.moved else None,
                "axis": one.axis or None,
                "facts": facts,
                "likeness": one.likeness if before and after else None,
                "plan_before": old if before else None,
                "plan_after": new if after else None,
                **_side("before", before),
                **_side("after", after),
            }


def _side(name: str, measure: Measure | None) -> dict[str, Any]:
    if measure is None:
        return {}
    return {
        f"label_{name}": measure.label,
        f"statement_{name}": measure.statement,
        f"path_{name}": list(measure.path),
        f"page_{name}": measure.page,
        f"id_{name}": measure.id,
    }


def family_record(family: Family, titles: Mapping[str, str]) -> dict[str, Any]:
    """The fields of `mesures clusters`; `titles` are those of plans, by document."""
    return {
        "id": family.id,
        "label": family.label,
        "size": family.size,
        "score": round(family.score, 4),
        "plans": family.plans,
        "documents": [{"document": d, "plan": titles.get(d, d)} for d in family.documents],
        "leads": list(family.leads),
        "representative": family.representative.id,
        "members": [
            {"score": round(one.score, 4), **measure_record(one.measure)} for one in family.members
        ],
        "under": [one.id for one in family.under],
    }


def family_rows(families: Iterable[Family], titles: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """A row for each measure of each family."""
    for number, family in enumerate(families, 1):
        for place, member in enumerate(family.members):
            measure = member.measure
            yield {
                "number": number,
                "family": family.label,
                "family_id": family.id,
                "plans": family.plans,
                "best": None if place else _YES,
                "plan": titles.get(measure.document, measure.document),
                "page": measure.page,
                "path": list(measure.path),
                "label": measure.label,
                "statement": measure.statement,
                "lead": measure.lead,
                "score": member.score,
                "document": measure.document,
                "id": measure.id,
            }
