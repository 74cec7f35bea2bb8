"""Read the marks of a source: what the document prints, and what its gold says.

``[[KEY|text]]`` prints ``text`` and records it; marks may be nested. Keys are listed in README.md.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

ONE = {
    "L": "lead",
    "D": "deadline",
    "B": "budget",
    "S": "status",
    "A": "audience",
    "G": "territory",
}
MANY = {"P": "partners", "I": "indicators", "T": "targets"}
FIELDS = (
    *("lead", "partners", "deadline", "budget", "indicators"),
    *("targets", "status", "audience", "territory"),
)
_MARK = re.compile(r"\[\[([A-Z]+\d?)(?:\*(\d+))?(?:=([^|\[\]]*))?\||\]\]")
_AMOUNT = re.compile(r"([\d.]+) ([A-Z]{3})(?: (\d{4}|-)(?:-(\d{4}))?)?( /y)?")


@dataclass(slots=True)
class Marked:
    """What a source prints (its marks taken out) and its gold, pages not yet known."""

    text: str = ""
    measures: list[dict[str, Any]] = field(default_factory=list)
    levels: list[dict[str, Any]] = field(default_factory=list)


def read_marks(source: str, suffix: str) -> Marked:
    """The marks of ``source``, a file that ends in ``suffix`` (``.html``, ``.tex``, ...)."""
    out: list[str] = []
    open_marks: list[tuple[re.Match[str], int]] = []
    gold = _Gold(suffix)
    end = 0
    for mark in _MARK.finditer(source):
        if mark[1] is None and not open_marks:
            continue  # brackets of the format itself
        out.append(source[end : mark.start()])
        end = mark.end()
        if mark[1] is not None:
            open_marks.append((mark, len(out)))
            gold.begin(mark[1])
            continue
        opened, at = open_marks.pop()
        gold.add(opened, "".join(out[at:]))
    if open_marks:
        raise ValueError(f"mark never closed: {source[open_marks[-1][0].start() :][:60]}")
    out.append(source[end:])
    gold.check()
    return Marked("".join(out), gold.measures, gold.levels)


def printed(text: str, suffix: str) -> str:
    """``text`` as a reader sees it, white space folded."""
    if suffix == ".html":
        text = html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"<br ?/?>", " ", text)))
    if suffix == ".tex":
        text = re.sub(r"\\\\|~|\\,", " ", text)
    if suffix in (".tex", ".typ"):
        text = re.sub(r"\\([%$&#*_@])", r"\1", text.replace("~", " "))
        text = text.replace("\\\n", " ")
    return " ".join(text.split())


def amounts(spec: str) -> list[dict[str, Any]]:
    """``120000 EUR 2026-2028; 5000 EUR /y`` as a list of amounts."""
    found = []
    for part in filter(None, (one.strip() for one in spec.split(";"))):
        match = _AMOUNT.fullmatch(part)
        if match is None:
            raise ValueError(f"not an amount: {part}")
        number = float(match[1])
        first = int(match[3]) if match[3] else None
        found.append(
            {
                "amount": int(number) if number.is_integer() else number,
                "currency": match[2],
                "from": first,
                "to": int(match[4]) if match[4] else first,
                "per_year": bool(match[5]),
            }
        )
    return found


class _Gold:
    def __init__(self, suffix: str) -> None:
        self.suffix = suffix
        self.measures: list[dict[str, Any]] = []
        self.levels: list[dict[str, Any]] = []
        self._path: list[str] = []
        self._open = False
        # facts said once for several measures: key, text, amounts, how many are left
        self._ahead: list[list[Any]] = []
        self._groups: list[tuple[dict[str, Any], int, int]] = []

    def begin(self, key: str) -> None:
        if key == "M":
            self._open = True
            self.measures.append(_empty(list(self._path)))
            for shared in self._ahead:
                self._put(self.measures[-1], shared[0], shared[1], shared[2])
                shared[3] -= 1
            self._ahead = [shared for shared in self._ahead if shared[3] > 0]
        elif key.startswith("H") or key == "E":
            self._open = False

    def add(self, mark: re.Match[str], raw: str) -> None:
        key, many, spec = mark[1], int(mark[2] or 0), mark[3] or ""
        text = printed(raw, self.suffix)
        if key in ("M", "E"):
            return
        if key.startswith("H"):
            self._path[int(key[1:]) - 1 :] = [text]
        elif key in ("BL", "BG"):
            self._level(key, text, spec, many)
        elif self._open:
            self._put(self.measures[-1], key, text, amounts(spec))
            if many > 1:
                self._ahead.append([key, text, amounts(spec), many - 1])
        elif many:
            self._ahead.append([key, text, amounts(spec), many])
        else:
            raise ValueError(f"fact of no measure: {key} {text}")

    def _level(self, key: str, text: str, spec: str, many: int) -> None:
        level: dict[str, Any] = {
            "level": "group" if key == "BG" else "section" if self._path else "plan",
            "path": list(self._path),
            "budget": text,
            "amounts": amounts(spec),
        }
        self.levels.append(level)
        if many:
            first = len(self.measures) - self._open
            self._groups.append((level, first, first + many))

    def _put(
        self, measure: dict[str, Any], key: str, text: str, sums: list[dict[str, Any]]
    ) -> None:
        if key in MANY:
            measure[MANY[key]].append(text)
            return
        name = {"N": "label", "ST": "statement"}.get(key) or ONE[key]
        if measure[name] is not None:
            raise ValueError(f"{name} said twice: {text}")
        measure[name] = text
        if key == "B":
            measure["amounts"] = sums

    def check(self) -> None:
        for level, first, last in self._groups:
            level["measures"] = [one["statement"] for one in self.measures[first:last]]
        for measure in self.measures:
            if not measure["statement"]:
                raise ValueError(f"measure with no statement: {measure}")
        if self._ahead:
            raise ValueError(f"more measures were announced: {self._ahead}")


def _empty(path: list[str]) -> dict[str, Any]:
    measure: dict[str, Any] = {"label": None, "statement": None, "path": path, "page": None}
    measure.update({name: [] if name in MANY.values() else None for name in FIELDS})
    measure["amounts"] = []
    return measure
