"""The French words that are shipped, and how common each is."""

from __future__ import annotations

import gzip
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

UNSEEN = 18.0  # cost of a word that the counted texts never show
NAME = 16.0  # cost of a name or of a part of a compound


@dataclass(frozen=True)
class Lexicon:
    """Words in lower case by cost: the negative natural logarithm of their share of running text.

    `seen` maps a word to its cost; elided words carry their apostrophe (`l'`). `unseen` is the rest
    of the dictionary, one word a line in UTF-8, sorted by bytes, looked up without being split: it
    is seven times longer than `seen` and seldom asked for.
    """

    seen: Mapping[str, float]
    unseen: bytes
    names: frozenset[str]

    def cost(self, word: str) -> float | None:
        """The cost of a word of the dictionary in lower case; None for what is no word."""
        return self.seen.get(word) or (UNSEEN if self._holds(word.encode()) else None)

    def knows(self, word: str) -> bool:
        """Whether `word`, in lower case, is a word, a name, or a part of a compound."""
        return word in self.seen or word in self.names or self._holds(word.encode())

    def bare(self, word: str) -> float | None:
        """The cost of the commonest word that `word` may be when accents are left out."""
        return self._bare.get(unaccented(word)) or self.cost(word)

    @cached_property
    def _bare(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for word, cost in self.seen.items():
            plain = unaccented(word)
            found[plain] = min(cost, found.get(plain, UNSEEN))
        return found

    def _holds(self, word: bytes) -> bool:
        low, high = 0, len(self.unseen)
        while low < high:
            middle = (low + high) // 2
            start = self.unseen.rfind(b"\n", 0, middle) + 1
            end = self.unseen.find(b"\n", middle)
            line = self.unseen[start : end if end >= 0 else None]
            if line == word:
                return True
            if line < word:
                low = end + 1 if end >= 0 else high
            else:
                high = start
        return False


def unaccented(word: str) -> str:
    """`word` without accents, the ligature œ as two letters."""
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFKD", word.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(char for char in plain if not unicodedata.combining(char))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The shipped table, read at the first call (`training/lexicon/words.py` says its form)."""
    packed = files("pipeline").joinpath("data/lexicon/words.txt.gz").read_bytes()
    seen: dict[str, float] = {}
    unseen, names = b"", frozenset[str]()
    for section in gzip.decompress(packed).split(b"\n= ")[1:]:
        head, _, body = section.partition(b"\n")
        if head == b"unseen":
            unseen = body
        elif head == b"name":
            names = frozenset(body.decode().split())
        else:
            seen.update(dict.fromkeys(body.decode().split(), float(head)))
    return Lexicon(seen, unseen, names)
