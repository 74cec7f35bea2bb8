"""Other machines: documents read on Ray, an index in Milvus. An extra: `mesures[cluster]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.cluster.reading import RayReaders

__all__ = ["RayReaders"]


def __getattr__(name: str) -> Any:
    """What reads on Ray is imported when it is asked for: every command opens an index by here."""
    if name == "RayReaders":
        from pipeline.cluster.reading import RayReaders

        return RayReaders
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
