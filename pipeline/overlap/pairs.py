"""All pairs of rows whose product reaches a threshold: exact, in bounded memory.

A product of all rows with all rows spends its time on pairs that are far apart. Here the rows are
turned onto their principal axes and cut: by Cauchy and Schwarz, the product of two cut rows plus
the product of the lengths of what was cut off is never below their whole product, however long the
rows are. With that length as one more coordinate a product of the cut rows gives the bound itself,
and only pairs that it lets pass are computed whole (Teflioudi & Gemulla 2016, "Exact and
approximate maximum inner product search with LEMP"). Where the bound would let too many pass, for
all rows or in one block, the rows are multiplied whole.

There are as many threads as BLAS has (`OMP_NUM_THREADS`), each with blocks of its own and a BLAS
of one thread: threads that share a product wait for each other, on a busy machine most of the time.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]
Numbers = NDArray[np.int64]
Found = list[tuple[Numbers, Numbers, Rows]]

# Rows and columns of a block of products: 4 MB, so that what compares them finds most of them in
# the cache, and 20 MB of pairs if all pass.
_TALL, _WIDE = 2048, 512
_STRIP = 512  # rows of a block that are told by their bounds or by whole products
_FEW = 4096  # rows up to which looking for a cut takes longer than it saves
_SAMPLE, _TRIED = 2048, 768  # rows that the axes are learnt from, and that cuts are tried on
_WIDTHS = (2, 3, 4, 5, 6, 8, 10)  # cuts tried, in sixteenths of the dimension
# Multiplications of a product in the time that finding and computing one pair takes: 60 ns, in
# which one core does 47 a ns.
_ONE_PAIR = 2800.0
_MANY = 1 / 8  # of the pairs of a strip, from which its whole product takes less time than theirs
_ROUNDED = 2.0**-24  # relative error of one 32-bit operation
_DOUBTFUL = 8192  # pairs multiplied in double precision at once


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of rows by their numbers, first < second, and their products; arrays of one length."""

    first: Numbers
    second: Numbers
    cosine: Rows

    def __len__(self) -> int:
        return len(self.first)


def near_pairs(rows: Rows, threshold: float, groups: Numbers | None = None) -> Iterator[Pairs]:
    """The pairs of `rows` (n x dimension, finite) whose inner product is at least `threshold`.

    The product is the cosine where rows are L2-normalised; they need not be. Where 32 bits leave a
    doubt whether a pair passes, it is settled in double precision; `cosine` itself is right to 32
    bits, that is to 1e-6 for unit rows. The product of a rounded unit row with its equal may be a
    little below 1.

    `groups` (n) leaves out the pairs within one group. Pairs come up to a quarter of a million
    at once, in no order, each once. Beside `rows`, memory holds up to two copies of them, and 60 MB
    for each thread even if all pairs pass. Until the last pair has come, BLAS has one thread.
    """
    rows = np.ascontiguousarray(rows, np.float32)
    order = None
    if groups is not None and (groups[1:] < groups[:-1]).any():
        order = np.argsort(groups, kind="stable")
        rows, groups = rows[order], groups[order]
    with _blas_of_one_thread() as threads:
        products = _products(rows, threshold, groups)
        for found in _in_turn(products, threads):
            for i, j, cosine in found:
                if order is not None:
                    i, j = order[i], order[j]
                    i, j = np.minimum(i, j), np.maximum(i, j)
                if len(i):
                    yield Pairs(i, j, cosine)


def _in_turn(products: _Products, threads: int) -> Iterator[Found]:
    """What is found in each block, by that many threads, which run ahead by two blocks each."""
    import faiss

    def work(down: slice, across: slice) -> Found:
        held = spare.pop() if spare else np.empty(_TALL * _WIDE, np.float32)
        try:
            return list(products.near(down, across, held))
        finally:
            spare.append(held)

    spare: list[Rows] = []
    waiting: deque[Future[Found]] = deque()
    # OpenMP, which FAISS uses, has a number of threads for each thread that calls it.
    with ThreadPoolExecutor(threads, initializer=faiss.omp_set_num_threads, initargs=(1,)) as pool:
        try:
            for down, across in products.blocks():
                waiting.append(pool.submit(work, down, across))
                if len(waiting) > 2 * threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()


_limiting = threading.Lock()
_limits: list[tuple[Any, int]] = []  # that of the first of those within, once for each


@contextmanager
def _blas_of_one_thread() -> Iterator[int]:
    """BLAS has one thread within; gives how many it had. Any number may be within at once."""
    from threadpoolctl import ThreadpoolController

    with _limiting:
        if not _limits:
            blas = ThreadpoolController().select(user_api="blas")
            threads = max((one["num_threads"] for one in blas.info()), default=1)
            _limits.append((blas.limit(limits=1), threads))
        else:
            _limits.append(_limits[0])
        limit, threads = _limits[0]
    try:
        yield threads
    finally:
        with _limiting:
            _limits.pop()
            if not _limits:
                limit.restore_original_limits()


def _products(rows: Rows, threshold: float, groups: Numbers | None) -> _Products:
    return _Products(rows, np.sqrt(_squares(rows)), _bounds(rows, threshold), groups, threshold)


@dataclass(frozen=True, slots=True)
class _Products:
    """The products of rows, block by block."""

    rows: Rows
    lengths: Rows
    bounds: Rows | None  # rows whose products are never below those of `rows`
    groups: Numbers | None  # ascending
    threshold: float

    def blocks(self) -> Iterator[tuple[slice, slice]]:
        """Rows and columns of the blocks that hold each pair once; few pairs within a group."""
        count, groups = len(self.rows), self.groups
        for top in range(0, count, _TALL):
            for left in range(top, count, _WIDE):
                right = end = min(left + _WIDE, count)
                if groups is not None and groups[left] == groups[right - 1]:
                    end = int(np.searchsorted(groups, groups[left]))
                if top < end:
                    yield slice(top, min(top + _TALL, end)), slice(left, right)

    def near(
        self, down: slice, across: slice, held: Rows
    ) -> Iterator[tuple[Numbers, Numbers, Rows]]:
        """The pairs of a block that reach the threshold; `held` takes its products."""
        slack = self._slack(down, across)
        whole = self.bounds is None
        factors = self.rows if self.bounds is None else self.bounds
        least = self.threshold - slack if whole else self.threshold
        width = across.stop - across.start
        block = held[: (down.stop - down.start) * width].reshape(-1, width)
        np.matmul(factors[down], factors[across].T, out=block)
        loose = []
        for start in range(0, len(block), _STRIP):
            strip = block[start : start + _STRIP]
            place = np.flatnonzero(strip >= least)
            if not whole and len(place) <= _MANY * strip.size:
                loose.append(place + start * width)
                continue
            if not whole:
                some = slice(down.start + start, down.start + start + len(strip))
                np.matmul(self.rows[some], self.rows[across].T, out=strip)
                place = np.flatnonzero(strip >= self.threshold - slack)
            place, i, j = self._counted(place + start * width, down, across)
            yield self._settled(i, j, block.ravel()[place], slack)
        if loose:
            _, i, j = self._counted(np.concatenate(loose), down, across)
            yield self._settled(i, j, self._each(i, j), slack)

    def _counted(
        self, place: Numbers, down: slice, across: slice
    ) -> tuple[Numbers, Numbers, Numbers]:
        """Those places in a block that count, and their rows and columns."""
        width = across.stop - across.start
        i = place // width
        j = place - i * width
        i += down.start
        j += across.start
        kept = i < j if across.start < down.stop else None
        groups = self.groups
        if groups is not None and groups[across.start] <= groups[down.stop - 1]:
            apart = groups[i] != groups[j]
            kept = apart if kept is None else kept & apart
        return (place, i, j) if kept is None else (place[kept], i[kept], j[kept])

    def _settled(
        self, i: Numbers, j: Numbers, cosine: Rows, slack: float
    ) -> tuple[Numbers, Numbers, Rows]:
        """The pairs that reach the threshold; their `cosine` is right but for `slack`."""
        near = cosine >= self.threshold
        doubtful = np.flatnonzero(abs(cosine - self.threshold) <= slack)
        for start in range(0, len(doubtful), _DOUBTFUL):
            some = doubtful[start : start + _DOUBTFUL]
            one, other = self.rows[i[some]], self.rows[j[some]]
            exact = np.einsum("nd,nd->n", one, other, dtype=np.float64)
            near[some], cosine[some] = exact >= self.threshold, exact
        return (i, j, cosine) if near.all() else (i[near], j[near], cosine[near])

    def _slack(self, down: slice, across: slice) -> float:
        """Twice what the 32-bit products of a block may err by."""
        longest = float(self.lengths[down].max()) * float(self.lengths[across].max())
        slack: float = 2 * _ROUNDED * self.rows.shape[1] * longest
        return slack

    def _each(self, i: Numbers, j: Numbers) -> Rows:
        """The products of pairs, without copies of their rows."""
        import faiss

        found = np.empty(len(i), np.float32)
        rows, out = faiss.swig_ptr(self.rows), faiss.swig_ptr(found)
        one, other = faiss.swig_ptr(i), faiss.swig_ptr(j)
        faiss.pairwise_indexed_inner_product(
            self.rows.shape[1], len(i), rows, one, rows, other, out
        )
        return found


def _bounds(rows: Rows, threshold: float) -> Rows | None:
    """Rows whose products are never below those of `rows`; None where they would not pay."""
    count, dimension = rows.shape
    if count <= _FEW:
        return None
    sample = rows[:: -(-count // _SAMPLE)]
    _, axes = np.linalg.eigh((sample.T @ sample).astype(np.float64))  # the strongest axis is last
    axes = np.ascontiguousarray(axes[:, ::-1], np.float32)
    tried = rows[:: -(-count // _TRIED)]
    turned, squares = tried @ axes, _squares(tried)
    best, chosen = float(dimension), dimension
    last = np.inf
    for width in sorted({part * dimension // 16 for part in _WIDTHS} - {0}):
        cut = _cut(turned[:, :width].copy(), squares, dimension)
        cost = width + _ONE_PAIR * float((cut[::2] @ cut[1::2].T >= threshold).mean())
        if cost < best:
            best, chosen = cost, width
        if cost > last or width >= best:
            break
        last = cost
    if chosen == dimension:
        return None
    return _cut(rows @ axes[:, :chosen], _squares(rows), dimension)


def _cut(turned: Rows, squares: Rows, dimension: int) -> Rows:
    """Rows along some axes, in place: for the last, the length of what the others leave of each.

    `squares` are those of the whole lengths. To what is left is added what rounding may take from
    the products of rows of that dimension, and far more.
    """
    turned[:, -1] = 0
    rest = np.maximum(squares - _squares(turned), 0)
    turned[:, -1] = np.sqrt(rest + 8 * _ROUNDED * dimension * squares)
    return turned


def _squares(rows: Rows) -> Rows:
    """The square of the length of each row."""
    squares: Rows = np.einsum("nd,nd->n", rows, rows)
    return squares
