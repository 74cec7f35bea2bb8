"""One document, from its file to its units: extract, clean, segment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from pipeline import about, clean, corpus, extract, segment
from pipeline.build.report import line, surprise
from pipeline.corpus import Source
from pipeline.errors import MesuresError, UsageError, printable
from pipeline.models import Facts, Measure, Plan
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.extract.ocr import Watch


def read_plan(source: Source, ocr: bool = True, watch: Watch | None = None) -> Plan:
    """A document, read and cleaned; what plans.toml declares of it wins over what it says.

    With `ocr`, pages that are pictures of text are recognised, and `watch` hears of each.
    Raises DocumentError.
    """
    source.check()
    given = {"password": source.password, "charset": source.charset, "watch": watch}
    options: dict[str, Any] = {name: value for name, value in given.items() if value}
    if not ocr:
        options["recognise"] = False
    plan = extract.read(source.path, source.document, **options)
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
    source: Source, ocr: bool = True, watch: Watch | None = None, passages: bool = True
) -> tuple[Plan, list[Measure]]:
    """A document with what it says of itself, and its units; with `passages`, all of them.

    Raises DocumentError.
    """
    plan = read_plan(source, ocr, watch)
    return described(plan, source.facts), segment.segment(plan, passages=passages)


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
        raise UsageError(f"{', '.join(paths)} holds nothing to read; put plans there")
    for source in sources:
        try:
            yield source.document, read_document(source, settings.ocr, watch, passages)[1]
        except MesuresError as error:
            failed(printable(source.document), line(error))
        except Exception as error:
            failed(printable(source.document), surprise(str(source.path), error))
