"""A build that is written: rows of the next generation, then the one row that makes them seen."""

from __future__ import annotations

import json
import secrets
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
from pipeline.cluster.milvus_state import Kept, State, kept
from pipeline.store.schema import SCHEMA
from pipeline.text import VERSION as TEXT_VERSION

_DOOMED = 1_000  # keys that one row names


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
        """Let rows be taken out by the commit after this one."""
        self.keep(
            kept(f"x:{n}@{self.generation}", "doomed", self.generation, json.dumps(list(part)))
            for n, part in enumerate(batches(keys, _DOOMED))
        )

    def commit(self, meta: Mapping[str, str], dead: Sequence[int]) -> None:
        """Make what was put the index, in one step: `dead` are documents that are no more."""
        whole = dict(meta) | {
            "schema": SCHEMA,
            "text": TEXT_VERSION,
            "layout": LAYOUT,
            "generation": str(self.generation),
            "dead": json.dumps(list(dead)),
            # Tells this commit from all others, as the hashes of files do in a folder.
            "vectors_hash": "",
            "rows_hash": secrets.token_hex(16),
        }
        value = json.dumps(whole, ensure_ascii=False)
        self.keep([kept(f"m@{self.generation}", "meta", self.generation, value)])


def clean(client: Client, state: State) -> None:
    """Take out what a killed writer left, and what the last commit left for who still read."""
    build, generation = state.build, state.generation
    for name in (build.units, build.kept):
        client.delete(name, f"born > {generation}")
    doomed = list(state.kept('kind == "doomed"'))
    for part in batches(state.dead, 100):
        client.delete(build.units, one_of("document", part))
        client.delete(build.kept, one_of("owner", part))
    for row in doomed:
        client.delete(build.kept, one_of("pk", json.loads(row["value"])))
    if doomed or state.dead:
        client.delete(build.kept, 'kind == "doomed"')
        # The same commit, with nothing left to leave out.
        value = json.dumps(dict(state.meta) | {"dead": "[]"}, ensure_ascii=False)
        row = kept(f"m@{generation}", "meta", generation, value)
        client.insert(build.kept, [row], replace=True)
    client.delete(build.kept, f'kind == "meta" and born < {generation}')


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
