"""Search over the invented plans: floors of relevance, of what is called sûre, and of --all.

Weights and calibration were fitted on these questions; what holds on questions that were held out
is printed by `python -m training.search.calibrate` and `python -m training.search.weigh`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import mean

import pytest

from pipeline import build
from pipeline.embed import load_encoder
from pipeline.evaluate import ranking
from pipeline.evaluate.searching import Judged, read_questions, search_metrics
from pipeline.models import Query
from pipeline.search import Answer, Searcher
from pipeline.store import Reader

GOLDEN = Path(__file__).parents[1] / "golden"
NDCG, RECALL = 0.68, 0.74


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("invented")
    records = []
    for name in ("plans", "later", "fourth"):
        for file in sorted((GOLDEN / name).glob("*.json")):
            gold = json.loads(file.read_text(encoding="utf-8"))
            kind = "programme" if gold["kind"] == "reference" else "measure"
            own = {"document": gold["document"], "kind": kind}
            records += [json.dumps({**measure, **own}) for measure in gold["measures"]]
    (folder / "gold.jsonl").write_text("\n".join(records), encoding="utf-8")
    encoder = load_encoder()
    build.ingest(folder / "index", build.measures_work(folder / "gold.jsonl"), encoder)
    with Reader(folder / "index") as reader:
        yield Searcher(reader, encoder)


@pytest.fixture(scope="module")
def questions() -> list[Judged]:
    return read_questions([GOLDEN / "search" / "queries.jsonl"])


def test_relevance(searcher: Searcher, questions: list[Judged]) -> None:
    metrics = search_metrics(questions, searcher.answers)
    means = {one.signal: one.means for one in metrics.signals}
    print({signal: means[signal]["ndcg@10"] for signal in means}, metrics.told)
    assert means["fused"]["ndcg@10"] >= NDCG
    assert means["fused"]["recall@20"] >= RECALL
    assert all(
        means["fused"]["ndcg@10"] > means[one]["ndcg@10"] for one in means.keys() - {"fused"}
    )
    assert metrics.told >= 6


def test_what_is_called_sure_is_right(searcher: Searcher, questions: list[Judged]) -> None:
    right = named = 0
    for question, answer in _asked(searcher, questions):
        sure = [hit.sureness == "sûre" for hit in answer.hits]
        grades = ranking(question.relevant, [hit.measure for hit in answer.hits])
        named += sum(sure)
        right += sum(grade > 0 for grade, one in zip(grades, sure, strict=True) if one)
    whole = sum(len(question.relevant) for question in questions)
    print(f"sûre: {right} of {named} right, of {whole} relevant")
    assert right / named >= 0.9
    assert right / whole >= 0.2


def test_all_estimates_its_recall(searcher: Searcher, questions: list[Judged]) -> None:
    estimated, true = [], []
    for question, answer in _asked(searcher, questions, everything=True):
        if question.relevant:
            grades = ranking(question.relevant, [hit.measure for hit in answer.hits])
            true.append(sum(grade > 0 for grade in grades) / len(question.relevant))
            estimated.append(answer.recall)
    print(f"recall {mean(true):.3f}, estimated {mean(estimated):.3f}")
    assert mean(estimated) == pytest.approx(mean(true), abs=0.1)


def _asked(
    searcher: Searcher, questions: list[Judged], everything: bool = False
) -> Iterable[tuple[Judged, Answer]]:
    queries = [Query(question.text, 100, everything=everything) for question in questions]
    return zip(questions, searcher.answers(queries), strict=True)
