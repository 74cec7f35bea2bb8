"""Workspaces of small text files that change from run to run, and ingests that are interrupted."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from small_index import BagEncoder

from pipeline.models import Query
from pipeline.search import Searcher
from pipeline.store import Reader, has_index
from pipeline.store.check import check

HERE = Path(__file__).parent
VERBS = "Planter Ouvrir Isoler Réduire Soutenir Aménager Financer Former Protéger Relier".split()
THINGS = "des haies, un parc, les toits, le bruit, l'entraide, des pistes, les fermes".split(", ")


class Workspace:
    """A corpus of text files, and every version that each document ever had."""

    def __init__(self, folder: Path, seed: int, documents: int = 24) -> None:
        self.index, self.corpus = folder / "index", folder / "corpus"
        self.corpus.mkdir(parents=True)
        self.chance = random.Random(seed)
        self.versions: dict[str, set[str]] = {}
        for n in range(documents):
            self.write(f"{n}.txt")

    def write(self, name: str) -> None:
        """Give a document a new content: some lines, each a measure."""
        chance = self.chance
        lines = [
            f"{chance.choice(VERBS)} {chance.choice(THINGS)} {chance.randrange(10**6)}"
            for _ in range(chance.randrange(1, 9))
        ]
        content = "\n".join(lines)
        self.versions.setdefault(name, set()).add(content)
        (self.corpus / name).write_text(content, encoding="utf-8")

    def change(self) -> None:
        """What may happen to a folder in a day."""
        chance = self.chance
        for path in sorted(self.corpus.iterdir()):
            fate = chance.random()
            if fate < 0.3:
                self.write(path.name)
            elif fate < 0.35:
                path.unlink()
            elif fate < 0.45:
                new = f"{chance.randrange(10**9)}.txt"
                content = path.read_text(encoding="utf-8")
                self.versions.setdefault(new, set()).add(content)
                path.rename(self.corpus / new)
        for _ in range(chance.randrange(1, 4)):
            self.write(f"{chance.randrange(10**9)}.txt")

    def content(self) -> dict[str, str]:
        """The content of every document of the corpus."""
        return {p.name: p.read_text(encoding="utf-8") for p in self.corpus.iterdir()}

    def indexed(self) -> dict[str, str]:
        """The content of every document of the index, as its units give it."""
        with Reader(self.index) as reader, reader.snapshot():
            return {
                row.document: "\n".join(unit.statement for unit in reader.units(row.document))
                for row in reader.documents()
            }

    def ids(self) -> dict[tuple[str, str], str]:
        """The id of every unit by document and statement."""
        with Reader(self.index) as reader, reader.snapshot():
            units = [unit for row in reader.documents() for unit in reader.units(row.document)]
        return {(unit.document, unit.statement): unit.id for unit in units}

    def check(self) -> None:
        """Fail unless the index, if there is any, is whole: each document in one of its versions,
        hashes and vectors that fit, a search that answers."""
        if not has_index(self.index) or is_blank(self.index):
            return
        assert [fault for fault in check(self.index) if fault.part != "leftover"] == []
        for document, content in self.indexed().items():
            assert content in self.versions[document], document
        with Reader(self.index) as reader, reader.snapshot():
            units = sum(sum(row.counts.values()) for row in reader.documents())
            assert len(reader.vectors()) == units
        with Reader(self.index) as reader:
            hits = Searcher(reader, BagEncoder()).search(Query("Planter des haies", limit=5))
            assert len(hits) == min(5, units)


def is_blank(index: Path) -> bool:
    """Whether nothing was ever committed: a first run was killed in its first commit."""
    try:
        Reader(index).close()
    except Exception as error:
        return "no index yet" in str(error)
    return False


@contextmanager
def ingesting(space: Workspace, *options: str) -> Iterator[subprocess.Popen[str]]:
    """An ingest in a process of its own, which waits for `go`."""
    script = [sys.executable, str(HERE / "line_ingest.py"), str(space.index), str(space.corpus)]
    process = subprocess.Popen(
        [*script, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def go(process: subprocess.Popen[str]) -> None:
    """Let an ingest begin."""
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def done(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code of an ingest, and all that it said."""
    out, err = process.communicate(timeout=60)
    return process.returncode, out + err


def kills(short: int) -> int:
    """How many times to kill: all that MESURES_KILLS asks for in the long version."""
    return int(os.environ.get("MESURES_KILLS", short))
