"""The nouns that titles and names open with, and the years that they hold."""

from __future__ import annotations

import re

from pipeline.text import fold

# Kinds of documents, folded; a title or its subtitle names one more often than not.
GENRE = re.compile(
    r"\b(?:plans?|strategies?|programmes?|feuilles? de route|schemas?|projets?|mesures"
    r"|propositions?|engagements?|recommandations?|contrats?|pactes?|accords?|plateformes?|agenda"
    r"|politiques?|orientations?|cadres? (?:d.actions?|strategiques?)|memorand(?:um|a)|manifeste"
    r"|cahiers?|livrets?|livre blanc|diagnostic|charte|reglement|referentiel|guide|bilan|budget"
    r"|rapports?|proces[- ]verba(?:l|ux)|compte[- ]rendu|appels? a (?:projets?|candidatures?)"
    r"|profession de foi|contribution|avis|priorites|revendications|chantiers"
    r"|fiches?|actions?|idees)\b"
)
_ARTICLE = re.compile(r"^(?:(?:le|la|les|notre|nos|un|une)\s|l['’]\s?)")
YEAR = r"(?:19[89]\d|20[0-6]\d)"
RANGE = re.compile(
    rf"(?<![\d°/-])(?<!n°\s)({YEAR})\s?(?:[-–—‑/>→•·]|à|au)\s?({YEAR}|\d\d)(?!\d|[-–/.]\d|\s?[€$%])"
)
_DAYS = re.compile(rf"\b({YEAR})\s(?:au|à)\s(?:\d{{1,2}}(?:er)?\s)?[a-zà-ÿ]{{3,9}}\s({YEAR})\b")


def names_genre(text: str) -> bool:
    """Whether a line names a kind of document anywhere."""
    return bool(GENRE.search(fold(text)))


def opens_with_genre(text: str) -> bool:
    """Whether a line begins with the name of a kind of document."""
    return bool(GENRE.match(_ARTICLE.sub("", fold(text).lstrip(' "'))))


def spans(text: str) -> list[tuple[int, int]]:
    """The runs of years in a line, each as first and last; « 2024-25 » is read, « 2024-11 » not."""
    out: list[tuple[int, int]] = []
    for found in RANGE.finditer(text):
        first, last = int(found[1]), found[2]
        end = int(last) if len(last) == 4 else first - first % 100 + int(last)
        worded = "a" in fold(found[0])  # « du 1er avril 2025 au 31 mars »
        short = len(last) == 2 and (worded or not (end == first + 1 or int(last) > 12))
        if first < end <= first + 30 and not short:
            out.append((first, end))
    days = ((int(found[1]), int(found[2])) for found in _DAYS.finditer(text))
    return [*out, *((first, last) for first, last in days if first < last <= first + 30)]


def bare(text: str) -> str:
    """A line folded to its words and figures, for comparing names as they are printed anywhere."""
    return " ".join(re.findall(r"[^\W_]+", fold(text)))
