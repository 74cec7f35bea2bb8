"""Pairs of measures as records, and as a workbook in which people decide and which is read back.

The workbook has a row a pair, both sides with what cites them. What is read back is what the
columns « Décision », « Remarque » and « Auteur » say; the others must be as they were written,
which a key in each row tells. The key guards against slips, not against forgers.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import IO, Any

from pipeline.errors import UsageError
from pipeline.export.columns import LIST, TEXT, WHOLE, Column, Form, cells
from pipeline.export.jsonfiles import read_bytes
from pipeline.export.records import measure_record
from pipeline.export.sheets import write_book
from pipeline.export.tables import HEADING_WITHIN, csv_lines, placed
from pipeline.export.workbooks import Fault, numbered, opened, text_of
from pipeline.messages import Message, noted
from pipeline.models import Relation
from pipeline.settings import said
from pipeline.text import fold
from pipeline.workspace.reviews import Decision, Judged, Side, Verdict
from pipeline.workspace.wording import (
    flags_said,
    found_said,
    plan_said,
    relation_said,
    relations_said,
    verdict_said,
)

SHEET = "Paires"
CONFIRMED, REJECTED = verdict_said(Verdict.CONFIRMED), verdict_said(Verdict.REJECTED)
WORDS = (CONFIRMED, REJECTED, *relations_said())
EDITIONS = "oui"
_KEY = 16  # hexadecimal digits


def _score(text: str) -> float:
    if not re.fullmatch(r"\s*(?:0|1|[01][.,]\d+)\s*", text, re.ASCII):
        raise ValueError(Message("must be a probability, not {text}", text=said(text)))
    return float(text.replace(",", "."))


_SCORE = Form(lambda score: round(score, 6), _score)
_STAYS = "ne pas changer"


def _of_side(side: str) -> tuple[Column, ...]:
    name = side.upper()
    return (
        Column(f"plan_{side}", f"Plan {name}", TEXT, 26, "titre du plan"),
        Column(f"page_{side}", f"Page {name}", WHOLE, 8, "page où se lit la mesure"),
        Column(f"path_{side}", f"Chapitres {name}", LIST, 30, "titres au-dessus de la mesure"),
        Column(f"label_{side}", f"Étiquette {name}", TEXT, 11, "son numéro ou code"),
        Column(f"statement_{side}", f"Mesure {name}", TEXT, 54, "ce qui sera fait"),
    )


COLUMNS = (
    Column("decision", "Décision", TEXT, 15, f"{', '.join(WORDS)} ; vide : pas encore décidé"),
    Column("note", "Remarque", TEXT, 30, "ce que vous voulez en dire"),
    Column("author", "Auteur", TEXT, 16, "votre nom ; vide : qui relit le fichier"),
    Column("relation", "Relation trouvée", TEXT, 15, "celle que l'index propose"),
    Column("chance", "Probabilité", _SCORE, 11, "que les deux mesures se recoupent, de 0 à 1"),
    Column("flag", "À revoir", TEXT, 24, "ce qui a changé depuis la décision"),
    *_of_side("a"),
    *_of_side("b"),
    Column("date", "Date", TEXT, 24, f"de la dernière décision ; {_STAYS}"),
    Column("edition", "Éditions", TEXT, 10, "oui : deux éditions d'un même plan"),
    Column("snapshot", "Instantané", TEXT, 19, "état de l'index d'où vient la ligne"),
    Column("document_a", "Document A", TEXT, 26, _STAYS),
    Column("document_b", "Document B", TEXT, 26, _STAYS),
    Column("id_a", "Identifiant A", TEXT, 19, _STAYS),
    Column("id_b", "Identifiant B", TEXT, 19, _STAYS),
    Column("score", "Score", _SCORE, 10, f"probabilité avant les décisions ; {_STAYS}"),
    Column("key", "Clé", TEXT, 19, f"garde la ligne des erreurs ; {_STAYS}"),
)
_NEEDED = ("decision", "id_a", "id_b", "document_a", "document_b", "statement_a", "statement_b",
           "relation", "score", "date", "key")  # fmt: skip
_GUIDE = (
    ("Une ligne", "Chaque ligne de la feuille « Paires » met en regard deux mesures, A et B, que "
     "l'index rapproche ou que quelqu'un a rapprochées."),
    ("Décider", f"{CONFIRMED} : la relation trouvée est juste. {REJECTED} : rien en commun. Ou la "
     "relation qui est juste : Identique, Reformulée, A plus large (A couvre plus que B), B plus "
     "large, Même sujet (un sujet, deux engagements)."),
    ("Ne pas décider", "Une cellule vide ne change rien ; elle n'annule pas non plus."),
    ("Auteur", "Mettez votre nom si une autre personne relit le fichier."),
    ("Trier, filtrer", "C'est sans effet. Une ligne supprimée ne change rien non plus."),
    ("Ne pas changer", "Les mesures, leurs documents, identifiants, scores et clés."),
    ("Relire", "Enregistrez en .xlsx, puis : mesures review import FICHIER.xlsx"),
)  # fmt: skip


def decision_record(one: Decision) -> dict[str, Any]:
    """The fields of `mesures review history`."""
    return {
        "verdict": one.verdict.value,
        "relation": one.relation.value if one.relation else None,
        "author": one.author,
        "date": one.date,
        "note": one.note,
        "found": one.found.value if one.found else None,
        "score": one.score,
        "a": asdict(one.a) | {"path": list(one.a.path)},
        "b": asdict(one.b) | {"path": list(one.b.path)},
    }


def judged_record(one: Judged, titles: Mapping[str, str]) -> dict[str, Any]:
    """The fields of `mesures review list`: those of `mesures overlaps`, and what was decided."""
    sides = {
        name: {"plan": plan_said(one, place, titles), **measure_record(measure)}
        for place, (name, measure) in enumerate(
            (("a", one.overlap.a), ("b", one.overlap.b)),
        )
    }
    return {
        **sides,
        "score": round(one.overlap.score, 6),
        "relation": one.overlap.relation.value,
        **({"edition": True} if one.overlap.edition else {}),
        **reviewed_record(one),
    }


def reviewed_record(one: Judged | None) -> dict[str, Any]:
    """What a pair has beside what was found: the decision, if any, and what changed since."""
    if one is None or one.decision is None:
        return {"reviewed": False}
    return {
        "reviewed": True,
        "rejected": one.rejected,
        "found": one.machine is not None,
        "changed": [name for name, told in zip("ab", one.changed, strict=True) if told],
        "gone": [name for name, told in zip("ab", one.gone, strict=True) if told],
        "decision": decision_record(one.decision),
    }


def write_decisions(
    pairs: Iterable[Judged],
    titles: Mapping[str, str],
    snapshot: str,
    stream: IO[bytes] | io.RawIOBase,
) -> int:
    """Write pairs as a workbook to decide in; how many. `titles` are those of plans, by document.

    Raises UsageError for what no sheet holds.
    """
    count = 0

    def rows() -> Iterator[tuple[str, list[str | float | None]]]:
        nonlocal count
        for one in pairs:
            record = _record(one, titles, snapshot)
            count += 1
            yield f"{record['id_a']} – {record['id_b']}", cells(record, COLUMNS)

    write_book(stream, SHEET, COLUMNS, rows(), ("Décider des paires", _GUIDE), {"decision": WORDS})
    return count


def decisions_csv(
    pairs: Iterable[Judged], titles: Mapping[str, str], snapshot: str
) -> Iterator[str]:
    """The lines of a CSV of pairs, in the columns of the workbook, headings first."""
    rows = (cells(_record(one, titles, snapshot), COLUMNS) for one in pairs)
    return csv_lines([column.heading for column in COLUMNS], rows)


def _record(one: Judged, titles: Mapping[str, str], snapshot: str) -> dict[str, Any]:
    overlap, decision, machine = one.overlap, one.decision, one.machine
    record: dict[str, Any] = {
        "chance": overlap.score,
        "flag": " ; ".join(flags_said(one)) or None,
        "edition": EDITIONS if overlap.edition else None,
        "snapshot": snapshot or None,
        "relation": None,
        "score": None,
        "date": None,
    }
    for place, (side, measure) in enumerate((("a", overlap.a), ("b", overlap.b))):
        record |= {
            f"plan_{side}": plan_said(one, place, titles),
            f"page_{side}": measure.page,
            f"path_{side}": list(measure.path),
            f"label_{side}": measure.label,
            f"statement_{side}": measure.statement,
            f"document_{side}": measure.document,
            f"id_{side}": measure.id,
        }
    if machine:
        record |= {"relation": found_said(one), "score": machine.score}
    if decision:
        record |= {
            "decision": _word(decision, record["relation"]),
            "note": decision.note or None,
            "author": decision.author,
            "date": decision.date,
        }
    return record | {"key": _key(record)}


def _word(decision: Decision, found: str | None) -> str:
    """What a person would choose for the decision, beside what is found."""
    if decision.relation is None:
        return REJECTED
    word = relation_said(decision.relation)
    return CONFIRMED if word == found else word


def _key(record: Mapping[str, Any]) -> str:
    score = "" if record["score"] is None else f"{round(record['score'], 6):.6f}"
    texts = [_plain(record[f"{name}_{side}"]) for side in "ab"
             for name in ("id", "document", "statement")]  # fmt: skip
    told = "\x1f".join([*texts, _plain(record["relation"]), score])
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=_KEY // 2).hexdigest()


def _plain(text: str | None) -> str:
    """What of a text no spreadsheet program changes."""
    return " ".join(fold(text or "").split())


def read_decisions(file: Path) -> list[tuple[Message, Decision]]:
    """What the rows of a workbook decide, each with the place that messages name.

    Author and date are those of the row, empty where it has none. Raises UsageError, that names
    file, sheet and row, for a row that was changed where it must not be, or decides what is no
    decision; formulas are neither run nor taken for their last value.
    """
    book = opened(file, io.BytesIO(read_bytes(file)), formulas=True)
    try:
        if SHEET not in book.sheetnames:
            raise UsageError("{file}: no sheet is « {sheet} »", file=file, sheet=SHEET)
        origin = Message("{file}, sheet {sheet}", file=file, sheet=SHEET)
        return list(_read(origin, iter(numbered(file, book[SHEET]))))
    finally:
        book.close()


def _read(
    origin: Message, rows: Iterator[tuple[int, list[object]]]
) -> Iterator[tuple[Message, Decision]]:
    columns = _headings(origin, rows)
    for number, row in rows:
        place = Message("{origin}, row {number}", origin=origin, number=number)
        record: dict[str, Any] = dict.fromkeys(column.field for column in COLUMNS)
        for index, column in columns.items():
            record[column.field] = _value(row[index] if index < len(row) else None, column, place)
        if any(value is not None for value in record.values()):
            yield from _decided(record, place)


def _headings(origin: Message, rows: Iterator[tuple[int, list[object]]]) -> dict[int, Column]:
    known = {fold(column.heading): column for column in COLUMNS}
    missing = list(_NEEDED)
    for _, row in islice(rows, HEADING_WITHIN):
        named = [fold(str(value)).strip() if isinstance(value, str) else "" for value in row]
        columns = {place: known[name] for place, name in enumerate(named) if name in known}
        fields = [column.field for column in columns.values()]
        if missing_here := [field for field in _NEEDED if field not in fields]:
            missing = min(missing, missing_here, key=len)
            continue
        if len(set(fields)) < len(fields):
            twice = next(column for column in columns.values() if fields.count(column.field) > 1)
            raise UsageError(
                "{origin}: column « {heading} » is there twice; keep one",
                origin=origin,
                heading=twice.heading,
            )
        return columns
    (heading, *_) = (column.heading for column in COLUMNS if column.field in missing)
    raise UsageError("{origin}: column « {heading} » is missing", origin=origin, heading=heading)


def _value(value: object, column: Column, place: Message) -> Any:
    """What a cell says. Raises UsageError."""
    try:
        if isinstance(value, Fault) and str(value.value).startswith("="):
            raise ValueError(noted("holds a formula; write its value instead"))
        if column.field == "score" and isinstance(value, int | float):
            value = f"{value:.6f}"
        if column.field == "chance":  # shown, never read
            return None
        text = text_of(value, column)
        return column.form.read(text) if text.strip() else None
    except ValueError as error:
        raise UsageError(placed(place, column, error.args[0])) from error


def _decided(record: dict[str, Any], place: Message) -> Iterator[tuple[Message, Decision]]:
    for field in ("id_a", "id_b", "document_a", "document_b", "statement_a", "statement_b", "key"):
        if record[field] is None:
            raise UsageError(placed(place, _column(field), noted("is empty")))
    if record["key"].strip() != _key(record):
        raise UsageError(
            "{place}: its measures, ids, relation or score are not as they were exported; export "
            "again and decide there",
            place=place,
        )
    if record["decision"] is None:
        return
    found = _relation(record["relation"], "relation", place) if record["relation"] else None
    relation, turned = _choice(record["decision"], found, place)
    a, b = (_side(record, side) for side in "ab")
    if turned:
        a, b = b, a
    opposite = found is not None and found[0] is Relation.BROADER and found[1] != turned
    verdict = Verdict.CONFIRMED if found in (None, (relation, turned)) else Verdict.RETYPED
    if relation is None:
        verdict = Verdict.REJECTED
    yield (
        place,
        Decision(
            a,
            b,
            verdict,
            relation,
            (record["author"] or "").strip(),
            (record["date"] or "").strip(),
            (record["note"] or "").strip(),
            found[0] if found else None,
            opposite,
            record["score"] if found else None,
            fold(record["edition"] or "").strip() == EDITIONS,
        ),
    )


def _choice(
    word: str, found: tuple[Relation, bool] | None, place: Message
) -> tuple[Relation | None, bool]:
    if fold(word).strip() == fold(REJECTED):
        return None, False
    if fold(word).strip() != fold(CONFIRMED):
        return _relation(word, "decision", place)
    if found is None:
        reason = noted("nothing is found to confirm; choose the relation")
        raise UsageError(placed(place, _column("decision"), reason))
    return found


def _relation(word: str, field: str, place: Message) -> tuple[Relation, bool]:
    known = {fold(name): pair for name, pair in relations_said().items()}
    if fold(word).strip() not in known:
        reason = Message("must be one of {names}, not {text}", names=", ".join(WORDS),
                         text=said(word))  # fmt: skip
        raise UsageError(placed(place, _column(field), reason))
    return known[fold(word).strip()]


def _column(field: str) -> Column:
    return next(column for column in COLUMNS if column.field == field)


def _side(record: Mapping[str, Any], side: str) -> Side:
    made = Side(
        record[f"id_{side}"].strip(),
        record[f"document_{side}"],
        record[f"statement_{side}"],
        record[f"plan_{side}"] or "",
        record[f"label_{side}"],
        page=record[f"page_{side}"],
    )
    return replace(made, path=tuple(record[f"path_{side}"] or ()))
