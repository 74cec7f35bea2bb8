"""Gold files: what is malformed is named, what may be left out is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_index import VELO

from pipeline.errors import UsageError
from pipeline.evaluate import plan_metrics, read_gold


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
