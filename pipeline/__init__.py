"""mesures: the measures of action plans, found, searched and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.search.opened import Index

__all__ = ["__version__", "open_index"]


def open_index(path: str | Path = "index") -> Index:
    """Open an index to ask it questions.

    >>> with open_index("index") as index:
    ...     for hit in index.search("bénévolat", limit=3):
    ...         print(hit.sureness, hit.plan, hit.measure.statement)

    Raises IndexUnavailableError where there is no index that can be read.
    """
    from pathlib import Path

    from pipeline.cluster import opening
    from pipeline.search.opened import Index

    return Index(opening.open_index(Path(path)))
