"""Objects of JSON and JSONL files, each with the place that messages name."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.messages import Message, cause, noted


def read_bytes(file: Path) -> bytes:
    """The content of a file that was asked for. Raises UsageError."""
    if os.path.exists(file) and not os.path.isfile(file):  # noqa: PTH110, PTH113 - never raise
        raise UsageError(
            "{file} is no regular file; save its content as a file and give that", file=file
        )
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise UsageError("{file} does not exist", file=file) from None
    except OSError as error:
        raise UsageError(
            "{file} cannot be read ({reason})", file=file, reason=cause(error)
        ) from error


def json_lines(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a JSONL file, each with « file, line n ». Raises UsageError."""
    # Not `splitlines`: U+2028 and its like end no line of JSON, they may stand in its texts.
    for number, line in enumerate(_text(file).split("\n"), start=1):
        if line.strip():
            origin = Message("{file}, line {number}", file=file, number=number)
            yield origin, _object(_loaded(line, origin), origin)


def json_items(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a JSON file that holds one array, each with « file, item n », from 1.

    Raises UsageError.
    """
    found = _loaded(_text(file), str(file))
    if not isinstance(found, list):
        raise UsageError(
            "{file}: must be a JSON array; a file of one object a line is .jsonl", file=file
        )
    for number, item in enumerate(found, start=1):
        origin = Message("{file}, item {number}", file=file, number=number)
        yield origin, _object(item, origin)


def _text(file: Path) -> str:
    try:
        return read_bytes(file).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise UsageError(
            "{file} cannot be read as UTF-8 text ({error})", file=file, error=error
        ) from error


def _loaded(text: str, origin: str) -> object:
    try:
        found: object = json.loads(text)
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            "{origin}: \\ud800 to \\udfff alone are half a character; write the whole character",
            origin=origin,
        ) from error
    except RecursionError as error:
        raise UsageError("{origin}: nested too deeply", origin=origin) from error
    except ValueError as error:  # of JSON, or of a number of thousands of digits
        reason = Message(getattr(error, "msg", "")) or noted("a number is too long")
        if hasattr(error, "lineno") and "\n" in text:
            origin = Message("{origin}, line {number}", origin=origin, number=error.lineno)
        raise UsageError(
            "{origin}: not valid JSON ({reason})", origin=origin, reason=reason
        ) from error
    return found


def _object(value: object, origin: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UsageError("{origin}: must be a JSON object", origin=origin)
    return value
