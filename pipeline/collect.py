"""From addresses to files: those that were named, and those that the plans.toml of a folder lists.

What cannot be fetched is a source with a fault, so that a run names it and goes on; what was kept
from an earlier fetch is read all the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.corpus import Source, declared_addresses
from pipeline.errors import FetchError, GoneError, MesuresError, printable
from pipeline.fetch import kept
from pipeline.fetch.addresses import Address, is_address, parse
from pipeline.messages import Message
from pipeline.settings import Settings

Fetch = Callable[[Address, Path], Path]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Collection:
    """What is found on the way: paths to read, and addresses that gave nothing."""

    fetch: Fetch
    supports: Callable[[Path], bool]
    local: list[str | Path] = field(default_factory=list)
    missing: dict[str, Source] = field(default_factory=dict)
    seen: dict[Path, Path | None] = field(default_factory=dict)  # record -> file

    def add(self, address: Address, folder: Path) -> Path | None:
        """The file of an address, if it has one; each address is fetched once."""
        record = kept.record_path(folder, address)
        if record not in self.seen:
            self.seen[record] = self._file(address, folder)
        return self.seen[record]

    def _file(self, address: Address, folder: Path) -> Path | None:
        file: Path | None = None
        try:
            file = self.fetch(address, folder)
        except FetchError as error:
            file = _kept_file(address, folder)
            if file and isinstance(error, GoneError):
                log.warning(
                    Message(
                        "{error}; the copy of {date} is kept",
                        error=error,
                        date=_date(address, folder),
                    )
                )
            else:
                fault = error.message
                if file:
                    date = _date(address, folder)
                    fault = Message("{error}; the copy of {date} is read", error=fault, date=date)
                self._miss(address, fault, file)
        except MesuresError:
            raise
        except Exception as error:
            # Whatever a server does to a parser, the others must still be read.
            log.debug("%s failed", address, exc_info=error)
            file = _kept_file(address, folder)
            reason = " ".join(str(error).split())
            kind = type(error).__name__
            fault = Message(
                "{address}: {kind} ({reason})", address=address, kind=kind, reason=reason
            )
            self._miss(address, fault, file)
        if file and not self.supports(file):
            fault = Message(
                "{address}: no reader for {suffix} (kept as {file})",
                address=address,
                suffix=file.suffix,
                file=file,
            )
            self._miss(address, fault, file)
        return file

    def _miss(self, address: Address, fault: Message, file: Path | None) -> None:
        said = fault.each(printable)
        self.missing[str(address)] = Source(file or Path(), str(address), fault=said)


def collected(
    given: Iterable[str | Path],
    settings: Settings,
    supports: Callable[[Path], bool],
    offline: bool = False,
    fetch: Fetch | None = None,
) -> tuple[list[str | Path], list[Source]]:
    """The paths to read for what was given, and a source with a fault for each failed address.

    Addresses become files in `fetched` of the corpus; those of a folder's plans.toml become files
    in `fetched` of that folder. Raises UsageError for what is no address.
    """
    wanted = list(given)
    parsed = [parse(str(path)) if is_address(path) else Path(path) for path in wanted]
    fetch = _offline if offline else fetch or _Online(settings)
    found = _Collection(fetch, supports)
    for path in parsed:
        if isinstance(path, Address):
            file = found.add(path, kept.folder_of(settings.corpus))
            if file and supports(file):
                found.local.append(file)
            continue
        for address in _listed(path):
            found.add(address, kept.folder_of(path))
    found.local += [path for path in wanted if not is_address(path)]
    return found.local, list(found.missing.values())


class _Online:
    """Fetches from the network, whose library is loaded with the first address."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.fetcher: Fetch | None = None

    def __call__(self, address: Address, folder: Path) -> Path:
        if self.fetcher is None:
            from pipeline.fetch.client import Client
            from pipeline.fetch.guard import Guard
            from pipeline.fetch.pages import Fetcher

            self.fetcher = Fetcher(Client(Guard(self.settings.allow_hosts))).fetch
        return self.fetcher(address, folder)


def _offline(address: Address, folder: Path) -> Path:
    file = _kept_file(address, folder)
    if file is None:
        raise FetchError("{address} was never fetched; run once without --offline", address=address)
    return file


def _listed(path: Path) -> list[Address]:
    try:
        if not path.is_dir():
            return []
    except OSError:  # a closed folder is told with its documents
        return []
    return [parse(address) for address in declared_addresses(path)]


def _kept_file(address: Address, folder: Path) -> Path | None:
    record = kept.load(folder, address)
    return kept.record_path(folder, address).parent / record.file if record else None


def _date(address: Address, folder: Path) -> str:
    record = kept.load(folder, address)
    return record.fetched[:10] if record else "before"
