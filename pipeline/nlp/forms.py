"""The forms a statement may have, and what a French verb looks like: shapes and small tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources

from pipeline.text import fold


class Form(StrEnum):
    """The form of the main predicate of a statement."""

    INFINITIVE = "infinitive"
    SUBJUNCTIVE = "subjunctive"  # « Que le regroupement fasse … »
    ACTION_NOUN = "action noun"
    PLEDGE = "pledge"  # « La Ville s'engage à … », « nous créerons … », « il faut … »
    IMPERATIVE = "imperative"  # « Changeons … », « Signalez-nous … »
    QUESTION = "question"
    NONE = "none"


COMMITTING = frozenset(
    (Form.INFINITIVE, Form.SUBJUNCTIVE, Form.ACTION_NOUN, Form.PLEDGE, Form.IMPERATIVE)
)


@dataclass(frozen=True, slots=True)
class Cue:
    """The form of a statement, the words of it that show it, and how likely it commits (0 to 1)."""

    form: Form
    words: str = ""
    probability: float = 0.0
    deed: bool = False  # it opens with the noun of a deed, which among its like may be a measure

    @property
    def commits(self) -> bool:
        """Whether the form is one of commitment."""
        return self.form in COMMITTING

    @property
    def leans(self) -> bool:
        """Whether it commits, or would where the lines beside it do: « Partage d'outils »."""
        return self.commits or self.deed


# Infinitives that are nouns before « de », or that name an ideal: « savoir vivre en français ».
NOMINAL = frozenset("pouvoir devoir savoir avoir être souvenir rire vivre dîner goûter".split())
_PREFIXED = re.compile(
    r"^(?:(?:co|re|ré|sur|sous|inter|auto|pré|éco|dé|non)-|[eé]co|co|auto|pré|inter|télé"
    r"|r[eé])(?P<verb>.{4,})$"
)
_AUXILIARIES = frozenset(("être", "etre", "avoir"))
_FUTURE = re.compile(r"^(?P<stem>.+r)(?:a|ont|ons|ez|ai|as)$")
_IRREGULAR_FUTURE = re.compile(
    r"^(?:re|dé|par|sur|inter|entre|sou|main|obt|dét|ret|con|pré)?"
    r"(?:ser|aur|fer|ir|verr|pourr|devr|voudr|viendr|tiendr|enverr|saur|vaudr|faudr|mourr|courr"
    r"|acquerr|recevr|cueiller)(?:a|ont|ons|ez|ai|as)$"
)
_OF_US = re.compile(r"^(?P<stem>[^\W\d_]{2,})ons$")
_OF_YOU = re.compile(r"^(?P<stem>[^\W\d_]{2,})ez$")
_IRREGULAR_ORDERS = frozenset(
    "soyons soyez ayons ayez sachons sachez veuillez faisons faites disons dites allons allez "
    "voyons voyez prenons prenez apprenons apprenez tenons tenez venons venez mettons mettez "
    "buvons buvez lisons lisez écrivons écrivez inscrivons inscrivez construisons construisez "
    "réduisons réduisez produisons produisez conduisons conduisez suivons suivez vivons vivez "
    "rejoignons rejoignez devenons devenez maintenons maintenez soutenons soutenez croyons croyez "
    "choisissons obtenez recevez connaissons connaissez détruisons traduisons contraignons "
    "éteignez éteignons craignons peignons promouvons osons osez".split()
)
# Nouns that look like a verb of us or of you.
_NOT_ORDERS = frozenset(
    "prisons saisons raisons boissons moissons façons leçons rançons sons dons tons bonds poisons "
    "cartons ballons boutons rayons salons coupons échelons talons canons bâtons jetons pigeons "
    "melons violons nourrissons réveillons bouchons cochons piétons pistons glaçons lions bisons "
    "blousons grillons jurons rejetons maillons médaillons brouillons bouillons chaussons cordons "
    "cotons étalons feuilletons filons gazons hérissons limons marrons torchons "
    "maisons garçons chez assez nez poissons pensions régions portions options mentions".split()
)


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


def opens_as_infinitive(word: str) -> bool:
    """Whether a word is an infinitive, a prefix and a hyphen aside (« co-construire »)."""
    lower = word.lower()
    prefixed = _PREFIXED.match(lower)
    if lower in _AUXILIARIES or is_infinitive(lower):
        return True
    return bool(prefixed and is_infinitive(prefixed["verb"]))


def is_future(word: str) -> bool:
    """Whether a word has the shape of a future: « créera », « seront », « rendrons »."""
    lower = word.lower()
    if _IRREGULAR_FUTURE.match(lower):
        return True
    found = _FUTURE.match(lower)
    if not found:
        return False
    stem = found["stem"]
    table = infinitives()
    # « emploiera » and « appellera » change their stem; the others are an infinitive.
    regular = stem in table or stem + "e" in table
    return (
        regular
        or re.sub("ier$", "yer", stem) in table
        or re.sub(r"(.)\1er$", r"\1er", stem) in table
    )


def is_order(word: str) -> bool:
    """Whether a word has the shape of an imperative of us or of you: « changeons », « triez »."""
    lower = word.lower()
    if lower in _NOT_ORDERS:
        return False
    if lower in _IRREGULAR_ORDERS:
        return True
    found = _OF_US.match(lower) or _OF_YOU.match(lower)
    if not found:
        return False
    stem, table = found["stem"], infinitives()
    if stem.endswith("i") and lower.endswith("ons") and stem + "er" not in table:
        return False
    soft = stem.removesuffix("e") + "er" if stem.endswith("ge") else stem.replace("ç", "c") + "er"
    endings = (stem + "er", soft, stem.removesuffix("iss") + "ir", stem + "re", stem + "ir")
    return any(made in table for made in endings)
