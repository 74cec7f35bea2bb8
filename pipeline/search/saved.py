"""What is new, changed or gone among the answers to saved questions, since they were last told.

An answer is what the calibrated cut-off of `--all` lets through, never a rank: what comes above it
does not push it out. It must have that chance also where the collection may hold no answer. The
chance of a measure moves a little, still, when other documents change the rarity of words, so a
change is told only where a measure changed: one that says what it said stays an answer, and becomes
one when it is *probable*, well past the cut (figures: benchmarks/saved_questions.py). Passages are
no measures, and answer only if they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.embed import Encoder
from pipeline.models import Hit, Measure, Query, UnitKind
from pipeline.search.confidence import CUT, PROBABLE
from pipeline.search.searcher import Searcher, embedded_text
from pipeline.search.snapshot import ranking, snapshot_id
from pipeline.settings import LARGEST
from pipeline.store import MeasureIndex
from pipeline.store.contents import canonical_hash
from pipeline.store.rows import vector_key
from pipeline.text import fold
from pipeline.version import __version__
from pipeline.workspace.questions import WORDING, Answered, Baseline, Known, Question, now

# What a measure says. Its page and headings move with what is put before it.
SAID = (
    *("kind", "label", "statement", "details", "lead", "partners", "deadline", "budget"),
    *("indicators", "targets", "status", "audience", "territory"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to tell of a measure.

    `what` is "new", "changed" or "gone"; `why` tells of what is gone: "document" left the index,
    "measure" left its document, or it stands there, changed, and is no "answer" any more. `cause`
    is "document" where its file is new or changed, "correction" where its measures were mended by
    hand or plans.toml was, "reading" where another version of mesures read the same file
    otherwise, "collection" where other documents made it an answer. `fields` is the measure as it
    is, or was if it is gone; `before` has those fields that changed, as they were.
    """

    what: str
    id: str
    cause: str
    fields: Mapping[str, Any]
    before: Mapping[str, Any] | None = None
    why: str = ""
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The changes of one saved question.

    `remade` names what answers were made by that is another now: "encoder", "version", "ranking".
    `baseline` is what to compare with when this was told.
    """

    question: Question
    changes: tuple[Change, ...]
    remade: tuple[str, ...]
    answers: int
    baseline: Baseline


@dataclass(frozen=True, slots=True)
class _State:
    """The index at hand, as a baseline keeps it."""

    snapshot: str
    generation: int
    run: str
    made: Mapping[str, str]
    documents: Mapping[str, Known]


def first(reader: MeasureIndex, encoder: Encoder, question: Question) -> Baseline:
    """What answers a question that was never told. Raises UsageError for one without words."""
    return tell(reader, encoder, [question])[0].baseline


def tell(reader: MeasureIndex, encoder: Encoder, questions: Sequence[Question]) -> list[Told]:
    """What changed for each question; one without a baseline gets one, and tells nothing."""
    queries = [Query(one.question, LARGEST, one.filters, everything=True) for one in questions]
    searcher = Searcher(reader, encoder)
    while True:  # until a run of ingest does not come in between
        answers = searcher.answers(queries)
        generation = reader.generation
        with reader.snapshot():
            if reader.generation == generation:
                state = _state(reader)
                return [
                    _told(reader, state, question, _measures(question, answer.hits))
                    for question, answer in zip(questions, answers, strict=True)
                ]


def _measures(question: Question, hits: Sequence[Hit]) -> dict[str, Hit]:
    passages = UnitKind.PASSAGE in question.filters.kinds
    return {
        hit.measure.id: hit
        for hit in hits
        if hit.chance >= CUT and (passages or hit.measure.kind is not UnitKind.PASSAGE)
    }


def _state(reader: MeasureIndex) -> _State:
    known, run, meta, wordings = (reader.known(), reader.last_run(), reader.meta, reader.wordings())
    return _State(
        snapshot_id(reader),
        reader.generation,
        run.started if run else "",
        {
            "encoder": f"{reader.encoder.name} {reader.encoder.revision}",
            "version": f"{__version__} (schema {meta['schema']}, text {meta['text']})",
            "ranking": canonical_hash(ranking())[:16],
        },
        {
            one.document: Known(
                one.digest,
                one.content,
                known[one.document].versions,
                "".join(sorted(wordings.get(one.document, ()))),
            )
            for one in reader.fingerprints()
        },
    )


def _told(reader: MeasureIndex, state: _State, question: Question, hits: dict[str, Hit]) -> Told:
    before = question.baseline
    answers = {id_: Answered(_fields(hit.measure, hit.plan)) for id_, hit in hits.items()}
    changes: list[Change] = []
    remade: tuple[str, ...] = ()
    if before:
        remade = tuple(name for name in state.made if before.made.get(name) != state.made[name])
        comparison = _Comparison(reader, state, before, hits, answers, bool(remade))
        changes = sorted(comparison.changes(), key=_order)
    baseline = Baseline(
        now(), state.snapshot, state.generation, state.run, state.made, state.documents, answers
    )
    return Told(question, tuple(changes), remade, len(hits), baseline)


def _order(change: Change) -> tuple[int, float, str, str]:
    rank = ("new", "changed", "gone").index(change.what)
    return rank, -(change.chance or 0.0), change.fields["document"], change.id


class _Comparison:
    """One question's answers against its baseline; `answers` becomes the next baseline."""

    def __init__(
        self,
        reader: MeasureIndex,
        state: _State,
        before: Baseline,
        hits: Mapping[str, Hit],
        answers: dict[str, Answered],
        remade: bool,
    ) -> None:
        self._reader = reader
        self._documents = state.documents
        self._before = before
        self._held = {one.same for one in before.documents.values()}
        self._hits = hits
        self._answers = answers
        self._remade = remade

    def changes(self) -> Iterator[Change]:
        known: set[str] = set()
        for id_, was in self._before.answers.items():
            unit = self._unit(id_, was.fields, known)
            if unit is None:
                if was.told:
                    yield self._gone(id_, was.fields)
                continue
            known.add(unit.id)
            yield from self._kept(unit, was)
        for id_, hit in self._hits.items():
            if id_ not in known:
                stood = self._stood(hit.measure)
                yield from self._new(hit, "" if stood else self._cause(hit.measure.document))

    def _kept(self, unit: Measure, was: Answered) -> Iterator[Change]:
        """What to tell of a measure of the baseline that is still there."""
        hit = self._hits.get(unit.id)
        fields = _fields(unit, hit.plan if hit else was.fields["plan"])
        changed = {
            name: was.fields.get(name) for name in SAID if was.fields.get(name) != fields[name]
        }
        cause = self._cause(unit.document)
        if not was.told:
            if hit:
                yield from self._new(hit, cause if changed else "")
        elif hit and changed:
            yield Change("changed", unit.id, cause, fields, changed, chance=hit.chance)
        elif changed:
            yield Change("gone", unit.id, cause, fields, changed, why="answer")
        elif not (hit or self._remade):  # it says what it said: others moved the cut
            self._answers[unit.id] = Answered(fields)

    def _stood(self, measure: Measure) -> bool:
        """Whether its document said the same before, and it did not answer."""
        before = self._before.documents.get(measure.document)
        key = vector_key(embedded_text(measure))[:WORDING]
        return before is not None and key in before.keys

    def _new(self, hit: Hit, cause: str) -> Iterator[Change]:
        """What to tell of a measure that answers and that nobody was told of.

        `cause` is empty for one that says what it said.
        """
        measure = hit.measure
        fields = self._answers[measure.id].fields
        if cause:
            yield Change("new", measure.id, cause, fields, chance=hit.chance)
        elif hit.chance >= PROBABLE and not self._remade:
            yield Change("new", measure.id, "collection", fields, chance=hit.chance)
        elif not self._remade:
            self._answers[measure.id] = Answered(fields, told=False)

    def _gone(self, id_: str, fields: Mapping[str, Any]) -> Change:
        there = fields["document"] in self._documents
        cause = self._cause(fields["document"]) if there else "document"
        return Change("gone", id_, cause, fields, why="measure" if there else "document")

    def _unit(self, id_: str, fields: Mapping[str, Any], known: set[str]) -> Measure | None:
        """The measure of this id, or what says the same in its place: a rebuild gives other ids."""
        if found := self._reader.with_id(id_):
            return found[0]
        said = (fields["label"], fold(fields["statement"]))
        for unit in self._reader.units(fields["document"]):
            taken = unit.id in known or unit.id in self._before.answers
            if (unit.label, fold(unit.statement)) == said and not taken:
                return unit
        return None

    def _cause(self, document: str) -> str:
        """Why what stands in a document may be another than it was; empty where it is not."""
        before, here = self._before.documents.get(document), self._documents[document]
        if here.same in self._held or (before and before.content == here.content):
            return ""  # under the same name or another
        if before is None or before.digest != here.digest:
            return "document"
        return "correction" if before.versions == here.versions else "reading"


def _fields(measure: Measure, plan: str) -> dict[str, Any]:
    """What a baseline keeps of a measure, as values of JSON."""
    said: dict[str, Any] = {}
    for name in SAID:
        value = getattr(measure, name)
        said[name] = list(value) if isinstance(value, tuple) else value
    said["kind"] = measure.kind.value
    place = {"document": measure.document, "plan": plan, "page": measure.page}
    return {**place, **said, "path": list(measure.path)}
