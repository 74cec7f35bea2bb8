"""spaCy's edit-tree lemmatizer, reading lines in capitals as if they were in lower case.

An edit tree turns the letters of a form into those of its lemma (« écoles » without its last
letter). Learnt on running text, it does not fit « ÉCOLES »: where a whole text is in capitals its
lower case is read. Lemmas that are not proper nouns come out in lower case, but for acronyms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline.edit_tree_lemmatizer import EditTreeLemmatizer
from spacy.strings import get_string_id
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import SequenceCategoricalCrossentropy

from pipeline.nlp.commitment import infinitives

NAME = "mesures_lemmatizer"
_INFLECTED = frozenset(("NOUN", "ADJ"))


class Lemmatizer(EditTreeLemmatizer):
    """The edit-tree lemmatizer over `form` rather than over a token's letters."""

    def get_loss(self, examples: Iterable[Example], scores: list[Any]) -> tuple[float, list[Any]]:
        """The loss over edit trees from forms to lemmas; unknown trees do not count."""
        truths = []
        for example in examples:
            classes = example.get_aligned("POS", as_string=True)
            lemmas = example.get_aligned("LEMMA", as_string=True)
            capitals = in_capitals(example.predicted)
            row = []
            for token, pos, lemma in zip(example.predicted, classes, lemmas, strict=True):
                if lemma:
                    tree = self.trees.add(form(token.text, pos or "", capitals), lemma)
                    row.append(self.tree2label.get(tree, -1))
                else:
                    row.append(-1)
            truths.append(row)
        count = SequenceCategoricalCrossentropy(normalize=False, missing_value=-1)
        gradient, loss = count(scores, truths)
        return float(loss), gradient

    def predict(self, docs: Iterable[Doc]) -> list[Any]:
        """For each token an edit tree that fits its form, -1 where the first few do not.

        The best that makes a known word (for a verb, a known infinitive) goes before the best.
        """
        docs = list(docs)
        if not any(len(doc) for doc in docs):
            return [np.zeros(0, dtype=np.int64) for _ in docs]
        return [
            self._fitting(doc, scores)
            for doc, scores in zip(docs, self.model.predict(docs), strict=True)
        ]

    def _fitting(self, doc: Doc, scores: NDArray[np.float32]) -> NDArray[np.int64]:
        labels = self.cfg["labels"]
        best = scores.argmax(axis=1)
        capitals = in_capitals(doc)
        found = np.full(len(doc), -1, dtype=np.int64)
        for index, token in enumerate(doc):
            text = form(token.text, token.pos_, capitals)
            for place in self._ranked(scores[index], int(best[index])):
                lemma = self.trees.apply(labels[place], text)
                if lemma is None:
                    continue
                if found[index] == -1:
                    found[index] = labels[place]
                if self._known(lemma, token.pos_):
                    found[index] = labels[place]
                    break
        return found

    def _ranked(self, row: NDArray[np.float32], best: int) -> Iterable[int]:
        yield best
        yield from map(int, np.argsort(-row)[1 : self.top_k])

    def _known(self, lemma: str, pos: str) -> bool:
        if pos == "VERB":
            return lemma in infinitives()
        # The table of word vectors has every form of the lexicon.
        return pos not in _INFLECTED or get_string_id(lemma) in self.vocab.vectors.key2row

    def set_annotations(self, docs: Iterable[Doc], batch_tree_ids: Sequence[Any]) -> None:
        """Write the lemmas; a token that no tree fits is its own."""
        for doc, trees in zip(docs, batch_tree_ids, strict=True):
            capitals = in_capitals(doc)
            for token, tree in zip(doc, trees, strict=True):
                if self.overwrite or token.lemma == 0:
                    text = form(token.text, token.pos_, capitals)
                    token.lemma_ = text if tree == -1 else self.trees.apply(int(tree), text)


def in_capitals(doc: Doc) -> bool:
    """Whether a text of several words has no letter in lower case."""
    return len(doc) > 1 and doc.text.isupper()


def form(text: str, pos: str, capitals: bool) -> str:
    """What an edit tree is applied to: a word's lower case; names and acronyms as they stand."""
    # Elisions are learnt with straight apostrophes; plans set curly ones.
    text = text.replace("’", "'")
    if pos in ("PROPN", "X") or (pos == "NOUN" and text.isupper() and not capitals):
        return text
    return text.lower()


@Language.factory(
    NAME,
    assigns=["token.lemma"],
    default_config={
        "backoff": "orth",
        "min_tree_freq": 3,
        "overwrite": False,
        "top_k": 5,
        "scorer": {"@scorers": "spacy.lemmatizer_scorer.v1"},
    },
    default_score_weights={"lemma_acc": 1.0},
)
def create(
    nlp: Language,
    name: str,
    model: Any,
    backoff: str | None,
    min_tree_freq: int,
    overwrite: bool,
    top_k: int,
    scorer: Callable[..., dict[str, Any]] | None,
) -> Lemmatizer:
    """What spaCy calls for a component of this name."""
    return Lemmatizer(
        nlp.vocab,
        model,
        name,
        backoff=backoff,
        min_tree_freq=min_tree_freq,
        overwrite=overwrite,
        top_k=top_k,
        scorer=scorer,
    )
