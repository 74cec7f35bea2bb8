"""How fast `mesures serve` answers while a run of ingest writes, beside the same search in Python.

Makes an index of 10,000 invented measures, serves it by the command itself, and lets 32 clients ask
different questions of the API and of the page, each the next as soon as it is answered, while
`mesures ingest` adds documents to the same index again and again. The same questions are then
asked of `open_index` in one process. What is printed: requests per second, the median and 99th
percentile of the time to an answer in milliseconds, and the weight of the page of results.

    python benchmarks/serve.py [--measures N] [--clients N] [--seconds S]

No request may fail; a page of results weighs at most 150 kB with all that it loads.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
MEASURES, CLIENTS, SECONDS = 10_000, 32, 20.0
HEAVIEST = 150_000  # bytes of a page of results
OF_A_PLAN = 100
VERBS = "Aménager Créer Soutenir Rénover Former Financer Accompagner Ouvrir Réduire Planter".split()
THINGS = """
    des pistes cyclables|des logements abordables|les bénévoles|les écoles de quartier|une navette
    |des jardins partagés|les aidants|un guichet unique|les trajets scolaires|la médiathèque
    |des ateliers numériques|les berges|une épicerie solidaire|le compostage|les haltes-garderies
""".replace("\n", "").split("|")
WHERE = """
    dans chaque quartier|près des gares|pour les jeunes|avec les communes|en milieu rural
""".strip().split("|")
WHEN = "d’ici 2027|dès la rentrée|chaque année|avant 2030|en deux phases".split("|")


def statements(count: int, seed: int) -> Iterator[str]:
    """Invented statements, few of them twice."""
    chance = random.Random(seed)
    for number in range(count):
        words = (chance.choice(part).strip() for part in (VERBS, THINGS, WHERE, WHEN))
        yield f"{' '.join(words)}, lot {number % 97}"


def write_plans(file: Path, count: int, seed: int) -> None:
    """A file of measures, as `mesures ingest --measures` reads them."""
    with file.open("w", encoding="utf-8") as stream:
        for number, statement in enumerate(statements(count, seed)):
            record = {
                "document": f"plan-{seed}-{number // OF_A_PLAN:04}.pdf",
                "statement": statement,
                "label": f"{number % OF_A_PLAN // 10 + 1}.{number % 10 + 1}",
                "path": [f"Axe {number % OF_A_PLAN // 10 + 1}"],
                "page": number % OF_A_PLAN // 5 + 1,
            }
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def mesures(*arguments: str) -> list[str]:
    """The command line of this clone."""
    return [sys.executable, str(ROOT / "cli.py"), *arguments]


def questions() -> Iterator[str]:
    """Questions without end, each another."""
    for number in itertools.count():
        yield f"{THINGS[number % len(THINGS)].strip()} {WHERE[number % len(WHERE)]} {number}"


class Clients:
    """Clients that ask for `seconds`, and what became of it."""

    def __init__(self, port: int, path: str, count: int, seconds: float) -> None:
        self.times: list[float] = []
        self.failed: list[str] = []
        self._port, self._path = port, path
        self._asked = questions()
        self._lock = threading.Lock()
        self._end = time.perf_counter() + seconds
        self.seconds = seconds
        threads = [threading.Thread(target=self._ask) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _ask(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while (begun := time.perf_counter()) < self._end:
            with self._lock:
                question = next(self._asked)
            try:
                connection.request("GET", self._path + quote(question))
                answer = connection.getresponse()
                body = answer.read()
                fault = "" if answer.status == 200 and body else f"{answer.status}"
            except (OSError, http.client.HTTPException) as error:
                fault = repr(error)
                connection.close()
            with self._lock:
                self.times.append(time.perf_counter() - begun)
                if fault:
                    self.failed.append(fault)


def row(name: str, times: Sequence[float], seconds: float, failed: int) -> str:
    """A line of the table."""
    ordered = sorted(times)
    high = ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]
    return (
        f"{name:<44} {len(times) / seconds:7.1f} {1000 * statistics.median(times):8.0f} "
        f"{1000 * high:8.0f} {failed:7}"
    )


def ingesting(folder: Path, index: Path, stop: threading.Event, runs: list[int]) -> None:
    """Run ingest again and again, each time with a new plan."""
    for seed in itertools.count(1):
        if stop.is_set():
            return
        more = folder / f"more-{seed}.jsonl"
        write_plans(more, OF_A_PLAN, seed)
        done = subprocess.run(
            mesures("ingest", "--measures", str(more), "-i", str(index)), capture_output=True
        )
        runs.append(done.returncode)


def weight(port: int) -> int:
    """The bytes of a page of results with all that it loads, as they go over the wire."""
    import re

    connection = http.client.HTTPConnection("127.0.0.1", port)
    total, wanted = 0, [f"/recherche?q={quote(THINGS[0])}"]
    for path in wanted:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        body = answer.read()
        total += len(body) + len(str(answer.headers))
        if path.startswith("/recherche"):
            import gzip

            page = gzip.decompress(body).decode()
            wanted += re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    return total


def library(index: Path, seconds: float) -> list[float]:
    """The times of the same questions in one process."""
    from pipeline import open_index

    times = []
    with open_index(index) as opened:
        opened.answer("aménager")
        end = time.perf_counter() + seconds
        for question in questions():
            if (begun := time.perf_counter()) >= end:
                return times
            opened.answer(question, 20)
            times.append(time.perf_counter() - begun)
    return times


def main() -> int:
    options = argparse.ArgumentParser(description="Speed of mesures serve.")
    options.add_argument("--measures", type=int, default=MEASURES)
    options.add_argument("--clients", type=int, default=CLIENTS)
    options.add_argument("--seconds", type=float, default=SECONDS)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        index = folder / "index"
        write_plans(folder / "plans.jsonl", given.measures, 0)
        subprocess.run(
            mesures("ingest", "--measures", str(folder / "plans.jsonl"), "-i", str(index)),
            check=True, capture_output=True,
        )  # fmt: skip
        print(f"{given.measures} measures, {os.cpu_count()} cores, {given.clients} clients")
        print(f"{'':<44} {'a second':>7} {'p50 ms':>8} {'p99 ms':>8} {'failed':>7}")
        times = library(index, given.seconds / 2)
        print(row("library, one process, nothing else at work", times, given.seconds / 2, 0))
        server = subprocess.Popen(
            mesures("serve", "--port", "0", "-i", str(index)), stderr=subprocess.PIPE, text=True
        )
        stop, runs = threading.Event(), list[int]()
        try:
            assert server.stderr
            port = int(server.stderr.readline().rpartition(":")[2].strip().strip("/"))
            threading.Thread(target=lambda: list(server.stderr or ()), daemon=True).start()
            print(f"{'page of results':<44} {weight(port) / 1000:7.1f} kB")
            alone = Clients(port, "/api/v1/search?q=", 1, given.seconds / 2)
            print(row("API, one client", alone.times, alone.seconds, len(alone.failed)))
            writer = threading.Thread(target=ingesting, args=(folder, index, stop, runs))
            writer.start()
            failed = []
            for what, path in (("API", "/api/v1/search?q="), ("page", "/recherche?q=")):
                asked = Clients(port, path, given.clients, given.seconds)
                failed += asked.failed
                told = f"{what}, {given.clients} clients, ingest at work"
                print(row(told, asked.times, asked.seconds, len(asked.failed)))
            times = library(index, given.seconds / 2)
            print(row("library, one process, ingest at work", times, given.seconds / 2, 0))
            stop.set()
            writer.join()
            print(f"{len(runs)} runs of ingest meanwhile, {sum(map(bool, runs))} of them failed")
            heavy = weight(port) > HEAVIEST
        finally:
            stop.set()
            server.terminate()
            server.wait(10)
    return int(bool(failed or heavy or any(runs)))


if __name__ == "__main__":
    sys.exit(main())
