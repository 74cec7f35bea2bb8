"""Write the trained student as a sentence-transformers model: `python -m training.encoder.export`.

Its table is averaged with that of stage 1, which gives back some of what translation lost to
questions (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models"). `--first` writes stage 1
alone into the work folder: the first version, with which `evaluate` compares.

float16 halves the size; the test metrics change by less than 0.0005. The model card and the
table of figures in the target folder are left alone.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from tokenizers import Tokenizer

from pipeline.embed import HASHED, revision_of
from training.encoder import recipe
from training.encoder.student import Student

LAST = "settle"
FIRST = f"distil-{recipe.DISTILLATION.epochs - 1}"


def main() -> None:
    parser = recipe.parser(__doc__.splitlines()[0])
    parser.add_argument("--tokenizer", type=Path, help="tokenizer.json (default: the trained one)")
    parser.add_argument("--run", default="final", help="name of the checkpoints' folder")
    parser.add_argument("--first", action="store_true", help="the first version: stage 1 alone")
    parser.add_argument("--model", type=Path, help="target folder")
    arguments = parser.parse_args()
    run, first = arguments.work / arguments.run, arguments.first
    model = arguments.model or (
        arguments.work / recipe.FIRST_VERSION if first else recipe.DEFAULT_MODEL
    )
    tokenizer = Tokenizer.from_file(
        str(arguments.tokenizer or arguments.work / recipe.TOKENIZER_FILE)
    )
    table = trained(tokenizer, run / f"{FIRST}.pt")
    if not first:
        share = recipe.SETTLING.first_share
        table = (1 - share) * trained(tokenizer, run / f"{LAST}.pt") + share * table
    model.mkdir(parents=True, exist_ok=True)
    write(tokenizer, table, model)


def trained(tokenizer: Tokenizer, checkpoint: Path) -> torch.Tensor:
    """The vectors of all pieces at a checkpoint."""
    student = Student(tokenizer, recipe.DISTILLATION.dimension)
    student.load_state_dict(torch.load(checkpoint, weights_only=True)["student"])
    with torch.no_grad():
        return student.table(np.arange(len(student.pieces)))


def write(tokenizer: Tokenizer, table: torch.Tensor, folder: Path) -> None:
    """Save tokenizer and table, the row of unknown characters being zero."""
    table = table.clone()
    # An unknown character must not pull a sentence anywhere.
    table[0] = 0
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=table.half()), Normalize()],
        device="cpu",
    )
    with TemporaryDirectory(dir=folder.parent) as beside:
        model.save(beside, create_model_card=False)
        # Without indentation the tokenizer loads in half the time.
        tokenizer.save(str(Path(beside) / "tokenizer.json"), pretty=False)
        # The safetensors library leaves its files to their owner alone.
        (Path(beside) / "model.safetensors").chmod(0o644)
        for file in sorted(path for path in Path(beside).rglob("*") if path.is_file()):
            target = folder / file.relative_to(beside)
            target.parent.mkdir(parents=True, exist_ok=True)
            # Replaced, never rewritten: a process may have mapped the old weights.
            file.replace(target)
    sizes = [(folder / name).stat().st_size for name in HASHED]
    (folder / "revision").write_text(f"{sizes[0]} {sizes[1]} {revision_of(folder)}\n")


if __name__ == "__main__":
    main()
