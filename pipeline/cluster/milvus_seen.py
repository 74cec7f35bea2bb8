"""What was fetched of units, kept while one commit is read: three signals ask for the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.cluster.milvus_admitted import Admitted
from pipeline.cluster.milvus_client import MOST, Client, batches, one_of
from pipeline.cluster.milvus_rows import units_of
from pipeline.cluster.milvus_state import State

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_KEPT = 50_000  # units: 1 kB of vector each, with the shipped encoder
_NAMED = 10_000  # rows that one expression names

HEAD = ("document", "position", "kind", "lead")


@dataclass(frozen=True, slots=True)
class Head:
    """Where a unit stands, and what lists count it by."""

    document: int
    position: int
    kind: str
    lead: str


class Seen:
    """The units of one commit."""

    def __init__(self, client: Client, state: State) -> None:
        self.client = client
        self.state = state
        self._heads: dict[int, Head] = {}
        self._terms: dict[int, tuple[str, ...]] = {}
        self._vectors: dict[int, NDArray[np.float32]] = {}

    def heads(self, rows: Sequence[int]) -> dict[int, Head]:
        """The heads of these rows, of those that there are."""
        if isinstance(rows, Admitted):
            found = self.state.units(rows.expression, HEAD)
            return {unit["row"]: _head(unit) for unit in found}
        self._fetch(rows, self._heads, HEAD)
        return {row: self._heads[row] for row in rows if row in self._heads}

    def terms(self, rows: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The terms of these rows, in the order of COLUMN_WEIGHTS, parted by spaces."""
        self._fetch(rows, self._terms, ("terms",))
        return {row: self._terms[row] for row in rows if row in self._terms}

    def vectors(self, rows: Sequence[int]) -> list[NDArray[np.float32]]:
        """The vectors of these rows. Raises KeyError for others."""
        self._fetch(rows, self._vectors, ("dense",))
        return [self._vectors[int(row)] for row in rows]

    def search(
        self,
        field: str,
        vector: Any,
        limit: int,
        allowed: Sequence[int] | None,
        fields: Sequence[str],
    ) -> dict[int, float]:
        """The nearest rows by inner product, best first, of equals the first; fields are kept.

        Milvus gives MOST at most.
        """
        found: list[tuple[float, int]] = []
        for expression in self._expressions(allowed):
            hits = self.client.search(
                self.state.build.units,
                field,
                vector,
                min(limit, MOST),
                expression,
                ["row", *fields],
            )
            self._keep([entity for _, entity in hits])
            found += [(-near, int(entity["row"])) for near, entity in hits]
        return {row: -near for near, row in sorted(found)[:limit]}

    def _expressions(self, allowed: Sequence[int] | None) -> list[str]:
        seen = self.state.seen()
        if allowed is None:
            return [seen]
        if isinstance(allowed, Admitted):
            return [f"({allowed.expression}) and {seen}"]
        rows = [int(row) for row in allowed]
        return [f"{one_of('row', part)} and {seen}" for part in batches(rows, _NAMED)]

    def _fetch(
        self, rows: Sequence[int], held: Mapping[int, object], fields: Sequence[str]
    ) -> None:
        missing = list(dict.fromkeys(int(row) for row in rows if int(row) not in held))
        for part in batches(missing):
            self._keep(list(units_of(self.state, one_of("row", part), fields)))

    def _keep(self, units: Sequence[Mapping[str, Any]]) -> None:
        if not units:
            return
        import numpy as np

        for held in (self._heads, self._terms, self._vectors):
            if len(held) > _MOST_KEPT:
                held.clear()
        if "terms" in units[0]:
            texts = self.state.whole([unit["terms"] for unit in units])
            for unit, text in zip(units, texts, strict=True):
                self._terms[unit["row"]] = tuple(text.split("\n"))
        for unit in units:
            if "position" in unit:
                self._heads[unit["row"]] = _head(unit)
            if "dense" in unit:
                self._vectors[unit["row"]] = np.asarray(unit["dense"], np.float32)


def _head(unit: Mapping[str, Any]) -> Head:
    return Head(unit["document"], unit["position"], unit["kind"], unit["lead"])
