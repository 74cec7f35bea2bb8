"""What the API answers, as programs read it: the records of exports, in typed models."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

from pipeline.export import measure_record
from pipeline.export.listed import plan_record
from pipeline.export.records import hit_record
from pipeline.models import Hit, Measure, UnitKind
from pipeline.store import DocumentRow, RunRow
from pipeline.web.listing import Listing
from pipeline.web.place import Place
from pipeline.web.plans import HowRead

if TYPE_CHECKING:
    from pipeline.themes import Theme, Themes


class Format(StrEnum):
    """The formats of an export."""

    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    XLSX = "xlsx"


class AmountModel(BaseModel):
    """Money for a measure; of a range the upper end."""

    amount: float
    currency: str = Field(description="ISO 4217")
    from_: int | None = Field(alias="from", description="first year")
    to: int | None = Field(description="last year")
    per_year: bool
    level: str = Field(description="« measure », or the heading for which it is stated")


class FactModel(BaseModel):
    """What a document states about a measure, and where in its text."""

    field: str
    text: str
    start: int
    end: int


class MeasureModel(BaseModel):
    """One unit of a plan."""

    id: str = Field(description="stays the same as long as the measure does")
    document: str = Field(description="id of its document")
    plan: str = Field(description="title of its plan")
    kind: UnitKind
    label: str | None
    statement: str = Field(description="what will be done")
    printed: str = Field(description="the same as it stands on the page")
    path: list[str] = Field(description="headings above, outermost first")
    page: int | None
    span: tuple[int, int] = Field(description="characters of the text of the document")
    details: list[str]
    lead: str | None
    partners: list[str]
    deadline: str | None
    budget: str | None
    indicators: list[str]
    targets: list[str]
    status: str | None
    audience: str | None
    territory: str | None
    amounts: list[AmountModel]
    facts: list[FactModel]
    cues: list[str] = Field(description="the words that show a commitment")
    recognised: float | None = Field(description="0 to 1 for text read from a picture")

    @classmethod
    def of(cls, unit: Measure, plan: str) -> MeasureModel:
        """A measure with the title of its plan."""
        return cls.model_validate({**measure_record(unit), "plan": plan})


class Reason(BaseModel):
    """One word of the question that met one of the measure."""

    query: str
    found: str
    where: str = Field(description="statement, heading, details or title")
    how: str = Field(description="word, stem, sense or acronym")
    weight: float


class HitModel(MeasureModel):
    """A measure that answers a question."""

    rank: int
    score: float = Field(description="the sum of its parts")
    parts: dict[str, float]
    why: list[Reason]
    chance: float = Field(description="probability that it is relevant, 0 to 1")
    sureness: str = Field(description="sûre, probable or à vérifier")

    @classmethod
    def answering(cls, hit: Hit) -> HitModel:
        """A hit as the command line prints it."""
        return cls.model_validate(hit_record(hit))


class ValueModel(BaseModel):
    """A value of a filter, and how many of the list have it."""

    value: str
    label: str
    count: int
    chosen: bool


class FacetModel(BaseModel):
    """A filter with the values that a list has."""

    name: str
    values: list[ValueModel]


class ReadingModel(BaseModel):
    """How a question was read: pairs of what was typed and what was understood."""

    corrected: list[tuple[str, str]]
    acronyms: list[tuple[str, str]]


class SearchModel(BaseModel):
    """Answers to a question, best first."""

    snapshot: str = Field(description="the state of the index that was asked")
    total: int = Field(description="how many units are likely enough to answer")
    nothing: bool = Field(description="whether the collection probably holds no answer")
    recall: float = Field(description="estimated share of what is relevant that was found")
    recall_range: tuple[float, float] = Field(description="holds the true one 4 times in 5")
    reading: ReadingModel
    facets: list[FacetModel]
    results: list[HitModel]
    next: str | None = Field(description="cursor of the next page")

    @classmethod
    def of(cls, found: Listing, start: int, following: str | None) -> SearchModel:
        """A list that answers a question, from one of its hits on."""
        assert found.answer
        reading = found.answer.reading
        return cls(
            snapshot=found.snapshot,
            total=found.total,
            nothing=found.answer.nothing,
            recall=round(found.answer.recall, 3),
            recall_range=(round(found.answer.found.low, 3), round(found.answer.found.high, 3)),
            reading=ReadingModel(corrected=[*reading.corrected], acronyms=[*reading.expanded]),
            facets=facet_models(found),
            results=[HitModel.answering(hit) for hit in found.hits[start:]],
            next=following,
        )


class MeasuresModel(BaseModel):
    """Measures in the order of their plans."""

    snapshot: str
    total: int
    facets: list[FacetModel]
    results: list[MeasureModel]
    next: str | None = Field(description="cursor of the next page")


class SimilarModel(BaseModel):
    """A measure that is like another one."""

    score: float = Field(description="cosine of their vectors")
    measure: MeasureModel
    why: list[Reason]


class BoxModel(BaseModel):
    """A box on a page, in points from its top left; `part` is statement or details."""

    part: str
    x0: float
    top: float
    x1: float
    bottom: float


class SheetModel(BaseModel):
    """A page that a measure stands on."""

    number: int
    width: float
    height: float
    picture: str | None = Field(description="address of its picture (WebP)")
    boxes: list[BoxModel]


class LineModel(BaseModel):
    """A block of text; `part` is before, statement, details or after."""

    part: str
    text: str


class PlaceModel(BaseModel):
    """Where a measure stands in its document."""

    pages: list[SheetModel]
    passage: list[LineModel]

    @classmethod
    def of(cls, place: Place, addresses: dict[int, str]) -> PlaceModel:
        """A place, with the addresses of the pictures of pages that can be drawn."""
        sheets = [
            SheetModel(
                number=sheet.page.number,
                width=sheet.page.width,
                height=sheet.page.height,
                picture=addresses.get(sheet.page.number),
                boxes=[
                    BoxModel(
                        part=outline.part,
                        x0=outline.box.x0,
                        top=outline.box.top,
                        x1=outline.box.x1,
                        bottom=outline.box.bottom,
                    )
                    for outline in sheet.outlines
                ],
            )
            for sheet in place.sheets
        ]
        lines = [LineModel(part=line.part, text=line.text) for line in place.lines]
        return cls(pages=sheets, passage=lines)


class PlanModel(BaseModel):
    """A document of the collection and what is known of it."""

    document: str = Field(description="its id")
    title: str
    issuer: str | None
    period: str | None
    territory: str | None
    language: str | None
    address: str | None
    date: str | None
    edition: str | None
    invented: bool
    pages: int
    counts: dict[str, int] = Field(description="units by kind")
    indexed: str = Field(description="when it was read, ISO 8601")
    mended: bool = Field(description="whether its measures were corrected by hand")

    @classmethod
    def of(cls, row: DocumentRow) -> PlanModel:
        """A document of the index."""
        return cls.model_validate(_plan_record(row))


class HowReadModel(BaseModel):
    """How a document was read."""

    pages_without_measure: list[tuple[int, int]] = Field(description="runs, first and last page")
    blocks: int
    furniture: list[tuple[str, int]] = Field(description="lines set aside and how often they stand")
    contents: int = Field(description="lines of tables of contents")
    passages: int
    recognised: list[tuple[int, float]] = Field(description="pages read from a picture, how surely")
    failed: str | None = Field(description="why the last reading failed")


class PlanInFullModel(PlanModel):
    """A document, how it was read; its measures are at /measures?plan=…."""

    reading: HowReadModel

    @classmethod
    def reading_of(cls, row: DocumentRow, read: HowRead, failed: str | None) -> PlanInFullModel:
        """A document and how it was read."""
        reading = HowReadModel(
            pages_without_measure=[*read.bare],
            blocks=read.blocks,
            furniture=[*read.furniture],
            contents=read.contents,
            passages=read.passages,
            recognised=[*read.recognised],
            failed=failed,
        )
        return cls.model_validate({**_plan_record(row), "reading": reading})


class PlansModel(BaseModel):
    """Documents of the collection, by id."""

    snapshot: str
    total: int
    results: list[PlanModel]
    next: str | None = Field(description="cursor of the next page")


class RunModel(BaseModel):
    """A run of ingest; one that is not finished was interrupted, or is still at work."""

    started: str
    seconds: float
    counts: dict[str, int]
    failed: dict[str, str] = Field(description="reasons by document")
    finished: bool

    @classmethod
    def of(cls, run: RunRow) -> RunModel:
        """A run that the index remembers."""
        return cls(
            started=run.started,
            seconds=run.seconds,
            counts=dict(run.counts),
            failed=dict(run.failed),
            finished=run.finished,
        )


class PaceModel(BaseModel):
    """How far the run of ingest is that is at work."""

    since: str = Field(description="when it began (ISO 8601)")
    done: int = Field(description="documents that it is done with")
    total: int = Field(description="documents that are new or changed, or were moved")
    document: str = Field(description="the one that is being read; empty between them")


class CollectionModel(BaseModel):
    """What the index is."""

    snapshot: str
    documents: int
    counts: dict[str, int] = Field(description="units by kind")
    encoder: str
    revision: str
    dimension: int
    writing: bool = Field(description="whether a run of ingest is at work")
    progress: PaceModel | None = Field(description="how far it is, as far as that is known")
    runs: list[RunModel] = Field(description="the last ones, the latest first")


class ThemeModel(BaseModel):
    """A theme: measures that are near to each other, named by their own words."""

    id: str = Field(description="its label as an address has it")
    label: str
    size: int = Field(description="how many measures it has")
    share: float = Field(description="of all measures, 0 to 1")
    plans: dict[str, int] = Field(description="its measures by document, the most first")
    central: list[str] = Field(description="ids of measures that stand for it")

    @classmethod
    def of(cls, theme: Theme) -> ThemeModel:
        """A theme without its measures."""
        return cls.model_validate(_theme_record(theme))


class ThemeInFull(ThemeModel):
    """A theme with its measures."""

    measures: list[str] = Field(description="ids, the most central first")

    @classmethod
    def in_full(cls, theme: Theme) -> ThemeInFull:
        """A theme with its measures."""
        return cls.model_validate({**_theme_record(theme), "measures": list(theme.members)})


class ThemesModel(BaseModel):
    """The themes of the collection, the largest first."""

    snapshot: str
    total: int = Field(description="how many measures were looked at")
    themes: list[ThemeModel]
    without: dict[str, int] = Field(description="measures without a theme, by document")

    @classmethod
    def of(cls, themes: Themes, snapshot: str) -> ThemesModel:
        """The themes of a snapshot."""
        return cls(
            snapshot=snapshot,
            total=themes.total,
            themes=[ThemeModel.of(theme) for theme in themes.themes],
            without=dict(themes.rest),
        )


def _theme_record(theme: Theme) -> dict[str, Any]:
    return {
        "id": theme.id,
        "label": theme.label,
        "size": theme.size,
        "share": round(theme.share, 4),
        "plans": dict(theme.plans),
        "central": [one.id for one in theme.central],
    }


def facet_models(found: Listing) -> list[FacetModel]:
    """The facets of a list."""
    return [
        FacetModel(
            name=facet.name,
            values=[
                ValueModel(value=v.value, label=v.label, count=v.count, chosen=v.chosen)
                for v in facet.values
            ],
        )
        for facet in found.facets
    ]


def _plan_record(row: DocumentRow) -> dict[str, Any]:
    return {**plan_record(row), "title": row.title}
