"""Editions of a plan as pages show them: what became of each measure, by fate and by axis."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from pipeline.errors import UsageError
from pipeline.models import Became, Fate
from pipeline.overlap import Comparison, compared
from pipeline.settings import LARGEST, said
from pipeline.store import DocumentRow
from pipeline.store.filters import years_of
from pipeline.web.collection import Collection
from pipeline.web.found import MissingError, document_of

CHANGES = 25  # on a page
# What people look for first comes first: what an edition dropped, then what it added.
ORDER = (
    Fate.DROPPED, Fate.NEW, Fate.AMENDED, Fate.SPLIT, Fate.MERGED, Fate.MOVED, Fate.KEPT,
)  # fmt: skip
_REMEMBERED = 8


@dataclass(frozen=True, slots=True)
class ChangesAsked:
    """Which changes are wanted: of some fates, of one axis (None: any); a page from 1."""

    fates: tuple[Fate, ...] = ()
    axis: str | None = None
    page: int = 1

    def among(self, old: str, new: str) -> str:
        """The query string of the same changes between two documents, on no page of them."""
        return "&".join(filter(None, (urlencode([("old", old), ("new", new)]), self.turned(1))))

    def string(self, fate: str = "", axis: str | None = None, page: int = 1) -> str:
        """The query string of other changes: of this fate and axis, the same pages apart."""
        pairs = [("fate", fate)] * bool(fate) + [("axis", axis or "")] * (axis is not None)
        return urlencode(pairs + [("page", str(page))] * (page > 1))

    def turned(self, page: int) -> str:
        """The query string of another page of the same changes."""
        pairs = [("fate", one.value) for one in self.fates]
        pairs += [("axis", self.axis or "")] * (self.axis is not None)
        return urlencode(pairs + [("page", str(page))] * (page > 1))


class Editions:
    """Comparisons of documents, the last ones remembered as long as the index does not change."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str, str], Comparison] = OrderedDict()

    def compared(self, old: str, new: str) -> tuple[Comparison, str]:
        """Two documents compared, and the snapshot. Raises MissingError, UsageError."""
        if old == new:
            raise UsageError("both names are of {document}; name two plans", document=old)
        with self._collection.opened() as opened, opened.reader.snapshot():
            key, snapshot = (opened.state, old, new), opened.snapshot
            with self._lock:
                if key in self._known:
                    self._known.move_to_end(key)
                    return self._known[key], snapshot
            rows = [document_of(opened.reader, name) for name in (old, new)]
            found = compared(opened.reader, *rows)
        with self._lock:
            self._known[key] = found
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found, snapshot

    def two_of(self, path: str) -> tuple[str, str]:
        """The two documents that an address names; ids may hold slashes. Raises MissingError."""
        with self._collection.opened() as opened, opened.reader.snapshot():
            known = {row.document for row in self._collection.documents(opened)}
        places = (n for n, char in enumerate(path) if char == "/")
        for place in places:
            old, new = path[:place], path[place + 1 :]
            if old in known and new in known:
                return old, new
        raise MissingError("no document has this name; it may have left the collection")


def read_changes(given: Mapping[str, Sequence[str]]) -> ChangesAsked:
    """What a query string asks. Raises UsageError."""
    fates = []
    for value in given.get("fate", ()):
        if value and value not in list(Fate):
            raise UsageError(
                "{name} must be one of {names}, not {value}",
                name="fate",
                names=", ".join(Fate),
                value=said(value),
            )
        if value:
            fates.append(Fate(value))
    page = (given.get("page") or ["1"])[-1]
    if not (page.isascii() and page.isdigit() and len(page) < 16 and 1 <= int(page) <= LARGEST):
        raise UsageError("page must be a whole number from 1 on, not {value}", value=said(page))
    axes = given.get("axis")
    return ChangesAsked(tuple(dict.fromkeys(fates)), axes[-1] if axes else None, int(page))


def changes(found: Comparison, asked: ChangesAsked) -> list[Became]:
    """The changes that are asked for, those of one fate together, in the order of ORDER."""
    shown = [
        one
        for one in found.became()
        if (not asked.fates or one.fate in asked.fates) and asked.axis in (None, one.axis)
    ]
    return sorted(shown, key=lambda one: ORDER.index(one.fate))


def axes(found: Comparison) -> list[tuple[str, Counter[Fate]]]:
    """The totals under each outermost heading, in the order of the new edition."""
    return list(found.by_axis().items())


def in_order(rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    """Editions by the first year of their periods; those that name none come last."""
    return sorted(rows, key=lambda row: ([*years_of(row.facts.period)][:1] or [9999], row.document))


def groups(
    documents: Mapping[str, DocumentRow], plans: Mapping[str, int]
) -> list[list[DocumentRow]]:
    """The plans of which there are several editions, each with its editions in order."""
    held: dict[int, list[DocumentRow]] = {}
    for name, number in plans.items():
        if name in documents:
            held.setdefault(number, []).append(documents[name])
    several = [in_order(rows) for rows in held.values() if len(rows) > 1]
    return sorted(several, key=lambda rows: rows[-1].title)
