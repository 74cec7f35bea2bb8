"""What the collection knows of a question's words: typing errors in them, acronyms, definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipeline.search.question import Question, Word
from pipeline.store import Vocabulary
from pipeline.text import fold

_SHORTEST = 5  # letters of a word that may be mistyped; shorter ones are near too many others
_TWO_ERRORS = 9  # letters from which two errors are seen through
_MOST_FORMS = 3  # long forms of one acronym that are looked for


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was read: words corrected (typed, read) and acronyms (short, long form)."""

    corrected: tuple[tuple[str, str], ...] = ()
    expanded: tuple[tuple[str, str], ...] = ()


def read(
    question: Question,
    lexicon: Vocabulary,
    held: Callable[[str], bool],
    known: Callable[[str], bool],
) -> tuple[Question, Reading]:
    """The question with its typing errors corrected and its acronyms expanded.

    `held` tells whether the collection has a stem, `known` whether a word is one of the language.
    """
    question, corrected = _corrected(question, lexicon, held, known)
    words, expanded = _expanded(question.words, lexicon)
    # The sentence vector knows no acronym of the collection: it is told the long form.
    long = [pair[1] for pair in expanded if fold(pair[1]) not in fold(question.text)]
    text = " ".join((question.text, *long)).strip()
    return replace(question, words=words, text=text), Reading(corrected, expanded)


def _corrected(
    question: Question,
    lexicon: Vocabulary,
    held: Callable[[str], bool],
    known: Callable[[str], bool],
) -> tuple[Question, tuple[tuple[str, str], ...]]:
    words, text, corrected = [], question.text, []
    for word in question.words:
        typed = fold(word.typed)
        meant = None
        if len(typed) >= _SHORTEST and typed.isalpha() and not held(word.stem) and not known(typed):
            meant = _nearest(typed, word.stem, lexicon)
        if meant is None:
            words.append(word)
            continue
        stem, form = meant
        words.append(Word(stem, form))
        text = text.replace(word.typed, form)
        corrected.append((word.typed, form))
    return replace(question, words=tuple(words), text=text), tuple(corrected)


def _nearest(typed: str, stem: str, lexicon: Vocabulary) -> tuple[str, str] | None:
    """Stem and form of the collection's word that was meant, if one is near enough."""
    allowed = 2 if len(typed) >= _TWO_ERRORS else 1
    near = lexicon.words(typed[0], len(stem) - allowed - 1, len(typed) + allowed)
    best: tuple[int, int, str, str] | None = None
    for held, form in near:
        plain = fold(form)
        far = min(distance(typed, plain, allowed), distance(stem, held, allowed))
        # A plural typed with an error is as far from the singular as it is from its own plural.
        if far <= allowed:
            found = (far, abs(len(typed) - len(plain)), held, form)
            best = min(best, found) if best else found
    return (best[2], best[3]) if best else None


def distance(a: str, b: str, most: int) -> int:
    """Edits from `a` to `b` (optimal string alignment: a swap of two letters is one); or more than
    `most`, once that is certain."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    # An edit brings in one letter at most, and takes one away: most words are told by that.
    letters, others = set(a), set(b)
    if len(letters - others) > most or len(others - letters) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        last, row, before = row, [i], row if i == 1 else before
        for j, other in enumerate(b, start=1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
        before = last
    return row[-1]


def _expanded(
    words: Sequence[Word], lexicon: Vocabulary
) -> tuple[tuple[Word, ...], tuple[tuple[str, str], ...]]:
    """Words with the runs that stand for them, and the definitions that were used."""
    stems = [word.stem for word in words]
    also: dict[str, list[tuple[str, ...]]] = {stem: [] for stem in stems}
    used: dict[tuple[str, str], None] = {}
    for short, long, brief, run in lexicon.acronyms(stems):
        pairs = [(brief, run)] if brief in also else [(stem, (brief,)) for stem in run]
        for stem, other in pairs:
            if other not in also[stem] and len(also[stem]) < _MOST_FORMS:
                also[stem].append(other)
                used.setdefault((short, long))
    expanded = tuple(replace(word, also=tuple(also[word.stem])) for word in words)
    return expanded, tuple(used)
