"""The API against its own description, with whatever Schemathesis makes up.

MESURES_EXAMPLES=200 is the long version.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from pipeline.web.app import make_app
from pipeline.web.config import Config

try:
    import schemathesis
    from hypothesis import HealthCheck, given, settings
    from hypothesis.errors import Unsatisfiable
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_headers_conformance,
        response_schema_conformance,
        status_code_conformance,
    )
except ImportError:
    if os.environ.get("CI"):
        raise
    pytest.skip("needs the package schemathesis", allow_module_level=True)

EXAMPLES = int(os.environ.get("MESURES_EXAMPLES", 20))  # of each route
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def described(index: Path) -> Any:
    """The API with its description, within this process."""
    app = make_app(Config(index, names=None))
    with TestClient(app) as client:  # overlaps are looked for once, in the background
        while client.get("/api/v1/overlaps").status_code == 503:
            time.sleep(0.1)
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_undocumented_answer(described: Any, mode: Any) -> None:
    """Asked as described and otherwise, each route answers as described.

    Schemathesis' own parametrisation does not know newer versions of pytest.
    """
    asked = set()
    for found in described.get_all_operations():
        operation = found.ok()
        asked.add(operation.path)

        @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: Any) -> None:
            case.call_and_validate(checks=CHECKS)

        with suppress(Unsatisfiable):  # a route that takes nothing cannot be asked otherwise
            check()
    assert len(asked) == 27
