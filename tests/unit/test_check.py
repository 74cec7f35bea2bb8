"""`mesures check`, `backup` and `restore`: changes are found, what can be rebuilt is rebuilt."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import threading
import zipfile
from pathlib import Path

import pytest
from small_index import BENEVOLES, LOGEMENT, VELO, BagEncoder, build, entry, measure

from pipeline.cli import main
from pipeline.errors import IndexUnavailableError, UsageError
from pipeline.search import identity
from pipeline.store import Reader, Writer
from pipeline.store.backup import back_up, restore
from pipeline.store.check import check, repair


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build(tmp_path / "index")
    return tmp_path / "index"


def change(index: Path, *statements: str) -> None:
    connection = sqlite3.connect(index / "mesures.db")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def mend(index: Path) -> tuple[list[str], BagEncoder]:
    encoder = BagEncoder()
    faults = repair(index, identity(encoder), encoder.encode_documents)
    return [fault.part for fault in faults if fault.repaired], encoder


def parts(index: Path) -> list[str]:
    return [fault.part for fault in check(index)]


def everything(index: Path) -> list[object]:
    with Reader(index) as reader, reader.snapshot():
        units = [reader.units(row.document) for row in reader.documents()]
        rows = reader.lexical(["cycl", "benevol", "log"], 9)
        query = BagEncoder().encode_queries(["vélo"])[0]
        return [units, rows, reader.vectors().search(query, 9)]


def test_a_sound_index_is_said_to_be_sound(index: Path) -> None:
    before = {path.name: path.read_bytes() for path in index.iterdir()}
    assert check(index) == []
    assert {path.name: path.read_bytes() for path in index.iterdir()} == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET text = text || ' ' WHERE document = 'plan.pdf'",
        "UPDATE documents SET facts = replace(facts, 'région', 'régions')",
        "UPDATE measures SET statement = 'autre' WHERE label = 'MOB-03'",
        "UPDATE measures SET page = 99 WHERE label = '2.1.3'",
        "UPDATE blocks SET top = 3 WHERE document = 1",
        "DELETE FROM measures WHERE label = '2.1.3'",
    ],
)
def test_a_changed_document_is_named_and_read_again(index: Path, statement: str) -> None:
    change(index, statement)
    faults = [fault for fault in check(index) if fault.part == "document"]
    assert [fault.document for fault in faults] == ["plan.pdf"]
    mend(index)
    assert parts(index) == ["document"]  # until it is read again
    with Reader(index) as reader:
        known = reader.known()
    assert (known["plan.pdf"].versions, known["ville.pdf"].versions) == ("", "versions")
    encoder = BagEncoder()
    with Writer(index, identity(encoder)) as writer:
        writer.put(entry([VELO, BENEVOLES]))
        writer.commit(encoder.encode_documents)
    assert check(index) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM terms WHERE rowid = 1",
        "UPDATE terms SET statement = 'autr' WHERE rowid = 2",
        "INSERT INTO terms (rowid, statement) VALUES (99, 'fantom')",
        "DELETE FROM terms_data WHERE id > 10",
        "UPDATE terms_content SET c0 = 'x' WHERE id = 1",
    ],
)
def test_words_are_analysed_again(index: Path, statement: str) -> None:
    before = everything(index)
    change(index, statement)
    assert parts(index) == ["terms"]
    assert mend(index)[0] == ["terms"]
    assert check(index) == []
    assert everything(index) == before


def test_a_torn_vector_file_is_written_again_from_the_cache(index: Path) -> None:
    before = everything(index)
    path = index / "vectors-1.faiss"
    path.write_bytes(path.read_bytes()[:-7])
    assert parts(index) == ["vectors"]
    repaired, encoder = mend(index)
    assert (repaired, encoder.encoded) == (["vectors"], [])
    assert everything(index) == before
    next(iter(index.glob("*.faiss"))).unlink()
    assert parts(index) == ["vectors"]
    assert mend(index)[0] == ["vectors"]
    assert check(index) == []


def test_changed_vectors_are_made_again_from_the_statements(index: Path) -> None:
    before = everything(index)
    change(index, "UPDATE vectors SET vector = zeroblob(128) WHERE rowid = 2")
    assert parts(index) == ["cache"]
    repaired, encoder = mend(index)
    assert (repaired, len(encoder.encoded)) == (["cache"], 4)
    assert everything(index) == before
    change(index, "DELETE FROM vectors WHERE rowid = 1")
    assert parts(index) == ["cache"]
    assert mend(index)[0] == ["cache"]


def test_leftovers_are_removed(index: Path) -> None:
    (index / "vectors-7.faiss").write_bytes(b"half")
    assert parts(index) == ["leftover"]
    assert mend(index)[0] == ["leftover"]
    assert [path.name for path in index.glob("*.faiss")] == ["vectors-1.faiss"]


def test_an_index_that_does_not_fit_its_table_is_made_again(index: Path) -> None:
    connection = sqlite3.connect(index / "mesures.db")
    connection.execute("PRAGMA writable_schema = ON")
    sql = "CREATE INDEX measures_vector ON measures (vector)"
    connection.execute(
        "UPDATE sqlite_master SET sql = ? WHERE name = 'measures_vector'",
        (sql.replace("(vector)", "(id)"),),
    )
    connection.commit()
    connection.close()
    connection = sqlite3.connect(index / "mesures.db")
    connection.execute("REINDEX measures_vector")
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'measures_vector'", (sql,))
    connection.commit()
    connection.close()
    assert parts(index) == ["database"]
    assert mend(index)[0] == ["database"]
    assert check(index) == []


def test_what_cannot_be_repaired_says_what_to_do(index: Path) -> None:
    path = index / "mesures.db"
    content = bytearray(path.read_bytes())
    root = sqlite3.connect(path)
    (page,) = root.execute("SELECT rootpage FROM sqlite_master WHERE name = 'blocks'").fetchone()
    root.close()
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    path.write_bytes(content)
    (fault,) = check(index)
    assert "mesures restore" in fault.remedy
    assert not fault.repaired


def test_a_backup_brings_the_index_back(index: Path, tmp_path: Path) -> None:
    before = everything(index)
    file = tmp_path / "é" / "b.zip"
    file.parent.mkdir()
    assert back_up(index, file) == file.stat().st_size
    assert [path.name for path in file.parent.iterdir()] == ["b.zip"]
    with Writer(index, identity(BagEncoder())) as writer:
        writer.remove("plan.pdf")
        writer.commit(BagEncoder().encode_documents)
    with pytest.raises(UsageError, match="--replace"):
        restore(index, file)
    restore(index, file, replace=True)
    assert (everything(index), check(index)) == (before, [])
    restore(tmp_path / "new", file)
    assert (everything(tmp_path / "new"), check(tmp_path / "new")) == (before, [])
    (index / "mesures.db").write_bytes(b"junk" * 999)
    restore(index, file, replace=True)
    assert (everything(index), check(index)) == (before, [])


def test_a_copy_of_the_folder_is_a_backup_while_nobody_writes(index: Path, tmp_path: Path) -> None:
    shutil.copytree(index, tmp_path / "copy")
    assert everything(tmp_path / "copy") == everything(index)
    assert check(tmp_path / "copy") == []
    assert mend(tmp_path / "copy")[0] == []


def test_backups_are_whole_while_a_writer_works(index: Path, tmp_path: Path) -> None:
    encoder, stop = BagEncoder(), threading.Event()

    def write() -> None:
        for n in range(40):
            if stop.is_set():
                return
            with Writer(index, identity(encoder)) as writer:
                writer.put(entry([measure(f"Mesure {n} {m}") for m in range(n % 7 + 1)]))
                writer.commit(encoder.encode_documents)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for n in range(5):
            back_up(index, tmp_path / f"{n}.zip")
            restore(tmp_path / f"{n}", tmp_path / f"{n}.zip")
            assert check(tmp_path / f"{n}") == []
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("damage", ["cut", "changed", "text", "empty", "manifest"])
def test_a_damaged_backup_is_refused_and_changes_nothing(
    index: Path, tmp_path: Path, damage: str
) -> None:
    before = everything(index)
    file = tmp_path / "b.zip"
    back_up(index, file)
    content = bytearray(file.read_bytes())
    if damage == "changed":
        content[300:340] = b"\0" * 40
    if damage == "manifest":
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr("backup.json", json.dumps({"made": "", "sha256": {}}))
        content = bytearray(file.read_bytes())
    wrong = {"cut": content[:-90], "text": b"no zip at all", "empty": b""}.get(damage, content)
    file.write_bytes(wrong)
    with pytest.raises(UsageError, match="no whole backup"):
        restore(index, file, replace=True)
    assert everything(index) == before
    assert sorted(path.name for path in index.iterdir() if "lock" not in path.name) == [
        "mesures.db",
        "vectors-1.faiss",
    ]


def test_a_torn_index_is_not_backed_up(index: Path, tmp_path: Path) -> None:
    (index / "vectors-1.faiss").write_bytes(b"torn")
    with pytest.raises(IndexUnavailableError, match="damaged"):
        back_up(index, tmp_path / "b.zip")
    assert not list(tmp_path.glob("*.zip"))


def test_a_backup_that_cannot_be_written_is_told(index: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        back_up(index, tmp_path / "no" / "b.zip")


@pytest.fixture
def indexed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("MESURES_INDEX", "MESURES_DEBUG", "MESURES_ENCODER"):
        monkeypatch.delenv(name, raising=False)
    line = {"document": "a.txt", "statement": LOGEMENT.statement}
    (tmp_path / "m.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert main(["ingest", "--measures", "m.jsonl"]) == 0
    capsys.readouterr()
    return tmp_path


def test_the_commands_check_repair_back_up_and_restore(
    indexed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def say(*arguments: str, code: int = 0) -> tuple[str, str]:
        assert main(list(arguments)) == code
        said = capsys.readouterr()
        return said.out, said.err

    assert say("check") == ("", "index is sound\n")
    assert say("check", "--json") == ("[]\n", "index is sound\n")
    assert re.search(r"b\.zip: \d+ kB", say("backup", "b.zip")[1])
    (indexed / "index" / "vectors-1.faiss").write_bytes(b"")
    assert say("check", code=3)[0] == (
        "vectors: the vector file is torn or changed; run `mesures check --repair`\n"
    )
    assert "(repaired)" in say("check", "--repair")[0]
    assert say("check") == ("", "index is sound\n")
    change(indexed / "index", "UPDATE measures SET statement = 'x'")
    out, _ = say("check", "--repair", "--jsonl", code=3)
    assert {json.loads(line)["part"] for line in out.splitlines()} == {"document", "terms"}
    assert "--replace" in say("restore", "b.zip", code=2)[1]
    assert "is as it was at" in say("restore", "b.zip", "--replace")[1]
    assert say("check") == ("", "index is sound\n")
    for command in ("check", "backup", "runs"):
        given = [command, "-i", "none", *(["b.zip"] if command == "backup" else [])]
        assert "no index in none" in say(*given, code=3)[1]
    assert say("check", "--repair", "-i", "none", code=3)[1]
    assert not (indexed / "none").exists()
