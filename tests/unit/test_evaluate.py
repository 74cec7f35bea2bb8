"""Gold files: what is malformed is named, what may be left out is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_index import BENEVOLES, VELO, entry

from pipeline import search
from pipeline.cli import main
from pipeline.embed import load_encoder
from pipeline.errors import UsageError
from pipeline.evaluate import plan_metrics, read_gold
from pipeline.evaluate.searching import read_questions
from pipeline.store import Writer


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "no gold annotation"),
        ("{", "not valid JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"document": 1, "measures": []}', "document must be"),
        ('{"document": "a", "measures": {}}', "measures must be a list"),
        ('{"document": "a", "measures": [{}]}', "measure 1: needs a statement"),
        ('{"document": "a", "measures": [3]}', "measure 1: needs a statement"),
        ('{"document": "a", "measures": [{"statement": "x", "label": 1}]}', "label must be"),
        ('{"document": "a", "measures": [{"statement": "x", "path": "y"}]}', "path must be"),
        ('{"document": "a", "measures": [], "ignore": "x"}', "ignore must be"),
    ],
)
def test_malformed_gold_is_named(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "gold.json").write_text(content)
    with pytest.raises(UsageError, match=rf"gold\.json.*{said}"):
        read_gold(tmp_path)


def test_gold_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "gold.json").mkdir()
    with pytest.raises(UsageError, match=r"gold\.json cannot be read"):
        read_gold(tmp_path)


def test_only_document_and_statements_are_needed(tmp_path: Path) -> None:
    gold = {"document": VELO.document, "measures": [{"statement": VELO.statement}]}
    (tmp_path / "gold.json").write_text("\ufeff" + json.dumps(gold), encoding="utf-8")
    (read,) = read_gold(tmp_path)
    metrics = plan_metrics(read, [VELO])
    assert (metrics.f1, metrics.label, metrics.path) == (1.0, None, None)


def test_answers_against_judged_questions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    encoder = load_encoder()
    with Writer(tmp_path / "index", search.identity(encoder)) as writer:
        writer.put(entry([VELO, BENEVOLES]))
        writer.commit(encoder.encode_documents, words=search.words(encoder))
    judged = {"document": "plan.pdf", "statement": VELO.statement, "grade": 2}
    lines = (
        {"id": "a", "text": "pistes cyclables", "relevant": [judged]},
        {"id": "b", "text": "bénévolat", "relevant": [judged]},
        {"id": "c", "text": "volcans", "relevant": []},
    )
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    given = ["evaluate", "--search", str(questions), "-i", str(tmp_path / "index")]
    assert main(given) == 0
    said = capsys.readouterr().out
    assert "2 questions avec réponse" in said
    assert said.index("b  bénévolat") < said.index("a  pistes cyclables")  # the worst first
    assert main([*given, "--json"]) == 0
    table = {row["signal"]: row for row in json.loads(capsys.readouterr().out)}
    assert table.keys() == {"lexical", "dense", "aligned", "fused"}
    assert table["lexical"]["ndcg@10"] == 0.5  # the first question alone is answered by its words
    assert 0.5 <= table["fused"]["ndcg@10"] < 1
    low, high = table["fused"]["ndcg@10_95"]
    assert low <= table["fused"]["ndcg@10"] <= high


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"text": 3, "relevant": []}', "line 1: text must be"),
        ('{"text": "???", "relevant": []}', "holds no word"),
        ('{"text": "eau"}', "relevant must be a list"),
        ('{"text": "eau", "relevant": [{"document": "a", "statement": "b", "grade": 3}]}', "grade"),
        ("", "no judged question"),
    ],
)
def test_malformed_questions_are_named(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(UsageError, match=said):
        read_questions([file])
