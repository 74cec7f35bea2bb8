"""Families of overlapping measures over the whole collection.

A family is found by average linkage over the probabilities of pairs (`pipeline.overlap.linkage`),
in which two measures of one document, and all pairs that were not found, count as 0. So a general
measure that covers ten others of one plan joins one of them at most, and does not glue them: what
it covers besides is told by `Family.under`. Figures: training/overlap/families.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.models import Family, Measure, Member, Overlap, Relation
from pipeline.overlap.linkage import joined, merges
from pipeline.text import STOP_WORDS, fold, stem, tokenise
from pipeline.themes.naming import named

LEAST = 0.2  # mean probability of the pairs between two groups that join
WEAKEST = 0.1  # probability below which a pair has no part in the mean: there are too many
# Of its probability: what one measure covers of another is no reason to put a third beside them.
BROADER = 0.8
RELATIONS = frozenset({Relation.SAME, Relation.REWORDED, Relation.BROADER})
EDITIONS = 0.5  # probability below which two measures of two editions are not held for one
_LABEL = 70  # characters of a statement that stands for a label
_SHARED = 0.5  # of the measures of a family, that must say a phrase which names it

Key = tuple[str, str, int, str]


def families(
    overlaps: Iterable[Overlap],
    plan_of: Mapping[str, int] | None = None,
    since: Mapping[str, str] | None = None,
    bodies: Iterable[str] = (),
    least: float = LEAST,
) -> list[Family]:
    """The families of measures of two plans and more, those of most plans first.

    `plan_of` numbers the plan of each document (see `pipeline.overlap.editions`), `since` says when
    each came (ISO 8601), `bodies` are names of plans and issuers, which label nothing. Related
    pairs are left out; those of two editions hold them together in a family, but make none. The
    order of `overlaps` does not count, and what is not connected with a family by pairs does not
    change its members.
    """
    kept = without_strangers([one for one in overlaps if one.relation in RELATIONS])
    found = {key(side): side for one in kept for side in (one.a, one.b)}
    order = sorted(found)
    place = {name: number for number, name in enumerate(order)}
    measures = [found[name] for name in order]
    weights: dict[tuple[int, int], float] = {}
    for one in kept:
        a, b = sorted((place[key(one.a)], place[key(one.b)]))
        less = BROADER if one.relation is Relation.BROADER else 1.0
        weights[a, b] = max(weights.get((a, b), 0.0), less * one.score)
    plans = _plans(measures, plan_of or {})
    groups = [
        group
        for group in joined(len(order), merges(weights, least))
        if len({plans[node] for node in group}) > 1
    ]
    made = _Making(measures, plans, _scores(kept, place), _above(kept, place), since or {})
    labels = _labels([made.ranked(group) for group in groups], bodies)
    result = [made.family(group, label) for group, label in zip(groups, labels, strict=True)]
    return sorted(result, key=lambda one: (-one.plans, -one.size, -round(one.score, 6), one.id))


def without_strangers(overlaps: Iterable[Overlap]) -> list[Overlap]:
    """The pairs, of those of two editions only a measure and what became of it.

    Editions share their headings and turns of phrase: each measure is paired with its likeliest
    counterpart, if that is likely and has none that is likelier.
    """
    pairs = list(overlaps)
    best: dict[tuple[Key, str], float] = {}
    for one in pairs:
        if one.edition:
            for side in _sides(one):
                best[side] = max(best.get(side, EDITIONS), one.score)
    return [
        one
        for one in pairs
        if not one.edition or all(best[side] <= one.score for side in _sides(one))
    ]


def _sides(pair: Overlap) -> tuple[tuple[Key, str], tuple[Key, str]]:
    """Each measure of a pair with the document of the other."""
    return (key(pair.a), pair.b.document), (key(pair.b), pair.a.document)


def key(measure: Measure) -> Key:
    """What tells a measure from any other, whether the store gave it an id or not."""
    return measure.id, measure.document, measure.span.start, measure.statement


def _plans(measures: Sequence[Measure], plan_of: Mapping[str, int]) -> list[tuple[int, str]]:
    """What tells the plan of each measure; a document of which nothing is known is one."""
    return [
        (plan_of[one.document], "") if one.document in plan_of else (-1, one.document)
        for one in measures
    ]


def _scores(kept: Iterable[Overlap], place: Mapping[Key, int]) -> dict[int, dict[int, float]]:
    """The probability of each pair, from both of its sides."""
    scores: dict[int, dict[int, float]] = defaultdict(dict)
    for one in kept:
        a, b = place[key(one.a)], place[key(one.b)]
        scores[a][b] = scores[b][a] = max(scores[a].get(b, 0.0), one.score)
    return scores


def _above(kept: Iterable[Overlap], place: Mapping[Key, int]) -> dict[int, dict[int, float]]:
    """For each measure those that are broader, with the probability."""
    above: dict[int, dict[int, float]] = defaultdict(dict)
    for one in kept:
        if one.relation is Relation.BROADER:
            broad, narrow = place[key(one.a)], place[key(one.b)]
            above[narrow][broad] = max(above[narrow].get(broad, 0.0), one.score)
    return above


@dataclass(frozen=True, slots=True)
class _Making:
    """What families are made of: measures by number, their plans and the scores of their pairs."""

    measures: Sequence[Measure]
    plans: Sequence[tuple[int, str]]
    scores: Mapping[int, Mapping[int, float]]
    above: Mapping[int, Mapping[int, float]]  # those that are broader than each
    since: Mapping[str, str]

    def mean(self, one: int, group: Sequence[int]) -> float:
        """The mean score of a measure with those of other plans in its family."""
        others = [node for node in group if self.plans[node] != self.plans[one]]
        return sum(self.scores[one].get(node, 0.0) for node in sorted(others)) / len(others)

    def ranked(self, group: Sequence[int]) -> list[Measure]:
        """The measures of a group, the one that stands for it first."""
        return [self.measures[node] for node in self._order(group)]

    def _order(self, group: Sequence[int]) -> list[int]:
        covered = Counter(broad for node in group for broad in self.above.get(node, ()))
        # Of two that are as near to the rest, the broader one says what all of them say.
        return sorted(
            group,
            key=lambda n: (
                -round(self.mean(n, group), 2),
                -covered[n],
                len(self.measures[n].statement),
                n,
            ),
        )

    def family(self, group: Sequence[int], label: str) -> Family:
        """The family of a group."""
        order = self._order(group)
        members = tuple(Member(self.measures[n], self.mean(n, group)) for n in order)
        oldest = min(
            (self.since.get(self.measures[n].document, ""), key(self.measures[n])) for n in group
        )
        best: dict[int, float] = {}
        for node in group:
            for broad, score in self.above.get(node, {}).items():
                if broad not in group:
                    best[broad] = max(best.get(broad, 0.0), score)
        return Family(
            oldest[1][0],
            label,
            members,
            tuple(sorted({one.measure.document for one in members})),
            len({self.plans[node] for node in group}),
            _leads(members),
            tuple(self.measures[n] for n in sorted(best, key=lambda n: (-best[n], n))),
        )


def _leads(members: Iterable[Member]) -> tuple[str, ...]:
    printed: dict[str, Counter[str]] = defaultdict(Counter)
    for member in members:
        if member.measure.lead:
            printed[fold(member.measure.lead)][member.measure.lead] += 1
    ranked = sorted(printed, key=lambda name: (-printed[name].total(), name))
    return tuple(min(printed[n], key=lambda form: (-printed[n][form], form)) for n in ranked)


def _labels(groups: Sequence[Sequence[Measure]], bodies: Iterable[str]) -> list[str]:
    """A few words for each group: a phrase that most of its measures share, or a statement."""
    labels = []
    for group, phrases in zip(groups, named(groups, bodies), strict=True):
        said = [_stems(one.statement) for one in group]
        shared = [
            phrase
            for phrase in phrases
            if sum(_stems(phrase) <= words for words in said) >= max(2, _SHARED * len(said))
            # What two measures have in common is hardly told by a word: « Frais », « Service ».
            and (len(group) > 2 or len(_stems(phrase)) > 1)
        ]
        text = ", ".join(shared) or shortened(group[0].statement)
        labels.append(text[0].upper() + text[1:])
    return labels


def _stems(text: str) -> set[str]:
    return {stem(term.term) for term in tokenise(text) if term.term not in STOP_WORDS}


def shortened(text: str, letters: int = _LABEL) -> str:
    """`text`, or its first words and an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= letters:
        return text
    return (text[:letters].rpartition(" ")[0].rstrip(" ,:;") or text[: letters - 1]) + "…"
