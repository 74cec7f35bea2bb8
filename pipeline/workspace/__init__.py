"""What people decide, in `workspace.db` beside the folder of the index: saved questions, and what
they say of pairs of measures.

An index is built and may be deleted; this file is written by people's commands only, never by
ingest. One that an older version of mesures wrote is brought forward, one of a newer is refused.
"""

from pipeline.workspace.database import Workspace, place
from pipeline.workspace.questions import Answered, Baseline, Question
from pipeline.workspace.reviews import Decision, Judged, Side, Verdict

__all__ = [
    "Answered",
    "Baseline",
    "Decision",
    "Judged",
    "Question",
    "Side",
    "Verdict",
    "Workspace",
    "place",
]
