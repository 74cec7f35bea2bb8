"""The words of a name: what they are by their form, and the table of infinitives for verbs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.nlp.commitment import is_infinitive
from pipeline.nlp.matchers.found import SPACE, Pattern

# The words of a name are few: a longer phrase is a sentence that was misread.
_LONGEST = 30
_PIECE = Pattern(
    r"(?P<word>[^\W\d_]+(?:-[^\W\d_]+|['’](?=hui\b)hui)*)(?P<elided>['’])?|(?P<comma>,)"
)
_GAP = Pattern(rf"{SPACE}{{0,2}}")


@dataclass(frozen=True, slots=True)
class Word:
    """One word (or comma) of a phrase: as printed, in lower case, and its place in the text."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper()


def words_from(text: str, start: int) -> list[Word]:
    """The words on from `start`, until other punctuation, a number or the end of the line."""
    found: list[Word] = []
    place = start
    while len(found) < _LONGEST:
        gap = _GAP.match(text, place)
        match = _PIECE.match(text, gap.end() if gap else place)
        if match is None:
            break
        place = match.end()
        printed = match["word"] or ","
        lower = printed.lower() + ("'" if match["elided"] else "")
        found.append(Word(printed, lower, match.start(), match.end()))
    return found


OF = frozenset("de du des d'".split())
TO = frozenset("à au aux en pour contre sur".split())
ARTICLES = frozenset("la le les l'".split())
# What follows « de » and begins no complement of a name.
NOT_NOUNS = frozenset(
    """
    ailleurs août application après autre autres avant avril ce cela certaines certains ces cet
    cette chaque cinq collaboration complément concert continu cours deux différentes différents
    divers diverses dix dont début décembre effet faveur façon fin fonction février ici janvier
    juillet juin leur leurs lien long là ma mai manière manquer mars matière mes moins mon moyen
    même nombreuses nombreux nos notre nouveau nouveaux nouvelle nouvelles novembre octobre
    outre parallèle partenariat particulier partir place plein plus plusieurs priorité quatre
    que quelques qui quoi raison rendre sa sein septembre ses six son sorte suite tant titre
    tous tout toute toutes travers trois un une vos votre vue œuvre
    """.split()
)
_OPENERS = frozenset(
    """
    il elle ils elles on nous vous cela ceci dans par avec afin selon lors si pour depuis volet axe
    mesure action objectif annexe page
    """.split()
)
# Actors that come after a name, joined by « et des », rather than belong to it.
ACTORS = frozenset(
    """
    acteurs actrices agences associations autorités bailleurs bénévoles citoyennes citoyens
    collectivités communes directions entreprises expertes experts habitants intervenantes
    intervenants membres ministères municipalités offices organisations organismes parents
    partenaires représentantes représentants usagers villes écoles élues élus élèves équipes
    établissements
    """.split()
)
_ADJECTIVE = Pattern(
    r"(?:al|ale|als|ales|aux|ique|iques|if|ive|ifs|ives|aire|aires|able|ables|ible|ibles|el|elle"
    r"|els|elles|ien|ienne|iens|iennes|ain|aine|ains|aines|oise|oises|ois|aise|aises|ais|eure"
    r"|eures|eur|eurs|eux|euse|euses|ier|ière|iers|ières|ée|ées|é|és|antes?|ants|ente|entes|ile|iles"
    r"|onne|onnes|on|ons|esque|ite|ites|ine|ines|omes?|ones?|umes?|oles?|uni|unis|unies)$"
)
_ADJECTIVES = frozenset(
    """
    active actives adulte adultes agricole agricoles basque breton bretonne bénévole bénévoles
    catalan chimique civil domestique durable flamand flamande forestier français française
    grand haut haute inclusif intégré jeune jeunes laïque libre libres majeur mixte mixtes
    montagnard numérique ouvert ouverte physique propre public publics publique publiques
    responsable rural ruraux scolaire social sociale sociaux solidaire sourds unique urbain vert
    verte verts wallon wallonne étranger étrangers étrangère étrangères
    """.split()
)
# Words that end like adjectives and are none; regular verbs are told by the table of infinitives.
_NO_ADJECTIVES = frozenset(
    """
    afin ainsi année années appel appelle appelé appelée associé associée bon bonne ceux chargé
    chargée composé composée concerné concernée créé créée dernier dernière deux disponible
    disponibles doté dotée désormais elle elles eux façon fois jamais lequel leur leurs mais
    mandaté mois nommé non nécessaire on plusieurs possible premier première quel quelle
    rappelle renouvelle responsables réuni réunie selon situé située suive tel telle trois
    """.split()
)


# What ends in e or es after a name and is neither its adjective nor a regular verb.
_NO_ENDING_IN_E = frozenset(
    """
    offre ouvre couvre découvre souffre accueille recueille comme même mêmes chaque notre votre
    autre autres quelque quelques une cette presque ensemble outre grâce face faute suite mise prise
    entre contre toutes certaines lesquelles membre membres parce puisque lorsque jusque puisse
    fasse mette tienne vienne prenne sache des les mes tes ses ces très après près dès propre
    """.split()
)
# Adjectives that stand before their noun.
BEFORE_NOUN = frozenset(
    """
    grand grands grande grandes petit petits petite petites haut haute hauts hautes jeune jeunes
    plein pleine ancien ancienne anciens anciennes nouvel nouvelle nouveaux nouvelles
    """.split()
)


def is_present(lower: str) -> bool:
    """Whether a word is the third person of a regular verb (« vaccine », « gère », « appuie »)."""
    if not lower.endswith("e"):
        return False
    stems = {
        lower,
        re.sub(r"ie$", "ye", lower),
        re.sub(r"è(?=[^aeiouyéè]{1,2}e$)", "é", lower),
        re.sub(r"è(?=[^aeiouyéè]{1,2}e$)", "e", lower),
        re.sub(r"([lt])\1e$", r"\1e", lower),
    }
    return any(is_infinitive(stem + "r") for stem in stems)


def is_adjective(word: Word) -> bool:
    """Whether a word after a noun may be its adjective, by its ending and by being no verb."""
    if word.lower in _ADJECTIVES and not word.capital:
        return True
    if word.lower in _NO_ADJECTIVES or word.capital or len(word.lower) < 4:
        return False
    verb = is_infinitive(word.lower) or is_present(word.lower)
    if word.lower.endswith(("e", "es")) and word.lower not in _NO_ENDING_IN_E:
        return not verb
    return not verb and bool(_ADJECTIVE.search(word.lower))


_MONTHS = frozenset(
    """
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    """.split()
)


def is_proper(word: Word) -> bool:
    """Whether a capital may be a proper name, not the first word of the next sentence."""
    return word.capital and word.lower not in NOT_NOUNS | ARTICLES | OF | TO | _MONTHS | _OPENERS


def is_noun(word: Word) -> bool:
    """Whether a word may be a noun: no grammatical word, no verb that the table tells."""
    grammatical = OF | TO | ARTICLES | NOT_NOUNS | {",", "et", "ou", "qui", "dont", "se", "s'"}
    return word.lower not in grammatical and not is_present(word.lower)
