"""The vectors of an index in Milvus: searched there, compared here where rows are named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.cluster.milvus_seen import HEAD, Seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_COMPUTED = 4_096  # rows that are fetched and compared at most


class MilvusVectors:
    """The vectors of one commit; as pipeline.vectors.VectorIndex."""

    def __init__(self, seen: Seen, dimension: int) -> None:
        self._seen = seen
        self.dimension = dimension

    def __len__(self) -> int:
        return self._seen.state.number("units")

    @property
    def ids(self) -> NDArray[np.int64]:
        """The rows of all units, ascending."""
        import numpy as np

        found = self._seen.state.units("", ())
        return np.array([unit["row"] for unit in found], np.int64)

    def rows(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of these rows, of shape (len(ids), dimension)."""
        import numpy as np

        if not len(ids):
            return np.empty((0, self.dimension), np.float32)
        return np.stack(self._seen.vectors(ids))

    def search(
        self, query: NDArray[np.float32], limit: int, among: Sequence[int] | None = None
    ) -> dict[int, float]:
        """The nearest rows and their inner products with `query`, best first.

        Those of rows that are named are computed here, from their vectors.
        """
        import numpy as np

        if limit < 1 or not len(self):
            return {}
        if isinstance(among, list | np.ndarray) and len(among) <= _COMPUTED:
            near = self.rows(among) @ query
            order = np.argsort(-near, kind="stable")[:limit]
            return {int(among[place]): float(near[place]) for place in order}
        return self._seen.search("dense", query, limit, among, HEAD)
