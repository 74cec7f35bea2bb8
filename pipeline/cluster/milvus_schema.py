"""What a collection of Milvus holds: units with their vectors and, beside them, everything else.

An alias, the name that a person gives, stands for one build: two collections, `NAME_b3` of units
and `NAME_b3_kept` of rows of other kinds. A rebuild makes the next two and turns the alias. Of a
unit, facts are fields of their own for filters and for other tools; `stored` is the row of SQLite
(pipeline/store/schema.py) that the unit comes back from, word for word. `born` is the generation
that brought a row: readers leave out what was born after the one that they read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from pymilvus import DataType, MilvusClient

from pipeline.store.lexicon import COLUMN_WEIGHTS

LAYOUT = "2"  # of the fields below; another one needs another build
_LONGEST = 65_535  # bytes of a text, as Milvus has it
FACT = 8_000  # bytes of a fact that a filter sees
_K1, _B = 1.2, 0.75  # as in FTS5

# Facts as `measures` of SQLite has them, cut to FACT; `leads` is the lead folded, for filters.
FACTS = (
    *("label", "lead", "partners", "deadline", "budget", "indicators", "status"),
    *("audience", "territory"),
)


@dataclass(frozen=True, slots=True)
class Build:
    """The two collections of a build."""

    units: str

    @property
    def kept(self) -> str:
        """The collection of what is no unit."""
        return f"{self.units}_kept"


def build_named(alias: str, number: int) -> Build:
    """The build of a number."""
    return Build(f"{alias}_b{number}")


def builds(alias: str, names: Sequence[str]) -> dict[int, list[str]]:
    """The collections of each build that there is anything of."""
    found: dict[int, list[str]] = {}
    for name in names:
        if told := re.fullmatch(rf"{re.escape(alias)}_b(\d+)(?:_kept)?", name):
            found.setdefault(int(told[1]), []).append(name)
    return found


def units_schema(dimension: int) -> Any:
    """The fields of units; `dimension` is that of their vectors."""
    schema = MilvusClient.create_schema(auto_id=False)
    schema.add_field("row", DataType.INT64, is_primary=True)
    schema.add_field("id", DataType.VARCHAR, max_length=256)
    for name in ("document", "position", "born", "page"):
        schema.add_field(name, DataType.INT64)
    schema.add_field("kind", DataType.VARCHAR, max_length=64)
    for name in (*FACTS, "leads"):
        schema.add_field(name, DataType.VARCHAR, max_length=FACT)
    for name in ("stored", "terms"):
        schema.add_field(name, DataType.VARCHAR, max_length=_LONGEST)
    schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    return schema


def units_indexes(local: bool) -> Any:
    """Exact vectors in a file, which one machine reads; a graph on a server."""
    indexes = MilvusClient.prepare_index_params()
    if local:
        indexes.add_index("dense", index_type="FLAT", metric_type="IP")
    else:
        graph = {"M": 16, "efConstruction": 200}
        indexes.add_index("dense", index_type="HNSW", metric_type="IP", params=graph)
    indexes.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    for name in ("document", "kind", "id"):
        indexes.add_index(name, index_type="INVERTED")
    return indexes


def kept_schema() -> Any:
    """The fields of everything else: a `kind` of row, what it is looked up by, and its `value`."""
    schema = MilvusClient.create_schema(auto_id=False)
    schema.add_field("pk", DataType.VARCHAR, is_primary=True, max_length=256)
    schema.add_field("kind", DataType.VARCHAR, max_length=64)
    schema.add_field("name", DataType.VARCHAR, max_length=1024)
    for name in ("number", "owner", "born"):
        schema.add_field(name, DataType.INT64)
    schema.add_field("value", DataType.VARCHAR, max_length=_LONGEST)
    schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)  # no collection without a vector
    return schema


def kept_indexes() -> Any:
    """By what rows are looked up."""
    indexes = MilvusClient.prepare_index_params()
    indexes.add_index("nothing", index_type="FLAT", metric_type="IP")
    for name in ("kind", "name"):
        indexes.add_index(name, index_type="INVERTED")
    return indexes


def cut(text: str | None, most: int = FACT) -> str:
    """A text as a field holds it: no more than `most` bytes, and UTF-8."""
    return (text or "").encode("utf-8", "replace")[:most].decode("utf-8", "ignore")


def key(*parts: object) -> str:
    """A short key for what may be long, or hold any character: 32 hexadecimal digits."""
    text = "\x1f".join(map(str, parts))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def looked_up(term: str) -> str:
    """What a term is looked up by: itself, unless it is longer than any word."""
    plain = len(term) <= 200 and term.isprintable() and '"' not in term and "\\" not in term
    return term if plain else key(term)


def number_of(term: str) -> int:
    """The place of a term in sparse vectors: 31 bits of its hash.

    Two terms of one place would be found together; what is found is weighed by its words.
    """
    return int.from_bytes(blake2b(term.encode(), digest_size=4).digest(), "big") // 2 + 1


def counted(columns: Sequence[str]) -> tuple[dict[str, float], int]:
    """How often each stem stands in the columns of a unit, by their weights; and their length."""
    found: dict[str, float] = {}
    length = 0
    for weight, column in zip(COLUMN_WEIGHTS.values(), columns, strict=True):
        stems = column.split()
        length += len(stems)
        for stem in stems:
            found[stem] = found.get(stem, 0.0) + weight
    return found, length


def saturated(often: float, length: int, average: float) -> float:
    """BM25 of one term in one unit, but for its rarity."""
    return often * (_K1 + 1) / (often + _K1 * (1 - _B + _B * length / average))


def sparse(columns: Sequence[str], average: float) -> Mapping[int, float]:
    """The sparse vector of a unit: what BM25 gives to each term, but for its rarity.

    Rarity stands on the side of the question: it changes with the collection. `average` is the mean
    length of units when the build was made; what is found is weighed again by the mean of today.
    """
    found, length = counted(columns)
    weighed: dict[int, float] = {}
    for term, often in found.items():
        place = number_of(term)
        weighed[place] = max(weighed.get(place, 0.0), saturated(often, length, average))
    return weighed or {0: 1e-6}  # no vector may be empty
