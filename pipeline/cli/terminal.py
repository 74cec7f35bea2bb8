"""How measures look to people on a terminal: wrapped, with French typography, words marked."""

from __future__ import annotations

import os
import re
import sys
import textwrap
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import click

from pipeline.edits import Edit, word_changes
from pipeline.errors import printable
from pipeline.language import FRENCH, number
from pipeline.models import Amount, Hit, Match, Measure, UnitKind
from pipeline.text import analyse

_WIDEST = 100
_NARROWEST = 40
_USUAL = 80
_WHERE = {
    "statement": "",
    "heading": " (titre au-dessus)",
    "details": " (précisions)",
    "title": " (titre du plan)",
}
_PARTS = {"aligned": "aligné", "neighbours": "voisins", "label": "libellé"}
_KINDS = {
    UnitKind.PROGRAMME: "programme",
    UnitKind.RECOMMENDATION: "recommandation",
    UnitKind.PASSAGE: "passage",
}
# Spaces that French typography keeps on the line, as titles are typed with plain ones.
_KEPT = re.compile(r"(?<=«) (?=\S)|(?<=\S) (?=[:;?!»%€](?:\s|$))")
_EDGES = re.compile(r"(\[-|-\]|\{\+|\+\})")
_HELD = "\ue000"  # stands for one of them while lines are cut


def width() -> int:
    """The columns to write in."""
    return max(_NARROWEST, min(_WIDEST, _columns()))


def _columns() -> int:
    """Those of the terminal, as `shutil.get_terminal_size` has them without its imports."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or _USUAL  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return _USUAL


def styled() -> bool:
    """Whether standard output takes colour: a terminal, and no one asked for none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def emphasis(text: str, **style: bool | str) -> str:
    """`text` in a style, if standard output takes any."""
    text = printable(text)
    return click.style(text, **style) if styled() else text  # type: ignore[arg-type]


def plural(count: int, noun: str) -> str:
    """« 1 mesure », « 2 mesures »: French counts zero and one in the singular."""
    return f"{number(count, FRENCH)}\u00a0{noun}{'s' if count > 1 else ''}"


def wrapped(text: str, indent: str, first: str | None = None) -> list[str]:
    """`text` in lines of the terminal's width, none of which begins with a « : » or the like.

    Non-breaking spaces stay unbroken.
    """
    lines = textwrap.wrap(
        _KEPT.sub(_HELD, printable(text)),
        width(),
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_HELD, " ") for line in lines] or [first or indent]


def marked(lines: Sequence[str], words: Collection[str]) -> list[str]:
    """`lines` with each of the given words in bold, on a terminal."""
    if not styled() or not words:
        return list(lines)
    stems = {term.term for word in words for term in analyse(word)}
    return [_bold(line, stems) for line in lines]


def _bold(line: str, stems: Collection[str]) -> str:
    pieces, end = [], 0
    for term in analyse(line):
        if term.term in stems:
            pieces += [line[end : term.start], click.style(line[term.start : term.end], bold=True)]
            end = term.end
    return "".join((*pieces, line[end:]))


def edited(before: str, now: str) -> str:
    """A text with the words that left and came, as wdiff marks them: [-left-] {+came+}."""
    marks = {Edit.SAME: "{}", Edit.REMOVED: "[-{}-]", Edit.ADDED: "{{+{}+}}"}
    pieces = word_changes(printable(before), printable(now))
    return "".join(marks[piece.edit].format(piece.text) for piece in pieces).replace("]{", "] {")


def wrapped_edits(text: str, indent: str, first: str | None = None) -> list[str]:
    """`text` of `edited` wrapped; on a terminal what left is red and what came green."""
    lines = wrapped(text, indent, first)
    if not styled():
        return lines
    colour: dict[str, Any] = {}  # goes on across line ends
    coloured = []
    for line in lines:
        pieces = []
        for piece in _EDGES.split(line):
            if piece in ("[-", "{+"):
                colour = {"fg": "red", "strikethrough": True} if piece == "[-" else {"fg": "green"}
            pieces.append(click.style(piece, **colour) if colour and piece else piece)
            if piece in ("-]", "+}"):
                colour = {}
        coloured.append("".join(pieces))
    return coloured


def hit_lines(hit: Hit) -> Iterable[str]:
    """One answer: number and statement, plan and page, place in the outline, why, id."""
    measure = hit.measure
    number = f"{hit.rank}. "
    indent = " " * max(3, len(number))
    words = {match.found for match in hit.why}
    yield from marked(wrapped(named(measure), indent, number.ljust(3)), words)
    place = hit.plan + (f", p.\u00a0{measure.page}" if measure.page else "")
    if measure.kind in _KINDS:
        place += f" [{_KINDS[measure.kind]}]"
    place += scanned(measure)
    for line in wrapped(place, indent):
        yield emphasis(line, fg="cyan")
    if measure.path:
        path = " \u203a ".join(measure.path)
        headings = {match.found for match in hit.why if match.where == "heading"}
        yield from marked(wrapped(path, indent + "  ", indent + "\u203a "), headings)
    addends = (
        f"{_PARTS.get(name, name)}\u00a0{number_fr(part)}"
        for name, part in hit.parts.items()
        if abs(part) >= 0.005
    )
    sure = f"{hit.sureness} \u00b7 " if hit.sureness else ""
    score = f"score\u00a0{number_fr(hit.score)} = {' + '.join(addends)}"
    for line in wrapped(sure + reasons(hit.why) + score, indent):
        yield emphasis(line, dim=True)
    yield emphasis(f"{indent}{measure.id}", dim=True)


def named(measure: Measure) -> str:
    """The label, if any, and the statement."""
    return f"{measure.label}  {measure.statement}" if measure.label else measure.statement


def scanned(measure: Measure) -> str:
    """A mark for text that was recognised in a picture, with its confidence; else nothing."""
    if measure.recognised is None:
        return ""
    return f" [OCR\u00a0{round(100 * measure.recognised)}\u00a0%]"


def fact_lines(measure: Measure) -> Iterable[tuple[str, str]]:
    """The facts of a measure with their French names; amounts where they say more than budgets."""
    printed = "".join((measure.budget or "").split())
    read = [amount_fr(amount) for amount in measure.amounts]
    amounts = [text for text in read if "".join(text.split()) not in printed]
    facts = (
        ("Responsable", measure.lead),
        ("Partenaires", ", ".join(measure.partners)),
        ("Échéance", measure.deadline),
        ("Budget", measure.budget),
        ("Montants" if len(amounts) > 1 else "Montant", "\u00a0; ".join(amounts)),
        ("Indicateurs", "\u00a0; ".join(measure.indicators)),
        ("Cibles", "\u00a0; ".join(measure.targets)),
        ("État", measure.status),
        ("Public", measure.audience),
        ("Territoire", measure.territory),
        ("Imprimé", measure.printed if measure.printed != measure.statement else None),
    )
    return ((name, text) for name, text in facts if text)


_SIGNS = {"EUR": "€", "CAD": "$\u00a0CA", "USD": "$\u00a0US", "XOF": "F\u00a0CFA"}
_SIGNS |= {"XAF": "F\u00a0CFA"}


def amount_fr(amount: Amount) -> str:
    """« 2 500 000 €, 2025-2027 (pour « Axe 1 ») », in French typography."""
    decimals = 0 if float(amount.amount).is_integer() else 2
    figures = f"{amount.amount:,.{decimals}f}".replace(",", "\u202f").replace(".", ",")
    text = f"{figures}\u00a0{_SIGNS.get(amount.currency, amount.currency)}"
    if amount.per_year:
        text += " par an"
    if amount.start or amount.end:
        years = dict.fromkeys(str(year) for year in (amount.start, amount.end) if year)
        text += f", {'-'.join(years)}"
    if amount.level != "measure":
        text += f" (pour «\u00a0{amount.level}\u00a0»)"
    return text


def number_fr(value: float) -> str:
    """Two decimals, with a French comma."""
    return f"{value:.2f}".replace(".", ",").replace("-", "\u2212")


def reasons(matches: Sequence[Match]) -> str:
    """Why a measure answers: each word of the question and what it met."""
    said = []
    for match in matches:
        query = f"«\u00a0{match.query}\u00a0»"
        if match.how == "word":
            said.append(query + _WHERE.get(match.where, ""))
        else:
            sign = "≈" if match.how == "sense" else "="
            said.append(f"{query} {sign} {match.found}{_WHERE.get(match.where, '')}")
    return "\u00a0; ".join(said) + " \u00b7 " if said else ""


def tree_lines(measures: Sequence[Measure]) -> Iterable[str]:
    """The outline of a plan: headings once, indented by depth, with their measures below."""
    open_path: tuple[str, ...] = ()
    for measure in measures:
        shared = 0
        while (
            shared < min(len(open_path), len(measure.path))
            and open_path[shared] == measure.path[shared]
        ):
            shared += 1
        for depth, heading in enumerate(measure.path[shared:], start=shared):
            indent = "  " * depth
            for line in wrapped(heading, indent + "  ", indent):
                yield emphasis(line, bold=True)
        open_path = measure.path
        indent = "  " * len(measure.path)
        page = f" (p.\u00a0{measure.page})" if measure.page else ""
        kind = f" [{_KINDS[measure.kind]}]" if measure.kind in _KINDS else ""
        yield from wrapped(
            named(measure) + kind + page + scanned(measure), indent + "  ", indent + "- "
        )
