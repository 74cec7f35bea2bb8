"""`mesures init`: a workspace for someone who installed the package."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pipeline.cli.output import PathType
from pipeline.cli.speech import phrase, shown
from pipeline.errors import UsageError
from pipeline.messages import cause, noted

_README = noted("""# Corpus

Put action plans here (PDF, office files, HTML, text, Markdown), then run `mesures ingest` in the
folder above.
What you know about a document goes into `plans.toml`, and wins over what the document says.
""")
_PLANS = noted("""\
# What is known about each document, by its path in this folder; all keys are optional.
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
""")
_INDEX = noted("""# Index

Everything here is built by `mesures ingest` and may be deleted, but corrections by hand that were
read back with `--measures` are here alone.
""")


@click.command()
@click.argument("folder", type=PathType(), default=Path(), metavar="[FOLDER]")
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
            raise UsageError(
                "{place} is in the way: it is no folder; move it or name another", place=place
            )
    if not missing:
        click.echo(phrase("{folder} is already a workspace; nothing was changed.", folder=folder))
        return
    for path, content in missing.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(shown(content), encoding="utf-8")
        except OSError as error:
            raise UsageError(
                "{path} cannot be written ({reason})", path=path, reason=cause(error)
            ) from error
    inside = f"cd {folder}, " if folder != Path() else ""
    click.echo(
        phrase(
            "Workspace ready: {inside}put plans into corpus/ and run `mesures ingest`.",
            inside=inside,
        )
    )
