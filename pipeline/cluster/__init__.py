"""Other machines: documents are read on Ray (the extra `cluster`); nothing is imported without."""

from pipeline.cluster.reading import RayReaders

__all__ = ["RayReaders"]
