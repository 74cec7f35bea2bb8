"""The vector index: FAISS inner product over normalised rows, one immutable file a generation."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import IndexUnavailableError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Beyond this a torn file is told by its size alone: hashing would take longer than the query.
_HASHED_BYTES = 64 * 1024 * 1024
_REMEDY = "run `mesures ingest` again"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a vector file must be to belong to its database row."""

    size: int
    hash: str


def write(path: Path, ids: Sequence[int], rows: NDArray[np.float32]) -> Stamp:
    """Write an index of `rows` (n x dimension, L2-normalised) known by `ids`, and fsync it.

    The file must not matter to anyone yet: it is written in place, and counts from the commit of
    the database row that holds the returned stamp.
    """
    import faiss
    import numpy as np

    index = faiss.IndexIDMap2(faiss.IndexFlatIP(rows.shape[1]))
    if len(ids):
        index.add_with_ids(np.ascontiguousarray(rows, np.float32), np.asarray(ids, np.int64))
    # Bytes rather than faiss.write_index, which cannot take a path with accents on Windows.
    content = faiss.serialize_index(index).tobytes()
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(path.parent)
    return Stamp(len(content), hashlib.sha256(content).hexdigest())


def file_hash(path: Path) -> str | None:
    """The SHA-256 of a whole vector file, in hexadecimal; None where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def intact(path: Path, stamp: Stamp) -> bool:
    """Whether the file at `path` is the one that was written with `stamp`."""
    try:
        return path.stat().st_size == stamp.size and _matches(path.read_bytes(), stamp)
    except OSError:
        return False


def _matches(content: bytes, stamp: Stamp) -> bool:
    return len(content) == stamp.size and (
        stamp.size > _HASHED_BYTES or hashlib.sha256(content).hexdigest() == stamp.hash
    )


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last, where the system can."""
    if os.name == "nt":  # a folder cannot be opened there, and NTFS journals its entries itself
        return
    with suppress(OSError):  # some network file systems refuse
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class VectorIndex:
    """The rows of one generation, in memory."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def read(cls, path: Path, stamp: Stamp) -> VectorIndex:
        """Read the file that was written with `stamp`.

        Raises IndexUnavailableError when it is missing, cut short or changed.
        """
        import faiss
        import numpy as np

        try:
            content = path.read_bytes()
        except OSError as error:
            raise IndexUnavailableError(
                f"{path} cannot be read ({error.strerror}); {_REMEDY}"
            ) from error
        if not _matches(content, stamp):
            raise IndexUnavailableError(f"{path} is damaged (torn or changed); {_REMEDY}")
        if len(content) < _HASHED_BYTES:
            faiss.omp_set_num_threads(1)  # waking threads takes longer than so small a search
        try:
            return cls(faiss.deserialize_index(np.frombuffer(content, np.uint8)))
        except RuntimeError as error:
            raise IndexUnavailableError(f"{path} is damaged; {_REMEDY}") from error

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of a row."""
        return int(self._index.d)

    def rows(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The rows of these ids, of shape (len(ids), dimension)."""
        import numpy as np

        found = np.empty((len(ids), self.dimension), np.float32)
        for row, id_ in zip(found, ids, strict=True):
            self._index.reconstruct(int(id_), row)
        return found

    def search(
        self, query: NDArray[np.float32], limit: int, among: Sequence[int] | None = None
    ) -> dict[int, float]:
        """The ids of the nearest rows and their inner products with `query`, best first.

        `query` has shape (dimension,); `among`, when given, names the only ids that may answer.
        """
        import faiss
        import numpy as np

        wanted = min(limit, len(self) if among is None else len(among))
        if wanted < 1:
            return {}
        parameters = None
        if among is not None:
            selector = faiss.IDSelectorBatch(np.asarray(among, np.int64))
            parameters = faiss.SearchParameters()
            parameters.sel = selector
        scores, ids = self._index.search(query[None, :], wanted, params=parameters)
        return {
            int(row): float(score) for row, score in zip(ids[0], scores[0], strict=True) if row >= 0
        }
