"""Web pages, each whole in one file: a segmentation beside its document, answers to questions."""

from pipeline.view.answers import Answered, answers_page
from pipeline.view.page import html_page

__all__ = ["Answered", "answers_page", "html_page"]
