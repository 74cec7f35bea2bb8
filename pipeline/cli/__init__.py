"""The command line: parse, call, print. Each group of commands is a module, imported on demand."""

from __future__ import annotations

import errno
import io
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

import click

from pipeline.cli.speech import phrase, shown, speaking, spoken
from pipeline.errors import MesuresError, one_line
from pipeline.language import asked
from pipeline.messages import Message, cause
from pipeline.version import __version__

# Command -> module. Modules are imported when their command runs: a search must not wait for what
# only ingest needs.
_COMMANDS = {
    "backup": "upkeep",
    "check": "upkeep",
    "clusters": "clustering",
    "compare": "comparing",
    "copy-index": "copying",
    "coverage": "covering",
    "evaluate": "evaluating",
    "export": "exporting",
    "ingest": "indexing",
    "init": "workspaces",
    "overlaps": "overlapping",
    "plans": "plans",
    "restore": "upkeep",
    "review": "reviewing",
    "runs": "upkeep",
    "search": "searching",
    "segment": "segmenting",
    "serve": "serving",
    "show": "plans",
    "similar": "searching",
    "snapshot": "snapshots",
    "status": "indexing",
    "themes": "theming",
    "watch": "watches",
}
_INTERRUPTED = 130
_NO_OUTPUT = (errno.EBADF, errno.ENOSPC, errno.EIO, errno.EFBIG)
_READER_LEFT = (errno.EPIPE, errno.EINVAL) if os.name == "nt" else (errno.EPIPE,)


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command = getattr(import_module(f"{__name__}.{_COMMANDS[name]}"), name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return spoken(command)


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
    epilog="Exit codes: 0 done; 1 some inputs failed; 2 wrong usage; 3 no usable index; "
    "4 every input failed.",
)
@click.option("--debug", is_flag=True, help="Show tracebacks and details (or MESURES_DEBUG=1).")
@click.option("-v", "--verbose", is_flag=True, help="Say on standard error what is skipped.")
@click.version_option(__version__, "--version", prog_name="mesures", message="%(prog)s %(version)s")
def cli(debug: bool, verbose: bool) -> None:
    """Find, search and compare the measures of action plans, offline.

    \b
    Put documents into corpus/, then:
      mesures ingest
      mesures search "Quelles mesures aident à retenir le personnel ?"
    """
    level = logging.DEBUG if debug else logging.INFO if verbose else logging.WARNING
    # Parsers of PDF and HTML have a lot to say about documents that we read all the same.
    others = logging.DEBUG if debug else logging.CRITICAL
    logging.basicConfig(level=others, format="%(message)s", stream=sys.stderr)
    for handler in logging.getLogger().handlers:
        handler.addFilter(_told)
    logging.getLogger("pipeline").setLevel(level)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code of design §6. Never shows a traceback unless asked to."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given or bool(os.environ.get("MESURES_DEBUG"))
    with speaking(asked()):
        return _run(given, debug)


def _run(given: list[str], debug: bool) -> int:
    if "_MESURES_COMPLETE" in os.environ:
        spoken(cli).main(given, "mesures")
    _speak_utf8()
    if sys.stdout is None:  # closed by who called us, as with >&-
        sys.stdout = _ClosedOutput()
    try:
        code = _invoke(given)
        sys.stdout.flush()
        return code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except MesuresError as error:
        if debug:
            raise
        _complain(shown(error.message))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _complain(phrase("interrupted"))
        return _INTERRUPTED
    except OSError as error:
        if error.errno in _READER_LEFT and not debug:
            return _silenced(0)
        if error.filename is None and error.errno in _NO_OUTPUT and not debug:
            reason = cause(error)
            _complain(
                phrase("the output cannot be written ({reason}); send it elsewhere", reason=reason)
            )
            return _silenced(1)
        return _unexpected(error, debug)
    except Exception as error:
        return _unexpected(error, debug)


def _told(record: logging.LogRecord) -> bool:
    """Let a record of ours speak the language of the command line."""
    if isinstance(record.msg, Message):
        record.msg = shown(record.msg)
    return True


def _invoke(given: list[str]) -> int:
    try:
        command = spoken(cli)
        with command.make_context("mesures", given) as context:
            command.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    return 0


def _speak_utf8() -> None:
    """Consoles and pipes of Windows speak code pages that lack « and œ."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _complain(message: str) -> None:
    # A standard error that cannot be written either leaves the exit code to tell.
    with suppress(OSError):
        click.echo(f"mesures: {one_line(message)}", err=True)


def _unexpected(error: Exception, debug: bool) -> int:
    if debug:
        raise error
    kind = type(error).__name__
    _complain(
        phrase(
            "unexpected {kind}: {error} (run `mesures --debug …` for the traceback)",
            kind=kind,
            error=error,
        )
    )
    return 1


def _silenced(code: int) -> int:
    """`code`, with nothing more to be written: the interpreter flushes at exit, and would complain.

    What reads our output may close it, as `head` does: that is no error, and the code is 0.
    """
    if not isinstance(sys.stdout, _ClosedOutput):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


class _ClosedOutput(io.StringIO):
    """Standard output where there is none: it fails when there is something to write."""

    def write(self, text: str) -> int:
        if text:
            raise OSError(errno.EBADF, "it is closed")
        return 0
