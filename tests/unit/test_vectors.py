"""The vector file: exact search, and faults that are told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import IndexUnavailableError
from pipeline.vectors import Stamp, VectorIndex, write


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
