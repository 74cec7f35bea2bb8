"""Facts in running text: « d'ici 2027 », « confié à … », « en partenariat avec … », « doté de … ».

A phrase states a fact of the measure only where it says what will be: what was done, what other
texts are called and what a thing costs each person is left aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.nlp.matchers.dates import POINT, YEAR
from pipeline.nlp.matchers.found import WORDS, Pattern
from pipeline.segment.facts.actors import actor_at, actors_at, after_article, is_actor
from pipeline.segment.facts.claims import WEAKER, claims
from pipeline.segment.facts.lines import Line
from pipeline.segment.facts.money import PAST, budgets
from pipeline.segment.facts.said import RUNNING, Said

_ART = r"(?:la\s|le\s|les\s|l['’]|du\s|de\sla\s|de\sl['’]|de\s|des\s|au\s|aux\s|à\sla\s|à\sl['’])?"
_TIME = (
    rf"{_ART}(?:(?:année\s|exercice\s|horizon\s|mois\sde\s)?(?:prochaine\s)?(?:rentrée"
    rf"(?:\s(?:scolaire|universitaire))?(?:\sde)?(?:\sseptembre)?\s{YEAR}(?:[-–/]\d{{2,4}})?"
    rf"|{POINT}(?:[-–/](?:{YEAR}|\d\d(?!\d)))?))"
)
_END = (
    r"(?:la\s)?fin\s(?:du\s(?:mandat|plan|programme|projet)"
    r"|de\s(?:la\spériode|l['’]année|la\smandature))"
)
_LENGTH = rf"(?:\d{{1,3}}|{WORDS})\s(?:ans?|mois|années)\b"  # days are delays of service
_STRONG = Pattern(
    rf"\b(?:au\splus\stard\s(?:[^\W\d_]+['’\s]\s?){{0,9}}?{_TIME}"
    rf"|d['’]ici\s(?:à\s)?(?:{_TIME}|{_END}|{_LENGTH})"
    rf"|avant\s(?:(?:la\s)?fin\s(?:de\s)?)?(?:{_TIME}|{_END})"
    rf"|à\sl['’]horizon\s(?:de\s)?{_TIME}"
    rf"|dans\sun\sdélai\s(?:maximal\s|maximum\s)?(?:de\s|d['’]){_LENGTH}|sous\s{_LENGTH})",
    re.IGNORECASE,
)
_WEAK = Pattern(
    rf"\b(?:(?:dès|à\spartir\s|à\scompter\s|jusqu['’](?:en|à|au)\s?)\s?{_TIME}"
    rf"|(?:sur\s|pour\s|pendant\s|durant\s|au\scours\sde\s)(?:la\spériode\s|les\sannées\s"
    rf"|l['’]année\s|"
    rf"années\s)(?:de\s)?{_TIME}|(?:entre|de|sur)\s{YEAR}(?:\s(?:et|à)\s|[-–])(?:{YEAR}|\d\d(?!\d))"
    rf"|(?:en|courant|pour|à|au|à\sla|à\sl['’]|début|fin|mi-)\s?{_TIME}|(?:début|fin"
    rf"|mi)[-\s]{YEAR})",
    re.IGNORECASE,
)
_ENDING = Pattern(
    rf"\b(?:s['’]achèv(?:e|ent|era|eront)|se\stermin(?:e|ent|era|eront)"
    rf"|prend(?:ra|ront)\sfin)\s(?P<when>(?:en\s)?{_TIME})",
    re.IGNORECASE,
)
# What stands before a date that is none of the measure's.
_OTHER = re.compile(
    r"(?:par rapport|compar\w+|relativement|référence|niveau|valeur|base|depuis|loi|décret|arrêté"
    r"|ordonnance|directive|circulaire|règlement|plan|programme|stratégie|schéma|agenda|pacte|jeux"
    r"|rapport|étude|enquête|bilan|diagnostic|recensement|contrat|convention|édition"
    r"|feuille de route"
    r"|évaluation|inventaire|charte|accord|version|issue?s?|daté\w*|budget|construits?|bâtis?)"
    r"\s(?:[^\W\d_]+['’\s]\s?){0,1}$",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(
    r"\b(?:adopt|cré|lanc|ouver|sign|vot|réalis|men|engag|initi|publi|entr|ferm|conclu"
    r"|approuv|valid"
    r"|révis|constru|inaugur|commenc|début|acquis|achet|livr|plant|install|recens|constat|mesur"
    r"|condui|expériment|paru)(?:é|i|t|s|is|it)?e?s?\s(?:[^\W\d_]+['’\s]\s?){0,3}$"
)
_FUTURE = re.compile(
    r"\b[^\W\d_]{2,}(?:ra|ront|rons|rez)\b|\b(?:est|sont) (?:prévue?s?|programmée?s?|planifiée?s?)"
    r"|\b(?:doit|doivent|vise)\b"
)
_SENTENCE = re.compile(r"(?<=[^\W_]{2}[.!?])\s+(?=[A-ZÀ-Ý«])|(?<=[)»][.!?])\s+(?=[A-ZÀ-Ý«])")


def running(line: Line, since: int | None) -> Iterator[Said]:
    """What the sentences of a line state; dates before the year `since` are of the past."""
    start = 0
    for cut in (*_SENTENCE.finditer(line.text), None):
        end = cut.start() if cut else len(line.text)
        first = line.own and start == 0
        past = bool(PAST.search(line.text, start, end))
        past = past and not _FUTURE.search(line.text, start, end)
        if first or not past:
            yield from _deadlines(line, start, end, since, past)
            yield from _leads(line, start, end, first)
            yield from _partners(line, start, end)
            yield from budgets(line, start, end, since)
            yield from _audiences(line, start, end)
            if not first:
                yield from claims(line, start, end)
        start = cut.end() if cut else end


def _deadlines(line: Line, start: int, end: int, since: int | None, past: bool) -> Iterator[Said]:
    for match in _ENDING.finditer(line.text, start, end):
        yield Said("deadline", RUNNING + (not line.own), line, *match.span("when"))
    for rank, pattern in ((RUNNING, _STRONG), (WEAKER, _WEAK)):
        for match in pattern.finditer(line.text, start, end):
            before = line.text[start : match.start()]
            years = [int(year) for year in re.findall(r"(?:19|20)\d\d", match[0])]
            gone = bool(since and years and max(years) < since)
            weak = rank == WEAKER and (past or not years or _PARTICIPLE.search(before))
            other = _OTHER.search(before) or (rank == WEAKER and _OTHER.search(before + " "))
            if gone or other or (weak and not _FUTURE.search(before)):
                continue
            yield Said("deadline", rank + (not line.own), line, match.start(), match.end())


_DONE = (
    r"(?:(?:pilot|port|coordonn|supervis|orchestr)ée?s?|mis(?:es?)?\sen\s(?:œuvre|oeuvre)"
    r"|(?:(?:sera|seront|est|sont|pilotage|coordination|animation|mise\sen\sœuvre|ouvrage)\s)"
    r"(?:(?:men|anim|assur|gér|réalis|assum|déploy|organis|dirig)ée?s?"
    r"|conduite?s?))\s(?:conjointement\s)?par\b"
)
_LED_BY = Pattern(
    rf"\b(?:{_DONE}|confiée?s?\s(?=à|aux?\b)"
    r"|sous\s(?:la\s(?:responsabilité|coordination|conduite|direction|supervision"
    r"|maîtrise\sd['’]ouvrage"
    r"|houlette|gouverne)|le\s(?:pilotage|portage)|l['’](?:égide|autorité))\s(?=de\b|du\b"
    r"|des\b|d['’])"
    r"|(?:a|ont|aura|auront)\spour\s(?:pilote|responsable|chef\sde\sfile|porteur)s?"
    r"(?:\s(?:commun|unique|principal))?\s(?=la\s|le\s|l['’])"
    r"|revien(?:t|nent|dra|dront)\s(?=aux?\s[A-ZÀ-Ý]|à\s(?:la|l['’])\s?[A-ZÀ-Ý])"
    r"|à\sla\scharge\s(?=de\b|du\b|d['’])|relèv(?:e|ent|era|eront)\s(?=de\b|du\b|d['’]))",
    re.IGNORECASE,
)
_LEADS = Pattern(
    r"\s(?:pilote(?:ra)?|coordonne(?:ra)?|conduira|portera|animera"
    r"|assure(?:ra)?\s(?:le\spilotage|la"
    r"\s(?:coordination|mise\sen\sœuvre|maîtrise\sd['’]ouvrage|conduite)|l['’]animation)"
    r"|(?:est|sera)\s(?:chargée?|responsable|désignée?\s\w+)\s(?:de|du|d['’])|aura\sla\scharge"
    r"|en\s(?:est|sera)\s(?:le\s|la\s)?(?:pilote|responsable|chef\sde\sfile|maître\sd['’]ouvrage)"
    r"|mettra\sen\s(?:œuvre|place))(?![\w])"
)


_PROPER = re.compile(r"(?:[^\W\d_]+\s){0,3}?[A-ZÀ-Ý]")


def _leads(line: Line, start: int, end: int, first: bool) -> Iterator[Said]:
    for match in _LED_BY.finditer(line.text, start, end):
        found = actor_at(line.text[:end], match.end())
        if found:
            yield Said("lead", RUNNING, line, *found)
    verb = _LEADS.search(line.text, start, end)
    if verb and not first:
        opening = re.compile(r"(?:La|Le|Les)\s|L['’]").match(line.text, start)
        found = actor_at(line.text[: verb.start()], opening.end() if opening else start)
        if found and found[1] == verb.start() and _PROPER.match(line.text, found[0]):
            yield Said("lead", RUNNING, line, *found)


_WITH = Pattern(
    r"\b(?:en\s(?:étroite?\s)?(?P<sure>partenariat|collaboration|coopération|concertation"
    r"|association"
    r")\s(?:étroite\s)?avec|(?P<loose>en\s(?:étroite\s)?(?:lien|coordination"
    r"|liaison)\s(?:étroite?\s)?"
    r"avec|avec\s(?:l['’](?:appui|aide)|le\s(?:soutien|concours|partenariat)|la\s(?:participation"
    r"|contribution|collaboration))(?:\s(?:technique|financiers?|financière|logistique|active))?"
    r"(?=\sd))|aux\scôtés(?=\sd)|conjointement\savec|de\sconcert\savec|en\sassociant"
    r"|en\slien\savec)"
    r"(?![\w])",
    re.IGNORECASE,
)


def _partners(line: Line, start: int, end: int) -> Iterator[Said]:
    for match in _WITH.finditer(line.text, start, end):
        found = list(actors_at(line.text[:end], match.end()))
        texts = [line.text[a:b] for a, b in found]
        if not texts or (match["sure"] is None and not is_actor(texts[0])):
            continue
        for (a, b), text in zip(found, texts, strict=True):
            if len(text.split()) <= 10:
                yield Said("partners", RUNNING, line, a, b)


_FOR = Pattern(
    r"\b(?:à\s(?:destination|l['’]intention|l['’]attention)\s(?=de\b|du\b|des\b|d['’])"
    r"|destinée?s?\s(?=aux\b)|s['’]adresse(?:nt|ra|ront)?\s(?=aux?\b|à\s)"
    r"|(?:sera|seront|est|sont)\s(?:offert|proposé|ouvert|réservé|dédié)e?s?\s(?=aux?\b|à\s))",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"(?:jeunes|familles|enfants|personnes|habitante?s|ménages|publics?|usag\w+|étudiante?s"
    r"|salarié\w+"
    r"|agente?s|demandeurs|demandeuses|patiente?s|aidante?s|séniors|seniors|aîné\w+|femmes|hommes"
    r"|filles|garçons|adolescente?s|nouveaux arrivants|locataires|propriétaires|riverain\w+|adultes"
    r"|populations?|touristes|visiteu\w+|lycéen\w*|collégien\w*|apprenti\w*|nouvelles?|petites?"
    r"|travailleu\w+|enseignant\w*|personnels?|cadres|élèves|parents|bénévoles|tout\w*"
    r"|grand public)\b",
    re.IGNORECASE,
)
_AFTER_PEOPLE = Pattern(
    r"[.;:,()–—]|\s(?:afin|pour|qui|avec|d['’]ici|avant|dès|en 20|sur le|dans|par)\b"
)


def _audiences(line: Line, start: int, end: int) -> Iterator[Said]:
    for match in _FOR.finditer(line.text, start, end):
        begin = after_article(line.text, match.end())
        stop = _AFTER_PEOPLE.search(line.text, begin, end)
        last = len(line.text[: stop.start() if stop else end].rstrip())
        named = _PEOPLE.match(line.text, begin) or is_actor(line.text[begin:last])
        if named and len(line.text[begin:last].split()) <= 15:
            to_whom = not match[0].startswith(("à", "destin")) and line.text[
                match.end() :
            ].startswith("au")
            begin = match.end() if to_whom else begin
            yield Said("audience", RUNNING + (not line.own), line, begin, last)
