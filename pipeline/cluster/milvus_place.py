"""A collection of Milvus as a place of an index."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.cluster.milvus_client import Client
from pipeline.cluster.milvus_reader import MilvusReader
from pipeline.cluster.milvus_writer import MilvusWriter
from pipeline.cluster.opening import Address
from pipeline.store import EncoderIdentity


@dataclass(frozen=True, slots=True)
class MilvusPlace:
    """Where an index in Milvus is, and how it is opened."""

    address: Address

    @property
    def base(self) -> Path:
        """What places of files are told as seen from."""
        return self.address.base

    def held(self) -> bool:
        """Whether an index was ever committed there. Raises IndexUnavailableError."""
        if self.address.local and not Path(self.address.uri).exists():
            return False
        client = Client(self.address)
        try:
            return client.target(self.address.collection) is not None
        finally:
            client.close()

    def read(self) -> MilvusReader:
        """Open it for reading. Raises IndexUnavailableError."""
        return MilvusReader(self.address)

    def write(self, encoder: EncoderIdentity, rebuild: bool = False) -> MilvusWriter:
        """Open it for writing. Raises IndexUnavailableError."""
        return MilvusWriter(self.address, encoder, rebuild)
