"""Query to hits: three signals fused into a score that is the sum of named parts."""

from pipeline.search.question import understand
from pipeline.search.searcher import (
    Answer,
    Searcher,
    check_question,
    embedded_text,
    identity,
    words,
)
from pipeline.search.wording import Reading

VERSION = "2"  # of `embedded_text` and of the terms: other ones need another reading

__all__ = [
    "VERSION",
    "Answer",
    "Reading",
    "Searcher",
    "check_question",
    "embedded_text",
    "identity",
    "understand",
    "words",
]
