"""French cues: does a line read like something an issuer says it will do, and in which form?

A first version by rules over a table of infinitives; it knows no syntax. `cue` looks at how a
statement opens, which is where French plans say what they commit to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources

from pipeline.text import fold


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
_QUOTES = r"[\s«»\"“”'’(\[*_–—•-]*"
_WHEN = re.compile(
    rf"^{_QUOTES}(?:dès|d['’]ici|en|à partir|à compter|avant|au|à|pour)\b(?=[^,:]{{0,40}}(?:\d"
    r"|rentrée|printemps|été|automne|hiver|fin|début|horizon|terme|année))[^,:]{2,40},\s+",
    re.IGNORECASE,
)
_OPENING = re.compile(
    rf"^{_QUOTES}(?:ne\s(?:pas|plus|jamais)\s|n['’])?(?:(?:mieux|bien|toujours|davantage|aussi)\s)?"
    r"(?:s['’]|se\s|en\s|y\s)?",
    re.IGNORECASE,
)
# After an article a deverbal noun names an action only with what it acts on (« la création de »).
_ARTICLED = re.compile(
    rf"^{_QUOTES}(?:(?:la|le|les|une?|des)\s|l['’])(?P<noun>[^\W\d_]+)"
    r"\s(?:d['’]|de\b|du\b|des\b|en\s)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PREFIXED = re.compile(r"^(?:co|re|ré|sur|sous|inter|auto|pré|éco|dé)-(?P<verb>.+)$")
_SUBJUNCTIVE = re.compile(r"^\s*(?:Que|QUE|Qu['’]|QU['’])\s?(?!['’])")
_QUESTION = re.compile(
    r"\?\W*$|^(?:comment|pourquoi|quels?|quelles?|qu['’]est-ce|est-ce|combien|où|qui)\b",
    re.IGNORECASE,
)
_PARTICIPLE = r"[^\W\d_]+(?:é|i|u|is|it|ert|int|uit|aint|eint|oint|ort)e?s?\b"
_PLEDGE = re.compile(
    r"\b(?:s['’]engage(?:nt)?\s(?:à|dans|pour|en)|nous\s(?:nous\s)?(?:allons|engageons|voulons"
    r"|souhaitons|proposons|demandons)|(?:entend|entendent|souhaite|souhaitent|compte|comptent)"
    rf"\s[^\W\d_]+(?:er|ir|re)\b|(?:sera|seront)\s(?:[^\W\d_]+ment\s)?{_PARTICIPLE}"
    r"|nous\s[^\W\d_]+rons\b)",
    re.IGNORECASE,
)
# Infinitives that are nouns before « de » or a hyphen.
_NOMINAL = frozenset("pouvoir devoir savoir avoir être souvenir rire vivre".split())
# Deverbal nouns name an action by how they end; the others that plans open with are listed.
_ACTION_ENDING = re.compile(r"(?:tion|sion|ment|age|isation)s?$")
_ADVERB = re.compile(
    r"(?:elle|ale|ive|euse|aire|ique|able|ible|ante|ente|am|em|che|gue|ee|ete|aine|eine|ine|ure)ment$"
)
_ACTION_NOUNS = frozenset(
    "mise appui soutien suivi refonte ajout maintien accueil achat etude recensement partage "
    "projet campagne reprise revue essor don pret tournee envoi octroi rencontre atelier "
    "conference bilan remise tenue plan programme politique charte guide fonds reforme hausse "
    "baisse ouverture fermeture couverture signature fourniture surveillance maintenance "
    "assistance relance reconnaissance delivrance arrimage capsule outil reseau analyse enquete "
    "portrait veille concours".split()
)
_NOT_ACTIONS = frozenset(
    "introduction conclusion definition presentation section mention question gouvernement "
    "ministere document departement environnement logement element avantage message etablissement "
    "population institution direction commission association fondation region mission vision "
    "orientation situation condition obligation information attention village complement "
    "fonction pension tension profession religion nation option portion station".split()
)


def cue(text: str) -> Cue:
    """The form of the statement `text`, without its label, and the words that show it."""
    if _QUESTION.search(text):
        return Cue(Form.QUESTION, text.split()[0])
    words = _WORD.findall(text)
    if _SUBJUNCTIVE.match(text) and len(words) >= 5:
        return Cue(Form.SUBJUNCTIVE, " ".join(text.split()[:3]))
    when = _WHEN.match(text)
    rest = text[when.end() if when else 0 :]
    verb = _first_word(_OPENING, rest)
    if verb and _is_verb(verb, rest):
        return Cue(Form.INFINITIVE, verb)
    article = _ARTICLED.match(rest)
    noun = article["noun"] if article else verb
    if noun and _names_action(noun):
        return Cue(Form.ACTION_NOUN, noun)
    pledge = _PLEDGE.search(text)
    return Cue(Form.PLEDGE, pledge.group()) if pledge else Cue(Form.NONE)


def _first_word(opening: re.Pattern[str], text: str) -> str | None:
    start = opening.match(text)
    found = _WORD.match(text, start.end() if start else 0)
    return found.group() if found else None


def _is_verb(word: str, text: str) -> bool:
    """Whether the first word is an infinitive, and no noun as in « pouvoir d'achat »."""
    lower = word.lower()
    prefixed = _PREFIXED.match(lower)
    if not is_infinitive(prefixed["verb"] if prefixed else lower.split("-")[0]):
        return False
    after = text[text.find(word) + len(word) :]
    return lower not in _NOMINAL or not re.match(r"\s(?:d['’]|de\b|du\b|des\b)", after)


def _names_action(word: str) -> bool:
    folded = fold(word).split("-")[0]
    single = folded.removesuffix("s")
    if folded in _ACTION_NOUNS or single in _ACTION_NOUNS:
        return True
    if single in _NOT_ACTIONS or _ADVERB.search(folded) or len(single) <= 5:
        return False
    return bool(_ACTION_ENDING.search(folded))


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
