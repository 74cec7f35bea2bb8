"""What the API answers about pairs, families, coverage and editions, in typed models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from pipeline.edits import word_changes
from pipeline.models import Became, Fate, Relation
from pipeline.web.deciding import LONGEST_NAME, LONGEST_NOTE, Choice
from pipeline.web.paired import Shown
from pipeline.web.schemas import MeasureModel, PlanModel
from pipeline.workspace.reviews import Verdict
from pipeline.workspace.wording import plan_said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.models import Cell, Difference, Family, Head
    from pipeline.overlap import Meeting
    from pipeline.workspace import Decision


class DecisionModel(BaseModel):
    """What a person said of a pair; the last decision about it counts."""

    number: int
    verdict: Verdict
    relation: Relation | None = Field(description="null: nothing in common")
    a: str = Field(description="id of the measure that covers more, with `broader`")
    b: str
    author: str
    date: str = Field(description="ISO 8601")
    note: str
    found: Relation | None = Field(description="what was found before")
    score: float | None = Field(description="its probability then")

    @classmethod
    def of(cls, one: Decision) -> DecisionModel:
        """A decision that is kept."""
        return cls(
            number=one.number,
            verdict=one.verdict,
            relation=one.relation,
            a=one.a.id,
            b=one.b.id,
            author=one.author,
            date=one.date,
            note=one.note,
            found=one.found,
            score=one.score,
        )


class DecidingModel(BaseModel):
    """A decision to keep; `a` and `b` are those of the address."""

    choice: Choice
    author: str = Field(min_length=1, max_length=LONGEST_NAME)
    note: str = Field(default="", max_length=LONGEST_NOTE)
    seen: int | None = Field(
        default=None, ge=0, description="number of the last decision that was seen, 0 for none"
    )


class WordsModel(BaseModel):
    """Two words that meet; nearness is 1 for words of one stem, else the cosine of vectors."""

    a: str
    b: str
    nearness: float

    @classmethod
    def of(cls, one: Meeting) -> WordsModel:
        """Words that meet."""
        return cls(a=one.first, b=one.second, nearness=round(one.nearness, 3))


class ContrastModel(BaseModel):
    """What only one side states, or both otherwise."""

    name: str
    a: str | None
    b: str | None

    @classmethod
    def of(cls, one: Difference) -> ContrastModel:
        """A contrast."""
        return cls(name=one.name, a=one.first, b=one.second)


class PairModel(BaseModel):
    """Two measures that overlap, as people decided, else as found."""

    a: MeasureModel
    b: MeasureModel
    score: float = Field(description="probability that they overlap; 1 and 0 where it was decided")
    relation: Relation = Field(description="with `broader`, a covers more than b")
    edition: bool = Field(description="whether their plans are editions of one")
    rejected: bool
    found: float | None = Field(description="the probability that was found; null: none was")
    changed: list[str] = Field(description="sides that say something else than when decided")
    gone: list[str] = Field(description="sides that are in no document any more")
    decision: DecisionModel | None
    words: list[WordsModel] = Field(description="words that meet")
    only_a: list[str]
    only_b: list[str]
    differs: list[ContrastModel]

    @classmethod
    def of(cls, shown: Shown, titles: Mapping[str, str]) -> PairModel:
        """A pair with its words side by side."""
        pair, words = shown.pair, shown.beside
        measures = (pair.overlap.a, pair.overlap.b)
        a, b = (
            MeasureModel.of(one, plan_said(pair, place, titles))
            for place, one in enumerate(measures)
        )
        return cls(
            a=a,
            b=b,
            score=round(pair.overlap.score, 6),
            relation=pair.overlap.relation,
            edition=pair.overlap.edition,
            rejected=pair.rejected,
            found=round(pair.machine.score, 6) if pair.machine else None,
            changed=_sides(pair.changed),
            gone=_sides(pair.gone),
            decision=DecisionModel.of(pair.decision) if pair.decision else None,
            words=[WordsModel.of(one) for one in words.met],
            only_a=[*words.only[0]],
            only_b=[*words.only[1]],
            differs=[ContrastModel.of(one) for one in words.differs],
        )


class OverlapsModel(BaseModel):
    """Pairs, the likeliest first; of a queue, the least certain first."""

    snapshot: str
    total: int
    results: list[PairModel]
    next: str | None = Field(description="cursor of the next page")


class ComparedModel(BaseModel):
    """Any two measures side by side, found as a pair or not."""

    snapshot: str
    a: MeasureModel
    b: MeasureModel
    pair: PairModel | None = Field(description="null: neither found nor decided about")
    words: list[WordsModel]
    only_a: list[str]
    only_b: list[str]
    differs: list[ContrastModel]
    edits: list[tuple[str, str]] = Field(
        description="from a to b, word by word: same, removed or added, and the words"
    )
    decisions: list[DecisionModel] = Field(description="about this pair, the latest first")


class FamilyModel(BaseModel):
    """Measures of several plans that say the same, or nearly."""

    id: str
    label: str
    size: int
    plans: int = Field(description="how many; editions of one plan count once")
    score: float = Field(description="mean probability of its pairs")
    documents: list[str]
    leads: list[str]
    measures: list[str] = Field(description="ids, the one that stands for all first")
    under: list[str] = Field(description="ids of broader measures outside of it")

    @classmethod
    def of(cls, one: Family) -> FamilyModel:
        """A family."""
        return cls(
            id=one.id,
            label=one.label,
            size=one.size,
            plans=one.plans,
            score=round(one.score, 4),
            documents=[*one.documents],
            leads=[*one.leads],
            measures=[member.measure.id for member in one.members],
            under=[measure.id for measure in one.under],
        )


class FamiliesModel(BaseModel):
    """Families, those of most plans first."""

    snapshot: str
    total: int
    results: list[FamilyModel]
    next: str | None = Field(description="cursor of the next page")


class CellModel(BaseModel):
    """A cell of a matrix, blank ones included."""

    column: str = Field(description="id of a document or theme; empty: of no theme")
    name: str
    count: int = Field(description="measures, or pairs that overlap")
    share: float = Field(description="of the measures of the row, 0 to 1")
    open: bool = Field(description="false: a plan and itself, or another edition of it")
    measures: list[str] = Field(description="ids of the measures of the row")
    pairs: list[tuple[str, str]] = Field(description="ids of both measures")

    @classmethod
    def of(cls, cell: Cell, column: Head) -> CellModel:
        """A cell below a column."""
        return cls(
            column=column.id,
            name=column.name,
            count=cell.count,
            share=round(cell.share, 4),
            open=cell.open,
            measures=[one.id for one in cell.measures],
            pairs=[(pair.a.id, pair.b.id) for pair in cell.pairs],
        )


class RowModel(BaseModel):
    """A plan and what it covers."""

    document: str
    plan: str
    total: int = Field(description="its measures")
    cells: list[CellModel]


class CoverageModel(BaseModel):
    """Rows of a matrix, by the names of plans."""

    snapshot: str
    total: int = Field(description="how many rows there are")
    results: list[RowModel]
    next: str | None = Field(description="cursor of the next page")


class EditionsModel(BaseModel):
    """The plans of which the collection holds several editions, each with these, in order."""

    snapshot: str
    plans: list[list[PlanModel]]


class ChangeModel(BaseModel):
    """What became of measures of the old edition; `before` is empty for new ones."""

    fate: Fate
    moved: bool
    likeness: float
    axis: str = Field(description="the outermost heading")
    before: list[MeasureModel]
    after: list[MeasureModel]
    words: list[tuple[str, str]] = Field(description="of one and one: same, removed, added")
    differs: list[ContrastModel]

    @classmethod
    def of(cls, one: Became, old: str, new: str) -> ChangeModel:
        """A change between two plans of these titles."""
        words = []
        if len(one.before) == len(one.after) == 1:
            pieces = word_changes(one.before[0].statement, one.after[0].statement)
            words = [(piece.edit.value, piece.text) for piece in pieces]
        return cls(
            fate=one.fate,
            moved=one.moved,
            likeness=round(one.likeness, 4),
            axis=one.axis,
            before=[MeasureModel.of(unit, old) for unit in one.before],
            after=[MeasureModel.of(unit, new) for unit in one.after],
            words=words,
            differs=[ContrastModel.of(each) for each in one.differs],
        )


class ComparisonModel(BaseModel):
    """Two editions of a plan, what was dropped first."""

    snapshot: str
    old: PlanModel
    new: PlanModel
    totals: dict[str, int] = Field(description="changes by fate")
    axes: dict[str, dict[str, int]] = Field(description="the same under each outermost heading")
    total: int = Field(description="how many changes are asked for")
    results: list[ChangeModel]
    next: str | None = Field(description="cursor of the next page")


def _sides(told: tuple[bool, bool]) -> list[str]:
    return [name for name, one in zip("ab", told, strict=True) if one]
