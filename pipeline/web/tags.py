"""ETags: what tells an answer from any other, so that one that is known is not sent again."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

HEADER = {
    "ETag": {"description": "what tells this answer from others", "schema": {"type": "string"}}
}
NOT_MODIFIED = {"description": "what `If-None-Match` names has not changed", "headers": HEADER}


def tag_of(*parts: bytes | str) -> str:
    """The tag of an answer that hangs on these parts and nothing else.

    A weak one: what is sent may be compressed on the way.
    """
    made = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "backslashreplace") if isinstance(part, str) else part
        made.update(len(content).to_bytes(8) + content)
    return f'W/"{made.hexdigest()[:24]}"'


def unchanged(request: Request, tag: str) -> Response | None:
    """The answer for who has what the tag names already; None where it must be sent."""
    asked = (one.strip() for one in request.headers.get("if-none-match", "").split(","))
    opaque = tag.removeprefix("W/")
    if any(one == "*" or one.removeprefix("W/") == opaque for one in asked):
        return Response(status_code=304, headers={"ETag": tag})
    return None
