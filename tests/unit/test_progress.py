"""How far a run of ingest is: told without a commit, forgotten with the lock."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from small_index import BagEncoder
from starlette.testclient import TestClient
from web_client import client, small

from pipeline import build as building
from pipeline.settings import Settings
from pipeline.store.check import check
from pipeline.store.lock import PROGRESS, Lock, holder
from pipeline.store.progress import Pace, pace, told

__all__ = ["client", "small"]


@dataclass(frozen=True)
class Item:
    document: str


ITEMS = [Item("a.pdf"), Item("b\udcff.pdf")]


def now(index: Path) -> Pace | None:
    return pace(index, holder(index))


def test_each_document_is_told_and_all_is_forgotten_with_the_lock(tmp_path: Path) -> None:
    with closing(Lock(tmp_path)):
        assert now(tmp_path) is None
        seen = [now(tmp_path) for _ in told(tmp_path, ITEMS, 2)]
        assert seen == [Pace(0, 2, "a.pdf"), Pace(1, 2, "b\\udcff.pdf")]
        assert now(tmp_path) == Pace(2, 2, "")
    assert now(tmp_path) is None
    assert [path.name for path in tmp_path.iterdir()] == ["writer.lock"]


def test_telling_takes_a_small_share_of_the_time_of_many_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Pace] = []

    def tell(_: Path, __: object, at: Pace) -> None:
        time.sleep(0.002)
        written.append(at)

    monkeypatch.setattr("pipeline.store.progress._tell", tell)
    assert sum(1 for _ in told(tmp_path, [ITEMS[0]] * 5000, 5000)) == 5000
    assert 100 < len(written) < 300
    assert written[-1] == Pace(5000, 5000, "")


def test_an_interrupted_run_leaves_nothing(tmp_path: Path) -> None:
    with closing(Lock(tmp_path)):
        items = told(tmp_path, ITEMS, 2)
        next(items)
        with pytest.raises(KeyboardInterrupt):
            items.throw(KeyboardInterrupt)  # type: ignore[attr-defined]
        assert (tmp_path / PROGRESS).exists()
    assert not (tmp_path / PROGRESS).exists()


KILLED = """
import os, sys
from pathlib import Path
from pipeline.store.lock import Lock
from pipeline.store.progress import told
class Item: document = "a.pdf"
held = Lock(Path(sys.argv[1]))
for _ in told(Path(sys.argv[1]), [Item()], 1):
    os._exit(9)
"""


def test_what_a_killed_run_told_is_not_believed(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert run.returncode == 9
    assert (tmp_path / PROGRESS).exists()
    assert now(tmp_path) is None
    left = (tmp_path / PROGRESS).read_text(encoding="utf-8")
    with closing(Lock(tmp_path)):
        assert not (tmp_path / PROGRESS).exists()
        # Another one's words, even while somebody writes.
        (tmp_path / PROGRESS).write_text(left, encoding="utf-8")
        assert now(tmp_path) is None
        for junk in ("{", "[]", "{}", "null", json.dumps({"by": None})):
            (tmp_path / PROGRESS).write_text(junk, encoding="utf-8")
            assert now(tmp_path) is None


def test_a_place_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    with closing(Lock(tmp_path)):
        (tmp_path / f"{PROGRESS}.new").mkdir()
        assert list(told(tmp_path, ITEMS, 2)) == ITEMS
        assert now(tmp_path) is None


@pytest.mark.usefixtures("line_stages")
def test_ingest_tells_readers_of_each_document_before_any_commit(two_plans: Settings) -> None:
    seen: list[Pace | None] = []

    @contextmanager
    def watched(steps: object) -> Iterator[Iterator[building.Step]]:
        def each() -> Iterator[building.Step]:
            for step in steps:  # type: ignore[attr-defined]
                yield step
                seen.append(now(two_plans.index))

        yield each()

    work = building.work((), None, two_plans)
    building.ingest(two_plans.index, work, BagEncoder(), progress=watched)
    assert seen == [Pace(0, 2, "a.txt"), Pace(1, 2, "b.txt")]
    assert not (two_plans.index / PROGRESS).exists()
    building.ingest(two_plans.index, work, BagEncoder())
    assert check(two_plans.index) == []


def test_page_and_api_show_how_far_it_is(small: Path, client: TestClient) -> None:
    assert client.get("/api/v1/collection").json()["progress"] is None
    with closing(Lock(small)):
        for _ in told(small, [Item("quartier/plan.pdf")], 120):
            page = client.get("/collection").text
            assert "0 document sur 120" in page
            assert "quartier/plan.pdf" in page
            since = client.get("/api/v1/collection").json()["progress"].pop("since")
            assert since.startswith("20")
            event = client.get("/en/collection/progression?une_fois=1").text
            told_ = json.loads(event.partition("data: ")[2].partition("\n")[0])
            assert told_["step"] == "0 documents of 120"
            assert (told_["done"], told_["total"]) == (0, 120)
            assert told_["document"] == "quartier/plan.pdf"
        assert check(small) == []
    assert "sur 120" not in client.get("/collection").text
