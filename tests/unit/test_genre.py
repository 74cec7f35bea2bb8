"""What kind of document it is, by its title."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.clean import clean
from pipeline.extract import read
from pipeline.segment import segment

LIST = "## Agir\n\n- Ouvrir une halte\n- Planter des haies\n- Former dix guides\n"


@pytest.mark.parametrize(
    ("title", "opening", "measures"),
    [
        ("Plan des haltes", "", 3),
        ("Charte des haltes", "", 0),
        ("Procès-verbal du 4 mai", "", 0),
        ("Rapport annuel 2024", "", 0),
        ("Une vallée qui respire", "Guide de lecture\n\nChaque page dit une chose.\n\n", 3),
    ],
)
def test_only_the_title_tells(tmp_path: Path, title: str, opening: str, measures: int) -> None:
    path = tmp_path / "plan.md"
    path.write_text(f"# {title}\n\n{opening}{LIST}", encoding="utf-8")
    assert len(segment(clean(read(path, path.name)))) == measures
