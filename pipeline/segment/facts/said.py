"""One value that a measure states: what it is of, where it stands, and where it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.fields import FIELDS, Name
from pipeline.models import Span
from pipeline.nlp.matchers import amounts
from pipeline.segment.facts.kinds import kind_of
from pipeline.segment.facts.lines import Line
from pipeline.segment.facts.values import is_value, trimmed

LISTS = ("partners", "indicators", "targets")
_COUNTED = re.compile(r"(?!(?:19|20)\d\d\b)[+-]?\s?\d[^.;:]{0,60}$")
_EXPECTED = re.compile(
    r"\W*(?:les )?(?:résultat|effet)s?\s(?:attendu|visé|escompté)s?", re.IGNORECASE
)
_QUANTITY = re.compile(r"(?<![\w.])\d")
_OF_WHICH = re.compile(r",\s(?=dont\b|y compris\b)")
_SENTENCE = re.compile(r"(?<=[^\W\d_]{4})\.\s(?=[A-ZÀ-Ý])")
_ONE = ("lead", "deadline", "status", "audience", "territory")
_NEXT = re.compile(r"\s*;\s*")
_UNNAMED = 3  # the rank of a value without a name: that of brackets
RUNNING = 5  # the rank of what running text says: after any name


@dataclass(frozen=True, slots=True)
class Said:
    """A value as printed, what it is of, its rank among the names of its field, and its name."""

    field: str
    rank: int
    line: Line
    start: int
    end: int
    name: str = ""
    after: str = ""  # the rest of the sentence, for amounts in running text
    shared: bool = False  # in a cell over the rows of several measures

    @property
    def text(self) -> str:
        """The value."""
        return self.line.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where it stands in the plan."""
        return self.line.span(self.start, self.end)


def said(
    name: Name, line: Line, label: str, start: int = 0, end: int | None = None
) -> Iterator[Said]:
    """The value between two places of a line, if it is one of the name's field."""
    start, end = trimmed(line.text, start, len(line.text) if end is None else end)
    cut = _SENTENCE.search(line.text, start, end) if name.field in ("lead", "deadline") else None
    end = cut.start() if cut else end
    if name.field in _ONE:
        for mark in reversed(list(_NEXT.finditer(line.text, start, end))):
            field = kind_of(line.text[mark.end() : end].strip(" .,;)]"))
            if field in ("budget", "deadline", "status") and field != name.field:
                # « (échéance : 2027 ; 40 000 $) »: what follows names itself.
                yield from said(Name(field, _UNNAMED), line, "", mark.end(), end)
                end = mark.start()
    if name.field == "means" and amounts(line.text[start:end]):
        name = Name("budget", 2)  # « Ressources : 2 ETP, 40 000 € »
    counted = _COUNTED.match(line.text[start:end]) and label.lower().startswith("objectif")
    if counted or (_EXPECTED.match(label) and _QUANTITY.search(line.text, start, end)):
        name = Name("targets", 1)  # « Objectif : 35 % d'achats locaux »
    if name.field == "budget":
        end = _budget_end(line.text, start, end)
    if name.field in FIELDS and start < end and is_value(line.text[start:end], name.field):
        yield Said(name.field, name.rank, line, start, end, label)


def _budget_end(text: str, start: int, end: int) -> int:
    """Where a budget ends: before the shares that a comma adds to its sum."""
    share = _OF_WHICH.search(text, start, end)
    return share.start() if share and amounts(text[start : share.start()]) else end
