"""Where a French name ends: the noun phrases that follow the head of a name.

A name is its head, the adjectives that touch it, and complements: a preposition, an article, a
noun and its adjectives, again and again (« Office de la naissance et de l'enfance »). What cannot
be part of one ends it: a verb, a pronoun, a possessive, a comma, « et la … », « de concert ».
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.nlp.commitment import is_infinitive
from pipeline.nlp.matchers.words import (
    ACTORS,
    ARTICLES,
    BEFORE_NOUN,
    NOT_NOUNS,
    OF,
    TO,
    Word,
    is_adjective,
    is_noun,
    is_proper,
)


def after_adjectives(words: Sequence[Word], place: int) -> int:
    """The index after the adjectives (and capitals) that stand at `place`."""
    while place < len(words) and (is_adjective(words[place]) or is_proper(words[place])):
        place += 1
        joined = words[place : place + 2]
        # « technique et financier »: two adjectives of one noun
        if len(joined) == 2 and joined[0].lower == "et" and is_adjective(joined[1]):
            place += 1
    return place


def complement(words: Sequence[Word], place: int, prepositions: frozenset[str]) -> int:
    """The index after one complement that begins at `place`; `place` where there is none."""
    at = place
    if at >= len(words) or words[at].lower not in prepositions:
        return place
    opening = words[at].lower
    bare = opening in ("de", "d'", "en", "pour", "contre", "sur", "à", "avec")
    at += 1
    if bare and at < len(words) and words[at].lower in ARTICLES and opening != "en":
        bare = False
        at += 1
    if at >= len(words) or words[at].lower == ",":
        return place
    noun = words[at]
    if noun.lower.endswith("'") or noun.lower in OF | TO | ARTICLES:
        return place
    if noun.lower in NOT_NOUNS and not noun.capital and (bare or opening in ("des", "du")):
        return place
    if bare and not noun.capital and (opening == "à" or is_infinitive(noun.text)):
        return place
    if bare and opening in ("sur", "pour", "contre", "avec"):
        return place
    if opening == "en" and noun.lower == "concertation":
        return place
    at += 1
    if noun.lower in BEFORE_NOUN and at < len(words) and is_noun(words[at]):
        at += 1
    return after_adjectives(words, at)


ANY = OF | TO
_AT = frozenset(("à", "au", "aux"))


def phrase_end(
    words: Sequence[Word],
    place: int,
    *,
    first: frozenset[str] = ANY,
    then: frozenset[str] = OF | frozenset(("en",)),
    heads: frozenset[str] = frozenset(),
) -> int:
    """The index after the complements of a name whose head ends before `place`.

    `first` may open the complement that touches the head, `then` the later ones; a coordination
    (« et de la … », « , des … et du … ») goes on unless it leads to one of `heads`, to actors in
    general, or from a capital to a small letter.
    """
    end = complement(words, place, first)
    if end == place:
        return place
    capital = any(word.capital for word in words[place:end])
    while True:
        further = complement(words, end, then)
        if further == end:
            further = _governed(words, place, end)
        if further == end:
            toward = any(word.lower in _AT for word in words[place:end])
            openers = OF | {words[place].lower} | (_AT if toward else frozenset())
            further = _coordinated(words, end, openers, capital, heads)
        if further == end:
            further = _paired(words, place, end, heads)
        if further == end:
            return end
        end = further


# Nouns that call for a preposition of their own inside a name.
_GOVERNORS = {
    "contre": frozenset("lutte protection".split()),
    "avec": frozenset("relations".split()),
    "sur": frozenset(
        """
        audiences recherche recherches étude études enquête enquêtes information documentation
        réflexion consultation concertation expertise dialogue
        """.split()
    ),
}


def _governed(words: Sequence[Word], place: int, end: int) -> int:
    """Past a complement that a noun of the name calls for: « Lutte contre … »."""
    if end >= len(words):
        return end
    governors = _GOVERNORS.get(words[end].lower, frozenset())
    if not any(word.lower in governors for word in words[place:end]):
        return end
    return complement(words, end, frozenset((words[end].lower,)))


def _paired(words: Sequence[Word], place: int, end: int, heads: frozenset[str]) -> int:
    """Past « et l'innovation » after « pour l'entreprise »: one preposition for two nouns."""
    pair = words[end : end + 3]
    if (
        words[place].lower not in ("pour", "sur", "contre")
        or len(pair) < 3
        or pair[0].lower not in ("et", "ou")
        or pair[1].lower not in ARTICLES
        or pair[2].lower in ACTORS | NOT_NOUNS | heads
    ):
        return end
    return after_adjectives(words, end + 3)


def _bare_pair(words: Sequence[Word], place: int) -> int:
    """Past « et forêts » after « des eaux »: two plurals that share their article."""
    pair = words[place - 1 : place + 2]
    plural = [word.lower.endswith(("s", "x")) and not word.capital for word in pair]
    if len(pair) == 3 and pair[1].lower == "et" and plural[0] and plural[2] and is_noun(pair[2]):
        return place if pair[2].lower in ACTORS else after_adjectives(words, place + 2)
    return place


def _coordinated(
    words: Sequence[Word],
    place: int,
    openers: frozenset[str],
    capital: bool,
    heads: frozenset[str],
) -> int:
    at = place
    if at < len(words) and words[at].lower == ",":
        # a comma goes on only to a list that closes with « et de … »
        if not any(word.lower == "et" for word in words[at : at + 14]):
            return place
        at += 1
        if at < len(words) and words[at].lower == "et":
            at += 1
    elif at < len(words) and words[at].lower in ("et", "ou"):
        at += 1
    else:
        return place
    end = complement(words, at, openers)
    if end == at:
        return _bare_pair(words, place)
    noun = next((word for word in words[at:end] if word.lower not in openers | ARTICLES), None)
    if noun is None or noun.lower in ACTORS or (noun.capital and noun.lower in heads):
        return place
    if capital and not noun.capital:
        return place
    return end
