"""Search: fused scores that add up, filters, passages below, and honest explanations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from small_index import BENEVOLES, LOGEMENT, VELO, BagEncoder, build, entry, measure

from pipeline.embed import load_encoder
from pipeline.errors import EncoderError, UsageError
from pipeline.models import Filters, Hit, Match, Query, UnitKind
from pipeline.search import Searcher, embedded_text, identity
from pipeline.search.explain import Explainer, Senses
from pipeline.store import Reader, Writer
from pipeline.text import question_terms


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build(tmp_path)
    return tmp_path


def ask(index: Path, text: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
    with Reader(index) as reader:
        return Searcher(reader, BagEncoder()).search(Query(text, limit, filters or Filters()))


def test_the_measure_that_says_it_comes_first(index: Path) -> None:
    for text, expected in [
        ("Quelles mesures portent sur les pistes cyclables ?", VELO),
        ("benevole", BENEVOLES),
        ("logement abordable", LOGEMENT),
        ("MOB-03", BENEVOLES),
    ]:
        hits = ask(index, text)
        assert replace(hits[0].measure, id="") == expected
        assert [hit.rank for hit in hits] == [*range(1, len(hits) + 1)]


def test_the_score_is_the_sum_of_its_parts_and_orders_the_hits(index: Path) -> None:
    for text in ("bénévolat", "pistes cyclables abordables", "rien de connu"):
        hits = ask(index, text)
        assert all(hit.score == sum(hit.parts.values()) for hit in hits)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert {"lexical", "dense"} <= set(hits[0].parts)


def test_a_passage_ranks_below_a_measure_that_answers_as_well(index: Path) -> None:
    encoder = BagEncoder()
    twin = measure("Le bénévolat tient la ville debout", "twin.pdf")
    with Writer(index, identity(encoder)) as writer:
        writer.put(entry([twin], "twin.pdf"))
        writer.commit(encoder.encode_documents)
    hits = ask(index, "bénévolat ville")
    by_kind = {hit.measure.kind: hit for hit in hits if hit.measure.statement == twin.statement}
    above, below = by_kind[UnitKind.MEASURE], by_kind[UnitKind.PASSAGE]
    assert above.rank < below.rank
    assert below.parts["passage"] == pytest.approx(-0.7 * above.score, rel=0.2)


def test_filters_and_limit(index: Path) -> None:
    assert len(ask(index, "bénévolat", 1)) == 1
    found = ask(index, "bénévolat", filters=Filters(plans=("ville",), kinds=(UnitKind.MEASURE,)))
    assert [hit.measure.statement for hit in found] == [LOGEMENT.statement]
    assert found[0].plan == "Plan de la ville"
    assert ask(index, "bénévolat", filters=Filters(years=(1999,))) == []


def test_each_asked_word_says_what_it_met(index: Path) -> None:
    (hit,) = ask(index, "Quelles actions visent les bénévoles, la vie et la neige ?", 1)
    assert hit.why == (
        Match("bénévoles", "bénévolat", "statement", "stem"),
        Match("vie", "Vie", "heading", "word"),
    )


def test_places_are_looked_at_from_the_statement_outwards() -> None:
    found = replace(VELO, details=("le vélo pour tous",), lead="Service des mobilités")
    text = "vélo mobilités ville"
    matches = Explainer(text, question_terms(text)).matches(found, "Plan de la ville")
    assert [(match.query, match.where, match.how) for match in matches] == [
        ("vélo", "heading", "word"),
        ("mobilités", "heading", "stem"),
        ("ville", "title", "word"),
    ]


def test_words_of_one_sense_meet_with_the_shipped_encoder() -> None:
    senses = Senses(load_encoder())  # type: ignore[arg-type]
    assert senses.nearest("bicyclette", ["budget", "vélo", "logement"]) == "vélo"
    assert senses.nearest("bicyclette", ["budget", "logement"]) is None
    assert senses.nearest("bicyclette", []) is None
    text = "bicyclette"
    found = measure("Soutenir le vélo")
    (match,) = Explainer(text, question_terms(text), senses).matches(found, "")
    assert match == Match("bicyclette", "vélo", "statement", "sense")


def test_many_queries_answer_as_each_alone(index: Path) -> None:
    texts = ["vélo", "bénévolat", "logement"]
    with Reader(index) as reader:
        searcher = Searcher(reader, BagEncoder())
        many = searcher.search_many(Query(text) for text in texts)
        for text, hits in zip(texts, many, strict=True):
            alone = searcher.search(Query(text))
            assert [hit.measure.id for hit in hits] == [hit.measure.id for hit in alone]
            for hit, same in zip(hits, alone, strict=True):
                assert hit.score == pytest.approx(same.score, abs=1e-6)
        assert searcher.search_many([]) == []


def test_a_query_of_grammatical_words_is_answered_by_sense_alone(index: Path) -> None:
    hits = ask(index, "pour ou contre")
    assert {hit.parts["lexical"] for hit in hits} == {0.0}


def test_an_empty_query_is_refused(index: Path) -> None:
    with pytest.raises(UsageError, match="empty"):
        ask(index, "  ")


@pytest.mark.parametrize(
    "text", ["a AND (b", "NEAR(x y)", "col:x", "-vélo", 'vélo"', "vélo*", "l'", "É" * 99]
)
def test_no_query_is_syntax(index: Path, text: str) -> None:
    assert all(hit.score > 0 for hit in ask(index, text))


@pytest.mark.parametrize("text", ["???", '"', "*", "\U0001f6b2", "- …"])
def test_a_question_without_a_word_is_refused(index: Path, text: str) -> None:
    with pytest.raises(UsageError, match="ne contient aucun mot"):
        ask(index, text)


def test_a_question_that_is_not_utf_8_is_refused(index: Path) -> None:
    with pytest.raises(UsageError, match="not UTF-8"):
        ask(index, "v\udce9lo")


class Averse(BagEncoder):
    """Questions point away from every measure."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return -super().encode_queries(["Aménager bénévolat logements"] * len(texts))

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return BagEncoder().encode_queries(["Aménager bénévolat logements"] * len(texts))


def test_what_does_not_score_is_no_answer(tmp_path: Path) -> None:
    encoder = Averse()
    build(tmp_path, encoder)
    with Reader(tmp_path) as reader:
        searcher = Searcher(reader, encoder)
        assert searcher.search(Query("introuvable")) == []
        (found,) = searcher.search(Query("coopératives"))
    assert found.measure.statement == LOGEMENT.statement


def test_another_encoder_is_refused(index: Path) -> None:
    renewed = BagEncoder()
    renewed.revision = "2"
    for other, said in (
        (BagEncoder("other"), "built with encoder bag, not other; search with --encoder bag"),
        (BagEncoder(dimension=16), "built with encoder bag"),
        (renewed, "revision 1 of encoder bag, which is now 2; run `mesures ingest`"),
    ):
        with Reader(index) as reader, pytest.raises(EncoderError, match=said):
            Searcher(reader, other)


def test_what_is_embedded_is_the_statement_below_its_innermost_heading() -> None:
    assert embedded_text(VELO) == f"Le vélo au quotidien\n{VELO.statement}"
    assert embedded_text(LOGEMENT) == LOGEMENT.statement
