"""Evidence for measures: what a node says, what stands over it, what its class has in common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.nlp import Form, cue
from pipeline.segment.outline import BODY, INTRO, Node
from pipeline.text import fold

_ANNOUNCES = re.compile(
    r"\b(?:mesures?|(?<!plan d')(?<!plans d')actions?|propositions?|engagements?"
    r"|recommandations?|initiatives?|perspectives|chantiers)\b"
)
# Introductions to lists of the parts of a plan.
_PARTS = re.compile(
    r"\b(?:orientations|axes|volets|piliers|chapitres|thematiques|themes|parties)\b"
)
_RANGE = re.compile(r"^(?:à|et|–|-)\s?\d")  # of codes: « 3.1 à 3.4 »
_NAMED_VALUE = re.compile(r"^([^\W\d][^:.]{2,25}?)\s?:(?:\s|$)")
# Headings over lists that say what is, was, is valued or is asked, not what will be done.
_ELSEWHERE = re.compile(
    r"\b(?:missions?|mandats?|valeurs?|principes?|contexte|preambule|introduction|conclusion"
    r"|mot d[eu]|message d[eu]|constats?|bilan|realisations?|historique|definitions?|criteres?"
    r"|glossaire|lexique|acronymes|sigles|bibliographie|references|annexes?|remerciements|membres"
    r"|composition|contact|coordonnees|questions?|debat|diagnostic|enjeux|etat des lieux|vision"
    r"|signataires|cadre legal|portrait|methodologie|exemples?|partenaires"
    r"|ecartee?s?|rejetee?s?|abandonnee?s?|non retenue?s?|scenarios?|options|variantes"
    r"|etre (?:considere|reconnu|admissible|eligible)\w*|admissibilite|eligibilite|conditions"
    r"|meme editeur|meme collection|publications|textes de reference|pour en savoir plus"
    r"|telecharge\w*|deja (?:ete )?(?:fait|realise)\w*|ce qui a ete fait|methode|lecons"
    r"|(?:pour )?aller plus loin|(?:personnes|structures) (?:rencontrees|entendues|auditionnees))\b"
)


@dataclass(frozen=True, slots=True)
class Traits:
    """What the members of a class have in common; shares are from 0 to 1."""

    count: int
    commits: float
    named: float  # share that reads « Name : value » under a name that comes back
    questions: float
    units: float
    labelled: float
    announced: float
    words: float
    standing: float  # share with running text of their own below them
    headings: float
    listing: float  # share with list items directly below them
    colons: float  # share that ends with a colon
    parts: float = 0.0  # share with headings directly below them
    resolves: float = 0.0  # share that asks for something: « Que … » and a subjunctive

    @property
    def titles(self) -> bool:
        """Whether most members are headings without a label."""
        return self.headings >= 0.5 and self.labelled < 0.5

    @property
    def introduces(self) -> bool:
        """Whether the class only announces lists: unlabelled headings that all have one."""
        return self.titles and self.listing >= 0.7

    @property
    def cards(self) -> bool:
        """Whether the class only titles, in a word or two, texts that say what will be done."""
        short = self.headings >= 0.5 and self.words < 3
        return short and self.standing >= 0.8 and self.parts < 0.5

    @property
    def strength(self) -> float:
        """How much the class looks like the one that holds the measures.

        The weights were set by hand: two commitments of three, or a unit keyword, make a candidate.
        """
        return (
            1.6 * self.commits
            + 1.5 * self.units
            + 0.5 * self.labelled
            + 0.5 * self.announced
            - 3.0 * self.questions
            - 1.5 * self.named
            - (0.8 if self.words > 60 else 0.0)
            - (0.6 if self.words < 2 and not self.cards else 0.0)
            - (0.9 if self.count < 2 else 0.3 if self.count < 3 else 0.0)
            - (0.4 if self.count < 3 and self.titles and not self.introduces else 0.0)
        )


def traits_of(nodes: Sequence[Node]) -> Traits:
    """What the members of a class (at least one) have in common."""
    count = len(nodes)
    forms = [cue(node.text).form for node in nodes]
    names = [found[1] if (found := _NAMED_VALUE.match(node.text)) else None for node in nodes]
    again = Counter(names)
    labels = [node.entry.label if node.entry else None for node in nodes]

    def share(values: Iterable[object]) -> float:
        return sum(bool(value) for value in values) / count

    return Traits(
        count=count,
        commits=share(commits(node) for node in nodes),
        named=share(name and again[name] > 1 for name in names),
        questions=share(form is Form.QUESTION for form in forms),
        units=share(label and label.unit for label in labels),
        labelled=share(label and not label.groups for label in labels),
        announced=share(is_announced(node) for node in nodes),
        words=sum(len(node.text.split()) for node in nodes) / count,
        standing=share(any(c.key in (BODY, INTRO) for c in node.children) for node in nodes),
        headings=share(node.heading for node in nodes),
        listing=share(items_of(node) for node in nodes),
        colons=share(node.text.rstrip().endswith(":") for node in nodes),
        parts=share(any(c.heading and c.key != INTRO for c in node.children) for node in nodes),
        resolves=share(form is Form.SUBJUNCTIVE for form in forms),
    )


def commits(node: Node) -> bool:
    """Whether a node reads as a commitment, or is the title of a text that opens as one."""
    own = cue(node.text)
    # Unlabelled headings that are nouns of a deed name themes more often than measures.
    theme = node.heading and node.entry is not None and not node.entry.label
    if own.commits if theme else own.leans:
        return True
    below = texts_of(node)
    # A card: a title and the one text that says what it is about.
    card = node.heading and 1 <= len(below) <= 2
    found = cue(below[0].text) if card else None
    return found is not None and (found.form is Form.INFINITIVE or found.deed)


def items_of(node: Node) -> list[Node]:
    """The list items directly below a node that stand where measures stand."""
    return [child for child in node.children if child.key[0] == "item" and belongs(child)]


def texts_of(node: Node) -> list[Node]:
    """The running text directly below a node."""
    return [child for child in node.children if child.key == BODY]


def is_announced(node: Node) -> bool:
    """Whether the heading over a node, or over its column, says that measures follow."""
    if node.key[0] == "column":
        return True
    above = next(node.ancestors(), None)
    return above is not None and bool(_ANNOUNCES.search(fold(above.text)))


def belongs(node: Node) -> bool:
    """Whether a member of a chosen class stands where measures stand, not in a list of values."""
    entry = node.entry
    if entry is None or cue(node.text).form is Form.QUESTION or len(node.text) < 4:
        return False
    if _RANGE.match(node.text):
        return False
    if entry.words > 1 and len(set(fold(node.text).split())) < 2:
        return False  # the words of a drawing
    if entry.label and (entry.label.unit or entry.label.depth > 1):
        return True
    for above in node.ancestors():
        text = fold(above.text)
        leads = above.key == INTRO or above.text.rstrip().endswith(":")
        if leads and _ELSEWHERE.search(text) and not _acts(above):
            return False
        if _ANNOUNCES.search(text):
            return True
        if above.text.rstrip().endswith("?"):
            return False
        if (above.key == INTRO or _is_aside(above)) and _PARTS.search(text):
            return False
        if _is_aside(above) and _ELSEWHERE.search(text) and not _acts(above):
            return False
    return True


def _acts(heading: Node) -> bool:
    """Whether a heading says itself what will be done: « Dresser le bilan des … »."""
    return cue(heading.text).form in (Form.INFINITIVE, Form.SUBJUNCTIVE, Form.ACTION_NOUN)


def _is_aside(heading: Node) -> bool:
    """Whether a heading is a short one outside the numbering, as those of asides are."""
    return heading.entry is not None and not heading.entry.label and heading.entry.words <= 8
