"""A small encoder and a small index for the tests of storage, search and the command line."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.cluster.opening import where
from pipeline.models import (
    Block,
    BlockKind,
    Box,
    Facts,
    Measure,
    Page,
    Plan,
    Span,
    UnitKind,
)
from pipeline.search import embedded_text, identity
from pipeline.store import Entry
from pipeline.text import analyse


class BagEncoder:
    """Texts that share stems are near: each stem adds a pseudo-random direction."""

    def __init__(self, name: str = "bag", dimension: int = 32) -> None:
        self.name = name
        self.revision = "1"
        self.dimension = dimension
        self.prompts: Mapping[str, str] = {}
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self._row(text) for text in texts])

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded.extend(texts)
        return self.encode_queries(texts)

    def _row(self, text: str) -> NDArray[np.float32]:
        row = np.full(self.dimension, 1e-3, np.float32)
        for term in analyse(text):
            seed = np.random.default_rng(zlib.crc32(term.term.encode()))
            row += seed.standard_normal(self.dimension).astype(np.float32)
        return (row / np.linalg.norm(row)).astype(np.float32)


def measure(statement: str, document: str = "plan.pdf", **fields: object) -> Measure:
    """A measure with what the test says and plain values for the rest."""
    values: dict[str, object] = {
        "kind": UnitKind.MEASURE,
        "label": None,
        "printed": statement,
        "path": (),
        "page": 1,
        "span": Span(0, len(statement)),
    }
    return Measure(document=document, statement=statement, **(values | fields))  # type: ignore[arg-type]


def entry(
    measures: Sequence[Measure], document: str = "plan.pdf", facts: Facts | None = None
) -> Entry:
    """A document of one page that holds these measures."""
    text = "\n".join(m.statement for m in measures)
    page = Page(1, 595.0, 842.0, Span(0, len(text)))
    block = Block(Span(0, len(text)), BlockKind.PARAGRAPH, 1, Box(1.0, 2.0, 3.0, 4.0))
    plan = Plan(document, text, (page,), (block,), facts or Facts())
    embedded = [embedded_text(m) for m in measures]
    return Entry(plan, measures, embedded, "digest", "versions", facts or Facts(), "2026-01-01")


VELO = measure(
    "Aménager des pistes cyclables sécurisées",
    label="2.1.3",
    path=("Mobilité", "Le vélo au quotidien"),
)
BENEVOLES = measure("Encourager le bénévolat des jeunes", label="MOB-03", path=("Vie associative",))
LOGEMENT = measure(
    "Construire des logements abordables", "ville.pdf", details=("avec les coopératives",), page=4
)
PASSAGE = measure("Le bénévolat tient la ville debout", "ville.pdf", kind=UnitKind.PASSAGE)


def build(index: Path, encoder: BagEncoder | None = None) -> BagEncoder:
    """An index of two plans: four units."""
    encoder = encoder or BagEncoder()
    with where(index).write(identity(encoder)) as writer:
        writer.put(entry([VELO, BENEVOLES], facts=Facts(title="Plan région", period="2022-2024")))
        city = Facts(title="Plan de la ville", issuer="Ville d’Érable", period="2025-2030")
        writer.put(entry([LOGEMENT, PASSAGE], "ville.pdf", city))
        writer.commit(encoder.encode_documents)
    return encoder
