"""An index opened from Python: questions, filters and likeness without the command line."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pipeline.embed import load_encoder
from pipeline.errors import UsageError
from pipeline.models import Filters, Hit, Query
from pipeline.search.searcher import Answer, Searcher
from pipeline.search.similar import similar
from pipeline.search.snapshot import snapshot_id
from pipeline.store import MeasureIndex, Reader

if TYPE_CHECKING:
    from pipeline.themes import Themes


class Index:
    """An index that answers; close it, or use it in a `with` block."""

    def __init__(self, path: str | Path | MeasureIndex = "index") -> None:
        """Raises IndexUnavailableError where there is no index that can be read.

        An index that is open already is closed with this one.
        """
        self._reader: MeasureIndex
        self._reader = Reader(Path(path)) if isinstance(path, str | Path) else path
        try:
            self._encoder = load_encoder(self._reader.encoder.name)
            self._searcher = Searcher(self._reader, self._encoder)
        except BaseException:
            self._reader.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the index."""
        self._reader.close()

    def search(self, text: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The measures that answer a question, best first; see `answer`."""
        return self.answer(text, limit, filters).hits

    def answer(
        self,
        text: str,
        limit: int = 10,
        filters: Filters | None = None,
        everything: bool = False,
    ) -> Answer:
        """The answer to a question as `mesures search` gives it, operators in it included.

        `everything` asks for all that is likely enough, up to `limit`. Raises UsageError for a
        question without words.
        """
        query = Query(text, limit, filters or Filters(), everything)
        return self._searcher.answers([query])[0]

    @property
    def snapshot(self) -> str:
        """The id of the state that the last answer came from, as answers of the commands name it.

        Who needs it before any answer gets that of the state at opening.
        """
        return snapshot_id(self._reader)

    def themes(self, count: int | None = None, filters: Filters | None = None) -> Themes:
        """What the measures are about, over all plans; as many themes as the data suggest.

        Without filters passages and programmes are left out.
        """
        from pipeline.themes import find_themes

        return find_themes(self._reader, count, filters)

    def similar(self, id_: str, limit: int = 10) -> list[Hit]:
        """The measures nearest to the one of this id. Raises UsageError where there is none."""
        with self._reader.snapshot():
            found = self._reader.with_id(id_)
        if len(found) != 1:
            raise UsageError("no measure has the id {id!r}, or more than one", id=id_)
        return similar(self._reader, self._encoder, found[0], limit)
