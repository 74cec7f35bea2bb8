"""From nothing to answers, unattended: a folder of plans of which some are bad.

MESURES_THOUSAND=1000 is the long version.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from thousand import plan, write

ROOT = Path(__file__).parents[2]
COUNT = int(os.environ.get("MESURES_THOUSAND", 60))


def command(space: Path, *arguments: str) -> tuple[int, str, str, float]:
    """What `mesures` answers in a workspace: exit code, output, errors, seconds."""
    start = time.perf_counter()
    found = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *arguments],
        cwd=space,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MESURES_OCR": "false", "MESURES_WORKERS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return found.returncode, found.stdout, found.stderr, time.perf_counter() - start


def test_a_thousand_plans_from_nothing_to_answers(tmp_path: Path) -> None:
    bad = write(tmp_path / "corpus", COUNT)
    limits = "[limits]\nseconds = 120\nmemory = 1500\npages = 2000\nunpacked = 60\n"
    (tmp_path / "mesures.toml").write_text(limits, encoding="utf-8")
    code, _, said, seconds = command(tmp_path, "ingest", "--workers", "2", "--report", "r.json")
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    print(f"{COUNT} files: {seconds:.0f} s, {len(report['added'])} added, {len(bad)} bad")
    assert code == 1, said
    assert "Traceback" not in said
    files = {p.relative_to(tmp_path / "corpus").as_posix() for p in _files(tmp_path / "corpus")}
    assert set(report["added"]) == files - set(bad)
    assert set(report["failed"]) == set(bad)
    for name, pattern in bad.items():
        reason = report["failed"][name]
        assert re.search(pattern, reason), reason
        assert name in reason
        assert "cannot be read (" not in reason
        assert reason in said

    number = next(n for n in range(COUNT) if f"/{n:04}." in " ".join(report["added"]))
    action = plan(number).rows()[0][1]
    code, out, _, _ = command(tmp_path, "search", "--jsonl", action)
    assert code == 0
    assert any(f"/{number:04}." in json.loads(line)["document"] for line in out.splitlines())
    code, out, _, _ = command(tmp_path, "search", "--jsonl", "Que fait-on pour les cyclistes ?")
    assert code == 0
    assert len(out.splitlines()) == 10
    code, out, errors, _ = command(tmp_path, "check")
    assert code == 0, out + errors

    # What failed is tried again, and fails again; nothing else is read.
    code, _, said, again = command(tmp_path, "ingest", "--workers", "2", "--report", "r.json")
    second = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    print(f"again: {again:.1f} s")
    assert code == 1
    assert set(second["unchanged"]) == files - set(bad)
    assert second["failed"] == report["failed"]
    assert second["added"] + second["changed"] == []


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
