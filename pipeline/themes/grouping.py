"""Vectors to groups: communities of the graph that joins each measure to its nearest ones.

The number of groups is that of the partition of highest modularity (Blondel et al. 2008, "Fast
unfolding of communities in large networks"), made firm by a consensus of several runs
(Lancichinetti and Fortunato 2012, "Consensus clustering in complex networks"): one run alone is
reshuffled by any new document. What stands outside the graph gets its group by the vote of its
nearest measures (Cover and Hart 1967). Figures of the constants: training/search/themes.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Numbers = NDArray[np.intp]

NEAREST = 6  # measures that each one is joined to
RUNS = 10  # of the search for communities, each from another seed
AGREED = 0.3  # share of the runs that must keep two measures together for their edge to stay
SMALLEST = 3  # measures of a theme; fewer make none
MOST = 40  # groups when no number is asked for: a table with more rows is not read
SAMPLE = 5000  # measures of the graph; the rest follows by vote
VOTERS = 10
LEAST_SHARE = 0.4  # of the vote for a group, below which a measure has none
LEAST_COSINE = 0.25  # to its nearest measure of the group, once what all share is taken out
# The mean of a few vectors is their subject, that of many what all plans have in common.
_SHRINKAGE = 20
_BLOCK = 1024
_FINEST = 64.0  # resolution, where more groups are asked for than the data suggest


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of a sample of vectors, which place any others.

    `sample` has shape (m, dimension), unit rows without `centre`; `labels` the group of each, -1
    for none, groups being counted from 0.
    """

    centre: Vectors
    sample: Vectors
    labels: Numbers

    @property
    def count(self) -> int:
        """How many groups there are."""
        return int(self.labels.max(initial=-1)) + 1

    def assign(self, vectors: Vectors, itself: bool = False) -> Numbers:
        """The group of each row of `vectors` (n x dimension), -1 for those near to none.

        With `itself` the rows begin with those of the sample, which have no vote on themselves and
        keep the group that the graph gave them, if the vote for it is strong enough.
        """
        found = np.full(len(vectors), -1, np.intp)
        if not self.count:
            return found
        for start in range(0, len(vectors), _BLOCK):
            rows = centred(vectors[start : start + _BLOCK], self.centre)
            own = np.arange(start, start + len(rows)) if itself else np.arange(0)
            found[start : start + len(rows)] = self._voted(rows, own[own < len(self.sample)])
        return found

    def _voted(self, rows: Vectors, own: Numbers) -> Numbers:
        cosines = rows @ self.sample.T
        cosines[np.arange(len(own)), own] = -1.0
        near = _nearest(cosines, VOTERS)
        places = np.arange(len(rows))[:, None]
        weights = np.maximum(cosines[places, near], 0.0)
        votes = np.zeros((len(rows), self.count + 1), np.float32)
        np.add.at(votes, (places, self.labels[near]), weights)  # the last column is for none
        won = votes[:, :-1].argmax(axis=1)
        found = np.full(len(rows), -1, np.intp)
        for chosen in (won, np.concatenate((self.labels[own], won[len(own) :]))):
            best = np.where(self.labels[near] == chosen[:, None], weights, 0.0).max(axis=1)
            share = votes[places[:, 0], chosen]
            firm = (share >= LEAST_SHARE * votes.sum(axis=1)) & (best >= LEAST_COSINE)
            found = np.where(firm & (chosen >= 0), chosen, found)
        return found


def grouped(vectors: Vectors, wanted: int | None = None) -> Groups:
    """Groups of unit rows (n x dimension), of which the first SAMPLE make the graph.

    The order of the rows counts, and nothing else: give them in one that does not depend on where
    they come from. `wanted` is the number of groups; the data may hold fewer.
    """
    centre = vectors.sum(axis=0) / (len(vectors) + _SHRINKAGE)
    sample = centred(vectors[:SAMPLE], centre)
    edges = neighbours(sample)
    parts = _consensus(len(sample), edges, 1.0)
    resolution = 1.0
    while wanted and len(parts) < min(wanted, len(sample)) and resolution < _FINEST:
        resolution *= 1.5
        parts = _consensus(len(sample), edges, resolution)
    parts = [part for part in parts if len(part) >= SMALLEST]
    parts = _merged(parts, edges, wanted or MOST)
    labels = np.full(len(sample), -1, np.intp)
    for number, part in enumerate(sorted(parts, key=lambda part: (-len(part), min(part)))):
        labels[sorted(part)] = number
    return Groups(centre, sample, labels)


def centred(vectors: Vectors, centre: Vectors) -> Vectors:
    """Unit rows without what all have in common."""
    rows = (vectors - centre).astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return rows


def neighbours(rows: Vectors) -> dict[tuple[int, int], float]:
    """The edges of the graph of nearest rows, by pair, weighted by their cosine (above 0)."""
    edges: dict[tuple[int, int], float] = {}
    for start in range(0, len(rows), _BLOCK):
        cosines = rows[start : start + _BLOCK] @ rows.T
        here = np.arange(len(cosines))
        cosines[here, here + start] = -1.0
        near = _nearest(cosines, NEAREST)
        for row, others in zip(here.tolist(), near.tolist(), strict=True):
            for other in others:
                cosine = float(cosines[row, other])
                if cosine > 0:
                    pair = (min(row + start, other), max(row + start, other))
                    edges[pair] = edges.get(pair, 0.0) + cosine / 2
    return edges


def _nearest(cosines: Vectors, count: int) -> Numbers:
    """The columns of the `count` highest values of each row."""
    count = min(count, cosines.shape[1])
    return np.argpartition(-cosines, count - 1, axis=1)[:, :count]


def _consensus(
    count: int, edges: Mapping[tuple[int, int], float], resolution: float
) -> list[set[int]]:
    """The communities on which the runs agree."""
    runs = [_communities(count, edges, seed, resolution)[1] for seed in range(RUNS)]
    places = np.zeros((RUNS, count), np.intp)
    for run, parts in enumerate(runs):
        for number, part in enumerate(parts):
            places[run, sorted(part)] = number
    agreed = {}
    for one, other in edges:
        share = float((places[:, one] == places[:, other]).mean())
        if share > AGREED:
            agreed[one, other] = share
    best = max(
        (_communities(count, agreed, seed, resolution) for seed in range(3)),
        key=lambda found: round(found[0], 9),
    )
    return best[1]


def _communities(
    count: int, edges: Mapping[tuple[int, int], float], seed: int, resolution: float
) -> tuple[float, list[set[int]]]:
    """Modularity and communities of one run."""
    import networkx

    graph: Any = networkx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from((one, other, edges[one, other]) for one, other in sorted(edges))
    if not edges:
        return 0.0, [{node} for node in range(count)]
    parts = networkx.community.louvain_communities(graph, resolution=resolution, seed=seed)
    modularity = networkx.community.modularity(graph, parts, resolution=resolution)
    return float(modularity), parts


def _merged(
    parts: Iterable[set[int]], edges: Mapping[tuple[int, int], float], most: int
) -> list[set[int]]:
    """At most `most` parts: those are joined that lose the least modularity (Newman 2004)."""
    left = sorted(parts, key=lambda part: (-len(part), min(part)))
    if len(left) <= most:
        return left
    of = {node: number for number, part in enumerate(left) for node in part}
    shares = np.zeros((len(left), len(left)))
    for (one, other), weight in edges.items():
        if one in of and other in of:
            shares[of[one], of[other]] += weight
            shares[of[other], of[one]] += weight
    shares /= shares.sum() or 1.0
    while len(left) > max(1, most):
        ends = shares.sum(axis=1)
        gain = shares - np.outer(ends, ends)
        np.fill_diagonal(gain, -np.inf)
        one, other = sorted(divmod(int(gain.argmax()), len(left)))
        left[one] |= left.pop(other)
        shares[one] += shares[other]
        shares[:, one] += shares[:, other]
        shares = np.delete(np.delete(shares, other, axis=0), other, axis=1)
    return left
