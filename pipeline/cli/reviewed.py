"""What commands of `mesures review` work on: workspace and index, opened, and who decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.output import Command, pairs_told
from pipeline.errors import UsageError
from pipeline.models import Measure, Overlap
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.store import MeasureIndex
    from pipeline.workspace import Decision, Judged, Workspace


@dataclass(frozen=True, slots=True)
class Opened:
    """What a command of review works on: pairs as they count, decisions, titles, what is there."""

    settings: Settings
    workspace: Workspace
    reader: MeasureIndex
    made: Sequence[Decision]
    titles: Mapping[str, str]
    snapshot: str

    def pairs(self, most: int | None = None) -> list[Judged]:
        """The pairs that count, likeliest first: those that were decided, and the `most` least
        certain others (None: all)."""
        from pipeline.overlap import collected, overlaps
        from pipeline.overlap.reviewing import considered, judged, located_in

        held = collected(self.reader)
        with pairs_told() as tell:
            found = overlaps(held, related=True, tell=tell)
        located = located_in(self.reader)
        return judged(considered(held, found, self.made, located, most), self.made, located)

    def found(self, a: Measure, b: Measure) -> Overlap | None:
        """What is found of two measures."""
        from pipeline.overlap import collected, overlaps

        held = collected(self.reader)
        places = [n for n, id_ in enumerate(held.ids) if id_ in (a.id, b.id)]
        return next(iter(overlaps(held, related=True, only=places)), None)


def author_option(command: Command) -> Command:
    """Add --author; it goes into `settings`, so it stands below `index_option`."""

    @click.option(
        "--author",
        metavar="NAME",
        help="Who decides (default: author of mesures.toml, or the user of this machine).",
    )
    @wraps(command)
    def chosen(*args: Any, author: str | None, settings: Settings, **values: Any) -> Any:
        if author is not None and not author.strip():
            raise UsageError("the author is empty; give a name")
        settings = replace(settings, author=author or settings.author)
        return command(*args, settings=settings, **values)

    return chosen  # type: ignore[return-value]


def author_of(settings: Settings) -> str:
    """Who decides. Raises UsageError where nobody is known."""
    import getpass

    try:
        return settings.author or getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise UsageError("this machine knows no name of its user; give --author") from error


@contextmanager
def opened(settings: Settings) -> Iterator[Opened]:
    """Workspace and index, opened for the block."""
    from pipeline.cluster.opening import open_index
    from pipeline.search.snapshot import snapshot_id
    from pipeline.workspace import Workspace, place, reviews

    with (
        Workspace(place(settings)) as workspace,
        open_index(settings.index) as reader,
        reader.snapshot(),
    ):
        made = reviews.decisions(workspace)
        titles = {row.document: row.title for row in reader.documents()}
        yield Opened(settings, workspace, reader, made, titles, snapshot_id(reader))
