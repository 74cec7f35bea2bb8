"""The index as a catalogue: lists in order, what they share, documents as they were read."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_index import BENEVOLES, LOGEMENT, PASSAGE, VELO, build

from pipeline.cluster.opening import open_index
from pipeline.models import BlockKind, Box, Filters, UnitKind
from pipeline.store import MeasureIndex
from pipeline.store.lock import HOLDER, holder


@pytest.fixture
def reader(home: Path) -> Iterator[MeasureIndex]:
    build(home)
    with open_index(home) as opened, opened.snapshot():
        yield opened


def rows(reader: MeasureIndex, *kinds: UnitKind) -> list[int]:
    return reader.admitted(Filters(kinds=kinds or tuple(UnitKind))) or []


def test_a_list_goes_on_after_any_place_of_it(reader: MeasureIndex) -> None:
    everything = rows(reader)
    whole = reader.catalogue.listed(everything, 10)
    units = reader.measures([row for row, _ in whole])
    assert [units[row].statement for row, _ in whole] == [
        one.statement for one in (VELO, BENEVOLES, LOGEMENT, PASSAGE)
    ]
    for place in range(len(whole)):
        assert reader.catalogue.listed(everything, 2, whole[place][1]) == whole[place + 1 :][:2]
    assert reader.catalogue.listed([], 10) == []


def test_what_units_share_is_counted(reader: MeasureIndex) -> None:
    tally = reader.catalogue.tally(rows(reader))
    assert tally.documents == {"plan.pdf": 2, "ville.pdf": 2}
    assert tally.kinds == {UnitKind.MEASURE: 3, UnitKind.PASSAGE: 1}
    assert (tally.leads, tally.total) == ({}, 4)
    assert reader.catalogue.tally([]).total == 0


def test_documents_are_named_whole_by_their_ids(reader: MeasureIndex) -> None:
    assert len(reader.admitted(Filters(documents=("ville.pdf",))) or ()) == 2
    assert reader.admitted(Filters(documents=("ville",))) == []
    both = Filters(documents=("ville.pdf",), kinds=(UnitKind.PASSAGE,))
    assert len(reader.admitted(both) or ()) == 1


def test_neighbours_leave_passages_out(reader: MeasureIndex) -> None:
    ids = {unit.statement: unit.id for unit in reader.measures(rows(reader)).values()}
    first, second, third = (
        reader.catalogue.row_of(ids[one.statement]) for one in (VELO, BENEVOLES, LOGEMENT)
    )
    assert first is not None
    assert third is not None
    assert reader.catalogue.beside(first) == (None, second)
    assert reader.catalogue.beside(third) == (None, None)
    assert reader.catalogue.row_of("0" * 16) is None
    wanted = [ids[BENEVOLES.statement], "0" * 16, ids[VELO.statement]]
    assert reader.catalogue.rows_of(wanted) == [second, first]
    assert reader.catalogue.rows_of(wanted, "ville.pdf") == []


def test_a_document_comes_back_as_it_was_read(reader: MeasureIndex) -> None:
    plan = reader.catalogue.plan("plan.pdf")
    assert plan is not None
    assert plan.text == f"{VELO.statement}\n{BENEVOLES.statement}"
    (block,) = plan.blocks
    assert (block.kind, block.page) == (BlockKind.PARAGRAPH, 1)
    assert block.box == Box(1.0, 2.0, 3.0, 4.0)
    assert plan.pages[0].width == 595.0
    origin = reader.catalogue.origin("plan.pdf")
    assert origin is not None
    assert (origin.digest, origin.place) == ("digest", "")
    assert reader.catalogue.plan("other.pdf") is None
    assert reader.catalogue.origin("other.pdf") is None


def test_who_writes_is_seen_as_long_as_they_live(tmp_path: Path) -> None:
    def told(process: int, host: str) -> None:
        record = {"process": process, "host": host, "since": "2026-01-01 10:00:00+00:00"}
        (tmp_path / HOLDER).write_text(json.dumps(record), encoding="utf-8")

    assert holder(tmp_path) is None
    told(os.getpid(), platform.node())
    found = holder(tmp_path)
    assert found is not None
    assert found.process == os.getpid()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    told(ended.pid, platform.node())
    assert holder(tmp_path) is None
    told(ended.pid, "another machine")
    assert holder(tmp_path) is not None
    (tmp_path / HOLDER).write_text("{", encoding="utf-8")
    assert holder(tmp_path) is None
