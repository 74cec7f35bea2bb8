"""The API: everything that the pages show, for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.routing import APIRoute

from pipeline.errors import UsageError
from pipeline.export.listed import PLANS, plan_record, plan_rows
from pipeline.models import UnitKind
from pipeline.search.similar import similar
from pipeline.version import __version__
from pipeline.web import cursors
from pipeline.web.asked import LONGEST, MOST, Asked, read
from pipeline.web.collection import Collection
from pipeline.web.compared import Editions
from pipeline.web.downloads import downloaded, file_tag, sent, write_listed
from pipeline.web.drawn import Pictures, version_of
from pipeline.web.found import MissingError, document_of, measure_of, plan_of
from pipeline.web.listing import admitted, listing
from pipeline.web.overlap_api import overlap_api
from pipeline.web.overlapping import Overlapping
from pipeline.web.place import place_of
from pipeline.web.plans import how_read
from pipeline.web.progress import progress
from pipeline.web.queried import (
    FAULTS,
    FAULTS_OF_ONE,
    FILES,
    PAGE,
    Cursor,
    Document,
    Id,
    Limit,
    Narrowed,
)
from pipeline.web.rendering import Pages
from pipeline.web.schemas import (
    CollectionModel,
    Format,
    HitModel,
    MeasureModel,
    MeasuresModel,
    PaceModel,
    PlaceModel,
    PlanInFullModel,
    PlanModel,
    PlansModel,
    Reason,
    RunModel,
    SearchModel,
    SimilarModel,
    ThemeInFull,
    ThemesModel,
)
from pipeline.web.tags import tag_of, unchanged
from pipeline.web.themed import Themed, theme_of

DESCRIPTION = """
Measures of action plans, searched, listed and compared; read only, but for decisions about pairs,
which ask for the review token.

Ids of measures and documents are stable. Lists are turned by cursor: `next` of a page is the
`cursor` of the following one, null on the last. `snapshot` names the state of the index that an
answer is from. Every answer, files too, has an ETag; asked again with `If-None-Match`, what did not
change is 304. Errors are `application/problem+json` (RFC 9457).
"""
_RUNS = 20


class _Tagged(APIRoute):
    """A route whose answers have an ETag, by which those that did not change are not sent again."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            response: Response = await inner(request)
            body = getattr(response, "body", None)
            if response.status_code != 200 or not body:
                return response
            tag = tag_of(bytes(body))
            response.headers["ETag"] = tag
            return unchanged(request, tag) or response

        return handle


def known(
    if_none_match: Annotated[
        str, Header(alias="If-None-Match", description="ETags of answers that are known")
    ] = "",
) -> None:
    """What every route takes, for the description: `unchanged` reads it."""


def api(
    collection: Collection,
    show: Pages,
    drawn: Pictures,
    themed: Themed,
    overlapping: Overlapping,
    editions: Editions,
) -> APIRouter:
    """The routes of the API."""
    router = APIRouter(route_class=_Tagged, dependencies=[Depends(known)])
    _lists(router, collection)
    _measures(router, collection, show, drawn)
    _plans(router, collection)
    _themes(router, themed)
    overlap_api(router, collection, themed, overlapping, editions)
    return router


def _lists(router: APIRouter, collection: Collection) -> None:
    @router.get("/search", responses=FAULTS)
    def search(
        q: Annotated[str, Query(min_length=1, max_length=LONGEST, description="a question")],
        narrowed: Narrowed,
        everything: Annotated[
            bool, Query(alias="all", description="all that is likely enough, not only the best")
        ] = False,
        limit: Limit = 20,
        cursor: Cursor = "",
    ) -> SearchModel:
        """Answers to a question, best first, with why each came up."""
        start = cursors.number(cursor)
        end = min(start + limit, MOST)
        asked = Asked(q, everything=everything, shown=end, **_grouped(narrowed))
        found = listing(collection, asked)
        if found.answer is None:
            raise UsageError("q holds no question")
        more = found.more and len(found.hits) == end
        return SearchModel.of(found, start, cursors.made(end) if more else None)

    @router.get("/measures", responses=FAULTS)
    def measures(narrowed: Narrowed, limit: Limit = PAGE, cursor: Cursor = "") -> MeasuresModel:
        """Measures that pass filters, in the order of their plans."""
        after = cursors.place(cursor)
        asked = read(narrowed)
        with collection.opened() as opened, opened.reader.snapshot():
            reader = opened.reader
            titles = {row.document: row.title for row in collection.documents(opened)}
            rows = admitted(reader, asked, titles)
            placed = reader.catalogue.listed(rows, limit + 1, after)
            units = reader.measures([row for row, _ in placed[:limit]])
            snapshot = opened.snapshot
        results = [
            MeasureModel.of(units[row], titles[units[row].document]) for row, _ in placed[:limit]
        ]
        following = cursors.made(*placed[limit - 1][1]) if len(placed) > limit else None
        facets = facets_of(collection, asked)
        return MeasuresModel(
            snapshot=snapshot, total=len(rows), facets=facets, results=results, next=following
        )

    @router.get(
        "/export.{form}",
        responses={
            **FAULTS,
            200: FILES,
        },
        response_class=Response,
    )
    def export(
        request: Request,
        form: Format,
        narrowed: Narrowed,
        q: Annotated[str, Query(max_length=LONGEST, description="a question; none lists all")] = "",
        everything: Annotated[
            bool, Query(alias="all", description="all that is likely enough")
        ] = False,
        n: Annotated[
            int, Query(ge=1, le=MOST, description="how many of the best answers; with `all`, all")
        ] = 20,
    ) -> Response:
        """A list as a file: the answers to a question, or all that passes the filters."""
        asked = Asked(q.strip(), everything=everything, shown=n, **_grouped(narrowed))
        tag = file_tag(collection, asked, form.value)
        return unchanged(request, tag) or downloaded(collection, asked, form.value, tag)


def _measures(router: APIRouter, collection: Collection, show: Pages, drawn: Pictures) -> None:
    @router.get("/measures/{id_}", responses=FAULTS_OF_ONE)
    def measure(id_: Id) -> MeasureModel:
        """One measure."""
        with collection.opened() as opened, opened.reader.snapshot():
            unit = measure_of(opened.reader, id_)
            return MeasureModel.of(unit, document_of(opened.reader, unit.document).title)

    @router.get("/measures/{id_}/similar", responses=FAULTS_OF_ONE)
    def like(id_: Id, limit: Annotated[int, Query(ge=1, le=50)] = 10) -> list[SimilarModel]:
        """The measures that are most like one, in its plan and in the others."""
        with collection.opened() as opened:
            with opened.reader.snapshot():
                unit = measure_of(opened.reader, id_)
            hits = similar(opened.reader, opened.encoder, unit, limit)
        models = [(hit, HitModel.answering(hit)) for hit in hits]
        return [
            SimilarModel(
                score=round(hit.score, 6),
                measure=MeasureModel.of(hit.measure, hit.plan),
                why=[Reason.model_validate(reason.model_dump()) for reason in model.why],
            )
            for hit, model in models
        ]

    @router.get("/measures/{id_}/place", responses=FAULTS_OF_ONE)
    def place(id_: Id) -> PlaceModel:
        """Where a measure stands: boxes on the pages of its document, and the text around it."""
        with collection.opened() as opened, opened.reader.snapshot():
            reader = opened.reader
            unit = measure_of(reader, id_)
            found = place_of(plan_of(reader, unit.document), unit)
            origin = reader.catalogue.origin(unit.document)
        file = drawn.file(origin)
        addresses = {
            sheet.page.number: show.address(
                "fr", f"/pages/{sheet.page.number}/{unit.document}", f"v={version_of(origin)}"
            )
            for sheet in found.sheets
            if file and file.suffix.lower() == ".pdf"
        }
        return PlaceModel.of(found, addresses)


def _plans(router: APIRouter, collection: Collection) -> None:
    @router.get("/plans", responses=FAULTS)
    def plans(limit: Limit = PAGE, cursor: Cursor = "") -> PlansModel:
        """The documents of the collection, by id."""
        after, _ = cursors.place(cursor)
        with collection.opened() as opened, opened.reader.snapshot():
            rows, snapshot = collection.documents(opened), opened.snapshot
        rest = [row for row in rows if row.document > after]
        following = cursors.made(rest[limit - 1].document, 0) if len(rest) > limit else None
        return PlansModel(
            snapshot=snapshot,
            total=len(rows),
            results=[PlanModel.of(row) for row in rest[:limit]],
            next=following,
        )

    @router.get("/plans.{form}", responses={**FAULTS, 200: FILES})
    def export(request: Request, form: Format) -> Response:
        """The documents of the collection as a file."""
        with collection.opened() as opened, opened.reader.snapshot():
            rows, state = collection.documents(opened), opened.state
        tag = tag_of(state, __version__, "plans", form.value)
        records = map(plan_record, rows)
        write = partial(write_listed, PLANS, plan_rows(rows), records, form.value)
        return unchanged(request, tag) or sent("documents", form.value, tag, write)

    @router.get("/plans/{document:path}", responses=FAULTS_OF_ONE)
    def plan(document: Document) -> PlanInFullModel:
        """One document and how it was read; its measures are at `/measures?plan=…`."""
        with collection.opened() as opened, opened.reader.snapshot():
            reader = opened.reader
            row = document_of(reader, document)
            units = reader.units(document)
            read_as = plan_of(reader, document)
            reasons = [run.failed[document] for run in reader.runs(1) if document in run.failed]
        shown = [unit for unit in units if unit.kind is not UnitKind.PASSAGE]
        read_how = how_read(read_as, shown, len(units) - len(shown))
        return PlanInFullModel.reading_of(row, read_how, next(iter(reasons), None))

    @router.get("/collection", responses=FAULTS)
    def the_collection() -> CollectionModel:
        """What the index is, what ingest did last, and whether it is at work."""
        now = progress(collection)
        with collection.opened() as opened, opened.reader.snapshot():
            rows, runs = collection.documents(opened), opened.reader.runs(_RUNS)
            encoder, snapshot = opened.reader.encoder, opened.snapshot
        counts: Counter[str] = Counter()
        for row in rows:
            counts.update(row.counts)
        pace = None
        if now.writer and now.pace:
            pace = PaceModel(since=now.writer.since, **asdict(now.pace))
        return CollectionModel(
            snapshot=snapshot,
            documents=len(rows),
            counts=dict(counts),
            encoder=encoder.name,
            revision=encoder.revision,
            dimension=encoder.dimension,
            writing=now.writer is not None,
            progress=pace,
            runs=[RunModel.of(run) for run in runs],
        )


def _themes(router: APIRouter, themed: Themed) -> None:
    @router.get("/themes", responses=FAULTS)
    def themes() -> ThemesModel:
        """What the measures are about: themes, the largest first, with their measures by plan."""
        return ThemesModel.of(*themed.current())

    @router.get("/themes/{id_}", responses=FAULTS_OF_ONE)
    def theme(
        id_: Annotated[str, Path(max_length=300, description="id of a theme")],
    ) -> ThemeInFull:
        """One theme with the ids of its measures, the most central first."""
        found, _ = themed.current()
        return ThemeInFull.in_full(theme_of(found, id_))


def facets_of(collection: Collection, asked: Asked) -> list[Any]:
    """The facets of a list without a question."""
    from pipeline.web.schemas import facet_models

    return facet_models(listing(collection, asked))


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Filters by name, checked. Raises UsageError."""
    asked = read(pairs)
    return {name: getattr(asked, name) for name in ("plan", "issuer", "year", "kind", "lead")}


__all__ = ["DESCRIPTION", "MissingError", "api"]
