"""One document, from its file to its units: extract, clean, segment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import about, clean, corpus, extract, segment
from pipeline.build.isolation import readers
from pipeline.build.report import line
from pipeline.build.worker import Job
from pipeline.corpus import Source
from pipeline.errors import MesuresError, UsageError, printable
from pipeline.models import Facts, Measure, Plan
from pipeline.settings import Limits, Settings

if TYPE_CHECKING:
    from pipeline.extract.ocr import Watch


def read_plan(
    source: Source,
    ocr: bool = True,
    watch: Watch | None = None,
    limits: Limits | None = None,
    copy: Path | None = None,
) -> Plan:
    """A document, read and cleaned; what plans.toml declares of it wins over what it says.

    With `ocr`, pages that are pictures of text are recognised, and `watch` hears of each. `copy`
    is where its content lies when this machine has no `source.path`. Raises DocumentError.
    """
    source.check()
    plan = extract.read(
        copy or source.path,
        source.document,
        password=source.password or "",
        recognise=ocr,
        watch=watch,
        charset=source.charset,
        limits=limits,
    )
    facts = corpus.cleaned(over(plan.facts, source.facts))
    return clean.clean(replace(plan, facts=facts))


def described(plan: Plan, declared: Facts) -> Plan:
    """The plan with the facts that it states of itself; what plans.toml declares wins over them.

    Measures are found before that: their headings leave out the title that the file names.
    """
    return replace(plan, facts=corpus.cleaned(over(about.document_facts(plan), declared)))


def over(facts: Facts, declared: Facts) -> Facts:
    """Facts, those that are declared in the place of those that were found."""
    return replace(facts, **{name: value for name, value in asdict(declared).items() if value})


def read_document(
    source: Source,
    ocr: bool = True,
    watch: Watch | None = None,
    limits: Limits | None = None,
    copy: Path | None = None,
) -> tuple[Plan, list[Measure]]:
    """A document with what it says of itself, and its units, passages included.

    Raises DocumentError.
    """
    plan = read_plan(source, ocr, watch, limits, copy)
    return described(plan, source.facts), segment.segment(plan, passages=True)


def read_units(
    source: Source,
    ocr: bool = True,
    watch: Watch | None = None,
    limits: Limits | None = None,
    passages: bool = False,
) -> list[Measure]:
    """The units of a document, with what is in no measure if `passages`. Raises DocumentError."""
    return segment.segment(read_plan(source, ocr, watch, limits), passages=passages)


def segment_files(
    paths: Sequence[str],
    settings: Settings,
    passages: bool,
    failed: Callable[[str, str], None],
    password: str | None = None,
    watch: Watch | None = None,
) -> Iterator[tuple[str, list[Measure]]]:
    """Each document under `paths` and its units; `failed` hears of each that cannot be read."""
    sources = corpus.sources(paths, settings.corpus, extract.supports, password)
    if not sources:
        raise UsageError("{names} holds nothing to read; put plans there", names=", ".join(paths))
    jobs = [
        Job(
            printable(str(source.path)),
            partial(read_units, source, settings.ocr, limits=settings.limits, passages=passages),
        )
        for source in sources
    ]
    with readers(settings.workers, settings.limits, watch) as reader:
        for source, found in zip(sources, reader.outcomes(jobs), strict=True):
            if isinstance(found, MesuresError):
                failed(printable(source.document), line(found))
            else:
                yield source.document, found


def read_alone(source: Source, settings: Settings, watch: Watch | None = None) -> Plan:
    """One document, read and cleaned as the settings have it. Raises DocumentError."""
    read = partial(read_plan, source, settings.ocr, limits=settings.limits)
    with readers(settings.workers, settings.limits, watch) as reader:
        (found,) = reader.outcomes([Job(printable(str(source.path)), read)])
    if isinstance(found, MesuresError):
        raise found
    plan: Plan = found
    return plan
