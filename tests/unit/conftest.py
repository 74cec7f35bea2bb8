"""What several test modules share: marks, small plans, set PDFs and the founders' folder."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from homes import KINDS, home_in

from pipeline.clean import clean
from pipeline.errors import DamagedError
from pipeline.extract.draft import Draft, assemble
from pipeline.extract.html import read_html
from pipeline.extract.plain import read_plain
from pipeline.models import (
    BlockKind,
    Box,
    CellRef,
    Facts,
    Measure,
    Page,
    Plan,
    Span,
    Style,
    UnitKind,
)
from pipeline.settings import Settings

SHARED = Path(__file__).parents[2].parent / "shared"


def plain(text: str) -> Plan:
    """A cleaned plan from text or Markdown."""
    return clean(read_plain(text, "plan.md"))


def page(markup: str) -> Plan:
    """A cleaned plan from a web page."""
    return clean(read_html(markup.encode(), markup, "page.html"))


def at(
    page: int,
    top: float,
    text: str,
    size: float = 10.0,
    *,
    cell: CellRef | None = None,
    kind: BlockKind = BlockKind.PARAGRAPH,
    indent: float = 50.0,
) -> Draft:
    """A line of text at a height of a page of 600 by 800 points."""
    box = Box(indent, top, 500, top + 12)
    return Draft(text, kind, page, box, Style(size=size, indent=indent), cell=cell)


def paged(*drafts: Draft) -> Plan:
    """A cleaned plan of lines at their places on pages."""
    sizes = {draft.page: (600.0, 800.0) for draft in drafts if draft.page}
    return clean(assemble("plan.pdf", drafts, sizes))


@pytest.fixture
def typeset(tmp_path: Path) -> Callable[[str], Path]:
    """Set a Typst source as a PDF and return its path."""
    typst = pytest.importorskip("typst")

    def compile_pdf(source: str) -> Path:
        path = tmp_path / "plan.pdf"
        path.write_bytes(typst.compile(source.encode(), format="pdf", ignore_system_fonts=True))
        return path

    return compile_pdf


@pytest.fixture
def leaking() -> Iterator[None]:
    """Collect, in silence, the files that pdfplumber leaves open when a PDF is damaged."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="session")
def faults() -> Path:
    """The founders' folder of faulty PDFs."""
    folder = SHARED / "plans" / "faults"
    if not folder.is_dir():
        pytest.skip("needs the founders' ../shared/plans/faults")
    return folder


@pytest.fixture
def line_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stages for which every line of a text file is a measure; some words make them fail."""

    def read(path: Path, document: str, password: str = "", **_: object) -> Plan:
        text = path.read_text(encoding="utf-8")
        if "DAMAGED" in text:
            raise DamagedError(f"{document} is damaged; get another copy")
        if "BUG" in text:
            raise ZeroDivisionError("division\nby zero")
        page = Page(1, 1, 1, Span(0, len(text)))
        return Plan(document, text, (page,), (), Facts(title="From the file", language="fr"))

    def segment(plan: Plan, passages: bool = False) -> list[Measure]:
        lines = [line for line in plan.text.splitlines() if line]
        return [
            Measure(plan.document, UnitKind.MEASURE, None, line, line, (), 1, Span(0, 1))
            for line in lines
        ]

    monkeypatch.setattr("pipeline.extract.read", read)
    monkeypatch.setattr("pipeline.extract.supports", lambda path: path.suffix == ".txt")
    monkeypatch.setattr("pipeline.clean.clean", lambda plan: plan)
    monkeypatch.setattr("pipeline.segment.segment", segment)


@pytest.fixture(params=KINDS)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where an index may lie, one kind after the other; nothing lies there yet."""
    return home_in(tmp_path, request.param)


@pytest.fixture
def two_plans(tmp_path: Path) -> Settings:
    """A workspace of two text files, for `line_stages`."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Planter des arbres\nOuvrir un parc", encoding="utf-8")
    (corpus / "b.txt").write_text("Réduire le bruit", encoding="utf-8")
    return Settings(tmp_path / "index", corpus, workers=0)
