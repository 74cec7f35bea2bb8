"""The store: whole commits or none, ids that last, filters, and clear refusals."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from nobody import POSIX, as_nobody, read_only
from small_index import (
    BENEVOLES,
    LOGEMENT,
    PASSAGE,
    VELO,
    BagEncoder,
    build,
    entry,
    measure,
)

from pipeline.cluster.opening import open_index, where
from pipeline.errors import IndexUnavailableError
from pipeline.models import Amount, Fact, Facts, Filters, Span, UnitKind
from pipeline.search import identity
from pipeline.store import EncoderIdentity, Reader, Run, Writer
from pipeline.text import analyse

ROOT = Path(__file__).parents[2]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build(tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def either(home: Path) -> Path:
    """The same in each kind of index."""
    build(home)
    return home


def statements(index: Path) -> list[str]:
    with open_index(index) as reader, reader.snapshot():
        return [unit.statement for row in reader.documents() for unit in reader.units(row.document)]


def ids(index: Path, document: str = "plan.pdf") -> dict[str, str]:
    with open_index(index) as reader:
        return {unit.statement: unit.id for unit in reader.units(document)}


def put(index: Path, *entries: object, encoder: BagEncoder | None = None) -> BagEncoder:
    encoder = encoder or BagEncoder()
    with where(index).write(identity(encoder)) as writer:
        for item in entries:
            writer.put(item)  # type: ignore[arg-type]
        writer.commit(encoder.encode_documents)
    return encoder


def test_a_measure_comes_back_as_it_was(either: Path) -> None:
    full = measure(
        "Soutenir l’entraide",
        "full.pdf",
        label="A.1",
        path=("Axe 1", "Vivre ensemble"),
        page=7,
        details=("d1", "d2"),
        lead="Ministère",
        partners=("p1", "p2"),
        deadline="2025",
        budget="3 M$",
        indicators=("i",),
        targets=("40 lits",),
        status="en cours",
        audience="familles",
        territory="Brume-Nord",
        amounts=(Amount(2.5e6, "EUR", 2025, 2027), Amount(3.0, "CAD", None, None, True, "Axe 1")),
        stated=(Fact("lead", "Ministère", Span(3, 12)),),
        cues=("infinitive",),
        kind=UnitKind.RECOMMENDATION,
    )
    put(either, entry([full], "full.pdf"))
    with open_index(either) as reader:
        (stored,) = reader.units("full.pdf")
    assert len(stored.id) >= 16
    assert int(stored.id, 16) >= 0
    assert replace(stored, id="") == full


def test_documents_are_described(either: Path) -> None:
    with open_index(either) as reader:
        plan, city = reader.documents()
    assert (plan.title, plan.pages, plan.counts) == ("Plan région", 1, {"measure": 2})
    assert city.counts == {"measure": 1, "passage": 1}
    assert city.facts.issuer == "Ville d’Érable"


def test_lexical_search_finds_words_codes_and_headings(either: Path) -> None:
    with open_index(either) as reader:

        def found(question: str) -> list[str]:
            rows = reader.lexical([term.term for term in analyse(question)], 10)
            measures = reader.measures(list(rows))
            return [measures[row].statement for row in rows]

        assert found("2.1.3") == [VELO.statement]
        assert found("mob-03") == [BENEVOLES.statement]
        assert found("quotidien") == [VELO.statement]
        assert found("coopérative") == [LOGEMENT.statement]
        assert set(found("bénévole")) == {BENEVOLES.statement, PASSAGE.statement}
        assert found("introuvable") == []
        assert reader.lexical([], 10) == {}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), None),
        (Filters(plans=("region",)), {VELO.statement, BENEVOLES.statement}),
        (Filters(plans=("ville.pdf",)), {LOGEMENT.statement, PASSAGE.statement}),
        (Filters(issuers=("erable",), kinds=(UnitKind.MEASURE,)), {LOGEMENT.statement}),
        (Filters(years=(2023,)), {VELO.statement, BENEVOLES.statement}),
        (Filters(years=(2031,)), set()),
        (Filters(kinds=(UnitKind.PASSAGE,)), {PASSAGE.statement}),
    ],
)
def test_filters(either: Path, filters: Filters, expected: set[str] | None) -> None:
    with open_index(either) as reader:
        rows = reader.admitted(filters)
        if expected is None:
            assert rows is None
        else:
            assert rows is not None
            assert {m.statement for m in reader.measures(rows).values()} == expected


def test_measures_are_found_by_the_beginning_of_their_id(either: Path) -> None:
    id_ = ids(either)[VELO.statement]
    with open_index(either) as reader:
        assert [m.statement for m in reader.with_id(id_)] == [VELO.statement]
        assert [m.statement for m in reader.with_id(id_[:12])] == [VELO.statement]
        assert reader.with_id("zzzz") == []


def test_what_does_not_change_keeps_its_id(either: Path) -> None:
    before = ids(either)
    new = measure("Ouvrir une maison des associations", label="3")
    renumbered = replace(BENEVOLES, label="MOB-04")
    moved = replace(VELO, path=("Transports",), page=9)
    put(either, entry([new, moved, renumbered]))
    after = ids(either)
    assert after[VELO.statement] == before[VELO.statement]
    assert after[BENEVOLES.statement] == before[BENEVOLES.statement]
    assert after[new.statement] not in before.values()


def test_an_amended_measure_keeps_its_id_in_its_place(either: Path) -> None:
    before = ids(either)
    wider = replace(VELO, statement="Aménager des pistes cyclables larges", lead="Ville")
    # Under another label, and of other words: measures of their own.
    other = replace(VELO, statement="Aménager des pistes cyclables courtes", label="9")
    new = measure("Rénover les gymnases", label="MOB-03", path=("Vie associative",))
    put(either, entry([other, wider, new]))
    after = ids(either)
    assert after[wider.statement] == before[VELO.statement]
    assert after[other.statement] not in before.values()
    assert after[new.statement] not in before.values()


def test_duplicates_have_ids_of_their_own(either: Path) -> None:
    put(either, entry([VELO, VELO, replace(VELO, path=())]))
    with open_index(either) as reader:
        found = [unit.id for unit in reader.units("plan.pdf")]
    assert len(set(found)) == 3


def test_the_same_measures_have_the_same_ids_in_another_index(either: Path, tmp_path: Path) -> None:
    build(tmp_path / "other")
    assert ids(either) == ids(tmp_path / "other")


def test_unchanged_statements_keep_their_vectors(either: Path) -> None:
    encoder = put(either, entry([VELO, measure("Planter des arbres")]))
    assert encoder.encoded == ["Planter des arbres"]
    with open_index(either) as reader:
        assert len(reader.vectors()) == 4


def test_another_encoder_encodes_everything_again(index: Path) -> None:
    encoder = put(index, encoder=BagEncoder("other", 16))
    assert len(encoder.encoded) == 4
    with Reader(index) as reader:
        assert reader.encoder == EncoderIdentity("other", "1", 16)
        assert reader.vectors().dimension == 16


def test_old_vector_files_go_after_the_commit(index: Path) -> None:
    put(index, entry([VELO]))
    assert [path.name for path in index.glob("*.faiss")] == ["vectors-2.faiss"]


def test_a_disk_that_fails_is_told(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.store.writer.write_vectors", full)
    with (
        Writer(index, identity(BagEncoder())) as writer,
        pytest.raises(IndexUnavailableError, match="No space left"),
    ):
        writer.commit(BagEncoder().encode_documents)
    assert len(statements(index)) == 4


def test_runs_are_recorded(either: Path) -> None:
    encoder = BagEncoder()
    with where(either).write(identity(encoder)) as writer:
        writer.record(Run("2026-01-01", 0.0, {"unchanged": 2, "failed": 1}, {"x.pdf": "damaged"}))
    with open_index(either) as reader:
        run = reader.last_run()
        assert reader.generation == 1
    assert run is not None
    assert run.failed == {"x.pdf": "damaged"}


def test_a_failed_commit_changes_nothing(either: Path) -> None:
    def broken(texts: list[str]) -> np.ndarray:
        raise RuntimeError("no memory")

    before = statements(either)
    with where(either).write(identity(BagEncoder())) as writer:
        writer.put(entry([measure("Nouveau")]))
        with pytest.raises(RuntimeError, match="no memory"):
            writer.commit(broken)
    assert statements(either) == before


def test_a_second_writer_is_refused(either: Path) -> None:
    with (
        where(either).write(identity(BagEncoder())),
        pytest.raises(IndexUnavailableError, match="another `mesures ingest`"),
    ):
        where(either).write(identity(BagEncoder()))
    where(either).write(identity(BagEncoder())).close()


def test_a_reader_sees_the_last_whole_index_while_a_writer_works(either: Path) -> None:
    before = statements(either)
    seen: list[list[str]] = []
    many = [measure(f"Mesure numéro {n} " + "x" * 500) for n in range(3000)]

    def encode(texts: list[str]) -> np.ndarray:
        seen.append(statements(either))  # in the middle of the transaction
        return BagEncoder().encode_documents(texts)

    with where(either).write(identity(BagEncoder())) as writer:
        writer.put(entry(many))
        writer.commit(encode)
    assert len(seen) > 1
    assert all(found == before for found in seen)
    assert len(statements(either)) == 3002


def test_readers_never_meet_half_a_commit(either: Path) -> None:
    faults: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            with open_index(either) as reader, reader.snapshot():
                units = reader.units("plan.pdf")
                if len({unit.label for unit in units}) != 1 or len(reader.vectors()) != 5:
                    faults.append(f"{[unit.label for unit in units]} {len(reader.vectors())}")

    def version(n: int) -> object:
        return entry([measure(f"Mesure {i}", label=f"v{n}") for i in range(3)])

    put(either, version(0))
    thread = threading.Thread(target=read)
    thread.start()
    try:
        for n in range(1, 12):
            put(either, version(n))
    finally:
        stop.set()
        thread.join()
    assert not faults


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from small_index import BagEncoder, entry, measure
from pipeline import vectors
from pipeline.search import identity
from pipeline.store import Writer, writer as module

def die(*_):
    print("dying", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

if {when!r} == "before":
    encode = die
else:
    encode = BagEncoder().encode_documents
    original = module.write_vectors
    def write(*given):
        original(*given)
        die()
    module.write_vectors = write
with Writer(Path({index!r}), identity(BagEncoder())) as writer:
    writer.put(entry([measure(f"Nouvelle mesure {{n}}") for n in range(50)]))
    writer.commit(encode)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on Windows")
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_killed_writer_leaves_the_last_index(index: Path, when: str) -> None:
    before = statements(index)
    tests = str(Path(__file__).parent)
    script = KILLED.format(root=str(ROOT), tests=tests, when=when, index=str(index))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (-signal.SIGKILL, "dying"), done.stderr
    assert (index / "vectors-2.faiss").exists() == (when == "after")
    assert statements(index) == before
    put(index, entry([measure("Après la panne")]))
    assert "Après la panne" in statements(index)


def torn_copy(index: Path, target: Path) -> Path:
    """The index as a writer leaves it that is killed while it commits: with a hot journal."""
    writing = sqlite3.connect(index / "mesures.db", isolation_level=None)
    writing.execute("PRAGMA cache_size = 1")
    writing.execute("BEGIN IMMEDIATE")
    writing.execute("UPDATE documents SET text = zeroblob(500000), document = document || '-torn'")
    writing.execute("UPDATE measures SET printed = zeroblob(20000)")
    shutil.copytree(index, target)
    writing.execute("ROLLBACK")
    writing.close()
    assert (target / "mesures.db-journal").exists()
    assert (target / "mesures.db").read_bytes() != (index / "mesures.db").read_bytes()
    return target


def test_a_commit_cut_in_the_middle_is_rolled_back(index: Path, tmp_path: Path) -> None:
    copy = torn_copy(index, tmp_path / "copy")
    assert statements(copy) == statements(index)


@POSIX
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_an_index_on_a_read_only_disk_is_read(shelf: Path) -> None:
    build(shelf / "index")
    index = read_only(shelf / "index")

    def work() -> str:
        assert not os.access(index, os.W_OK)
        with Reader(index) as reader, reader.snapshot():
            return f"{len(reader.vectors())} vectors, {len(reader.documents())} documents"

    assert as_nobody(work) == "4 vectors, 2 documents"


@POSIX
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_cut_commit_on_a_read_only_disk_is_told(index: Path, shelf: Path) -> None:
    copy = read_only(torn_copy(index, shelf / "copy"))
    assert as_nobody(lambda: str(statements(copy))).startswith("IndexUnavailableError")


def test_no_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailableError, match=r"no index in .*mesures ingest"):
        Reader(tmp_path)


def test_an_empty_database_is_told(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "mesures.db").close()
    (tmp_path / "mesures.db").touch()
    with pytest.raises(IndexUnavailableError, match="no index yet"):
        Reader(tmp_path)


@pytest.mark.parametrize("damage", ["text", "cut"])
def test_a_damaged_database_is_told_and_can_be_rebuilt(index: Path, damage: str) -> None:
    path = index / "mesures.db"
    content = path.read_bytes()
    path.write_bytes(b"no database" * 500 if damage == "text" else content[: len(content) // 3])
    with pytest.raises(IndexUnavailableError, match=r"mesures\.db.*--rebuild"):
        statements(index)
    encoder = BagEncoder()
    with Writer(index, identity(encoder), rebuild=True) as writer:
        writer.put(entry([VELO]))
        writer.commit(encoder.encode_documents)
    assert statements(index) == [VELO.statement]


@pytest.mark.parametrize("name", ["schema", "text"])
def test_an_index_of_another_version_is_refused_and_can_be_rebuilt(index: Path, name: str) -> None:
    with sqlite3.connect(index / "mesures.db") as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE name = ?", (name,))
    connection.close()
    with pytest.raises(IndexUnavailableError, match=r"another version.*--rebuild"):
        Reader(index)
    encoder = BagEncoder()
    with pytest.raises(IndexUnavailableError, match="--rebuild"):
        Writer(index, identity(encoder))
    with Writer(index, identity(encoder), rebuild=True) as writer:
        assert writer.known() == {}
        writer.put(entry([VELO], facts=Facts(title="Seul")))
        writer.commit(encoder.encode_documents)
    assert statements(index) == [VELO.statement]


def test_a_torn_vector_file_is_told_and_mended(index: Path) -> None:
    path = index / "vectors-1.faiss"
    path.write_bytes(path.read_bytes()[:-10])
    with Reader(index) as reader, pytest.raises(IndexUnavailableError, match=r"vectors-1\.faiss"):
        reader.vectors()
    put(index, entry([VELO]))
    with Reader(index) as reader:
        assert len(reader.vectors()) == 3
