"""Ingest: what is skipped, what is kept, what fails, and what that does to the exit code."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from small_index import BagEncoder

from pipeline import build, corpus
from pipeline.errors import UsageError
from pipeline.export.jsonfiles import json_lines
from pipeline.models import Facts, Plan
from pipeline.settings import Settings
from pipeline.store import Reader

pytestmark = pytest.mark.usefixtures("line_stages")


@pytest.fixture
def settings(two_plans: Settings) -> Settings:
    return two_plans


def run(settings: Settings, *paths: str, rebuild: bool = False) -> build.Report:
    work = build.work(paths, None, settings)
    return build.ingest(settings.index, work, BagEncoder(), rebuild)


def statements(settings: Settings) -> list[str]:
    with Reader(settings.index) as reader:
        return [m.statement for row in reader.documents() for m in reader.units(row.document)]


def test_what_did_not_change_is_skipped(settings: Settings) -> None:
    assert run(settings).added == ["a.txt", "b.txt"]
    with Reader(settings.index) as reader:
        generation = reader.generation
    report = run(settings)
    assert (report.unchanged, report.added, report.exit_code) == (["a.txt", "b.txt"], [], 0)
    (settings.corpus / "b.txt").write_text("Réduire la vitesse", encoding="utf-8")
    (settings.corpus / "c.txt").write_text("Isoler les toits", encoding="utf-8")
    with Reader(settings.index) as reader:
        assert reader.generation == generation
    report = run(settings)
    assert (report.added, report.changed, report.unchanged) == (["c.txt"], ["b.txt"], ["a.txt"])
    assert "Réduire la vitesse" in statements(settings)
    assert "Réduire le bruit" not in statements(settings)


def test_a_change_of_plans_toml_or_of_a_stage_is_a_change(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(settings)
    toml = '[documents."a.txt"]\ntitle = "Plan vert"\n'
    (settings.corpus / "plans.toml").write_text(toml, encoding="utf-8")
    assert run(settings).changed == ["a.txt"]
    with Reader(settings.index) as reader:
        (plan, other) = reader.documents()
    assert plan.facts == Facts(title="Plan vert", language="fr")
    assert other.title == "From the file"
    monkeypatch.setattr("pipeline.segment.VERSION", "next")
    assert run(settings).changed == ["a.txt", "b.txt"]


def test_a_failure_is_named_and_leaves_the_others_and_the_old_version(settings: Settings) -> None:
    run(settings)
    (settings.corpus / "a.txt").write_text("DAMAGED")
    (settings.corpus / "bug.txt").write_text("BUG")
    (settings.corpus / "new.txt").write_text("Nouvelle mesure")
    report = run(settings)
    assert report.added == ["new.txt"]
    assert report.exit_code == 1
    assert report.failed["a.txt"] == "a.txt is damaged; get another copy"
    reason = report.failed["bug.txt"]
    assert "bug.txt cannot be read (ZeroDivisionError: division by zero)" in reason
    assert "\n" not in reason
    assert {"Planter des arbres", "Nouvelle mesure"} <= set(statements(settings))
    with Reader(settings.index) as reader:
        last = reader.last_run()
    assert last is not None
    assert set(last.failed) == {"a.txt", "bug.txt"}


def test_when_everything_fails_the_code_says_so(settings: Settings) -> None:
    for name in ("a.txt", "b.txt"):
        (settings.corpus / name).write_text("DAMAGED")
    assert run(settings).exit_code == 4
    assert not list(settings.index.glob("*.faiss"))


def test_nothing_to_index_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="nothing to index"):
        run(settings, str(tmp_path / "empty"))


def test_a_long_run_is_committed_in_batches(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.build.run._BATCH", 2)
    for n in range(5):
        (settings.corpus / f"n{n}.txt").write_text(f"Mesure {n}")
    assert len(run(settings).added) == 7
    assert len(statements(settings)) == 8
    with Reader(settings.index) as reader:
        assert reader.generation == 4
        assert len(reader.vectors()) == 8


def test_another_encoder_encodes_what_is_unchanged(settings: Settings) -> None:
    run(settings)
    other = BagEncoder("other", 8)
    report = build.ingest(settings.index, build.work((), None, settings), other)
    assert report.unchanged == ["a.txt", "b.txt"]
    with Reader(settings.index) as reader:
        assert (reader.encoder.name, reader.vectors().dimension) == ("other", 8)
    assert report.encoded_again
    assert build.built_with(settings.index, rebuild=False) == "other"
    assert build.built_with(settings.index, rebuild=True) is None


def test_a_torn_vector_file_is_mended_by_the_next_run(settings: Settings) -> None:
    run(settings)
    (path,) = settings.index.glob("*.faiss")
    path.write_bytes(path.read_bytes()[:-4])
    assert run(settings).unchanged == ["a.txt", "b.txt"]
    with Reader(settings.index) as reader:
        assert len(reader.vectors()) == 3


def test_measures_of_a_file_are_indexed(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "measures.jsonl"
    lines = [
        {"document": "p.pdf", "statement": "Planter", "label": "1.1", "path": ["Axe"], "page": 2},
        {"document": "q.pdf", "statement": "Isoler", "plan": "Plan Q", "kind": "recommendation"},
    ]
    content = "\n\n".join(json.dumps(line) for line in lines)
    file.write_text("\ufeff" + content, encoding="utf-8")
    report = build.ingest(settings.index, build.work((), file, settings), BagEncoder())
    assert report.added == ["p.pdf", "q.pdf"]
    with Reader(settings.index) as reader:
        (first,) = reader.units("p.pdf")
        assert (first.label, first.path, first.page, first.printed) == (
            "1.1",
            ("Axe",),
            2,
            "Planter",
        )
        assert [row.title for row in reader.documents()] == ["p.pdf", "Plan Q"]
    again = build.ingest(settings.index, build.work((), file, settings), BagEncoder())
    assert again.unchanged == ["p.pdf", "q.pdf"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"document": "p.pdf"}', "line 1: statement must be a text"),
        ('{"statement": "x"}', "line 1: document must be a text"),
        ('{"document": "p", "statement": "x", "kind": "wish"}', "kind must be one of"),
        ('{"document": "p", "statement": "x", "path": "Axe"}', "path must be a list"),
        ('{"document": "p", "statement": "x", "page": "2"}', "page must be a whole number"),
        ("[1]", "must be a JSON object"),
        ("{", "line 1: not valid JSON"),
        ("[" * 100_000, "line 1: nested too deeply"),
        ('{"page": ' + "9" * 5000 + "}", "line 1: not valid JSON"),
        ('{"document": "p", "statement": "x \\ud800"}', "line 1: .*half a character"),
        ('{"document": "p", "statement": "…"}', "line 1: statement holds no word"),
        ('{"document": "p", "statement": "x", "kind": ["measure"]}', "kind must be one of"),
        ('{"document": "p", "statement": "x", "page": 0}', "whole number from 1"),
        ('{"document": "p", "statement": "x", "page": true}', "whole number from 1"),
        ('{"document": "p", "statement": "x", "page": 99999999999999999999}', "whole number"),
        ('{"document": "p", "statement": "x", "span": [0, 99999999999999999999]}', "span must be"),
        ('{"document": "p", "statement": "x", "span": [2, 1]}', "span must be"),
        ("", "holds no measure; make it with `mesures segment"),
    ],
)
def test_a_faulty_line_is_named(settings: Settings, tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "measures.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(UsageError, match=said) as caught:
        build.work((), file, settings)
    assert "measures.jsonl" in str(caught.value)


def test_files_are_segmented_without_an_index(settings: Settings) -> None:
    (settings.corpus / "bad.txt").write_text("DAMAGED")
    failed: list[str] = []
    found = build.segment_files(
        [str(settings.corpus)], settings, False, lambda name, why: failed.append(why)
    )
    assert [(name, len(measures)) for name, measures in found] == [("a.txt", 2), ("b.txt", 1)]
    assert failed == ["bad.txt is damaged; get another copy"]
    assert not settings.index.exists()


def test_line_separators_of_unicode_may_stand_in_a_text(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_bytes('{"text": "un\u2028deux\x85trois"}\r\n{"text": "b"}'.encode())
    assert [record["text"] for _, record in json_lines(file)] == [
        "un\u2028deux\x85trois",
        "b",
    ]


def test_titles_of_measures_and_documents_hold_no_control_characters(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "measures.jsonl"
    file.write_text('{"document": "p", "statement": "Planter", "plan": "A\\u001bB"}')
    build.ingest(settings.index, build.work((), file, settings), BagEncoder())
    plan = Plan("a.txt", "x", (), (), Facts(issuer="C\x9bD"))
    monkeypatch.setattr("pipeline.extract.read", lambda *_, **__: plan)
    run(settings)
    with Reader(settings.index) as reader:
        facts = {row.document: row.facts for row in reader.documents()}
    assert facts["p"].title == "A B"
    assert facts["a.txt"].issuer == "C D"


def test_an_unnameable_or_closed_document_fails_alone(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = corpus.sources([settings.corpus], settings.corpus, lambda path: True)
    bad = replace(sources[0], document="b\udcff.txt", path=settings.corpus / "b\udcff.txt")
    closed = replace(sources[0], document="sub", fault="sub cannot be read (denied)")
    work = build.document_work([bad, closed, *sources])
    report = build.ingest(settings.index, work, BagEncoder())
    assert report.added == ["a.txt", "b.txt"]
    assert report.exit_code == 1
    assert "b\\udcff.txt: the name of the file is not UTF-8" in report.failed["b\\udcff.txt"]
    assert report.failed["sub"] == "sub cannot be read (denied)"
    monkeypatch.setattr("pipeline.corpus.sources", lambda *_: [bad, *sources])
    failed: list[str] = []
    found = build.segment_files(["x"], settings, False, lambda name, _: failed.append(name))
    assert [name for name, _ in found] == ["a.txt", "b.txt"]
    assert failed == ["b\\udcff.txt"]


def test_nothing_to_segment_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="nothing to read"):
        list(build.segment_files([str(tmp_path / "empty")], settings, False, lambda *_: None))


def test_mended_vectors_are_reported(settings: Settings) -> None:
    assert not run(settings).encoded_again
    assert not run(settings).encoded_again
    (path,) = settings.index.glob("*.faiss")
    path.unlink()
    assert run(settings).encoded_again


def test_another_file_with_the_same_id_does_not_replace_the_first(
    settings: Settings, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, text in ((one, "Planter des arbres"), (two, "Ouvrir un parc")):
        folder.mkdir()
        (folder / "plan.txt").write_text(text)
    (two / "other.txt").write_text("Réduire le bruit")
    assert run(settings, str(one)).exit_code == 0
    report = run(settings, str(two))
    assert (report.added, report.exit_code) == (["other.txt"], 1)
    said = report.failed["plan.txt"]
    assert str(one / "plan.txt") in said
    assert str(two / "plan.txt") in said
    assert "put both under one folder" in said
    assert "Planter des arbres" in statements(settings)
    (two / "plan.txt").write_text("Planter des arbres")  # a copy of the first is the first
    assert run(settings, str(two / "plan.txt")).unchanged == ["plan.txt"]
    (one / "plan.txt").unlink()  # the document was moved, and then changed
    (two / "plan.txt").write_text("Ouvrir deux parcs")
    assert run(settings, str(two)).changed == ["plan.txt"]
    assert run(settings, str(two)).unchanged == ["other.txt", "plan.txt"]


def test_a_copied_workspace_has_documents_of_its_own(settings: Settings, tmp_path: Path) -> None:
    run(settings)
    shutil.copytree(settings.corpus, tmp_path / "copy" / "corpus")
    shutil.copytree(settings.index, tmp_path / "copy" / "index")
    copied = Settings(tmp_path / "copy" / "index", tmp_path / "copy" / "corpus")
    (copied.corpus / "a.txt").write_text("Autre chose")
    report = run(copied)
    assert (report.changed, report.unchanged, report.failed) == (["a.txt"], ["b.txt"], {})
