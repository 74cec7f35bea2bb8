"""Decisions about pairs: kept, found again, applied; the queue, and chances that they sharpen."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nobody import POSIX, as_nobody, read_only
from small_index import BagEncoder, build, entry, measure

from pipeline.errors import WorkspaceUnavailableError
from pipeline.models import Measure, Overlap, Relation
from pipeline.overlap.reviewing import fitted, judged, located_in, queue, sharpened
from pipeline.search import identity
from pipeline.store import Reader, Writer
from pipeline.workspace import Decision, Judged, Side, Verdict, Workspace, questions, schema
from pipeline.workspace.reviews import current, decided, decisions, keep
from pipeline.workspace.wording import flags_said, found_said, plan_said, relation_said

TITLES = {"nord.pdf": "Plan du Nord", "sud.pdf": "Plan du Sud"}
HAIES = measure("Planter des haies le long des chemins", "nord.pdf", id="a" * 16, page=3)
BOSQUETS = measure("Planter des bosquets et des haies", "sud.pdf", id="b" * 16, label="4.2")
NAVETTE = measure("Ouvrir une navette vers le marché", "nord.pdf", id="c" * 16)
BUS = measure("Créer une ligne de minibus", "sud.pdf", id="d" * 16)
PAIR = Overlap(HAIES, BOSQUETS, 0.62, Relation.BROADER)
OTHER = Overlap(NAVETTE, BUS, 0.91, Relation.REWORDED)


def decide(
    relation: Relation | None, pair: Overlap = PAIR, author: str = "Ada", **more: object
) -> Decision:
    found: dict[str, object] = {"machine": pair, "titles": TITLES, "date": "2026-02-03T04:05:06Z"}
    return decided(pair, relation, author, **(found | more))  # type: ignore[arg-type]


def there(*measures: Measure):  # type: ignore[no-untyped-def]
    held = {one.id: one for one in measures}
    return lambda side: held.get(side.id)


EVERYTHING = there(HAIES, BOSQUETS, NAVETTE, BUS)


def test_the_verdict_follows_from_what_was_found() -> None:
    assert decide(Relation.BROADER).verdict is Verdict.CONFIRMED
    assert decide(None).verdict is Verdict.REJECTED
    assert decide(Relation.SAME).verdict is Verdict.RETYPED
    other_way = decide(Relation.BROADER, turned=True)
    assert other_way.verdict is Verdict.RETYPED
    assert (other_way.a.id, other_way.b.id, other_way.turned) == (BOSQUETS.id, HAIES.id, True)
    by_hand = decide(Relation.SAME, machine=None)
    assert (by_hand.verdict, by_hand.found, by_hand.score) == (Verdict.CONFIRMED, None, None)
    assert by_hand.a == Side(HAIES.id, "nord.pdf", HAIES.statement, "Plan du Nord", None, (), 3)


def test_every_decision_is_kept_and_the_last_one_counts(tmp_path: Path) -> None:
    made = [
        decide(None, note="autre public"),
        decide(Relation.REWORDED, OTHER, author="Zoé"),
        decide(Relation.BROADER, turned=True, author="Zoé"),
    ]
    with Workspace(tmp_path / "workspace.db") as workspace:
        assert decisions(workspace) == []
        keep(workspace, made[:1])
        keep(workspace, made[1:])
    with Workspace(tmp_path / "workspace.db") as workspace:
        held = decisions(workspace)
    assert [replace(one, number=0) for one in held] == made
    assert [one.number for one in held] == [1, 2, 3]
    # The pair is the same whichever side is named first.
    assert current(held) == [held[1], held[2]]


def test_a_workspace_of_before_reviews_is_brought_forward(tmp_path: Path) -> None:
    path = tmp_path / "workspace.db"
    with sqlite3.connect(path) as connection:
        for statement in schema.MIGRATIONS[0].split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("INSERT INTO questions VALUES (1, 'bus', 'Où ?', '{\"kinds\": []}', '')")
    connection.close()
    with Workspace(path) as workspace:
        assert decisions(workspace) == []
        keep(workspace, [decide(Relation.SAME)])
        assert len(decisions(workspace)) == 1
        assert [one.name for one in questions.questions(workspace)] == ["bus"]
    with sqlite3.connect(path) as connection:
        assert schema.version(connection) == schema.SCHEMA
    connection.close()


@pytest.mark.parametrize(
    "damage",
    ["verdict = 'perhaps'", "sides = '{'", "sides = '[{}, {}]'", "relation = 'x'", "score = 'x'"],
)
def test_junk_in_decisions_is_told(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "workspace.db"
    with Workspace(path) as workspace:
        keep(workspace, [decide(Relation.SAME)])
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE decisions SET {damage}")
    connection.close()
    with Workspace(path) as workspace, pytest.raises(WorkspaceUnavailableError, match="damaged"):
        decisions(workspace)


@POSIX
def test_on_a_read_only_disk_nothing_is_decided(shelf: Path) -> None:
    path = shelf / "workspace.db"
    with Workspace(path) as workspace:
        keep(workspace, [decide(Relation.SAME)])
    read_only(shelf)

    def look() -> str:
        with Workspace(path) as workspace:
            assert len(decisions(workspace)) == 1
            keep(workspace, [decide(None)])
        return "kept"

    assert f"WorkspaceUnavailableError: no permission to write {path}" in as_nobody(look)


def test_decisions_are_applied_to_what_is_found() -> None:
    made = [decide(Relation.SAME)]
    (first, second) = judged([OTHER, PAIR], made, EVERYTHING)
    assert first.overlap == Overlap(HAIES, BOSQUETS, 1.0, Relation.SAME)
    assert (first.machine, first.decision) == (PAIR, made[0])
    assert second.decision is None
    assert second.machine == OTHER
    turned = judged([PAIR], [decide(Relation.BROADER, turned=True)], EVERYTHING)[0]
    assert (turned.overlap.a, turned.overlap.b) == (BOSQUETS, HAIES)
    assert relation_said(turned.overlap.relation) == "A plus large"
    assert found_said(turned) == "B plus large"
    rejected = judged([PAIR], [decide(None)], EVERYTHING)[0]
    assert rejected.rejected
    assert rejected.overlap.score == 0.0
    related = judged([PAIR], [decide(Relation.RELATED)], EVERYTHING)[0]
    assert (related.rejected, related.overlap.score) == (False, 0.0)


def test_a_pair_that_only_people_know_still_comes() -> None:
    (one,) = judged([], [decide(Relation.SAME)], EVERYTHING)
    assert one.overlap == Overlap(HAIES, BOSQUETS, 1.0, Relation.SAME)
    assert one.machine is None
    assert not one.flagged
    assert not one.orphan


def test_other_words_are_flagged_and_come_back_to_the_queue() -> None:
    reworded = replace(HAIES, statement="Planter des haies et des arbres le long des chemins")
    pair = replace(PAIR, a=reworded)
    (one,) = judged([pair], [decide(Relation.SAME)], there(reworded, BOSQUETS))
    assert one.overlap.relation is Relation.SAME  # kept
    assert one.changed == (True, False)
    assert flags_said(one) == [f"libellé A modifié depuis (avant\u00a0: {HAIES.statement})"]
    assert queue([one]) == [one]
    again = judged([pair], [decide(Relation.SAME), decide(Relation.SAME, pair)],
                   there(reworded, BOSQUETS))  # fmt: skip
    assert queue(again) == []
    louder = replace(HAIES, statement=HAIES.statement.upper())
    assert judged([], [decide(Relation.SAME)], there(louder, BOSQUETS))[0].changed == (False, False)


def test_a_side_that_is_gone_leaves_an_orphan() -> None:
    (one,) = judged([], [decide(Relation.SAME)], there(HAIES))
    assert one.gone == (False, True)
    assert one.overlap.b.statement == BOSQUETS.statement
    assert one.overlap.b.label == "4.2"
    assert plan_said(one, 1, {}) == "Plan du Sud"
    assert flags_said(one) == ["mesure B disparue"]
    assert queue([one]) == []
    (merged,) = judged([], [decide(Relation.SAME)], lambda _: HAIES)
    assert merged.gone == (True, True)


def test_measures_are_found_again_by_their_words_where_ids_are_gone(tmp_path: Path) -> None:
    def index(*statements: str) -> list[Measure]:
        encoder = BagEncoder()
        with Writer(tmp_path / "index", identity(encoder), rebuild=True) as writer:
            writer.put(entry([measure(s, "nord.pdf") for s in statements], "nord.pdf"))
            writer.commit(encoder.encode_documents)
        with Reader(tmp_path / "index") as reader:
            return reader.units("nord.pdf")

    (held, _) = index(HAIES.statement, NAVETTE.statement)
    with Reader(tmp_path / "index") as reader, reader.snapshot():
        find = located_in(reader)
        assert find(Side.of(held)) == held
        lost = replace(Side.of(held), id="0" * 16)
        assert find(lost) == held
        assert find(replace(lost, statement=HAIES.statement.upper())) == held
        assert find(replace(lost, statement="Planter des haies")) is None
        assert find(replace(lost, document="sud.pdf")) is None


def test_a_later_decision_wins_where_two_became_one_pair() -> None:
    gone = replace(HAIES, id="e" * 16)
    made = [
        replace(decide(None, replace(PAIR, a=gone)), number=1),
        replace(decide(Relation.SAME), number=2),
    ]
    held = {HAIES.id: HAIES, gone.id: HAIES, BOSQUETS.id: BOSQUETS}
    assert len(current(made)) == 2
    (one,) = judged([PAIR], made, lambda side: held[side.id])
    assert one.decision == made[1]


def test_the_queue_starts_with_the_least_certain() -> None:
    scores = (0.93, 0.45, 0.07, 0.52)
    pairs = [
        Overlap(replace(HAIES, id=f"{n:016x}"), BOSQUETS, score, Relation.REWORDED)
        for n, score in enumerate(scores)
    ]
    found = judged([*pairs, PAIR], [decide(None)], EVERYTHING)
    waiting = queue(found)
    assert [one.machine.score for one in waiting if one.machine] == [0.52, 0.45, 0.93, 0.07]
    assert queue(found, 2) == waiting[:2]


# What people might have said of pairs: the score, and whether it is one commitment.
SCORES = st.floats(0.0, 1.0)
SAID = st.lists(st.tuples(SCORES, st.booleans()), max_size=60)


def told(said: list[tuple[float, bool]]) -> list[Decision]:
    return [
        replace(
            decide(Relation.SAME if overlaps else None),
            a=Side(f"{n:016x}", "nord.pdf", "x"),
            score=score,
        )
        for n, (score, overlaps) in enumerate(said)
    ]


@given(st.lists(SCORES))
def test_without_decisions_nothing_moves(scores: list[float]) -> None:
    assert sharpened(scores, []).tolist() == scores
    unscored = [replace(one, score=None) for one in told([(0.5, True)])]
    assert sharpened(scores, unscored).tolist() == scores


@given(SAID, st.lists(SCORES, min_size=2))
def test_the_order_of_chances_stays(said: list[tuple[float, bool]], scores: list[float]) -> None:
    chances = sharpened(sorted(scores), told(said))
    assert (np.diff(chances) >= 0).all()
    assert ((chances >= 0) & (chances <= 1)).all()
    slope, intercept = fitted(told(said))
    assert slope > 0
    assert np.isfinite(intercept)


@given(st.lists(SCORES, min_size=1, max_size=60), st.floats(0.01, 0.99), st.booleans())
def test_chances_rise_where_all_was_confirmed_and_fall_where_nothing_was(
    scores: list[float], chance: float, overlaps: bool
) -> None:
    (moved,) = sharpened([chance], told([(score, overlaps) for score in scores]))
    assert moved >= chance if overlaps else moved <= chance
    uncertain = [(score, overlaps) for score in scores] + [(0.5, overlaps)]
    (moved,) = sharpened([chance], told(uncertain))
    assert moved > chance if overlaps else moved < chance


def test_ten_decisions_move_little_and_hundreds_decide() -> None:
    def half(count: int) -> float:
        return float(sharpened([0.5], told([(0.5, True)] * count))[0])

    assert 0.53 < half(10) < 0.56
    assert half(100) > 0.7
    assert half(500) > 0.85


def test_hundreds_of_decisions_bring_out_the_true_scale() -> None:
    generator = np.random.default_rng(7)
    scores = generator.uniform(0.02, 0.98, 3000)
    logits = np.log(scores / (1 - scores))
    true = 1 / (1 + np.exp(-(0.5 * logits - 1.0)))  # a machine too sure of itself
    said = [(float(s), bool(o)) for s, o in zip(scores, generator.random(3000) < true, strict=True)]
    chances = sharpened(scores.tolist(), told(said))
    assert np.abs(chances - true).mean() < 0.03
    assert np.abs(scores - true).mean() > 0.15


def test_a_judged_pair_knows_what_it_is() -> None:
    assert not Judged(PAIR, PAIR).rejected
    assert decide(Relation.RELATED).overlaps is False


def test_ingest_keeps_decisions(tmp_path: Path) -> None:
    build(tmp_path / "index")
    path = tmp_path / "workspace.db"
    with Workspace(path) as workspace:
        keep(workspace, [decide(Relation.SAME)])
    before = path.read_bytes()
    build(tmp_path / "index")
    assert path.read_bytes() == before
