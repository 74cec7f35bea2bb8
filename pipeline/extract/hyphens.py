"""Words broken at the end of a line put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+")
_BROKEN = re.compile(r"([^\W\d_]+)[-\u2010]$")
_RANGE = re.compile(r"\d[-\u2010–]$")
# What follows a hyphen that belongs to the word, and ends no word of its own.
_AFTER = re.compile(
    r"^(?:t-(?:ils?|elles?|on)|mêmes?|être|d['’]œuvre|à-dire|dessous|dessus|delà)\b",
    re.IGNORECASE,
)
# The same where the word before the hyphen is one of the document: « est-ce », not « meil-leur ».
_AFTER_WORD = re.compile(
    r"^(?:ils?|elles?|on|je|tu|nous|vous|ce|ci|là|moi|toi|lui|leur|y|en|faire)\b", re.IGNORECASE
)
_INVERTED = re.compile(r"(?:ez-vous|ons-nous)$", re.IGNORECASE)
# What stands before a hyphen that belongs to the word, and begins no other.
_BEFORE = re.compile(
    r"^(?:non|sous|demi|semi|vice|porte|là|celui|celle|ceux|celles|peut|quasi|contre"
    r"|après|avant|arrière|nouveau|saint|sainte|grand|petit|plus|rendez|savoir|chef)$",
    re.IGNORECASE,
)
# The same where what follows is a word of the document: « éco-quartier », not « éco-nomie ».
_BEFORE_WORD = re.compile(r"^(?:micro|multi|socio|éco|co|auto)$", re.IGNORECASE)
_END = 100  # characters of what is joined that may matter for the next line


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """The words that stand whole inside the lines of a document, in lower case."""
    words: set[str] = set()
    for line in lines:
        found = _WORD.findall(line.lower())
        words.update(found[:-1] if line.rstrip().endswith(("-", "\u2010")) else found)
    return frozenset(words)


def join_lines(lines: Sequence[str], words: frozenset[str] = frozenset()) -> str:
    """The lines of a paragraph as one, hyphenation undone.

    A hyphen at the end of a line stays where the next line begins with a capital in a word that is
    not all capitals, where the word usually keeps it (« peut-être »), or where both sides are words
    of the document (`words`) and the two together are not (« service-conseil »).
    """
    done, out = [], ""
    for line in lines:
        if len(out) > 4 * _END:  # what is joined looks at the end alone
            done.append(out[:-_END])
            out = out[-_END:]
        text = line.strip()
        broken = _BROKEN.search(out[-_END:]) if out.endswith(("-", "\u2010")) else None
        if out.endswith("\u00ad"):
            out = out[:-1] + text
        elif broken and text[:1].isalpha():
            out = (out if _keeps(out[:-1], text, words) else out[:-1]) + text
        elif text[:1].isdigit() and (broken or _RANGE.search(out[-2:])):
            out += text
        else:
            out = f"{out} {text}" if out else text
    return "".join(done) + out


def _keeps(before: str, text: str, words: frozenset[str]) -> bool:
    """Whether the hyphen between the end of `before` and the line `text` belongs to the word."""
    left, right = _WORD.findall(before)[-1], _WORD.findall(text)[0]
    known = left.lower() in words, right.lower() in words
    if (left + right).lower() in words:
        return False
    if _AFTER.match(text) or _BEFORE.match(left) or _INVERTED.search(f"{left}-{right}"):
        return True
    if right[0].isupper():
        compound = before[: -len(left)].endswith(("-", "\u2010"))
        return compound or not (len(left) > 1 and left.isupper() and right.isupper())
    if _AFTER_WORD.match(text) or _BEFORE_WORD.match(left):
        return known[0] if _AFTER_WORD.match(text) else known[1] and len(right) > 4
    return all(known) and len(left) > 3 and len(right) > 3
