"""Documents of ours as Word documents: the same measures are found in them as in their gold.

`word_documents.py` writes four of the demonstration corpus with automatic numbers. The sources of
golden plans that LibreOffice prints are Word documents too, before it prints them. Two files by
other programs stand here as these wrote them: LibreOffice Writer (`soffice --convert-to odt`, then
`--convert-to docx`, of the booklet), and pandoc (`pandoc PAGE.html -o FILE.docx`).
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from pipeline.clean import clean
from pipeline.evaluate import PlanMetrics, plan_metrics, read_gold
from pipeline.extract import read
from pipeline.segment import segment

FORMATS = Path(__file__).resolve().parent
GOLDEN = FORMATS.parent
sys.path[:0] = [str(FORMATS), str(GOLDEN / "plans")]

from marks import unmarked  # noqa: E402
from word_documents import DOCUMENTS, render  # noqa: E402

GOLD = {
    gold["document"].rsplit(".", 1)[0]: gold
    for folder in (GOLDEN, GOLDEN / "plans", GOLDEN / "later")
    for gold in read_gold(folder)
}
BOOKLET = "cahier-propositions-hautes-brumes-2024-2026"
OFFICE = sorted(
    path
    for folder in (GOLDEN / "plans" / "sources", GOLDEN / "later" / "sources")
    for path in folder.glob("*.py")
    if path.name != "office.py"
    and re.search(r"from (?:docx|office) import", path.read_text("utf-8"))
)
# What is reached now, rounded down: as much as in the PDF that LibreOffice prints of it.
LOWER = {
    "feuille-de-route-office-lacs-sombreval": 0.91,
    "plan-egalite-federation-entraide": 0.83,
}


def metrics(path: Path, name: str) -> PlanMetrics:
    return plan_metrics(GOLD[name], segment(clean(read(path, GOLD[name]["document"]))))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_automatic_numbers_are_the_labels(name: str, tmp_path: Path) -> None:
    found = metrics(render(name, tmp_path), name)
    assert found.f1 == 1.0
    assert found.label in (None, 1.0)
    assert found.heading == 1.0


@pytest.mark.parametrize(
    ("file", "name", "lowest"),
    [
        (f"{BOOKLET}.docx", BOOKLET, 1.0),
        (f"{BOOKLET}-libreoffice.docx", BOOKLET, 1.0),
        (
            "vingt-quatre-propositions-bibliotheques-rurales-pandoc.docx",
            "vingt-quatre-propositions-bibliotheques-rurales",
            0.95,
        ),
    ],
)
def test_files_by_three_programs(file: str, name: str, lowest: float) -> None:
    found = metrics(FORMATS / file, name)
    assert found.f1 >= lowest
    assert found.label == 1.0


def test_no_number_of_the_booklet_is_typed() -> None:
    with ZipFile(FORMATS / f"{BOOKLET}.docx") as archive:
        typed = archive.read("word/document.xml").decode()
    body = re.sub("<[^>]*>", " ", typed)
    assert "Que le Regroupement" in body
    assert not re.search(r"\d\.\d", body)


@pytest.mark.parametrize("source", OFFICE, ids=lambda path: path.stem)
def test_office_sources_are_read_before_they_are_printed(source: Path, tmp_path: Path) -> None:
    script = tmp_path / source.name
    script.write_text(unmarked(source.read_text("utf-8")), "utf-8")
    (tmp_path / "office.py").write_bytes((GOLDEN / "plans" / "sources" / "office.py").read_bytes())
    written = tmp_path / f"{source.stem}.docx"
    subprocess.run([sys.executable, str(script), str(written)], check=True)
    assert metrics(written, source.stem).f1 >= LOWER.get(source.stem, 0.95)
