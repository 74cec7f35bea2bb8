"""One document, from its file to its units: extract, clean, segment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from pipeline import clean, corpus, extract, segment
from pipeline.build.report import line, surprise
from pipeline.corpus import Source
from pipeline.errors import MesuresError, UsageError, printable
from pipeline.models import Measure, Plan
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.extract.ocr import Watch


def read_plan(source: Source, ocr: bool = True, watch: Watch | None = None) -> Plan:
    """A document, read and cleaned; what plans.toml declares of it wins over what it says.

    With `ocr`, pages that are pictures of text are recognised, and `watch` hears of each.
    Raises DocumentError.
    """
    source.check()
    given = {"password": source.password, "watch": watch}
    options: dict[str, Any] = {name: value for name, value in given.items() if value}
    if not ocr:
        options["recognise"] = False
    plan = extract.read(source.path, source.document, **options)
    declared = {name: value for name, value in asdict(source.facts).items() if value}
    facts = corpus.cleaned(replace(plan.facts, **declared))
    return clean.clean(replace(plan, facts=facts))


def read_document(
    source: Source, ocr: bool = True, watch: Watch | None = None, passages: bool = True
) -> tuple[Plan, list[Measure]]:
    """A document as `read_plan` gives it, and its units; with `passages`, all of them.

    Raises DocumentError.
    """
    plan = read_plan(source, ocr, watch)
    return plan, segment.segment(plan, passages=passages)


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
