"""Encode the English side of the pairs with the teacher: `python -m training.encoder.teach`.

Shards of 8,192 sentences go to the work folder; a second run takes up where the first stopped.
"""

from __future__ import annotations

import os
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.encoder import recipe

SHARD = 8_192
# Nearly every pair is shorter; the longest would cost the most time and teach a bag of words least.
MAX_TOKENS = 64


def main() -> None:
    parser = recipe.parser(__doc__.splitlines()[0])
    parser.add_argument("--teacher", default=recipe.DEFAULT_TEACHER, help="package or folder")
    arguments = parser.parse_args()
    shards = arguments.work / "teacher"
    shards.mkdir(parents=True, exist_ok=True)
    english = read_english(arguments.work / "pairs.tsv")
    teacher = Teacher(arguments.teacher)
    started = time.perf_counter()
    for number, start in enumerate(range(0, len(english), SHARD)):
        target = shards / f"{number:04d}.npy"
        if target.exists():
            continue
        vectors = teacher.encode(english[start : start + SHARD])
        partial = target.with_suffix(".partial.npy")
        np.save(partial, vectors.astype(np.float16))
        partial.rename(target)
        print(f"{start + len(vectors)} encoded, {time.perf_counter() - started:.0f} s", flush=True)


def read_english(path: Path) -> list[str]:
    """The English side of the prepared pairs, in order."""
    with path.open(encoding="utf-8") as file:
        return [line.split("\t", 1)[0] for line in file]


def teacher_folder(name: str) -> Path:
    """The folder of a teacher: a path, or the `model` folder inside an installed package."""
    if Path(name).is_dir():
        return Path(name)
    spec = find_spec(name.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise SystemExit(f"teacher {name} is not installed: pip install {name}")
    return Path(spec.origin).parent / "model"


class Teacher:
    """A sentence-transformers model that runs in bfloat16 where the processor has it."""

    def __init__(self, name: str) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(teacher_folder(name)), device="cpu")
        self._model.max_seq_length = MAX_TOKENS

    def encode(self, sentences: list[str]) -> NDArray[np.float32]:
        """Unit vectors of shape (n, 384)."""
        import torch

        # The vectors keep a cosine of 0.9999 to those in float32, in about half the time.
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return np.asarray(
                self._model.encode(sentences, batch_size=128, normalize_embeddings=True)
            )


if __name__ == "__main__":
    main()
