"""The API of pairs, decisions about them, families, coverage and editions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from pipeline.edits import word_changes
from pipeline.export.listed import (
    CHANGES,
    FAMILIES,
    change_record,
    change_rows,
    family_record,
    family_rows,
)
from pipeline.models import Fate, Relation
from pipeline.version import __version__
from pipeline.web import cursors
from pipeline.web.asked import read
from pipeline.web.collection import Collection
from pipeline.web.compared import ChangesAsked, Editions, axes, changes, groups
from pipeline.web.covering import Cut, Grid, plans_by_plans, plans_by_themes
from pipeline.web.deciding import Told, decide, history, pair_of, two_of
from pipeline.web.downloads import (
    decided_tag,
    sent,
    write_grid,
    write_listed,
    write_pairs,
)
from pipeline.web.families import chosen_families, family_of
from pipeline.web.found import document_of
from pipeline.web.overlap_schemas import (
    CellModel,
    ChangeModel,
    ComparedModel,
    ComparisonModel,
    ContrastModel,
    CoverageModel,
    DecidingModel,
    DecisionModel,
    EditionsModel,
    FamiliesModel,
    FamilyModel,
    OverlapsModel,
    PairModel,
    RowModel,
    WordsModel,
)
from pipeline.web.overlapping import Overlapping, Standing
from pipeline.web.paired import Shown, shown, theme_members, to_review
from pipeline.web.pairs import LEAST_SHOWN, REVIEWED, PairsAsked, chosen_pairs, read_pairs
from pipeline.web.problems import documented
from pipeline.web.queried import (
    FAULTS,
    FAULTS_OF_ONE,
    FILES,
    PAGE,
    Cursor,
    Id,
    Limit,
    Narrowed,
)
from pipeline.web.schemas import Format, MeasureModel, PlanModel
from pipeline.web.sessions import deciding
from pipeline.web.side import beside
from pipeline.web.tags import tag_of, unchanged
from pipeline.web.themed import Themed

if TYPE_CHECKING:
    from pipeline.models import Family
    from pipeline.workspace import Judged

Item = TypeVar("Item")
Least = Annotated[float, Query(ge=0, le=1, description="least probability")]
Theme = Annotated[str, Query(max_length=300, description="id of a theme")]
Fewest = Annotated[int, Query(ge=2, le=10_000, description="of so many plans at least")]
Fates = Annotated[list[Fate], Query(description="of these fates (default: all)")]
Axis = Annotated[str | None, Query(max_length=1000, description="outermost heading")]
Document = Annotated[str, Query(max_length=1000, description="id of a document")]


def pairs_asked(
    narrowed: Narrowed,
    between: Annotated[
        list[str],
        Query(max_length=2, description="one plan or two, of which a pair takes one each"),
    ] = [],  # noqa: B006
    theme: Theme = "",
    measure: Annotated[str, Query(max_length=64, description="id of a measure")] = "",
    least: Least = LEAST_SHOWN,
    relation: Annotated[list[Relation], Query(description="relations (default: all)")] = [],  # noqa: B006
    reviewed: Annotated[
        str, Query(pattern=f"^({'|'.join(REVIEWED)})?$", description="; ".join(REVIEWED))
    ] = "",
    editions: Annotated[bool, Query(description="also pairs of two editions of one plan")] = False,
) -> PairsAsked:
    """Which pairs are wanted. A pair passes where one of its measures does."""
    given: list[tuple[str, str]] = [*narrowed, *(("between", one) for one in between)]
    given += [("theme", theme), ("measure", measure), ("least", repr(least))]
    given += [("relation", one.value) for one in relation]
    given += [("reviewed", reviewed), ("editions", str(int(editions)))]
    return read_pairs(given)


Asked = Annotated[PairsAsked, Depends(pairs_asked)]


def overlap_api(
    router: APIRouter,
    collection: Collection,
    themed: Themed,
    overlapping: Overlapping,
    editions: Editions,
) -> None:
    """Add the routes of overlaps to those of the API."""
    _pairs(router, themed, overlapping)
    _two(router, collection, overlapping)
    _families(router, themed, overlapping)
    _coverage(router, themed, overlapping)
    _editions(router, collection, overlapping, editions)


def _pairs(router: APIRouter, themed: Themed, overlapping: Overlapping) -> None:
    def chosen(asked: PairsAsked) -> tuple[list[Judged], Standing]:
        standing = overlapping.standing()
        members = theme_members(themed, asked)
        return chosen_pairs(standing, asked, members[1] if members else None), standing

    @router.get("/overlaps", responses=FAULTS_OF_ONE)
    def overlaps(asked: Asked, limit: Limit = PAGE, cursor: Cursor = "") -> OverlapsModel:
        """Pairs of measures of different plans that overlap, the likeliest first."""
        found, standing = chosen(asked)
        return _page_of_pairs(found, standing, limit, cursor)

    @router.get("/overlaps/export.{form}", responses={**FAULTS_OF_ONE, 200: FILES})
    def export(request: Request, form: Format, asked: Asked) -> Response:
        """The pairs of a list as a file; a workbook can be decided in and read back."""
        found, standing = chosen(asked)
        tag = decided_tag(standing, asked.string, form.value)
        write = partial(write_pairs, found, standing, form.value)
        return unchanged(request, tag) or sent("paires", form.value, tag, write)

    @router.get("/review", responses=FAULTS)
    def review(limit: Limit = PAGE, cursor: Cursor = "") -> OverlapsModel:
        """The pairs that wait for a decision, the least certain first."""
        standing = overlapping.standing()
        return _page_of_pairs(to_review(standing), standing, limit, cursor)


def _two(router: APIRouter, collection: Collection, overlapping: Overlapping) -> None:
    @router.get("/overlaps/{a}/{b}", responses=FAULTS_OF_ONE)
    def compared(a: Id, b: Id) -> ComparedModel:
        """Any two measures side by side: words, facts, and what is found and decided of them."""
        first, second = two_of(collection, a, b)
        standing = overlapping.standing()
        titles = standing.found.titles
        words = beside([(first, second)])[0]
        known = pair_of(standing, first, second)
        pieces = word_changes(first.statement, second.statement)
        return ComparedModel(
            snapshot=standing.found.snapshot,
            a=MeasureModel.of(first, titles.get(first.document, first.document)),
            b=MeasureModel.of(second, titles.get(second.document, second.document)),
            pair=PairModel.of(shown([known])[0], titles) if known else None,
            words=[WordsModel.of(one) for one in words.met],
            only_a=[*words.only[0]],
            only_b=[*words.only[1]],
            differs=[ContrastModel.of(one) for one in words.differs],
            edits=[(piece.edit.value, piece.text) for piece in pieces],
            decisions=[DecisionModel.of(one) for one in history(standing, first, second)],
        )

    @router.post(
        "/overlaps/{a}/{b}/decisions",
        status_code=201,
        responses=documented(403, 404, 409),
        dependencies=[Depends(deciding)],
    )
    def decided(a: Id, b: Id, told: DecidingModel) -> DecisionModel:
        """Keep a decision about two measures; asks for the review token (Authorization: Bearer)."""
        first, second = two_of(collection, a, b)
        said = Told(told.choice, told.author, told.note, told.seen)
        return DecisionModel.of(decide(overlapping, first, second, said))


def _families(router: APIRouter, themed: Themed, overlapping: Overlapping) -> None:
    def choice(asked: PairsAsked, plans: int) -> tuple[list[Family], Standing]:
        found, standing = overlapping.families()
        members = theme_members(themed, asked)
        theme = members[1] if members else None
        return chosen_families(found, standing, asked, plans, theme), standing

    @router.get("/families", responses=FAULTS_OF_ONE)
    def families(
        narrowed: Narrowed,
        theme: Theme = "",
        plans: Fewest = 2,
        limit: Limit = PAGE,
        cursor: Cursor = "",
    ) -> FamiliesModel:
        """Measures of several plans that say the same, or nearly; those of most plans first."""
        chosen, standing = choice(read_pairs([*narrowed, ("theme", theme)]), plans)
        here, following = _page(chosen, limit, cursor)
        return FamiliesModel(
            snapshot=standing.found.snapshot,
            total=len(chosen),
            results=[FamilyModel.of(one) for one in here],
            next=following,
        )

    @router.get("/families/export.{form}", responses={**FAULTS_OF_ONE, 200: FILES})
    def export(
        request: Request, form: Format, narrowed: Narrowed, theme: Theme = "", plans: Fewest = 2
    ) -> Response:
        """The families of a list as a file: a row for each of their measures."""
        asked = read_pairs([*narrowed, ("theme", theme)])
        chosen, standing = choice(asked, plans)
        tag = decided_tag(standing, asked.string, str(plans), form.value)
        titles = standing.found.titles
        records = (family_record(one, titles) for one in chosen)
        rows = family_rows(chosen, titles)
        write = partial(write_listed, FAMILIES, rows, records, form.value)
        return unchanged(request, tag) or sent("familles", form.value, tag, write)

    @router.get("/families/{id_}", responses=FAULTS_OF_ONE)
    def family(
        id_: Annotated[
            str, Path(max_length=64, description="of a family, or of one of its measures")
        ],
    ) -> FamilyModel:
        """One family."""
        return FamilyModel.of(family_of(overlapping.families()[0], id_))


def _coverage(router: APIRouter, themed: Themed, overlapping: Overlapping) -> None:
    @router.get("/coverage/plans", responses=FAULTS)
    def plans(
        narrowed: Narrowed, least: Least = LEAST_SHOWN, limit: Limit = 20, cursor: Cursor = ""
    ) -> CoverageModel:
        """What plans have in common with each other: the pairs that overlap, rejected ones not."""
        start, standing = cursors.offset(cursor), overlapping.standing()
        grid = plans_by_plans(standing, read(narrowed), least, Cut(size=limit, start=start), Cut())
        return _rows(grid, standing.found.snapshot, start)

    @router.get("/coverage/themes", responses=FAULTS)
    def themes(narrowed: Narrowed, limit: Limit = 20, cursor: Cursor = "") -> CoverageModel:
        """How many measures each plan has of each theme."""
        start, found = cursors.offset(cursor), overlapping.current()
        rows = Cut(size=limit, start=start)
        grid = plans_by_themes(found, themed.current()[0], read(narrowed), rows, Cut())
        return _rows(grid, found.snapshot, start)

    @router.get("/coverage/plans/export.{form}", responses={**FAULTS, 200: FILES})
    def export_plans(
        request: Request, form: Format, narrowed: Narrowed, least: Least = LEAST_SHOWN
    ) -> Response:
        """The whole matrix of plans by plans as a file."""
        standing = overlapping.standing()
        grid = plans_by_plans(standing, read(narrowed), least, Cut(), Cut())
        tag = decided_tag(standing, "plans", repr(narrowed), repr(least), form.value)
        write = partial(write_grid, grid, "plans", form.value)
        return unchanged(request, tag) or sent("plans-entre-eux", form.value, tag, write)

    @router.get("/coverage/themes/export.{form}", responses={**FAULTS, 200: FILES})
    def export_themes(request: Request, form: Format, narrowed: Narrowed) -> Response:
        """The whole matrix of plans by themes as a file."""
        found, (shown, _) = overlapping.current(), themed.current()
        grid = plans_by_themes(found, shown, read(narrowed), Cut(), Cut())
        tag = tag_of(found.state, __version__, "themes", repr(narrowed), form.value)
        write = partial(write_grid, grid, "themes", form.value)
        return unchanged(request, tag) or sent("plans-et-themes", form.value, tag, write)


def _editions(
    router: APIRouter, collection: Collection, overlapping: Overlapping, editions: Editions
) -> None:
    @router.get("/editions", responses=FAULTS)
    def several() -> EditionsModel:
        """The plans of which the collection holds several editions or renditions."""
        found = overlapping.current()
        known = groups(found.documents, found.plans)
        plans = [[PlanModel.of(row) for row in rows] for rows in known]
        return EditionsModel(snapshot=found.snapshot, plans=plans)

    @router.get("/compare", responses=FAULTS_OF_ONE)
    def compare(
        old: Document,
        new: Document,
        fate: Fates = [],  # noqa: B006
        axis: Axis = None,
        limit: Limit = PAGE,
        cursor: Cursor = "",
    ) -> ComparisonModel:
        """What became of each measure of one document in another, what was dropped first."""
        found, snapshot = editions.compared(old, new)
        chosen = changes(found, ChangesAsked(tuple(fate), axis))
        here, following = _page(chosen, limit, cursor)
        with collection.opened() as opened, opened.reader.snapshot():
            rows = [document_of(opened.reader, name) for name in (old, new)]
        return ComparisonModel(
            snapshot=snapshot,
            old=PlanModel.of(rows[0]),
            new=PlanModel.of(rows[1]),
            totals={one.value: count for one, count in found.totals().items()},
            axes={
                name: {one.value: count for one, count in counts.items()}
                for name, counts in axes(found)
            },
            total=len(chosen),
            results=[ChangeModel.of(one, found.old.title, found.new.title) for one in here],
            next=following,
        )

    @router.get("/compare/export.{form}", responses={**FAULTS_OF_ONE, 200: FILES})
    def export(
        request: Request,
        form: Format,
        old: Document,
        new: Document,
        fate: Fates = [],  # noqa: B006
        axis: Axis = None,
    ) -> Response:
        """What became of each measure as a file: a row for each before and after."""
        found, snapshot = editions.compared(old, new)
        asked = ChangesAsked(tuple(fate), axis)
        tag = tag_of(snapshot, __version__, old, new, repr(asked), form.value)
        chosen = changes(found, asked)
        records = (change_record(one, old, new) for one in chosen)
        rows = change_rows(chosen, found.old.title, found.new.title)
        write = partial(write_listed, CHANGES, rows, records, form.value)
        return unchanged(request, tag) or sent("editions", form.value, tag, write)


def _page(items: Sequence[Item], limit: int, cursor: str) -> tuple[Sequence[Item], str | None]:
    """A page of a list, and the cursor of the next one."""
    start = cursors.offset(cursor)
    following = cursors.made(start + limit) if start + limit < len(items) else None
    return items[start : start + limit], following


def _page_of_pairs(
    found: Sequence[Judged], standing: Standing, limit: int, cursor: str
) -> OverlapsModel:
    here, following = _page(found, limit, cursor)
    pairs: Iterable[Shown] = shown(here)
    titles = standing.found.titles
    return OverlapsModel(
        snapshot=standing.found.snapshot,
        total=len(found),
        results=[PairModel.of(one, titles) for one in pairs],
        next=following,
    )


def _rows(grid: Grid, snapshot: str, start: int) -> CoverageModel:
    rows: list[Any] = [
        RowModel(
            document=head.id,
            plan=head.name,
            total=head.total,
            cells=[
                CellModel.of(one.cell, column)
                for one, column in zip(cells, grid.columns, strict=True)
            ],
        )
        for head, cells in zip(grid.rows, grid.cells, strict=True)
    ]
    end = start + len(rows)
    following = cursors.made(end) if rows and end < grid.down.total else None
    return CoverageModel(snapshot=snapshot, total=grid.down.total, results=rows, next=following)
