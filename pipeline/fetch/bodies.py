"""The body of an answer: counted while it comes, unpacked within limits; and its headers."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pipeline.errors import FetchError, printable

MIB = 1024 * 1024


class PassingError(FetchError):
    """What may go better in a moment; `wait` is how long the server asks to wait, if it does."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


def counted(parts: Iterable[bytes], most: int) -> Iterator[bytes]:
    """The parts of a body. Raises FetchError when they are more than `most` bytes."""
    total = 0
    for part in parts:
        total += len(part)
        if total > most:
            raise too_large(most)
        yield part


def unpacked(parts: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The parts of a body without its gzip, small ones, so that they can be counted.

    Raises FetchError for another packing, or a damaged one.
    """
    name = encoding.strip().lower()
    if name in ("", "identity", "none"):
        yield from parts
        return
    if name not in ("gzip", "x-gzip", "deflate"):
        raise FetchError("packed as {name}, which was not asked for", name=printable(name)[:40])
    unpacker = zlib.decompressobj(wbits=47)
    try:
        for part in parts:
            left = part
            while left and not unpacker.eof:
                yield unpacker.decompress(left, 65536)
                left = unpacker.unconsumed_tail
            if unpacker.eof and (rest := unpacker.unused_data or left).strip(b"\x00"):
                raise FetchError("{count} bytes too many follow its end", count=len(rest))
        while not unpacker.eof and (part := unpacker.decompress(unpacker.unconsumed_tail, 65536)):
            yield part
    except zlib.error as error:
        raise FetchError("its packing is damaged ({error})", error=error) from error
    if not unpacker.eof:
        raise PassingError("the answer ends too early")


def too_large(most: int) -> FetchError:
    """The error for a body of more than `most` bytes."""
    return FetchError(
        "larger than {most} MiB; save it as a file in the corpus", most=most // MIB or 1
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server asks to wait, from a number or a date."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal() and len(value) < 10:
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())


def as_text(value: bytes) -> str:
    """A header as text: ASCII by the book, UTF-8 by some, Latin-1 by others."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
