"""Measures from a cleaned plan: statement, label, path, details and the facts they state."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.models import Measure, Plan, Role, Span, UnitKind
from pipeline.nlp import Form, cue, prime, sentences
from pipeline.nlp.repair import names, repair
from pipeline.segment.entries import Entry, entries
from pipeline.segment.facts import Reader, bare
from pipeline.segment.level import measure_nodes
from pipeline.segment.outline import INTRO, Node, outline
from pipeline.segment.programmes import programme_nodes
from pipeline.segment.tables import arrange
from pipeline.text import fold

# Raised whenever some document may give other measures: indexed documents are segmented again.
VERSION = "6"

# Audit reports name whom a recommendation is addressed to in brackets after it.
_ADDRESSEE = re.compile(r"\s*\(([^()]{3,200})\)\s*[.;]?$")
_NEARLY = 0.85  # share of the words of the shorter statement; recaps shorten and reword a little
_SENTENCES = re.compile(r"[^\W\d_]{2}[.!]\s+[A-ZÀ-Ý]")
_ADDS = re.compile(r"\s?[;:]\s+")
_TAIL = re.compile(r"\s*:\s*$")


def segment(plan: Plan, passages: bool = False) -> list[Measure]:
    """The measures of a cleaned plan, in reading order; with `passages`, the other text too."""
    prime(plan.text_of(block) for block in plan.blocks if block.role is Role.CONTENT)
    root = outline(arrange(entries(plan)))
    nodes = measure_nodes(root, plan.facts.title)
    kind = UnitKind.MEASURE
    if not nodes:
        nodes = programme_nodes(root)
        kind = UnitKind.PROGRAMME
    reader = Reader(plan, root, nodes)
    units = [_measure(plan, node, kind, reader) for node in nodes]
    units = _repaired(plan, _once(units))
    if passages:
        covered = [unit.span for unit in units]
        units += _repaired(plan, _passages(plan, root, covered))
        units.sort(key=lambda unit: unit.span.start)
    sure = {page.number: page.confidence for page in plan.pages if page.confidence is not None}
    if sure:
        units = [replace(unit, recognised=sure.get(unit.page or 0)) for unit in units]
    return units


def _repaired(plan: Plan, units: Iterable[Measure]) -> list[Measure]:
    """The units with broken words put right in what is read; `printed` stays as on the page."""
    known = names(plan.text.split("\n"))
    return [
        replace(
            unit,
            statement=repair(unit.statement, known).text,
            path=tuple(repair(heading, known).text for heading in unit.path),
            amounts=tuple(replace(a, level=repair(a.level, known).text) for a in unit.amounts),
        )
        for unit in units
    ]


def _measure(plan: Plan, node: Node, kind: UnitKind, reader: Reader) -> Measure:
    entry = _entry(node)
    label = entry.label
    path = _path(node, plan)
    named = label.keyword if label and label.keyword else fold(" ".join(path[-1:]))
    if "recommandation" in named:
        kind = UnitKind.RECOMMENDATION
    below = [_entry(child) for child in node.walk()]
    statement, rest = _statement(entry, kind)
    addressee = _ADDRESSEE.search(statement) if kind is UnitKind.RECOMMENDATION else None
    if addressee:
        statement = statement[: addressee.start()]
    details = [*rest, *(found.printed for found in below)]
    facts = reader.of(node, kind)
    found = cue(entry.text)
    end = max([entry.span.end, *(child.span.end for child in below)])
    return Measure(
        document=plan.document,
        kind=kind,
        label=label.code if label else None,
        statement=statement,
        printed=statement,
        path=tuple(path),
        page=entry.page,
        span=Span(entry.span.start, end),
        details=tuple(details),
        lead=facts.lead,
        partners=facts.partners,
        deadline=facts.deadline,
        budget=facts.budget,
        indicators=facts.indicators,
        targets=facts.targets,
        status=facts.status,
        audience=facts.audience,
        territory=facts.territory,
        amounts=facts.amounts,
        stated=facts.stated,
        cues=tuple(filter(None, (str(found.form), found.words))),
    )


def _entry(node: Node) -> Entry:
    if node.entry is None:
        raise ValueError("the root of an outline is no entry")
    return node.entry


def _statement(entry: Entry, kind: UnitKind) -> tuple[str, list[str]]:
    """The sentence that says what will be done, and those that follow it."""
    text = _TAIL.sub("", entry.text)
    if kind is UnitKind.PROGRAMME:
        return text, []
    text, facts = bare(text)
    if entry.column and not _SENTENCES.search(text):
        return text, [*filter(None, (facts,))]  # what explains a measure has columns of its own
    statement, rest = _first(text, entry.words)
    return statement, [*rest, *filter(None, (facts,))]


def _first(text: str, words: int) -> tuple[str, list[str]]:
    """The first sentence of a text, shortened to its head, and what follows it."""
    if words < 12 and not _SENTENCES.search(text):
        return _head(text)
    first, *rest = sentences(text) or [text]
    if rest and len(first.split()) >= (5 if words >= 12 else 2):
        head, tail = _head(first)
        return head, [*tail, *rest]
    return _head(text)


def _head(sentence: str) -> tuple[str, list[str]]:
    """A sentence without what a colon or semicolon adds, unless that says what will be done too."""
    for mark in _ADDS.finditer(sentence):
        head, tail = sentence[: mark.start()].rstrip(), sentence[mark.end() :].strip()
        stands = len(head.split()) >= 4 and cue(head).leans
        if stands and cue(tail).form is not Form.INFINITIVE and head.count("«") == head.count("»"):
            return head, [tail]
    return sentence, []


def _path(node: Node, plan: Plan) -> list[str]:
    """The headings above a node, outermost first, without the title of the document."""
    title = fold(plan.facts.title or "")
    headings = [
        _TAIL.sub("", _entry(above).printed) for above in node.ancestors() if _titles(above)
    ]
    path = list(reversed(headings))
    # A site puts its own name after the title of the page.
    return path[1:] if path and title.startswith(fold(path[0])) else path


def _titles(above: Node) -> bool:
    """Whether what stands above a node reads as a title, not as a sentence that leads to a list."""
    if above.key != INTRO:
        return True
    return _entry(above).words <= 8 or cue(above.text).form is Form.INFINITIVE


def _once(units: Iterable[Measure]) -> list[Measure]:
    """Each measure once: of those that say the same, the one that states most about it."""
    kept: dict[str | None, list[tuple[frozenset[str], Measure]]] = defaultdict(list)
    for unit in units:
        words = frozenset(fold(unit.statement).split())
        alike = kept[unit.label]
        known = next((i for i, (w, _) in enumerate(alike) if _same(unit.label, words, w)), None)
        if known is None:
            alike.append((words, unit))
        elif _weight(unit) > _weight(alike[known][1]):
            alike[known] = words, unit
    found = [unit for alike in kept.values() for _, unit in alike]
    return sorted(found, key=lambda unit: unit.span.start)


def _same(label: str | None, first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether statements under one label say the same: equal words, or nearly if it is printed."""
    if first == second:
        return True
    return label is not None and len(first & second) >= _NEARLY * min(len(first), len(second))


def _weight(unit: Measure) -> tuple[int, bool]:
    stated = (unit.lead, unit.partners, unit.deadline, unit.budget, unit.indicators)
    return sum(map(bool, stated)), bool(unit.path)


def _passages(plan: Plan, root: Node, covered: Sequence[Span]) -> list[Measure]:
    """What is in no unit: every other line of the outline that says more than a title."""
    out: list[Measure] = []
    for node in root.walk():
        entry = _entry(node)
        inside = any(s.start <= entry.span.start < s.end for s in covered)
        if inside or node.heading or entry.words < 6:
            continue
        out.append(
            Measure(
                document=plan.document,
                kind=UnitKind.PASSAGE,
                label=entry.label.code if entry.label else None,
                statement=entry.text,
                printed=entry.printed,
                path=tuple(_path(node, plan)),
                page=entry.page,
                span=entry.span,
            )
        )
    return out
