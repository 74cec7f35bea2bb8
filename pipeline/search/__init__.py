"""Query to hits: lexical and dense signals, fused into a score that is the sum of named parts."""

from pipeline.search.searcher import Searcher, check_question, embedded_text, identity

VERSION = "1"  # of `embedded_text`: another text needs other vectors

__all__ = ["VERSION", "Searcher", "check_question", "embedded_text", "identity"]
