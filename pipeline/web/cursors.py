"""Cursors: where a page of a list ended, in a form that nobody takes for something to compose."""

from __future__ import annotations

import base64
import binascii
import json

from pipeline.errors import UsageError
from pipeline.messages import Message
from pipeline.settings import LARGEST
from pipeline.web.asked import MOST

_NONE = Message("cursor is none of this list; take `next` of the page before")


def made(*values: str | int) -> str:
    """The cursor of these values."""
    packed = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def number(cursor: str) -> int:
    """The number that a cursor holds, 0 for none. Raises UsageError."""
    if not cursor:
        return 0
    match _read(cursor):
        case [int(value)] if 0 <= value <= MOST:
            return value
    raise UsageError(_NONE)


def offset(cursor: str) -> int:
    """The place in a long list that a cursor holds, 0 for none. Raises UsageError."""
    if not cursor:
        return 0
    match _read(cursor):
        case [int(value)] if 0 <= value <= LARGEST:
            return value
    raise UsageError(_NONE)


def place(cursor: str) -> tuple[str, int]:
    """The document and position that a cursor holds; for none, what comes before all."""
    if not cursor:
        return "", -1
    match _read(cursor):
        case [str(document), int(position)] if 0 <= position <= LARGEST:
            return document, position
    raise UsageError(_NONE)


def _read(cursor: str) -> list[object]:
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        values = json.loads(packed.decode())
    except (ValueError, binascii.Error, RecursionError):
        raise UsageError(_NONE) from None
    if not isinstance(values, list) or any(
        isinstance(value, str) and not _utf8(value) for value in values
    ):
        raise UsageError(_NONE)
    return values


def _utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
