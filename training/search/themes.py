"""How good and how firm the themes of a collection are.

    python -m training.search.themes [INDEX...]

Without an index: the gold measures of our own plans (`training.search.judged`). Prints for each
collection and each number of nearest measures in the graph (NEAREST; * is the shipped one):

- `AMI`: adjusted mutual information of themes and the plans' own axes, their outermost headings
  that differ. Only measures with another heading between count, as the innermost one is in their
  vectors; it is computed in each plan and averaged by its measures, for axes do not cross plans.
- `ARI`: adjusted Rand index, on common measures, of the themes with and without one plan; the mean
  and the least of up to six plans, and the mean share of the measures that the plan left out held.
- `covered`: the share of a theme's measures that hold a phrase of its label, with their headings;
  `told`: of the themed measures that hold one, the share that is of that theme.

Then the labels with the shipped value. Random themes of the same sizes have an AMI of 0.
"""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from pipeline import build
from pipeline.embed import load_encoder
from pipeline.models import Filters, Measure
from pipeline.store import Reader
from pipeline.text import STOP_WORDS, stem, tokenise
from pipeline.themes import KINDS, Themes, find_themes, grouping
from training.search.judged import COLLECTIONS, _records

SHIPPED = grouping.NEAREST
TRIED = (4, 6, 8, 10)
LEFT_OUT = 6  # plans
FEWEST = 6  # measures of a plan whose axes are looked at


def main() -> None:
    warnings.filterwarnings("ignore", module="sklearn")
    with opened([Path(name) for name in sys.argv[1:]]) as readers:
        for name, reader in readers:
            print(f"\n{name}")
            print("nearest  themes  without    AMI    ARI (least)  left out  covered   told")
            for nearest in TRIED:
                grouping.NEAREST = nearest
                print(row(reader, nearest))
            grouping.NEAREST = SHIPPED
            for theme in find_themes(reader).themes:
                print(f"{theme.size:6} {len(theme.plans):4}  {theme.label}")


@contextmanager
def opened(indexes: Sequence[Path]) -> Iterator[list[tuple[str, Reader]]]:
    with TemporaryDirectory() as folder:
        made = list(indexes)
        for name, (folders, _) in {} if indexes else COLLECTIONS.items():
            made.append(Path(folder) / name)
            file = made[-1].with_suffix(".jsonl")
            file.write_text("\n".join(_records(folders)), encoding="utf-8")
            build.ingest(made[-1], build.measures_work(file), load_encoder())
        yield [(index.name, Reader(index)) for index in made]


def row(reader: Reader, nearest: int) -> str:
    found = find_themes(reader)
    with reader.snapshot():
        measures = {one.id: one for _, one in reader.selected(Filters(kinds=KINDS))}
    firm, shares = without_each(reader, found, measures)
    covered, told = labels(found, measures)
    star = "*" if nearest == SHIPPED else " "
    return (
        f"{nearest:6}{star} {len(found.themes):7} {len(found.without) / found.total:8.3f}"
        f" {axes(found, measures):6.3f} {mean(firm):6.3f} ({min(firm):.2f})  {mean(shares):8.3f}"
        f" {covered:8.3f} {told:6.3f}"
    )


def axes(found: Themes, measures: dict[str, Measure]) -> float:
    """The AMI of themes and axes; measures without a theme are one group of their own."""
    of = found.by_measure()
    by_plan: dict[str, list[Measure]] = {}
    for one in measures.values():
        by_plan.setdefault(one.document, []).append(one)
    total, weight = 0.0, 0
    for plan in by_plan.values():
        depth = next((d for d in range(5) if len({one.path[d : d + 1] for one in plan}) > 1), 5)
        below = [one for one in plan if len(one.path) > depth + 1]
        named = [one.path[depth] for one in below]
        if len(below) < FEWEST or len(set(named)) < 2:
            continue
        themes = [of[one.id].id if one.id in of else "" for one in below]
        total += len(below) * adjusted_mutual_info_score(named, themes)
        weight += len(below)
    return total / weight if weight else 0.0


def without_each(
    reader: Reader, found: Themes, measures: dict[str, Measure]
) -> tuple[list[float], list[float]]:
    """The ARI of the themes with and without each of some plans, and the shares of those plans."""
    documents = sorted({one.document for one in measures.values()})
    random.Random(0).shuffle(documents)
    before, firm, shares = found.by_measure(), [], []
    for left_out in documents[:LEFT_OUT]:
        after = find_themes(Without(reader, left_out)).by_measure()
        common = [id_ for id_, one in measures.items() if one.document != left_out]
        shares.append(1 - len(common) / len(measures))
        pairs = [
            [themes[id_].id if id_ in themes else "" for id_ in common]
            for themes in (before, after)
        ]
        firm.append(adjusted_rand_score(*pairs))
    return firm, shares


class Without(Reader):
    """An index as if one of its documents were not there."""

    def __init__(self, reader: Reader, left_out: str) -> None:
        super().__init__(reader.index)
        self._left_out = left_out

    def admitted(self, filters: Filters) -> list[int] | None:
        """The rows that pass, without those of the document."""
        rows = super().admitted(filters)
        if rows is None:
            return None
        held = self.measures(rows)
        return [row for row in rows if held[row].document != self._left_out]


def labels(found: Themes, measures: dict[str, Measure]) -> tuple[float, float]:
    """Means over the themes of what their labels cover of them, and tell from the others."""
    texts = {
        id_: f" {' '.join(stems(' '.join((one.statement, *one.path))))} "
        for id_, one in measures.items()
    }
    covered, told = [], []
    for theme in found.themes:
        phrases = [f" {' '.join(stems(phrase))} " for phrase in theme.label.split(", ")]
        holding = {id_ for id_, text in texts.items() if any(one in text for one in phrases)}
        inside = len(holding.intersection(theme.members))
        every = len(holding.intersection(found.by_measure()))
        covered.append(inside / theme.size)
        told.append(inside / every if every else 0.0)
    return (mean(covered), mean(told)) if covered else (0.0, 0.0)


def stems(text: str) -> list[str]:
    return [stem(token.term) for token in tokenise(text) if token.term not in STOP_WORDS]


if __name__ == "__main__":
    main()
