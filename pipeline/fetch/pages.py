"""Fetching addresses into a folder: politely, only what changed, and keeping what there was."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import FetchError, GoneError
from pipeline.fetch import kinds
from pipeline.fetch.addresses import Address, stem
from pipeline.fetch.client import USER_AGENT, Answer, Client
from pipeline.fetch.kept import Record, intact, keep, load, record_path
from pipeline.fetch.robots import Robots
from pipeline.messages import Message

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Fetcher:
    """Fetches addresses, one after another, for one run."""

    client: Client
    robots: Robots = field(init=False)
    _asked: dict[str, float] = field(default_factory=dict)  # host -> monotonic seconds

    def __post_init__(self) -> None:
        self.robots = Robots(self.client)

    def fetch(self, address: Address, folder: Path) -> Path:
        """The file of an address, fetched if it changed since the last time.

        Raises FetchError naming the address, GoneError where there is nothing any more; whatever
        was kept is still kept.
        """
        before = load(folder, address)
        try:
            self.robots.allow(address)
            self._wait(address)
            answer = self.client.get(
                address, self._largest, self.robots.allow, _conditions(folder, address, before)
            )
            return _kept(folder, address, before, answer)
        except FetchError as error:
            if before and isinstance(error, GoneError):
                with suppress(FetchError):  # what is gone is the news, not a closed folder
                    keep(folder, address, replace(before, gone=f"{_now()}: {error}"))
            raise type(error)(
                Message("{address}: {error}", address=address, error=error)
            ) from error

    def _largest(self, content_type: str) -> int:
        limits = self.client.limits
        return limits.page if kinds.is_page(content_type) else limits.size

    def _wait(self, address: Address) -> None:
        """Leave a host in peace between two of its pages."""
        delay = max(self.client.limits.delay, self.robots.delay(address))
        last = self._asked.get(address.host)
        if last is not None and (rest := last + delay - time.monotonic()) > 0:
            self.client.sleep(rest)
        self._asked[address.host] = time.monotonic()


class _Conditions:
    """Headers that ask for a page only if it changed, for the hop that gave the page before."""

    def __init__(self, record: Record | None) -> None:
        self.record = record

    def __call__(self, hop: Address) -> Mapping[str, str]:
        if self.record is None or str(hop) != self.record.final_address:
            return {}
        said = {"If-None-Match": self.record.etag, "If-Modified-Since": self.record.last_modified}
        return {name: value for name, value in said.items() if value and _is_sendable(value)}


def _is_sendable(value: str) -> bool:
    return value.isascii() and value.isprintable()


def _conditions(folder: Path, address: Address, before: Record | None) -> _Conditions:
    # Bytes that somebody changed since are no version that a server knows.
    return _Conditions(before if before and intact(folder, address, before) else None)


def _kept(folder: Path, address: Address, before: Record | None, answer: Answer) -> Path:
    """The file of an answer, written if it says anything new."""
    now, headers = _now(), answer.headers
    said = {"etag": headers.get("etag", ""), "last_modified": headers.get("last-modified", "")}
    if answer.status == 304:
        if before is None:
            raise FetchError("the server answers 304 to what was not asked")
        log.info(Message("{address} did not change", address=address))
        record = replace(
            before,
            checked=now,
            gone="",
            etag=said["etag"] or before.etag,
            last_modified=said["last_modified"] or before.last_modified,
        )
        return keep(folder, address, record)
    content_type = headers.get("content-type", "")
    if not answer.body.strip():
        raise FetchError("the answer is empty")
    suffix = kinds.suffix_of(answer.body, content_type, answer.address.target)
    record = Record(
        str(address),
        str(answer.address),
        Path(stem(address)).name + suffix,
        hashlib.sha256(answer.body).hexdigest(),
        len(answer.body),
        now,
        now,
        content_type,
        kinds.declared(content_type)[1],
        fetched_by=USER_AGENT,
        **said,
    )
    if before and before.file == record.file and intact(folder, address, before):
        file = record_path(folder, address).parent / before.file
        same = before.sha256 == record.sha256
        if same or (suffix == ".html" and kinds.same_words(file.read_bytes(), answer.body)):
            log.info(Message("{address} did not change", address=address))
            record = replace(record, sha256=before.sha256, size=before.size, fetched=before.fetched)
            return keep(folder, address, record)
    if before:
        log.info(Message("{address} changed", address=address))
    else:
        log.info(Message("{address} fetched", address=address))
    return keep(folder, address, record, answer.body)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
