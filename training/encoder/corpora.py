"""Readers for the training and evaluation files, one function a format."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Pair(NamedTuple):
    """An English sentence and its French translation."""

    english: str
    french: str


class ScoredPair(NamedTuple):
    """Two sentences of one language and how alike people found them, from 0 to 5."""

    first: str
    second: str
    score: float


class Question(NamedTuple):
    """A question, title or heading and the passage that stands under it."""

    query: str
    passage: str


def lines(path: Path) -> Iterator[str]:
    """The lines of a gzipped text file, without their ends."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")


def parallel(path: Path) -> list[Pair]:
    """A gzipped TSV of English and French."""
    sides = (line.partition("\t") for line in lines(path))
    return [Pair(" ".join(en.split()), " ".join(fr.split())) for en, _, fr in sides]


def scored(path: Path) -> list[ScoredPair]:
    """A gzipped TSV of two sentences and a score (STS benchmark)."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [ScoredPair(row[0], row[1], float(row[2])) for row in rows]


def questions(path: Path) -> list[Question]:
    """A gzipped JSONL of `query` and `passage`; where a query is empty, its `title` asks."""
    found = []
    for line in lines(path):
        record = json.loads(line)
        query = record["query"] or record.get("title", "")
        if query and record["passage"]:
            found.append(Question(query, record["passage"]))
    return found
