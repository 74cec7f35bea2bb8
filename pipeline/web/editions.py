"""The pages of editions: which there are, and what became of the measures of one in the next."""

from __future__ import annotations

from itertools import pairwise

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.web.collection import Collection
from pipeline.web.compared import (
    CHANGES,
    ORDER,
    Editions,
    axes,
    changes,
    groups,
    read_changes,
)
from pipeline.web.overlapping import NotReadyError, Overlapping
from pipeline.web.rendering import Pages


def compared_pages(
    collection: Collection, show: Pages, editions: Editions, overlapping: Overlapping
) -> APIRouter:
    """The routes of editions."""
    router = APIRouter(include_in_schema=False)

    @router.get("/compare")
    def choose(request: Request, old: str = "", new: str = "") -> Response:
        if old and new:
            there = show.address(request.state.language, f"/compare/{old}/{new}")
            return RedirectResponse(there, 303)
        with collection.opened() as opened, opened.reader.snapshot():
            rows, snapshot = collection.documents(opened), opened.snapshot
        try:
            plans = overlapping.current().plans
        except NotReadyError:  # which documents are editions of one plan is known with the pairs
            plans = None
        known = groups({row.document: row for row in rows}, plans or {})
        return show(
            request,
            "compare.html",
            rows=sorted(rows, key=lambda row: row.title),
            groups=[(found, list(pairwise(found))) for found in known],
            ready=plans is not None,
            old=old,
            snapshot=snapshot,
        )

    @router.get("/compare/{both:path}")
    def comparison(request: Request, both: str) -> Response:
        old, new = editions.two_of(both)
        params = request.query_params
        asked = read_changes({name: params.getlist(name) for name in params})
        found, snapshot = editions.compared(old, new)
        chosen = changes(found, asked)
        pages = max(1, -(-len(chosen) // CHANGES))
        number = min(asked.page, pages)
        return show(
            request,
            "comparison.html",
            found=found,
            asked=asked,
            totals=found.totals(),
            axes=axes(found),
            order=ORDER,
            shown=chosen[(number - 1) * CHANGES : number * CHANGES],
            total=len(chosen),
            at=number,
            pages=pages,
            path=f"/compare/{old}/{new}",
            snapshot=snapshot,
        )

    return router
