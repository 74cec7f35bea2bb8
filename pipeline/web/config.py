"""What a server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LOCAL = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Config:
    """How an index is served.

    `prefix` is the path below which a proxy shows it (« /mesures », else empty). With a `token`
    nothing but the health of the server is told to who does not know it. `names` are the hosts that
    requests may be for, which keeps pages of other sites from asking a server on this machine by a
    name of theirs; None takes any, for a server that asks for a token. `password` opens encrypted
    PDFs to draw them.
    """

    index: Path
    prefix: str = ""
    token: str = ""
    names: tuple[str, ...] | None = LOCAL
    log_queries: bool = False
    password: str = ""
