"""Pages of PDFs as pictures, drawn when they are asked for and kept for a while."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from pathlib import Path

from pipeline.errors import DamagedError
from pipeline.store import Origin
from pipeline.view.pictures import Picture, pictures

_KEPT = 64  # pictures of at most 300 kB


class Pictures:
    """Draws pages; one at a time, since pdfium is not made for threads."""

    def __init__(self, index: Path, password: str) -> None:
        self._index = index
        self._password = password
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int], Picture | None] = OrderedDict()
        self._checked: dict[tuple[str, int, int], str] = {}

    def file(self, origin: Origin | None) -> Path | None:
        """The file of a document, if it is there and is the one that was read."""
        if origin is None or not origin.place or not origin.digest:
            return None
        path = Path(os.path.normpath(self._index.resolve() / origin.place))
        try:
            state = path.stat()
        except OSError:
            return None
        seen = (str(path), state.st_size, state.st_mtime_ns)
        if seen not in self._checked:
            from pipeline.corpus import digest

            try:
                self._checked[seen] = digest(path)
            except OSError:
                return None
        return path if self._checked[seen] == origin.digest else None

    def picture(self, origin: Origin | None, number: int) -> Picture | None:
        """A page of a PDF; None where it cannot be drawn, or the file is another by now."""
        path = self.file(origin)
        if path is None or origin is None or path.suffix.lower() != ".pdf":
            return None
        key = (origin.digest, number)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._draw(path, number)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def _draw(self, path: Path, number: int) -> Picture | None:
        try:
            return dict(pictures(path, self._password, [number])).get(number)
        except DamagedError:
            return None
