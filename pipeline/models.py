"""The data model: a Plan of pages and blocks over one immutable text, and the Measures found in it.

Offsets (Span) always refer to `Plan.text`. Lengths on a page are PDF points (1/72 inch), with the
origin at the top left. Pages are counted from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"


class Role(StrEnum):
    """What cleaning made of a block. Only content blocks are segmented; nothing is cut away."""

    CONTENT = "content"
    FURNITURE = "furniture"  # running heads and feet, menus, page numbers
    CONTENTS = "contents"  # a line of a table of contents or of an index


class UnitKind(StrEnum):
    """What a unit of a plan is to its readers."""

    MEASURE = "measure"
    PROGRAMME = "programme"
    RECOMMENDATION = "recommendation"
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a plan's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the top left."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Style:
    """How a block looks: `size` in points (0 when unknown), `indent` in points or list levels."""

    size: float = 0.0
    bold: bool = False
    italic: bool = False
    colour: str | None = None
    indent: float = 0.0
    marker: str | None = None


@dataclass(frozen=True, slots=True)
class CellRef:
    """The place of a block in table number `table` of its document; rows and columns from 0."""

    table: int
    row: int
    column: int
    header: bool = False
    rows: int = 1  # that it takes, downwards
    columns: int = 1  # that it takes, to the right


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item or paragraph of a table cell, in reading order."""

    span: Span
    kind: BlockKind
    page: int | None = None
    box: Box | None = None
    style: Style = Style()
    level: int = 0  # heading level of HTML and Markdown (1 to 6), list depth of an item; 0 unknown
    cell: CellRef | None = None
    role: Role = Role.CONTENT
    continues: bool = False  # the end of the content block before it, cut by a page or column
    breaks: tuple[int, ...] = ()  # where in its text lines begin that were not merely wrapped


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the document and the part of the text that it holds.

    `confidence` (0 to 1) tells that its text was recognised in a picture, and how surely on the
    mean; `unread` that it is a picture of text that was not recognised.
    """

    number: int
    width: float
    height: float
    span: Span
    confidence: float | None = None
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a document as a whole; None where nothing says it.

    `period` is « 2023-2028 », « 2024 », « depuis 2023 » or « horizon 2030 »; `date` is ISO 8601,
    to the day, month or year that is stated; `edition` stands as printed (« 2e édition »).
    """

    title: str | None = None
    issuer: str | None = None
    period: str | None = None
    territory: str | None = None
    language: str | None = None
    address: str | None = None
    invented: bool = False
    date: str | None = None
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of itself outside its text, as it stands there; None where it is silent.

    `title` is the title of the window, with the name of the site; `published` a date in any form.
    """

    title: str | None = None
    author: str | None = None
    site: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A document as it was read: its text, pages and blocks. `document` is its corpus path."""

    document: str
    text: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    facts: Facts = Facts()
    metadata: Metadata = Metadata()

    def text_of(self, block: Block) -> str:
        """The text of a block."""
        return self.text[block.span.start : block.span.end]


@dataclass(frozen=True, slots=True)
class Fact:
    """What a document states about a measure: the name of the field, the text as printed."""

    field: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Amount:
    """Money for a measure, in units of `currency` (ISO 4217); of a range the upper end.

    `start` and `end` are the years that it covers, None where they are not printed. `level` is
    "measure", or the heading over the measures for which it is stated: sums count it once.
    """

    amount: float
    currency: str
    start: int | None = None
    end: int | None = None
    per_year: bool = False
    level: str = "measure"


@dataclass(frozen=True, slots=True)
class Measure:
    """One unit of a plan, as `mesures segment` prints it.

    `statement` is the sentence or title that says what will be done, `printed` the same as it
    stands on the page, `path` the headings above it, outermost first. Facts that the document does
    not state are None or empty; `stated` says where each of them stands. `recognised` (0 to 1) is
    how surely the text of its page was read from a picture; None where it was printed as text.
    `id` is given by the store; it is empty before that.
    """

    document: str
    kind: UnitKind
    label: str | None
    statement: str
    printed: str
    path: tuple[str, ...]
    page: int | None
    span: Span
    details: tuple[str, ...] = ()
    lead: str | None = None
    partners: tuple[str, ...] = ()
    deadline: str | None = None
    budget: str | None = None
    indicators: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    status: str | None = None
    audience: str | None = None
    territory: str | None = None
    amounts: tuple[Amount, ...] = ()
    stated: tuple[Fact, ...] = ()
    cues: tuple[str, ...] = ()
    recognised: float | None = None
    id: str = ""

    @property
    def spoken(self) -> tuple[str, ...]:
        """The facts that say who and what, for search: those that are no date, sum or state."""
        named = (self.lead, self.audience, self.territory)
        return (*filter(None, named), *self.partners, *self.indicators, *self.targets)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which measures a query may answer with; an empty field admits all. Values are folded.

    `plans` are parts of names, `documents` whole ids, as they are.
    """

    plans: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    kinds: tuple[UnitKind, ...] = ()
    leads: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question as typed, and how many answers are wanted.

    With `everything` these are all that are likely enough, up to `limit`.
    """

    text: str
    limit: int = 10
    filters: Filters = Filters()
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """One query word that met one word of the measure or of its headings, and how.

    `weight` is what that adds to the aligned part of the score.
    """

    query: str
    found: str
    where: str  # "statement", "heading", "details", "title"
    how: str  # "word", "stem", "sense", "acronym"
    weight: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Hit:
    """A measure that answers a query. `parts` holds the addends of `score` by signal name.

    `chance` is the probability that it is relevant, `sureness` what is said of it in French.
    """

    measure: Measure
    plan: str  # title of the plan, or its file name
    rank: int
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)
    why: tuple[Match, ...] = ()
    chance: float = 0.0
    sureness: str = ""


class Relation(StrEnum):
    """How two measures of different plans stand to each other."""

    SAME = "same"  # equal after folding
    REWORDED = "reworded"  # one commitment in other words
    BROADER = "broader"  # the first covers more than the second
    RELATED = "related"  # one subject, another commitment: no overlap


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two measures of different documents that say the same, or one of which covers the other.

    `score` is the calibrated probability that they do; `edition` tells that their documents are
    editions or renditions of one plan.
    """

    a: Measure
    b: Measure
    score: float
    relation: Relation
    edition: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact of two measures that is not the same; None or empty where a side does not state it."""

    name: str
    first: str | None
    second: str | None


class Fate(StrEnum):
    """What became of a measure; NEW for one that was not there."""

    KEPT = "kept"
    AMENDED = "amended"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    DROPPED = "dropped"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Became:
    """What became of measures of the old edition of a plan in the new one.

    `before` is empty for what is new, `after` for what was dropped; `axis` is the outermost heading
    in the new edition, in the old one for what was dropped. `moved` tells that what was amended
    stands under another heading, too. `likeness` (0 to 1) is how alike both sides are. `differs`
    are the facts that changed, of one measure and one.
    """

    fate: Fate
    before: tuple[Measure, ...]
    after: tuple[Measure, ...]
    axis: str
    moved: bool = False
    likeness: float = 0.0
    differs: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A measure of a family; `score` is its mean probability with those of other plans in it."""

    measure: Measure
    score: float


@dataclass(frozen=True, slots=True)
class Family:
    """Measures that say the same, or nearly. `members` are best first: the first stands for all.

    `id` is that of the measure that is in the collection for longest: it stays while that one does.
    `documents` are those of the members; editions and renditions of one plan are counted once in
    `plans`. `leads` are those stated, the most frequent first, each as most often printed. `under`
    are measures outside the family that are broader than one of it, likeliest first.
    """

    id: str
    label: str
    members: tuple[Member, ...]
    documents: tuple[str, ...]
    plans: int
    leads: tuple[str, ...]
    under: tuple[Measure, ...]

    @property
    def representative(self) -> Measure:
        """The measure that stands for the family."""
        return self.members[0].measure

    @property
    def size(self) -> int:
        """How many measures it has."""
        return len(self.members)

    @property
    def score(self) -> float:
        """The mean of the scores of its members."""
        return sum(member.score for member in self.members) / len(self.members)


@dataclass(frozen=True, slots=True)
class Head:
    """A row or column of a matrix: a plan by its document, or a theme; `total` is its measures."""

    id: str
    name: str
    total: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a row meets a column.

    `count` is the number of measures or pairs, `share` (0 to 1) the part of the measures of the row
    that is covered. `measures` are those of the row, `pairs` what they overlap with. Nothing can
    stand in a cell that is not `open`: a plan and itself, or another edition of it.
    """

    count: int = 0
    share: float = 0.0
    measures: tuple[Measure, ...] = ()
    pairs: tuple[Overlap, ...] = ()
    open: bool = True


@dataclass(frozen=True, slots=True)
class Matrix:
    """Plans by themes, or plans by plans; `cells` has one sequence a row, as `rows` has them.

    `least` is the probability from which pairs count.
    """

    name: str  # "themes" or "plans"
    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    cells: tuple[tuple[Cell, ...], ...]
    least: float = 0.0

    @property
    def blanks(self) -> int:
        """How many open cells hold nothing."""
        return sum(cell.open and not cell.count for row in self.cells for cell in row)
