"""What a theme is called: the phrases that tell it from the others, as the collection prints them.

Phrases are weighed by class-based TF-IDF (Grootendorst 2022, "BERTopic"), a theme being a class. A
plan adds the root of its count, so that the boilerplate of one does not name what many share. A
phrase is nominal by where it stands: after a determiner or a preposition, not after another noun.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.models import Measure
from pipeline.nlp.forms import is_infinitive
from pipeline.text import STOP_WORDS, Term, fold, stem, tokenise

LONGEST = 3  # words of weight in a phrase
_ACRONYM = 6  # letters; what is longer in capitals is a title
_WIDEST = 40  # characters of a phrase: two of them make a line
NAMED_BY = 300  # measures of a theme that are read for its name, the most central ones
PHRASES = 2  # in a name, where the second is worth it
_SECOND = 0.45  # of the weight of the first
_LONGER = 0.3  # what each further word of a phrase adds to its weight
_NOMINAL = 0.5  # share of the places of a phrase that must be those of a noun
_OPEN = 0.7  # share of its places where another word follows at once, from which it is a piece

_WORDS = str.split
_BEFORE = frozenset(
    _WORDS(
        "le la les un une des du de d au aux ce cet cette ces leur leurs son sa ses notre nos "
        "votre vos par pour sur sans avec dans entre chaque toute toutes plusieurs quelques vers "
        "contre chez sous"
    )
)
_NEUTRAL = frozenset(_WORDS("et ou"))  # before nouns, adjectives and verbs alike
# What stands after a verb, but hardly ever right after a noun.
_AFTER_VERB = frozenset(_WORDS("le la les un une leur leurs son sa ses ce cet cette ces"))
_INSIDE = frozenset(_WORDS("de du des d la le les l a au aux en et sans"))
# Words that plans say of anything.
_EMPTY = frozenset(
    _WORDS(
        "mesure action proposition engagement recommandation objectif axe volet plan programme "
        "projet initiative fiche orientation mise place oeuvre cadre cours annee mois fin debut "
        "ensemble niveau matiere partie titre lien sein cas fois type sorte façon facon nombre "
        "nouveau nouvelle meilleur bon grand petit different divers chapitre section priorite "
        "chantier enjeu pilote janvier fevrier mars avril mai juin juillet aout septembre octobre "
        "novembre decembre an jour semaine trimestre semestre ambition trois quatre cinq six sept "
        "huit neuf dix cent mille million ici ailleurs"
    )
)
_GAP = re.compile(r"\s*(?:[ldLD]['’]\s?)?|[-‐‑]")
_SUBJUNCTIVES = ("fasse", "tienne", "vienne", "prenne", "puisse", "veuille")
_RUNNING = re.compile(r"[\w,’'][\s(]*$")  # no beginning of a sentence or title
_ELIDED = re.compile(r"(?:\b[ld]|\bqu|\bjusqu)['’]\s?$", re.IGNORECASE)


@dataclass(slots=True)
class _Phrase:
    """A phrase of a run of stems: where it was printed and how."""

    forms: Counter[str] = field(default_factory=Counter)
    by_plan: Counter[tuple[int, str]] = field(default_factory=Counter)  # theme and plan
    places: int = 0
    nominal: int = 0  # places where a noun begins
    other: int = 0  # places where an adjective or a verb may stand
    open: int = 0
    names: int = 0
    running: int = 0  # places inside a sentence, where a capital says that it is a name

    @property
    def plans(self) -> set[str]:
        return {plan for _, plan in self.by_plan}

    @property
    def sound(self) -> bool:
        """Whether it is a noun phrase, and whole."""
        decided = self.nominal + self.other
        return self.nominal >= _NOMINAL * decided and self.open < _OPEN * self.places

    @property
    def is_name(self) -> bool:
        """Whether running text prints it with a capital."""
        return self.running > 0 and 2 * self.names > self.running


Run = tuple[str, ...]


def named(themes: Sequence[Sequence[Measure]], bodies: Iterable[str] = ()) -> list[tuple[str, ...]]:
    """The phrases that name each theme, best first; empty where its words tell it from none.

    `themes` are the measures of each, most central first; `bodies` names of plans and issuers,
    which name no theme unless two plans print them.
    """
    found: dict[Run, _Phrase] = defaultdict(_Phrase)
    read: set[str] = set()
    for number, measures in enumerate(themes):
        for measure in measures[:NAMED_BY]:
            read.add(measure.document)
            _read(measure, number, found)
    known = [f" {' '.join(_stems(body))} " for body in bodies]
    several = len(read) > 1
    usable = {run: phrase for run, phrase in found.items() if _usable(run, phrase, known, several)}
    weights = _weights(usable, len(themes))
    return _chosen(themes, usable, weights)


def _read(measure: Measure, theme: int, found: dict[Run, _Phrase]) -> None:
    """Count the phrases of a measure and of the headings above it, each once."""
    seen: set[Run] = set()
    for text in (measure.statement, *reversed(measure.path)):
        for run, start, end, nominal, open_ in _phrases(text):
            phrase = found[run]
            phrase.places += 1
            phrase.nominal += nominal is True
            phrase.other += nominal is False
            phrase.open += open_
            shown = " ".join(text[start:end].split())
            if not (shown.isupper() and (text.isupper() or len(shown) > _ACRONYM)):
                phrase.forms[shown] += 1
                inner = any(word[0].isupper() for word in shown.split()[1:])
                if inner or _RUNNING.search(text[:start]):
                    phrase.running += 1
                    phrase.names += inner or shown[0].isupper()
            else:
                phrase.forms.setdefault(shown.lower(), 0)
            if run not in seen:
                seen.add(run)
                phrase.by_plan[theme, measure.document] += 1


def _phrases(text: str) -> Iterator[tuple[Run, int, int, bool | None, bool]]:
    """Runs of up to LONGEST words of weight: stems, start, end, whether nominal, whether open."""
    tokens = tokenise(text)
    weighty = [_is_weighty(token, text) for token in tokens]
    joined = [
        _GAP.fullmatch(text[one.end : other.start]) is not None for one, other in pairwise(tokens)
    ] + [False]
    for first, begin in enumerate(tokens):
        if not weighty[first]:
            continue
        nominal = _is_nominal(tokens, weighty, joined, first, text)
        run: list[str] = []
        for last in range(first, len(tokens)):
            token = tokens[last]
            if weighty[last]:
                if run and weighty[last - 1] and _is_verbal(text[token.start : token.end].lower()):
                    break
                run.append(stem(token.term))
                open_ = joined[last] and (weighty[last + 1] or tokens[last + 1].term in _AFTER_VERB)
                if token.end - begin.start <= _WIDEST:
                    yield tuple(run), begin.start, token.end, nominal, open_
                if len(run) == LONGEST:
                    break
            elif token.term not in _INSIDE:
                break
            if not joined[last]:
                break


def _is_weighty(token: Term, text: str) -> bool:
    shown = text[token.start : token.end]
    return (
        token.term.isalpha()
        and (len(token.term) > 2 or (len(token.term) == 2 and shown.isupper() != text.isupper()))
        and token.term not in STOP_WORDS
        and not is_infinitive(shown.lower())
    )


def _is_verbal(word: str) -> bool:
    """Whether a word right after a noun is a verb: « réalise », « étende », « facilitant »."""
    if word.endswith("ant"):
        return any(is_infinitive(word[:-3] + end) for end in ("er", "ir", "oir"))
    present = word.endswith("e") and (is_infinitive(word + "r") or is_infinitive(word[:-1] + "re"))
    return present or word.endswith(_SUBJUNCTIVES)


def _is_nominal(
    tokens: Sequence[Term], weighty: Sequence[bool], joined: Sequence[bool], place: int, text: str
) -> bool | None:
    """Whether a noun begins at a token, as after a determiner; None where nothing tells."""
    if not place:
        return None
    if _ELIDED.search(text[: tokens[place].start]):
        return True
    before = tokens[place - 1].term
    if not joined[place - 1] or before in _NEUTRAL:
        return None
    return not weighty[place - 1] and before in _BEFORE


def _usable(run: Run, phrase: _Phrase, known: Sequence[str], several: bool) -> bool:
    if not phrase.sound or any(word in _EMPTY_STEMS for word in (run[0], run[-1])):
        return False
    if len(set(run)) < len(run):
        return False
    if len(phrase.plans) > 1:
        return True
    # The vocabulary of one plan may name what only that plan is about, but not who wrote it.
    is_body = any(f" {' '.join(run)} " in body for body in known)
    return not phrase.is_name and not (is_body and (several or len(run) > 1))


_EMPTY_STEMS = frozenset(map(stem, _EMPTY))


def _weights(usable: Mapping[Run, _Phrase], themes: int) -> list[dict[Run, float]]:
    """The class-based TF-IDF of the phrases of each theme."""
    counts: list[dict[Run, float]] = [{} for _ in range(themes)]
    for run, phrase in usable.items():
        for (theme, _), count in phrase.by_plan.items():
            counts[theme][run] = counts[theme].get(run, 0.0) + math.sqrt(count)
    whole: Counter[Run] = Counter()
    for row in counts:
        whole.update(row)
    average = sum(whole.values()) / max(1, themes)
    weights = []
    for row in counts:
        size = sum(row.values())
        weights.append(
            {
                run: count / size * math.log1p(average / whole[run]) * _length(run)
                for run, count in row.items()
            }
        )
    return weights


def _length(run: Run) -> float:
    return 1 + _LONGER * (len(run) - 1)


def _chosen(
    themes: Sequence[Sequence[Measure]],
    usable: Mapping[Run, _Phrase],
    weights: Sequence[Mapping[Run, float]],
) -> list[tuple[str, ...]]:
    """Phrases for each theme; what names one names no other."""
    taken: set[frozenset[str]] = set()
    names = []
    for theme, row in enumerate(weights):
        several = len({measure.document for measure in themes[theme][:NAMED_BY]}) > 1
        ranked = sorted(row, key=lambda run: (-_merit(row, usable, theme, run, several), run))
        picked: list[Run] = []
        for run in ranked:
            if frozenset(run) in taken or any(set(run) & set(other) for other in picked):
                continue
            least = _SECOND * _merit(row, usable, theme, picked[0], several) if picked else 0.0
            if _merit(row, usable, theme, run, several) < least:
                break
            picked.append(run)
            if len(picked) == PHRASES:
                break
        taken.update(map(frozenset, picked))
        names.append(tuple(_printed(usable[run]) for run in picked))
    return names


def _merit(
    row: Mapping[Run, float], usable: Mapping[Run, _Phrase], theme: int, run: Run, several: bool
) -> float:
    """The weight of a phrase in a theme; less where the theme has several plans and it has one."""
    here = {plan for at, plan in usable[run].by_plan if at == theme}
    once = sum(count for (at, _), count in usable[run].by_plan.items() if at == theme) < 2
    return row[run] * (0.5 if several and len(here) < 2 else 1.0) * (0.5 if once else 1.0)


def _printed(phrase: _Phrase) -> str:
    """The commonest form; without the capital of a sentence's beginning, if it is no name."""
    forms: Counter[str] = Counter()
    for form, count in phrase.forms.items():
        first = form.split()[0]
        plain = phrase.is_name or (first.isupper() and len(first) > 1) or not first[0].isupper()
        forms[form if plain else form[0].lower() + form[1:]] += count
    return min(forms, key=lambda form: (-forms[form], len(form), form))


def _stems(text: str) -> list[str]:
    return [stem(token.term) for token in tokenise(text) if token.term not in STOP_WORDS]


def slug(label: str, taken: Collection[str]) -> str:
    """What names a theme in an address: lower case, hyphens, told from those already taken."""
    plain = "-".join(re.findall(r"[a-z0-9]+", fold(label))) or "theme"
    number, found = 1, plain
    while found in taken:
        number += 1
        found = f"{plain}-{number}"
    return found
