"""Folders that may not be read or written, even when the tests are run by root."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest


def read_only(index: Path) -> Path:
    for path in index.iterdir():
        path.chmod(0o444)
    index.chmod(0o555)
    return index


def as_nobody(work: Callable[[], str]) -> str:
    """What `work` says when it is done by a user who may write nowhere (root may everywhere)."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            said = work()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(into, said.encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as stream:
        said = stream.read()
    os.waitpid(child, 0)
    return said


POSIX = pytest.mark.skipif(os.name == "nt", reason="needs fork and POSIX permissions")
