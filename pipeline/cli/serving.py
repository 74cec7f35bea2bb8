"""`mesures serve`."""

from __future__ import annotations

import json
import logging
import os
import secrets
import socket
import sys
from typing import TYPE_CHECKING

import click

from pipeline.cli.output import index_option, workspace_option
from pipeline.errors import UsageError, printable
from pipeline.messages import cause
from pipeline.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from pipeline.web.config import Config

_PORT = 8321
_SHORTEST = 16  # characters of a token that nobody guesses
_GRACE = 2  # seconds that streams get to end when the server does
_MOST_AT_ONCE = 256  # connections
_BACKLOG = 512


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to bind to.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="The port."
)
@click.option(
    "--root-path",
    default="",
    metavar="PATH",
    help="The path below which a proxy shows the page (as in /mesures).",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="A further name that the server is asked by, behind a proxy.",
)
@click.option(
    "--token",
    envvar="MESURES_TOKEN",
    metavar="TEXT",
    help="What visitors must know (or set MESURES_TOKEN); made and told where one is needed.",
)
@click.option(
    "--review-token",
    envvar="MESURES_REVIEW_TOKEN",
    metavar="TEXT",
    help="What those know who may decide about pairs (or set MESURES_REVIEW_TOKEN).",
)
@click.option("--log-queries", is_flag=True, help="Log what is asked, too.")
@click.option("--openapi", is_flag=True, help="Print the description of the API and end.")
@index_option
@workspace_option
def serve(
    host: str,
    port: int,
    root_path: str,
    names: tuple[str, ...],
    token: str | None,
    review_token: str | None,
    log_queries: bool,
    openapi: bool,
    settings: Settings,
) -> None:
    """Show the index as a page, and as an API for programs, until interrupted.

    The page is for this machine alone unless --host says otherwise: then visitors need a token.
    Encrypt what leaves the machine by a proxy in front.

    \b
    Examples:
      mesures serve
      mesures serve --host 0.0.0.0 --port 8000
      mesures serve --root-path /mesures --name plans.example.org
      MESURES_REVIEW_TOKEN="…" mesures serve
      mesures serve --openapi > openapi.json
    """
    from pipeline.web.app import make_app
    from pipeline.web.config import LOCAL, Config

    if token is not None and len(token) < _SHORTEST:
        raise UsageError(
            "the token (--token, MESURES_TOKEN) must be at least {shortest} characters long",
            shortest=_SHORTEST,
        )
    if review_token is not None and len(review_token) < _SHORTEST:
        raise UsageError(
            "the review token (--review-token, MESURES_REVIEW_TOKEN) must be at least {shortest} "
            "characters long",
            shortest=_SHORTEST,
        )
    if review_token and review_token == token:
        raise UsageError("the review token must be another than the token of those who only look")
    local = host in LOCAL
    made = None if local or token or openapi else secrets.token_urlsafe(32)
    prefix = "/" + root_path.strip("/") if root_path.strip("/") else ""
    config = Config(
        index=settings.index,
        prefix=prefix,
        token=token or made or "",
        names=(*LOCAL, *(name.lower() for name in names)) if local or names else None,
        log_queries=log_queries,
        password=os.environ.get("MESURES_PASSWORD", ""),
        review_token=review_token or "",
        workspace=settings.workspace,
        author=settings.author or "",
    )
    app = make_app(config)
    if openapi:
        click.echo(json.dumps(app.openapi(), ensure_ascii=False, indent=2))
        return
    _run(app, config, host, port, made)


def _run(app: FastAPI, config: Config, host: str, port: int, made: str | None) -> None:
    import uvicorn

    logging.getLogger("pipeline.web.access").setLevel(logging.INFO)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            limit_concurrency=_MOST_AT_ONCE,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=_GRACE,
        )
    )
    # It listens before the address is told: who asks at once waits until all is ready.
    with _listening(host, port) as bound:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{bound.getsockname()[1]}{config.prefix}/"
        click.echo(f"{printable(address)}{f'?token={made}' if made else ''}", err=True)
        sys.stderr.flush()
        server.run(sockets=[bound])


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises UsageError for an address that is not to be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise UsageError(
            "{host}:{port} cannot be listened to ({reason}); give another --host or --port",
            host=host,
            port=port,
            reason=cause(error),
        ) from error
