"""What there is to index: documents that are read and segmented, and files of measures."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline import about, clean, collect, corpus, extract, search, segment, text
from pipeline.build.reading import read_document
from pipeline.corpus import Source
from pipeline.errors import DamagedError, UsageError, printable
from pipeline.export import Row
from pipeline.export.files import read_rows
from pipeline.messages import Message, cause
from pipeline.models import Facts, Measure, Plan
from pipeline.settings import Limits, Settings


@dataclass(frozen=True, slots=True)
class Work:
    """A document to index if `digest`, versions or declared facts differ from what is indexed.

    `read` does the work, telling its `watch` of pages that OCR is done with; it is not called for
    what is unchanged, and pickles unless there are `rows`. `origin` names the document in
    messages; `file` is where it lies, None for what is no file of its own; `rows` are the measures
    of a file of measures, None for a document that is read and segmented; `recognises` tells
    whether pages that were left unread, for want of OCR, can be read now.
    """

    document: str
    origin: str
    digest: Callable[[], str]
    versions: str
    declared: Facts
    read: Callable[..., tuple[Plan, Sequence[Measure]]]
    file: Path | None = None
    rows: Sequence[Row] | None = None
    recognises: Callable[[], bool] = lambda: False


def versions() -> str:
    """The versions of the stages that a document goes through."""
    stages = (
        ("extract", extract),
        ("clean", clean),
        ("segment", segment),
        ("about", about),
        ("search", search),
        ("text", text),
    )
    return " ".join(f"{name}={stage.VERSION}" for name, stage in stages)


def document_work(
    sources: Iterable[Source], ocr: bool = True, limits: Limits | None = None
) -> list[Work]:
    """The work of reading and segmenting documents."""
    stages = versions()
    return [
        Work(
            source.document,
            printable(str(source.path)),
            partial(_digest, source),
            stages,
            source.facts,
            partial(read_document, source, ocr, limits=limits),
            source.path,
            recognises=lambda: ocr and extract.missing_for_ocr() is None,
        )
        for source in sources
    ]


def _digest(source: Source) -> str:
    source.check()
    try:
        return corpus.digest(source.path)
    except OSError as error:
        name = printable(str(source.path))
        raise DamagedError(
            "{name} cannot be read ({reason})", name=name, reason=cause(error)
        ) from error


def measures_work(file: Path) -> list[Work]:
    """The work of indexing measures that are already segmented, or were corrected by hand.

    Raises UsageError that names the file and line (sheet, row, column) for what is no measure.
    """
    by_document: dict[str, list[Row]] = {}
    for row in read_rows(file):
        by_document.setdefault(row.measure.document, []).append(row)

    def work(document: str, rows: Sequence[Row]) -> Work:
        title = next((row.plan for row in rows if row.plan), None)
        if title == Path(document).name:  # how a plan without title is called
            title = None
        declared = corpus.facts_beside(file, document) or corpus.cleaned(Facts(title=title))
        content = repr([(row.measure, sorted(row.given)) for row in rows]).encode()
        plan = Plan(document, "", (), (), declared)
        return Work(
            document,
            Message("{file}: {document}", file=file, document=document),
            lambda: hashlib.sha256(content).hexdigest(),
            f"measures search={search.VERSION} text={text.VERSION}",
            declared,
            lambda **_: (plan, [row.measure for row in rows]),
            rows=rows,
        )

    return [work(document, rows) for document, rows in by_document.items()]


def work(
    paths: Sequence[str],
    measures: Path | None,
    settings: Settings,
    password: str | None = None,
    offline: bool = False,
) -> list[Work]:
    """The work that was asked for: documents under `paths` (default: the corpus), or measures.

    `password` opens those for which plans.toml has none of their own. Addresses are fetched first,
    unless `offline`: then what was fetched before is all there is.

    Raises UsageError when there is nothing to index.
    """
    if measures:
        found = measures_work(measures)
    else:
        given = paths or (str(settings.corpus),)
        local, missing = collect.collected(given, settings, extract.supports, offline)
        sources = corpus.sources(local, settings.corpus, extract.supports, password)
        found = document_work([*sources, *missing], settings.ocr, settings.limits)
    if not found:
        if measures:
            raise UsageError(
                "{measures} holds no measure; make it with `mesures segment FILE --jsonl`",
                measures=measures,
            )
        origin = ", ".join(paths) or settings.corpus
        raise UsageError(
            "{origin} holds nothing to index; put plans there (PDF, HTML, DOCX …)", origin=origin
        )
    return found


def folders(paths: Sequence[str], settings: Settings) -> list[Path]:
    """The folders among what was asked for: a document of theirs that is not found is gone."""
    return [path for path in map(Path, paths or (str(settings.corpus),)) if path.is_dir()]


def folders_exist(paths: Sequence[Path]) -> None:
    """Raise UsageError for a path to watch that is not there."""
    for path in paths:
        if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises where a folder is closed
            raise UsageError(
                "{path} does not exist; give a file or a folder of documents", path=path
            )
