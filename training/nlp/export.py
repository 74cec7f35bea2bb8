"""Write the shipped pipeline from the trained one: `python -m training.nlp.export`.

Weights and vectors are stored as numbers of 16 bits (`pipeline.nlp.language.load` widens them), the
tokenizer is left out (it is code), and strings that no component needs are dropped.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.strings import StringStore

from pipeline.nlp import lemmas, tokenizer  # noqa: F401  (registers the lemmatizer)
from pipeline.nlp.language import DATA
from training.nlp import recipe

META = {
    "name": "mesures",
    "version": "1.0.0",
    "description": "French for action plans: classes, features, lemmas, trees, sentences.",
    "author": "The mesures founders",
    "license": "CC BY-SA 4.0 and LGPL-LR (see README.md)",
    "spacy_version": ">=3.8.0,<4.0.0",
}
KEPT = ("README.md", "LICENSE")


def main() -> None:
    parser = recipe.parser(__doc__.splitlines()[0])
    parser.add_argument("--trained", default="trained")
    parser.add_argument("--out", type=Path, default=DATA)
    given = parser.parse_args()
    nlp = spacy.load(given.work / given.trained, exclude=["tokenizer"])
    export(nlp, given.out)
    size = sum(path.stat().st_size for path in given.out.rglob("*") if path.is_file())
    print(f"{size / 1e6:.2f} MB")


def export(nlp: Language, folder: Path) -> None:
    """Write a trained pipeline, in half precision, into a folder; its card and licence stay."""
    narrow(nlp)
    nlp.meta.update(META)
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name not in KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    strings = StringStore(sorted(needed(nlp)))
    nlp.to_disk(folder, exclude=["tokenizer"])
    strings.to_disk(folder / "vocab" / "strings.json")


def narrow(nlp: Language) -> None:
    """Weights and vectors as numbers of 16 bits."""
    for _, component in nlp.components:
        model = getattr(component, "model", None)
        for node in model.walk() if model else ():
            for name in node.param_names:
                if node.has_param(name):
                    node.set_param(name, node.get_param(name).astype("float16"))
    nlp.vocab.vectors.data = nlp.vocab.vectors.data.astype("float16")


def needed(nlp: Language) -> set[str]:
    """The strings that the components' labels and edit trees are written with."""
    kept = {tokenizer.NAME}
    for _, component in nlp.components:
        for label in map(str, getattr(component, "labels", ())):
            kept.update({label, *label.split("|"), *label.replace("=", "|").split("|")})
    for label in nlp.get_pipe("morphologizer").cfg["labels_morph"].values():
        kept.add(label)
    kept.update(nlp.get_pipe("morphologizer").cfg["labels_pos"])
    kept.update(tree_strings(nlp.get_pipe("lemmatizer"), nlp.vocab.strings))
    return kept


def tree_strings(lemmatizer: Any, strings: StringStore) -> set[str]:
    """What the lemmatizer's edit trees replace and put."""
    import srsly

    kept: set[str] = set()
    for tree in srsly.msgpack_loads(lemmatizer.trees.to_bytes())["trees"]:
        for key in ("orig", "subst"):
            if key in tree:
                value = tree[key]
                kept.add(value if isinstance(value, str) else strings[value])
    return kept


if __name__ == "__main__":
    main()
