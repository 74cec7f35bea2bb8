"""Fits the weights of overlaps on our judged pairs and prints their figures by cross-validation.

    python -m training.overlap.fit [--write | --by-rarity]

Needs torch and scipy. `--by-rarity` prints the figures of words that weigh by their rarity alone.

Weights, threshold and calibration are fitted to our pairs alone, and strengths of the penalties
were chosen among three or four values each, a factor of three apart, by the held-out figures below.
Which signs are measured, and by how near pairs are looked for (`nearest`), was decided with the
score on the founders' pairs in view, too: it rose from 0.793 to 0.800 with the latter.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import mannwhitneyu

from pipeline.embed import load_encoder
from pipeline.models import Relation
from pipeline.overlap.judging import (
    covers,
    emphasised,
    log_odds,
    numbers,
    relations,
    signs_of_breadth,
    signs_of_pairs,
    steps,
)
from pipeline.overlap.weights import Breadth, Emphasis, Likeness, Weights
from pipeline.overlap.wording import Said
from pipeline.search import embedded_text
from training.overlap.judged import OUR_PLANS, Judged, judged, measures

WRITTEN = Path(__file__).resolve().parents[2] / "pipeline" / "data" / "overlap" / "weights.json"
AXES = 48  # principal axes of the words' vectors that emphasis may use
BREADTH_AXES = 16
SINGLE = 5  # signs of one measure that are no words
SPREAD = 0.3  # of the words along each axis, by which the penalty counts
EMPHASIS_PENALTY, LIKENESS_PENALTY, BREADTH_PENALTY = 0.01, 0.003, 0.003
LATER_SCALE = 0.3
FOLDS, SEEDS = 5, 3
SMOOTHED = 0.15  # of log-odds on each side, over which F1 is averaged to choose the threshold
CENTRE, SCALE = 0.4, 0.15  # near those of all three measurements, for a fit in even steps

Table = NDArray[np.float64]


class Emphasised(torch.nn.Module):
    """What `pipeline.overlap.judging` computes of pairs, in terms that can be fitted."""

    def __init__(self, said: Said, first: NDArray[np.int64], second: NDArray[np.int64]) -> None:
        super().__init__()
        self.axes = principal(said, AXES)
        used, places = np.unique(np.concatenate([first, second]), return_inverse=True)
        self.first, self.second = (torch.tensor(side) for side in np.split(places, 2))
        units = [np.concatenate([said.statements[n], said.headings[n]]) for n in used]
        width = max(map(len, units))
        words = np.zeros((len(units), width), np.int64)
        mask, own, later, opens = (np.zeros((len(units), width), np.float32) for _ in range(4))
        for row, (number, unit) in enumerate(zip(used, units, strict=True)):
            count = len(said.statements[number])
            words[row, : len(unit)] = unit
            mask[row, : len(unit)] = own[row, :count] = 1
            later[row, :count] = steps(count)
            opens[row, 0] = said.opens[number]
        coded = numbers(said).astype(np.float32)
        self.mask, self.own = torch.tensor(mask), torch.tensor(own)
        self.vectors = torch.tensor(said.vectors[words])
        self.projected = self.vectors @ torch.tensor(self.axes)
        rarity = torch.log(torch.tensor(said.rarity[words]))
        above = self.mask * (1 - self.own)
        signs = [rarity, torch.tensor(coded[words]), torch.tensor(opens)]
        self.signs = torch.stack([*signs, torch.tensor(later * LATER_SCALE), above], 2)
        self.met = torch.tensor(self._met(said, units, width))
        self.words = torch.nn.Parameter(torch.zeros(AXES))
        self.marks = torch.nn.Parameter(torch.tensor([1.0, 0, 0, 0, -0.7]))
        self.likeness = torch.nn.Parameter(torch.tensor([0.3, 0.3, 0.3, 0.0]))

    def _met(self, said: Said, units: list[NDArray[np.int64]], width: int) -> NDArray[np.float32]:
        met = np.zeros((2, len(self.first), width), np.float32)
        pairs = zip(self.first.tolist(), self.second.tolist(), strict=True)
        for pair, (i, j) in enumerate(pairs):
            near = said.near.rows(units[i])[:, units[j]]
            met[0, pair, : len(units[i])] = near.max(axis=1, initial=0)
            met[1, pair, : len(units[j])] = near.max(axis=0, initial=0)
        return met

    def forward(self, chosen: torch.Tensor) -> torch.Tensor:
        """The log-odds of the chosen pairs."""
        heavy = torch.exp(self.projected @ self.words + self.signs @ self.marks) * self.mask
        shares = heavy / heavy.sum(1, keepdim=True).clamp(min=1e-6)
        means = torch.bmm(shares[:, None], self.vectors)[:, 0]
        means = torch.nn.functional.normalize(means, dim=1)
        i, j = self.first[chosen], self.second[chosen]
        one = (shares[i] * self.met[0, chosen]).sum(1)
        other = (shares[j] * self.met[1, chosen]).sum(1)
        measured = [
            torch.minimum(one, other),
            torch.maximum(one, other),
            (means[i] * means[j]).sum(1),
        ]
        odds = ((torch.stack(measured, 1) - CENTRE) / SCALE) @ self.likeness[:3]
        return odds + self.likeness[3]

    def fit(
        self, chosen: NDArray[np.int64], wanted: NDArray[np.bool_], by_rarity: bool = False
    ) -> None:
        """Fits to the chosen pairs, of which `wanted` are overlaps.

        With `by_rarity` words weigh by how rare they are, less in headings, and by nothing else.
        """
        with torch.no_grad():
            self.words.zero_()
            self.marks.copy_(torch.tensor([1.0, 0, 0, 0, -0.7]))
            self.likeness.copy_(torch.tensor([0.3, 0.3, 0.3, 0.0]))
        places, truth = torch.tensor(chosen), torch.tensor(wanted.astype(np.float32))
        prior = torch.tensor([1.0, 0, 0, 0, -0.7])
        weigh = torch.tensor([0.01, 0, 0, 0, 0.01])
        fitted = [self.likeness] if by_rarity else self.parameters()
        search = torch.optim.LBFGS(fitted, max_iter=40, line_search_fn="strong_wolfe")

        def loss() -> torch.Tensor:
            search.zero_grad()
            found = torch.nn.functional.binary_cross_entropy_with_logits(self(places), truth)
            found = found + EMPHASIS_PENALTY * (self.words**2).sum()
            found = found + LIKENESS_PENALTY * (self.likeness[:3] ** 2).sum()
            found = found + (weigh * (self.marks - prior) ** 2).sum()
            found.backward()  # type: ignore[no-untyped-call]
            return found

        search.step(loss)

    def fitted(self) -> tuple[Emphasis, Likeness]:
        """The weights as the pipeline takes them."""
        marks = self.marks.detach().numpy().astype(float)
        slopes = self.likeness.detach().numpy().astype(float)
        words = (self.axes @ self.words.detach().numpy()).astype(float)
        rarity, number, opening, later, heading = marks
        scaled = slopes[:3] / SCALE
        constant = float(slopes[3] - CENTRE * scaled.sum())
        return (
            Emphasis(words, rarity, number, opening, later * LATER_SCALE, heading),
            Likeness(*scaled.tolist(), constant),
        )


def principal(said: Said, count: int) -> NDArray[np.float32]:
    """The first principal axes of the words that are said (d x count), scaled to SPREAD."""
    rows = said.vectors[np.concatenate(said.statements)]
    values, axes = np.linalg.eigh(rows.T @ rows / len(rows))
    values, axes = values[::-1][:count], axes[:, ::-1][:, :count]
    return (axes / np.sqrt(values) * SPREAD).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Measured:
    """What is measured of all judged pairs under one emphasis."""

    odds: Table
    means: Table
    single: Table  # signs of each measure, the words by their axes
    turning: Table
    fixed: Table


def measured(pairs: Judged, emphasis: Emphasis, likeness: Likeness) -> Measured:
    """The pairs by the code that finds overlaps."""
    voiced = emphasised(pairs.said, emphasis)
    rows = voiced.wide.means()
    means = np.einsum("nd,nd->n", rows[pairs.first], rows[pairs.second])
    wide = covers(voiced.wide, pairs.first, pairs.second)
    axes = pairs.said.vectors @ principal(pairs.said, BREADTH_AXES)
    return Measured(
        log_odds(means, *wide, likeness),
        means,
        signs_of_breadth(pairs.said, voiced, axes),
        *signs_of_pairs(voiced, pairs.first, pairs.second, means, wide),
    )


def fit_breadth(pairs: Judged, table: Measured, chosen: NDArray[np.int64]) -> Breadth:
    """The weights that tell reworded from broader, and which side is: the two count alike."""
    single = table.single[pairs.first] - table.single[pairs.second]
    turning = np.column_stack([single, table.turning])
    spread = turning[chosen].std(axis=0) + 1e-9
    centre, scale = table.fixed[chosen].mean(axis=0), table.fixed[chosen].std(axis=0)
    t, f = turning[chosen] / spread, (table.fixed[chosen] - centre) / scale
    broader = (pairs.relations[chosen] == "broader").astype(int)
    weight = len(broader) / 2 / np.bincount(broader)[broader]
    columns = t.shape[1]

    def loss(values: Table) -> tuple[float, Table]:
        wider, even = t @ values[:columns], f @ values[columns:-1] + values[-1]
        odds = np.column_stack([np.zeros(len(t)), wider + even, even - wider])
        odds -= odds.max(axis=1, keepdims=True)
        share = np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)
        right = share[np.arange(len(t)), broader]
        off = share.copy()
        off[np.arange(len(t)), broader] -= 1
        off *= weight[:, None] / len(t)
        slope = np.concatenate([t.T @ (off[:, 1] - off[:, 2]), f.T @ (off[:, 1] + off[:, 2])])
        slope += 2 * BREADTH_PENALTY * values[:-1]
        cost = -(weight * np.log(right)).mean() + BREADTH_PENALTY * (values[:-1] ** 2).sum()
        return float(cost), np.append(slope, (off[:, 1] + off[:, 2]).sum())

    values = minimize(loss, np.zeros(columns + f.shape[1] + 1), jac=True, method="L-BFGS-B").x
    turn, even = values[:columns] / spread, values[columns:-1] / scale
    axes = principal(pairs.said, BREADTH_AXES).astype(float)
    return Breadth(
        axes @ turn[:BREADTH_AXES],
        turn[BREADTH_AXES : BREADTH_AXES + SINGLE],
        turn[BREADTH_AXES + SINGLE :],
        even,
        float(values[-1] - even @ centre),
    )


def typed(pairs: Judged, table: Measured, breadth: Breadth) -> NDArray[np.str_]:
    """The relation of each pair if it is an overlap; « narrower » where the second covers more."""
    axes = principal(pairs.said, BREADTH_AXES).astype(float)
    words = np.linalg.lstsq(axes, breadth.words, rcond=None)[0]
    general = table.single @ np.concatenate([words, breadth.signs])
    kinds, turned = relations(
        general[pairs.first] - general[pairs.second], table.turning, table.fixed, breadth
    )
    names = [
        "reworded" if kind is Relation.REWORDED else "narrower" if turn else "broader"
        for kind, turn in zip(kinds, turned, strict=True)
    ]
    return np.array(names)


def held_out(
    pairs: Judged, model: Emphasised, by_rarity: bool = False
) -> tuple[Table, list[NDArray[np.str_]]]:
    """The mean log-odds of each pair by fits without it, and its relations by each of them."""
    count = len(pairs.first)
    odds, kinds = np.zeros(count), []
    for seed in range(SEEDS):
        order = np.random.default_rng(seed).permutation(count)
        kinds.append(np.full(count, "", dtype="<U8"))
        for fold in range(FOLDS):
            out, rest = order[fold::FOLDS], np.setdiff1d(order, order[fold::FOLDS])
            fit(pairs, model, rest, by_rarity)
            table = measured(pairs, *model.fitted())
            odds[out] += table.odds[out] / SEEDS
            kinds[-1][out] = typed(pairs, table, breadth_of(pairs, table, rest))[out]
    return odds, kinds


def fit(
    pairs: Judged, model: Emphasised, chosen: NDArray[np.int64], by_rarity: bool = False
) -> None:
    kept = chosen[pairs.counted[chosen]]
    model.fit(kept, pairs.overlaps[kept], by_rarity)


def breadth_of(pairs: Judged, table: Measured, chosen: NDArray[np.int64]) -> Breadth:
    return fit_breadth(pairs, table, chosen[pairs.overlaps[chosen]])


def f_score(found: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> float:
    """F1 of what is found."""
    return 2 * float((found & wanted).sum()) / float(found.sum() + wanted.sum())


def threshold(odds: Table, wanted: NDArray[np.bool_]) -> float:
    """The middle of where F1 is best over SMOOTHED log-odds on each side."""
    tried = np.arange(-2, 2, 0.01)
    curve = np.array([f_score(odds >= least, wanted) for least in tried])
    width = round(SMOOTHED / 0.01)
    smooth = np.convolve(curve, np.ones(2 * width + 1), "valid") / (2 * width + 1)
    return float(tried[width + int(smooth.argmax())])


def drawn_by_chance(pairs: Judged) -> NDArray[np.bool_]:
    """The pairs that no reader picked: they tell how often overlaps are met in a collection."""
    found: NDArray[np.bool_] = np.isin(pairs.channels, ("encoder", "words", "band", "random"))
    return found


def calibration(odds: Table, wanted: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and intercept of the probability that a pair is an overlap (Platt 1999)."""

    def loss(values: Table) -> float:
        at = values[0] * odds + values[1]
        return float((np.logaddexp(0, at) - wanted * at).mean())

    slope, intercept = minimize(loss, np.array([1.0, 0.0])).x
    return float(slope), float(intercept)


def best(values: Table, pairs: Judged) -> float:
    """F1 at the threshold that is best for these very pairs."""
    found, wanted = values[pairs.counted], pairs.overlaps[pairs.counted]
    return max(f_score(found >= least, wanted) for least in found)


def areas(values: Table, pairs: Judged) -> str:
    """The area under ROC over the pairs that count, and over those of them drawn by chance."""
    told = []
    for some in (pairs.counted, pairs.counted & drawn_by_chance(pairs)):
        good, bad = values[some & pairs.overlaps], values[some & ~pairs.overlaps]
        told.append(mannwhitneyu(good, bad).statistic / (len(good) * len(bad)))
    return f"{told[0]:.3f}; {told[1]:.3f}"


def figures(
    pairs: Judged, odds: Table, kinds: list[NDArray[np.str_]], cosines: Table
) -> tuple[float, str]:
    """The threshold, and a text with what was measured by cross-validation."""
    counted, wanted = pairs.counted, pairs.overlaps
    least = threshold(odds[counted], wanted[counted])
    found = odds >= least
    hit = found & wanted
    right = float(np.mean([(kind[hit] == pairs.relations[hit]).mean() for kind in kinds]))
    precision = (hit.sum()) / (found & counted).sum()
    lines = [
        f"{len(odds)} judged pairs, {wanted.sum()} overlaps; by {FOLDS} folds, {SEEDS} times",
        f"F1 {f_score(found[counted], wanted[counted]):.3f} (precision {precision:.3f}, "
        f"recall {hit.sum() / wanted.sum():.3f}) from log-odds {least:.2f} on",
        f"relation right for {right:.3f} of the overlaps found (always reworded: "
        f"{(pairs.relations[hit] == 'reworded').mean():.3f})",
        f"every pair called an overlap: F1 {f_score(counted[counted], wanted[counted]):.3f}",
        f"cosine of the vectors of an index, best threshold: F1 {best(cosines, pairs):.3f}",
        f"area under ROC, all pairs and those drawn by chance: {areas(odds, pairs)}; of the cosine "
        f"{areas(cosines, pairs)}",
    ]
    return least, "\n".join(lines)


def calibrated(odds: Table, wanted: NDArray[np.bool_], slope: float, intercept: float) -> str:
    """A table of told and found shares of overlaps, related pairs counted as none."""
    chances = 1 / (1 + np.exp(-(slope * odds + intercept)))
    lines = ["told      pairs  mean told  overlaps"]
    for low, high in pairwise((0, 0.02, 0.05, 0.1, 0.2, 0.4, 1.0)):
        held = (chances >= low) & (chances < high)
        if held.any():
            share, mean = wanted[held].mean(), chances[held].mean()
            lines.append(f"{low:.2f}-{high:.2f} {held.sum():6d}     {mean:.3f}     {share:.3f}")
    return "\n".join(lines)


def rounded(weights: Any) -> Any:
    """Weights as JSON writes them, to four places."""
    if isinstance(weights, dict):
        return {name: rounded(value) for name, value in weights.items()}
    if isinstance(weights, np.ndarray):
        return [round(float(value), 4) for value in weights]
    return round(float(weights), 4) if isinstance(weights, float | np.floating) else weights


def farthest(one: Any, other: Any) -> float:
    """The largest difference between two sets of weights of one shape."""
    if isinstance(one, dict):
        return max(farthest(one[name], other[name]) for name in one)
    if isinstance(one, list | tuple):
        return max(farthest(*pair) for pair in zip(one, other, strict=True))
    return abs(one - other) if isinstance(one, float) else float(one != other)


def main() -> None:
    torch.manual_seed(0)
    pairs = judged()
    model = Emphasised(pairs.said, pairs.first, pairs.second)
    by_rarity = "--by-rarity" in sys.argv
    odds, kinds = held_out(pairs, model, by_rarity)
    cosines = stored_cosines(pairs)
    least, text = figures(pairs, odds, kinds, cosines)
    print(text)
    if by_rarity:
        return
    chance = drawn_by_chance(pairs)
    slope, intercept = calibration(odds[chance], pairs.overlaps[chance])
    print(calibrated(odds[chance], pairs.overlaps[chance], slope, intercept))
    fit(pairs, model, np.arange(len(odds)))
    emphasis, likeness = model.fitted()
    table = measured(pairs, emphasis, likeness)
    stored = cosines[pairs.overlaps & (odds >= least)]
    print("cosine of the vectors of an index, 0.005 and 0.01:", np.quantile(stored, (0.005, 0.01)))
    weights = Weights(
        load_encoder().revision,
        emphasis,
        likeness,
        breadth_of(pairs, table, np.arange(len(odds))),
        slope,
        intercept,
        overlap=told(least, slope, intercept),
        related=told(threshold(odds, pairs.relations != "none"), slope, intercept),
        nearest=tuple(nearest(pairs, table, slope, intercept)),
    )
    made = rounded(asdict(weights))
    apart = farthest(made, json.loads(WRITTEN.read_text(encoding="utf-8")))
    print(f"at most {apart:.4f} from the weights that ship")
    if "--write" in sys.argv:
        WRITTEN.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def nearest(
    pairs: Judged, table: Measured, slope: float, intercept: float
) -> Iterator[tuple[float, float]]:
    """Probabilities, each with the cosine that all overlaps of at least it reach."""
    chances = 1 / (1 + np.exp(-(slope * table.odds + intercept)))
    for chance in (0.0, 0.02, 0.05, 0.1, 0.2, 0.4):
        means = table.means[pairs.overlaps & (chances >= chance)]
        yield chance, float(np.floor(means.min() * 100) / 100)


def stored_cosines(pairs: Judged) -> Table:
    """The inner products of the vectors that an index holds of the measures of each pair."""
    texts = [embedded_text(one) for one in measures(OUR_PLANS)]
    rows = load_encoder().encode_documents(texts)
    found: Table = np.einsum("nd,nd->n", rows[pairs.first], rows[pairs.second])
    return found


def told(odds: float, slope: float, intercept: float) -> float:
    """The probability that is told of a pair of these log-odds."""
    return 1 / (1 + float(np.exp(-(slope * odds + intercept))))


if __name__ == "__main__":
    main()
