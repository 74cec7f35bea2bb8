"""The words of a printed text, and what each may be a break of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.nlp.breaks import ANOTHER_WORD, APOSTROPHE, CUT, DAMAGE, ELISIONS, Breaks, Candidate
from pipeline.nlp.lexicon import NAME

# What a word that no list has costs: it may be a name or a term, the longer the less likely.
_STRANGE, _PER_LETTER = 10.0, 2.3
_CAPITAL = 8.0  # less for a word with a capital: names are in no list
_CAMEL = 6.0  # more for an elided letter and a capital: « lÉtat »
_NO_ELISION = 15.0  # more for a word that does not elide before an apostrophe
_DAMAGED = 60.0  # more for a mark that no word has
_MARGIN = 1.5  # the best of several repairs must be this much better than the next
_GRAMMATICAL = 6.5  # cost of a grammatical word at most
_RARE = 12.0  # cost from which a printed word may be two that lost their apostrophe

_LETTER = f"(?:[^\\W\\d_][\u0300-\u036f]*|{DAMAGE})"
_WORD = re.compile(f"{_LETTER}+")
_MARK = re.compile(DAMAGE)
_CID = re.compile(r"\(cid:\d{1,5}\)")
# What is no running text: addresses, codes, amounts, inclusive forms, dotted acronyms.
_CODE = re.compile(r"[@\\_/\d]|www\.|[^\W\d_][.·•&+=][^\W\d_]|[^\W\d_]\([^\W\d_]{1,4}\)")
_ELIDED_CAPITAL = re.compile("(?:[ldjmtscnLDSCN]|(?:jus|lors|puis)?qu)[AÂEÉÈÊIÎOÔUYHŒ]")
_AMID = re.compile(r"[^\W\d_] [^\W\d_] [^\W\d_]")  # a letter between words
_GAP = re.compile(r"[ \u00a0\u202f]")
_CUT = re.compile("[ \u00a0]|[-\u2010\u00ad] ?")
_ELIDED = re.compile("['’][^\\W\\d_]")
_BEFORE_VOWEL = re.compile("['’][aàâäeéèêëiîïoôöuùûüyhœæ]", re.IGNORECASE)
_OPENS = re.compile(r"[^\w\s,'’-]|\n")  # between two words: the second opens a sentence
_TYPED = re.compile("[\ufb00-\ufb06]")  # ligatures that are characters of their own
_LOWER, _UPPER = "[a-zß-öø-ÿœ]", "[A-ZÀ-ÖØ-ÞŒ]"
_SPACED = re.compile(
    r"(?<![^\s«(])(?:"
    + "|".join(
        f"{first}(?: {{1,2}}{letter}| ?['’] ?{letter}){{3,}}"
        for first, letter in ((f"(?:{_LOWER}|{_UPPER})", _LOWER), (_UPPER, _UPPER))
    )
    + r")(?![^\s.,:;!?»)])"
)
# What stands before a noun: what follows is a noun too, not an elided word and another.
_BEFORE_NOUN = frozenset(
    "le la les un une des de du ces cette ce sa son ses leur en au aux et".split()
)
# These elide only in words that are written so (« entr'ouvert »).
_KEEP_APOSTROPHE = ("entr", "prud", "grand")

Runs = Mapping[int, tuple[int, Candidate]]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as printed, what leaving it so costs, and what may be done to it."""

    start: int
    end: int
    text: str  # composed, typographic ligatures as letters
    cost: float
    listed: bool  # in the list, or vouched for by the document
    fixed: bool  # never part of a repair
    elided: bool  # an apostrophe and a letter follow
    name: bool = False  # a capital inside a sentence
    opens: bool = False  # opens a sentence


def words_of(text: str, known: Collection[str], breaks: Breaks) -> list[Word]:
    """The words of `text`, in order; those in `known` and those of codes are fixed."""
    plain = _CID.sub(lambda mark: "\ufffd" * len(mark[0]), text)
    codes = [chunk.span() for chunk in re.finditer(r"\S+", plain) if _CODE.search(chunk[0])]
    upper = sum(map(str.isupper, text)) > sum(map(str.islower, text))
    words: list[Word] = []
    place = 0
    for found in _WORD.finditer(text):
        start, end = found.span()
        while place < len(codes) and codes[place][1] <= start:
            place += 1
        fixed = place < len(codes) and codes[place][0] <= start
        fixed = fixed or text[end : end + 2].strip()[:1] in ("°", "º")
        elided = _ELIDED.match(text, end) is not None
        opens = not words or _OPENS.search(text, words[-1].end, start) is not None
        words.append(_word(found[0], start, elided, fixed, upper, opens, known, breaks))
    return words


def _word(
    printed: str,
    start: int,
    elided: bool,
    fixed: bool,
    upper: bool,
    opens: bool,
    known: Collection[str],
    breaks: Breaks,
) -> Word:
    end = start + len(printed)
    plain = printed
    if not printed.isascii():
        plain = unicodedata.normalize("NFC", _TYPED.sub(_typed, printed))
    low = plain.lower()
    if fixed or low in known:
        return Word(start, end, printed, NAME, True, True, elided)
    mixed = not (plain.islower() or plain[1:].islower() or plain.isupper())
    elides = mixed and len(plain) > 3 and _ELIDED_CAPITAL.match(plain) is not None
    cost = breaks.lexicon.cost(low + "'") if elided else None
    # « lÉgalité » is no « légalité ».
    if elides:
        cost = None
    elif cost is None and not (elided and low in ELISIONS):
        cost = None if elided and low not in _KEEP_APOSTROPHE else breaks.price(plain)
    if (
        cost is None
        and not (elided or elides)
        and low not in ELISIONS
        and low in breaks.lexicon.names
    ):
        return Word(start, end, plain, NAME, not plain.islower(), False, elided)
    if cost is not None:
        return Word(start, end, plain, cost, True, False, elided)
    cost = _STRANGE + _PER_LETTER * len(plain) + (_NO_ELISION if elided else 0.0)
    cost += _CAMEL if elides else 0.0
    if not _MARK.sub("", plain):
        return Word(start, end, plain, cost, False, True, elided)
    if _MARK.search(plain):
        return Word(start, end, plain, cost + _DAMAGED, False, False, elided)
    if plain[:1].isupper() and not upper and len(plain) > 1:
        cost -= _CAPITAL
    acronym = plain.isupper() and not upper and len(plain) > 1
    name = plain[:1].isupper() and not (opens or upper)
    fixed = acronym or (mixed and not elides)
    return Word(start, end, plain, cost, False, fixed, elided, name, opens)


def _typed(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found[0])


def repairs(
    text: str,
    words: Sequence[Word],
    index: int,
    breaks: Breaks,
    runs: Runs,
) -> Iterator[tuple[int, Candidate]]:
    """The repairs that begin at a word, each with the index of the word after it."""
    word = words[index]
    if index in runs:
        yield runs[index]
    if word.fixed:
        return
    if _TYPED.search(text, word.start, word.end):
        yield index + 1, Candidate(word.text, word.cost - 0.1, "ligature")
    amount = word.start >= 2 and text[word.start - 2].isdigit()
    strange = not word.listed and (word.elided or not word.name)
    # A letter that stands alone counts or names, unless words stand on both sides.
    alone = len(word.text) == 1 and not _AMID.fullmatch(text, word.start - 2, word.end + 2)
    # A part of a compound, or of a word that goes on in the next line.
    part = text[word.end : word.end + 1] == "-" or text[word.start - 1 : word.start] == "-"
    # « don't »: what follows an elided word begins with a vowel.
    alone = alone or (word.elided and not _BEFORE_VOWEL.match(text, word.end))
    if strange and not (alone or part) and not (amount and len(word.text) < 3):
        yield from ((index + 1, c) for c in _clearest(breaks.one(word.text, word.elided)))
    if word.listed and word.cost >= _RARE and word.text.islower() and not word.elided:
        before = words[index - 1].text.lower() if index else ""
        if before not in _BEFORE_NOUN and not (index and words[index - 1].elided):
            cost = APOSTROPHE + ANOTHER_WORD
            yield from ((index + 1, c) for c in breaks.parted(word.text, cost, "apostrophe"))
    following = words[index + 1 : index + 3]
    if not following or word.elided:
        return
    between = text[word.end : following[0].start]
    yield from ((index + 2, c) for c in _pair(text, word, between, following[0], breaks))
    if len(following) == 2 and _GAP.fullmatch(between):
        last = following[1]
        whole = following[0].text + last.text
        gap = text[following[0].end : last.start]
        parts = (word, *following)
        odd = [w for w in parts if not w.listed]
        if (
            len(odd) >= 2
            and _GAP.fullmatch(gap)
            and not any(w.fixed or len(w.text) == 1 for w in parts)
        ):
            yield from ((index + 3, c) for c in breaks.whole(word.text + whole, 2 * CUT, "cut"))


def _pair(
    text: str, word: Word, between: str, following: Word, breaks: Breaks
) -> Iterator[Candidate]:
    """What a word and the next may have been together."""
    gap = _GAP.fullmatch(between) is not None
    amount = word.start >= 2 and text[word.start - 2].isdigit()
    name = following.text[:1].isupper() and len(following.text) > 1
    # « l Ouvrir une halte », « n Aider »: bullets of a font that has no letters.
    bullet = name and ((word.opens and word.text.islower()) or following.cost < _GRAMMATICAL)
    odd = not (word.listed or amount or word.name or bullet)
    if gap and odd and (following.listed or name):
        yield from breaks.elided(word.text, following.text, following.cost)
    if following.fixed or not _CUT.fullmatch(between):
        return
    both = word.listed and following.listed
    if gap and both:
        if not following.elided and (word.text.islower() or word.text.isupper()):
            yield from breaks.met(word.text, following.text)
        return
    if not gap and between.strip() == between:
        ends = text[word.start - 1 : word.start], text[following.end : following.end + 1]
        if "-" in ends or both or word.cost == NAME:
            return
    listed = word.listed, following.listed
    yield from _clearest(breaks.joined(word.text, between, following.text, listed))


def _clearest(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """The best candidate, where no other text comes near it."""
    ranked = sorted(candidates, key=lambda candidate: candidate.cost)
    others = [c for c in ranked[1:] if c.text != ranked[0].text]
    if ranked and (not others or others[0].cost - ranked[0].cost >= _MARGIN):
        yield ranked[0]


def spaced(text: str, words: Sequence[Word], breaks: Breaks) -> Runs:
    """Letters set apart: by the index of the first, that of the word after them and the repair."""
    starts = {word.start: index for index, word in enumerate(words)}
    ends = {word.end: index + 1 for index, word in enumerate(words)}
    found: dict[int, tuple[int, Candidate]] = {}
    for run in _SPACED.finditer(text):
        first, last = starts.get(run.start()), ends.get(run.end())
        if first is None or last is None or any(word.fixed for word in words[first:last]):
            continue
        parts = [re.sub("[ '’]", "", part) for part in run[0].split("  ")]
        made = [breaks.spaced(part) for part in parts]
        if all(made):
            whole = [c for c in made if c]
            text_made = " ".join(c.text for c in whole)
            found[first] = last, Candidate(text_made, sum(c.cost for c in whole), "spaced")
    return found
