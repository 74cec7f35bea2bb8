"""How list items and numbered lines open, as far as a reader needs to know to end a paragraph."""

from __future__ import annotations

import re

# Private-use code points are how Wingdings and Symbol bullets arrive from a PDF.
BULLETS = (
    "•●○◦▪▫■□◆◇♦❖▶►▸▷➢➤➔→⇒✓✔☑☐✗★☆·∙‣⁃¾⮚❯\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0a8\uf0e8\uf06e\uf0be"
)
DASHES = "–—‐−-"
_PICTOGRAM = "[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?(?=\\s)"
MARKER = re.compile(
    rf"^\s*(?P<marker>[{re.escape(BULLETS)}]|[{re.escape(DASHES)}](?=\s)|[*+](?=\s)|{_PICTOGRAM}|o(?=\s[A-ZÀ-Ý]))\s*"
)
_NUMBERED = re.compile(
    r"^(?:\d{1,2}(?:[.\-]\d{1,2}){1,3}[.:]?(?=\s|$)|\d{1,2}\s?[.)](?=\s|$|[A-ZÀ-Ý])"
    r"|[a-z]\)(?=\s)|[A-Z]{2,5}-\d{1,3}\b|[A-Z]\s?:\s?\d{1,3}(?=\s)"
    r"|[A-Z]{1,5}\.?\s?\d{1,2}(?:[.-]\d{1,2}){0,3}\s?[:.)–—·-]\s)"
)
_KEYWORD = re.compile(
    r"^(?:axe|volet|orientation|objectif|proposition|mesure|action|fiche|recommandation"
    r"|engagement|chapitre|priorité)\s(?:\S+\s){0,2}?(?:\d|[IVX]+\b)",
    re.IGNORECASE,
)


def marker_of(text: str) -> str | None:
    """The bullet or dash that opens a line, or None."""
    found = MARKER.match(text)
    return found["marker"] if found else None


def opens_item(text: str) -> bool:
    """Whether a line begins with a bullet, a numbering or an outline keyword with its number."""
    return bool(MARKER.match(text) or _NUMBERED.match(text) or _KEYWORD.match(text))


def is_bullet(word: str) -> bool:
    """Whether a word is nothing but a bullet."""
    return len(word) == 1 and word in BULLETS
