"""Acronyms and their definitions, in either order, matched by initials.

The method is that of Schwartz & Hearst, « A simple algorithm for identifying abbreviation
definitions in biomedical text » (Pacific Symposium on Biocomputing, 2003): a short form beside a
bracket, and the shortest long form that spends all its letters. Made for French: letters come from
the beginnings of words only; articles and prepositions may give their letter or be skipped; the
parts of a compound (« médico-sociaux ») count as words; plurals, points (« A.C.A. ») and elided
articles (« l'ACA ») are seen through; and a dash, a colon or « soit » may stand for the bracket.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.nlp.matchers.found import QUOTE, SPACE, Found, Kind, Pattern, apart
from pipeline.text import fold


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form without points or plural s, its long form as printed, and where both stand."""

    short: str
    long: str
    short_span: tuple[int, int]
    long_span: tuple[int, int]


_UPPER = "A-ZÀÂÇÉÈÊËÎÏÔÙÛÜŒ"
_SHORT = rf"(?:(?:[{_UPPER}]\.){{2,8}}|[{_UPPER}][A-Za-zÀ-ÿŒœ]{{1,10}}(?![\w’'.-]\w))"
_TOKEN = Pattern(rf"(?<![\w&-])(?<!\w\.)(?:{_SHORT})(?![\w&€$²])")
_CONNECTORS = frozenset(
    """
    a au aux avec ce ces contre d dans de des dite du en entre et l la le les leur leurs ou par pour
    que sa sans se ses son sous sur un une vers
    """.split()
)
_VOWELS = Pattern(r"[AEIOUYÀÂÉÈÊËÎÏÔÙÛÜŒ]")  # a long word in capitals reads like one: « PARTAGEZ »
_ROMAN = Pattern(r"[IVXL]+e?")
# Currencies, taxes and the words that plans and their tables print in capitals.
_NO_ACRONYMS = frozenset(
    """
    ACTION ACTIONS ANNEXE ANNEXES ANNÉE AOÛT AU AUX AVEC AVIS AVRIL AXE AXES BILAN BUDGET BUT
    BUTS CA CAD CAN US CE CES CETTE CFA CHF CIBLE CIBLES COMITÉ COMMENT CONSEIL CONTEXTE COÛT COÛTS
    DANS DATE DATES DE DES DU DÉLAI DÉLAIS ELLE EN ENJEU ENJEUX EST ET EUR FCFA FICHE FICHES GBP
    HT HTVA JUIN LA LE LES LEUR LIEU LOT LOTS MAI MARS MESURE MESURES MISSION MOYENS NB NON NOTE
    NOTES NOUS OBJECTIF OBJECTIFS OU OUI PAGE PAR PARTIE PHASE PHASES PILOTE PLAN PLANS POUR
    POURQUOI PROJET PROJETS PS QUE QUI RÉGION RÔLE RÔLES SANS SERVICE SERVICES SONT STATUT SUIVI
    SUR TABLEAU THÈME TITRE TOTAL TOUS TOUTES TTC TVAC UN UNE USD VALEURS VILLE VISION VOLET
    VOLETS VOUS XAF XOF ÉTÉ
    """.split()
)


def _is_acronym(token: str) -> bool:
    letters = token.replace(".", "")
    if "." in token:
        return True
    small = sum(1 for letter in letters if letter.islower())
    return (
        len(letters) - small >= 2
        and small <= max(1, len(letters) // 3)
        and not _ROMAN.fullmatch(letters)
        and letters not in _NO_ACRONYMS
        and (len(letters) < 8 or sum(1 for _ in _VOWELS.finditer(letters)) * 3 < len(letters))
    )


def acronyms(text: str) -> tuple[Found[str], ...]:
    """The acronyms that `text` mentions; the value is the form without points or plural s.

    Words of a heading in capitals (two or more side by side) are none, nor are Roman numbers,
    currencies, labels with numbers (MOB-03) and formulas.
    """
    found: list[Found[str]] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        token = match[0]
        if not _is_acronym(token) or re.match(r"[-‐‑_–]?\d|[-‐‑]\w", text[end : end + 2]):
            continue
        if _in_capitals(text, start, end):
            continue
        if token[-1] == "s" and len(token) > 2 and token[:-1].isupper():
            end -= 1
        found.append(Found(start, end, Kind.ACRONYM, text[start:end], _plain(text[start:end])))
    return apart(found)


_CAPITALS_BEFORE = Pattern(
    rf"[{_UPPER}]{{2,}}[ \u00a0’'-]{{1,2}}$|[{_UPPER}]{{3,}}[ \u00a0][{_UPPER}][’']$"
)
_CAPITALS_AFTER = Pattern(
    rf"[ \u00a0’'-]{{1,2}}(?:[{_UPPER}]{{2,}}|[{_UPPER}]['’][{_UPPER}]{{2}}|À )"
)


def _in_capitals(text: str, start: int, end: int) -> bool:
    """Whether the token stands in a run of words in capitals, as headings are printed."""
    before = _CAPITALS_BEFORE.search(text[max(0, start - 24) : start])
    return bool(before or _CAPITALS_AFTER.match(text, end))


def _plain(short: str) -> str:
    letters = short.replace(".", "")
    return (
        letters[:-1]
        if len(letters) > 2 and letters[-1] == "s" and letters[:-1].isupper()
        else letters
    )


_LONGEST = 220  # characters that a long form may take
_LEAD = (
    rf"(?:(?:ci-après|soit|ou|dite?s?|sigle{SPACE}?:|acronyme{SPACE}?:|abrégée?s?(?:{SPACE}en)?),?{SPACE})?"
    rf"(?:«{SPACE}?|[\"“])?(?:(?:l|d){QUOTE}|(?:le|la|les){SPACE})?(?:«{SPACE}?|[\"“])?"
)
_BRACKETED = Pattern(
    rf"\({SPACE}?{_LEAD}(?P<short>{_SHORT})(?:{SPACE}?[»\"”])?{SPACE}?(?P<close>[),;])"
)
_JOINED = Pattern(
    rf"(?:{SPACE}?[=:]{SPACE}|{SPACE}[–—-]{SPACE}|,{SPACE}(?:ou|soit|dite?s?){SPACE}|,{SPACE})"
    rf"(?:l{QUOTE}|le{SPACE}|la{SPACE}|les{SPACE})?(?P<short>{_SHORT})(?![\w])"
)
_FORWARD = Pattern(
    rf"(?<![\w&-])(?P<short>{_SHORT})"
    rf"(?:{SPACE}?\((?P<bracket>)|{SPACE}?(?:[=:]|[–—-]|→|\t|,{SPACE}soit|,{SPACE}pour){SPACE}?)"
    rf"(?:«{SPACE}?)?(?:l{QUOTE}|le{SPACE}|la{SPACE}|les{SPACE})?(?=[^\W\d_])"
)
_WORD = Pattern(r"\d+|[^\W\d_]+")


def definitions(text: str) -> tuple[Found[Definition], ...]:
    """The acronyms that `text` defines: « action communautaire autonome (ACA) », or the reverse."""
    found: list[Found[Definition]] = []
    for match in _FORWARD.finditer(text):
        if _is_acronym(match["short"]):
            one = _forward(text, match)
            if one is not None:
                found.append(one)
    for pattern, spare in ((_BRACKETED, 1), (_JOINED, 0)):
        for match in pattern.finditer(text):
            if _is_acronym(match["short"]):
                one = _backward(text, match, spare)
                if one is not None:
                    found.append(one)
    return apart(found)


def _letters(short: str) -> str:
    return re.sub(r"\W", "", fold(_plain(short)))


def _forward(text: str, match: re.Match[str]) -> Found[Definition] | None:
    """The long form after a short one; in brackets it must fill them to their end or a mark."""
    bracket = match["bracket"] is not None
    limit = min(len(text), match.end() + _LONGEST)
    stop = re.search(r"[()\n;«»]|\.\s" if bracket else r"[(\n;:.]", text[match.end() : limit])
    limit = match.end() + stop.start() if stop else limit
    words = [found.span() for found in _WORD.finditer(text, match.end(), limit)]
    taken = _spend(text, words, _letters(match["short"]), 0)
    if not taken or (bracket and not re.match(r"\s*[),;.]", text[words[taken - 1][1] :][:4])):
        return None
    end = words[taken - 1][1]
    whole = end
    if bracket:
        close = re.match(r"\s*»?\s*\)", text[end : end + 4])
        whole = end + close.end() if close else end
    return _definition(text, match.span("short"), (words[0][0], end), whole)


def _backward(text: str, match: re.Match[str], spare: int) -> Found[Definition] | None:
    """The nearest long form before a short one; `spare` words of it may give no letter."""
    before = text[max(0, match.start() - _LONGEST) : match.start()]
    cut = max((found.end() for found in re.finditer(r"[()\n;:!?«»]|[.,]\s", before)), default=0)
    # A comma or a full stop may be inside a name (« de l'Agriculture, des Pêcheries »).
    soft = max((found.end() for found in re.finditer(r"[()\n;:!?»]|\.\s", before)), default=0)
    origin = match.start() - len(before)
    letters = _letters(match["short"])
    for edge in dict.fromkeys((cut, soft)):
        words = [found.span() for found in _WORD.finditer(text, origin + edge, match.start())]
        start = _start(text, words, letters, spare if len(letters) > 3 else 0)
        if start is not None and re.fullmatch(r"[\s»\"”]*", text[words[-1][1] : match.start()]):
            end = match.end("short")
            if "close" in match.groupdict():
                close = text.find(")", end, end + 4)
                end = close + 1 if close >= 0 else end
            long = (words[start][0], words[-1][1])
            return _definition(text, match.span("short"), long, end)
    return None


def _definition(
    text: str, short: tuple[int, int], long: tuple[int, int], end: int
) -> Found[Definition]:
    start, end = min(short[0], long[0]), max(end, short[1], long[1])
    value = Definition(_plain(text[slice(*short)]), text[slice(*long)], short, long)
    return Found(start, end, Kind.DEFINITION, text[start:end], value)


def _start(text: str, words: Sequence[tuple[int, int]], letters: str, spare: int) -> int | None:
    """The index of the word at which the shortest long form that ends the words begins."""
    reach = 3 * len(letters) + 6
    for allowed in range(spare + 1):
        for start in range(len(words) - 1, max(-1, len(words) - reach), -1):
            first = fold(text[slice(*words[start])])
            if first[:1] != letters[:1] or first in _CONNECTORS - {"sans", "sous", "contre"}:
                continue
            if _spend(text, words[start:], letters, allowed) == len(words) - start:
                return start
    return None


def _spend(text: str, words: Sequence[tuple[int, int]], letters: str, spare: int) -> int:
    """How many of the words from the first spend all `letters` by their beginnings; 0 if none do.

    Connectors may be skipped, and `spare` other words. A word gives one letter, or several where
    the form is long (« AFNOR »). At least two words must give one.
    """
    plain = [fold(text[start:end]) for start, end in words[: 3 * len(letters) + 6]]
    # (letters spent, words skipped, words that gave): the states after each word
    states = {(0, 0, 0)}
    best = 0
    for place, word in enumerate(plain):
        following: set[tuple[int, int, int]] = set()
        connector = word in _CONNECTORS
        for spent, skipped, gave in states:
            if spent == len(letters):
                # after the last letter only words that may be skipped go on
                if not connector and skipped < spare:
                    following.add((spent, skipped + 1, gave))
                elif connector:
                    following.add((spent, skipped, gave))
                continue
            if place and connector:
                following.add((spent, skipped, gave))
            elif place and skipped < spare:
                following.add((spent, skipped + 1, gave))
            most = 1 if len(letters) < 4 or connector else 3
            for take in range(1, most + 1):
                if word[:take] == letters[spent : spent + take] and len(word) >= take:
                    if spent + take > len(letters):
                        break
                    following.add((spent + take, skipped, gave + 1))
        states = following
        if any(spent == len(letters) and gave >= 2 for spent, _, gave in states) and not connector:
            best = place + 1
        elif best and spare == 0:
            return best
        if not states:
            break
    return best
