"""Facts in brackets and short lines: « (Direction X, 2026) », « [Pilote : …] », « — Ville »."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.fields import FIELDS, Name, names_in
from pipeline.models import Block, BlockKind, Span
from pipeline.segment.facts.kinds import STATUS, kind_of
from pipeline.segment.facts.lines import Line
from pipeline.segment.facts.said import Said, said
from pipeline.segment.facts.values import items, trimmed
from pipeline.text import fold

_BRACKETS = re.compile(r"\(([^()]{2,200})\)|\[([^\[\]]{2,200})\]")
_DASHED = re.compile(r"\s[—–|]\s([^—–|()]{4,120})$")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s(?:et|à|ou)\s(?:19|20)\d\d)?")
_RANK = 3  # after values by name, before running text


def asides(line: Line, addressed: bool = False, habit: bool = False) -> Iterator[Said]:
    """What the brackets of a line, or its end after a dash, state.

    `addressed` is for recommendations, whose last bracket names whom they are addressed to,
    `habit` for documents whose measures name their lead in a bracket.
    """
    text = line.text
    ends = len(text.rstrip(" .;"))
    for match in _BRACKETS.finditer(text):
        start, end = match.span(1) if match[1] else match.span(2)
        final = match.end() >= ends
        if addressed and final and match[1]:
            start, end = trimmed(text, start, end)
            yield Said("lead", _RANK, line, start, end)
            return
        yield from _named(line, start, end)
        if final or (match[2] and not line.own):
            yield from _parts(line, start, end, 1, habit and final and line.own)
    dashed = _DASHED.search(text)
    if dashed:
        yield from _parts(line, *dashed.span(1), least=2)
    elif not line.own and len(text.split()) <= 14 and not _BRACKETS.search(text):
        yield from _parts(line, 0, len(text), least=2)


def _named(line: Line, start: int, end: int) -> Iterator[Said]:
    """Names with their values in brackets."""
    inside = line.text[start:end]
    named = [n for n in names_in(inside) if n[2].field in FIELDS]
    stops = [n[0] for n in named[1:]] + [len(inside)]
    for (begin, colon, name), stop in zip(named, stops, strict=False):
        yield from said(
            Name(name.field, _RANK), line, inside[begin:colon], start + colon, start + stop
        )


def _parts(line: Line, start: int, end: int, least: int, habit: bool = False) -> Iterator[Said]:
    """The parts between commas, if each of them is a fact and they are of `least` fields.

    With `habit`, measures of the document name in a bracket who leads them.
    """
    if ":" in line.text[start:end]:
        return
    places = _whole_times(line.text, items(line.text, start, end, names=True))
    # Of years in a row the first says what they are.
    fields = [kind_of(line.text[a:b].split(", 20")[0]) for a, b in places]
    if _opens_with_lead(fields, line.text[slice(*places[0])] if places else "", habit):
        fields[0] = "lead"
    known = [field for field in fields if field]
    enough = len(set(known)) >= least or (line.own and known == ["status"])
    if not known or len(known) < len(fields) or not enough:
        return
    if (set(known) == {"lead"} and not habit) or (known == ["deadline"] and line.own is False):
        return  # « (Maison des services) » says what something is called
    seen: set[str] = set()
    for (a, b), field in zip(places, known, strict=True):
        field = "partners" if field == "lead" and "lead" in seen else field
        seen.add(field)
        yield Said(field, _RANK, line, a, b)


def _whole_times(text: str, places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts with the years that a comma parts in one: « étés 2026, 2027 et 2028 »."""
    out: list[tuple[int, int]] = []
    for a, b in places:
        if (
            out
            and _YEARS.fullmatch(text[a:b])
            and kind_of(text[slice(*out[-1])].split(",")[0]) == "deadline"
        ):
            out[-1] = out[-1][0], b
        else:
            out.append((a, b))
    return out


def _opens_with_lead(fields: Sequence[str | None], first: str, habit: bool) -> bool:
    """Whether the first part, no fact by itself, names the lead: the facts after it tell."""
    named = bool(first) and len(first.split()) <= 6 and not re.search(r"\d", first)
    if not named or fields[0] is not None or "lead" in fields:
        return False
    if habit:
        return True
    return first[0].isupper() and {"deadline", "budget"} <= set(fields[1:])


def states_lead(text: str) -> bool:
    """Whether the last bracket of a measure names its lead and another fact by their places."""
    line = Line(text, ((0, 0),), Block(Span(0, 0), BlockKind.PARAGRAPH), own=True)
    ends = len(text.rstrip(" .;"))
    last = next((m for m in _BRACKETS.finditer(text) if m.end() >= ends and m[1]), None)
    fields = {one.field for one in _parts(line, *last.span(1), least=2)} if last else set()
    return "lead" in fields


def alone(line: Line) -> Iterator[Said]:
    """What a short line is that is one fact and no more (« En cours », « 40 000 € par an »)."""
    field = None if line.own or len(line.text.split()) > 8 else kind_of(line.text.strip(" .•"))
    if field in ("budget", "deadline") and not re.fullmatch(r"\W*\d{4}\W*", line.text):
        start, end = trimmed(line.text, 0, len(line.text))
        yield Said(field, _RANK + 1, line, start, end)
    if not line.own and STATUS.fullmatch(fold(line.text).strip(" .•")):
        start, end = trimmed(line.text, 0, len(line.text))
        yield Said("status", _RANK, line, start, end)


def bare(statement: str) -> tuple[str, str]:
    """A statement without the facts printed after it, and what was taken off."""
    line = Line(statement, ((0, 0),), Block(Span(0, 0), BlockKind.PARAGRAPH), own=True)
    cuts = [start for start, _, name in names_in(statement) if start and name.field in FIELDS]
    ends = len(statement.rstrip(" .;"))
    cuts += [
        match.start()
        for match in _BRACKETS.finditer(statement)
        if match.end() >= ends and any(_parts(line, *match.span(1 if match[1] else 2), least=1))
    ]
    dashed = _DASHED.search(statement)
    if dashed and any(_parts(line, *dashed.span(1), least=2)):
        cuts.append(dashed.start())
    if not cuts or len(statement[: min(cuts)].split()) < 2:
        return statement, ""
    cut = min(cuts)
    return statement[:cut].rstrip(" ([—–|-"), statement[cut:].strip()
