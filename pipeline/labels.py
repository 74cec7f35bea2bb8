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
    "partie titre livre section chapitre volet axe pilier ambition defi enjeu priorite chantier "
    "composante thematique theme domaine champ secteur programme orientation but objectif effet "
    "resultat produit cible levier bloc ligne"
).split()
# Keywords of the units that plans are cited by.
UNITS = (
    "fiche mesure action proposition recommandation engagement resolution initiative projet "
    "disposition"
).split()
# Keywords whose numbers name something else: other texts, illustrations, steps.
OTHERS = "article annexe tableau figure encadre page etape phase note loi decret alinea".split()

_QUALIFIED = (
    r"(?:[\s-](?:d['’])?(?:strategiques?|operationnel(?:le)?s?|specifiques?|general(?:e)?"
    r"|prioritaires?|actions?|mesure|projet|intervention))?"
)
_NUMBER = r"\d{1,3}(?:\s?\.\d{1,3}|-\d{1,3}){0,3}(?:[a-z](?![a-z])|\s?(?:bis|ter|quater)\b)?"
_SHORT = {"act.": "action", "mes.": "mesure", "prop.": "proposition", "rec.": "recommandation"}
_SHORT |= {"eng.": "engagement", "obj.": "objectif", "reco": "recommandation"}
_SIGN = r"(?:n\s?[°ºo]\s?\.?|no\.?|\#|numero)"
_ORNAMENT = r"[^\w.,;:!?()\[\]'’«»\"“”]*"
_KEYWORD = re.compile(
    rf"^(?:sous-)?(?P<keyword>{'|'.join((*GROUPS, *UNITS, *OTHERS, *map(re.escape, _SHORT)))})s?"
    rf"{_QUALIFIED}(?:\s[a-z]{{3,12}}(?=\s{_SIGN}))?{_ORNAMENT}(?P<sign>{_SIGN})?\s*"
    rf"(?P<code>{_NUMBER}|[ivx]{{1,5}}\b|[a-h]\b|[a-z]{{1,5}}[-.]?\d{{1,3}}(?:\.\d{{1,3}})*)"
    rf"(?P<end>\s*[.):–—·•|→›>/-]|\s|$)"
)
# Codes without keyword, by scheme, in the order in which they are tried.
_CODES = {
    "dotted": r"(?P<code>\d{1,3}(?:\s?\.\s?\d{1,3}){1,3})\.?\s*[):–—·•|→›-]?\s*(?=\D|$)",
    "numbered": r"[nN]\s?[°º]\s?(?P<code>\d{1,3})(?:\s*[.):–—·•|→›-])?\s+(?=\D)",
    "lettered": r"(?P<code>[A-Z]\s?:\s?\d{1,3})\s+(?=\D)",
    "hyphened": r"(?P<code>\d{1,2}(?:-\s?\d{1,2}){1,3})(?:\s?[:.)–—]\s*|\s+(?=[A-ZÀ-Ý]))",
    "single": r"(?P<code>\d{1,3})(?:\s?[.):/](?!\d)\s*|\s?°\)?\s+|\s[–—·•|→›-]\s+)(?=\D|$)",
    "padded": r"(?P<code>0\d)\s+(?=[A-ZÀ-Ý«])",
    "bare": r"(?P<code>[1-9]\d?)\s+(?=[A-ZÀ-Ý«][^\W\d_]+\s)",
    "alone": r"(?P<code>\d{1,3})$",
    "roman": r"(?P<code>[IVX]{1,5})\s?[.)–—:-]\s*(?=[A-ZÀ-Ý«])",
    "prefixed": (
        r"(?P<code>(?P<prefix>[A-Z]{1,6})(?:\d{1,2}[-.][A-Z]{1,3})?[.]?[\s_-]?\d{1,3}"
        r"(?:[.\-]\d{1,3})*)(?:\s*[:.)–—·•|→›-]\s+|\s+(?=[A-ZÀ-Ý«])|$)"
    ),
    "letter": r"(?P<code>[A-Za-z])(?:\s*[)]\s*|\s?[.–—-]\s+)(?=[A-ZÀ-Ý«])",
}
_SCHEMES = {name: re.compile(rf"^{pattern}") for name, pattern in _CODES.items()}
_SEPARATOR = re.compile(r"^[\s.:;)–—|·•→›>/-]+")
_QUANTITY = re.compile(
    r"^(?:[%€$°]|(?:millions?|milliards?|km|m²|m2|ha|tonnes?|kg|mw|gwh|kwh|ans?|mois|jours?|heures?"
    r"|points?|fois|euros?|dollars?|degres?|places?|habitants?)\b|[mk][€$])"
)
_INITIAL = re.compile(r"^[^\W\d_]+(?:-[^\W\d_]+)?\s?[,)]")
# Names that are written as letters and a number.
_NAMES = frozenset(("CO", "PM", "COP", "COVID", "ISO", "ODD", "NOX", "RT", "RE"))


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
    keyword = _SHORT.get(found["keyword"], found["keyword"])
    start, end = found.span("code")
    code = re.sub(r"\s", "", text[start:end])
    # « action a » or « mesure I » in running text: a letter needs a separator after it.
    if code.isalpha() and not found["end"].strip() and end < len(text):
        return None
    rest = _SEPARATOR.sub("", text[end:])
    if keyword in OTHERS:
        return Label(keyword, code, rest, f"other {keyword}", 1)
    if rest[:1].islower() and not found["end"].strip() and not found["sign"]:
        return None  # « mesure 12 du plan précédent »
    if re.search(r"^[,;]\s*\d|^\s+et\s+\d", text[end : end + 6]):
        return None  # « mesures 59, 60 »
    return Label(keyword, code, rest, keyword, code.count(".") + code.count("-") + 1)


def _coded(text: str) -> Label | None:
    for scheme, pattern in _SCHEMES.items():
        found = pattern.match(text)
        if found:
            code = re.sub(r"(?<=\d)\s?([.\-])\s?(?=\d)|\s?(:)\s?", r"\1\2", found["code"])
            rest = _SEPARATOR.sub("", text[found.end() :])
            return _checked(scheme, code, rest, found)
    return None


def _checked(scheme: str, code: str, rest: str, found: re.Match[str]) -> Label | None:
    """The label of a code, unless it is an amount, a date, a list of numbers or a name."""
    if re.match(r"[,;]?\s*\d", rest):
        return None
    if scheme == "prefixed":
        if found["prefix"] in _NAMES:
            return None
        depth = 1 + len(re.findall(r"\.(?=\s?\d)", code))
        return Label(None, code, rest, f"prefixed {depth}", depth)
    if scheme in ("letter", "roman") and (code == "M" or _INITIAL.match(rest)):
        return None
    parts = re.findall(r"\d+", code)
    if scheme in ("dotted", "single", "padded", "bare") and _QUANTITY.match(fold(rest)):
        return None
    if len(parts) == 3 and any(re.fullmatch(r"0\d", part) for part in parts):
        return None
    depth = len(parts) if scheme in ("dotted", "hyphened") else 1
    return Label(None, code, rest, f"{scheme} {depth}", depth)


def _same_length_fold(text: str) -> str:
    """Folded text with one character for each of `text`, so that offsets hold in both."""
    return "".join((fold(char) or " ")[:1] for char in text)
