"""The facts that the golden documents state are found: F1 of each field over all of them.

A text is right when 0.8 alike its gold (token F1 of folded words, as the founders' scorer has it);
items of a list count one by one; an amount is right with its currency, years and rhythm. Facts of
measures that are not found count as missed, facts that nothing states as wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.clean import clean
from pipeline.evaluate import matched, read_gold
from pipeline.extract import read
from pipeline.models import Measure
from pipeline.segment import segment
from pipeline.text import fold

FACTS = Path(__file__).resolve().parent
TEXTS = ("lead", "deadline", "budget", "status", "audience", "territory")
LISTS = ("partners", "indicators", "targets")
LEAST = dict.fromkeys((*TEXTS, *LISTS, "amounts"), 0.9)


def alike(a: str, b: str) -> bool:
    first, second = Counter(fold(a).split()), Counter(fold(b).split())
    total = first.total() + second.total()
    return total > 0 and 2 * (first & second).total() >= 0.8 * total


def right(found: Sequence[Any], wanted: Sequence[Any]) -> int:
    left = list(found)
    count = 0
    for one in wanted:
        same = next((x for x in left if x == one or (isinstance(x, str) and alike(x, one))), None)
        if same is not None:
            left.remove(same)
            count += 1
    return count


def stated(measure: Measure | None) -> dict[str, list[Any]]:
    if measure is None:
        return {field: [] for field in (*TEXTS, *LISTS, "amounts")}
    out: dict[str, list[Any]] = {f: [v] if (v := getattr(measure, f)) else [] for f in TEXTS}
    out |= {field: list(getattr(measure, field)) for field in LISTS}
    own = [amount for amount in measure.amounts if amount.level == "measure"]
    out["amounts"] = [(a.amount, a.currency, a.start, a.end, a.per_year) for a in own]
    return out


def wanted(gold: dict[str, Any]) -> dict[str, list[Any]]:
    out: dict[str, list[Any]] = {field: [gold[field]] if gold[field] else [] for field in TEXTS}
    out |= {field: gold[field] for field in LISTS}
    names = ("amount", "currency", "from", "to", "per_year")
    out["amounts"] = [tuple(amount[name] for name in names) for amount in gold["amounts"]]
    return out


@cache
def counts() -> dict[str, list[int]]:
    """For each field: right, found, due."""
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for gold in read_gold(FACTS):
        path = FACTS / gold["document"]
        units = segment(clean(read(path, path.name)))
        pairs = dict(matched(gold["measures"], units))
        for place, measure in enumerate(gold["measures"]):
            have = stated(units[pairs[place]] if place in pairs else None)
            for field, due in wanted(measure).items():
                total = totals[field]
                total[0] += right(have[field], due)
                total[1] += len(have[field])
                total[2] += len(due)
    return dict(totals)


@pytest.mark.parametrize("field", LEAST)
def test_facts_of_a_field(field: str) -> None:
    good, found, due = counts()[field]
    f1 = 2 * good / (found + due)
    print(f"{field}: F1 {f1:.3f}, precision {good / max(found, 1):.3f}, recall {good / due:.3f}")
    assert due >= 30
    assert f1 >= LEAST[field]
