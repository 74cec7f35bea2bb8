"""Damaged files of all formats: each is read or named with a reason, and costs no other.

MESURES_MUTATIONS=2000 is the long version. What fails here prints the command that repeats it.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from mutations import INDEX, LIMITS, NAMES, Mutant, mutant, outcomes
from seeds import DOCUMENTS, seed
from small_index import BagEncoder

from pipeline import build
from pipeline.errors import DocumentError, IndexUnavailableError, MesuresError, UsageError
from pipeline.models import Query
from pipeline.search import Searcher
from pipeline.settings import Settings
from pipeline.store import Reader
from pipeline.store.check import check

COUNT = int(os.environ.get("MESURES_MUTATIONS", 102))
SLICE = 10 * len(NAMES)  # the same number of each kind
# What a small file must never come to, although a run would survive it.
_CRASHES = re.compile("crashed|given up after|takes more than .* of memory|ended before it began")
_SURPRISE = re.compile(r"cannot be read \((\w+)")
_SURPRISES = 0.01  # of all: errors that no reader foresees are named, but say little

slices = pytest.mark.parametrize("first", range(0, COUNT, SLICE))


def mutants(first: int, documents: bool) -> list[Mutant]:
    made = (mutant(number) for number in range(first, min(first + SLICE, COUNT)))
    return [one for one in made if (one.source in DOCUMENTS) is documents]


def fault(message: str, name: str) -> str:
    """What is wrong with the reason that is given for a file; empty for nothing."""
    if _CRASHES.search(message):
        return "a crash, a hang or too much memory"
    if name not in message:
        return "the file is not named"
    if "\n" in message or "Traceback" in message or len(message) > 500:
        return "not one short line"
    return ""


def agreed(mutants: Sequence[Mutant], messages: Sequence[str], names: Sequence[str]) -> None:
    """Fail where a reason is none, with the command that makes it again."""
    told = [
        f"{one}: {what}: {message}\n    python tests/faults/mutations.py {one.seed}"
        for one, message, name in zip(mutants, messages, names, strict=True)
        if message and (what := fault(message, name))
    ]
    surprises = Counter(found[1] for m in messages if (found := _SURPRISE.search(m)))
    print(f"{len(mutants)} mutants, {sum(map(bool, messages))} refused; not foreseen: {surprises}")
    assert not told, "\n".join(told)
    assert surprises.total() <= max(2, _SURPRISES * len(mutants)), surprises


@slices
def test_damaged_documents_among_sound_ones(tmp_path: Path, first: int) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    for name in DOCUMENTS:
        (corpus / f"sound-{name}").write_bytes(seed(name))
    damaged = mutants(first, documents=True)
    for one in damaged:
        (corpus / one.name).write_bytes(one.data)
    settings = Settings(index, corpus, ocr=False, limits=LIMITS)
    work = build.work((), None, settings)
    with build.readers(2, LIMITS) as readers:
        report = build.ingest(index, work, BagEncoder(), readers=readers)
    sound = {f"sound-{name}" for name in DOCUMENTS}
    assert sound <= set(report.added)
    assert set(report.added) | set(report.failed) == sound | {one.name for one in damaged}
    assert report.exit_code in (0, 1)
    messages = [report.failed.get(one.name, "") for one in damaged]
    agreed(damaged, messages, [one.name for one in damaged])
    assert check(index) == []
    with Reader(index) as reader:
        hits = Searcher(reader, BagEncoder()).search(Query("piste du canal", limit=50))
        assert sound & {hit.measure.document for hit in hits}
        assert {row.document for row in reader.documents()} == set(report.added)


@slices
def test_damaged_files_beside_documents_and_of_an_index(tmp_path: Path, first: int) -> None:
    damaged = mutants(first, documents=False)
    found = outcomes(tmp_path, damaged)
    for one, outcome in zip(damaged, found, strict=True):
        known = IndexUnavailableError if one.source == INDEX else UsageError
        assert isinstance(outcome, str | known | DocumentError), f"{one}: {outcome!r}"
    messages = [str(outcome) if isinstance(outcome, MesuresError) else "" for outcome in found]
    agreed(damaged, messages, [_named(one) for one in damaged])


def _named(one: Mutant) -> str:
    """What a message about a mutant holds: its name, or its folder."""
    return one.name if one.source.startswith("mesures") else f"{one.seed:05}-"


def test_a_seed_always_makes_the_same() -> None:
    assert [mutant(n).data for n in range(40)] == [mutant(n).data for n in range(40)]
