"""The heads of the names of fields, what may follow them, and which are words of values too."""

from __future__ import annotations

import re

_PERSONS = r"personnes?|elue?s?(?:\(e\))?|agente?s?|referente?s?|contacts?|chef(?:fe)?s? de projet"
_OFFICES = r"(?:directions?|services?|departements?|poles?|unites?|divisions?|bureaux?)"
_BODIES = (
    r"(?:structures?|entites?|offices?|ministeres?|organismes?|organisations?|instances?|acteurs?"
    r"|collectivites?|institutions?|etablissements?|partenaires?|autorites?|communes?|comites?)"
)
_LEADS = r"(?:responsables?|pilotes?|porteurs?|porteuses?|chef(?:fe)?s? de file|coordonnat\w+)"
_WHAT = (
    r"(?:(?:de|du|des|pour)\s)?(?:la\s|l.|le\s|les\s)?(?:mesures?|actions?|projets?|fiches?"
    r"|mise en oeuvre|realisation|execution|suivi|initiatives?|operations?|engagements?"
    r"|axes?|volets?|orientations?|objectifs?|chantiers?|programmes?|chapitres?)"
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
TABLE: tuple[tuple[str, int, str, str], ...] = (
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
        r"budgets?|couts?|montants?|enveloppes?|investissements?|chiffrage|credits?"
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
        r"territoires?|perimetres?|localisations?|lieux?|zones?|secteurs?(?: geographiques?)?"
        r"|ou(?: \?)?|sites?|campus|emplacements?|implantations?|communes?|regions?|districts?"
        r"|arrondissements?|quartiers?|portee (?:geographique|territoriale)"
        r"|(?:regions?|communes?|secteurs?) "
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
WEAK = re.compile(
    r"etats?|niveau|degre|fin|dates?|ou|qui|quand|combien|lieux?|zones?|stade|quartiers?|communes?.*|publics?"
    r"|secteurs?|sites?|campus|emplacements?|implantations?|regions?|districts?|arrondissements?"
    r"|populations?|horizon|coordination|territoires?|collaborat\w+|responsabilites?|clienteles?"
    r"|livraison|annees?|credits?|destinataires?|usagers .*|regions? .*|referente?s?|elue?s?"
    r"|agente?s?"
    r"|objectifs?|enjeux|suivi|evaluation|etapes?|phases?|moyens|ressources|bilan|notes?|contexte"
    r"|(?:fin|debut|horizon|annees?|dates?) (?:19|20)\d\d.{0,12}"
    r"|contacts?|programmation|investissements?|financeurs?|avancement"
)
