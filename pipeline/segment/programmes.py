"""Pages that are no plan: what public bodies and programmes offer, one unit a section.

A unit is the running text under a heading, where sibling headings are alike and their text speaks
of programmes or support.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipeline.models import Span
from pipeline.segment.outline import BODY, Node
from pipeline.text import fold

_OFFERS = re.compile(
    r"\b(?:programmes?|aides? financieres?|soutien|soutient|soutiennent|soutenir|subventions?"
    r"|financement|financer?|fonds|accompagne\w*|appui\w*|offre|offrent|services?|mesures?|verse)\b"
)
_BODIES = re.compile(
    r"^(?:(?:le|la|les|l['’])\s?)?(?:ministere|secretariat|office|conseil|societe|regie|agence"
    r"|commission|bureau|direction|institut|fonds|programme|caisse|centre|service|delegation"
    r"|fondation|regroupement|chambre|tribunal|curateur|protecteur|observatoire|departement"
    r"|revenu|emploi|sante|investissement|banque|haut-commissariat|commissariat|mission)\b"
)


def programme_nodes(root: Node) -> list[Node]:
    """One node a section that says what a body or programme offers; empty where there are few."""
    sections: dict[tuple[object, ...], list[Node]] = defaultdict(list)
    for node in root.walk():
        if node.heading and any(child.key == BODY for child in node.children):
            sections[node.key].append(node)
    units: list[Node] = []
    for nodes in sections.values():
        named = [node for node in nodes if _BODIES.match(fold(node.text))]
        offering = [node for node in named if _OFFERS.search(fold(_running(node)))]
        if len(offering) >= 3:
            units += [_unit(node) for node in named]
    return units


def _running(node: Node) -> str:
    return " ".join(child.text for child in node.children if child.key == BODY)


def _unit(section: Node) -> Node:
    """The running text of a section as one node below its heading."""
    parts: Sequence[Node] = [child for child in section.children if child.key == BODY]
    entries = [part.entry for part in parts if part.entry]
    text = " ".join(entry.text for entry in entries)
    span = Span(entries[0].span.start, entries[-1].span.end)
    entry = replace(entries[0], text=text, printed=text, span=span)
    return Node(entry, BODY, parent=section)
