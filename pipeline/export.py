"""Measures and hits as plain records: the fields of JSON, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pipeline.errors import UsageError
from pipeline.models import Hit, Measure, Span, UnitKind


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


def hit_record(hit: Hit) -> dict[str, Any]:
    """The fields of `mesures search`: those of the measure and how it came up."""
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "plan": hit.plan,
        **measure_record(hit.measure),
        "parts": {name: round(part, 6) for name, part in hit.parts.items()},
        "why": [asdict(match) for match in hit.why],
    }


def measure_from_record(record: Mapping[str, Any], origin: str) -> Measure:
    """The measure of a record; only `document` and `statement` must be there.

    Raises UsageError that begins with `origin` (file and line) when a field is missing or of a
    wrong kind; unknown fields are left aside.
    """

    def text(name: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise UsageError(f"{origin}: {name} must be a text, not {value!r}")
        return value

    def texts(name: str) -> tuple[str, ...]:
        values = record.get(name) or []
        if not isinstance(values, list):
            raise UsageError(f"{origin}: {name} must be a list of texts, not {values!r}")
        return tuple(text(name, value) for value in values)

    def optional(name: str) -> str | None:
        return text(name, record[name]) if record.get(name) else None

    statement = text("statement", record.get("statement"))
    kind, page, span = record.get("kind"), record.get("page"), record.get("span")
    if kind is not None and kind not in {known.value for known in UnitKind}:
        raise UsageError(f"{origin}: kind must be one of {', '.join(UnitKind)}, not {kind!r}")
    if page is not None and not isinstance(page, int):
        raise UsageError(f"{origin}: page must be a whole number, not {page!r}")
    known_span = isinstance(span, list) and [type(place) for place in span] == [int, int]
    return Measure(
        document=text("document", record.get("document")),
        kind=UnitKind(kind or "measure"),
        statement=statement,
        printed=text("printed", record.get("printed") or statement),
        page=page,
        span=Span(span[0], span[1]) if span and known_span else Span(0, 0),
        path=texts("path"),
        details=texts("details"),
        partners=texts("partners"),
        indicators=texts("indicators"),
        cues=texts("cues"),
        label=optional("label"),
        lead=optional("lead"),
        deadline=optional("deadline"),
        budget=optional("budget"),
    )
