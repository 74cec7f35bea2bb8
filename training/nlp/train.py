"""Train the pipeline: `python -m training.nlp.train`.

One token-to-vector layer feeds the morphologizer, the lemmatizer and the parser. After every epoch
the averaged weights are scored on Sequoia's development part; the best are kept in the work
folder.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.attrs import NORM
from spacy.language import Language
from spacy.strings import get_string_id
from spacy.training.batchers import minibatch_by_words
from spacy.util import fix_random_seed
from spacy.vectors import Vectors
from thinc.api import Adam, NumpyOps, set_current_ops

from pipeline.nlp import lemmas, tokenizer
from pipeline.nlp.commitment import infinitives
from training.nlp import corpus, recipe
from training.nlp.prepare import nouns
from training.nlp.treebank import read

SCORES = {"pos_acc": 0.2, "morph_acc": 0.2, "lemma_acc": 0.2, "dep_uas": 0.1, "dep_las": 0.3}


def blank() -> Language:
    """A French pipeline without components, with the plans' tokenizer."""
    return spacy.blank("fr", config={"nlp": {"tokenizer": {"@tokenizers": tokenizer.NAME}}})


def with_vectors(nlp: Language, work: Path) -> Language:
    """Give a pipeline the word vectors of the work folder, found by NORM."""
    rows = np.load(work / "vectors.npy")
    forms = json.loads((work / "forms.json").read_text(encoding="utf-8"))
    vectors = Vectors(data=rows, name="mesures", attr=NORM, strings=nlp.vocab.strings)
    vectors.key2row.update({get_string_id(form): row for form, row in forms.items()})
    nlp.vocab.vectors = vectors
    return nlp


def layer() -> dict[str, Any]:
    """The configuration of the token-to-vector layer."""
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": recipe.WIDTH,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": list(recipe.ROWS),
            "include_static_vectors": True,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": recipe.WIDTH,
            "depth": recipe.DEPTH,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }


def untrained(work: Path) -> Language:
    """The pipeline before it has learnt anything."""
    nlp = with_vectors(blank(), work)
    nlp.add_pipe("tok2vec", config={"model": layer()})
    listener = {
        "@architectures": "spacy.Tok2VecListener.v1",
        "width": recipe.WIDTH,
        "upstream": "tok2vec",
    }
    tagger = {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}
    parser = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "parser",
        "extra_state_tokens": False,
        "hidden_width": recipe.HIDDEN,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": listener,
    }
    nlp.add_pipe("morphologizer", config={"model": tagger})
    nlp.add_pipe(lemmas.NAME, name="lemmatizer", config={"model": tagger})
    nlp.add_pipe("parser", config={"model": parser, "min_action_freq": 15})
    return nlp


def load_weights(nlp: Language, folder: Path) -> None:
    """Give every component what a folder of an earlier run holds."""
    for text in json.loads((folder / "vocab" / "strings.json").read_text(encoding="utf-8")):
        nlp.vocab.strings.add(text)
    for name, component in nlp.components:
        component.from_disk(folder / name, exclude=["vocab"])
    # spaCy does not store which label each edit tree has.
    lemmatizer = nlp.get_pipe("lemmatizer")
    lemmatizer.tree2label = {tree: at for at, tree in enumerate(lemmatizer.cfg["labels"])}


def main() -> None:
    parser = recipe.parser(__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=recipe.EPOCHS)
    parser.add_argument("--rate", type=float, default=recipe.RATE)
    parser.add_argument("--name", default="trained", help="the folder to write, in the work folder")
    parser.add_argument("--resume", default="", help="go on from this folder of the work folder")
    parser.add_argument("--only", default="", help="train this component, the others stay")
    given = parser.parse_args()
    # numpy's own matrix product is several times as fast as thinc's default, BLIS.
    set_current_ops(NumpyOps(use_blis=False))
    fix_random_seed(recipe.SEED)
    train(untrained(given.work), given)


def train(nlp: Language, given: argparse.Namespace) -> None:
    """Train for the epochs asked for, keeping the best by the development score."""
    chooser = random.Random(recipe.SEED)
    sentences = pickle.loads((given.work / "train.pickle").read_bytes())
    made = pickle.loads((given.work / "made.pickle").read_bytes())
    words = corpus.openings(infinitives(), nouns(given.data))
    held = given.data / "treebanks" / f"{recipe.DEVELOPMENT}.conllu"
    development = corpus.evaluation(nlp, read(held, recipe.DEVELOPMENT))
    if given.resume:
        load_weights(nlp, given.work / given.resume)
    else:
        everything = [corpus.example(nlp, [s]) for s in (*sentences, *made)]
        nlp.initialize(lambda: everything)
        with_vectors(nlp, given.work)
    optimiser = Adam(given.rate, L2=0.01, grad_clip=1.0, use_averages=True, L2_is_weight_decay=True)
    frozen = [name for name in nlp.pipe_names if given.only and name != given.only]
    best = 0.0
    for number in range(given.epochs):
        size = 350 + min(500, number * 62)
        examples = corpus.epoch(nlp, sentences, made, words, chooser)
        batches = list(minibatch_by_words(examples, size=size, discard_oversize=False))
        for place, batch in enumerate(batches):
            left = 1 - (number + place / len(batches)) / given.epochs
            optimiser.learn_rate = given.rate * min(1.0, 0.02 + 2 * left)
            nlp.update(
                batch,
                drop=recipe.DROPOUT,
                sgd=optimiser,
                exclude=frozen,
                annotates=["tok2vec"] if frozen else [],
            )
        with nlp.use_params(optimiser.averages):
            best = max(best, scored(nlp, development, best, given.work / given.name, number))


def scored(nlp: Language, development: list[Any], best: float, folder: Path, epoch: int) -> float:
    """The development score after an epoch; a pipeline better than `best` is written."""
    found = nlp.evaluate(development)
    total = sum(float(found[key] or 0) * weight for key, weight in SCORES.items())
    if total > best:
        nlp.to_disk(folder, exclude=["tokenizer"])
    shown = " ".join(f"{key} {100 * float(found[key] or 0):.2f}" for key in (*SCORES, "sents_f"))
    print(f"epoch {epoch} {shown} total {100 * total:.2f}", flush=True)
    return total


if __name__ == "__main__":
    main()
