"""What a run of ingest does at the moment, told as it goes on by server-sent events."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio
from starlette.concurrency import run_in_threadpool

from pipeline.errors import MesuresError
from pipeline.store import RunRow
from pipeline.store.lock import Holder, holder
from pipeline.store.progress import Pace, pace
from pipeline.web import language as words
from pipeline.web.collection import Collection

if TYPE_CHECKING:
    from starlette.requests import Request

_SECONDS = 1.0
_BEAT = 15.0  # seconds after which a proxy may take a silent connection for a dead one
_LONGEST = 3600.0  # then the browser asks again


@dataclass(frozen=True, slots=True)
class Progress:
    """Who writes the index now, if anybody, how far, and the last run that the index knows of."""

    writer: Holder | None
    run: RunRow | None
    pace: Pace | None = None

    @property
    def counts(self) -> dict[str, int]:
        """What the run at work has done so far, by outcome; nothing before its first commit."""
        if self.writer is None or self.run is None or self.run.finished:
            return {}
        return {name: count for name, count in self.run.counts.items() if count}

    def text(self, language: str) -> str:
        """One sentence for people, which changes with commits."""
        messages = words.translations(language)
        if self.writer is None:
            return messages.gettext("Aucune indexation en cours.")
        done = ", ".join(
            f"{count} {messages.gettext(words.OUTCOMES.get(name, name))}"
            for name, count in self.counts.items()
        )
        since = words.moment(self.writer.since, language)
        if not done:
            return messages.gettext("Indexation en cours depuis le %(since)s.") % {"since": since}
        said = messages.gettext("Indexation en cours depuis le %(since)s\u00a0: %(done)s.")
        return said % {"since": since, "done": done}

    def step(self, language: str) -> str:
        """How far it is, in words, which changes with documents; empty where that is not known."""
        if self.pace is None:
            return ""
        done, total = self.pace.done, self.pace.total
        said = words.translations(language).ngettext(
            "%(num)s document sur %(total)s", "%(num)s documents sur %(total)s", done
        )
        return said % {"num": done, "total": total}

    def told(self, language: str) -> dict[str, object]:
        """What the script of the page needs."""
        return {
            "running": self.writer is not None,
            "text": self.text(language),
            "step": self.step(language),
            "document": self.pace.document if self.pace else "",
            "done": self.pace.done if self.pace else 0,
            "total": self.pace.total if self.pace else 0,
        }


def progress(collection: Collection) -> Progress:
    """What goes on now. Raises IndexUnavailableError."""
    writer = holder(collection.index)
    with collection.opened() as opened, opened.reader.snapshot():
        run = opened.reader.last_run()
    return Progress(writer, run, pace(collection.index, writer))


async def events(
    collection: Collection, request: Request, language: str, patient: bool = True
) -> AsyncIterator[str]:
    """Server-sent events « progress » whenever something changed, with `Progress.told`.

    Ends when who asked is gone; the first event comes at once. Without `patient` it is the only.
    """
    begun, spoken, last = time.monotonic(), time.monotonic(), ""
    while time.monotonic() - begun < _LONGEST and not await request.is_disconnected():
        try:
            now = await run_in_threadpool(progress, collection)
            data = json.dumps(now.told(language), ensure_ascii=False)
        except MesuresError:
            data = last  # the index is being put in its place; there is something to say soon
        if data != last:
            yield f"event: progress\ndata: {data}\n\n"
            last, spoken = data, time.monotonic()
        elif time.monotonic() - spoken > _BEAT:
            yield ": still here\n\n"
            spoken = time.monotonic()
        if not patient:
            return
        await anyio.sleep(_SECONDS)
