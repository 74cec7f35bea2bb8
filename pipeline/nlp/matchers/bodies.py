"""Ministries, municipalities and public or community bodies, by head nouns and shapes.

No list of today's ministries: a name is a head noun (« ministère », « Office », « MRC ») and the
phrase that depends on it. Names that a line prints only in small letters are no bodies, and a head
alone (« le ministère », « la Ville ») names nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.nlp.matchers.found import QUOTE, SPACE, Found, Kind, Pattern, apart
from pipeline.nlp.matchers.phrases import after_adjectives, phrase_end
from pipeline.nlp.matchers.words import OF, Word, words_from


@dataclass(frozen=True, slots=True)
class Name:
    """The head noun, in lower case, and the whole name with single spaces."""

    head: str
    name: str


_BODY_HEADS = frozenset(
    """
    académie agence alliance assemblée association autorité banque bibliothèque brigade bureau
    caisse carrefour cellule centrale centre cercle chambre club coalition collectif collège
    comité commissaire commissariat commission communauté confédération conférence conseil
    coopérative corporation cour curateur cégep direction division défenseur délégation
    établissement fondation forum fédération grand groupement haut haute hôpital inspection institut
    laboratoire ligue ludothèque maison mission mouvement musée mutuelle médiateur médiathèque
    observatoire office ordre organisation parlement protecteur préfecture pôle rectorat
    regroupement régie réseau secrétariat service société sous-direction sous-préfecture
    syndicat sûreté table théâtre tribunal union université vérificateur école
    """.split()
)
# Nouns that open a line as titles of things more often than as names of bodies.
_COMMON = frozenset(
    """
    alliance assemblée association banque bibliothèque bureau caisse carrefour cellule centre
    cercle club collectif communauté conférence conseil direction division délégation forum
    groupement inspection laboratoire maison mission mouvement organisation pôle réseau service
    société table théâtre union école
    """.split()
)
_SCOPE = Pattern(
    r"(?:nationale?|régionale?|départementale?|provinciale?|communale?|municipale?|cantonale?"
    r"|fédérale?|centrale?|générale?|interrégionale?|intermunicipale?|publique?|mondiale?|locale?)$"
)
_NOT_BODIES = Pattern(
    r"(?:table des (?:matières|illustrations|annexes|figures|tableaux)|table de (?:bord|matières)"
    r"|société (?:civile|inclusive|canadienne|québécoise)$|société de demain"
    r"|conseil aux|assemblée générale|conférence de presse|maison individuelle|centre de gravité"
    r"|service à|service public$|ordre du jour)",
    re.IGNORECASE,
)
_MUNICIPAL = frozenset(
    """
    ville municipalité commune mrc canton agglomération métropole eurométropole arrondissement
    paroisse village province district comté région département république
    """.split()
)
_HEADS = _BODY_HEADS | _MUNICIPAL | {"ministère", "ministères", "départements"}
_COMPOUND = Pattern(r"[^\W\d_]{4,}-[^\W\d_]{4,}")  # « Carrefour jeunesse-emploi »
_OPENING = Pattern(r"[.!?…\n]\s{0,3}[•–—*-]?\s{0,3}$")
_HEAD = Pattern(r"(?<![^\W_]-)\b(?P<head>[A-ZÀ-Ý][a-zà-ÿ]{2,13}(?:-préfecture)?)(?![\w-])")


def bodies(text: str) -> tuple[Found[Name], ...]:
    """The bodies of `text` (offices, agencies, tables, centres …), whole names, no articles."""
    found: list[Found[Name]] = []
    place = 0
    while match := _HEAD.search(text, place):
        place = match.end()
        if match["head"].lower() not in _BODY_HEADS:
            continue
        words = words_from(text, match.start())
        end = _body_end(words)
        if end < 2 or not _is_name(text, words[:end]):
            continue
        found.append(_named(text, words[0].start, words[end - 1].end, Kind.BODY))
        place = words[end - 1].end
    return apart(found)


def _body_end(words: list[Word]) -> int:
    head = words[0].lower
    at = 1
    if head in ("haut", "haute", "grand"):
        if len(words) < 2 or words[1].lower not in _BODY_HEADS | {"commissaire"}:
            return 0
        at = 2
    if at < len(words) and _COMPOUND.fullmatch(words[at].lower):
        at += 1
    end = after_adjectives(words, at)
    return max(end, phrase_end(words, end, heads=_HEADS))


def _is_name(text: str, words: list[Word]) -> bool:
    """Whether a phrase names a body, and is no title of a thing."""
    printed = text[words[0].start : words[-1].end]
    if _NOT_BODIES.match(printed) or len(words) < 2:
        return False
    opening = bool(_OPENING.search(text, max(0, words[0].start - 8), words[0].start))
    if words[0].start < 8:
        opening = opening or not text[: words[0].start].strip(" \u00a0•–—*-")
    if not opening or words[0].lower not in _COMMON:
        return True
    return any(word.capital for word in words[1:]) or bool(_SCOPE.search(words[1].lower))


def _named(text: str, start: int, end: int, kind: Kind) -> Found[Name]:
    printed = text[start:end]
    head = re.match(r"[^\W\d_]+", printed)
    name = re.sub(r"\s+", " ", printed).replace("’", "'")
    return Found(start, end, kind, printed, Name(head[0].lower() if head else "", name))


_MINISTRY = Pattern(
    rf"\b(?:[Mm]inistères?(?:{SPACE}(?:délégué|chargé|responsable)(?={SPACE}(?:d|à)))?"
    rf"|(?P<swiss>[Dd]épartement(?:{SPACE}(?:fédéral|cantonal))?(?={SPACE}(?:de|du|des|d{QUOTE})))"
    rf"|(?P<belgian>SPF|[Ss]ervice{SPACE}public{SPACE}fédéral))(?![\w-])"
)


def ministries(text: str) -> tuple[Found[Name], ...]:
    """The ministries of `text` with all their fields; Swiss departments, Belgian services."""
    found: list[Found[Name]] = []
    for match in _MINISTRY.finditer(text):
        words = words_from(text, match.end())
        if match["belgian"]:
            end = _federal_service(words)
        elif match["swiss"] and not _is_swiss(match["swiss"], words):
            continue
        else:
            first = OF | {"à"} if match[0].endswith(("é", "e")) else OF
            end = phrase_end(words, 0, first=first, then=OF, heads=_HEADS)
        if end:
            found.append(_named(text, match.start(), words[end - 1].end, Kind.MINISTRY))
    return apart(found)


def _is_swiss(head: str, words: list[Word]) -> bool:
    """Whether « département » heads a ministry (a field in small letters) and no territory."""
    if head[0].islower() and "fédéral" not in head and "cantonal" not in head:
        return False
    noun = next((word for word in words if word.lower not in OF | {"la", "le", "les", "l'"}), None)
    federal = "fédéral" in head or "cantonal" in head
    return noun is not None and (federal or not noun.capital)


def _federal_service(words: list[Word]) -> int:
    """The fields of a Belgian federal service: capitals, small adjectives, « et » and capitals."""
    end = 0
    while end < len(words) and (words[end].capital or (end and words[end].lower == "et")):
        if words[end].lower == "et" and not (end + 1 < len(words) and words[end + 1].capital):
            break
        if words[end].lower == "et" or words[end].capital:
            end += 1
            while end < len(words) and after_adjectives(words[end : end + 1], 0):
                end += 1
        if end + 1 < len(words) and words[end].lower == "," and words[end + 1].capital:
            end += 1
    return end


_LETTER = "[^\\W\\d_]"
_PROPER_WORD = rf"(?:[LD]['’])?[A-ZÀ-Ý]{_LETTER}{{0,20}}(?:(?:-|['’]){_LETTER}{{1,20}}){{0,6}}"
# Capitals that begin something else than the rest of a name.
_NEXT = (
    r"(?:Ville|Commune|MRC|Communauté|Municipalité|Région|Province|Canton|Le|La|Les|Une?|Des|Du|De"
    r"|Ce|Cette|Ces|Il|Elle|Ils|On|Nous|En|Au|Aux|Pour|Dans|Par|Sur|Avec|Volet|Axe|Mesure|Action"
    r"|Janvier|Février|Mars|Avril|Mai|Juin|Juillet|Août|Septembre|Octobre|Novembre|Décembre)\b"
)
_PROPER = (
    rf"(?:(?:La|Le|Les|L['’]){SPACE}?)?{_PROPER_WORD}"
    rf"(?:{SPACE}(?:(?:de|du|des|de{SPACE}la|d{QUOTE}|de{SPACE}l{QUOTE}){SPACE}?)?"
    rf"(?!{_NEXT}){_PROPER_WORD}){{0,3}}"
)
_LINK = (
    rf"(?:{SPACE}(?:de{SPACE}la{SPACE}|de{SPACE}l{QUOTE}|de{SPACE}|du{SPACE}|des{SPACE}|d{QUOTE}))"
)
_ONE = (
    r"(?:[Vv]ille|[Mm]unicipalité|[Cc]ommune|MRC|[Cc]anton|[Aa]gglomération|[Mm]étropole"
    r"|[Ee]urométropole|[Aa]rrondissement|[Pp]aroisse|[Vv]illage|[Pp]rovince|[Dd]istrict|[Cc]omté"
    rf"|[Rr]égion|[Dd]épartement|Pays|[Rr]épublique{SPACE}et{SPACE}[Cc]anton"
    rf"|[Cc]ommunauté{SPACE}(?:de{SPACE}(?:communes|villes|municipalités)|d{QUOTE}agglomération"
    rf"|urbaine|métropolitaine|rurale)|[Mm]unicipalité{SPACE}régionale{SPACE}de{SPACE}comté"
    rf"|[Cc]ollectivité{SPACE}(?:territoriale|européenne))"
    rf"(?:{SPACE}(?:rurale|urbaine|nouvelle|associée|de{SPACE}plein{SPACE}exercice))?"
)
_MANY = (
    r"(?:[Vv]illes|[Mm]unicipalités|[Cc]ommunes|MRC|[Cc]antons|[Rr]égions"
    r"|[Dd]épartements|[Pp]rovinces|[Aa]rrondissements)"
)
_MUNICIPALITY = Pattern(
    rf"\b(?:{_MANY}{_LINK}{_PROPER}"
    rf"(?:(?:,{SPACE}(?:(?:de|du|des|d{QUOTE}){SPACE}?)?{_PROPER}){{0,12}}"
    rf"{SPACE}(?:et|ou){_LINK}{_PROPER}"
    rf"|(?<!MRC)(?:,{SPACE}(?:(?:de|du|des|d{QUOTE}){SPACE}?)?{_PROPER}){{1,12}}{SPACE}(?:et|ou){SPACE}{_PROPER})"
    rf"|{_ONE}{_LINK}{_PROPER}|{_MANY}{_LINK}{_PROPER}"
    rf"|[Rr]égion{SPACE}{_PROPER_WORD}"
    rf"|[Cc]ommunauté{SPACE}(?:de{SPACE}communes|d{QUOTE}agglomération){SPACE}{_PROPER})(?![\w])"
)
# Fields of government, which make « Département de la Santé » no territory.
_FIELDS = Pattern(
    r"(?:santé|sécurité|justice|finances?|éducation|instruction|formation|économie|culture"
    r"|environnement|territoire|intérieur|emploi|social|affaires|infrastructures?|mobilité|travaux"
    r"|ressources|communications?|recherche|solidarités?|jeunesse|sports?|urbanisme)\b",
    re.IGNORECASE,
)


def municipalities(text: str) -> tuple[Found[Name], ...]:
    """The towns, regions and their communities in `text`: a head noun and a proper name."""
    found: list[Found[Name]] = []
    for match in _MUNICIPALITY.finditer(text):
        start, end = match.span()
        name = re.sub(rf"^.*?{_LINK}", "", match[0], count=1)
        if match[0][:1] in "Dd" and _FIELDS.match(name):
            continue
        if re.match(r"[A-ZÀ-Ý][a-zà-ÿ]+", name) and name.split()[0].lower() in _BODY_HEADS:
            continue
        found.append(_named(text, start, end, Kind.MUNICIPALITY))
    return apart(found)
