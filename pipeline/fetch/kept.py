"""What was fetched, kept in the corpus: the bytes as they came, and a record beside them.

`fetched/HOST/NAME.html` is the document; `fetched/HOST/NAME.fetched.json` says where it is from.
What it said before lies in `fetched/HOST/.earlier/`, for those who quoted it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import FetchError
from pipeline.fetch.addresses import Address, stem
from pipeline.messages import Message, cause

FOLDER = "fetched"
RECORD = ".fetched.json"
EARLIER = ".earlier"
_VERSIONS = 10  # earlier versions of a page that are kept

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Record:
    """Where a file is from. Times are UTC in ISO 8601; empty texts are what no server said.

    `fetched` is when these bytes came, `checked` when the server last said or showed that the page
    still reads so; `gone` is the last complaint since, with its time.
    """

    address: str
    final_address: str
    file: str
    sha256: str
    size: int
    fetched: str
    checked: str
    content_type: str = ""
    charset: str | None = None
    etag: str = ""
    last_modified: str = ""
    fetched_by: str = ""
    gone: str = ""


def folder_of(corpus: Path) -> Path:
    """The folder below a corpus for what is fetched."""
    return corpus / FOLDER


def record_path(folder: Path, address: Address) -> Path:
    """Where the record of an address is, whether there is one or not."""
    return folder / f"{stem(address)}{RECORD}"


def load(folder: Path, address: Address) -> Record | None:
    """The record of an address whose file is still there; None where nothing is kept."""
    path = record_path(folder, address)
    record = _read(path)
    return record if record and (path.parent / record.file).is_file() else None


def beside(file: Path) -> Record | None:
    """The record of a file that was fetched; None for any other file."""
    record = _read(file.with_name(file.stem + RECORD))
    return record if record and record.file == file.name else None


def intact(folder: Path, address: Address, record: Record) -> bool:
    """Whether the file still holds the bytes that came."""
    file = record_path(folder, address).parent / record.file
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == record.sha256
    except OSError:
        return False


def keep(folder: Path, address: Address, record: Record, content: bytes | None = None) -> Path:
    """Write a record, and the content if it is new; the path of the file.

    The file stands before its record does: a killed run leaves bytes that are fetched again, never
    a record of bytes that are not there. Raises FetchError when the corpus cannot be written.
    """
    path = record_path(folder, address)
    file = path.parent / record.file
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            before = load(folder, address)
            if before:
                _put_away(path, before)
            _replace(file, content)
            if before and before.file != record.file:
                (path.parent / before.file).unlink(missing_ok=True)
        text = json.dumps(asdict(record), ensure_ascii=False, indent=2) + "\n"
        _replace(path, text.encode())
    except OSError as error:
        raise FetchError(
            "{parent} cannot be written ({reason})", parent=path.parent, reason=cause(error)
        ) from error
    return file


def _put_away(path: Path, record: Record) -> None:
    """Copy a version, with its record, to where earlier versions lie."""
    shelf = path.parent / EARLIER
    shelf.mkdir(exist_ok=True)
    name = path.name.removesuffix(RECORD)
    content = (path.parent / record.file).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    base = f"{name}-{re.sub(r'[^0-9T]', '', record.fetched)[:15]}-{digest[:8]}"
    _replace(shelf / f"{base}{Path(record.file).suffix}", content)
    _replace(shelf / f"{base}{RECORD}", path.read_bytes())
    stale = sorted(shelf.glob(f"{name}-[0-9]*{RECORD}"))[:-_VERSIONS]
    for old in stale:
        for file in shelf.glob(f"{old.name.removesuffix(RECORD)}.*"):
            file.unlink(missing_ok=True)


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def _damaged(path: Path, what: object) -> Message:
    return Message("{path} is damaged ({what}); its page is fetched anew", path=path, what=what)


def _read(path: Path) -> Record | None:
    """A record; None where there is none, or where it was damaged."""
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        record = Record(**{name: content[name] for name in Record.__slots__ if name in content})
    except OSError:  # what cannot be read is told with its document
        return None
    except (ValueError, TypeError, RecursionError) as error:
        log.warning(_damaged(path, error))
        return None
    for name, value in asdict(record).items():
        kinds = {"size": (int,), "charset": (str, type(None))}.get(name, (str,))
        if not isinstance(value, kinds):
            log.warning(_damaged(path, name))
            return None
    # It must lie beside its record, whatever somebody wrote there.
    return record if Path(record.file).name == record.file else None
