"""Pages of PDFs as pictures, drawn when they are asked for and kept for a while."""

from __future__ import annotations

import logging
import os
import stat
import threading
import time
from collections import OrderedDict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import corpus
from pipeline.build.isolation import Workers
from pipeline.build.worker import Job
from pipeline.errors import DamagedError, EncryptedError, MesuresError, UsageError
from pipeline.settings import Limits
from pipeline.store import Origin
from pipeline.view.pictures import Picture, pictures

if TYPE_CHECKING:
    from pipeline.extract.ocr import Watch

_KEPT = 64  # pictures of at most 300 kB
# A page is drawn in far less than a second; who waits longer had better read without the picture.
_LIMITS = Limits(seconds=20, memory=1500)
# A page that fails may be drawn the next time, when the machine is less busy. One that fails twice
# is let be for a while: it keeps all others waiting for as long as it takes to fail.
_TRIES, _REST = 2, 60.0
_LATER = "this page cannot be drawn at the moment; ask again later"

_Key = tuple[str, int, str]  # the hash of a file, a page, and what opens it

log = logging.getLogger(__name__)


class UndrawnError(MesuresError):
    """A page is not drawn at the moment, for want of time or memory; it may be later."""


class Pictures:
    """Draws pages, one at a time, in a process of its own: what kills pdfium kills no server."""

    def __init__(self, index: Path, password: str, limits: Limits = _LIMITS) -> None:
        self._index = index
        self._password = password
        self._limits = limits
        self._lock = threading.Lock()
        self._workers: Workers | None = None
        self._kept: OrderedDict[_Key, Picture | None] = OrderedDict()
        self._failed: OrderedDict[_Key, tuple[int, float]] = OrderedDict()  # times, and when
        self._checked: dict[tuple[str, int, int], str] = {}

    def close(self) -> None:
        """End the process that draws."""
        with self._lock:
            self._end()

    def file(self, origin: Origin | None) -> Path | None:
        """The file of a document, if it is there and is the one that was read."""
        if origin is None or not origin.place or not origin.digest:
            return None
        path = Path(os.path.normpath(self._index.resolve() / origin.place))
        try:
            state = path.stat()
            if not stat.S_ISREG(state.st_mode):
                return None
            seen = (str(path), state.st_size, state.st_mtime_ns)
            if seen not in self._checked:
                self._checked[seen] = corpus.digest(path)
        except OSError:
            return None
        return path if self._checked[seen] == origin.digest else None

    def picture(self, origin: Origin | None, document: str, number: int) -> Picture | None:
        """A page of a PDF; None where it cannot be drawn, or the file is another by now.

        Raises UndrawnError where it may be drawn another time, which is not remembered.
        """
        path = self.file(origin)
        if path is None or origin is None or path.suffix.lower() != ".pdf":
            return None
        password = self._password_of(path, document)
        key = (origin.digest, number, password)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._tried(key, path)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def _tried(self, key: _Key, path: Path) -> Picture | None:
        _, number, password = key
        times, last = self._failed.get(key, (0, 0.0))
        if times >= _TRIES and time.monotonic() - last < _REST:
            raise UndrawnError(_LATER)
        try:
            found = self._draw(path, password, number)
        except UndrawnError:
            self._failed[key] = (times + 1, time.monotonic())
            while len(self._failed) > _KEPT:
                self._failed.popitem(last=False)
            raise
        self._failed.pop(key, None)
        return found

    def _password_of(self, path: Path, document: str) -> str:
        """The password that plans.toml gives a document now, else the one for all."""
        # The id of a document is its path below the folder whose plans.toml tells of it.
        below = document.count("/")
        root = path.parents[below] if below < len(path.parents) else path.parent
        try:
            (source,) = corpus.sources([path], root, _any, self._password)
        except UsageError as error:
            log.warning("%s", error)
            return self._password
        return source.password or ""

    def _draw(self, path: Path, password: str, number: int) -> Picture | None:
        job = Job(path.name, partial(_drawn, path, password, number))
        try:
            if self._workers is None:
                self._workers = Workers(1, self._limits).__enter__()
            (found,) = self._workers.outcomes([job])
        except UsageError as error:  # no process can be started
            found = error
        if isinstance(found, MesuresError):
            log.warning("page %d of %s is not drawn: %s", number, path.name, found)
            self._end()
            raise UndrawnError(_LATER)
        picture: Picture | None = found
        return picture

    def _end(self) -> None:
        if self._workers is not None:
            self._workers.__exit__(None, None, None)
            self._workers = None


def version_of(origin: Origin | None) -> str:
    """What tells the file of a document from its other versions; stands in addresses of pages."""
    return origin.digest[:12] if origin else ""


def _any(_: Path) -> bool:
    return True


def _drawn(path: Path, password: str, number: int, watch: Watch | None = None) -> Any:
    """What the other process does: a page, or None where it can never be drawn.

    Whatever else ends the job is of the moment: too little time or memory, a file that is away.
    """
    try:
        return dict(pictures(path, password, [number])).get(number)
    except (DamagedError, EncryptedError) as error:
        if not path.is_file():
            raise
        log.warning("page %d of %s is not drawn: %s", number, path.name, error)
        return None
