"""What an address is: http or https, a host, a port; written one way, and named as a file."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit

from pipeline.errors import UsageError, printable
from pipeline.messages import noted

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_LONGEST = 4000
_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\Z")
_IN_PATH = "/%:@!$&'()*+,;=~"
# What is no part of the name of a page: « plan.pdf », « index.html ».
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}\Z")


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it is asked for; `host` is ASCII, `target` is the quoted path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def place(self) -> str:
        """Host and port as the Host header has them: without a port that goes without saying."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and place, of which each has a robots.txt of its own."""
        return f"{self.scheme}://{self.place}"

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"


def is_address(given: object) -> bool:
    """Whether something that was given as a path is an address, of whatever scheme."""
    return bool(_ADDRESS.match(str(given)))


def parse(given: str) -> Address:
    """The address that a person wrote or a server named, without its fragment.

    Raises UsageError, which never repeats a password.
    """
    said = _said(given)
    text = given.strip()
    if len(text) > _LONGEST or any(
        unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in text
    ):
        raise UsageError("{said} is no address: too long, or with control characters", said=said)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise UsageError("{said} is no address ({error})", said=said, error=error) from error
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise UsageError("{said}: only http and https addresses are fetched", said=said)
    if "@" in parts.netloc:
        raise UsageError(
            "{said} holds a user name or password; save the document as a file in the corpus",
            said=said,
        )
    host = _host(parts.hostname or "", said)
    target = quote(parts.path or "/", safe=_IN_PATH)
    if parts.query:
        target += "?" + quote(parts.query, safe=_IN_PATH + "?[]{}|^`\\")
    return Address(scheme, host, _PORTS[scheme] if port is None else port, target)


def redirected(address: Address, location: str) -> Address:
    """Where a redirect of `address` leads. Raises UsageError."""
    try:
        return parse(urljoin(str(address), location.strip()))
    except ValueError as error:
        raise UsageError(
            "{location} is no address ({error})", location=_said(location), error=error
        ) from error


def host_name(given: str) -> str:
    """A host as it stands in an Address, from a name that a person wrote. Raises UsageError."""
    name = given.strip()
    if "/" in name or name.count(":") == 1:
        raise UsageError(
            "{name} is no name of a host; leave out https:// and the port", name=printable(name)
        )
    return _host(name[1:-1] if name[:1] + name[-1:] == "[]" else name, repr(printable(given)))


def stem(address: Address) -> str:
    """The path, below the folder of what is fetched, of the file of an address, without suffix.

    The words of the address are for people; the hash makes the name its own.
    """
    words = unicodedata.normalize("NFKD", unquote(address.target, errors="ignore")).encode(
        "ascii", "ignore"
    )
    path, _, query = words.decode().lower().partition("?")
    parts = [re.sub(r"[^a-z0-9]+", "-", part) for part in (_SUFFIX.sub("", path), query)]
    slug = "-".join(filter(None, (part.strip("-") for part in parts)))
    name = slug if len(slug) <= 60 else slug[-60:].partition("-")[2] or slug[-60:]
    digest = hashlib.sha256(str(address).encode()).hexdigest()[:10]
    folder = re.sub(r"[^a-z0-9.-]", "_", address.place)[:100]
    return f"{folder}/{name}-{digest}" if name else f"{folder}/{digest}"


def _host(name: str, said: str) -> str:
    """A host in ASCII and lower case. Raises UsageError."""
    if ":" in name:
        try:
            return str(ipaddress.IPv6Address(name))
        except ValueError as error:
            raise UsageError("{said} is no address ({error})", said=said, error=error) from error
    host = name.rstrip(".").lower()
    if not host.isascii():
        import idna

        try:
            host = idna.encode(host, uts46=True).decode()
        except idna.IDNAError as error:
            raise UsageError(
                "{said}: {name} is no name of a host", said=said, name=printable(name)
            ) from error
    if len(host) > 253 or not _NAME.match(host) or ".." in host:
        raise UsageError(
            "{said}: {name} is no name of a host",
            said=said,
            name=printable(name) or noted("nothing"),
        )
    return host


def _said(given: str) -> str:
    """An address as a message quotes it: printable, short, without what may be a password."""
    text = re.sub(r"(?<=//)[^/?#]*@", "…@", printable(given).strip())
    return text if len(text) <= 200 else f"{text[:197]}..."
