"""What a broken word may have been: candidate repairs, each with its cost.

A cost is a negative natural logarithm: that of the words (`Lexicon.cost`) plus that of the break,
so candidates of different kinds, and leaving the print as it is, can be weighed against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from pipeline.nlp.lexicon import NAME, UNSEEN, Lexicon

# How seldom each break is; set on seeded breaks and on sound text, neither of them tested on.
APOSTROPHE = 2.0  # an apostrophe lost, or a space in its place
ANOTHER_WORD = 1.0  # more where what is printed is a word too: « dune » for « d'une »
GLUED = 8.0  # a space lost
SPACED = 4.0  # the same among letters set apart
CUT = 5.0  # a stray space inside a word
MET = 9.0  # the same where both sides are words: « par tout »
LIGATURE_MET = 6.0  # a ligature lost between what are words: « a aires »
LINE_END = 1.0  # a hyphen left from the end of a line
LINE_END_SPACE = -4.0  # the same with a space after it, which sound text seldom has
LIGATURE_AT_CUT = 3.0  # a ligature lost where a space stands
LIGATURE_FIRST = 3.5  # a ligature lost at the beginning of a word
LIGATURE = 6.5  # a ligature lost inside a word without a trace
ERASED = 9.0  # a mark that stands for nothing

DAMAGE = "\\(cid:\\d{1,5}\\)|[\ufffd\ue000-\uf8ff\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
LIGATURES = ("fi", "fl", "ff", "ffi", "ffl", "œ")
# What fonts hold as one glyph; what a wrong character set loses.
_GLYPHS = (*LIGATURES, "ti", "tt", "ft", "'", "")
_REPLACED = (*_GLYPHS, *"éèêëàâçîïôûùÉÈÊÀÇÎÔ")
_DAMAGED = re.compile(DAMAGE)
_VOWELS = frozenset("aàâäeéèêëiîïoôöuùûüyhœæ")
ELISIONS = frozenset("l d j m t s c n qu jusqu lorsqu puisqu quoiqu quelqu presqu aujourd".split())
_AFTER_A_LETTER = frozenset("et ou à au aux".split())
_PREFIXES = frozenset("sur sous en entre par de me te se".split())
_CHANCE = 7  # letters up to which two words may stand in a third by chance
_COMMON = 6.0  # cost of a grammatical word at most
_LONGEST = 26  # letters of one word among those glued together
_MANY = 120  # letters glued together; longer runs are no words


@dataclass(frozen=True, slots=True)
class Candidate:
    """A repair: the text that would stand, its cost, and the kind of break it undoes."""

    text: str
    cost: float
    kind: str


@dataclass(frozen=True, slots=True)
class Breaks:
    """The candidate repairs of printed words; `quote` is the apostrophe they write."""

    lexicon: Lexicon
    quote: str = "’"

    def price(self, word: str) -> float | None:
        """The cost of a word as printed, in any case; capitals may lack their accents."""
        if len(word) > 1 and word.isupper():
            return self.lexicon.bare(word.lower())
        found = self.lexicon.cost(word.lower())
        if found is None and word[:1] == "E":
            return self.lexicon.cost("é" + word[1:].lower())
        return found

    def whole(self, word: str, cost: float, kind: str) -> Iterator[Candidate]:
        """`word` where it is a word, or an elided one and a word; `cost` is that of the break."""
        price = self.price(word)
        if price is not None:
            yield Candidate(word, price + cost, kind)
        yield from self.parted(word, cost + APOSTROPHE, kind)

    def parted(self, word: str, cost: float, kind: str) -> Iterator[Candidate]:
        """`word` as an elided word and another, the apostrophe between them lost."""
        for size in (1, 2, 5, 6, 7):
            elided, rest = word[:size], word[size:]
            if elided.lower() not in ELISIONS or rest[:1].lower() not in _VOWELS:
                continue
            first = self.lexicon.cost(elided.lower() + "'")
            second = self.price(rest) if len(rest) > 1 or rest in "àyAÀY" else None
            if elided.islower() and rest[0].isupper() and len(rest) < 3:
                continue
            # « lADEME », « dOrvalie »: a capital inside the word tells a name.
            capital = rest[0].isupper() and (rest.isupper() or rest[1:].islower())
            if (
                second is None
                and (elided.islower() or not word.isupper())
                and capital
                and len(rest) > 2
            ):
                second = NAME
            if first is not None and second is not None:
                yield Candidate(elided + self.quote + rest, first + second + cost, kind)

    def one(self, word: str, elided: bool) -> Iterator[Candidate]:
        """What one printed word that no list has may have been.

        With `elided` an apostrophe follows, and what stands before it must be a word that elides.
        """
        if _DAMAGED.search(word):
            yield from self._glyphs(word, 0.0)
            return
        # « depenses » is a word without its accents, not « de penses ».
        accents = None if elided or word.isupper() else self.lexicon.bare(word.lower())
        if accents is None:
            cut = self._cut_up(word, elided, GLUED)
            if cut and " " in cut[1] and self._phrase(cut[1], elided):
                yield Candidate(cut[1], cut[0], "glued")
        if elided:
            return
        if accents is None or not word.islower():
            yield from self.parted(word, APOSTROPHE, "apostrophe")
        if word.isupper() or len(word) > _LONGEST:
            return
        for place in range(len(word) + 1):
            cost = LIGATURE if place else LIGATURE_FIRST
            for letters in LIGATURES:
                made = word[:place] + letters + word[place:]
                # There are many places, so only words that were ever counted come into question.
                price = self.lexicon.seen.get(made.lower())
                if price is not None:
                    yield Candidate(made, price + cost, "ligature")

    def met(self, first: str, second: str) -> Iterator[Candidate]:
        """What two printed words, each of the list, may have been together."""
        low = first.lower(), second.lower()
        seen = self.lexicon.seen
        cost = seen.get(low[0] + low[1])
        if cost is not None and _even(first + second):
            yield Candidate(first + second, cost + MET, "cut")
        for letters in LIGATURES:
            cost = seen.get(low[0] + letters + low[1])
            if cost is not None:
                yield Candidate(first + letters + second, cost + LIGATURE_MET, "ligature")

    def elided(self, first: str, second: str, cost: float) -> Iterator[Candidate]:
        """An elided word and the next, of that cost, where a space replaced the apostrophe."""
        low = first.lower()
        if low not in ELISIONS or second[:1].lower() not in _VOWELS:
            return
        # Letters that count: « aux points a, b, c et d ».
        if len(low) == 1 and second.lower() in _AFTER_A_LETTER:
            return
        if second.lower() == "a" and low not in ("l", "m", "n"):
            return
        price = self.lexicon.cost(low + "'")
        if price is not None:
            text = first + self.quote + second
            yield Candidate(text, price + cost + APOSTROPHE, "apostrophe")

    def joined(
        self, first: str, between: str, second: str, listed: tuple[bool, bool]
    ) -> Iterator[Candidate]:
        """What two printed words with `between` (a space, a hyphen, both) may have been.

        `listed` tells which of the two are words by themselves.
        """
        word = first + second
        hyphen = between.strip()
        if _DAMAGED.search(word):
            if not hyphen:
                yield from self._glyphs(word, CUT)
        elif hyphen and between != hyphen:
            yield from self.whole(f"{first}-{second}", LINE_END_SPACE, "hyphen")
            yield from self.whole(word, LINE_END_SPACE, "hyphen")
        elif hyphen:
            price = self.price(word)
            if price is not None and self.price(f"{first}-{second}") is None:
                yield Candidate(word, price + LINE_END, "hyphen")
        else:
            # « loi n », « au e »: a letter beside a word is a letter.
            letter = (len(first) == 1 and listed[1]) or (len(second) == 1 and any(listed))
            elides = first.lower() in ELISIONS and second[:1].lower() in _VOWELS
            if not letter and not elides and _even(word):
                yield from self.whole(word, CUT, "cut")
            for letters in () if word.isupper() else LIGATURES:
                yield from self.whole(first + letters + second, LIGATURE_AT_CUT, "ligature")

    def spaced(self, letters: str) -> Candidate | None:
        """Letters printed apart, as the words that they make; None where they make none."""
        price = self.price(letters)
        if price is not None:
            return Candidate(letters, price, "spaced")
        cut = self._cut_up(letters, elided=False, glued=SPACED)
        return Candidate(cut[1], cut[0], "spaced") if cut else None

    def _glyphs(self, word: str, cost: float) -> Iterator[Candidate]:
        """A word with marks that are no letters, each kind of mark standing for one thing."""
        marks = list(dict.fromkeys(_DAMAGED.findall(word)))
        if len(marks) > 2:
            return
        options = [_REPLACED if mark == "\ufffd" else _GLYPHS for mark in marks]
        for chosen in product(*options):
            made = word
            for mark, letters in zip(marks, chosen, strict=True):
                made = made.replace(mark, letters)
            total = cost + ERASED * chosen.count("")
            first, quote, second = made.partition("'")
            if not quote:
                yield from self.whole(made, total, "glyph")
            elif (price := self.price(second)) is not None:
                for found in self.elided(first, second, price):
                    yield Candidate(found.text, found.cost + total, "glyph")

    def _phrase(self, words: str, elided: bool) -> bool:
        """Whether words cut from one are a phrase: a grammatical word stands among them."""
        parts = words.replace(self.quote, " ").split()
        if elided:
            return len(parts[0]) > 1 and parts[-1].lower() not in ("t", "m", "j")
        # « surtourisme », « late »: prefixes and chance.
        if len(parts) == 2 and (parts[0].lower() in _PREFIXES or len(words) <= _CHANCE):
            return False
        if len(parts) == 2 and parts[0][:1].isupper() and not words.isupper():
            return False
        return any((self.lexicon.seen.get(part.lower()) or UNSEEN) <= _COMMON for part in parts)

    def _cut_up(self, letters: str, elided: bool, glued: float = GLUED) -> tuple[float, str] | None:
        """The likeliest words that `letters` are, and their cost; None where they are none."""
        size = len(letters)
        if size > _MANY:
            return None
        best: list[tuple[float, str] | None] = [(0.0, ""), *[None] * size]
        for end in range(1, size + 1):
            for start in range(max(0, end - _LONGEST), end):
                before = best[start]
                cost = before and self._piece(letters, start, end, elided)
                if before is None or cost is None:
                    continue
                gap = "" if not start or before[1].endswith(self.quote) else " "
                total = before[0] + cost[0] + (glued if gap else 0.0)
                found = best[end]
                if found is None or total < found[0]:
                    best[end] = total, before[1] + gap + cost[1]
        return best[size]

    def _piece(self, letters: str, start: int, end: int, elided: bool) -> tuple[float, str] | None:
        """The cost and writing of `letters[start:end]` as a word of its own, or as one that elides.

        Rare words and single letters are not looked for: they turn up in anything.
        """
        piece, last = letters[start:end], end == len(letters)
        low = piece.lower()
        if low in ELISIONS and ((last and elided) or letters[end : end + 1].lower() in _VOWELS):
            cost = self.lexicon.seen.get(low + "'")
            if cost is not None:
                mark = "" if last else self.quote
                return cost + (0.0 if last else APOSTROPHE), piece + mark
        if (last and elided) or (len(piece) == 1 and low not in "aày"):
            return None
        common = self.lexicon.bare(low) if piece.isupper() else self.lexicon.seen.get(low)
        return None if common is None else (common, piece)


def _even(word: str) -> bool:
    """Whether the case of a word is that of one word: no capital after a small letter."""
    return word.isupper() or word[1:].islower()
