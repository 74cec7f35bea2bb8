"""What a measure states about itself: lead, partners, deadline, budget, indicators and more."""

from pipeline.segment.facts.asides import bare
from pipeline.segment.facts.reading import Reader
from pipeline.segment.facts.settle import Stated

__all__ = ["Reader", "Stated", "bare"]
