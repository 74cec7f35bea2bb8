"""Matchers over French text of plans, without a trained model: what is printed, and its value.

Each returns `Found` spans in reading order that never overlap within one kind. Nothing here loads
spaCy: they are compiled patterns whose every repetition is bounded.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.nlp.matchers.acronyms import Definition, acronyms, definitions
from pipeline.nlp.matchers.amounts import Amount, Percentage, amounts, percentages
from pipeline.nlp.matchers.bodies import Name, bodies, ministries, municipalities
from pipeline.nlp.matchers.dates import Interval, dates
from pipeline.nlp.matchers.found import Found, Kind
from pipeline.nlp.matchers.legal import Reference, legal
from pipeline.nlp.matchers.periods import Period, periods

Value = Amount | Percentage | Interval | Period | Reference | Definition | Name | str

MATCHERS: dict[Kind, Callable[[str], tuple[Found[Value], ...]]] = {
    Kind.AMOUNT: amounts,
    Kind.PERCENTAGE: percentages,
    Kind.DATE: dates,
    Kind.PERIOD: periods,
    Kind.LEGAL: legal,
    Kind.DEFINITION: definitions,
    Kind.ACRONYM: acronyms,
    Kind.MINISTRY: ministries,
    Kind.MUNICIPALITY: municipalities,
    Kind.BODY: bodies,
}


def find(text: str) -> tuple[Found[Value], ...]:
    """Everything that the matchers recognise in `text`, in reading order.

    Spans of one kind never overlap; those of two kinds may (« d'ici le 31 mars 2027 » is a period
    and holds a date).
    """
    found = [one for matcher in MATCHERS.values() for one in matcher(text)]
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind)))


__all__ = [
    "MATCHERS",
    "Amount",
    "Definition",
    "Found",
    "Interval",
    "Kind",
    "Name",
    "Percentage",
    "Period",
    "Reference",
    "Value",
    "acronyms",
    "amounts",
    "bodies",
    "dates",
    "definitions",
    "find",
    "legal",
    "ministries",
    "municipalities",
    "percentages",
    "periods",
]
