"""What commands share: the options of output and of the index, and printing records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.settings import Settings, load

Command = TypeVar("Command", bound=Callable[..., Any])

TEXT, JSON, JSONL = "text", "json", "jsonl"


def output_options(command: Command) -> Command:
    """Add --json and --jsonl; the command gets `form`, one of TEXT, JSON, JSONL."""

    @click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
    @click.option("--jsonl", "as_jsonl", is_flag=True, help="Print one JSON object a line.")
    @wraps(command)
    def chosen(*args: Any, as_json: bool, as_jsonl: bool, **values: Any) -> Any:
        if as_json and as_jsonl:
            raise click.UsageError("choose --json or --jsonl, not both")
        form = JSON if as_json else JSONL if as_jsonl else TEXT
        return command(*args, form=form, **values)

    return chosen  # type: ignore[return-value]


def index_option(command: Command) -> Command:
    """Add -i/--index; the command gets `settings` in which it counts."""

    @click.option(
        "-i",
        "--index",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        help="The folder of the index (default: index).",
    )
    @wraps(command)
    def chosen(*args: Any, index: Path | None, **values: Any) -> Any:
        return command(*args, settings=load({"index": index}), **values)

    return chosen  # type: ignore[return-value]


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


def print_records(records: Iterable[Mapping[str, Any]], form: str) -> None:
    """Print records as JSON lines as they come, or as one JSON array."""
    if form == JSONL:
        for record in records:
            click.echo(json.dumps(record, ensure_ascii=False))
    else:
        click.echo(json.dumps(list(records), ensure_ascii=False, indent=2))
