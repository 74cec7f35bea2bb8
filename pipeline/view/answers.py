"""Answers as one web page: each hit with its place, its facts, why it is there and its score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.models import Hit, Match, UnitKind
from pipeline.version import __version__
from pipeline.view.facts import facts_of
from pipeline.view.frame import frame
from pipeline.view.marks import Met, marked
from pipeline.view.markup import Element, add, counted, document, percent, quoted, tag
from pipeline.view.score import meanings, score_table, thousandths

_HOW = {
    "word": "même mot",
    "stem": "même famille",
    "sense": "sens proche",
    "acronym": "sigle et sa forme longue",
}
_WHERE = {
    "statement": "dans l’énoncé",
    "heading": "dans un titre au-dessus",
    "details": "dans les précisions",
    "title": "dans le titre du plan",
}
_KINDS = {
    UnitKind.PROGRAMME: "programme",
    UnitKind.RECOMMENDATION: "recommandation",
    UnitKind.PASSAGE: "passage, qui n’engage à rien",
}
_MEANINGS = (
    ("Sûre", "répond neuf fois sur dix, d’après des questions jugées"),
    ("Probable", "répond plus d’une fois sur deux"),
    ("À vérifier", "répond moins souvent"),
    ("Même famille", "bénévole, bénévolat"),
    ("Sens proche", "d’autres mots pour la même chose, d’après un modèle de langue"),
)
_CLASSES = {"sûre": "sure", "probable": "probable"}  # of the page's style, by what is said


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and what is shown for it.

    `corrected` are pairs of a word as typed and as read, `expanded` of an acronym and its long
    form; `nothing` when the collection probably holds no answer; `worth` is what is said of how
    much of it is found, if anything.
    """

    question: str
    hits: Sequence[Hit]
    corrected: Sequence[tuple[str, str]] = ()
    expanded: Sequence[tuple[str, str]] = ()
    nothing: bool = False
    worth: str | None = None


def answers_page(answers: Sequence[Answered], snapshot: str = "") -> bytes:
    """A self-contained page of the answers to one question or to several, in this order.

    `snapshot` is the id of the state of the index that gave them, for citing them.
    """
    if len(answers) == 1:
        title = f"Réponses à {quoted(answers[0].question)}"
        heading = tag("h1", tag("bdi", quoted(answers[0].question)))
    else:
        title = f"Réponses à {counted(len(answers), 'question')}"
        heading = tag("h1", title)
    shown = tag("main", id="reponses")
    for number, answered in enumerate(answers, start=1):
        shown.append(_section(answered, number, alone=len(answers) == 1))
    page = frame(
        title,
        "answers.css",
        tag("a", "Aller aux réponses", href="#reponses", class_="saut"),
        tag("header", tag("p", "Recherche de mesures", class_="fichier"), heading),
        _contents(answers) if len(answers) > 1 else None,
        shown,
        tag("footer", _legend(), tag("p", f"mesures {__version__}{_cited(snapshot)}")),
    )
    return document(page)


def _cited(snapshot: str) -> str:
    return f"\u00a0· instantané {snapshot}" if snapshot else ""


def _contents(answers: Sequence[Answered]) -> Element:
    listed = tag("ol")
    for number, one in enumerate(answers, start=1):
        link = tag("a", tag("bdi", one.question), href=f"#question-{number}")
        said = "probablement rien" if one.nothing else counted(len(one.hits), "réponse")
        listed.append(tag("li", link, " ", tag("small", said)))
    return tag("nav", tag("h2", "Questions"), listed, aria_label="Questions")


def _section(answered: Answered, number: int, alone: bool) -> Element:
    """One question; its heading is that of the page when it stands alone."""
    name = f"question-{number}"
    section = tag("section", id=name)
    if alone:
        section.set("aria-label", "Réponses")
    else:
        section.set("aria-labelledby", f"{name}-titre")
        add(section, tag("h2", tag("bdi", quoted(answered.question)), id=f"{name}-titre"))
    for said in _said(answered):
        section.append(said)
    if answered.hits:
        hits = tag("ol", class_="reponses")
        for hit in answered.hits:
            hits.append(tag("li", _article(hit, name, "h2" if alone else "h3", answered.corrected)))
        section.append(hits)
    return section


def _said(answered: Answered) -> list[Element]:
    """How the question was read and what the answer is worth, a paragraph each."""
    said = [tag("p", _counts(answered.hits), class_="resume")]
    if answered.hits and answered.nothing:
        told = "Probablement rien dans cette collection ne répond\u00a0: voici le moins éloigné."
        said.append(tag("p", told, class_="avis"))
    if answered.worth:
        said.append(tag("p", answered.worth, class_="avis"))
    for typed, read in answered.corrected:
        said.append(tag("p", "Faute de frappe\u00a0: ", tag("bdi", quoted(typed)), " est lu ",
                        tag("bdi", quoted(read)), ".", class_="lecture"))  # fmt: skip
    for short, long in answered.expanded:
        said.append(tag("p", "Sigle\u00a0: ", tag("bdi", short), " = ", tag("bdi", long), ".",
                        class_="lecture"))  # fmt: skip
    return said


def _counts(hits: Sequence[Hit]) -> str:
    """« 10 réponses : 1 sûre, 2 probables, 7 à vérifier. »"""
    if not hits:
        return "Aucune mesure ne répond."
    kinds = Counter(str(hit.sureness) for hit in hits)
    named = [
        f"{kinds[name]}\u00a0{name if name == 'à vérifier' or kinds[name] < 2 else name + 's'}"
        for name in ("sûre", "probable", "à vérifier")
        if kinds[name]
    ]
    return f"{counted(len(hits), 'réponse')}\u00a0: {', '.join(named)}."


def _article(hit: Hit, section: str, heading: str, corrected: Sequence[tuple[str, str]]) -> Element:
    measure, name = hit.measure, f"{section}-reponse-{hit.rank}"
    met = [(match.found, match.how) for match in hit.why]
    label = tag("b", marked(measure.label, met), " ") if measure.label else None
    flag = tag("span", hit.rank, class_="drapeau")
    kind = _CLASSES.get(str(hit.sureness), "a-verifier")
    sure = tag("span", str(hit.sureness), class_=f"surete {kind}")
    article = tag(
        "article",
        tag(heading, flag, label, marked(measure.statement, met), id=name),
        tag("p", sure, " ", tag("small", f"chance de répondre\u00a0: {percent(hit.chance)}")),
        _place(hit, met),
        aria_labelledby=name,
    )
    below = f"h{int(heading[1]) + 1}"
    reasons = _reasons(hit.why, {read: typed for typed, read in corrected})
    why = tag("div", tag(below, "Pourquoi"), reasons)
    article.append(tag("div", why, score_table(hit, below), class_="preuves"))
    stated = facts_of(measure)
    if stated or measure.details:
        article.append(tag(below, "Ce qui est énoncé"))
    if stated:
        facts = tag("dl")
        for title, text in stated:
            facts.append(tag("dt", title))
            facts.append(tag("dd", marked(text, met)))
        article.append(facts)
    if measure.details:
        inside = any(match.where == "details" for match in hit.why)
        article.append(_details(measure.details, met, inside))
    article.append(tag("p", "Identifiant\u00a0: ", tag("code", measure.id), class_="numero"))
    return article


def _place(hit: Hit, met: Met) -> Element:
    """Plan, page and kind, then the headings above, outermost first."""
    measure = hit.measure
    line = tag("p", tag("cite", marked(hit.plan, met)), class_="plan")
    if measure.page:
        add(line, f", p.\u00a0{measure.page}")
    if measure.kind in _KINDS:
        add(line, f" – {_KINDS[measure.kind]}")
    if measure.recognised is not None:
        add(line, f" – reconnu dans une image (sûreté {percent(measure.recognised)})")
    if not measure.path:
        return tag("div", line, class_="place")
    path = tag("ol", class_="chemin", aria_label="Place dans le plan")
    for heading in measure.path:
        path.append(tag("li", marked(heading, met)))
    return tag("div", line, path, class_="place")


def _reasons(why: Sequence[Match], typed: dict[str, str]) -> Element:
    """Each word of the question that met something; `typed` by the word as it was read."""
    if not why:
        return tag("p", "Aucun mot commun\u00a0: seul le sens de la phrase est proche.")
    listed = tag("ul", class_="raisons")
    for match in why:
        line = tag("li", tag("bdi", quoted(match.query)))
        if match.query in typed:
            add(line, tag("small", " (tapé ", tag("bdi", quoted(typed[match.query])), ")"))
        add(line, " rencontre ")
        add(line, tag("mark", tag("bdi", match.found), class_=match.how))
        add(line, f"\u00a0: {_HOW[match.how]}, {_WHERE[match.where]}")
        if match.weight >= 0.0005:
            add(line, tag("small", f" (+{thousandths(round(1000 * match.weight))})"))
        listed.append(line)
    return listed


def _details(details: Sequence[str], met: Met, inside: bool) -> Element:
    """The details, folded away unless a word of the question was met `inside`."""
    listed = tag("ul", *(tag("li", marked(text, met)) for text in details))
    summary = tag("summary", counted(len(details), "précision"))
    return tag("details", summary, listed, open="open" if inside else None)


def _legend() -> Element:
    """What the words and the figures of the page mean."""
    listed = tag("dl")
    for name, meaning in (*_MEANINGS, *meanings()):
        listed.append(tag("dt", name))
        listed.append(tag("dd", meaning))
    return tag("section", tag("h2", "Comment lire cette page", id="lecture"), listed,
               class_="legende", aria_labelledby="lecture")  # fmt: skip
