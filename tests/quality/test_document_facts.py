"""Facts of documents as a gate: what a reader noted of each, against what the rules find.

The expected values were written by reading before the rules were. An expected value is the core of
the name, without subtitle: what is found is right if it holds those words, whatever their case,
accents and marks, and few others (a subtitle, the fields of a ministry). « / » parts values of
which any is right, « — » stands for none, and so does an empty field; a period must be equal. A
floor is what was reached, rounded down; it is lowered only with a reason in the commit.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from pipeline.about import document_facts
from pipeline.about.words import bare
from pipeline.clean import clean
from pipeline.extract import read
from pipeline.models import Facts

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# How many words more than the expected ones a right answer may have.
MORE_WORDS = {"title": 18, "issuer": 6, "territory": 2, "date": 0, "language": 0}
GOLDEN_FLOORS = {
    "title": 0.98,
    "issuer": 0.96,
    "period": 0.98,
    "territory": 0.96,
    "date": 0.98,
    "language": 1.0,
}
SHARED_FLOORS = {
    "title": 0.97,
    "issuer": 0.94,
    "period": 0.97,
    "territory": 0.5,
    "date": 0.96,
    "language": 1.0,
}


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def right(field: str, expected: str, found: str | None) -> bool:
    """Whether a value found is one of those expected, by the rule of this module."""
    for wanted in expected.split(" / "):
        if wanted in ("", "—"):
            if not found:
                return True
        elif field == "period":
            if found == wanted:
                return True
        elif found:
            words, core = bare(found).split(), bare(wanted).split()
            holds = f" {' '.join(core)} " in f" {' '.join(words)} "
            if holds and len(words) <= len(core) + MORE_WORDS[field]:
                return True
    return False


def facts_of(path: Path) -> Facts:
    return document_facts(clean(read(path, path.name)))


def shares(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    """The share of documents whose fact is right, by fact; what is wrong is printed."""
    expected = rows(name)
    good: Counter[str] = Counter()
    wrong: list[str] = []
    for row in expected:
        found = facts_of(folder / row["file"])
        for field in SHARED_FLOORS:
            value = getattr(found, field)
            good[field] += right(field, row[field], value)
            if not right(field, row[field], value):
                wrong.append(f"{row['file']}: {field} {row[field]!r}, found {value!r}")
    out = {field: good[field] / len(expected) for field in SHARED_FLOORS}
    with capsys.disabled():
        print(f"\n{name}, {len(expected)} documents: {out}", *wrong, sep="\n  ")
    return out


def test_golden_documents(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    for name in ("plans", "later", "fourth"):
        (folder / name).symlink_to(ROOT / "tests" / "golden" / name)
    (folder / "corpus").symlink_to(ROOT / "corpus")
    found = shares("document_facts_golden.tsv", folder, capsys)
    assert all(found[field] >= floor for field, floor in GOLDEN_FLOORS.items()), found


def test_real_documents(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = shares("document_facts.tsv", shared / "plans", capsys)
    assert all(found[field] >= floor for field, floor in SHARED_FLOORS.items()), found


@pytest.mark.parametrize(
    ("field", "expected", "found", "fits"),
    [
        ("title", "Plan des haies", "PLAN DES HAIES : agir", True),
        ("title", "Plan des haies", "Plan des haltes", False),
        ("title", "Plan", "Plan " + "de plus " * 12, False),
        ("issuer", "", "Ville de Brume", False),
        ("issuer", "—", None, True),
        ("issuer", "MRC du Lac / Ville de Brume", "Ville de Brume", True),
        ("period", "2024", "2024-2026", False),
        ("territory", "Brume", "Brumeville", False),
    ],
)
def test_the_rule_of_comparison(field: str, expected: str, found: str | None, fits: bool) -> None:
    assert right(field, expected, found) is fits
