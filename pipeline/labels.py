"""Labels: the numbering and keywords that open a heading or a measure, in the styles plans use.

A label is read as (keyword, code, rest): « Axe 2 : Mobiliser » gives ("axe", "2", "Mobiliser"),
« 1.1.2 Soutenir » gives (None, "1.1.2", "Soutenir"), « OO. 3.6 – Former » ("oo", "OO. 3.6", …).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.text import fold

# Keywords of parts that group measures, outermost first as far as plans agree on it.
GROUPS = (
    "partie titre livre section chapitre volet axe pilier ambition defi enjeu priorite "
    "chantier thematique theme domaine champ secteur programme orientation but objectif "
    "cible levier bloc"
).split()
# Keywords of the units that plans are cited by.
UNITS = (
    "fiche mesure action proposition recommandation engagement resolution initiative "
    "projet disposition"
).split()
# Keywords whose numbers name something else: other texts, illustrations, steps.
OTHERS = ("article annexe tableau figure encadre page etape phase note loi decret alinea").split()

_QUALIFIED = (
    r"(?:\s(?:strategiques?|operationnel(?:le)?s?|specifiques?|general(?:e)?|prioritaires?|action"
    r"|mesure|projet))?"
)
_NUMBER = r"\d{1,3}(?:\s?[.\-]\s?\d{1,3}){0,3}(?:\s?[.\-]?[a-z]\b)?"
_KEYWORD = re.compile(
    rf"^(?P<keyword>{'|'.join((*GROUPS, *UNITS, *OTHERS))})s?{_QUALIFIED}[\s-]*"
    rf"(?:n\s?[°ºo]\s?\.?|no\.?|#|numero)?\s*"
    rf"(?P<code>{_NUMBER}|[ivx]{{1,5}}\b|[a-h]\b|[a-z]{{1,5}}[-.]?\d{{1,3}}(?:\.\d{{1,3}})*)"
    rf"(?P<end>\s*[.):–—-]|\s|$)"
)
_DOTTED = re.compile(
    r"^(?P<code>\d{1,3}(?:\s?\.\s?\d{1,3}){1,3})(?P<end>\.?\s*[):–—-]?\s*)(?=\D|$)"
)
_HYPHENED = re.compile(r"^(?P<code>\d{1,2}(?:-\d{1,2}){1,3})(?P<end>\s?[:.)–—]\s*|\s+(?=[A-ZÀ-Ý]))")
_SINGLE = re.compile(r"^(?P<code>\d{1,3})(?P<end>\s?[.):](?!\d)\s*|\s[–—-]\s+)(?=\D|$)")
_PADDED = re.compile(r"^(?P<code>0\d)(?P<end>\s+)(?=[A-ZÀ-Ý«])")
_ALONE = re.compile(r"^(?P<code>\d{1,3})$")
_PREFIXED = re.compile(
    r"^(?P<code>[A-Z]{1,6}[.]?[\s_-]?\d{1,3}(?:[.\-]\d{1,3})*)(?P<end>\s*[:.)–—-]\s+|\s+(?=[A-ZÀ-Ý«])|$)"
)
_ROMAN = re.compile(r"^(?P<code>[IVX]{1,5})(?P<end>\s?[.)–—:-]\s*)(?=[A-ZÀ-Ý«])")
_LETTER = re.compile(r"^(?P<code>[A-Za-z])(?P<end>\s?[)]\s*|\s?[.–—-]\s+)(?=[A-ZÀ-Ý«])")
_SEPARATOR = re.compile(r"^[\s.:;)–—|-]+")


@dataclass(frozen=True, slots=True)
class Label:
    """A parsed label. `scheme` tells labels of one numbering from those of another."""

    keyword: str | None
    code: str
    rest: str
    scheme: str
    depth: int

    @property
    def groups(self) -> bool:
        """Whether the keyword names a part that groups measures."""
        return self.keyword in GROUPS

    @property
    def unit(self) -> bool:
        """Whether the keyword names a unit that plans are cited by."""
        return self.keyword in UNITS


def parse(text: str) -> Label | None:
    """The label that opens `text`, or None."""
    return _keyworded(text) or _coded(text)


def _keyworded(text: str) -> Label | None:
    folded = _same_length_fold(text[:80])
    found = _KEYWORD.match(folded)
    if not found:
        return None
    keyword = found["keyword"]
    start, end = found.span("code")
    code = re.sub(r"\s", "", text[start:end])
    # « action a » or « mesure I » in running text: a letter needs a separator after it.
    if code.isalpha() and not found["end"].strip() and end < len(text):
        return None
    rest = _SEPARATOR.sub("", text[end:])
    if keyword in OTHERS:
        return Label(keyword, code, rest, f"other {keyword}", 1)
    if rest and rest[0].islower() and not found["end"].strip():
        return None  # « mesure 12 du plan précédent »
    if re.search(r"[,;]\s*\d|\bet\s+\d", text[end : end + 6]):
        return None  # « mesures 59, 60 »
    return Label(keyword, code, rest, keyword, code.count(".") + code.count("-") + 1)


def _coded(text: str) -> Label | None:
    for pattern, scheme in (
        (_DOTTED, "dotted"),
        (_HYPHENED, "hyphened"),
        (_SINGLE, "single"),
        (_PADDED, "padded"),
        (_ALONE, "alone"),
        (_ROMAN, "roman"),
        (_PREFIXED, "prefixed"),
        (_LETTER, "letter"),
    ):
        found = pattern.match(text)
        if not found:
            continue
        code = re.sub(r"(?<=\d)\s?([.\-])\s?(?=\d)", r"\1", found["code"])
        rest = _SEPARATOR.sub("", text[found.end() :])
        if rest.startswith(("%", "€", "$")) or re.match(r"[,;]?\s*\d", rest):
            return None  # an amount, or a list of numbers
        depth = len(re.findall(r"\d+", code)) if scheme in ("dotted", "hyphened") else 1
        if scheme == "prefixed":
            prefix = re.match(r"[A-Z]+", code)
            if not re.search(r"\d", code) or (prefix and prefix.group() in ("CO", "PM", "COP")):
                return None
            return Label(None, code, rest, "prefixed", 1 + code.count("."))
        return Label(None, code, rest, f"{scheme} {depth}", depth)
    return None


def _same_length_fold(text: str) -> str:
    """Folded text with one character for each of `text`, so that offsets hold in both."""
    return "".join((fold(char) or " ")[:1] for char in text)
