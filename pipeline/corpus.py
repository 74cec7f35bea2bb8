"""Which documents there are: files and folders, what plans.toml says of them, content hashes."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.models import Facts

PLANS_FILE = "plans.toml"
_NOT_DOCUMENTS = frozenset({"readme.md", PLANS_FILE})
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read and what is known about it before it is read.

    `document` is its id: the POSIX path below the corpus, or below the folder that was named.
    `named` tells a file that was asked for by name from one that was found in a folder.
    """

    path: Path
    document: str
    facts: Facts = field(default_factory=Facts)
    password: str | None = None
    named: bool = False


def sources(
    paths: Iterable[str | Path], corpus: Path, supports: Callable[[Path], bool]
) -> list[Source]:
    """The documents under `paths`, each once, ordered by document id within each path.

    `corpus` is the workspace's folder of documents: what lies in it has the same id however it was
    named. `supports` tells whether some extractor reads a file; files of other kinds are skipped
    in folders. Raises UsageError for an address, a path that does not exist, a faulty plans.toml,
    and two different files with one document id.
    """
    found: dict[str, Source] = {}
    for given in paths:
        for source in _sources_of(_local(given), corpus, supports):
            other = found.get(source.document)
            if other and other.path.resolve() != source.path.resolve():
                raise UsageError(
                    f"{other.path} and {source.path} would both be document {source.document!r}; "
                    "ingest a folder that holds both"
                )
            if other is None or source.named:
                found[source.document] = source
    return list(found.values())


def digest(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _local(given: str | Path) -> Path:
    if _ADDRESS.match(str(given)):
        raise UsageError(
            f"{given} is an address; reading addresses comes in a later version: save the page "
            "as a file in the corpus and ingest that"
        )
    path = Path(given)
    if not path.exists():
        raise UsageError(f"{path} does not exist; give a file or a folder of documents")
    return path


def _sources_of(path: Path, corpus: Path, supports: Callable[[Path], bool]) -> Iterator[Source]:
    if not path.is_dir():
        yield _source(path, _root(path.parent, corpus), named=True)
        return
    root = _root(path, corpus)
    found = set()
    for file in _files(path):
        if supports(file):
            source = _source(file, root, named=False)
            found.add(source.document)
            yield source
        else:
            log.info("%s skipped: no extractor reads this kind of file", file)
    for document in _plans(path).keys() - found if path == root else ():
        log.warning("%s: there is no document %r", path / PLANS_FILE, document)


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder in a stable order, without hidden ones and notes to readers."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.startswith((".", "~$")) or entry.name.lower() in _NOT_DOCUMENTS:
            continue
        if entry.is_dir():
            if not entry.is_symlink():  # a link to a folder above would never end
                yield from _files(entry)
        elif entry.is_file():
            yield entry


def _root(folder: Path, corpus: Path) -> Path:
    """The folder that document ids start from: the corpus if `folder` lies in it, else `folder`."""
    return corpus if folder.resolve().is_relative_to(corpus.resolve()) else folder


def _source(path: Path, root: Path, named: bool) -> Source:
    # The parent is resolved, not the file: a link keeps the name that it has in the corpus.
    place, base = path.parent.resolve() / path.name, root.resolve()
    document = place.relative_to(base).as_posix() if place.is_relative_to(base) else path.name
    for folder in (root, path.parent):
        entries = _plans(folder)
        key = path.name if folder == path.parent else document
        if key in entries:
            facts, password = entries[key]
            return Source(path, document, facts, password, named)
    return Source(path, document, named=named)


def facts_beside(file: Path) -> dict[str, Facts]:
    """What the plans.toml in the folder of `file` says, by document."""
    return {document: facts for document, (facts, _) in _plans(file.parent).items()}


def _plans(folder: Path) -> dict[str, tuple[Facts, str | None]]:
    path = folder / PLANS_FILE
    return _read_plans(path, path.stat().st_mtime_ns) if path.is_file() else {}


@lru_cache(maxsize=16)
def _read_plans(path: Path, _changed: int) -> dict[str, tuple[Facts, str | None]]:
    import tomllib

    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}") from error
    return _validated(path, content)


def _validated(path: Path, content: object) -> dict[str, tuple[Facts, str | None]]:
    # pydantic takes as long to import as a whole query: only what reads plans.toml pays for it.
    from pydantic import BaseModel, ConfigDict, ValidationError

    class Entry(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)
        title: str | None = None
        issuer: str | None = None
        period: str | None = None
        territory: str | None = None
        language: str | None = None
        address: str | None = None
        invented: bool = False
        password: str | None = None

    class PlansFile(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)
        documents: dict[str, Entry] = {}

    try:
        entries = PlansFile.model_validate(content).documents
    except ValidationError as error:
        fault = error.errors()[0]
        place = " > ".join(str(part) for part in fault["loc"])
        known = ", ".join(Entry.model_fields)
        hint = f"; known keys: {known}" if fault["type"] == "extra_forbidden" else ""
        message = "unknown key" if hint else fault["msg"][0].lower() + fault["msg"][1:]
        raise UsageError(f"{path}: {place}: {message}{hint}") from error
    return {
        document: (Facts(**entry.model_dump(exclude={"password"})), entry.password)
        for document, entry in entries.items()
    }
