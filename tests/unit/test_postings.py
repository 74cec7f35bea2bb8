"""Postings of common words: the same answers as FTS5, and whole after every change."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest
from small_index import BagEncoder, entry, measure

from pipeline import vectors
from pipeline.models import Facts, Filters, Query
from pipeline.search import Searcher, identity
from pipeline.store import Entry, Reader, Writer
from pipeline.store.check import check, repair

WORDS = "vélo piste école forêt rivière jardin marché théâtre santé logement emploi".split()


def plan(number: int, units: int = 40) -> Entry:
    """A plan whose words are the commoner, the earlier they stand in WORDS."""
    chance = random.Random(number)
    shares = [1 / rank**2 for rank in range(1, len(WORDS) + 1)]

    def some(count: int) -> str:
        return " ".join(chance.choices(WORDS, shares, k=count))

    document = f"{number}.pdf"
    measures = [
        measure(
            f"{some(chance.randrange(2, 9))} n{100 * number + place}",
            document,
            path=(some(2),),
            details=(some(chance.randrange(0, 12)),),
        )
        for place in range(units)
    ]
    return entry(measures, document, Facts(title=some(2)))


def write(index: Path, *numbers: int, gone: str = "") -> None:
    encoder = BagEncoder()
    with Writer(index, identity(encoder)) as writer:
        for number in numbers:
            writer.put(plan(number))
        if gone:
            writer.remove(gone)
        writer.commit(encoder.encode_documents)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes at which a few hundred units make a large index."""
    monkeypatch.setattr("pipeline.store.postings.COMMON", 150)
    for module in ("postings", "seals"):
        monkeypatch.setattr(f"pipeline.store.{module}.CHUNK", 64)
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 100)


def asked(index: Path) -> list[object]:
    """All that the lexical signal can be asked: rows and scores, with and without a filter."""
    questions = (["velo"], ["velo", "pist", "emploi"], ["sant", "n307", "velo"], ["rien", "pist"])
    with Reader(index) as reader, reader.snapshot():
        among = reader.admitted(Filters(plans=("3.pdf", "5.pdf")))
        return [
            (
                reader.frequencies(stems),
                *(reader.lexical(stems, limit) for limit in (5, 1000)),
                reader.lexical(stems, 10, among),
                reader.lexical([*stems, "pist ecol"], 1000),
            )
            for stems in questions
        ]


def test_common_words_score_as_in_fts5(tmp_path: Path, small: None) -> None:
    write(tmp_path / "large", *range(10))
    held = sqlite3.connect(tmp_path / "large" / "mesures.db")
    common = {term for (term,) in held.execute("SELECT term FROM postings")}
    held.close()
    assert {"velo", "pist"} <= common
    assert "emploi" not in common
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.store.postings.COMMON", 10_000)
        write(tmp_path / "plain", *range(10))
    for ours, theirs in zip(asked(tmp_path / "large"), asked(tmp_path / "plain"), strict=True):
        assert ours[0] == theirs[0]
        for found, wanted in zip(ours[1:], theirs[1:], strict=True):
            assert [*found.values()] == pytest.approx([*wanted.values()], rel=1e-12)
            assert found.keys() == wanted.keys()


def test_after_every_change_the_postings_are_those_of_the_units(
    tmp_path: Path, small: None
) -> None:
    index = tmp_path / "index"
    write(index, *range(8))
    write(index, 8)
    write(index, gone="3.pdf")
    write(index, 9, gone="0.pdf")
    assert check(index) == []
    write(tmp_path / "anew", 1, 2, 4, 5, 6, 7, 8, 9)
    with Reader(index) as one, Reader(tmp_path / "anew") as other:
        assert one.frequencies(["velo", "emploi"]) == other.frequencies(["velo", "emploi"])
        scores = [[*r.lexical(["velo", "pist"], 50).values()] for r in (one, other)]
        assert scores[0] == pytest.approx(scores[1])
        assert len(one.vectors()) == len(other.vectors()) == 320
    write(index, gone="1.pdf")
    for number in range(2, 10):
        write(index, gone=f"{number}.pdf")
    assert check(index) == []
    with Reader(index) as reader:
        assert reader.lexical(["velo"], 5) == {}


def test_wrong_postings_are_found_and_mended(tmp_path: Path, small: None) -> None:
    index, encoder = tmp_path / "index", BagEncoder()
    write(index, *range(6))
    for harm in (
        "DELETE FROM postings WHERE term = 'velo' AND chunk = 1",
        "UPDATE postings SET rows = zeroblob(length(rows)) WHERE rowid = 3",
        "DELETE FROM chunks WHERE chunk = 0",
    ):
        connection = sqlite3.connect(index / "mesures.db")
        connection.execute(harm)
        connection.commit()
        connection.close()
        assert [fault.part for fault in check(index)] == ["terms"], harm
        assert all(
            fault.repaired for fault in repair(index, identity(encoder), encoder.encode_documents)
        )
        assert check(index) == []


def test_a_search_meets_a_rare_word_in_a_large_index(tmp_path: Path, small: None) -> None:
    write(tmp_path, *range(10))
    with Reader(tmp_path) as reader:
        hits = Searcher(reader, BagEncoder()).search(Query("vélo piste n433", 5))
    assert hits[0].measure.statement.endswith("n433")
    assert hits[0].plan
