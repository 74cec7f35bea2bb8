"""Names of those who issue documents: told by the noun that they open with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.about.words import GENRE, RANGE, bare, names_genre, opens_with_genre
from pipeline.text import fold

# Nouns that names of issuers open with, folded, by how surely they issue plans of their own: a
# ministry rather than the republic, a town rather than one of its services.
_RANKS = {
    5: "ministere ministeres haut-commissariat chancellerie",
    4: """
       ville commune municipalite mrc metropole agglomeration eurometropole office agence autorite
       association federation confederation union collectif coalition regroupement corporation
       table cooperative fondation syndicat chambre comite cour haute secretariat observatoire
       academie universite cegep college ecole hopital centre institut reseau banque parti mouvement
       cdc troc cpas cisss cdec caisse mutuelle societe maison club alliance rassemblement liste
       mediatheque mediatheques bibliotheque bibliotheques musee theatre administration mairie
       rectorat prefecture commissariat commission conseil communaute groupement ordre forum
       cercle bureau chu chum ccas cias ars sdis ciusss lycee clinique conservatoire laboratoire
       tribunal barreau carrefour foyer groupe orchestre hospices petr pnr sivom senat primature
       presidence agglo intercommunale
       """,
    3: "departement region province canton gouvernement etat pole mission parc collectivite",
    2: "direction service division delegation cellule pays district inspection assemblee",
    1: "republique royaume principaute",
}
_RANK = {noun: rank for rank, nouns in _RANKS.items() for noun in nouns.split()}
_HEAD = re.compile(
    rf"(?<![\w'’-])(?P<head>{'|'.join(sorted(_RANK, key=len, reverse=True))})(?![\w-])"
)
# What ends a name on its line: another kind of thing, a date, an act.
_END = re.compile(
    r"\s(?:(?:adopte|approuve|vote|signe|publie|presente|conduit)e?|version|edition|en vue|janvier"
    r"|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|page|pst|tel|depuis"
    r"|pour le compte|transcription|presentation|synthese|resume)\b"
    r"|\s(?:aux?|a la) (?:conseil|comite|gouvernement|parlement|ministre|presidente?)\b"
    r"|\s?,(?!\s(?:de|du|des)\s|\sd['’])|\s?[(:;»!?\"]\s?|\s\d|\d{4}|[_\u2014—–]{2,}"
)
_PARTS = re.compile(r"\s+[|·•—–-]+\s+|\s*[|·•—–]{1,}\s+|\s{3,}|[—–_]{2,}|\s\u2500+\s")
_NO_NAMES = re.compile(
    r"^(?:table des matieres|service public|conseil aux|centre ville|mission et|missions?$"
    r"|etat des lieux|etat d.avancement|assemblee generale|ordre du jour"
    r"|(?:service|direction|centre|comite|conseil|commission)$|parti pris"
    r"|(?:parc|maison|liste|reseau|mouvement|centre|table|cellule|pole)s? (?:a|de mesures)\b)"
)
# After its head noun a name goes on with a complement, an adjective or a proper name, no sentence.
NO_COMPLEMENT = re.compile(r"(?:sur|dans|qui|que|est|sont|a|ont|se|ou|sans|vers|chez|par|dont)\b")
# « Val-de-Brume Agglomération », « Grand Lac Métropole »
_PLACE_FIRST = re.compile(
    r"(?:[A-ZÀ-Ý][\w’'-]+\s){1,4}(?:Agglo(?:mération)?|Métropole|Communauté|Intercommunalité)"
)
_OF = re.compile(r"\b(?:de|du|des|d'|de la|de l')\s*(?:la\s|l'|le\s|les\s)?$")
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Name:
    """A name as printed, how surely its kind issues plans, and whether it opens its line."""

    text: str
    rank: int
    opens: bool


def names(line: str) -> list[Name]:
    """The names of possible issuers in a line of a title page or running head, in order.

    A name opens the line or a part of it, follows another name, or is what a title is « of »:
    « Contribution du Comité … ». Lines in small letters name nobody.
    """
    out: list[Name] = []
    for number, part in enumerate(p for p in _PARTS.split(line) if p.strip()):
        out += _in_part(part.strip(' *_«»"'), number == 0)
    return out


def is_name(line: str) -> bool:
    """Whether a line is somebody's name and nothing else."""
    found = names(line)
    if not found or not found[0].opens or opens_with_genre(line):
        return False
    left = bare(line)
    for name in found:
        left = left.replace(bare(name.text), "", 1)
    return len(left.split()) <= 2


def runs(lines: Sequence[str]) -> list[list[int]]:
    """The lines of a cover by their places, a name broken over several lines made one run."""
    out: list[list[int]] = []
    for place, text in enumerate(lines):
        before = " ".join(lines[known] for known in out[-1]) if out else ""
        if before and is_name(before) and _carries_on(before, text):
            out[-1].append(place)
        else:
            out.append([place])
    return out


def _carries_on(before: str, text: str) -> bool:
    """Whether a line goes on with a name: it opens with « de », or both shout and it is short."""
    if names_genre(text) or is_name(text):
        return False
    if re.match(r"(?:de|du|des|d['’]|et)\b", fold(text)):
        return True
    short = len(text.split()) <= 5 and not re.search(r"\d|[.:]", text)
    return short and before.isupper() and text.isupper()


def _in_part(part: str, first: bool) -> list[Name]:
    folded = fold(part)
    if len(folded) != len(part):  # ligatures: offsets would not meet
        part = part.replace("œ", "oe").replace("Œ", "OE").replace("…", "...")
        folded = fold(part)
        if len(folded) != len(part):
            return []
    starts = [found for found in _HEAD.finditer(folded) if _begins(part, folded, found)]
    out: list[Name] = []
    for place, found in enumerate(starts):
        limit = starts[place + 1].start() if place + 1 < len(starts) else len(part)
        text = _whole(part, folded, found.start(), limit)
        if text and not _NO_NAMES.match(fold(text)):
            out.append(Name(text, _rank(text, found["head"]), first and found.start() == 0))
    if not out and _PLACE_FIRST.fullmatch(part):
        out.append(Name(part, 4, first))
    return out


def _rank(name: str, head: str) -> int:
    """A Swiss department, told by its field in small letters, ranks as a ministry."""
    field = re.match(r"Département\s(?:(?:de\s)?(?:la|les|l['’])|des|du|d['’])\s?[a-zà-ÿ]", name)
    state = re.match(r"secretariat d['’]etat\b", fold(name))
    return 5 if field or state else _RANK[head]


def trimmed(name: str) -> str:
    """A name without the date, act or reader that follows it on its line."""
    folded = fold(name)
    found = _END.search(folded) if len(folded) == len(name) else None
    return name[: found.start()].strip(" ,.;:") if found else name


def _begins(part: str, folded: str, found: re.Match[str]) -> bool:
    """Whether a name begins at a head noun: with a capital, and not inside another name."""
    if not part[found.start()].isupper():
        return False
    before = folded[: found.start()]
    if not before.strip():
        return True
    if part.isupper() or _OF.search(before) or re.search(r"\bet (?:de )?(?:l[ae' ])?\s?$", before):
        return opens_with_genre(before) and bool(_OF.search(before)) and not (_HEAD.search(before))
    return bool(re.search(r"[^\W_]\s$", before)) and not re.search(
        r"\b(?:a|au|aux|par|pour|sur|en|dans|et|le|la|les|avec)\s$", before
    )


def _whole(part: str, folded: str, start: int, limit: int) -> str:
    """The name from its head noun to where something else begins."""
    head_end = _HEAD.match(folded, start)
    at = head_end.end() if head_end else start
    ends = [limit]
    if found := _END.search(folded, at, limit):
        ends.append(found.start())
    if found := RANGE.search(part, at, limit):
        ends.append(found.start())
    ends += [
        genre.start()
        for genre in GENRE.finditer(folded, at, limit)
        if part[genre.start()].isupper()
        and not part.isupper()
        and not _OF.search(folded[: genre.start()])
    ]
    text = part[start : min(ends)].strip(" ,.;:-–—|·'’\"«»")
    if not 2 <= len(text.split()) <= _LONGEST and not re.match(r"(?i)mrc|cpas|primature$", text):
        return ""
    later = text.split()[1:]
    if not later:
        return text
    if later and NO_COMPLEMENT.match(" ".join(later).lower()):
        return ""
    return text if any(word[:1].isupper() or len(word) > 3 for word in later) else ""


def without_site(title: str, text: str) -> tuple[str, str | None]:
    """A title of a window without the name of the site after it, and that name.

    The name comes last, after a bar or a dash; after a dash it must be a name by its noun, or stand
    in the text too.
    """
    found = re.match(r"(?P<page>.{3,}?)\s*(?:\||::|»)\s*(?P<site>[^|]{2,80})$", title) or re.match(
        r"(?P<page>.{3,})\s[–—-]\s(?P<site>.{2,80})$", title
    )
    if not found:
        return title, None
    site = found["site"].strip()
    barred = re.search(r"\||::|»", title) is not None
    capital = site[:1].isupper() and not opens_with_genre(site) and len(site.split()) <= 10
    words, body = bare(site).split(), bare(text)
    called = len(words) >= 3 and body.count(" ".join(words[:2])) >= 3
    stands = body.count(" ".join(words)) >= 2 or called or bool(names(site))
    return (found["page"].strip(), site) if barred or (capital and stands) else (title, None)
