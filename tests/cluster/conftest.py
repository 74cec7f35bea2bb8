"""What reads on Ray, and what stands in for it where Ray itself is not needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline.cluster import RayReaders
from pipeline.settings import Limits

HERE = Path(__file__).parent
PLACES = [str(HERE), *(str(HERE.parent / name) for name in ("faults", "unit"))]
sys.path[:0] = PLACES


@pytest.fixture(scope="session")
def ray() -> None:
    """Skip without Ray, or fail where CI must have it."""
    if find_spec("ray") is None:
        message = 'needs Ray: `pip install "mesures[cluster]"`'
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)


@pytest.fixture(scope="session")
def on_ray(ray: None) -> Iterator[RayReaders]:
    """What reads on a Ray of two CPUs that is started for the tests."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([*PLACES, before or ""])
    try:
        with RayReaders("local", 2, Limits()) as readers:
            yield readers
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """The address of an index in Milvus Lite; nothing lies there yet."""
    from homes import home_in

    return home_in(tmp_path, "milvus")
