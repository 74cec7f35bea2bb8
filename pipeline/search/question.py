"""What a person typed, taken apart: words that carry weight, phrases, exclusions, fields, labels.

Nothing here is syntax that can be wrong: what does not read as an operator is a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.models import Filters, UnitKind
from pipeline.text import analyse, fold, frame_free, question_terms, tokenise

_FIELDS = {
    "plan": "plans",
    "issuer": "issuers",
    "emetteur": "issuers",
    "year": "years",
    "annee": "years",
    "lead": "leads",
    "pilote": "leads",
    "kind": "kinds",
    "nature": "kinds",
}
_KINDS = {kind.value: kind for kind in UnitKind} | {
    "mesure": UnitKind.MEASURE,
    "programme": UnitKind.PROGRAMME,
    "recommandation": UnitKind.RECOMMENDATION,
}
_QUOTED = r"\"([^\"]+)\"|“([^”]+)”|«\s*([^»]+?)\s*»"
# No space after the colon, which French prose always has.
_FIELD = re.compile(rf"(?<!\S)([A-Za-zéÉ]+):(?:{_QUOTED}|([^\s\"“«]+))")
_PHRASE = re.compile(_QUOTED)
_EXCLUDED = re.compile(r"(?<!\S)-(?=[^\W\d_])(\S+)")
# Nouns that stand before a label and say nothing else there: « mesure 2.1.3 », « fiche n° 4 ».
_LABEL_NOUNS = frozenset(
    """
    mesure mesures action actions proposition propositions engagement engagements fiche fiches
    recommandation recommandations objectif objectifs numero no n measure
    """.split()
)
_CODE = re.compile(r"[a-z]*_?\d+(?:_\d+)+[a-z]?|[a-z]+_?\d+[a-z]?")


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries weight: its stem and how it was typed.

    `also` are runs of stems that stand for it as well: the long form of an acronym, or the reverse.
    """

    stem: str
    typed: str
    also: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood. `text` is what it says without frame and operators.

    `phrases` must stand in an answer and `excluded` must not, each a run of stems; `label` holds
    the stems that may be the label of a measure, if the question names one.
    """

    text: str
    words: tuple[Word, ...]
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    label: frozenset[str] = frozenset()
    filters: Filters = Filters()

    @property
    def stems(self) -> list[str]:
        """The stems of its words, in order."""
        return [word.stem for word in self.words]


def understand(text: str, filters: Filters) -> Question:
    """Take a question apart; fields in it (`plan:climat`) narrow `filters` further."""
    named: list[str] = []
    excluded: list[tuple[str, ...]] = []
    phrases: list[tuple[str, ...]] = []

    def field(match: re.Match[str]) -> str:
        nonlocal filters
        value = next(group for group in match.groups()[1:] if group)
        narrowed = _narrowed(filters, _FIELDS.get(fold(match[1]), ""), value)
        if narrowed is None:
            return match[0]
        filters = narrowed
        named.append(value)
        return " "

    def phrase(match: re.Match[str]) -> str:
        run = _run(next(group for group in match.groups() if group))
        if run:
            phrases.append(run)
        return match[0]

    def exclusion(match: re.Match[str]) -> str:
        if run := _run(match[1]):
            excluded.append(run)
        return " "

    rest = _PHRASE.sub(phrase, _FIELD.sub(field, text))
    free = _EXCLUDED.sub(exclusion, rest)
    if not tokenise(free):
        # Only operators: what they name is the question, so that `lead:CPAS` lists what it finds.
        free, excluded = (" ".join(named), excluded) if named else (rest, [])
    words, label = _words(free)
    return Question(
        _said(free, words), words, tuple(phrases), tuple(excluded), frozenset(label), filters
    )


def _narrowed(filters: Filters, name: str, value: str) -> Filters | None:
    """The filters with one more value; None where it is no value of such a field."""
    wanted = fold(value)
    if name == "years":
        if not re.fullmatch(r"(?:19|20)\d\d", value):
            return None
        return replace(filters, years=(*filters.years, int(value)))
    if name == "kinds":
        kind = _KINDS.get(wanted.removesuffix("s"))
        return replace(filters, kinds=(*filters.kinds, kind)) if kind else None
    if name:
        return replace(filters, **{name: (*getattr(filters, name), wanted)})
    return None


def _run(text: str) -> tuple[str, ...]:
    return tuple(term.term for term in analyse(text))


def _words(text: str) -> tuple[tuple[Word, ...], set[str]]:
    """The words of weight, each stem once, and the stems of the label that is asked for."""
    terms = question_terms(text)
    tokens = tokenise(text)
    before = {
        token.start: previous.term
        for previous, token in pairwise(tokens)
        if previous.term in _LABEL_NOUNS
    }
    codes = {term.term for term in terms if _CODE.fullmatch(term.term)}
    codes |= {term.term for term in terms if term.term.isdigit() and term.start in before}
    frames = set(before.values()) if codes else set()
    kept = [
        term
        for term in terms
        if term.term in codes or fold(text[term.start : term.end]) not in frames
    ]
    words: dict[str, Word] = {}
    for term in kept:
        words.setdefault(term.term, Word(term.term, text[term.start : term.end]))
    return tuple(words.values()), set(words) if codes else set()


def _said(text: str, words: Sequence[Word]) -> str:
    """What the sentence vector is made of: nothing for a question of codes and numbers alone."""
    if words and not any(word.stem.isalpha() for word in words):
        return ""
    return frame_free(text)
