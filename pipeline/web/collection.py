"""The index as requests read it: a few opened readers shared by threads, one encoder for all."""

from __future__ import annotations

import queue
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.cluster.opening import open_index
from pipeline.embed import Encoder, load_encoder
from pipeline.errors import EncoderError, IndexUnavailableError
from pipeline.models import Query
from pipeline.search import Answer, Searcher
from pipeline.search.snapshot import snapshot_id
from pipeline.store import DocumentRow, MeasureIndex

OPENED = 4  # searching is mostly Python: more readers at once only wait for each other
_PATIENCE = 60.0  # seconds that a request waits for a reader
_REMEMBERED = 128  # answers: people go back, and open a filter after the other


class BusyError(IndexUnavailableError):
    """All readers are at work for other requests, and stay so."""


def state_of(reader: MeasureIndex) -> str:
    """What tells the state of an index from any other; within a snapshot.

    An index that was removed and built anew counts its generations from one again.
    """
    meta = reader.meta
    parts = ("generation", "vectors_hash", "collection", "rows_hash")
    return "-".join(str(meta.get(part, "")) for part in parts)


@dataclass(frozen=True, slots=True)
class Opened:
    """A reader for one request, and what searches with it."""

    reader: MeasureIndex
    searcher: Searcher
    encoder: Encoder

    @property
    def snapshot(self) -> str:
        """The id of the state of the index that the reader saw last, as answers name it."""
        return snapshot_id(self.reader)

    @property
    def state(self) -> str:
        """What tells this state from any other, ids and rows of measures included."""
        return state_of(self.reader)


class Collection:
    """An index that many requests read at once, and that a run of ingest may change meanwhile."""

    def __init__(self, index: Path) -> None:
        """Raises IndexUnavailableError where there is no index that can be read."""
        self.index = index
        self._encoders = threading.Lock()
        self._encoder: Encoder | None = None
        self._slots: queue.LifoQueue[Opened | None] = queue.LifoQueue()
        for _ in range(OPENED):
            self._slots.put(None)
        self._documents: tuple[str, list[DocumentRow]] = ("", [])
        self._answers: OrderedDict[tuple[str, Query], Answer] = OrderedDict()
        self._remembering = threading.Lock()
        with self.opened():
            pass

    def close(self) -> None:
        """Close the readers that no request uses."""
        for _ in range(self._slots.qsize()):
            opened = self._slots.get_nowait()
            if opened:
                opened.reader.close()
            self._slots.put(None)

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        """A reader that nobody else uses meanwhile. Raises IndexUnavailableError."""
        try:
            opened = self._slots.get(timeout=_PATIENCE)
        except queue.Empty:
            raise BusyError("too many questions at once; ask again in a moment") from None
        kept = None
        try:
            opened = opened or self._open()
            yield opened
            kept = opened
        except (IndexUnavailableError, EncoderError):
            # The index may be another one by now, built with another encoder: begin anew.
            if opened:
                opened.reader.close()
            with self._encoders:
                self._encoder = None
            raise
        except BaseException:
            kept = opened
            raise
        finally:
            self._slots.put(kept)

    def documents(self, opened: Opened) -> list[DocumentRow]:
        """The documents of the snapshot that is read, remembered as long as nothing changes."""
        state, rows = self._documents
        if state != opened.state:
            rows = opened.reader.documents()
            self._documents = (opened.state, rows)
        return rows

    def looked_at(self) -> str:
        """The snapshot of the index as it is now, without waiting for other requests.

        Raises IndexUnavailableError.
        """
        with open_index(self.index) as reader, reader.snapshot():
            return snapshot_id(reader)

    def answer(self, query: Query) -> tuple[Answer, str]:
        """The answer to a question, and the state of the index that it is from.

        Raises UsageError for a question without words, IndexUnavailableError and EncoderError.
        """
        with self.opened() as opened:
            with opened.reader.snapshot():
                before = opened.state
            with self._remembering:
                known = self._answers.get((before, query))
                if known:
                    self._answers.move_to_end((before, query))
                    return known, before
            answer = opened.searcher.answers([query])[0]
            after = opened.state
        with self._remembering:
            self._answers[after, query] = answer
            while len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)
        return answer, after

    def _open(self) -> Opened:
        reader = open_index(self.index)
        try:
            encoder = self._encoder_of(reader)
            return Opened(reader, Searcher(reader, encoder), encoder)
        except BaseException:
            reader.close()
            raise

    def _encoder_of(self, reader: MeasureIndex) -> Encoder:
        with self._encoders:
            wanted = reader.encoder.name
            if self._encoder is None or self._encoder.name != wanted:
                self._encoder = load_encoder(wanted)
            return self._encoder
