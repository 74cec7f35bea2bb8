"""Count and fit what `pipeline.nlp.commitment` knows beside its rules.

    python -m training.nlp.commitment [--check]

The lines are ours: `training/nlp/commitment-train.tsv` and `tests/quality/commitment-dev.tsv`.
For a reading by syntax its share of committing lines is counted, with one line of doubt for each
side; for lines without a verb a logistic regression over `actions.features` is fitted (Newton's
method, L2). `--check` prints figures of ten-fold cross-validation and writes nothing.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from pipeline.nlp import actions, openings
from pipeline.nlp.commitment import _head, reading
from pipeline.nlp.forms import COMMITTING

ROOT = Path(__file__).parents[2]
SOURCES = (ROOT / "training/nlp/commitment-train.tsv", ROOT / "tests/quality/commitment-dev.tsv")
PENALTY = 0.1
FOLDS = 10
Line = tuple[str, bool, str, dict[str, float]]  # text, commits, reading, features


def main() -> None:
    lines = load()
    check(lines)
    if "--check" not in sys.argv:
        readings, weights = fit(lines)
        given = {"readings": readings, "actions": weights}
        text = json.dumps(given, ensure_ascii=False, indent=1, sort_keys=True)
        actions.WEIGHTS.parent.mkdir(exist_ok=True)
        actions.WEIGHTS.write_text(text + "\n", encoding="utf-8")
        print(f"{len(lines)} lines -> {actions.WEIGHTS.relative_to(ROOT)}")


def load() -> list[Line]:
    found = []
    forms = {form.value for form in COMMITTING}
    for source in SOURCES:
        rows = [r for r in source.read_text(encoding="utf-8").splitlines() if not r.startswith("#")]
        for row in rows[1:]:
            *_, form, text = row.split("\t")
            line = _head(text)
            name, _ = reading(text)
            at = openings.opening(line)
            looked = actions.features(line[at.body :], at.body > at.start)
            found.append((text, form in forms, name, looked))
    return found


def fit(lines: list[Line]) -> tuple[dict[str, float], dict[str, float]]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for _, commits, name, _ in lines:
        counts[name][commits] += 1
    readings = {n: round((yes + 1) / (no + yes + 2), 3) for n, (no, yes) in counts.items()}
    nouns = [line for line in lines if line[2] == "noun"]
    names = sorted({name for *_, looked in nouns for name in looked})
    x = np.array([[looked.get(name, 0.0) for name in names] for *_, looked in nouns])
    y = np.array([float(commits) for _, commits, *_ in nouns])
    w = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + PENALTY * np.eye(len(names))
        w -= np.linalg.solve(hessian, x.T @ (p - y) + PENALTY * w)
    return readings, {n: round(float(v), 3) for n, v in zip(names, w, strict=True)}


def check(lines: list[Line]) -> None:
    order = np.random.default_rng(0).permutation(len(lines))
    chances = np.zeros(len(lines))
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS].tolist())
        readings, weights = fit([line for i, line in enumerate(lines) if i not in held])
        for i in held:
            _, _, name, looked = lines[i]
            if name == "noun":
                total = sum(weights.get(k, 0.0) * v for k, v in looked.items())
                chances[i] = 1 / (1 + np.exp(-total))
            else:
                chances[i] = readings.get(name, 0.0)
    truth = np.array([float(commits) for _, commits, *_ in lines])
    said = chances >= 0.5
    hits = float((said & (truth > 0)).sum())
    f1 = 2 * hits / (said.sum() + truth.sum())
    bins = np.minimum((chances * 10).astype(int), 9)
    ece = sum(abs((chances - truth)[bins == b].sum()) for b in range(10)) / len(lines)
    brier = float(((chances - truth) ** 2).mean())
    print(f"cross-validated on {len(lines)}: F1 {f1:.3f} Brier {brier:.3f} ECE {ece:.3f}")
    table = Counter((name, commits) for _, commits, name, _ in lines)
    for name in sorted({name for name, _ in table}):
        print(f"  {name:30} commits {table[name, True]:4} not {table[name, False]:4}")
    if "--errors" in sys.argv:
        for (text, commits, name, _), chance in zip(lines, chances, strict=True):
            if (chance >= 0.5) != commits:
                print(f"{'FN' if commits else 'FP'} {chance:.2f} {name} | {text}")


if __name__ == "__main__":
    main()
