"""Which documents there are: files and folders, what plans.toml says of them, content hashes."""

from __future__ import annotations

import hashlib
import logging
import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from pipeline.errors import DamagedError, UsageError, printable
from pipeline.fetch import kept
from pipeline.fetch.addresses import Address, is_address, parse
from pipeline.messages import Message, cause, counted, listed, noted
from pipeline.models import Facts
from pipeline.settings import read_toml

PLANS_FILE = "plans.toml"
_NOT_DOCUMENTS = frozenset({"readme.md", PLANS_FILE})
# What pydantic calls by names of Python, as a person says it who writes TOML.
_EXPECTED = {
    "string_type": noted('must be text in quotes, as in title = "Plan"'),
    "bool_type": noted("must be true or false"),
    "model_type": noted('must be a table, as in [documents."plan.pdf"]'),
    "list_type": noted("must be tables, as in [[sources]]"),
    "missing": noted("is missing"),
    "dict_type": noted('must be a table, as in [documents."plan.pdf"]'),
}

Entries = dict[str, tuple[Facts, str | None]]  # facts and password, by document or address

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Declared:
    """What a plans.toml says, of documents by their path and of addresses."""

    documents: Entries = field(default_factory=dict)
    sources: Entries = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read and what is known about it before it is read.

    `document` is its id: the POSIX path below the corpus, or below the folder that was named.
    `named` tells a file that was asked for by name from one that was found in a folder.
    """

    path: Path
    document: str
    facts: Facts = field(default_factory=Facts)
    password: str | None = field(default=None, repr=False)  # never shown
    charset: str | None = None  # as the server said that gave the file
    named: bool = False
    fault: str | None = None  # why it cannot be read at all, where finding it told already

    def check(self) -> None:
        """Raise DamagedError for what cannot be read, or cannot be named in an index."""
        if self.fault:
            raise DamagedError(self.fault)
        try:
            self.document.encode()
        except UnicodeEncodeError as error:
            name = printable(str(self.path))
            raise DamagedError(
                "{name}: the name of the file is not UTF-8; rename it", name=name
            ) from error


def sources(
    paths: Iterable[str | Path],
    corpus: Path,
    supports: Callable[[Path], bool],
    password: str | None = None,
) -> list[Source]:
    """The documents under `paths`, each once, ordered by document id within each path.

    `corpus` is the workspace's folder of documents: what lies in it has the same id however it was
    named. `supports` tells whether some extractor reads a file; files of other kinds are skipped
    in folders, and counted in one warning. `password` is for those that plans.toml gives none.
    A folder that cannot be read is a source with a fault.
    Raises UsageError for an address, a path that does not exist, a faulty plans.toml,
    and two different files with one document id.
    """
    found: dict[str, Source] = {}
    skipped: Counter[str] = Counter()
    for given in paths:
        for source in _sources_of(_local(given), corpus, supports, skipped):
            other = found.get(source.document)
            if other and other.path.resolve() != source.path.resolve():
                raise UsageError(
                    "{path} and {other} would both be document {document!r}; ingest a "
                    "folder that holds both",
                    path=other.path,
                    other=source.path,
                    document=source.document,
                )
            if other is None or source.named:
                found[source.document] = source
    if skipped:
        total = skipped.total()
        kinds = listed(
            [
                Message("{kind} ({n})", kind=kind, n=n) if n > 1 else Message("{kind}", kind=kind)
                for kind, n in sorted(skipped.items())
            ]
        )
        log.warning(
            counted(
                "{n} file skipped: no reader for {kinds}",
                "{n} files skipped: no reader for {kinds}",
                total,
                kinds=kinds,
            )
        )
    return [replace(s, password=s.password or password) for s in found.values()]


def digest(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _local(given: str | Path) -> Path:
    if is_address(given):
        raise UsageError(
            "{given} is an address; fetch it with `mesures ingest ADDRESS`, which "
            "keeps it as a file in the corpus",
            given=printable(str(given)),
        )
    if not str(given):
        raise UsageError("an empty path names nothing; give a file or a folder of documents")
    path = Path(given)
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises where a folder is closed
        raise UsageError("{path} does not exist; give a file or a folder of documents", path=path)
    if not path.is_dir() and not path.is_file():
        # A pipe without a writer would be waited for without end, a device read without end.
        raise UsageError(
            "{path} is no regular file; save its content as a file and give that", path=path
        )
    return path


def _sources_of(
    path: Path, corpus: Path, supports: Callable[[Path], bool], skipped: Counter[str]
) -> Iterator[Source]:
    if not path.is_dir():
        yield _source(path, _root(path.parent, corpus), named=True)
        return
    root = _root(path, corpus)
    found = set()
    for file, fault in _files(path):
        if fault:
            found.add(f"{file.relative_to(path).as_posix()}")
            yield Source(file, file.relative_to(path).as_posix(), fault=fault)
        elif supports(file):
            source = _source(file, root, named=False)
            found.add(_composed(source.document))
            yield source
        else:
            skipped[printable(file.suffix.lower()) or noted("names without extension")] += 1
            name = printable(str(file))
            log.info(Message("{name} skipped: no extractor reads this kind of file", name=name))
    for document in sorted(_plans(path).keys() - found) if path == root else ():
        log.warning(
            Message(
                "{path}: there is no document {document!r}",
                path=path / PLANS_FILE,
                document=document,
            )
        )


def _files(folder: Path) -> Iterator[tuple[Path, str | None]]:
    """The files below a folder in a stable order, without hidden ones and notes to readers.

    What cannot be looked at comes with the reason.
    """
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        yield folder, _closed(folder, error)
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.name.lower() in _NOT_DOCUMENTS:
            continue
        if entry.name.endswith(kept.RECORD):
            continue
        try:
            is_folder, is_file = entry.is_dir(), entry.is_file()
        except OSError as error:
            yield entry, _closed(entry, error)
            continue
        if is_folder:
            if not entry.is_symlink():  # a link to a folder above would never end
                yield from _files(entry)
        elif is_file:
            yield entry, None


def _closed(path: Path, error: OSError) -> Message:
    return Message(
        "{path} cannot be read ({reason}); make it readable",
        None,
        path=printable(str(path)),
        reason=cause(error),
    )


def _composed(name: str) -> str:
    """A name as it is compared: macOS decomposes the accents of file names, editors do not."""
    return unicodedata.normalize("NFC", name)


def _root(folder: Path, corpus: Path) -> Path:
    """The folder that document ids start from: the corpus if `folder` lies in it, else `folder`."""
    return corpus if folder.resolve().is_relative_to(corpus.resolve()) else folder


def _source(path: Path, root: Path, named: bool) -> Source:
    # The parent is resolved, not the file: a link keeps the name that it has in the corpus.
    place, base = path.parent.resolve() / path.name, root.resolve()
    document = place.relative_to(base).as_posix() if place.is_relative_to(base) else path.name
    facts, password = _said_of(path, root, document)
    page = kept.beside(path)
    if page is None:
        return Source(path, document, facts, password, named=named)
    # What is not said of its file is said of its address.
    of_address, key = declared_addresses(root).get(page.address, (Facts(), None))
    said = {name: value for name, value in asdict(facts).items() if value}
    facts = replace(of_address, **{"address": of_address.address or page.address, **said})
    return Source(path, document, facts, password or key, page.charset, named)


def _said_of(path: Path, root: Path, document: str) -> tuple[Facts, str | None]:
    for folder in (root, path.parent):
        entries = _plans(folder)
        key = path.name if folder == path.parent else document
        if (key := _composed(key)) in entries:
            return entries[key]
    return Facts(), None


def facts_beside(file: Path, document: str) -> Facts | None:
    """What the plans.toml in the folder of `file` says of a document, if anything."""
    entry = _plans(file.parent).get(_composed(document))
    return entry[0] if entry else None


def cleaned(facts: Facts) -> Facts:
    """Facts without control characters: they are printed, and stand where documents put them."""
    texts = {
        name: printable(value).strip() or None
        for name, value in asdict(facts).items()
        if isinstance(value, str)
    }
    return replace(facts, **texts)  # type: ignore[arg-type]


def declared_addresses(folder: Path) -> Entries:
    """What the `[[sources]]` of the plans.toml of a folder say, by address. Raises UsageError."""
    return _declared(folder).sources


def _plans(folder: Path) -> Entries:
    return _declared(folder).documents


def _declared(folder: Path) -> _Declared:
    path = folder / PLANS_FILE
    try:
        changed = path.stat().st_mtime_ns if path.is_file() else None
    except OSError as error:  # a closed folder: what it lacks is told with its documents
        log.info(Message("{path} cannot be looked at ({reason})", path=path, reason=cause(error)))
        return _Declared()
    return _Declared() if changed is None else _read_plans(path, changed)


@lru_cache(maxsize=16)
def _read_plans(path: Path, _changed: int) -> _Declared:
    return _validated(path, read_toml(path))


def _validated(path: Path, content: object) -> _Declared:
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
        date: str | None = None
        edition: str | None = None
        password: str | None = None

    class SourceEntry(Entry):
        address: str

    class PlansFile(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)
        documents: dict[str, Entry] = {}
        sources: list[SourceEntry] = []

    try:
        found = PlansFile.model_validate(content)
    except ValidationError as error:
        fault = error.errors()[0]
        place = " > ".join(str(part) for part in fault["loc"])
        if fault["type"] == "extra_forbidden":
            known = SourceEntry.model_fields if len(fault["loc"]) > 1 else PlansFile.model_fields
            keys = ", ".join(sorted(known))
            message = Message("unknown key; known keys: {keys}", keys=keys)
        else:
            other = Message("cannot be used ({reason})", reason=fault["msg"])
            message = _EXPECTED.get(fault["type"], other)
        raise UsageError(
            "{path}: {place}: {message}", path=path, place=place, message=message
        ) from error

    def said(entry: Entry) -> tuple[Facts, str | None]:
        return cleaned(Facts(**entry.model_dump(exclude={"password"}))), entry.password

    return _Declared(
        {_composed(document): said(entry) for document, entry in found.documents.items()},
        {str(_address(path, entry.address)): said(entry) for entry in found.sources},
    )


def _address(path: Path, given: str) -> Address:
    try:
        return parse(given)
    except UsageError as error:
        raise UsageError("{path}: sources: {error}", path=path, error=error) from error
