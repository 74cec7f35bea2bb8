"""Plans kept as spreadsheets: their measures, labels, headings and facts as the gold says."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.clean import clean
from pipeline.evaluate import plan_metrics, read_gold
from pipeline.extract import read
from pipeline.models import Measure
from pipeline.segment import segment
from pipeline.text import fold

HERE = Path(__file__).resolve().parent
GOLD = {gold["document"]: gold for gold in read_gold(HERE)}
SORET = HERE.parent / "plans" / "mrc-val-de-soret-2025-2029.json"


@cache
def measures(path: Path) -> list[Measure]:
    return segment(clean(read(path, path.name)))


def stated(found: list[Measure]) -> dict[str, tuple[str | None, ...]]:
    return {fold(m.statement): (m.lead, m.deadline, m.budget) for m in found}


def wanted(gold: dict[str, Any]) -> dict[str, tuple[str | None, ...]]:
    return {fold(m["statement"]): (m["lead"], m["deadline"], m["budget"]) for m in gold["measures"]}


@pytest.mark.parametrize("document", GOLD)
def test_measures_with_labels_and_paths(document: str) -> None:
    metrics = plan_metrics(GOLD[document], measures(HERE / document))
    assert (metrics.f1, metrics.label, metrics.heading, metrics.path) == (1.0, 1.0, 1.0, 1.0)


@pytest.mark.parametrize("document", GOLD)
def test_facts_as_excel_shows_them(document: str) -> None:
    assert stated(measures(HERE / document)) == wanted(GOLD[document])


def test_a_plan_that_was_printed_from_a_table(tmp_path: Path) -> None:
    """The county's plan as the sheet that its PDF may have been made from."""
    gold = json.loads(SORET.read_text(encoding="utf-8"))
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["MRC du Val-de-Soret : plan d'action en développement du territoire"])
    sheet.append([])
    sheet.append(
        ["Orientation", "Objectif", "Code", "Action", "Responsable", "Échéance", "Coût estimé"]
    )
    above: list[str] = ["", ""]
    for measure in gold["measures"]:
        shown = [
            new if new != old else None for new, old in zip(measure["path"], above, strict=True)
        ]
        above = measure["path"]
        facts = (measure["lead"], measure["deadline"], measure["budget"])
        sheet.append([*shown, measure["label"], measure["statement"], *facts])
    target = tmp_path / "val-de-soret.xlsx"
    book.save(target)
    metrics = plan_metrics(gold, measures(target))
    assert (metrics.f1, metrics.label, metrics.path) == (1.0, 1.0, 1.0)
    assert stated(measures(target)) == wanted(gold)
