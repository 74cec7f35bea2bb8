"""The exceptions of mesures: one tree, each branch with the exit code of the command line.

Exit codes: 0 done; 1 finished, but some inputs failed; 2 wrong usage; 3 no index, or one that
cannot be read; 4 every input failed.
"""

from __future__ import annotations

import re
from typing import ClassVar

from pipeline.messages import Message, cause

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_SPACES = re.compile("[^\\S\u00a0\u202f]+")


class MesuresError(Exception):
    """Base of everything that mesures raises on purpose.

    The message is one line that names the file or setting and says what to do about it: a template
    in English and its values, so that it can be told in French (`pipeline.messages`).
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, template: str = "", /, **values: object) -> None:
        given = isinstance(template, Message) and not values
        super().__init__(template if given else Message(template, None, **values))

    @property
    def message(self) -> Message:
        """What is wrong; `str` gives the same in English."""
        said = self.args[0]
        assert isinstance(said, Message)
        return said


def printable(text: str) -> str:
    """`text` as a terminal may show it: no control characters, which could steer the terminal.

    What is no character at all (a byte of a file name that is not UTF-8) is written as an escape.
    """
    return _CONTROLS.sub(" ", text).encode("utf-8", "backslashreplace").decode()


def one_line(text: str) -> str:
    """`text` on one printable line; spaces that French typography keeps stay what they are."""
    return _SPACES.sub(" ", printable(text)).strip(" ")


def brief(what: object) -> str:
    """What another program or library says, on one line of a message: no more than it holds."""
    said = cause(what) if isinstance(what, Exception) else what
    if isinstance(said, Message) and said.values:
        return said
    text = " ".join(printable(str(what)).split())
    return Message(text if len(text) <= 160 else f"{text[:157]}...")


class UsageError(MesuresError):
    """What was asked cannot be done: a path that does not exist, a malformed setting or query."""

    exit_code = 2


class IndexUnavailableError(MesuresError):
    """There is no index, or it cannot be read: other encoder, other schema, damaged."""

    exit_code = 3


class WorkspaceUnavailableError(MesuresError):
    """What people decided (workspace.db) cannot be read or written: damaged, newer, no right to."""

    exit_code = 3


class EncoderError(MesuresError):
    """An encoder is missing or damaged, or is not the one that the index was built with."""

    exit_code = 3


class DocumentError(MesuresError):
    """One document cannot be read; the rest of a batch goes on."""

    exit_code = 4


class EncryptedError(DocumentError):
    """The document needs a password to be read."""


class DamagedError(DocumentError):
    """The document is empty, truncated, or not what its name says."""


class NoTextError(DocumentError):
    """The document has pages but no text to read (a scan, a drawing)."""


class UnsupportedError(DocumentError):
    """No extractor reads this kind of document."""


class LimitError(DocumentError):
    """Reading the document takes more than the limits allow: time, memory, pages, characters."""


class FetchError(DocumentError):
    """An address gives no document: refused, out of reach, too large, of no kind that is read."""


class ClosedHostError(FetchError):
    """A host is not public, and nobody allowed it by name."""


class RefusedError(FetchError):
    """A server answers an address, but gives nothing."""


class GoneError(RefusedError):
    """There is nothing at an address any more (404, 410)."""
