"""An index in Milvus: commits that are whole, the counts of a folder, and plain errors.

That it answers as a folder does is shown by the suite that goes over both (tests/unit/homes.py).
"""

from __future__ import annotations

import json
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from small_index import BENEVOLES, LOGEMENT, VELO, BagEncoder, build, entry, measure

from pipeline.cli import main
from pipeline.cluster import milvus_target
from pipeline.cluster.opening import address_of, open_index, where
from pipeline.errors import EncoderError, IndexUnavailableError, UsageError
from pipeline.models import Facts, Filters, Query
from pipeline.overlap import collected, overlaps
from pipeline.search import Searcher, identity, words
from pipeline.store import Entry, IndexWriter, MeasureIndex, Run
from pipeline.text import analyse

ROOT = Path(__file__).parents[2]
THINGS = "école sentier marais verger atelier bibliothèque navette jardin moulin halle".split()
DEEDS = "Ouvrir Rénover Relier Entretenir Agrandir Financer Protéger".split()


def spoken(chance: random.Random, document: str) -> list[str]:
    return [
        f"{chance.choice(DEEDS)} {chance.randint(2, 9)} {chance.choice(THINGS)}s près du "
        f"{chance.choice(THINGS)} de {document.partition('.')[0]}"
        for _ in range(chance.randint(1, 4))
    ]


def made(chance: random.Random, document: str) -> Entry:
    """A document of a few measures, with an acronym."""
    lead = chance.choice([None, "Ville d'Orvanne", 'Régie « 100 % » de l"eau', "Office_du_lac"])
    units = [measure(said, document, lead=lead) for said in spoken(chance, document)]
    one = entry(units, document, Facts(title=f"Plan {document}", period="2024-2026"))
    return replace(one, acronyms=(("RVL", f"réseau {chance.choice(THINGS)} libre"),))


def test_it_counts_as_a_folder_does_after_any_changes(tmp_path: Path, there: Path) -> None:
    chance, encoder = random.Random(7), BagEncoder()
    encoded = words(encoder)
    folder = tmp_path / "folder"
    names = [f"plan-{n}.pdf" for n in range(6)]
    held: set[str] = set()
    for _ in range(7):
        changes: list[Callable[[IndexWriter], None]] = []
        for name in chance.sample(names, 3):
            deed = chance.choice(["put", "put", "remove", "move", "mend"])
            other = next((n for n in names if n not in held), None)
            if deed == "remove" and name in held:
                changes.append(lambda writer, name=name: writer.remove(name))  # type: ignore[misc]
                held.discard(name)
            elif deed == "move" and name in held and other:
                changes.append(lambda w, n=name, o=other: w.move(n, o, f"../{o}"))  # type: ignore[misc]
                held ^= {name, other}
            else:
                found = made(chance, name)
                if deed == "mend" and name in held:
                    found = replace(found, beside=True, mended="by hand")
                changes.append(lambda writer, found=found: writer.put(found))  # type: ignore[misc]
                held.add(name)
        for index in (folder, there):
            with where(index).write(identity(encoder)) as writer:
                for change in changes:
                    change(writer)
                writer.commit(encoder.encode_documents, words=encoded)
        with open_index(folder) as one, open_index(there) as other_kind:
            assert said_by(other_kind) == said_by(one)


def said_by(index: MeasureIndex) -> dict[str, object]:
    """All that questions hang on, without the numbers of rows."""
    with index.snapshot():
        documents = index.documents()
        terms = sorted({term for thing in (*THINGS, *DEEDS, "plan 3") for term in thing.split()})
        rows = {d.document: index.rows_of(d.document) for d in documents}
        ids = {row: m.id for some in rows.values() for row, m in index.measures(some).items()}
        letters = {letter: sorted(index.lexicon.words(letter, 2, 20)) for letter in "abefmnorv"}
        stems = [term for found in letters.values() for term, _ in found]
        leads = ("orvanne", "100 %", 'l"eau', "office_du")
        return {
            "collection": index.collection,
            "documents": documents,
            "units": {d.document: index.units(d.document) for d in documents},
            "words": letters,
            "vectors": sorted(index.lexicon.vectors(stems)),
            "acronyms": index.lexicon.acronyms(["rvl", "reseau", "verger", "libr"]),
            "held": index.frequencies([*terms, "marais verger"]),
            "lexical": {
                term: sorted(
                    (ids[row], round(score, 9))
                    for row, score in index.lexical([term, f"{term} verg"], 5_000).items()
                )
                for term in stems[:40]
            },
            "leads": {
                lead: sorted(ids[row] for row in index.admitted(Filters(leads=(lead,))) or ())
                for lead in leads
            },
            "vectors of units": len(index.vectors()),
            "known": index.known(),
            "wordings": {name: sorted(keys) for name, keys in index.wordings().items()},
        }


def test_long_texts_and_odd_signs_come_back(there: Path) -> None:
    encoder = BagEncoder()
    long = measure(
        'Étendre « l\'offre » \\ "partout" 100 % ✓\n\x1f' + "planter des saules " * 6_000,
        lead='L\'Agence\n"des eaux"',
        details=("€" * 70_000,),
    )
    with where(there).write(identity(encoder)) as writer:
        writer.put(entry([long, VELO]))
        writer.commit(encoder.encode_documents)
    with open_index(there) as index:
        stored = index.units("plan.pdf")
        assert [replace(unit, id="") for unit in stored] == [long, VELO]
        plan = index.catalogue.plan("plan.pdf")
        assert plan
        assert plan.text.startswith(long.statement)
        assert [*index.lexical(["saul"], 5)] == index.rows_of("plan.pdf")[:1]


def test_more_rows_than_one_answer_holds(there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = BagEncoder()
    with where(there).write(identity(encoder)) as writer:
        writer.put(entry([measure(f"Planter {n} saules près du lac") for n in range(40)]))
        writer.commit(encoder.encode_documents)
    with open_index(there) as index:
        monkeypatch.setattr("pipeline.cluster.milvus_lexicon.MOST", 8)
        run = [term.term for term in analyse("saules près du lac")]
        assert len(index.lexicon.holding([run])) == 40
        assert index.lexicon.holding([run[::-1]]) == set()


def test_words_without_accents_find_those_with(there: Path) -> None:
    encoder = BagEncoder()
    with where(there).write(identity(encoder)) as writer:
        writer.put(entry([measure("Rénover les écoles du marais"), BENEVOLES]))
        writer.commit(encoder.encode_documents)
    with open_index(there) as index:
        hits = Searcher(index, encoder).search(Query("ecole", 1))
    assert hits[0].measure.statement == "Rénover les écoles du marais"
    assert hits[0].parts["lexical"] > 0


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from small_index import BagEncoder, entry, measure
from pipeline.cluster.milvus_target import Target
from pipeline.cluster.opening import where
from pipeline.search import identity

def die(*_):
    print("dying", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

Target.commit = die
with where(Path({index!r})).write(identity(BagEncoder())) as writer:
    writer.put(entry([measure(f"Nouvelle mesure {{n}}") for n in range(50)]))
    writer.remove("ville.pdf")
    writer.commit(BagEncoder().encode_documents)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on Windows")
def test_a_killed_writer_leaves_the_last_index(there: Path) -> None:
    build(there)
    tests = str(ROOT / "tests" / "unit")
    script = KILLED.format(root=str(ROOT), tests=tests, index=str(there))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (-signal.SIGKILL, "dying"), done.stderr
    with open_index(there) as index:
        assert [len(index.units(row.document)) for row in index.documents()] == [2, 2]
        assert len(index.vectors().ids) == len(index.lexicon.all_rows()) == 4
        assert index.frequencies(["nouvel"]) == ({"nouvel": 0}, 4)
    encoder = BagEncoder()
    with where(there).write(identity(encoder)) as writer:
        writer.put(entry([LOGEMENT], "autre.pdf"))
        writer.commit(encoder.encode_documents)
    with open_index(there) as index:
        assert [row.document for row in index.documents()] == ["autre.pdf", "plan.pdf", "ville.pdf"]
        assert index.frequencies(["nouvel"]) == ({"nouvel": 0}, 5)


def write_anew(there: Path, encoder: BagEncoder, times: int) -> None:
    """Other measures of plan.pdf, one commit after the other."""
    for n in range(times):
        with where(there).write(identity(encoder)) as writer:
            writer.put(entry([measure(f"Tout autre chose, {n}")]))
            writer.remove("ville.pdf")
            writer.commit(encoder.encode_documents)


def test_who_reads_a_commit_is_not_cut_off_by_the_next_ones(
    there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_target, "_NAMED", 1)
    encoder = build(there)
    with open_index(there) as index, index.snapshot():
        before = [unit.statement for unit in index.units("plan.pdf")]
        write_anew(there, encoder, 3)
        assert [unit.statement for unit in index.units("plan.pdf")] == before
        assert len(index.vectors().ids) == 4
    with open_index(there) as index:
        assert [row.document for row in index.documents()] == ["plan.pdf"]
        assert [unit.statement for unit in index.units("plan.pdf")] == ["Tout autre chose, 2"]
        assert len(index.vectors().ids) == len(index.lexicon.all_rows()) == 1
        assert index.frequencies(["chos"]) == ({"chos": 1}, 1)


@pytest.mark.parametrize("limit", ["_READING", "_LEFT_OUT"])
def test_who_reads_for_too_long_is_told(
    there: Path, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(milvus_target, limit, 0)
    encoder = build(there)
    with open_index(there) as index:
        with index.snapshot():
            write_anew(there, encoder, 1)
            assert len(index.units("ville.pdf")) == 2
        with ExitStack() as told:
            told.enter_context(pytest.raises(IndexUnavailableError, match="try again"))
            told.enter_context(index.snapshot())
            write_anew(there, encoder, 2)
            assert index.units("plan.pdf") == []
        with index.snapshot():
            assert [unit.statement for unit in index.units("plan.pdf")] == ["Tout autre chose, 1"]


def test_a_rebuild_takes_the_place_of_the_old_index_at_its_end(there: Path) -> None:
    encoder = build(there)
    with where(there).write(identity(encoder)) as writer:
        writer.record(Run("2026-01-01", 0.0, {"unchanged": 2}))
    other = BagEncoder("other", 16)
    with pytest.raises(EncoderError, match="--rebuild --encoder other"):
        where(there).write(identity(other))
    with where(there).write(identity(other), rebuild=True) as writer:
        assert writer.known() == {}
        writer.put(entry([VELO]))
        writer.commit(other.encode_documents, last=False)
        assert writer.unfinished
        with open_index(there) as index:
            assert index.encoder.name == "bag"
        writer.commit(other.encode_documents)
    with open_index(there) as index:
        assert (index.encoder.name, index.vectors().dimension) == ("other", 16)
        assert [row.document for row in index.documents()] == ["plan.pdf"]
        assert [run.started for run in index.runs(5)] == ["2026-01-01"]


def test_another_writer_is_named(there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = build(there)
    with where(there).write(identity(encoder)):
        # On a server the claim of another process counts until it is stale.
        monkeypatch.setattr("pipeline.cluster.milvus_claim._here", lambda: (1, "elsewhere"))
        with where(there).write(identity(encoder)):
            pass  # in a file it is left by a process that was killed
    with where(there).write(identity(encoder)) as first:
        assert first.known()
        with pytest.raises(IndexUnavailableError, match="process 1 on elsewhere"):
            where(there).write(identity(encoder))


OPENED = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from pipeline.cluster.opening import open_index
with open_index(Path({index!r})):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_file_that_another_process_has_open_is_told(there: Path) -> None:
    build(there)
    script = OPENED.format(root=str(ROOT), index=str(there))
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", script], **pipes) as other:  # type: ignore[call-overload]
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(IndexUnavailableError, match="open in one process at a time"):
            open_index(there)
        other.stdin.close()
        other.wait()
    open_index(there).close()


def test_what_is_no_index_is_told_in_one_line(
    there: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    build(tmp_path / "folder")
    file = str(there)
    for arguments, code, said in [
        (("plans", "-i", file), 3, "no index in milvus+file:"),
        (("plans", "-i", "milvus+file:plans.sqlite"), 2, "names no index of Milvus; write milvus+"),
        (("plans", "-i", "milvus+http://localhost:1"), 2, "names no index of Milvus"),
        (("plans", "-i", f"milvus+http://127.0.0.1:{port}/plans"), 3, "does not answer"),
        (("check", "-i", file), 2, "mesures copy-index"),
        (
            ("backup", str(tmp_path / "b.zip"), "-i", file),
            2,
            "`mesures backup` works",
        ),
        (("copy-index", "a", "b"), 2, "one of FROM and TO"),
        (("copy-index", file, str(tmp_path / "folder")), 2, "give --replace"),
        (("copy-index", str(tmp_path / "none"), file), 3, "no index in"),
    ]:
        assert main(arguments) == code, arguments
        err = capsys.readouterr().err
        assert said in err, arguments
        assert len(err.strip().splitlines()) == 1, err


def test_without_the_client_one_line_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pipeline.cluster.opening.find_spec", lambda name: None)
    assert main(["plans", "-i", "milvus+file:plans.db"]) == 3
    assert 'pip install "mesures[cluster]"' in capsys.readouterr().err


def test_nothing_of_it_is_imported_for_a_folder(tmp_path: Path) -> None:
    build(tmp_path / "index")
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pipeline.cli import main; "
        "assert main(['plans', '-i', sys.argv[2]]) == 0; "
        "print([name for name in sys.modules if 'milvus' in name or name == 'grpc'])"
    )
    index = str(tmp_path / "index")
    done = subprocess.run(
        [sys.executable, "-c", script, str(ROOT), index], capture_output=True, text=True
    )
    assert done.stdout.strip().splitlines()[-1] == "[]", done.stderr


def test_addresses() -> None:
    for told, uri, name in [
        ("milvus+http://localhost:19530/plans", "http://localhost:19530", "plans"),
        ("milvus+https://a.example.org/p_2", "https://a.example.org", "p_2"),
        ("milvus+file:dir/plans.db", "dir/plans.db", "mesures"),
    ]:
        found = address_of(Path(told))
        assert (found.uri, found.collection) == (uri, name)
        assert str(found) == told
    for told in ("milvus+ftp://x/y", "milvus+http://x/9y", "milvus+file:plans"):
        with pytest.raises(UsageError):
            address_of(Path(told))


def test_there_and_back_gives_the_same_answers(
    there: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, encoder = random.Random(3), BagEncoder()
    index, back = tmp_path / "index", tmp_path / "deeper" / "back"
    with where(index).write(identity(encoder)) as writer:
        for name in ("nord.pdf", "sud.pdf", "est.pdf"):
            writer.put(replace(made(chance, name), origin=f"../corpus/{name}"))
        run = Run("2026-02-01", 0.0, {"added": 3}, {"x.pdf": "x.pdf is damaged"})
        writer.commit(encoder.encode_documents, run, words=words(encoder))
        writer.remove("sud.pdf")
        writer.put(made(chance, "nord.pdf"))
        writer.commit(encoder.encode_documents, words=words(encoder))
    assert main(["copy-index", str(index), str(there)]) == 0
    assert main(["copy-index", str(there), str(back)]) == 0
    assert main(["copy-index", str(there), str(back), "--replace"]) == 0
    assert main(["check", "-i", str(back)]) == 0
    with open_index(index) as one, open_index(there) as other, open_index(back) as third:
        assert said_by(other) == said_by(one)
        seen, returned = said_by(one), said_by(third)
        moved = {name: replace(known, origin="") for name, known in third.known().items()}
        assert moved == {name: replace(known, origin="") for name, known in one.known().items()}
        assert third.known()["est.pdf"].origin == str(Path("../../corpus/est.pdf"))
        assert {**returned, "known": 0} == {**seen, "known": 0}
        assert [run.failed for run in other.runs(9)] == [run.failed for run in third.runs(9)]
        queries = [Query(text, 10) for text in ("école du marais", "RVL", '"près du" -verger')]
        answers = [
            [
                [(hit.measure, hit.rank, hit.parts, hit.why) for hit in hits]
                for hits in Searcher(kind, encoder).search_many(queries)
            ]
            for kind in (one, third)
        ]
        assert answers[0] == answers[1]
    capsys.readouterr()


def test_what_is_served_is_the_same(
    there: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from web_client import ids, serving

    folder = tmp_path / "folder"
    for index in (folder, there):
        build(index)
    bodies = []
    for index in (folder, there):
        with serving(index, monkeypatch) as client:
            known = ids(client)
            one = known[VELO.statement]
            asked = [
                "/api/v1/search?q=logement%20pour%20jeunes",
                "/api/v1/measures?limit=2",
                "/api/v1/measures?plan=ville&kind=passage",
                f"/api/v1/measures/{one}",
                f"/api/v1/measures/{one}/similar",
                "/api/v1/documents",
                "/api/v1/export.csv?q=v%C3%A9lo",
                "/",
                "/?q=b%C3%A9n%C3%A9volat",
                f"/measures/{one}",
                f"/mesures/{one}",
                "/plans",
                "/healthz",
            ]
            bodies.append({path: client.get(path) for path in asked})
    first, second = bodies
    for path, response in first.items():
        assert second[path].status_code == response.status_code, path
        assert second[path].text == response.text, path
    assert sum(response.status_code == 200 for response in first.values()) >= 10


SERVER = """
import sys
from milvus_lite.adapter.grpc.server import start_server_in_thread
server, database, port = start_server_in_thread(sys.argv[1])
print(port, flush=True)
sys.stdin.read()
server.stop(grace=1)
database.close()
"""


@pytest.fixture
def served(there: Path, tmp_path: Path) -> Iterator[Path]:
    """The address of a collection of a server: of Milvus Lite, in a process of its own."""
    command = [sys.executable, "-c", SERVER, str(tmp_path / "served")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin
        assert server.stdout
        yield Path(f"milvus+http://127.0.0.1:{int(server.stdout.readline())}/plans")
        server.stdin.close()


CLAIMING = """
import sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from small_index import BagEncoder
from pipeline.cluster.opening import where
from pipeline.search import identity
with where(Path({index!r})).write(identity(BagEncoder())):
    print("claimed", flush=True)
    sys.stdin.read()
"""


def test_a_server_is_read_and_written_by_many_processes(
    served: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    encoder = build(served)
    with open_index(served) as index:
        hits = Searcher(index, encoder).search(Query("pistes cyclables", 3))
        assert hits[0].measure.statement == VELO.statement
    script = CLAIMING.format(root=str(ROOT), tests=str(ROOT / "tests/unit"), index=str(served))
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", script], **pipes) as other:  # type: ignore[call-overload]
        assert other.stdout.readline() == b"claimed\n"
        with pytest.raises(IndexUnavailableError, match=f"process {other.pid} on"):
            where(served).write(identity(encoder))
        assert main(["plans", "-i", str(served)]) == 0  # readers do not wait for it
        other.kill()
        other.wait()
    with pytest.raises(IndexUnavailableError, match="15 minutes if it was killed"):
        where(served).write(identity(encoder))
    monkeypatch.setattr("pipeline.cluster.milvus_claim._STALE", 0.0)
    with where(served).write(identity(encoder)) as writer:
        writer.remove("ville.pdf")
        writer.commit(encoder.encode_documents)
    capsys.readouterr()
    assert main(["plans", "-i", str(served), "--jsonl"]) == 0
    assert [json.loads(line)["document"] for line in capsys.readouterr().out.splitlines()] == [
        "plan.pdf"
    ]


def test_ingest_and_questions_by_the_command_line(
    there: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, at = tmp_path / "corpus", ["-i", str(there)]
    corpus.mkdir()
    (corpus / "plan.md").write_text(
        "# Plan du lac\n\n## Axe 1 Les rives\n\n1.1 Planter des saules sur les rives\n\n"
        "1.2 Ouvrir un sentier autour du lac\n\n1.3 Former des gardes bénévoles\n",
        encoding="utf-8",
    )
    assert main(["ingest", str(corpus), *at]) == 0
    assert "1 added" in capsys.readouterr().err
    assert main(["ingest", str(corpus), *at, "--dry-run"]) == 0
    assert main(["ingest", str(corpus), *at]) == 0
    assert "1 unchanged" in capsys.readouterr().err
    assert main(["search", "sentier", "--jsonl", *at]) == 0
    hit = json.loads(capsys.readouterr().out.splitlines()[0])
    assert "sentier" in hit["statement"]
    for command in (["plans"], ["show", "plan.md"], ["status"], ["runs"], ["snapshot"]):
        assert main([*command, *at]) == 0, command
    assert main(["show", hit["id"], *at]) == 0
    assert main(["similar", hit["id"], *at]) == 0
    assert "saules" in capsys.readouterr().out


def test_overlaps_are_those_of_a_folder(there: Path, tmp_path: Path) -> None:
    said = {
        "nord.pdf": ["Aménager des pistes cyclables protégées", "Planter mille arbres en ville"],
        "sud.pdf": ["Aménager des pistes cyclables sécurisées", "Planter mille arbres en ville"],
    }
    encoder, found = BagEncoder(), []
    for index in (tmp_path / "folder", there):
        with where(index).write(identity(encoder)) as writer:
            for name, statements in said.items():
                facts = Facts(title=f"Plan {name}")
                writer.put(entry([measure(one, name) for one in statements], name, facts))
            writer.commit(encoder.encode_documents)
        with open_index(index) as opened, opened.snapshot():
            found.append(list(overlaps(collected(opened))))
    assert found[0]
    assert found[1] == found[0]
