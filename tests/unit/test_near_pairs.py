"""Near pairs: those that a product of all rows with all rows finds, whatever the blocks."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from threadpoolctl import threadpool_info

from pipeline.overlap import pairs
from pipeline.overlap.pairs import near_pairs

Rows = NDArray[np.float32]


@pytest.fixture(autouse=True, scope="module")
def _small_blocks() -> Iterator[None]:
    """So that few rows make many blocks, and cuts pay among them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pairs, "_TALL", 8)
        patched.setattr(pairs, "_WIDE", 5)
        patched.setattr(pairs, "_STRIP", 3)
        patched.setattr(pairs, "_FEW", 6)
        patched.setattr(pairs, "_ONE_PAIR", 0.5)
        patched.setattr(pairs, "_DOUBTFUL", 3)
        yield


def found(
    rows: Rows, threshold: float, groups: NDArray[np.int64] | None = None
) -> dict[tuple[int, int], float]:
    """What near_pairs gives; a pair that came twice, or the wrong way round, fails."""
    given: dict[tuple[int, int], float] = {}
    for some in near_pairs(rows, threshold, groups):
        assert len(some) == len(some.first) == len(some.second) == len(some.cosine) > 0
        assert (some.first < some.second).all()
        assert some.cosine.dtype == np.float32
        for i, j, cosine in zip(some.first, some.second, some.cosine, strict=True):
            assert (i, j) not in given
            given[int(i), int(j)] = float(cosine)
    return given


def expected(
    rows: Rows, threshold: float, groups: NDArray[np.int64] | None = None
) -> dict[tuple[int, int], float]:
    """The same by one product in double precision."""
    wide = rows.astype(np.float64)
    product = wide @ wide.T
    return {
        (i, j): float(product[i, j])
        for i in range(len(rows))
        for j in range(i + 1, len(rows))
        if product[i, j] >= threshold and (groups is None or groups[i] != groups[j])
    }


def agree(rows: Rows, threshold: float, groups: NDArray[np.int64] | None = None) -> None:
    ours, theirs = found(rows, threshold, groups), expected(rows, threshold, groups)
    assert ours.keys() == theirs.keys()
    longest = float(np.linalg.norm(rows, axis=1).max(initial=0)) ** 2
    for pair, cosine in theirs.items():
        assert ours[pair] == pytest.approx(cosine, rel=1e-6, abs=1e-6 * longest)


@st.composite
def collections(draw: st.DrawFn) -> tuple[Rows, NDArray[np.int64]]:
    """Rows near a few centres, of other lengths, some twice, some zero; and their groups."""
    count = draw(st.sampled_from([0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 15, 16, 17, 24, 33]))
    dimension = draw(st.sampled_from([1, 2, 3, 8, 17, 32, 64]))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    centres = chance.normal(size=(3, dimension))
    spread = draw(st.sampled_from([0.0, 0.1, 1.0, 10.0]))
    rows = centres[chance.integers(3, size=count)]
    rows = rows + spread * chance.normal(size=rows.shape)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    rows *= chance.uniform(*draw(st.sampled_from([(1, 1), (0.2, 1.5), (5, 500)])), (count, 1))
    if count:
        rows[chance.integers(count, size=count // 4)] = rows[0]
        rows[chance.integers(count, size=count // 8)] = 0
    groups = chance.integers(draw(st.sampled_from([1, 2, 3, 40])), size=count)
    if draw(st.booleans()):
        groups.sort()
    return rows.astype(np.float32), groups


# No draw puts a product of random rows within rounding of these but by a chance of one in a
# billion; those of equal rows, which it does, are asked for by themselves below.
@settings(deadline=None)
@given(collections(), st.sampled_from([-0.3, 0.1003, 0.5004, 0.8001, 0.97, 1.2, 30.0]))
def test_every_pair_that_reaches_the_threshold(
    given_rows: tuple[Rows, NDArray[np.int64]], threshold: float
) -> None:
    rows, groups = given_rows
    agree(rows, threshold)
    agree(rows, threshold, groups)


@settings(deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([3, 9, 17, 30]),
    st.sampled_from([1, 4, 16, 48]),
    st.integers(-3, 12),
)
def test_pairs_on_the_threshold_count(seed: int, count: int, dimension: int, sum_: int) -> None:
    """Products of small whole numbers are exact, so that many are the threshold itself."""
    rows = np.random.default_rng(seed).integers(-1, 2, (count, dimension)) / 4
    agree(rows.astype(np.float32), sum_ / 16)


@settings(deadline=None)
@given(collections(), st.floats(-1, 2))
def test_bounds_are_never_below(
    given_rows: tuple[Rows, NDArray[np.int64]], threshold: float
) -> None:
    rows, _ = given_rows
    bounds = pairs._bounds(rows, threshold)
    if bounds is None:
        return
    assert bounds.shape[1] < rows.shape[1]
    assert (bounds @ bounds.T >= rows @ rows.T).all()


def test_cuts_are_used_and_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """With strong axes few pairs are computed whole, and the pairs are the same."""
    monkeypatch.setattr(pairs, "_MANY", 1.0)
    chance = np.random.default_rng(5)
    rows = chance.normal(size=(60, 64)) * np.linspace(1, 0.01, 64) ** 3
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    asked: list[int] = []
    whole = pairs._Products._each

    def counted(*given: object) -> Rows:
        asked.append(len(given[1]))  # type: ignore[arg-type]
        return whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(pairs._Products, "_each", counted)
    agree(rows, 0.6001)
    near = len(expected(rows, 0.6001))
    assert 0 < near <= sum(asked) < 60 * 59 / 4


@pytest.mark.parametrize("count", [1, 7, 40])
@pytest.mark.parametrize("threshold", [0.1, 0.9999])
def test_equal_rows_all_meet(count: int, threshold: float) -> None:
    row = np.full((1, 16), 0.25, np.float32)
    assert len(found(np.repeat(row, count, axis=0), threshold)) == count * (count - 1) // 2


def test_zero_rows_meet_nothing_above_zero() -> None:
    rows = np.zeros((20, 4), np.float32)
    assert found(rows, 1e-60) == {}
    assert len(found(rows, 0.0)) == 190


def test_one_group_has_no_pairs() -> None:
    rows = np.ones((30, 3), np.float32)
    assert found(rows, 0.5, np.full(30, 7)) == {}


def test_blocks_within_a_group_are_left_out() -> None:
    """Of two large groups only the products of the one with the other are computed."""
    rows, groups = np.ones((64, 3), np.float32), np.repeat([4, 9], 32)
    products = pairs._products(rows, 0.5, groups)
    area = sum((i.stop - i.start) * (j.stop - j.start) for i, j in products.blocks())
    assert area <= 32 * 32 + 5 * 35  # and the block that has columns of both


def test_groups_in_any_order() -> None:
    rows = np.eye(12, dtype=np.float32)[np.arange(40) % 12]
    agree(rows, 0.9, np.arange(40) % 7)


def test_memory_does_not_grow_with_what_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four million pairs in blocks of half a thousandth of them each."""
    monkeypatch.setattr(pairs, "_TALL", 64)
    monkeypatch.setattr(pairs, "_STRIP", 64)
    monkeypatch.setattr(pairs, "_WIDE", 32)
    rows = np.ones((3000, 2), np.float32)
    tracemalloc.start()
    try:
        count = sum(map(len, near_pairs(rows, 0.1)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 3000 * 2999 // 2
    assert peak < 1_000_000


def test_the_block_size_bounds_what_comes_at_once() -> None:
    rows = np.ones((50, 2), np.float32)
    assert max(map(len, near_pairs(rows, 0.1))) <= 3 * 5


def blas_threads() -> list[int]:
    return [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]


def test_blas_has_its_threads_again() -> None:
    """After two searches at once, of which one is given up."""
    before, rows = blas_threads(), np.ones((50, 2), np.float32)
    one, other = near_pairs(rows, 0.1), near_pairs(rows, 0.1)
    next(one), next(other)
    assert set(blas_threads()) == {1}
    one.close()
    assert set(blas_threads()) == {1}
    assert sum(map(len, other)) > 1000
    assert blas_threads() == before


def test_a_search_with_an_error_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError("no room")

    before = blas_threads()
    monkeypatch.setattr(pairs._Products, "_settled", fail)
    with pytest.raises(MemoryError, match="no room"):
        list(near_pairs(np.ones((50, 2), np.float32), 0.1))
    assert blas_threads() == before
