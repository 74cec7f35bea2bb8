"""Average linkage over a sparse graph: groups that hold together as a whole, not pair by pair.

Sokal and Michener 1958, "A statistical method for evaluating systematic relationships" (UPGMA), in
its heap form: O(e log e) for e pairs. A pair that is absent counts as 0, so that a chain of pairs
makes no group, and what stands outside a connected part of the graph cannot touch it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping

_UNIT = 1_000_000  # weights are summed as whole numbers, which no order of addition changes


def merges(weights: Mapping[tuple[int, int], float], least: float) -> Iterator[tuple[int, int]]:
    """The groups that join, best first, each by its lowest node; the second goes into the first.

    `weights` (0 to 1) are those of pairs (i < j); two groups join while the mean over the pairs
    between them is at least `least`, and above 0. Equal means join in the order of their nodes.
    """
    near: dict[int, dict[int, int]] = {}
    for (i, j), weight in weights.items():
        whole = round(weight * _UNIT)
        if whole > 0:
            near.setdefault(i, {})[j] = whole
            near.setdefault(j, {})[i] = whole
    size = dict.fromkeys(near, 1)
    heap = [(-float(row[j]), i, j) for i, row in near.items() for j in row if i < j]
    heapq.heapify(heap)
    while heap:
        mean, i, j = heapq.heappop(heap)
        if -mean < least * _UNIT:
            return
        if j not in near.get(i, ()) or -mean != near[i][j] / (size[i] * size[j]):
            continue  # one of them has grown or gone since
        yield i, j
        size[i] += size.pop(j)
        lost = near.pop(j)
        for other, total in lost.items():
            del near[other][j]
            if other != i:
                near[i][other] = near[other][i] = near[i].get(other, 0) + total
        for other, total in near[i].items():
            mean = total / (size[i] * size[other])
            heapq.heappush(heap, (-mean, min(i, other), max(i, other)))


def joined(count: int, merged: Iterator[tuple[int, int]]) -> list[list[int]]:
    """The groups of `count` nodes after these merges, those of one node included; sorted."""
    groups = {node: [node] for node in range(count)}
    for one, other in merged:
        groups[one] += groups.pop(other)
    return sorted(sorted(group) for group in groups.values())


def side_by_side(count: int, weights: Mapping[tuple[int, int], float]) -> list[int]:
    """All nodes in an order in which those that are alike stand together.

    Groups are laid end to end as they join, turned so that the ends that meet are the most alike;
    what joins nothing keeps the order of its number.
    """

    def nearness(one: int, other: int) -> float:
        return weights.get((min(one, other), max(one, other)), 0.0)

    rows = {node: [node] for node in range(count)}
    for one, other in merges(weights, 0.0):
        first, second = rows[one], rows.pop(other)
        turns = [
            (first, second),
            (first, second[::-1]),
            (first[::-1], second),
            (first[::-1], second[::-1]),
        ]
        left, right = max(turns, key=lambda turn: nearness(turn[0][-1], turn[1][0]))
        rows[one] = left + right
    return [node for row in rows.values() for node in row]
