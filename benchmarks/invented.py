"""A collection of any size that says nothing: plans and questions for `benchmarks/scale.py`.

Words come with the shares that `pipeline/data/lexicon` gives them in running French, in French
templates. As in real plans, a heading has a theme and the measures under it speak of that: half of
their words are of the theme, which is a bag of words drawn by the same shares. Names, acronyms and
labels are made up. The same number always gives the same document, whatever the collection's size.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

from pipeline.models import Block, BlockKind, Facts, Measure, Page, Plan, Span, UnitKind
from pipeline.nlp.lexicon import lexicon
from pipeline.search import embedded_text
from pipeline.store import Entry
from pipeline.text import STOP_WORDS, fold

UNITS = 50  # of a document
_THEMES, _THEME_WORDS, _HEADINGS = 600, 60, 5
_FROM_THEME = 0.5
_TEMPLATES = (
    "{v} {n} de {n} pour {n} et {n} dans {n}",
    "{v} et {v} {n} en matière de {n} {n}",
    "{v} un programme de {n} afin de {v} {n} et {n} de {n}",
    "{v} {n}, notamment {n} et {n}, d'ici {y}",
    "{v} la mise en place de {n} {n} auprès de {n}",
    "{v} avec {p} {n} et {n} pour mieux {v} {n}",
    "{v} {n} {n} par {n}, {n} et {n} avant la fin de {y}",
    "{v} {n} à {p}",
)
_PASSAGES = (
    "Depuis {y}, {n} et {n} ont montré que {n} de {n} peut {v} {n} dans {n} {n}.",
    "Le plan rappelle {n} : {n} {n} ne saurait {v} sans {n}, ni {n} sans {n} de {n}.",
    "À {p}, {n} représente {n} de {n} ; {n} et {n} restent {n} {n}.",
)
_DETAILS = ("Cela suppose {n}, {n} et {n} de {n}.", "{n} {n} : {v} {n} avec {n}.")
_QUESTIONS = (
    "Quelles mesures portent sur {t} et {t} ?",
    "Quelles mesures aident à {v} {t} {t} ?",
    "{t} {t} {t}",
    "{t} de {t}",
    "Comment {v} {t} dans {t} ?",
    "Y a-t-il des actions pour {t} {n} ?",
    "{t} {n}",
    "{v} {t} {t} avec {p}",
)
_SYLLABLES = "bra bel cor dou fal gri hau lan mor nav oul pra quin ros sau tur val vil yer".split()


@dataclass(frozen=True, slots=True)
class _Words:
    words: Sequence[str]
    sums: Sequence[float]

    def draw(self, chance: random.Random, count: int = 1) -> list[str]:
        return chance.choices(self.words, cum_weights=self.sums, k=count)


def documents(units: int) -> Iterator[Entry]:
    """Documents of `units` units in all (UNITS each), ready to be stored."""
    for number in range(math.ceil(units / UNITS)):
        yield document(number, min(UNITS, units - number * UNITS))


def document(number: int, units: int = UNITS) -> Entry:
    """The document of a number, with that many units."""
    chance = random.Random(f"document {number}")
    name = f"plan-{number:06}.txt"
    themes = [chance.randrange(_THEMES) for _ in range(_HEADINGS)]
    title = _filled("Plan d'action sur {n} et {n}", themes[0], chance)
    begin = chance.randrange(2015, 2027)
    facts = Facts(title, f"Ville de {_place(chance)}", f"{begin}-{begin + 4}", language="fr")
    text, measures = "", []
    for place in range(units):
        unit = _unit(name, themes, place, units, len(text), chance)
        measures.append(unit)
        text += f"{unit.statement}\n"
    pages = (Page(1, 595.0, 842.0, Span(0, len(text))),)
    blocks = tuple(Block(unit.span, BlockKind.PARAGRAPH, 1) for unit in measures)
    plan = Plan(name, text, pages, blocks, facts)
    embedded = [embedded_text(unit) for unit in measures]
    acronyms = [_acronym(theme) for theme in themes[:2]]
    return Entry(
        plan, measures, embedded, name, "invented", Facts(), "2026-01-01", acronyms=acronyms
    )


def _unit(
    document: str, themes: Sequence[int], place: int, units: int, start: int, chance: random.Random
) -> Measure:
    axis = place * _HEADINGS // units
    theme = themes[axis]
    passage = chance.random() < 0.3
    statement = _filled(chance.choice(_PASSAGES if passage else _TEMPLATES), theme, chance)
    heading = _filled("{n} et {n}", theme, random.Random(f"{document} {axis}"))
    if not passage and chance.random() < 0.05:
        short, long = _acronym(theme)
        statement += f" ({long}, {short})"
    return Measure(
        document=document,
        kind=UnitKind.PASSAGE if passage else UnitKind.MEASURE,
        label=None if passage else f"{axis + 1}.{place + 1}",
        statement=statement,
        printed=statement,
        path=(f"Axe {axis + 1}", heading.capitalize()),
        page=1,
        span=Span(start, start + len(statement)),
        details=(_filled(chance.choice(_DETAILS), theme, chance),) if chance.random() < 0.4 else (),
        lead=f"Service de {_place(chance)}" if chance.random() < 0.3 else None,
        deadline=str(chance.randrange(2025, 2032)) if chance.random() < 0.3 else None,
    )


def questions(count: int) -> list[str]:
    """Questions over the same themes; some mistyped, some with quotes, acronym, field or label."""
    chance = random.Random("questions")
    made = []
    for number in range(count):
        theme = chance.randrange(_THEMES)
        text = _filled(chance.choice(_QUESTIONS), theme, chance)
        word = max(text.split(), key=len)
        at = chance.randrange(1, len(word) - 1) if len(word) > 2 else 1
        match number % 20:
            case 3 | 13:
                text = text.replace(word, word[:at] + word[at + 1 :])
            case 5:
                text = f'"{word}" {text}'
            case 7:
                text += f" {_acronym(theme)[0]}"
            case 9:
                text += f" year:{chance.randrange(2018, 2028)}"
            case 11:
                text += f" lead:{_place(chance)}"
            case 15:
                text = f"mesure {chance.randrange(1, 6)}.{chance.randrange(1, 51)} {text}"
            case 17:
                text += f" -{_theme(theme).draw(chance)[0]}"
        made.append(text)
    return made


def _filled(template: str, theme: int, chance: random.Random) -> str:
    """A template with its words: {n} any, {t} of the theme, {v} a verb, {p} a place, {y} a year."""
    parts = template.split("{")
    text = parts[0]
    for part in parts[1:]:
        kind, rest = part[0], part[2:]
        if kind == "y":
            said = str(chance.randrange(2018, 2035))
        elif kind == "p":
            said = _place(chance)
        elif kind == "v":
            said = _verbs().draw(chance)[0]
        else:
            own = kind == "t" or chance.random() < _FROM_THEME
            said = (_theme(theme) if own else _content()).draw(chance)[0]
        text += said + rest
    return text[0].upper() + text[1:]


def _place(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=4)).capitalize()


@cache
def _acronym(theme: int) -> tuple[str, str]:
    """The acronym of a theme and its long form."""
    chance = random.Random(f"acronym {theme}")
    long = [word for word in _theme(theme).draw(chance, 40) if len(word) > 4][:4]
    return "".join(fold(word)[0].upper() for word in long), " ".join(long)


def _weighted(costs: Sequence[tuple[str, float]]) -> _Words:
    shares = (math.exp(-cost) for _, cost in costs)
    return _Words([word for word, _ in costs], list(accumulate(shares)))


@cache
def _content() -> _Words:
    """The words that carry weight, each with its share of running text."""
    verbs = set(_infinitives())
    return _weighted(
        [
            (word, cost)
            for word, cost in sorted(lexicon().seen.items())
            if len(word) > 2 and word.isalpha() and word not in verbs
            and fold(word) not in STOP_WORDS
        ]
    )  # fmt: skip


@cache
def _verbs() -> _Words:
    seen = lexicon().seen
    return _weighted([(verb, seen[verb]) for verb in _infinitives() if verb in seen])


@cache
def _infinitives() -> list[str]:
    lines = files("pipeline").joinpath("data/lexicon/infinitives.txt").read_text(encoding="utf-8")
    return [line for line in lines.splitlines() if line and not line.startswith("#")]


@cache
def _theme(number: int) -> _Words:
    chance = random.Random(f"theme {number}")
    words = sorted(set(_content().draw(chance, _THEME_WORDS)))
    return _Words(words, list(range(1, len(words) + 1)))
