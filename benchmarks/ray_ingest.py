"""`mesures ingest --ray` on two nodes of one CPU, one of them killed midway, against `--workers 2`.

The documents are those of benchmarks/ingest.py. Two nodes of Ray are started on this machine and
ended again; a Ray that runs already is left alone. Prints documents a second and two ratios to two
local workers: with both nodes, and with the second one killed when a quarter of the documents is in
the index. Fails when a document or a unit is missing, stands twice, or differs from what was read
locally. The ratios vary with what else the machine does.

    python benchmarks/ray_ingest.py [--documents 500]
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ingest import ROOT, write

from pipeline.errors import MesuresError
from pipeline.store import Reader

_START = 60.0  # seconds that a node has to start
_PATIENCE = 20.0  # seconds that it has to end
_KILLED_AT = 0.25  # the share of the documents that is in the index when a node is killed


class Node:
    """A node of Ray: the process that was started, and those that it started."""

    def __init__(self, *options: str) -> None:
        command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--num-cpus=1"]
        self._process = subprocess.Popen(
            [*command, "--num-gpus=0", "--disable-usage-stats", *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop(self, signalled: int = signal.SIGTERM) -> None:
        """End all processes of the node."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signalled)
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.stop(signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def nodes(address: str) -> int:
    """How many nodes of a cluster are alive; asked by a process of its own, which Ray may end."""
    asked = (
        "import ray, sys; ray.init(sys.argv[1], log_to_driver=False, configure_logging=False); "
        "print(sum(node['Alive'] for node in ray.nodes()))"
    )
    command = [sys.executable, "-c", asked, address]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return int(found.stdout.strip() or 0)


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, Node]]:
    """A head and a second node of one CPU each: the address, and the second node."""
    os.environ |= {
        "PYTHONPATH": str(ROOT),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
    }
    port = free_port()
    ip, options = "127.0.0.1", ["--include-dashboard=false", f"--temp-dir={folder}"]
    head = Node("--head", f"--port={port}", f"--node-ip-address={ip}", *options)
    second: Node | None = None
    try:
        wait_for(lambda: nodes(f"{ip}:{port}") == 1, "the head of Ray does not start")
        second = Node(f"--address={ip}:{port}", f"--node-ip-address={ip}")
        wait_for(lambda: nodes(f"{ip}:{port}") == 2, "the second node does not join")
        yield f"{ip}:{port}", second
    finally:
        if second:
            second.stop()
        head.stop()


def wait_for(until: Callable[[], bool], otherwise: str, seconds: float = _START) -> None:
    """Wait for something, or end the benchmark saying `otherwise` after that time."""
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            sys.exit(otherwise)
        time.sleep(0.1)


def ingest(index: Path, documents: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "cli.py"), "ingest", "-i", str(index), *options]
    return subprocess.Popen([*command, str(documents)])


def timed(index: Path, documents: Path, *options: str) -> float:
    """The seconds that a run takes."""
    start = time.perf_counter()
    if code := ingest(index, documents, *options).wait():
        sys.exit(f"ingest {' '.join(options)} ended with {code}")
    return time.perf_counter() - start


def timed_with_loss(index: Path, documents: Path, address: str, second: Node) -> float:
    """The seconds of a run whose second node is killed once a share of the documents is in."""
    start = time.perf_counter()
    process = ingest(index, documents, "--ray", address)
    count = len(list(documents.iterdir()))
    share = _KILLED_AT * count
    wait_for(lambda: process.poll() is not None or indexed(index) >= share, "nothing is read", 600)
    second.stop(signal.SIGKILL)
    if (there := indexed(index)) >= count:
        sys.exit("the run was over before a node was killed; give more --documents")
    print(f"second node killed with {there} documents in the index", flush=True)
    if code := process.wait():
        sys.exit(f"ingest --ray, with a node killed, ended with {code}")
    return time.perf_counter() - start


def indexed(index: Path) -> int:
    """How many documents an index holds; 0 where there is none yet."""
    with suppress(MesuresError, OSError), Reader(index) as reader:
        return len(reader.documents())
    return 0


def held(index: Path) -> Counter[tuple[str, str, str | None, str]]:
    """How often each document, and each unit of it, stands in an index."""
    found: Counter[tuple[str, str, str | None, str]] = Counter()
    with Reader(index) as reader, reader.snapshot():
        for row in reader.documents():
            found[row.document, "", None, ""] += 1  # it counts where it has no units, too
            for unit in reader.units(row.document):
                found[unit.document, unit.kind, unit.label, unit.statement] += 1
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=500)
    count = parser.parse_args().documents
    place = Path(tempfile.mkdtemp(prefix="ray-"))  # short, for the sockets below it
    try:
        write(place / "corpus", count)
        local = timed(place / "local", place / "corpus", "--workers", "2")
        with cluster(place / "r") as (address, second):
            both = timed(place / "both", place / "corpus", "--ray", address)
            loss = timed_with_loss(place / "loss", place / "corpus", address, second)
        for name, seconds in (("two workers", local), ("two nodes", both), ("one killed", loss)):
            print(f"{count} documents, {name}: {seconds:.1f} s, {count / seconds:.1f} a second")
        print(f"two nodes of Ray against two workers: {local / both:.2f} times")
        print(f"the same, one node killed midway: {local / loss:.2f} times")
        expected = held(place / "local")
        for name in ("both", "loss"):
            found = held(place / name)
            missing, double = expected - found, found - expected
            print(f"{name}: {missing.total()} missing, {double.total()} double or other")
            if missing or double:
                sys.exit("what was read on Ray is not what was read here")
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
