"""What a line commits to, as a gate: six hundred lines judged before the rules, and real plans.

`commitment.tsv` is frozen: its lines were judged, by the guidelines at its head, before the rules
were written, and nobody tunes on them. A floor is what was reached, rounded down; it is lowered
only with a reason in the commit.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from pipeline.nlp import Cue, Form, cue, prime

HERE = Path(__file__).parent
FROZEN = HERE / "commitment.tsv"
TRAINING = (HERE / "commitment-dev.tsv", HERE.parents[1] / "training/nlp/commitment-train.tsv")
COMMITTING = {"infinitive", "subjunctive", "action noun", "pledge", "imperative"}
FLOORS = {"f1": 0.95, "form": 0.98}
REGISTER_FLOOR = 0.9
BRIER_CEILING = 0.05
CALIBRATION_CEILING = 0.05
# Headings and passages that are no measures are often worded as such: see the test.
GOLD_FLOORS = {"plans": 0.72, "plainly worded": 0.87}


def rows(source: Path) -> list[list[str]]:
    lines = source.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")][1:]


def f1(said: Sequence[bool], truth: Sequence[bool]) -> float:
    return 2 * sum(map(min, said, truth)) / (sum(said) + sum(truth))


@pytest.fixture(scope="module")
def frozen() -> list[tuple[str, str, Cue]]:
    """The register, the judged form and the cue of each frozen line."""
    return [(register, form, cue(text)) for register, form, text in rows(FROZEN)]


def test_six_hundred_frozen_lines(frozen: list[tuple[str, str, Cue]]) -> None:
    assert len(frozen) == 600
    truth = [form in COMMITTING for _, form, _ in frozen]
    assert f1([found.commits for *_, found in frozen], truth) >= FLOORS["f1"]
    both = [(form, found.form) for _, form, found in frozen if form in COMMITTING and found.commits]
    assert sum(form == found.value for form, found in both) / len(both) >= FLOORS["form"]


def test_every_register(frozen: list[tuple[str, str, Cue]]) -> None:
    for register in sorted({register for register, *_ in frozen}):
        mine = [(form in COMMITTING, found.commits) for r, form, found in frozen if r == register]
        truth, said = zip(*mine, strict=True)
        assert f1(said, truth) >= REGISTER_FLOOR, register


def test_probabilities_are_calibrated(frozen: list[tuple[str, str, Cue]]) -> None:
    given = [(found.probability, float(form in COMMITTING)) for _, form, found in frozen]
    assert all(0 <= chance <= 1 for chance, _ in given)
    assert sum((chance - truth) ** 2 for chance, truth in given) / len(given) <= BRIER_CEILING
    gap = 0.0
    for tenth in range(10):
        gap += abs(sum(c - t for c, t in given if min(int(c * 10), 9) == tenth))
    assert gap / len(given) <= CALIBRATION_CEILING


def test_no_frozen_line_was_trained_on() -> None:
    frozen = {text for *_, text in rows(FROZEN)}
    assert not frozen & {row[-1] for source in TRAINING for row in rows(source)}


def test_priming_changes_no_cue(frozen: list[tuple[str, str, Cue]]) -> None:
    texts = [text for *_, text in rows(FROZEN)]
    code = (
        "import sys; from pipeline.nlp import cue, prime\n"
        "texts = sys.stdin.read().split('\\n')\n"
        "prime(texts)\n"
        "print(*(cue(text).form.value for text in texts), sep='\\n')\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        input="\n".join(texts), capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout.split("\n")[:-1] == [found.form.value for *_, found in frozen]


def test_real_plans(shared: Path) -> None:
    """Gold statements against headings and passages left out, by the line alone.

    Four in ten of those headings and passages are infinitives or pledges themselves: the title of
    an axis, what a party « s'engage à » do in a passage that sums up its measures. No reader of one
    line can tell them from measures, so the second floor leaves them out.
    """
    measures, others = gold(shared / "gold")
    prime([*measures, *others])
    statements = [cue(text).commits for text in measures]
    rest = [cue(text) for text in others]
    score = f1(
        [*statements, *(found.commits for found in rest)],
        [True] * len(statements) + [False] * len(rest),
    )
    assert score >= GOLD_FLOORS["plans"]
    plain = [found for found in rest if found.form not in (Form.INFINITIVE, Form.PLEDGE)]
    score = f1(
        [*statements, *(found.commits for found in plain)],
        [True] * len(statements) + [False] * len(plain),
    )
    assert score >= GOLD_FLOORS["plainly worded"]


def gold(folder: Path) -> tuple[set[str], set[str]]:
    """The statements of all annotated plans, and the headings and passages that are none."""
    measures: set[str] = set()
    others: set[str] = set()
    for annotated in documents(folder):
        if annotated["kind"] == "plan":
            measures.update(str(measure["statement"]) for measure in annotated["measures"])
        for measure in annotated["measures"]:
            others.update(measure["path"])
        others.update(annotated.get("ignore", []))
    return measures, others - measures


def documents(folder: Path) -> Iterable[dict]:  # type: ignore[type-arg]
    for source in sorted(folder.glob("*.json")):
        yield json.loads(source.read_text(encoding="utf-8"))
