"""A run of ingest: what changed is read and committed in batches, each a whole index."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import search
from pipeline.build.isolation import InProcess, Readers
from pipeline.build.planning import UNREAD, Comparison, Step, compare, place_of
from pipeline.build.reading import over
from pipeline.build.report import Report, line, surprise
from pipeline.build.work import Work
from pipeline.build.worker import Job
from pipeline.errors import IndexUnavailableError, MesuresError, printable
from pipeline.export.mending import mended as merge
from pipeline.messages import Message, noted
from pipeline.models import Measure, Plan
from pipeline.nlp.matchers.acronyms import definitions
from pipeline.store import Entry, Folder, IndexWriter, Known, Run, Where, located
from pipeline.store.progress import told

if TYPE_CHECKING:
    from pipeline.embed import Encoder

# A killed run loses what it did since its last commit. Each commit writes the vectors anew, so
# there is one when enough documents wait, or when enough time went by for it to weigh little.
_BATCH = 200
_SECONDS = 10.0
_COMMIT_SHARE = 0.05  # of the time of a run, at most, when documents come slowly

log = logging.getLogger(__name__)

Progress = Callable[[Sequence[Step]], AbstractContextManager[Iterable[Step]]]


def ingest(
    index: Path | Where,
    work: Sequence[Work],
    encoder: Encoder,
    rebuild: bool = False,
    progress: Progress = nullcontext,
    reread: bool = False,
    prune: bool = False,
    folders: Sequence[Path] = (),
    readers: Readers | None = None,
) -> Report:
    """Index what is new or changed; a document that fails keeps its old version, if it has one.

    `readers` read documents (default: this process); `progress` wraps the iteration over the
    steps; `reread` takes no document for unchanged, and gives up what was corrected by hand.
    Documents that lay in one of `folders` and are there no more are named, and leave the index
    with `prune`. Raises IndexUnavailableError when the index cannot be written or was built by
    another version of mesures and `rebuild` is not asked for.
    """
    begun, report = time.perf_counter(), Report(started=_now())
    where = located(index)
    if rebuild:
        _warn_of_lost(where, work)
    with where.write(search.identity(encoder), rebuild) as writer:
        known = writer.known()
        comparison = compare(work, known, where.base, reread, folders)
        _take_over(comparison, known, report, prune, reread)
        for document in report.removed:
            writer.remove(document)
        if rebuild:  # an interrupted rebuild may have been one of other documents
            for document in known.keys() - {item.document for item in work}:
                writer.remove(document)
        batches = _Batches(writer, encoder, report, begun)
        found = _outcomes(comparison.steps, readers or InProcess())
        with progress(comparison.steps) as steps:
            for step in _told(where, steps, len(comparison.steps)):
                try:
                    entry = _entry(step, next(found), writer, report, reread)
                except (KeyboardInterrupt, MesuresError):  # the latter: no reader is left
                    batches.commit()
                    raise
                if entry:
                    writer.put(entry)
                    batches.commit_if_due()
        report.encoded_again = bool(
            known and not rebuild and not writer.pending and not batches.made and not writer.whole
        )
        run = batches.run(finished=True)
        if writer.pending or report.encoded_again or writer.unfinished:
            for document, place in comparison.relocated.items():
                writer.move(document, document, place)
            writer.commit(encoder.encode_documents, run, words=batches.words)
        elif known or report.added:
            writer.record(run, comparison.relocated)
    report.seconds = time.perf_counter() - begun
    return report


def preview(
    index: Path | Where,
    work: Sequence[Work],
    rebuild: bool = False,
    reread: bool = False,
    prune: bool = False,
    folders: Sequence[Path] = (),
) -> Report:
    """What `ingest` would do, as far as that is known before documents are read; nothing changes.

    Raises IndexUnavailableError where `ingest` would, for an index that cannot be read.
    """
    begun, report = time.perf_counter(), Report(started=_now(), dry=True)
    known: dict[str, Known] = {}
    where = located(index)
    if not rebuild and where.held():
        with where.read() as reader, reader.snapshot():
            known = reader.known()
    comparison = compare(work, known, where.base, reread, folders)
    _take_over(comparison, known, report, prune, reread)
    for step in comparison.steps:
        _file_under(step, report)
    report.seconds = time.perf_counter() - begun
    return report


def _told(where: Where, steps: Iterable[Step], total: int) -> Iterable[Step]:
    """`steps`, told beside an index that has a folder for that."""
    return told(where.path, steps, total) if isinstance(where, Folder) else steps


def _outcomes(steps: Sequence[Step], readers: Readers) -> Iterator[Any]:
    """What each step reads: a plan and its units, the MesuresError instead, or None for nothing."""
    documents = [step.work for step in steps if step.read and step.work.rows is None]
    read = readers.outcomes(Job(work.origin, work.read, work.file) for work in documents)
    for step in steps:
        if not step.read:
            yield None
        else:
            yield next(read) if step.work.rows is None else step.work.read()


class _Batches:
    """When to commit what was read so far, and the record of the run that goes with it."""

    def __init__(self, writer: IndexWriter, encoder: Encoder, report: Report, begun: float) -> None:
        self._writer = writer
        self._encoder = encoder
        self.words = search.words(encoder)
        self._report = report
        self._begun = begun
        self._last = time.perf_counter()
        self._wait = _SECONDS
        self.made = 0

    def run(self, finished: bool) -> Run:
        """The run so far."""
        report = self._report
        return Run(report.started, self._begun, report.counts(), report.failed, finished)

    def commit_if_due(self) -> None:
        """Commit if enough documents wait, or enough time went by."""
        late = time.perf_counter() - self._last >= self._wait
        if late or self._writer.pending >= _BATCH:
            self.commit()

    def commit(self) -> None:
        """Commit what waits, which is not the end of the run."""
        if not self._writer.pending:
            return
        start = time.perf_counter()
        so_far = self.run(finished=False)
        self._writer.commit(self._encoder.encode_documents, so_far, last=False, words=self.words)
        self._last = time.perf_counter()
        self._wait = max(_SECONDS, (self._last - start) / _COMMIT_SHARE)
        self.made += 1


def _take_over(
    comparison: Comparison,
    known: Mapping[str, Known],
    report: Report,
    prune: bool,
    reread: bool,
) -> None:
    """Put into the report what the comparison settled already."""
    report.unchanged, report.failed = comparison.unchanged, comparison.failed
    for document in comparison.gone:
        # What a person corrected is theirs to give up.
        goes = prune and (reread or not known[document].mended)
        (report.removed if goes else report.gone).append(document)
        if prune and not goes:
            log.warning(
                Message(
                    "{document} is gone, but was corrected by hand: it stays in the index; "
                    "`mesures ingest --prune --reread` gives the corrections up",
                    document=printable(document),
                )
            )


def _file_under(step: Step, report: Report) -> None:
    if step.was:
        report.moved[step.document] = step.was
    else:
        (report.changed if step.before else report.added).append(step.document)


def _entry(
    step: Step, found: Any, writer: IndexWriter, report: Report, reread: bool
) -> Entry | None:
    """The document to store, or None when it needs no storing or fails; all goes to the report.

    `found` is what was read, as `_outcomes` has it.
    """
    if isinstance(found, MesuresError):
        report.failed[printable(step.document)] = line(found)
        return None
    place = place_of(step.work.file, writer.index.resolve())
    try:
        entry = _read(step, found, place, writer, report, reread) if step.read else None
    except MesuresError as error:
        report.failed[printable(step.document)] = line(error)
        return None
    except Exception as error:
        # Whatever a document holds, the others must still be indexed.
        report.failed[printable(step.document)] = surprise(step.work.origin, error)
        return None
    if entry is None and step.read:
        report.unchanged.append(step.document)
        return None
    if step.was:
        writer.move(step.was, step.document, place)
    _file_under(step, report)
    report.measures += len(entry.measures) if entry else 0
    return entry


def _read(
    step: Step,
    found: tuple[Plan, Sequence[Measure]],
    place: str,
    writer: IndexWriter,
    report: Report,
    reread: bool,
) -> Entry | None:
    """The document, with the measures that it has, or those that a person corrected by hand.

    Corrected measures stay while the document does, whatever else changed: they are the person's.
    None when a file of measures says of a document just what the index holds.
    """
    item, before, digest = step.work, step.before, step.digest
    plan, measures = found
    mended, beside = "", False
    if item.rows is not None:
        previous = writer.units(item.document) if before else []
        measures, changes = merge(item.rows, previous)
        mended, beside = digest, bool(before and before.digest)
        if before:
            plan = replace(plan, facts=over(before.facts, item.declared))
            same = measures == previous and plan.facts == before.facts
            if same and (before.digest or before.versions == item.versions):
                return None
        report.mended[item.document] = changes
        digest = before.digest if before else ""
    elif before and before.mended and not reread and before.digest in ("", digest):
        kept = writer.units(step.was or item.document)
        measures = [replace(unit, document=item.document) for unit in kept]
        mended = before.mended
    elif before and before.mended:
        log.warning(
            Message(
                "{document} was corrected by hand, and is read anew{why}: its measures are the "
                "document's again; if the corrections still hold, ingest them again with "
                "--measures",
                document=printable(item.document),
                why="" if reread else noted(" since it changed"),
            )
        )
    return Entry(
        plan,
        measures,
        [search.embedded_text(measure) for measure in measures],
        digest,
        item.versions + UNREAD * any(page.unread for page in plan.pages),
        item.declared,
        _now(),
        place,
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


def _warn_of_lost(where: Where, work: Sequence[Work]) -> None:
    """Name what was corrected by hand and will be gone when the index is made anew."""
    given = {item.document for item in work if item.rows is not None}
    lost: list[str] = []
    with suppress(IndexUnavailableError), where.read() as reader, reader.snapshot():
        lost = [row.document for row in reader.documents() if row.mended]
    named = sorted(printable(document) for document in set(lost) - given)
    if named:
        log.warning(
            Message(
                "corrected by hand, and lost by --rebuild: {names}{more}; ingest the corrections "
                "again with --measures",
                names=", ".join(named[:5]),
                more=Message(" and {count} more", count=len(named) - 5) if len(named) > 5 else "",
            )
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def built_with(index: Path | Where, rebuild: bool) -> str | None:
    """The encoder that an existing index was built with; None where there is none to keep."""
    if not rebuild:
        with suppress(IndexUnavailableError), located(index).read() as reader:
            return reader.encoder.name
    return None
