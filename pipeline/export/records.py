"""Measures and hits as plain records: the fields of JSON, and the way back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.errors import UsageError
from pipeline.messages import Message, noted
from pipeline.models import Amount, Fact, Hit, Measure, Span, UnitKind
from pipeline.settings import LARGEST, said
from pipeline.text import tokenise

_MOST_MONEY = 1e15  # of any currency: budgets of states are thousands of billions of francs
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
        "targets": list(measure.targets),
        "status": measure.status,
        "audience": measure.audience,
        "territory": measure.territory,
        "amounts": [amount_record(amount) for amount in measure.amounts],
        "facts": [fact_record(fact) for fact in measure.stated],
        "cues": list(measure.cues),
        "recognised": measure.recognised,
    }


def export_record(measure: Measure, plan: str) -> dict[str, Any]:
    """The fields of `mesures export`: those of the measure and the title of its plan."""
    record = measure_record(measure)
    opening = {name: record.pop(name) for name in ("id", "document") if name in record}
    return opening | {"plan": plan} | record


def amount_record(amount: Amount) -> dict[str, Any]:
    """An amount as its fields of JSON; a whole number where it is one."""
    whole = float(amount.amount).is_integer()
    return {
        "amount": int(amount.amount) if whole else amount.amount,
        "currency": amount.currency,
        "from": amount.start,
        "to": amount.end,
        "per_year": amount.per_year,
        "level": amount.level,
    }


def fact_record(fact: Fact) -> dict[str, Any]:
    """A fact as its fields of JSON; `start` and `end` are places in the text of the plan."""
    return {
        "field": fact.field,
        "text": fact.text,
        "start": fact.span.start,
        "end": fact.span.end,
    }


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
            raise _wrong(origin, name, Message("must be a text, not {value}", value=said(value)))
        return value

    def texts(name: str) -> tuple[str, ...]:
        values = record.get(name) or []
        if not isinstance(values, list):
            raise _wrong(
                origin, name, Message("must be a list of texts, not {values}", values=said(values))
            )
        return tuple(text(name, value) for value in values)

    def optional(name: str) -> str | None:
        return text(name, record[name]) if record.get(name) else None

    statement = text("statement", record.get("statement"))
    if not tokenise(statement):
        raise _wrong(
            origin, "statement", Message("holds no word: {statement}", statement=said(statement))
        )
    kind = record.get("kind") or UnitKind.MEASURE.value
    if not isinstance(kind, str) or kind not in {known.value for known in UnitKind}:
        raise _wrong(
            origin,
            "kind",
            Message(
                "must be one of {names}, not {kind}", names=", ".join(UnitKind), kind=said(kind)
            ),
        )
    page = record.get("page")
    if page is not None and not (_whole(page) and page >= 1):
        raise _wrong(
            origin, "page", Message("must be a whole number from 1, not {page}", page=said(page))
        )
    recognised = record.get("recognised")
    if recognised is not None and not _share(recognised):
        raise _wrong(
            origin,
            "recognised",
            Message("must be from 0 to 1, not {recognised}", recognised=said(recognised)),
        )
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
        targets=texts("targets"),
        status=optional("status"),
        audience=optional("audience"),
        territory=optional("territory"),
        amounts=tuple(_amount(value, origin) for value in _listed(record, "amounts", origin)),
        stated=tuple(_fact(value, origin) for value in _listed(record, "facts", origin)),
        cues=texts("cues"),
        label=optional("label"),
        lead=optional("lead"),
        deadline=optional("deadline"),
        budget=optional("budget"),
        id=_id(record.get("id")),
        recognised=recognised,
    )


def _wrong(origin: str, name: str, reason: Message) -> UsageError:
    return UsageError("{origin}: {name} {reason}", origin=origin, name=name, reason=reason)


def _id(value: object) -> str:
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def _listed(record: Mapping[str, Any], name: str, origin: str) -> list[Mapping[str, Any]]:
    """The records under a name. Raises UsageError for anything else."""
    values = record.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise _wrong(
            origin, name, Message("must be a list of objects, not {values}", values=said(values))
        )
    return values


def _amount(value: Mapping[str, Any], origin: str) -> Amount:
    """The amount that `amount_record` wrote. Raises UsageError for what is none."""
    amount, currency = value.get("amount"), value.get("currency")
    number = isinstance(amount, (int, float)) and not isinstance(amount, bool)
    if not number or not 0 <= float(amount) <= _MOST_MONEY:  # type: ignore[arg-type]
        raise _wrong(
            origin, "amount", Message("must be a number, not {amount}", amount=said(amount))
        )
    if not isinstance(currency, str) or len(currency) != 3:
        raise _wrong(
            origin,
            "currency",
            Message("must be an ISO code, not {currency}", currency=said(currency)),
        )
    years = value.get("from"), value.get("to")
    if not all(year is None or _whole(year) for year in years):
        raise _wrong(
            origin,
            noted("from and to"),
            Message("must be years, not {years}", years=said(list(years))),
        )
    level = value.get("level") or "measure"
    if not isinstance(level, str):
        raise _wrong(origin, "level", Message("must be a text, not {level}", level=said(level)))
    return Amount(float(amount), currency, *years, bool(value.get("per_year")), level)  # type: ignore[arg-type]


def _fact(value: Mapping[str, Any], origin: str) -> Fact:
    """The fact that `fact_record` wrote. Raises UsageError for what is none."""
    field, text = value.get("field"), value.get("text")
    if not isinstance(field, str) or not isinstance(text, str) or not field or not text:
        raise _wrong(
            origin, "facts", Message("need field and text, not {value}", value=said(dict(value)))
        )
    return Fact(field, text, _span([value.get("start", 0), value.get("end", 0)], origin))


def _whole(value: object) -> bool:
    """Whether a value is a whole number that the store takes; to Python, true is 1."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST


def _share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _span(value: object, origin: str) -> Span:
    if value is None:
        return Span(0, 0)
    if isinstance(value, list) and len(value) == 2 and all(map(_whole, value)):
        start, end = value
        if start <= end:
            return Span(start, end)
    raise _wrong(origin, "span", Message("must be [start, end], not {value}", value=said(value)))
