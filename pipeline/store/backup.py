"""Backups: one ZIP file with the database and the vectors of one commit, and the way back.

What lies beside an index goes along: other databases, by the names that they have in the file.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.messages import Message, noted
from pipeline.store.files import drop_other_vectors, last_generation, put_in_place, refusal
from pipeline.store.lock import Lock
from pipeline.store.reader import Reader, has_index
from pipeline.store.schema import DATABASE, SCHEMA, check_whole, read_meta, vectors_path
from pipeline.vectors import sync_folder
from pipeline.version import __version__

_MANIFEST, _VECTORS = "backup.json", "vectors.faiss"


def back_up(index: Path, target: Path, beside: Mapping[str, Path] | None = None) -> int:
    """Write the last commit of an index as a ZIP file; its size in bytes.

    `beside` names further SQLite databases to keep with it. Readers and writers go on meanwhile.
    Raises IndexUnavailableError for an index that cannot be read, and UsageError for a file that
    cannot be written, of which nothing is left.
    """
    database = target.with_name(f".{target.name}.db")
    archive = target.with_name(f".{target.name}.new")
    copies = {name: target.with_name(f".{target.name}.{name}") for name in beside or {}}
    try:
        for name, path in (beside or {}).items():
            _copy(path, copies[name])
        with (
            Reader(index) as reader,
            closing(sqlite3.connect(database)) as copy,
            reader.snapshot(),
        ):
            reader.copy_to(copy)
            reader.vectors()  # which tells of a torn file: it is no thing to keep
            parts = {DATABASE: database, _VECTORS: vectors_path(index, reader.generation)}
            _pack(archive, parts | copies)
        archive.replace(target)
        sync_folder(target.parent)
        return target.stat().st_size
    except (OSError, sqlite3.OperationalError) as error:
        raise UsageError(
            "{target} cannot be written ({error}); name another file", target=target, error=error
        ) from error
    finally:
        for path in (archive, database, *copies.values()):
            for name in (path.name, f"{path.name}-journal"):
                with suppress(OSError):
                    path.with_name(name).unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a database as its last commit left it. Raises sqlite3.Error."""
    uri = f"{source.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as old, closing(sqlite3.connect(target)) as copy:
        old.backup(copy)


def _pack(archive: Path, parts: Mapping[str, Path]) -> None:
    hashes = {}
    with archive.open("wb") as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            for name, path in parts.items():
                with path.open("rb") as content:
                    hashes[name] = file_digest(content, "sha256").hexdigest()
                packed.write(path, name)
            made = datetime.now(UTC).isoformat(timespec="seconds")
            told = {"mesures": __version__, "schema": SCHEMA, "made": made, "sha256": hashes}
            packed.writestr(_MANIFEST, json.dumps(told, indent=2))
        stream.flush()
        os.fsync(stream.fileno())


def restore(index: Path, source: Path, replace: bool = False) -> str:
    """Make a backup the index again, in one step; when the backup was made.

    Readers see the old index until the new one is whole. Raises UsageError for what is no whole
    backup and, without `replace`, where there is an index already; IndexUnavailableError when the
    folder cannot be written or is being written, or the backup is of another version of mesures.
    """
    if has_index(index) and not replace:
        raise UsageError(
            "{index} holds an index already; give --replace, or another --index", index=index
        )
    beside = index / f"{DATABASE}.new"
    vectors: Path | None = None
    with _writing(index), _opened(source) as (packed, told):
        try:
            _unpack(packed, told, DATABASE, beside, source)
            generation = last_generation(index) + 1
            vectors = vectors_path(index, generation)
            _unpack(packed, told, _VECTORS, vectors, source)
            with closing(sqlite3.connect(beside, isolation_level=None)) as database:
                check_whole(database, read_meta(database), source)
                database.execute(
                    "UPDATE meta SET value = ? WHERE name = 'generation'", (str(generation),)
                )
        except BaseException:
            for path in (beside, vectors):
                if path:
                    path.unlink(missing_ok=True)
            raise
        put_in_place(beside, index / DATABASE)
        drop_other_vectors(index, generation)
    return str(told["made"])


def holds(source: Path, name: str) -> bool:
    """Whether a backup holds a database of this name. Raises UsageError for what is no backup."""
    with _opened(source) as (_, told):
        return name in told["sha256"]


def restore_beside(source: Path, name: str, target: Path, check: Callable[[Path], None]) -> None:
    """Put a database of a backup in its place, which may be taken; `check` may refuse it first.

    Raises UsageError for what is no whole backup, and where the place cannot be written.
    """
    beside = target.with_name(f"{target.name}.new")
    try:
        with _opened(source) as (packed, told):
            _unpack(packed, told, name, beside, source)
            check(beside)
        put_in_place(beside, target)
    except (OSError, sqlite3.OperationalError) as error:
        raise UsageError(
            "{target} cannot be written ({error}); free its place", target=target, error=error
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


@contextmanager
def _writing(index: Path) -> Iterator[None]:
    try:
        index.mkdir(parents=True, exist_ok=True)
        lock = Lock(index)
        try:
            yield
        finally:
            lock.close()
    except (FileExistsError, NotADirectoryError) as error:
        raise UsageError("{index} is no folder; name another with --index", index=index) from error
    except (OSError, sqlite3.Error) as error:
        raise refusal(index, error) from error


@contextmanager
def _opened(source: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, Any]]]:
    try:
        with zipfile.ZipFile(source) as packed:
            told = json.loads(packed.read(_MANIFEST))
            if not isinstance(told, dict) or not isinstance(told.get("sha256"), dict):
                raise ValueError(noted("its list of contents cannot be read"))
            yield packed, told
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError) as error:
        raise UsageError(
            "{source} is no whole backup ({error}); give another", source=source, error=error
        ) from error


def _unpack(
    packed: zipfile.ZipFile, told: dict[str, Any], name: str, target: Path, source: Path
) -> None:
    with packed.open(name) as content, target.open("w+b") as stream:
        shutil.copyfileobj(content, stream, 1 << 20)
        stream.flush()
        os.fsync(stream.fileno())
        stream.seek(0)
        if file_digest(stream, "sha256").hexdigest() != told["sha256"].get(name):
            raise ValueError(Message("{name} is not what was backed up", name=name))
