"""The vector file: exact search, and faults that are told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import IndexUnavailableError
from pipeline.vectors import Before, Rows, Stamp, VectorIndex, write, write_rows


@pytest.fixture
def rows() -> np.ndarray:
    made = np.random.default_rng(0).standard_normal((20, 8)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_search_is_the_exact_inner_product(tmp_path: Path, rows: np.ndarray) -> None:
    ids = [3 * n + 1 for n in range(20)]
    path = tmp_path / "vecteurs-é.faiss"
    index = VectorIndex.read(path, write(path, ids, rows))
    found = index.search(rows[7], 5)
    expected = sorted(zip(rows @ rows[7], ids, strict=True), reverse=True)[:5]
    assert list(found) == [id_ for _, id_ in expected]
    assert list(found.values()) == pytest.approx([score for score, _ in expected], abs=1e-6)
    assert (len(index), index.dimension) == (20, 8)


def test_search_among_some_rows(tmp_path: Path, rows: np.ndarray) -> None:
    path = tmp_path / "v.faiss"
    index = VectorIndex.read(path, write(path, range(20), rows))
    assert sorted(index.search(rows[0], 50, among=[4, 9, 2])) == [2, 4, 9]
    assert index.search(rows[0], 50, among=[]) == {}


def test_an_empty_index_answers_nothing(tmp_path: Path) -> None:
    path = tmp_path / "v.faiss"
    index = VectorIndex.read(path, write(path, [], np.zeros((0, 8), np.float32)))
    assert index.search(np.ones(8, np.float32), 3) == {}


@pytest.mark.parametrize("fault", ["missing", "short", "changed", "empty"])
def test_a_damaged_file_is_told_with_a_remedy(tmp_path: Path, rows: np.ndarray, fault: str) -> None:
    path = tmp_path / "v.faiss"
    stamp = write(path, range(20), rows)
    content = bytearray(path.read_bytes())
    if fault == "missing":
        path.unlink()
    elif fault == "changed":
        content[-3] ^= 1
        path.write_bytes(content)
    else:
        path.write_bytes(content[: len(content) // 2 if fault == "short" else 0])
    with pytest.raises(IndexUnavailableError, match=r"v\.faiss.*mesures ingest"):
        VectorIndex.read(path, stamp)


def test_a_file_of_another_kind_is_told(tmp_path: Path) -> None:
    import hashlib

    path = tmp_path / "v.faiss"
    path.write_bytes(b"no index at all")
    stamp = Stamp(15, hashlib.sha256(b"no index at all").hexdigest())
    with pytest.raises(IndexUnavailableError, match="damaged"):
        VectorIndex.read(path, stamp)


@pytest.fixture(scope="module")
def many() -> np.ndarray:
    """Rows that lie in flat clouds, as sentences do: 3,000 of 32 numbers."""
    chance = np.random.default_rng(1)
    centres = chance.standard_normal((60, 32))
    made = centres[chance.integers(0, 60, 3000)] + chance.standard_normal((3000, 32))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


IDS = [3 * n + 1 for n in range(3000)]


def coded(path: Path, ids: Sequence[int], rows: np.ndarray) -> VectorIndex:
    return VectorIndex.read(path, write(path, ids, rows, exact_up_to=100))


def best(many: np.ndarray, query: np.ndarray, count: int) -> list[int]:
    return [IDS[place] for place in np.argsort(-(many @ query), kind="stable")[:count]]


def test_codes_lose_little(tmp_path: Path, many: np.ndarray) -> None:
    index = coded(tmp_path / "v.faiss", IDS, many)
    assert (len(index), index.dimension) == (3000, 32)
    found = [index.search(query, 10) for query in many[:50]]
    right = [set(best(many, query, 10)) for query in many[:50]]
    kept = [len(one.keys() & other) / 10 for one, other in zip(found, right, strict=True)]
    assert np.mean(kept) >= 0.95
    for one, query in zip(found, many[:50], strict=True):
        exact = [float(many[IDS.index(row)] @ query) for row in one]
        assert [*one.values()] == pytest.approx(exact, abs=2e-3)
        assert [*one.values()] == sorted(one.values(), reverse=True)
    assert index.rows([7, 1, 8998]) == pytest.approx(many[[2, 0, 2999]], abs=1e-3)
    with pytest.raises(KeyError):
        index.rows([2])


@pytest.mark.parametrize("gathered", [4096, 5])
def test_among_some_rows_codes_are_not_used(
    tmp_path: Path, many: np.ndarray, monkeypatch: pytest.MonkeyPatch, gathered: int
) -> None:
    monkeypatch.setattr("pipeline.vectors._GATHERED", gathered)
    index = coded(tmp_path / "v.faiss", IDS, many)
    among = IDS[::7]
    for query in many[:20]:
        right = [row for row in best(many, query, 3000) if row in set(among)]
        assert sorted(index.search(query, 20, among)) == sorted(right[:20])
        assert len(index.search(query, 9999, among)) == len(among)
    assert index.search(many[0], 5, among=[]) == {}


def test_all_rows_come_when_all_are_wanted(
    tmp_path: Path, many: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = coded(tmp_path / "v.faiss", IDS, many)
    assert sorted(index.search(many[0], 9999)) == IDS
    monkeypatch.setattr("pipeline.vectors._MOST_CODED", 50)
    assert [*index.search(many[0], 60)][:10] == best(many, many[0], 10)


def test_what_did_not_change_is_kept(tmp_path: Path, many: np.ndarray) -> None:
    before, after = tmp_path / "1.faiss", tmp_path / "2.faiss"
    stamp = write(before, IDS[:2900], many[:2900], exact_up_to=100)
    new = many.copy()
    new[5] = many[7]
    ids = np.array([*IDS[:5], *IDS[6:2900], *IDS[2900:], 9001])  # the sixth unit is another now
    rows = np.concatenate([new[:5], new[6:], new[5:6]])
    asked: list[int] = []

    def read(some: np.ndarray) -> np.ndarray:
        asked.extend(some.tolist())
        return rows[np.searchsorted(ids, some)]

    held = Rows(ids, 32, read)
    changed = np.array([IDS[5], *IDS[2900:], 9001])
    last = write_rows(after, held, Before(before, stamp, changed), exact_up_to=100)
    assert asked == [*IDS[2900:], 9001]
    index = VectorIndex.read(after, last)
    assert len(index) == 3000
    assert index.rows(ids.tolist()) == pytest.approx(rows, abs=1e-3)
    assert set(index.search(many[7], 2)) == {IDS[7], 9001}
    assert IDS[5] not in index.search(many[5], 9999)
    # A torn file is not carried on: the new one is the one made from nothing.
    before.write_bytes(before.read_bytes()[:-9])
    torn = write_rows(tmp_path / "3.faiss", held, Before(before, stamp, changed), exact_up_to=100)
    assert torn == write_rows(tmp_path / "4.faiss", held, exact_up_to=100)
