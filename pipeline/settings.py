"""One Settings object, made from a file, the environment and flags, in rising order of authority.

The file is `mesures.toml` in the current folder; the variables are `MESURES_INDEX`,
`MESURES_CORPUS`, `MESURES_ENCODER`, `MESURES_LIMIT`, `MESURES_OCR`, `MESURES_WORKERS`,
`MESURES_WORKSPACE`, `MESURES_AUTHOR` and `MESURES_ALLOW_HOSTS` (names with commas between).
Nothing is read before `load` is called.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.messages import Message, cause

FILE_NAME = "mesures.toml"
MILVUS = "milvus+"  # begins what names an index in Milvus rather than a folder
_PREFIX = "MESURES_"


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one document may take; the table [limits] of the file raises or lowers it."""

    seconds: int = 600  # without a sign of progress; a page that OCR is done with is one
    memory: int = 3000  # MB of a worker process
    pages: int = 5000
    characters: int = 20_000_000
    unpacked: int = 300  # MB that the parts of an office document unpack to


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person can set once for every command."""

    index: Path = Path("index")
    corpus: Path = Path("corpus")
    encoder: str | None = None  # None: the index's own, or the shipped one for a new index
    limit: int = 10
    ocr: bool = True  # whether pages that are pictures of text are recognised
    allow_hosts: tuple[str, ...] = ()  # hosts to fetch from although they are not public
    workspace: Path | None = None  # None: workspace.db beside the folder of the index
    author: str | None = None  # who decides; None: the user's name on this machine
    workers: int = 1  # processes that documents are read in; 0: none but this one
    limits: Limits = Limits()
    encoder_origin: str = ""  # who chose the encoder: a flag, a variable, a file; empty: nobody


_VARIABLES = ("index", "corpus", "encoder", "limit", "ocr", "allow_hosts", "workers", "workspace",
              "author")  # fmt: skip
_NAMES = (*_VARIABLES, "limits")
_LEAST = {"limit": 1, "workers": 0}
_MOST = {"workers": 256}
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
LARGEST = 2**31 - 1  # what every part below takes as a whole number


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
    origin = ""
    for name, value in _read(path).items():
        values[name] = _checked(name, value, Message("{path}: {name}", path=path, name=name))
        origin = str(path) if name == "encoder" else origin
    for name in _VARIABLES:
        variable = _PREFIX + name.upper()
        if environ.get(variable):
            values[name] = _checked(name, environ[variable], variable)
            origin = variable if name == "encoder" else origin
    for name, value in (flags or {}).items():
        if value is not None:
            values[name] = _checked(name, value, f"--{name}")
            origin = f"--{name}" if name == "encoder" else origin
    return Settings(**values, encoder_origin=origin)  # type: ignore[arg-type]


def _read(path: Path) -> dict[str, object]:
    return read_toml(path) if path.is_file() else {}


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file, with or without a byte order mark. Raises UsageError."""
    import tomllib  # not on the path of a workspace without a file

    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(
            "{path} cannot be read ({reason}); make it readable", path=path, reason=cause(error)
        ) from error
    except RecursionError as error:
        raise UsageError("{path} is nested too deeply", path=path) from error
    except ValueError as error:  # TOML, UTF-8, numbers of thousands of digits
        raise UsageError("{path} is not valid TOML: {error}", path=path, error=error) from error


def _checked(name: str, value: object, origin: str) -> object:
    if name not in _NAMES:
        raise UsageError(
            "{origin} is not a setting; known settings: {names}",
            origin=origin,
            names=", ".join(_NAMES),
        )
    if name == "ocr":
        if (truth := _TRUTH.get(str(value).lower())) is None:
            raise UsageError(
                "{origin} must be true or false, not {value}", origin=origin, value=said(value)
            )
        return truth
    if name in _LEAST:
        return _number(value, origin, _LEAST[name], _MOST.get(name, LARGEST))
    if name == "limits":
        return _limits(value, origin)
    if name == "allow_hosts":
        return _hosts(value, origin)
    if not isinstance(value, str | Path):
        raise UsageError("{origin} must be text, not {value}", origin=origin, value=said(value))
    if not str(value):
        raise UsageError("{origin} is empty; give a name", origin=origin)
    return str(value) if name in ("encoder", "author") else Path(value)


def _number(value: object, origin: str, least: int, most: int = LARGEST) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise UsageError(
            "{origin} must be a whole number, not {value}", origin=origin, value=said(value)
        ) from None
    if number < least:
        raise UsageError(
            "{origin} must be at least {least}, not {number}",
            origin=origin,
            least=least,
            number=number,
        )
    if number > most:
        raise UsageError(
            "{origin} must be at most {most}, not {number}",
            origin=origin,
            most=most,
            number=said(number),
        )
    return number


def _limits(value: object, origin: str) -> Limits:
    known = [field.name for field in fields(Limits)]
    if not isinstance(value, dict):
        raise UsageError(
            "{origin} must be a table, as in [limits]; it holds {names}",
            origin=origin,
            names=", ".join(known),
        )
    for name in value:
        if name not in known:
            raise UsageError(
                "{origin}.{name} is no limit; known limits: {names}",
                origin=origin,
                name=name,
                names=", ".join(known),
            )
    return Limits(**{name: _number(n, f"{origin}.{name}", 1) for name, n in value.items()})


def _hosts(value: object, origin: str) -> tuple[str, ...]:
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise UsageError(
            '{origin} must be a list of names, as in ["intranet.example.org"]', origin=origin
        )
    return tuple(name.strip() for name in names if name.strip())


def said(value: object) -> str:
    """A value as a message quotes it: no more than a line holds."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
