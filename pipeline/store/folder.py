"""The folder of an index, and how it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.store.reader import Reader, has_index

if TYPE_CHECKING:
    from pipeline.store.protocols import Where
    from pipeline.store.schema import EncoderIdentity
    from pipeline.store.writer import Writer


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that holds an index, or will."""

    path: Path

    @property
    def base(self) -> Path:
        """What places of files are told as seen from."""
        return self.path.resolve()

    def held(self) -> bool:
        """Whether an index was ever committed there; it may be damaged."""
        return has_index(self.path)

    def read(self) -> Reader:
        """Open it for reading. Raises IndexUnavailableError."""
        return Reader(self.path)

    def write(self, encoder: EncoderIdentity, rebuild: bool = False) -> Writer:
        """Open it for writing. Raises IndexUnavailableError."""
        from pipeline.store.writer import Writer

        return Writer(self.path, encoder, rebuild)


def located(index: Path | Where) -> Where:
    """Where an index is; a path is a folder's."""
    return Folder(index) if isinstance(index, Path) else index
