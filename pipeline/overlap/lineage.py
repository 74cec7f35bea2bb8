"""What became of each measure of a plan in its next edition.

Measures of the same words are found first. The others are paired by how well each covers the
other's words, by their labels and headings, the likeliest first; one that is left over and covers
what a pair leaves open is part of a split, or of a merger. Measures that name
different places are seldom one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.models import Fate, Measure
from pipeline.nlp.lexicon import lexicon
from pipeline.overlap.wording import Wording
from pipeline.text import fold

Floats = NDArray[np.float32]
Section = tuple[str, ...]  # the headings over a measure, folded
Place = tuple[int, int]  # of a measure of the old edition and of one of the new

# Least likeness of a measure and what became of it; and where it stands under what became of its
# heading, so that fewer words tell. Figures: tests/quality/test_lineage.py.
PAIRED, PAIRED_BELOW = 0.45, 0.3
# Of a part of a split or merger the share that the whole covers, times the share of the whole that
# only this part covers: least product, and least of each.
PART, _LEAST_SHARE = 0.05, 0.12
_LABEL, _HEADING = 0.08, 0.04  # what an equal label and an equal heading add to the likeness
# What is left of the likeness of two measures that both name something, but nothing in common: they
# are about two places.
_ELSEWHERE = 0.35
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_STATED = ("lead", "deadline", "budget")  # facts whose change amends a measure


@dataclass(frozen=True, slots=True)
class Change:
    """Measures of the old edition and what they became, by their places in the two editions.

    `before` is empty for what is new, `after` for what was dropped. `moved` tells that what was
    amended stands under another heading, too. `likeness` (0 to 1) is how alike both sides are.
    """

    fate: Fate
    before: tuple[int, ...]
    after: tuple[int, ...]
    likeness: float = 0.0
    moved: bool = False


def lineage(old: Sequence[Measure], new: Sequence[Measure], wording: Wording) -> list[Change]:
    """The changes between two editions, in the order of the old one, then what is new.

    `wording` is that of the measures of both, the old ones first.
    """
    others = range(len(old), len(old) + len(new))
    shape = len(old), len(new)
    covered, covers = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for place in range(len(old)):
        covered[place], covers[place] = wording.coverage(place, others)
    likeness = _likeness(old, new, np.float32(0.5) * (covered + covers))
    same = _same_words(old, new)
    elsewhere = _elsewhere(old, new)
    for place, other in same.items():
        elsewhere[place, other] = False
    likeness[elsewhere] *= _ELSEWHERE
    covered[elsewhere] = covers[elsewhere] = 0.0
    pairs = same | _likeliest(likeness, same, PAIRED)

    def parts() -> list[Place]:
        turned = {after: before for before, after in pairs.items()}
        merged = _parts(turned, covered.T, wording.turned(len(old)), len(new))
        split = _parts(pairs, covers, wording, len(old))
        return [*split, *((before, after) for after, before in merged)]

    # What is left may be paired for its heading, unless it is part of a pair.
    left = np.where(_below(old, new, pairs), likeness, 0.0)
    for one, other in parts():
        if one not in pairs:
            left[one] = 0.0
        else:
            left[:, other] = 0.0
    pairs |= _likeliest(left, pairs, PAIRED_BELOW)
    together = [*pairs.items(), *parts()]
    moved = _moved(old, new, [*pairs.items()])
    changes = []
    for before, after in _groups(together, len(old), len(new)):
        near = float(max((likeness[b, a] for b in before for a in after), default=0.0))
        shifted = any((b, a) in moved for b in before for a in after)
        fate = _fate(old, new, before, after, same, shifted)
        changes.append(Change(fate, before, after, min(near, 1.0), shifted))
    return changes


def _same_words(old: Sequence[Measure], new: Sequence[Measure]) -> dict[int, int]:
    """Measures of equal words: those under equal headings first, the others in their order."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for place, measure in enumerate(new):
        waiting[_words(measure.statement)].append(place)
    found: dict[int, int] = {}
    for wanted in (True, False):
        for place, measure in enumerate(old):
            if place in found:
                continue
            left = waiting.get(_words(measure.statement), [])
            for other in left:
                if not wanted or _section(measure) == _section(new[other]):
                    found[place] = other
                    left.remove(other)
                    break
    return found


def _likeness(old: Sequence[Measure], new: Sequence[Measure], shared: Floats) -> Floats:
    stands = [_stands(measure) for measure in new]
    likeness = shared.copy()
    for place, measure in enumerate(old):
        label, heading = _stands(measure)
        likeness[place] += _LABEL * np.array([bool(label) and label == one for one, _ in stands])
        likeness[place] += _HEADING * np.array(
            [bool(heading) and heading == one for _, one in stands]
        )
    return likeness


def _stands(measure: Measure) -> tuple[str, Section]:
    """Its label and its innermost heading, folded; empty where there is none."""
    return fold(measure.label or ""), _section(measure)[-1:]


def _elsewhere(old: Sequence[Measure], new: Sequence[Measure]) -> NDArray[np.bool_]:
    """Which two measures both name something, but nothing that the other names.

    Measures of one label under one heading are left out: they are in one place of the plan.
    """
    before, after = ([_names(one.statement) for one in side] for side in (old, new))
    stands = [_stands(one) for one in new]
    found = np.zeros((len(old), len(new)), bool)
    for row, (measure, names) in enumerate(zip(old, before, strict=True)):
        label, heading = _stands(measure)
        for column, others in enumerate(after):
            apart = bool(names and others) and names.isdisjoint(others)
            found[row, column] = apart and not (label and stands[column] == (label, heading))
    return found


def _names(statement: str) -> frozenset[str]:
    """The proper names in a statement, folded: what has a capital letter, and is no word.

    Words that a plan writes with a capital, as « la Région », are none; nor are acronyms, which are
    most often those of bodies.
    """
    words = [found[0] for found in _WORD.finditer(statement)]
    if not any(word[0].islower() for word in words):  # all in capitals
        return frozenset()
    named = (word for word in words if word[0].isupper() and not word[-1].isupper())
    return frozenset(fold(word) for word in named if lexicon().cost(word.lower()) is None)


def _likeliest(likeness: Floats, taken: Mapping[int, int], least: float) -> dict[int, int]:
    """Pairs of what is not `taken`, the likeliest first; of equals, those of nearest places."""
    found: dict[int, int] = {}
    before, after = set(taken), set(taken.values())
    height, width = likeness.shape
    near = [
        (-float(likeness[b, a]), abs(b / height - a / width), int(b), int(a))
        for b, a in zip(*np.nonzero(likeness >= least), strict=True)
    ]
    for _, _, b, a in sorted(near):
        if b not in before and a not in after:
            found[b] = a
            before.add(b)
            after.add(a)
    return found


def _parts(pairs: Mapping[int, int], inside: Floats, wording: Wording, count: int) -> list[Place]:
    """What is in no pair, but is part of a measure that is: (whole, part).

    The whole is one of the first `count` units of the wording, the part one of the others; `inside`
    tells which share of each part each whole covers.
    """
    paired = set(pairs.values())
    found = []
    for part in range(inside.shape[1]):
        if part in paired:
            continue
        best = PART, -1
        for whole, other in pairs.items():
            share = float(inside[whole, part])
            if share < _LEAST_SHARE:
                continue
            met = wording.met(whole, count + part) - wording.met(whole, count + other)
            gain = float(wording.shares[whole] @ np.maximum(met, 0.0))
            if gain >= _LEAST_SHARE:
                best = max(best, (gain * share, whole))
        if best[1] >= 0:
            found.append((best[1], part))
    return found


def _moved(old: Sequence[Measure], new: Sequence[Measure], pairs: Sequence[Place]) -> set[Place]:
    """The pairs that stand under another heading than what became of the old one.

    A heading that stands in both editions became itself, any other what most of its measures
    stand under now: a section that has a new title has not moved.
    """
    images = _images(old, new, pairs)
    return {
        (before, after)
        for before, after in pairs
        if _section(new[after]) != images[_section(old[before])]
    }


def _below(
    old: Sequence[Measure], new: Sequence[Measure], pairs: Mapping[int, int]
) -> NDArray[np.bool_]:
    """Whether each new measure stands under what became of the heading of each old one."""
    images = _images(old, new, [*pairs.items()])
    sections = [_section(measure) for measure in new]
    return np.array(
        [[images.get(_section(measure)) == section for section in sections] for measure in old],
        bool,
    ).reshape(len(old), len(new))


def _images(
    old: Sequence[Measure], new: Sequence[Measure], pairs: Sequence[Place]
) -> dict[Section, Section]:
    """What the headings over paired measures became."""
    there = {_section(measure) for measure in new}
    became: dict[Section, Counter[Section]] = defaultdict(Counter)
    for before, after in pairs:
        became[_section(old[before])][_section(new[after])] += 1
    images = {section: section for section in map(_section, old) if section in there}
    for section, counts in became.items():
        words = set(" ".join(section).split())
        shared = {one: len(words & set(" ".join(one).split())) for one in counts}
        best = max(counts, key=lambda one: (counts[one], shared[one], one))
        images.setdefault(section, best)
    return images


def _groups(
    pairs: Iterable[Place], olds: int, news: int
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """What hangs together by pairs and parts; what is in none stands alone."""
    group = {(0, place): {(0, place)} for place in range(olds)}
    group |= {(1, place): {(1, place)} for place in range(news)}
    for before, after in pairs:
        joined = group[0, before] | group[1, after]
        group.update(dict.fromkeys(joined, joined))
    distinct = {id(members): members for members in group.values()}.values()
    return [
        (
            tuple(sorted(place for side, place in members if side == 0)),
            tuple(sorted(place for side, place in members if side == 1)),
        )
        for members in distinct
    ]


def _fate(
    old: Sequence[Measure],
    new: Sequence[Measure],
    before: tuple[int, ...],
    after: tuple[int, ...],
    same: Mapping[int, int],
    moved: bool,
) -> Fate:
    if not after:
        return Fate.DROPPED
    if not before:
        return Fate.NEW
    if len(after) > 1 or len(before) > 1:
        return Fate.SPLIT if len(after) > len(before) else Fate.MERGED
    (b,), (a,) = before, after
    if same.get(b) != a or _restated(old[b], new[a]):
        return Fate.AMENDED
    return Fate.MOVED if moved else Fate.KEPT


def _restated(old: Measure, new: Measure) -> bool:
    """Whether a fact that both editions state is another one."""
    stated = [(getattr(old, name), getattr(new, name)) for name in _STATED]
    return any(was and now and _words(was) != _words(now) for was, now in stated)


def _section(measure: Measure) -> Section:
    return tuple(_words(heading) for heading in measure.path)


def _words(text: str) -> str:
    """The letters and figures of a text: forms of one document part its words in other places."""
    return "".join(char for char in fold(text) if char.isalnum())
