"""The documents of one commit in tables of SQLite, in memory: what was, changed as in a folder."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.cluster.milvus_rows import TERMS, fill, frequencies
from pipeline.cluster.milvus_state import State
from pipeline.store.postings import watch
from pipeline.store.rows import Entry, make_tables, move, remove, store
from pipeline.store.seals import set_seal

_NOBODY = "\x00"  # a document that holds no place but that of the last row


@dataclass(frozen=True, slots=True)
class Change:
    """A document that comes, is called otherwise with its file at another place, or goes."""

    document: str
    entry: Entry | None = None
    now: str = ""
    origin: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The documents that it is about."""
        return (self.document, self.now) if self.now else (self.document,)

    def make(self, connection: sqlite3.Connection, elsewhere: Callable[[str], bool]) -> None:
        """Change the tables."""
        if self.entry:
            store(connection, self.entry, elsewhere)
        elif self.now:
            move(connection, self.document, self.now, self.origin)
        else:
            remove(connection, self.document)


class Staging:
    """Some documents of an index, and what became of them. Close it."""

    def __init__(
        self,
        state: State | None,
        changes: Sequence[Change],
        elsewhere: Callable[[str], bool],
    ) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        make_tables(self.connection)
        self.connection.execute("PRAGMA foreign_keys = ON")
        known = state.documents if state else {}
        names = dict.fromkeys(name for change in changes for name in change.names)
        self.before = [known[name] for name in names if name in known]
        if state:
            fill(self.connection, state, self.before)
            self._begin_at(state.number("next_document"), state.number("next_unit"))
        self._terms = frequencies(columns for _, *columns in self.connection.execute(TERMS))
        self.ids = self._ids()
        units = self._units()
        watch(self.connection)
        for change in changes:
            change.make(self.connection, elsewhere)
        self._renumber(units)

    def close(self) -> None:
        """Forget the tables."""
        self.connection.close()

    def _begin_at(self, document: int, unit: int) -> None:
        """Let new rows come after these, which are nobody's: none is ever given twice."""
        execute = self.connection.execute
        execute(
            "INSERT INTO documents (rowid, document, digest, versions, declared, facts, text, "
            "pages, indexed, origin, mended) VALUES (?, ?, '', '', '', '{}', '', '[]', '', '', '')",
            (document, _NOBODY),
        )
        execute(
            "INSERT INTO measures (rowid, id, document, position, kind, statement, printed, path, "
            "start, end, details, partners, indicators, targets, amounts, stated, cues, embedded, "
            "vector) VALUES (?, '', ?, 0, '', '', '', '', 0, 0, '', '', '', '', '', '', '', '', "
            "'')",
            (unit, document),
        )

    def _units(self) -> dict[int, list[int]]:
        """The rows of units, by document."""
        found: dict[int, list[int]] = {}
        for document, row in self.connection.execute("SELECT document, rowid FROM measures"):
            found.setdefault(document, []).append(row)
        return found

    def _ids(self) -> set[str]:
        return {id_ for (id_,) in self.connection.execute("SELECT id FROM measures")}

    @property
    def given(self) -> set[str]:
        """The ids that were not there before."""
        return self._ids() - self.ids

    def _renumber(self, units: dict[int, list[int]]) -> None:
        """Give a document whose measures alone were replaced a row of its own: the old one dies."""
        now = self._units()
        for stored in self.before:
            row = stored.row
            if row in self.rows and sorted(now.get(row, [])) != sorted(units.get(row, [])):
                (last,) = self.connection.execute("SELECT max(rowid) FROM documents").fetchone()
                self.connection.execute("PRAGMA foreign_keys = OFF")
                self.connection.execute(
                    "UPDATE documents SET rowid = ? WHERE rowid = ?", (last + 1, row)
                )
                for table in ("blocks", "measures", "acronyms"):
                    self.connection.execute(
                        f"UPDATE {table} SET document = ? WHERE document = ?", (last + 1, row)
                    )
                self.connection.execute("PRAGMA foreign_keys = ON")
                set_seal(self.connection, last + 1)

    @property
    def rows(self) -> dict[int, str]:
        """The documents that are there now, by row."""
        found = self.connection.execute(
            "SELECT rowid, document FROM documents WHERE document != ?", (_NOBODY,)
        )
        return dict(found.fetchall())

    @property
    def new(self) -> list[int]:
        """The rows of documents that came."""
        known = {stored.row for stored in self.before}
        return sorted(row for row in self.rows if row not in known)

    @property
    def gone(self) -> list[int]:
        """The rows of documents that are no more."""
        rows = self.rows
        return [stored.row for stored in self.before if stored.row not in rows]

    @property
    def moved(self) -> list[int]:
        """The rows of documents that are called otherwise, or have their file elsewhere."""
        found = self.connection.execute("SELECT rowid, document, origin FROM documents")
        now = {row: (document, origin) for row, document, origin in found}
        before = {one.row: (one.document, one.said["origin"]) for one in self.before}
        return [row for row, said in before.items() if now.get(row, said) != said]

    @property
    def next(self) -> tuple[int, int]:
        """The rows that the next document and the next unit get."""
        found = []
        for table in ("documents", "measures"):
            query = f"SELECT coalesce(max(rowid), 0) + 1 FROM {table}"
            found.append(int(self.connection.execute(query).fetchone()[0]))
        return found[0], found[1]

    def counted(self) -> tuple[Counter[str], int, int]:
        """By how much the units that hold each stem, all units, and all their stems changed."""
        held, units, tokens = self._terms
        now, more, longer = frequencies(columns for _, *columns in self.connection.execute(TERMS))
        now.subtract(held)
        return Counter({t: n for t, n in now.items() if n}), more - units, longer - tokens

    def words(self) -> dict[tuple[str, str], int]:
        """By how much the documents that hold each word (stem and form) changed."""
        found = self.connection.execute("SELECT term, form, held FROM words WHERE held != 0")
        return {(term, form): held for term, form, held in found}
