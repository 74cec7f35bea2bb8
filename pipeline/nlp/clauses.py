"""What the main verb of a statement says: a pledge, a forecast, a fact, a rule; over spaCy's tags.

Tags say where the verb is and which tense it has; the words around it say who speaks and of what.
Shapes (`forms`) help where a tag is wrong, which is frequent in titles and in futures.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.nlp import wording
from pipeline.nlp.forms import is_future
from pipeline.text import fold

if TYPE_CHECKING:
    from spacy.tokens import Token

Reading = tuple[str, str]  # the name of the reading, and the words that show it

_SUBORDINATE = frozenset(
    "qui que qu' qu’ dont où lequel laquelle lesquels lesquelles auquel auxquels lorsque lorsqu' "
    "lorsqu’ quand puisque puisqu' puisqu’ quoique si s'il s’il comment pourquoi duquel".split()
)
_SUBORDINATE_DEPS = frozenset(("acl:relcl", "advcl", "acl"))
_CERTAIN = frozenset(
    "est sont était étaient sera seront serait seraient a ont avait avaient doit doivent peut "
    "peuvent "
    "devient deviennent faut fait font va vont consiste désigne permet permettent constitue "
    "constituent représente représentent".split()
)
# What is said of an infinitive or a fact; taggers often take these for nouns.
_PREDICATES = frozenset(
    "reste restent demeure demeurent relève semble semblent paraît coûte coûtent multiplie suppose "
    "implique nécessite exige s'avère avère complique prend occupe signifie équivaut réduit "
    "devient "
    "ressemble revient passe expose".split()
)


def finite(tokens: list[Token], after: int = 0) -> Token | None:
    """The main finite verb among `tokens`, at `after` or later; None where there is none."""
    pending = 0
    fallback: Token | None = None
    for place, token in enumerate(tokens):
        low = token.lower_
        if low in _SUBORDINATE and place:
            pending += 1
        if place < after or not _is_finite(token, tokens[place - 1] if place else None):
            continue
        if pending and token.dep_ not in ("ROOT", "cop", "aux:pass", "aux:tense"):
            pending -= 1
            continue
        if pending and not _carries_root(token):
            pending -= 1
            continue
        if token.dep_ in _SUBORDINATE_DEPS and pending:
            continue
        fallback = fallback or token
        return token
    return fallback


def _is_finite(token: Token, before: Token | None) -> bool:
    low = token.lower_
    if before is not None and before.pos_ not in ("DET", "ADP", "CCONJ") and low in _PREDICATES:
        return True
    # « Nord et Est »: a capital inside a line that is not all capitals tells a name.
    if before is not None and token.text[:1].isupper() and before.text[:1].islower():
        return False
    if token.pos_ in ("VERB", "AUX") and "Fin" in token.morph.get("VerbForm", []):
        # « en cours » and the like: a verb does not follow a determiner or a preposition.
        return not (before is not None and before.pos_ in ("DET", "ADP") and low not in _CERTAIN)
    if low in _CERTAIN:
        return token.pos_ in ("VERB", "AUX")
    return bool(before is not None and low.endswith(("ra", "ront", "rons")) and is_future(low))


def doubtful(verb: Token) -> bool:
    """Whether a finite verb may be an adjective after all: « la formation continue pour »."""
    if verb.i and (
        verb.dep_ == "ROOT" or any(c.dep_.startswith(("nsubj", "csubj")) for c in verb.children)
    ):
        return False
    return bare(verb)


def bare(verb: Token) -> bool:
    """Whether nothing but its tag tells that a word is a verb: neither its shape nor an object."""
    low = verb.lower_
    if verb.i == 0:
        return True
    if low in _CERTAIN or low in _PREDICATES or is_future(low):
        # « nord et est »
        return low == "est" and verb.nbor(-1).lower_ in ("et", "ou")
    after = verb.nbor(1) if verb.i + 1 < len(verb.doc) else None
    return after is None or after.pos_ not in ("DET", "ADV", "PRON") or after.lower_ == "auprès"


def _carries_root(token: Token) -> bool:
    return token.dep_ == "ROOT" or token.head.dep_ == "ROOT"


def read(text: str, verb: Token, start: int) -> Reading:
    """What the statement `text` says by its main finite verb; `start` is where it opens."""
    subject = _plain(text[start : verb.idx])
    rest = _plain(text[verb.idx :])
    whole = f"{subject} {rest}".strip()
    words = _words(verb)
    if _reaches(wording.IMPERSONAL, whole, len(subject)):
        defined = re.match(r"par [^,]{1,60}, il ", whole) or re.search(
            r"\bil faut (?:comprendre|entendre)\b", whole
        )
        return ("definition" if defined else "impersonal"), words
    if wording.LAW.search(whole) or wording.PARTY.search(subject):
        return "law", words
    people = wording.WANTS.search(subject) and not wording.AGENT.search(subject)
    if not people and _reaches(wording.WILL, whole, len(subject)):
        return "will", words
    if wording.DUTY.match(rest) or wording.DUTY.search(rest[:30]):
        return "duty", words
    lower = verb.lower_
    if "Cnd" in verb.morph.get("Mood", []) or re.search(r"r(?:ait|aient|ions|iez)$", lower):
        return "conditional", words
    if is_future(lower) or "Fut" in verb.morph.get("Tense", []):
        return _future(subject, rest), words
    if _past(verb):
        return "past", words
    if wording.STATES.search(whole):
        return "states", words
    if re.search(r"\bnous [a-z' ]*$", subject) and lower.endswith("ons"):
        return "we", words
    # An acronym as the subject is a body.
    agent = wording.AGENT.search(subject) or re.search(r"\b[A-Z]{3,}\b", text[start : verb.idx])
    if agent and wording.LAUNCH.match(rest) and "depuis" not in whole:
        return ("launch ahead" if wording.AHEAD.search(whole) else "launch"), words
    return "present", words


def _reaches(pattern: re.Pattern[str], whole: str, verb: int) -> bool:
    """Whether the pattern is found over the main verb, which begins about the offset `verb`."""
    return any(m.start() <= verb + 1 < m.end() for m in pattern.finditer(whole))


def _future(subject: str, rest: str) -> str:
    # What stands before a comma is a frame: « Afin de réduire les délais, le tribunal … ».
    head = " ".join(subject.rsplit(", ", 1)[-1].split()[:6])
    if wording.CHANGE.match(rest.removeprefix("s'").removeprefix("se ")):
        agent = wording.AGENT.search(head) and not wording.QUANTITY.search(head)
        return "future of an agent" if agent else "forecast"
    after = " ".join(rest.split()[:5])
    copula = re.match(r"(?:sera|seront)\b", rest)
    if copula and wording.BORNE.search(after):
        return "forecast"
    if re.match(
        r"auro?nt? (?!acces|droit|lieu|pour |[a-z]+ement)|aura (?!acces|droit|lieu|pour )", rest
    ):
        return "forecast"
    if copula:
        return "passive"
    return "future of an agent" if wording.AGENT.search(head) else "future"


def _past(verb: Token) -> bool:
    tense = verb.morph.get("Tense", [])
    if "Imp" in tense or "Past" in tense:
        return True
    if verb.dep_ == "aux:tense":
        return True
    return verb.lower_ in ("a", "ont", "avons") and _participle_follows(verb)


def _participle_follows(verb: Token) -> bool:
    doc = verb.doc
    for token in doc[verb.i + 1 : verb.i + 4]:
        if "Part" in token.morph.get("VerbForm", []):
            return True
        if token.pos_ not in ("ADV",):
            return False
    return False


def _words(verb: Token) -> str:
    """The verb, with the auxiliary or pronoun before it where they touch."""
    doc = verb.doc
    last = verb
    if verb.pos_ == "AUX" and verb.i + 1 < len(doc) and doc[verb.i + 1].pos_ in ("VERB", "ADJ"):
        last = doc[verb.i + 1]
    first = verb
    if verb.i and doc[verb.i - 1].pos_ == "PRON":
        first = doc[verb.i - 1]
    return str(doc[first.i : last.i + 1].text)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", fold(text)).strip()
