"""Our judged pairs of measures, and what all our plans say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.export import measure_from_record
from pipeline.models import Measure, UnitKind
from pipeline.overlap.wording import Said, said_by
from pipeline.text import fold

GOLDEN = Path(__file__).resolve().parents[2] / "tests" / "golden"
PAIRS = GOLDEN / "overlaps" / "pairs.jsonl"
OUR_PLANS = [
    GOLDEN / name
    for name in (
        *(".", "plans", "later", "fourth", "facts", "formats_xlsx"),
        *("overlaps/plans", "overlaps/editions/documents"),
    )
]


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs by the places of their measures, and how they came by; `same` counts as reworded."""

    said: Said
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    relations: NDArray[np.str_]
    channels: NDArray[np.str_]

    @property
    def overlaps(self) -> NDArray[np.bool_]:
        """Whether each pair is an overlap."""
        found: NDArray[np.bool_] = np.isin(self.relations, ("reworded", "broader"))
        return found

    @property
    def counted(self) -> NDArray[np.bool_]:
        """Whether each pair counts in F1: related pairs do neither way."""
        found: NDArray[np.bool_] = self.relations != "related"
        return found


def measures(folders: Sequence[Path]) -> list[Measure]:
    """The annotated measures of folders; a document that stands twice comes once."""
    return [measure_from_record(record, record["document"]) for record in sorted_records(folders)]


def sorted_records(folders: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """The annotated measures of folders as records, in the order of their files."""
    seen: set[str] = set()
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            gold = json.loads(path.read_text(encoding="utf-8"))
            if "measures" not in gold or gold["document"] in seen:
                continue
            seen.add(gold["document"])
            reference = gold.get("kind") == "reference"
            kind = UnitKind.PROGRAMME if reference else UnitKind.MEASURE
            for measure in gold["measures"]:
                yield {**measure, "document": gold["document"], "kind": kind.value}


def judged(pairs: Path = PAIRS, folders: Sequence[Path] = tuple(OUR_PLANS)) -> Judged:
    """The judged pairs, but those of two editions, among all measures of the folders.

    Raises KeyError for a pair whose measures are not among them.
    """
    held = measures(folders)
    place = {(one.document, fold(one.statement)): n for n, one in enumerate(held)}
    lines = pairs.read_text(encoding="utf-8").splitlines()
    kept = [one for one in map(json.loads, filter(None, lines)) if not one.get("edition")]
    sides = [
        [place[one[side]["document"], fold(one[side]["statement"])] for one in kept]
        for side in ("a", "b")
    ]
    return Judged(
        said_by(held),
        np.array(sides[0], np.int64),
        np.array(sides[1], np.int64),
        np.array([one["relation"].replace("same", "reworded") for one in kept]),
        np.array([one.get("channel", "") for one in kept]),
    )
