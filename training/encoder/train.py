"""Train the student in three stages: `python -m training.encoder.train`.

Stage 1 distils the teacher across languages (Reimers & Gurevych 2020, "Making Monolingual Sentence
Embeddings Multilingual using Knowledge Distillation"): the French and the English side of a pair
both approach the teacher's vector of the English one, and each other among the pairs of a batch
(in-batch contrast, Henderson et al. 2017). Stage 2 teaches questions to find their passages, by the
same contrast, and orders similarities as people do, by CoSENT (Su 2022). Stage 3 goes on with more
weight on translations, which stage 2 loses a little of.

Each epoch leaves a checkpoint in the work folder; a second run takes up after the last.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.encoder import corpora, metrics, recipe
from training.encoder.student import Bags, Student

# Tells the order of the batches of stage 3 from those of stage 2.
_SETTLING_ORDER = 50


def main() -> None:
    parser = recipe.parser(__doc__.splitlines()[0])
    parser.add_argument("--tokenizer", type=Path, help="tokenizer.json (default: the trained one)")
    parser.add_argument("--run", default="final", help="name of the checkpoints' folder")
    arguments = parser.parse_args()
    torch.manual_seed(recipe.SEED)
    tokenizer = Tokenizer.from_file(
        str(arguments.tokenizer or arguments.work / recipe.TOKENIZER_FILE)
    )
    run = arguments.work / arguments.run
    run.mkdir(parents=True, exist_ok=True)
    student = Student(tokenizer, recipe.DISTILLATION.dimension)
    distil(student, arguments.data, arguments.work, run)
    inputs = Inputs.read(student.tokenizer, arguments.data, arguments.work)
    refine(student, inputs, arguments.data, run)
    settle(student, inputs, arguments.data, run)


def distil(student: Student, data: Path, work: Path, run: Path) -> None:
    """Stage 1."""
    plan = recipe.DISTILLATION
    translations = Translations.read(student.tokenizer, work)
    optimiser = torch.optim.Adam(student.parameters(), lr=plan.rate)
    for epoch in range(plan.epochs):
        checkpoint = run / f"distil-{epoch}.pt"
        if restore(checkpoint, student, optimiser):
            continue
        set_rate(optimiser, plan.rate * plan.decay**epoch)
        for chosen in batches(translations.usable, plan.batch, epoch):
            step(optimiser, translations.loss(student, chosen))
        save(checkpoint, student, optimiser)
        report(f"distil {epoch}", student, data, run)


@dataclass(frozen=True, slots=True)
class Translations:
    """The distillation pairs, with the teacher's vectors of their English sides."""

    english: Bags
    french: Bags
    teacher: Tensor
    usable: NDArray[np.int64]

    @classmethod
    def read(cls, tokenizer: Tokenizer, work: Path) -> Translations:
        """The prepared pairs, as far as the teacher has encoded them."""
        teacher = reduce_dimension(read_teacher(work), recipe.DISTILLATION.dimension)
        pairs = read_pairs(work)[: len(teacher)]
        english = Bags.of(tokenizer, [pair.english for pair in pairs])
        french = Bags.of(tokenizer, [pair.french for pair in pairs])
        return cls(english, french, torch.from_numpy(teacher), not_empty(english, french))

    def loss(
        self,
        student: Student,
        chosen: NDArray[np.int64],
        weight: float = recipe.DISTILLATION.contrast,
    ) -> Tensor:
        """Cosine distance of both sides to the teacher, plus their weighted contrast."""
        plan = recipe.DISTILLATION
        target = self.teacher[torch.from_numpy(chosen)]
        english, french = student(self.english, chosen), student(self.french, chosen)
        distance: Tensor = 2 - (english * target).sum(1).mean() - (french * target).sum(1).mean()
        return distance + weight * contrast(french, english, plan.scale)


@dataclass(frozen=True, slots=True)
class Rated:
    """Sentence pairs with people's scores, French and English together."""

    first: Bags
    second: Bags
    scores: Tensor
    usable: NDArray[np.int64]

    @classmethod
    def read(cls, tokenizer: Tokenizer, data: Path) -> Rated:
        """STS benchmark, training part."""
        pairs = [pair for path in recipe.STS_FILES for pair in corpora.scored(data / path)]
        first = Bags.of(tokenizer, [pair.first for pair in pairs])
        second = Bags.of(tokenizer, [pair.second for pair in pairs])
        scores = torch.tensor([pair.score for pair in pairs])
        return cls(first, second, scores, not_empty(first, second))

    def loss(self, student: Student, chosen: NDArray[np.int64], scale: float) -> Tensor:
        """CoSENT of a batch."""
        cosines = (student(self.first, chosen) * student(self.second, chosen)).sum(1)
        return cosent(cosines, self.scores[torch.from_numpy(chosen)], scale)


def not_empty(first: Bags, second: Bags) -> NDArray[np.int64]:
    """The numbers of the pairs of which neither side lacks a known piece."""
    return np.flatnonzero((np.diff(first.starts) > 0) & (np.diff(second.starts) > 0))


def reduce_dimension(teacher: NDArray[np.float32], dimension: int) -> NDArray[np.float32]:
    """The teacher's vectors on their first principal directions, normalised again.

    Not centred: a static encoder has no bias to put the centre back.
    """
    _, directions = np.linalg.eigh(teacher.T @ teacher)
    reduced = teacher @ directions[:, ::-1][:, :dimension]
    return np.asarray(reduced / np.linalg.norm(reduced, axis=1, keepdims=True), dtype=np.float32)


def contrast(
    first: Tensor, second: Tensor, scale: float, groups: NDArray[np.int64] | None = None
) -> Tensor:
    """Cross-entropy of finding each row's counterpart in the batch, in both directions.

    Rows of one group (a repeated query) are not held against each other.
    """
    logits = first @ second.T * scale
    labels = torch.arange(len(logits))
    if groups is not None:
        group = torch.from_numpy(groups)
        twins = (group[:, None] == group[None, :]) & ~torch.eye(len(group), dtype=torch.bool)
        logits = logits.masked_fill(twins, -torch.inf)
    entropy = nn.functional.cross_entropy
    return (entropy(logits, labels) + entropy(logits.T, labels)) / 2


def cosent(cosines: Tensor, scores: Tensor, scale: float) -> Tensor:
    """log(1 + sum of exp(scale (cos_low - cos_high))) over pairs in the wrong or right order."""
    higher = scores[:, None] < scores[None, :]
    gaps = (cosines[:, None] - cosines[None, :]) * scale
    return torch.logsumexp(torch.cat([torch.zeros(1), gaps[higher]]), dim=0)


def read_pairs(work: Path) -> list[corpora.Pair]:
    with (work / "pairs.tsv").open(encoding="utf-8") as file:
        return [corpora.Pair(*line.rstrip("\n").split("\t")) for line in file]


def read_teacher(work: Path) -> NDArray[np.float32]:
    """The teacher's vectors, as far as they have been computed without a gap."""
    shards = sorted((work / "teacher").glob("[0-9][0-9][0-9][0-9].npy"))
    return np.concatenate([np.load(shard) for shard in shards]).astype(np.float32)


def batches(usable: NDArray[np.int64], size: int, epoch: int) -> Iterator[NDArray[np.int64]]:
    order = np.random.default_rng(recipe.SEED + epoch).permutation(usable)
    for start in range(0, len(order) - size // 2, size):
        yield order[start : start + size]


def cycle(usable: NDArray[np.int64], size: int, epoch: int) -> Iterator[NDArray[np.int64]]:
    """Batches without end, in a new order on each pass."""
    for turn in count():
        yield from batches(usable, size, 1_000 * (epoch + 1) + turn)


def step(optimiser: torch.optim.Optimizer, loss: Tensor) -> None:
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()


def set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = rate


def save(checkpoint: Path, student: Student, optimiser: torch.optim.Optimizer) -> None:
    """Write beside, then rename: a killed run leaves no half checkpoint."""
    beside = checkpoint.with_suffix(".partial")
    torch.save({"student": student.state_dict(), "optimiser": optimiser.state_dict()}, beside)
    beside.rename(checkpoint)


def restore(checkpoint: Path, student: Student, optimiser: torch.optim.Optimizer) -> bool:
    if not checkpoint.exists():
        return False
    state = torch.load(checkpoint, weights_only=True)
    student.load_state_dict(state["student"])
    optimiser.load_state_dict(state["optimiser"])
    return True


def report(name: str, student: Student, data: Path, run: Path) -> None:
    found = metrics.development(student.encode, data)
    with (run / "log.jsonl").open("a", encoding="utf-8") as file:
        print(json.dumps({"after": name} | found), file=file)
    print(name, " ".join(f"{key} {value:.3f}" for key, value in found.items()), flush=True)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What stages 2 and 3 train on: questions and their passages, scored pairs, translations."""

    queries: Bags
    passages: Bags
    same_query: NDArray[np.int64]
    rated: Rated
    translations: Translations

    @classmethod
    def read(cls, tokenizer: Tokenizer, data: Path, work: Path) -> Inputs:
        """All of them, as numbers of pieces."""
        words = recipe.REFINEMENT.passage_words
        questions = [q for path in recipe.QA_FILES for q in corpora.questions(data / path)]
        return cls(
            Bags.of(tokenizer, [q.query for q in questions]),
            Bags.of(tokenizer, [" ".join(q.passage.split()[:words]) for q in questions]),
            np.unique([q.query for q in questions], return_inverse=True)[1],
            Rated.read(tokenizer, data),
            Translations.read(tokenizer, work),
        )

    def epoch(self, epoch: int) -> Iterator[tuple[NDArray[np.int64], ...]]:
        """Every question once, with as many batches of scored pairs and translations."""
        usable = not_empty(self.queries, self.passages)
        return self._beside(batches(usable, recipe.REFINEMENT.batch, epoch), epoch)

    def endless(self, epoch: int) -> Iterator[tuple[NDArray[np.int64], ...]]:
        """Questions again and again, in a new order on each pass."""
        usable = not_empty(self.queries, self.passages)
        return self._beside(cycle(usable, recipe.REFINEMENT.batch, epoch), epoch)

    def _beside(
        self, asked: Iterator[NDArray[np.int64]], epoch: int
    ) -> Iterator[tuple[NDArray[np.int64], ...]]:
        scored = cycle(self.rated.usable, recipe.REFINEMENT.scored_batch, epoch)
        translated = cycle(self.translations.usable, recipe.DISTILLATION.batch, epoch)
        yield from zip(asked, scored, translated, strict=False)

    def loss(
        self, student: Student, chosen: tuple[NDArray[np.int64], ...], translated: float
    ) -> Tensor:
        """The sum of the three losses, the contrast of translations weighing `translated`."""
        plan = recipe.REFINEMENT
        asked, scored, both = chosen
        queries, passages = student(self.queries, asked), student(self.passages, asked)
        loss = contrast(queries, passages, plan.scale, self.same_query[asked])
        loss = loss + plan.scored_weight * self.rated.loss(student, scored, plan.scale)
        return loss + plan.translations_weight * self.translations.loss(student, both, translated)


def refine(student: Student, inputs: Inputs, data: Path, run: Path) -> None:
    """Stage 2."""
    plan = recipe.REFINEMENT
    optimiser = torch.optim.Adam(student.parameters(), lr=plan.rate)
    for epoch in range(plan.epochs):
        checkpoint = run / f"refine-{epoch}.pt"
        if restore(checkpoint, student, optimiser):
            continue
        set_rate(optimiser, plan.rate * plan.decay**epoch)
        for chosen in inputs.epoch(epoch):
            step(optimiser, inputs.loss(student, chosen, recipe.DISTILLATION.contrast))
        save(checkpoint, student, optimiser)
        report(f"refine {epoch}", student, data, run)


def settle(student: Student, inputs: Inputs, data: Path, run: Path) -> None:
    """Stage 3."""
    plan = recipe.SETTLING
    optimiser = torch.optim.Adam(student.parameters(), lr=plan.rate)
    checkpoint = run / "settle.pt"
    if restore(checkpoint, student, optimiser):
        return
    for number, chosen in enumerate(islice(inputs.endless(_SETTLING_ORDER), plan.steps)):
        passed = number / plan.steps
        set_rate(optimiser, plan.rate + passed * (plan.last_rate - plan.rate))
        step(optimiser, inputs.loss(student, chosen, plan.contrast))
    save(checkpoint, student, optimiser)
    report("settle", student, data, run)


if __name__ == "__main__":
    main()
