"""How many tokens a second the French pipeline analyses on one core.

The words are lines and paragraphs of ours, written for this command, repeated with other numbers
so that no text comes twice. Two pipelines read the same texts, in turn, and the medians of the
processor's time are compared:

- the shipped pipeline, as ingest loads it;
- the same weights as `spacy.load` sets them up, with thinc's default matrix product (BLIS).

Goal: at least 8,000 tokens a second.

    OMP_NUM_THREADS=1 python benchmarks/nlp.py [--texts N] [--runs N]
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parents[1]
GOAL = 8_000
TEXTS = (
    "Mesure {n} : renforcer l’accompagnement des aidants dans les {n} communes du territoire.",
    "La Ville des Trois-Ormes consacre {n} 000 € par an à la rénovation de ses écoles. Les travaux "
    "commencent par les bâtiments les plus anciens, que les services techniques ont recensés en "
    "2024 ; ils se poursuivront jusqu’en 2030, à raison de deux groupes scolaires par an.",
    "Que le conseil de la Sarvelle crée, d’ici {n} mois, un guichet unique pour les citoyen·ne·s.",
    "Mise en place d’un observatoire du foncier (fiche MOB-{n})",
    "Le comité de suivi se réunit deux fois par an. Il examine les indicateurs, entend les "
    "partenaires et propose au bureau les adaptations qu’il juge utiles. Ses {n} membres sont "
    "nommés pour trois ans par les communes, les associations et les organismes du quartier.",
    "DÉVELOPPER L’OFFRE DE TRANSPORT EN SOIRÉE",
)


def texts(count: int) -> list[str]:
    return [TEXTS[i % len(TEXTS)].format(n=i % 97 + 2) + f" ({i})" for i in range(count)]


def as_spacy_loads_it() -> Language:
    import spacy

    from pipeline.nlp import tokenizer
    from pipeline.nlp.language import DATA, widen

    nlp = spacy.load(DATA, exclude=["tokenizer"])
    widen(nlp)
    nlp.tokenizer = tokenizer.build(nlp)
    return nlp


def rate(nlp: Language, lines: list[str]) -> float:
    """Tokens a second of the processor's time."""
    begun = time.process_time()
    tokens = sum(len(doc) for doc in nlp.pipe(lines, batch_size=64))
    return tokens / (time.process_time() - begun)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--texts", type=int, default=600)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from pipeline.nlp.language import pipeline

    lines = texts(given.texts)
    loaded = {"shipped": pipeline(), "spacy.load": as_spacy_loads_it()}
    rates: dict[str, list[float]] = {name: [] for name in loaded}
    for _ in range(given.runs + 1):
        for name, nlp in loaded.items():
            rates[name].append(rate(nlp, lines))
    # The first round only fills caches.
    medians = {name: statistics.median(found[1:]) for name, found in rates.items()}
    for name, median in medians.items():
        spread = f"{min(rates[name][1:]):.0f} to {max(rates[name][1:]):.0f}"
        print(f"{name:12}{median:8.0f} tokens/s  ({spread}, {given.runs} runs)")
    ratio = medians["shipped"] / medians["spacy.load"]
    print(f"ratio       {ratio:8.2f}")
    print(f"goal        {GOAL:8.0f} tokens/s: {'met' if medians['shipped'] >= GOAL else 'missed'}")
    return 0 if medians["shipped"] >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
