"""Measure an encoder: `python -m training.encoder.evaluate`.

Prints a table; with `--output pipeline/data/encoder` also writes it there, as `metrics.json` and
`metrics.md`, which the model card quotes. `--split dev` leaves the test metrics alone, for tuning.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pipeline.embed import Encoder, load_encoder
from training.encoder import metrics, recipe


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=recipe.DEFAULT_DATA, help="training files")
    parser.add_argument("--encoder", default="default", help="default, folder or name")
    parser.add_argument("--split", choices=("dev", "all"), default="all")
    parser.add_argument("--output", type=Path, help="folder for metrics.json and metrics.md")
    arguments = parser.parse_args()
    encoder = load_encoder(arguments.encoder)
    found = measure(encoder, arguments.data, with_test=arguments.split == "all")
    print(as_table(found))
    if arguments.output is not None:
        record = {"encoder": encoder.name, "revision": encoder.revision, "metrics": found}
        text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
        (arguments.output / "metrics.json").write_text(text, encoding="utf-8")
        (arguments.output / "metrics.md").write_text(as_table(found), encoding="utf-8")


def measure(encoder: Encoder, data: Path, *, with_test: bool) -> dict[str, float]:
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
