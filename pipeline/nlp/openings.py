"""How a statement opens, told without syntax: labels, time frames, questions, infinitives, orders.

Everything here works on the line as printed: any case, accents lost, cut short.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.nlp.forms import NOMINAL, is_infinitive, is_order, opens_as_infinitive

MARKS = r"[\s«»\"“”'’‘(\[*_–—•●▪■►▶→✓✔·‣➢➤-]*"
_CODE = r"(?:[A-Z]{0,4}\d{1,3}(?:[.\-/][A-Za-z]{0,2}\d{1,3})*[a-z]?|[IVX]{1,5}|[A-Za-z])"
_LABEL = re.compile(
    rf"^{MARKS}(?:"
    # « Mesure 5.2 : », « Fiche action n° 4 – », « OO 2.7 : », « Axe II. »
    rf"(?:[^\W\d_]{{1,15}}\.?\s){{1,2}}(?:n[°ᵒo]\s?|#\s?)?{_CODE}(?:\s?[:.)/–—-]+\s|\s(?=[A-ZÀ-Ý]))"
    # « 3.2 », « A-1 », « R1-A2 » by themselves
    r"|[A-Z]{0,4}\d{1,3}(?:[.\-/][A-Za-z]{0,2}\d{1,3})+[a-z]?\.?\s(?:[:–—-]\s)?"
    # « 1) », « 12. », « b) », « M3 : », « 4 – »
    r"|(?:[A-Z]{0,4}\d{1,3}(?:er|re|e)?|[IVX]{1,5}|[a-zA-Z])\s?(?:[).:/]|[–—-](?=\s))+\s"
    # « 7 Créer », « M3 Créer »
    r"|[A-Z]{0,4}\d{1,3}\s(?=[A-ZÀ-Ý][^\W\d_]+(?:er|ir|re|on|nt|ge)\b)"
    r")"
)
# « Trie tes déchets »: one person is told.
_YOURS = re.compile(r"\b(?:ton|ta|tes|toi)\b")
_TO_YOU = frozenset("fais viens prends mets dis sois rends écris inscris apprends".split())
_QUESTION = re.compile(
    rf"\?\W*$|^{MARKS}(?:et\s(?:demain|après|maintenant|si)\b[^,]{{0,20}},\s)?(?:"
    r"(?:comment|pourquoi|combien)\b|(?:quels?|quelles?)\s(?!qu)|qu['’]est-ce|est-ce\b|où\b(?!,)"
    r"|qui\b(?!\sdit)|que\s(?:faire|dit|disent|fait|font|prévoit|deviennent)\b"
    r"|(?:avez|êtes|savez|pouvez|voulez|connaissez|souhaitez|aimez|cherchez)-vous\b"
    r"|qu['’]arrive|qu['’]en\s(?:est|sont|pens|dit|sera)|(?:à|de|pour|avec|par|chez)\s(?:qui|quoi|quels?|quelles?)\b)",
    re.IGNORECASE,
)
_THAT = re.compile(rf"^{MARKS}(?:Que\s|QUE\s|Qu['’]\s?|QU['’]\s?)(?P<next>[^\W_]+)")
# « Que ce soit en ville ou ailleurs »
_WHATEVER = re.compile(
    rf"^{MARKS}que\s(?:ce|l['’]on|vous|tu)\s(?:ne\s)?soi(?:t|en|yez)", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:[-·.][^\W\d_]+)*")
_ADVERB = (
    r"(?:(?:mieux|bien|toujours|davantage|aussi|également|ensuite|puis|enfin|notamment|surtout|plus"
    r"|moins|très|tout|et|ou|de\splus|par\sailleurs|ensemble|[^\W\d_]{4,}ment)[\s,]+){0,3}"
)
# What may stand before an infinitive: adverbs, a negation, pronouns.
_LEAD = re.compile(
    rf"{MARKS}{_ADVERB}(?:ne\s(?:pas|plus|jamais|rien)\s|n['’])?{_ADVERB}"
    r"(?:de\s|d['’])?"
    r"(?P<clitics>(?:(?:se|me|nous|vous|en|y|les?|la|leur|lui)\s|[slm]['’]){0,2})"
    r"(?:(?:mieux|bien|davantage|plus)\s|(?:co|éco|pré)\s)?",
    re.IGNORECASE,
)
_LEAD_OF_ORDER = re.compile(
    rf"{MARKS}{_ADVERB}(?:ne\s|n['’])?(?:(?:en|y|les?|la|leur|lui)\s|l['’])?", re.IGNORECASE
)
# Who is spoken to: « Citoyennes, citoyens, prenez … ».
_ADDRESS = re.compile(r"[^\W\d_]+(?:\s[^\W\d_]+)?,\s+")
# Any few words before a comma, where a verb with its object follows: « Chaque mois, réunir les … ».
_ANY_FRAME = re.compile(
    r"[^:;.!?,]{2,60},\s+(?=[^\W\d_]+(?:er|ir|re)\s(?:l['’]|d['’]|(?:la|les?|une?|des|aux?|à|du|de"
    r"|en|dans|sur|pour|leurs?|ses|son|sa|nos|notre|chaque|toute?s?|tous|\d+)\s))"
)
_FRAME = re.compile(
    rf"^{MARKS}(?:dès|d['’]ici|en|à|au|aux|avant|après|pour|pendant|durant|lors|chaque|tous|toutes"
    r"|sans|afin|avec|dans|sur|par|selon|grâce|sous|d['’]une|depuis|outre|lorsque|si|quand"
    r"|là\soù|et\ssurtout|ensemble|progressivement|parallèlement|en\soutre|annuellement"
    r"|régulièrement|[^\W\d_]+ment)\b[^:;.!?]{0,140}?,\s+",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^(?P<head>[^:;.!?–—]{2,70}?)\s?(?::|\s[–—-]|\s/)\s+(?=\S)")
_ROW = re.compile(
    rf"^{MARKS}(?:co-?)?(?:pilotes?|porteurs?|co[uû]ts?|budget|échéances?|échéancier|calendrier"
    rf"|délais?"
    r"|responsables?|partenaires?|indicateurs?|contacts?|sources?|statut|lieux?|dates?|publics?"
    r"|cibles?"
    r"|bénéficiaires?|financements?|montant|priorité|page|figure|tableau|annexe|acteurs?"
    r"|services?)\b"
    r"[^:]{0,40}:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Opening:
    """A statement without its label: where it starts, and where its predicate may open.

    `start` is the offset after the label, `body` the one after a heading and a colon (or `start`),
    `verb` the span of an infinitive or an imperative that opens it (or None), with its words.
    """

    start: int
    body: int
    infinitive: tuple[int, int] | None
    order: tuple[int, int] | None


def asks(text: str) -> bool:
    """Whether a line is a question, with or without its mark."""
    return bool(_QUESTION.search(text[unlabelled(text) :]))


def is_row(text: str) -> bool:
    """Whether a line is a row of a card: « Pilote : … »."""
    return bool(_ROW.match(text))


def unlabelled(text: str) -> int:
    """The offset after the label of a line: « Mesure 5.2 : », « 1) », « OO 2.7 : »."""
    found = _LABEL.match(text)
    return found.end() if found and found.end() < len(text.rstrip()) else 0


def requested(text: str) -> tuple[int, int] | None:
    """The span of « Que » and the word after it where they open a request."""
    start = unlabelled(text)
    found = _THAT.match(text[start:])
    if not found or len(_WORD.findall(text)) < 4:
        return None
    after = found["next"]
    whatever = _WHATEVER.match(text[start:])
    if whatever or opens_as_infinitive(after) or after.lower() in ("de", "faire", "dire"):
        return None
    return start + found.start("next") - 4 if found.start(
        "next"
    ) >= 4 else start, start + found.end()


def opening(text: str) -> Opening:
    """Where the predicate of a line may open."""
    start = unlabelled(text)
    heading = _HEADING.match(text[start:])
    body = start + heading.end() if heading else start
    infinitive = order = None
    for place in dict.fromkeys((start, body)):
        infinitive = infinitive or _first(text, place, _LEAD, _opens_infinitive)
        order = order or _first(text, place, _LEAD_OF_ORDER, _opens_order)
    return Opening(start, body, infinitive, order)


def _first(
    text: str, start: int, lead: re.Pattern[str], fits: Callable[[str, str], bool]
) -> tuple[int, int] | None:
    """The first word after what `lead` allows before it, where it fits, time frames passed over."""
    place = start
    for _ in range(4):
        before = lead.match(text, place)
        for at in (before.end() if before else place, place):
            word = _WORD.match(text, at)
            if word and fits(word.group(), text[word.end() :]):
                return word.span()
        frame = (
            _FRAME.match(text[place:])
            or _ADDRESS.match(text[place:])
            or (_ANY_FRAME.match(text[place:]) if lead is _LEAD else None)
        )
        if not frame:
            return None
        place += frame.end()
    return None


def _opens_infinitive(word: str, after: str) -> bool:
    if not opens_as_infinitive(word):
        return False
    nominal = word.lower() in NOMINAL and re.match(r"\s(?:d['’]|de\b|du\b|des\b|vivre)", after)
    return not nominal


def _opens_order(word: str, after: str) -> bool:
    bare, _, clitic = word.lower().partition("-")
    if word.lower() == "rendez-vous" and not re.match(r"\s(?:à|au|aux|chez|dans|sur|en)\b", after):
        return False
    if clitic in ("toi", "moi", "le", "la", "les", "nous", "vous", "en", "y"):
        return True
    if _YOURS.search(after) and (bare in _TO_YOU or is_infinitive(bare + "r")):
        return True
    return is_order(bare)
