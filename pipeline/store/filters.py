"""Which documents and units pass the filters of a question."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.models import Facts, Filters, Measure
from pipeline.text import fold


def admits(unit: Measure, filters: Filters) -> bool:
    """Whether a unit passes what filters ask of units."""
    lead = fold(unit.lead or "")
    return (not filters.kinds or unit.kind in filters.kinds) and (
        not filters.leads or any(wanted in lead for wanted in filters.leads)
    )


def passes(document: str, facts: Facts, filters: Filters) -> bool:
    """Whether a document passes what filters ask of documents."""
    return Filed.of(0, document, facts).passes(filters)


@dataclass(frozen=True, slots=True)
class Filed:
    """What filters ask of a document, folded but for its id."""

    rowid: int
    document: str
    names: tuple[str, str]
    issuer: str
    period: str | None

    @classmethod
    def of(cls, rowid: int, document: str, facts: Facts) -> Filed:
        """What they ask of a document of these facts."""
        names = (fold(document), fold(facts.title or ""))
        return cls(rowid, document, names, fold(facts.issuer or ""), facts.period)

    def passes(self, filters: Filters) -> bool:
        """Whether the document passes."""
        return (
            (not filters.documents or self.document in filters.documents)
            and (not filters.plans or any(p in name for p in filters.plans for name in self.names))
            and (not filters.issuers or any(one in self.issuer for one in filters.issuers))
            and (not filters.years or any(year in years_of(self.period) for year in filters.years))
        )


def years_of(period: str | None) -> range:
    """The years from the first to the last that a period as printed names (« 2022-2027 »)."""
    years = [int(found) for found in re.findall(r"\b(?:19|20)\d\d\b", period or "")]
    return range(min(years), max(years) + 1) if years else range(0)
