"""All units near to others by their stored vectors, however many they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.cluster.milvus_client import MOST, Client, one_of
from pipeline.cluster.milvus_state import State
from pipeline.models import UnitKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_QUESTIONS = 16  # searches in one message: 30 MB of answers at most
COMPARED = f'kind != "{UnitKind.PASSAGE.value}"'


def near(
    client: Client, state: State, rows: Sequence[int], least: float
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """For each of `rows`, by its place there, the rows whose vectors have at least that product
    with its own, in parts of MOST; passages and itself are left out."""
    import numpy as np

    end = state.number("next_unit")
    for start in range(0, len(rows), _QUESTIONS):
        asked = list(rows[start : start + _QUESTIONS])
        units = state.units(one_of("row", asked), ("dense",))
        vectors = {unit["row"]: unit["dense"] for unit in units}
        for place, found in _parts(client, state, [vectors[row] for row in asked], least, 0, end):
            others = np.array(found, np.int64)
            yield start + place, others[others != asked[place]]


def _parts(
    client: Client, state: State, vectors: Sequence[object], least: float, first: int, end: int
) -> Iterator[tuple[int, list[int]]]:
    """The same among the rows from `first` to before `end`: halved where one answer is too small,
    as Milvus has no pages beyond MOST."""
    expression = f"row >= {first} and row < {end} and {COMPARED} and {state.seen()}"
    found = client.within(state.build.units, "dense", vectors, least, expression, "row")
    full = []
    for place, rows in enumerate(found):
        if len(rows) < MOST or end - first <= 1:
            yield place, rows
        else:
            full.append(place)
    if full:
        middle = (first + end) // 2
        some = [vectors[place] for place in full]
        for low, high in ((first, middle), (middle, end)):
            for place, rows in _parts(client, state, some, least, low, high):
                yield full[place], rows
