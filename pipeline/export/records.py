"""Measures and hits as plain records: the fields of JSON, and the way back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.errors import UsageError
from pipeline.models import Hit, Measure, Span, UnitKind
from pipeline.settings import LARGEST, said
from pipeline.text import tokenise

_ID = re.compile("[0-9a-f]{16,64}")


@dataclass(frozen=True, slots=True)
class Row:
    """A measure as a file tells it: `given` names the fields that the file speaks of.

    `plan` is the title of its plan, where the file says it.
    """

    measure: Measure
    given: frozenset[str]
    plan: str | None = None


def measure_record(measure: Measure) -> dict[str, Any]:
    """The fields of `mesures segment`; `id` only when the store gave one."""
    record: dict[str, Any] = {"id": measure.id} if measure.id else {}
    return record | {
        "document": measure.document,
        "kind": measure.kind.value,
        "label": measure.label,
        "statement": measure.statement,
        "printed": measure.printed,
        "path": list(measure.path),
        "page": measure.page,
        "span": [measure.span.start, measure.span.end],
        "details": list(measure.details),
        "lead": measure.lead,
        "partners": list(measure.partners),
        "deadline": measure.deadline,
        "budget": measure.budget,
        "indicators": list(measure.indicators),
        "cues": list(measure.cues),
    }


def export_record(measure: Measure, plan: str) -> dict[str, Any]:
    """The fields of `mesures export`: those of the measure and the title of its plan."""
    record = measure_record(measure)
    opening = {name: record.pop(name) for name in ("id", "document") if name in record}
    return opening | {"plan": plan} | record


def hit_record(hit: Hit) -> dict[str, Any]:
    """The fields of `mesures search`: those of the measure and how it came up."""
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "plan": hit.plan,
        **measure_record(hit.measure),
        "parts": {name: round(part, 6) for name, part in hit.parts.items()},
        "why": [{**asdict(match), "weight": round(match.weight, 6)} for match in hit.why],
        "chance": round(hit.chance, 3),
        "sureness": str(hit.sureness),
    }


def measure_from_record(record: Mapping[str, Any], origin: str) -> Measure:
    """The measure of a record; only `document` and `statement` must be there.

    Raises UsageError that begins with `origin` (file and line) when a field is missing or of a
    wrong kind; unknown fields are left aside, and so is an `id` that no index gave.
    """

    def text(name: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise UsageError(f"{origin}: {name} must be a text, not {said(value)}")
        return value

    def texts(name: str) -> tuple[str, ...]:
        values = record.get(name) or []
        if not isinstance(values, list):
            raise UsageError(f"{origin}: {name} must be a list of texts, not {said(values)}")
        return tuple(text(name, value) for value in values)

    def optional(name: str) -> str | None:
        return text(name, record[name]) if record.get(name) else None

    statement = text("statement", record.get("statement"))
    if not tokenise(statement):
        raise UsageError(f"{origin}: statement holds no word: {said(statement)}")
    kind = record.get("kind") or UnitKind.MEASURE.value
    if not isinstance(kind, str) or kind not in {known.value for known in UnitKind}:
        raise UsageError(f"{origin}: kind must be one of {', '.join(UnitKind)}, not {said(kind)}")
    page = record.get("page")
    if page is not None and not (_whole(page) and page >= 1):
        raise UsageError(f"{origin}: page must be a whole number from 1, not {said(page)}")
    return Measure(
        document=text("document", record.get("document")),
        kind=UnitKind(kind),
        statement=statement,
        printed=text("printed", record.get("printed") or statement),
        page=page,
        span=_span(record.get("span"), origin),
        path=texts("path"),
        details=texts("details"),
        partners=texts("partners"),
        indicators=texts("indicators"),
        cues=texts("cues"),
        label=optional("label"),
        lead=optional("lead"),
        deadline=optional("deadline"),
        budget=optional("budget"),
        id=_id(record.get("id")),
    )


def _id(value: object) -> str:
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def _whole(value: object) -> bool:
    """Whether a value is a whole number that the store takes; to Python, true is 1."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST


def _span(value: object, origin: str) -> Span:
    if value is None:
        return Span(0, 0)
    if isinstance(value, list) and len(value) == 2 and all(map(_whole, value)):
        start, end = value
        if start <= end:
            return Span(start, end)
    raise UsageError(f"{origin}: span must be [start, end], not {said(value)}")
