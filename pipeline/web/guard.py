"""What every request passes: whose it is, how large, in which language; and what goes into the log.

Written against ASGI itself, so that nothing is read of a request before it is let in.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import time
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from pipeline.errors import printable
from pipeline.language import told
from pipeline.messages import Message
from pipeline.web import sessions
from pipeline.web.config import Config
from pipeline.web.language import ENGLISH, FRENCH
from pipeline.web.problems import language_of, problem
from pipeline.web.sessions import Reviewer

COOKIE = "mesures"
MOST_BYTES = 16_384  # of a body: those that are read are forms, with a token or a decision
_MOST_QUERY = 16_384  # bytes of a query string
_MOST_PATH = 4096
_YEAR = 365 * 24 * 3600
_TOKEN = re.compile(r"(?<![^&])token=[^&]*")
# How paths of ours begin, each in its first part.
_OURS = frozenset(
    {"", ENGLISH, "acces", "api", "collection", "healthz", "mesures", "originaux", "pages", "plans"}
    | {"compare", "coverage", "families", "overlaps", "recherche", "review", "static", "themes"}
)
_OPEN = ("/healthz", "/acces", "/static/")
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

log = logging.getLogger("pipeline.web.access")


def cookie_of(token: str) -> str:
    """What the cookie of a person who knows the token holds: proof of it, not the token."""
    return hmac.new(token.encode(), b"mesures cookie", hashlib.sha256).hexdigest()


def set_cookie(response: Response, config: Config, secure: bool) -> None:
    """Remember that a person knows the token. `secure` where the request came encrypted."""
    response.set_cookie(
        COOKIE,
        cookie_of(config.token),
        max_age=_YEAR,
        path=f"{config.prefix}/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def set_review(response: Response, config: Config, secure: bool) -> None:
    """Remember that a person knows the review token, and so may look, too."""
    sessions.set_session(response, config.review_token, config.prefix, secure)
    if config.token:
        set_cookie(response, config, secure)


class Guard:
    """Lets requests in, or answers them itself; every answer gets the headers of safety."""

    def __init__(self, app: ASGIApp, config: Config) -> None:
        self._app = app
        self._config = config

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, asked = time.perf_counter(), scope["path"]
        status = 500

        async def answered(message: Event) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "private, no-cache")
            elif scope["method"] == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        inner = self._routed(scope)
        refusal = self._refusal(inner)
        try:
            if refusal:
                await refusal(inner, receive, answered)
            else:
                await self._app(inner, _limited(receive), answered)
        finally:
            spent = 1000 * (time.perf_counter() - begun)
            if self._config.log_queries and scope["query_string"]:
                asked += f"?{_TOKEN.sub('token=…', scope['query_string'].decode('latin-1'))}"
            log.info("%s %s %d %.0f ms", scope["method"], printable(asked), status, spent)

    def _routed(self, scope: Scope) -> Scope:
        """The request as routes know it: without the prefix of the proxy, without the language.

        Some proxies take the prefix off themselves; both kinds are served.
        """
        # Slashes at the end mean nothing; two at the beginning would name another host in links.
        path, prefix = "/" + scope["path"].strip("/"), self._config.prefix
        if prefix and (path == prefix or path.startswith(f"{prefix}/")):
            rest = "/" + path[len(prefix) :].strip("/")
            # « /mesures/ID » may be the prefix and something of ours, or what a proxy left of it.
            if rest.split("/")[1] in _OURS:
                path = rest
        language = FRENCH
        if path == f"/{ENGLISH}" or path.startswith(f"/{ENGLISH}/"):
            language, path = ENGLISH, "/" + path[len(ENGLISH) + 1 :].strip("/")
        state = {**scope.get("state", {}), "language": language}
        state["reviewer"] = self._reviewer(Headers(scope=scope))
        routed = {**scope, "path": path, "raw_path": path.encode(), "root_path": "", "state": state}
        return routed | ({"method": "GET"} if scope["method"] == "HEAD" else {})

    def _reviewer(self, headers: Headers) -> Reviewer | None:
        """Who asks, if it is somebody who may review."""
        token = self._config.review_token
        if not token:
            return None
        if _same(_bearer(headers), token):
            return Reviewer()
        held = cookie_parser(headers.get("cookie", "")).get(sessions.COOKIE, "")
        session = sessions.session_of(held, token)
        return Reviewer(session) if session else None

    def _refusal(self, scope: Scope) -> Response | None:
        headers, language = Headers(scope=scope), language_of(scope)
        if len(scope["query_string"]) > _MOST_QUERY or len(scope["path"]) > _MOST_PATH:
            return problem(414, told(Message("the address is too long"), language))
        size = headers.get("content-length", "0")
        if not size.isdecimal() or len(size) > 9 or int(size) > MOST_BYTES:
            return problem(413, told(too_many_bytes(), language))
        name = _name(headers.get("host", ""))
        if self._config.names is not None and name not in self._config.names:
            said = Message(
                "this server does not answer for {name!r}; name it with --name when it starts",
                name=name,
            )
            return problem(400, told(said, language))
        if scope["path"].startswith(_OPEN):
            return None
        linked = self._linked_reviewer(scope)
        if linked is None and self._config.token:
            linked = self._asking_for_token(scope, headers)
        return linked

    def _linked_reviewer(self, scope: Scope) -> Response | None:
        """The answer to a link that holds the review token."""
        token = self._config.review_token
        if not token or b"token=" not in scope["query_string"] or scope["method"] != "GET":
            return None
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if not _same(dict(pairs).get("token", ""), token):
            return None
        rest = [pair for pair in pairs if pair[0] != "token"]
        response = RedirectResponse(self.address(scope, rest), 303)
        set_review(response, self._config, scope.get("scheme") == "https")
        return response

    def _asking_for_token(self, scope: Scope, headers: Headers) -> Response | None:
        """None for who knows the token; a link that holds it is answered with a cookie."""
        token = self._config.token
        if scope["state"]["reviewer"] or _same(_bearer(headers), token):
            return None
        # Not http.cookies: it gives up at a cookie of another program on this host that is odd.
        held = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        known = _same(held, cookie_of(token))
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        rest = [pair for pair in pairs if pair[0] != "token"]
        if len(rest) < len(pairs) and scope["method"] == "GET":
            # What is in the address stays in histories: it goes out of it at once.
            there = self.address(scope, rest)
            if known or _same(dict(pairs)["token"], token):
                response = RedirectResponse(there, 303)
                set_cookie(response, self._config, scope.get("scheme") == "https")
                return response
        if known:
            return None
        if scope["path"].startswith("/api"):
            said = Message("this server asks for its token: Authorization: Bearer …")
            return problem(401, told(said, language_of(scope)), {"WWW-Authenticate": "Bearer"})
        language = "" if scope["state"]["language"] == FRENCH else f"/{ENGLISH}"
        following = urlencode({"suite": self.address(scope, rest)})
        return RedirectResponse(f"{self._config.prefix}{language}/acces?{following}", 303)

    def address(self, scope: Scope, pairs: list[tuple[str, str]]) -> str:
        """The address that a request was for, with other pairs in its query string."""
        language = "" if scope["state"]["language"] == FRENCH else f"/{ENGLISH}"
        query = f"?{urlencode(pairs)}" if pairs else ""
        return f"{self._config.prefix}{language}{quote(scope['path'])}{query}"


def too_many_bytes() -> Message:
    """What is said of a request that is too large."""
    return Message("a request holds at most {most} bytes", most=MOST_BYTES)


def _bearer(headers: Headers) -> str:
    """The token that a program gives."""
    kind, _, given = headers.get("authorization", "").partition(" ")
    # Headers are read as Latin-1; what programs write into them is UTF-8.
    plain = given.strip().encode("latin-1").decode("utf-8", "replace")
    return plain if kind.lower() == "bearer" else ""


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _name(host: str) -> str:
    """The name of a Host header, without the port; of IPv6 without the brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _limited(receive: Receive) -> Receive:
    """`receive` that ends a body which is larger than it said it would be."""
    seen = 0

    async def limited() -> Event:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BYTES:
            return {"type": "http.disconnect"}
        return message

    return limited
