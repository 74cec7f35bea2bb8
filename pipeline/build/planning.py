"""What a run has to do: what is new, changed, moved, gone or unchanged, before anything is read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import corpus
from pipeline.build.report import line, surprise
from pipeline.build.work import Work
from pipeline.errors import DocumentError, MesuresError, printable
from pipeline.store import Known

# Stands after the versions of a document that was indexed without pages that only OCR can read.
UNREAD = " unread"


@dataclass(frozen=True, slots=True)
class Step:
    """A document to bring into the index, with the hash of its content.

    `before` is what the index holds of it, under the name `was` if its file was moved. One that is
    not `read` needs nothing but its new name.
    """

    work: Work
    digest: str
    before: Known | None
    was: str | None = None
    read: bool = True

    @property
    def document(self) -> str:
        """The id of the document."""
        return self.work.document


@dataclass(slots=True)
class Comparison:
    """The work of a run against what is indexed.

    `relocated` gives, by document, where files lie now that were found at another place under the
    same name; `gone` are documents whose files are no more.
    """

    steps: list[Step] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    relocated: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def compare(
    work: Sequence[Work],
    known: Mapping[str, Known],
    index: Path,
    reread: bool = False,
    folders: Sequence[Path] = (),
) -> Comparison:
    """What is to be done about each document of `work`; `known` is what the index holds.

    `index` is the resolved folder of the index; documents that lay in one of `folders`, which the
    work was collected from, are gone when their files are. `reread` takes nothing for unchanged.
    """
    found = Comparison()
    new: list[tuple[Work, str]] = []
    for item in work:
        before = known.get(item.document)
        try:
            digest = item.digest()
            if before:
                _check_origin(item, digest, before, index)
        except MesuresError as error:
            found.failed[printable(item.document)] = line(error)
        except Exception as error:
            found.failed[printable(item.document)] = surprise(item.origin, error)
        else:
            if before is None:
                new.append((item, digest))
            elif reread or not _unchanged(item, digest, before):
                found.steps.append(Step(item, digest, before))
            else:
                found.unchanged.append(item.document)
                place = place_of(item.file, index)
                if place and place != before.origin and before.origin:
                    found.relocated[item.document] = place
    here = {item.document for item in work}
    left = {document: before for document, before in known.items() if document not in here}
    moved = _moved(new, left, index)
    for item, digest in new:
        was = moved.get(item.document)
        before = known[was] if was else None
        renamed = bool(before and was and not reread and _only_moved(item, digest, was, before))
        found.steps.append(Step(item, digest, before, was, read=not renamed))
    found.gone = _gone(left.keys() - set(moved.values()), known, index, folders)
    order = {item.document: number for number, item in enumerate(work)}
    found.steps.sort(key=lambda step: order[step.document])
    return found


def place_of(file: Path | None, index: Path) -> str:
    """Where a file lies as seen from the index, so that a workspace can be moved or copied."""
    if file is None:
        return ""
    place = str(file.parent.resolve() / file.name)
    with suppress(ValueError):  # another drive of Windows
        place = os.path.relpath(place, index)
    return printable(place)


def _file_of(known: Known, index: Path) -> Path:
    return Path(os.path.normpath(index / known.origin))


def _check_origin(item: Work, digest: str, before: Known, index: Path) -> None:
    """Raise DocumentError when another file, which is still there, has the same document id."""
    origin = place_of(item.file, index)
    if not (before.origin and origin) or before.origin == origin:
        return
    other = _file_of(before, index)
    if other.is_file() and corpus.digest(other) != digest:
        raise DocumentError(
            "{origin} would replace {other}, which is document {document!r} too; "
            "put both under one folder and ingest that folder",
            origin=item.origin,
            other=other,
            document=item.document,
        )


def _unchanged(item: Work, digest: str, before: Known) -> bool:
    if item.rows is None:
        same = (before.digest, before.declared) == (digest, item.declared)
        return same and _up_to_date(item, before)
    if before.digest:
        return before.mended == digest
    said = (before.mended, before.versions, before.declared)
    return said == (digest, item.versions, item.declared)


def _up_to_date(item: Work, before: Known) -> bool:
    """Whether a document was indexed by these versions, with all of its pages that can be read."""
    if before.versions == item.versions + UNREAD:
        return not item.recognises()
    return before.versions == item.versions


def _only_moved(item: Work, digest: str, was: str, before: Known) -> bool:
    """Whether a moved document would be read as it was: what is read hangs on the suffix too."""
    suffixes = (Path(was).suffix.lower(), Path(item.document).suffix.lower())
    return len(set(suffixes)) == 1 and _unchanged(item, digest, before)


def _moved(
    new: Iterable[tuple[Work, str]], left: Mapping[str, Known], index: Path
) -> dict[str, str]:
    """The old names of new documents whose content was indexed under a name that is no more."""
    by_digest: dict[str, list[str]] = {}
    for document, before in left.items():
        if before.digest and before.origin:
            by_digest.setdefault(before.digest, []).append(document)
    moved: dict[str, str] = {}
    for item, digest in new:
        if item.file is None or digest not in by_digest:
            continue
        names = [was for was in by_digest[digest] if _left(_file_of(left[was], index), item.file)]
        # Of several copies that are gone, the one that was called the same.
        names.sort(key=lambda was: Path(was).name != Path(item.document).name)
        if names:
            moved[item.document] = names[0]
            by_digest[digest].remove(names[0])
    return moved


def _left(old: Path, new: Path) -> bool:
    """Whether a file is no more where it was, or is the new one under another name."""
    try:
        return is_gone(old) or old.samefile(new)
    except OSError:
        return False


def is_gone(path: Path) -> bool:
    """Whether there is surely no file: a share that does not answer, or is closed, may hold it."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _gone(
    left: Iterable[str], known: Mapping[str, Known], index: Path, folders: Sequence[Path]
) -> list[str]:
    roots = [folder.resolve() for folder in folders]
    gone = []
    for document in sorted(left):
        if known[document].origin:
            file = _file_of(known[document], index)
            if any(file.is_relative_to(root) for root in roots) and is_gone(file):
                gone.append(document)
    return gone
