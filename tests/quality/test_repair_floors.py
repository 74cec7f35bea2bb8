"""The repair of broken words as a gate: breaks that are undone, sound words that are left alone.

`repair.txt` holds sentences written for this test. Together with the statements and headings of the
golden plans they are broken ten thousand times by a seeded generator
(`training/lexicon/broken.py`, which gives the share of each kind). A floor is what was reached,
rounded down; it is lowered only with a reason in the commit.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import pytest

from pipeline.clean import clean
from pipeline.extract import read
from pipeline.nlp.repair import names, repair
from training.lexicon.broken import SHARES, broken

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden"
CORPUS = HERE.parents[1] / "corpus"
BREAKS = 10_000
OVERALL_FLOOR = 0.97
KIND_FLOORS = {
    "apostrophe lost": 0.98,
    "apostrophe to space": 0.99,
    "ligature as a character": 1.0,
    "ligature to space": 0.97,
    "ligature lost": 0.78,  # « ores » for « offres » is a word too
    "ligature to another mark": 0.99,
    "letters spaced": 0.98,
    "stray space": 0.97,
    "hyphen and space": 0.98,
    "hyphen": 0.85,  # « loge-ment » could be a compound; few draws, so it moves with the sentences
    "space before an elided word lost": 0.93,
}
SHARED_FLOOR = 0.935  # old novels, law and web pages: sentences no plan has
# Over all words changed, most of which are broken in the file itself (« d un prix d achat »).
SHARED_MOST_CHANGED = 5 / 10_000


def plain(text: str) -> str:
    return text.replace("’", "'")


def restored(sentences: Sequence[str], seed: int) -> tuple[Counter[str], Counter[str]]:
    """Of `BREAKS` breaks, by kind: how many were made and how many gave the sentence back."""
    made: Counter[str] = Counter()
    good: Counter[str] = Counter()
    for example in broken(sentences, BREAKS, seed):
        made[example.kind] += 1
        good[example.kind] += plain(repair(example.printed).text) == plain(example.sound)
    return made, good


def words(lines: Iterable[str]) -> int:
    return sum(len(re.findall(r"\w+", line)) for line in lines)


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    found = (HERE / "repair.txt").read_text(encoding="utf-8").splitlines()
    for path in sorted(GOLDEN.glob("*.json")):
        for measure in json.loads(path.read_text(encoding="utf-8"))["measures"]:
            found += [measure["statement"], *measure["path"]]
    return list(dict.fromkeys(found))


def test_broken_words_are_restored(sentences: list[str]) -> None:
    made, good = restored(sentences, seed=2025)
    shares = {kind: good[kind] / made[kind] for kind in SHARES}
    print(f"{good.total() / made.total():.3f} of {made.total()} broken words restored")
    assert good.total() / made.total() >= OVERALL_FLOOR, shares
    assert {kind: shares[kind] for kind, floor in KIND_FLOORS.items() if shares[kind] < floor} == {}


def test_sound_words_are_left_alone(sentences: list[str]) -> None:
    lines = list(sentences)
    known: set[str] = set()
    for path in sorted(CORPUS.rglob("*")):
        if path.suffix in (".pdf", ".html"):
            found = clean(read(path, path.name)).text.split("\n")
            known |= names(found)
            lines += found
    changed = [edit for line in lines for edit in repair(line, known).edits]
    assert words(lines) >= 10_000
    assert len(changed) <= words(lines) / 10_000, changed


@pytest.mark.shared
def test_sentences_of_others(shared: Path) -> None:
    source = shared / "train" / "mono" / "fr_mono.txt.gz"
    with gzip.open(source, "rt", encoding="utf-8") as found:
        lines = [line.strip() for line in islice(found, 7, None, 60)]
    changed = [edit for line in lines for edit in repair(line).edits]
    assert len(changed) <= words(lines) * SHARED_MOST_CHANGED, changed
    sound = [
        line
        for line in lines
        if re.fullmatch(r"[A-ZÀ-Ý][^{}\\\"_<>|]{30,300}\.", line) and not repair(line).edits
    ]
    made, good = restored(sound, seed=7)
    assert good.total() / made.total() >= SHARED_FLOOR
