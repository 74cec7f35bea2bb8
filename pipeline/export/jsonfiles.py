"""Objects of JSON and JSONL files, each with the place that messages name."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError


def read_bytes(file: Path) -> bytes:
    """The content of a file that was asked for. Raises UsageError."""
    if os.path.exists(file) and not os.path.isfile(file):  # noqa: PTH110, PTH113 - never raise
        raise UsageError(f"{file} is no regular file; save its content as a file and give that")
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{file} does not exist") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror})") from error


def json_lines(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a JSONL file, each with « file, line n ». Raises UsageError."""
    # Not `splitlines`: U+2028 and its like end no line of JSON, they may stand in its texts.
    for number, line in enumerate(_text(file).split("\n"), start=1):
        if line.strip():
            origin = f"{file}, line {number}"
            yield origin, _object(_loaded(line, origin), origin)


def json_items(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a JSON file that holds one array, each with « file, item n », from 1.

    Raises UsageError.
    """
    found = _loaded(_text(file), str(file))
    if not isinstance(found, list):
        raise UsageError(f"{file}: must be a JSON array; a file of one object a line is .jsonl")
    for number, item in enumerate(found, start=1):
        origin = f"{file}, item {number}"
        yield origin, _object(item, origin)


def _text(file: Path) -> str:
    try:
        return read_bytes(file).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} cannot be read as UTF-8 text ({error})") from error


def _loaded(text: str, origin: str) -> object:
    try:
        found: object = json.loads(text)
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"{origin}: \\ud800 to \\udfff alone are half a character; write the whole character"
        ) from error
    except RecursionError as error:
        raise UsageError(f"{origin}: nested too deeply") from error
    except ValueError as error:  # of JSON, or of a number of thousands of digits
        reason = str(getattr(error, "msg", "a number is too long"))
        line = f", line {error.lineno}" * ("\n" in text) if hasattr(error, "lineno") else ""
        raise UsageError(f"{origin}{line}: not valid JSON ({reason})") from error
    return found


def _object(value: object, origin: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(f"{origin}: must be a JSON object")
    return value
