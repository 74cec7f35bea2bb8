"""A build that is written: rows of the next generation, then the one row that makes them seen."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.cluster.milvus_client import Client, batches, one_of
from pipeline.cluster.milvus_schema import (
    LAYOUT,
    Build,
    build_named,
    builds,
    kept_indexes,
    kept_schema,
    units_indexes,
    units_schema,
)
from pipeline.cluster.milvus_state import Kept, Replaced, State, kept
from pipeline.store.schema import SCHEMA
from pipeline.text import VERSION as TEXT_VERSION

_NAMED = 1_000  # rows that one row names
_READING = 30.0  # seconds that a commit can be read after it was replaced
_LEFT_OUT = 2_000  # documents that readers leave out


class Target:
    """A build and the generation that is being put into it."""

    def __init__(self, client: Client, build: Build, generation: int) -> None:
        self._client = client
        self.build = build
        self.generation = generation

    def put(self, rows: Iterable[tuple[Mapping[str, Any], Sequence[Kept]]]) -> None:
        """Put units, with the rows that go with them."""
        beside: list[Kept] = []

        def units() -> Iterator[Mapping[str, Any]]:
            for unit, more in rows:
                beside.extend(more)
                yield unit

        self._client.insert(self.build.units, units())
        self.keep(beside)

    def keep(self, rows: Iterable[Kept]) -> None:
        """Put what is no unit."""
        self._client.insert(self.build.kept, rows)

    def doom(self, keys: Sequence[str]) -> None:
        """Let rows be taken out with what this commit replaces."""
        self.keep(
            kept(f"x:{n}@{self.generation}", "doomed", self.generation, json.dumps(list(part)))
            for n, part in enumerate(batches(keys, _NAMED))
        )

    def commit(
        self, meta: Mapping[str, str], dead: Sequence[int] = (), before: State | None = None
    ) -> None:
        """Make what was put the index, in one step: `dead` are documents that are no more.

        `before` is the commit of the same build that this one follows.
        """
        self.keep(
            kept(f"d:{n}@{self.generation}", "dead", self.generation, json.dumps(list(part)))
            for n, part in enumerate(batches(dead, _NAMED))
        )
        replaced = before.replaced if before else []
        whole = dict(meta) | {
            "schema": SCHEMA,
            "text": TEXT_VERSION,
            "layout": LAYOUT,
            "generation": str(self.generation),
            "replaced": json.dumps([*replaced, (self.generation, time.time(), len(dead))]),
            "cut": before.meta["cut"] if before else "0",
            # Tells this commit from all others, as the hashes of files do in a folder.
            "vectors_hash": "",
            "rows_hash": secrets.token_hex(16),
        }
        self.keep(_meta(whole))


def clean(client: Client, state: State) -> None:
    """Take out what a killed writer left, and what was replaced a while ago."""
    build, generation = state.build, state.generation
    for name in (build.units, build.kept):
        client.delete(name, f"born > {generation}")
    client.delete(build.kept, f'kind == "meta" and born < {generation}')
    gone = _done_with(state)
    if not gone:
        return
    cut = gone[-1].generation
    # First of all, who still reads a commit before must be able to tell.
    meta = dict(state.meta) | {"cut": str(cut)}
    client.insert(build.kept, _meta(meta), replace=True)
    for row in list(client.rows(build.kept, _until("dead", cut), ("value",), "pk")):
        for part in batches(json.loads(row["value"]), 100):
            client.delete(build.units, one_of("document", part))
            client.delete(build.kept, one_of("owner", part))
    for row in list(state.kept(_until("doomed", cut))):
        client.delete(build.kept, one_of("pk", json.loads(row["value"])))
    for kind in ("dead", "doomed"):
        client.delete(build.kept, _until(kind, cut))
    # The same commit, with less to leave out.
    meta["replaced"] = json.dumps(state.replaced[len(gone) :])
    client.insert(build.kept, _meta(meta), replace=True)


def _meta(meta: Mapping[str, str]) -> list[Kept]:
    born = int(meta["generation"])
    return [kept(f"m@{born}", "meta", born, json.dumps(meta, ensure_ascii=False))]


def _until(kind: str, generation: int) -> str:
    return f'kind == "{kind}" and born <= {generation}'


def _done_with(state: State) -> Sequence[Replaced]:
    """What hardly anybody reads any more, or is too much to be left out of every answer."""
    now, waiting = time.time(), sum(one.documents for one in state.replaced)
    for n, one in enumerate(state.replaced):
        if 0 <= now - one.time < _READING and waiting <= _LEFT_OUT:
            return state.replaced[:n]
        waiting -= one.documents
    return state.replaced


def new_build(client: Client, dimension: int) -> Build:
    """The two collections of a build that nobody reads yet."""
    alias = client.address.collection
    found = builds(alias, client.names())
    build = build_named(alias, max(found, default=0) + 1)
    client.create(build.units, units_schema(dimension), units_indexes(client.address.local))
    client.create(build.kept, kept_schema(), kept_indexes())
    return build


def drop_others(client: Client, build: Build | None) -> None:
    """Take away the builds that an alias does not stand for: replaced, or never finished."""
    for names in builds(client.address.collection, client.names()).values():
        for name in names:
            if build is None or name not in (build.units, build.kept):
                client.drop(name)
