"""Jobs as tasks of Ray. Ray is imported here alone, when a run asks for it."""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pipeline.build.worker import Job
from pipeline.cluster.node import Around, Said, read, release
from pipeline.errors import DamagedError, LimitError, MesuresError, UsageError, brief
from pipeline.settings import Limits

LOCAL = "local"  # the address of a Ray that is started for the run
_RETRIES = 3  # of a document whose process of Ray was killed: by its node's end, for want of memory
_OBJECTS = 512 * 2**20  # bytes of documents and plans that a local Ray holds in memory
_WITHOUT = 60.0  # seconds that a cluster may be without any CPU
_LOOK = 2.0  # seconds between two looks at whether it has one


@dataclass(frozen=True, slots=True)
class Setting:
    """Which Ray does the jobs, and how they are done."""

    address: str
    count: int  # CPUs of a local Ray
    limits: Limits
    levels: tuple[int, int]  # of the root logger and of ours
    folder: str  # for what a local Ray keeps on the disk


class RayTasks:
    """Connects to Ray, or starts it; a context manager, which ends what it started."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._local = setting.address == LOCAL
        self._around = Around(setting.limits, setting.levels, release())
        self._running: dict[Any, tuple[int, Job]] = {}
        self._had_cpu = self._looked = time.monotonic()

    def __enter__(self) -> Self:
        """Raises UsageError when there is no Ray, or it does not take this machine in."""
        _set_environment(self._local)
        import ray

        self._ray = ray
        try:
            ray.init(**self._options())
        except Exception as error:  # of many kinds, by what does not suit Ray
            reason = brief(error) or type(error).__name__
            if self._local:
                raise UsageError(
                    "Ray cannot be started ({reason}); `mesures --debug ingest` shows what it says",
                    reason=reason,
                ) from error
            raise UsageError(
                "Ray at {address} cannot be used ({reason}); this machine must be a node of it, "
                "with its RAY_AUTH_MODE and RAY_AUTH_TOKEN: see docs/cluster.md",
                address=self._setting.address,
                reason=reason,
            ) from error
        self._task = ray.remote(num_cpus=1, max_retries=_RETRIES)(read)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._ray.shutdown()  # tasks that go on for nobody are ended with it

    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {
            "address": self._setting.address,
            "log_to_driver": False,
            "configure_logging": False,
        }
        if self._local:
            options |= {
                "num_cpus": self._setting.count,
                "num_gpus": 0,
                "include_dashboard": False,
                "object_store_memory": _OBJECTS,
                "_temp_dir": self._setting.folder,
            }
        return options

    def cpus(self) -> int:
        """How many documents can be read at once."""
        return int(self._ray.cluster_resources().get("CPU", 0))

    def submit(self, place: int, job: Job, data: bytes | None) -> None:
        """Have a document read by the node that has a CPU for it."""
        self._running[self._task.remote(job, data, self._around)] = place, job

    def finished(self, seconds: float) -> list[tuple[int, Said]]:
        """What is read, waiting so long for the first. Raises UsageError when no CPU is left."""
        done, rest = self._ray.wait(list(self._running), num_returns=1, timeout=seconds)
        if done and rest:
            done += self._ray.wait(rest, num_returns=len(rest), timeout=0)[0]
        if done:
            self._had_cpu = time.monotonic()
        else:
            self._check_cpus()
        found = []
        for task in done:
            place, job = self._running.pop(task)
            found.append((place, self._said(task, job)))
        return found

    def _said(self, task: Any, job: Job) -> Said:
        errors = self._ray.exceptions
        try:
            said: Said = self._ray.get(task)
        except errors.RayTaskError as error:
            if isinstance(error.cause, MesuresError):
                raise error.cause from error
            raise UsageError(
                "a node of Ray cannot read documents ({reason}); install mesures there",
                reason=brief(error.cause),
            ) from error
        except errors.OutOfMemoryError:
            why: MesuresError = LimitError(
                "{origin}: takes more memory than the nodes of Ray have ({tries} times); split it",
                origin=job.origin,
                tries=_RETRIES + 1,
            )
            return Said.of(why)
        except errors.RayError as error:
            why = DamagedError(
                "{origin}: what reads it on Ray died ({kind}, {tries} times); save it anew, or in "
                "another format",
                origin=job.origin,
                kind=type(error).__name__,
                tries=_RETRIES + 1,
            )
            return Said.of(why)
        return said

    def _check_cpus(self) -> None:
        now = time.monotonic()
        if now - self._looked < _LOOK:
            return
        self._looked = now
        if self.cpus():
            self._had_cpu = now
        elif now - self._had_cpu >= _WITHOUT:
            raise UsageError(
                "Ray at {address} has had no CPU for {seconds:.0f} s; add a node",
                address=self._setting.address,
                seconds=_WITHOUT,
            )


def _set_environment(local: bool) -> None:
    """What Ray reads before anything else, for this process and for what it starts."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_task_oom_retries", str(_RETRIES))  # without: for ever
    if local:
        # Nobody but us is to have this Ray run anything: it listens on all addresses.
        os.environ["RAY_AUTH_MODE"] = "token"
        os.environ["RAY_AUTH_TOKEN"] = secrets.token_hex(32)
        root = str(Path(__file__).parents[2])  # as in a clone, where nothing is installed
        paths = [root, os.environ.get("PYTHONPATH", "")]
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
