"""Is a line without a verb an action (« Refonte du site ») or a theme (« Gestion des déchets »)?

A logistic regression over what the noun is and what it acts on. `features` is what it looks at;
the weights, in `pipeline/data/nlp-commitment/actions.json`, are trained by
`training.nlp.commitment`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pipeline.nlp.forms import infinitives
from pipeline.text import fold

WEIGHTS = Path(__file__).resolve().parents[1] / "data" / "nlp-commitment" / "actions.json"

# Nouns of one act, done at one time.
ACTS = frozenset(
    "creation mise elaboration redaction refonte octroi achat embauche recrutement ajout "
    "installation "
    "construction amenagement ouverture lancement adoption signature conclusion nomination "
    "designation "
    "publication diffusion distribution plantation pose acquisition instauration abolition "
    "suppression "
    "bonification extension prolongation augmentation hausse doublement reduction revision "
    "reforme mise "
    "modernisation actualisation deploiement realisation tenue organisation conception "
    "production remise "
    "attribution versement allocation dotation equipement rehabilitation refection restauration "
    "envoi "
    "generalisation experimentation reconduction perennisation poursuite maintien renouvellement "
    "remplacement transfert regroupement harmonisation simplification clarification numerisation "
    "dematerialisation expulsion interdiction implantation etablissement introduction ratification "
    "renforcement elargissement relevement allongement abaissement deplacement consolidation "
    "identification cartographie inventaire recensement etude enquete audit diagnostic forage "
    "curage "
    "reboisement vaccination electrification raccordement rehaussement revalorisation constitution "
    "redynamisation relance animation consultation mobilisation sensibilisation amelioration "
    "optimisation adaptation transformation reamenagement renovation fonçage placement passage "
    "vegetalisation verification appui soutien aide accompagnement prise developpement "
    "renegociation "
    "negociation fixation definition integration promotion valorisation formation suivi".split()
)
# Nouns of a field of policy, that only a close complement makes an act.
FIELDS = frozenset(
    "gestion prevention protection education formation recherche promotion lutte acces insertion "
    "integration participation evaluation inclusion communication gouvernance "
    "coordination developpement accompagnement soutien aide accueil financement conservation "
    "valorisation amenagement egalite surveillance information transition adaptation reduction "
    "exploitation maitrise alimentation regulation concertation pilotage suivi cooperation "
    "amelioration modernisation renovation reconnaissance respect consolidation renforcement "
    "administration orientation programmation planification securite mediation animation".split()
)
NAMES = frozenset(
    "office commission comite conseil direction plan programme centre association fonds politique "
    "service loi observatoire institut federation regroupement ministere secretariat departement "
    "agence bureau strategie reseau table tableau annexe figure liste nombre taux etat pourcentage "
    "reunion groupe fondation institution autorite societe cadre charte schema region "
    "mission reseau maison ecole partenariat nombre calendrier bilan rapport contexte "
    "presentation methodologie objectif objectifs resultats".split()
)
LACKS = frozenset(
    "manque absence insuffisance faible faiblesse difficulte difficultes diminution baisse penurie "
    "meconnaissance vieillissement persistance recrudescence degradation rarete inadequation "
    "deficit "
    "faiblesses vulnerabilite precarite hausse accroissement augmentation".split()
)
# What a deed yields, by which plans name it: « Guide des bonnes pratiques ».
YIELDS = frozenset(
    "projet campagne atelier conference rencontre plan programme politique charte guide fonds "
    "outil reseau portrait concours capsule analyse veille etude enquete bilan colloque forum "
    "trousse "
    "formation journee semaine prix bourse portail site".split()
)
# Nouns that end like deeds and name what is there.
STATES = frozenset(
    "environnement gouvernance habitation introduction conclusion mention question gouvernement "
    "document logement element avantage message etablissement population direction vision "
    "situation "
    "condition obligation attention complement fonction pension tension profession religion nation "
    "option portion station agence correspondance concurrence residence transition "
    "alimentation".split()
)
# Bodies named by what they do: « Regroupement des cuisines de Sainte-Apolline ».
GROUPS = frozenset("regroupement groupement rassemblement organisation union alliance".split())
# What whole policies act on; a project acts on something narrower.
BROAD = frozenset(
    "sante vie qualite eau eaux environnement patrimoine personnes biens territoire economie "
    "emploi "
    "culture gouvernance capacites competences cohesion resilience femme enfant enfance jeunesse "
    "jeune "
    "aines aine famille dechet risque nature biodiversite climat changement inegalite "
    "discrimination "
    "pauvrete criminalite violence suicide immigrant generation agriculture energie logement "
    "habitat "
    "ressource innovation administration etat service paix droit egalite chance diversite langue "
    "francais citoyen citoyennete population travail milieu sol air paysage mobilite transport "
    "securite "
    "education formation recherche science sport loisir tourisme commerce industrie peche "
    "elevage foret "
    "mer capital justice democratie finance numerique technologie dependance handicap autonomie "
    "exclusion "
    "isolement chomage precarite insertion inclusion marche consommateur consommation production "
    "usager "
    "talent entreprise attractivite zone cadre quartier main savoir societe secteur filiere action "
    "politique performance efficacite competitivite croissance transition relation mode".split()
)
_ABSTRACT = re.compile(r"(?:te|tion|sion|ance|ence|isme|ise|itude)s?$")
_OBJECT = re.compile(
    r"^(?:\s[^\W\d_]+)?\s(?:d['’]|de\s|du\s|des\s|aux?\s|à\s)(?:la\s|les?\s|l['’]|une?\s"
    r"|tou(?:te)?s?\s)?"
    r"(?P<noun>[^\W\d_]+)",
    re.IGNORECASE,
)
_TREND = re.compile(
    r"^\s(?:constante?|marquée?|forte?|croissante?|importante?|notable|rapide|accélérée?"
    r"|inquiétante?"
    r"|persistante?|continue|préoccupante?|générale)\b"
)
# Deverbal nouns whose verb the endings below do not give back.
_IRREGULAR = frozenset(
    "mise prise remise reprise suivi etude appui soutien octroi refonte ajout maintien accueil "
    "achat "
    "embauche recours reforme tenue envoi essor don pret tournee hausse baisse relance releve "
    "arret "
    "entretien transfert retrait rejet choix emploi aide poursuite refection conception "
    "construction "
    "production reduction introduction extension suppression revision diffusion ouverture "
    "fermeture "
    "couverture signature fourniture conclusion adoption reconduction protection promotion "
    "inventaire "
    "audit diagnostic enquete campagne pose plantation forage curage cartographie depistage "
    "partage "
    "redistribution attribution contribution constitution institution abolition acquisition "
    "instruction interdiction redaction traduction inscription souscription etablissement "
    "election impression admission transmission redistribution definition gratuite doublement "
    "visite concours atelier rencontre tournoi consultation".split()
)
_ENDINGS = (
    ("isation", "iser"), ("ification", "ifier"), ("ation", "er"), ("issement", "ir"),
    ("ement", "er"), ("age", "er"), ("ition", "ir"), ("ition", "er"), ("tion", "ter"),
    ("tion", "re"), ("sion", "dre"), ("ure", "er"), ("oiement", "oyer"), ("aiement", "ayer"),
    ("ction", "guer"), ("ription", "rire"), ("ence", "er"), ("ance", "er"),
)  # fmt: skip
_ADVERB = re.compile(
    r"(?:elle|ale|ive|euse|aire|ique|able|ible|ante|ente|am|em|che|gue|ee|ete|aine|eine|ine"
    r"|ure)ment$"
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d[\d\s.,]*\d|\d|[%€$]")
_JOINED = re.compile(
    r"\s(?:et|ou|puis)\s(?:à\s)?(?:la |le |l['’])?(?P<noun>[^\W\d_]+)", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:(?:la|le|les|une?|des|notre|nos|leurs?)\s|l['’])", re.IGNORECASE)
_DETERMINED = re.compile(
    r"\b(?:d['’]une?\b|du\s|de la\s|de l['’]|des\s|de (?:\d|deux|trois|quatre|cinq|six|sept|huit"
    r"|neuf"
    r"|dix|onze|douze|vingt|trente|cinquante|cent|toute?s?|chaque|ce|cette|ces|son|sa|ses|leurs?"
    r"|nouve(?:aux|lles?|l)|plusieurs)\b)",
    re.IGNORECASE,
)
_YEAR = r"(?:19|20)\d\d"
_PAST = re.compile(
    rf"\b(?:entre {_YEAR}|depuis\b|(?:en|l[e']|au|dès) (?:\d+ |[a-zéû]+ ){{0,2}}(?:200\d|201\d"
    rf"|202[0-4])\b"
    r"|aujourd['’]hui|l['’]an (?:passé|dernier))",
    re.IGNORECASE,
)
_AND = re.compile(r"(?:\s\w+)?(?:,|\s(?:et|ou)\s)")
_COMPOUND = re.compile(r"(?:re)?(?:mise|prise)\s(?:en|à|sur|au)\s", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:qui|dont|où|lequel|laquelle)\b")
_OF_ONE = re.compile(
    r"\s+(?:[^\W\d_]+\s)?(?:d['’]une?|de (?:\d|deux|trois|quatre|cinq))\b", re.IGNORECASE
)
_BEFORE_NOUNS = frozenset("nouveau nouvelle meilleur meilleure plus grand grande".split())
_DEFINES = re.compile(
    r":\s*(?:ensemble|processus|démarche|fait|situation|personne|action de|capacité|mesure|document"
    r"|programme|logement|dispositif|[a-zéèà]+\b[^:]*\b(?:qui|par le?a?quel(?:le)?|dont|lequel))\b"
)


def verb_of(noun: str) -> str | None:
    """The infinitive that a folded noun comes from by its ending, or None."""
    table = infinitives()
    single = noun.removesuffix("s")
    for ending, verbal in _ENDINGS:
        stem = single.removesuffix(ending)
        if stem != single and len(stem) > 1 and stem + verbal in table:
            return stem + verbal
    return None


def acts(word: str) -> bool:
    """Whether a word, in any case, names an action."""
    return _names_act(fold(word).split("-")[0])


def deed(text: str) -> bool:
    """Whether a line opens with a noun of a deed or of what a deed yields, after an article or not.

    After an article the noun names a deed only with what it acts on (« la création de … »).
    """
    article = _ARTICLE.match(text)
    body = text[article.end() if article else 0 :]
    found = _WORD.match(body)
    if not found:
        return False
    noun = fold(found.group()).split("-")[0]
    if article and not re.match(r"\s(?:d['’]|de\b|du\b|des\b|en\s)", body[found.end() :], re.I):
        return False
    single = noun.removesuffix("s")
    return single in YIELDS or (_names_act(noun) and single not in STATES)


def _names_act(noun: str) -> bool:
    single = noun.removesuffix("s")
    if single in NAMES or noun in NAMES or _ADVERB.search(noun):
        return False
    return single in _IRREGULAR or single in ACTS or verb_of(noun) is not None


def features(text: str, heading: bool) -> dict[str, float]:
    """What the model looks at in a line without label and verb; `heading` tells « Name : … »."""
    article = _ARTICLE.match(text)
    body = text[article.end() if article else 0 :]
    words = _WORD.findall(body)
    if not words:
        return {"bias": 1.0}
    if len(words) > 1 and fold(words[0]) in _BEFORE_NOUNS:
        body, words = body[len(words[0]) :].lstrip(), words[1:]
    noun = fold(words[0]).split("-")[0]
    single = noun.removesuffix("s")
    after = body[len(words[0]) :]
    act = _names_act(noun)
    found = {
        "bias": True,
        "deverbal": act,
        "act": single in ACTS,
        "field": single in FIELDS,
        "act and field": single in ACTS and single in FIELDS,
        "name": single in NAMES or noun in NAMES,
        "lack": single in LACKS or noun in LACKS,
        "group": single in GROUPS and bool(re.search(r"\s(?:\w['’])?[A-ZÀ-Ý][a-zà-ÿ]", after)),
        "compound": bool(_COMPOUND.match(body)),
        "plural": noun.endswith("s") and not _COMPOUND.match(body),
        "article": bool(article),
        "act article": act and bool(article),
        "and": bool(_AND.match(after)) and not (act and _acts_together(after)),
        "short": len(words) <= 4,
        "adjective end": len(words) == 2,
        "act long": single in ACTS and len(words) >= 6,
        "past": bool(_PAST.search(body)),
        "trend": bool(_TREND.match(after)),
        "defines": bool(_DEFINES.search(": " + body if heading else body)),
        "colon": heading or ":" in text,
        "relative": bool(_RELATIVE.search(body)),
    }
    given = {name: 1.0 for name, holds in found.items() if holds}
    given["length"] = min(len(words), 16) / 8
    if act:
        given.update(dict.fromkeys(_object(after), 1.0))
    return given


def _acts_together(after: str) -> re.Match[str] | None:
    """« et diffusion » after « Réalisation »: both act on what follows."""
    joined = _JOINED.match(after)
    return joined if joined and _names_act(fold(joined["noun"])) else None


def _object(after: str) -> Iterator[str]:
    """What is to be said of the thing acted on, given the text after the noun of action."""
    together = _acts_together(after)
    if together:
        after = after[together.end() :]
    if _DETERMINED.search(" ".join(after.split()[:3])):
        yield "determined"
    if _OF_ONE.match(after):
        yield "of one"
    if re.match(r"\s+(?:d['’]|de |du |des )", after, re.IGNORECASE):
        yield "of"
    if re.search(r"\s(?:à|aux?|pour|dans|sur|auprès|avec|en|par)\s", after):
        yield "second"
    thing = _OBJECT.match(after)
    if thing:
        noun = fold(thing["noun"])
        if noun in BROAD or noun.removesuffix("s") in BROAD:
            yield "broad"
        elif not _ABSTRACT.search(noun):
            yield "narrow"


def head(text: str) -> str:
    """The noun, with its article and compound (« mise en place »), that opens a line."""
    found = re.match(
        r"(?:(?:la|le|les|une?|des)\s|l['’])?[^\W\d_]+(?:-[^\W\d_]+)*"
        r"(?:(?<=ise)\s(?:en|à|sur|au)\s[^\W\d_]+)?",
        text,
        re.IGNORECASE,
    )
    return found.group() if found else ""


def probability(text: str, heading: bool) -> float:
    """How likely a line without a verb says what will be done, 0 to 1."""
    weights = _weights()
    total = sum(weights.get(name, 0.0) * value for name, value in features(text, heading).items())
    return 1 / (1 + math.exp(-total))


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    stored: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return stored["actions"]


@lru_cache(maxsize=1)
def rates() -> dict[str, float]:
    """For each reading of a statement but a noun's, how often such a one commits."""
    stored: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return stored["readings"]
