"""`mesures copy-index`: from a folder into Milvus, and back."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.output import PathType
from pipeline.cli.speech import phrase
from pipeline.errors import UsageError
from pipeline.settings import MILVUS


@click.command("copy-index")
@click.argument("source", metavar="FROM", type=PathType())
@click.argument("target", metavar="TO", type=PathType())
@click.option("--replace", is_flag=True, help="Even if there is an index already.")
def copy_index(source: Path, target: Path, replace: bool) -> None:
    """Copy an index from a folder into Milvus, or back: nothing is read or encoded anew.

    One of FROM and TO is a folder, the other `milvus+http://HOST:PORT/COLLECTION`, or
    `milvus+file:PATH.db` for a file of Milvus Lite. Ids and snapshots stay the same. (A folder is
    copied to another by `mesures backup` and `mesures restore`.)

    \b
    Examples:
      mesures copy-index index milvus+http://milvus.example.org:19530/plans
      mesures copy-index milvus+file:plans.db index-of-plans
    """
    from pipeline.cluster.opening import copied

    there = [str(one).startswith(MILVUS) for one in (source, target)]
    if there[0] == there[1]:
        raise UsageError(
            "one of FROM and TO is a folder, the other an address in Milvus (see `mesures "
            "copy-index --help`)"
        )
    done = copied(source, target, replace)
    said = phrase(
        "{index}: {documents} documents, {units} units copied",
        index=target,
        documents=done.documents,
        units=done.units,
    )
    click.echo(said, err=True)
