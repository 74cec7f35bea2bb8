"""The client of Milvus: a connection, pages of rows, and one line for what goes wrong."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import grpc
from pymilvus import MilvusClient, MilvusException

from pipeline.cluster.opening import Address
from pipeline.errors import IndexUnavailableError, brief

MOST = 16_384  # rows of one answer of Milvus
_SECONDS = 10.0  # to wait for a server
_BATCH = 4_000_000  # bytes, about, that are sent at once
_IDS = 4_000  # values in one expression
_LEAST_LOOKED_AT = 64  # neighbours that a search of a graph goes through
_TOKEN = "MESURES_MILVUS_TOKEN"

Row = Mapping[str, Any]

_opened: Counter[str] = Counter()
_opening = threading.Lock()


def one_of(field: str, values: Iterable[str | int]) -> str:
    """The expression that a field has one of these values."""
    listed = list(values)
    return f"{field} in {json.dumps(listed, ensure_ascii=False)}" if listed else NOTHING[field]


# Expressions that no row meets, by the field that would be asked for.
NOTHING = {name: f"{name} < 0" for name in ("row", "document", "owner")} | {
    name: f'{name} == "\\n"' for name in ("kind", "name", "id", "pk")
}


def batches(values: Sequence[Any], size: int = _IDS) -> Iterator[Sequence[Any]]:
    """The values in parts that one expression holds."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


class Client:
    """A connection to one Milvus. Raises IndexUnavailableError from any method."""

    def __init__(self, address: Address, make: bool = False) -> None:
        """`make` a file that is not there."""
        self.address = address
        self._file = ""
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it logs what it raises
        logging.getLogger("milvus_lite").setLevel(logging.CRITICAL)
        with self._told():
            self._client = self._local(make) if address.local else self._remote()

    def _remote(self) -> MilvusClient:
        token = os.environ.get(_TOKEN, "")
        return MilvusClient(uri=self.address.uri, token=token, timeout=_SECONDS)

    def _local(self, make: bool) -> MilvusClient:
        path = Path(self.address.uri)
        if not make and not path.exists():
            raise no_index(self.address)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _opening:
            client = MilvusClient(uri=os.path.abspath(path))  # noqa: PTH100 - as Milvus has it
            self._file = os.path.abspath(path)  # noqa: PTH100
            _opened[self._file] += 1
        return client

    def close(self) -> None:
        """Let go of the connection; a file that nobody else here reads is free for others."""
        with suppress(MilvusException, grpc.RpcError):
            self._client.close()
        with _opening:
            name, self._file = self._file, ""
            if name:
                _opened[name] -= 1
                if not _opened[name]:
                    from milvus_lite.server_manager import server_manager_instance

                    server_manager_instance.release_server(name)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (MilvusException, grpc.RpcError, OSError, ValueError) as error:
            raise _unavailable(self.address, error) from error

    def names(self) -> list[str]:
        """The collections that there are."""
        with self._told():
            return list(self._client.list_collections())

    def target(self, alias: str) -> str | None:
        """The collection that an alias stands for; None where there is no such alias."""
        with self._told():
            try:
                return str(self._client.describe_alias(alias)["collection_name"])
            except MilvusException as error:
                if error.code in _UNKNOWN or "not found" in str(error).lower():
                    return None
                raise

    def point(self, alias: str, name: str, known: bool) -> None:
        """Let an alias stand for a collection from now on; `known` when there is such an alias."""
        with self._told():
            (self._client.alter_alias if known else self._client.create_alias)(name, alias)

    def create(self, name: str, schema: Any, indexes: Any) -> None:
        """Make a collection, and load it."""
        with self._told():
            self._client.create_collection(name, schema=schema, consistency_level="Strong")
            # Of nothing they are made at once: waiting would take half a second each.
            self._client.create_index(name, indexes, sync=False)
            self._client.load_collection(name)

    def load(self, name: str) -> None:
        """Make a collection searchable that another process may have let go."""
        with self._told():
            self._client.load_collection(name)

    def drop(self, name: str) -> None:
        """Take a collection away."""
        with self._told():
            self._client.drop_collection(name)

    def insert(self, name: str, rows: Iterable[Row], replace: bool = False) -> None:
        """Put rows into a collection; with `replace` in the place of those of the same key."""
        waiting: list[Row] = []
        size = 0
        with self._told():
            put = self._client.upsert if replace else self._client.insert
            for row in rows:
                waiting.append(row)
                size += sum(_size(value) for value in row.values())
                if size > _BATCH:
                    put(name, waiting)
                    waiting, size = [], 0
            if waiting:
                put(name, waiting)

    def delete(self, name: str, expression: str) -> None:
        """Take out the rows that meet an expression."""
        with self._told():
            self._client.delete(name, filter=expression)

    def flush(self, name: str) -> None:
        """Let what was put into a collection last."""
        with self._told():
            self._client.flush(name)

    def rows(
        self, name: str, expression: str, fields: Sequence[str], key: str, most: int = MOST
    ) -> Iterator[dict[str, Any]]:
        """The rows that meet an expression, by their key, a page at a time."""
        last: int | str | None = None
        while True:
            after = "" if last is None else f" and {key} > {json.dumps(last)}"
            with self._told():
                page = self._client.query(
                    name,
                    filter=f"({expression}){after}",
                    output_fields=[*dict.fromkeys((key, *fields))],
                    limit=most,
                )
            # Milvus Lite that was killed while it put files together may give rows twice.
            found = {row[key]: dict(row) for row in page}
            yield from (found[value] for value in sorted(found))
            if len(page) < most:
                return
            last = max(found)

    def search(
        self,
        name: str,
        field: str,
        vector: Any,
        limit: int,
        expression: str,
        fields: Sequence[str],
    ) -> list[tuple[float, dict[str, Any]]]:
        """The nearest rows by inner product, the best first: what they are near by, and fields."""
        params = {"ef": max(limit, _LEAST_LOOKED_AT)} if field == "dense" else {}
        with self._told():
            (hits,) = self._client.search(
                name,
                data=[vector],
                anns_field=field,
                limit=limit,
                filter=expression,
                output_fields=list(fields),
                search_params={"metric_type": "IP", "params": params},
            )
            return [(float(hit["distance"]), dict(hit["entity"])) for hit in hits]

    def within(
        self, name: str, field: str, vectors: Sequence[Any], least: float, expression: str, key: str
    ) -> list[list[int]]:
        """For each vector the keys of the rows with at least that inner product, MOST at most."""
        with self._told():
            found = self._client.search(
                name,
                data=list(vectors),
                anns_field=field,
                limit=MOST,
                filter=expression,
                output_fields=[key],  # of none Milvus Lite sends all, vectors too
                search_params={"metric_type": "IP", "params": {"radius": least, "ef": MOST}},
            )
            return [[int(hit[key]) for hit in hits] for hits in found]


_UNKNOWN = (100, 1600)  # no such collection, no such alias


def _size(value: object) -> int:
    if isinstance(value, str):
        return 2 * len(value)
    return 8 * len(value) if isinstance(value, list | dict) else 8


def no_index(address: Address) -> IndexUnavailableError:
    """The error for an address that stands for nothing."""
    return IndexUnavailableError(
        "no index in {address}; run `mesures ingest` or `mesures copy-index`", address=address
    )


def _unavailable(address: Address, error: Exception) -> IndexUnavailableError:
    said = str(getattr(error, "message", error))
    if address.local and "Open local milvus failed" in said:
        return IndexUnavailableError(
            "{address} cannot be opened; a file of Milvus Lite is open in one process at a time: "
            "end the other, or use a server of Milvus",
            address=address,
        )
    if not address.local and ("connect" in said.lower() or isinstance(error, grpc.RpcError)):
        return IndexUnavailableError(
            "{address} does not answer ({reason}); start the server, or name another",
            address=address,
            reason=brief(said),
        )
    return IndexUnavailableError(
        "{address} cannot be used ({reason})", address=address, reason=brief(said)
    )
