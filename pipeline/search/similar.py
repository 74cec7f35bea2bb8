"""What is like a measure that is already known."""

from __future__ import annotations

from pipeline.embed import Encoder
from pipeline.models import Filters, Hit, Measure, UnitKind
from pipeline.search.aligned import Alignment
from pipeline.search.explain import explained
from pipeline.search.question import understand
from pipeline.search.searcher import embedded_text, words
from pipeline.store import MeasureIndex

_SPARE = 5  # its twins in other editions do not take the place of what is only like it


def similar(reader: MeasureIndex, encoder: Encoder, measure: Measure, limit: int = 10) -> list[Hit]:
    """The measures nearest to one by the cosine of their vectors, best first, itself left out.

    Passages are no measures and do not come up. `why` tells which words of the statement met what.
    """
    vector = encoder.encode_documents([embedded_text(measure)])[0]
    with reader.snapshot():
        kinds = tuple(kind for kind in UnitKind if kind is not UnitKind.PASSAGE)
        among = reader.admitted(Filters(kinds=kinds))
        cosines = reader.vectors().search(vector, limit + _SPARE, among)
        found = reader.measures([*cosines])
        rows = [row for row in cosines if found[row].id != measure.id][:limit]
        titles = reader.titles({found[row].document for row in rows})
        made = words(encoder)
        same = reader.meta.get("words") == made.name
        asked = understand(measure.statement, Filters()).words
        alignment = Alignment(reader, asked, rows, made if same else None)
        hits = []
        for rank, row in enumerate(rows, start=1):
            near, title = found[row], titles[found[row].document]
            why = explained(alignment.meetings(row), near, title, 0.0)
            parts = {"dense": cosines[row]}
            hits.append(Hit(near, title, rank, cosines[row], parts, why))
        return hits
