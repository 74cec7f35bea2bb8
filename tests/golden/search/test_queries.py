"""The judged questions agree with the gold measures that they name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def questions() -> list[dict[str, Any]]:
    lines = (FOLDER / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def gold() -> dict[str, list[dict[str, Any]]]:
    files = [
        f for name in ("plans", "later", "fourth") for f in (FOLDER.parent / name).glob("*.json")
    ]
    read = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return {one["document"]: one["measures"] for one in read}


def test_every_judged_measure_is_in_its_document_and_named_once() -> None:
    measures = gold()
    for question in questions():
        named = [(r["document"], r["label"], r["statement"]) for r in question["relevant"]]
        assert len(named) == len(set(named)), question["id"]
        for document, label, opening in named:
            found = [
                m for m in measures[document]
                if m["label"] == label and m["statement"].startswith(opening)
            ]  # fmt: skip
            assert len(found) == 1, (question["id"], document, opening)
        assert {r["grade"] for r in question["relevant"]} <= {1, 2}


def test_there_are_enough_of_every_kind() -> None:
    asked = questions()
    assert len({q["id"] for q in asked}) == len({q["text"] for q in asked}) == len(asked) >= 60
    assert sum(not q["relevant"] for q in asked) >= 8
    assert all(any(r["grade"] == 2 for r in q["relevant"]) for q in asked if q["relevant"])


def test_what_nothing_answers_is_asked_nowhere_else() -> None:
    lines = (FOLDER / "unanswerable.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    texts = {one["text"] for one in asked}
    assert len(texts) == len({one["id"] for one in asked}) == len(asked) >= 40
    assert all(one["relevant"] == [] for one in asked)
    assert not texts & {one["text"] for one in questions()}
