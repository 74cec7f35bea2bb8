"""The names that plans give to the facts of a measure: one table for lines, columns and sheets.

A name is a head (« pilote », « coût ») with what may stand around it (« structure pilote », « coût
prévisionnel TTC »). Among the names of one field some say it better than others: the body that
leads before the person who follows the file, the end of a period before the period.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.fields.table import TABLE, WEAK
from pipeline.text import fold

FIELDS = (
    "lead", "partners", "deadline", "budget", "indicators", "targets", "status", "audience",
    "territory",
)  # fmt: skip
_OPENING = tuple(
    (field, rank, re.compile(rf"(?:{heads})(?:\s[a-z'’]+){{0,4}}"))
    for field, rank, heads, _ in TABLE
)
_NAMES = tuple(
    (field, rank, re.compile(rf"(?:{heads})(?:[\s/]+(?:{after})){{0,3}}" if after else heads))
    for field, rank, heads, after in TABLE
)
# « Pilote(s) » keeps its s, « Coût (en k€) » loses its unit.
_PLURAL = re.compile(r"\((?:s|e|es|rice|trice)\)")
_UNIT = re.compile(r"\s?\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Name:
    """A name that was understood: its field (outside FIELDS it names no fact) and its rank there.

    `weak` marks words that are values as well: « État » leads, « Quartiers » are partners.
    """

    field: str
    rank: int
    weak: bool = False


def name_of(text: str) -> Name | None:
    """What the name of a field says, alone on its line or before a colon; None for other text."""
    if len(text) > 80:
        return None
    folded = _UNIT.sub("", _PLURAL.sub("s", fold(text))).strip(" .:*•-–—")
    folded = re.sub(r"^(?:la|le|les)\s", "", folded)
    for field, rank, names in _NAMES:
        if names.fullmatch(folded):
            return Name(field, rank, bool(WEAK.fullmatch(folded)))
    return None


def field_of(text: str) -> str | None:
    """The field that a name alone on its line is of, one of FIELDS; None for any other text."""
    name = name_of(text)
    return name.field if name and name.field in FIELDS else None


def column_of(text: str) -> Name | None:
    """What the header of a table column says; it may say more than a line (« Coût par an »)."""
    if name := name_of(text):
        return name
    folded = _UNIT.sub("", _PLURAL.sub("s", fold(text))).strip(" .:*•-–—")
    return next((Name(f, r) for f, r, names in _OPENING if f and names.fullmatch(folded)), None)


# « Quand ? 2027 » is a name with its value too.
_COLON = re.compile(r"\s*:(?!\d\d\b)(?!//)|\s?\?(?=\s+\S)")
_STRONG = re.compile(r"(?:[|•—–;\t●▪▸·/]|\s-\s|\.\s|\s{2,})\s*$")
_MOST_WORDS = 8  # of a name


def names_in(text: str) -> Iterator[tuple[int, int, Name]]:
    """Where in a line names with their colon stand (start of the name, end of the colon).

    A name stands at the start of a line or after a mark; within a line, a name that is known may
    also begin with a capital (« Pilote : Ville Échéance : 2026 »). One that is not known counts
    after a mark only, to end the value before it.
    """
    end = 0
    for colon in _COLON.finditer(text):
        before = text[end : colon.start()]
        starts = [m.start() for m in re.finditer(r"[^\s|•—–;\t●▪▸·/(\[]\S*", before)]
        found: tuple[int, Name] | None = None
        for start in starts[-_MOST_WORDS:]:
            name = name_of(before[start:])
            marked = not before[:start].strip() and end == 0
            marked = marked or bool(_STRONG.search(before[:start]))
            opens = marked or before[start].isupper() or before[:start].endswith(("(", "["))
            if name and opens:
                found = (start, name)
                break
            if marked and "?" not in colon[0] and len(before[start:].split()) <= 5:
                found = start, Name("", 0)
        if found:
            yield end + found[0], colon.end(), found[1]
            end = colon.end()


def opens_field(text: str) -> str | None:
    """What a line of a sheet opens (« Budget prévisionnel : … »), facts or not; None if nothing.

    Before a colon, up to four words more may follow the name (« Moyens mis à disposition : »).
    """
    before, colon, _ = text[:80].partition(":")
    if not colon:
        name = name_of(text)
        return name.field or None if name and not name.weak else None
    folded = fold(before).strip(" .*•-–—")
    return next((field for field, _, names in _OPENING if field and names.fullmatch(folded)), None)
