"""Saved questions: what is told as new, changed or gone, and what is no news."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_index import entry, measure

from pipeline import search
from pipeline.cli import main
from pipeline.cluster.opening import open_index, where
from pipeline.embed import load_encoder
from pipeline.models import Filters, Measure, UnitKind
from pipeline.search import saved
from pipeline.search.saved import Told
from pipeline.store import Entry
from pipeline.workspace import Question

PISTES = measure("Aménager des pistes cyclables le long du canal", label="1.1", lead="Ville")
STATIONS = measure("Ouvrir dix stations de vélos en libre-service", label="1.2")
CANTINE = measure("Servir des repas végétariens dans les cantines", label="2.1")
PASSAGE = measure("Les pistes cyclables font 12 km", kind=UnitKind.PASSAGE)
OTHERS = [
    *("Ouvrir une crèche de quartier", "Former les agents à l'accueil", "Isoler les écoles"),
    *("Planter des haies", "Soutenir les clubs de sport", "Réduire le bruit des chantiers"),
    *("Créer une maison des associations", "Numériser les archives", "Rénover le théâtre"),
]
FAR = entry([measure(text, "loin.pdf") for text in OTHERS], "loin.pdf")
ASKED = Question("vélo", "pistes cyclables", Filters(), "2026-01-01")


def version(document: Entry | Sequence[Measure], digest: str) -> Entry:
    made = document if isinstance(document, Entry) else entry(document)
    return replace(made, digest=digest)


def put(index: Path, *entries: Entry, rebuild: bool = False, remove: str = "") -> None:
    encoder = load_encoder()
    with where(index).write(search.identity(encoder), rebuild) as writer:
        for one in entries:
            writer.put(one)
        if remove:
            writer.remove(remove)
        writer.commit(encoder.encode_documents, words=search.words(encoder))


def tell(index: Path, question: Question) -> Told:
    with open_index(index) as reader:
        return saved.tell(reader, load_encoder(), [question])[0]


def after(index: Path, told: Told) -> Told:
    """What is told when it was told before."""
    return tell(index, replace(told.question, baseline=told.baseline))


def said(told: Told) -> list[tuple[str, str, str]]:
    return [(one.what, one.fields["statement"], one.cause) for one in told.changes]


@pytest.fixture
def index(home: Path) -> Path:
    put(home, version([PISTES, STATIONS, CANTINE, PASSAGE], "1"), FAR)
    return home


def test_the_first_time_nothing_is_news_and_passages_do_not_answer(index: Path) -> None:
    told = tell(index, ASKED)
    assert told.changes == ()
    answers = [one.fields["statement"] for one in told.baseline.answers.values()]
    assert PISTES.statement in answers
    assert PASSAGE.statement not in answers
    passages = replace(ASKED, filters=Filters(kinds=(UnitKind.PASSAGE,)))
    (only,) = tell(index, passages).baseline.answers.values()
    assert only.fields["statement"] == PASSAGE.statement
    assert after(index, told).changes == ()


def test_what_a_new_plan_answers_is_new(index: Path) -> None:
    told = tell(index, ASKED)
    more = measure("Prolonger les pistes cyclables jusqu'à la gare", "gare.pdf")
    put(index, entry([more], "gare.pdf"))
    then = after(index, told)
    assert said(then) == [("new", more.statement, "document")]
    assert then.changes[0].chance is not None
    assert after(index, then).changes == ()


def test_a_measure_in_other_words_or_with_other_facts_is_changed(index: Path) -> None:
    told = tell(index, ASKED)
    wider = replace(
        PISTES, statement="Aménager des pistes cyclables des deux côtés du canal", lead="Agglo"
    )
    put(index, version([wider, STATIONS, CANTINE, PASSAGE], "2"))
    then = after(index, told)
    (change,) = then.changes
    assert (change.what, change.cause) == ("changed", "document")
    assert change.before == {"statement": PISTES.statement, "lead": "Ville"}
    assert change.fields["lead"] == "Agglo"
    assert after(index, then).changes == ()


def test_what_is_gone_says_how_it_went(index: Path) -> None:
    told = tell(index, ASKED)
    put(index, version([STATIONS, CANTINE, PASSAGE], "2"))
    (change,) = after(index, told).changes
    assert (change.what, change.why, change.cause) == ("gone", "measure", "document")
    assert change.fields["statement"] == PISTES.statement
    put(index, remove="plan.pdf")
    assert {(one.what, one.why) for one in after(index, told).changes} == {("gone", "document")}
    other = replace(PISTES, statement="Aménager le long du canal des jardins")
    put(index, version([other, STATIONS, CANTINE, PASSAGE], "3"))
    put(index, version([PISTES, STATIONS, CANTINE, PASSAGE], "4"))
    told = tell(index, ASKED)
    put(index, version([other, STATIONS, CANTINE, PASSAGE], "5"))
    (change,) = after(index, told).changes
    assert (change.what, change.why) == ("gone", "answer")
    assert change.before == {"statement": PISTES.statement}


@pytest.mark.parametrize("how", ["far", "renumbered", "rebuilt", "renamed"])
def test_what_stands_as_it_stood_is_no_news(index: Path, how: str) -> None:
    told = tell(index, ASKED)
    same = [replace(one, page=7, path=("Autre",)) for one in (PISTES, STATIONS, CANTINE, PASSAGE)]
    if how == "far":
        put(index, entry([measure(f"{text} au nord", "n.pdf") for text in OTHERS], "n.pdf"))
        put(index, remove="loin.pdf")
    elif how == "renumbered":
        put(index, version([measure("Lire"), *same], "2"))
    elif how == "rebuilt":
        put(index, version(same, "2"), FAR, rebuild=True)  # under other headings: other ids
        assert after(index, told).baseline.answers.keys() != told.baseline.answers.keys()
    else:
        encoder = load_encoder()
        with where(index).write(search.identity(encoder)) as writer:
            writer.move("plan.pdf", "plan-2.pdf", "")
            writer.commit(encoder.encode_documents, words=search.words(encoder))
    assert after(index, told).changes == ()


def test_what_others_push_over_or_under_the_cut_is_no_news(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Chances that move a little, as the rarity of words does when plans come and go.
    chances = {PISTES.statement: 0.12, STATIONS.statement: 0.08}
    real = search.Searcher.answers

    def answers(self: search.Searcher, queries: Any) -> Any:
        found = real(self, [replace(query, everything=False) for query in queries])
        for one in found:
            hits = [h for h in one.hits if h.measure.statement in chances]
            one.hits[:] = [replace(h, chance=chances[h.measure.statement]) for h in hits]
        return found

    monkeypatch.setattr(search.Searcher, "answers", answers)
    told = tell(index, ASKED)
    assert said(told) == []
    chances |= {PISTES.statement: 0.09, STATIONS.statement: 0.11}
    then = after(index, told)
    assert said(then) == []
    assert [one.told for one in then.baseline.answers.values()].count(False) == 1
    chances[STATIONS.statement] = 0.5  # far over the cut: an answer, whoever made it one
    assert said(after(index, then)) == [("new", STATIONS.statement, "collection")]
    put(index, version([STATIONS, CANTINE, PASSAGE], "2"))  # an answer that was told is gone
    assert ("gone", PISTES.statement, "document") in said(after(index, then))


def test_another_encoder_or_version_is_told_and_makes_nothing_new(index: Path) -> None:
    told = tell(index, ASKED)
    (id_, kept), *_ = told.baseline.answers.items()
    made = {**told.baseline.made, "encoder": "old 1", "version": "0.0"}
    before = replace(told.baseline, made=made, answers={})
    then = tell(index, replace(ASKED, baseline=before))
    assert (then.changes, set(then.remade)) == ((), {"encoder", "version"})
    assert then.baseline.answers[id_] == kept
    put(index, remove="plan.pdf")  # what left is told all the same
    before = replace(told.baseline, made=made)
    assert {one.what for one in tell(index, replace(ASKED, baseline=before)).changes} == {"gone"}


def test_another_reading_of_the_same_file_is_told_apart_from_a_correction(index: Path) -> None:
    told = tell(index, ASKED)
    units = [replace(PISTES, lead="Agglo"), STATIONS, CANTINE, PASSAGE]
    put(index, version(units, "1"))
    assert said(after(index, told)) == [("changed", PISTES.statement, "correction")]
    put(index, replace(version(units, "1"), versions="later"))
    assert said(after(index, told)) == [("changed", PISTES.statement, "reading")]


@pytest.fixture
def workplace(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MESURES_INDEX", str(index))
    return index


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[str, str]:
    assert main(["watch", *arguments]) == code
    told = capsys.readouterr()
    return told.out, told.err


def test_the_commands(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(capsys, "add", "Où passent les pistes cyclables ?")[0] == "passent-pistes-cyclables\n"
    )
    assert run(capsys, "add", "pistes", "cyclables", "--name", "v", "--year", "2027")[0] == "v\n"
    listed = [json.loads(line) for line in run(capsys, "list", "--jsonl")[0].splitlines()]
    assert [(one["name"], one["filters"]) for one in listed] == [
        ("passent-pistes-cyclables", {}),
        ("v", {"years": [2027]}),
    ]
    assert "(year: 2027)" in run(capsys, "list")[0]
    assert "is taken" in run(capsys, "add", "autre", "--name", "v", code=2)[1]
    assert "rien de nouveau" in run(capsys, "report")[0]
    assert run(capsys, "report", "--quiet") == ("", "")
    run(capsys, "remove", "v")
    wider = replace(PISTES, statement="Aménager des pistes cyclables près du canal")
    more = measure("Prolonger les pistes cyclables jusqu'à la gare", "g.pdf")
    put(workplace, version([wider, STATIONS, CANTINE], "2"), entry([more], "g.pdf"))
    for _ in range(2):  # a look moves nothing
        (one,) = json.loads(run(capsys, "report", "--peek", "--json")[0])
        assert [len(one[what]) for what in ("new", "changed", "gone")] == [1, 1, 0]
        assert one["changed"][0]["words"]["statement"][1] == ["removed", "le long"]
        assert one["snapshot"] != one["snapshot_before"]
    text, _ = run(capsys, "report", "--quiet")
    assert "+ Prolonger" in text
    assert "[-le long-] {+près+}" in " ".join(text.split())
    assert run(capsys, "report", "--quiet") == ("", "")
    assert "no saved question is called 'v'" in run(capsys, "report", "v", code=2)[1]


def test_what_could_not_be_printed_is_told_again(
    workplace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "add", "pistes cyclables", "--name", "v")
    put(workplace, entry([measure("Prolonger les pistes cyclables", "g.pdf")], "g.pdf"))
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", None)
        assert main(["watch", "report"]) == 1
    assert "+ Prolonger" in run(capsys, "report")[0]


def test_without_questions_or_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "no saved question yet" in run(capsys, "report")[1]
    assert run(capsys, "report", "--json")[0] == "[]\n"
    assert run(capsys, "report", "--quiet") == ("", "")
    assert "no index" in run(capsys, "add", "vélo", code=3)[1]
    assert run(capsys, "add", "?", code=2)[0] == ""
    assert list(tmp_path.iterdir()) == []


def test_a_search_does_not_load_saved_questions() -> None:
    code = "import sys, pipeline.search, pipeline.cli.searching; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pipeline.workspace", "pipeline.search.saved"} & set(done.stdout.split())
