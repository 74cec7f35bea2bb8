"""Web pages, each whole in one file: a segmentation beside its document, answers to questions,
pairs that people decided."""

from pipeline.view.answers import Answered, answers_page
from pipeline.view.dossier import dossier_page
from pipeline.view.page import html_page

__all__ = ["Answered", "answers_page", "dossier_page", "html_page"]
