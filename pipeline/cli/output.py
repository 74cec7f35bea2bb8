"""What commands share: the options of output and of the index, and printing records."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial, wraps
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from pipeline.cli.speech import phrase, phrases
from pipeline.errors import EncoderError, UsageError, printable
from pipeline.messages import cause
from pipeline.models import Filters, UnitKind
from pipeline.settings import Settings, load
from pipeline.text import fold

if TYPE_CHECKING:
    from pipeline.embed import Encoder

Command = TypeVar("Command", bound=Callable[..., Any])

TEXT, JSON, JSONL = "text", "json", "jsonl"


class PathType(click.Path):
    """A path that is not empty: to Path the empty one is the current folder."""

    def __init__(self, **options: Any) -> None:
        super().__init__(path_type=Path, **options)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path as click has it."""
        if value == "":
            self.fail(phrase("an empty path names nothing"), param, ctx)
        return super().convert(value, param, ctx)


class Chance(click.FloatRange):
    """A probability. NaN is within every range to click, and no pair would pass it."""

    def __init__(self) -> None:
        super().__init__(0, 1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The probability as a float."""
        found = super().convert(value, param, ctx)
        if math.isnan(found):
            self.fail(phrase("must be a probability, not {text}", text=value), param, ctx)
        return found


def output_options(command: Command) -> Command:
    """Add --json and --jsonl; the command gets `form`, one of TEXT, JSON, JSONL."""

    @click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
    @click.option("--jsonl", "as_jsonl", is_flag=True, help="Print one JSON object a line.")
    @wraps(command)
    def chosen(*args: Any, as_json: bool, as_jsonl: bool, **values: Any) -> Any:
        if as_json and as_jsonl:
            raise click.UsageError(phrase("choose --json or --jsonl, not both"))
        form = JSON if as_json else JSONL if as_jsonl else TEXT
        return command(*args, form=form, **values)

    return chosen  # type: ignore[return-value]


def index_option(command: Command) -> Command:
    """Add -i/--index; the command gets `settings` in which it counts."""

    @click.option(
        "-i",
        "--index",
        type=PathType(file_okay=False),
        metavar="DIR",
        help="The folder of the index (default: index), or its address in Milvus.",
    )
    @wraps(command)
    def chosen(*args: Any, index: Path | None, **values: Any) -> Any:
        return command(*args, settings=load({"index": index}), **values)

    return chosen  # type: ignore[return-value]


def workspace_option(command: Command) -> Command:
    """Add --workspace; it goes into `settings`, so it stands below `index_option`."""

    @click.option(
        "--workspace",
        type=PathType(dir_okay=False),
        metavar="FILE",
        help="What people saved and decided (default: workspace.db beside the index folder).",
    )
    @wraps(command)
    def chosen(*args: Any, workspace: Path | None, settings: Settings, **values: Any) -> Any:
        if workspace:
            settings = replace(settings, workspace=workspace)
        return command(*args, settings=settings, **values)

    return chosen  # type: ignore[return-value]


def filter_options(kinds: str) -> Callable[[Command], Command]:
    """Add --plan, --issuer, --year and --kind (`kinds` explains it); the command gets `filters`."""

    def added(command: Command) -> Command:
        @click.option("--plan", "plans", multiple=True, metavar="NAME", help="Only plans named so.")
        @click.option(
            "--issuer", "issuers", multiple=True, metavar="NAME", help="Only plans of these."
        )
        @click.option(
            "--year", "years", multiple=True, type=int, help="Only plans that cover the year."
        )
        @click.option(
            "--kind",
            "kinds",
            multiple=True,
            type=click.Choice([kind.value for kind in UnitKind]),
            help=kinds,
        )
        @wraps(command)
        def chosen(
            *args: Any,
            plans: tuple[str, ...],
            issuers: tuple[str, ...],
            years: tuple[int, ...],
            kinds: tuple[str, ...],
            **values: Any,
        ) -> Any:
            filters = Filters(
                plans=tuple(fold(name) for name in plans),
                issuers=tuple(fold(name) for name in issuers),
                years=years,
                kinds=tuple(UnitKind(kind) for kind in kinds),
            )
            return command(*args, filters=filters, **values)

        return chosen  # type: ignore[return-value]

    return added


@dataclass(frozen=True, slots=True)
class Tables:
    """The files that a list is written to, instead of the terminal."""

    workbook: Path | None
    table: Path | None
    force: bool

    def __bool__(self) -> bool:
        return bool(self.workbook or self.table)

    def check(self, form: str, page: Path | None = None) -> None:
        """Raise UsageError before long work where a file could not be written in the end.

        `page` is another file that the command writes.
        """
        from pipeline.export.files import check_place

        if self and form != TEXT:
            raise UsageError("--xlsx and --csv write files; leave out --json and --jsonl")
        for file in filter(None, (self.workbook, self.table)):
            check_place(file, self.force)
        files = [os.path.realpath(one) for one in (page, self.workbook, self.table) if one]
        for one in files:
            if files.count(one) > 1:
                raise UsageError("{file} is named twice; give each a file of its own", file=one)

    def write(self, write: Callable[[str, IO[bytes]], object]) -> None:
        """Let `write` fill each file, in the format it is given. Raises UsageError."""
        from pipeline.export.files import write_whole

        for form, file in (("xlsx", self.workbook), ("csv", self.table)):
            if file:
                try:
                    write_whole(file, partial(write, form), self.force)
                except UsageError as error:
                    if str(error).startswith(str(file)):
                        raise
                    raise UsageError("{file}: {error}", file=file, error=error) from error
                click.echo(printable(str(file)), err=True)


def table_options(row: str) -> Callable[[Command], Command]:
    """Add --xlsx, --csv (`row` explains it) and --force; the command gets `tables`."""

    def added(command: Command) -> Command:
        @click.option(
            "--xlsx", "workbook", type=PathType(), metavar="FILE", help="Write a workbook."
        )
        @click.option("--csv", "table", type=PathType(), metavar="FILE", help=row)
        @click.option("--force", is_flag=True, help="Write over a workbook or CSV that is there.")
        @wraps(command)
        def chosen(
            *args: Any, workbook: Path | None, table: Path | None, force: bool, **values: Any
        ) -> Any:
            return command(*args, tables=Tables(workbook, table, force), **values)

        return chosen  # type: ignore[return-value]

    return added


def reading_options(command: Command) -> Command:
    """Add --password, --no-ocr and --workers; the command gets None for what is not said."""

    @click.option(
        "--password",
        envvar="MESURES_PASSWORD",
        metavar="TEXT",
        help="Open encrypted PDFs that plans.toml gives no password (or set MESURES_PASSWORD).",
    )
    @click.option("--no-ocr", is_flag=True, help="Leave out pages that are pictures of text.")
    @click.option(
        "--workers",
        type=int,
        metavar="N",
        help="Read documents in so many processes (default: 1; 0: in this one, without limits).",
    )
    @wraps(command)
    def chosen(*args: Any, no_ocr: bool, **values: Any) -> Any:
        return command(*args, ocr=False if no_ocr else None, **values)

    return chosen  # type: ignore[return-value]


@contextmanager
def page_count() -> Iterator[Callable[[str, int, int], None] | None]:
    """What tells on a terminal how many pages of a scan are recognised; None elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return

    def tell(document: str, done: int, pages: int) -> None:
        shown = printable(document)[-40:]
        end = "\r\033[K" if done >= pages else ""
        counted = phrase("OCR {name}: {done}/{pages} pages", name=shown, done=done, pages=pages)
        click.echo(f"\r\033[K{counted}{end}", err=True, nl=False)

    try:
        yield tell
    finally:
        click.echo("\r\033[K", err=True, nl=False)


@contextmanager
def pairs_told() -> Iterator[Callable[[int], None] | None]:
    """What tells on a terminal how many pairs of measures were judged so far; None elsewhere.

    What takes less than a second is done before anything is told.
    """
    if not sys.stderr.isatty():
        yield None
        return
    quiet = time.monotonic() + 1
    last = 0

    def tell(count: int) -> None:
        nonlocal quiet, last
        if time.monotonic() >= quiet:
            told = phrases("{n} pair of measures judged", "{n} pairs of measures judged", count)
            click.echo(f"\r\033[K{told}", err=True, nl=False)
            quiet, last = time.monotonic() + 0.2, count

    try:
        yield tell
    finally:
        if last:
            click.echo("\r\033[K", err=True, nl=False)


def encoder_option(command: Command) -> Command:
    """Add --encoder; it goes into `settings`, so it stands above `index_option`."""

    @click.option(
        "--encoder",
        metavar="NAME_OR_PATH",
        help="An encoder other than the shipped one: a sentence-transformers model.",
    )
    @wraps(command)
    def chosen(*args: Any, encoder: str | None, settings: Settings, **values: Any) -> Any:
        joined = load({"index": settings.index, "encoder": encoder})
        return command(*args, settings=joined, **values)

    return chosen  # type: ignore[return-value]


def chosen_encoder(settings: Settings, index: Path, built: str | None) -> Encoder:
    """The encoder that was chosen, or else the one that `index` was built with (None: no index).

    Raises EncoderError that says who named what is not there.
    """
    from pipeline.embed import DEFAULT_ENCODER, load_encoder

    if settings.encoder:
        with named_by(settings):
            return load_encoder(settings.encoder)
    try:
        return load_encoder(built or DEFAULT_ENCODER)
    except EncoderError as error:
        if built is None:
            raise
        raise EncoderError(
            "{index} was built with encoder {built}, which is not here ({error}); "
            "bring it back, or encode again: `mesures ingest --encoder "
            "{default_encoder}`",
            index=index,
            built=built,
            error=error,
            default_encoder=DEFAULT_ENCODER,
        ) from error


@contextmanager
def named_by(settings: Settings) -> Iterator[None]:
    """Let errors about an encoder say where it was chosen, unless that stands on the line."""
    try:
        yield
    except EncoderError as error:
        if settings.encoder_origin in ("", "--encoder"):
            raise
        raise EncoderError(
            "{error} ({encoder_origin} names encoder {encoder})",
            error=error,
            encoder_origin=settings.encoder_origin,
            encoder=settings.encoder,
        ) from error


def check_page(out: Path) -> None:
    """Raise UsageError before the long work where a page could not be written in the end."""
    if os.path.isdir(out):  # noqa: PTH112 - Path.is_dir raises where a folder is closed
        raise UsageError("{out} is a folder; give --html the name of a file", out=out)
    if not os.path.isdir(out.parent):  # noqa: PTH112
        raise UsageError(
            "{out} cannot be written (there is no folder {parent}); make it",
            out=out,
            parent=out.parent,
        )


def write_page(out: Path, content: bytes, held: str) -> None:
    """Write a page and say on standard error what it holds. Raises UsageError."""
    try:
        out.write_bytes(content)
    except (OSError, ValueError) as error:
        raise UsageError(
            "{out} cannot be written ({reason}); give --html another", out=out, reason=cause(error)
        ) from error
    name, size = printable(str(out)), size_told(len(content))
    click.echo(phrase("{name}: {held}, {size}", name=name, held=held, size=size), err=True)


def size_told(size: int) -> str:
    """A number of bytes for people: « 23 kB », « 1.4 MB »."""
    if size >= 1e5:
        return phrase("{size:.1f} MB", size=size / 1e6)
    return phrase("{size} kB", size=max(1, round(size / 1e3)))


def print_records(records: Iterable[Mapping[str, Any]], form: str) -> None:
    """Print records as JSON lines as they come, or as one JSON array."""
    if form == JSONL:
        for record in records:
            click.echo(json.dumps(record, ensure_ascii=False))
    else:
        click.echo(json.dumps(list(records), ensure_ascii=False, indent=2))
