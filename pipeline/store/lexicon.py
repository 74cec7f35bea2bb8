"""The words of a collection: which units hold them, their vectors, and what stands for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

# Weights of the columns of `terms` in BM25: what a measure says counts more than what stands
# around it. Headings help (they hold the theme), details and titles are long and repeat.
COLUMN_WEIGHTS = {"statement": 1.0, "headings": 0.5, "details": 0.3, "title": 0.15}


class Lexicon:
    """The words of the index, by `read`: a statement and its values to rows."""

    def __init__(self, read: Callable[..., list[tuple[Any, ...]]]) -> None:
        self._read = read

    def holding(self, phrases: Iterable[Sequence[str]]) -> set[int]:
        """The rows that hold any of `phrases`: stems side by side in one column."""
        wanted = " OR ".join(f'"{" ".join(phrase)}"' for phrase in phrases)
        if not wanted:
            return set()
        return {
            row for (row,) in self._read("SELECT rowid FROM terms WHERE terms MATCH ?", (wanted,))
        }

    def all_rows(self) -> set[int]:
        """The rows of all units."""
        return {row for (row,) in self._read("SELECT rowid FROM measures")}

    def stems(self, rows: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The stems of these rows, in the order of COLUMN_WEIGHTS, parted by spaces."""
        found = self._read(
            f"SELECT rowid, {', '.join(COLUMN_WEIGHTS)} FROM terms "
            "WHERE rowid IN (SELECT value FROM json_each(?))",
            (json.dumps(list(rows)),),
        )
        return {row: tuple(columns) for row, *columns in found}

    def vectors(self, stems: Iterable[str]) -> list[tuple[str, bytes]]:
        """The vectors (half precision) of the forms of these stems, each with its stem."""
        return self._read(
            "SELECT term, vector FROM words WHERE vector IS NOT NULL "
            "AND term IN (SELECT value FROM json_each(?))",
            (json.dumps(list(stems)),),
        )

    def words(self, beginning: str, shortest: int, longest: int) -> list[tuple[str, str]]:
        """Stem and form of the collection's words by their beginning and their stem's length."""
        return self._read(
            "SELECT term, form FROM words WHERE term >= ? AND term < ? "
            "AND length(term) BETWEEN ? AND ?",
            (beginning, beginning + "{", shortest, longest),
        )

    def acronyms(self, stems: Sequence[str]) -> list[tuple[str, str, str, tuple[str, ...]]]:
        """The acronyms that a question of these stems names or spells out, most defined first.

        Each is a short and a long form as printed, the stem of the one and those of the other.
        """
        named = json.dumps(list(stems))
        found = self._read(
            "SELECT short, long, short_stem, long_stems FROM acronyms "
            "WHERE short_stem IN (SELECT value FROM json_each(?)) "
            # What a question spells out begins with one of its stems, by which it is looked up.
            "OR (substr(long_stems, 1, instr(long_stems, ' ') - 1) "
            "IN (SELECT value FROM json_each(?)) AND instr(?, ' ' || long_stems || ' ')) "
            "GROUP BY short, long ORDER BY count(*) DESC, short, long",
            (named, named, f" {' '.join(stems)} "),
        )
        return [(short, long, brief, tuple(run.split())) for short, long, brief, run in found]
