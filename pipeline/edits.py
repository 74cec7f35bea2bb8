"""Two wordings of a text, word by word: what both have, what was removed, what was added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


class Edit(StrEnum):
    """What became of some words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one or both texts; joined without what was ADDED they are the old text."""

    edit: Edit
    text: str


def word_changes(before: str, after: str) -> list[Piece]:
    """The words of `after` against those of `before`; spaces go with what stands around them."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    pieces: list[Piece] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal" and (k == 0 or m == len(new) or not "".join(new[k:m]).isspace()):
            pieces.append(Piece(Edit.SAME, "".join(new[k:m])))
            continue
        pieces += [
            Piece(edit, text)
            for edit, text in (
                (Edit.REMOVED, "".join(old[i:j])),
                (Edit.ADDED, "".join(new[k:m])),
            )
            if text
        ]
    return list(_joined(pieces))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces, what was removed in one place before what was added there, each as one."""
    removed = added = ""
    for piece in [*pieces, Piece(Edit.SAME, "")]:
        if piece.edit is Edit.REMOVED:
            removed += piece.text
        elif piece.edit is Edit.ADDED:
            added += piece.text
        else:
            if removed:
                yield Piece(Edit.REMOVED, removed)
            if added:
                yield Piece(Edit.ADDED, added)
            if piece.text:
                yield piece
            removed = added = ""
