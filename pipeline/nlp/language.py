"""The French spaCy pipeline of plans: loading it, analysing texts, and the sentences it finds.

The pipeline itself is `pipeline/data/nlp` (see its README.md). spaCy is imported when it is first
needed, at ingest; answering a query never needs it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DATA = Path(__file__).resolve().parents[1] / "data" / "nlp"
BATCH = 64
# What may stand between two sentences on one line of a plan; closing marks belong to the first.
_END = re.compile(r"[.!?…][\s)»\]”\"’']*$")


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """The shipped pipeline: classes, features, lemmas, trees and sentence boundaries."""
    return load(DATA)


def load(folder: Path) -> Language:
    """A pipeline of `training.nlp` from its folder, its half-precision weights widened."""
    with _without_torch():
        import spacy
        from thinc.api import use_ops

    from pipeline.nlp import lemmas, tokenizer  # noqa: F401  (registers the lemmatizer)

    # numpy's matrix product is several times as fast as BLIS, which thinc takes by default.
    with use_ops("numpy", use_blis=False):
        nlp = spacy.load(folder, exclude=["tokenizer"])
    widen(nlp)
    nlp.tokenizer = tokenizer.build(nlp)
    return nlp


@contextmanager
def _without_torch() -> Iterator[None]:
    """Import spaCy as where torch is not installed.

    Its thinc would import torch for models that ours are not: 180 MB and most of the time to start.
    """
    if "torch" in sys.modules:
        yield
        return
    sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["torch"]


def widen(nlp: Language) -> None:
    """Weights as numbers of 32 bits, which spaCy computes with; the files hold 16.

    The word vectors are found by NORM, which spaCy does not note in the files either.
    """
    from spacy.attrs import NORM  # type: ignore[import-not-found]
    from spacy.vectors import Vectors  # type: ignore[import-not-found]

    for _, component in nlp.components:
        model = getattr(component, "model", None)
        for node in model.walk() if model else ():
            for name in node.param_names:
                if node.has_param(name):
                    node.set_param(name, node.get_param(name).astype("float32"))
    stored = nlp.vocab.vectors
    vectors = Vectors(
        data=stored.data.astype("float32"), name=stored.name, attr=NORM, strings=nlp.vocab.strings
    )
    vectors.key2row.update(stored.key2row)
    nlp.vocab.vectors = vectors


def analyse(texts: Iterable[str]) -> Iterator[Doc]:
    """The analysed texts, in their order, by batches."""
    return pipeline().pipe(texts, batch_size=BATCH)


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph.

    A sentence begins where the parser begins one and an end mark, not an abbreviation, stands
    before; what opens in lower case or with a closing mark belongs to the sentence before.
    """
    doc = pipeline()(text)
    if not len(doc):
        return []
    starts = [span.start for span in doc.sents if span.start == 0 or _begins(doc, span.start)]
    ends = [*starts[1:], len(doc)]
    found = (doc[start:end].text.strip() for start, end in zip(starts, ends, strict=True))
    return [sentence for sentence in found if sentence]


def _begins(doc: Doc, start: int) -> bool:
    """Whether a sentence may begin with the token at `start`."""
    from pipeline.nlp.tokenizer import OPEN_ABBREVIATIONS

    before = doc[:start].text.rstrip()
    after = doc[start:].text.lstrip()
    if not _END.search(before) or doc[start - 1].lower_ in OPEN_ABBREVIATIONS:
        return False
    return not (after[:1].islower() or after[:1] in ")»]")
