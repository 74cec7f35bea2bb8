"""What a document says of itself as a whole: title, issuer, period, territory, date and more."""

from __future__ import annotations

from dataclasses import replace

from pipeline.about.cover import front
from pipeline.about.issuers import issuer
from pipeline.about.languages import language
from pipeline.about.places import territory
from pipeline.about.times import edition, issued, period
from pipeline.about.titles import title
from pipeline.models import Facts, Plan

# Raised whenever some document may give other facts: indexed documents are read again.
VERSION = "1"


def document_facts(plan: Plan) -> Facts:
    """The facts that a cleaned plan states about itself; None where nothing says them.

    What an extractor found and nothing else says stays. Nothing is guessed from the file's name.
    """
    said, known = front(plan), plan.facts
    named = title(plan, said)
    body = issuer(plan, said, named)
    return replace(
        known,
        title=named,
        issuer=body or known.issuer,
        period=period(plan, said, named) or known.period,
        territory=territory(said, named, body) or known.territory,
        date=issued(plan, said) or known.date,
        edition=edition(said) or known.edition,
        language=language(plan.text) or known.language,
    )


__all__ = ["VERSION", "document_facts"]
