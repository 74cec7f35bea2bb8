"""Ingest: the only place that knows the order of the stages, from sources to a committed index."""

from pipeline.build.planning import Step
from pipeline.build.reading import read_document, read_plan, segment_files
from pipeline.build.report import Report
from pipeline.build.run import built_with, ingest, preview
from pipeline.build.work import Work, document_work, folders, measures_work, work

__all__ = [
    "Report",
    "Step",
    "Work",
    "built_with",
    "document_work",
    "folders",
    "ingest",
    "measures_work",
    "preview",
    "read_document",
    "read_plan",
    "segment_files",
    "work",
]
