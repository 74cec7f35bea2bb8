"""Night after night: what moves, goes, is cut short or only previewed, and what is reported."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from nobody import POSIX, as_nobody
from small_index import BagEncoder

from pipeline import build
from pipeline.cli import main
from pipeline.cluster.opening import open_index, where
from pipeline.errors import UsageError
from pipeline.models import Measure
from pipeline.settings import Settings

pytestmark = pytest.mark.usefixtures("line_stages")


@pytest.fixture
def settings(two_plans: Settings) -> Settings:
    return two_plans


@pytest.fixture
def either(two_plans: Settings, home: Path) -> Settings:
    """The same with each kind of index."""
    return replace(two_plans, index=home)


def run(settings: Settings, *paths: str, **options: object) -> build.Report:
    work = build.work(paths, None, settings)
    folders = build.folders(paths, settings)
    return build.ingest(where(settings.index), work, BagEncoder(), folders=folders, **options)  # type: ignore[arg-type]


def foresee(settings: Settings, **options: bool) -> build.Report:
    work = build.work((), None, settings)
    folders = build.folders((), settings)
    return build.preview(where(settings.index), work, folders=folders, **options)


def units(settings: Settings) -> dict[str, list[Measure]]:
    with open_index(settings.index) as reader:
        return {row.document: reader.units(row.document) for row in reader.documents()}


def ids(settings: Settings) -> dict[str, list[str]]:
    return {name: [unit.id for unit in found] for name, found in units(settings).items()}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def fail_to_read(*_: object) -> None:
    pytest.fail("a document was read again")


def test_a_moved_document_is_the_same_and_is_not_read(
    either: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(either)
    before = ids(either)["a.txt"]
    (either.corpus / "2024").mkdir()
    (either.corpus / "a.txt").rename(either.corpus / "2024" / "plan.txt")
    monkeypatch.setattr("pipeline.extract.read", fail_to_read)
    report = run(either)
    assert (report.moved, report.added, report.gone) == ({"2024/plan.txt": "a.txt"}, [], [])
    assert ids(either)["2024/plan.txt"] == before
    assert "a.txt" not in ids(either)
    assert units(either)["2024/plan.txt"][0].document == "2024/plan.txt"
    assert run(either).unchanged == ["2024/plan.txt", "b.txt"]


def test_a_copy_is_a_document_of_its_own(either: Settings) -> None:
    run(either)
    (either.corpus / "copy.txt").write_bytes((either.corpus / "a.txt").read_bytes())
    report = run(either)
    assert (report.added, report.moved) == (["copy.txt"], {})
    found = ids(either)
    assert set(found["a.txt"]).isdisjoint(found["copy.txt"])


def test_of_copies_that_moved_each_keeps_its_name(either: Settings) -> None:
    content = (either.corpus / "a.txt").read_bytes()
    (either.corpus / "c.txt").write_bytes(content)
    run(either)
    before = ids(either)
    (either.corpus / "new").mkdir()
    for name in ("c.txt", "a.txt"):
        (either.corpus / name).rename(either.corpus / "new" / name)
    assert run(either).moved == {"new/a.txt": "a.txt", "new/c.txt": "c.txt"}
    after = ids(either)
    assert after["new/c.txt"] == before["c.txt"]
    assert after["new/a.txt"] == before["a.txt"]


def test_a_moved_document_of_which_more_is_known_is_read_and_keeps_its_ids(
    either: Settings,
) -> None:
    run(either)
    before = ids(either)["a.txt"]
    (either.corpus / "a.txt").rename(either.corpus / "z.txt")
    toml = '[documents."z.txt"]\ntitle = "Plan vert"\n'
    (either.corpus / "plans.toml").write_text(toml, encoding="utf-8")
    report = run(either)
    assert (report.moved, report.measures) == ({"z.txt": "a.txt"}, 2)
    assert ids(either)["z.txt"] == before
    with open_index(either.index) as reader:
        assert [row.title for row in reader.documents()] == ["From the file", "Plan vert"]


def test_corrections_by_hand_move_with_their_document(either: Settings, tmp_path: Path) -> None:
    run(either)
    file = tmp_path / "m.jsonl"
    file.write_text('{"document": "b.txt", "statement": "Réduire tout bruit"}', encoding="utf-8")
    build.ingest(where(either.index), build.work((), file, either), BagEncoder())
    (either.corpus / "b.txt").rename(either.corpus / "c.txt")
    toml = '[documents."c.txt"]\ntitle = "Plan calme"\n'
    (either.corpus / "plans.toml").write_text(toml, encoding="utf-8")
    assert run(either).moved == {"c.txt": "b.txt"}
    assert [unit.statement for unit in units(either)["c.txt"]] == ["Réduire tout bruit"]


def test_the_same_folder_named_from_above_keeps_its_documents(
    either: Settings, tmp_path: Path
) -> None:
    plans = tmp_path / "plans" / "2024"
    plans.mkdir(parents=True)
    (plans / "p.txt").write_text("Planter des haies", encoding="utf-8")
    run(either, str(plans))
    before = ids(either)["p.txt"]
    assert run(either, str(plans.parent)).moved == {"2024/p.txt": "p.txt"}
    assert ids(either) == {"2024/p.txt": before}


def test_what_is_gone_is_named_and_pruned_only_when_asked(either: Settings) -> None:
    run(either)
    (either.corpus / "a.txt").unlink()
    report = run(either)
    assert (report.gone, report.removed, report.exit_code) == (["a.txt"], [], 0)
    assert "a.txt" in ids(either)
    report = run(either, prune=True)
    assert (report.gone, report.removed) == ([], ["a.txt"])
    assert list(ids(either)) == ["b.txt"]
    with open_index(either.index) as reader:
        assert len(reader.vectors()) == 1
        assert reader.lexical(["arbr"], 5) == {}


def test_pruning_keeps_to_the_folder_that_was_named(either: Settings, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.txt").write_text("Isoler les toits", encoding="utf-8")
    run(either)
    run(either, str(other))
    (either.corpus / "a.txt").unlink()
    assert run(either, str(other), prune=True).removed == []
    one = str(either.corpus / "b.txt")
    assert run(either, one, prune=True).removed == []
    assert run(either, prune=True).removed == ["a.txt"]
    assert set(ids(either)) == {"b.txt", "x.txt"}


@POSIX
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_closed_folder_is_not_gone(shelf: Path) -> None:
    from pipeline.build.planning import is_gone

    (shelf / "closed").mkdir()
    (shelf / "closed" / "a.txt").touch()
    (shelf / "closed").chmod(0)
    said = as_nobody(lambda: f"{is_gone(shelf / 'closed' / 'a.txt')} {is_gone(shelf / 'no')}")
    assert said == "False True"


def test_pruning_leaves_what_was_corrected_by_hand(
    either: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run(either)
    file = tmp_path / "m.jsonl"
    file.write_text('{"document": "b.txt", "statement": "Réduire tout bruit"}', encoding="utf-8")
    build.ingest(where(either.index), build.work((), file, either), BagEncoder())
    (either.corpus / "b.txt").unlink()
    assert run(either, prune=True).gone == ["b.txt"]
    assert "was corrected by hand: it stays" in caplog.text
    assert "b.txt" in ids(either)
    assert run(either, prune=True, reread=True).removed == ["b.txt"]


def test_an_empty_folder_prunes_nothing(settings: Settings) -> None:
    run(settings)
    for name in ("a.txt", "b.txt"):
        (settings.corpus / name).unlink()
    with pytest.raises(UsageError, match="nothing to index"):
        run(settings, prune=True)
    assert len(ids(settings)) == 2


def test_a_preview_says_what_a_run_then_does_and_changes_nothing(settings: Settings) -> None:
    assert foresee(settings).added == ["a.txt", "b.txt"]
    assert not settings.index.exists()
    (settings.corpus / "c.txt").write_text("Isoler les toits", encoding="utf-8")
    (settings.corpus / "d.txt").write_text("Ouvrir un musée", encoding="utf-8")
    run(settings)
    (settings.corpus / "a.txt").rename(settings.corpus / "z.txt")
    (settings.corpus / "b.txt").write_text("Réduire la vitesse", encoding="utf-8")
    (settings.corpus / "c.txt").unlink()
    (settings.corpus / "new.txt").write_text("Semer", encoding="utf-8")
    before = contents(settings.index)
    foreseen = foresee(settings, prune=True)
    assert contents(settings.index) == before
    done = run(settings, prune=True)
    assert foreseen.counts() == done.counts()
    assert done.counts() == {
        "added": 1,
        "changed": 1,
        "moved": 1,
        "removed": 1,
        "gone": 0,
        "unchanged": 1,
        "failed": 0,
    }
    for outcome in ("added", "changed", "moved", "removed"):
        assert getattr(foreseen, outcome) == getattr(done, outcome)


def test_only_the_index_is_written(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "workspace.db").write_bytes(b"reviews")
    before = contents(tmp_path)
    run(settings)
    (settings.corpus / "b.txt").unlink()
    run(settings, prune=True)
    after = {name: data for name, data in contents(tmp_path).items() if not name.startswith("ind")}
    assert after == {name: data for name, data in before.items() if name != "corpus/b.txt"}


@contextmanager
def cut_after(number: int, steps: Sequence[build.Step]) -> Iterator[Iterable[build.Step]]:
    def some() -> Iterator[build.Step]:
        for count, step in enumerate(steps):
            if count == number:
                raise RuntimeError("the power went")
            yield step

    yield some()


def test_an_interrupted_run_goes_on_where_it_was(
    either: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.build.run._BATCH", 2)
    for n in range(5):
        (either.corpus / f"n{n}.txt").write_text(f"Mesure {n}")
    with pytest.raises(RuntimeError, match="power"):
        run(either, progress=lambda steps: cut_after(5, steps))
    with open_index(either.index) as reader:
        (cut,) = reader.runs(9)
        assert (cut.finished, cut.counts["added"]) == (False, 4)
    report = run(either)
    assert (len(report.unchanged), report.added) == (4, ["n2.txt", "n3.txt", "n4.txt"])
    with open_index(either.index) as reader:
        assert [r.finished for r in reader.runs(9)] == [True, False]


def test_an_interrupted_rebuild_leaves_the_old_index_and_goes_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(settings)
    monkeypatch.setattr("pipeline.build.run._BATCH", 1)
    for n in range(3):
        (settings.corpus / f"n{n}.txt").write_text(f"Mesure {n}")
    with pytest.raises(RuntimeError, match="power"):
        run(settings, rebuild=True, progress=lambda steps: cut_after(4, steps))
    assert set(ids(settings)) == {"a.txt", "b.txt"}
    (settings.corpus / "n0.txt").unlink()
    report = run(settings, rebuild=True)
    assert (len(report.unchanged), report.added) == (3, ["n2.txt"])
    assert set(ids(settings)) == {"a.txt", "b.txt", "n1.txt", "n2.txt"}
    with open_index(settings.index) as reader:
        assert len(reader.vectors()) == 5
        assert [r.counts["added"] for r in reader.runs(9)] == [1, 4, 2]
    assert not list(settings.index.glob("*.new"))


def test_a_usual_run_drops_an_interrupted_rebuild(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(settings)
    monkeypatch.setattr("pipeline.build.run._BATCH", 1)
    with pytest.raises(RuntimeError, match="power"):
        run(settings, rebuild=True, progress=lambda steps: cut_after(1, steps))
    assert list(settings.index.glob("*.new"))
    assert run(settings).unchanged == ["a.txt", "b.txt"]
    assert not list(settings.index.glob("*.new"))


def test_ctrl_c_keeps_what_was_read(either: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline import extract

    read = extract.read

    def interrupted(path: Path, document: str, password: str = "", **_: object) -> object:
        if document == "b.txt":
            raise KeyboardInterrupt
        return read(path, document, password)

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.extract.read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run(either)
    report = run(either)
    assert (report.unchanged, report.added) == (["a.txt"], ["b.txt"])


def test_slow_documents_are_committed_by_time(
    either: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.build.run._SECONDS", 0.0)
    monkeypatch.setattr("pipeline.build.run._COMMIT_SHARE", 1e9)
    run(either)
    with open_index(either.index) as reader:
        assert reader.generation == 2


def test_a_file_found_at_another_place_is_remembered_there(
    either: Settings, tmp_path: Path
) -> None:
    run(either)
    either.corpus.rename(tmp_path / "plans")
    moved = Settings(either.index, tmp_path / "plans")
    assert run(moved).unchanged == ["a.txt", "b.txt"]
    with open_index(either.index) as reader:
        assert reader.known()["a.txt"].origin == str(Path("../plans/a.txt"))
    (moved.corpus / "a.txt").unlink()
    assert run(moved, prune=True).removed == ["a.txt"]


@pytest.fixture
def workspace(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("MESURES_INDEX", "MESURES_DEBUG", "MESURES_LIMIT", "MESURES_ENCODER"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_the_command_names_what_is_gone_and_lists_runs(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ingest"]) == 0
    (workspace / "corpus" / "a.txt").unlink()
    (workspace / "corpus" / "c.txt").write_text("DAMAGED")
    capsys.readouterr()
    assert main(["ingest", "--dry-run"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == ["added    c.txt", "gone     a.txt"]
    assert "nothing was changed" in said.err
    assert main(["ingest"]) == 1
    assert (
        "gone, but still in the index: a.txt (`mesures ingest --prune`" in capsys.readouterr().err
    )
    assert main(["ingest", "--prune", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["removed"] == ["a.txt"]
    assert main(["runs", "--jsonl"]) == 0
    runs = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [r["counts"]["removed"] for r in runs] == [1, 0, 0]
    assert runs[0]["failed"] == {"c.txt": "c.txt is damaged; get another copy"}
    assert main(["runs", "-n", "1"]) == 0
    said = capsys.readouterr()
    assert "1 removed, 1 unchanged, 1 failed" in said.out
    assert "failed: c.txt is damaged" in said.out


def test_reports_are_written_for_programs_and_for_people(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "corpus" / "c.txt").write_text("DAMAGED")
    (workspace / "corpus" / "e&b.txt").write_text("Semer")
    assert main(["ingest", "--report", "r.html"]) == 1
    page = (workspace / "r.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page
    assert "1\u00a0document en échec" in page
    assert "3\u00a0documents ajoutés" in page
    assert "e&amp;b.txt" in page
    assert re.search(r"Indexation du .*\d{4} à \d{1,2}\u00a0h\u00a0\d\d\u00a0\(UTC\)", page)
    french = re.sub('<span lang="en">.*?</span>|&[a-z]+;', "", page.partition("</style>")[2])
    assert not re.search(r"(?<!\u00a0)[:;] |https?://", french)
    assert main(["ingest", "--report", "r.json"]) == 1
    report = json.loads((workspace / "r.json").read_text(encoding="utf-8"))
    assert report["counts"] == {
        "added": 0,
        "changed": 0,
        "moved": 0,
        "removed": 0,
        "gone": 0,
        "unchanged": 3,
        "failed": 1,
    }
    assert report["exit_code"] == 1
    assert not list(workspace.glob(".r*"))
    capsys.readouterr()
    for name, said in (
        ("r.pdf", ".json or .html"),
        ("no/r.html", "no folder"),
        ("corpus", ".json"),
    ):
        assert main(["ingest", "--report", name]) == 2
        assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ["--watch", "--rebuild"],
        ["--watch", "--dry-run"],
        ["--watch", "--measures", "m.jsonl"],
        ["--prune", "--measures", "m.jsonl"],
    ],
)
def test_options_that_do_not_go_together_are_told(workspace: Path, options: list[str]) -> None:
    (workspace / "m.jsonl").touch()
    assert main(["ingest", *options]) == 2
