"""How changes among the answers of a saved question look: as a record, and to people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from pipeline.cli.terminal import emphasis, plural, styled, wrapped
from pipeline.errors import printable
from pipeline.facts import FACTS
from pipeline.search.saved import Change, Told, words_changed

_SIGNS = {"new": "+", "changed": "~", "gone": "−"}
_REMADE = {
    "encoder": "l'encodeur a changé",
    "version": "une autre version de mesures répond",
    "ranking": "la pondération des réponses a changé",
}
_GONE = {
    "document": "son document n'est plus dans l'index",
    "measure": "n'est plus dans son document",
    "answer": "modifiée, ne répond plus",
}
_CAUSES = {
    "correction": "corrigée à la main",
    "collection": "répond depuis que d'autres documents ont changé",
}
_FIELDS = {
    "kind": "Genre",
    "label": "Étiquette",
    "statement": "Énoncé",
    "details": "Précisions",
    **FACTS,
}


def report_record(told: Told) -> dict[str, Any]:
    """The fields of `mesures watch report`: a question and its changes by what they are."""
    since = told.question.baseline
    record: dict[str, Any] = {
        "name": told.question.name,
        "question": told.question.question,
        "since": since.taken if since else None,
        "snapshot_before": since.snapshot if since else None,
        "generation_before": since.generation if since else None,
        "snapshot": told.baseline.snapshot,
        "generation": told.baseline.generation,
        "remade": list(told.remade),
        "answers": told.answers,
    }
    for what in _SIGNS:
        record[what] = [_change(one) for one in told.changes if one.what == what]
    return record


def _change(one: Change) -> dict[str, Any]:
    record = {"id": one.id, "cause": one.cause} | dict(one.fields)
    if one.why:
        record["why"] = one.why
    if one.chance is not None:
        record["chance"] = round(one.chance, 3)
    if one.before is not None:
        record["before"] = dict(one.before)
        record["words"] = {
            name: words_changed(_text(value), _text(one.fields[name]))
            for name, value in one.before.items()
        }
    return record


def report_lines(told: Told) -> Iterator[str]:
    """A question and its changes, in French; those of another reading of files are counted."""
    since = told.question.baseline
    yield emphasis(f"{told.question.name}\u00a0: {told.question.question}", bold=True)
    when = f"depuis le {since.taken[:16].replace('T', ' ')} UTC" if since else "pour la 1re fois"
    for name in told.remade:
        yield from wrapped(
            f"{_REMADE[name]} {when}\u00a0: les réponses de documents inchangés sont reprises à "
            "neuf, sans comparaison",
            "  ",
            "! ",
        )
    shown = [one for one in told.changes if one.cause != "reading"]
    for one in shown:
        yield from _lines(one)
    if reread := len(told.changes) - len(shown):
        yield from wrapped(
            f"{plural(reread, 'différence')} de fichiers inchangés qu'une autre version de "
            "mesures lit autrement (--json les donne)",
            "  ",
            "! ",
        )
    if not told.changes:
        yield f"  rien de nouveau {when} ({plural(told.answers, 'réponse')})"
    yield ""


def _lines(one: Change) -> Iterator[str]:
    fields = one.fields
    label = f"{fields['label']}  " if fields["label"] else ""
    changed = one.before or {}
    statement = fields["statement"]
    if "statement" in changed:
        statement = _marked(changed["statement"], statement)
    yield from _wrapped(label + statement, "  ", f"{_SIGNS[one.what]} ")
    page = f", p.\u00a0{fields['page']}" if fields["page"] else ""
    notes = [_GONE.get(one.why, ""), _CAUSES.get(one.cause, "")]
    said = "".join(f" · {note}" for note in notes if note)
    for line in wrapped(f"{fields['plan']}{page}{said}", "  "):
        yield emphasis(line, fg="cyan")
    for name, before in changed.items():
        if name != "statement":
            text = _marked(_text(before), _text(fields[name]))
            yield from _wrapped(f"{_FIELDS[name]}\u00a0: {text}", "    ", "  ")
    yield emphasis(f"  {one.id}", dim=True)


def _marked(before: str, now: str) -> str:
    """A text with the words that left and came: [-left-] {+came+}, in colour on a terminal."""
    runs = (_run(kind, printable(text)) for kind, text in words_changed(before, now))
    return " ".join(runs)


def _run(kind: str, text: str) -> str:
    if kind == "same":
        return text
    return f"[-{text}-]" if kind == "deleted" else f"{{+{text}+}}"


def _wrapped(text: str, indent: str, first: str) -> Iterable[str]:
    lines = wrapped(text, indent, first)
    return _coloured(lines) if styled() else lines


def _coloured(lines: Iterable[str]) -> Iterator[str]:
    """Lines with what left in red and what came in green, across line ends."""
    colour: Mapping[str, Any] = {}
    for line in lines:
        pieces = []
        for piece in _pieces(line):
            if piece in ("[-", "{+"):
                colour = {"fg": "red", "strikethrough": True} if piece == "[-" else {"fg": "green"}
            pieces.append(click.style(piece, **colour) if colour and piece else piece)
            if piece in ("-]", "+}"):
                colour = {}
        yield "".join(pieces)


def _pieces(line: str) -> list[str]:
    import re

    return re.split(r"(\[-|-\]|\{\+|\+\})", line)


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\u00a0; ".join(map(str, value))
    return "" if value is None else str(value)
