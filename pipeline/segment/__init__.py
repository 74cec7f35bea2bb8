"""Blocks to an outline, the outline to measures."""

from pipeline.segment.measures import VERSION, segment

__all__ = ["VERSION", "segment"]
