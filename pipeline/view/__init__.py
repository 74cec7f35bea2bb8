"""A segmentation as one web page: the document with boxes, beside its outline."""

from pipeline.view.page import html_page

__all__ = ["html_page"]
