"""The gold of a document is marked in its source: marks in, annotation and clean source out.

A mark is ``⟦kind:key|text⟧`` and prints its text alone. Kinds: ``h1`` … ``h4``, a heading of the
path (its key, if any, is the number printed before it by the producer); ``m``, a measure (its key
is its label); ``lead``, ``due``, ``cost``, facts of the measure before them or of the one whose
label is their key; ``more``, the end of a statement cut by a page; ``x``, a passage that counts
neither way. Marks do not nest, and their order in the source is the reading order.
"""

from __future__ import annotations

import html
import re
from typing import Any

MARK = re.compile(r"⟦(h\d|m|more|lead|due|cost|x)(?::([^|⟧]*))?\|(.*?)⟧", re.S)
FACTS = {"lead": "lead", "due": "deadline", "cost": "budget"}
TEX = (
    (r"\\ier\{\}", "er"),
    (r"\\ieme\{\}", "e"),
    (r"\\og\s?", "« "),
    (r"\\fg(\{\})?", " »"),
    (r"\\[,;]", " "),
    (r"\\-", ""),
    (r"\\([%&_])", r"\1"),
)


def plain(text: str) -> str:
    """The text of a mark as a reader sees it: no tag, no command, single spaces."""
    text = html.unescape(re.sub(r"<[^>]*>", "", text))
    for pattern, printed in TEX:
        text = re.sub(pattern, printed, text)
    return re.sub(r"\s+", " ", text.replace("~", " ").replace("ﬁ", "fi").replace("ﬂ", "fl")).strip()


def unmarked(source: str) -> str:
    """The source that the producer reads."""
    clean = MARK.sub(lambda mark: mark[3], source)
    if "⟦" in clean or "⟧" in clean:
        at = re.search("[⟦⟧]", clean)
        raise ValueError(f"broken mark near {clean[max(0, at.start() - 40) : at.start() + 60]!r}")
    return clean


def annotation(source: str) -> dict[str, list[Any]]:
    """The measures and the ignored passages of a marked source; ``page`` is left null."""
    path: list[str] = []
    measures: list[dict[str, Any]] = []
    ignore: list[str] = []
    for kind, key, body in MARK.findall(source):
        text = plain(body)
        if kind == "x":
            ignore.append(text)
        elif kind == "m":
            measures.append(
                {
                    "label": key or None,
                    "statement": text,
                    "path": list(path),
                    "page": None,
                    "lead": None,
                    "deadline": None,
                    "budget": None,
                }
            )
        elif kind == "more":
            measures[-1]["statement"] += f" {text}"
        elif kind in FACTS:
            (*_, measure) = [m for m in measures if key in ("", m["label"])]
            measure[FACTS[kind]] = text
        else:
            depth = int(kind[1])
            path[depth - 1 :] = [f"{key} {text}" if key else text]
            if len(path) != depth:
                raise ValueError(f"a heading of depth {depth} under {path}")
    return {"measures": measures, "ignore": ignore}
