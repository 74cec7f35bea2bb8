"""Two measures side by side: which words meet, which only one side says, what each states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from pipeline.edits import Piece, word_changes
from pipeline.models import Difference, Measure
from pipeline.overlap import Alignment, Meeting, aligned, contrasts
from pipeline.view.marks import runs

_NEAR = 0.5  # cosine from which a person sees why two words were taken for near
_MET, _ALONE = "met", "alone"


@dataclass(frozen=True, slots=True)
class Beside:
    """Two statements with their words marked, and what explains why they were put together.

    `near` are the words that meet without being the same; `only` those of each side that meet none;
    `differs` what only one side states, or both otherwise.
    """

    first: Markup
    second: Markup
    near: Sequence[Meeting]
    only: tuple[Sequence[str], Sequence[str]]
    differs: Sequence[Difference]
    met: Sequence[Meeting]


def beside(pairs: Sequence[tuple[Measure, Measure]]) -> list[Beside]:
    """Each pair side by side."""
    return [_beside(*pair, words) for pair, words in zip(pairs, aligned(pairs), strict=True)]


def _beside(first: Measure, second: Measure, words: Alignment) -> Beside:
    near = [
        one
        for one in words.met
        if _NEAR <= one.nearness < 1 and one.first.lower() != one.second.lower()
    ]
    return Beside(
        _shown(first.statement, (one.first for one in words.met), words.only_first),
        _shown(second.statement, (one.second for one in words.met), words.only_second),
        near,
        (words.only_first, words.only_second),
        contrasts(first, second),
        words.met,
    )


def _shown(text: str, met: Iterable[str], alone: Iterable[str]) -> Markup:
    """`text` with what meets the other side marked, and what only this one says underlined."""
    words = [*((word, _MET) for word in met), *((word, _ALONE) for word in alone)]
    pieces, end = [], 0
    for start, stop, how in runs(text, words):
        form = "<mark>{}</mark>" if how == _MET else '<span class="alone">{}</span>'
        pieces += [escape(text[end:start]), Markup(form).format(text[start:stop])]
        end = stop
    return Markup("").join([*pieces, escape(text[end:])])


def edited(before: str, after: str) -> Markup:
    """What became of the words of a text: what went is struck out, what came is underlined."""
    return Markup("").join(_piece(one) for one in word_changes(before, after))


def _piece(piece: Piece) -> Markup:
    form = {"removed": "<del>{}</del>", "added": "<ins>{}</ins>"}.get(piece.edit.value, "{}")
    return Markup(form).format(piece.text)


def facts_beside(
    first: Measure, second: Measure, facts: Callable[[Measure], list[tuple[str, list[str]]]]
) -> list[tuple[str, list[str], list[str]]]:
    """The facts that one side states at least: name, values of the first, of the second."""
    one, other = dict(facts(first)), dict(facts(second))
    return [
        (name, one.get(name, []), other.get(name, [])) for name in dict.fromkeys([*one, *other])
    ]
