"""French cues: does a line read like something an issuer says it will do, and in which form?

A first version by rules over spaCy's French tokenizer and a table of infinitives; it knows no
syntax. `form` looks at how a statement opens, which is where French plans say what they commit to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.text import fold

if TYPE_CHECKING:
    from spacy.language import Language


class Form(StrEnum):
    """How a statement opens."""

    INFINITIVE = "infinitive"
    SUBJUNCTIVE = "subjunctive"  # « Que le regroupement fasse … »
    ACTION_NOUN = "action noun"
    PLEDGE = "pledge"  # « La Ville s'engage à … », « nous créerons … »
    QUESTION = "question"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cue:
    """The form of a statement and the words that show it."""

    form: Form
    words: str = ""

    @property
    def commits(self) -> bool:
        """Whether the form is one of commitment."""
        return self.form in _COMMITTING


_COMMITTING = frozenset((Form.INFINITIVE, Form.SUBJUNCTIVE, Form.ACTION_NOUN, Form.PLEDGE))
_OPENING = re.compile(
    r"^[\s«»\"“”'’(\[*_–—•-]*(?:(?:ne|n['’]|ne pas|mieux|bien|toujours|davantage|aussi|afin de|pour"
    r"|dès\s\d{4}|d['’]ici\s(?:à\s)?\d{4})[,\s]+)?(?:s['’]|se\s|en\s|y\s)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SUBJUNCTIVE = re.compile(r"^\s*(?:Que|QUE|Qu['’]|QU['’])\s?(?!['’])", re.UNICODE)
_QUESTION = re.compile(
    r"\?\W*$|^(?:comment|pourquoi|quels?|quelles?|qu['’]est-ce|est-ce|combien|où|qui)\b",
    re.IGNORECASE,
)
_PLEDGE = re.compile(
    r"\b(?:s['’]engage(?:nt)?\s(?:à|à\s|dans|pour|en)|nous\s(?:nous\s)?(?:allons|engageons|voulons"
    r"|souhaitons|proposons|demandons)|(?:entend|entendent|souhaite|souhaitent|compte|comptent)"
    r"\s[^\W\d_]+(?:er|ir|re)\b|(?:sera|seront)\s[^\W\d_]+(?:é|ée|és|ées|is|ise|ises|it|ite|u|ue)\b"
    r"|nous\s[^\W\d_]+rons\b)",
    re.IGNORECASE,
)
# Deverbal nouns name an action by how they end; the others that plans open with are listed.
_ACTION_ENDING = re.compile(r"(?:tion|sion|ment|age|issance|isation|ture|ance|ence)s?$")
_ACTION_NOUNS = frozenset(
    (
        "mise appui soutien suivi refonte ajout maintien accueil achat etude recensement "
        "partage projet campagne creation recours reprise revue essor don pret tournee envoi "
        "octroi rencontre rencontres formation formations atelier ateliers conference "
        "conferences bilan remise tenue plan programme politique charte guide fonds reforme "
        "hausse baisse ouverture arrimage capsules outil outils reseau analyse enquete "
        "portrait veille concours"
    ).split()
)
_NOT_ACTIONS = frozenset(
    (
        "introduction conclusion definition definitions presentation section mention question "
        "questions gouvernement ministere document departement environnement logement element "
        "avantage message presence absence importance tendance confiance experience science "
        "enfance sentence village population institution direction commission association "
        "fondation region mission vision orientation situation condition conditions "
        "obligation information attention"
    ).split()
)


def cue(text: str) -> Cue:
    """The form of the statement `text`, without its label, and the words that show it."""
    if _QUESTION.search(text):
        return Cue(Form.QUESTION, text.split()[0])
    if _SUBJUNCTIVE.match(text) and len(text.split()) >= 5:
        return Cue(Form.SUBJUNCTIVE, " ".join(text.split()[:3]))
    start = _OPENING.match(text)
    rest = text[start.end() if start else 0 :]
    word = _WORD.match(rest)
    if word:
        first = word.group().lower()
        if is_infinitive(first):
            return Cue(Form.INFINITIVE, word.group())
        folded = fold(first)
        named = _ACTION_ENDING.search(folded) and folded not in _NOT_ACTIONS
        if (named and len(folded) > 5) or folded in _ACTION_NOUNS:
            return Cue(Form.ACTION_NOUN, word.group())
    pledge = _PLEDGE.search(text)
    return Cue(Form.PLEDGE, pledge.group()) if pledge else Cue(Form.NONE)


def is_infinitive(word: str) -> bool:
    """Whether a word, in any case, is the infinitive of a French verb."""
    return word.lower() in infinitives()


@lru_cache(maxsize=1)
def infinitives() -> frozenset[str]:
    """The table of French infinitives, without accents too, for capitals that lost them."""
    source = resources.files("pipeline") / "data" / "lexicon" / "infinitives.txt"
    lines = source.read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if not line.startswith("#")]
    return frozenset(words) | frozenset(map(fold, words))


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """spaCy's French tokenizer with rule-based sentence boundaries."""
    import spacy

    nlp = spacy.blank("fr")
    nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…"]})
    return nlp


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph; one that opens in lower case belongs to the one before."""
    out: list[str] = []
    for span in pipeline()(text).sents:
        sentence = span.text.strip()
        if out and (sentence[:1].islower() or sentence[:1] in ")»]"):
            out[-1] = f"{out[-1]} {sentence}"
        elif sentence:
            out.append(sentence)
    return out
