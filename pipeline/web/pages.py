"""The pages that people read."""

from __future__ import annotations

import hmac
from typing import Annotated, Any
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter, Path, Query
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from pipeline.models import UnitKind
from pipeline.search.similar import similar
from pipeline.settings import LARGEST
from pipeline.view.shades import SHADES
from pipeline.web.asked import MOST, PAGE, read
from pipeline.web.collection import Collection
from pipeline.web.config import Config
from pipeline.web.drawn import Pictures, UndrawnError, version_of
from pipeline.web.found import MissingError, document_of, measure_of, plan_of
from pipeline.web.guard import set_cookie, set_review, too_many_bytes
from pipeline.web.listing import as_hits, listing
from pipeline.web.place import place_of
from pipeline.web.plans import how_read, outline
from pipeline.web.progress import events, progress
from pipeline.web.rendering import Pages
from pipeline.web.themed import Themed, of_kinds, rows_of, theme_of

_LIKE = 5
_RUNS = 20
Shown = Annotated[int, Query(ge=1, le=MOST)]
Number = Annotated[int, Path(ge=1, le=LARGEST)]
MapNumber = Annotated[int, Query(ge=1, le=LARGEST)]
_DAY = "private, max-age=86400"


def pages(
    collection: Collection, config: Config, show: Pages, drawn: Pictures, themed: Themed
) -> APIRouter:
    """The routes of the pages."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def home(request: Request) -> Response:
        with collection.opened() as opened, opened.reader.snapshot():
            rows, snapshot = collection.documents(opened), opened.snapshot
        return show(request, "home.html", rows=rows, asked=read([]), snapshot=snapshot)

    @router.get("/recherche")
    def search(request: Request) -> Response:
        asked = read(request.query_params.multi_items())
        found = listing(collection, asked)
        return show(request, "search.html", asked=asked, found=found, snapshot=found.snapshot)

    @router.get("/mesures/{id_}")
    def measure(request: Request, id_: str) -> Response:
        with collection.opened() as opened:
            reader = opened.reader
            with reader.snapshot():
                unit = measure_of(reader, id_)
                row = document_of(reader, unit.document)
                place = place_of(plan_of(reader, unit.document), unit)
                before, after = (
                    next(as_hits(reader, [other]), None) if other else None
                    for other in reader.catalogue.beside(reader.catalogue.row_of(unit.id) or 0)
                )
                origin, snapshot = reader.catalogue.origin(unit.document), opened.snapshot
            like = []
            if unit.kind is not UnitKind.PASSAGE:
                like = similar(reader, opened.encoder, unit, _LIKE)
        sheets, undrawn = [], False
        for sheet in place.sheets:
            try:
                if picture := drawn.picture(origin, unit.document, sheet.page.number):
                    sheets.append((sheet, picture))
            except UndrawnError:
                undrawn = True
        return show(
            request,
            "measure.html",
            unit=unit,
            row=row,
            sheets=sheets,
            undrawn=undrawn,
            edition=version_of(origin),
            lines=place.lines,
            like=like,
            before=before,
            after=after,
            changed=bool(origin and origin.place and drawn.file(origin) is None),
            snapshot=snapshot,
        )

    @router.get("/pages/{number}/{document:path}")
    def page(number: Number, document: str, v: str = "") -> Response:
        with collection.opened() as opened, opened.reader.snapshot():
            origin = opened.reader.catalogue.origin(document)
        picture = drawn.picture(origin, document, number)
        if picture is None:
            raise MissingError("this page cannot be drawn")
        # Boxes are of the file that was read: a picture of another one must not stand below them.
        kept = {"Cache-Control": _DAY} if v and v == version_of(origin) else {}
        return Response(picture.data, media_type="image/webp", headers=kept)

    @router.get("/originaux/{document:path}")
    def original(document: str) -> Response:
        from starlette.responses import FileResponse

        with collection.opened() as opened, opened.reader.snapshot():
            origin = opened.reader.catalogue.origin(document)
        path = drawn.file(origin)
        if path is None:
            raise MissingError("the file of this document is not here, or is another by now")
        return FileResponse(path, media_type="application/octet-stream", filename=path.name)

    @router.get("/plans/{document:path}")
    def plan(request: Request, document: str) -> Response:
        with collection.opened() as opened, opened.reader.snapshot():
            reader = opened.reader
            row = document_of(reader, document)
            read_as = plan_of(reader, row.document)
            units = reader.units(row.document)
            failed = [run for run in reader.runs(_RUNS) if row.document in run.failed][:1]
            origin, snapshot = reader.catalogue.origin(row.document), opened.snapshot
        shown = [unit for unit in units if unit.kind is not UnitKind.PASSAGE]
        return show(
            request,
            "plan.html",
            row=row,
            nodes=outline(shown),
            reading=how_read(read_as, shown, len(units) - len(shown)),
            failed=failed,
            original=drawn.file(origin) is not None,
            asked=read([("plan", row.document)]),
            snapshot=snapshot,
        )

    @router.get("/themes")
    def the_themes(request: Request, page: MapNumber = 1) -> Response:
        asked = read(request.query_params.multi_items())
        found, snapshot = themed.current()
        drawn = themed.page(found, asked, page)
        return show(
            request,
            "themes.html",
            themes=found,
            page=drawn,
            map=drawn.map,
            asked=asked,
            titles=found.titles,
            shades=SHADES,
            snapshot=snapshot,
        )

    @router.get("/themes/{id_}")
    def theme(
        request: Request,
        id_: str,
        plan: str = "",
        kind: Annotated[list[UnitKind], Query()] = [],  # noqa: B006
        n: Shown = PAGE,
    ) -> Response:
        found, snapshot = themed.current()
        one = theme_of(found, id_)
        if plan and plan not in found.titles:
            raise MissingError("no document has this name")
        with collection.opened() as opened, opened.reader.snapshot():
            one = of_kinds(opened, one, kind)
            rows = rows_of(opened, one.members, kind, plan)
            hits = list(as_hits(opened.reader, rows[:n]))
        kinds = [("kind", one.value) for one in kind]
        more = [("n", str(min(n + PAGE, MOST))), *kinds, *([("plan", plan)] if plan else [])]
        return show(
            request,
            "theme.html",
            themes=found,
            theme=one,
            plan=plan,
            kinds=kinds,
            hits=hits,
            more=urlencode(more) if n < min(len(rows), MOST) else "",
            snapshot=snapshot,
        )

    @router.get("/collection")
    def the_collection(request: Request) -> Response:
        with collection.opened() as opened, opened.reader.snapshot():
            rows, runs = collection.documents(opened), opened.reader.runs(_RUNS)
            encoder, snapshot = opened.reader.encoder, opened.snapshot
        return show(
            request,
            "collection.html",
            rows=rows,
            runs=runs,
            encoder=encoder,
            now=progress(collection),
            snapshot=snapshot,
        )

    @router.get("/api")
    def data(request: Request) -> Response:
        described = request.app.openapi()["paths"]
        paths = [
            (f"{verb.upper()} {path}" if verb != "get" else path, said["description"])
            for path, verbs in described.items()
            for verb, said in verbs.items()
        ]
        return show(request, "api.html", paths=paths)

    @router.get("/collection/progression")
    async def progression(request: Request, une_fois: bool = False) -> Response:
        told = events(collection, request, request.state.language, patient=not une_fois)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(told, media_type="text/event-stream", headers=headers)

    @router.get("/acces")
    def access(request: Request) -> Response:
        if not config.token and not config.review_token:
            return RedirectResponse(_following(request, config), 303)
        return show(request, "access.html", **_access(request, config), wrong=False)

    @router.post("/acces")
    async def enter(request: Request) -> Response:
        try:
            body = await request.body()
        except ClientDisconnect:  # what Guard makes of a body that goes on and on
            raise HTTPException(413, too_many_bytes()) from None
        given = parse_qs(body.decode("utf-8", "replace"))
        token = given.get("token", [""])[0].strip()
        following = _following(request, config)
        if config.token and hmac.compare_digest(token.encode(), config.token.encode()):
            response = RedirectResponse(following, 303)
            set_cookie(response, config, request.url.scheme == "https")
            return response
        if config.review_token and hmac.compare_digest(
            token.encode(), config.review_token.encode()
        ):
            response = RedirectResponse(following, 303)
            set_review(response, config, request.url.scheme == "https")
            return response
        return show(request, "access.html", 401, **_access(request, config), wrong=True)

    return router


def _access(request: Request, config: Config) -> dict[str, Any]:
    """What the page that asks for a token shows: which one, and where to go then."""
    review = not config.token or "review" in request.query_params
    return {"following": _following(request, config), "review": review}


def _following(request: Request, config: Config) -> str:
    """Where to go once the token is known: a page of ours, never an address of another host."""
    wanted = request.query_params.get("suite", "")
    inside = wanted.startswith(f"{config.prefix}/") and not wanted.startswith(("//", "/\\"))
    plain = "\\" not in wanted and all(char.isprintable() for char in wanted)
    return wanted if inside and plain else f"{config.prefix}/"
