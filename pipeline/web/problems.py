"""Errors as the API tells them: application/problem+json (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from pydantic import BaseModel, Field
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from pipeline.errors import (
    EncoderError,
    IndexUnavailableError,
    MesuresError,
    UsageError,
    WorkspaceUnavailableError,
)
from pipeline.language import ENGLISH, FRENCH
from pipeline.web.collection import BusyError
from pipeline.web.deciding import ConflictError
from pipeline.web.drawn import UndrawnError

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(default="about:blank", description="always about:blank")
    title: str = Field(description="the name of the status")
    status: int = Field(description="the status, as in the answer")
    detail: str = Field(description="what is wrong, and what to do about it")


def language_of(scope: Scope) -> str:
    """The language that an error is told in: that of the page.

    The API speaks English, and French to who prefers it (Accept-Language).
    """
    if not scope["path"].startswith(("/api", "/healthz")):
        return str(scope["state"]["language"])
    wanted = Headers(scope=scope).get("accept-language", "")
    return FRENCH if wanted.strip().lower().startswith(FRENCH) else ENGLISH


_ANY = (400, 401, 413, 414, 422, 503)  # of the guard, and while the index is away


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that tells of a problem."""
    told = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    body = json.dumps(told.model_dump(), ensure_ascii=False)
    return Response(body, status, dict(headers or {}), media_type=MEDIA_TYPE)


def status_of(error: MesuresError) -> int:
    """The status for an error of ours: 400 for what is asked wrongly, 503 for what is away."""
    if isinstance(error, UsageError):
        return 400
    if isinstance(error, ConflictError):
        return 409
    away = IndexUnavailableError | WorkspaceUnavailableError | EncoderError | UndrawnError
    if isinstance(error, away):
        return 503
    return 500


def retry_after(error: MesuresError) -> dict[str, str]:
    """When to ask again, where that may help; such an answer is kept by nobody."""
    if isinstance(error, BusyError | UndrawnError):
        return {"Retry-After": "5", "Cache-Control": "no-store"}
    return {}


def documented(*statuses: int) -> dict[int | str, dict[str, object]]:
    """How OpenAPI is told of answers with these statuses, beside those that any route may give."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
        }
        for status in sorted({*_ANY, *statuses})
    }
