"""One Settings object, made from a file, the environment and flags, in rising order of authority.

The file is `mesures.toml` in the current folder; the variables are `MESURES_INDEX`,
`MESURES_CORPUS`, `MESURES_ENCODER` and `MESURES_LIMIT`. Nothing is read before `load` is called.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError

FILE_NAME = "mesures.toml"
_PREFIX = "MESURES_"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person can set once for every command."""

    index: Path = Path("index")
    corpus: Path = Path("corpus")
    encoder: str | None = None  # None: the index's own, or the shipped one for a new index
    limit: int = 10


_NAMES = ("index", "corpus", "encoder", "limit")


def load(
    flags: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """The settings of this run; a flag that is None counts as not given.

    Raises UsageError, naming the file or variable, for an unknown name or a value of a wrong kind.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, object] = {}
    path = (folder or Path()) / FILE_NAME
    for name, value in _read(path).items():
        values[name] = _checked(name, value, f"{path}: {name}")
    for name in _NAMES:
        variable = _PREFIX + name.upper()
        if environ.get(variable):
            values[name] = _checked(name, environ[variable], variable)
    for name, value in (flags or {}).items():
        if value is not None:
            values[name] = _checked(name, value, f"--{name}")
    return Settings(**values)  # type: ignore[arg-type]


def _read(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    import tomllib  # not on the path of a workspace without a file

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}") from error


def _checked(name: str, value: object, origin: str) -> object:
    if name not in _NAMES:
        raise UsageError(f"{origin} is not a setting; known settings: {', '.join(_NAMES)}")
    if name == "limit":
        try:
            number = int(str(value))
        except ValueError:
            raise UsageError(f"{origin} must be a whole number, not {value!r}") from None
        if number < 1:
            raise UsageError(f"{origin} must be at least 1, not {number}")
        return number
    if not isinstance(value, str | Path):
        raise UsageError(f"{origin} must be text, not {value!r}")
    return str(value) if name == "encoder" else Path(value)
