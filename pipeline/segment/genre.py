"""What kind of document a plan is, by its title: minutes, by-laws and charters state no measures.

Their lines read like commitments (« Accueillir toute personne … », « Adopter l’ordre du jour »), so
only what they call a measure, a recommendation or an engagement is taken for one.
"""

from __future__ import annotations

import re
from itertools import islice

from pipeline.segment.outline import TITLE, Node
from pipeline.text import fold

# No names of what a plan has in front too: how to read it, its words, its abbreviations.
_OTHERS = re.compile(
    r"\b(?:proces[- ]verba(?:l|ux)|comptes?[- ]rendus?|ordre du jour|deliberations?|statuts"
    r"|(?<!plan et )reglements?(?: interieur| communal)?|arretes?|ordonnances?|decrets?"
    r"|chartes?|codes? de (?:conduite|deontologie|ethique|vie)|manifeste"
    r"|rapports? (?:annuels?|d.activites?|moral|de gestion|financiers?)|bilans?"
    r"|appels? a (?:projets?|candidatures?|manifestations?|propositions?|contributions?)"
    r"|guides?(?! (?:de|du) lect)|vade-?mecum|foires? aux questions|faq"
    r"|communiques?(?: de presse)?|conventions?|cahier des charges|fiche de poste"
    r"|offres? d.emploi|lettre d.information|infolettre|bulletin)\b"
)
_PLANS = re.compile(
    r"\b(?:plans?|strategies?|programmes?|feuilles? de route|schemas?|projets?|mesures?|actions?"
    r"|propositions?|engagements?|recommandations?|contrats?|pactes?|accords?|plateformes?|agendas?"
    r"|politiques?|chantiers?|initiatives?|idees?|priorites|orientations?|perspectives)\b"
)
_ARTICLE = re.compile(r"^(?:(?:le|la|les|notre|nos|un|une)\s|l['’])")
_FRONT = 5  # entries among which the title is looked for
_LONGEST = 16  # words of a title


def is_other(root: Node, title: str | None) -> bool:
    """Whether a document is by its title something else than a plan.

    `title` is the one its metadata name, if any.
    """
    front = [node.text for node in root.children if node.key == TITLE]
    titles = [fold(text) for text in (title or "", *front, _largest(root)) if text]
    if not titles:  # a title that nothing marks is one of the first short lines
        opening = (node.text for node in islice(filter(_may_title, root.walk()), _FRONT))
        titles = [fold(text) for text in opening if len(text.split()) <= _LONGEST]
    if any(_opens(_OTHERS, text) for text in titles):
        return not any(_opens(_PLANS, text) for text in titles)
    named = any(_OTHERS.search(text) for text in titles)
    return named and not any(_PLANS.search(_OTHERS.sub("", text)) for text in titles)


def _largest(root: Node) -> str:
    """The first of the largest headings of the first page, where the document tells sizes."""
    entries = [n.entry for n in root.walk() if n.heading and n.entry and n.entry.page == 1]
    largest = max(entries, key=lambda entry: entry.style.size, default=None)
    return largest.text if largest and len(largest.text.split()) <= _LONGEST else ""


def _may_title(node: Node) -> bool:
    """Whether a line stands outside the rows of a table, where no title is."""
    return node.entry is not None and not node.entry.column and not node.entry.branch


def _opens(genre: re.Pattern[str], title: str) -> bool:
    """Whether a folded title begins with the name of a genre."""
    return bool(genre.match(_ARTICLE.sub("", title)))
