"""The names that plans give to the facts of a measure: one table for lines, columns and sheets.

A name is a head (« pilote », « coût ») with what may stand around it (« structure pilote », « coût
prévisionnel TTC »). Among the names of one field some say it better than others: the body that
leads before the person who follows the file, the end of a period before the period.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.text import fold

FIELDS = (
    "lead", "partners", "deadline", "budget", "indicators", "targets", "status", "audience",
    "territory",
)  # fmt: skip
_PERSONS = r"personnes?|elue?s?(?:\(e\))?|agente?s?|referente?s?|contacts?|chef(?:fe)?s? de projet"
_OFFICES = r"(?:directions?|services?|departements?|poles?|unites?|divisions?|bureaux?)"
_BODIES = (
    r"(?:structures?|entites?|offices?|ministeres?|organismes?|organisations?|instances?|acteurs?"
    r"|collectivites?|institutions?|etablissements?|partenaires?|autorites?|communes?|comites?)"
)
_LEADS = r"(?:responsables?|pilotes?|porteurs?|porteuses?|chef(?:fe)?s? de file|coordonnat\w+)"
_WHAT = (
    r"(?:(?:de|du|des|pour)\s)?(?:la\s|l.|le\s|les\s)?(?:mesures?|actions?|projets?|fiches?"
    r"|mise en oeuvre|realisation|execution|suivi|initiatives?|operations?|engagements?)"
    r"|principale?s?|operationnel(?:le)?s?|techniques?|politiques?|designee?s?|associee?s?"
    r"|(?:et|ou) (?:partenaires|contacts?)|porteu(?:rs?|ses?)|ouvrages?"
)
_PLANNED = (
    r"(?:previsionnel|prevu|estime|estimatif|total|global|alloue|necessaire|indicatif|requis|visee?"
    r"|annuel|prevision|budgetaire|financier|consacre|mobilise|planifie|fixe|souhaite|attendu)"
    r"(?:le|e|ive)?s?|totaux|estimative|ttc|ht|(?:de|du|d.)\s?(?:la\s|l.)?(?:mesure|action|projet"
    r"|realisation|mise en oeuvre|fin|execution|operation|investissement|fonctionnement)"
    r"|et financements?|investissement|fonctionnement|(?:19|20)\d\d(?:\s?[-–/a]\s?(?:19|20)?\d\d)?"
    r"|en (?:k|m)?(?:€|eur|euros|\$)|en (?:milliers|millions) .{1,20}|par an"
)
# Field, rank among the names of the field (0 is best), heads, what may follow them.
_TABLE: tuple[tuple[str, int, str, str], ...] = (
    ("lead", 3, rf"(?:{_PERSONS})(?:(?: et| ou)? (?:{_PERSONS}))?(?:\s{_LEADS})?", _WHAT),
    ("lead", 1, rf"{_OFFICES}(?: (?:ou|et) {_OFFICES})?\s(?:{_LEADS}|en charge|chargee?s?)", _WHAT),
    (
        "lead",
        0,
        rf"(?:{_BODIES}(?: (?:ou|et) {_BODIES})?\s)?(?:{_LEADS})(?:(?: et| ou) {_LEADS})?"
        r"|pilotage|portage|co-?pilotes?|co-?pilotage|maitres? d.(?:ouvrage|oeuvre)"
        r"|maitrise d.ouvrage|responsabilites?|imputabilite|coordination"
        rf"|maitres? d.ouvrages?|(?:{_BODIES}|{_OFFICES}) referente?s?"
        rf"|pilotes? ?/ ?porteurs?|porteurs? ?/ ?pilotes?|conduite de (?:l.action|la mesure)"
        rf"|{_BODIES} (?:chargee?s?|en charge|competente?s?|maitres? d.ouvrage)"
        r"|porte[er]? par|pilote[er]? par|sous la responsabilite de|qui(?: \?)?|mandataires?",
        _WHAT,
    ),
    (
        "partners",
        0,
        r"(?:(?:principaux|autres) )?partenaires?|partenariats?|collaborateurs?|collaborations?"
        r"|(?:acteurs?|structures?|organismes?) (?:associee?s?|mobilises?|impliques?|concernes?)"
        r"|co-?porteurs?|avec qui(?: \?)?"
        r"|contributeurs?|(?:organismes?|ministeres?|structures?|services?) (?:associe"
        r"|partenaire)s?"
        r"|en (?:partenariat|collaboration) avec|parties prenantes"
        r"|services? (?:associe|concerne)s?"
        r"|ministeres? et organismes (?:partenaire|associe|collaborateur)s?"
        r"|partenaires? et (?:financeurs?|contributeurs?)|acteurs? et partenaires?",
        r"associes|mobilises|principaux|pressentis|potentiels|externes?|internes?|financiers"
        r"|techniques|impliques|concernes|du projet|de l.action|institutionnels|identifies",
    ),
    (
        "deadline",
        0,
        r"echeanc\w+|delais?|dates? (?:limites?|de fin|butoir|cible|prevue|d.echeance)|horizon"
        r"|fin (?:previsionnelle|prevue|des travaux)|fin|date|quand(?: \?)?|mise en service"
        r"|livraison|(?:date|annee) (?:de |d.)(?:realisation|achevement|livraison|mise en oeuvre)",
        rf"{_PLANNED}|temporel",
    ),
    (
        "deadline",
        1,
        r"calendrier|periodes?|planification|planning|annees?|temporalite|programmation|phasage"
        r"|duree et calendrier",
        _PLANNED,
    ),
    (
        "budget",
        0,
        r"budgets?|couts?|montants?|enveloppes?|investissements?|chiffrage|credits"
        r"|(?:cout|budget|montant)s? et financements?|depenses (?:prevues|previsionnelles)"
        r"|moyens? financiers?|ressources financieres|estimation (?:financiere|budgetaire)"
        r"|engagement financier|estimation d(?:u|es) couts?|montant de l.enveloppe|moyens alloues"
        r"|couts? (?:de l.operation|des travaux)|combien(?: \?)?",
        _PLANNED,
    ),
    ("budget", 1, r"(?:plan|sources?|modalites) de financement|financements?", _PLANNED),
    (
        "targets",
        0,
        r"cibles?(?: (?:a atteindre|20\d\d|fin 20\d\d))?|valeurs? (?:cibles?|visees?)"
        r""
        r"|valeurs? cibles? .{0,12}|resultats? vises?|cibles? chiffrees?"
        r"|objectifs? (?:chiffres?|quantifies?|quantitatifs?|cibles?|20\d\d)",
        r"visees?|fixees?|a atteindre",
    ),
    (
        "indicators",
        0,
        r"indicateurs?|resultats? attendus?|mesure du resultat",
        r"de (?:suivi|resultats?|reussite|realisation|performance|moyens|l.action)|associes?|cles?"
        r"|de suivi et d.evaluation|et cibles?|d.evaluation|d.impact|retenus",
    ),
    (
        "status",
        0,
        r"statuts?|(?:etats?|niveau|degre|stade)(?: (?:d.avancement|actuel|de realisation))?"
        r"|avancement",
        r"d.avancement|de l.action|de la mesure|actuel|au \d.{0,18}",
    ),
    (
        "audience",
        0,
        r"(?:types? de )?publics?|beneficiaires?|populations?|clienteles?|destinataires?"
        r"|(?:usagers|personnes|groupes?) (?:cibles?|vise(?:e?s)?|concerne(?:e?s)?)"
        r"|pour qui(?: \?)?|publics? cibles?",
        r"cibles?|visee?s?|concernee?s?|prioritaires?|beneficiaires?|finaux|directs",
    ),
    (
        "territory",
        0,
        r"territoires?|perimetres?|localisations?|lieux?|zones?|secteurs? geographiques?|ou(?: \?)?"
        r"|quartiers?|portee (?:geographique|territoriale)|(?:regions?|communes?|secteurs?) "
        r"(?:visee?s?|concernee?s?|cibles?|couverte?s?)|echelle (?:territoriale|geographique)"
        r"|couverture (?:geographique|territoriale)",
        r"concernee?s?|visee?s?|d.(?:intervention|application|action)|geographiques?|couverte?s?"
        r"|d.implantation|de l.action|prioritaires?|cibles?|de realisation|de mise en oeuvre",
    ),
    # What else a sheet says of its measure: only to know sheets, and where a value ends.
    (
        "about",
        0,
        r"description|descriptif|contexte|constats?|objectifs?|enjeux|finalites?|modalites"
        r"|intitule",
        r"(?:de l.action|du projet|operationnels?|specifiques?|strategiques?|de la mesure)",
    ),
    ("steps", 0, r"etapes?|mise en oeuvre|deroulement|phases?", r"de l.action|cles?"),
    ("means", 0, r"financeurs?|moyens|moyens humains(?: et techniques)?|ressources", ""),
    ("follow-up", 0, r"suivi|evaluation|suivi et evaluation|effets? attendus?|bilan", ""),
    ("", 0, r"priorite|remarques?|observations?|commentaires?|notes?", ""),
    # Money that is gone, time that has begun: no fact.
    (
        "",
        0,
        r"(?:montants?|depenses?|budgets?|credits|couts?) (?:depense|realise|consomme|reel|verse"
        r"|engage|execute)e?s?|date de debut|debut|date de (?:creation|mise a jour)|livrables?",
        _PLANNED,
    ),
)
_OPENING = tuple(
    (field, rank, re.compile(rf"(?:{heads})(?:\s[a-z'’]+){{0,4}}"))
    for field, rank, heads, _ in _TABLE
)
_NAMES = tuple(
    (field, rank, re.compile(rf"(?:{heads})(?:[\s/]+(?:{after})){{0,3}}" if after else heads))
    for field, rank, heads, after in _TABLE
)
_WEAK = re.compile(
    r"etats?|niveau|degre|fin|dates?|ou|qui|quand|combien|lieux?|zones?|stade|quartiers?|communes?.*|publics?"
    r"|populations?|horizon|coordination|territoires?|collaborat\w+|responsabilites?|clienteles?"
    r"|livraison|annees?|credits|destinataires?|usagers .*|regions? .*|referente?s?|elue?s?"
    r"|agente?s?"
    r"|objectifs?|enjeux|suivi|evaluation|etapes?|phases?|moyens|ressources|bilan|notes?|contexte"
    r"|contacts?|programmation|investissements?|financeurs?|avancement"
)
# « Pilote(s) » keeps its s, « Coût (en k€) » loses its unit.
_PLURAL = re.compile(r"\((?:s|e|es|rice|trice)\)")
_UNIT = re.compile(r"\s?\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Name:
    """A name that was understood: its field (outside FIELDS it names no fact) and its rank there.

    `weak` marks words that are values as well: « État » leads, « Quartiers » are partners.
    """

    field: str
    rank: int
    weak: bool = False


def name_of(text: str) -> Name | None:
    """What the name of a field says, alone on its line or before a colon; None for other text."""
    if len(text) > 80:
        return None
    folded = _UNIT.sub("", _PLURAL.sub("s", fold(text))).strip(" .:*•-–—")
    folded = re.sub(r"^(?:la|le|les)\s", "", folded)
    for field, rank, names in _NAMES:
        if names.fullmatch(folded):
            return Name(field, rank, bool(_WEAK.fullmatch(folded)))
    return None


def field_of(text: str) -> str | None:
    """The field that a name alone on its line is of, one of FIELDS; None for any other text."""
    name = name_of(text)
    return name.field if name and name.field in FIELDS else None


def column_of(text: str) -> Name | None:
    """What the header of a table column says; it may say more than a line (« Coût par an »)."""
    if name := name_of(text):
        return name
    folded = _UNIT.sub("", _PLURAL.sub("s", fold(text))).strip(" .:*•-–—")
    return next((Name(f, r) for f, r, names in _OPENING if f and names.fullmatch(folded)), None)


# « Quand ? 2027 » is a name with its value too.
_COLON = re.compile(r"\s*:(?!\d\d\b)(?!//)|\s?\?(?=\s+\S)")
_STRONG = re.compile(r"(?:[|•—–;\t●▪▸·/]|\s-\s|\.\s|\s{2,})\s*$")
_MOST_WORDS = 8  # of a name


def names_in(text: str) -> Iterator[tuple[int, int, Name]]:
    """Where in a line names with their colon stand (start of the name, end of the colon).

    A name stands at the start of a line or after a mark; within a line, a name that is known may
    also begin with a capital (« Pilote : Ville Échéance : 2026 »). One that is not known counts
    after a mark only, to end the value before it.
    """
    end = 0
    for colon in _COLON.finditer(text):
        before = text[end : colon.start()]
        starts = [m.start() for m in re.finditer(r"[^\s|•—–;\t●▪▸·/(\[]\S*", before)]
        found: tuple[int, Name] | None = None
        for start in starts[-_MOST_WORDS:]:
            name = name_of(before[start:])
            marked = not before[:start].strip() and end == 0
            marked = marked or bool(_STRONG.search(before[:start]))
            opens = marked or before[start].isupper() or before[:start].endswith(("(", "["))
            if name and opens:
                found = (start, name)
                break
            if marked and "?" not in colon[0] and len(before[start:].split()) <= 5:
                found = start, Name("", 0)
        if found:
            yield end + found[0], colon.end(), found[1]
            end = colon.end()


def opens_field(text: str) -> str | None:
    """What a line of a sheet opens (« Budget prévisionnel : … »), facts or not; None if nothing.

    Before a colon, up to four words more may follow the name (« Moyens mis à disposition : »).
    """
    before, colon, _ = text[:80].partition(":")
    if not colon:
        name = name_of(text)
        return name.field or None if name and not name.weak else None
    folded = fold(before).strip(" .*•-–—")
    return next((field for field, _, names in _OPENING if field and names.fullmatch(folded)), None)
