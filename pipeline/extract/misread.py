"""What Tesseract takes for something else, put right where the line itself tells: the bullets and
codes that open lines, and the « l » of French articles."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Round and square bullets come out as these; a line of French opens with none of them alone.
_BULLETS = frozenset("e°©®¢*·»›>+¤§@")
_CODE = re.compile(r"(?=.*\d)[A-Z0-9][A-Za-z0-9|]{0,3}(?:[.:\-][A-Za-z0-9|]{1,3}){0,4}[.:)]?")
_RUNS = re.compile(r"[A-Za-z0-9|]+")
_DIGITS = str.maketrans("OoQIlL|SBZ", "0001111582")
_LIKE_DIGITS = re.compile(r"[\dOoQIlL|SBZ]+")
_ARTICLE = re.compile(r"L(?:a|e|es)")


def put_right(words: Sequence[str]) -> list[str]:
    """The words of a line, in order; as many as there were."""
    out = list(words)
    if len(out) > 1 and out[0] in _BULLETS:
        out[0] = "•"
    place = 1 if len(out) > 1 and out[0] == "•" else 0
    if len(out) > place and _CODE.fullmatch(out[place]):
        out[place] = _code(out[place])
        if len(out) > place + 1 and _CODE.fullmatch(out[place + 1]) and out[place][-1] == ".":
            out[place + 1] = _code(out[place + 1])
    for at in range(1, len(out) - 1):
        # Articles inside a sentence; names such as « La Rochelle » go on with a capital.
        inside = out[at - 1][-1:].islower() and out[at + 1][:1].islower()
        if inside and _ARTICLE.fullmatch(out[at]):
            out[at] = out[at].lower()
    return out


def _code(word: str) -> str:
    """A code in which no run of signs mixes letters with the digits that look like them.

    « O0. » is « OO. », as no number begins with nought; « 2-L. » is « 2-1. » beside other numbers.
    """
    runs = [run[0] for run in _RUNS.finditer(word)]
    counts = any(run.isdigit() for run in runs)
    several = len(runs) > 1

    def whole(match: re.Match[str]) -> str:
        run = match[0]
        if run.isdigit() or not _LIKE_DIGITS.fullmatch(run):
            return run
        if match.start() == 0 and set(run) <= set("O0"):
            return "O" * len(run)
        mixed = any(sign.isdigit() for sign in run)
        later = match.start() > 0 and counts
        within = several and mixed and run[0] not in "SBZ"
        return run.translate(_DIGITS) if within or later else run

    return _RUNS.sub(whole, word)
