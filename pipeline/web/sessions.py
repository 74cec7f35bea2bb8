"""Who may review: a session in a signed cookie, and the proof of it that forms carry.

A session is a random name with the moment of its end, signed with the review token; nothing is kept
here. Forms carry a code of that session (OWASP: signed double submit), hidden under a new pad in
each answer, so that the size of a compressed page tells nothing of it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.messages import Message

COOKIE = "mesures-review"
FIELD = "csrf"
_SPAN = 12 * 3600  # seconds of a session
_BYTES = 16


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who may review: by a session, or (empty) by the token in a header."""

    session: str = ""


def opened(token: str) -> str:
    """A new session for who knows the review token, as its cookie holds it."""
    session = f"{secrets.token_urlsafe(_BYTES)}.{int(time.time()) + _SPAN}"
    return f"{session}.{_signed(token, 'session', session).hex()}"


def session_of(cookie: str, token: str) -> str:
    """The session of a cookie; empty for one that is over, or of another token."""
    session, _, signature = cookie.rpartition(".")
    _, _, end = session.rpartition(".")
    if not (end.isascii() and end.isdigit() and len(end) < 15 and int(end) > time.time()):
        return ""
    wanted = _signed(token, "session", session).hex()
    return session if hmac.compare_digest(signature.encode(), wanted.encode()) else ""


def form_code(session: str, token: str) -> str:
    """What a form of this session carries; another text each time."""
    pad = secrets.token_bytes(_BYTES)
    return pad.hex() + _under(pad, _signed(token, "form", session)).hex()


def holds(given: str, session: str, token: str) -> bool:
    """Whether a form was made for this session, told in the same time for right and wrong."""
    try:
        found = bytes.fromhex(given)
    except ValueError:
        found = b""
    pad, hidden = found[:_BYTES], found[_BYTES:]
    wanted = _signed(token, "form", session)
    return len(found) == 2 * _BYTES and hmac.compare_digest(_under(pad, hidden), wanted)


def from_here(headers: Headers) -> bool:
    """Whether a page of this server sent a form, as far as its browser tells.

    Browsers send `Sec-Fetch-Site`, `Origin` or at least `Referer` with a form; who sends none of
    them is no browser, and is not believed.
    """
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    said = headers.get("origin") or headers.get("referer")
    if said is None:
        return "sec-fetch-site" in headers
    host = headers.get("host", "").lower()
    try:
        there = urlsplit(said)
        name, port = there.hostname, there.port
    except ValueError:
        return False
    # A proxy may leave the port out of the Host that it hands on, never the name.
    return there.netloc.lower() == host or (port is not None and name == host)


def deciding(request: Request) -> Reviewer:
    """Who asks to decide something. Raises HTTPException (403) for who may not.

    Programs show the token itself; a session counts for forms of these pages only, and their code
    is checked where the form is read.
    """
    reviewer: Reviewer | None = request.state.reviewer
    if reviewer is None:
        fault = Message("deciding needs the review token, with which this server was started")
    elif reviewer.session and request.scope["path"].startswith("/api"):
        fault = Message("programs decide with the review token: Authorization: Bearer …")
    elif reviewer.session and not from_here(request.headers):
        fault = Message("this form comes from another site; open its page here and decide again")
    else:
        return reviewer
    raise HTTPException(403, fault)


def set_session(response: Response, token: str, prefix: str, secure: bool) -> None:
    """Give a person who knows the review token a session."""
    response.set_cookie(
        COOKIE,
        opened(token),
        max_age=_SPAN,
        path=f"{prefix}/",
        secure=secure,
        httponly=True,
        samesite="lax",  # a link in a mail leads to a page with buttons; forms of others do not
    )


def _signed(token: str, use: str, text: str) -> bytes:
    made = hmac.new(token.encode(), f"mesures {use} {text}".encode(), hashlib.sha256)
    return made.digest()[:_BYTES]


def _under(pad: bytes, code: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(pad, code, strict=False))
