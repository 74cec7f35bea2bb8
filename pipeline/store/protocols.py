"""What the rest of the house asks of an index, whichever of the two kinds it is.

One kind is the folder of pipeline/store (SQLite and FAISS), the other a collection of Milvus
(pipeline/cluster). Units are known by their rows, whole numbers that stay theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.models import Filters, Measure, Plan, UnitKind
    from pipeline.store.catalogue import Origin, Tally
    from pipeline.store.contents import Fingerprint
    from pipeline.store.reader import DocumentRow, RunRow
    from pipeline.store.rows import Entry, Known
    from pipeline.store.schema import EncoderIdentity
    from pipeline.store.words import Encode, Words
    from pipeline.store.writer import Run


class Vectors(Protocol):
    """The vectors of all units; as pipeline.vectors.VectorIndex."""

    def __len__(self) -> int: ...

    @property
    def dimension(self) -> int:
        """The length of a row."""

    @property
    def ids(self) -> NDArray[np.int64]:
        """The rows of all units, ascending."""

    def rows(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of these rows, of shape (len(ids), dimension)."""

    def search(
        self, query: NDArray[np.float32], limit: int, among: Sequence[int] | None = None
    ) -> dict[int, float]:
        """The nearest rows and their inner products with `query`, best first."""


class Vocabulary(Protocol):
    """The words of an index; as pipeline.store.lexicon.Lexicon."""

    def holding(self, phrases: Iterable[Sequence[str]]) -> set[int]:
        """The rows that hold any of `phrases`: stems side by side in one column."""

    def all_rows(self) -> set[int]:
        """The rows of all units."""

    def stems(self, rows: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The stems of these rows, in the order of COLUMN_WEIGHTS, parted by spaces."""

    def vectors(self, stems: Iterable[str]) -> list[tuple[str, bytes]]:
        """The vectors (half precision) of the forms of these stems, each with its stem."""

    def words(self, beginning: str, shortest: int, longest: int) -> list[tuple[str, str]]:
        """Stem and form of the collection's words by their beginning and their stem's length."""

    def acronyms(self, stems: Sequence[str]) -> list[tuple[str, str, str, tuple[str, ...]]]:
        """The acronyms that a question of these stems names or spells out."""


class Listed(Protocol):
    """The units and documents of an index; as pipeline.store.catalogue.Catalogue."""

    def listed(
        self, rows: Sequence[int], limit: int, after: tuple[str, int] = ("", -1)
    ) -> list[tuple[int, tuple[str, int]]]:
        """The first of `rows` after a place, by document and position, each with its place."""

    def tally(self, rows: Sequence[int]) -> Tally:
        """What these rows have in common."""

    def row_of(self, id_: str) -> int | None:
        """The row of the unit of this whole id."""

    def rows_of(self, ids: Sequence[str], document: str = "") -> list[int]:
        """The rows of units by their ids, in the order of these; of one document, if named."""

    def beside(self, row: int) -> tuple[int | None, int | None]:
        """The rows of the units before and after one in its document, passages left out."""

    def origin(self, document: str) -> Origin | None:
        """Where a document was read from; None where there is no such document."""

    def plan(self, document: str) -> Plan | None:
        """A document as it was read: text, pages and blocks, without their looks and cells."""


class MeasureIndex(Protocol):
    """An index opened for reading; as pipeline.store.reader.Reader, which says what each gives.

    Raises IndexUnavailableError from any method. Methods that read several things are called in
    `snapshot`.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None: ...

    def close(self) -> None:
        """Let go of what is open."""

    @property
    def index(self) -> Path:
        """Its folder or address, as a person named it."""

    @property
    def meta(self) -> Mapping[str, str]:
        """What the index says of itself."""

    @property
    def lexicon(self) -> Vocabulary:
        """Its words."""

    @property
    def catalogue(self) -> Listed:
        """Its units and documents."""

    @property
    def encoder(self) -> EncoderIdentity:
        """The encoder that its vectors were made with."""

    @property
    def generation(self) -> int:
        """The number of the last commit."""

    @property
    def collection(self) -> str:
        """The hash of what is indexed: equal where answers are."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Within the block every method sees one and the same commit."""

    def fingerprints(self) -> list[Fingerprint]:
        """What each document is and holds, by name."""

    def wordings(self) -> dict[str, list[str]]:
        """By document, the first 8 digits of the vector keys of its units that are no passages."""

    def vectors(self) -> Vectors:
        """The vectors of all units."""

    def lexical(
        self, terms: Sequence[str], limit: int, among: Sequence[int] | None = None
    ) -> dict[int, float]:
        """BM25 of the measures that hold at least one of `terms`, by row, best first."""

    def frequencies(self, terms: Sequence[str]) -> tuple[dict[str, int], int]:
        """How many units hold each of `terms`, and how many there are."""

    def admitted(self, filters: Filters) -> Sequence[int] | None:
        """The rows that pass `filters`, ascending; None when they admit all."""

    def titles(self, documents: Collection[str]) -> dict[str, str]:
        """The titles of these documents."""

    def measures(self, rows: Sequence[int]) -> dict[int, Measure]:
        """The measures of these rows."""

    def kinds(self, rows: Sequence[int]) -> dict[int, UnitKind]:
        """The kinds of the units in these rows, by document and place."""

    def with_id(self, prefix: str) -> list[Measure]:
        """The measures whose id begins with `prefix` (at least 8 hex digits), at most 10."""

    def units(self, document: str) -> list[Measure]:
        """All units of a document, in reading order."""

    def rows_of(self, document: str) -> list[int]:
        """The rows of all units of a document, in reading order."""

    def documents(self) -> list[DocumentRow]:
        """The documents of the index, by id."""

    def selected(self, filters: Filters) -> Iterator[tuple[str, Measure]]:
        """The units that pass `filters`, each with the title of its plan."""

    def last_run(self) -> RunRow | None:
        """The last run of ingest that was committed."""

    def runs(self, limit: int) -> list[RunRow]:
        """The last runs of ingest, the latest first."""

    def known(self) -> dict[str, Known]:
        """What tells of each document whether it changed."""


@runtime_checkable
class Ranged(Protocol):
    """What an index has besides that finds near units itself, so that none need be loaded."""

    def streamed(self) -> Iterator[tuple[int, Measure]]:
        """All units but passages with their rows, by document and in reading order, in parts."""

    def measures(self, rows: Sequence[int]) -> dict[int, Measure]:
        """The measures of these rows. Raises IndexUnavailableError."""

    def near(self, rows: Sequence[int], least: float) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """For each of `rows`, by its place there, all rows whose vectors have at least that inner
        product with its own; passages and itself left out. It may come in parts."""


class IndexWriter(Protocol):
    """The one writer of an index; as pipeline.store.writer.Writer, which says what each does."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None: ...

    @property
    def index(self) -> Path:
        """What places of files are told as seen from."""

    @property
    def pending(self) -> int:
        """How many changes wait for the next commit."""

    @property
    def unfinished(self) -> bool:
        """Whether a rebuild has commits that are not in the place of the old index yet."""

    @property
    def whole(self) -> bool:
        """Whether the index has the vectors of this writer's encoder."""

    def known(self) -> dict[str, Known]:
        """What is indexed, by document."""

    def units(self, document: str) -> list[Measure]:
        """The committed units of a document, in reading order."""

    def put(self, entry: Entry) -> None:
        """Store a document with the next commit, in place of the one of the same id."""

    def move(self, old: str, new: str, origin: str) -> None:
        """With the next commit, call a document by a new name, with its file at `origin`."""

    def remove(self, document: str) -> None:
        """With the next commit, take a document out."""

    def commit(
        self, encode: Encode, run: Run | None = None, last: bool = True, words: Words | None = None
    ) -> None:
        """Make everything put so far the index, in one step."""

    def record(self, run: Run, moved: Mapping[str, str] | None = None) -> None:
        """Record a run that changed nothing but, by document, where some files lie."""


class Where(Protocol):
    """Where an index is: a folder, or a collection of Milvus."""

    @property
    def base(self) -> Path:
        """What places of files are told as seen from."""

    def held(self) -> bool:
        """Whether an index was ever committed there; it may be damaged."""

    def read(self) -> MeasureIndex:
        """Open it for reading. Raises IndexUnavailableError."""

    def write(self, encoder: EncoderIdentity, rebuild: bool = False) -> IndexWriter:
        """Open it for writing. Raises IndexUnavailableError."""
