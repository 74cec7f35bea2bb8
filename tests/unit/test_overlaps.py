"""Overlaps of measures: which pairs are found, how they are told, what explains them."""

from __future__ import annotations

import itertools
import json
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner
from homes import KINDS, home_in

from pipeline.cli import cli, main, output
from pipeline.embed import load_encoder
from pipeline.errors import UsageError
from pipeline.models import Facts, Measure, Relation, Span, UnitKind
from pipeline.overlap import aligned, among, contrasts, overlaps
from pipeline.overlap.judging import emphasised
from pipeline.overlap.weights import load_weights
from pipeline.overlap.wording import plain, said_by
from pipeline.store import DocumentRow

PLANS = ("ville.pdf", "comte.pdf", "foyer.pdf")
STATEMENTS = {
    "ville.pdf": [
        "Aménager dix kilomètres de pistes cyclables",
        "Ouvrir un guichet unique pour les aînés",
        "Planter mille arbres dans les cours d'école",
        "Réduire la consommation d'énergie des bâtiments municipaux",
    ],
    "comte.pdf": [
        "Développer la pratique du vélo",
        "Planter mille arbres dans les cours d’école !",
        "Réduire la consommation d'énergie des bâtiments du comté",
        "Publier un rapport annuel sur les finances",
    ],
    "foyer.pdf": [
        "Que la Coalition défende le financement à la mission",
        "Former les bénévoles à l'accueil",
        "Créer une banque de vêtements d'hiver",
        "Prêter des vélos aux nouveaux arrivants",
    ],
}


def measure(statement: str, document: str = "ville.pdf", **given: object) -> Measure:
    return replace(
        Measure(document, UnitKind.MEASURE, None, statement, statement, (), None, Span(0, 1)),
        **given,
    )


def row(document: str) -> DocumentRow:
    return DocumentRow(document, Facts(title=document), 1, {}, "2026-01-01")


@pytest.fixture(scope="module")
def held() -> list[Measure]:
    return [measure(text, plan) for plan, texts in STATEMENTS.items() for text in texts]


def found_of(held: list[Measure], **asked: object) -> dict[frozenset[str], tuple[Relation, float]]:
    pairs = overlaps(among([row(plan) for plan in PLANS], held), **asked)
    return {frozenset((o.a.statement, o.b.statement)): (o.relation, o.score) for o in pairs}


def test_equal_statements_are_the_same_whatever_their_accents_and_signs(
    held: list[Measure],
) -> None:
    found = found_of(held)
    pair = frozenset((STATEMENTS["ville.pdf"][2], STATEMENTS["comte.pdf"][1]))
    assert found[pair] == (Relation.SAME, 1.0)


def test_likelier_pairs_come_first_and_none_is_of_one_plan(held: list[Measure]) -> None:
    pairs = overlaps(among([row(plan) for plan in PLANS], held), least=0.0)
    scores = [pair.score for pair in pairs]
    assert scores == sorted(scores, reverse=True)
    assert all(pair.a.document != pair.b.document for pair in pairs)
    assert len({frozenset((p.a.statement, p.b.statement)) for p in pairs}) == len(pairs)


def test_what_is_said_in_other_words_is_found_before_what_has_nothing_in_common(
    held: list[Measure],
) -> None:
    found = found_of(held, least=0.0)
    near = found[frozenset((STATEMENTS["ville.pdf"][3], STATEMENTS["comte.pdf"][2]))]
    far = found.get(frozenset((STATEMENTS["ville.pdf"][3], STATEMENTS["comte.pdf"][3])))
    assert near[1] > 0.3
    assert far is None or far[1] < 0.05


def test_the_general_measure_is_the_first_of_a_broader_pair(held: list[Measure]) -> None:
    pairs = overlaps(among([row(plan) for plan in PLANS], held))
    pair = next(p for p in pairs if "pistes cyclables" in p.a.statement + p.b.statement)
    assert pair.relation is Relation.BROADER
    assert pair.a.statement == "Développer la pratique du vélo"


def test_only_wanted_pairs_come(held: list[Measure]) -> None:
    kept = found_of(held, least=0.0, only=[0, 4, 5])
    assert kept
    assert all(pair <= {held[n].statement for n in (0, 4, 5)} for pair in kept)
    across = overlaps(
        among([row(plan) for plan in PLANS], held), least=0.0, between=([0, 1], [4, 5])
    )
    assert len(across)
    assert {p.a.document for p in across} | {p.b.document for p in across} <= set(PLANS[:2])


def test_editions_of_one_plan_are_left_out_unless_asked_for(held: list[Measure]) -> None:
    again = [replace(one, document="ville-2030.pdf") for one in held[:4]]
    rows = [*(row(plan) for plan in PLANS), row("ville-2030.pdf")]
    without = overlaps(among(rows, [*held, *again]))
    assert not [
        p for p in without if {p.a.document, p.b.document} == {"ville.pdf", "ville-2030.pdf"}
    ]
    asked = overlaps(among(rows, [*held, *again]), related=True)
    between = [p for p in asked if {p.a.document, p.b.document} == {"ville.pdf", "ville-2030.pdf"}]
    assert between
    assert all(pair.edition for pair in between)


def test_nothing_comes_of_nothing() -> None:
    assert not len(overlaps(among([], [])))
    assert not len(overlaps(among([row("ville.pdf")], [measure("")])))
    empty = overlaps(among([row("a"), row("b")], [measure("", "a"), measure("de la", "b")]))
    assert not len(empty)


def test_pairs_are_a_sequence(held: list[Measure]) -> None:
    pairs = overlaps(among([row(plan) for plan in PLANS], held), least=0.0)
    assert pairs[0] == next(iter(pairs))
    assert pairs[:2] == [pairs[0], pairs[1]]
    assert pairs[-1] == pairs[len(pairs) - 1]
    with pytest.raises(IndexError):
        pairs[len(pairs)]


def test_weights_were_fitted_with_the_shipped_encoder() -> None:
    weights = load_weights()
    assert weights.encoder == load_encoder().revision
    assert len(weights.emphasis.words) == load_encoder().dimension
    assert weights.related < weights.overlap < 0.5
    assert min(weights.likeness.least, weights.likeness.most, weights.likeness.means) > 0


def test_shares_of_words_add_up_and_verbs_weigh_less(held: list[Measure]) -> None:
    said = said_by(held)
    voiced = emphasised(said, load_weights().emphasis)
    for wording in (voiced.wide, voiced.own, plain(said)):
        np.testing.assert_allclose([shares.sum() for shares in wording.shares], 1, atol=1e-5)
    opening, *rest = voiced.own.shares[0]
    assert opening < max(rest)


def test_headings_stand_for_words_that_a_statement_lacks() -> None:
    short = measure("Douze nouvelles", path=("Fiches", "Pistes cyclables"))
    other = measure("Aménager des pistes cyclables", "comte.pdf")
    bare = overlaps(
        among([row("ville.pdf"), row("comte.pdf")], [replace(short, path=()), other]), 0
    )
    headed = overlaps(among([row("ville.pdf"), row("comte.pdf")], [short, other]), 0)
    assert headed[0].score > max((pair.score for pair in bare), default=0.0)


def test_words_side_by_side() -> None:
    one = measure("Soutenir les bénévoles du comté")
    (found,) = aligned([(one, measure("Le soutien au bénévolat", "comte.pdf"))])
    met = {(meeting.first, meeting.second) for meeting in found.met}
    assert ("bénévoles", "bénévolat") in met
    assert "comté" in found.only_first
    assert all(0 < meeting.nearness <= 1 for meeting in found.met)
    (nothing,) = aligned([(measure(""), one)])
    assert not nothing.met
    assert nothing.only_second == ("Soutenir", "bénévoles", "comté")


def test_contrasts_name_what_one_side_says_or_both_say_otherwise() -> None:
    one = measure("Créer un fonds de 200 000 euros", lead="Service des sports", deadline="2027")
    other = measure("Créer un guide", "comte.pdf", deadline="2027", audience="aînés")
    found = {each.name: (each.first, each.second) for each in contrasts(one, other)}
    assert found == {
        "audience": (None, "aînés"),
        "instrument": ("fonds", "guide"),
        "lead": ("Service des sports", None),
        "amount": ("200 000 euros", None),
    }
    assert not contrasts(one, one)


@pytest.fixture(scope="module", params=KINDS)
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("overlaps")
    home = str(home_in(folder, request.param))
    lines = [
        json.dumps({"document": plan, "kind": "measure", "label": None, "statement": text})
        for plan, texts in STATEMENTS.items()
        for text in texts
    ]
    (folder / "measures.jsonl").write_text("\n".join(lines), encoding="utf-8")
    made = CliRunner().invoke(cli, ["ingest", "--measures", f"{folder}/measures.jsonl", "-i", home])
    assert made.exit_code == 0, made.output
    return home


def test_the_command_prints_pairs_a_line(index: str) -> None:
    done = CliRunner().invoke(cli, ["overlaps", "-i", index, "--jsonl"])
    assert done.exit_code == 0
    first, *_ = [json.loads(line) for line in done.stdout.splitlines()]
    assert first["relation"] == "same"
    assert first["score"] == 1
    assert {"document", "statement", "path", "page"} <= set(first["a"])
    assert first["edition"] is False


def test_the_command_prints_pairs_for_people(index: str) -> None:
    done = CliRunner().invoke(cli, ["overlaps", "-i", index, "-n", "1"])
    assert done.exit_code == 0
    assert done.stdout.startswith("1. Identique · 100\u00a0%")
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "less likely" in done.stderr


@pytest.mark.parametrize(("slow", "said"), [(True, 2), (False, 0)])
def test_on_a_terminal_long_work_tells_how_far_it_is(
    index: str,
    slow: bool,
    said: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = itertools.count(0, 2 if slow else 0.01)
    monkeypatch.setattr(output, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["overlaps", "--min-score", "0", "-i", index, "--jsonl"]) == 0
    told, shown = capsys.readouterr(), "\r\x1b[K"
    assert len(told.err.split(shown)) - 1 == said
    assert told.err.endswith(shown * slow)
    assert ("pairs of measures judged" in told.err) == slow
    assert len(told.out.splitlines()) > 10


def test_the_command_takes_two_plans_and_a_least_score(index: str) -> None:
    runner = CliRunner()
    done = runner.invoke(cli, ["overlaps", "-i", index, "--between", "ville", "comte", "--jsonl"])
    sides = [json.loads(line) for line in done.stdout.splitlines()]
    assert sides
    assert {one[side]["document"] for one in sides for side in "ab"} == {"ville.pdf", "comte.pdf"}
    strict = runner.invoke(cli, ["overlaps", "-i", index, "--min-score", "0.99", "--jsonl"])
    assert [json.loads(line)["relation"] for line in strict.stdout.splitlines()] == ["same"]
    twice = runner.invoke(cli, ["overlaps", "-i", index, "--between", "ville", "ville"])
    assert isinstance(twice.exception, UsageError)
    assert "name two plans" in str(twice.exception)


def test_related_pairs_come_only_when_asked_for(index: str) -> None:
    runner, strict = CliRunner(), ["overlaps", "-i", index, "--jsonl", "--min-score", "0.99"]
    few = [json.loads(line) for line in runner.invoke(cli, strict).stdout.splitlines()]
    asked = runner.invoke(cli, [*strict, "--all-relations"]).stdout
    many = [json.loads(line)["relation"] for line in asked.splitlines()]
    assert [one["relation"] for one in few] == ["same"]
    assert many[0] == "same"
    assert set(many[1:]) == {"related"}


def test_the_command_takes_a_theme(index: str) -> None:
    runner = CliRunner()
    listed = json.loads(runner.invoke(cli, ["themes", "-i", index, "--json"]).stdout)
    for theme in listed:
        done = runner.invoke(cli, ["overlaps", "-i", index, "--jsonl", "--theme", theme["id"]])
        assert done.exit_code == 0, done.exception
    unknown = runner.invoke(cli, ["overlaps", "-i", index, "--theme", "zzz"])
    assert isinstance(unknown.exception, UsageError)
    assert "zzz" in str(unknown.exception)


@pytest.mark.parametrize("command", ["overlaps", "clusters", "coverage"])
def test_nan_is_no_least_score(command: str) -> None:
    done = CliRunner().invoke(cli, [command, "-i", "nowhere", "--min-score", "nan"])
    assert done.exit_code == 2
    assert "must be a probability" in done.stderr
