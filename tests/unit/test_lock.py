"""One writer of an index at a time."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.errors import IndexUnavailableError
from pipeline.store.lock import Lock


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    with closing(Lock(tmp_path)), pytest.raises(IndexUnavailableError) as refused:
        Lock(tmp_path)
    assert "is being written by another `mesures ingest`" in str(refused.value)
    assert f"process {os.getpid()} " in str(refused.value)
    Lock(tmp_path).close()
