"""Ingest: the only place that knows the order of the stages, from sources to a committed index."""

from pipeline.build.isolation import readers
from pipeline.build.planning import Step
from pipeline.build.reading import (
    described,
    read_alone,
    read_document,
    read_plan,
    segment_files,
)
from pipeline.build.report import Report
from pipeline.build.report_page import check_report, write_report
from pipeline.build.run import built_with, ingest, preview
from pipeline.build.watching import Watched, resolved, watch
from pipeline.build.work import Work, document_work, folders, folders_exist, measures_work, work

__all__ = [
    "Report",
    "Step",
    "Watched",
    "Work",
    "built_with",
    "check_report",
    "described",
    "document_work",
    "folders",
    "folders_exist",
    "ingest",
    "measures_work",
    "preview",
    "read_alone",
    "read_document",
    "read_plan",
    "readers",
    "resolved",
    "segment_files",
    "watch",
    "work",
    "write_report",
]
