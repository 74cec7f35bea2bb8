"""Facts in brackets and short lines: « (Direction X, 2026) », « [Pilote : …] », « — Ville »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.fields import FIELDS, Name, names_in
from pipeline.models import Block, BlockKind, Span
from pipeline.nlp.matchers import amounts, bodies, dates, ministries, municipalities, periods
from pipeline.segment.facts.lines import Line
from pipeline.segment.facts.pairs import Said, said
from pipeline.segment.facts.values import items, says_nothing, trimmed
from pipeline.text import fold

_BRACKETS = re.compile(r"\(([^()]{2,200})\)|\[([^\[\]]{2,200})\]")
_DASHED = re.compile(r"\s[—–|]\s([^—–|()]{4,120})$")
_STATUS = re.compile(
    r"(?:en cours|en continu|a l.etude|a venir|en attente|en projet|prevue?s?|planifiee?s?"
    r"|programmee?s?|engagee?s?|lancee?s?|non (?:demarre|engage|realise|commence)e?s?|a lancer"
    r"|a engager|realisee?s?|terminee?s?|achevee?s?|livree?s?|accomplie?s?|completee?s?|reportee?s?"
    r"|suspendue?s?|abandonnee?s?|reconduite?s?|nouvelle?s?|nouveau|en (?:preparation|reflexion"
    r"|construction|reali[sz]ation|elaboration|deploiement)|partiellement realisee?s?|fait|faite)"
    r"(?: a \d{1,3} ?%)?"
)
_WHEN = re.compile(
    r"(?:(?:d'ici(?: a)?|des|a partir de|a compter de|avant|au plus tard(?: en)?|jusqu'en|en"
    r"|horizon"
    r"|a l'horizon|courant|pour|fin|debut|mi-?|rentree|ete|automne|hiver|printemps|de|a|le|la|l'"
    r"|semestre|trimestre|1er|2e|3e|4e|premier|second|deuxieme|s[12]|t[1-4]|q[1-4]|annees?|periode"
    r"|(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
    r"|(?:19|20)\d\d|\d\d?(?:/\d\d?)?(?:/)?|et|au|-|–|—)[\s-]*)+"
)
_SHORT_TERM = re.compile(r"(?:a )?(?:tres )?(?:court|moyen|long) terme|immediat|des maintenant")
_LED = re.compile(
    r"^(?:la |le |l.)?(?:directions?|services?|ville|commune|communaute|mairie|departement"
    r"|region|etat"
    r"|ministere|office|agence|prefecture|rectorat|syndicat|association|federation|comite|conseil"
    r"|pole|bureau|secretariat|ccas|cias|dgs|mrc|municipalite|canton|metropole|chambre|centre"
    r"|cellule|mission|delegation|universite|institut|observatoire)\b"
)
_RANK = 3  # after values by name, before running text


def asides(line: Line, addressed: bool = False) -> Iterator[Said]:
    """What the brackets of a line, or its end after a dash, state.

    `addressed` is for recommendations, whose last bracket names whom they are addressed to.
    """
    text = line.text
    ends = len(text.rstrip(" .;"))
    for match in _BRACKETS.finditer(text):
        start, end = match.span(1) if match[1] else match.span(2)
        final = match.end() >= ends
        if addressed and final and match[1]:
            start, end = trimmed(text, start, end)
            yield Said("lead", _RANK, line, start, end)
            return
        yield from _named(line, start, end)
        if final or (match[2] and not line.own):
            yield from _parts(line, start, end, least=1)
    dashed = _DASHED.search(text)
    if dashed:
        yield from _parts(line, *dashed.span(1), least=2)
    elif not line.own and len(text.split()) <= 14 and not _BRACKETS.search(text):
        yield from _parts(line, 0, len(text), least=2)


def _named(line: Line, start: int, end: int) -> Iterator[Said]:
    """Names with their values in brackets."""
    inside = line.text[start:end]
    named = [n for n in names_in(inside) if n[2].field in FIELDS]
    stops = [n[0] for n in named[1:]] + [len(inside)]
    for (begin, colon, name), stop in zip(named, stops, strict=False):
        yield from said(
            Name(name.field, _RANK), line, inside[begin:colon], start + colon, start + stop
        )


def _parts(line: Line, start: int, end: int, least: int) -> Iterator[Said]:
    """The parts between commas, if each of them is a fact and they are of `least` fields."""
    if ":" in line.text[start:end]:
        return
    places = list(items(line.text, start, end, names=True))
    fields = [_field(line.text[a:b]) for a, b in places]
    known = [field for field in fields if field]
    enough = len(set(known)) >= least or (line.own and known == ["status"])
    if not known or len(known) < len(fields) or not enough:
        return
    if set(known) == {"lead"} or (known == ["deadline"] and line.own is False):
        return  # « (Maison des services) » says what something is called
    seen: set[str] = set()
    for (a, b), field in zip(places, known, strict=True):
        field = "partners" if field == "lead" and "lead" in seen else field
        seen.add(field)
        yield Said(field, _RANK, line, a, b)


def _field(text: str) -> str | None:
    """Which fact a short text is: an amount, a time, a state or a body; None for anything else."""
    folded = fold(text).strip(" .")
    if says_nothing(text, "deadline"):
        return None
    if _STATUS.fullmatch(folded):
        return "status"
    if _whole(text, amounts(text)):
        return "budget"
    dated = re.search(r"(?:19|20)\d\d", folded) and _WHEN.fullmatch(folded)
    if dated or _SHORT_TERM.fullmatch(folded) or _whole(text, (*dates(text), *periods(text))):
        return "deadline"
    named = [f for matcher in (bodies, ministries, municipalities) for f in matcher(text)]
    if _whole(text, named) or (_LED.match(folded) and text[:1].isupper()):
        return "lead"
    return "lead" if re.fullmatch(r"[A-ZÀ-Ý]{2,8}(?:[-/ ][A-ZÀ-Ý]{1,8})?", text) else None


def _whole(text: str, found: Sequence[object]) -> bool:
    """Whether one match takes all of a text."""
    spans = [(getattr(one, "start", 0), getattr(one, "end", 0)) for one in found]
    return any(end - start >= len(text.strip()) for start, end in spans)


def alone(line: Line) -> Iterator[Said]:
    """What a short line is that is one fact and no more (« En cours », « 40 000 € par an »)."""
    field = None if line.own or len(line.text.split()) > 8 else _field(line.text.strip(" .•"))
    if field in ("budget", "deadline") and not re.fullmatch(r"\W*\d{4}\W*", line.text):
        start, end = trimmed(line.text, 0, len(line.text))
        yield Said(field, _RANK + 1, line, start, end)
    if not line.own and _STATUS.fullmatch(fold(line.text).strip(" .•")):
        start, end = trimmed(line.text, 0, len(line.text))
        yield Said("status", _RANK, line, start, end)


def bare(statement: str) -> tuple[str, str]:
    """A statement without the facts printed after it, and what was taken off."""
    line = Line(statement, ((0, 0),), Block(Span(0, 0), BlockKind.PARAGRAPH), own=True)
    cuts = [start for start, _, name in names_in(statement) if start and name.field in FIELDS]
    ends = len(statement.rstrip(" .;"))
    cuts += [
        match.start()
        for match in _BRACKETS.finditer(statement)
        if match.end() >= ends and any(_parts(line, *match.span(1 if match[1] else 2), least=1))
    ]
    dashed = _DASHED.search(statement)
    if dashed and any(_parts(line, *dashed.span(1), least=2)):
        cuts.append(dashed.start())
    if not cuts or len(statement[: min(cuts)].split()) < 2:
        return statement, ""
    cut = min(cuts)
    return statement[:cut].rstrip(" ([—–|-"), statement[cut:].strip()
