"""Where an index may lie: a folder, or a file of Milvus Lite. One suite goes over both."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

KINDS = ("folder", "milvus")


def home_in(folder: Path, kind: str) -> Path:
    """The path or address of an index of a kind; skips where the client of Milvus is missing."""
    if kind == "folder":
        return folder / "index"
    if find_spec("pymilvus") is None or find_spec("milvus_lite") is None:
        message = 'needs pymilvus and milvus-lite (pip install "mesures[cluster]")'
        if os.environ.get("CI") and sys.platform != "win32":  # where there is no Milvus Lite
            pytest.fail(message)
        pytest.skip(message)
    return Path(f"milvus+file:{folder / 'index.db'}")
