"""French cues: does a line read like something an issuer says it will do, and in which form?

`cue` reads one statement: first by how it opens (`openings`), then by its main verb over spaCy's
tags (`clauses`), and where there is no verb by its noun (`actions`). How often each reading
commits was counted on lines of our own, so that every cue has a probability. `prime` reads the
lines of a whole document at once, many times as fast.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.nlp import actions, clauses, openings
from pipeline.nlp.forms import Cue, Form, infinitives, is_infinitive

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Cue", "Form", "cue", "infinitives", "is_infinitive", "prime", "reading"]

LONGEST = 400  # characters of a statement that are read: what it commits to stands first
KEPT = 1 << 16  # cues kept in memory, about those of fifty plans
_KNOWN: dict[str, Cue] = {}
_LETTER = re.compile(r"[^\W\d_]")
# The end of the first sentence; « M. Diallo », « art. 3 » and « etc.) » end none.
_END = re.compile(r"(?<=[a-zà-ÿœ»)\d%€]{2})[.!…]\s+(?=[«“A-ZÀ-Ý–•])")
_STOP = frozenset(":;")
# Verbs of living, that without an object name an ideal: « Bien vieillir chez soi ».
_LIVING = frozenset(
    "vivre vieillir grandir habiter travailler agir bouger manger naître étudier respirer "
    "consommer "
    "entreprendre bâtir".split()
)
_FORMS = {
    "question": Form.QUESTION,
    "subjunctive": Form.SUBJUNCTIVE,
    "infinitive": Form.INFINITIVE,
    "imperative": Form.IMPERATIVE,
    "noun": Form.ACTION_NOUN,
}


def cue(text: str) -> Cue:
    """The form of the statement `text`, the words that show it, and how likely it commits."""
    found = _KNOWN.get(text)
    if found is None:
        found = _keep(text, _judge(text, None))
    return found


def prime(texts: Iterable[str]) -> None:
    """Read many statements at once, so that `cue` answers from memory."""
    new = [text for text in dict.fromkeys(texts) if text not in _KNOWN]
    waiting = []
    for text in new:
        if needs_syntax(text):
            waiting.append(text)
        else:
            _keep(text, _judge(text, None))
    if not waiting:
        return
    docs = _analysed(_head(text) for text in waiting)
    for text, doc in zip(waiting, docs, strict=True):
        _keep(text, _judge(text, doc))


def needs_syntax(text: str) -> bool:
    """Whether the form of a statement cannot be told from its opening alone."""
    return _certain(_head(text)) is None


def reading(text: str, doc: Doc | None = None) -> tuple[str, str]:
    """The name of what a statement was read as, and the words that show it."""
    line = _head(text)
    certain = _certain(line)
    if certain:
        return certain
    doc = next(iter(_analysed([line]))) if doc is None else doc
    return _by_syntax(line, doc)


def _judge(text: str, doc: Doc | None) -> Cue:
    name, words = reading(text, doc)
    if name == "noun":
        line = _head(text)
        chance = noun_probability(line)
        if chance >= 0.5:
            return Cue(Form.ACTION_NOUN, words, chance, deed=True)
        found = openings.opening(line)
        return Cue(Form.NONE, "", chance, deed=actions.deed(line[found.body :]))
    chance = actions.rates().get(name, 0.0)
    if name == "question":
        return Cue(Form.QUESTION, words, chance)
    if chance < 0.5:
        return Cue(Form.NONE, "", chance)
    return Cue(_FORMS.get(name, Form.PLEDGE), words, chance)


def noun_probability(line: str) -> float:
    """How likely a line without a verb is an action, by the noun before or after its colon."""
    found = openings.opening(line)
    chance = actions.probability(line[found.body :], found.body > found.start)
    if found.body > found.start:
        before = line[found.start : found.body].rstrip(" :–—-/")
        if len(before.split()) > 3:
            chance = max(chance, actions.probability(before, False))
    return chance


def _certain(line: str) -> tuple[str, str] | None:
    """The reading of a line that its opening tells without syntax, or None."""
    if not _LETTER.search(line):
        return "nothing", ""
    if openings.asks(line):
        return "question", line.split()[0]
    found = openings.opening(line)
    if openings.is_row(line) and not found.infinitive:
        return "row", ""
    that = openings.requested(line)
    if that:
        return "subjunctive", line[slice(*that)].strip()
    return None


def _by_syntax(line: str, doc: Doc) -> tuple[str, str]:
    found = openings.opening(line)
    if found.infinitive:
        words = line[slice(*found.infinitive)]
        return _infinitive(line, doc, found.infinitive), words
    tokens = _clause(doc, found.body)
    verb = clauses.finite(tokens)
    if verb is not None and _noun_phrase(tokens, verb):
        verb = None
    if found.order and (verb is None or verb.idx >= found.order[0] or verb.pos_ != "AUX"):
        return "imperative", line[slice(*found.order)]
    if verb is None and found.body > found.start:
        verb = clauses.finite(_clause(doc, found.start))
    if verb is not None:
        return clauses.read(line, verb, found.body if verb.idx >= found.body else found.start)
    return "noun", actions.head(line[found.body :])


def _noun_phrase(tokens: list[Token], verb: Token) -> bool:
    """Whether a line opened by a noun of action only seems to have a verb (« guide pratique »)."""
    return actions.acts(tokens[0].lower_) and clauses.bare(verb)


def _infinitive(line: str, doc: Doc, span: tuple[int, int]) -> str:
    tokens = _clause(doc, span[0])
    verb = clauses.finite(tokens, after=1)
    if verb is not None and not clauses.doubtful(verb):
        return "infinitive of a finite verb"
    word = line[slice(*span)].lower()
    after = line[span[1] :].split()
    if (
        word in _LIVING
        and len(after) <= 4
        and not re.match(r"(?:une?|des|les?|la|l['’])\b", " ".join(after))
    ):
        return "infinitive of living"
    return "infinitive"


def _clause(doc: Doc, start: int) -> list[Token]:
    """The tokens from the offset `start` up to a colon or a semicolon."""
    found = []
    for token in doc:
        if token.idx + len(token.text) <= start:
            continue
        if token.text in _STOP:
            break
        found.append(token)
    return found


def _head(text: str) -> str:
    """The first sentence of a statement; spaces are single."""
    line = " ".join(text[: 2 * LONGEST].split())
    end = _END.search(line, openings.unlabelled(line) + 8)
    return line[: min(end.start() + 1 if end else LONGEST, LONGEST)]


def _analysed(lines: Iterable[str]) -> Iterable[Doc]:
    from pipeline.nlp.language import BATCH, pipeline

    return pipeline().pipe(lines, batch_size=BATCH, disable=["lemmatizer"])


def _keep(text: str, found: Cue) -> Cue:
    while len(_KNOWN) >= KEPT:
        _KNOWN.pop(next(iter(_KNOWN)))
    _KNOWN[text] = found
    return found
