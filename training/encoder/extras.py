"""What else might teach the student: noised copies, synonyms, derivations, acronyms.

Each function gives pairs of texts that ought to have one vector. `ablate` tries them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from training.encoder import corpora, recipe
from training.encoder.robustness import lost_elisions, mistyped
from training.encoder.vocabulary import fold

_ACRONYM = re.compile(r"\(([A-ZÉ][A-Za-zÉ]{1,7})\)")
_WORDS = re.compile(r"[^\W_]+")
_GRAMMAR = frozenset("a au aux d de des du en et l la le les ou par pour sur un une".split())


def noised(data: Path) -> list[tuple[str, str]]:
    """Questions and headings beside copies with a typing error and without apostrophes."""
    draw = random.Random(recipe.SEED + 1)
    asked = sorted({q.query for path in recipe.QA_FILES for q in corpora.questions(data / path)})
    return [(text, lost_elisions(mistyped(text, draw))) for text in asked]


def synonyms(data: Path) -> list[tuple[str, str]]:
    """EuroVoc's preferred and alternative terms, and Wiktionnaire's first three synonyms."""
    rows = (line.split("\t") for line in corpora.lines(data / recipe.EUROVOC_FILE))
    pairs = [(row[0], row[1]) for row in rows]
    for line in corpora.lines(data / recipe.SYNONYMS_FILE):
        word, found, *_ = line.split("\t")
        pairs += [(word, synonym) for synonym in found.split("|")[:3] if synonym]
    return [
        pair for pair in pairs if not pair[0].startswith("-") and fold(pair[0]) != fold(pair[1])
    ]


def derivations(data: Path) -> list[tuple[str, str]]:
    """A word and a word made from it (« bénévole », « bénévolat »)."""
    rows = (line.split("\t") for line in corpora.lines(data / recipe.DERIVATIONS_FILE))
    return [(row[0], row[1]) for row in rows]


def acronyms(data: Path, pairs: list[corpora.Pair]) -> list[tuple[str, str]]:
    """Acronyms of the training texts beside what stands before their parentheses."""
    questions = (q for path in recipe.QA_FILES for q in corpora.questions(data / path))
    texts = [f"{q.query}\n{q.passage}" for q in questions] + [pair.french for pair in pairs]
    return sorted({found for text in texts if "(" in text for found in defined(text)})


def defined(text: str) -> Iterator[tuple[str, str]]:
    """The acronyms that a text defines, with their expansions."""
    for match in _ACRONYM.finditer(text):
        words = list(_WORDS.finditer(text, max(0, match.start() - 100), match.start()))
        letters = fold(match[1])
        for first in reversed(words):
            expansion = text[first.start() : match.start()].strip(" «»\"'’")
            said = [fold(word[0]) for word in words if word.start() >= first.start()]
            kept = "".join(word[0] for word in said if word not in _GRAMMAR)
            if said[0] not in _GRAMMAR and letters in (kept, "".join(word[0] for word in said)):
                yield match[1], " ".join(expansion.split())
                break
