"""Bytes to a Plan of pages and blocks; one module a format."""

from pipeline.extract.reader import VERSION, read, supports

__all__ = ["VERSION", "read", "supports"]
