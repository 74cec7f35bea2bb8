"""Values of spreadsheet cells as Excel shows them in French, by their number formats.

Source: ECMA-376 part 1, 18.8.30 and 18.8.31 (number formats).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_TOKEN = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|(?i:am/pm|a/p|general|standard|y+|m+|d+|h+|s+)|[0#?]|.', re.S
)
_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
_SHORT_MONTHS = "janv févr mars avr mai juin juil août sept oct nov déc".split()
_DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_LONG_DATE = "[$-F800]"  # as the system of the reader sets it
# Formats that Excel stores in the American way and shows in the way of the reader.
_LOCAL = {"mm-dd-yy": "dd/mm/yyyy", "m/d/yy h:mm": "dd/mm/yyyy hh:mm", "m/d/yyyy": "dd/mm/yyyy"}


def displayed(value: Any, form: str = "General", code: bool = False) -> str:
    """The value of a cell with number format `form` as text; errors and None are empty.

    `code` says that a number labels something: 1.10 is then written with a point.
    """
    if value is None or (isinstance(value, str) and re.fullmatch(r"#[A-Z/0!?]{3,}[!?A]?", value)):
        return ""
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, datetime.date | datetime.time):
        return _moment(value, form)
    if isinstance(value, datetime.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, int | float):
        text = _number(value, form)
        return text.replace(",", ".") if code else text
    return str(value)


def _number(value: float, form: str) -> str:
    """A number by its section of the format: positive, negative or zero."""
    try:
        number = Decimal(repr(value))
    except ArithmeticError:
        return ""
    if not number.is_finite():
        return ""
    sections = _sections(form)
    index = 1 if number < 0 and len(sections) > 1 else 2 if not number and len(sections) > 2 else 0
    tokens = list(_literals(sections[index]))
    if index == 1:
        number = -number
    pattern = "".join(text for text, literal in tokens if not literal)
    if not re.search("[0#?]", pattern):
        written = "".join(text for text, literal in tokens if literal)
        return written if written and "@" not in pattern else _general(number)
    if re.search(r"[eE][+-]|[?#0]/", pattern):
        return _general(number)
    return _filled(number, tokens)


def _sections(form: str) -> list[str]:
    """The parts of a format between semicolons, outside quotes."""
    parts = [""]
    for token in _TOKEN.findall(form):
        if token == ";":
            parts.append("")
        else:
            parts[-1] += token
    return parts


def _literals(section: str) -> Iterator[tuple[str, bool]]:
    """The tokens of a format, each with whether it is text to be shown as it stands."""
    for token in _TOKEN.findall(section):
        if token[0] == '"':
            yield token[1:-1], True
        elif token[0] == "\\" and len(token) == 2:
            yield token[1], True
        elif token[0] == "_" and len(token) == 2:
            yield " ", True
        elif token.startswith("[$"):
            yield token[2:-1].split("-")[0], True
        elif token[0] in "*[" or token.lower() in ("general", "standard"):
            continue
        else:
            yield token, token not in ("0", "#", "?", ".", ",", "@", "/") and token[0] not in "eE"


def _filled(number: Decimal, tokens: list[tuple[str, bool]]) -> str:
    """A number in the place of the digits of its format, with what is written around them."""
    digits = [i for i, (text, literal) in enumerate(tokens) if not literal and text in "0#?"]
    first, last = digits[0], digits[-1]
    while last + 1 < len(tokens) and tokens[last + 1] == (",", False):
        last += 1
    inner = "".join(text for text, _ in tokens[first : last + 1])
    percent = sum(text == "%" for text, _ in tokens)
    thousands = len(inner) - len(inner.rstrip(","))
    number = number.scaleb(2 * percent - 3 * thousands)
    whole, _, decimals = inner.rstrip(",").partition(".")
    places = sum(char in "0#?" for char in decimals)
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    before, _, after = f"{abs(rounded):f}".partition(".")
    after = after[: decimals.count("0")] + after[decimals.count("0") :].rstrip("0")
    before = before.lstrip("0").rjust(whole.count("0"), "0")
    if re.search(r"[,\s]", whole):
        before = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", " ", before)
    shown = ("-" if rounded < 0 else "") + before + (f",{after}" if after else "")
    left = "".join(text for text, literal in tokens[:first] if literal)
    right = "".join(text for text, literal in tokens[last + 1 :] if literal)
    return f"{left}{shown}{right}".strip()


def _general(number: Decimal) -> str:
    """A number in no particular format: up to ten digits after the comma."""
    places = max(0, 10 - max(0, number.adjusted()))
    text = f"{round(number, places):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _moment(value: datetime.date | datetime.time, form: str) -> str:
    """A date or time of day by its format."""
    section = _sections(form)[0]
    section = "dddd d mmmm yyyy" if _LONG_DATE in section else _LOCAL.get(section, section)
    tokens = [token for token in _TOKEN.findall(section) if token[0] not in "*_"]
    if not any(token[0] in "yYmMdDhHsS" for token in tokens):
        section = "hh:mm" if isinstance(value, datetime.time) else "dd/mm/yyyy"
        tokens = _TOKEN.findall(section)
    parts: list[str] = []
    clock = ""  # the last unit of a time: « m » after hours means minutes
    for place, token in enumerate(tokens):
        unit = token.lower()
        if unit[0] in "ymdhs" and unit == unit[0] * len(unit):
            following = next((t.lower() for t in tokens[place + 1 :] if t[0] in "yYmMdDhHsS"), "")
            minutes = unit[0] == "m" and (clock == "h" or following[:1] == "s")
            parts.append(_unit(value, "n" * len(unit) if minutes else unit))
            clock = unit[0] if unit[0] in "hs" else ""
        elif token[0] == '"':
            parts.append(token[1:-1])
        elif token[0] != "[":
            parts.append(token.removeprefix("\\"))
    return "".join(parts).strip()


def _unit(value: datetime.date | datetime.time, unit: str) -> str:
    """One unit of a date or time: years y, months m, days d, hours h, minutes n, seconds s."""
    size = len(unit)
    if unit[0] in "hns":
        number = {"h": "hour", "n": "minute", "s": "second"}[unit[0]]
        return f"{getattr(value, number, 0):0{min(size, 2)}}"
    if isinstance(value, datetime.time):
        return ""
    if unit[0] == "y":
        return f"{value.year:04}" if size > 2 else f"{value.year % 100:02}"
    if unit[0] == "m" and size > 2:
        return (_SHORT_MONTHS if size == 3 else _MONTHS)[value.month - 1]
    if unit[0] == "d" and size > 2:
        return _DAYS[value.weekday()][: 3 if size == 3 else None]
    return f"{value.month if unit[0] == 'm' else value.day:0{min(size, 2)}}"
