"""Search: fused scores that add up, filters, passages below, and honest explanations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from homes import KINDS, home_in
from numpy.typing import NDArray
from small_index import BENEVOLES, LOGEMENT, VELO, BagEncoder, build, entry, measure

from pipeline.cluster.opening import open_index, where
from pipeline.embed import load_encoder
from pipeline.errors import EncoderError, UsageError
from pipeline.models import Facts, Filters, Hit, Match, Query, UnitKind
from pipeline.search import Answer, Searcher, embedded_text, identity, words
from pipeline.search.confidence import ANSWERED, CUT, chance, nothing, recall
from pipeline.search.scoring import ALIGNED_WEIGHT


@pytest.fixture
def index(home: Path) -> Path:
    build(home)
    return home


def ask(index: Path, text: str, limit: int = 10, filters: Filters | None = None) -> list[Hit]:
    with open_index(index) as reader:
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
    with where(index).write(identity(encoder)) as writer:
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


def test_places_are_looked_at_from_the_statement_outwards(home: Path) -> None:
    found = replace(VELO, details=("le vélo pour tous",), lead="Service des mobilités")
    encoder = BagEncoder()
    with where(home).write(identity(encoder)) as writer:
        writer.put(entry([found], facts=Facts(title="Plan de la ville")))
        writer.commit(encoder.encode_documents)
    (hit,) = ask(home, "vélo mobilités ville service")
    assert [(match.query, match.where, match.how) for match in hit.why] == [
        ("vélo", "heading", "word"),
        ("mobilités", "heading", "stem"),
        ("ville", "title", "word"),
        ("service", "details", "word"),
    ]


@pytest.fixture(scope="module", params=KINDS)
def shipped(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index by the shipped encoder, with the vectors of its words."""
    folder = home_in(tmp_path_factory.mktemp("shipped"), request.param)
    encoder = load_encoder()
    plan = [
        replace(VELO, budget="145.000 €"),
        BENEVOLES,
        measure("Soutenir l'action communautaire autonome", page=7, lead="Guichet des familles"),
        measure("Recruter douze bibliothécaires", kind=UnitKind.PROGRAMME),
    ]
    with where(folder).write(identity(encoder)) as writer:
        one = entry(plan, facts=Facts(title="Plan région"))
        acronyms = (("ACA", "action communautaire autonome"),)
        writer.put(replace(one, acronyms=acronyms))
        writer.commit(encoder.encode_documents, words=words(encoder))
    return folder


def shipped_answer(index: Path, text: str, **query: Any) -> Answer:
    with open_index(index) as reader:
        return Searcher(reader, load_encoder()).answers([Query(text, **query)])[0]


def test_words_of_one_sense_meet_with_the_shipped_encoder(shipped: Path) -> None:
    hit = shipped_answer(shipped, "bicyclette").hits[0]
    assert hit.why == (Match("bicyclette", "vélo", "heading", "sense"),)
    assert 0 < hit.why[0].weight < 0.85 * ALIGNED_WEIGHT
    assert hit.parts["aligned"] == pytest.approx(hit.why[0].weight)


def test_what_each_word_met_adds_up_to_the_aligned_part(shipped: Path) -> None:
    for text in ("bénévolat des jeunes", "ACA", "pistes pour vélos", "volunteering"):
        hits = shipped_answer(shipped, text).hits
        assert hits
        for hit in hits:
            assert sum(match.weight for match in hit.why) == pytest.approx(hit.parts["aligned"])
            assert hit.score == sum(hit.parts.values())


def test_a_typing_error_is_read_as_the_word_of_the_collection(shipped: Path) -> None:
    answer = shipped_answer(shipped, "pistes cyclabes")
    assert answer.reading.corrected == (("cyclabes", "cyclables"),)
    assert answer.hits[0].measure.statement == VELO.statement
    # A word that the encoder knows is no typing error, though the collection lacks it.
    assert shipped_answer(shipped, "pistes cyclistes").reading.corrected == ()


def test_acronyms_are_expanded_both_ways(shipped: Path) -> None:
    for text in ("ACA", "aca", "l'action communautaire autonome"):
        answer = shipped_answer(shipped, text)
        assert answer.reading.expanded == (("ACA", "action communautaire autonome"),)
        assert answer.hits[0].measure.page == 7
    (match,) = shipped_answer(shipped, "ACA").hits[0].why
    assert match == Match("ACA", "action communautaire autonome", "statement", "acronym")


def test_a_label_asked_for_comes_first(shipped: Path) -> None:
    for text in ("mesure 2.1.3", "2.1.3", "action 2.1.3"):
        first = shipped_answer(shipped, text).hits[0]
        assert first.measure.label == "2.1.3"
        assert first.parts["label"] > 0
    assert shipped_answer(shipped, "145.000 €").hits[0].measure.label == "2.1.3"


def test_phrases_exclusions_and_fields(shipped: Path) -> None:
    def found(text: str) -> set[str]:
        return {hit.measure.statement.split()[0] for hit in shipped_answer(shipped, text).hits}

    assert found('"pistes cyclables"') == {"Aménager"}
    assert found('"cyclables pistes"') == set()
    assert "Aménager" not in found("mobilité -vélo")
    assert found("kind:programme bibliothèque") == {"Recruter"}
    assert found("lead:guichet") == {"Soutenir"}
    assert found("plan:ailleurs vélo") == set()


def test_how_sure_a_hit_is(shipped: Path) -> None:
    answer = shipped_answer(shipped, "pistes cyclables sécurisées")
    first, last = answer.hits[0], answer.hits[-1]
    assert first.sureness == "sûre"
    assert last.sureness == "à vérifier"
    assert first.chance > last.chance
    assert not answer.nothing
    assert nothing([0.15, 0.1])
    assert nothing([])
    every = shipped_answer(shipped, "pistes cyclables sécurisées", everything=True, limit=99)
    assert any(hit.chance < CUT for hit in shipped_answer(shipped, "pistes", limit=99).hits)
    assert 0.5 < every.recall <= 1
    assert every.found.low <= every.recall <= every.found.high


def test_all_is_cut_by_the_chance_given_an_answer(shipped: Path) -> None:
    text = "pistes cyclables sécurisées"
    known = {hit.measure.id: hit for hit in shipped_answer(shipped, text, limit=99).hits}
    kept = {hit.measure.id for hit in shipped_answer(shipped, text, everything=True, limit=99).hits}

    def given(id_: str) -> float:
        hit = known[id_]
        words = 3
        whole = sum(match.how != "sense" for match in hit.why) == words
        return chance(hit.parts, whole, ANSWERED)

    assert kept == {id_ for id_ in known if given(id_) >= CUT}
    assert 0 < len(kept) < len(known)


def test_the_estimate_of_recall_says_how_rough_it_is() -> None:
    sure = recall([1.0, 1.0, 1.0, 0.0], [1.0, 1.0, 1.0])
    assert (sure.share, sure.high) == (1.0, 1.0)
    assert sure.low > 0.9
    half = recall([0.5] * 4, [0.5] * 2)
    assert half.share == pytest.approx(0.5)
    assert half.low < 0.1 < 0.9 < half.high
    many = recall([0.5] * 80, [0.5] * 40)
    assert many.high - many.low < 0.3 < half.high - half.low
    assert (recall([], []).low, recall([], []).high) == (0.0, 1.0)


def test_many_queries_answer_as_each_alone(index: Path) -> None:
    texts = ["vélo", "bénévolat", "logement"]
    with open_index(index) as reader:
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
    with pytest.raises(UsageError, match="holds no word"):
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


def test_what_does_not_score_is_no_answer(home: Path) -> None:
    encoder = Averse()
    build(home, encoder)
    with open_index(home) as reader:
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
        with open_index(index) as reader, pytest.raises(EncoderError, match=said):
            Searcher(reader, other)


def test_what_is_embedded_is_the_statement_below_its_innermost_heading() -> None:
    assert embedded_text(VELO) == f"Le vélo au quotidien\n{VELO.statement}"
    assert embedded_text(LOGEMENT) == LOGEMENT.statement
