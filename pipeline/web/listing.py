"""Lists of measures: what answers a question, or what passes filters, and what they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection as Container
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.models import Hit, Query, UnitKind
from pipeline.search import Answer
from pipeline.store import DocumentRow, MeasureIndex, Tally
from pipeline.store.filters import years_of
from pipeline.web.asked import MOST, Asked
from pipeline.web.collection import Collection

_MOST_VALUES = 12  # of a filter that are shown; the rest is found by typing
_TRIES = 3  # an index that changes between two looks at it is looked at again
UNITS = tuple(kind for kind in UnitKind if kind is not UnitKind.PASSAGE)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a filter: how many of the list have it, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with the values of a list, the most frequent first; `others` are left out."""

    name: str
    values: Sequence[Value]
    others: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list. `total` counts it whole: of a question, what is likely enough to answer.

    Without a question hits have neither score nor reasons. `answer` is None then.
    """

    asked: Asked
    hits: Sequence[Hit]
    total: int
    facets: Sequence[Facet]
    snapshot: str
    answer: Answer | None = None
    more: bool = False


def listing(collection: Collection, asked: Asked) -> Listing:
    """What is asked for. Raises UsageError, IndexUnavailableError and EncoderError."""
    for attempt in range(_TRIES):
        found = _found(collection, asked, last=attempt == _TRIES - 1)
        if found:
            return found
    raise AssertionError("unreachable")


def _found(collection: Collection, asked: Asked, last: bool) -> Listing | None:
    """The list; None when the index changed between the question and its counts."""
    with collection.opened() as opened, opened.reader.snapshot():
        documents = {row.document: row for row in collection.documents(opened)}
    answer = None
    if asked.text:
        filters = asked.filters(documents)
        wanted = MOST if asked.everything else asked.shown
        answer, state = collection.answer(Query(asked.text, wanted, filters, asked.everything))
    with collection.opened() as opened, opened.reader.snapshot():
        if answer and opened.state != state and not last:
            return None
        rows = answer.likely if answer else admitted(opened.reader, asked, documents)
        tally = opened.reader.catalogue.tally(rows)
        hits: Sequence[Hit]
        hits = answer.hits[: asked.shown] if answer else _first(opened.reader, rows, asked)
        total = len(rows)
        more = len(hits) < (len(answer.hits) if answer and asked.everything else total)
        if answer and not asked.everything:
            more = len(hits) == asked.shown
        more = more and asked.shown < MOST
        facets = list(_facets(asked, tally, documents))
        return Listing(asked, hits, total, facets, opened.snapshot, answer, more)


def admitted(reader: MeasureIndex, asked: Asked, documents: Container[str]) -> Sequence[int]:
    """The rows that pass the filters, passages only if they are asked for."""
    filters = asked.filters(documents)
    if not filters.kinds:
        filters = replace(filters, kinds=UNITS)
    return reader.admitted(filters) or []


def _first(reader: MeasureIndex, rows: Sequence[int], asked: Asked) -> list[Hit]:
    """The first of a list without a question, in the order of documents."""
    placed = reader.catalogue.listed(rows, asked.shown)
    return list(as_hits(reader, [row for row, _ in placed]))


def as_hits(reader: MeasureIndex, rows: Sequence[int]) -> Iterator[Hit]:
    """Units in an order, as hits that answer nothing."""
    titles = {row.document: row.title for row in reader.documents()}
    found = reader.measures(rows)
    for rank, row in enumerate((row for row in rows if row in found), start=1):
        yield Hit(found[row], titles[found[row].document], rank, 0.0)


def _facets(asked: Asked, tally: Tally, documents: Mapping[str, DocumentRow]) -> Iterator[Facet]:
    titles = {document: row.title for document, row in documents.items()}
    issuers: Counter[str] = Counter()
    years: Counter[str] = Counter()
    for document, count in tally.documents.items():
        facts = documents[document].facts if document in documents else None
        if facts and facts.issuer:
            issuers[facts.issuer] += count
        for year in years_of(facts.period if facts else None):
            years[str(year)] += count
    kinds = {kind.value: count for kind, count in tally.kinds.items()}
    counted: tuple[tuple[str, Mapping[str, int]], ...] = (
        ("plan", tally.documents),
        ("issuer", dict(issuers.most_common())),
        ("year", dict(sorted(years.items()))),
        ("kind", kinds),
        ("lead", tally.leads),
    )
    for name, counts in counted:
        chosen: tuple[str, ...] = getattr(asked, name)
        shown = list(counts)[: 3 * _MOST_VALUES if name == "year" else _MOST_VALUES]
        values = [*chosen, *(value for value in shown if value not in chosen)]
        # A filter that divides nothing would only be in the way.
        if chosen or len(counts) > 1:
            labels = titles if name == "plan" else {}
            yield Facet(
                name,
                [Value(v, labels.get(v, v), counts.get(v, 0), v in chosen) for v in values],
                len(counts.keys() - set(values)),
            )
