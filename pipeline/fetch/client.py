"""One answer from one address: redirects, retries, and limits on size, time and patience."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpcore2

from pipeline.errors import FetchError, GoneError, RefusedError, UsageError, printable
from pipeline.fetch.addresses import Address, redirected
from pipeline.fetch.bodies import (
    MIB,
    PassingError,
    as_text,
    counted,
    retry_after,
    too_large,
    unpacked,
)
from pipeline.fetch.guard import Guard, GuardedBackend, too_slow
from pipeline.messages import Message, noted
from pipeline.version import __version__

PRODUCT = "mesures"
USER_AGENT = f"{PRODUCT}/{__version__}"
_ACCEPT = (
    "text/html,application/xhtml+xml,application/pdf,text/plain,text/markdown,"
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document,*/*;q=0.5"
)
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PASSING = frozenset((408, 425, 429, 500, 502, 503, 504))
_GONE = frozenset((404, 410))
_CLOSED = {
    401: noted("the server asks for a login (401)"),
    402: noted("the server asks for a payment (402)"),
    403: noted("the server asks for a permission (403)"),
    407: noted("the server asks for a proxy's login (407)"),
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of an answer is taken, and how long it is waited for (seconds, bytes)."""

    size: int = 100 * MIB
    page: int = 20 * MIB  # of web pages and texts
    seconds: float = 180.0  # a whole answer
    silence: float = 20.0  # between two parts of an answer
    redirects: int = 8
    attempts: int = 4
    backoff: float = 1.0  # before the second attempt; twice as long before each next
    wait: float = 60.0  # the longest wait that a server may ask for
    delay: float = 1.0  # between two pages of one host


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: `headers` by lower-case name; `body` is unpacked; `address` is the last of all."""

    address: Address
    status: int
    headers: Mapping[str, str]
    body: bytes
    redirects: tuple[str, ...] = ()


@dataclass(slots=True)
class Client:
    """Asks for addresses that its guard allows. `sleep` waits, in seconds.

    `context` are the certificates that are trusted; None: those of the system, read when needed.
    """

    guard: Guard
    limits: Limits = field(default_factory=Limits)
    sleep: Callable[[float], None] = time.sleep
    context: ssl.SSLContext | None = None

    def get(
        self,
        address: Address,
        largest: Callable[[str], int],
        allow: Callable[[Address], None] = lambda _: None,
        conditions: Callable[[Address], Mapping[str, str]] = lambda _: {},
    ) -> Answer:
        """The answer of an address, or of where it redirects to: a page, or 304 if asked for.

        `largest` gives the most bytes that a content type may have, or raises FetchError; `allow`
        is asked before each hop; `conditions` are headers for a hop. Raises FetchError without the
        address in its message, GoneError for 404 and 410.
        """
        passed = [address]
        while True:
            allow(address)
            answer = self._patiently(address, largest, conditions(address))
            if answer.status not in _REDIRECTS:
                return Answer(
                    answer.address,
                    answer.status,
                    answer.headers,
                    answer.body,
                    tuple(str(hop) for hop in passed[1:]),
                )
            address = _next(address, answer)
            if address in passed:
                raise FetchError(
                    "its redirects go in a circle, by way of {address}", address=address
                )
            passed.append(address)
            if len(passed) > self.limits.redirects + 1:
                raise FetchError("more than {redirects} redirects", redirects=self.limits.redirects)

    def _patiently(
        self, address: Address, largest: Callable[[str], int], conditions: Mapping[str, str]
    ) -> Answer:
        """One hop, tried again after what may pass."""
        backoff = self.limits.backoff
        for attempt in range(1, self.limits.attempts + 1):
            try:
                return self._once(address, largest, conditions)
            except PassingError as error:
                if error.wait is not None and error.wait > self.limits.wait:
                    raise FetchError(
                        "{error}, and asks to wait {wait:.0f} s; try again then",
                        error=error,
                        wait=error.wait,
                    ) from error
                if attempt == self.limits.attempts:
                    raise FetchError(
                        "{error}, {attempt} times; try again later", error=error, attempt=attempt
                    ) from error
                wait = max(backoff, error.wait or 0.0)
                log.info(
                    Message(
                        "{address}: {error}; trying again in {wait:.0f} s",
                        address=address,
                        error=error,
                        wait=wait,
                    )
                )
                self.sleep(wait)
                backoff = min(2 * backoff, self.limits.wait)
        raise AssertionError("no attempt was allowed")

    def _once(
        self, address: Address, largest: Callable[[str], int], conditions: Mapping[str, str]
    ) -> Answer:
        deadline = time.monotonic() + self.limits.seconds
        if self.context is None and address.scheme == "https":
            self.context = httpcore2.default_ssl_context()
        backend = GuardedBackend(self.guard, deadline)
        request = _request(address, conditions, self._silence())
        try:
            with httpcore2.ConnectionPool(
                ssl_context=self.context, max_connections=1, network_backend=backend
            ) as pool:
                response = pool.handle_request(request)
                try:
                    return self._taken(address, response, largest)
                finally:
                    response.close()
        except httpcore2.TimeoutException as error:
            if time.monotonic() >= deadline:
                raise too_slow() from error
            raise PassingError(
                Message("no answer within {silence:g} s", silence=self.limits.silence)
            ) from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            if reason := _distrust(error):
                raise FetchError(
                    "its certificate cannot be trusted ({reason})", reason=reason
                ) from error
            raise PassingError(
                Message("the connection failed ({error})", error=_line(error))
            ) from error

    def _silence(self) -> float:
        return min(self.limits.silence, self.limits.seconds)

    def _taken(
        self, address: Address, response: httpcore2.Response, largest: Callable[[str], int]
    ) -> Answer:
        """The answer with its body, where it has one that is wanted."""
        headers: dict[str, str] = {}
        for name, value in response.headers:
            headers.setdefault(name.decode("latin-1").lower(), as_text(value))
        status = response.status
        if status in _REDIRECTS or status == 304:
            return Answer(address, status, headers, b"")
        if status in _PASSING:
            raise PassingError(
                Message("the server answers {status}", status=status), retry_after(headers)
            )
        if status in _GONE:
            raise GoneError("nothing is there (the server answers {status})", status=status)
        if status not in (200, 203):
            refused = FetchError if status >= 500 else RefusedError
            raise refused(
                _CLOSED.get(status) or Message("the server answers {status}", status=status)
            )
        most = largest(headers.get("content-type", ""))
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length) > most:
            raise too_large(most)
        parts = unpacked(counted(response.iter_stream(), most), headers.get("content-encoding", ""))
        body = b"".join(counted(parts, most))
        return Answer(address, status, headers, body)


def _request(address: Address, conditions: Mapping[str, str], silence: float) -> httpcore2.Request:
    url = httpcore2.URL(
        scheme=address.scheme.encode(),
        host=address.host.encode(),
        port=address.port,
        target=address.target.encode(),
    )
    headers = {
        **conditions,
        "Host": address.place,
        "User-Agent": USER_AGENT,
        "Accept": _ACCEPT,
        "Accept-Encoding": "gzip",
        "Accept-Language": "fr, *;q=0.5",
        "Connection": "close",
    }
    timeout = dict.fromkeys(("connect", "read", "write"), silence)
    return httpcore2.Request(
        b"GET", url, headers=list(headers.items()), extensions={"timeout": timeout}
    )


def _distrust(error: BaseException | None) -> str | None:
    """Why a certificate was not trusted, if that is what an error comes from."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return (
                Message(error.verify_message)
                if error.verify_message
                else noted("not for this host")
            )
        error = error.__cause__ or error.__context__
    return None


def _next(address: Address, answer: Answer) -> Address:
    location = answer.headers.get("location")
    if not location:
        raise FetchError("redirects nowhere (the server answers {status})", status=answer.status)
    try:
        return redirected(address, location)
    except UsageError as error:
        raise FetchError("redirects to what is not fetched: {error}", error=error) from error


def _line(error: BaseException) -> str:
    if error.args and isinstance(error.args[0], Message):
        return error.args[0]
    return " ".join(printable(str(error)).split()) or type(error).__name__
