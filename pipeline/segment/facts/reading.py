"""Where the facts of each measure are looked for: its lines, its table row, the headings above."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.fields import FIELDS, name_of, names_in
from pipeline.models import Fact, Plan, Span, UnitKind
from pipeline.segment.facts.amounts import Currency
from pipeline.segment.facts.asides import states_lead
from pipeline.segment.facts.columns import Tables
from pipeline.segment.facts.lines import Line, Lines
from pipeline.segment.facts.said import Said
from pipeline.segment.facts.settle import MEASURE, Stated, read, settle
from pipeline.segment.outline import INTRO, Node

_PERIOD = re.compile(r"(?<!\d)(20\d\d)\s?(?:[-–/]|à|au)\s?20\d\d(?!\d)")
_LEAST_HABIT = 2  # measures that make it a habit
_ALL = re.compile(
    r"\b(?:toutes\sles|l['’]ensemble\sdes|[cl]es)\s(?:[^\W\d_]+\s|\d+\s)?"
    r"(?:mesures|actions|projets|fiches|engagements)\b",
    re.IGNORECASE,
)
_FRONT = 1500  # characters in which a document says what years it is for


class Reader:
    """Reads the facts of the measures of one plan, whose outline stands under `root`."""

    def __init__(self, plan: Plan, root: Node, measures: Sequence[Node]) -> None:
        self._flat = [node for node in root.walk() if node.entry]
        self._places = {id(node): place for place, node in enumerate(self._flat)}
        self._measures = {id(node) for node in measures}
        self._above = {id(above) for node in measures for above in node.ancestors()}
        self._lines = Lines(plan, [span for node in self._flat for span in _spans(node)])
        self._tables = Tables(plan)
        self._currency = Currency(plan.text)
        own = (node.entry.printed for node in measures if node.entry)
        self._habit = sum(map(states_lead, own)) >= _LEAST_HABIT
        self._levels: dict[int, Stated] = {}
        self._shared: dict[int, list[Said]] = {}
        front = (plan.facts.period or "", plan.facts.title or "", plan.text[:_FRONT])
        period = next((found for text in front if (found := _PERIOD.search(text))), None)
        self._since = int(period[1]) if period else None

    def of(self, node: Node, kind: UnitKind) -> Stated:
        """The facts of a measure, with the amounts that the headings above it state for all."""
        if node.entry is None:
            return Stated()
        cell = node.entry.cell
        found = self._tables.row(cell) if cell else []
        below = [*node.walk(), *self._trailing(node)]
        lines = self._lines.of(node.entry.span, [s for one in below for s in _spans(one)])
        found += read(lines, kind is UnitKind.RECOMMENDATION, self._since, self._habit)
        headings = [heading for heading in node.ancestors() if heading.key != INTRO]
        group = _title(headings[0]) if headings else MEASURE
        own = settle(found, self._currency, group=group)
        above = [self._level(heading) for heading in headings]
        own = self._with_common(own, headings)
        return replace(
            own,
            amounts=own.amounts + tuple(a for level in above for a in level.amounts),
            stated=own.stated + tuple(f for level in above for f in level.stated),
        )

    def _with_common(self, own: Stated, headings: Sequence[Node]) -> Stated:
        """The facts with the lead and the deadline that headings state for all their measures."""
        for one in (one for heading in headings for one in self._common(heading)):
            if one.field == "lead" and own.lead is None:
                own = replace(own, lead=one.text)
            elif one.field == "deadline" and own.deadline is None:
                own = replace(own, deadline=one.text)
            else:
                continue
            own = replace(own, stated=(*own.stated, Fact(one.field, one.text, one.span)))
        return own

    def _common(self, heading: Node) -> list[Said]:
        """What the text right below a heading says of all its measures."""
        if id(heading) not in self._shared:
            found = read(self._below(heading), since=self._since)
            self._shared[id(heading)] = [
                one
                for one in sorted(found, key=lambda one: one.rank)
                if not one.line.own and (one.rank == 0 or _ALL.search(one.line.text))
            ]
        return self._shared[id(heading)]

    def _below(self, heading: Node) -> list[Line]:
        """The lines of a heading and of the text right below it, without the measures."""
        if not heading.entry or not heading.heading:
            return []
        below = [
            span
            for child in heading.children
            if not child.heading and not {id(child)} & (self._measures | self._above)
            for one in (child, *child.walk())
            for span in _spans(one)
        ]
        return self._lines.of(heading.entry.span, below)

    def _trailing(self, node: Node) -> Iterator[Node]:
        """Lines after a measure that only name its facts, although they stand outside of it."""
        place = self._places.get(id(node), len(self._flat))
        place += 1 + sum(1 for _ in node.walk())
        waiting = False
        for other in self._flat[place:]:
            if id(other) in self._measures or id(other) in self._above or not other.entry:
                return
            text = other.entry.printed
            first = next(names_in(text), None)
            name = first[2] if first and first[0] == 0 else name_of(text)
            if not waiting and not (name and name.field in FIELDS):
                return
            waiting = not waiting and bool(name) and not (first and text[first[1] :].strip())
            yield other

    def _level(self, heading: Node) -> Stated:
        """The amounts that a heading and the text right below it state for all measures there."""
        if id(heading) not in self._levels:
            stated = Stated()
            if lines := self._below(heading):
                stated = settle(read(lines, since=self._since), self._currency, _title(heading))
            self._levels[id(heading)] = stated
        return self._levels[id(heading)]


def _spans(node: Node) -> Iterator[Span]:
    if node.entry:
        yield node.entry.span


def _title(heading: Node) -> str:
    """A heading as it stands in the path of its measures."""
    return re.sub(r"\s*:\s*$", "", heading.entry.printed) if heading.entry else ""
