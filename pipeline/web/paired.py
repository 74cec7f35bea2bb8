"""The pages of pairs: their list, two measures side by side, what to review next, and deciding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, unquote

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from pipeline.errors import UsageError
from pipeline.messages import Message
from pipeline.models import Measure, UnitKind
from pipeline.overlap.reviewing import queue
from pipeline.store import DocumentRow
from pipeline.store.filters import years_of
from pipeline.web import sessions
from pipeline.web.collection import Collection
from pipeline.web.config import Config
from pipeline.web.deciding import Choice, Told, decide, history, pair_of, two_of
from pipeline.web.found import document_of
from pipeline.web.guard import too_many_bytes
from pipeline.web.overlapping import Found, NotReadyError, Overlapping, Standing
from pipeline.web.pairs import RELATIONS, STEPS, PairsAsked, chosen_pairs, paged, read_pairs
from pipeline.web.rendering import Pages
from pipeline.web.side import Beside, beside
from pipeline.web.themed import Themed, theme_of

if TYPE_CHECKING:
    from pipeline.workspace import Judged

_QUEUE = 10  # pairs to review on a page
_LEAST_QUEUED = 0.1  # below it a person would turn down nine of ten
_NAME = "mesures-name"  # the cookie of the name that was given last
_YEAR = 365 * 24 * 3600
_WAIT = "2"  # seconds after which the page that waits asks again


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair as a page shows it."""

    pair: Judged
    beside: Beside


def paired(
    collection: Collection, config: Config, show: Pages, themed: Themed, overlapping: Overlapping
) -> APIRouter:
    """The routes of pairs."""
    router = APIRouter(include_in_schema=False)

    @router.get("/overlaps")
    def overlaps(request: Request) -> Response:
        asked = read_pairs(request.query_params.multi_items())
        try:
            standing = overlapping.standing()
            members = theme_members(themed, asked)
        except NotReadyError:
            return waiting(request, show)
        found = chosen_pairs(standing, asked, members[1] if members else None)
        number, pages, here = paged(found, asked.page)
        return show(
            request,
            "overlaps.html",
            asked=asked,
            theme=members[0] if members else "",
            themes=themed.known(),
            shown=shown(list(here)),
            at=number,
            pages=pages,
            total=len(found),
            steps=STEPS,
            relations=RELATIONS,
            choices=choices(standing.found),
            titles=standing.found.titles,
            least=standing.found.least,
            snapshot=standing.found.snapshot,
        )

    @router.get("/overlaps/{a}/{b}")
    def pair(request: Request, a: str, b: str, next: str = "") -> Response:
        first, second = two_of(collection, a, b)
        try:
            standing = overlapping.standing()
        except NotReadyError:
            return waiting(request, show)
        with collection.opened() as opened, opened.reader.snapshot():
            rows = [document_of(opened.reader, one.document) for one in (first, second)]
        return _pair_page(request, show, config, standing, (first, second), rows, next)

    @router.post("/overlaps/{a}/{b}")
    async def decided(request: Request, a: str, b: str) -> Response:
        reviewer = sessions.deciding(request)
        try:
            body = await request.body()
        except ClientDisconnect:  # what Guard makes of a body that goes on and on
            raise HTTPException(413, too_many_bytes()) from None
        given = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        form = {name: values[-1] for name, values in given.items()}
        code = form.get(sessions.FIELD, "")
        token = config.review_token
        if reviewer.session and not sessions.holds(code, reviewer.session, token):
            raise HTTPException(403, Message("this form is too old; open its page again"))
        return await run_in_threadpool(_decided, request, a, b, form)

    def _decided(request: Request, a: str, b: str, form: dict[str, str]) -> Response:
        first, second = two_of(collection, a, b)
        told = _told(form)
        decide(overlapping, first, second, told)
        there = "/review" if form.get("next") == "review" else f"/overlaps/{a}/{b}"
        response = RedirectResponse(show.address(request.state.language, there, "done=1"), 303)
        response.set_cookie(
            _NAME,
            quote(told.author),
            max_age=_YEAR,
            path=f"{config.prefix}/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
        return response

    @router.get("/review")
    def review(request: Request) -> Response:
        try:
            standing = overlapping.standing()
        except NotReadyError:
            return waiting(request, show)
        left = to_review(standing)
        return show(
            request,
            "review.html",
            shown=shown(left[:_QUEUE]),
            total=len(left),
            made=len(standing.made),
            titles=standing.found.titles,
            name=name_of(request, config),
            done="done" in request.query_params,
            snapshot=standing.found.snapshot,
        )

    return router


def waiting(request: Request, show: Pages) -> Response:
    """The page of those who wait for overlaps; it asks again by itself, without script too."""
    response = show(request, "waiting.html", 202)
    response.headers["Refresh"] = _WAIT
    response.headers["Cache-Control"] = "no-store"
    return response


def theme_members(themed: Themed, asked: PairsAsked) -> tuple[str, set[str]] | None:
    """The label and the measures of the theme that is asked for. Raises MissingError."""
    if not asked.theme:
        return None
    theme = theme_of(themed.current()[0], asked.theme)
    return theme.label, set(theme.members)


def shown(pairs: Sequence[Judged]) -> list[Shown]:
    """Pairs with their words side by side."""
    words = beside([(one.overlap.a, one.overlap.b) for one in pairs])
    return [Shown(*both) for both in zip(pairs, words, strict=True)]


def choices(found: Found) -> dict[str, list[str]]:
    """The values that filters may take."""
    facts = [row.facts for row in found.documents.values()]
    kinds = {one.kind for one in found.measures.values()}
    return {
        "issuer": sorted({one.issuer for one in facts if one.issuer}),
        "year": sorted({str(year) for one in facts for year in years_of(one.period)}),
        "kind": [kind.value for kind in UnitKind if kind in kinds],
    }


def to_review(standing: Standing) -> list[Judged]:
    """The pairs that wait for a decision, the least certain first; not those of two editions."""
    return queue(
        one
        for one in standing.pairs
        if not one.overlap.edition and (one.decision or one.overlap.score >= _LEAST_QUEUED)
    )


def name_of(request: Request, config: Config) -> str:
    """The name that is proposed to who decides."""
    given = unquote(request.cookies.get(_NAME, ""))
    return given if given.isprintable() and given else config.author


def _pair_page(
    request: Request,
    show: Pages,
    config: Config,
    standing: Standing,
    both: tuple[Measure, Measure],
    rows: Sequence[DocumentRow],
    following: str,
) -> Response:
    first, second = both
    known = pair_of(standing, first, second)
    found = standing.found
    return show(
        request,
        "pair.html",
        first=first,
        second=second,
        rows=rows,
        known=known,
        turned=known is not None and known.overlap.a.id != first.id,
        words=beside([both])[0],
        history=history(standing, first, second),
        choices=[one.value for one in Choice],
        name=name_of(request, config),
        following=following if following == "review" else "",
        done="done" in request.query_params,
        least=found.least,
        titles=found.titles,
        snapshot=found.snapshot,
    )


def _told(form: dict[str, str]) -> Told:
    choice = form.get("choice", "")
    if choice not in {one.value for one in Choice}:
        raise UsageError("choose what to say of this pair: a relation, or none")
    seen = form.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 15 else None
    return Told(Choice(choice), form.get("author", ""), form.get("note", ""), number)
