"""Damage of an index: told in one line with the remedy that fits, and mended by a rebuild."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from nobody import POSIX, as_nobody, read_only
from numpy.typing import NDArray
from small_index import VELO, BagEncoder, build, entry, measure

from pipeline.errors import IndexUnavailableError, UsageError
from pipeline.search import Searcher, identity
from pipeline.store import Reader, Run, Writer


@pytest.fixture
def index(tmp_path: Path) -> Path:
    # Enough pages that damage may strike anywhere: tables, indexes, terms, free pages.
    encoder = BagEncoder()
    with Writer(tmp_path / "index", identity(encoder)) as writer:
        for n in range(20):
            units = [measure(f"Mesure {n} {m} pour le vélo", f"{n}.pdf") for m in range(20)]
            writer.put(entry(units, f"{n}.pdf"))
        writer.commit(encoder.encode_documents)
    return tmp_path / "index"


def change(index: Path, statement: str) -> None:
    connection = sqlite3.connect(index / "mesures.db")
    connection.execute(statement)
    connection.commit()
    connection.close()


def read_all(index: Path) -> None:
    with Reader(index) as reader, reader.snapshot():
        reader.last_run()
        reader.measures(list(reader.lexical(["mesur"], 1000)))
        for row in reader.documents():
            reader.units(row.document)
        Searcher(reader, BagEncoder())


def write(index: Path, rebuild: bool = False) -> None:
    encoder = BagEncoder()
    with Writer(index, identity(encoder), rebuild) as writer:
        writer.known()
        assert writer.whole in (True, False)
        writer.put(entry([VELO], "3.pdf"))
        writer.commit(encoder.encode_documents)
        writer.record(Run("2026-01-01", 0.0, {"unchanged": 1}))


@pytest.mark.parametrize("seed", range(24))
def test_damage_anywhere_is_told_and_mended_by_a_rebuild(index: Path, seed: int) -> None:
    path = index / "mesures.db"
    content, chance = bytearray(path.read_bytes()), random.Random(seed)
    start = chance.randrange(0, len(content) - 3000)
    content[start : start + 3000] = chance.randbytes(3000)
    path.write_bytes(content)
    said = []
    for use in (read_all, write):
        try:
            use(index)
        except IndexUnavailableError as error:
            said.append(str(error))
    assert all("mesures.db" in line and "--rebuild" in line for line in said)
    write(index, rebuild=True)
    read_all(index)
    with Reader(index) as reader:
        assert [unit.statement for unit in reader.units("3.pdf")] == [VELO.statement]
    assert not (index / "mesures.db.new").exists()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DROP TABLE measures", "no table measures"),
        ("DROP TABLE terms", "no table terms"),
        ("DROP TABLE meta", "does not say what it holds"),
        ("DELETE FROM meta WHERE name = 'encoder'", "says of itself"),
        ("UPDATE meta SET value = '[1]' WHERE name = 'encoder'", "says of itself"),
        ("UPDATE meta SET value = '{' WHERE name = 'encoder'", "says of itself"),
        ("UPDATE meta SET value = 'x' WHERE name = 'generation'", "says of itself"),
    ],
)
def test_an_odd_database_is_refused_by_readers_and_writers(
    index: Path, statement: str, said: str
) -> None:
    change(index, statement)
    with pytest.raises(IndexUnavailableError, match=f"{said}.*--rebuild"):
        Reader(index)
    with pytest.raises(IndexUnavailableError, match=f"{said}.*--rebuild"):
        Writer(index, identity(BagEncoder()))
    write(index, rebuild=True)
    read_all(index)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE measures SET path = '{'",
        "UPDATE measures SET kind = 'wish'",
        "UPDATE documents SET facts = '{\"colour\": 1}'",
        "UPDATE documents SET pages = 'x'",
        "INSERT INTO runs VALUES (9, '', 0, '[', '{}', 1)",
    ],
)
def test_junk_in_a_row_is_told_as_damage(index: Path, statement: str) -> None:
    change(index, statement)
    with pytest.raises(IndexUnavailableError, match="--rebuild"):
        read_all(index)


@pytest.mark.parametrize(
    "statement", ["UPDATE documents SET declared = '{'", "UPDATE measures SET path = '{'"]
)
def test_a_writer_tells_of_junk(index: Path, statement: str) -> None:
    change(index, statement)
    with pytest.raises(IndexUnavailableError, match="--rebuild"):
        write(index)


def test_until_a_rebuild_commits_the_old_index_is_read(index: Path) -> None:
    encoder = BagEncoder()
    with Writer(index, identity(encoder), rebuild=True) as writer:
        writer.put(entry([VELO], "new.pdf"))

        def encode(texts: Sequence[str]) -> NDArray[np.float32]:
            read_all(index)  # in the middle of the commit
            return encoder.encode_documents(texts)

        writer.commit(encode)
        with Reader(index) as reader:
            assert [row.document for row in reader.documents()] == ["new.pdf"]
            assert (reader.generation, len(reader.vectors())) == (2, 1)
        writer.put(entry([VELO], "newer.pdf"))
        writer.commit(encoder.encode_documents)
    with Reader(index) as reader:
        assert len(reader.documents()) == 2


def test_a_rebuild_waits_for_readers_before_their_vectors_go(index: Path) -> None:
    encoder, seen = BagEncoder(), []
    reading, committing = threading.Event(), threading.Event()

    def read() -> None:
        with Reader(index) as reader, reader.snapshot():
            reader.documents()
            reading.set()
            committing.wait(10)
            time.sleep(0.3)
            seen.append(len(reader.vectors()))

    thread = threading.Thread(target=read)
    thread.start()
    reading.wait(10)
    with Writer(index, identity(encoder), rebuild=True) as writer:
        writer.put(entry([VELO], "new.pdf"))
        committing.set()
        writer.commit(encoder.encode_documents)
    thread.join()
    assert seen == [400]
    with Reader(index) as reader:
        assert len(reader.vectors()) == 1


def test_a_rebuild_that_fails_leaves_the_old_index(index: Path) -> None:
    def broken(texts: list[str]) -> object:
        raise RuntimeError("no memory")

    with Writer(index, identity(BagEncoder()), rebuild=True) as writer:
        writer.put(entry([VELO]))
        with pytest.raises(RuntimeError):
            writer.commit(broken)  # type: ignore[arg-type]
    read_all(index)
    with Reader(index) as reader:
        assert len(reader.documents()) == 20


def test_a_file_in_the_place_of_the_index_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("")
    with pytest.raises(UsageError, match="is no folder"):
        Writer(tmp_path / "index", identity(BagEncoder()))


@POSIX
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("rebuild", [False, True])
def test_where_writing_is_not_permitted_nobody_is_told_to_delete(
    shelf: Path, rebuild: bool
) -> None:
    build(shelf / "index")
    index = read_only(shelf / "index")
    for folder in (index, shelf / "new"):
        said = as_nobody(lambda folder=folder: str(write(folder, rebuild)))  # type: ignore[misc]
        assert said.startswith("IndexUnavailableError: no permission to write")
        assert "--index" in said
        assert "delete" not in said


@POSIX
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_an_index_that_may_not_be_read_is_told(shelf: Path) -> None:
    build(shelf / "index")
    (shelf / "index" / "mesures.db").chmod(0)
    said = as_nobody(lambda: str(read_all(shelf / "index")))
    assert said.startswith("IndexUnavailableError: no permission to read")
    (shelf / "index").chmod(0)
    said = as_nobody(lambda: str(read_all(shelf / "index")))
    assert said.startswith("IndexUnavailableError: no permission to read")
