"""Words broken at the end of a line put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+")
_BROKEN = re.compile(r"([^\W\d_]+)-$")
# What follows a hyphen that belongs to the word: inversion, demonstratives, « même ».
_AFTER = re.compile(
    r"^(?:t-)?(?:ils?|elles?|on|je|tu|nous|vous|ce|ci|là|même|mêmes|moi|toi|lui|leur|y|en"
    r"|être|faire|vous|d['’]œuvre|à-dire|dessous|dessus|delà)\b",
    re.IGNORECASE,
)
# What stands before a hyphen that belongs to the word.
_BEFORE = re.compile(
    r"^(?:non|sous|mi|demi|semi|vice|ex|porte|au|là|celui|celle|ceux|celles|peut|c['’]est|main"
    r"|quasi|contre|après|avant|arrière|micro|multi|inter|socio|éco|co|auto|pré|post|haut|bas"
    r"|bien|mieux|nouveau|saint|sainte|grand|petit|plus|rendez|savoir|chef|centre)$",
    re.IGNORECASE,
)


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """The words that stand whole inside the lines of a document, in lower case."""
    words: set[str] = set()
    for line in lines:
        found = _WORD.findall(line.lower())
        words.update(found[:-1] if line.rstrip().endswith("-") else found)
    return frozenset(words)


def join_lines(lines: Sequence[str], words: frozenset[str] = frozenset()) -> str:
    """The lines of a paragraph as one, hyphenation undone.

    A hyphen at the end of a line stays where the next line begins with a capital, where the word
    usually keeps it (« peut-être »), or where both sides are words of the document (`words`) and
    the two together are not (« service-conseil »).
    """
    out = ""
    for line in lines:
        text = line.strip()
        broken = _BROKEN.search(out)
        if out.endswith("\u00ad"):
            out = out[:-1] + text
        elif broken and text[:1].isalpha():
            out = (out if _keeps(broken[1], text, words) else out[:-1]) + text
        elif broken:
            out += text if text[:1].isdigit() else " " + text
        else:
            out = f"{out} {text}" if out else text
    return out


def _keeps(left: str, text: str, words: frozenset[str]) -> bool:
    """Whether the hyphen between `left` and the line `text` belongs to the word."""
    found = _WORD.match(text.lower())
    right = found.group() if found else ""
    if left.lower() + right in words:
        return False
    if text[0].isupper() or _AFTER.match(text) or _BEFORE.match(left):
        return True
    return len(left) > 3 and len(right) > 3 and left.lower() in words and right in words
