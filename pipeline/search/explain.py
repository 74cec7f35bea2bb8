"""Why a measure answers: the words of it that those of the question met, as they stand there."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.models import Match, Measure
from pipeline.search.aligned import Meeting
from pipeline.text import analyse, fold


def explained(
    meetings: Sequence[Meeting], measure: Measure, title: str, unit: float
) -> tuple[Match, ...]:
    """What met, in the order of the question; `unit` is what an aligned score of 1 weighs."""
    texts = places(measure, title)
    found = []
    for meeting in meetings:
        run = next((r for r in meeting.word.also if r[0] == meeting.stem), (meeting.stem,))
        met = _standing(texts[meeting.where], run if meeting.how == "acronym" else (meeting.stem,))
        typed, how = meeting.word.typed, meeting.how
        if how == "stem" and fold(met) == fold(typed):
            how = "word"
        found.append(Match(typed, met, meeting.where, how, unit * meeting.weight))
    return tuple(found)


def places(measure: Measure, title: str) -> dict[str, str]:
    """The texts of a measure by what they are; what the store indexes of each is the same."""
    facts = (*measure.spoken, *filter(None, (measure.deadline, measure.budget)))
    return {
        "statement": f"{measure.label or ''} {measure.statement}",
        # The innermost heading first: where a word stands twice, the nearer one is shown.
        "heading": "\n".join(reversed(measure.path)),
        "details": "\n".join((*measure.details, *facts)),
        "title": title,
    }


def _standing(text: str, run: Sequence[str]) -> str:
    """The run of stems as it stands in a text; its stems where it does not."""
    terms = analyse(text)
    for place in range(len(terms) - len(run) + 1):
        span = terms[place : place + len(run)]
        if [term.term for term in span] == list(run):
            return text[span[0].start : span[-1].end]
    return " ".join(run)
