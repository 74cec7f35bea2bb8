"""Which rows may answer: an expression that Milvus evaluates, or rows that are named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, overload

from pipeline.cluster.milvus_client import NOTHING, one_of
from pipeline.cluster.milvus_state import State, Stored, rows_of
from pipeline.models import Filters
from pipeline.store.filters import Filed

_PLAIN = frozenset(" '’-.,;:()/&")


class Admitted(Sequence[int]):
    """The rows that meet an expression, ascending; they are fetched when they are asked for."""

    def __init__(self, state: State, expression: str) -> None:
        self._state = state
        self.expression = expression

    @cached_property
    def rows(self) -> list[int]:
        """The rows."""
        return rows_of(self._state.units(self.expression, ()), "row")

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[int]:
        return iter(self.rows)

    @overload
    def __getitem__(self, place: int) -> int: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[int]: ...

    def __getitem__(self, place: int | slice) -> int | Sequence[int]:
        return self.rows[place]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        import numpy as np

        return np.array(self.rows, dtype or np.int64)


def admitted(state: State, filters: Filters) -> Sequence[int] | None:
    """The rows that pass `filters`; None when they admit all."""
    if filters == Filters():
        return None
    parts: list[str] = []
    chosen = [one.row for one in state.documents.values() if _filed(one).passes(filters)]
    if not chosen:
        return []
    if len(chosen) < len(state.documents):
        parts.append(one_of("document", chosen))
    if filters.kinds:
        parts.append(one_of("kind", [kind.value for kind in filters.kinds]))
    plain = all(_plain(lead) for lead in filters.leads)
    if filters.leads and plain:
        like = (f'leads like "%{lead}%"' for lead in filters.leads)
        parts.append(f"({' or '.join(like)})")
    whole = Admitted(state, " and ".join(parts) or f"not ({NOTHING['row']})")
    if plain:
        return whole
    # A sign that means something in an expression: leads are looked through here.
    found = state.units(whole.expression, ("leads",))
    return [row["row"] for row in found if any(lead in row["leads"] for lead in filters.leads)]


def _filed(one: Stored) -> Filed:
    return Filed.of(one.row, one.document, one.facts)


def _plain(text: str) -> bool:
    return all(sign.isalnum() or sign in _PLAIN for sign in text)
