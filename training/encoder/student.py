"""The student: a table of subword vectors, whose mean, normalised, is the vector of a text.

While it trains, a piece's vector is the sum of its own and of those of its beginnings ("▁ville",
"▁villes" and "▁village" share "▁vill"), in the manner of fastText (Bojanowski et al. 2017,
"Enriching Word Vectors with Subword Information"): what is learnt from one form of a word serves
the others. French and English share many beginnings too. For use, the sums are worked out once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

# With the mark of a word's start: no beginning of fewer than three letters.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Bags:
    """Numbers of many texts, end to end; text i is `ids[starts[i]:starts[i + 1]]`."""

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, tokenizer: Tokenizer, texts: Sequence[str]) -> Bags:
        """The pieces of each text."""
        encodings = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return cls.join([encoding.ids for encoding in encodings])

    @classmethod
    def join(cls, rows: Sequence[Sequence[int]]) -> Bags:
        """Rows of numbers laid end to end."""
        starts = np.cumsum([0, *map(len, rows)])
        return cls(np.fromiter((i for row in rows for i in row), np.int64, starts[-1]), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def pick(self, chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], Tensor]:
        """The numbers of the chosen texts and where each begins, as `embedding_bag` takes them."""
        first = self.starts[chosen]
        lengths = self.starts[chosen + 1] - first
        begins = np.cumsum(lengths) - lengths
        within = np.arange(lengths.sum()) - np.repeat(begins, lengths)
        return self.ids[np.repeat(first, lengths) + within], torch.from_numpy(begins)


class Student(nn.Module):
    """Vectors of pieces and of their beginnings, started small and at random."""

    def __init__(self, tokenizer: Tokenizer, dimension: int) -> None:
        super().__init__()
        self.tokenizer = tokenizer
        self.beginnings = beginnings(tokenizer)
        self.pieces = nn.Parameter(torch.randn(len(self.beginnings), dimension) * 0.02)
        kinds = int(self.beginnings.ids.max()) + 1
        self.shared = nn.Parameter(torch.randn(kinds, dimension) * 0.02)

    def forward(self, bags: Bags, chosen: NDArray[np.int64]) -> Tensor:
        """Unit vectors of shape (len(chosen), dimension)."""
        ids, begins = bags.pick(chosen)
        distinct, places = np.unique(ids, return_inverse=True)
        # A sum has the direction of the mean, and only the direction is left once normalised.
        pooled = nn.functional.embedding_bag(
            torch.from_numpy(places), self.table(distinct), begins, mode="sum"
        )
        return nn.functional.normalize(pooled, dim=1)

    def table(self, pieces: NDArray[np.int64]) -> Tensor:
        """The vectors of some pieces, (len(pieces), dimension), beginnings included."""
        ids, begins = self.beginnings.pick(pieces)
        shared = nn.functional.embedding_bag(torch.from_numpy(ids), self.shared, begins, mode="sum")
        # Divided by the root of their number: a long word is not a heavy one.
        numbers = np.maximum(np.diff(self.beginnings.starts)[pieces], 1)
        roots = torch.from_numpy(numbers).float().sqrt()[:, None]
        return self.pieces[torch.from_numpy(pieces)] + shared / roots

    @torch.no_grad()
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of shape (len(texts), dimension)."""
        bags = Bags.of(self.tokenizer, texts)
        return np.asarray(self(bags, np.arange(len(bags))).numpy(), dtype=np.float32)


def beginnings(tokenizer: Tokenizer) -> Bags:
    """The beginnings of each piece, the whole piece among them, that other pieces share."""
    pieces = [str(tokenizer.id_to_token(number)) for number in range(tokenizer.get_vocab_size())]
    cut = [[piece[:end] for end in range(_SHORTEST, len(piece) + 1)] for piece in pieces]
    common = Counter(start for starts in cut for start in starts)
    numbers: dict[str, int] = {}
    return Bags.join(
        [[numbers.setdefault(s, len(numbers)) for s in starts if common[s] > 1] for starts in cut]
    )
