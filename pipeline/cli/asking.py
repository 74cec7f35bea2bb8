"""Pairs of measures on a terminal: both sides shown, and decisions asked for key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import click

from pipeline.cli.speech import moment, phrase
from pipeline.cli.terminal import emphasis, named, number_fr, wrapped
from pipeline.messages import noted
from pipeline.models import Relation
from pipeline.workspace import Decision, Judged
from pipeline.workspace.reviews import decided
from pipeline.workspace.wording import flags_said, plan_said, relation_said, verdict_said

# What a key decides: the relation, and whether it is B that covers more.
_RELATIONS = {
    "1": (Relation.SAME, False),
    "2": (Relation.REWORDED, False),
    "3": (Relation.BROADER, False),
    "4": (Relation.BROADER, True),
    "5": (Relation.RELATED, False),
}
_KEYS = noted("[c] confirm  [r] reject  {relations}  [n] note  [s] skip  [q] quit")


def pair_lines(one: Judged, titles: Mapping[str, str]) -> Iterator[str]:
    """A pair: its relation and chance, both sides with plan, page and headings, the decision."""
    overlap = one.overlap
    said = "Sans rapport" if one.rejected else relation_said(overlap.relation)
    chance = "" if one.decision else f" \u00b7 {number_fr(overlap.score)}"
    yield emphasis(said + chance, bold=True)
    for place, measure in enumerate((overlap.a, overlap.b)):
        yield from wrapped(named(measure), "     ", f"  {'AB'[place]}  ")
        page = f", p.\u00a0{measure.page}" if measure.page else ""
        for line in wrapped(plan_said(one, place, titles) + page, "     "):
            yield emphasis(line, fg="cyan")
        if measure.path:
            yield from wrapped(" \u203a ".join(measure.path), "       ", "     \u203a ")
        yield emphasis(f"     {measure.id}", dim=True)
    if one.decision:
        yield from wrapped(signed(one.decision), "    ", "  ")
    for flag in flags_said(one):
        yield from wrapped(f"! {flag}", "    ", "  ")


def signed(one: Decision) -> str:
    """Verdict, author, date and remark of a decision."""
    note = f" \u2013 {one.note}" if one.note else ""
    return f"{verdict_said(one.verdict)}, {one.author}, {moment(one.date)}{note}"


def _told(one: Decision) -> str:
    relation = f"{relation_said(one.relation)} \u00b7 " if one.relation else ""
    return relation + signed(one)


def decision_lines(one: Decision) -> Iterator[str]:
    """A decision as it was made, with the words of both sides then."""
    yield from wrapped(_told(one), "  ", "")
    for letter, side in zip("AB", (one.a, one.b), strict=True):
        yield from wrapped(f"{side.statement} ({side.document})", "     ", f"  {letter}  ")


def ask(pairs: Sequence[Judged], titles: Mapping[str, str], author: str) -> Iterator[Decision]:
    """Show one pair after the other, and give what is decided about each, until who is asked quits.

    A key that means nothing is asked for again; the end of the input quits.
    """
    relations = "  ".join(f"[{key}] {relation_said(*pair)}" for key, pair in _RELATIONS.items())
    for count, one in enumerate(pairs, start=1):
        click.echo(emphasis(f"{count}/{len(pairs)}", dim=True))
        for line in pair_lines(one, titles):
            click.echo(line)
        note = ""
        while True:
            for line in wrapped(phrase(_KEYS.template, relations=relations), ""):
                click.echo(line)
            key = _key()
            if key == "q":
                return
            if key == "s":
                break
            if key == "n":
                note = _note()
            elif (made := _made(one, key, author, note, titles)) is not None:
                click.echo(emphasis(_told(made), bold=True))
                yield made
                break
        click.echo()


def _note() -> str:
    said = click.prompt(phrase("note: "), default="", show_default=False, prompt_suffix="")
    return str(said).strip()


def _key() -> str:
    try:
        return click.getchar().lower()
    except EOFError:
        return "q"


def _made(
    one: Judged, key: str, author: str, note: str, titles: Mapping[str, str]
) -> Decision | None:
    """What a key decides; None for one that decides nothing."""
    overlap, machine = one.overlap, one.machine
    if key == "r":
        return decided(overlap, None, author, machine=machine, titles=titles, note=note)
    if key == "c":
        relation = None if one.rejected else overlap.relation
        return decided(overlap, relation, author, machine=machine, titles=titles, note=note)
    if key not in _RELATIONS:
        return None
    relation, turned = _RELATIONS[key]
    return decided(overlap, relation, author, turned, machine, titles, note)
