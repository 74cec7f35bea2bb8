"""Try variants of the recipe: `python -m training.encoder.ablate`.

Prints the development metrics of each, and adds them to `work/ablations.jsonl`; a variant that is
there already is not tried again. Three groups:

- *first epoch*: stage 1 for one epoch, one number of it changed;
- *more*: half an epoch more of stage 2 from its last checkpoint, alone or with one loss more;
- *table*: the trained table cut, weighted or rounded, without training.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from training.encoder import extras, metrics, recipe, robustness, train, vocabulary
from training.encoder.student import Bags, Student

Loss = Callable[[Student], Tensor]
Table = NDArray[np.float32]

FILE = "ablations.jsonl"
_RATE = 5e-4
_STEPS = 100
_PAIRS = 512


def main() -> None:
    parser = recipe.parser(__doc__.splitlines()[0])
    parser.add_argument("--run", default="final", help="name of the checkpoints' folder")
    parser.add_argument("--only", default="", help="variants whose names contain this")
    arguments = parser.parse_args()
    bench = Bench(arguments.data, arguments.work, arguments.run)
    done = {record["variant"] for record in read(arguments.work)}
    for name, attempt in bench.variants().items():
        if name in done or arguments.only not in name:
            continue
        found = attempt()
        with (arguments.work / FILE).open("a", encoding="utf-8") as file:
            print(json.dumps({"variant": name} | found, ensure_ascii=False), file=file)
        print(name, " ".join(f"{key} {value:.3f}" for key, value in found.items()), flush=True)


def read(work: Path) -> list[dict[str, float | str]]:
    """What was tried before."""
    path = work / FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines]


@dataclass(frozen=True)
class Bench:
    """The inputs of every variant, read when first needed."""

    data: Path
    work: Path
    run: str

    def variants(self) -> dict[str, Callable[[], dict[str, float]]]:
        """Each variant's name, and what measures it."""
        return {
            "table: as trained": lambda: self.judge(self.encode(self.table)),
            "table: 128 directions": lambda: self.judge(self.encode(self.cut(128))),
            "table: 64 directions": lambda: self.judge(self.encode(self.cut(64))),
            "table: 8 bits": lambda: self.judge(self.encode(self.rounded())),
            "table: SIF weights": lambda: self.judge(self.encode(self.smoothed())),
            "first epoch: as shipped": lambda: self.first_epoch(),
            "first epoch: 384 dimensions": lambda: self.first_epoch(dimension=384),
            "first epoch: 128 dimensions": lambda: self.first_epoch(dimension=128),
            "first epoch: no contrast": lambda: self.first_epoch(contrast=0.0),
            "first epoch: half of the pairs": lambda: self.first_epoch(share=0.5),
            "more: nothing added": lambda: self.more(),
            "more: noised copies": lambda: self.more(extras.noised(self.data)),
            "more: synonyms": lambda: self.more(extras.synonyms(self.data)),
            "more: derivations": lambda: self.more(extras.derivations(self.data)),
            "more: acronyms": lambda: self.more(
                extras.acronyms(self.data, train.read_pairs(self.work))
            ),
            "more: without scored pairs": lambda: self.more(scored=0.0),
            "more: without questions": lambda: self.more(asked=0.0),
            "more: without translations": lambda: self.more(translated=0.0),
        }

    def judge(self, encode: metrics.Encode) -> dict[str, float]:
        """Development metrics, and the share of spelling variants that are found."""
        found = metrics.development(encode, self.data)
        variants = robustness.read(robustness.TABLE)
        kept = robustness.unchanged(encode, variants)
        found["spelling"] = robustness.shares(variants, kept)[robustness.OVERALL][0]
        return {name: round(value, 4) for name, value in found.items()}

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The shipped tokenizer."""
        return Tokenizer.from_file(str(self.work / recipe.TOKENIZER_FILE))

    @cached_property
    def inputs(self) -> train.Inputs:
        """What stages 2 and 3 train on."""
        return train.Inputs.read(self.tokenizer, self.data, self.work)

    @cached_property
    def table(self) -> Table:
        """The vectors of all pieces."""
        student = self.trained()
        with torch.no_grad():
            return np.asarray(student.table(np.arange(len(student.pieces))), dtype=np.float32)

    def trained(self) -> Student:
        """The student after the last epoch of stage 2."""
        student = Student(self.tokenizer, recipe.DISTILLATION.dimension)
        last = self.work / self.run / f"refine-{recipe.REFINEMENT.epochs - 1}.pt"
        student.load_state_dict(torch.load(last, weights_only=True)["student"])
        return student

    def encode(self, table: Table) -> metrics.Encode:
        """An encoder with another table of vectors."""

        def encode(texts: metrics.Texts) -> metrics.Vectors:
            bags = Bags.of(self.tokenizer, texts)
            rows = np.zeros((len(bags), table.shape[1]), dtype=np.float32)
            for row, first, end in zip(rows, bags.starts, bags.starts[1:], strict=False):
                table[bags.ids[first:end]].sum(axis=0, out=row)
            lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
            return np.asarray(rows / lengths, dtype=np.float32)

        return encode

    def cut(self, dimension: int) -> Table:
        """The table on its first principal directions."""
        _, directions = np.linalg.eigh(self.table.T @ self.table)
        return np.asarray(self.table @ directions[:, ::-1][:, :dimension], dtype=np.float32)

    def rounded(self) -> Table:
        """Each vector in 8 bits, with a scale of its own."""
        scale = np.maximum(np.abs(self.table).max(axis=1, keepdims=True) / 127, 1e-9)
        return np.asarray(np.round(self.table / scale) * scale, dtype=np.float32)

    def smoothed(self) -> Table:
        """Weighted by smooth inverse frequency (Arora et al. 2017), on top of what was learnt."""
        bags = Bags.of(self.tokenizer, [pair.french for pair in train.read_pairs(self.work)])
        share = np.bincount(bags.ids, minlength=len(self.table)) / len(bags.ids)
        return np.asarray(self.table * (1e-3 / (1e-3 + share))[:, None], dtype=np.float32)

    def first_epoch(
        self, *, dimension: int = 256, contrast: float | None = None, share: float = 1.0
    ) -> dict[str, float]:
        """Stage 1 for one epoch."""
        plan = recipe.DISTILLATION
        torch.manual_seed(recipe.SEED)
        reduced = train.reduce_dimension(train.read_teacher(self.work), dimension)
        known = train.Translations.read(self.tokenizer, self.work)
        teacher = torch.from_numpy(reduced)
        usable = known.usable[: int(len(known.usable) * share)]
        weight = plan.contrast if contrast is None else contrast
        student = Student(self.tokenizer, dimension)
        optimiser = torch.optim.Adam(student.parameters(), lr=plan.rate)
        for chosen in train.batches(usable, plan.batch, 0):
            target = teacher[torch.from_numpy(chosen)]
            english, french = student(known.english, chosen), student(known.french, chosen)
            loss = 2 - (english * target).sum(1).mean() - (french * target).sum(1).mean()
            if weight:
                loss = loss + weight * train.contrast(french, english, plan.scale)
            train.step(optimiser, loss)
        return self.judge(student.encode)

    def more(
        self,
        pairs: list[tuple[str, str]] | None = None,
        *,
        asked: float = 1.0,
        scored: float = 1.0,
        translated: float = 1.0,
    ) -> dict[str, float]:
        """Some steps more of stage 2, its losses weighted."""
        student, inputs, scale = self.trained(), self.inputs, recipe.REFINEMENT.scale
        optimiser = torch.optim.Adam(student.parameters(), lr=_RATE)
        added = self.added(pairs) if pairs else None
        for questions, ratings, translations in islice(inputs.endless(90), _STEPS):
            queries = student(inputs.queries, questions)
            passages = student(inputs.passages, questions)
            groups = inputs.same_query[questions]
            loss = asked * train.contrast(queries, passages, scale, groups)
            loss = loss + scored * inputs.rated.loss(student, ratings, scale)
            loss = loss + translated * inputs.translations.loss(student, translations)
            if added:
                loss = loss + added(student)
            train.step(optimiser, loss)
        return self.judge(student.encode)

    def added(self, pairs: list[tuple[str, str]]) -> Loss:
        """The contrast of pairs of texts that ought to have one vector."""
        first = Bags.of(self.tokenizer, [one for one, _ in pairs])
        second = Bags.of(self.tokenizer, [other for _, other in pairs])
        groups = np.unique([vocabulary.fold(one) for one, _ in pairs], return_inverse=True)[1]
        chosen = train.cycle(train.not_empty(first, second), _PAIRS, 90)

        def loss(student: Student) -> Tensor:
            batch = next(chosen)
            vectors = student(first, batch), student(second, batch)
            return train.contrast(*vectors, recipe.REFINEMENT.scale, groups[batch])

        return loss


if __name__ == "__main__":
    main()
