"""Golden plans that were printed and scanned: their measures are found as in the originals.

Minutes with resolutions and a programme in two columns with codes; `formats/test_five_forms.py` has
a plan in a table of seven columns.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from scanning import long_scan, scan

from pipeline.clean import clean
from pipeline.evaluate import plan_metrics, read_gold
from pipeline.extract import read
from pipeline.segment import segment

GOLDEN = Path(__file__).resolve().parent


@pytest.mark.usefixtures("ocr_tools")
@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("plans", "proces-verbal-conseil-saint-amable-du-lac"),
        pytest.param("plans", "programme-strategique-hautmeuse-2024-2030", marks=long_scan),
    ],
)
def test_measures_of_a_scan(tmp_path: Path, folder: str, name: str) -> None:
    gold = next(g for g in read_gold(GOLDEN / folder) if g["document"] == f"{name}.pdf")
    scanned = scan(GOLDEN / folder / f"{name}.pdf", tmp_path / f"{name}.pdf")
    plan = clean(read(scanned, f"{name}.pdf"))
    assert all(page.confidence and page.confidence > 0.8 for page in plan.pages)
    found = segment(plan)
    metrics = plan_metrics(gold, found)
    print(f"{name}: F1 {metrics.f1:.2f}")
    assert metrics.f1 >= 0.90
    assert all(measure.recognised for measure in found)
