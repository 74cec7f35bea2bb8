"""What an address names, or the error that it names nothing."""

from __future__ import annotations

import re

from pipeline.errors import MesuresError
from pipeline.models import Measure, Plan
from pipeline.store import DocumentRow, MeasureIndex


class MissingError(MesuresError):
    """There is nothing at an address."""


def measure_of(reader: MeasureIndex, id_: str) -> Measure:
    """The unit of an id, or of the beginning of one. Raises MissingError."""
    found = reader.with_id(id_.lower()) if re.fullmatch("[0-9a-fA-F]{8,64}", id_) else []
    if len(found) != 1:
        raise MissingError("no measure has this id; it may have left the collection")
    return found[0]


def document_of(reader: MeasureIndex, document: str) -> DocumentRow:
    """The document of an id. Raises MissingError."""
    for row in reader.documents():
        if row.document == document:
            return row
    raise MissingError("no document has this name; it may have left the collection")


def plan_of(reader: MeasureIndex, document: str) -> Plan:
    """A document as it was read. Raises MissingError."""
    plan = reader.catalogue.plan(document)
    if plan is None:
        raise MissingError("no document has this name; it may have left the collection")
    return plan
