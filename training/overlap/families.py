"""How families of overlapping measures are best made: ways side by side, on the judged pairs.

    python -m training.overlap.families [--found]

The graph is that of the judged pairs as a finder that errs would give it: of those that overlap a
share is found, of those that do not (none, related) some are found as well, and so are pairs that
nobody judged. With `--found` it is what `pipeline.overlap.overlaps` finds among all our measures;
its weights were fitted on these pairs. Families are then held against all judged pairs: precision
and recall of « together », and the adjusted Rand index between the families before and after a
tenth of the documents came, over the measures of the others.
"""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from math import comb
from pathlib import Path
from statistics import mean

import networkx

from pipeline.models import Facts, Measure, Relation
from pipeline.overlap import among, overlaps
from pipeline.overlap.clusters import WEAKEST as LIKELY
from pipeline.overlap.clusters import without_strangers
from pipeline.overlap.linkage import joined, merges
from pipeline.store import DocumentRow
from training.overlap.judged import OUR_PLANS, measures

PAIRS = Path(__file__).resolve().parents[2] / "tests" / "golden" / "overlaps" / "pairs.jsonl"
OVERLAPPING = ("same", "reworded", "broader")
FOUND = 0.75  # share of the overlapping pairs that a finder finds
WRONG = {"related": 0.25, "none": 0.1}  # share of the others that it finds as well
STRAY = 0.3  # further wrong pairs, as a share of the judged ones that overlap
RUNS = 20

Node = tuple[str, str, str]
Edge = tuple[int, int]
Graph = dict[Edge, tuple[float, str]]
Run = tuple[list[Node], Graph, list[Node], Graph]
Way = Callable[[int, Mapping[Edge, float]], list[list[int]]]


@cache
def judged() -> list[tuple[Node, Node, str]]:
    """The judged pairs that are of no two editions."""
    rows = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]

    def node(side: Mapping[str, str | None]) -> Node:
        return str(side["document"]), side["label"] or "", str(side["statement"])

    return [
        (node(row["a"]), node(row["b"]), row["relation"])
        for row in rows
        if not row.get("edition")
    ]  # fmt: skip


def graph(pairs: Iterable[tuple[Node, Node, str]], order: list[Node], seed: int) -> Graph:
    """The probability and relation of the pairs that are found; wrong ones are less sure."""
    dice = random.Random(seed)
    place = {node: number for number, node in enumerate(order)}
    found: Graph = {}
    true = 0
    for a, b, relation in pairs:
        edge = (min(place[a], place[b]), max(place[a], place[b]))
        right = relation in OVERLAPPING
        true += right
        if relation == "same":
            found[edge] = (0.99, relation)
        elif right and dice.random() < FOUND:
            found[edge] = (0.4 + 0.6 * dice.betavariate(4, 2), relation)
        elif not right and dice.random() < WRONG[relation]:
            said = dice.choice(("reworded", "broader"))
            found[edge] = (0.4 + 0.6 * dice.betavariate(2, 4), said)
    for _ in range(round(STRAY * true)):
        i, j = sorted(dice.sample(range(len(order)), 2))
        if order[i][0] != order[j][0]:
            said = dice.choice(("reworded", "broader"))
            found.setdefault((i, j), (0.4 + 0.6 * dice.betavariate(2, 4), said))
    return found


def single(count: int, weights: Mapping[Edge, float]) -> list[list[int]]:
    """Connected parts: single linkage."""
    made = networkx.Graph()
    made.add_nodes_from(range(count))
    made.add_edges_from(weights)
    return [sorted(part) for part in networkx.connected_components(made)]


def louvain(resolution: float) -> Way:
    """Communities of the highest modularity."""

    def way(count: int, weights: Mapping[Edge, float]) -> list[list[int]]:
        made = networkx.Graph()
        made.add_nodes_from(range(count))
        made.add_weighted_edges_from((i, j, w) for (i, j), w in sorted(weights.items()))
        parts = networkx.community.louvain_communities(made, resolution=resolution, seed=0)
        return [sorted(part) for part in parts]

    return way


def correlation(cost: float) -> Way:
    """Local moves that raise the sum of (weight - cost) within groups: correlation clustering."""

    def way(count: int, weights: Mapping[Edge, float]) -> list[list[int]]:
        near: dict[int, dict[int, float]] = defaultdict(dict)
        for (i, j), weight in weights.items():
            near[i][j] = near[j][i] = weight
        of = list(range(count))
        size = dict.fromkeys(range(count), 1)
        moved = True
        while moved:
            moved = False
            for node in range(count):
                gain: dict[int, float] = defaultdict(float)
                for other, weight in near[node].items():
                    gain[of[other]] += weight
                size[of[node]] -= 1
                best, most = of[node], gain.get(of[node], 0.0) - cost * size[of[node]]
                for group, total in sorted(gain.items()):
                    if total - cost * size[group] > most + 1e-9:
                        best, most = group, total - cost * size[group]
                moved |= best != of[node]
                of[node] = best
                size[best] += 1
        groups: dict[int, list[int]] = defaultdict(list)
        for node, group in enumerate(of):
            groups[group].append(node)
        return list(groups.values())

    return way


def average(least: float) -> Way:
    """Average linkage."""

    def way(count: int, weights: Mapping[Edge, float]) -> list[list[int]]:
        return joined(count, merges(weights, least))

    return way


def rand(one: Mapping[Node, int], other: Mapping[Node, int]) -> float:
    """The adjusted Rand index (Hubert and Arabie 1985) over the nodes that both have."""
    cells: dict[tuple[int, int], int] = defaultdict(int)
    rows: dict[int, int] = defaultdict(int)
    columns: dict[int, int] = defaultdict(int)
    common = sorted(one.keys() & other.keys())
    for node in common:
        cells[one[node], other[node]] += 1
        rows[one[node]] += 1
        columns[other[node]] += 1
    same = sum(comb(n, 2) for n in cells.values())
    first, second = (sum(comb(n, 2) for n in side.values()) for side in (rows, columns))
    chance = first * second / comb(len(common), 2)
    return (same - chance) / ((first + second) / 2 - chance)


def families(
    way: Way, found: Graph, order: list[Node], broader: float
) -> tuple[dict[Node, int], int]:
    """The number of the family of each node, and the size of the largest."""
    weights = {e: p * (broader if r == "broader" else 1.0) for e, (p, r) in found.items()}
    groups = way(len(order), weights)
    return {order[n]: g for g, group in enumerate(groups) for n in group}, max(map(len, groups))


def noisy(seed: int) -> tuple[list[Node], Graph, list[Node], Graph]:
    """Nodes and graph of the judged pairs with noise; the same without a tenth of the documents."""
    pairs = judged()
    order = sorted({node for a, b, _ in pairs for node in (a, b)})
    found = graph(pairs, order, seed)
    less = _without(order, seed)
    place = {node: number for number, node in enumerate(less)}
    kept = {
        (place[order[i]], place[order[j]]): value
        for (i, j), value in found.items()
        if order[i] in place and order[j] in place
    }
    return order, found, less, kept


def real(seed: int) -> tuple[list[Node], Graph, list[Node], Graph]:
    """The same of what is found among all our measures, from LIKELY on."""
    held = {_node(one): one for one in measures(OUR_PLANS)}
    less = _without(sorted(held), seed)
    return sorted(held), _found(held, sorted(held)), less, _found(held, less)


def _node(one: Measure) -> Node:
    return one.document, one.label or "", one.statement


def _without(order: list[Node], seed: int) -> list[Node]:
    names = sorted({node[0] for node in order})
    old = set(random.Random(seed).sample(names, round(0.9 * len(names))))
    return [node for node in order if node[0] in old]


def _found(held: Mapping[Node, Measure], order: list[Node]) -> Graph:
    names = sorted({node[0] for node in order})
    rows = [DocumentRow(name, Facts(), 1, {}, "", False) for name in names]
    place = {node: number for number, node in enumerate(order)}
    pairs = overlaps(among(rows, [held[node] for node in order]), related=True)
    edges: Graph = {}
    for one in without_strangers(pairs[: int((pairs.scores >= LIKELY).sum())]):
        if one.relation is not Relation.RELATED:
            i, j = sorted((place[_node(one.a)], place[_node(one.b)]))
            edges[i, j] = (one.score, one.relation.value)
    return edges


def measured(way: Way, broader: float, runs: list[Run]) -> dict[str, float]:
    """Means over the runs."""
    told: dict[str, list[float]] = defaultdict(list)
    for order, found, less, kept in runs:
        of, largest = families(way, found, order, broader)
        together: dict[str, list[bool]] = defaultdict(list)
        for a, b, relation in judged():
            together[relation].append(of[a] == of[b])
        right = sum(sum(together[r]) for r in OVERLAPPING)
        wrong = sum(together["none"])
        told["precision"].append(right / (right + wrong))
        told["with related"].append(right / (right + wrong + sum(together["related"])))
        told["recall"].append(right / sum(len(together[r]) for r in OVERLAPPING))
        told["reworded"].append(mean(together["reworded"]))
        told["broader"].append(mean(together["broader"]))
        told["largest"].append(largest)
        told["ARI"].append(rand(families(way, kept, less, broader)[0], of))
    return {name: mean(values) for name, values in told.items()}


def main() -> None:
    """Print a table."""
    ways: dict[str, tuple[Way, float]] = {"single linkage": (single, 1.0)}
    ways |= {f"Louvain, resolution {r:g}": (louvain(r), 1.0) for r in (1, 4, 16, 64)}
    ways |= {f"correlation, cost {c}": (correlation(c), 1.0) for c in (0.15, 0.2, 0.3, 0.4)}
    for least in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4):
        for broader in (1.0, 0.8, 0.6):
            ways[f"average, {least:.2f}, broader {broader}"] = (average(least), broader)
    seeds = range(4 if "--found" in sys.argv else RUNS)
    runs = [real(seed) if "--found" in sys.argv else noisy(seed) for seed in seeds]
    head = ("precision", "with related", "recall", "reworded", "broader", "largest", "ARI")
    print("| way |", " | ".join(head), "|")
    print("| --- |", " | ".join("---:" for _ in head), "|")
    for name, (way, broader) in ways.items():
        found = measured(way, broader, runs)
        print(f"| {name} |", " | ".join(f"{found[h]:.3f}" for h in head), "|", flush=True)


if __name__ == "__main__":
    main()
