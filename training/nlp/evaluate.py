"""Score the shipped pipeline: `python -m training.nlp.evaluate`.

Prints the table and, with `--write`, puts it into the model card. Texts are raw: ten consecutive
sentences a document (or one, as `spacy convert` makes them by default), cut by the pipeline's own
tokenizer. spaCy aligns its tokens with the treebank's, whose contractions (« au », « du », « des »)
are merged first; a token that aligns with none counts as an error on both sides (F1). UAS and LAS
leave punctuation out; LAS compares whole labels, subtypes included. « SENT F » counts whole
sentences, as spaCy does, so one missed boundary spoils two; « starts F » counts the places where
sentences begin.
"""

from __future__ import annotations

import re
from pathlib import Path

from spacy.language import Language
from spacy.training import Example

from pipeline.nlp.language import DATA, load
from training.nlp import corpus, recipe
from training.nlp.treebank import read

SCORES = {
    "token_acc": "tokens",
    "pos_acc": "POS",
    "morph_acc": "MORPH",
    "lemma_acc": "LEMMA",
    "dep_uas": "UAS",
    "dep_las": "LAS",
    "sents_f": "SENT F",
    "starts_f": "starts F",
}
SETS = {
    "Sequoia test": (recipe.TEST, corpus.EVALUATED),
    "Sequoia test, one sentence a document": (recipe.TEST, 1),
    "Sequoia dev (tuned on)": (recipe.DEVELOPMENT, corpus.EVALUATED),
    "GSD test": ("UD_French-GSD/fr_gsd-ud-test", corpus.EVALUATED),
}
_TABLE = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end -->)", re.DOTALL)


def main() -> None:
    parser = recipe.parser(__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=DATA)
    parser.add_argument("--write", action="store_true", help="write the table into the card")
    given = parser.parse_args()
    nlp = load(given.model)
    rows = ["| | " + " | ".join(SCORES.values()) + " |", "| --- |" + " ---: |" * len(SCORES)]
    for name, (part, size) in SETS.items():
        found = scores(nlp, given.data / "treebanks" / f"{part}.conllu", size)
        shown = [f"{100 * found[k]:.1f}" if k in found else "" for k in SCORES]
        rows.append(f"| {name} | {' | '.join(shown)} |")
    table = "\n".join(rows) + "\n"
    print(table)
    if given.write:
        card = DATA / "README.md"
        text = card.read_text(encoding="utf-8")
        card.write_text(_TABLE.sub(lambda _: table, text), encoding="utf-8")


def scores(nlp: Language, path: Path, size: int = corpus.EVALUATED) -> dict[str, float]:
    """The figures of a pipeline on a treebank file, each from 0 to 1; `size` in sentences."""
    examples = corpus.evaluation(nlp, read(path, path.stem), size)
    found = nlp.evaluate(examples)
    figures = {key: float(found[key] or 0.0) for key in SCORES if key in found}
    return figures | ({"starts_f": starts(nlp, examples)} if size > 1 else {})


def starts(nlp: Language, examples: list[Example]) -> float:
    """F1 of the places where sentences begin, each document's first left out."""
    right = total = 0
    for example in examples:
        doc = nlp(example.predicted.text)
        places = [{t.idx for t in d if t.is_sent_start and t.i} for d in (doc, example.reference)]
        right += len(places[0] & places[1])
        total += len(places[0]) + len(places[1])
    return 2 * right / total if total else 0.0


if __name__ == "__main__":
    main()
