"""Bytes to a Plan of pages and blocks; one module a format."""

from pipeline.extract.reader import VERSION, missing_for_ocr, read, supports

__all__ = ["VERSION", "missing_for_ocr", "read", "supports"]
