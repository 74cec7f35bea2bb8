"""How a run of ingest is made, shown and reported; and runs without end, with --watch."""

from __future__ import annotations

import signal
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import build
from pipeline.cli.output import TEXT, chosen_encoder, page_count, print_records
from pipeline.cli.speech import changes as changed
from pipeline.cli.speech import outcomes, phrase, phrases, shown
from pipeline.cluster.opening import where
from pipeline.errors import MesuresError, UsageError, printable
from pipeline.messages import Message, noted
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.build.isolation import Readers
    from pipeline.export.mending import Changes

_FORESEEN = {
    "added": noted("added"),
    "changed": noted("changed"),
    "moved": noted("moved"),
    "removed": noted("removed"),
    "gone": noted("gone"),
}
_NAMED = 5  # documents that are gone, on one line


@dataclass(frozen=True, slots=True)
class Ingest:
    """What was asked of `mesures ingest`."""

    paths: tuple[str, ...]
    measures: Path | None
    settings: Settings
    password: str | None
    form: str
    offline: bool = False
    reread: bool = False
    rebuild: bool = False
    prune: bool = False
    dry_run: bool = False
    report: Path | None = None
    ray: str | None = None

    def run(self, but: Collection[Path] = ()) -> build.Report:
        """Index what changed, leaving the files `but` alone; print and write what was done."""
        if self.report:
            build.check_report(self.report)
        work = build.work(self.paths, self.measures, self.settings, self.password, self.offline)
        if but:  # and take no half of a move for a removal
            work = [item for item in work if not item.file or build.resolved(item.file) not in but]
        report = self._made(work, self.prune and not but)
        self._tell(report)
        if self.report:
            build.write_report(report, self.report)
        return report

    def _made(self, work: Sequence[build.Work], prune: bool) -> build.Report:
        settings, index = self.settings, where(self.settings.index)
        folders = [] if self.measures else build.folders(self.paths, settings)
        if self.dry_run:
            return build.preview(index, work, self.rebuild, self.reread, prune, folders)
        built = None if settings.encoder else build.built_with(index, self.rebuild)
        encoder = chosen_encoder(settings, settings.index, built)
        with self._readers() as readers:
            return build.ingest(
                index,
                work,
                encoder,
                self.rebuild,
                _progress,
                self.reread,
                prune,
                folders,
                readers,
            )

    @contextmanager
    def _readers(self) -> Iterator[Readers]:
        settings = self.settings
        if self.ray is not None:
            from pipeline import cluster

            with cluster.RayReaders(self.ray, settings.workers, settings.limits) as there:
                yield there
            return
        with page_count() as watch, build.readers(
            settings.workers, settings.limits, watch
        ) as here:  # fmt: skip
            yield here

    def _tell(self, report: build.Report) -> None:
        for reason in report.failed.values():
            click.echo(f"mesures: {printable(shown(reason))}", err=True)
        if self.form != TEXT:
            print_records([report.record()], self.form)
            return
        for document in report.changed:
            if document in report.mended:
                told = _told(report.mended[document])
                name = printable(document)
                click.echo(phrase("{name}: {told}", name=name, told=told), err=True)
        if report.dry:
            for line in _foreseen(report):
                click.echo(line)
        elif report.gone:
            named = ", ".join(printable(document) for document in report.gone[:_NAMED])
            count = len(report.gone) - _NAMED
            said = phrase(
                "gone, but still in the index: {names}{more} (`mesures ingest --prune` takes "
                "them out)",
                names=named,
                more=Message(" and {count} more", count=count) if count > 0 else "",
            )
            click.echo(said, err=True)
        click.echo(_summary(report), err=True)


def follow(job: Ingest, settle: float) -> None:
    """Run whenever documents or plans.toml changed and are still again, until Ctrl-C or a stop."""
    from pipeline.fetch.addresses import is_address

    if addresses := [path for path in job.paths if is_address(path)]:
        raise UsageError(
            "--watch follows files and folders, and fetches nothing; leave out {addresses}",
            addresses=addresses[0],
        )
    paths = [Path(path) for path in job.paths or (str(job.settings.corpus),)]
    build.folders_exist(paths)
    said: list[str] = []

    def run(waiting: set[Path]) -> bool:
        try:
            job.run(waiting)
        except MesuresError as error:
            if said[-1:] != [str(error)]:  # once, not at every look
                click.echo(f"mesures: {printable(shown(error.message))}", err=True)
            said[:] = [str(error)]
            return False
        said.clear()
        return True

    with suppress(KeyboardInterrupt), _stopped_like_interrupted():
        names = ", ".join(map(str, paths))
        click.echo(phrase("watching {names}; Ctrl-C ends", names=names), err=True)
        build.watch(build.Watched(paths, settle), run, settle)
    click.echo(phrase("stopped"), err=True)


@contextmanager
def _stopped_like_interrupted() -> Iterator[None]:
    """Let SIGTERM, by which services are stopped, end a run as cleanly as Ctrl-C."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _progress(steps: Sequence[build.Step]) -> Iterator[Iterable[build.Step]]:
    if not sys.stderr.isatty():
        yield steps
        return
    with click.progressbar(
        steps, item_show_func=lambda step: step.document if step else "", file=sys.stderr
    ) as shown:
        yield shown


def _foreseen(report: build.Report) -> Iterator[str]:
    """What a run would do, a document a line."""
    for outcome in ("added", "changed", "moved", "removed", "gone"):
        for document in getattr(report, outcome):
            was = report.moved.get(document)
            name = f"{was} → {document}" if was and outcome == "moved" else document
            yield f"{shown(_FORESEEN[outcome]):8} {printable(name)}"


def _summary(report: build.Report) -> str:
    counts = outcomes(report.counts())
    if report.dry:
        return phrase("would be: {counts} (nothing was changed)", counts=counts)
    said = [counts]
    if report.measures:
        made = phrases("{n} new or changed unit", "{n} new or changed units", report.measures)
        said.append(made)
    if report.encoded_again:
        said.append(phrase("all vectors made again"))
    parts = phrase("; ").join(said)
    return phrase("{parts} ({seconds:.1f} s)", parts=parts, seconds=report.seconds)


def _told(changes: Changes) -> str:
    counts = changed(asdict(changes))
    return phrase("units: {counts}", counts=counts or noted("none changed"))
