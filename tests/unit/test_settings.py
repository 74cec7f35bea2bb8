"""Settings: the order of authority and the errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from nobody import POSIX, as_nobody

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
        ("index = ''", "index is empty"),
        ("limit = 99999999999", "at most"),
        ("limit = " + "9" * 5000, "not valid TOML"),
        ("a = " + "[" * 100_000, "nested too deeply"),
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


def test_a_long_value_is_not_quoted_whole(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load(environ={"MESURES_LIMIT": "9" * 5000}, folder=tmp_path)
    assert len(str(caught.value)) < 200


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "mesures.toml").write_text("\ufefflimit = 3", encoding="utf-8")
    assert load(environ={}, folder=tmp_path).limit == 3


def test_who_chose_the_encoder_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "mesures.toml").write_text('encoder = "a"')
    environ = {"MESURES_ENCODER": "b"}
    assert load(environ={}, folder=tmp_path).encoder_origin.endswith("mesures.toml")
    assert load(environ=environ, folder=tmp_path).encoder_origin == "MESURES_ENCODER"
    assert load({"encoder": "c"}, environ, tmp_path).encoder_origin == "--encoder"


@POSIX
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_file_that_may_not_be_read_is_named(shelf: Path) -> None:
    (shelf / "mesures.toml").write_text("limit = 3")
    (shelf / "mesures.toml").chmod(0)
    said = as_nobody(lambda: str(load(environ={}, folder=shelf)))
    assert said.startswith("UsageError")
    assert "mesures.toml cannot be read (Permission denied)" in said
