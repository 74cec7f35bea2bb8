"""A workspace that changes from run to run, and ingest of it in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "unit")]


@pytest.fixture
def space(tmp_path: Path) -> object:
    """A workspace of text files."""
    from spaces import Workspace

    return Workspace(tmp_path, seed=7)


@pytest.fixture
def ingest() -> Iterator[Callable[..., object]]:
    """Ingest of a workspace in this process."""
    import line_ingest

    from pipeline import build, clean, extract, segment
    from pipeline.build import run

    before = extract.read, segment.segment, clean.clean, run._BATCH

    def ingest(space: object, **options: bool) -> build.Report:
        return line_ingest.ingest(space.index, space.corpus, **options)  # type: ignore[attr-defined]

    yield ingest
    extract.read, segment.segment, clean.clean, run._BATCH = before
