"""The French spaCy pipeline: loading it, and the sentences that it finds."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

_ABBREVIATIONS = (
    "art. ex. cf. chap. al. p. pp. no. nos. env. max. min. tél. éd. vol. suppl.".split()
)


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """spaCy's French tokenizer with rule-based sentence boundaries."""
    import spacy

    nlp = spacy.blank("fr")
    for short in _ABBREVIATIONS:
        for written in (short, short.capitalize()):
            nlp.tokenizer.add_special_case(written, [{"ORTH": written}])  # type: ignore[union-attr]
    nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…"]})
    return nlp


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph; one that opens in lower case belongs to the one before."""
    out: list[str] = []
    for span in pipeline()(text).sents:
        sentence = span.text.strip()
        if out and (sentence[:1].islower() or sentence[:1] in ")»]"):
            out[-1] = f"{out[-1]} {sentence}"
        elif sentence:
            out.append(sentence)
    return out
