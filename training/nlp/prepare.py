"""Make the training material: `python -m training.nlp.prepare`.

Writes into the work folder the sentences in one convention, contractions merged
(`train.pickle`), the lines made of them (`made.pickle`), and the word vectors (`vectors.npy`,
`forms.json`).
"""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np

from training.nlp import augment, recipe, vectors
from training.nlp.treebank import Sentence, harmonised, read


def main() -> None:
    arguments = recipe.parser(__doc__.splitlines()[0]).parse_args()
    arguments.work.mkdir(parents=True, exist_ok=True)
    sentences = treebanks(arguments.data)
    made = made_lines(sentences, nouns(arguments.data))
    for name, kept in (("train", sentences), ("made", made)):
        (arguments.work / f"{name}.pickle").write_bytes(pickle.dumps(kept))
    if not (arguments.work / "forms.json").exists():
        rows, forms = vectors.table(arguments.data)
        np.save(arguments.work / "vectors.npy", rows)
        (arguments.work / "forms.json").write_text(json.dumps(forms), encoding="utf-8")
    print(f"{len(sentences)} sentences, {len(made)} made lines")


def treebanks(data: Path) -> list[Sentence]:
    """All training sentences, in Sequoia's convention."""
    folder = data / "treebanks"
    first, *others = recipe.TREEBANKS
    model = read(folder / f"{first}.conllu", first)
    kept = harmonised(model, [])
    for name in others:
        kept += harmonised(read(folder / f"{name}.conllu", name), model)
    return kept


def made_lines(sentences: list[Sentence], known: frozenset[str]) -> list[Sentence]:
    """Infinitive, nominal and subjunctive lines from the written treebanks' clauses."""
    made: list[Sentence] = []
    for sentence in sentences:
        if recipe.TREEBANKS[sentence.source] < 0.5:
            continue
        options = (
            augment.infinitive(sentence),
            augment.nominal(sentence, known),
            augment.wish(sentence),
        )
        made += [option for option in options if option]
    return made


def nouns(data: Path) -> frozenset[str]:
    """The nouns of the lexicon."""
    rows = vectors.lexicon(data)
    place = vectors.CLASSES.index("NOM")
    return frozenset(form for form, row in rows.items() if row[place])


if __name__ == "__main__":
    main()
