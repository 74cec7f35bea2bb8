"""Metrics over gold files: how well measures are found, and how well queries are answered.

Gold files are JSON, one a document (`document`, `kind`, `measures`, `ignore`), and JSON lines for
queries with graded relevant measures; tests/golden holds those of the demonstration corpus.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.messages import Message, cause
from pipeline.models import Measure
from pipeline.text import fold

ALIKE = 0.8  # likeness of two statements from which they are one measure


@dataclass(frozen=True, slots=True)
class PlanMetrics:
    """How the measures of one document compare with gold; each figure from 0 to 1.

    `label`, `heading` and `path` are shares of the matched measures; None where gold states none.
    """

    document: str
    gold: int
    predicted: int
    matched: int
    precision: float
    recall: float
    f1: float
    label: float | None
    heading: float | None
    path: float | None


def read_gold(folder: Path) -> list[dict[str, Any]]:
    """The gold documents of a folder. Raises UsageError where there is none or one is malformed."""
    found: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.json")):
        try:
            gold = json.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise UsageError(
                "{path} cannot be read ({reason})", path=path, reason=cause(error)
            ) from error
        except RecursionError as error:
            raise UsageError("{path}: nested too deeply", path=path) from error
        except ValueError as error:
            raise UsageError("{path}: not valid JSON ({error})", path=path, error=error) from error
        found.append(_checked(gold, path))
    if not found:
        raise UsageError("{folder}: no gold annotations (*.json) there", folder=folder)
    return found


def _checked(gold: object, path: Path) -> dict[str, Any]:
    """A gold document whose measures all have statement, label and path. Raises UsageError."""
    if not isinstance(gold, dict) or not {"document", "measures"} <= gold.keys():
        raise UsageError("{path}: no gold annotation (needs document and measures)", path=path)
    if not isinstance(gold["document"], str) or not gold["document"]:
        raise UsageError("{path}: document must be a file name", path=path)
    if not isinstance(gold["measures"], list):
        raise UsageError("{path}: measures must be a list", path=path)
    if not _texts(gold.get("ignore", [])):
        raise UsageError("{path}: ignore must be a list of texts", path=path)
    measures = []
    for number, measure in enumerate(gold["measures"], start=1):
        origin = Message("{path}, measure {number}", path=path, number=number)
        if not isinstance(measure, dict) or not isinstance(measure.get("statement"), str):
            raise UsageError("{origin}: needs a statement that is a text", origin=origin)
        label, headings = measure.get("label"), measure.get("path") or []
        if label is not None and not isinstance(label, str):
            raise UsageError("{origin}: label must be a text or null", origin=origin)
        if not _texts(headings):
            raise UsageError("{origin}: path must be a list of texts", origin=origin)
        measures.append({**measure, "label": label, "path": headings})
    return {**gold, "measures": measures}


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def plan_metrics(gold: Mapping[str, Any], predicted: Sequence[Measure]) -> PlanMetrics:
    """Compare the measures found in one document with its gold, one to one by statement."""
    wanted = gold["measures"]
    pairs = matched(wanted, predicted)
    hit = {j for _, j in pairs}
    ignored = [_tokens(text) for text in gold.get("ignore", [])]
    extra = sum(
        j not in hit and not _ignored(_tokens(unit.statement), ignored)
        for j, unit in enumerate(predicted)
    )
    found = len(pairs)
    precision = found / (found + extra) if found + extra else float(not wanted)
    recall = found / len(wanted) if wanted else float(not extra)

    def share(right: Iterable[bool]) -> float | None:
        values = list(right)
        return sum(values) / len(values) if values else None

    labelled = [(wanted[i]["label"], predicted[j].label) for i, j in pairs]
    paths = [(wanted[i]["path"], predicted[j].path) for i, j in pairs if wanted[i].get("path")]
    return PlanMetrics(
        document=gold["document"],
        gold=len(wanted),
        predicted=found + extra,
        matched=found,
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        label=share((a or "") == (b or "") for a, b in labelled)
        if any(measure["label"] for measure in wanted)
        else None,
        heading=share(bool(b) and _same(a[-1], b[-1]) for a, b in paths),
        path=share(len(a) == len(b) and all(map(_same, a, b)) for a, b in paths),
    )


def ndcg(gains: Sequence[float], ideal: Sequence[float], depth: int = 10) -> float:
    """Normalised discounted cumulative gain at `depth` (Järvelin and Kekäläinen 2002).

    `gains` are those of the results in order, `ideal` those of all relevant units.
    """

    def discounted(values: Iterable[float]) -> float:
        return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(values))

    best = discounted(sorted(ideal, reverse=True)[:depth])
    return discounted(gains[:depth]) / best if best else 0.0


def ranking(relevant: Sequence[Mapping[str, Any]], results: Sequence[Measure]) -> list[int]:
    """The grade of each result: that of the relevant measure it is, each counted once; else 0."""
    left = list(relevant)
    grades: list[int] = []
    for result in results:
        found = next((gold for gold in left if _is(result, gold)), None)
        grades.append(int(found["grade"]) if found else 0)
        if found:
            left.remove(found)
    return grades


def _is(result: Measure, gold: Mapping[str, Any]) -> bool:
    if Path(result.document).name != gold["document"]:
        return False
    want, have = _tokens(gold["statement"]), _tokens(result.statement)
    common = (Counter(want) & Counter(have[: len(want) + 6])).total()
    return bool(want) and common >= 0.9 * len(want)


def matched(wanted: Sequence[Mapping[str, Any]], found: Sequence[Measure]) -> list[tuple[int, int]]:
    """Greedy one-to-one matching by likeness of the statements; ties go to equal labels."""
    pairs: list[tuple[float, bool, int, int]] = []
    have = [_tokens(unit.statement) for unit in found]
    for i, measure in enumerate(wanted):
        want = _tokens(measure["statement"])
        for j, tokens in enumerate(have):
            likeness = _likeness(want, tokens)
            if likeness >= ALIKE:
                pairs.append((likeness, measure["label"] == found[j].label, i, j))
    used: tuple[set[int], set[int]] = (set(), set())
    out: list[tuple[int, int]] = []
    for _, _, i, j in sorted(pairs, key=lambda pair: (-pair[0], -pair[1], pair[2], pair[3])):
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            out.append((i, j))
    return out


def _tokens(text: str) -> list[str]:
    return re.findall(r"[0-9a-z]+", fold(text))


def _likeness(a: Sequence[str], b: Sequence[str]) -> float:
    """F1 of the words of two texts."""
    total = len(a) + len(b)
    return 2 * (Counter(a) & Counter(b)).total() / total if total else 0.0


def _same(a: str, b: str) -> bool:
    return _likeness(_tokens(a), _tokens(b)) >= ALIKE


def _ignored(tokens: Sequence[str], passages: Sequence[Sequence[str]]) -> bool:
    """Whether a statement stands, in one run, in a passage that counts neither for nor against."""
    run = f" {' '.join(tokens)} "
    return any(run in f" {' '.join(passage)} " for passage in passages)
