"""Legal references of French plans: articles, statutes, decrees, codes, European acts, citations.

A text known by number or date ends with them; one known by its title ends where the noun phrases
of the title do. Shapes are those of Québec, France, Belgium, Switzerland, Senegal and the Union.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.nlp.commitment import is_infinitive
from pipeline.nlp.matchers.dates import interval
from pipeline.nlp.matchers.found import QUOTE, SPACE, Found, Kind, Pattern, apart
from pipeline.nlp.matchers.phrases import after_adjectives, phrase_end
from pipeline.nlp.matchers.words import OF, Word, words_from


@dataclass(frozen=True, slots=True)
class Reference:
    """What a legal reference states; None for what it leaves out.

    `instrument` is the sort of text in lower case (« loi », « décret », « code »; « RLRQ », « RS »
    for citations), `number` its number as printed, `date` an ISO 8601 day, `title` the words after
    the instrument, `articles` as printed.
    """

    instrument: str | None = None
    number: str | None = None
    date: str | None = None
    title: str | None = None
    articles: str | None = None


_MONTH = r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
_DAY = rf"(?:1er|[12]?\d|3[01]){SPACE}{_MONTH}{SPACE}(?:1[89]|20)\d\d"
_MARK = rf"(?:[nN][°ºo˚]s?{SPACE}?|numéro{SPACE}|#{SPACE}?)"
_NUMBER = r"(?:[A-Z]{0,4}\d{1,6}(?:[-/.]\d{1,5}){0,3}(?:/(?:UE|CE|CEE))?)(?![\w])"
_ARTICLE_NUMBER = (
    rf"(?:premier\b|(?:[LRDA]\.?{SPACE}?\*?)?\d{{1,4}}(?:er|°)?(?:[-.]\d{{1,4}}){{0,4}}"
    rf"(?:{SPACE}(?:bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies)\b)?"
    rf"(?:,?{SPACE}al(?:inéa|\.){SPACE}?\d{{1,2}})?(?:,?{SPACE}let\.{SPACE}?[a-z]\b)?)"
)
_ARTICLES = (
    rf"(?:\b[Aa]rt(?:icles?\b|s?\.){SPACE}?(?P<articles>{_ARTICLE_NUMBER}"
    rf"(?:(?:,|{SPACE}(?:et|à|ou|au)){SPACE}{_ARTICLE_NUMBER}){{0,6}})(?!\w|{SPACE}?%|[.,]\d))"
)
_OF = rf"(?:,?{SPACE}(?:de{SPACE}la{SPACE}|de{SPACE}l{QUOTE}|du{SPACE}|des{SPACE}|de{SPACE}))"
_QUALIFIER = (
    rf"(?:{SPACE}(?:royal|ministériel|préfectoral|municipal|interministériel|grand-ducal|wallon"
    rf"|bruxellois|fédérale?|cantonale?|organique|d{QUOTE}application|présidentiel|communal"
    rf"|constitutionnelle|du{SPACE}[Gg]ouvernement(?:{SPACE}(?:wallon|flamand|fédéral))?"
    rf"|du{SPACE}[Cc]onseil{SPACE}d{QUOTE}État|délégué|d{QUOTE}exécution|spéciale))"
)
_INSTRUMENT = (
    rf"(?:[Pp]rojet{SPACE}de{SPACE}loi|[Pp]roposition{SPACE}de{SPACE}loi|[Dd]écret-loi|[Ll]oi-cadre"
    r"|[Ll]oi|[Dd]écret|[Aa]rrêté|[Oo]rdonnance|[Cc]irculaire|[Rr]èglement|[Dd]irective|[Dd]écision)"
)
_IDENTIFIED = Pattern(
    rf"(?<![\w-])(?P<instrument>{_INSTRUMENT}){_QUALIFIER}{{0,2}}"
    rf"(?:{SPACE}\((?:UE|CE|CEE|Euratom)\))?"
    rf"(?:{SPACE}(?P<mark>{_MARK})?(?P<number>{_NUMBER})(?:{SPACE}du{SPACE}(?P<date>{_DAY}))?"
    rf"|{SPACE}du{SPACE}(?P<only_date>{_DAY}))(?![\w])"
)
_CITATION = Pattern(
    rf"(?<![\w.])(?P<collection>RLRQ|LRQ|L\.{SPACE}?R\.{SPACE}?Q\.|LQ|L\.Q\.|L\.R\.C\.|L\.C\.|LRC|LC)"
    rf"(?:{SPACE}?\(?(?:19|20)\d\d\)?)?,?{SPACE}(?:ch?\.|chapitre|c){SPACE}?"
    rf"(?P<chapter>[A-Z]{{0,3}}-?\d{{1,3}}(?:\.\d{{1,3}}){{0,4}})(?:,{SPACE}r\.{SPACE}?\d{{1,3}})?"
    rf"|(?<![\w.])(?P<swiss>RS[A-Z]{{0,2}}){SPACE}(?P<place>\d{{1,3}}(?:\.\d{{1,4}}){{1,4}})(?![\w])"
)
_TITLED = Pattern(
    rf"(?<![\w-])(?P<instrument>Loi|Règlement|Ordonnance|Décret|Arrêté|(?<=[Ll]a )loi"
    rf"|(?<=de la )loi)(?:{SPACE}(?:fédérale|cantonale|organique|constitutionnelle)){{0,2}}"
    rf"(?={SPACE}(?:(?:sur|concernant|portant|modifiant|instituant|favorisant|assurant|encadrant"
    rf"|relati(?:f|ve){SPACE}(?:à|au|aux)|visant|régissant|pour|établissant|créant)(?:{SPACE})"
    rf"|d{QUOTE}[a-zé]))"
)
_CODE = Pattern(r"(?<![\w-])(?P<instrument>[Cc]ode)(?![\w-])")
_CHARTER = Pattern(r"(?<![\w-])(?P<instrument>[Cc]harte|[Cc]onstitution|Convention)(?![\w-])")
_CODE_WORDS = frozenset("civil pénal municipal général rural forestier électoral monétaire".split())
_NO_CODE = Pattern(
    r"(?:de (?:(?:bonne )?conduite|déontologie|vie|bonnes pratiques|couleurs?|la route vers)"
    r"|d['’](?:éthique|accès|honneur)|postal|source|informatique|QR|barres)\b"
)
_THE = Pattern(rf"\b(?:[Ll]e|[Dd]u|[Aa]u){SPACE}$")
_OF_FIELD = Pattern(
    rf"{SPACE}(?:(?:du|de{SPACE}la|des){SPACE}|de{SPACE}l{QUOTE}|(?:général|civil|pénal|rural)\b)"
)
_ARTICLE = Pattern(_ARTICLES)
_LINK = Pattern(_OF)
_SHORT_LAW = Pattern(
    rf"{SPACE}(?P<law>[A-Z]{{2,6}}|[A-Z][a-z]{{0,2}}[A-Z]{{1,4}}|[A-Z]{{2,3}}[a-zé]{{1,6}})\b(?!-)"
)


def legal(text: str) -> tuple[Found[Reference], ...]:
    """The legal references of `text`; an article and the text it belongs to are one."""
    found = [_article(text, match) for match in _ARTICLE.finditer(text)]
    found.extend(
        _found(text, match.start(), match.end(), _identified(match))
        for match in _IDENTIFIED.finditer(text)
        if match["mark"] or match["only_date"] or _numbered(match)
    )
    for match in _CITATION.finditer(text):
        where, which = match["collection"] or match["swiss"], match["chapter"] or match["place"]
        reference = Reference(instrument=re.sub(r"[\s.]", "", where), number=which)
        found.append(_found(text, match.start(), match.end(), reference))
    for pattern in (_TITLED, _CODE):
        for match in pattern.finditer(text):
            end = _title_end(text, match, alone=True)
            if end:
                found.append(_found(text, match.start(), end, _titled(text, match, end)))
    return apart(found)


def _found(text: str, start: int, end: int, value: Reference) -> Found[Reference]:
    return Found(start, end, Kind.LEGAL, text[start:end], value)


def _numbered(match: re.Match[str]) -> bool:
    """Whether a bare number after an instrument is its number: « loi 25 », « décret 1234-2021 »."""
    return match["number"] is not None and not match["instrument"].lower().startswith("arr")


def _identified(match: re.Match[str], articles: str | None = None) -> Reference:
    day = interval(match["date"] or match["only_date"] or "")
    instrument = re.sub(r"\s+", " ", match["instrument"].lower())
    return Reference(instrument, match["number"], day.first if day else None, None, articles)


def _titled(text: str, match: re.Match[str], end: int, articles: str | None = None) -> Reference:
    title = re.sub(r"\s+", " ", text[match.end() : end]).strip()
    return Reference(match["instrument"].lower(), title=title, articles=articles)


def _article(text: str, match: re.Match[str]) -> Found[Reference]:
    """An article, with the text it belongs to where one follows."""
    articles = match["articles"]
    plain = _found(text, match.start(), match.end(), Reference(articles=articles))
    if short := _SHORT_LAW.match(text, match.end()):
        reference = Reference(instrument=short["law"], articles=articles)
        return _found(text, match.start(), short.end(), reference)
    link = _LINK.match(text, match.end())
    if link is None:
        return plain
    if named := _IDENTIFIED.match(text, link.end()):
        return _found(text, match.start(), named.end(), _identified(named, articles))
    for pattern in (_TITLED, _CODE, _CHARTER):
        if (named := pattern.match(text, link.end())) and (
            end := _title_end(text, named, alone=False)
        ):
            reference = _titled(text, named, end, articles)
            return _found(text, match.start(), end, reference)
    return plain


def _is_code(text: str, match: re.Match[str]) -> bool:
    """Whether « code » without an article number is one of law: « Code », « le code du … »."""
    if match["instrument"][0].isupper():
        return True
    articled = _THE.search(text, max(0, match.start() - 5), match.start())
    return bool(articled and _OF_FIELD.match(text, match.end()))


def _title_end(text: str, match: re.Match[str], *, alone: bool) -> int:
    """Where the title after an instrument ends; 0 where there is no title.

    `alone` says that no article comes before: a code is then one only with a capital.
    """
    instrument = match["instrument"]
    if instrument.lower() in ("code", "charte", "constitution", "convention"):
        if (alone and not _is_code(text, match)) or _NO_CODE.match(
            text[match.end() : match.end() + 60].lstrip()
        ):
            return 0
        return _code_end(text, match.end(), bare=instrument.lower() != "code")
    words = words_from(text, match.end())
    at = 0
    while at < len(words) and (
        words[at].lower.endswith("ant") or words[at].lower in ("relatif", "relative")
    ):
        at += 1
    if at and at + 1 < len(words) and words[at].lower == "à":
        at = _after_infinitive([word.lower for word in words], at)
    if at < len(words) and words[at].lower in (
        "la",
        "le",
        "les",
        "l'",
        "des",
        "un",
        "une",
        "diverses",
    ):
        at = after_adjectives(words, min(at + 2, len(words)))
        end = max(at, phrase_end(words, at, then=_IN_TITLES, heads=_NO_TITLES))
    else:
        end = phrase_end(words, at, then=_IN_TITLES, heads=_NO_TITLES)
    end = _joined(words, end) if end else 0
    return words[end - 1].end if end else 0


def _after_infinitive(lower: list[str], at: int) -> int:
    """Past « à favoriser »: the title goes on with the object."""
    return at + 2 if is_infinitive(lower[at + 1]) else at


# What opens the later complements of a title, and what « et le … » after one begins besides it.
_IN_TITLES = OF | {"en", "à", "au", "aux"}
_NO_TITLES = frozenset(
    """
    ministère ville commune municipalité décret règlement loi arrêté code ordonnance directive
    article projet comité conseil plan programme gouvernement présent présente
    """.split()
)


def _joined(words: list[Word], end: int) -> int:
    """Past « et les services sociaux » where the title continues without a preposition."""
    while (
        end + 2 < len(words)
        and words[end].lower == "et"
        and words[end + 1].lower in ("la", "le", "les", "l'")
        and words[end + 2].lower not in _NO_TITLES
    ):
        after = after_adjectives(words, end + 3)
        if after < len(words) and not _closes(words[after].lower):
            return end
        end = max(after, phrase_end(words, after, then=_IN_TITLES, heads=_NO_TITLES))
    return end


def _closes(lower: str) -> bool:
    return lower in {",", "de", "du", "des", "d'", "et", "afin", "en", "dans", "par", "pour"}


def _code_end(text: str, place: int, *, bare: bool) -> int:
    words = words_from(text, place)
    at = 0
    while at < len(words) and words[at].lower in _CODE_WORDS:
        at += 1
    end = max(at, phrase_end(words, at, first=OF))
    if end:
        return words[end - 1].end
    return place if bare else 0
