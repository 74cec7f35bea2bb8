"""How changes among the answers of a saved question look: as a record, and to people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.cli.terminal import edited, emphasis, plural, wrapped, wrapped_edits
from pipeline.edits import word_changes
from pipeline.facts import FACTS
from pipeline.search.saved import Change, Told

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
            name: [
                [piece.edit.value, piece.text]
                for piece in word_changes(_text(value), _text(one.fields[name]))
            ]
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
        statement = edited(changed["statement"], statement)
    yield from wrapped_edits(label + statement, "  ", f"{_SIGNS[one.what]} ")
    page = f", p.\u00a0{fields['page']}" if fields["page"] else ""
    notes = [_GONE.get(one.why, ""), _CAUSES.get(one.cause, "")]
    said = "".join(f" · {note}" for note in notes if note)
    for line in wrapped(f"{fields['plan']}{page}{said}", "  "):
        yield emphasis(line, fg="cyan")
    for name, before in changed.items():
        if name != "statement":
            text = edited(_text(before), _text(fields[name]))
            yield from wrapped_edits(f"{_FIELDS[name]}\u00a0: {text}", "    ", "  ")
    yield emphasis(f"  {one.id}", dim=True)


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\u00a0; ".join(map(str, value))
    return "" if value is None else str(value)
