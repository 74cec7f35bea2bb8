"""Measures side by side: editions of one plan, and what became of each measure."""

from pipeline.overlap.compared import Comparison, compared, editions_of
from pipeline.overlap.differences import (
    Difference,
    Edit,
    Piece,
    differences,
    word_changes,
)
from pipeline.overlap.lineage import Change, Fate, lineage

__all__ = [
    "Change",
    "Comparison",
    "Difference",
    "Edit",
    "Fate",
    "Piece",
    "compared",
    "differences",
    "editions_of",
    "lineage",
    "word_changes",
]
