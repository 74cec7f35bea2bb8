"""The vector index: FAISS inner product over normalised rows, one immutable file a generation.

Up to EXACT_UP_TO rows every row is compared with the question, in single precision. Beyond, all
rows are compared by codes of four bits for two numbers (product quantisation, Jégou et al. 2011,
scanned in registers, André et al. 2017), and the best by their rows in half precision, which the
file keeps in the order of their ids and which are mapped rather than read. A search among few rows
stays exact. `benchmarks/scale.py` tells what the codes lose.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import IndexUnavailableError
from pipeline.messages import cause, noted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Comparing 150,000 rows of 256 numbers takes 15 ms on one core, reading them 0.1 s.
EXACT_UP_TO = 150_000
# Beyond this a torn file is told by its size alone: hashing would take longer than the query.
_HASHED_BYTES = 64 * 1024 * 1024
# How many times the rows that are asked for are compared by their rows. Of the first 1,000 of
# 150,000, 75 % are found at 1, 94 % at 2, 99 % at 4; of the first 10 all at each.
_FACTOR = 4
_LEAST = 1_000  # compared by their rows at least, however few are asked for
_MOST_CODED = 20_000  # rows asked for beyond which every row is compared instead
_GATHERED = 4_096  # of so few rows, fetching them is faster than looking at every id
_SAMPLE = 65_536  # rows that the codes are learnt from
_BATCH = 8_192  # rows in memory at once while a file is written
_REMEDY = noted("run `mesures ingest` again")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a vector file must be to belong to its database row."""

    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class Rows:
    """What a vector file holds: ascending ids, and `read` for the L2-normalised rows of some.

    `read` gives shape (len(ids), dimension), in the order of the ids, which are ascending too.
    """

    ids: NDArray[np.int64]
    dimension: int
    read: Callable[[NDArray[np.int64]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Before:
    """The file of the generation before, and the ids whose rows are no longer those in it."""

    path: Path
    stamp: Stamp
    changed: NDArray[np.int64]


def write(
    path: Path, ids: Sequence[int], rows: NDArray[np.float32], exact_up_to: int | None = None
) -> Stamp:
    """Write an index of `rows` (n x dimension, L2-normalised), known by ascending `ids`.

    As `write_rows`, for rows that are in memory.
    """
    import numpy as np

    known = np.asarray(ids, np.int64)
    held = Rows(known, rows.shape[1], lambda some: rows[np.searchsorted(known, some)])
    return write_rows(path, held, exact_up_to=exact_up_to)


def write_rows(
    path: Path, rows: Rows, before: Before | None = None, exact_up_to: int | None = None
) -> Stamp:
    """Write an index of `rows` and fsync it; of the file `before` what did not change is kept.

    The file must not matter to anyone yet: it is written in place, and counts from the commit of
    the database row that holds the returned stamp.
    """
    import faiss

    if len(rows.ids) <= (EXACT_UP_TO if exact_up_to is None else exact_up_to):
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(rows.dimension))
        _add(index, rows, rows.ids)
    else:
        index = (before and _carried_on(before, rows)) or _coded(rows)
    whole, size = hashlib.sha256(), 0
    with path.open("wb") as stream:

        def put(content: bytes) -> None:
            nonlocal size
            size += len(content)
            whole.update(content)
            stream.write(content)

        # A stream rather than a path, which FAISS cannot open with accents on Windows.
        faiss.write_index(index, faiss.PyCallbackIOWriter(put))
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(path.parent)
    return Stamp(size, whole.hexdigest())


def _coded(rows: Rows) -> Any:
    """An index of codes and of rows in half precision."""
    import faiss

    parts = rows.dimension // 2 if rows.dimension % 2 == 0 else rows.dimension
    codes = faiss.IndexPQFastScan(rows.dimension, parts, 4, faiss.METRIC_INNER_PRODUCT)
    half = faiss.ScalarQuantizer.QT_fp16
    exact = faiss.IndexScalarQuantizer(rows.dimension, half, faiss.METRIC_INNER_PRODUCT)
    both = faiss.IndexRefine(codes, exact)
    index = faiss.IndexIDMap(both)
    index.train(rows.read(rows.ids[:: max(1, len(rows.ids) // _SAMPLE)]))
    _add(index, rows, rows.ids)
    index.referenced_objects = [both, codes, exact]
    return index


def _add(index: Any, rows: Rows, ids: NDArray[np.int64]) -> None:
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        index.add_with_ids(rows.read(some), some)


def _carried_on(before: Before, rows: Rows) -> Any:
    """The index of the generation before with what changed since; None where it is of no use."""
    import faiss
    import numpy as np

    whole = hashlib.sha256()
    try:
        with before.path.open("rb") as stream:

            def take(size: int) -> bytes:
                content = stream.read(size)
                whole.update(content)
                return content

            index = faiss.read_index(faiss.PyCallbackIOReader(take, 1 << 20))
    except (OSError, RuntimeError):
        return None
    if whole.hexdigest() != before.stamp.hash or not _is_coded(index) or index.d != rows.dimension:
        return None
    ids = faiss.vector_to_array(index.id_map)
    gone = np.isin(ids, before.changed) | ~np.isin(ids, rows.ids)
    kept = ids[~gone]
    new = rows.ids[~np.isin(rows.ids, kept)]
    # Codes learnt from what is mostly gone would be poor ones; and new ids must come last.
    if len(new) > len(kept) or (len(new) and new[0] <= kept[-1]):
        return None
    both, codes, exact = _parts(index)
    if gone.any():
        places = faiss.IDSelectorBatch(np.flatnonzero(gone))
        for part in (codes, exact):
            part.remove_ids(places)
        faiss.copy_array_to_vector(kept, index.id_map)
        both.ntotal = index.ntotal = len(kept)
    _add(index, rows, new)
    return index


def _parts(index: Any) -> tuple[Any, Any, Any]:
    """What an index of codes is made of: the two together, the codes, the rows."""
    import faiss

    both = faiss.downcast_index(index.index)
    return both, faiss.downcast_index(both.base_index), faiss.downcast_index(both.refine_index)


def _is_coded(index: Any) -> bool:
    import faiss

    return isinstance(faiss.downcast_index(index.index), faiss.IndexRefine)


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
        size = path.stat().st_size
    except OSError:
        return False
    return size == stamp.size and (size > _HASHED_BYTES or file_hash(path) == stamp.hash)


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
    """The rows of one generation, in memory or mapped."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._coded = _Coded(index) if _is_coded(index) else None

    @classmethod
    def read(cls, path: Path, stamp: Stamp) -> VectorIndex:
        """Read the file that was written with `stamp`.

        Raises IndexUnavailableError when it is missing, cut short or changed.
        """
        import faiss

        try:
            size = path.stat().st_size
            large = size > _HASHED_BYTES
            content = b"" if large else path.read_bytes()
        except OSError as error:
            raise IndexUnavailableError(
                "{path} cannot be read ({reason}); {remedy}",
                path=path,
                reason=cause(error),
                remedy=_REMEDY,
            ) from error
        if size != stamp.size or not (large or hashlib.sha256(content).hexdigest() == stamp.hash):
            raise IndexUnavailableError(
                "{path} is damaged (torn or changed); {remedy}", path=path, remedy=_REMEDY
            )
        if not large:
            faiss.omp_set_num_threads(1)  # waking threads takes longer than so small a search
        try:
            return cls(_mapped(path) if large else _loaded(content))
        except (OSError, RuntimeError) as error:
            raise IndexUnavailableError(
                "{path} is damaged; {remedy}", path=path, remedy=_REMEDY
            ) from error

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """The length of a row."""
        return int(self._index.d)

    @property
    def ids(self) -> NDArray[np.int64]:
        """The ids of all rows, ascending."""
        import faiss

        known: NDArray[np.int64] = faiss.vector_to_array(self._index.id_map)
        return known

    def rows(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The rows of these ids, of shape (len(ids), dimension)."""
        import numpy as np

        if self._coded:
            return self._coded.rows(ids)
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
        if self._coded:
            return self._coded.search(query, wanted, among)
        parameters = None
        if among is not None:
            selector = faiss.IDSelectorBatch(np.asarray(among, np.int64))
            parameters = faiss.SearchParameters()
            parameters.sel = selector
        scores, ids = self._index.search(query[None, :], wanted, params=parameters)
        return {
            int(row): float(score) for row, score in zip(ids[0], scores[0], strict=True) if row >= 0
        }


class _Coded:
    """Search by codes, and by the rows themselves among those that are named."""

    def __init__(self, index: Any) -> None:
        import faiss
        import numpy as np

        self._both, _, self._exact = _parts(index)
        self._ids = faiss.vector_to_array(index.id_map)
        size = self._exact.ntotal * self._exact.code_size
        codes = faiss.rev_swig_ptr(self._exact.codes.data(), size)
        self._rows = codes.view(np.float16).reshape(-1, index.d)

    def rows(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The rows of these ids, of shape (len(ids), dimension). Raises KeyError for others."""
        import numpy as np

        found: NDArray[np.float32] = self._rows[self._places(ids)].astype(np.float32)
        return found

    def _places(self, ids: Sequence[int]) -> NDArray[np.int64]:
        import numpy as np

        wanted = np.asarray(ids, np.int64)
        places = np.searchsorted(self._ids, wanted)
        if (self._ids[np.minimum(places, len(self._ids) - 1)] != wanted).any():
            raise KeyError(f"no rows of some of {wanted}")
        return places

    def search(
        self, query: NDArray[np.float32], wanted: int, among: Sequence[int] | None
    ) -> dict[int, float]:
        """As VectorIndex.search; exact when `among` is given, or when many are wanted."""
        import faiss
        import numpy as np

        if among is not None and len(among) <= _GATHERED:
            cosines = self.rows(among) @ query
            order = np.argsort(-cosines, kind="stable")[:wanted]
            return {int(among[place]): float(cosines[place]) for place in order}
        if among is not None:
            admitted = np.zeros(len(self._ids), bool)
            admitted[self._places(among)] = True
            bits = np.packbits(admitted, bitorder="little")
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorBitmap(bits)
            found = self._exact.search(query[None, :], wanted, params=parameters)
        elif wanted > _MOST_CODED:
            found = self._exact.search(query[None, :], wanted)
        else:
            self._both.k_factor = max(_FACTOR, _LEAST / wanted)
            found = self._both.search(query[None, :], wanted)
        return {
            int(self._ids[place]): float(score)
            for score, place in zip(found[0][0], found[1][0], strict=True)
            if place >= 0
        }


def _loaded(content: bytes) -> Any:
    import faiss
    import numpy as np

    return faiss.deserialize_index(np.frombuffer(content, np.uint8))


def _mapped(path: Path) -> Any:
    """An index whose rows are mapped rather than read, where the system and FAISS can."""
    import faiss

    if os.name != "nt":
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    with path.open("rb") as stream:
        return faiss.read_index(faiss.PyCallbackIOReader(stream.read, 1 << 20))
