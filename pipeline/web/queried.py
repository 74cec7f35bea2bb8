"""What the routes of the API take and answer in common, as OpenAPI is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import Depends, Path, Query
from pydantic import Field

from pipeline.models import UnitKind
from pipeline.web.problems import documented
from pipeline.web.tags import HEADER, NOT_MODIFIED

PAGE, _LARGEST = 50, 200
_ID = "[0-9a-fA-F]{8,64}"

Limit = Annotated[int, Query(ge=1, le=_LARGEST, description="how many on a page")]
Cursor = Annotated[str, Query(max_length=500, description="`next` of the page before")]
Id = Annotated[str, Path(pattern=f"^{_ID}$", description="id of a measure, or 8 digits of it")]
Year = Annotated[int, Field(ge=1000, le=9999)]
Document = Annotated[str, Path(description="id of a document", max_length=1000)]


def filters(
    plan: Annotated[list[str], Query(description="id of a document, or a part of a name")] = [],  # noqa: B006
    issuer: Annotated[list[str], Query(description="part of the name of who issued the plan")] = [],  # noqa: B006
    year: Annotated[list[Year], Query(description="year that is covered")] = [],  # noqa: B006
    kind: Annotated[list[UnitKind], Query(description="kind of unit (default: no passages)")] = [],  # noqa: B006
    lead: Annotated[list[str], Query(description="part of the name of who leads")] = [],  # noqa: B006
) -> list[tuple[str, str]]:
    """The filters that lists have in common; several values of one are alternatives."""
    given: dict[str, Iterable[object]]
    given = {"plan": plan, "issuer": issuer, "year": year, "kind": kind, "lead": lead}
    return [(name, str(value)) for name, values in given.items() for value in values]


Narrowed = Annotated[list[tuple[str, str]], Depends(filters)]
_TAGGED: dict[int | str, dict[str, Any]] = {200: {"headers": HEADER}, 304: NOT_MODIFIED}
FAULTS = _TAGGED | documented()
FAULTS_OF_ONE = _TAGGED | documented(404)
FILES: dict[str, Any] = {
    "description": "a file of the list, whole",
    "headers": HEADER,
    "content": {
        "text/csv": {},
        "application/json": {},
        "application/x-ndjson": {},
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
    },
}
