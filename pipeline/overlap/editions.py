"""Which documents are editions or renditions of one plan."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from pipeline.models import Measure
from pipeline.overlap.differences import plain_words
from pipeline.store import DocumentRow
from pipeline.text import fold, tokenise

# Of the measures of the smaller document, the share that the other has word for word.
SHARED = 0.3
_LEAST = 3  # measures that both have, at least: two plans may well say two things alike
# What a title says of its edition rather than of its plan.
_OF_EDITIONS = re.compile(
    r"\b(?:\d+(?:re|e|eme|nd|nde)?|edition|version|revisee?|mise a jour|actualisee?|projet|final|"
    r"resume|synthese|abregee?|bilan)\b"
)


def editions(
    documents: Sequence[DocumentRow], measures: Mapping[str, Sequence[Measure]]
) -> dict[str, int]:
    """A number for each document; documents of one number are editions or renditions of one plan.

    They bear the title of one plan and name no two issuers, or share measures word for word.
    """
    return editions_by(
        documents,
        {name: Counter(worded(one) for one in units) for name, units in measures.items()},
    )


def editions_by(
    documents: Sequence[DocumentRow], worded: Mapping[str, Counter[int]]
) -> dict[str, int]:
    """The same from how often each document has each wording (`worded`)."""
    group = {row.document: number for number, row in enumerate(documents)}
    titles = {row.document: plan_title(row.title) for row in documents}
    issuers = {row.document: fold(row.facts.issuer or "") for row in documents}
    none: Counter[int] = Counter()
    held = {row.document: worded.get(row.document, none) for row in documents}
    for place, one in enumerate(documents):
        for other in documents[:place]:
            a, b = one.document, other.document
            titled = len(titles[a]) > 1 and titles[a] == titles[b]
            issued = not (issuers[a] and issuers[b]) or issuers[a] == issuers[b]
            if (titled and issued) or _shares(held[a], held[b]):
                joined, into = group[a], group[b]
                group = {doc: into if n == joined else n for doc, n in group.items()}
    return group


def plan_title(title: str) -> frozenset[str]:
    """The words of a title that name its plan, whatever the edition: folded, without years."""
    return frozenset(token.term for token in tokenise(_OF_EDITIONS.sub(" ", fold(title))))


def worded(measure: Measure) -> int:
    """A number for the words of a statement, folded: 63 bits of their hash; 0 for no words."""
    said = plain_words(measure.statement)
    return int.from_bytes(blake2b(said.encode(), digest_size=8).digest(), "big") >> 1 if said else 0


def _shares(one: Counter[int], other: Counter[int]) -> bool:
    shared = (one & other).total()
    return shared >= _LEAST and shared >= SHARED * min(one.total(), other.total())
