"""What a list is asked for, as it stands in an address: the same words on a page and in the API."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from pipeline.errors import UsageError
from pipeline.models import Filters, UnitKind
from pipeline.settings import said
from pipeline.text import fold

LONGEST = 500  # characters of a question
FILTERS = ("plan", "issuer", "year", "kind", "lead")
PAGE = 20
MOST = 400  # answers to one question: what search looks at closely
_VALUES = 50  # of one filter
_LONGEST_VALUE = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """A question (empty: none) and what narrows it; `shown` answers are wanted.

    `plan` holds ids of documents or parts of names, `kind` values of UnitKind.
    """

    text: str = ""
    plan: tuple[str, ...] = ()
    issuer: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    everything: bool = False
    shown: int = PAGE

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """The filters, as pairs of name and value."""
        return [(name, value) for name in FILTERS for value in getattr(self, name)]

    @property
    def string(self) -> str:
        """The query string that `read` reads; what is not asked for is left out."""
        pairs = [("q", self.text)] if self.text else []
        pairs += self.narrowed
        if self.everything:
            pairs.append(("all", "1"))
        if self.shown != PAGE:
            pairs.append(("n", str(self.shown)))
        return urlencode(pairs)

    def toggled(self, name: str, value: str) -> Asked:
        """The same with a value of a filter chosen, or no more; from the first answer on."""
        held: tuple[str, ...] = getattr(self, name)
        values = tuple(v for v in held if v != value) if value in held else (*held, value)
        return replace(self, shown=PAGE, **{name: values})  # type: ignore[arg-type]

    def bare(self) -> Asked:
        """The question alone."""
        return Asked(self.text, everything=self.everything)

    def whole(self, everything: bool) -> Asked:
        """The same for all that answers, or for the best."""
        return replace(self, everything=everything, shown=PAGE)

    def more(self) -> Asked:
        """The same with more answers."""
        return replace(self, shown=min(self.shown + PAGE, MOST))

    def filters(self, documents: Collection[str]) -> Filters:
        """What the index is asked; a plan that is no id of `documents` is part of a name."""
        return Filters(
            plans=tuple(fold(name) for name in self.plan if name not in documents),
            issuers=tuple(fold(name) for name in self.issuer),
            years=tuple(int(year) for year in self.year),
            kinds=tuple(UnitKind(kind) for kind in self.kind),
            leads=tuple(fold(name) for name in self.lead),
            documents=tuple(name for name in self.plan if name in documents),
        )


def read(pairs: Iterable[tuple[str, str]]) -> Asked:
    """What a query string asks; unknown names are left aside.

    Raises UsageError for values that are none.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip():
            given.setdefault(name, []).append(value.strip())
    text = given.get("q", [""])[-1]
    if len(text) > LONGEST:
        raise UsageError(
            "q must be at most {longest} characters long, not {count}",
            longest=LONGEST,
            count=len(text),
        )
    chosen = {name: _values(name, given.get(name, [])) for name in FILTERS}
    everything = given.get("all", ["0"])[-1].lower() not in ("0", "false")
    return Asked(text, everything=everything, shown=_shown(given.get("n")), **chosen)


def _shown(values: Sequence[str] | None) -> int:
    if not values:
        return PAGE
    plain = values[-1].isascii() and values[-1].isdigit() and len(values[-1]) <= len(str(MOST))
    if not plain or not 1 <= int(values[-1]) <= MOST:
        raise UsageError(
            "n must be a whole number from 1 to {most}, not {values}",
            most=MOST,
            values=said(values[-1]),
        )
    return int(values[-1])


def _values(name: str, values: list[str]) -> tuple[str, ...]:
    if len(values) > _VALUES:
        raise UsageError(
            "{name} is given {count} times; at most {values} are read",
            name=name,
            count=len(values),
            values=_VALUES,
        )
    for value in values:
        if len(value) > _LONGEST_VALUE:
            raise UsageError(
                "{name} must be at most {longest_value} characters long",
                name=name,
                longest_value=_LONGEST_VALUE,
            )
        if name == "year" and not (value.isascii() and value.isdigit() and len(value) == 4):
            raise UsageError("year must be a year, as in 2025, not {value}", value=said(value))
        if name == "kind" and value not in {kind.value for kind in UnitKind}:
            raise UsageError(
                "kind must be one of {names}, not {value}",
                names=", ".join(UnitKind),
                value=said(value),
            )
    return tuple(dict.fromkeys(values))
