"""French words: folding, tokens, stems and stop words; the one analyser of index and query.

Everything here is pure and deterministic, and offsets always point into the text that was given.
An index built with another `VERSION` has other terms and must be built again.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from threading import local

VERSION = "1"

_LIGATURES = str.maketrans(
    {
        "œ": "oe",
        "Œ": "oe",
        "æ": "ae",
        "Æ": "ae",
        "ß": "ss",
        "ø": "o",
        "Ø": "o",
        "\u00ad": "",  # soft hyphen
        "\u200b": "",  # zero-width space
        "\ufeff": "",
        **dict.fromkeys("’‘ʼ‛`´′＇", "'"),
        **dict.fromkeys("«»“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—―−﹘", "-"),
        **dict.fromkeys("·•‧∙⋅・", "·"),
        **dict.fromkeys("\u00a0\u202f\u2009\u2007\u2002\u2003", " "),
    }
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a text: `term` is its folded (or stemmed) form, `start` and `end` its place."""

    term: str
    start: int
    end: int


def _fold_once(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return kept.casefold().translate(_LIGATURES)


def fold(text: str) -> str:
    """`text` without case, accents, ligatures and typographic variants. Idempotent.

    The result may be longer or shorter than `text`.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    folded = _fold_once(text)
    while not folded.isascii() and (again := _fold_once(folded)) != folded:
        folded = again
    return folded if not folded.isascii() else folded.lower().replace("`", "'")


# A letter with the marks that decomposed (NFD) text puts after it.
_LETTER = "[^\\W\\d_][\u0300-\u036f\u00ad]*"
_START = "(?<![\\w\u0300-\u036f])"  # not inside a word
_QUOTE = "['’‘ʼ‛`´′]"
_HYPHEN = "[-‐‑]"
_POINT = "[·•‧∙⋅・]"
_FEMININE = (
    "(?:trice|rice|euses?|ères?|eres?|ières?|ives?|sses?|nes?|les?|tes?|ses?|ves?|fes?|es?|x|s)"
)
_PLAIN_FEMININE = "(?:trice|rice|euse|ères?|nes?|es?)"

_TOKEN = re.compile(
    rf"""
    (?P<number>\d{{1,3}}(?:[ \u00a0\u202f\u2009]\d{{3}})+(?![\d.]))
  | (?P<acronym>{_START}(?:[^\W\d_a-zà-ÿ]\.){{2,}}(?:[^\W\d_a-zà-ÿ](?!\w))?)
  | (?P<code>{_START}[A-Za-z]{{1,6}}{_HYPHEN}?\d+(?:[.\-‑]\d+)*[a-z]?(?![^\W_]|[\u0300-\u036f])
            |{_START}(?<!\.)\d+(?:[.,]\d+)+
            |{_START}(?<![.-])(?!\d{{4}}-\d{{4}})\d{{1,3}}(?:-\d{{1,3}})+(?![\w-]))
  | (?P<digits>\d+)
  | (?P<elision>{_START}(?:[ldjmtscnLDJMTSCN]
        |(?:jus|lors|puis|quoi|quel|pres|Jus|Lors|Puis|Quoi|Quel|Pres|JUS|LORS)?[qQ][uU]){_QUOTE})
    (?={_LETTER}|\d)
  | (?P<word>(?:{_LETTER})+(?:{_QUOTE}(?:hui|HUI|homme|HOMME|hommes|hom)\b)?)
    (?P<inclusive>
        (?:{_POINT}{_FEMININE})+\b
      | (?:\.{_FEMININE}){{2,}}\b
      | \.{_PLAIN_FEMININE}\b(?!\.\w)
      | {_HYPHEN}{_PLAIN_FEMININE}{_HYPHEN}s\b
      | \({_FEMININE}\)(?:s\b)?
    )?(?![\u0300-\u036f])
    """,
    re.VERBOSE,
)

_CODE_MARKS = str.maketrans(dict.fromkeys(".,-‑‐", "_"))


def tokenise(text: str) -> list[Term]:
    """The words, numbers and codes of `text`, folded, stop words included.

    Elided articles and conjunctions are dropped; the parts of hyphenated words are tokens of their
    own; an inclusive form (« citoyen·ne·s ») is one token whose term is its first form; marks
    inside a code become underscores (`2.1.3` gives `2_1_3`).
    """
    return [token for token, _ in _scan(text)]


def _scan(text: str) -> list[tuple[Term, str]]:
    found: list[tuple[Term, str]] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "elision":
            continue
        start, end = match.span()
        if kind in ("word", "inclusive"):
            term, kind = _folded_word(match["word"]).replace("'", ""), "word"
        elif kind == "number":
            term = "".join(char for char in match[0] if char.isdigit())
        elif kind == "acronym":
            term = fold(match[0].replace(".", ""))
        else:
            term = fold(match[0].translate(_CODE_MARKS))
        if term := re.sub(r"\W", "", term):
            found.append((Term(term, start, end), kind))
    return found


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Grammatical words that carry no weight, folded. French first, then the English of a question.
STOP_WORDS = _words(
    """
    a afin ai ainsi alors apres as assez au aucun aucune auquel aussi autre autres aux auxquelles
    auxquels avaient avait avant avec avez avoir avons ayant beaucoup car ce ceci cela celle celles
    celui cependant certain certaine certaines certains ces cet cette ceux chacun chacune chaque
    chez ci combien comme comment contre d dans de deja depuis des desquelles desquels deux devra
    devrait doit doivent donc dont du duquel durant elle elles en encore entre envers es est et
    etaient etait etant etc etes etre eu eux fut hors il ils j je jusqu jusque l la laquelle le
    lequel les lesquelles lesquels leur leurs lors lorsque lui m ma mais me meme memes mes moi
    moins mon n ne ni non nos notamment notre nous on ont or ou outre par parce parmi pas pendant
    peu peut peuvent plus plusieurs plutot pour pourquoi pourra pourrait puis puisque qu quand que
    quel quelle quelles quels quelque quelques qui quoi s sa sans se selon sera serait seront ses
    seulement si soi soient soit sommes son sont sous suis sur t ta tandis tant te tel telle telles
    tels tes toi ton tous tout toute toutes toutefois tres tu un une vers via voici vont vos votre
    vous vu y
    an and are by does for from how in is it of that the their there this to was were what when
    where which who whom whose why with
    """
)

# What a question asks with, before it says what about: words that ask, verbs that request, nouns of
# the units asked for, verbs that relate a unit to its subject. Folded; verbs meet by their stem.
_ASKING = _words(
    """
    comment combien lequel laquelle lesquelles lesquels ou pourquoi qu quand que quel quelle
    quelles quels qui quoi how what when where which who why whose
    """
)
_REQUESTS = _words(
    """
    cherche cherchons trouve trouver donne donner montre montrer liste lister affiche afficher
    indique indiquer rechercher savoir connaitre voudrais souhaite find show give search list
    """
)
_UNIT_NOUNS = _words(
    """
    mesure mesures action actions proposition propositions engagement engagements recommandation
    recommandations initiative initiatives disposition dispositions plan plans document documents
    measure measures commitment commitments
    """
)
_RELATING = _words(
    """
    porter porte portent portant viser vise visent visant concerner concerne concernent concernant
    traiter traite traitent aider aident permettre permet permettent prevoir prevoit prevoient prevu
    prevue prevus prevues proposer propose proposent existe existent contribuer contribue
    contribuent cherchent toucher touche touchent relatif relatifs relative relatives parlent parle
    lie lies liee liees faire fait font about address addresses aim aims concern concerns concerning
    exist exists help helps support supports relate related deal
    """
)
# After a unit noun these begin its subject (« mesures pour … »); "de" may not (« mesures de … »).
_SUBJECT_MARKS = _words(
    """
    about against contre envers for on pour sur
    """
)
_CLITICS = _words(
    """
    a au aux ce ci d de des du elle elles en et il ils je l la le les leur lui moi ne nous on que
    t toi tu vous y
    """
)

# Endings that are rewritten to the ending of the word's base form, most specific first: (ending,
# base ending, fewest letters before it), tried once each, in order. Each joins words that mean the
# same to someone who asks; the floors keep short words (plat, salariat, matrice) as they are.
_ENDINGS: tuple[tuple[str, str, int], ...] = (
    ("isent", "iser", 3),  # -ent is a plural only after these; elsewhere it may be a noun's
    ("nnent", "nner", 3),
    ("ivent", "iver", 3),
    ("ification", "ifier", 2),
    ("ication", "iquer", 3),  # communication, communiquer: not commune
    ("tionner", "tion", 3),  # subventionner, subvention
    ("ementaux", "ement", 3),  # gouvernementaux
    ("ementale", "ement", 3),
    ("emental", "ement", 3),
    ("abilite", "able", 3),  # durabilite, durable
    ("ibilite", "ible", 3),
    ("alite", "al", 2),  # egalite, egal
    ("ariale", "aire", 4),
    ("arial", "aire", 4),
    ("ariat", "aire", 4),  # partenariat, partenaire
    ("iat", "", 7),  # entrepreneuriat, entrepreneur
    ("at", "e", 7),  # benevolat, benevole
    ("trice", "teur", 2),  # formatrice, formateur
    ("euse", "eur", 5),  # travailleuse, travailleur
    ("eux", "eur", 5),  # the masculine of what the line above changed
    ("iere", "ier", 3),
    ("ive", "if", 3),
    ("blique", "blic", 2),  # publique, public
    ("uvelle", "uveau", 1),  # nouvelle, nouveau
    ("ee", "e", 3),
    ("tionne", "tion", 3),
)
_SHORTEST_STEM = 4  # below it unrelated words meet: donnees and don, SACAIS and sac


_folded_word = lru_cache(maxsize=65536)(fold)  # words come again and again


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of one folded word: its base ending, then Snowball's French stemmer.

    Codes, numbers and words of one or two letters are their own stem.
    """
    if len(word) < 3 or not word.isalpha():
        return word
    base = _singular(word)
    for ending, replacement, floor in _ENDINGS:
        if base.endswith(ending) and len(base) - len(ending) >= floor:
            base = base[: len(base) - len(ending)] + replacement
    stemmed = _snowball(base)
    if len(stemmed) < _SHORTEST_STEM:
        return base[:2] + base[2:].removesuffix("er").removesuffix("e").removesuffix("e")
    # Snowball leaves the i of simplifi-er and takes that of simplifi-e.
    return stemmed[:-1] if len(stemmed) > 6 and stemmed.endswith("i") else stemmed


def _singular(word: str) -> str:
    if word.endswith(("eaux", "jeux", "feux", "oeux", "lieux")):
        return word[:-1]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


_local = local()  # a Snowball stemmer keeps state while it works: one for each thread


def _snowball(word: str) -> str:
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        import Stemmer

        stemmer = _local.stemmer = Stemmer.Stemmer("french", 0)
    return str(stemmer.stemWord(word))


def analyse(text: str) -> list[Term]:
    """The stems of the words of `text` that carry weight, in order, with their places."""
    return [Term(stem(token.term), token.start, token.end) for token in _weighty(text)]


def _weighty(text: str) -> list[Term]:
    scanned = _scan(text)
    kept: list[Term] = []
    joined = False
    for index, (token, kind) in enumerate(scanned):
        following = scanned[index + 1][0] if index + 1 < len(scanned) else None
        if joined:
            joined = False
        elif kind != "word" or token.term not in STOP_WORDS:
            kept.append(token)
        elif following and _begins_name(text, token, following):
            kept.append(Term(token.term + following.term, token.start, following.end))
            joined = True
    return kept


def _begins_name(text: str, token: Term, following: Term) -> bool:
    """Whether a grammatical word is the first part of a name: « sans-abri », not « est-ce »."""
    return (
        following.start == token.end + 1
        and text[token.end] in "-‐‑"
        and following.term.isalpha()
        and token.term not in _CLITICS
        and following.term not in _CLITICS
    )


def question_terms(text: str) -> list[Term]:
    """What a question asks about: `analyse(text)` without the words that only frame the question.

    The frame is what stands before the first word of content ("quelles mesures portent sur …",
    "y a-t-il des actions pour …"), told by classes of words: interrogatives, requests, names of
    units, relating verbs. Text that asks nothing has no frame; a frame alone is its own content.
    """
    terms = analyse(text)
    frame = _frame_end(text)
    return [term for term in terms if term.start >= frame] or terms


def _frame_end(text: str) -> int:
    """Where the frame of a question ends; 0 when `text` has none."""
    places = {term.start for term in _weighty(text)}
    tokens = tokenise(text)
    asked, unit, end = False, False, 0
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        asked = asked or token.term in _ASKING | _REQUESTS or _inverted(text, token)
        if token.term in _UNIT_NOUNS:
            unit = True
            asked = asked or bool(following and following.term in _SUBJECT_MARKS)
        elif token.term in _RELATING:
            asked = asked or unit
        elif token.start in places and token.term not in _REQUESTS:
            break
        end = token.end
    return end if asked else 0


def _inverted(text: str, token: Term) -> bool:
    """Whether a verb is followed by its subject, as only in a question: « a-t-il », « est-ce »."""
    return bool(re.match(r"-(?:t-)?(?:il|elle|on|ce|ils|elles)\b", text[token.end :]))


def frame_free(text: str) -> str:
    """The part of a question that says what it is about, as typed; `text` when it has no frame."""
    frame = _frame_end(text)
    return text[frame:].strip(" ?!.\u00a0\u202f") or text
