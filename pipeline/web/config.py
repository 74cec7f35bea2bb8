"""What a server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.settings import Settings
from pipeline.workspace import place

LOCAL = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Config:
    """How an index is served.

    `prefix` is the path below which a proxy shows it (« /mesures », else empty). With a `token`
    nothing but the health of the server is told to who does not know it. `names` are the hosts that
    requests may be for, which keeps pages of other sites from asking a server on this machine by a
    name of theirs; None takes any, for a server that asks for a token. `password` opens encrypted
    PDFs to draw them.

    Who knows the `review_token` may decide about pairs, too; without one nobody may. Decisions are
    kept in `workspace` (None: workspace.db beside the folder of the index); `author` is the name
    that is proposed.
    """

    index: Path
    prefix: str = ""
    token: str = ""
    names: tuple[str, ...] | None = LOCAL
    log_queries: bool = False
    password: str = ""
    review_token: str = ""
    workspace: Path | None = None
    author: str = ""

    @property
    def decisions(self) -> Path:
        """Where decisions are kept."""
        return place(Settings(index=self.index, workspace=self.workspace))
