"""Measure an encoder: `python -m training.encoder.evaluate`.

Prints tables: similarity, retrieval beside the first version, teacher and BM25 (`retrieval.py`),
the founders' questions where `../shared/gold` is there (`gold.py`), spelling that varies
(`robustness.py`). With `--output pipeline/data/encoder` also writes them there, as `metrics.json`
and `metrics.md`, which the model card quotes. `--split dev` prints the development metrics alone,
for tuning.

The first version is stage 1 alone: `python -m training.encoder.export --first` makes it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from pipeline.embed import Encoder, load_encoder
from training.encoder import gold, metrics, recipe, retrieval, robustness


def main() -> None:
    parser = recipe.parser(__doc__.splitlines()[0])
    parser.add_argument("--encoder", default="default", help="default, folder or name")
    parser.add_argument("--first", type=Path, help="folder of the first version's model")
    parser.add_argument("--teacher", default=recipe.DEFAULT_TEACHER, help="package or folder")
    parser.add_argument("--split", choices=("dev", "all"), default="all")
    parser.add_argument("--output", type=Path, help="folder for metrics.json and metrics.md")
    arguments = parser.parse_args()
    encoder = load_encoder(arguments.encoder)
    if arguments.split == "dev":
        print(as_table(similarity(encoder, arguments.data, with_test=False)))
        return
    record, page = everything(encoder, arguments)
    print(page)
    if arguments.output is not None:
        text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
        (arguments.output / "metrics.json").write_text(text, encoding="utf-8")
        (arguments.output / "metrics.md").write_text(page, encoding="utf-8")


def everything(encoder: Encoder, arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """All figures, as a record and as a page of tables."""
    similar = similarity(encoder, arguments.data, with_test=True)
    first = load_encoder(str(arguments.first or arguments.work / recipe.FIRST_VERSION))
    teacher = load_encoder(arguments.teacher)
    systems = {retrieval.OURS: encoder, retrieval.FIRST: first, retrieval.TEACHER: teacher}
    found = retrieval.measure(systems, arguments.data, arguments.work / "vectors")
    variants = robustness.read(robustness.TABLE)
    kept = robustness.unchanged(encoder.encode_documents, variants)
    spelling = robustness.shares(variants, kept)
    record: dict[str, Any] = {
        "encoder": encoder.name,
        "revision": encoder.revision,
        "metrics": similar,
        "retrieval": retrieval.summary(found),
        "spelling": {kind: [round(share, 4), count] for kind, (share, count) in spelling.items()},
    }
    parts = {
        "Similarity": as_table(similar),
        "Retrieval": _RETRIEVAL + retrieval.as_table(found),
        "Spelling that varies": robustness.as_table(spelling),
    }
    if (gold.SHARED / "gold").is_dir():
        answers = gold.measure(encoder, gold.founders(gold.SHARED), gold.SHARED)
        record["questions over measures"] = [
            {"signal": signal, "text": text, "nDCG@10": [round(number, 4) for number in value]}
            for (signal, text), value in answers.items()
        ]
        parts["Questions over measures"] = gold.as_table(answers)
    heading = f"# Figures of {encoder.name}, revision {encoder.revision}\n"
    return record, heading + "".join(f"\n## {title}\n\n{part}" for title, part in parts.items())


_RETRIEVAL = """\
In brackets, 95 % bootstrap intervals over the queries. *encoder*: this one, alone. *first version*:
stage 1 alone. *BM25*: over the project's analyser. *fused*: BM25 and the encoder, summed as search
does. A star marks a paired difference whose interval leaves out zero.

"""


def similarity(encoder: Encoder, data: Path, *, with_test: bool) -> dict[str, float]:
    """The development metrics with BM25 beside them, and the test metrics if asked."""
    found = metrics.development(encoder.encode_documents, data)
    found["qa dev nDCG@10, BM25"] = metrics.bm25_development(data)
    if with_test:
        found |= metrics.test(encoder.encode_documents, data)
    return {name: round(value, 4) for name, value in found.items()}


def as_table(found: dict[str, float]) -> str:
    """The metrics as a Markdown table."""
    rows = [f"| {name} | {value:.3f} |\n" for name, value in found.items()]
    return "| metric | value |\n| --- | --- |\n" + "".join(rows)


if __name__ == "__main__":
    main()
