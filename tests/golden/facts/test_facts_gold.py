"""The golden facts stand in their documents, agree with their sources, and are enough."""

from __future__ import annotations

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FACTS = Path(__file__).resolve().parent
GOLD = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FACTS.glob("*.json"))}
SOURCES = {path.stem: path for path in sorted((FACTS / "sources").iterdir())}
STATED_AT_LEAST = 30


@cache
def render() -> ModuleType:
    """``render.py`` of this folder; another folder has one of the same name."""
    spec = importlib.util.spec_from_file_location("facts_render", FACTS / "render.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def strings(gold: dict[str, Any]) -> list[str]:
    """Every string that the gold says is printed."""
    found = [level["budget"] for level in gold["budget_level"]]
    for measure in gold["measures"]:
        for value in measure.values():
            found += [value] if isinstance(value, str) else []
            found += (
                value if isinstance(value, list) and value and isinstance(value[0], str) else []
            )
    return found


def test_each_source_has_its_gold_and_document() -> None:
    assert GOLD.keys() == SOURCES.keys()
    assert len(GOLD) == 10
    assert all((FACTS / gold["document"]).is_file() for gold in GOLD.values())


@pytest.mark.parametrize("name", GOLD)
def test_gold_agrees_with_its_source(name: str) -> None:
    assert render().gold_of(SOURCES[name]) == GOLD[name]


@pytest.mark.parametrize("name", GOLD)
def test_every_fact_stands_in_the_document(name: str) -> None:
    squeeze = render().squeeze
    text = squeeze("".join(render().pages_of(FACTS / GOLD[name]["document"])))
    assert [one for one in strings(GOLD[name]) if squeeze(one) not in text] == []


@pytest.mark.parametrize("name", GOLD)
def test_measures_are_whole(name: str) -> None:
    gold = GOLD[name]
    pdf = gold["document"].endswith(".pdf")
    assert 8 <= len(gold["measures"]) <= 20
    for measure in gold["measures"]:
        assert measure["label"]
        assert measure["statement"]
        assert measure["path"]
        assert isinstance(measure["page"], int) is pdf
        assert measure["budget"] or not measure["amounts"]


@pytest.mark.parametrize("name", GOLD)
def test_budgets_of_a_level_are_no_measures_own(name: str) -> None:
    owned = {measure["budget"] for measure in GOLD[name]["measures"]}
    assert owned.isdisjoint(level["budget"] for level in GOLD[name]["budget_level"])


def test_every_field_is_stated_often_enough() -> None:
    stated = render().counts(list(GOLD.values()))
    assert min(stated.values()) >= STATED_AT_LEAST, stated
