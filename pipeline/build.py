"""Ingest: the only place that knows the order of the stages, from sources to a committed index."""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import clean, corpus, extract, search, segment, text
from pipeline.corpus import Source
from pipeline.errors import (
    DamagedError,
    DocumentError,
    IndexUnavailableError,
    MesuresError,
    UsageError,
    printable,
)
from pipeline.export import Row
from pipeline.export.files import read_rows
from pipeline.export.mending import Changes
from pipeline.export.mending import mended as merge
from pipeline.models import Facts, Measure, Plan
from pipeline.nlp.matchers.acronyms import definitions
from pipeline.settings import Settings
from pipeline.store import Entry, Known, Reader, Run, Writer

if TYPE_CHECKING:
    from pipeline.embed import Encoder

# A killed run loses at most this many documents; each commit writes the vectors anew.
_BATCH = 200

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Report:
    """What a run did: documents by outcome, `failed` with a reason each, and the time it took."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    measures: int = 0
    seconds: float = 0.0
    encoded_again: bool = False  # vectors made anew although no document changed
    mended: dict[str, Changes] = field(default_factory=dict)  # by files of measures

    @property
    def exit_code(self) -> int:
        """0 when nothing failed, 4 when everything did, else 1."""
        if not self.failed:
            return 0
        return 1 if self.added or self.changed or self.unchanged else DocumentError.exit_code

    def counts(self) -> dict[str, int]:
        """How many documents had each outcome."""
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "failed": len(self.failed),
        }


@dataclass(frozen=True, slots=True)
class Work:
    """A document to index if `digest`, versions or declared facts differ from what is indexed.

    `read` does the work; it is not called for what is unchanged. `origin` names the document in
    messages; `file` is where it lies, None for what is no file of its own; `rows` are the measures
    of a file of measures, None for a document that is read and segmented.
    """

    document: str
    origin: str
    digest: Callable[[], str]
    versions: str
    declared: Facts
    read: Callable[[], tuple[Plan, Sequence[Measure]]]
    file: Path | None = None
    rows: Sequence[Row] | None = None


Progress = Callable[[Sequence[Work]], AbstractContextManager[Iterable[Work]]]


def read_document(source: Source) -> Plan:
    """A document, read and cleaned; what plans.toml declares of it wins over what it says.

    Raises DocumentError.
    """
    source.check()
    if source.password:
        plan = extract.read(source.path, source.document, source.password)
    else:
        plan = extract.read(source.path, source.document)
    declared = {name: value for name, value in asdict(source.facts).items() if value}
    facts = corpus.cleaned(replace(plan.facts, **declared))
    return clean.clean(replace(plan, facts=facts))


def document_work(sources: Iterable[Source]) -> list[Work]:
    """The work of reading and segmenting documents."""
    stages = (("extract", extract), ("clean", clean), ("segment", segment), ("search", search))
    versions = " ".join(f"{name}={stage.VERSION}" for name, stage in (*stages, ("text", text)))

    def reading(source: Source) -> Callable[[], tuple[Plan, Sequence[Measure]]]:
        def read() -> tuple[Plan, Sequence[Measure]]:
            plan = read_document(source)
            return plan, segment.segment(plan, passages=True)

        return read

    def digesting(source: Source) -> Callable[[], str]:
        def digest() -> str:
            source.check()
            try:
                return corpus.digest(source.path)
            except OSError as error:
                name = printable(str(source.path))
                raise DamagedError(f"{name} cannot be read ({error.strerror})") from error

        return digest

    return [
        Work(
            source.document,
            printable(str(source.path)),
            digesting(source),
            versions,
            source.facts,
            reading(source),
            source.path,
        )
        for source in sources
    ]


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
            f"{file}: {document}",
            lambda: hashlib.sha256(content).hexdigest(),
            f"measures search={search.VERSION} text={text.VERSION}",
            declared,
            lambda: (plan, [row.measure for row in rows]),
            rows=rows,
        )

    return [work(document, rows) for document, rows in by_document.items()]


def ingest(
    index: Path,
    work: Sequence[Work],
    encoder: Encoder,
    rebuild: bool = False,
    progress: Progress = nullcontext,
    reread: bool = False,
) -> Report:
    """Index what is new or changed; a document that fails keeps its old version, if it has one.

    `progress` wraps the iteration over the work; `reread` takes no document for unchanged, and
    gives up what was corrected by hand. Raises IndexUnavailableError when the index
    cannot be written or was built by another version of mesures and `rebuild` is not asked for.
    """
    begun, started = time.perf_counter(), _now()
    if rebuild:
        _warn_of_lost(index, work)
    report, pending = Report(), 0
    with Writer(index, search.identity(encoder), rebuild) as writer:
        known, words = writer.known(), search.words(encoder)
        with progress(work) as steps:
            for item in steps:
                entry = _entry(item, known, writer, report, reread)
                if entry is None:
                    continue
                writer.put(entry)
                pending += 1
                if pending == _BATCH:
                    writer.commit(encoder.encode_documents, words=words)
                    pending = 0
        run = Run(started, begun, report.counts(), report.failed)
        report.encoded_again = bool(known and not pending and not writer.whole)
        if pending or report.encoded_again:
            writer.commit(encoder.encode_documents, run, words)
        elif known or report.added:
            writer.record(run)
    report.seconds = time.perf_counter() - begun
    return report


def _entry(
    item: Work, known: dict[str, Known], writer: Writer, report: Report, reread: bool
) -> Entry | None:
    """The document to store, or None when it is unchanged or fails; either goes to the report."""
    before = known.get(item.document)
    try:
        digest = item.digest()
        if before:
            _check_origin(item, digest, before, writer.index.resolve())
        if before and not reread and _unchanged(item, digest, before):
            report.unchanged.append(item.document)
            return None
        entry = _read(item, digest, before, writer, report, reread)
        if entry is None:
            report.unchanged.append(item.document)
            return None
    except MesuresError as error:
        report.failed[printable(item.document)] = _line(error)
        return None
    except Exception as error:
        # Whatever a broken document does to a parser, the others must still be indexed.
        report.failed[printable(item.document)] = _surprise(item.origin, error)
        return None
    (report.changed if before else report.added).append(item.document)
    report.measures += len(entry.measures)
    return entry


def _unchanged(item: Work, digest: str, before: Known) -> bool:
    if item.rows is None:
        said = (before.digest, before.versions, before.declared)
        return said == (digest, item.versions, item.declared)
    if before.digest:
        return before.mended == digest
    said = (before.mended, before.versions, before.declared)
    return said == (digest, item.versions, item.declared)


def _read(
    item: Work, digest: str, before: Known | None, writer: Writer, report: Report, reread: bool
) -> Entry | None:
    """The document, with the measures that it has, or those that a person corrected by hand.

    Corrected measures stay while the document does, whatever else changed: they are the person's.
    None when a file of measures says of a document just what the index holds.
    """
    plan, measures = item.read()
    mended, beside = "", False
    if item.rows is not None:
        previous = writer.units(item.document) if before else []
        measures, changes = merge(item.rows, previous)
        mended, beside = digest, bool(before and before.digest)
        if before:
            declared = {name: value for name, value in asdict(item.declared).items() if value}
            plan = replace(plan, facts=replace(before.facts, **declared))
            same = measures == previous and plan.facts == before.facts
            if same and (before.digest or before.versions == item.versions):
                return None
        report.mended[item.document] = changes
        digest = before.digest if before else ""
    elif before and before.mended and not reread and before.digest in ("", digest):
        measures, mended = writer.units(item.document), before.mended
    elif before and before.mended:
        log.warning(
            "%s was corrected by hand, and is read anew%s: its measures are the document's again; "
            "if the corrections still hold, ingest them again with --measures",
            printable(item.document),
            "" if reread else " since it changed",
        )
    return Entry(
        plan,
        measures,
        [search.embedded_text(measure) for measure in measures],
        digest,
        item.versions,
        item.declared,
        _now(),
        _place(item.file, writer.index.resolve()),
        mended,
        beside,
        _acronyms(plan, measures),
    )


def _acronyms(plan: Plan, measures: Sequence[Measure]) -> list[tuple[str, str]]:
    """The acronyms that a document defines, or its measures where its text is not known."""
    said = plan.text or "\n".join(
        "\n".join((*measure.path, measure.statement, *measure.details)) for measure in measures
    )
    found = (one.value for one in definitions(said))
    return list(dict.fromkeys((one.short, " ".join(one.long.split())) for one in found))


def _place(file: Path | None, index: Path) -> str:
    """Where a file lies as seen from the index, so that a workspace can be moved or copied."""
    if file is None:
        return ""
    place = str(file.parent.resolve() / file.name)
    with suppress(ValueError):  # another drive of Windows
        place = os.path.relpath(place, index)
    return printable(place)


def _check_origin(item: Work, digest: str, before: Known, index: Path) -> None:
    """Raise DocumentError when another file, which is still there, has the same document id."""
    origin = _place(item.file, index)
    if not (before.origin and origin) or before.origin == origin:
        return
    other = Path(os.path.normpath(index / before.origin))
    if other.is_file() and corpus.digest(other) != digest:
        raise DocumentError(
            f"{item.origin} would replace {other}, which is document {item.document!r} too; put "
            "both under one folder and ingest that folder"
        )


def _warn_of_lost(index: Path, work: Sequence[Work]) -> None:
    """Name what was corrected by hand and will be gone when the index is made anew."""
    given = {item.document for item in work if item.rows is not None}
    lost: list[str] = []
    with suppress(IndexUnavailableError), Reader(index) as reader, reader.snapshot():
        lost = [row.document for row in reader.documents() if row.mended]
    named = sorted(printable(document) for document in set(lost) - given)
    if named:
        more = f" and {len(named) - 5} more" * (len(named) > 5)
        log.warning(
            "corrected by hand, and lost by --rebuild: %s%s; ingest the corrections again with "
            "--measures",
            ", ".join(named[:5]),
            more,
        )


def _line(error: BaseException) -> str:
    return " ".join(printable(str(error)).split()) or "no reason given"


def _surprise(origin: str, error: Exception) -> str:
    log.debug("%s failed", origin, exc_info=error)
    return f"{origin} cannot be read ({type(error).__name__}: {_line(error)})"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def work(paths: Sequence[str], measures: Path | None, settings: Settings) -> list[Work]:
    """The work that was asked for: documents under `paths` (default: the corpus), or measures.

    Raises UsageError when there is nothing to index.
    """
    if measures:
        found = measures_work(measures)
    else:
        given = paths or (str(settings.corpus),)
        found = document_work(corpus.sources(given, settings.corpus, extract.supports))
    if not found:
        if measures:
            raise UsageError(
                f"{measures} holds no measure; make it with `mesures segment FILE --jsonl`"
            )
        origin = ", ".join(paths) or settings.corpus
        raise UsageError(f"{origin} holds nothing to index; put plans there (PDF, HTML, text)")
    return found


def built_with(index: Path, rebuild: bool) -> str | None:
    """The encoder that an existing index was built with; None where there is none to keep."""
    if not rebuild:
        with suppress(IndexUnavailableError), Reader(index) as reader:
            return reader.encoder.name
    return None


def segment_files(
    paths: Sequence[str],
    settings: Settings,
    passages: bool,
    failed: Callable[[str, str], None],
) -> Iterator[tuple[str, list[Measure]]]:
    """Each document under `paths` and its units; `failed` hears of each that cannot be read."""
    sources = corpus.sources(paths, settings.corpus, extract.supports)
    if not sources:
        raise UsageError(f"{', '.join(paths)} holds nothing to read; put plans there")
    for source in sources:
        try:
            yield source.document, segment.segment(read_document(source), passages=passages)
        except MesuresError as error:
            failed(printable(source.document), _line(error))
        except Exception as error:
            failed(printable(source.document), _surprise(str(source.path), error))
