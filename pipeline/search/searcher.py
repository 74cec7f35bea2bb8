"""Query to hits: lexical, dense and aligned signals, fused into a sum of named parts."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from pipeline.embed import Encoder, StaticEncoder, load_encoder
from pipeline.errors import EncoderError, UsageError
from pipeline.models import Hit, Measure, Query
from pipeline.search.aligned import Alignment
from pipeline.search.confidence import ANSWERED, CUT, Recall, chance, nothing, recall, sureness
from pipeline.search.explain import explained
from pipeline.search.question import Question, understand
from pipeline.search.scoring import ALIGNED_WEIGHT, Candidate, fed_back, weight
from pipeline.search.wording import Reading, read
from pipeline.store import EncoderIdentity, MeasureIndex, Words
from pipeline.text import analyse, tokenise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CANDIDATES = 1000  # of each signal: passages outnumber measures and must not crowd them out
ALIGNED = 400  # of the candidates: the best of both signals together


def identity(encoder: Encoder) -> EncoderIdentity:
    """What the index remembers of an encoder."""
    prompts = dict(encoder.prompts)
    return EncoderIdentity(encoder.name, encoder.revision, encoder.dimension, prompts)


def embedded_text(measure: Measure) -> str:
    """The text that the vector of a measure is made of: its innermost heading and its statement."""
    return "\n".join((*measure.path[-1:], measure.statement))


def words(encoder: Encoder) -> Words:
    """What makes the vectors of single words: `encoder` if it is static, else the shipped one."""
    static = encoder if isinstance(encoder, StaticEncoder) else load_encoder()
    return Words(f"{static.name} {static.revision}", static.encode_documents)


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of a query, best first, and how the query was read.

    `nothing` when the collection probably holds no answer; `found` estimates which share of what
    is relevant in it the hits are. `likely` are the rows of all that is likely enough, best first.
    """

    hits: list[Hit]
    reading: Reading
    nothing: bool
    found: Recall
    likely: tuple[int, ...] = ()

    @property
    def recall(self) -> float:
        """The estimated share of what is relevant that the hits are."""
        return self.found.share


class Searcher:
    """Answers queries from one index with one encoder."""

    def __init__(self, reader: MeasureIndex, encoder: Encoder) -> None:
        """Raises EncoderError when the index was built with another encoder."""
        _check_encoder(reader, encoder)
        self._reader = reader
        self._encoder = encoder
        self._words: Words | None = None

    def search(self, query: Query) -> list[Hit]:
        """The measures that answer a query, best first, at most `query.limit`.

        Raises UsageError for a query without any word.
        """
        return self.search_many([query])[0]

    def search_many(self, queries: Iterable[Query]) -> list[list[Hit]]:
        """The answers to each query, all from one state of the index."""
        return [answer.hits for answer in self.answers(queries)]

    def answers(self, queries: Iterable[Query]) -> list[Answer]:
        """The answers to each query and how it was read, all from one state of the index."""
        asked = list(queries)
        for query in asked:
            check_question(query.text)
        if not asked:
            return []
        with self._reader.snapshot():
            _check_encoder(self._reader, self._encoder)  # a run may have changed it since
            read = [self._read(query) for query in asked]
            rows = self._encoder.encode_queries([question.text for question, _ in read])
            return [
                self._answer(query, question, reading, row)
                for query, (question, reading), row in zip(asked, read, rows, strict=True)
            ]

    def _read(self, query: Query) -> tuple[Question, Reading]:
        question = understand(query.text, query.filters)
        held, _ = self._reader.frequencies(question.stems)
        return read(question, self._reader.lexicon, lambda stem: held[stem] > 0, self._known)

    def _known(self, word: str) -> bool:
        """Whether the encoder has a vector of its own for a word: then it is no typing error."""
        encoder = self._encoder
        return isinstance(encoder, StaticEncoder) and len(encoder.token_ids(word)) == 1

    def _among(self, question: Question) -> Sequence[int] | None:
        """The rows that may answer, ascending; None when all may."""
        lexicon, among = self._reader.lexicon, self._reader.admitted(question.filters)
        if not (question.phrases or question.excluded):
            return among
        import numpy as np

        kept = self._reader.vectors().ids if among is None else np.asarray(among, np.int64)
        for phrase in question.phrases:
            kept = kept[np.isin(kept, [*lexicon.holding([phrase])])]
        # An array is a sequence of numbers in all but name.
        return cast("Sequence[int]", kept[~np.isin(kept, [*lexicon.holding(question.excluded)])])

    def _answer(
        self,
        query: Query,
        question: Question,
        reading: Reading,
        vector: NDArray[np.float32],
    ) -> Answer:
        reader = self._reader
        found = self._candidates(question, max(CANDIDATES, query.limit), vector)
        # Of equals the first in `found`, by document and place: rows hang on what came first.
        near = heapq.nsmallest(
            max(ALIGNED, 2 * query.limit), found, key=lambda row: -found[row].score
        )
        alignment = Alignment(reader, question.words, near, self._word_encoder())
        aligned, named = alignment.scores(), self._named(question.label, near)
        met = {
            row: Candidate(one.kind, one.lexical, one.cosine, aligned.get(row, 0.0), row in named)
            for row, one in ((row, found[row]) for row in near)
        }
        met = {row: candidate for row, candidate in met.items() if candidate.score > 0}
        met, length = fed_back(met, vector, reader.vectors())
        scored = {row: candidate.parts(length) for row, candidate in met.items()}
        order = sorted(scored, key=lambda row: -sum(scored[row].values()))
        whole = {row: alignment.whole(row) for row in order}
        chances = {row: chance(scored[row], whole[row]) for row in order}
        given = {row: chance(scored[row], whole[row], ANSWERED) for row in order}
        likely = tuple(row for row in order if given[row] >= CUT)
        shown: Sequence[int] = likely if query.everything else order
        measures = reader.measures(shown[: query.limit])
        titles = reader.titles({measure.document for measure in measures.values()})
        hits = []
        for rank, (row, measure) in enumerate(_in_order(measures, shown), start=1):
            addends, title = scored[row], titles[measure.document]
            why = explained(alignment.meetings(row), measure, title, ALIGNED_WEIGHT)
            total, sure = sum(addends.values()), sureness(chances[row])
            hits.append(Hit(measure, title, rank, total, addends, why, chances[row], sure))
        returned = [given[row] for row in shown[: query.limit]]
        share = recall([*given.values()], returned)
        return Answer(hits, reading, nothing([*chances.values()]), share, likely)

    def _candidates(
        self, question: Question, wanted: int, vector: NDArray[np.float32]
    ) -> dict[int, Candidate]:
        """What the lexical and the dense signal find, by row."""
        reader, vectors = self._reader, self._reader.vectors()
        among = self._among(question)
        runs = [" ".join(run) for word in question.words for run in word.also]
        lexical = reader.lexical([*question.stems, *runs], wanted, among)
        dense = vectors.search(vector, wanted, among)
        rest = [row for row in lexical if row not in dense]
        dense |= vectors.search(vector, len(rest), rest)
        whole = weight(reader, question.stems)
        shares = {row: bm25 / whole if whole else 0.0 for row, bm25 in lexical.items()}
        return {
            row: Candidate(kind, shares.get(row, 0.0), dense[row])
            for row, kind in reader.kinds([*dense]).items()
        }

    def _named(self, label: frozenset[str], rows: Sequence[int]) -> set[int]:
        """The rows whose label the question names: all its stems, a code or number among them."""
        if not label:
            return set()
        labels = {row: measure.label for row, measure in self._reader.measures(rows).items()}
        runs = {row: {term.term for term in analyse(text)} for row, text in labels.items() if text}
        return {row for row, stems in runs.items() if stems and stems <= label}

    def _word_encoder(self) -> Words | None:
        """What makes vectors of the question's words; None where the index has none like them."""
        if self._words is None:
            self._words = words(self._encoder)
        return self._words if self._reader.meta.get("words") == self._words.name else None


def check_question(text: str) -> None:
    """Raise UsageError for a question without any word."""
    if not text.strip():
        raise UsageError("the query is empty; ask something")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError("the query is not UTF-8 text; type it again") from error
    if not tokenise(text):
        raise UsageError("the question « {text} » holds no word", text=text.strip())


def _in_order(measures: Mapping[int, Measure], rows: Sequence[int]) -> list[tuple[int, Measure]]:
    return [(row, measures[row]) for row in rows if row in measures]


def _check_encoder(reader: MeasureIndex, encoder: Encoder) -> None:
    built = reader.encoder
    if identity(encoder).to_json() == built.to_json():
        return
    if built.name == encoder.name and built.revision != encoder.revision:
        raise EncoderError(
            "{index} was built with revision {revision} of encoder {name}, which "
            "is now {now}; run `mesures ingest` to encode it again",
            index=reader.index,
            revision=built.revision,
            name=built.name,
            now=encoder.revision,
        )
    raise EncoderError(
        "{index} was built with encoder {name}, not {other}; search with "
        "--encoder {name}, or run `mesures ingest --encoder {other}`",
        index=reader.index,
        name=built.name,
        other=encoder.name,
    )
