"""What makes vectors of texts, given to the store by those who have an encoder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Encode = Callable[[list[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Words:
    """What makes vectors of single words; `name` tells it from any other."""

    name: str
    encode: Encode
