"""A list of pairs as it is asked for in an address, and the pairs that answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pipeline.errors import UsageError
from pipeline.models import Filters, Measure, Relation
from pipeline.settings import LARGEST, said
from pipeline.store import DocumentRow
from pipeline.store.filters import passes
from pipeline.text import fold
from pipeline.web.asked import FILTERS, Asked, read

if TYPE_CHECKING:
    from pipeline.web.overlapping import Standing
    from pipeline.workspace import Judged

PAIRS = 20  # on a page
LEAST_SHOWN = 0.2
STEPS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7)  # least probabilities that are offered
REVIEWED = ("yes", "no", "rejected")
RELATIONS = tuple(one.value for one in Relation)
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class PairsAsked:
    """What narrows a list of pairs; a pair passes where one of its measures does.

    `between` names two plans (ids of documents or parts of names), of which a pair takes a measure
    each; `theme` the id of a theme and `measure` that of a measure, of which it takes one at least.
    `reviewed` is one of REVIEWED, or empty for all but what was rejected. Pairs of two editions of
    one plan come with `editions`.
    """

    asked: Asked = Asked()
    between: tuple[str, ...] = ()
    theme: str = ""
    measure: str = ""
    least: float = LEAST_SHOWN
    relation: tuple[str, ...] = ()
    reviewed: str = ""
    editions: bool = False
    page: int = 1

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What is asked besides the least probability and the page."""
        pairs = self.asked.narrowed + [("between", name) for name in self.between]
        pairs += [("theme", self.theme)] * bool(self.theme)
        pairs += [("measure", self.measure)] * bool(self.measure)
        pairs += [("relation", one) for one in self.relation]
        pairs += [("reviewed", self.reviewed)] * bool(self.reviewed)
        return pairs + [("editions", "1")] * self.editions

    @property
    def string(self) -> str:
        """The query string that `read_pairs` reads, without the page."""
        least = [("least", f"{self.least:g}")] * (self.least != LEAST_SHOWN)
        return urlencode(self.chosen + least)

    def turned(self, page: int) -> str:
        """The query string of a page of the list."""
        more = urlencode([("page", str(page))]) if page > 1 else ""
        return "&".join(filter(None, (self.string, more)))

    def without(self, name: str, value: str) -> str:
        """The query string without one of `chosen`."""
        rest = [pair for pair in self.chosen if pair != (name, value)]
        least = [("least", f"{self.least:g}")] * (self.least != LEAST_SHOWN)
        return urlencode(rest + least)


def read_pairs(pairs: Iterable[tuple[str, str]]) -> PairsAsked:
    """What a query string asks; unknown names are left aside. Raises UsageError."""
    items = [(name, value.strip()) for name, value in pairs if value.strip()]
    given: dict[str, list[str]] = {}
    for name, value in items:
        given.setdefault(name, []).append(value)
    between = tuple(given.get("between", ()))
    if len(between) > 2 or len(set(between)) < len(between):
        raise UsageError("between names two plans, each once")
    last = {name: values[-1] for name, values in given.items()}
    for name in ("theme", "measure", *(["between"] if between else [])):
        if len(last.get(name, "")) > _LONGEST:
            raise UsageError(
                "{name} must be at most {longest_value} characters long",
                name=name,
                longest_value=_LONGEST,
            )
    relations = tuple(dict.fromkeys(given.get("relation", ())))
    _check_among("relation", relations, RELATIONS)
    reviewed = last.get("reviewed", "")
    _check_among("reviewed", [reviewed] * bool(reviewed), REVIEWED)
    return PairsAsked(
        read([(name, value) for name, value in items if name in FILTERS]),
        between,
        last.get("theme", ""),
        last.get("measure", "").lower(),
        _probability(last.get("least", "")),
        relations,
        reviewed,
        last.get("editions", "0").lower() not in ("0", "false"),
        _page(last.get("page", "1")),
    )


def _check_among(name: str, values: Iterable[str], known: Sequence[str]) -> None:
    for value in values:
        if value not in known:
            raise UsageError(
                "{name} must be one of {names}, not {value}",
                name=name,
                names=", ".join(known),
                value=said(value),
            )


def _probability(text: str) -> float:
    if not text:
        return LEAST_SHOWN
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:  # nan is none either
        raise UsageError("least must be a probability from 0 to 1, not {value}", value=said(text))
    return value


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16 and 1 <= int(text) <= LARGEST):
        raise UsageError("page must be a whole number from 1 on, not {value}", value=said(text))
    return int(text)


def chosen_pairs(
    standing: Standing, asked: PairsAsked, theme: Collection[str] | None = None
) -> list[Judged]:
    """The pairs that pass, likeliest first; `theme` are the ids of the measures of the theme."""
    documents = standing.found.documents
    one_side = passing_side(standing, asked)
    sides = [named(documents, name) for name in asked.between]
    found = []
    for one in standing.pairs:
        a, b = one.overlap.a, one.overlap.b
        if not _counts(one, asked):
            continue
        if theme is not None and a.id not in theme and b.id not in theme:
            continue
        if asked.measure and not (a.id.startswith(asked.measure) or b.id.startswith(asked.measure)):
            continue
        if sides and not _across(a.document, b.document, sides):
            continue
        if one_side(a) or one_side(b):
            found.append(one)
    return found


def passing_side(standing: Standing, asked: PairsAsked) -> Callable[[Measure], bool]:
    """Whether a measure passes the filters that lists of measures have, too."""
    documents = standing.found.documents
    return _Side(documents, asked.asked.filters(documents))


def _counts(one: Judged, asked: PairsAsked) -> bool:
    if one.overlap.edition and not asked.editions:
        return False
    if asked.relation and one.overlap.relation.value not in asked.relation:
        return False
    if asked.reviewed == "rejected":
        return one.rejected
    if asked.reviewed == "yes":
        return one.decision is not None
    if one.rejected or (asked.reviewed == "no" and one.decision is not None):
        return False
    # What people named a shared subject is no overlap, but whoever asks for it gets it.
    named_so = one.decision is not None and Relation.RELATED.value in asked.relation
    return named_so or one.overlap.score >= asked.least


def named(documents: Mapping[str, DocumentRow], name: str) -> set[str]:
    """The documents that a name is for: that of this id, or those with it in their names."""
    if name in documents:
        return {name}
    wanted = Filters(plans=(fold(name),))
    return {one for one, row in documents.items() if passes(one, row.facts, wanted)}


def _across(first: str, second: str, sides: Sequence[Collection[str]]) -> bool:
    one = sides[0]
    other = sides[1] if len(sides) > 1 else None
    if other is None:
        return first in one or second in one
    return (first in one and second in other) or (first in other and second in one)


class _Side:
    """Whether a measure passes filters, its document looked at once."""

    def __init__(self, documents: Mapping[str, DocumentRow], filters: Filters) -> None:
        self._filters = replace(filters, kinds=(), leads=())
        self._kinds, self._leads = filters.kinds, filters.leads
        self._documents = documents
        self._known: dict[str, bool] = {}

    def __call__(self, measure: Measure) -> bool:
        name = measure.document
        if name not in self._known:
            row = self._documents.get(name)
            self._known[name] = (
                passes(name, row.facts, self._filters) if row else self._filters == Filters()
            )
        lead = fold(measure.lead or "")
        return (
            self._known[name]
            and (not self._kinds or measure.kind in self._kinds)
            and (not self._leads or any(one in lead for one in self._leads))
        )


def paged(pairs: Sequence[Judged], number: int) -> tuple[int, int, Iterator[Judged]]:
    """The number of a page, the last if it is beyond; how many there are; and its pairs."""
    pages = max(1, -(-len(pairs) // PAIRS))
    number = min(number, pages)
    return number, pages, iter(pairs[(number - 1) * PAIRS : number * PAIRS])
