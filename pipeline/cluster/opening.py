"""What `--index` names, opened: a folder, or a collection of Milvus, whose client is an extra.

`milvus+http://HOST:PORT/COLLECTION` (or `milvus+https:`) is a collection of a server,
`milvus+file:PATH.db` a file of Milvus Lite, which one process at a time can open. pymilvus is
imported for these only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import IndexUnavailableError, UsageError
from pipeline.settings import MILVUS
from pipeline.store import Folder, MeasureIndex, Where

if TYPE_CHECKING:
    from pipeline.cluster.copying import Copied

_SERVER = re.compile(r"(https?):/{1,2}([^/]+)/([A-Za-z_][A-Za-z0-9_]{0,199})/?")
_IN_FILE = "mesures"  # the collection of a file


@dataclass(frozen=True, slots=True)
class Address:
    """A collection of Milvus: what pymilvus connects to, and the address as a person wrote it."""

    path: Path
    uri: str
    collection: str
    local: bool

    @property
    def base(self) -> Path:
        """What places of files are told as seen from: the file, or the folder of who ingests."""
        return Path(self.uri).resolve() if self.local else Path.cwd()

    def __str__(self) -> str:
        return f"{MILVUS}file:{self.uri}" if self.local else f"{MILVUS}{self.uri}/{self.collection}"


def where(index: Path) -> Where:
    """Where an index is. Raises UsageError for an address that is none."""
    if not str(index).startswith(MILVUS):
        return Folder(index)
    address = _with_client(index)
    from pipeline.cluster.milvus_place import MilvusPlace

    return MilvusPlace(address)


def copied(source: Path, target: Path, replace: bool) -> Copied:
    """Copy an index from a folder into Milvus, or back.

    Raises UsageError, IndexUnavailableError.
    """
    back = str(source).startswith(MILVUS)
    address = _with_client(source if back else target)
    from pipeline.cluster.copying import into_folder, into_milvus

    if back:
        return into_folder(address, target, replace)
    return into_milvus(source, address, replace)


def _with_client(index: Path) -> Address:
    """The address of an index, where there is a client for it."""
    address = address_of(index)
    if find_spec("pymilvus") is None or (address.local and find_spec("milvus_lite") is None):
        raise IndexUnavailableError(
            '{address} needs the client of Milvus; `pip install "mesures[cluster]"` brings it',
            address=address,
        )
    return address


def open_index(index: Path) -> MeasureIndex:
    """The index opened for reading. Raises IndexUnavailableError, UsageError."""
    return where(index).read()


def address_of(index: Path) -> Address:
    """The collection that an address names. Raises UsageError."""
    told = str(index).removeprefix(MILVUS)
    if told.startswith("file:") and (name := told.removeprefix("file:")).endswith(".db"):
        return Address(index, name, _IN_FILE, local=True)
    # A path holds one slash where an address has two.
    if found := _SERVER.fullmatch(told.replace("\\", "/")):
        scheme, host, collection = found.groups()
        return Address(index, f"{scheme}://{host}", collection, local=False)
    raise UsageError(
        "{index} names no index of Milvus; write milvus+http://HOST:PORT/COLLECTION or "
        "milvus+file:PATH.db",
        index=index,
    )


def only_folder(index: Path, command: str) -> None:
    """Raise UsageError for a command that knows folders only, where the index is in Milvus."""
    if str(index).startswith(MILVUS):
        raise UsageError(
            "`mesures {command}` works on the folder of an index, not on {index}; copy it into a "
            "folder first: `mesures copy-index`",
            command=command,
            index=index,
        )
