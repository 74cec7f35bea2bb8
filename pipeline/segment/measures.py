"""Measures from a cleaned plan: statement, label, path, details and the facts they state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.models import Measure, Plan, Span, UnitKind
from pipeline.nlp import cue, sentences
from pipeline.segment.entries import Entry, entries
from pipeline.segment.facts import facts_of
from pipeline.segment.level import measure_nodes
from pipeline.segment.outline import Node, outline
from pipeline.segment.programmes import programme_nodes
from pipeline.segment.tables import arrange

# Raised whenever some document may give other measures: indexed documents are segmented again.
VERSION = "1"

_TAIL = re.compile(r"\s*:\s*$")


def segment(plan: Plan, passages: bool = False) -> list[Measure]:
    """The measures of a cleaned plan, in reading order; with `passages`, the other text too."""
    root = outline(arrange(entries(plan)))
    nodes = measure_nodes(root)
    kind = UnitKind.MEASURE
    if not nodes:
        nodes = programme_nodes(root)
        kind = UnitKind.PROGRAMME
    units = [_measure(plan, node, kind) for node in nodes]
    units = _once(units)
    if passages:
        covered = [unit.span for unit in units]
        units += _passages(plan, root, covered)
        units.sort(key=lambda unit: unit.span.start)
    return units


def _measure(plan: Plan, node: Node, kind: UnitKind) -> Measure:
    entry = _entry(node)
    label = entry.label
    if label and label.keyword == "recommandation":
        kind = UnitKind.RECOMMENDATION
    below = [_entry(child) for child in node.walk()]
    statement, rest = _statement(entry, kind)
    details = [*rest, *(found.printed for found in below)]
    facts = facts_of(entry.fields, details)
    found = cue(entry.text)
    end = max([entry.span.end, *(child.span.end for child in below)])
    return Measure(
        document=plan.document,
        kind=kind,
        label=label.code if label else None,
        statement=statement,
        printed=statement,
        path=tuple(_path(node, plan)),
        page=entry.page,
        span=Span(entry.span.start, end),
        details=tuple(details),
        lead=facts.lead,
        partners=facts.partners,
        deadline=facts.deadline,
        budget=facts.budget,
        indicators=facts.indicators,
        cues=tuple(filter(None, (str(found.form), found.words))),
    )


def _entry(node: Node) -> Entry:
    if node.entry is None:
        raise ValueError("the root of an outline is no entry")
    return node.entry


def _statement(entry: Entry, kind: UnitKind) -> tuple[str, list[str]]:
    """The sentence that says what will be done, and those that follow it."""
    text = _TAIL.sub("", entry.text)
    if kind is UnitKind.PROGRAMME or entry.words < 12:
        return text, []
    first, *rest = sentences(text) or [text]
    if rest and len(first.split()) >= 5:
        return first, rest
    return text, []


def _path(node: Node, plan: Plan) -> list[str]:
    """The headings above a node, outermost first, without the title of the document."""
    title = (plan.facts.title or "").casefold()
    headings = [_TAIL.sub("", _entry(above).printed) for above in node.ancestors()]
    return [text for text in reversed(headings) if text.casefold() != title]


def _once(units: Iterable[Measure]) -> list[Measure]:
    """Each measure once: of those that say the same under one label, the fullest."""
    out: dict[tuple[str | None, str], Measure] = {}
    for unit in units:
        key = unit.label, re.sub(r"\W+", " ", unit.statement.casefold()).strip()
        known = out.get(key)
        if known is None or _weight(unit) > _weight(known):
            out[key] = unit
    return sorted(out.values(), key=lambda unit: unit.span.start)


def _weight(unit: Measure) -> int:
    return sum(map(len, unit.details)) + 20 * len(unit.path)


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
