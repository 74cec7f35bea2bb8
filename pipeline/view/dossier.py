"""A dossier of pairs of measures: what people decided, with what cites both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from pipeline.language import day
from pipeline.models import Measure
from pipeline.version import __version__
from pipeline.view.frame import frame
from pipeline.view.markup import Element, add, counted, document, percent, tag
from pipeline.workspace.reviews import Decision, Judged, Verdict
from pipeline.workspace.wording import found_said, plan_said, relation_said, verdict_said

_CLASSES = {Verdict.CONFIRMED: "sure", Verdict.RETYPED: "probable", Verdict.REJECTED: "a-verifier"}
_TITLE = "Dossier de recoupements"
_MEANINGS = (
    ("Identique", "les mêmes mots, à la casse et à la typographie près"),
    ("Reformulée", "un même engagement, en d’autres mots"),
    ("A (ou B) plus large", "l’une couvre plus que l’autre"),
    ("Même sujet", "un sujet commun, mais deux engagements"),
    ("Requalifiée", "la relation trouvée a été remplacée par celle d’une personne"),
)


def dossier_page(
    pairs: Sequence[Judged], titles: Mapping[str, str], snapshot: str = "", made: str = ""
) -> bytes:
    """A self-contained page of pairs, in this order, to be read, printed and cited.

    `titles` are those of the plans, by document; `snapshot` names the state of the index, `made`
    (ISO 8601) is when the dossier was.
    """
    listed = tag("ol", class_="reponses")
    for number, one in enumerate(pairs, start=1):
        listed.append(tag("li", _article(one, number, titles)))
    dated = f"établi le\u00a0{_day(made)}\u00a0· " if made else ""
    cited = f"\u00a0· instantané {snapshot}" if snapshot else ""
    page = frame(
        _TITLE,
        "answers.css dossier.css",
        tag("a", "Aller aux paires", href="#paires", class_="saut"),
        tag("header", tag("h1", _TITLE), tag("p", _counts(pairs), class_="resume")),
        tag("main", listed if pairs else tag("p", "Aucune paire."), id="paires"),
        tag("footer", _legend(), tag("p", f"{dated}mesures {__version__}{cited}")),
    )
    return document(page)


def _day(stamp: str) -> str:
    try:
        return day(datetime.fromisoformat(stamp))
    except ValueError:
        return stamp


def _counts(pairs: Sequence[Judged]) -> str:
    """« 12 paires : 8 confirmées, 2 rejetées, 2 à décider. »"""
    verdicts = Counter(one.decision.verdict for one in pairs if one.decision)
    told = [
        counted(verdicts[verdict], verdict_said(verdict).lower())
        for verdict in Verdict
        if verdicts[verdict]
    ]
    if left := sum(one.decision is None for one in pairs):
        told.append(f"{left}\u00a0à décider")
    if again := sum(one.flagged or one.orphan for one in pairs):
        told.append(f"{again}\u00a0à revoir")
    return f"{counted(len(pairs), 'paire')}{chr(0xA0) + ': ' if told else ''}{', '.join(told)}."


def _article(one: Judged, number: int, titles: Mapping[str, str]) -> Element:
    name = f"paire-{number}"
    decision = one.decision
    said = "Sans rapport" if one.rejected else relation_said(one.overlap.relation)
    edition = " – deux éditions d’un même plan" if one.overlap.edition else ""
    article = tag(
        "article",
        tag("h2", tag("span", number, class_="drapeau"), said, edition, id=name),
        _decided(decision) if decision else _undecided(one),
        aria_labelledby=name,
    )
    if decision and decision.note:
        article.append(tag("p", "Remarque\u00a0: ", tag("bdi", decision.note), class_="lecture"))
    sides = tag("div", class_="cotes")
    for place, measure in enumerate((one.overlap.a, one.overlap.b)):
        sides.append(_side(one, place, measure, plan_said(one, place, titles)))
    article.append(sides)
    if one.machine and decision:
        said = f"{found_said(one)}, probabilité {percent(one.machine.score)}"
        article.append(tag("p", f"Relation trouvée\u00a0: {said}", class_="numero"))
    elif decision:
        article.append(tag("p", "Cette paire n’est pas, ou plus, trouvée.", class_="numero"))
    return article


def _decided(decision: Decision) -> Element:
    kind = _CLASSES[decision.verdict]
    return tag(
        "p",
        tag("span", verdict_said(decision.verdict), class_=f"surete {kind}"),
        " par ",
        tag("bdi", decision.author),
        ", le ",
        tag("time", _day(decision.date), datetime=decision.date),
    )


def _undecided(one: Judged) -> Element:
    chance = tag("small", f"probabilité {percent(one.overlap.score)}")
    return tag("p", tag("span", "À décider", class_="surete a-verifier"), " ", chance)


def _side(one: Judged, place: int, measure: Measure, plan: str) -> Element:
    letter = "AB"[place]
    line = tag("p", tag("cite", tag("bdi", plan)), class_="plan")
    if measure.page:
        add(line, f", p.\u00a0{measure.page}")
    path = tag("ol", class_="chemin", aria_label="Place dans le plan")
    for heading in measure.path:
        path.append(tag("li", tag("bdi", heading)))
    label = tag("b", tag("bdi", measure.label), " ") if measure.label else None
    side = tag(
        "section",
        tag("h3", f"Mesure {letter}"),
        tag("blockquote", tag("p", label, tag("bdi", measure.statement))),
        tag("div", line, path if measure.path else None, class_="place"),
        aria_label=f"Mesure {letter}",
    )
    if one.decision and one.changed[place]:
        before = (one.decision.a, one.decision.b)[place].statement
        told = tag("p", tag("strong", "Libellé modifié depuis la décision."), " Avant\u00a0: ",
                   class_="avis")  # fmt: skip
        add(told, tag("bdi", before))
        side.append(told)
    if one.gone[place]:
        side.append(tag("p", "Cette mesure n’est plus dans l’index.", class_="avis"))
    code = tag("code", measure.id)
    side.append(tag("p", tag("bdi", measure.document), " · ", code, class_="numero"))
    return side


def _legend() -> Element:
    listed = tag("dl")
    for name, meaning in _MEANINGS:
        listed.append(tag("dt", name))
        listed.append(tag("dd", meaning))
    return tag("section", tag("h2", "Comment lire ce dossier", id="lecture"), listed,
               class_="legende", aria_labelledby="lecture")  # fmt: skip
