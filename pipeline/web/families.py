"""The pages of families, and of what plans cover of themes and of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from pipeline.models import UnitKind
from pipeline.settings import LARGEST
from pipeline.view.shades import SHADES
from pipeline.web.asked import read
from pipeline.web.collection import Collection
from pipeline.web.covering import COLUMNS, ROWS, Cut, plans_by_plans, plans_by_themes
from pipeline.web.found import MissingError, document_of
from pipeline.web.listing import as_hits
from pipeline.web.overlapping import NotReadyError, Overlapping
from pipeline.web.paired import choices, theme_members, waiting
from pipeline.web.pairs import LEAST_SHOWN, STEPS, PairsAsked, passing_side, read_pairs
from pipeline.web.rendering import Pages
from pipeline.web.themed import Themed, rows_of

if TYPE_CHECKING:
    from pipeline.models import Family
    from pipeline.web.overlapping import Standing

FAMILIES = 20  # on a page
_FEWEST = (2, 3, 4, 5)  # plans of a family that may be asked for
_MOST_HITS = 400
Number = Annotated[int, Query(ge=1, le=LARGEST)]
Fewest = Annotated[int, Query(ge=2, le=LARGEST)]


def families_pages(
    collection: Collection, show: Pages, themed: Themed, overlapping: Overlapping
) -> APIRouter:
    """The routes of families and matrices."""
    router = APIRouter(include_in_schema=False)

    @router.get("/families")
    def families(request: Request, plans: Fewest = 2, page: Number = 1) -> Response:
        asked = read_pairs(request.query_params.multi_items())
        try:
            found, standing = overlapping.families()
            members = theme_members(themed, asked)
        except NotReadyError:
            return waiting(request, show)
        chosen = chosen_families(found, standing, asked, plans, members[1] if members else None)
        pages = max(1, -(-len(chosen) // FAMILIES))
        at = min(page, pages)
        more = [("plans", str(plans))] * (plans > 2)
        return show(
            request,
            "families.html",
            asked=asked,
            theme=members[0] if members else "",
            plans=plans,
            fewest=_FEWEST,
            more=more,
            families=chosen[(at - 1) * FAMILIES : at * FAMILIES],
            total=len(chosen),
            at=at,
            pages=pages,
            choices=choices(standing.found),
            titles=standing.found.titles,
            snapshot=standing.found.snapshot,
        )

    @router.get("/families/{id_}")
    def family(request: Request, id_: str) -> Response:
        try:
            found, standing = overlapping.families()
        except NotReadyError:
            return waiting(request, show)
        return show(
            request,
            "family.html",
            family=family_of(found, id_),
            titles=standing.found.titles,
            snapshot=standing.found.snapshot,
        )

    @router.get("/coverage/plans")
    def by_plans(request: Request, rows: Number = 1, columns: Number = 1) -> Response:
        asked = read_pairs(request.query_params.multi_items())
        try:
            standing = overlapping.standing()
        except NotReadyError:
            return waiting(request, show)
        grid = plans_by_plans(
            standing, asked.asked, asked.least, Cut(rows, ROWS), Cut(columns, COLUMNS)
        )
        kinds = [("kind", kind) for kind in asked.asked.kind]
        least = [("least", f"{asked.least:g}")] * (asked.least != LEAST_SHOWN)
        return show(
            request,
            "coverage.html",
            name="plans",
            grid=grid,
            asked=asked.asked,
            least=asked.least,
            steps=[one for one in STEPS if one >= standing.found.least],
            kept=least + kinds,
            choices=choices(standing.found),
            plans=standing.found.plans,
            titles=standing.found.titles,
            shades=SHADES,
            snapshot=standing.found.snapshot,
        )

    @router.get("/coverage/themes")
    def by_themes(request: Request, rows: Number = 1, columns: Number = 1) -> Response:
        asked = read(request.query_params.multi_items())
        try:
            found = overlapping.current()
        except NotReadyError:
            return waiting(request, show)
        themes, _ = themed.current()
        return show(
            request,
            "coverage.html",
            name="themes",
            grid=plans_by_themes(found, themes, asked, Cut(rows, ROWS), Cut(columns, COLUMNS)),
            asked=asked,
            least=None,
            steps=(),
            kept=[("kind", kind) for kind in asked.kind],
            choices=choices(found),
            plans=found.plans,
            titles=found.titles,
            shades=SHADES,
            snapshot=found.snapshot,
        )

    @router.get("/coverage/none/{document:path}")
    def without(
        request: Request,
        document: str,
        kind: Annotated[list[UnitKind], Query()] = [],  # noqa: B006
    ) -> Response:
        themes, snapshot = themed.current()
        with collection.opened() as opened, opened.reader.snapshot():
            row = document_of(opened.reader, document)
            places = rows_of(opened, themes.without, kind, document)
            hits = list(as_hits(opened.reader, places[:_MOST_HITS]))
        return show(request, "without.html", row=row, hits=hits, snapshot=snapshot)

    return router


def chosen_families(
    found: list[Family],
    standing: Standing,
    asked: PairsAsked,
    plans: int,
    theme: set[str] | None,
) -> list[Family]:
    """The families of so many plans and more, one of whose measures passes what is asked."""
    passes = passing_side(standing, asked)
    return [
        one
        for one in found
        if one.plans >= plans
        and any(
            (theme is None or member.measure.id in theme) and passes(member.measure)
            for member in one.members
        )
    ]


def family_of(found: list[Family], id_: str) -> Family:
    """The family of an id, or of a measure. Raises MissingError."""
    for one in found:
        if one.id == id_.lower():
            return one
    for one in found:
        if any(member.measure.id == id_.lower() for member in one.members):
            return one
    raise MissingError("no family has this id; families follow what the collection holds")
