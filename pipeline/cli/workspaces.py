"""`mesures init`: a workspace for someone who installed the package."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pipeline.cli.output import PathType
from pipeline.errors import UsageError

_README = """# Corpus

Put action plans here (PDF, office files, HTML, text, Markdown), then run `mesures ingest` in the
folder above.
What you know about a document goes into `plans.toml`, and wins over what the document says.
"""
_PLANS = """# What is known about each document, by its path in this folder; all keys are optional.
#
# [documents."plan-2024-2028.pdf"]
# title = "Plan d'action 2024-2028"
# issuer = "Ville de …"
# period = "2024-2028"
# territory = "…"
# language = "fr"
# date = "2024-03-15"
# edition = "2e édition"
# address = "https://…"
# password = "…"       # to open an encrypted document
#
# Pages of the web, fetched at each `mesures ingest` if they changed; the keys are the same.
#
# [[sources]]
# address = "https://…"
# title = "…"
"""
_INDEX = """# Index

Everything here is built by `mesures ingest` and may be deleted, but corrections by hand that were
read back with `--measures` are here alone.
"""


@click.command()
@click.argument("folder", type=PathType(), default=Path())
def init(folder: Path) -> None:
    """Make a workspace: corpus/ for documents and index/ for what is built from them.

    \b
    Example:
      mesures init my-plans
    """
    files = {
        folder / "corpus" / "README.md": _README,
        folder / "corpus" / "plans.toml": _PLANS,
        folder / "index" / "README.md": _INDEX,
    }
    missing = {path: content for path, content in files.items() if not os.path.lexists(path)}
    # Looked for before anything is made: half a workspace is worse than none.
    for place in (folder, folder / "corpus", folder / "index"):
        if os.path.lexists(place) and not os.path.isdir(place):  # noqa: PTH112 - never raises
            raise UsageError(f"{place} is in the way: it is no folder; move it or name another")
    if not missing:
        click.echo(f"{folder} is already a workspace; nothing was changed.")
        return
    for path, content in missing.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path} cannot be written ({error.strerror})") from error
    inside = f"cd {folder}, " if folder != Path() else ""
    click.echo(f"Workspace ready: {inside}put plans into corpus/ and run `mesures ingest`.")
