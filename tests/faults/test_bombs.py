"""Bombs and escapes: each is read within its limits or refused with a reason, and harms nothing.

MESURES_BOMBS=all is the long version. The table of what is tried is `bombs.BOMBS`.
"""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil
import pytest
from bombs import BOMBS, ESCAPES, LIMITS, READ, SECRET, Bomb, Outcome, acting, external, with_part
from bombs import outcomes as read_all
from seeds import index_files, seed
from small_index import BagEncoder

from pipeline import build
from pipeline.cli import main
from pipeline.errors import LimitError, MesuresError, UsageError
from pipeline.settings import Settings
from pipeline.store.backup import restore
from pipeline.store.check import check

ALL = os.environ.get("MESURES_BOMBS") == "all"
_PARTS = 4  # pools of workers in a run, so that a failure names few
posix = pytest.mark.skipif(os.name != "posix", reason="pipes and links are of POSIX")


def tried() -> list[Bomb]:
    return [bomb for bomb in BOMBS if ALL or not bomb.long]


def fault(bomb: Bomb, found: Outcome | MesuresError) -> str:
    """What is wrong with what a bomb came to; empty for nothing."""
    error = found.error if isinstance(found, Outcome) else found
    if isinstance(found, Outcome) and found.peak > LIMITS.memory:
        return f"took {found.peak:.0f} MB"
    if error is None:
        return "" if bomb.expected == READ or bomb.either else "was read"
    said = str(error)
    if (
        bomb.name not in said
        or "\n" in said
        or "crashed (SIGSEGV" in said
        or "cannot be read (" in said
    ):
        return f"no reason with a name: {said}"
    if bomb.expected == READ or not re.search(bomb.expected, said):
        return f"another reason: {said}"
    return ""


@pytest.mark.parametrize("part", range(_PARTS))
def test_bombs_are_read_within_limits_or_refused(tmp_path: Path, part: int) -> None:
    bombs = tried()[part::_PARTS]
    before = psutil.Process().memory_info().rss
    files = (bomb.write(tmp_path) for bomb in bombs)
    faults = {}
    for bomb, found in zip(bombs, read_all(files), strict=True):
        (tmp_path / bomb.name).unlink()
        if what := fault(bomb, found):
            faults[bomb.name] = what
    assert not faults, "\n".join(f"{name}: {what}" for name, what in faults.items())
    assert psutil.Process().memory_info().rss - before < 300_000_000
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_outside_and_no_file_is_read(tmp_path: Path) -> None:
    corpus, index, note = tmp_path / "a" / "corpus", tmp_path / "a" / "index", tmp_path / "note"
    corpus.mkdir(parents=True)
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    for kind in ("docx", "xlsx", "pptx", "odt", "ods"):
        (corpus / f"external.{kind}").write_bytes(with_part(kind, external(secret.as_uri())))
        (corpus / f"far.{kind}").write_bytes(with_part(kind, external(secret.as_uri(), 4000)))
    (corpus / "external.html").write_bytes(external(secret.as_uri()) + b"<p>Planter")
    (corpus / "acting.pdf").write_bytes(acting(note))
    for name in ("escaping.docx", "escaping.odt", "escaping.xlsx"):
        next(bomb for bomb in BOMBS if bomb.name == name).write(corpus)
    before = set(tmp_path.rglob("*"))
    with build.readers(1, LIMITS) as readers:
        work = build.work((), None, Settings(index, corpus, limits=LIMITS))
        build.ingest(index, work, BagEncoder(), readers=readers)
    made = set(tmp_path.rglob("*")) - before
    assert all(path == index or index in path.parents for path in made)
    assert not Path("/tmp/mesures-escaped.txt").exists()
    assert SECRET.encode() not in b"".join(p.read_bytes() for p in index.iterdir() if p.is_file())
    assert check(index) == []


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address, and who called it."""
    server = socket.create_server(("127.0.0.1", 0))
    called: list[str] = []

    def listen() -> None:
        with suppress(OSError):
            while True:
                connection, caller = server.accept()
                called.append(str(caller))
                connection.close()

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/plan.dtd", called
    server.close()


def test_nothing_is_fetched(tmp_path: Path, listener: tuple[str, list[str]]) -> None:
    address, called = listener
    files = []
    for kind in ("docx", "xlsx", "pptx", "odt", "ods"):
        files.append(tmp_path / f"plan.{kind}")
        files[-1].write_bytes(with_part(kind, external(address, 4000)))
    page = tmp_path / "plan.html"
    link = f"<link rel=stylesheet href='{address}'><img src='{address}'>"
    link += f"<iframe src='{address}'></iframe>"
    page.write_text(f"<!DOCTYPE html SYSTEM '{address}'>{link}<p>Planter", encoding="utf-8")
    found = list(read_all([*files, page]))
    assert [bool(one.error) for one in found] == [True] * 5 + [False]
    assert called == []


def test_a_backup_cannot_write_elsewhere(tmp_path: Path) -> None:
    source = tmp_path / "backup.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for name in ESCAPES:
            archive.writestr(name, "escaped")
        for name, data in index_files().items():
            archive.writestr(f"../{name}", data)
    with pytest.raises(UsageError, match="no whole backup"):
        restore(tmp_path / "deep" / "index", source)
    assert {path.name for path in tmp_path.iterdir()} <= {"backup.zip", "deep"}


NAMES = (
    "-rf", "--rebuild", "CON", "nul.", "a b", "\u202efdp.exe", "\x1b[2J\x07cls", "\ttab",
    "ligne\nautre", "é" * 100, "x" * 240, "%s%n{0}", "$(touch note)", "'; DROP TABLE documents; --",
    "*", "\U0001f6b2", "e\u0301t\u00e9",
)  # fmt: skip


@posix
def test_names_of_files_that_steer_something(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in NAMES:
        (corpus / f"{name}.txt").write_bytes(seed("texte.txt") + repr(name).encode())
    with suppress(OSError):  # a file system that holds its names to UTF-8
        (Path(os.fsencode(corpus).decode()) / os.fsdecode(b"\xff\xfe.txt")).write_bytes(b"Semer")
    options = ["ingest", "-i", str(tmp_path / "index"), str(corpus), "--json"]
    assert main(options) in (0, 1)
    said = capsys.readouterr()
    report = json.loads(said.out)
    assert len(report[0]["added"]) == len(NAMES)
    assert main(["plans", "-i", str(tmp_path / "index")]) == 0
    shown = capsys.readouterr()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", said.err + shown.out + shown.err)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "index"]
    assert check(tmp_path / "index") == []


@posix
@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links are of POSIX")
def test_pipes_devices_and_links_that_end_nowhere(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "deep").mkdir(parents=True)
    (corpus / "plan.txt").write_bytes(seed("texte.txt"))
    os.mkfifo(corpus / "pipe.txt")
    (corpus / "zero.txt").symlink_to("/dev/zero")
    (corpus / "here.txt").symlink_to("here.txt")
    (corpus / "a.txt").symlink_to("b.txt")
    (corpus / "b.txt").symlink_to("a.txt")
    (corpus / "nowhere.txt").symlink_to("/nowhere/plan.txt")
    (corpus / "deep" / "up").symlink_to(corpus)
    (corpus / "linked.txt").symlink_to(corpus / "plan.txt")
    with socket.socket(socket.AF_UNIX) as server, suppress(OSError):
        server.bind(str(corpus / "socket.txt"))
    found: list[str] = []

    def run() -> None:
        work = build.work((), None, Settings(tmp_path / "index", corpus))
        report = build.ingest(tmp_path / "index", work, BagEncoder())
        found.extend([*report.added, *report.failed])

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(60)
    assert not thread.is_alive(), "waits for a pipe or a device"
    assert {"plan.txt", "linked.txt"} <= set(found)
    assert not {"pipe.txt", "zero.txt", "deep/up/plan.txt"} & set(found)


def _vanish(file: Path, how: str, **_: object) -> object:
    """Read a file that goes, or becomes another, just before."""
    from pipeline.build import read_document
    from pipeline.corpus import Source

    if how == "gone":
        file.unlink()
    elif how == "folder":
        file.unlink()
        file.mkdir()
    else:
        file.write_bytes(seed("page.html")[:600] if how == "other" else b"")
    return read_document(Source(file, file.name), limits=LIMITS)


@pytest.mark.parametrize("how", ["gone", "folder", "other", "empty"])
@pytest.mark.parametrize("name", ["texte.txt", "rapport.docx", "simple.pdf", "classeur.xlsx"])
def test_a_file_that_changes_while_a_run_goes_on(tmp_path: Path, name: str, how: str) -> None:
    (tmp_path / name).write_bytes(seed(name))
    from pipeline.build.isolation import InProcess
    from pipeline.build.worker import Job

    jobs = [Job(name, partial(_vanish, tmp_path / name, how))]
    (found,) = InProcess().outcomes(jobs)
    assert isinstance(found, MesuresError)
    assert name in str(found)
    assert "cannot be read (" not in str(found)


def test_what_changed_while_it_was_read_is_read_again_by_the_next_run(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    file = corpus / "plan.txt"
    file.write_bytes(seed("texte.txt"))
    settings = Settings(index, corpus)

    class Meanwhile:
        """Reads after somebody wrote."""

        def outcomes(self, jobs: Sequence[object]) -> Iterator[object]:
            for job in jobs:
                file.write_bytes(seed("texte.txt") + b"\n\n3. Semer des prairies.\n")
                yield job.read()  # type: ignore[attr-defined]

    first = build.ingest(index, build.work((), None, settings), BagEncoder(), readers=Meanwhile())  # type: ignore[arg-type]
    again = build.ingest(index, build.work((), None, settings), BagEncoder())
    assert (first.added, again.changed) == (["plan.txt"], ["plan.txt"])


def test_limits_of_unpacking_are_told(tmp_path: Path) -> None:
    file = tmp_path / "plan.docx"
    file.write_bytes(with_part("docx", 61))
    (found,) = read_all([file], 1)
    assert isinstance(found.error, LimitError)
    assert "raise `unpacked` under [limits]" in str(found.error)
