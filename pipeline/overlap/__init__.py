"""Measures side by side: pairs that overlap, families of them, editions of one plan."""

from pipeline.overlap.compared import Comparison, compared, editions_of
from pipeline.overlap.contrasts import contrasts
from pipeline.overlap.differences import differences
from pipeline.overlap.finding import Overlaps, overlaps
from pipeline.overlap.lineage import Change, lineage
from pipeline.overlap.measures import Collected, among, collected
from pipeline.overlap.meetings import Alignment, Meeting, aligned

__all__ = [
    "Alignment",
    "Change",
    "Collected",
    "Comparison",
    "Meeting",
    "Overlaps",
    "aligned",
    "among",
    "collected",
    "compared",
    "contrasts",
    "differences",
    "editions_of",
    "lineage",
    "overlaps",
]
