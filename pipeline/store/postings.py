"""Postings of the common words: which units hold them, how often, in how long a text.

FTS5 scores a unit in microseconds, which is too slow for words that stand in hundreds of thousands.
The words in more than COMMON units are therefore kept a second time, as arrays of numbers; what
BM25 makes of them is what `bm25()` of FTS5 would. Rarer words, and so every word of a small index,
are left to FTS5. Units are taken together by CHUNK of their rows, so that a commit counts again
only the chunks that it touched.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.store.lexicon import COLUMN_WEIGHTS
from pipeline.store.schema import CHUNK
from pipeline.store.seals import chunk_hash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COMMON = 10_000  # units: FTS5 scores so many in 25 ms
# Which words are common is looked at again when an index has grown or shrunk by this.
_GROWTH = 1.5
_UNIT = 0.05  # a weight is stored as a whole number of these
_MOST = 2**16 - 1
_RECORD = [("row", "<u4"), ("weight", "<u2"), ("length", "<u2")]
_BYTES = 8
_K1, _B, _LEAST_RARITY = 1.2, 0.75, 1e-6  # as in FTS5


def watch(connection: sqlite3.Connection) -> None:
    """Note in temporary tables what changes, for as long as the connection lasts.

    `changed` holds the rows of units that were added, taken out, or have another vector; `loose`
    the keys of vectors that may be nobody's any more.
    """
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS changed (row INTEGER PRIMARY KEY)")
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS loose (key TEXT PRIMARY KEY)")
    changed = "INSERT OR IGNORE INTO changed"
    for name, event, actions in (
        ("added", "INSERT ON main.measures", f"{changed} VALUES (NEW.rowid)"),
        (
            "dropped",
            "DELETE ON main.measures",
            f"{changed} VALUES (OLD.rowid); INSERT OR IGNORE INTO loose VALUES (OLD.vector)",
        ),
        (
            "encoded",
            "INSERT ON main.vectors",
            f"{changed} SELECT measures.rowid FROM measures WHERE vector = NEW.key",
        ),
    ):
        connection.execute(
            f"CREATE TEMP TRIGGER IF NOT EXISTS {name} AFTER {event} BEGIN {actions}; END"
        )


def renew(connection: sqlite3.Connection) -> None:
    """Bring postings, sums and hashes up to the rows that `changed` names, and forget these."""
    (units,) = connection.execute("SELECT count(*) FROM measures").fetchone()
    (looked,) = connection.execute("SELECT coalesce(max(looked), 0) FROM chunks").fetchone()
    if looked and looked / _GROWTH <= units <= looked * _GROWTH:
        words = common(connection)
        touched = connection.execute("SELECT DISTINCT row / ? FROM changed", (CHUNK,)).fetchall()
        for (chunk,) in touched:
            connection.execute("DELETE FROM postings WHERE chunk = ?", (chunk,))
            _store(connection, chunk, words, looked)
    elif looked or units > COMMON:
        _store_all(connection, units)
    connection.execute("DELETE FROM changed")


def forget(connection: sqlite3.Connection) -> None:
    """Drop all postings; the next commit counts everything."""
    connection.execute("DELETE FROM postings")
    connection.execute("DELETE FROM chunks")


def common(connection: sqlite3.Connection) -> set[str]:
    """The words that have postings."""
    return {term for (term,) in connection.execute("SELECT DISTINCT term FROM postings")}


def counted(
    connection: sqlite3.Connection, chunk: int, words: set[str]
) -> tuple[int, int, dict[str, bytes]]:
    """The units of a chunk, the length of all their texts, and the postings of `words` in them."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    units = tokens = 0
    weights = [round(weight / _UNIT) for weight in COLUMN_WEIGHTS.values()]
    for row, *columns in connection.execute(
        f"SELECT rowid, {', '.join(COLUMN_WEIGHTS)} FROM terms WHERE rowid BETWEEN ? AND ?",
        (chunk * CHUNK, (chunk + 1) * CHUNK - 1),
    ):
        counts: dict[str, int] = {}
        length = 0
        for weight, column in zip(weights, columns, strict=True):
            stems = column.split()
            length += len(stems)
            for stem in words.intersection(stems):
                counts[stem] = counts.get(stem, 0) + weight * stems.count(stem)
        units, tokens = units + 1, tokens + length
        for stem, count in counts.items():
            found.setdefault(stem, []).append((row, min(count, _MOST), min(length, _MOST)))
    return units, tokens, {stem: _packed(records) for stem, records in found.items()}


def _store_all(connection: sqlite3.Connection, units: int) -> None:
    forget(connection)
    if units <= COMMON:
        return
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, terms, row)"
    )
    often = connection.execute("SELECT term FROM vocabulary WHERE doc > ?", (COMMON,))
    words = {term for (term,) in often}
    (last,) = connection.execute("SELECT max(rowid) FROM measures").fetchone()
    for chunk in range(last // CHUNK + 1):
        _store(connection, chunk, words, units)


def _store(connection: sqlite3.Connection, chunk: int, words: set[str], looked: int) -> None:
    units, tokens, found = counted(connection, chunk, words)
    connection.execute(
        "INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?, ?)",
        (chunk, units, tokens, looked, chunk_hash(connection, chunk)),
    )
    connection.executemany(
        "INSERT INTO postings VALUES (?, ?, ?)",
        ((stem, chunk, records) for stem, records in sorted(found.items())),
    )


def _packed(records: Sequence[tuple[int, int, int]]) -> bytes:
    import numpy as np

    return np.array(records, _RECORD).tobytes()


class Postings:
    """The common words of an index, by `read`: a statement and its values to rows."""

    def __init__(self, read: Callable[..., list[tuple[Any, ...]]]) -> None:
        self._read = read

    def held(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many units each of `terms` stands; nothing of those that are not common."""
        found = {}
        for term in dict.fromkeys(terms):
            # The length of a value is known without reading it.
            ((size,),) = self._read(
                "SELECT sum(length(rows)) FROM postings WHERE term = ?", (term,)
            )
            if size:
                found[term] = size // _BYTES
        return found

    def units(self) -> tuple[int, int]:
        """How many units were counted, and how many words stand in them; zeros in a small index."""
        ((units, tokens),) = self._read(
            "SELECT coalesce(sum(units), 0), coalesce(sum(tokens), 0) FROM chunks"
        )
        return units, tokens

    def best(
        self,
        held: Mapping[str, int],
        others: Mapping[int, float],
        limit: int,
        among: Sequence[int] | None,
    ) -> dict[int, float]:
        """BM25 of the best rows for the common words `held` and other words, best first.

        `others` is what the other words give to their rows.
        """
        import numpy as np

        scores = self._scores(held)
        rows = np.fromiter(others, np.int64, len(others))
        more = np.fromiter(others.values(), np.float64, len(others))
        scores[rows] += more
        if among is not None:
            refused = np.ones(len(scores), bool)
            refused[np.asarray(among, np.int64)] = False
            scores[refused] = 0.0
        found = np.flatnonzero(scores)
        if len(found) > limit:
            least = np.partition(scores[found], -limit)[-limit]
            found = found[scores[found] >= least]
        order = np.lexsort((found, -scores[found]))[:limit]
        return {int(row): float(scores[row]) for row in found[order]}

    def _scores(self, held: Mapping[str, int]) -> NDArray[np.float64]:
        """What the common words give to each row, by row."""
        import numpy as np

        units, tokens = self.units()
        ((last,),) = self._read("SELECT coalesce(max(chunk), 0) FROM chunks")
        scores = np.zeros((last + 1) * CHUNK)
        for term, count in held.items():
            blobs = self._read("SELECT rows FROM postings WHERE term = ?", (term,))
            records = np.frombuffer(b"".join(blob for (blob,) in blobs), _RECORD)
            often = records["weight"] * _UNIT
            norm = _K1 * (1 - _B + _B * records["length"] * (units / tokens))
            rarity = max(_LEAST_RARITY, math.log((units - count + 0.5) / (count + 0.5)))
            scores[records["row"]] += rarity * often * (_K1 + 1) / (often + norm)
        return scores
