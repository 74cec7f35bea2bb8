"""What counts as a value: none that says nothing, none that is a sentence; lists by their items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.text import fold

_NOTHING = re.compile(
    r"(?:[-–—./?*…x_\s]+|n\.?\s?/?\s?[acd]\.?|a (?:definir|determiner|preciser|confirmer|chiffrer"
    r"|evaluer|completer|identifier|designer|estimer|fixer|venir|renseigner|planifier)(?: .{0,40})?"
    r"|s\.?\s?/?\s?o\.?|p\.?\s?m\.?|pour memoire|sans objet|neant|aucune?s?|tbd"
    r"|(?:non|pas encore) [a-z]{5,14}e?s?"
    r"|non (?:disponible|communique|applicable)|inconnue?s?|indetermine?e?s?|vide|nd|nc|xx+)"
)
_EDGES = " \t\u00a0\u202f\u2009|•—–;,·/▪▸-"
_SHORTENED = re.compile(
    r"(?:\.[^\W\d_]|\b(?:etc|env|dir|min|max|dépt?|janv|févr|avr|juil|sept|oct|nov|déc|resp|serv|asso"
    r"|coll|org|fin|prév|approx|hab|incl|st|ste))\.$",
    re.IGNORECASE,
)
_MOST_WORDS = {"lead": 25, "deadline": 25, "budget": 60, "status": 12, "audience": 30,
               "territory": 20}  # fmt: skip


def says_nothing(text: str, field: str) -> bool:
    """Whether a value states nothing (« à définir », « - », « n/a »)."""
    folded = fold(text).strip(" .,;()[]«»\u00a0\u202f")
    if field == "status" and re.fullmatch(r"a venir|(?:non|pas encore) [a-z]+e?s?", folded):
        return False
    return not folded or bool(_NOTHING.fullmatch(folded))


def is_value(text: str, field: str) -> bool:
    """Whether a text may be the value of a field: no sentence where a name or number is due."""
    if says_nothing(text, field) or len(text.split()) > _MOST_WORDS.get(field, 400):
        return False
    if field == "budget":
        return bool(re.search(r"\d", text)) or len(text.split()) <= 8
    if field == "deadline":
        return bool(re.search(r"\d", text)) or len(text.split()) <= 10
    return True


_NO_CENTS = re.compile(r"(\d[.,](?:–|—|--?))\s*$")  # « 1'200.– »


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a line without the marks around a value."""
    while start < end and text[start] in _EDGES:
        start += 1
    if whole := _NO_CENTS.search(text, start, end):
        return start, whole.end(1)
    while end > start and (text[end - 1] in _EDGES or text[end - 1] == ":"):
        end -= 1
    if end - start > 1 and text[end - 1] in ")]" and not re.search(r"[(\[]", text[start:end]):
        end -= 1
    if end - start > 1 and text[end - 1] == "." and not _SHORTENED.search(text, start, end):
        end -= 1
    return trimmed_space(text, start, end)


def trimmed_space(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a line without the spaces around it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_HARD = re.compile(r"\s*[;•\n]\s*|\s+[/|]\s+|\s+[–—]\s+")
# A comma parts two names, but not the fields of one (« de l'Économie, des Finances et … »).
_COMMA = re.compile(r",\s+(?!(?:de|du|des|dont|soit|y compris)\b|d['’])")
_CAPITAL = re.compile(r",\s+(?=[A-ZÀ-Ý])")
_AND = re.compile(
    r"\s+(?:et|ainsi que)\s+(?=(?:la|le|les|l['’]|aux?|avec|ses?|nos)\b\s?|[A-ZÀ-Ý]{2})"
)
_LAST_AND = re.compile(r"\s+(?:et|ainsi que)\s+(?!(?:de|du|des|à|aux?|en)\b|d['’])")

# « Direction de l'eau et assainissement », « Arts et Lettres », « centres sociaux et culturels »
_OF = re.compile(
    r"\s(?:de|du|des)\s|\sd['’]|\b[A-ZÀ-Ý][a-zà-ÿ]+\set\s[A-ZÀ-Ý]"
    r"|\set\s[a-zà-ÿ]+(?:ale?s?|aux|ives?|ifs?|iques?|els?|elles?|aires?|ées?|és?)\s*$"
)


# What is left unfinished on its line, or goes on from the one before.
_UNFINISHED = re.compile(
    r"(?:[(,’'-]|\b(?:et|ou|de|du|des|la|le|les|un|une|pour|en|à|aux?|par|avec|sur|dans|ses?|leurs?))"
    r"\s*$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:et|ou|de|du|des|à|aux?|pour|par|avec|en|sur|dans|qui|que|dont)\b|[d]['’]|[(–-]"
)


def items(
    text: str, start: int, end: int, names: bool, breaks: Sequence[int] = ()
) -> Iterator[tuple[int, int]]:
    """The items of a list that is printed in one value; `names` are parted by commas too.

    `breaks` are the places where a line begins because the writer ended the one before.
    """
    marks = _outside(_HARD.finditer(text, start, end), text, start)
    ended = [
        (place - 1, place)
        for place in breaks
        if start < place < end
        and not _UNFINISHED.search(text, start, place)
        and not _GOES_ON.match(text, place)
        and text.count("(", start, place) <= text.count(")", start, place)
    ]
    marks = sorted({*marks, *ended})
    if names and any(";" in text[a:b] for a, b in marks):
        marks = sorted({*marks, *_outside(_CAPITAL.finditer(text, start, end), text, start)})
    elif names:
        commas = _outside(_COMMA.finditer(text, start, end), text, start)
        joints = _LAST_AND if commas or not _OF.search(text, start, end) else _AND
        last = max((mark[1] for mark in (*marks, *commas)), default=start)
        ands = _outside(joints.finditer(text, last if commas else start, end), text, start)
        marks = sorted({*marks, *commas, *ands})
    place = start
    for mark in (*marks, (end, end)):
        item = trimmed(text, place, mark[0])
        if item[0] < item[1] and not re.fullmatch(r"etc\.?|…|\.+", text[slice(*item)]):
            yield item
        place = mark[1]


def _outside(found: Iterator[re.Match[str]], text: str, start: int) -> list[tuple[int, int]]:
    """The marks that stand in no brackets."""
    kept = []
    for mark in found:
        before = text[start : mark.start()]
        if before.count("(") <= before.count(")") and before.count("«") <= before.count("»"):
            kept.append(mark.span())
    return kept
