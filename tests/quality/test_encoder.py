"""The shipped encoder as a gate: spelling that varies, what its card says, its size.

`robustness.tsv` was written for this test (`training/encoder/robustness.py` says how). A floor is
what was reached, rounded down; it is lowered only with a reason in the commit.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from pipeline import embed
from pipeline.embed import Encoder, load_encoder

FOLDER = Path(embed.__file__).parent / "data" / "encoder"
TABLE = Path(__file__).with_name("robustness.tsv")

# An acronym alone says little to a static encoder (« soutenir les AMAP »): search expands those
# that its collection defines.
KIND_FLOORS = {
    "accents": 1.0,
    "capitals": 1.0,
    "inclusive": 0.98,
    "typing error": 0.97,
    "elision": 0.95,
    "acronym": 0.80,
}
OVERALL_FLOOR = 0.97
TEST_FLOORS = {"STSb-fr test": 0.77, "STSb-en test": 0.79}
MOST_BYTES = 25_000_000


class Variant(NamedTuple):
    kind: str
    text: str
    statement: str


VARIANTS = [Variant(*line.split("\t")) for line in TABLE.read_text("utf-8").splitlines()[1:]]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture(scope="module")
def found(encoder: Encoder) -> list[bool]:
    """Of each variant, whether its own statement is the nearest of all."""
    statements = list(dict.fromkeys(variant.statement for variant in VARIANTS))
    rows = encoder.encode_queries([variant.text for variant in VARIANTS])
    nearest = np.argmax(rows @ encoder.encode_documents(statements).T, axis=1)
    return [
        statements[number] == variant.statement
        for number, variant in zip(nearest, VARIANTS, strict=True)
    ]


def test_variants_are_many_and_vary() -> None:
    assert len(VARIANTS) >= 300
    assert {variant.kind for variant in VARIANTS} == set(KIND_FLOORS)
    assert all(variant.text != variant.statement for variant in VARIANTS)


@pytest.mark.parametrize("kind", KIND_FLOORS)
def test_nearest_statement_is_unchanged(kind: str, found: list[bool]) -> None:
    pairs = [(hit, v) for hit, v in zip(found, VARIANTS, strict=True) if v.kind == kind]
    lost = [variant.text for hit, variant in pairs if not hit]
    assert 1 - len(lost) / len(pairs) >= KIND_FLOORS[kind], lost


def test_nearest_statement_is_unchanged_over_all(found: list[bool]) -> None:
    assert np.mean(found) >= OVERALL_FLOOR


def test_figures_are_those_of_the_shipped_weights(encoder: Encoder) -> None:
    record = json.loads((FOLDER / "metrics.json").read_bytes())
    assert record["revision"] == encoder.revision
    for name, floor in TEST_FLOORS.items():
        assert record["metrics"][name] >= floor


def test_is_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file()) <= MOST_BYTES
