"""What a run of ingest did, and the words for what went wrong."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pipeline.errors import DocumentError, MesuresError, one_line
from pipeline.export.mending import Changes
from pipeline.messages import Message, noted

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Report:
    """What a run did: documents by outcome, `failed` with a reason each, and the time it took.

    `moved` gives the old name of a document by its new one. `gone` are documents whose files are
    no more, but which stay in the index until they are pruned; `removed` are those that left it.
    A `dry` report says what a run would do.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    measures: int = 0
    started: str = ""
    seconds: float = 0.0
    encoded_again: bool = False  # vectors made anew although no document changed
    mended: dict[str, Changes] = field(default_factory=dict)  # by files of measures
    dry: bool = False

    @property
    def exit_code(self) -> int:
        """0 when nothing failed, 4 when everything did, else 1."""
        if not self.failed:
            return 0
        done = self.added or self.changed or self.moved or self.unchanged
        return 1 if done else DocumentError.exit_code

    def counts(self) -> dict[str, int]:
        """How many documents had each outcome."""
        outcomes: dict[str, Mapping[str, object] | list[str]] = {
            "added": self.added,
            "changed": self.changed,
            "moved": self.moved,
            "removed": self.removed,
            "gone": self.gone,
            "unchanged": self.unchanged,
            "failed": self.failed,
        }
        return {name: len(documents) for name, documents in outcomes.items()}

    def record(self) -> dict[str, Any]:
        """The fields of `mesures ingest --json`."""
        return asdict(self) | {"exit_code": self.exit_code}


def line(error: BaseException) -> Message:
    """What an error says, in one printable line."""
    if isinstance(error, MesuresError) and str(error):
        return error.message.each(_one_line)
    return Message("{reason}", reason=_one_line(str(error)) or noted("no reason given"))


def _one_line(text: str) -> str:
    # At its ends a part of a message may have the space that parts it from the next.
    before, after = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' * before}{one_line(text)}{' ' * after}"


def surprise(origin: str, error: Exception) -> Message:
    """What to say of an error that no reader of documents should raise."""
    log.debug("%s failed", origin, exc_info=error)
    return Message(
        "{origin} cannot be read ({kind}: {reason})",
        origin=_one_line(origin),
        kind=type(error).__name__,
        reason=line(error),
    )
