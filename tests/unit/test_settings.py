"""Settings: the order of authority and the errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.settings import Settings, load


def test_defaults(tmp_path: Path) -> None:
    assert load(environ={}, folder=tmp_path) == Settings(Path("index"), Path("corpus"), None, 10)


def test_a_flag_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "mesures.toml").write_text('index = "a"\ncorpus = "b"\nlimit = 3\n')
    environ = {"MESURES_INDEX": "c", "MESURES_CORPUS": "d", "MESURES_ENCODER": ""}
    settings = load({"index": Path("e"), "encoder": None}, environ, tmp_path)
    assert settings == Settings(Path("e"), Path("d"), None, 3)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("indx = 'a'", "indx is not a setting"),
        ("limit = 'many'", "whole number"),
        ("limit = 0", "at least 1"),
        ("index = 3", "must be text"),
        ("index = ", "not valid TOML"),
    ],
)
def test_a_faulty_file_is_named(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "mesures.toml").write_text(content)
    with pytest.raises(UsageError, match=said) as caught:
        load(environ={}, folder=tmp_path)
    assert "mesures.toml" in str(caught.value)


def test_a_faulty_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="MESURES_LIMIT"):
        load(environ={"MESURES_LIMIT": "-2"}, folder=tmp_path)
