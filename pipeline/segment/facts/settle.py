"""Of everything that the lines of a measure say, what it states: one value a field, all items.

Names with their values come first (lines, cells, columns of its table row), then brackets, then
running text; of several values of one field the best named counts, then the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.models import Amount, Fact
from pipeline.segment.facts.amounts import Currency, amounts_of
from pipeline.segment.facts.asides import alone, asides
from pipeline.segment.facts.cells import cell_pairs
from pipeline.segment.facts.lines import Line
from pipeline.segment.facts.pairs import pairs
from pipeline.segment.facts.said import LISTS, RUNNING, Said
from pipeline.segment.facts.sentences import running
from pipeline.segment.facts.values import items

MEASURE = "measure"  # the level of an amount for one measure
_SEVERAL = re.compile(
    r"\bpour (?:(?:toutes )?(?:les|ces)(?: [^\W\d_]+| \d+)?|l['’]ensemble des) "
    r"(?:mesures|actions|projets|fiches|opérations|engagements)\b",
    re.IGNORECASE,
)
_NEAR = 4  # lines below a measure among which a fact alone on its line is its own


@dataclass(frozen=True, slots=True)
class Stated:
    """The facts of one measure as printed; None or empty where nothing is stated."""

    lead: str | None = None
    partners: tuple[str, ...] = ()
    deadline: str | None = None
    budget: str | None = None
    indicators: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    status: str | None = None
    audience: str | None = None
    territory: str | None = None
    amounts: tuple[Amount, ...] = ()
    stated: tuple[Fact, ...] = field(default=())


def read(
    lines: Sequence[Line], addressed: bool = False, since: int | None = None, habit: bool = False
) -> list[Said]:
    """Everything that the lines of a measure say of it, in the order in which it counts.

    `addressed` and `habit` say what the brackets of measures hold (see `asides`); dates before
    the year `since` are of the past.
    """
    found, rest = cell_pairs(lines)
    named, plain = pairs(rest)
    found += named
    for place, line in enumerate(plain):
        found += asides(line, addressed and line.own, habit)
        found += alone(line) if place <= _NEAR else ()
        found += running(line, since)
    return found


def settle(
    found: Sequence[Said], currency: Currency, level: str = "", group: str = MEASURE
) -> Stated:
    """Of everything said the facts: one value of each field, all items of its lists.

    `level` is the heading for all of whose measures the lines speak; `group` the one over a
    measure, of which a cell over several rows speaks.
    """
    found = [_told(one) for one in found]
    kept: list[Said] = []
    for name in dict.fromkeys(one.field for one in found):
        values = [one for one in found if one.field == name]
        best = min(one.rank for one in values)
        named = [one for one in values if one.rank < RUNNING] if best < RUNNING else values
        if name in LISTS:
            kept += _items(name, named)
            continue
        first = next(one for one in values if one.rank == best)
        kept.append(first if name != "budget" or not _for_several(first) else _as_amount(first))
        if name == "budget" and best < RUNNING and "total" not in first.name.lower():
            others = [one for one in named if one is not first]
            kept += [_as_amount(one) for one in others]
    money = [one for one in kept if one.field in ("budget", "amounts")]
    amounts = [
        replace(amount, level=level or (group if _for_several(one) else MEASURE))
        for one in money
        for amount in amounts_of(one.text, currency, one.name, one.after)
    ]
    if level:
        kept = [_as_amount(one) for one in money] if amounts else []
    return _stated(kept, tuple(dict.fromkeys(amounts)))


def _for_several(one: Said) -> bool:
    """Whether a budget is one of several measures together, so none of its own."""
    return one.shared or bool(_SEVERAL.search(one.text))


def _as_amount(one: Said) -> Said:
    return replace(one, field="amounts")


def _told(one: Said) -> Said:
    """A value whose field only its words tell: « Cibles : ménages » are an audience."""
    if one.field != "targets" or re.search(r"\d", one.text):
        return one
    people = re.fullmatch(r"\W*(?:les )?cibles?(?: \w+)?\W*", one.name.lower())
    return replace(one, field="audience") if people else one


def _items(name: str, values: Sequence[Said]) -> Iterator[Said]:
    """The items of the lists printed in some values, each once."""
    seen: set[str] = set()
    for one in values:
        for start, end in items(
            one.line.text, one.start, one.end, name == "partners", one.line.breaks
        ):
            item = replace(one, start=start, end=end)
            if item.text.casefold() not in seen:
                seen.add(item.text.casefold())
                yield item


def _stated(kept: Sequence[Said], amounts: tuple[Amount, ...]) -> Stated:
    def one(name: str) -> str | None:
        return next((said.text for said in kept if said.field == name), None)

    def many(name: str) -> tuple[str, ...]:
        return tuple(said.text for said in kept if said.field == name)

    return Stated(
        lead=one("lead"),
        partners=many("partners"),
        deadline=one("deadline"),
        budget=one("budget"),
        indicators=many("indicators"),
        targets=many("targets"),
        status=one("status"),
        audience=one("audience"),
        territory=one("territory"),
        amounts=amounts,
        stated=tuple(Fact(said.field, said.text, said.span) for said in kept),
    )
