"""The application: routes, what every request passes, and how errors are told."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import anyio.to_thread
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pipeline.cluster.opening import where
from pipeline.errors import MesuresError
from pipeline.language import told as say
from pipeline.messages import Message, listed
from pipeline.version import __version__
from pipeline.web.api import DESCRIPTION, api
from pipeline.web.asked import read
from pipeline.web.collection import OPENED, Collection
from pipeline.web.compared import Editions
from pipeline.web.config import Config
from pipeline.web.drawn import Pictures
from pipeline.web.editions import compared_pages
from pipeline.web.families import families_pages
from pipeline.web.found import MissingError
from pipeline.web.guard import Guard
from pipeline.web.overlapping import Overlapping
from pipeline.web.pages import pages
from pipeline.web.paired import paired
from pipeline.web.problems import language_of, problem, retry_after, status_of
from pipeline.web.rendering import Pages
from pipeline.web.themed import Themed

API = "/api/v1"
_SPARE = 2  # threads for what needs no reader
_STATIC = Path(__file__).parent / "static"

log = logging.getLogger(__name__)


def make_app(config: Config) -> FastAPI:
    """The application of an index. Raises IndexUnavailableError where there is none to read."""
    collection = Collection(config.index)
    drawn = Pictures(where(config.index).base, config.password)
    show, themed = Pages(config), Themed(collection)
    overlapping = Overlapping(collection, config.decisions, then=themed.current)
    editions = Editions(collection)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        # Who waits does so in turn, before a thread is taken: those for a reader know no order.
        anyio.to_thread.current_default_thread_limiter().total_tokens = OPENED + _SPARE
        yield
        collection.close()
        drawn.close()

    app = FastAPI(
        title="mesures",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{API}/openapi.json",
        redirect_slashes=False,  # it knows neither prefix nor language: Guard takes slashes off
        servers=[{"url": config.prefix or "/"}],
        lifespan=life,
    )
    app.include_router(api(collection, show, drawn, themed, overlapping, editions), prefix=API)
    app.include_router(pages(collection, config, show, drawn, themed))
    app.include_router(paired(collection, config, show, themed, overlapping))
    app.include_router(families_pages(collection, show, themed, overlapping))
    app.include_router(compared_pages(collection, show, editions, overlapping))
    app.mount("/static", _Static(directory=_STATIC))
    unhurried = anyio.CapacityLimiter(1)

    @app.get("/healthz", include_in_schema=False)
    async def health() -> Response:
        """Whether questions can be answered; told without waiting for those that are."""
        seen = await anyio.to_thread.run_sync(collection.looked_at, limiter=unhurried)
        return PlainTextResponse(f"ok {seen}\n")

    _tell_errors(app, show)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Guard, config=config)
    return app


class _Static(StaticFiles):
    """Files that never change under their address, which holds a fingerprint."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if scope["query_string"].startswith(b"v="):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


# What Starlette says by itself.
_OF_STARLETTE = (Message("Not Found"), Message("Method Not Allowed"))


def _tell_errors(app: FastAPI, show: Pages) -> None:
    """Errors become pages for people and problems for programs."""

    def told(request: Request, status: int, detail: str) -> Response:
        if request.scope["path"].startswith(("/api", "/healthz")):
            said = say(detail, language_of(request.scope))
            return problem(status, said, {"Vary": "Accept-Language"})
        return show(
            request, "error.html", status, status=status, detail=detail, asked=read([]), snapshot=""
        )

    @app.exception_handler(MissingError)
    def missing(request: Request, error: Exception) -> Response:
        return told(request, 404, error.args[0])

    @app.exception_handler(MesuresError)
    def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, MesuresError)
        response = told(request, status_of(error), error.message)
        response.headers.update(retry_after(error))
        return response

    @app.exception_handler(HTTPException)
    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = told(request, error.status_code, error.detail)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        faults = (
            Message(
                "{field}: {fault}",
                field=".".join(str(part) for part in fault["loc"][1:]),
                fault=fault["msg"],
            )
            for fault in error.errors()
        )
        return told(request, 422, listed(list(faults), "; "))

    @app.exception_handler(Exception)
    def unexpected(request: Request, error: Exception) -> Response:
        log.error("%s failed", request.scope["path"], exc_info=error)
        return told(
            request, 500, Message("something went wrong here; the log of the server tells what")
        )
