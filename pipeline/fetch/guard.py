"""Which hosts may be asked: public ones, and those a person allowed by name.

A name is resolved once, its numbers are checked, and the connection goes to the numbers that were
checked: what the name means a moment later (DNS rebinding) no longer matters. Certificates and the
Host header stay those of the name. This holds for every hop of a redirect, and for robots.txt.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterable
from ipaddress import (
    IPv4Address,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from ssl import SSLContext
from typing import Any

import httpcore2

from pipeline.errors import ClosedHostError, FetchError
from pipeline.fetch.addresses import host_name
from pipeline.messages import Message, cause

Resolve = Callable[[str, int], list[str]]

# Ports where web pages are served. Other ports are those of mail, databases and the like, which
# must not be spoken to because some page redirects there.
_PORTS = frozenset((80, 443, 8000, 8008, 8080, 8443, 8888))
# Not public, whatever `ipaddress` of this Python says of them (IANA's special-purpose registries);
# 168.63.129.16 is where Azure answers its own machines.
_CLOSED = tuple(
    ip_network(network)
    for network in (
        "100.64.0.0/10",
        "168.63.129.16/32",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "2001::/23",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)
# What `getaddrinfo` says of names that are not there; else it may do better in a moment.
_NO_SUCH_NAME = tuple(
    getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)
)
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(number: str) -> bool:
    """Whether an IP address is one that everybody can reach; IPv4 inside IPv6 counts as itself."""
    address: IPv4Address | IPv6Address = ip_address(number)
    if isinstance(address, IPv6Address):
        if address.scope_id:
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            address = inner
    if address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if any(address in network for network in _CLOSED):
        return False
    return address.is_global


def resolve(host: str, port: int) -> list[str]:
    """The numbers of a host, each once, in the order that the system prefers. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard:
    """Says to which numbers a connection may go.

    `allowed` are names of hosts that a person trusts: these may be private, on any port.
    """

    def __init__(self, allowed: Iterable[str] = (), resolve: Resolve = resolve) -> None:
        self.allowed = frozenset(host_name(name) for name in allowed)
        self.resolve = resolve

    def numbers(self, host: str, port: int) -> list[str]:
        """The checked numbers of a host, which ClosedHostError refuses; OSError: no answer.

        One private number among public ones refuses the name: no honest name has both.
        """
        trusted = host in self.allowed
        if port not in _PORTS and not trusted:
            raise ClosedHostError(
                "port {port} of {host} is not one of web pages; allow it with --allow-host {host} "
                "if you trust it",
                port=port,
                host=host,
            )
        numbers = self.resolve(host, port)
        if not numbers:
            raise OSError(Message("{host} has no address", host=host))
        closed = [number for number in numbers if not is_public(number)]
        if closed and not trusted:
            named = host if closed[0] == host else f"{host} ({closed[0]})"
            raise ClosedHostError(
                "{named} is no public address of the web; allow it with --allow-host {host} "
                "if you trust it",
                named=named,
                host=host,
            )
        return numbers


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects to checked numbers only, and ends everything at a deadline (monotonic seconds).

    httpcore hands over the name of the host, and later starts TLS for that name by itself.
    """

    def __init__(self, guard: Guard, deadline: float) -> None:
        self._guard = guard
        self._deadline = deadline
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to the first of the checked numbers that answers."""
        try:
            numbers = self._guard.numbers(host, port)
        except (OSError, UnicodeError) as error:
            if getattr(error, "errno", None) in _NO_SUCH_NAME:
                raise FetchError("there is no host {host}; check the address", host=host) from error
            raise httpcore2.ConnectError(
                Message("{host} cannot be found ({reason})", host=host, reason=cause(error))
            ) from error
        failure: Exception | None = None
        for number in numbers:
            try:
                stream = self._backend.connect_tcp(
                    number, port, _left(self._deadline, timeout), None, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
                continue
            return _TimedStream(stream, self._deadline)
        assert failure is not None
        raise failure

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore2.NetworkStream:
        """Never: an address of the web is no socket of this machine."""
        raise FetchError("a socket of this machine is no address of the web")


class _TimedStream(httpcore2.NetworkStream):
    """A stream that ends at a deadline, however often a byte still comes."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = _left(self._deadline, timeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, left)
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    """The seconds that an operation may take. Raises FetchError past the deadline."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise too_slow()
    return left if timeout is None else min(left, timeout)


def too_slow() -> FetchError:
    """The error for an answer that is not there at its deadline."""
    return FetchError("the answer takes too long; try later, or save it as a file in the corpus")
