"""One writer at a time: a claim that others see, renewed as long as the writer lives.

Milvus has no locks. Who wants to write puts down a claim, then looks whether there is another: of
two at the same moment both may step back, and none goes on beside the other. A claim that was not
renewed for a while is that of a process that was killed. A file of Milvus Lite is open in one
process only, so there claims of other processes are leftovers.
"""

from __future__ import annotations

import json
import os
import platform
import secrets
import threading
import time
from contextlib import suppress
from typing import Any

from pymilvus import DataType, MilvusClient

from pipeline.cluster.milvus_client import Client
from pipeline.errors import IndexUnavailableError

_STALE = 900.0  # seconds after which a claim that nobody renewed counts no more
_BEAT = 60.0  # seconds between two renewals


class Claim:
    """The right to write a collection, from its making to `close`."""

    def __init__(self, client: Client) -> None:
        """Raises IndexUnavailableError when another writer is at work."""
        self._client = client
        self._name = f"{client.address.collection}_claims"
        self._token = secrets.token_hex(16)
        self._ended = threading.Event()
        if self._name not in client.names():
            client.create(self._name, _schema(), _indexes())
        client.load(self._name)
        try:
            self.renew()
        except BaseException:
            self.close()
            raise
        if not client.address.local:
            threading.Thread(target=self._go_on, daemon=True).start()

    def renew(self) -> None:
        """Say that the writer is still at work. Raises IndexUnavailableError for another one."""
        self._put()
        others = [row for row in self._claims() if row["pk"] != self._token and self._holds(row)]
        if others:
            told = json.loads(others[0]["value"])
            raise IndexUnavailableError(
                "{index} is being written by another `mesures ingest` (process {process} on "
                "{host}, since {since}); wait until it is done, or {minutes} minutes if it was "
                "killed",
                index=self._client.address,
                process=told["process"],
                host=told["host"],
                since=told["since"],
                minutes=round(_STALE / 60),
            )

    def _go_on(self) -> None:
        """Renew the claim while a document takes long to be read."""
        while not self._ended.wait(_BEAT):
            with suppress(IndexUnavailableError):  # the next commit tells of it
                self._put()

    def _put(self) -> None:
        since = time.strftime("%Y-%m-%d %H:%M:%S %z")
        process, host = _here()
        told = {"process": process, "host": host, "since": since, "seen": time.time()}
        value = json.dumps(told)
        row = {"pk": self._token, "value": value, "nothing": [0.0, 1.0]}
        self._client.insert(self._name, [row], replace=True)

    def close(self) -> None:
        """Let others write, and drop claims that nobody holds."""
        self._ended.set()
        left = [row["pk"] for row in self._claims() if not self._holds(row)]
        self._client.delete(self._name, f"pk in {json.dumps([self._token, *left])}")

    def _claims(self) -> list[dict[str, Any]]:
        return list(self._client.rows(self._name, 'pk != ""', ["value"], "pk"))

    def _holds(self, row: dict[str, Any]) -> bool:
        told = json.loads(row["value"])
        if self._client.address.local and (told["process"], told["host"]) != _here():
            return False
        return time.time() - float(told["seen"]) < _STALE


def _here() -> tuple[int, str]:
    """This process, and the machine that it runs on."""
    return os.getpid(), platform.node()


def _schema() -> Any:
    schema = MilvusClient.create_schema(auto_id=False)
    schema.add_field("pk", DataType.VARCHAR, is_primary=True, max_length=64)
    schema.add_field("value", DataType.VARCHAR, max_length=1024)
    schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)
    return schema


def _indexes() -> Any:
    indexes = MilvusClient.prepare_index_params()
    indexes.add_index("nothing", index_type="FLAT", metric_type="IP")
    return indexes
