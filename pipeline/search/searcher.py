"""Query to hits: lexical and dense signals, fused into a score that is the sum of named parts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.embed import Encoder, StaticEncoder
from pipeline.errors import EncoderError, UsageError
from pipeline.models import Hit, Measure, Query, UnitKind
from pipeline.search.explain import Explainer, Senses
from pipeline.store import EncoderIdentity, Reader
from pipeline.text import frame_free, question_terms, tokenise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# On the 33 development queries over the 26 plans of the collection, as segmented here, nDCG@10 was
# 0.516 with the dense signal alone, 0.579 with 0.2 of the lexical, 0.598 with 0.5, 0.595 with 1.
LEXICAL_WEIGHT = 0.5
DENSE_WEIGHT = 1.0
_LEAST_RARITY = 1e-6  # FTS5 gives this to words that are in more than half of the units
# Share of its score that a passage loses, so that what a plan commits to stands first. There are
# four passages for one measure; nDCG@10 was 0.569 with 0.3, 0.584 with 0.5, 0.598 with 0.7, 0.600
# with 0.8.
PASSAGE_DISCOUNT = 0.7
CANDIDATES = 1000  # of each signal: passages outnumber measures and must not crowd them out


def identity(encoder: Encoder) -> EncoderIdentity:
    """What the index remembers of an encoder."""
    prompts = dict(encoder.prompts)
    return EncoderIdentity(encoder.name, encoder.revision, encoder.dimension, prompts)


def embedded_text(measure: Measure) -> str:
    """The text that the vector of a measure is made of: its innermost heading and its statement."""
    return "\n".join((*measure.path[-1:], measure.statement))


class Searcher:
    """Answers queries from one index with one encoder."""

    def __init__(self, reader: Reader, encoder: Encoder) -> None:
        """Raises EncoderError when the index was built with another encoder."""
        _check_encoder(reader, encoder)
        self._reader = reader
        self._encoder = encoder
        self._senses = Senses(encoder) if isinstance(encoder, StaticEncoder) else None

    def search(self, query: Query) -> list[Hit]:
        """The measures that answer a query, best first, at most `query.limit`.

        Raises UsageError for a query without any word.
        """
        return self.search_many([query])[0]

    def search_many(self, queries: Iterable[Query]) -> list[list[Hit]]:
        """The answers to each query, all from one state of the index."""
        asked = list(queries)
        for query in asked:
            check_question(query.text)
        if not asked:
            return []
        rows = self._encoder.encode_queries([frame_free(query.text) for query in asked])
        with self._reader.snapshot():
            _check_encoder(self._reader, self._encoder)  # a run may have changed it since
            titles = {row.document: row.title for row in self._reader.documents()}
            return [
                self._answer(query, row, titles) for query, row in zip(asked, rows, strict=True)
            ]

    def _weight(self, terms: Sequence[str]) -> float:
        """What a question weighs: the BM25 rarity of its words, those found nowhere included."""
        held, units = self._reader.frequencies(terms)
        rarity = (math.log((units - count + 0.5) / (count + 0.5)) for count in held.values())
        return sum(max(_LEAST_RARITY, weight) for weight in rarity)

    def _answer(
        self, query: Query, vector: NDArray[np.float32], titles: Mapping[str, str]
    ) -> list[Hit]:
        reader, vectors = self._reader, self._reader.vectors()
        among = reader.admitted(query.filters)
        terms = question_terms(query.text)
        wanted = max(CANDIDATES, query.limit)
        lexical = reader.lexical([term.term for term in terms], wanted, among)
        dense = vectors.search(vector, wanted, among)
        rest = [row for row in lexical if row not in dense]
        dense |= vectors.search(vector, len(rest), rest)
        kinds = reader.kinds([*dense])
        whole = self._weight([term.term for term in terms])
        scored = [
            (row, _parts(kinds[row], lexical.get(row, 0.0), whole, cosine))
            for row, cosine in dense.items()
            if row in kinds
        ]
        scored = [item for item in scored if sum(item[1].values()) > 0]
        scored.sort(key=lambda item: (-sum(item[1].values()), item[0]))
        shown = scored[: query.limit]
        measures = reader.measures([row for row, _ in shown])
        explainer = Explainer(query.text, terms, self._senses)
        return [
            Hit(
                measure=(measure := measures[row]),
                plan=titles[measure.document],
                rank=rank,
                score=sum(parts.values()),
                parts=parts,
                why=explainer.matches(measure, titles[measure.document]),
            )
            for rank, (row, parts) in enumerate(shown, start=1)
        ]


def check_question(text: str) -> None:
    """Raise UsageError for a question without any word."""
    if not text.strip():
        raise UsageError("the query is empty; ask something")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError("the query is not UTF-8 text; type it again") from error
    if not tokenise(text):
        raise UsageError(f"la question «\u00a0{text.strip()}\u00a0» ne contient aucun mot")


def _check_encoder(reader: Reader, encoder: Encoder) -> None:
    built = reader.encoder
    if identity(encoder).to_json() == built.to_json():
        return
    if built.name == encoder.name and built.revision != encoder.revision:
        raise EncoderError(
            f"{reader.index} was built with revision {built.revision} of encoder {built.name}, "
            f"which is now {encoder.revision}; run `mesures ingest` to encode it again"
        )
    raise EncoderError(
        f"{reader.index} was built with encoder {built.name}, not {encoder.name}; search with "
        f"--encoder {built.name}, or run `mesures ingest --encoder {encoder.name}`"
    )


def _parts(kind: UnitKind, bm25: float, whole: float, cosine: float) -> dict[str, float]:
    """The addends of a score.

    BM25 has no upper bound, so it counts as a share of what the `whole` question weighs: one word
    of three does not make an answer. A cosine below zero says no more than zero.
    """
    parts = {
        "lexical": LEXICAL_WEIGHT * bm25 / whole if whole else 0.0,
        "dense": DENSE_WEIGHT * max(0.0, cosine),
    }
    if kind is UnitKind.PASSAGE:
        parts["passage"] = -PASSAGE_DISCOUNT * sum(parts.values())
    return parts
